//! Views, counts and highlights, and what happens to them when the corpus changes.

use std::collections::HashSet;
use std::path::Path;

use super::{Engine, Sort, check, doc, filled, find, mentions, origin, query, titles, view};
use crate::model::{
    Decisions, DocId, Document, EntityId, Facet, Hits, Label, Lang, Mention, Origin, Snippet, View,
};

pub(in crate::engine) fn a_view_comes_in_the_order_asked_for<E: Engine>(make: fn() -> E) {
    let with = |title, date: &str, source: Option<&str>| Document {
        date: date.parse().ok(),
        source: source.map(str::to_owned),
        ..doc(title, "a")
    };
    let engine = filled(
        make,
        vec![
            with("delta", "", Some("rt")),
            with("«Étoile»", "2015-11-17", None),
            with("alpha", "2015-11-17T10:00:00Z", Some("Élan")),
            with("echo", "2015-11-17", Some("RT")),
            with("Bravo", "2016-01-01", Some("afp")),
        ],
    );
    for (sort, expected) in [
        (Sort::Corpus, "delta «Étoile» alpha echo Bravo"),
        (Sort::Date, "Bravo alpha «Étoile» echo delta"),
        (Sort::Title, "alpha Bravo delta echo «Étoile»"),
        (Sort::Source, "Bravo alpha delta echo «Étoile»"),
    ] {
        let found = engine.open_view(&query(""), sort, &Decisions::default()).unwrap();
        assert_eq!(titles(&engine, &found), expected, "{sort}");
    }
    engine.upsert(vec![with("charlie", "2017-01-01", None)]).unwrap();
    let found = engine.open_view(&query("-delta"), Sort::Date, &Decisions::default()).unwrap();
    assert_eq!(titles(&engine, &found), "charlie Bravo alpha «Étoile» echo");
}

pub(in crate::engine) fn the_best_answer_comes_first<E: Engine>(make: fn() -> E) {
    let with = |title: &str, text: &str, date: &str| Document {
        date: date.parse().ok(),
        lang: Lang::FR,
        ..doc(title, text)
    };
    let filler = " et de la mer vers le soir";
    let engine = filled(
        make,
        vec![
            with("one", &format!("armée{filler}"), "2015-11-01"),
            with("two", &format!("armées, une armée{filler}"), "2015-11-02"),
            with("three", &format!("armée {}", filler.repeat(9)), "2015-11-03"),
            with("armées", &format!("armée front{filler}"), "2015-11-04"),
            with("five", &format!("armée{filler}"), "2015-11-05"),
            with("six", &format!("front{filler}"), "2015-11-06"),
            with("seven", filler, "2015-11-07"),
        ],
    );
    let found = |text: &str, sort| {
        let view = engine.open_view(&query(text), sort, &Decisions::default()).unwrap();
        titles(&engine, &view)
    };
    assert_eq!(found("armee", Sort::Relevance), "armées two five one three");
    // The rarer word counts for more, both for most, and what is excluded for nothing.
    assert_eq!(found("front OR armée -lang:en", Sort::Relevance), "armées six two five one three");
    assert_eq!(found("lang:fr", Sort::Relevance), found("lang:fr", Sort::Date));
    assert_eq!(found("-armee", Sort::Relevance), "seven six");
    assert_eq!(found("title:armee OR title:one", Sort::Relevance), "one armées");
}

pub(in crate::engine) fn most_mentions_come_first<E: Engine>(make: fn() -> E) {
    let with = |title, date: &str, entities: &[&str]| Document {
        date: date.parse().ok(),
        mentions: mentions(entities),
        ..doc(title, "a")
    };
    let engine = filled(
        make,
        vec![
            with("one", "2015-11-01", &["putin", "turkey", "turkey", "turkey"]),
            with("two", "2015-11-02", &["putin", "putin"]),
            Document {
                title_mentions: mentions(&["putin"]),
                ..with("three", "2015-11-03", &["putin"])
            },
            with("four", "2015-11-04", &[]),
        ],
    );
    let found = |text: &str| {
        let sort = Sort::Mentions;
        titles(&engine, &engine.open_view(&query(text), sort, &Decisions::default()).unwrap())
    };
    assert_eq!(found("actor:putin"), "three two one");
    assert_eq!(found("actor:putin+turkey"), "one three two");
    assert_eq!(found("a -actor:nobody"), "one three two four");
}

