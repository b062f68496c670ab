//! Which words are stemmed, and how.

use super::{arabic, english, french};
use crate::model::Lang;

/// A language whose words are stemmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stemmer {
    Arabic,
    French,
    English,
}

impl Stemmer {
    pub(super) const ALL: [Stemmer; 3] = [Stemmer::Arabic, Stemmer::French, Stemmer::English];

    /// The stemmer of a language; `None` if its words are only folded.
    pub(super) fn of(lang: Lang) -> Option<Self> {
        match lang {
            Lang::AR => Some(Stemmer::Arabic),
            Lang::FR => Some(Stemmer::French),
            Lang::EN => Some(Stemmer::English),
            _ => None,
        }
    }

    /// What a term begins with that is a stem of this language.
    pub(super) fn mark(self) -> &'static str {
        match self {
            Stemmer::Arabic => "a",
            Stemmer::French => "f",
            Stemmer::English => "e",
        }
    }

    /// The stemmer of a mark.
    pub(super) fn of_mark(mark: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stemmer| stemmer.mark() == mark)
    }

    /// What the words of a document in this language begin with that have a stem: one of these.
    pub(super) fn beginnings(self, stem: &str) -> Vec<String> {
        match self {
            Stemmer::Arabic => arabic::behind_particles(stem).collect(),
            Stemmer::French => french::beginnings(stem),
            Stemmer::English => english::beginnings(stem),
        }
    }

    /// Whether a word may have this for a stem, without stemming it.
    pub(super) fn may_stem(self, word: &str, stem: &str) -> bool {
        match self {
            // Particles and the article have five letters at most.
            Stemmer::Arabic => {
                word.char_indices().take(6).any(|(at, _)| word[at..].starts_with(stem))
            }
            Stemmer::French | Stemmer::English => {
                word.as_bytes().first() == stem.as_bytes().first()
            }
        }
    }

    /// The stems of a folded word of a query; none if it can be no word of this language.
    pub(super) fn of_query(self, word: &str) -> Vec<String> {
        match self {
            Stemmer::Arabic if arabic::applies(word) => arabic::stems(word),
            Stemmer::French if is_latin(word) => vec![french::stem(word)],
            Stemmer::English if is_latin(word) => vec![english::stem(word)],
            _ => vec![],
        }
    }

    /// The stems of a folded word of a document in this language.
    pub(super) fn of_document(self, word: &str) -> Vec<String> {
        match self {
            Stemmer::Arabic if arabic::applies(word) => arabic::stems_in_document(word),
            _ => self.of_query(word),
        }
    }
}

fn is_latin(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_lowercase())
}
