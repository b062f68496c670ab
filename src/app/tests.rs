mod stay;
mod triage;
mod typing;

use std::sync::Arc;

use super::*;
use crate::model::{
    Article, Cause, Decided, Deed, DocId, Document, Hits, Lang, Row, Triage, View, Way,
};

fn id(n: u8) -> DocId {
    DocId::from_bytes([n; 16])
}

fn article(n: u8) -> Article {
    let document = Document {
        id: id(n),
        lang: Lang::FR,
        words: 2,
        ..Document::of(&format!("Titre {n}"), "Un texte.")
    };
    Article { document: Arc::new(document), figures: vec![] }
}

/// The generation of the last question for an article.
fn asked_for(effects: &[Effect]) -> Option<(u64, DocId)> {
    effects.iter().rev().find_map(|effect| match effect {
        Effect::Ask(Request::Open { generation, id, .. }) => Some((*generation, *id)),
        _ => None,
    })
}

fn asked_view(effects: &[Effect]) -> Option<(u64, String)> {
    effects.iter().find_map(|effect| match effect {
        Effect::Ask(Request::View { generation, query, .. }) => {
            Some((*generation, query.source().to_owned()))
        }
        _ => None,
    })
}

/// A browser whose view has these documents, with what it asked for then.
fn browser(documents: u8, place: Place) -> (App, Vec<Effect>) {
    browser_with(&Settings::default(), documents, place)
}

fn browser_with(settings: &Settings, documents: u8, place: Place) -> (App, Vec<Effect>) {
    let (mut app, effects) =
        App::new(settings, String::new(), Options::default(), Query::default(), place);
    let (generation, _) = asked_view(&effects).unwrap();
    let effects = app.update(viewed(generation, documents));
    (app, effects)
}

fn found(view: View) -> Found {
    Found { view, remark: None, unread: None, reading: None }
}

fn viewed(generation: u64, documents: u8) -> Event {
    let view = View { ids: (0..documents).map(id).collect(), corpus: documents.into() };
    Event::Viewed { generation, outcome: Ok(found(view)) }
}

fn opened(generation: u64, n: u8) -> Event {
    Event::Opened { generation, article: Some(article(n)), hits: Hits::default() }
}

fn open_article(app: &App) -> Option<DocId> {
    app.reader().map(|reader| reader.article().document.id)
}

#[test]
fn the_article_follows_the_cursor_only_when_it_rests() {
    let (mut app, effects) = browser(9, Place::default());
    let (generation, _) = asked_for(&effects).unwrap();
    app.update(opened(generation, 0));
    let mut rests = Vec::new();
    for _ in 0..3 {
        let effects = app.update(Event::Act(Action::Down));
        assert_eq!(asked_for(&effects), None);
        rests.extend(effects.iter().filter_map(|effect| match effect {
            Effect::Rest(_, token) => Some(*token),
            _ => None,
        }));
    }
    assert_eq!(asked_for(&app.update(Event::Rested(rests[0]))), None, "it has moved since");
    let effects = app.update(Event::Rested(rests[2]));
    assert_eq!(asked_for(&effects).map(|(_, id)| id), Some(id(3)));
}

#[test]
fn who_has_saved_no_search_is_told_the_key_for_it() {
    let (mut app, _) = browser(1, Place::default());
    let effects = app.update(Event::Act(Action::Saved));
    let [Effect::Keep(Keep::Recall(generation))] = effects[..] else { panic!("{effects:?}") };
    app.update(Event::Saved { generation, saved: Ok(vec![]) });
    let key = Action::Save.key();
    let said = &app.message().unwrap().text;
    assert!(said.contains(&format!("; {key} saves")), "{said}");
}

#[test]
fn keys_do_not_wait_for_an_article_that_will_not_come() {
    let (mut app, effects) = browser(9, Place::default());
    app.update(opened(asked_for(&effects).unwrap().0, 0));
    for _ in 0..2 {
        app.update(Event::Act(Action::Down));
        assert!(asked_for(&app.update(Event::Act(Action::NextMention))).is_some());
        assert!(app.waits());
        app.update(Event::Failed("the index cannot be read".to_owned()));
        assert!(!app.waits());
    }
    app.update(Event::Act(Action::Down));
    let (generation, _) = asked_for(&app.update(Event::Act(Action::NextMention))).unwrap();
    // Meanwhile all documents have gone.
    let (view, _) = asked_view(&app.update(Event::Read { documents: 0, done: true })).unwrap();
    app.update(viewed(view, 0));
    app.update(opened(generation, 3));
    assert!(!app.waits());
}

