//! The query prompt: one line of text, and where it is wrong.

use std::ops::Range;

use crate::config::{Key, KeyCode};
use crate::query::Query;
use crate::text::Input;

/// The query prompt.
#[derive(Debug)]
pub struct Prompt {
    input: Input,
    mistake: Option<Mistake>,
}

/// Why the text is no query.
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
#[derive(Debug, PartialEq)]
pub enum Asked {
    /// It stays open.
    Open,
    /// The person left it.
    Left,
    /// The text is this query.
    Query(Query),
}

impl Prompt {
    /// Opens with a text, ready for a further clause.
    pub fn new(text: &str) -> Self {
        let space = if text.is_empty() { "" } else { " " };
        Self { input: Input::with_text(&format!("{text}{space}")), mistake: None }
    }

    /// Opens with a text that turned out wrong.
    pub fn mistaken(text: &str, mistake: Mistake) -> Self {
        Self { input: Input::with_text(text), mistake: Some(mistake) }
    }

    /// What has been typed.
    pub fn input(&self) -> &Input {
        &self.input
    }

    /// What is wrong with it, once it has been entered.
    pub fn mistake(&self) -> Option<&Mistake> {
        self.mistake.as_ref()
    }

    /// Takes a pasted text.
    pub fn paste(&mut self, text: &str) {
        self.mistake = None;
        self.input.insert_str(text);
    }

    /// Takes a key.
    pub fn key(&mut self, key: Key) -> Asked {
        match (key.code, key.ctrl) {
            (KeyCode::Esc, _) | (KeyCode::Char('c'), true) => Asked::Left,
            (KeyCode::Enter, _) => match Query::parse(self.input.text().trim_end()) {
                Ok(query) => Asked::Query(query),
                Err(error) => {
                    self.mistake = Some(Mistake::new(&error, error.span()));
                    Asked::Open
                }
            },
            _ => {
                if edit(&mut self.input, key) {
                    self.mistake = None;
                }
                Asked::Open
            }
        }
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
