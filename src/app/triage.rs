//! Decisions: what a key asks for, and what a committed decision changes on the screen.

use super::{App, Confirm, Decision, Effect, Popup, Unread};
use crate::action::{Action, Pane};
use crate::model::{Cause, Change, Decided, Decisions, Deed, DocId, Triage, Verdict, Way, isolate};

/// Up to so many documents are cheaper looked for than all counted.
const FEW: usize = 8;
/// More documents than this are decided on only after a question.
const AT_ONCE: usize = 10;

impl App {
    /// What a decision is about: the chosen documents, else the one under the cursor.
    pub(super) fn targets(&self) -> Vec<DocId> {
        match self.list.chosen_len() {
            0 => self.list.selected().into_iter().collect(),
            _ => self.list.chosen().collect(),
        }
    }

    /// Asks for the decision of a key.
    pub(super) fn decide(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Undo => return vec![Effect::Decide(Decision::Undo)],
            Action::Redo => return vec![Effect::Decide(Decision::Redo)],
            _ => {}
        }
        let ids = self.targets();
        if ids.is_empty() {
            return self.say("There is no document to decide on.");
        }
        // What holds for all of them is taken back, so that the key always changes something.
        let all =
            |holds: &dyn Fn(&Triage) -> bool| ids.iter().all(|id| holds(self.decisions.get(*id)));
        let verdict = |verdict| (!all(&|t| t.verdict == Some(verdict))).then_some(verdict);
        let change = match action {
            Action::ToggleRead => Change::Read(!all(&|t| t.read)),
            Action::ToggleStar => Change::Starred(!all(&|t| t.starred)),
            Action::Keep => Change::Verdict(verdict(Verdict::Kept)),
            _ => Change::Verdict(verdict(Verdict::Discarded)),
        };
        self.change(ids, vec![change])
    }

    /// Changes documents, after a question where a slip would reach far.
    pub(super) fn change(&mut self, ids: Vec<DocId>, changes: Vec<Change>) -> Vec<Effect> {
        if ids.len() > AT_ONCE || (ids.len() > 1 && self.list.all_chosen()) {
            self.popup = Some(Popup::Confirm(Confirm { ids, changes }));
            return vec![];
        }
        self.commit(ids, changes)
    }

    /// Changes documents. Nothing is drawn as decided before it is committed.
    pub(super) fn commit(&mut self, ids: Vec<DocId>, changes: Vec<Change>) -> Vec<Effect> {
        // Going through a pile: what is decided on is done with.
        let done = self.advance
            && self.focus == Pane::List
            && self.list.chosen_len() == 0
            && matches!(changes[..], [Change::Verdict(Some(_))]);
        self.list.choose_none();
        let mut effects = vec![Effect::Decide(Decision::Change(ids, changes))];
        if done {
            effects.extend(self.go(self.list.cursor() + 1));
        }
        effects
    }

    pub(super) fn choose(&mut self) -> Vec<Effect> {
        self.list.choose();
        self.go(self.list.cursor() + 1)
    }

    pub(super) fn choose_all(&mut self) -> Vec<Effect> {
        self.list.choose_all();
        vec![]
    }

    /// Marks a document as read, unless it is.
    pub(super) fn mark_read(&self, id: DocId) -> Option<Effect> {
        let decision = Decision::Change(vec![id], vec![Change::Read(true)]);
        (!self.decisions.get(id).read).then_some(Effect::Decide(decision))
    }

    /// Shows what was committed, or says why it could not be.
    pub(super) fn decided(
        &mut self,
        outcome: Result<(Decided, Option<String>), String>,
    ) -> Vec<Effect> {
        let (decided, title) = match outcome {
            Ok(decided) => decided,
            Err(message) => return self.fail(message),
        };
        self.stand(&decided.documents);
        let Decided { deed, documents } = &decided;
        if deed.cause == Cause::Seen && deed.way == Way::Done {
            return vec![];
        }
        let end = match (&deed.changes[..], &documents[..]) {
            ([Change::Verdict(Some(_))], [(id, _)])
                if self.advance
                    && deed.way == Way::Done
                    && self.focus == Pane::List
                    && self.ids().last() == Some(id) =>
            {
                "; this is the end of the list"
            }
            _ => "",
        };
        let what = sentence(deed, documents.len(), title.as_deref());
        self.say(format!("{what}{end}"))
    }

    /// Takes how documents now stand.
    pub(super) fn stand(&mut self, documents: &[(DocId, Triage)]) {
        // Each of a few is looked for in the view; for many all are counted once.
        let few = documents.len() <= FEW;
        for (id, triage) in documents {
            let old = self.decisions.get(*id);
            self.discarded -= usize::from(is_discarded(old));
            self.discarded += usize::from(is_discarded(triage));
            if old.read && !triage.read && self.list.selected() == Some(*id) {
                self.spared = Some(*id);
            }
            let was_unread = self.is_unread(*id);
            self.decisions.set(*id, triage.clone());
            let is_unread = self.is_unread(*id);
            if few && was_unread != is_unread && self.ids().contains(id) {
                self.unread = self.unread + usize::from(is_unread) - usize::from(was_unread);
            }
        }
        if !few {
            self.count_unread();
        }
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
        let unread = |&n: &usize| self.is_unread(self.ids()[n]);
        let next = (after..self.list.len())
            .find(unread)
            .or_else(|| (0..after.min(self.list.len())).find(unread));
        match next {
            Some(next) => self.go(next),
            None => self.say("Everything in this view is read."),
        }
    }

    /// Takes over how many documents of the view are unread, where that was counted with the same
    /// decisions, of which there may be very many.
    pub(super) fn take_unread(&mut self, unread: Option<Unread>) {
        match unread.filter(|unread| unread.changes == self.decisions.changes()) {
            Some(Unread { documents, discarded, .. }) => {
                self.unread = documents - if self.hides_discarded { discarded } else { 0 };
            }
            None => self.count_unread(),
        }
    }

    fn count_unread(&mut self) {
        self.unread = self.ids().iter().filter(|id| self.is_unread(**id)).count();
    }

    /// Takes what was decided before.
    pub(super) fn know(&mut self, decisions: Decisions) {
        self.discarded = decisions.iter().filter(|(_, triage)| is_discarded(triage)).count();
        self.decisions = decisions;
    }

    /// Whether a document is still to be read: one that was discarded is not, unless it was asked for.
    fn is_unread(&self, id: DocId) -> bool {
        let triage = self.decisions.get(id);
        let is_done_with = self.hides_discarded && is_discarded(triage);
        !triage.read && !is_done_with
    }
}

