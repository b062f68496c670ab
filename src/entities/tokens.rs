//! The words of a text as the recogniser reads them: numbered, with their capitals and with what
//! stands between them.

use std::ops::{Deref, Range};

use super::dictionary::Dictionary;
use super::lexicon::Lexicon;
use super::spellings::{Read, Spelling, Spellings};
use super::vocabulary::WordId;
use crate::text::word_ranges;

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

/// A word of the text.
#[derive(Debug, Clone)]
pub(super) struct Token {
    /// Its first byte in the text, and the one after its last.
    pub(super) start: usize,
    pub(super) end: usize,
    /// What stands before it.
    pub(super) gap: Gap,
    spelling: Spelling,
}

impl Deref for Token {
    type Target = Spelling;

    fn deref(&self) -> &Spelling {
        &self.spelling
    }
}

/// The words of a part of a text, without its addresses and signs of retweets.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    tokens: Vec<Token>,
    spellings: Spellings,
}

impl Tokens {
    /// Reads a part of a text. What is known of its words stays for the next, which has to be read
    /// with the same dictionary and lexicon.
    pub(super) fn read(
        &mut self,
        text: &str,
        part: Range<usize>,
        dictionary: &Dictionary,
        lexicon: &Lexicon,
    ) {
        self.tokens.clear();
        self.spellings.tidy();
        let mut prose = part.start;
        let mut before = part.start;
        let mut short = true;
        let mut lost = Gap::Sentence;
        for word in word_ranges(&text[part.clone()]) {
            let (start, end) = (part.start + word.start, part.start + word.end);
            if start < prose {
                continue;
            }
            let spelling = self.spellings.of(&text[start..end], dictionary, lexicon);
            if spelling.is_empty() {
                continue;
            }
            let gap = gap(&text[before..start], short).max(lost);
            (before, lost, short) = (end, Gap::Within, spelling.short);
            if spelling.no_prose
                && let Some(end) = no_prose(text, self.spellings.folded(&spelling), end)
            {
                (prose, before, lost) = (end, end, gap.max(Gap::Between));
                continue;
            }
            self.tokens.push(Token { start, end, gap, spelling });
        }
    }

    /// The ways to read a word; the first is the whole word where the vocabulary has it. Past the
    /// last word there are none.
    pub(super) fn reads(&self, token: usize) -> &[Read] {
        self.tokens.get(token).map_or(&[], |token| self.spellings.reads(&token.spelling))
    }

    /// The folded letters of a word; past the last word none.
    pub(super) fn folded(&self, token: usize) -> &str {
        self.tokens.get(token).map_or("", |token| self.spellings.folded(&token.spelling))
    }

    /// The number of the whole word.
    pub(super) fn word(&self, token: usize) -> Option<WordId> {
        self.reads(token).first().filter(|read| read.stripped == 0).map(|read| read.word)
    }
}

impl Deref for Tokens {
    type Target = [Token];

    fn deref(&self) -> &[Token] {
        &self.tokens
    }
}

/// What a gap is, after a word that is as short as an abbreviation or not.
fn gap(gap: &str, short: bool) -> Gap {
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
        '.' if short => Gap::Within,
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