#[test]
fn an_answer_to_a_question_of_the_past_is_dropped() {
    let (mut app, effects) = browser(9, Place::default());
    let (first, _) = asked_for(&effects).unwrap();
    app.update(Event::Act(Action::Down));
    let (second, _) = asked_for(&app.update(Event::Act(Action::Open))).unwrap();
    app.update(opened(second, 1));
    app.update(opened(first, 0));
    assert_eq!(open_article(&app), Some(id(1)));

    let (old, _) = asked_view(&app.update(Event::Act(Action::Sort))).unwrap();
    let (new, _) = asked_view(&app.update(Event::Act(Action::Sort))).unwrap();
    app.update(viewed(new, 5));
    app.update(viewed(old, 7));
    assert_eq!(app.list().len(), 5);
}

#[test]
fn a_query_that_finds_no_one_gives_way_to_the_one_before() {
    let (mut app, _) = browser(9, Place::default());
    app.update(Event::Act(Action::Query));
    app.update(Event::Paste("actor:nobody".into()));
    let enter = crate::config::Key::plain(crate::config::KeyCode::Enter);
    let (generation, query) = asked_view(&app.update(Event::Key(enter))).unwrap();
    assert_eq!(query, "actor:nobody");
    let outcome = Err(Mistake::new("no one is known as `nobody`", 6..12));
    app.update(Event::Viewed { generation, outcome });
    assert_eq!((app.query().source(), app.list().len()), ("", 9));
    let Some(Popup::Prompt(prompt)) = app.popup() else { panic!("the prompt is gone") };
    assert_eq!(prompt.input().text(), "actor:nobody");
    assert_eq!(prompt.mistake().map(|mistake| mistake.span.clone()), Some(6..12));
}

#[test]
fn a_decision_is_shown_once_it_is_committed_and_not_before() {
    let (mut app, _) = browser(9, Place::default());
    let effects = app.update(Event::Act(Action::ToggleStar));
    assert!(matches!(&effects[..], [Effect::Decide(Decision::Change(ids, _))] if *ids == [id(0)]));
    assert_eq!(*app.decisions().get(id(0)), Triage::default());
    let starred = Triage { starred: true, ..Triage::default() };
    let decided = Decided {
        deed: Deed {
            cause: Cause::Decided,
            way: Way::Done,
            changes: vec![crate::model::Change::Starred(true)],
        },
        documents: vec![(id(0), starred.clone())],
    };
    app.update(Event::Decided(Ok((decided, None))));
    assert_eq!(*app.decisions().get(id(0)), starred);
}

#[test]
fn what_others_decide_is_shown_and_counted_and_nothing_is_said() {
    let (mut app, _) = browser(9, Place::default());
    let read = Triage { read: true, ..Triage::default() };
    assert_eq!(app.unread(), 9);
    app.update(Event::News(vec![(id(3), read.clone()), (id(200), read.clone())]));
    assert_eq!(*app.decisions().get(id(3)), read);
    assert_eq!((app.unread(), app.message()), (8, None));
    app.update(Event::Act(Action::Facets));
    let effects = app.update(Event::News(vec![(id(4), read)]));
    assert!(matches!(&effects[..], [Effect::Ask(Request::Facets { .. })]), "{effects:?}");
}

#[test]
fn a_decision_that_failed_changes_nothing_and_is_said() {
    let (mut app, _) = browser(9, Place::default());
    app.update(Event::Act(Action::Keep));
    app.update(Event::Decided(Err("the disk is full".into())));
    assert!(app.decisions().is_empty());
    let message = app.message().unwrap();
    assert!(message.failure && message.text.contains("the disk is full"));
}

#[test]
fn documents_that_come_in_do_not_move_the_one_that_is_being_read() {
    let (mut app, effects) = browser(3, Place::default());
    let (generation, _) = asked_for(&effects).unwrap();
    app.update(opened(generation, 0));
    app.update(Event::Act(Action::Down));
    let effects = app.update(Event::Read { documents: 9, done: true });
    let (generation, _) = asked_view(&effects).unwrap();
    // The newest come first.
    let view = View { ids: (0..9).rev().map(id).collect(), corpus: 9 };
    app.update(Event::Viewed { generation, outcome: Ok(found(view)) });
    assert_eq!((app.list().selected(), app.list().len()), (Some(id(1)), 9));
}

