//! What the person decides about documents.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::DocId;

/// What was decided about one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
pub struct Triage {
    /// It has been read.
    pub read: bool,
    /// It carries a star.
    pub starred: bool,
    /// Kept or discarded, `null` while undecided.
    pub verdict: Option<Verdict>,
}

/// The fate of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Kept.
    Kept,
    /// Discarded.
    Discarded,
}

/// One thing that a person can decide about documents. Keeping and discarding exclude each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Change {
    Read(bool),
    Starred(bool),
    Verdict(Option<Verdict>),
}

impl Change {
    /// The triage that results from this change.
    #[must_use]
    pub fn apply(self, triage: Triage) -> Triage {
        match self {
            Change::Read(read) => Triage { read, ..triage },
            Change::Starred(starred) => Triage { starred, ..triage },
            Change::Verdict(verdict) => Triage { verdict, ..triage },
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Change::Read(true) => "read",
            Change::Read(false) => "unread",
            Change::Starred(true) => "starred",
            Change::Starred(false) => "star removed",
            Change::Verdict(Some(Verdict::Kept)) => "kept",
            Change::Verdict(Some(Verdict::Discarded)) => "discarded",
            Change::Verdict(None) => "undecided",
        })
    }
}

/// A state that a query can ask for: `is:unread`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum State {
    Read,
    Unread,
    Starred,
    Kept,
    Discarded,
}

impl State {
    /// Whether a document so decided is in this state.
    pub fn holds(self, triage: Triage) -> bool {
        match self {
            State::Read => triage.read,
            State::Unread => !triage.read,
            State::Starred => triage.starred,
            State::Kept => triage.verdict == Some(Verdict::Kept),
            State::Discarded => triage.verdict == Some(Verdict::Discarded),
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            State::Read => "read",
            State::Unread => "unread",
            State::Starred => "starred",
            State::Kept => "kept",
            State::Discarded => "discarded",
        })
    }
}

/// Not a state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a state: read, unread, starred, kept or discarded")]
pub struct StateError(String);

impl FromStr for State {
    type Err = StateError;

    fn from_str(s: &str) -> Result<Self, StateError> {
        match s {
            "read" => Ok(State::Read),
            "unread" => Ok(State::Unread),
            "starred" => Ok(State::Starred),
            "kept" => Ok(State::Kept),
            "discarded" => Ok(State::Discarded),
            _ => Err(StateError(s.to_owned())),
        }
    }
}

/// What was decided about every document; one that is missing is untouched.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Decisions(HashMap<DocId, Triage>);

impl Decisions {
    /// What was decided about a document.
    pub fn get(&self, id: DocId) -> Triage {
        self.0.get(&id).copied().unwrap_or_default()
    }

    /// Records what was decided about a document.
    pub fn set(&mut self, id: DocId, triage: Triage) {
        if triage == Triage::default() {
            self.0.remove(&id);
        } else {
            self.0.insert(id, triage);
        }
    }

    /// Number of documents with a decision.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing was decided at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(DocId, Triage)> for Decisions {
    fn from_iter<I: IntoIterator<Item = (DocId, Triage)>>(iter: I) -> Self {
        let mut decisions = Self::default();
        iter.into_iter().for_each(|(id, triage)| decisions.set(id, triage));
        decisions
    }
}
