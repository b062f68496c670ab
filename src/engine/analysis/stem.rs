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

    /// The stems of a folded word of a query, with how it is written; none if it can be no word of
    /// this language.
    pub(super) fn of_query(self, word: &str, written: &str) -> Vec<String> {
        match self {
            Stemmer::Arabic if arabic::applies(word) => arabic::stems(word, written),
            Stemmer::French if is_latin(word) => vec![french::stem(word)],
            Stemmer::English if is_latin(word) => vec![english::stem(word)],
            _ => vec![],
        }
    }

    /// The stems of a folded word of a document in this language, with how it is written.
    pub(super) fn of_document(self, word: &str, written: &str) -> Vec<String> {
        match self {
            Stemmer::Arabic if arabic::applies(word) => arabic::stems_in_document(word, written),
            _ => self.of_query(word, written),
        }
    }
}

/// Letters that endings leave of a word at least, in all these languages.
const LEAST: usize = 3;

/// Whether words with this stem may have endings.
pub(super) fn has_endings(stem: &str) -> bool {
    stem.chars().nth(LEAST - 1).is_some()
}

fn is_latin(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_which_endings_leave_less_has_none() {
        let latin = ["s", "es", "e", "ed", "ies", "ied", "ing", "eed", "ee", "aux", "eux", "oux"];
        let more = ["aise", "oise", "euse", "nne", "lle", "tte", "ive", "trice", "sses", "xes"];
        let arabic = ["ه", "ها", "تها", "ات", "ان", "ين", "ون", "تان", "تين", "ا"];
        let latin: Vec<&str> = latin.into_iter().chain(more).collect();
        let cases = [
            (Stemmer::French, ["a", "br", "ad", ""], &latin[..]),
            (Stemmer::English, ["a", "br", "ad", ""], &latin[..]),
            (Stemmer::Arabic, ["م", "دم", "ال", "والد"], &arabic[..]),
        ];
        for (stemmer, beginnings, endings) in cases {
            for beginning in beginnings {
                let two = endings
                    .iter()
                    .flat_map(|a| ["", a].map(|a| endings.iter().map(move |b| format!("{a}{b}"))));
                for word in two.flatten().map(|endings| format!("{beginning}{endings}")) {
                    for stem in stemmer.of_document(&word, &word) {
                        let whole = stemmer.beginnings(&stem).contains(&word);
                        assert!(has_endings(&stem) || whole, "{word}: {stem}");
                    }
                }
            }
        }
    }
}
