//! The prompt: one line of text for a query, for tags or for a note, what may be put there, and
//! where it is wrong.

use std::ops::Range;

use super::event::{Choice, Pick, Values};
use super::suggest::{Suggestions, Word};
use crate::config::{Key, KeyCode};
use crate::model::{DocId, SavedSearch};
use crate::query::actor;
use crate::text::Input;

/// The prompt.
#[derive(Debug)]
pub struct Prompt {
    purpose: Purpose,
    /// What the person should know while typing; empty for a query.
    about: String,
    input: Input,
    mistake: Option<Mistake>,
    suggestions: Suggestions,
    /// What was entered here before, oldest first.
    history: Vec<String>,
    /// The entry of the history that is shown, and what was typed before it was.
    recalled: Option<(usize, String)>,
}

/// What a text is entered for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// To filter.
    Query,
    /// To tag these documents.
    Tags(Vec<DocId>),
    /// To name this search, which is saved under it.
    Save(SavedSearch),
    /// To be noted on these documents.
    Note(Vec<DocId>),
}

/// Why the text cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// What is wrong, in a sentence.
    pub message: String,
    /// Which bytes of the text are.
    pub span: Range<usize>,
}

impl Mistake {
    /// What an error says of these bytes.
    pub fn new(error: impl ToString, span: Range<usize>) -> Self {
        Self { message: error.to_string(), span }
    }
}

/// What a key did to the prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// It stays open; these values are to be offered.
    Open(Option<Values>),
    /// The person left it.
    Left,
    /// The text is to be taken.
    Entered,
    /// The text is to be written on in the editor.
    Editor,
}

impl Prompt {
    /// Opens with a query, ready for a further clause.
    pub(super) fn query(text: &str, history: Vec<String>) -> Self {
        let space = if text.is_empty() { "" } else { " " };
        Self { history, ..Self::new(Purpose::Query, &format!("{text}{space}"), String::new()) }
    }

    /// Opens with a text.
    pub(super) fn new(purpose: Purpose, text: &str, about: String) -> Self {
        let input = match purpose {
            Purpose::Query => Input::with_clauses(text),
            Purpose::Tags(_) | Purpose::Save(_) | Purpose::Note(_) => Input::with_text(text),
        };
        Self {
            purpose,
            about,
            input,
            mistake: None,
            suggestions: Suggestions::default(),
            history: Vec::new(),
            recalled: None,
        }
    }

    /// The same with what is wrong with its text.
    pub(super) fn mistaken(self, mistake: Mistake) -> Self {
        Self { mistake: Some(mistake), ..self }
    }

    /// What the text is for.
    pub fn purpose(&self) -> &Purpose {
        &self.purpose
    }

    /// What the person should know while typing.
    pub fn about(&self) -> &str {
        &self.about
    }

    /// What has been typed.
    pub fn input(&self) -> &Input {
        &self.input
    }

    /// What is wrong with it, once it has been entered.
    pub fn mistake(&self) -> Option<&Mistake> {
        self.mistake.as_ref()
    }

    /// What may be put in the place of the word at the caret.
    pub fn suggestions(&self) -> &Suggestions {
        &self.suggestions
    }

    /// What there was to offer, for it closes.
    pub(super) fn into_choices(self) -> Vec<Choice> {
        self.suggestions.into_choices()
    }

    /// Whether a key waits for what there is to offer; those after it are about what it does.
    pub(super) fn waits(&self) -> bool {
        self.suggestions.waits()
    }

    /// Waits no longer for what there is to offer.
    pub(super) fn give_up(&mut self) {
        self.suggestions.give_up();
    }

    /// Takes a pasted text; returns what is to be offered now.
    pub(super) fn paste(&mut self, text: &str) -> Option<Values> {
        self.input.insert_str(text);
        self.changed()
    }

    /// Takes what there is to offer.
    pub(super) fn offer(&mut self, choices: Vec<Choice>) -> Option<Values> {
        let word = self.word()?;
        let tab = self.suggestions.offer(choices, &word);
        if tab { self.complete(true) } else { None }
    }

