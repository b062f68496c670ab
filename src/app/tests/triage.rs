//! Deciding: on one document, on a set, by itself after a while.

use super::*;
use crate::config::{Key, KeyCode};
use crate::model::{Change, Step, StepId, Verdict};

const KEPT: Change = Change::Verdict(Some(Verdict::Kept));
const DISCARDED: Change = Change::Verdict(Some(Verdict::Discarded));

fn press(app: &mut App, keys: &str) -> Vec<Effect> {
    let keys = keys.split(' ').map(|key| Event::Key(key.parse().unwrap()));
    keys.flat_map(|key| app.update(key)).collect()
}

fn type_text(app: &mut App, text: &str) -> Vec<Effect> {
    app.update(Event::Paste(text.into()));
    app.update(Event::Key(Key::plain(KeyCode::Enter)))
}

/// What is to be committed.
fn change(effects: &[Effect]) -> Option<(Vec<DocId>, Vec<Change>)> {
    effects.iter().find_map(|effect| match effect {
        Effect::Decide(Decision::Change(ids, changes)) => Some((ids.clone(), changes.clone())),
        _ => None,
    })
}

/// Commits a change, as the store does.
fn commit(app: &mut App, ids: &[DocId], changes: &[Change]) -> Vec<Effect> {
    let documents = ids.iter().map(|id| {
        let mut triage = app.decisions().get(*id).clone();
        changes.iter().for_each(|change| change.apply(&mut triage));
        (*id, triage)
    });
    let deed = Deed { cause: Cause::Decided, way: Way::Done, changes: changes.to_vec() };
    let decided = Decided { deed, documents: documents.collect() };
    app.update(Event::Decided(Ok((decided, Some("Titre".into())))))
}

fn said(app: &App) -> &str {
    app.message().map_or("", |message| &message.text)
}

#[test]
fn a_decision_is_about_the_chosen_documents_and_drops_the_choice() {
    let (mut app, _) = browser(9, Place::default());
    for action in [Action::Choose, Action::Down, Action::Choose] {
        app.update(Event::Act(action));
    }
    assert_eq!(app.list().cursor(), 3, "choosing moves on");
    let effects = app.update(Event::Act(Action::Keep));
    assert_eq!(change(&effects), Some((vec![id(0), id(2)], vec![KEPT])));
    assert_eq!((app.list().chosen_len(), app.list().cursor()), (0, 3));
}

#[test]
fn esc_drops_the_choice_before_it_takes_a_filter_back() {
    let (mut app, _) = browser(9, Place::default());
    app.update(Event::Act(Action::Query));
    let (generation, _) = asked_view(&type_text(&mut app, "x")).unwrap();
    app.update(viewed(generation, 4));
    app.update(Event::Act(Action::ChooseAll));
    assert_eq!(app.list().chosen_len(), 4);
    assert_eq!(asked_view(&app.update(Event::Act(Action::Back))), None);
    assert_eq!((app.list().chosen_len(), app.query().source()), (0, "x"));
    assert!(asked_view(&app.update(Event::Act(Action::Back))).is_some());
}

#[test]
fn all_in_view_or_many_are_decided_on_after_a_yes_alone() {
    let (mut app, _) = browser(30, Place::default());
    for _ in 0..11 {
        app.update(Event::Act(Action::Choose));
    }
    let effects = app.update(Event::Act(Action::Discard));
    let Some(Popup::Confirm(confirm)) = app.popup() else { panic!("nothing was asked") };
    assert_eq!((change(&effects), confirm.question().as_str()), (None, "Discard 11 documents?"));
    assert_eq!(change(&press(&mut app, "enter x n")), None);
    assert!(app.popup().is_none() && app.list().chosen_len() == 11);

    app.update(Event::Act(Action::ChooseAll));
    app.update(Event::Act(Action::Discard));
    let (ids, changes) = change(&press(&mut app, "y")).unwrap();
    assert_eq!((ids.len(), changes), (30, vec![DISCARDED]));

    app.update(Event::Act(Action::Choose));
    app.update(Event::Act(Action::Choose));
    assert!(change(&app.update(Event::Act(Action::Discard))).is_some(), "two need no question");
}

