//! The plain data that the other modules exchange. No I/O, no algorithms beyond what a type needs
//! to be built, compared and printed.

mod date;
mod document;
mod entity;
mod history;
mod identity;
mod language;
mod triage;
mod view;

pub use date::{Date, DateError};
pub use document::{DocId, DocIdError, Document, Lang, LangError, Origin};
pub use entity::{Entity, EntityId, Kind, Label, Mention, Name, Role};
pub use history::{
    Cause, Decided, Deed, Field, NoteDigest, NoteDigestError, Record, Step, StepId, Way,
};
pub use identity::{Sketch, Trace};
pub use triage::{
    Change, Decisions, Has, HasError, State, StateError, Tag, TagError, Triage, Verdict,
};
pub use view::{
    Article, Facet, Facets, Figure, Place, Row, SavedSearch, Snippet, Sort, SortError, View,
};