fn is_discarded(triage: &Triage) -> bool {
    triage.verdict == Some(Verdict::Discarded)
}

/// What was done to so many documents, in words; one is called by its title.
pub fn sentence(deed: &Deed, documents: usize, title: Option<&str>) -> String {
    let what = match (documents, title) {
        (1, Some(title)) => format!("“{}”", isolate(title)),
        (1, None) => "a document that is not in this corpus".to_owned(),
        (n, _) => format!("{} documents", thousands(n)),
    };
    let goes_on = match (deed.cause, deed.changes.as_slice()) {
        (Cause::Imported | Cause::Followed, _)
        | (_, [Change::Read(true) | Change::Starred(true) | Change::Verdict(Some(_))]) => " ",
        _ => ": ",
    };
    format!("{deed}{goes_on}{what}")
}

/// A number as people read it: `1,204`.
pub(super) fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_is_said_with_its_title_or_how_many() {
        let tag = |tag: &str, on| Change::Tag(tag.parse().unwrap(), on);
        let said = |cause, changes: &[Change], documents, title| {
            let deed = Deed { cause, way: Way::Undone, changes: changes.to_vec() };
            sentence(&deed, documents, title).replace("Undone: ", "")
        };
        let decided =
            |changes: &[Change], documents, title| said(Cause::Decided, changes, documents, title);
        let kept = [Change::Verdict(Some(Verdict::Kept))];
        assert_eq!(decided(&kept, 1, Some("Le port")), "kept “\u{2068}Le port\u{2069}”");
        assert_eq!(decided(&kept, 1_234_567, Some("x")), "kept 1,234,567 documents");
        let tags = [tag("a", true), tag("b", false)];
        assert_eq!(decided(&tags, 120, None), "tagged a, tag b removed: 120 documents");
        let unread = [Change::Read(false)];
        assert_eq!(decided(&unread, 1, None), "unread: a document that is not in this corpus");
        let imported = said(Cause::Imported, &kept, 12, None);
        assert_eq!(imported, "imported decisions about 12 documents");
    }
}
