//! What a prompt offers for the word at its caret.

use super::event::{Choice, Pick, Values};
use super::picker::search;
use crate::model::{Facet, Has, State};
use crate::query::Unfinished;
use crate::text::fold;

/// What a prompt offers. The words of the language are known here; values are asked for once, and
/// then searched as the person types.
#[derive(Debug, Default)]
pub struct Suggestions {
    words: Option<Words>,
    choices: Option<Vec<Choice>>,
    found: Vec<usize>,
    /// Where the word begins in the text.
    start: usize,
    /// The choice that Tab has put there.
    taken: Option<usize>,
    /// Whether Tab was pressed before there was anything to take.
    pending: bool,
}

/// What kind of word is being typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Words {
    Fields,
    States,
    Things,
    Values(Values),
}

/// A word that is being typed, and where it begins.
pub(super) struct Word {
    words: Option<Words>,
    start: usize,
    typed: String,
}

impl Word {
    /// The word at the end of a query.
    pub(super) fn of_query(text: &str) -> Self {
        let Unfinished { span, field, value } = Unfinished::at_end_of(text);
        let words = match field {
            // Everything would be offered for nothing.
            None if value.is_empty() => None,
            None => Some(Words::Fields),
            Some("is") => Some(Words::States),
            Some("has") => Some(Words::Things),
            Some("tag") => Some(Words::Values(Values::Tags)),
            Some("lang") => Some(Words::Values(Values::Facet(Facet::Lang))),
            Some("source") => Some(Words::Values(Values::Facet(Facet::Source))),
            Some("actor") => Some(Words::Values(Values::Facet(Facet::Entity))),
            Some(_) => None,
        };
        // A source is offered as the whole name of one: `source:=…`.
        let typed = value.trim_start_matches('=').to_owned();
        Self { words, start: span.start, typed }
    }

    /// The word at the end of a list of tags.
    pub(super) fn of_tags(text: &str) -> Self {
        let start = text
            .rfind(super::note::parts_tags)
            .map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
        let typed = text[start..].trim_start_matches(['-', '#']);
        let start = text.len() - typed.len();
        Self { words: Some(Words::Values(Values::AllTags)), start, typed: typed.to_owned() }
    }
}

impl Suggestions {
    /// The choices for the word, best first.
    pub fn found(&self) -> impl ExactSizeIterator<Item = &Choice> {
        let choices = self.choices.as_deref().unwrap_or_default();
        self.found.iter().map(move |&n| &choices[n])
    }

    /// What there was to choose from.
    pub(super) fn into_choices(self) -> Vec<Choice> {
        self.choices.unwrap_or_default()
    }

    /// The place among those found of the one that was taken.
    pub fn taken(&self) -> Option<usize> {
        self.taken
    }

    /// Follows the text after a change. Returns what is to be asked for, if something is.
    pub(super) fn follow(&mut self, word: Word) -> Option<Values> {
        (self.taken, self.pending, self.start) = (None, false, word.start);
        let another = word.words != self.words;
        if another {
            self.words = word.words;
            self.choices = match word.words {
                Some(Words::Fields) => Some(Unfinished::fields().map(field).collect()),
                Some(Words::States) => {
                    Some(State::ALL.iter().map(|state| fixed("is", &state.to_string())).collect())
                }
                Some(Words::Things) => {
                    Some(Has::ALL.iter().map(|has| fixed("has", &has.to_string())).collect())
                }
                Some(Words::Values(_)) | None => None,
            };
        }
        self.search(&word.typed);
        match self.words {
            Some(Words::Values(values)) if another => Some(values),
            _ => None,
        }
    }

    /// Takes the values that were asked for. True if Tab waits for them.
    pub(super) fn offer(&mut self, choices: Vec<Choice>, word: &Word) -> bool {
        // The person may have gone on to a word of another kind.
        if matches!(self.words, Some(Words::Values(_))) && self.choices.is_none() {
            self.choices = Some(choices);
            self.search(&word.typed);
        }
        std::mem::take(&mut self.pending)
    }

    /// Whether Tab waits for what there is to take.
    pub(super) fn waits(&self) -> bool {
        self.pending
    }

    /// Waits no longer: there will be no answer.
    pub(super) fn give_up(&mut self) {
        self.pending = false;
    }

    /// Takes the next choice, or the one before. Returns where the word begins whose place it takes,
    /// and whether it is the only one.
    pub(super) fn take(&mut self, forward: bool) -> Option<(usize, &Choice, bool)> {
        let count = self.found.len();
        if count == 0 {
            self.pending = self.choices.is_none() && self.words.is_some();
            return None;
        }
        let next = match (self.taken, forward) {
            (None, true) => 0,
            (None, false) => count - 1,
            (Some(n), true) => (n + 1) % count,
            (Some(n), false) => (n + count - 1) % count,
        };
        self.taken = Some(next);
        let start = self.start;
        self.found().nth(next).map(|choice| (start, choice, count == 1))
    }

    fn search(&mut self, typed: &str) {
        let choices = self.choices.as_deref().unwrap_or_default();
        self.found = search(choices, typed);
        if self.words == Some(Words::Fields) {
            // Most words are no fields: only what begins like one is taken for one.
            let typed = fold(typed);
            self.found.retain(|&n| choices[n].keys.iter().any(|key| key.starts_with(&typed)));
        }
    }
}

fn field(name: &str) -> Choice {
    let clause = format!("{name}:");
    choice(clause.clone(), clause, name)
}

fn fixed(field: &str, value: &str) -> Choice {
    choice(format!("{field}:{value}"), value.to_owned(), value)
}

fn choice(clause: String, name: String, key: &str) -> Choice {
    Choice { pick: Pick::Clause(clause), name, detail: String::new(), keys: vec![fold(key)] }
}
