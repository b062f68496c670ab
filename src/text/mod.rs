//! The text engine: lays bidirectional text out in terminal cells.
//!
//! A document comes in as it is stored. Rows of cells come out, in the order in which they stand on
//! the screen, safe to print, each knowing the bytes that it shows. The module knows no terminal, no
//! file and no document type; it does no I/O and has no state but what [`Layout`] and [`Input`] hold.
//!
//! ```
//! use nashra::text::{Layout, Options, lay_out_line};
//!
//! let text = "Il a dit : «سلام»";
//! let mut layout = Layout::new(text, Options { width: 12, ..Options::default() });
//! assert_eq!(layout.line_count(), 2);
//!
//! // The second row, as its cells stand: the word from right to left in presentation forms, lam and
//! // alef in one cell, the quotes facing it.
//! let row = layout.line(1).ok_or("a second row")?;
//! assert_eq!((row.text(), row.width()), ("«\u{FEE1}\u{FEFC}\u{FEB3}»", 5));
//!
//! // Where the word "سلام" is drawn, to highlight it; and what stands in the column beside the quote.
//! let word = text.find("سلام").ok_or("the word")?;
//! assert_eq!(row.columns(word..word + "سلام".len()).next(), Some(1..4));
//! assert_eq!(row.byte_at(1), text.find('م'));
//!
//! // A title on one row ends where it would go on: on the left.
//! let title = lay_out_line("عاجل: سلام", &Options { width: 7, ..Options::default() });
//! assert!(title.rtl() && title.text().starts_with('…'));
//! # Ok::<(), &str>(())
//! ```
//!
//! # The stages
//!
//! | Stage | File | What it does |
//! |---|---|---|
//! | clean | `clean` | escape sequences, controls and overrides go; paragraphs part; bytes keep their source |
//! | segment | `unit`, `width` | units of one advancing character with its marks; lam-alef is one |
//! | wrap | `wrap`, `breaks` | rows, by UAX #14 with French spaces glued |
//! | resolve | `bidi` | direction and levels of the paragraph (UAX #9) |
//! | shape | `shape`, `tables` | Arabic presentation forms, row by row: nothing joins across a row's end |
//! | order | `bidi`, `line` | visual order of units, mirrored brackets, cells |
//!
//! `paragraph` runs them; `line`, `layout` and `input` are what callers see. Wrapping comes before
//! resolving, as in UAX #9, and needs no levels, so rows are counted without them. A further
//! [`OutputMode`] differs in the last two stages only. `docs/conformance.md` has what Unicode's own
//! tests say of it.
//!
//! # What is drawn, and how
//!
//! - Terminals disagree on all that takes no cell, so bidi controls, joiners, U+200B, soft hyphens,
//!   variation selectors, tags and the Arabic number signs U+0600–U+0605 are honoured and left out.
//! - An emoji sequence is its emoji one after the other, without skin tones; a flag is its two
//!   letters; a no-break space is a space that does not break; a tab is one space and
//!   parts its row into segments (UAX #9, L1).
//! - A mark without a base stands on U+25CC; marks beyond the eighth are left out.
//! - A code point that is no character yet is drawn as U+FFFD, and a wide character as "□" where a
//!   row is one cell.
mod anchor;
mod bidi;
mod breaks;
mod clean;
mod fold;
mod input;
mod kitty;
mod layout;
mod line;
mod options;
mod paragraph;
mod plain;
mod send;
mod shape;
mod tables;
mod unit;
mod width;
mod wrap;

#[cfg(test)]
mod conformance;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;

pub use anchor::ANCHOR;
pub use clean::clean;
pub use fold::{Word, fold, words};
pub use input::Input;
pub use layout::Layout;
pub use line::{Cell, Line, lay_out_line};
pub use options::{BaseDirection, Harakat, Options, OutputMode, UnknownOutputMode};
pub use send::{Font, Seen, Sent, send};
pub use width::display_width;

/// A file of the Unicode Character Database without its comments, where the system has the version
/// that our tables come from.
#[cfg(test)]
fn ucd_file(file: &str) -> Option<String> {
    let folder = std::path::Path::new("/usr/share/unicode");
    let read = |file: &str| std::fs::read_to_string(folder.join(file));
    let is_ours = read("ArabicShaping.txt").is_ok_and(|data| data.contains("-15.0.0.txt"));
    let Some(data) = read(file).ok().filter(|_| is_ours) else {
        eprintln!("skipped: {file} of Unicode 15.0 is not in {}", folder.display());
        return None;
    };
    let rows = data.lines().map(|row| row.split('#').next().unwrap_or("").trim());
    Some(rows.filter(|row| !row.is_empty()).flat_map(|row| [row, "\n"]).collect())
}

/// The rows of such a file, split at semicolons.
#[cfg(test)]
fn ucd(file: &str) -> Option<Vec<Vec<String>>> {
    let fields = |row: &str| row.split(';').map(|field| field.trim().to_owned()).collect();
    Some(ucd_file(file)?.lines().map(fields).collect())
}
