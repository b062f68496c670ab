//! The terms under which words are indexed, and how they reach tantivy.
//!
//! What the terms of a word are depends on its document, so a text is analysed as a whole and goes
//! to tantivy as its terms, in one string.

use std::cell::RefCell;
use std::collections::HashMap;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::super::analysis;

/// Bytes of the longest term; a word that is longer is no word of any language.
const LONGEST: usize = 400;
/// Letters of the longest beginning that is indexed by itself: so few letters begin so many words
/// that putting their lists together would take too long.
const STARTS: usize = 3;

/// Before the first term of a word, and before each of its further ones. No word holds either.
const NEXT: char = '\0';
const SAME: char = '\x01';

/// The most words whose terms a thread remembers.
const REMEMBERED: usize = 50_000;

thread_local! {
    /// Words, by their keys, as they are encoded: most of a text is words that came before.
    static KNOWN: RefCell<HashMap<String, Box<str>>> = RefCell::default();
}

/// The words as [`Terms`] takes them.
pub(super) fn encode(words: impl Iterator<Item = analysis::Token>) -> String {
    let mut encoded = String::new();
    let mut key = String::new();
    KNOWN.with_borrow_mut(|known| {
        for word in words {
            key.clear();
            word.write_key(&mut key);
            if let Some(terms) = known.get(&key) {
                encoded.push_str(terms);
                continue;
            }
            let start = encoded.len();
            for (n, term) in word.terms().iter().enumerate() {
                encoded.push(if n == 0 { NEXT } else { SAME });
                encoded.push_str(cut(term));
            }
            if known.len() >= REMEMBERED {
                known.clear();
            }
            if key.len() <= LONGEST {
                known.insert(key.clone(), encoded[start..].into());
            }
        }
    });
    encoded
}

/// Number of encoded words.
pub(super) fn count(encoded: &str) -> usize {
    encoded.bytes().filter(|byte| *byte == NEXT as u8).count()
}

/// The distinct beginnings of the words, as [`Terms`] takes them.
pub(super) fn encode_starts<'a>(encoded: impl Iterator<Item = &'a String>) -> String {
    let mut starts = Vec::new();
    for words in encoded {
        for (at, _) in words.match_indices([NEXT, SAME]) {
            // The first letter says what sort of term it is.
            let letters = words[at + 1..].char_indices().skip(1).take(STARTS);
            let letters = letters.take_while(|(_, c)| *c != NEXT && *c != SAME);
            starts.extend(letters.map(|(n, c)| &words[at + 1..at + 1 + n + c.len_utf8()]));
        }
    }
    starts.sort_unstable();
    starts.dedup();
    starts.into_iter().flat_map(|start| ["\0", start]).collect()
}

/// Whether a beginning is short enough to be a term of [`encode_starts`].
pub(super) fn is_start(wanted: &str) -> bool {
    wanted.chars().nth(STARTS + 1).is_none()
}

/// A term as it is indexed.
pub(super) fn cut(term: &str) -> &str {
    &term[..term.floor_char_boundary(LONGEST)]
}

/// Whether a word may go on behind its term.
pub(super) fn may_be_cut(word: &str) -> bool {
    // A sign before it, and part of a letter behind it.
    word.len() + 4 >= LONGEST
}

/// Takes encoded words apart.
#[derive(Clone)]
pub(super) struct Terms;

impl Tokenizer for Terms {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, encoded: &'a str) -> Stream<'a> {
        Stream { rest: encoded, token: Token::default() }
    }
}

pub(super) struct Stream<'a> {
    rest: &'a str,
    token: Token,
}

impl TokenStream for Stream<'_> {
    fn advance(&mut self) -> bool {
        let mut rest = self.rest.chars();
        let Some(sign) = rest.next() else { return false };
        let rest = rest.as_str();
        let end = rest.find([NEXT, SAME]).unwrap_or(rest.len());
        self.token.text.clear();
        self.token.text.push_str(&rest[..end]);
        if sign == NEXT {
            // The position before the first is the largest number.
            self.token.position = self.token.position.wrapping_add(1);
        }
        self.rest = &rest[end..];
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Document;

    fn split(encoded: &str) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        let mut terms = Terms;
        let mut stream = terms.token_stream(encoded);
        while let Some(token) = stream.next() {
            found.push((token.position, token.text.clone()));
        }
        found
    }

    #[test]
    fn the_terms_of_a_word_share_its_position() {
        let document = Document::of("", "été x");
        let encoded = encode(analysis::text_tokens(&document));
        let expected = [(0, "=été"), (0, "~ete"), (1, "=x")].map(|(n, t)| (n, t.to_owned()));
        assert_eq!(split(&encoded), expected);
        let mut starts = split(&encode_starts([&encoded].into_iter()));
        starts.sort_by(|(_, a), (_, b)| a.cmp(b));
        let starts: Vec<_> = starts.into_iter().map(|(_, start)| start).collect();
        assert_eq!(starts, ["=x", "=é", "=ét", "=été", "~e", "~et", "~ete"]);
        assert!(starts.iter().all(|start| is_start(start)) && !is_start("=xyzw"));
    }
}