#[test]
fn a_key_takes_back_what_holds_for_all_and_else_makes_it_hold() {
    let (mut app, _) = browser(3, Place::default());
    commit(&mut app, &[id(0)], &[Change::Starred(true)]);
    app.update(Event::Act(Action::Choose));
    app.update(Event::Act(Action::Choose));
    let (ids, changes) = change(&app.update(Event::Act(Action::ToggleStar))).unwrap();
    assert_eq!(changes, [Change::Starred(true)]);
    commit(&mut app, &ids, &changes);
    app.update(Event::Act(Action::Top));
    app.update(Event::Act(Action::Choose));
    app.update(Event::Act(Action::Choose));
    let changes = change(&app.update(Event::Act(Action::ToggleStar))).unwrap().1;
    assert_eq!(changes, [Change::Starred(false)]);
}

#[test]
fn the_cursor_moves_on_by_itself_and_the_end_of_the_list_is_said() {
    let (mut app, _) = browser(2, Place::default());
    for at in [1, 1] {
        let (ids, changes) = change(&app.update(Event::Act(Action::Keep))).unwrap();
        commit(&mut app, &ids, &changes);
        assert_eq!(app.list().cursor(), at);
    }
    assert!(said(&app).ends_with("; this is the end of the list"), "{}", said(&app));
    let (settings, _) = Settings::parse("advance = false", std::path::Path::new("config.toml"));
    let (mut app, _) = browser_with(&settings, 2, Place::default());
    app.update(Event::Act(Action::Keep));
    assert_eq!(app.list().cursor(), 0);
}

#[test]
fn tags_are_added_and_removed_in_one_step() {
    let (mut app, _) = browser(3, Place::default());
    app.update(Event::Act(Action::Tag));
    let (ids, changes) = change(&type_text(&mut app, "Raqqa -old")).unwrap();
    let tag = |name: &str, on| Change::Tag(name.parse().unwrap(), on);
    assert_eq!((ids, changes), (vec![id(0)], vec![tag("raqqa", true), tag("old", false)]));
    app.update(Event::Act(Action::Tag));
    assert_eq!(change(&type_text(&mut app, &"x".repeat(65))), None);
    let Some(Popup::Prompt(prompt)) = app.popup() else { panic!("the prompt is gone") };
    assert!(prompt.mistake().is_some());
}

#[test]
fn tab_puts_a_tag_that_there_is_in_the_place_of_the_word() {
    let (mut app, _) = browser(3, Place::default());
    let effects = app.update(Event::Act(Action::Tag));
    let Some(Effect::Ask(Request::Choices { generation, of: Values::AllTags, .. })) =
        effects.first()
    else {
        panic!("{effects:?}")
    };
    // Typed ahead of the answer.
    press(&mut app, "x , - r a tab");
    assert!(app.waits(), "what is typed next is about the tag");
    let choices = ["raqqa", "rafah", "iran"].map(|tag| Choice {
        pick: Pick::Clause(format!("tag:{tag}")),
        name: tag.into(),
        detail: "1".into(),
        keys: vec![tag.into()],
    });
    app.update(Event::Choices { generation: *generation, choices: choices.into() });
    assert!(!app.waits());
    let text = |app: &App| match app.popup() {
        Some(Popup::Prompt(prompt)) => prompt.input().text().to_owned(),
        _ => panic!("the prompt is gone"),
    };
    assert_eq!(text(&app), "x,-raqqa");
    press(&mut app, "tab");
    assert_eq!(text(&app), "x,-rafah");
    press(&mut app, "shift-tab shift-tab");
    assert_eq!(text(&app), "x,-iran", "after the first comes the last");
}

#[test]
fn what_is_offered_too_late_is_not_offered_for_another_word() {
    let (mut app, _) = browser(3, Place::default());
    app.update(Event::Act(Action::Query));
    let effects = app.update(Event::Paste("tag:".into()));
    let Some(Effect::Ask(Request::Choices { generation, .. })) = effects.first() else {
        panic!("{effects:?}")
    };
    app.update(Event::Paste("x is:un".into()));
    let pick = Pick::Clause("tag:undone".into());
    let (name, detail) = ("undone".to_owned(), String::new());
    let choices = vec![Choice { pick, name, detail, keys: vec!["undone".into()] }];
    app.update(Event::Choices { generation: *generation, choices });
    let Some(Popup::Prompt(prompt)) = app.popup() else { panic!("the prompt is gone") };
    let offered: Vec<&str> = prompt.suggestions().found().map(|choice| &*choice.name).collect();
    assert_eq!(offered, ["unread", "undecided"]);
}

