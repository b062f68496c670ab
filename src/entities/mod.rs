//! Names: the table of entities with their aliases, and the recogniser that finds them in a text.
//!
//! A [`Catalogue`] holds the built-in tables (`data/entities/*.toml`) and the person's own; a
//! [`Recogniser`] is built from it once and then reads any number of texts. [`OwnNames`] are the
//! person's files: what they imported, and each [`Correction`](crate::model::Correction) they made.
//! All but these files works on strings: the module knows no index and no screen.

mod across;
mod article;
mod catalogue;
mod clitics;
mod context;
mod correction;
mod dictionary;
mod figures;
mod forms;
mod hidden;
mod import;
mod lexicon;
mod link;
mod own;
mod propose;
mod recogniser;
mod spellings;
mod table;
mod tokens;
mod touched;
mod vocabulary;
mod written;

pub use across::{Evidence, Group, Groups, pairs};
pub use catalogue::Catalogue;
pub use correction::EditError;
pub use figures::figures;
pub use import::{BadFile, BadLine, ImportCounts, ImportFormat};
pub use own::{Imported, Kept, OwnError, OwnNames, Undo};
pub use recogniser::Recogniser;
pub use table::{Problem, TableError};
pub use touched::Touched;
pub use written::{proposed, written};
