//! The history of decisions, to be walked with the keys of a list.

use super::event::Past;
use super::triage::sentence;
use super::{App, Effect, Popup};
use crate::action::Action;
use crate::model::StepId;

/// Rows of the screen that the box leaves to its frame, to the status line and to that of keys.
const FRAME: usize = 4;
/// So many steps before the last one known, more are asked for.
const AHEAD: usize = 50;

/// The steps that were made, the newest first.
#[derive(Debug, Default)]
pub struct History {
    steps: Vec<Past>,
    cursor: usize,
    top: usize,
    height: usize,
    /// Whether an answer is still to come, and whether there is nothing more to ask for.
    waits: bool,
    ended: bool,
}

impl History {
    /// Number of steps known so far.
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Whether nothing was ever decided.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Whether steps are still to come.
    pub fn waits(&self) -> bool {
        self.waits
    }

    /// The steps on the screen, each with whether the cursor is on it.
    pub fn screen(&self) -> impl Iterator<Item = (&Past, bool)> {
        let steps = self.steps.iter().enumerate().skip(self.top).take(self.height.max(1));
        steps.map(|(n, past)| (past, n == self.cursor))
    }

    pub(super) fn resize(&mut self, rows: u16) {
        self.height = usize::from(rows).saturating_sub(FRAME).max(1);
        self.go(self.cursor);
    }

    fn selected(&self) -> Option<&Past> {
        self.steps.get(self.cursor)
    }

    /// Moves through the steps; false if the action is not for that.
    fn turn(&mut self, action: Action) -> bool {
        let half = (self.height / 2).max(1);
        let to = match action {
            Action::Down => self.cursor + 1,
            Action::Up => self.cursor.saturating_sub(1),
            Action::HalfPageDown => self.cursor + half,
            Action::HalfPageUp => self.cursor.saturating_sub(half),
            Action::PageDown => self.cursor + self.height,
            Action::PageUp => self.cursor.saturating_sub(self.height),
            Action::Top => 0,
            Action::Bottom => usize::MAX,
            _ => return false,
        };
        self.go(to);
        true
    }

    fn go(&mut self, index: usize) {
        self.cursor = index.min(self.len().saturating_sub(1));
        self.top = self.top.clamp((self.cursor + 1).saturating_sub(self.height), self.cursor);
    }

    /// Asks for what comes after the last step known, if the cursor is near it.
    fn more(&mut self) -> Option<Effect> {
        if self.waits || self.ended || self.cursor + AHEAD < self.len() {
            return None;
        }
        self.waits = true;
        Some(Effect::Recall(self.last()))
    }

    fn last(&self) -> Option<StepId> {
        self.steps.last().map(|past| past.step.id)
    }

    /// Takes an answer: what was asked for from the newest step on replaces everything.
    fn take(&mut self, before: Option<StepId>, steps: Vec<Past>) {
        if before.is_none() {
            self.steps.clear();
        } else if before != self.last() {
            return;
        }
        (self.waits, self.ended) = (false, steps.is_empty());
        self.steps.extend(steps);
        self.go(self.cursor);
    }
}

impl App {
    pub(super) fn open_history(&mut self) -> Vec<Effect> {
        let mut history = History::default();
        let ask = history.more();
        self.popup = Some(Popup::History(history));
        ask.into_iter().collect()
    }

    /// Does what a key asks for while the history is shown; nothing if it is not for that.
    pub(super) fn walk(&mut self, action: Action) -> Option<Vec<Effect>> {
        let Some(Popup::History(history)) = &mut self.popup else { return None };
        if history.turn(action) {
            return Some(history.more().into_iter().collect());
        }
        match action {
            Action::Undo | Action::Redo => Some(self.decide(action)),
            Action::Open | Action::FilterEntity => Some(self.go_to_step()),
            Action::Suspend => None,
            _ => {
                self.popup = None;
                Some(vec![])
            }
        }
    }

    /// Goes to the document of the step under the cursor, if it is in view.
    fn go_to_step(&mut self) -> Vec<Effect> {
        let Some(Popup::History(history)) = &self.popup else { return vec![] };
        let Some(past) = history.selected() else { return vec![] };
        let ids = &past.step.documents;
        // The first that is in view stands for the others.
        let found = ids.iter().find_map(|id| self.ids().iter().position(|other| other == id));
        let what = sentence(&past.step.deed, past.step.count, past.title.as_deref());
        match found {
            Some(index) => {
                self.popup = None;
                let mut effects = self.look_at(crate::action::Pane::List);
                effects.extend(self.go(index));
                effects
            }
            None => self.say(format!("Not in this view: {what}")),
        }
    }

    /// Takes steps of the history.
    pub(super) fn recalled(
        &mut self,
        before: Option<StepId>,
        steps: Result<Vec<Past>, String>,
    ) -> Vec<Effect> {
        let Some(Popup::History(history)) = &mut self.popup else { return vec![] };
        match steps {
            Ok(steps) => {
                history.take(before, steps);
                history.more().into_iter().collect()
            }
            Err(error) => {
                self.popup = None;
                self.fail(error)
            }
        }
    }

    /// Asks for the history anew, if it is shown: there is a step more.
    pub(super) fn recall_again(&mut self) -> Option<Effect> {
        let Some(Popup::History(history)) = &mut self.popup else { return None };
        history.waits = true;
        Some(Effect::Recall(None))
    }
}
