//! The terms under which words are indexed, and those that a matcher accepts.
//!
//! A term holds both forms of a word, the folded one first, so that all words that fold alike stand
//! together in the dictionary, and with them those that begin alike: one list of positions serves
//! every way of asking.

use std::collections::HashSet;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::super::analysis::{Matcher, exact_form};
use crate::text::words;

/// Bytes of a form that are indexed; longer words are no words of a language.
const LONGEST: usize = 200;
/// Letters of the longest beginning that is indexed by itself: fewer letters begin so many words
/// that putting their lists together would take too long.
pub(super) const STARTS: usize = 3;

/// Tokens are the words, under a term of both forms.
#[derive(Clone)]
pub(super) struct Words;

/// Tokens are the distinct beginnings of words, of up to [`STARTS`] letters.
#[derive(Clone)]
pub(super) struct Starts;

/// The tokens of a text.
pub(super) struct Tokens<I> {
    terms: I,
    token: Token,
}

impl<I: Iterator<Item = String>> TokenStream for Tokens<I> {
    fn advance(&mut self) -> bool {
        let Some(term) = self.terms.next() else { return false };
        self.token.text = term;
        // The first position is one past the largest number, which is 0.
        self.token.position = self.token.position.wrapping_add(1);
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

impl Tokenizer for Words {
    type TokenStream<'a> = Tokens<Box<dyn Iterator<Item = String> + 'a>>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Self::TokenStream<'a> {
        let terms = words(text).map(|word| term(&word.folded, &exact_form(&text[word.range])));
        Tokens { terms: Box::new(terms), token: Token::default() }
    }
}

impl Tokenizer for Starts {
    type TokenStream<'a> = Tokens<std::collections::hash_set::IntoIter<String>>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Self::TokenStream<'a> {
        let mut starts = HashSet::new();
        for word in words(text) {
            for (at, c) in word.folded.char_indices().take(STARTS) {
                let start = &word.folded[..at + c.len_utf8()];
                if !starts.contains(start) {
                    starts.insert(start.to_owned());
                }
            }
        }
        Tokens { terms: starts.into_iter(), token: Token::default() }
    }
}

/// No word holds a NUL, so it can part the forms.
fn term(folded: &str, exact: &str) -> String {
    [cut(folded), "\0", cut(exact), "\0"].concat()
}

fn cut(form: &str) -> &str {
    &form[..form.floor_char_boundary(LONGEST)]
}

/// How the terms of all words begin that a matcher accepts.
pub(super) fn beginning(matcher: &Matcher) -> String {
    match matcher {
        Matcher::Folded(folded) => [cut(folded), "\0"].concat(),
        Matcher::Prefix(prefix) => cut(prefix).to_owned(),
        Matcher::Exact { folded, exact } => term(folded, exact),
    }
}
