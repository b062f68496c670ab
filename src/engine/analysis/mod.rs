//! Analysis: how text becomes search terms, and how the words of a query meet them.
//!
//! A word is what [`crate::text::words`] says, so `l'armée` is two. A word of a document is found by
//! **terms**: its exact form, its folded form and, in Arabic, French and English, its stems; a part
//! of a name, which is never stemmed, by its letters without what Arabic writes onto them. A word of
//! a query asks for any of several terms ([`Matcher`]). So engines compare strings only, and all of
//! them find the same. Whoever would rather not keep the terms keeps one **key** for each word
//! ([`Form::write_key`]), which says them all, and looks through those among which the words asked
//! for must be ([`Matcher::stretches`]).
//!
//! A query has no language: its word has a stem in each, and meets the words of a document by the
//! stem in that document's language. `=word` ⊂ `"word"` ⊂ `word`, whatever the word.

mod arabic;
mod english;
mod find;
mod french;
mod keys;
mod matcher;
mod snippet;
mod stem;
#[cfg(test)]
mod tests;
mod token;

use std::ops::Range;

use crate::model::{Document, Hits};
use crate::query::Query;

pub(super) use find::source_test;
pub(super) use keys::Stretch;
pub(super) use matcher::{Matcher, matchers};
pub(super) use snippet::snippet;
pub(super) use token::{
    Form, Spelling, Token, folded_in, text_spellings, text_tokens, title_spellings, title_tokens,
};

/// Where the words that a query searches for stand in a document.
pub(super) fn highlights(query: &Query, document: &Document) -> Hits {
    let title = find::highlights(&find::searched_in_title(query), title_tokens(document));
    let mut text = find::highlights(&find::searched(query), text_tokens(document));
    if document.begins_with_title() && !title.is_empty() {
        let before = document.text.len() - document.text.trim_start().len();
        let there = |hit: &Range<usize>| hit.start + before..hit.end + before;
        text.extend(title.iter().map(there));
        text = find::merged(text);
    }
    Hits { title, text }
}
