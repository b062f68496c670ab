//! What the words of a query ask for.

use std::ops::Deref;

use super::arabic;
use super::stem::Stemmer;
use super::token::{Form, exact_form};
use crate::query::{Mode, Pattern};
use crate::text::{Word, words};

/// What one word of a query asks of a word of a document: to have one of these terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine) struct Matcher {
    /// As [`Form::terms`] writes them.
    pub(in crate::engine) terms: Vec<String>,
    /// Whether a term only has to begin like one of them.
    pub(in crate::engine) prefix: bool,
}

impl Matcher {
    /// Whether a word is asked for.
    pub(in crate::engine) fn accepts<S: Deref<Target = str>>(&self, word: &Form<S>) -> bool {
        self.terms.iter().any(|term| word.has(term, self.prefix))
    }

    fn folded(word: &str) -> Self {
        Self { terms: vec![format!("={word}"), format!("~{word}")], prefix: false }
    }

    fn exact(word: &str) -> Self {
        Self { terms: vec![format!("={}", exact_form(word))], prefix: false }
    }

    /// Behind Arabic particles too: as a name, and as a stem.
    fn prefix(word: &str) -> Self {
        let mut terms = Self::folded(word).terms;
        if arabic::applies(word) {
            let stem = Stemmer::Arabic.mark();
            terms.extend([format!("@{word}"), format!("{stem}{word}")]);
        }
        Self { terms, prefix: true }
    }

    /// By its stem in any language: only words of a document in that language have the term.
    fn stemmed(word: &str, written: &str) -> Self {
        let mut terms = Self::folded(word).terms;
        if arabic::applies(word) {
            terms.extend(arabic::bare_names(word, written).iter().map(|name| format!("@{name}")));
        }
        for stemmer in Stemmer::ALL {
            let stems = stemmer.of_query(word, written);
            terms.extend(stems.iter().map(|stem| format!("{}{stem}", stemmer.mark())));
        }
        Self { terms, prefix: false }
    }
}

/// What the words of a pattern ask of words of a title or text, one after the other.
pub(in crate::engine) fn matchers(pattern: &Pattern) -> Vec<Matcher> {
    let mut words: Vec<Word> = words(&pattern.text).collect();
    if matches!(pattern.mode, Mode::Stemmed | Mode::Prefix) {
        without_elision(&pattern.text, &mut words);
    }
    let last = words.len().saturating_sub(1);
    let matcher = |(n, word): (usize, &Word)| match pattern.mode {
        Mode::Stemmed => Matcher::stemmed(&word.folded, &pattern.text[word.range.clone()]),
        Mode::Prefix if n == last => Matcher::prefix(&word.folded),
        Mode::Folded | Mode::Prefix => Matcher::folded(&word.folded),
        Mode::Exact => Matcher::exact(&pattern.text[word.range.clone()]),
    };
    words.iter().enumerate().map(matcher).collect()
}

/// What the words of a pattern ask of the words of a source, which is a name in no language.
pub(super) fn source_matchers(pattern: &Pattern) -> Vec<Matcher> {
    match pattern.mode {
        Mode::Stemmed => matchers(&Pattern { mode: Mode::Folded, ..pattern.clone() }),
        _ => matchers(pattern),
    }
}

/// What French elides before a word.
const ELIDED: [&str; 13] =
    ["l", "d", "j", "m", "n", "s", "t", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"];

/// Leaves out what is written onto a word with an apostrophe, for l'armée asks for an army and
/// Putin's for Putin.
fn without_elision(text: &str, words: &mut Vec<Word>) {
    let apostrophe = |from: usize, to: usize| {
        text.get(from..to).is_some_and(|s| matches!(s, "'" | "’" | "ʼ" | "‘" | "＇"))
    };
    while let [first, second, ..] = words.as_slice()
        && ELIDED.contains(&first.folded.as_str())
        && apostrophe(first.range.end, second.range.start)
    {
        words.remove(0);
    }
    if let [.., before, last] = words.as_slice()
        && last.folded == "s"
        && apostrophe(before.range.end, last.range.start)
    {
        words.pop();
    }
}
