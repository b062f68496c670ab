//! Typing a query: the list follows, no key waits, and Esc leads back.

use super::*;
use crate::config::{Key, KeyCode};

fn type_key(app: &mut App, c: char) -> Vec<Effect> {
    app.update(Event::Key(Key::char(c)))
}

/// Opens the prompt and types; returns the last question for a view.
fn type_query(app: &mut App, text: &str) -> (u64, String) {
    app.update(Event::Act(Action::Query));
    let asked = text.chars().filter_map(|c| asked_view(&type_key(app, c)));
    asked.last().expect("a view was asked for")
}

fn found(app: &mut App, generation: u64, ids: &[u8]) -> Vec<Effect> {
    let view = View { ids: ids.iter().copied().map(id).collect(), corpus: 9 };
    app.update(Event::Viewed { generation, outcome: Ok(super::found(view)) })
}

fn enter(app: &mut App) -> Vec<Effect> {
    app.update(Event::Key(Key::plain(KeyCode::Enter)))
}

fn esc(app: &mut App) -> Vec<Effect> {
    app.update(Event::Key(Key::plain(KeyCode::Esc)))
}

#[test]
fn the_list_follows_each_key_and_none_waits_for_it() {
    let (mut app, _) = browser(9, Place::default());
    app.update(Event::Act(Action::Query));
    for (typed, c) in [("f", 'f'), ("fr", 'r'), ("fro", 'o')] {
        let (generation, query) = asked_view(&type_key(&mut app, c)).unwrap();
        assert_eq!((query.as_str(), app.waits()), (typed, false));
        let left = 9 - typed.len() as u8;
        app.update(viewed(generation, left));
        assert_eq!(app.list().len(), usize::from(left));
    }
    assert!(asked_view(&type_key(&mut app, ' ')).is_none(), "a space searches nothing else");
}

#[test]
fn an_answer_to_what_was_typed_before_is_dropped() {
    let (mut app, _) = browser(9, Place::default());
    let (old, _) = type_query(&mut app, "f");
    let (new, _) = asked_view(&type_key(&mut app, 'r')).unwrap();
    app.update(viewed(new, 5));
    app.update(viewed(old, 7));
    assert_eq!(app.list().len(), 5);
    esc(&mut app);
    app.update(viewed(new, 4));
    assert_eq!(app.list().len(), 9);
}

#[test]
fn esc_brings_back_the_view_the_cursor_and_the_article() {
    let (mut app, _) = browser(9, Place::default());
    app.update(Event::Act(Action::Down));
    app.update(Event::Act(Action::Choose));
    let (generation, _) = asked_for(&app.update(Event::Act(Action::Open))).unwrap();
    app.update(opened(generation, 2));
    let (generation, _) = type_query(&mut app, "mot");
    let rests = found(&mut app, generation, &[7, 8]);
    assert_eq!((app.list().selected(), app.focus()), (Some(id(7)), Pane::List));
    assert_eq!(app.place().document, Some(id(2)), "typing moves nobody");
    let Some(Effect::Rest(_, token)) = rests.first() else { panic!("{rests:?}") };
    let (generation, _) = asked_for(&app.update(Event::Rested(*token))).unwrap();
    app.update(opened(generation, 7));
    let effects = esc(&mut app);
    assert!(asked_view(&effects).is_none(), "a view is frozen");
    assert_eq!((app.list().len(), app.list().selected()), (9, Some(id(2))));
    assert_eq!((app.focus(), open_article(&app)), (Pane::Article, Some(id(2))));
    assert_eq!((app.list().chosen_len(), app.query().source()), (1, ""));
}

#[test]
fn documents_that_came_in_meanwhile_are_there_after_esc() {
    let (mut app, _) = browser(3, Place::default());
    let (generation, _) = type_query(&mut app, "mot");
    found(&mut app, generation, &[1]);
    let (_, query) = asked_view(&app.update(Event::Read { documents: 9, done: true })).unwrap();
    assert_eq!(query, "mot");
    let (generation, query) = asked_view(&esc(&mut app)).unwrap();
    app.update(viewed(generation, 9));
    assert_eq!((query.as_str(), app.list().len()), ("", 9));
    assert_eq!(app.list().selected(), Some(id(0)));
}

#[test]
fn a_query_that_cannot_be_answered_leaves_what_was_found() {
    let (mut app, _) = browser(9, Place::default());
    let (generation, _) = type_query(&mut app, "mot");
    found(&mut app, generation, &[1, 2]);
    assert!(asked_view(&app.update(Event::Paste(" lang:araab".into()))).is_none());
    app.update(Event::Key("ctrl-w".parse().unwrap()));
    let (generation, _) = asked_view(&app.update(Event::Paste("actor:n".into()))).unwrap();
    let outcome = Err(Mistake::new("no one", 10..11));
    let effects = app.update(Event::Viewed { generation, outcome });
    assert_eq!(asked_view(&effects).map(|(_, query)| query).as_deref(), Some("mot"));
    assert_eq!((app.list().len(), app.message()), (2, None));
}