pub(in crate::engine) fn facets_count_the_view<E: Engine>(make: fn() -> E) {
    let document = |title, lang, source: Option<&str>, entities: &[&str]| Document {
        lang,
        date: source.map(|_| "2015-11-17".parse().unwrap()),
        source: source.map(str::to_owned),
        mentions: mentions(entities),
        ..doc(title, "a")
    };
    let engine = filled(
        make,
        vec![
            document("one", Lang::AR, Some("RT"), &["putin", "putin", "turkey"]),
            document("two", Lang::FR, Some("AFP"), &["turkey"]),
            document("three", Lang::FR, None, &["assad", "putin"]),
            document("four", Lang::EN, Some("RT"), &["obama"]),
        ],
    );
    let most = view(&engine, "-four");
    let counts_of = |view: &View, facet, top| {
        let facets = engine.facets(view, facet, top).unwrap();
        assert!(facets.exact);
        facets.values.iter().map(|(v, n)| format!("{v} {n}")).collect::<Vec<_>>().join(", ")
    };
    let counts = |facet, top| counts_of(&most, facet, top);
    assert_eq!(counts(Facet::Lang, 9), "fr 2, ar 1");
    assert_eq!(counts(Facet::Source, 9), "AFP 1, RT 1");
    assert_eq!(counts(Facet::Month, 9), "2015-11 2");
    assert_eq!(counts(Facet::Entity, 9), "putin 2, turkey 2, assad 1");
    assert_eq!(counts(Facet::Entity, 1), "putin 2");

    let (all, few, none) = (view(&engine, ""), view(&engine, "lang:ar"), view(&engine, "lang:und"));
    let named = |view: &View| {
        let (facets, counts) =
            (engine.facets(view, Facet::Entity, 9).unwrap(), engine.counts(view).unwrap());
        for id in ["assad", "obama", "putin", "turkey", "zidane"] {
            let counted = facets.values.iter().find(|(value, _)| **value == *id);
            assert_eq!(counts.get(&id.into()), counted.map(|(_, n)| *n), "{id}");
        }
        counts_of(view, Facet::Entity, 9)
    };
    assert_eq!(named(&all), "putin 2, turkey 2, assad 1, obama 1");
    assert_eq!(named(&few), "putin 1, turkey 1");
    assert_eq!(named(&none), "");
    // Of views that were opened before, what is gone since does not count, and what has come is
    // not in them.
    engine.delete(&[most.ids[0]]).unwrap();
    engine.upsert(vec![document("five", Lang::AR, Some("RT"), &["obama"])]).unwrap();
    assert_eq!(named(&all), "assad 1, obama 1, putin 1, turkey 1");
    assert_eq!(named(&most), "assad 1, putin 1, turkey 1");
    assert_eq!(named(&few), "");
    assert_eq!(counts_of(&most, Facet::Lang, 9), "fr 2");
    assert_eq!(counts_of(&view(&engine, ""), Facet::Lang, 9), "fr 2, ar 1, en 1");
    assert_eq!(find(&engine, "lang:ar"), "five");
}

pub(in crate::engine) fn the_same_document_is_kept_once<E: Engine>(make: fn() -> E) {
    let engine = make();
    let first = Document { lang: Lang::UNKNOWN, origins: vec![origin("a.txt")], ..doc("one", "a") };
    let again = Document {
        lang: Lang::AR,
        date: "2015-11-17".parse().ok(),
        source: Some("RT".into()),
        origins: vec![origin("a.txt"), origin("b.txt")],
        ..first.clone()
    };
    let late = Document {
        lang: Lang::FR,
        date: "2016-01-01".parse().ok(),
        source: Some("AFP".into()),
        origins: vec![origin("c.txt")],
        ..first.clone()
    };
    assert_eq!(engine.upsert(vec![first.clone(), doc("two", "b"), again]).unwrap(), 2);
    assert_eq!(engine.upsert(vec![late]).unwrap(), 0);
    check(
        &engine,
        &[
            ("", "one two"),
            ("one a", "one"),
            ("lang:ar", "one"),
            ("lang:und OR lang:fr", ""),
            ("source:rt date:2015", "one"),
            ("source:afp", ""),
        ],
    );
    let numbered = Origin { own_id: Some("7".into()), ..origin("a.txt") };
    let numbered = Document { origins: vec![numbered], ..first.clone() };
    for again in [vec![numbered.clone(); 2], vec![numbered]] {
        engine.upsert(again).unwrap();
    }
    let kept = engine.document(first.id).unwrap().unwrap();
    let origins: Vec<_> = kept.origins.iter().map(Origin::to_string).collect();
    assert_eq!(origins, ["a.txt", "b.txt", "c.txt", "a.txt"], "the last by an id of its own");
    assert_eq!(view(&engine, "").corpus, 2);
}

