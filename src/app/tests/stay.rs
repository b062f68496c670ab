//! Files that change while an article is read.

use super::*;
use crate::config::{Key, KeyCode};

const ROW: &str = "Un paragraphe.\n";

/// An article of many rows, the first of which is its number.
fn long(n: u8) -> Article {
    let mut article = article(n);
    Arc::make_mut(&mut article.document).text = format!("{n}\n{}", ROW.repeat(200));
    article
}

fn open(app: &mut App, effects: &[Effect], n: u8) -> Vec<Effect> {
    let (generation, asked) = asked_for(effects).expect("no article was asked for");
    assert_eq!(asked, id(n));
    app.update(Event::Opened { generation, article: Some(long(n)), hits: Hits::default() })
}

/// A browser of five documents, some pages into the third.
fn reading() -> App {
    let (mut app, _) = browser(5, Place::default());
    app.update(Event::Read { documents: 5, done: true });
    app.update(Event::Act(Action::Down));
    app.update(Event::Act(Action::Down));
    let effects = app.update(Event::Act(Action::Open));
    open(&mut app, &effects, 2);
    for _ in 0..3 {
        app.update(Event::Act(Action::HalfPageDown));
    }
    assert!(app.reader().unwrap().byte() > 0 && app.seen == Some(id(2)));
    app
}

/// The last question for a view, and what it says is being read.
fn asked_in(effects: &[Effect]) -> (u64, Option<DocId>) {
    let asked = effects.iter().rev().find_map(|effect| match effect {
        Effect::Ask(Request::View { generation, reading, .. }) => {
            Some((*generation, reading.as_ref().map(|document| document.id)))
        }
        _ => None,
    });
    asked.expect("no view was asked for")
}

fn find(app: &mut App, generation: u64, ids: &[u8], now: Option<(u8, u8)>) -> Vec<Effect> {
    let view = View { ids: ids.iter().copied().map(id).collect(), corpus: 9 };
    let reading = now.map(|(old, new)| (id(old), id(new)));
    app.update(Event::Viewed { generation, outcome: Ok(Found { reading, ..found(view) }) })
}

/// Documents have come in; the view then has these, and a document has become another one.
fn read(app: &mut App, ids: &[u8], now: Option<(u8, u8)>) -> Vec<Effect> {
    let effects = app.update(Event::Read { documents: ids.len(), done: true });
    let (generation, reading) = asked_in(&effects);
    if let Some((old, _)) = now {
        assert_eq!(reading, Some(id(old)));
    }
    find(app, generation, ids, now)
}

fn ids(app: &App) -> Vec<u8> {
    app.list().view().ids.iter().map(|id| id.as_bytes()[0]).collect()
}

fn filter(app: &mut App, query: &str, found: &[u8]) {
    app.update(Event::Act(Action::Query));
    app.update(Event::Paste(query.into()));
    let (generation, _) = asked_in(&app.update(Event::Key(Key::plain(KeyCode::Enter))));
    let effects = find(app, generation, found, None);
    if let Some((generation, asked)) = asked_for(&effects) {
        let article = Some(long(asked.as_bytes()[0]));
        app.update(Event::Opened { generation, article, hits: Hits::default() });
    }
}

#[test]
fn an_article_that_is_edited_is_gone_on_with_where_the_person_was() {
    let mut app = reading();
    let byte = app.reader().unwrap().byte();
    let effects = read(&mut app, &[0, 1, 3, 4, 12], Some((2, 12)));
    assert_eq!((app.list().selected(), app.focus()), (Some(id(12)), Pane::Article));
    assert_eq!(open_article(&app), Some(id(2)), "until its version is there");
    open(&mut app, &effects, 12);
    assert_eq!((open_article(&app), app.reader().unwrap().byte()), (Some(id(12)), byte + 1));
    assert_eq!(app.place().byte, byte + 1);
}

#[test]
fn an_article_that_is_edited_again_before_it_was_opened_is_followed_too() {
    let mut app = reading();
    let byte = app.reader().unwrap().byte();
    let effects = read(&mut app, &[0, 1, 3, 4, 12], Some((2, 12)));
    let (lost, _) = asked_for(&effects).unwrap();
    let opened = Event::Opened { generation: lost, article: None, hits: Hits::default() };
    app.update(opened);
    assert_eq!(app.message(), None, "the next view says what has become of it");
    let effects = read(&mut app, &[0, 1, 3, 4, 22], Some((2, 22)));
    open(&mut app, &effects, 22);
    assert_eq!((app.list().selected(), open_article(&app)), (Some(id(22)), Some(id(22))));
    assert_eq!(app.reader().unwrap().byte(), byte + 1);
}