    /// Takes a key.
    pub(super) fn key(&mut self, key: Key) -> Asked {
        let wanted = match (key.code, key.ctrl) {
            (KeyCode::Esc, _) | (KeyCode::Char('c'), true) => return Asked::Left,
            (KeyCode::Enter, _) => return Asked::Entered,
            (KeyCode::Char('e'), true) if matches!(self.purpose, Purpose::Note(_)) => {
                return Asked::Editor;
            }
            (KeyCode::Tab, _) => self.complete(!key.shift),
            (KeyCode::Up, _) | (KeyCode::Char('p'), true) => self.recall(false),
            (KeyCode::Down, _) | (KeyCode::Char('n'), true) => self.recall(true),
            _ if edit(&mut self.input, key) => self.changed(),
            _ => None,
        };
        Asked::Open(wanted)
    }

    /// The word at the caret, where something can be offered for it.
    fn word(&self) -> Option<Word> {
        let text = self.input.before_caret();
        match self.purpose {
            Purpose::Query => Some(Word::of_query(text)),
            Purpose::Tags(_) => Some(Word::of_tags(text)),
            Purpose::Note(_) | Purpose::Save(_) => None,
        }
    }

    /// Follows a change of the text; returns what is to be offered now.
    pub(super) fn changed(&mut self) -> Option<Values> {
        self.mistake = None;
        let word = self.word()?;
        self.suggestions.follow(word)
    }

    fn complete(&mut self, forward: bool) -> Option<Values> {
        let is_query = self.purpose == Purpose::Query;
        let (start, choice, only) = self.suggestions.take(forward)?;
        let text = match &choice.pick {
            Pick::Clause(clause) if is_query => clause.clone(),
            Pick::Entity(id) if is_query => actor(id),
            _ => choice.name.clone(),
        };
        self.input.replace_from(start, &text);
        self.mistake = None;
        // Nothing else could be meant, so what follows can be offered.
        if only { self.changed() } else { None }
    }

    /// Shows the entry before or after in the history, and at its end what was being typed.
    fn recall(&mut self, later: bool) -> Option<Values> {
        let shown = |at: usize, typed| self.history.get(at).unwrap_or(typed);
        let (at, typed) = match self.recalled.take() {
            Some((at, typed)) if shown(at, &typed) == self.input.text() => (at, typed),
            // What was edited since is what leads back here.
            _ => (self.history.len(), self.input.text().to_owned()),
        };
        let at = if later { at + 1 } else { at.saturating_sub(1) }.min(self.history.len());
        self.input.clear();
        self.input.insert_str(self.history.get(at).unwrap_or(&typed));
        self.recalled = Some((at, typed));
        self.changed()
    }
}

/// Edits a line of text as a shell does; false if the key is not for that.
pub(super) fn edit(input: &mut Input, key: Key) -> bool {
    match (key.code, key.ctrl || key.alt) {
        (KeyCode::Left, false) => input.left(),
        (KeyCode::Right, false) => input.right(),
        (KeyCode::Left, true) => input.word_left(),
        (KeyCode::Right, true) => input.word_right(),
        (KeyCode::Home, _) | (KeyCode::Char('a'), true) => input.home(),
        (KeyCode::End, _) | (KeyCode::Char('e'), true) => input.end(),
        (KeyCode::Backspace, false) | (KeyCode::Char('h'), true) => input.backspace(),
        (KeyCode::Delete, _) | (KeyCode::Char('d'), true) => input.delete(),
        (KeyCode::Backspace, true) | (KeyCode::Char('w'), true) => input.delete_word_back(),
        (KeyCode::Char('u'), true) => input.clear(),
        _ => match key.typed() {
            Some(c) => input.insert(c),
            None => return false,
        },
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_last_is_what_the_history_leads_back_to() {
        let mut prompt = Prompt::query("", vec!["first".into(), "second".into()]);
        let mut shown = |keys: &[KeyCode]| {
            for code in keys {
                prompt.key(Key::plain(*code));
            }
            prompt.input().text().to_owned()
        };
        let (up, down) = (KeyCode::Up, KeyCode::Down);
        assert_eq!(shown(&[KeyCode::Char('a'), up, up]), "first");
        assert_eq!(shown(&[down, down, down]), "a");
        assert_eq!(shown(&[KeyCode::Char('b'), up]), "second");
        assert_eq!(shown(&[down]), "ab");
        assert_eq!(shown(&[up, up, KeyCode::Char('!')]), "first!");
        assert_eq!(shown(&[up, down]), "first!");
    }
}