#[test]
fn a_note_is_written_changed_and_taken_away() {
    let (mut app, _) = browser(3, Place::default());
    app.update(Event::Act(Action::Note));
    let (ids, changes) = change(&type_text(&mut app, " une note ")).unwrap();
    assert_eq!(changes, [Change::Note(Some("une note".into()))]);
    commit(&mut app, &ids, &changes);
    app.update(Event::Act(Action::Note));
    assert_eq!(change(&press(&mut app, "enter")), None);
    assert_eq!(said(&app), "The note is as it was.");
    app.update(Event::Act(Action::Note));
    assert_eq!(change(&press(&mut app, "ctrl-u enter")).unwrap().1, [Change::Note(None)]);
}

#[test]
fn a_note_of_several_lines_goes_to_the_editor_and_comes_back_whole() {
    let (mut app, _) = browser(3, Place::default());
    commit(&mut app, &[id(0)], &[Change::Note(Some("un\ndeux".into()))]);
    let effects = app.update(Event::Act(Action::Note));
    assert!(matches!(&effects[..], [Effect::Edit(text)] if text == "un\ndeux"), "{effects:?}");
    let effects = app.update(Event::Edited(Ok("un\ntrois".into())));
    let note = Change::Note(Some("un\ntrois".into()));
    assert_eq!(change(&effects), Some((vec![id(0)], vec![note])));
    app.update(Event::Act(Action::NoteInEditor));
    let effects = app.update(Event::Edited(Err("no editor".into())));
    assert_eq!((change(&effects), said(&app)), (None, "no editor"));
}

#[test]
fn what_is_typed_into_the_note_goes_along_to_the_editor() {
    let (mut app, _) = browser(3, Place::default());
    app.update(Event::Act(Action::Note));
    let effects = press(&mut app, "a b ctrl-e");
    assert!(matches!(effects.last(), Some(Effect::Edit(text)) if text == "ab"), "{effects:?}");
    assert!(app.popup().is_none());
}

/// The token of the time after which an article counts as read.
fn dwells(effects: &[Effect]) -> Option<u64> {
    effects.iter().rev().find_map(|effect| match effect {
        Effect::Rest(time, token) if *time == Settings::default().dwell.unwrap() => Some(*token),
        _ => None,
    })
}

/// A browser with the first article open, and the token of its time.
fn reading() -> (App, u64) {
    let (mut app, effects) = browser(9, Place::default());
    let (generation, _) = asked_for(&effects).unwrap();
    assert_eq!(dwells(&app.update(opened(generation, 0))), None, "files are still being read");
    let token = dwells(&app.update(Event::Resize(120, 40)));
    assert_eq!(token, None);
    let effects = app.update(Event::Act(Action::Redraw));
    assert_eq!(dwells(&effects), None);
    let token = dwells(&app.update(Event::Act(Action::PaneRight))).expect("a person is there");
    (app, token)
}

#[test]
fn an_article_that_stays_in_view_counts_as_read() {
    let (mut app, token) = reading();
    let effects = app.update(Event::Rested(token));
    assert!(matches!(effects[..], [Effect::Decide(Decision::Seen(seen))] if seen == id(0)));
    let deed = Deed { cause: Cause::Seen, way: Way::Done, changes: vec![Change::Read(true)] };
    let documents = vec![(id(0), Triage { read: true, ..Triage::default() })];
    let decided = Decided { deed, documents };
    let effects = app.update(Event::Decided(Ok((decided, None))));
    assert_eq!((app.unread(), said(&app), dwells(&effects)), (8, "", None));
}

#[test]
fn an_article_that_was_passed_by_or_covered_does_not_count_as_read() {
    let (mut app, token) = reading();
    app.update(Event::Act(Action::PaneLeft));
    app.update(Event::Act(Action::Down));
    assert!(app.update(Event::Rested(token)).is_empty(), "the cursor has moved on");
    let (mut app, token) = reading();
    app.update(Event::Act(Action::Help));
    assert!(app.update(Event::Rested(token)).is_empty(), "it is covered");
    assert!(dwells(&app.update(Event::Act(Action::Back))).is_some(), "it is seen again");
    let (mut app, token) = reading();
    app.update(Event::Act(Action::PaneLeft));
    app.update(Event::Resize(40, 12));
    assert!(app.update(Event::Rested(token)).is_empty(), "there is only the list");
}

