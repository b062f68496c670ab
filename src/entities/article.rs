//! One article under the recogniser: its words, and the names found in them so far.

use std::ops::Range;

use super::dictionary::{Dictionary, End, NodeId};
use super::forms::Case;
use super::lexicon::{Cues, Lexicon};
use super::spellings::Read;
use super::tokens::{Gap, Token, Tokens};
use crate::model::Label;

/// A name in an article.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Name {
    /// Its words.
    pub(super) tokens: Range<usize>,
    /// Folded letters that are no part of the name, on the front of its first word.
    pub(super) stripped: u8,
    /// An acronym with periods.
    pub(super) spelled: bool,
    pub(super) label: Label,
    pub(super) means: Means,
    /// Whether enough tells that it is a name for others to be found by it.
    pub(super) sure: bool,
}

/// Whom a name means.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Means {
    /// The entity with this index in the dictionary.
    Entity(u32),
    /// One of those whose aliases end at this node; the article decides.
    Shared(NodeId),
    /// Somebody unknown, by a key that is the same wherever the name is.
    Unknown(String),
}

/// The words of an article with what is known about words.
pub(super) struct Article<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a Tokens,
    pub(super) dictionary: &'a Dictionary,
    pub(super) lexicon: &'a Lexicon,
}

impl Article<'_> {
    /// A word as it is written; past the last word nothing.
    pub(super) fn written(&self, token: usize) -> &str {
        self.tokens.get(token).map_or("", |token| &self.text[token.start..token.end])
    }

    /// What the whole word tells; past the last word nothing.
    pub(super) fn cues(&self, token: usize) -> Cues {
        self.tokens.get(token).map_or(Cues::default(), |token| token.cues)
    }

    /// The letters taken off a word so that it tells one of these.
    pub(super) fn read_as(&self, token: usize, cues: Cues) -> Option<u8> {
        if !self.tokens.get(token)?.any_cues.any(cues) {
            return None;
        }
        let told = |read: &&Read| self.lexicon.cues(read.word).any(cues);
        self.tokens.reads(token).iter().find(told).map(|read| read.stripped)
    }

    /// Whether nothing is known of a word but, perhaps, that people bear it; so it is past the last.
    pub(super) fn unheard(&self, token: usize) -> bool {
        self.tokens.get(token).is_none_or(|token| token.unheard)
    }

    /// What stands between a word and the one before it; past the last word nothing.
    pub(super) fn between(&self, token: usize) -> &str {
        let Some(Token { start, .. }) = self.tokens.get(token) else { return "" };
        let before = token.checked_sub(1).map_or(*start, |n| self.tokens[n].end);
        &self.text[before.min(*start)..*start]
    }

    /// Whether there is such a word, and it goes on with the name that the word before it belongs
    /// to: a space, a hyphen or an apostrophe between them, or the period of an initial.
    pub(super) fn joined(&self, token: usize) -> bool {
        let gap = self.between(token);
        self.tokens.get(token).is_some_and(|token| token.gap == Gap::Within)
            && (matches!(gap, "-" | "'" | "’" | "\u{2011}" | "." | ". " | " & ")
                || gap.chars().all(|c| matches!(c, ' ' | '\u{A0}' | '\u{200B}'..='\u{200F}')))
    }

    /// The key of a name of unknown people or things: its folded words.
    pub(super) fn key(&self, tokens: Range<usize>, stripped: u8) -> String {
        let mut key = String::new();
        for token in tokens.clone() {
            let folded = self.tokens.folded(token);
            let skip = if token == tokens.start { usize::from(stripped) } else { 0 };
            if !key.is_empty() {
                key.push('-');
            }
            key.extend(folded.chars().skip(skip).filter(|c| c.is_alphanumeric()));
        }
        key
    }

    /// Finds the names that the dictionary has among these words, the longest first.
    pub(super) fn known(&self, part: Range<usize>, names: &mut Vec<Name>) {
        let mut at = part.start;
        while at < part.end {
            let found = self.tokens[at].begins.then(|| self.longest_at(at, part.end)).flatten();
            let Some(found) = found else {
                at += 1;
                continue;
            };
            let name = found.end.name();
            // The words that tell the name from a common one may hold names of their own.
            if name.start > 0 {
                self.known(at..at + name.start, names);
            }
            names.push(Name {
                tokens: at + name.start..at + name.end,
                stripped: if name.start == 0 { found.stripped } else { 0 },
                spelled: found.end.spelled,
                label: found.end.label,
                sure: true,
                means: match found.shared {
                    true => Means::Shared(found.node),
                    false => Means::Entity(found.end.entity),
                },
            });
            at += name.end;
        }
    }

    /// The best name that begins with a word: most words, then fewest letters taken off.
    fn longest_at(&self, at: usize, end: usize) -> Option<Found<'_>> {
        let mut best: Option<Found<'_>> = None;
        for read in self.tokens.reads(at) {
            let Some(node) = self.dictionary.begin(read.word) else { continue };
            let Some(found) = self.longest(node, at, end) else { continue };
            let longer = best.as_ref().is_none_or(|best| found.len > best.len);
            if longer && (found.len > 1 || read.alone) {
                best = Some(Found { stripped: read.stripped, ..found });
            }
        }
        best
    }

    /// The longest name that continues a first word, which led to this node.
    fn longest(&self, mut node: NodeId, at: usize, end: usize) -> Option<Found<'_>> {
        let mut best = None;
        // The word with a quotation mark before it: only the name itself may be in quotes.
        let mut quoted = None;
        for len in 1..=end - at {
            let fits = |end: &&End| {
                quoted.is_none_or(|word| word == end.name().start) && self.fits(end, at, len)
            };
            let mut ends = self.dictionary.ends(node).iter().rev().filter(fits);
            if let Some(end) = ends.next() {
                let shared = end.shared || ends.any(|end| end.shared);
                best = Some(Found { end, node, len, stripped: 0, shared });
            }
            if at + len == end {
                break;
            }
            let Some(word) = self.tokens.word(at + len) else { break };
            let Some(child) = self.dictionary.go_on(node, word) else { break };
            match self.tokens[at + len].gap {
                Gap::Within => {}
                Gap::Quote if quoted.is_none() => quoted = Some(len),
                _ => break,
            }
            node = child;
        }
        best
    }

    fn fits(&self, end: &End, at: usize, len: usize) -> bool {
        (0..len).all(|word| self.tokens[at + word].case >= end.case(word))
            && (!end.spelled
                || (at..at + len - 1).all(|n| self.text[self.tokens[n].end..].starts_with('.')))
    }
}