#[test]
fn until_a_key_is_pressed_the_list_shows_its_top() {
    let (mut app, _) = browser(3, Place::default());
    let (generation, _) =
        asked_view(&app.update(Event::Read { documents: 9, done: false })).unwrap();
    let view = View { ids: (0..9).rev().map(id).collect(), corpus: 9 };
    app.update(Event::Viewed { generation, outcome: Ok(found(view)) });
    assert_eq!(app.list().selected(), Some(id(8)));
}

#[test]
fn a_key_that_is_about_an_article_waits_for_it() {
    let (mut app, _) = browser(3, Place::default());
    app.update(Event::Act(Action::Down));
    let effects = app.update(Event::Act(Action::NextMention));
    let (generation, wanted) = asked_for(&effects).unwrap();
    assert_eq!((wanted, app.waits()), (id(1), true));
    app.update(opened(generation, 1));
    assert!(!app.waits());
    assert!(app.message().is_some_and(|said| said.text.contains("No known name")));
    app.update(Event::Act(Action::Down));
    app.update(Event::Act(Action::Open));
    let effects = app.update(Event::Act(Action::HalfPageDown));
    assert_eq!(asked_for(&effects).map(|(_, wanted)| wanted), Some(id(2)), "typed ahead");
}

#[test]
fn a_filter_is_waited_for_and_a_batch_of_documents_is_not() {
    let (mut app, _) = browser(3, Place::default());
    app.update(Event::Read { documents: 9, done: false });
    assert!(!app.waits());
    let (generation, _) = asked_view(&app.update(Event::Act(Action::Sort))).unwrap();
    assert!(app.waits());
    app.update(viewed(generation, 9));
    assert!(!app.waits());
}

#[test]
fn who_has_begun_to_read_is_not_taken_back_to_the_place_before() {
    let place = Place { document: Some(id(5)), ..Place::default() };
    let (mut app, effects) = browser(3, place);
    let (generation, _) = asked_for(&effects).unwrap();
    app.update(opened(generation, 0));
    app.update(Event::Act(Action::Open));
    let effects = app.update(Event::Read { documents: 9, done: true });
    let (generation, _) = asked_view(&effects).unwrap();
    app.update(viewed(generation, 9));
    assert_eq!((app.list().selected(), open_article(&app)), (Some(id(0)), Some(id(0))));
}

#[test]
fn hits_go_with_the_query_that_found_them() {
    let (mut app, effects) = browser(3, Place::default());
    let (generation, _) = asked_for(&effects).unwrap();
    let hits = Hits { title: vec![], text: vec![0..2, 3..5] };
    app.update(Event::Opened { generation, article: Some(article(0)), hits });
    let (generation, _) = asked_view(&app.update(Event::Act(Action::Sort))).unwrap();
    let effects = app.update(viewed(generation, 3));
    let (generation, _) = asked_for(&effects).unwrap();
    app.update(opened(generation, 0));
    assert!(*app.reader().unwrap().hits() == Hits::default());
}

#[test]
fn the_place_is_returned_to_once_its_document_has_been_read() {
    let place = Place { document: Some(id(5)), ..Place::default() };
    let (mut app, _) = browser(3, place.clone());
    assert_eq!(app.list().selected(), Some(id(0)));
    assert_eq!(app.place().document, place.document, "left now, it is still the place");
    let effects = app.update(Event::Read { documents: 9, done: true });
    let (generation, _) = asked_view(&effects).unwrap();
    app.update(viewed(generation, 9));
    assert_eq!(app.list().selected(), Some(id(5)));
}

#[test]
fn a_place_that_was_returned_to_is_kept_while_more_documents_come_in() {
    let place = Place { document: Some(id(2)), ..Place::default() };
    let (mut app, effects) = browser(3, place);
    let (generation, _) = asked_for(&effects).unwrap();
    app.update(opened(generation, 2));
    let effects = app.update(Event::Read { documents: 9, done: true });
    let (generation, _) = asked_view(&effects).unwrap();
    app.update(viewed(generation, 9));
    assert_eq!((app.list().selected(), open_article(&app)), (Some(id(2)), Some(id(2))));
}