#[test]
fn what_is_made_unread_stays_so_until_it_is_come_back_to() {
    let (mut app, _) = reading();
    assert_eq!(dwells(&commit(&mut app, &[id(0)], &[Change::Read(true)])), None);
    assert_eq!(dwells(&commit(&mut app, &[id(0)], &[Change::Read(false)])), None);
    app.update(Event::Act(Action::PaneLeft));
    app.update(Event::Act(Action::Down));
    app.update(Event::Act(Action::Up));
    assert!(app.reader_of_cursor().is_some());
    let effects = app.update(Event::Act(Action::PaneRight));
    assert_eq!(dwells(&effects), None, "since it is in view again");
    assert!(app.seen.is_some());
}

#[test]
fn what_is_left_to_read_is_counted_for_few_as_for_many() {
    let (mut app, _) = browser(20, Place::default());
    let all: Vec<DocId> = (0..20).map(id).collect();
    for (ids, changes, unread) in [
        (&all[..3], Change::Read(true), 17),
        (&all[2..5], DISCARDED, 15),
        (&all[..], Change::Starred(true), 15),
        (&all[1..], Change::Read(true), 0),
        (&all[..4], Change::Read(false), 2),
        (&[id(99)][..], Change::Read(true), 2),
    ] {
        commit(&mut app, ids, &[changes]);
        assert_eq!(app.unread(), unread);
    }
}

#[test]
fn how_many_are_unread_is_taken_over_from_who_knew_the_same_decisions_only() {
    let (mut app, _) = browser(9, Place::default());
    let view = |app: &mut App, unread| {
        let (generation, _) = asked_view(&app.update(Event::Act(Action::Sort))).unwrap();
        let found = Found { unread, ..found(app.list().view().clone()) };
        app.update(Event::Viewed { generation, outcome: Ok(found) });
        app.unread()
    };
    let counted = |changes| Some(Unread { documents: 5, discarded: 2, changes });
    assert_eq!(view(&mut app, counted(0)), 3, "what was discarded need not be read");
    commit(&mut app, &[id(0)], &[Change::Read(true)]);
    assert_eq!(view(&mut app, counted(0)), 8, "it was counted before that");
    assert_eq!(view(&mut app, counted(2)), 8, "it was counted after something still to come");
    assert_eq!(view(&mut app, counted(1)), 3);
    // What was typed and left leaves the number as it was.
    app.update(Event::Act(Action::Query));
    let asked = asked_view(&app.update(Event::Paste("is:discarded".into()))).unwrap();
    app.update(viewed(asked.0, 2));
    assert_eq!(app.unread(), 1);
    app.update(Event::Key(Key::plain(KeyCode::Esc)));
    assert_eq!(app.unread(), 3);
}

#[test]
fn what_is_discarded_leaves_the_next_view_unless_it_is_asked_for() {
    let (mut app, _) = browser(9, Place::default());
    let asked = |effects: &[Effect]| {
        effects.iter().find_map(|effect| match effect {
            Effect::Ask(Request::View { query, .. }) => Some(query.to_string()),
            _ => None,
        })
    };
    let effects = app.update(Event::Act(Action::Sort));
    assert_eq!(asked(&effects).unwrap(), "", "there is nothing to wait for");
    app.update(viewed(asked_view(&effects).unwrap().0, 9));
    commit(&mut app, &[id(0), id(1)], &[DISCARDED]);
    assert_eq!(app.unread(), 7, "what was discarded need not be read");
    let effects = app.update(Event::Act(Action::Sort));
    assert_eq!(asked(&effects).unwrap(), "-is:discarded");
    app.update(viewed(asked_view(&effects).unwrap().0, 9));
    app.update(Event::Act(Action::Bottom));
    app.update(Event::Act(Action::NextUnread));
    assert_eq!(app.list().cursor(), 2);
    app.update(Event::Act(Action::Query));
    let effects = type_text(&mut app, "is:discarded");
    assert_eq!(asked(&effects).unwrap(), "is:discarded");
    app.update(viewed(asked_view(&effects).unwrap().0, 2));
    assert_eq!(app.unread(), 2);
}

