use std::collections::HashMap;

use proptest::prelude::*;

use super::*;
use crate::model::{Triage, Verdict};

const KEPT: Change = Change::Verdict(Some(Verdict::Kept));
const DISCARDED: Change = Change::Verdict(Some(Verdict::Discarded));

fn id(n: u8) -> DocId {
    DocId::from_bytes([n; 16])
}

fn note(text: &str) -> Change {
    Change::Note((!text.is_empty()).then(|| text.into()))
}

fn record(n: u8, change: Change, at: i64) -> Record {
    let at = field::time(at);
    Record { document: id(n), fields: vec![Field { change, at, replaces: vec![] }] }
}

fn records(store: &Store) -> Vec<Record> {
    let mut records = Vec::new();
    store
        .export(&mut |record| {
            records.push(record);
            ControlFlow::Continue(())
        })
        .unwrap();
    records
}

fn triage_of(store: &Store, n: u8) -> Triage {
    store.decisions().unwrap().get(id(n)).clone()
}

#[test]
fn the_later_decision_wins_each_field_and_each_tag_by_itself_and_a_repeat_changes_nothing() {
    let tag = |tag: &str, on| Change::Tag(tag.parse().unwrap(), on);
    let here = [
        record(1, KEPT, 10),
        record(1, Change::Starred(true), 20),
        record(1, tag("a", true), 10),
        record(1, tag("b", true), 20),
    ];
    let there = [
        record(1, DISCARDED, 20),
        record(1, Change::Starred(false), 10),
        record(1, tag("a", false), 20),
        record(1, tag("b", false), 10),
        record(2, Change::Read(true), 5),
    ];
    let mut store = Store::ephemeral().unwrap();
    store.merge(here.clone()).unwrap().unwrap();
    let merged = store.merge(there.clone()).unwrap().unwrap();
    assert_eq!(merged.deed.cause, Cause::Imported);
    let tags = vec!["b".parse().unwrap()];
    let one =
        Triage { starred: true, verdict: Some(Verdict::Discarded), tags, ..Triage::default() };
    let two = Triage { read: true, ..Triage::default() };
    assert_eq!(merged.documents, [(id(1), one), (id(2), two)]);
    for again in [&there[..], &here] {
        assert_eq!(store.merge(again.to_vec()).unwrap(), None);
    }
    let steps = store.history(None, 9).unwrap();
    assert_eq!(steps.len(), 2, "{steps:?}");
    assert_eq!(steps[0].deed.to_string(), "imported decisions about");

    assert_eq!(store.undo().unwrap().unwrap().deed.to_string(), "Undone: imported decisions about");
    assert_eq!(triage_of(&store, 1).verdict, Some(Verdict::Kept));
    assert_eq!(store.merge(there).unwrap(), None, "undoing is the later decision");
    store.redo().unwrap().unwrap();
    assert_eq!(triage_of(&store, 1).verdict, Some(Verdict::Discarded));
}

#[test]
fn a_decision_after_one_from_a_clock_that_is_ahead_is_later_still() {
    let mut store = Store::ephemeral().unwrap();
    let ahead = record(1, KEPT, 32_503_680_000_000);
    store.merge([ahead.clone()]).unwrap().unwrap();
    store.decide(&[id(1)], DISCARDED).unwrap().unwrap();
    assert_eq!(store.merge([ahead]).unwrap(), None);
    assert_eq!(triage_of(&store, 1).verdict, Some(Verdict::Discarded));
}

#[test]
fn notes_are_joined_the_earlier_first_and_nothing_twice() {
    let join = |a: (&str, i64), b: (&str, i64)| {
        let mut store = Store::ephemeral().unwrap();
        store.merge([record(1, note(a.0), a.1)]).unwrap();
        store.merge([record(1, note(b.0), b.1)]).unwrap();
        triage_of(&store, 1).note.as_deref().map(str::to_owned).unwrap_or_default()
    };
    for (a, b, joined) in [
        (("النص", 1), ("le texte", 2), "النص\nle texte"),
        (("no", 1), ("not sure", 2), "no\nnot sure"),
        (("seen", 1), ("seen by Ann", 2), "seen by Ann"),
        (("seen by Ann", 1), ("seen", 2), "seen by Ann"),
        (("one\ntwo", 1), ("two\nthree", 2), "one\ntwo\nthree"),
        (("same", 1), ("same", 2), "same"),
        (("gone", 1), ("", 2), ""),
        (("", 1), ("new", 2), "new"),
    ] {
        assert_eq!(join(a, b), joined);
        assert_eq!(join(b, a), joined, "in the other order");
    }
}

