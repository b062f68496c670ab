//! What the person decides about documents.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Serialize, Serializer};

/// What was decided about one document.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize)]
pub struct Triage {
    /// It has been read.
    pub read: bool,
    /// It carries a star.
    pub starred: bool,
    /// Kept or discarded, `null` while undecided.
    pub verdict: Option<Verdict>,
    /// Its tags, sorted.
    pub tags: Vec<Tag>,
    /// What the person noted about it; never empty.
    pub note: Option<Arc<str>>,
}

/// The triage of a document about which nothing was decided.
pub(super) static UNTOUCHED: Triage =
    Triage { read: false, starred: false, verdict: None, tags: Vec::new(), note: None };

impl Triage {
    /// Whether nothing was decided, or all of it taken back.
    pub fn is_untouched(&self) -> bool {
        *self == UNTOUCHED
    }
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

impl Verdict {
    const ALL: [Verdict; 2] = [Verdict::Kept, Verdict::Discarded];

    /// Its word, in databases and backups too.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Kept => "kept",
            Verdict::Discarded => "discarded",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Not a verdict.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a verdict: kept or discarded")]
pub struct VerdictError(String);

impl FromStr for Verdict {
    type Err = VerdictError;

    fn from_str(s: &str) -> Result<Self, VerdictError> {
        let found = Verdict::ALL.into_iter().find(|verdict| verdict.as_str() == s);
        found.ok_or_else(|| VerdictError(s.to_owned()))
    }
}

/// A word that the person files documents under: in lower case, without white space or commas.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(Arc<str>);

impl Tag {
    /// The longest tag, in scalar values.
    const LONGEST: usize = 64;

    /// The tag as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Serialize for Tag {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// Not a tag.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a tag: one word of at most 64 letters, without commas")]
pub struct TagError(String);

impl FromStr for Tag {
    type Err = TagError;

    /// Reads a tag, in any case; a leading `#` is no part of it.
    fn from_str(s: &str) -> Result<Self, TagError> {
        let tag = s.strip_prefix('#').unwrap_or(s).to_lowercase();
        let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, ',' | '،');
        match tag.is_empty() || tag.chars().count() > Self::LONGEST || tag.contains(odd) {
            true => Err(TagError(s.to_owned())),
            false => Ok(Self(tag.into())),
        }
    }
}

/// One thing that a person can decide about documents. Keeping and discarding exclude each other.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Change {
    Read(bool),
    Starred(bool),
    Verdict(Option<Verdict>),
    /// A tag added or taken away.
    Tag(Tag, bool),
    /// A note written, in place of the one before, or taken away; never empty.
    Note(Option<Arc<str>>),
}

impl Change {
    /// Changes a triage accordingly.
    pub fn apply(&self, triage: &mut Triage) {
        match self {
            Change::Read(read) => triage.read = *read,
            Change::Starred(starred) => triage.starred = *starred,
            Change::Verdict(verdict) => triage.verdict = *verdict,
            Change::Tag(tag, on) => match (triage.tags.binary_search(tag), on) {
                (Err(at), true) => triage.tags.insert(at, tag.clone()),
                (Ok(at), false) => drop(triage.tags.remove(at)),
                _ => {}
            },
            Change::Note(note) => triage.note.clone_from(note),
        }
    }