pub(in crate::engine) fn a_view_is_frozen<E: Engine>(make: fn() -> E) {
    let engine = filled(make, vec![doc("one", "a"), doc("two", "b")]);
    let before = view(&engine, "a");
    engine.upsert(vec![doc("three", "a")]).unwrap();
    assert_eq!(titles(&engine, &before), "one");
    assert_eq!(engine.facets(&before, Facet::Lang, 9).unwrap().values, [("en".into(), 1)]);
    assert_eq!(find(&engine, "a"), "one three");
}

pub(in crate::engine) fn a_deleted_document_is_gone<E: Engine>(make: fn() -> E) {
    let documents = vec![doc("one", "a"), doc("two", "a"), doc("three", "a")];
    let gone = documents[1].clone();
    let engine = filled(make, documents);
    let before = view(&engine, "a");
    assert_eq!(engine.delete(&[gone.id, DocId::of("never", "there")]).unwrap(), 1);
    assert_eq!(find(&engine, "a"), "one three");
    assert_eq!(find(&engine, "-b"), "one three");
    assert_eq!(view(&engine, "").corpus, 2);
    assert_eq!(engine.document(gone.id).unwrap(), None);
    assert!(engine.highlights(&query("a"), gone.id).unwrap() == Hits::default());
    assert_eq!(titles(&engine, &before), "one three");
    assert_eq!(engine.facets(&before, Facet::Lang, 9).unwrap().values, [("en".into(), 2)]);
    assert_eq!(engine.upsert(vec![gone]).unwrap(), 1);
    assert_eq!(find(&engine, "a"), "one three two");
}

pub(in crate::engine) fn a_file_tells_what_was_found_in_it<E: Engine>(make: fn() -> E) {
    let line = |file: &str, line| Origin { line: Some(line), ..origin(file) };
    let with = |title, origins| Document { origins, ..doc(title, "a") };
    let engine = filled(
        make,
        vec![
            with("one", vec![line("lines", 1)]),
            with("two", vec![origin("alone")]),
            with("three", vec![line("lines", 2), line("lines", 3)]),
        ],
    );
    engine.upsert(vec![with("two", vec![line("lines", 4)])]).unwrap();
    let found = |file: &str| {
        let ids = engine.found_in(Path::new(file)).unwrap();
        titles(&engine, &View { ids: ids.into(), corpus: 3 })
    };
    assert_eq!((found("lines"), found("alone")), ("one two three".into(), "two".into()));
    assert_eq!(found("line"), "");
    engine.delete(&[DocId::of("one", "a")]).unwrap();
    assert_eq!(found("lines"), "two three");
}

pub(in crate::engine) fn a_rescan_replaces_everything_at_once<E: Engine>(make: fn() -> E) {
    let moved = doc("one", "a");
    let engine = filled(make, vec![moved.clone(), doc("two", "a"), doc("three", "a")]);
    let moved = Document { origins: vec![origin("elsewhere")], ..moved };
    let found = [doc("three", "a"), doc("four", "a"), moved.clone(), doc("three", "a")];
    let mut found = found.into_iter().inspect(|_| {
        assert_eq!(find(&engine, "a"), "one two three");
    });
    assert_eq!(engine.replace(&mut found).unwrap(), 3);
    assert_eq!(find(&engine, "a"), "three four one");
    assert_eq!(find(&engine, "two"), "");
    assert_eq!(engine.document(moved.id).unwrap().unwrap().origins, moved.origins);
    assert_eq!(engine.replace(&mut std::iter::empty()).unwrap(), 0);
    assert_eq!(find(&engine, ""), "");
}

