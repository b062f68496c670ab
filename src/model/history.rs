//! The history of decisions: steps, and decisions on their way between two people.

use std::fmt;

use jiff::Timestamp;

use super::{Change, DocId, Triage};

/// The number of a step in the history; later ones are greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StepId(pub i64);

impl fmt::Display for StepId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Which way a step goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Way {
    Done,
    Undone,
    Redone,
}

/// How changes come about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The person decided.
    Decided,
    /// Decisions of another person, or of another machine, were taken over.
    Imported,
    /// Documents were edited, and what was decided about them went over to the new versions.
    Followed,
    /// A document was looked at long enough to have been read.
    Seen,
}

/// What a step does. Prints in words that go on with the documents: `kept`, `Undone: kept`,
/// `imported decisions about`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// How it came about.
    pub cause: Cause,
    /// Whether it was done, or undone, or done again.
    pub way: Way,
    /// The different things that were decided, then or, if undone, back then; at most
    /// [`Deed::MOST`] of them.
    pub changes: Vec<Change>,
}

impl Deed {
    /// How many different changes are kept of a step.
    pub const MOST: usize = 4;

    /// Adds a change, unless it is there.
    pub fn add(&mut self, change: Change) {
        if self.changes.len() < Self::MOST && !self.changes.contains(&change) {
            self.changes.push(change);
        }
    }
}

impl fmt::Display for Deed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.way {
            Way::Done => "",
            Way::Undone => "Undone: ",
            Way::Redone => "Done again: ",
        })?;
        match self.cause {
            Cause::Imported => return f.write_str("imported decisions about"),
            Cause::Followed => return f.write_str("followed the edits of"),
            Cause::Decided | Cause::Seen => {}
        }
        for (n, change) in self.changes.iter().enumerate() {
            write!(f, "{}{change}", if n > 0 { ", " } else { "" })?;
        }
        if self.changes.len() == Self::MOST { f.write_str("…") } else { Ok(()) }
    }
}

/// A committed step about at least one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// What was done.
    pub deed: Deed,
    /// The documents concerned, by id, as they now stand; never empty.
    pub documents: Vec<(DocId, Triage)>,
}

/// A step of the history, as a list of them shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its number.
    pub id: StepId,
    /// When it was made.
    pub at: Timestamp,
    /// What it did.
    pub deed: Deed,
    /// The first documents concerned, by id, at most [`Step::MOST`].
    pub documents: Vec<DocId>,
    /// How many documents it concerned.
    pub count: usize,
    /// Whether it was undone later, and not done again since.
    pub undone: bool,
}

impl Step {
    /// How many documents of a step are named.
    pub const MOST: usize = 8;
}

/// What was decided about one document, field by field, to be merged with what was decided elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The document.
    pub document: DocId,
    /// Every field that was ever decided on, also where that was taken back since; each once.
    pub fields: Vec<Field>,
}

/// A field of a [`Record`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The field and its value.
    pub change: Change,
    /// When it was decided, to the millisecond.
    pub at: Timestamp,
    /// Of a note: the digests of the texts that it replaced, so that none of them comes back.
    pub replaces: Vec<NoteDigest>,
}

/// A digest of the text of a note; 16 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoteDigest(pub u64);

impl NoteDigest {
    /// The digest of a text.
    pub fn of(text: &str) -> Self {
        let mut first = [0; 8];
        first.copy_from_slice(&blake3::hash(text.as_bytes()).as_bytes()[..8]);
        Self(u64::from_be_bytes(first))
    }
}

impl fmt::Display for NoteDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// Not the digest of a note.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not the digest of a note: 16 hexadecimal digits")]
pub struct NoteDigestError(String);

impl std::str::FromStr for NoteDigest {
    type Err = NoteDigestError;

    fn from_str(s: &str) -> Result<Self, NoteDigestError> {
        let digits = s.len() == 16 && s.bytes().all(|byte| byte.is_ascii_hexdigit());
        let digest = digits.then(|| u64::from_str_radix(s, 16).ok()).flatten();
        digest.map(Self).ok_or_else(|| NoteDigestError(s.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Verdict;

    #[test]
    fn a_deed_reads_in_words() {
        let deed = |cause, way, changes: &[Change]| {
            let mut deed = Deed { cause, way, changes: vec![] };
            changes.iter().for_each(|change| deed.add(change.clone()));
            deed.to_string()
        };
        let kept = Change::Verdict(Some(Verdict::Kept));
        let (read, star) = (Change::Read(true), Change::Starred(true));
        let tag = |on| Change::Tag("x".parse().unwrap(), on);
        assert_eq!(deed(Cause::Decided, Way::Done, std::slice::from_ref(&kept)), "kept");
        assert_eq!(
            deed(Cause::Decided, Way::Undone, &[kept.clone(), kept.clone(), tag(true)]),
            "Undone: kept, tagged x"
        );
        assert_eq!(
            deed(Cause::Imported, Way::Redone, std::slice::from_ref(&kept)),
            "Done again: imported decisions about"
        );
        assert_eq!(
            deed(Cause::Decided, Way::Done, &[kept, read, star, tag(true), tag(false)]),
            "kept, read, starred, tagged x…"
        );
    }

    #[test]
    fn a_digest_reads_back() {
        let digest = NoteDigest::of("ملاحظة");
        assert_eq!(digest.to_string().parse(), Ok(digest));
        assert!("12".parse::<NoteDigest>().is_err());
        assert!(format!("+{:015x}", 1).parse::<NoteDigest>().is_err());
    }
}
