//! What every engine must do, as tests over any of them: `contract_tests!(Memory::new)` in an
//! engine's own tests runs them all.

mod corpus;
mod filters;
mod random;
mod words;

use std::path::PathBuf;

use super::{Engine, Sort};
use crate::model::{Decisions, Document, EntityId, Label, Lang, Mention, Origin, View};
use crate::query::Query;

pub(super) use corpus::*;
pub(super) use filters::*;
pub(super) use random::*;
pub(super) use words::*;

/// One test for each clause of the contract, on engines that the given function makes.
macro_rules! contract_tests {
    ($make:expr) => {
        $crate::engine::contract::contract_tests! { $make =>
            words_are_found_in_title_and_text_as_readers_fold_them
            words_can_be_exact_or_begin_only
            words_are_found_by_their_stems
            names_are_never_stemmed
            a_language_that_comes_late_stems
            a_phrase_stands_together_in_title_or_text
            a_phrase_is_found_among_very_many_documents
            a_phrase_may_end_with_the_first_letter_of_a_word
            fields_filter
            clauses_combine
            a_date_is_compared_by_day
            decisions_filter_by_their_snapshot
            decisions_are_told_of_a_view_and_followed_as_they_change
            a_view_comes_in_the_order_asked_for
            the_best_answer_comes_first
            most_mentions_come_first
            facets_count_the_view
            the_same_document_is_kept_once
            a_view_is_frozen
            a_deleted_document_is_gone
            a_file_tells_what_was_found_in_it
            a_rescan_replaces_everything_at_once
            mentions_are_replaced_in_their_place
            words_that_become_names_are_found_as_names
            highlights_are_where_the_words_stand
            snippets_show_the_words_in_their_sentence
            agrees_with_reading_every_document
        }
    };
    ($make:expr => $($name:ident)*) => {
        $(#[test] fn $name() { $crate::engine::contract::$name($make); })*
    };
}
pub(super) use contract_tests;

/// A document whose title is one word, so that the tests can speak of it by that word.
fn doc(title: &str, text: &str) -> Document {
    Document {
        lang: Lang::EN,
        origins: vec![origin(title)],
        words: crate::text::words(text).count(),
        ..Document::of(title, text)
    }
}

fn origin(path: &str) -> Origin {
    Origin { path: PathBuf::from(path), ..Origin::default() }
}

fn mentions(entities: &[&str]) -> Vec<Mention> {
    let mention = |id: &&str| Mention { range: 0..0, label: Label::Per, entity: (**id).into() };
    entities.iter().map(mention).collect()
}

fn filled<E: Engine>(make: fn() -> E, documents: Vec<Document>) -> E {
    let engine = make();
    let len = documents.len();
    assert_eq!(engine.upsert(documents).unwrap(), len);
    engine
}

/// A query whose actors are called by their ids.
fn query(text: &str) -> Query {
    let mut query = Query::parse(text).unwrap();
    query.link(&|name| name.split('+').map(EntityId::from).collect()).unwrap();
    query
}

fn view(engine: &impl Engine, text: &str) -> View {
    engine.open_view(&query(text), Sort::Corpus, &Decisions::default()).unwrap()
}

fn titles(engine: &impl Engine, view: &View) -> String {
    let rows = engine.rows(&view.ids).unwrap();
    rows.into_iter().map(|row| row.title).collect::<Vec<_>>().join(" ")
}

/// The titles of what a query finds, in order of arrival.
fn find(engine: &impl Engine, text: &str) -> String {
    titles(engine, &view(engine, text))
}

fn check(engine: &impl Engine, cases: &[(&str, &str)]) {
    for (query, expected) in cases {
        assert_eq!(find(engine, query), *expected, "{query}");
    }
}
