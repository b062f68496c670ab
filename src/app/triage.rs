//! Decisions: what a key asks for, and what a committed decision changes on the screen.

use super::{App, Decision, Effect};
use crate::action::{Action, Pane};
use crate::model::{Change, Decided, DocId, Triage, Verdict, Way};

impl App {
    /// Asks for the decision of a key. Nothing is drawn as decided before it is committed.
    pub(super) fn decide(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Undo => return vec![Effect::Decide(Decision::Undo)],
            Action::Redo => return vec![Effect::Decide(Decision::Redo)],
            _ => {}
        }
        let Some(id) = self.list.selected() else {
            return self.say("There is no document to decide on.");
        };
        let now = self.decisions.get(id);
        let toggled = |verdict| (now.verdict != Some(verdict)).then_some(verdict);
        let change = match action {
            Action::ToggleRead => Change::Read(!now.read),
            Action::ToggleStar => Change::Starred(!now.starred),
            Action::Keep => Change::Verdict(toggled(Verdict::Kept)),
            _ => Change::Verdict(toggled(Verdict::Discarded)),
        };
        // Going through a pile: what is decided on is done with.
        let done = self.focus == Pane::List && matches!(change, Change::Verdict(Some(_)));
        let mut effects = vec![Effect::Decide(Decision::Change(vec![id], change))];
        if done {
            effects.extend(self.go(self.list.cursor() + 1));
        }
        effects
    }

    /// Marks a document as read, unless it is.
    pub(super) fn mark_read(&self, id: DocId) -> Option<Effect> {
        let decision = Decision::Change(vec![id], Change::Read(true));
        (!self.decisions.get(id).read).then_some(Effect::Decide(decision))
    }

    /// Shows what was committed, or says why it could not be.
    pub(super) fn decided(&mut self, outcome: Result<Decided, String>) -> Vec<Effect> {
        let decided = match outcome {
            Ok(decided) => decided,
            Err(message) => return self.fail(message),
        };
        self.stand(&decided.documents);
        let what = match decided.documents.as_slice() {
            [(id, _)] => match self.title(*id) {
                Some(title) => format!("“\u{2068}{title}\u{2069}”"),
                None => "a document that is not in sight".to_owned(),
            },
            many => format!("{} documents", many.len()),
        };
        self.say(format!("{} {what}", decided.deed))
    }

    /// Takes how documents now stand.
    pub(super) fn stand(&mut self, documents: &[(DocId, Triage)]) {
        let mut turned = false;
        for (id, triage) in documents {
            turned |= self.decisions.get(*id).read != triage.read;
            self.decisions.set(*id, triage.clone());
        }
        if turned {
            self.count_unread();
        }
    }

    /// The title of a document, where it is in sight.
    fn title(&self, id: DocId) -> Option<&str> {
        let open = self.reader.as_ref().map(|reader| &*reader.article().document);
        let open = open.filter(|document| document.id == id).map(|document| &*document.title);
        open.or_else(|| self.list.row(id).map(|row| &*row.title))
    }

    /// Says that there was nothing to do.
    pub(super) fn unchanged(&mut self, way: Way) -> Vec<Effect> {
        self.say(match way {
            Way::Done => "Nothing to change.",
            Way::Undone => "Nothing to undo.",
            Way::Redone => "Nothing to do again.",
        })
    }

    /// Goes to the next unread document after the cursor, else to the first of the view.
    pub(super) fn next_unread(&mut self) -> Vec<Effect> {
        let after = self.list.cursor() + 1;
        let unread = |&n: &usize| !self.decisions.get(self.ids()[n]).read;
        let next = (after..self.list.len())
            .find(unread)
            .or_else(|| (0..after.min(self.list.len())).find(unread));
        match next {
            Some(next) => self.go(next),
            None => self.say("Everything in this view is read."),
        }
    }

    pub(super) fn count_unread(&mut self) {
        self.unread = self.ids().iter().filter(|id| !self.decisions.get(**id).read).count();
    }
}
