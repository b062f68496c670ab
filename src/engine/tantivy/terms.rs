//! The words of a document as they are indexed, and how they reach tantivy.
//!
//! A word is one term: its key ([`analysis::Form::write_key`]), which says all that it can be found
//! by. Which one depends on the document, so a text is analysed as a whole and goes to tantivy as
//! its terms, in one string.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustc_hash::FxBuildHasher;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::super::analysis::{self, Form, Spelling};
use super::starts::{Start, Starts, short, start};
use crate::model::Document;

/// Bytes of the longest term; a word that is longer is no word of any language, and is found by the
/// beginning of its folded form.
const LONGEST: usize = 400;

/// Before the term of a word, or a beginning, and before each further term of the word. No word and
/// no key holds either.
pub(super) const NEXT: char = '\x01';
const SAME: char = '\x02';

/// The most words that are remembered.
const REMEMBERED: usize = 200_000;

/// The words of a document, as [`Terms`] takes them.
#[derive(Default)]
pub(super) struct Encoded {
    pub(super) title: String,
    pub(super) text: String,
    /// The distinct beginnings of the words of both.
    pub(super) starts: String,
    /// Number of words of both.
    pub(super) words: usize,
}

/// What is known of words, by each thread that encodes documents. (Tantivy has new ones after every
/// commit.)
#[derive(Default)]
pub(super) struct Lexicons(Mutex<Vec<Lexicon>>);

impl Lexicons {
    /// The words of a document, encoded.
    pub(super) fn encode(&self, document: &Document) -> Encoded {
        let mut lexicon = self.lock().pop().unwrap_or_default();
        lexicon.begin();
        let mut encoded = Encoded::default();
        let title = analysis::title_spellings(document);
        encoded.title = lexicon.words(document.title.len(), title, &mut encoded);
        let text = analysis::text_spellings(document);
        encoded.text = lexicon.words(document.text.len(), text, &mut encoded);
        self.lock().push(lexicon);
        encoded
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Lexicon>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The words of the documents before: most of a text is words that came before.
#[derive(Default)]
struct Lexicon {
    /// By their spellings ([`Spelling::write`]).
    words: HashMap<Box<str>, Word, FxBuildHasher>,
    /// The beginnings of the words of this document.
    starts: Starts,
    /// Number of the document.
    document: u32,
}

/// A word that came before.
#[derive(Default)]
struct Word {
    /// Empty for what is no word, nothing for one that is encoded as it is spelled.
    encoded: Option<Box<str>>,
    starts: Box<[Start]>,
    /// The word itself, if it is short.
    short: Option<Start>,
    /// The last document that had it.
    seen: u32,
}

impl Lexicon {
    /// Goes on to the next document.
    fn begin(&mut self) {
        if self.words.len() >= REMEMBERED {
            *self = Self::default();
        }
        self.document += 1;
        self.starts.clear();
    }

    /// Encodes the words of a text of so many bytes, and adds what is counted of them.
    fn words<'a>(
        &mut self,
        bytes: usize,
        spellings: impl Iterator<Item = (Range<usize>, Spelling<'a>)>,
        counted: &mut Encoded,
    ) -> String {
        // A sign before each word, and its language behind it.
        let mut encoded = String::with_capacity(bytes + bytes / 2);
        let mut before: Option<Start> = None;
        for (range, spelling) in spellings {
            let end = encoded.len();
            encoded.push(NEXT);
            if range.len() < LONGEST / 2 && spelling.write_ascii_key(&mut encoded) {
                counted.words += 1;
                let start = start(&encoded[end + 1..]);
                self.starts.note(before, start, &mut counted.starts);
                before = short(start);
                continue;
            }
            encoded.truncate(end + 1);
            spelling.write(&mut encoded);
            let spelled = &encoded[end + 1..];
            let word = match self.words.get_mut(spelled) {
                Some(word) => word,
                None => self.words.entry(spelled.into()).or_insert(Word::new(spelling, spelled)),
            };
            if let Some(other) = &word.encoded {
                encoded.truncate(end);
                encoded.push_str(other);
            }
            if encoded.len() == end {
                continue;
            }
            counted.words += 1;
            let is_new = std::mem::replace(&mut word.seen, self.document) != self.document;
            if is_new || before.is_some() {
                for start in &word.starts {
                    self.starts.note(before, *start, &mut counted.starts);
                }
            }
            before = word.short;
        }
        encoded
    }
}

impl Word {
    fn new(spelling: Spelling, spelled: &str) -> Self {
        let Some(form) = spelling.form() else {
            return Self { encoded: Some(Box::default()), ..Self::default() };
        };
        let mut starts: Vec<Start> = form.beginnings().iter().map(|s| start(s)).collect();
        starts.sort_unstable();
        starts.dedup();
        let encoded = encoded(&form);
        let short = short(start(&encoded[1..]));
        let encoded = (&encoded[1..] != spelled).then(|| encoded.into());
        Self { encoded, starts: starts.into(), short, seen: 0 }
    }
}

/// The terms of a word.
fn encoded(form: &Form<String>) -> String {
    let mut encoded = String::from(NEXT);
    form.write_key(&mut encoded);
    if encoded.len() > LONGEST {
        let cut = cut(analysis::folded_in(&encoded[1..])).len();
        encoded.truncate(1 + cut);
    }
    for name in form.apart().filter(|name| name.len() <= LONGEST) {
        encoded.push(SAME);
        encoded.push_str(&name);
    }
    encoded
}

/// As much of a text as is indexed.
pub(super) fn cut(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST)]
}