#[test]
fn what_was_discarded_before_leaves_the_first_view_once_that_is_known() {
    let (mut app, _) = browser(9, Place::default());
    let discarded = Triage { verdict: Some(Verdict::Discarded), ..Triage::default() };
    let known = Event::Known(Box::new([(id(1), discarded.clone())].into_iter().collect()));
    assert_eq!(asked_view(&app.update(known)).unwrap().1, "");
    let news = Event::News(vec![(id(2), discarded)]);
    assert!(asked_view(&app.update(news)).is_none(), "others do not change this view");
    let (mut app, _) = browser(9, Place::default());
    assert!(app.update(Event::Known(Box::default())).is_empty());
}

#[test]
fn queries_of_before_are_found_again_in_the_prompt() {
    let (mut app, _) = browser(9, Place::default());
    for query in ["un", "deux", "un"] {
        app.update(Event::Act(Action::Query));
        press(&mut app, "ctrl-u");
        let (generation, _) = asked_view(&type_text(&mut app, query)).unwrap();
        app.update(viewed(generation, 9));
    }
    app.update(Event::Act(Action::Query));
    let mut shown = Vec::new();
    for key in ["x", "up", "up", "up", "down", "down", "down"] {
        press(&mut app, key);
        let Some(Popup::Prompt(prompt)) = app.popup() else { panic!("the prompt is gone") };
        shown.push(prompt.input().text().to_owned());
    }
    assert_eq!(shown, ["un x", "un", "deux", "deux", "un", "un x", "un x"]);

    let place = app.place();
    assert_eq!(place.queries, ["deux", "un"]);
    let place = Place { queries: place.queries, ..Place::default() };
    let (mut next_time, _) = browser(9, place);
    next_time.update(Event::Act(Action::Query));
    press(&mut next_time, "up");
    let Some(Popup::Prompt(prompt)) = next_time.popup() else { panic!("no prompt") };
    assert_eq!(prompt.input().text(), "un");
}

fn past(n: i64, document: u8) -> Past {
    let deed = Deed { cause: Cause::Decided, way: Way::Done, changes: vec![KEPT] };
    let at = jiff::Timestamp::UNIX_EPOCH;
    let documents = vec![id(document)];
    let step = Step { id: StepId(n), at, deed, documents, count: 1, undone: false };
    Past { step, when: "1970-01-01 00:00".into(), title: Some("Titre".into()) }
}

#[test]
fn the_history_is_walked_to_a_document_and_fetched_as_far_as_it_is_walked() {
    let (mut app, _) = browser(3, Place::default());
    let effects = app.update(Event::Act(Action::History));
    assert!(matches!(effects[..], [Effect::Recall(None)]));
    let steps = (0..100).map(|n| past(200 - n, if n == 2 { 2 } else { 77 })).collect();
    assert!(app.update(Event::Recalled { before: None, steps: Ok(steps) }).is_empty());
    let effects = app.update(Event::Act(Action::Bottom));
    assert!(matches!(effects[..], [Effect::Recall(Some(StepId(101)))]), "{effects:?}");
    app.update(Event::Recalled { before: Some(StepId(101)), steps: Ok(vec![]) });
    assert!(app.update(Event::Act(Action::Bottom)).is_empty(), "there is no more");

    app.update(Event::Act(Action::Open));
    assert!(said(&app).contains("Not in this view: kept “\u{2068}Titre"), "{}", said(&app));
    for action in [Action::Top, Action::Down, Action::Down, Action::Open] {
        app.update(Event::Act(action));
    }
    assert!(app.popup().is_none());
    assert_eq!(app.list().selected(), Some(id(2)));
}

#[test]
fn undoing_in_the_history_shows_the_step_that_this_makes() {
    let (mut app, _) = browser(3, Place::default());
    app.update(Event::Act(Action::History));
    app.update(Event::Recalled { before: None, steps: Ok(vec![past(1, 0)]) });
    let effects = app.update(Event::Act(Action::Undo));
    assert!(matches!(effects[..], [Effect::Decide(Decision::Undo)]));
    let effects = commit(&mut app, &[id(0)], &[Change::Verdict(None)]);
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Recall(None))));
}