#[test]
fn what_cannot_be_answered_yet_leaves_what_the_rest_finds_wherever_it_stands() {
    for (typed, searched) in [
        ("foo:bar mot", "mot"),
        ("lang: mot", "mot"),
        ("date:2015-13 mot", "mot"),
        ("mot OR", "mot"),
        ("(mot", "(mot)"),
        ("\"mot", "\"mot\""),
        ("«mot", "«mot»"),
    ] {
        let (mut app, _) = browser(9, Place::default());
        app.update(Event::Act(Action::Query));
        let (_, query) = asked_view(&app.update(Event::Paste(typed.into()))).unwrap();
        assert_eq!(query, searched, "{typed}");
    }
    let (mut app, _) = browser(9, Place::default());
    app.update(Event::Act(Action::Query));
    let pasted = app.update(Event::Paste("actor:n mot actor:m".into()));
    let (generation, _) = asked_view(&pasted).unwrap();
    let no_one = |part| Err(Mistake::new("no one", part));
    let effects = app.update(Event::Viewed { generation, outcome: no_one(0..7) });
    let (generation, query) = asked_view(&effects).unwrap();
    assert_eq!(query, "mot actor:m");
    let effects = app.update(Event::Viewed { generation, outcome: no_one(4..11) });
    let (generation, query) = asked_view(&effects).unwrap();
    assert_eq!(query, "mot");
    let effects = app.update(Event::Viewed { generation, outcome: no_one(0..0) });
    assert!(asked_view(&effects).is_none(), "what fails as a whole is not asked again");
}

#[test]
fn the_beginning_of_a_word_is_searched_where_no_word_is_found() {
    let (mut app, _) = browser(9, Place::default());
    let (generation, _) = type_query(&mut app, "bomb");
    let (generation, query) = asked_view(&found(&mut app, generation, &[])).unwrap();
    assert_eq!((query.as_str(), app.list().len()), ("bomb*", 9), "nothing is shown in between");
    found(&mut app, generation, &[3, 4]);
    assert_eq!((app.list().len(), app.shown_instead()), (2, Some("bomb*")));

    let (generation, query) = asked_view(&enter(&mut app)).unwrap();
    assert_eq!((query.as_str(), app.waits()), ("bomb", true));
    let (generation, _) = asked_view(&found(&mut app, generation, &[])).unwrap();
    assert!(app.waits());
    found(&mut app, generation, &[3, 4]);
    assert_eq!((app.query().source(), app.list().len(), app.waits()), ("bomb*", 2, false));
    assert!(app.message().unwrap().text.contains("begins so"));
    app.update(Event::Act(Action::Back));
    assert_eq!(app.query().source(), "");
}

#[test]
fn half_a_phrase_is_a_beginning_until_it_is_closed() {
    let (mut app, _) = browser(9, Place::default());
    let (generation, query) = type_query(&mut app, "«front uni");
    assert_eq!(query, "«front uni»");
    let (generation, query) = asked_view(&found(&mut app, generation, &[])).unwrap();
    assert_eq!(query, "«front uni»*");
    found(&mut app, generation, &[3, 4]);
    assert_eq!((app.list().len(), app.shown_instead()), (2, Some("«front uni»*")));
    let (generation, query) = asked_view(&type_key(&mut app, '»')).unwrap();
    assert_eq!(query, "«front uni»");
    assert!(asked_view(&found(&mut app, generation, &[])).is_none());
    assert_eq!((app.list().len(), app.shown_instead()), (0, None));
}

#[test]
fn the_beginning_of_a_word_behind_an_elision_is_searched_and_half_a_phrase_is_not() {
    for (typed, searched) in
        [("l'ar", Some("l'ar*")), ("d’éta", Some("d’éta*")), ("l'a", None), ("front-un", None)]
    {
        let (mut app, _) = browser(9, Place::default());
        let (generation, _) = type_query(&mut app, typed);
        let asked = asked_view(&found(&mut app, generation, &[]));
        assert_eq!(asked.map(|(_, query)| query).as_deref(), searched, "{typed}");
    }
}

#[test]
fn a_word_that_begins_nothing_stays_as_it_was_typed() {
    let (mut app, _) = browser(9, Place::default());
    type_query(&mut app, "zzz");
    let (generation, _) = asked_view(&enter(&mut app)).unwrap();
    let (generation, _) = asked_view(&found(&mut app, generation, &[])).unwrap();
    assert!(asked_view(&found(&mut app, generation, &[])).is_none());
    assert_eq!((app.query().source(), app.list().len(), app.message()), ("zzz", 0, None));
}

#[test]
fn enter_on_the_query_in_force_changes_nothing() {
    let (mut app, _) = browser(9, Place::default());
    let (generation, _) = type_query(&mut app, "mot");
    found(&mut app, generation, &[8]);
    app.update(Event::Key("ctrl-u".parse().unwrap()));
    assert!(asked_view(&enter(&mut app)).is_none());
    assert_eq!((app.list().len(), app.list().selected(), app.waits()), (9, Some(id(0)), false));
}
