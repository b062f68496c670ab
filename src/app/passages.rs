//! Passages: below each title of the list, the line of its text around the words of the query.

use std::collections::HashMap;

use super::{App, Effect, Request};
use crate::model::{DocId, Snippet};

/// So many passages are kept, those that were scrolled past included.
const KEPT: usize = 1000;

/// The passages of a query's words.
#[derive(Debug, Default)]
pub(super) struct Passages {
    on: bool,
    /// The query whose words they are of.
    query: String,
    found: HashMap<DocId, Option<Snippet>>,
    /// The documents asked for last.
    asked: Vec<DocId>,
    generation: u64,
}

impl Passages {
    /// Forgets what was asked for and has not come.
    pub(super) fn ask_again(&mut self) {
        self.asked.clear();
        self.generation = 0;
    }
}

impl App {
    /// Rows of the screen that a document takes in the list.
    pub fn rows_per_document(&self) -> usize {
        if self.passages.on && self.query().has_words() { 2 } else { 1 }
    }

    /// The passage of a document, once it has come; none where its text has none of the words.
    pub fn passage(&self, id: DocId) -> Option<&Snippet> {
        self.passages.found.get(&id)?.as_ref()
    }

    pub(super) fn toggle_passages(&mut self) -> Vec<Effect> {
        self.passages.on = !self.passages.on;
        match (self.passages.on, self.query().has_words()) {
            (true, false) => self.say("Passages will be shown when words are searched for."),
            (false, false) => self.say("No passages any more."),
            _ => vec![],
        }
    }

    /// Asks for the passages that are to be on the screen and are missing.
    pub(super) fn ask_passages(&mut self) -> Option<Effect> {
        if self.rows_per_document() == 1 {
            return None;
        }
        let query = self.query().clone();
        let passages = &mut self.passages;
        if passages.query != query.source() {
            passages.query = query.source().to_owned();
            passages.found.clear();
            passages.asked.clear();
        }
        let screen = self.list.screen().map(|(_, id)| id);
        let missing: Vec<DocId> = screen.filter(|id| !passages.found.contains_key(id)).collect();
        if missing.iter().all(|id| passages.asked.contains(id)) {
            return None;
        }
        passages.asked.clone_from(&missing);
        let generation = self.next_generation();
        self.passages.generation = generation;
        Some(Effect::Ask(Request::Passages { generation, query, ids: missing }))
    }

    /// Takes the passages of the documents asked for last.
    pub(super) fn take_passages(&mut self, generation: u64, found: Vec<Option<Snippet>>) {
        let passages = &mut self.passages;
        if generation != passages.generation {
            return;
        }
        if passages.found.len() > KEPT {
            passages.found.clear();
        }
        passages.found.extend(passages.asked.drain(..).zip(found));
    }
}
