//! The text engine: lays bidirectional text out in terminal cells.
//!
//! A document comes in as it is stored. Rows of cells come out, in the order in which they are to be
//! seen on the screen, safe to print, each knowing the bytes that it shows. The module knows no
//! terminal, no file and no document type; it does no I/O and has no state but what [`Layout`] and
//! [`Input`] hold. Whatever bytes a text holds, nothing panics and no row is wider than asked.
//!
//! # Laying out
//! A [`Layout`] is a document in rows of a width. It lays out what it is asked for, so a long
//! document opens as fast as a short one. Each paragraph runs in its own direction.
//!
//! ```
//! use nashra::text::{Layout, Options};
//!
//! let text = "The word «שלום» is a greeting (peace).\nשלום, ב־3 מילים (או 4).";
//! let mut layout = Layout::new(text, Options { width: 24, ..Options::default() });
//! let rows: Vec<&str> = layout.lines(0..9).map(|line| line.text()).collect();
//! assert_eq!(rows, [
//!     "The word «םולש» is a",
//!     "greeting (peace).",
//!     // Numbers keep their order, brackets face what they enclose.
//!     ".(4 וא) םילימ 3־ב ,םולש",
//! ]);
//! ```
//!
//! Arabic letters take the form that their neighbours ask for, and lam with alef takes one cell. A
//! row that runs from right to left belongs at the right edge.
//!
//! ```
//! # use nashra::text::{Layout, Options};
//! let mut layout = Layout::new("«سلام»", Options::default());
//! let row = layout.line(0).ok_or("a row")?;
//! assert_eq!((row.text(), row.width(), row.rtl()), ("«\u{FEE1}\u{FEFC}\u{FEB3}»", 5, true));
//! # Ok::<(), &str>(())
//! ```
//!
//! # Highlighting
//! A range of bytes is the only way to speak of a part of a text: of search hits, mentions, a
//! selection. [`Line::columns`] says where it stands, which can be several stretches, and
//! [`Line::byte_at`] what stands under the mouse.
//!
//! ```
//! # use nashra::text::{Layout, Options};
//! let text = "abc אבג";
//! let mut layout = Layout::new(text, Options::default());
//! let row = layout.line(0).ok_or("a row")?;
//! assert_eq!(row.text(), "abc גבא");
//!
//! // "c אב": two stretches, for the end of the Hebrew word stands before its beginning.
//! let columns: Vec<_> = row.columns(2..8).collect();
//! assert_eq!(columns, [2..4, 5..7]);
//! assert_eq!(row.byte_at(4), text.find('ג'));
//!
//! // The row of a hit, to scroll to it.
//! assert_eq!(layout.line_of(4), 0);
//! # Ok::<(), &str>(())
//! ```
//!
//! # Truncating
//! [`lay_out_line`] sets a text on one row. One that is too wide ends in "…" where it would go on:
//! on the left if it runs from right to left. The ellipsis stands for the bytes that it hides, so
//! highlights in them are seen.
//!
//! ```
//! use nashra::text::{Options, lay_out_line};
//!
//! let row = |text, width| lay_out_line(text, &Options { width, ..Options::default() });
//! assert_eq!(row("A long title", 7).text(), "A long…");
//! assert_eq!(row("כותרת ארוכה", 7).text(), "…תרתוכ");
//! let hit = row("A long title", 7).columns(7..12).next();
//! assert_eq!(hit, Some(6..7));
//! ```
//!
//! # Editing
//! An [`Input`] is a line that is typed: its caret moves and deletes by grapheme cluster, and the
//! part of the line around it is laid out as any other text.
//!
//! ```
//! use nashra::text::{Input, Options};
//!
//! let mut input = Input::with_text("source: ");
//! input.insert_str("שלום");
//! let (line, caret) = input.view(&Options::default());
//! // The blank cell behind the text, where the caret stands.
//! assert_eq!((line.text(), caret), ("source: םולש ", 12));
//!
//! input.left();
//! input.backspace();
//! let (line, caret) = input.view(&Options::default());
//! assert_eq!((line.text(), caret), ("source: םלש ", 8));
//! assert_eq!(input.text(), "source: שלם");
//! ```
//!
//! A line such as a query, whose clauses are told apart by their order, is typed into
//! [`Input::with_clauses`] and shown within other text by [`clauses_apart`].
//!
//! # Sending
//! Most terminals put cells where they are told, and are sent [`Line::cells`] as they stand. Some
//! move cells; for them an [`OutputMode`] is chosen, and [`Line::sent`] or, for a whole row of the
//! screen, [`send`] arranges what is sent so that it comes out as it is to be seen. Whatever else is
//! said of a row (its columns, its width, its highlights) is about what is seen, in every mode but
//! [`OutputMode::Logical`].
//!
//! ```
//! use nashra::text::{Options, OutputMode, lay_out_line};
//!
//! for (mode, sent) in [
//!     (OutputMode::Visual, "12 גבא"),
//!     (OutputMode::KittyWords, "12 אבג"),
//!     (OutputMode::RunAnchored, "\u{2800}12 אבג"),
//!     (OutputMode::Logical, "אבג 12"),
//! ] {
//!     let line = lay_out_line("אבג 12", &Options { mode, ..Options::default() });
//!     let symbols: String = line.sent().iter().map(|cell| &*cell.symbol).collect();
//!     assert_eq!(symbols, sent, "{mode}");
//! }
//! ```
//!
//! # The stages
//! | Stage | What it guarantees | By |
//! |---|---|---|
//! | clean | Nothing that a terminal obeys is left; paragraphs are apart; clean bytes know their source. | ECMA-48, section 5; UAX #9, P1 |
//! | segment | Each character is part of one unit, or hidden. A unit is one character that advances, with its marks; it never spans two grapheme clusters, but for lam-alef. | UAX #29, GB3–GB13 |
//! | wrap | Rows fit. They end only where that is allowed, and rather not at a French space; only a word wider than a row is broken, between clusters. Spaces hang at the end. | UAX #14, LB1–LB31 |
//! | resolve | A paragraph has a direction and each of its characters a level, whatever its rows. | UAX #9, P2–P3 and HL1, X1–X10, W1–W7, N0–N2, I1–I2 |
//! | shape | Letters have the form that their row and level give them; those without forms stay, and their neighbours join to them. | Unicode Standard, section 9.2 |
//! | order | The cells of a row stand in visual order, marks on their base, brackets mirrored. | UAX #9, L1–L4 |
//! | send | What a terminal of the mode makes of the row is what is to be seen. | measured |
//!
//! The files are named after them: `clean`; `unit` and `width`; `wrap` and `breaks`; `bidi`; `shape`
//! and `tables`; `bidi` and `line`; `send`, `kitty` and `anchor`. `paragraph` runs them, and `plain`
//! goes the short way with text that runs from left to right. Wrapping needs no levels, so rows are
//! counted without them. `docs/conformance.md` has what Unicode's own tests say of all this.
//!
//! # What is cleaned
//! | In the text | In the row |
//! |---|---|
//! | escape sequences of seven or eight bits: CSI, OSC, DCS, SOS, PM, APC and the rest | gone as a whole; one that its paragraph does not end loses its introducer only, so that it hides nothing |
//! | other C0 and C1 characters, DEL | gone |
//! | LF, CR, CR LF, VT, FF, U+0085, U+2028, U+2029 | end a paragraph; in [`lay_out_line`] a space |
//! | tab | a space; what it parts runs apart (L1) |
//! | LRO, RLO and the PDF that closes them | gone: they make a text read otherwise than it is stored |
//! | LRE, RLE, LRI, RLI, FSI, PDI, LRM, RLM, ALM | obeyed, not drawn |
//! | ZWJ, ZWNJ | obeyed when letters join, not drawn |
//! | U+200B, word joiner, soft hyphen | obeyed when rows break, not drawn; a row ends at a soft hyphen only if it cannot elsewhere |
//! | no-break spaces: U+00A0, U+2007, U+202F | a space at which no row ends |
//! | variation selectors, tags, fillers, U+FEFF, U+0600–U+0605 and all else that takes no cell | not drawn |
//! | a mark without a base | on U+25CC |
//! | marks beyond the eighth on a base | left out |
//! | a code point that is no character yet | U+FFFD |
//!
//! What is not drawn is what terminals disagree on. [`clean`](fn@clean) takes it out of a text that is
//! printed without a layout.
//!
//! # How wide things are
//! | | Cells |
//! |---|---|
//! | letters, digits, punctuation, symbols, private use; East Asian Width ambiguous | 1 |
//! | East Asian Width wide or fullwidth, and emoji that are coloured by default | 2; in a row of one cell "□" |
//! | marks (Mn, Me), vowels and finals of Hangul | none, on their base |
//! | spacing marks (Mc) | 1 |
//! | a space, of whatever width in print | 1; U+3000 2 |
//! | lam-alef | 1 in presentation forms, 2 as stored |
//! | emoji sequences | their emoji one after the other, skin tones left out |
//! | flags | 2: their letters |
//! | U+2E3A, U+2E3B | 1 |
//!
//! That is what terminals do where they agree. [`display_width`] is the width of a text as stored.
//!
//! # Limits
//! - The least step is a paragraph, however long.
//! - Only what Unicode has presentation forms for is joined: Arabic, Persian, Urdu and parts of the
//!   languages around. Syriac, N'Ko and Mongolian stand in right order, unjoined. Lam-alef is the
//!   only ligature.
//! - Syllables of Indic scripts are several cells, whose order is the terminal's business.
//! - Thai, Lao, Khmer and Burmese have no spaces between words, and there is no dictionary: rows end
//!   between clusters.
//! - No hyphenation, no justification, no vertical text.
//! - Our own tables are those of Unicode 15.0.
//! - What the terminal's own mouse selects comes out as it was sent: in visual order and in
//!   presentation forms.
mod anchor;
mod bidi;
mod breaks;
mod clauses;
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
pub use clauses::clauses_apart;
#[cfg(feature = "browser")]
pub(crate) use clauses::{closed_by, is_quote};
pub use clean::{clean, clean_joined};
pub use fold::{Word, fold, one_line, words};
#[cfg(feature = "browser")]
pub(crate) use fold::{fold_onto, word_ranges};
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