    /// The change that gives the same field the value it has in this triage.
    #[must_use]
    pub fn as_in(&self, triage: &Triage) -> Change {
        match self {
            Change::Read(_) => Change::Read(triage.read),
            Change::Starred(_) => Change::Starred(triage.starred),
            Change::Verdict(_) => Change::Verdict(triage.verdict),
            Change::Tag(tag, _) => Change::Tag(tag.clone(), triage.tags.binary_search(tag).is_ok()),
            Change::Note(_) => Change::Note(triage.note.clone()),
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
            Change::Verdict(Some(verdict)) => verdict.as_str(),
            Change::Verdict(None) => "undecided",
            Change::Tag(tag, true) => return write!(f, "tagged {tag}"),
            Change::Tag(tag, false) => return write!(f, "tag {tag} removed"),
            Change::Note(Some(_)) => "noted",
            Change::Note(None) => "note removed",
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
    /// Neither kept nor discarded.
    Undecided,
}

impl State {
    /// Every state.
    pub const ALL: [State; 6] = [
        State::Unread,
        State::Read,
        State::Starred,
        State::Kept,
        State::Discarded,
        State::Undecided,
    ];

    /// Whether a document so decided is in this state.
    pub fn holds(self, triage: &Triage) -> bool {
        match self {
            State::Read => triage.read,
            State::Unread => !triage.read,
            State::Starred => triage.starred,
            State::Kept => triage.verdict == Some(Verdict::Kept),
            State::Discarded => triage.verdict == Some(Verdict::Discarded),
            State::Undecided => triage.verdict.is_none(),
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
            State::Undecided => "undecided",
        })
    }
}

/// Not a state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a state: unread, read, starred, kept, discarded or undecided")]
pub struct StateError(String);

impl FromStr for State {
    type Err = StateError;

    fn from_str(s: &str) -> Result<Self, StateError> {
        let found = State::ALL.into_iter().find(|state| state.to_string().eq_ignore_ascii_case(s));
        found.ok_or_else(|| StateError(s.to_owned()))
    }
}

/// Something that a query can ask a document to have: `has:note`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Has {
    Note,
    Tag,
}

impl Has {
    /// Everything that can be asked for.
    pub const ALL: [Has; 2] = [Has::Note, Has::Tag];

    /// Whether a document so decided has it.
    pub fn holds(self, triage: &Triage) -> bool {
        match self {
            Has::Note => triage.note.is_some(),
            Has::Tag => !triage.tags.is_empty(),
        }
    }
}

impl fmt::Display for Has {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Has::Note => "note",
            Has::Tag => "tag",
        })
    }
}

/// Not a thing to have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is nothing a document can have: note or tag")]
pub struct HasError(String);

impl FromStr for Has {
    type Err = HasError;

    fn from_str(s: &str) -> Result<Self, HasError> {
        let found = Has::ALL.into_iter().find(|has| has.to_string().eq_ignore_ascii_case(s));
        found.ok_or_else(|| HasError(s.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_one_word_in_lower_case() {
        assert_eq!("#Raqqa".parse::<Tag>().unwrap().as_str(), "raqqa");
        assert_eq!("الرقة".parse::<Tag>().unwrap().as_str(), "الرقة");
        for bad in ["", "#", "a b", "a,b", "أ،ب", "a\u{1b}[m", &"x".repeat(65)] {
            assert!(bad.parse::<Tag>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_change_is_undone_by_what_the_triage_was_before() {
        let tag = |tag: &str| tag.parse::<Tag>().unwrap();
        let before = Triage {
            read: true,
            verdict: Some(Verdict::Kept),
            tags: vec![tag("a"), tag("c")],
            note: Some("نص".into()),
            ..Triage::default()
        };
        for change in [
            Change::Read(false),
            Change::Starred(true),
            Change::Verdict(Some(Verdict::Discarded)),
            Change::Tag(tag("b"), true),
            Change::Tag(tag("c"), false),
            Change::Tag(tag("a"), true),
            Change::Note(None),
        ] {
            let mut triage = before.clone();
            change.apply(&mut triage);
            assert_eq!(change.as_in(&triage), change);
            assert!(triage.tags.is_sorted());
            change.as_in(&before).apply(&mut triage);
            assert_eq!(triage, before, "{change}");
        }
    }

    #[test]
    fn states_and_what_a_document_has_read_back() {
        for state in State::ALL {
            assert_eq!(state.to_string().parse(), Ok(state));
        }
        for has in Has::ALL {
            assert_eq!(has.to_string().parse(), Ok(has));
        }
        let error = "new".parse::<State>().unwrap_err().to_string();
        assert!(State::ALL.iter().all(|state| error.contains(&state.to_string())), "{error}");
    }
}