/// The end of the capitals with periods and nothing else between them that begin here, if they are
/// an acronym: «E.P.A.», but not «T.J. Okafor».
pub(super) fn spelled_end(article: &Article<'_>, at: usize) -> Option<usize> {
    let tokens = article.tokens;
    let letter = |n: usize| {
        tokens.get(n).is_some_and(|token| {
            token.case == Case::Capitals && article.written(n).chars().count() == 1 && !token.arabic
        })
    };
    if !letter(at) || !article.text[tokens[at].end..].starts_with('.') {
        return None;
    }
    let mut end = at + 1;
    while letter(end) && article.between(end) == "." {
        end += 1;
    }
    let closed = article.text[tokens[end - 1].end..].starts_with('.');
    let name = article.joined(end)
        && tokens[end].case == Case::Capital
        && !article.cues(end).any(Cues::Common)
        && end == at + 2;
    let inside = at > 0 && letter(at - 1) && article.between(at) == ".";
    (end > at + 1 && closed && !name && !inside).then_some(end)
}

/// A name of the dictionary that stands at a word.
struct Found<'d> {
    end: &'d End,
    node: NodeId,
    /// Number of words.
    len: usize,
    /// Folded letters taken off the first word.
    stripped: u8,
    /// Whether others may be meant too.
    shared: bool,
}