pub(in crate::engine) fn mentions_are_replaced_in_their_place<E: Engine>(make: fn() -> E) {
    let naming = |document: Document, entities: &[&str]| Document {
        mentions: mentions(entities),
        ..document
    };
    let documents = vec![
        naming(doc("one", "le port de Rafah"), &["rafah"]),
        doc("Rafah", "وبرفح"),
        naming(doc("three", "rien"), &["gaza", "rafah"]),
    ];
    let engine = filled(make, documents.clone());
    let having = |asked: &str, named: &[&str]| {
        let named: Vec<EntityId> = named.iter().map(|id| EntityId::from(*id)).collect();
        let found = engine.having(&|word| word.ends_with(asked), &named).unwrap();
        let found: HashSet<DocId> = found.into_iter().collect();
        documents.iter().map(|document| found.contains(&document.id)).collect::<Vec<_>>()
    };
    assert_eq!(having("afah", &["gaza"]), [true, true, true]);
    assert!(having("رفح", &[])[1] && having("none", &["rafah"])[2]);
    let before = view(&engine, "");
    let gone = naming(doc("never", "there"), &["gaza"]);
    let first = Document { lang: Lang::FR, ..naming(documents[0].clone(), &["gaza"]) };
    engine.relabel(vec![first, naming(documents[2].clone(), &[]), gone]).unwrap();
    check(&engine, &[("", "one Rafah three"), ("actor:gaza", "one"), ("actor:rafah", "")]);
    assert_eq!(find(&engine, "lang:en port"), "one");
    assert_eq!(engine.facets(&before, Facet::Entity, 9).unwrap().values, [("gaza".into(), 1)]);
    let kept = engine.document(documents[0].id).unwrap().unwrap();
    assert_eq!(kept.mentions, mentions(&["gaza"]));
}

pub(in crate::engine) fn words_that_become_names_are_found_as_names<E: Engine>(make: fn() -> E) {
    let text = "les navires";
    let plain = Document { lang: Lang::FR, ..doc("one", text) };
    let mention = Mention { range: 4..text.len(), label: Label::Org, entity: "x".into() };
    let named = Document { mentions: vec![mention], ..plain.clone() };
    let engine = filled(make, vec![plain.clone()]);
    let inflected = filled(make, vec![named.clone()]);
    check(&inflected, &[("navires", "one"), ("navire", "")]);
    for (document, found) in [(&named, ""), (&plain, "one")] {
        engine.relabel(vec![document.clone()]).unwrap();
        check(&engine, &[("navires", "one"), ("navire", found), ("les", "one")]);
    }
}

pub(in crate::engine) fn highlights_are_where_the_words_stand<E: Engine>(make: fn() -> E) {
    let document = doc("Title: le Front", "قال مُحَمَّـــد: L’ARMÉE au front uni. Armées, title");
    let (id, title, text) = (document.id, document.title.clone(), document.text.clone());
    let engine = filled(make, vec![document]);
    for (words, in_title, in_text) in [
        ("محمد armee", vec![], vec!["مُحَمَّـــد", "ARMÉE", "Armées"]),
        ("محمد \"armee\"", vec![], vec!["مُحَمَّـــد", "ARMÉE"]),
        ("arm*", vec![], vec!["ARMÉE", "Armées"]),
        ("\"front uni\" au -title", vec![], vec!["au", "front uni"]),
        ("front title:title lang:en", vec!["Title", "Front"], vec!["front"]),
    ] {
        let hits = engine.highlights(&query(words), id).unwrap();
        let of = |text: &'_ str, ranges: Vec<std::ops::Range<usize>>| -> Vec<String> {
            ranges.into_iter().map(|range| text[range].to_owned()).collect()
        };
        assert_eq!(of(&title, hits.title), in_title, "{words}");
        assert_eq!(of(&text, hits.text), in_text, "{words}");
    }
}

pub(in crate::engine) fn snippets_show_the_words_in_their_sentence<E: Engine>(make: fn() -> E) {
    let documents = vec![
        doc("one", "Rien ici.\n\nLe  front\nuni avance. Puis le soir."),
        doc("front", "Rien du tout."),
        doc("three", "الملاحة في البحر"),
    ];
    let mut ids: Vec<_> = documents.iter().map(|document| document.id).collect();
    let engine = filled(make, documents);
    ids.insert(1, DocId::of("never", "there"));
    let shown = |words| {
        let snippets = engine.snippets(&query(words), &ids).unwrap();
        let show = |snippet: Option<Snippet>| {
            let snippet = snippet?;
            let hits: Vec<_> = snippet.hits.iter().map(|hit| &snippet.text[hit.clone()]).collect();
            Some(format!("{} [{}]", snippet.text, hits.join("|")))
        };
        snippets.into_iter().map(show).collect::<Vec<_>>()
    };
    let one = Some("Le front uni avance. Puis le soir. [front|uni]".to_owned());
    let front = Some("front [front]".to_owned());
    assert_eq!(shown("uni front"), [one, None, front, None]);
    let three = Some("الملاحة في البحر [الملاحة]".to_owned());
    assert_eq!(shown("الملاح* -front"), [None, None, None, three]);
    let one = Some("one [one]".to_owned());
    assert_eq!(shown("title:one lang:en"), [one, None, None, None]);
}
