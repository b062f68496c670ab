//! The plain data that the other modules exchange. No I/O, no algorithms beyond what a type needs
//! to be built, compared and printed.

mod correction;
mod date;
mod decisions;
mod document;
mod entity;
mod history;
mod identity;
mod language;
mod profile;
mod triage;
mod view;

pub use correction::Correction;
pub use date::{Date, DateError};
pub use decisions::Decisions;
pub use document::{DocId, DocIdError, Document, Lang, LangError, Origin};
pub use entity::{Entity, EntityId, Kind, Label, Mention, Name, Role};
pub use history::{
    Cause, Decided, Deed, Field, NoteDigest, NoteDigestError, Record, Step, StepId, Way,
};
pub use identity::{Sketch, Trace};
pub use profile::{Companion, Profile};
pub use triage::{
    Change, Has, HasError, State, StateError, Tag, TagError, Triage, Verdict, VerdictError,
};
pub use view::{
    Article, Counts, Facet, Facets, Figure, Hits, Place, Row, SavedSearch, Snippet, Sort,
    SortError, View,
};

/// A foreign text within our own words, its direction kept to itself (FSI … PDI).
pub fn isolate(text: &str) -> String {
    format!("\u{2068}{text}\u{2069}")
}