#[test]
fn what_comes_in_once_all_was_read_takes_nobody_away_from_the_first_article() {
    let (mut app, _) = browser(0, Place::default());
    let mut read = |documents: &[u8], done| {
        let effects = app.update(Event::Read { documents: documents.len(), done });
        let (generation, _) = asked_view(&effects).unwrap();
        let view = View { ids: documents.iter().copied().map(id).collect(), corpus: 0 };
        app.update(Event::Viewed { generation, outcome: Ok(found(view)) });
        let selected = app.list().selected();
        if done {
            app.update(Event::Reading);
        }
        selected
    };
    assert_eq!(read(&[5], false), Some(id(5)));
    assert_eq!(read(&[3, 5], true), Some(id(3)), "until then the top is shown");
    assert_eq!(read(&[1, 3, 5], true), Some(id(3)));
}

#[test]
fn opening_the_same_article_again_keeps_the_place_in_it() {
    let (mut app, effects) = browser(3, Place::default());
    let (generation, _) = asked_for(&effects).unwrap();
    let mut long = article(0);
    let document = Arc::make_mut(&mut long.document);
    document.text = "Un paragraphe.\n".repeat(200);
    let open = |generation| Event::Opened {
        generation,
        article: Some(long.clone()),
        hits: Hits::default(),
    };
    app.update(open(generation));
    app.update(Event::Act(Action::Open));
    app.update(Event::Act(Action::PageDown));
    let byte = app.reader().unwrap().byte();
    assert!(byte > 0);
    let (generation, _) = asked_view(&app.update(Event::Act(Action::Sort))).unwrap();
    app.update(viewed(generation, 3));
    assert_eq!(app.reader().unwrap().byte(), byte);
}

#[test]
fn a_correction_refreshes_the_article_and_the_counts_and_moves_nothing() {
    let (mut app, effects) = browser(3, Place::default());
    let (generation, _) = asked_for(&effects).unwrap();
    app.update(opened(generation, 0));
    let effects = app.update(Event::Corrected { said: "“x” names y".into() });
    assert_eq!(asked_for(&effects).map(|(_, id)| id), Some(id(0)));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Ask(Request::Count { .. }))));
    assert_eq!(asked_view(&effects), None, "the list stays as it is");
    // The cursor is on its way to another article.
    app.update(Event::Act(Action::Down));
    assert_eq!(asked_for(&app.update(Event::Corrected { said: String::new() })), None);
}

#[test]
fn a_picker_that_was_left_corrects_nothing() {
    let (mut app, _) = browser(3, Place::default());
    app.naming = Some(Naming::Same("x".into()));
    app.popup = Some(Popup::Picker(Picker::new("")));
    app.update(Event::Key(crate::config::Key::plain(crate::config::KeyCode::Esc)));
    let effects = app.picked(Pick::Entity("y".into()));
    assert!(effects.iter().all(|effect| !matches!(effect, Effect::Correct(_))));
    assert_eq!(app.query().source(), "actor:y");
}

#[test]
fn rows_that_could_not_be_read_are_asked_for_again_with_the_next_key_and_not_before() {
    let rows = |effects: &[Effect]| {
        effects.iter().find_map(|effect| match effect {
            Effect::Ask(Request::Rows { generation, .. }) => Some(*generation),
            _ => None,
        })
    };
    let (mut app, effects) = browser(9, Place::default());
    let lost = rows(&effects).unwrap();
    let failed = || Event::Failed("the index cannot be read".to_owned());
    assert_eq!(rows(&app.update(failed())), None, "it may fail again at once");
    let again = rows(&app.update(Event::Act(Action::Redraw))).unwrap();
    assert_eq!(rows(&app.update(Event::Act(Action::Redraw))), None, "it is on its way");
    let row = |n: u8| Row {
        id: id(n),
        title: format!("Titre {n}"),
        lang: Lang::FR,
        date: None,
        source: None,
    };
    app.update(Event::Rows { generation: lost, rows: vec![row(0)] });
    assert_eq!(app.list().row(id(0)), None, "another was asked since");
    app.update(Event::Rows { generation: again, rows: (0..9).map(row).collect() });
    assert!(app.list().row(id(8)).is_some());
    app.update(failed());
    assert_eq!(rows(&app.update(Event::Act(Action::Down))), None, "all are there");
}