#[test]
fn a_note_that_was_rewritten_or_removed_does_not_come_back_but_one_unknown_stays() {
    let (mut ann, mut bob) = (Store::ephemeral().unwrap(), Store::ephemeral().unwrap());
    ann.decide(&[id(1), id(2)], note("first")).unwrap();
    bob.merge(records(&ann)).unwrap();
    bob.decide(&[id(3)], note("bob's")).unwrap();
    let old = records(&bob);
    ann.merge([record(3, note("ann's"), 5)]).unwrap();
    ann.decide(&[id(1)], note("rewritten")).unwrap();
    ann.decide(&[id(2), id(3)], note("")).unwrap();
    ann.merge(old).unwrap();
    bob.merge(records(&ann)).unwrap();
    for store in [&ann, &bob] {
        assert_eq!(triage_of(store, 1).note.as_deref(), Some("rewritten"));
        assert_eq!(triage_of(store, 2).note, None);
        assert_eq!(triage_of(store, 3).note.as_deref(), Some("bob's"));
    }
}

#[derive(Debug, Clone)]
enum Act {
    Decide(u8, Change),
    Undo,
    /// What another person has, taken over.
    Merge(usize),
}

fn act() -> impl Strategy<Value = Act> {
    let change = prop_oneof![
        any::<bool>().prop_map(Change::Read),
        proptest::sample::select(vec![KEPT, DISCARDED, Change::Verdict(None)]),
        ("[ab]", any::<bool>()).prop_map(|(tag, on)| Change::Tag(tag.parse().unwrap(), on)),
        "[xyz]{0,2}( [xyz])?(\n[xyz])?".prop_map(|text| note(&text)),
    ];
    prop_oneof![
        6 => (0..2_u8, change).prop_map(|(document, change)| Act::Decide(document, change)),
        1 => Just(Act::Undo),
        1 => (0..3_usize).prop_map(Act::Merge),
    ]
}

fn values(store: &Store) -> HashMap<(DocId, String), (Change, i64)> {
    let fields = records(store).into_iter().flat_map(|record| {
        record.fields.into_iter().map(move |field| {
            let name = field::name(&field.change).into_owned();
            ((record.document, name), (field.change, field.at.as_millisecond()))
        })
    });
    fields.collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Three people, who may have merged before: two merge with each other, in either order, and
    /// both have the same; once more changes nothing.
    #[test]
    fn two_that_merge_with_each_other_end_with_the_same(
        acts in proptest::collection::vec((0..3_usize, act()), 0..30),
    ) {
        let mut stores = [(); 3].map(|()| Store::ephemeral().unwrap());
        for (who, act) in acts {
            match act {
                Act::Decide(document, change) => {
                    stores[who].decide(&[id(document)], change).unwrap();
                }
                Act::Undo => drop(stores[who].undo().unwrap()),
                Act::Merge(other) => {
                    let theirs = records(&stores[other]);
                    stores[who].merge(theirs).unwrap();
                }
            }
        }
        let copy = |store: &Store| {
            let mut copy = Store::ephemeral().unwrap();
            copy.merge(records(store)).unwrap();
            copy
        };
        prop_assert_eq!(values(&copy(&stores[0])), values(&stores[0]));
        let [ann, bob, _] = &mut stores;
        let (mut ann2, mut bob2) = (copy(ann), copy(bob));

        bob.merge(records(ann)).unwrap();
        ann.merge(records(bob)).unwrap();
        prop_assert_eq!(values(ann), values(bob));
        prop_assert_eq!(ann.merge(records(bob)).unwrap(), None);
        prop_assert_eq!(bob.merge(records(ann)).unwrap(), None);

        ann2.merge(records(&bob2)).unwrap();
        bob2.merge(records(&ann2)).unwrap();
        prop_assert_eq!(values(&ann2), values(ann));
        prop_assert_eq!(values(&bob2), values(ann));
    }
}
