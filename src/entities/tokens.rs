//! The words of a text as the recogniser reads them: numbered, with their capitals and with what
//! stands between them.

use std::ops::Range;

use super::clitics::{readings, stands_alone};
use super::forms::Case;
use super::vocabulary::{Vocabulary, WordId};
use crate::text::words;

/// What stands between two words, from the weakest to the strongest parting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// What leaves them in one name: spaces and invisible controls within a line, hyphens,
    /// apostrophes, the underscore of a hashtag, and a period after an initial.
    Within,
    /// The same with an opening quotation mark.
    Quote,
    /// The end of a name.
    Between,
    /// The end of a sentence or of a line.
    Sentence,
}

/// A way to read a word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Read {
    /// What is read.
    pub(super) word: WordId,
    /// Folded letters taken off its front.
    pub(super) stripped: u8,
    /// Whether what is read may name something all by itself.
    pub(super) alone: bool,
}

/// A word of the text.
#[derive(Debug, Clone)]
pub(super) struct Token {
    /// Its first byte in the text, and the one after its last.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) case: Case,
    /// What stands before it.
    pub(super) gap: Gap,
    /// Whether its first letter is of the Arabic script.
    pub(super) arabic: bool,
    reads: (u32, u8),
    /// Its folded letters end here; they begin where those of the word before end.
    folded: u32,
}

/// The words of a part of a text, without its addresses and signs of retweets.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    tokens: Vec<Token>,
    reads: Vec<Read>,
    folded: String,
}

impl Tokens {
    /// Reads a part of a text.
    pub(super) fn read(&mut self, text: &str, part: Range<usize>, vocabulary: &Vocabulary) {
        self.tokens.clear();
        self.reads.clear();
        self.folded.clear();
        let mut prose = part.start;
        let mut before = part.start;
        let mut letters = 0;
        let mut lost = Gap::Sentence;
        for word in words(&text[part.clone()]) {
            let (start, end) = (part.start + word.range.start, part.start + word.range.end);
            if start < prose {
                continue;
            }
            let gap = gap(&text[before..start], letters).max(lost);
            (before, lost) = (end, Gap::Within);
            // A period ends no sentence after «Mrs».
            letters = match &*word.folded {
                "mrs" | "mme" | "mlle" | "prof" | "gen" | "sen" | "gov" | "col" | "capt"
                | "sgt" => 1,
                folded => folded.len(),
            };
            if let Some(end) = no_prose(text, &word.folded, end) {
                (prose, before, lost) = (end, end, gap.max(Gap::Between));
                continue;
            }
            let first = self.reads.len();
            if let Some(word) = vocabulary.get(&word.folded) {
                self.reads.push(Read { word, stripped: 0, alone: true });
            }
            if !word.folded.as_bytes()[0].is_ascii() {
                for reading in readings(&word.folded) {
                    if let Some(id) = vocabulary.get(&reading.word) {
                        let alone = stands_alone(&word.folded, &reading);
                        let stripped = reading.stripped.min(usize::from(u8::MAX)) as u8;
                        self.reads.push(Read { word: id, stripped, alone });
                    }
                }
            }
            let written = &text[start..end];
            self.folded.push_str(&word.folded);
            let arabic = written
                .starts_with(|c| matches!(c, '\u{0600}'..='\u{06FF}' | '\u{FB50}'..='\u{FEFC}'));
            // Arabic letters have no case, and asking each for it would take long.
            let cased = !arabic || written.bytes().any(|b| b.is_ascii_alphabetic());
            self.tokens.push(Token {
                start,
                end,
                case: if cased { Case::of(written) } else { Case::Any },
                folded: self.folded.len() as u32,
                gap,
                arabic,
                reads: (first as u32, (self.reads.len() - first).min(255) as u8),
            });
        }
    }

    /// The ways to read a word; the first is the whole word where the vocabulary has it. Past the
    /// last word there are none.
    pub(super) fn reads(&self, token: usize) -> &[Read] {
        let Some((first, len)) = self.tokens.get(token).map(|token| token.reads) else {
            return &[];
        };
        &self.reads[first as usize..first as usize + usize::from(len)]
    }

    /// The folded letters of a word; past the last word none.
    pub(super) fn folded(&self, token: usize) -> &str {
        let Some(end) = self.tokens.get(token).map(|token| token.folded) else { return "" };
        let start = token.checked_sub(1).map_or(0, |before| self.tokens[before].folded);
        &self.folded[start as usize..end as usize]
    }

    /// The number of the whole word.
    pub(super) fn word(&self, token: usize) -> Option<WordId> {
        self.reads(token).first().filter(|read| read.stripped == 0).map(|read| read.word)
    }
}

impl std::ops::Deref for Tokens {
    type Target = [Token];

    fn deref(&self) -> &[Token] {
        &self.tokens
    }
}

/// What a gap is, after a word of so many folded bytes.
fn gap(gap: &str, letters: usize) -> Gap {
    if gap == " " {
        return Gap::Within;
    }
    let kind = |c: char| match c {
        '\n' | '\r' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Gap::Sentence,
        '-' | '\u{2010}'..='\u{2013}' | '\'' | '’' | '‘' | 'ʼ' | '_' | '&' | '+' => {
            Gap::Within
        }
        '\u{061C}' | '\u{0640}' | '\u{200B}'..='\u{200F}' => Gap::Within,
        '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' => Gap::Within,
        '.' if letters <= 2 => Gap::Within,
        '.' | '!' | '?' | '؟' | '…' | '•' => Gap::Sentence,
        '"' | '«' | '“' | '„' | '‹' => Gap::Quote,
        c if c.is_whitespace() => Gap::Within,
        _ => Gap::Between,
    };
    gap.chars().map(kind).max().unwrap_or(Gap::Within)
}

/// Where the address, or the sign of a retweet, ends that begins with a word that ends here.
fn no_prose(text: &str, folded: &str, end: usize) -> Option<usize> {
    let rest = &text[end..];
    let address = || rest.find(char::is_whitespace).map_or(text.len(), |n| end + n);
    match folded {
        "http" | "https" if rest.starts_with("://") => Some(address()),
        "www" if rest.starts_with('.') => Some(address()),
        // «RT @name» is not Russia Today.
        "rt" if rest.trim_start().starts_with('@') => Some(end),
        _ => None,
    }
}
