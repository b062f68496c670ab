//! Results follow typing: while a query is typed, the list behind the prompt shows what it finds.
//! No key waits for that. What cannot be answered yet leaves what the rest of the query finds; Esc
//! brings back the view as it was.
//!
//! A last word that finds something is taken as it stands, though it may be the beginning of another:
//! what is shown and counted is what Enter finds. So the number may rise from one letter to the next.

use std::ops::Range;

use super::{App, Effect, List, Popup, Purpose, Reader, Unread};
use crate::action::Pane;
use crate::model::{DocId, View};
use crate::query::{Query, Readable};

/// What there was before a query was typed, to go back to.
#[derive(Debug)]
pub(super) struct Trial {
    list: List,
    /// The article under the list's cursor, once another one has taken its place.
    reader: Option<Reader>,
    focus: Pane,
    unread: Unread,
    /// The query tried last, as typed, and whether its last word may be the beginning of one.
    tried: (String, bool),
    /// Whether documents have come in since.
    stale: bool,
}

impl Trial {
    /// The list.
    pub(super) fn list(&self) -> &List {
        &self.list
    }

    /// The document under the cursor.
    pub(super) fn selected(&self) -> Option<DocId> {
        self.list.selected()
    }

    /// Its article, if it was open: put away, or still `shown`.
    pub(super) fn reader<'a>(&'a self, shown: Option<&'a Reader>) -> Option<&'a Reader> {
        let is_its = |reader: &&Reader| Some(reader.article().document.id) == self.selected();
        self.reader.as_ref().or(shown.filter(is_its))
    }
}

impl App {
    /// Searches what stands in the prompt, if that is another query than the last.
    pub(super) fn follow_typing(&mut self) -> Vec<Effect> {
        let Some(Popup::Prompt(prompt)) = &self.popup else { return vec![] };
        if *prompt.purpose() != Purpose::Query {
            return vec![];
        }
        Readable::of(prompt.input().text()).map_or(vec![], |typed| self.try_out(typed))
    }

    fn try_out(&mut self, typed: Readable) -> Vec<Effect> {
        let begun = typed.begun();
        let query = typed.query;
        let tried = (query.source().to_owned(), begun.is_some());
        let same = match &self.trial {
            Some(trial) => trial.tried == tried,
            None => self.query().source() == query.source(),
        };
        if same {
            return vec![];
        }
        let (list, focus) = (&self.list, self.focus);
        let (unread, changes) = (self.unread, self.decisions.changes());
        let trial = self.trial.get_or_insert_with(|| Trial {
            list: list.clone(),
            reader: None,
            focus,
            unread: Unread { documents: unread, discarded: 0, changes },
            tried: Default::default(),
            stale: false,
        });
        trial.tried = tried;
        self.focus = Pane::List;
        self.filters.try_out(query);
        (self.begun, self.plain) = (begun, None);
        vec![self.ask_view()]
    }

    /// Searches the rest of the query that is tried, of which this part cannot be answered.
    pub(super) fn try_rest(&mut self, part: Range<usize>) -> Vec<Effect> {
        // What was refused is the last one tried: only another one is asked for.
        let rest = Readable::of_rest(self.query().source(), part);
        rest.map_or(vec![], |rest| self.try_out(rest))
    }

    /// Takes the last word of a query that found nothing as the beginning of one; asks no more if
    /// that finds nothing either.
    pub(super) fn widen(&mut self, view: &View, awaited: bool) -> Option<Effect> {
        let begun = self.begun.take();
        if !view.ids.is_empty() {
            let plain = self.plain.take().filter(|_| awaited);
            if plain.is_some() {
                self.say("No such word: what begins so is shown.");
            }
            return None;
        }
        if let Some(plain) = self.plain.take() {
            self.filters.put(plain);
            return None;
        }
        self.plain = Some(self.filters.put(begun?));
        self.asked.awaited = awaited;
        Some(self.ask_view())
    }

    /// Takes a typed query, which the person has entered.
    pub(super) fn accept(&mut self, text: &str, query: Query) -> Vec<Effect> {
        self.filters.try_no_more();
        if self.trial.is_some() && query.source() == self.query().source() {
            return self.leave_trial();
        }
        let effects = self.filter(query);
        let asked = !effects.is_empty();
        let begun = Readable::of(text).and_then(|typed| typed.begun());
        (self.begun, self.plain) = (begun.filter(|_| asked), None);
        effects
    }

    /// Goes back to the view that there was before a query was typed.
    pub(super) fn leave_trial(&mut self) -> Vec<Effect> {
        self.filters.try_no_more();
        (self.begun, self.plain) = (None, None);
        let Some(trial) = self.trial.take() else { return vec![] };
        let Trial { list, reader, focus, unread, stale, .. } = trial;
        self.list = list;
        self.focus = focus;
        self.asked.rest = 0;
        // The rows that were on their way are those of another view.
        self.ask_again();
        if let Some(reader) = reader {
            self.sidebar.show(reader.article().figures.clone());
            self.reader = Some(reader);
        }
        self.hides_discarded = self.query().without_discarded().is_some();
        self.take_unread(Some(unread));
        let mut effects = if stale {
            vec![self.ask_view()]
        } else {
            // No answer to a query that was tried is taken any more.
            self.asked.view = self.next_generation();
            self.ask_counts()
        };
        effects.extend(self.follow());
        effects
    }

    /// Puts another article, or none, into its pane.
    pub(super) fn put_reader(&mut self, reader: Option<Reader>) {
        self.became = None;
        let old = std::mem::replace(&mut self.reader, reader);
        if let (Some(trial), Some(old)) = (&mut self.trial, old)
            && trial.selected() == Some(old.article().document.id)
        {
            trial.reader = Some(old);
        }
    }

    /// Remembers that the view to go back to is not all there is any more.
    pub(super) fn outdate_trial(&mut self) {
        self.trial.iter_mut().for_each(|trial| trial.stale = true);
    }

    /// The query that is shown in the place of the one that stands in the prompt.
    pub fn shown_instead(&self) -> Option<&str> {
        let trial = self.trial.as_ref()?;
        (trial.tried.0 != self.query().source()).then(|| self.query().source())
    }
}
