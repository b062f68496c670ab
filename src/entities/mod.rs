//! Names: the table of entities with their aliases, and the recogniser that finds them in a text.
//!
//! A [`Catalogue`] holds the built-in tables (`data/entities/*.toml`) and the person's own; a
//! [`Recogniser`] is built from it once and then reads any number of texts. The module works on
//! strings: it knows no file, no index and no screen.

mod catalogue;
mod clitics;
mod context;
mod figures;
mod forms;
mod recogniser;
mod table;

pub use catalogue::Catalogue;
pub use figures::figures;
pub use recogniser::Recogniser;
pub use table::{Problem, TableError};
