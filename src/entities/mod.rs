//! Names: the table of entities with their aliases, and the recogniser that finds them in a text.
//!
//! A [`Catalogue`] holds the built-in tables (`data/entities/*.toml`) and the person's own; a
//! [`Recogniser`] is built from it once and then reads any number of texts. The module works on
//! strings: it knows no file, no index and no screen.

mod article;
mod catalogue;
mod clitics;
mod context;
mod dictionary;
mod figures;
mod forms;
mod lexicon;
mod link;
mod propose;
mod propose_arabic;
mod recogniser;
mod table;
mod tokens;
mod vocabulary;

pub use catalogue::Catalogue;
pub use figures::figures;
pub use recogniser::Recogniser;
pub use table::{Problem, TableError};