#[test]
fn a_view_of_a_moment_before_moves_nobody() {
    let mut app = reading();
    let effects = read(&mut app, &[0, 1, 2, 3, 4], Some((2, 12)));
    assert_eq!((app.list().selected(), asked_for(&effects)), (Some(id(2)), None));
    let effects = read(&mut app, &[0, 1, 3, 4, 12], Some((2, 12)));
    open(&mut app, &effects, 12);
    assert_eq!(app.list().selected(), Some(id(12)));
}

#[test]
fn what_comes_by_itself_counts_as_read_only_after_a_key() {
    for (now, n) in [(Some((2, 12)), 12), (None, 3)] {
        let mut app = reading();
        let effects = read(&mut app, &[0, 1, 3, 4, 12], now);
        open(&mut app, &effects, n);
        assert_eq!((app.list().selected(), app.seen), (Some(id(n)), None));
        read(&mut app, &[0, 1, 3, 4, 12], Some((n, n)));
        assert_eq!(app.seen, None);
        app.update(Event::Act(Action::Down));
        assert_eq!(app.seen, Some(id(n)));
    }
}

#[test]
fn what_is_made_unread_stays_so_when_it_is_edited() {
    let mut app = reading();
    let stand = |app: &mut App, read| {
        app.update(Event::News(vec![(id(2), Triage { read, ..Triage::default() })]));
    };
    stand(&mut app, true);
    stand(&mut app, false);
    assert_eq!(app.seen, None);
    let effects = read(&mut app, &[0, 1, 3, 4, 12], Some((2, 12)));
    open(&mut app, &effects, 12);
    app.update(Event::Act(Action::Down));
    assert_eq!((app.list().selected(), app.seen), (Some(id(12)), None));
}

#[test]
fn an_article_that_a_filter_on_decisions_finds_no_more_stays_until_it_is_left() {
    let mut app = reading();
    filter(&mut app, "is:unread", &[1, 2, 3, 4]);
    assert_eq!((app.list().selected(), open_article(&app)), (Some(id(2)), Some(id(2))));
    // It was read, and something came in.
    let effects = read(&mut app, &[1, 3, 4, 5], Some((2, 2)));
    assert_eq!((ids(&app), asked_for(&effects)), (vec![1, 2, 3, 4, 5], None));
    assert_eq!(app.list().selected(), Some(id(2)));
    // Edited: what was decided goes over to it a moment later.
    let effects = read(&mut app, &[1, 3, 4, 5], Some((2, 12)));
    open(&mut app, &effects, 12);
    assert_eq!(app.list().selected(), Some(id(12)));
    app.update(Event::Act(Action::PaneLeft));
    app.update(Event::Act(Action::Down));
    read(&mut app, &[1, 3, 4, 5], None);
    assert_eq!(ids(&app), [1, 3, 4, 5]);
}

#[test]
fn a_version_that_another_filter_does_not_find_gives_way_to_its_neighbour() {
    let mut app = reading();
    filter(&mut app, "pont", &[1, 2, 3, 4]);
    let effects = read(&mut app, &[1, 3, 4], Some((2, 12)));
    open(&mut app, &effects, 3);
    assert_eq!((ids(&app), app.list().selected()), (vec![1, 3, 4], Some(id(3))));
}

#[test]
fn a_query_that_was_typed_meanwhile_and_left_leads_back_to_the_version() {
    let mut app = reading();
    let byte = app.reader().unwrap().byte();
    app.update(Event::Act(Action::Query));
    let (generation, reading) = asked_in(&app.update(Event::Key(Key::char('x'))));
    assert_eq!(reading, None, "nobody is moved by it");
    find(&mut app, generation, &[4], None);
    let (generation, reading) = asked_in(&app.update(Event::Read { documents: 5, done: true }));
    assert_eq!(reading, None);
    let rest = find(&mut app, generation, &[4], None);
    let Some(Effect::Rest(_, token)) = rest.first() else { panic!("{rest:?}") };
    let effects = app.update(Event::Rested(*token));
    open(&mut app, &effects, 4);
    let effects = app.update(Event::Key(Key::plain(KeyCode::Esc)));
    let (generation, reading) = asked_in(&effects);
    assert_eq!((reading, open_article(&app)), (Some(id(2)), Some(id(2))));
    let effects = find(&mut app, generation, &[0, 1, 3, 4, 12], Some((2, 12)));
    open(&mut app, &effects, 12);
    assert_eq!(app.list().selected(), Some(id(12)));
    assert_eq!(app.reader().unwrap().byte(), byte + 1);
}

#[test]
fn an_answer_about_an_article_that_was_left_since_moves_nobody() {
    let mut app = reading();
    let effects = app.update(Event::Read { documents: 5, done: true });
    let (generation, _) = asked_in(&effects);
    app.update(Event::Act(Action::PaneLeft));
    app.update(Event::Act(Action::Down));
    find(&mut app, generation, &[0, 1, 3, 4, 12], Some((2, 12)));
    assert_eq!(app.list().selected(), Some(id(3)));
}