/// Whether a word may go on behind what is indexed of it.
pub(super) fn may_be_cut(folded: &str) -> bool {
    folded.len() + char::MAX.len_utf8() > LONGEST
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

        let between = |byte: u8| byte == NEXT as u8 || byte == SAME as u8;
        let end = rest.bytes().position(between).unwrap_or(rest.len());
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
    use crate::model::{Label, Lang, Mention};

    fn split(encoded: &str) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        let mut terms = Terms;
        let mut stream = terms.token_stream(encoded);
        while let Some(token) = stream.next() {
            found.push((token.position, token.text.clone()));
        }
        found
    }

    fn terms(encoded: &str) -> Vec<(usize, String)> {
        let mut terms = split(encoded);
        terms.sort();
        terms
    }

    #[test]
    fn a_word_is_one_term_and_its_beginnings_are_there_once() {
        let document = Document { lang: Lang::FR, ..Document::of("x", "été x — \u{0640} et") };
        let lexicons = Lexicons::default();
        let encoded = lexicons.encode(&document);
        assert_eq!(terms(&encoded.title), [(0, "x\0f".to_owned())]);
        let text = [(0, "ete\0=été\0f"), (1, "x\0f"), (2, "et\0f")];
        assert_eq!(terms(&encoded.text), text.map(|(n, term)| (n, term.to_owned())));
        assert_eq!(encoded.words, 4);
        let mut starts: Vec<_> = split(&encoded.starts).into_iter().map(|(_, s)| s).collect();
        starts.sort();
        assert_eq!(starts, ["\x03xe", "e", "et", "ete", "x"]);
        // Of words that are known the same.
        assert_eq!(lexicons.encode(&document).starts, encoded.starts);
    }

    #[test]
    fn a_name_in_the_middle_of_a_word_has_a_term_beside_it() {
        let range = "وXX".len().."وXXفرنسا".len();
        let name = Mention { range, label: Label::Gpe, entity: "x".into() };
        let document = Document { mentions: vec![name], ..Document::of("", "وXXفرنسا x") };
        let expected = [(0, "@فرنسا"), (0, "وxxفرنسا\0@فرنسا"), (1, "x")];
        let found = terms(&Lexicons::default().encode(&document).text);
        assert_eq!(found, expected.map(|(n, term)| (n, term.to_owned())));
    }

    #[test]
    fn of_a_word_that_is_too_long_only_the_beginning_is_kept() {
        let long = "é".repeat(1000);
        let document = Document { lang: Lang::FR, ..Document::of("", &long) };
        assert_eq!(terms(&Lexicons::default().encode(&document).text), [(0, "e".repeat(LONGEST))]);
        assert!(may_be_cut(cut(&"e".repeat(1000))) && !may_be_cut("été"));
    }
}
