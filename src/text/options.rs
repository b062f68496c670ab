//! What a layout depends on besides the text.

use std::fmt;
use std::str::FromStr;

/// How a row is shaped and what order it is sent in, which depends on what the terminal does by
/// itself.
///
/// What is to be seen is the same in all modes but [`Logical`](Self::Logical), up to shape and
/// marks: visual order (UAX #9, L2) with mirrored brackets (L4). The modes for terminals that move
/// cells arrange what is sent so that it comes out there; see [`send`](super::send).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum OutputMode {
    /// Sent as it is to be seen, in Arabic presentation forms: for terminals that put cells where they
    /// are told, or that were asked to (`CSI 8 l`).
    #[default]
    Visual,
    /// Sent as it is to be seen, with the letters as stored: for fonts that have no presentation
    /// forms.
    VisualUnshaped,
    /// For kitty, which draws each run of one font from the side where its script begins.
    ///
    /// Presentation forms in visual order, but every run of letters and digits of right-to-left
    /// scripts is sent in logical order; Arabic marks are left out, for kitty does not put them on
    /// presentation forms. Runs end at blanks and where the face changes to bold or italic; colours
    /// do not end them and stay in their columns. What touches such a run, as quotes and European
    /// digits do, is drawn as a part of it if the main font has Arabic, so [`send`](super::send)
    /// asks for it in another face. A letter that the font of its neighbours lacks is drawn by
    /// itself, and its word is then out of order.
    KittyWords,
    /// For terminals that reorder each row by themselves and cannot be asked not to (PuTTY,
    /// Terminal.app): they take a row for a paragraph, whatever stands in it side by side.
    ///
    /// Presentation forms, so that lam-alef is one cell there too. What stands between two
    /// left-to-right letters of the row is sent in logical order, for the terminal to turn around,
    /// with brackets for it to mirror; letters and numbers of the other direction stand between in
    /// visual order. The row begins with [`ANCHOR`](super::ANCHOR), which takes a cell, if its first
    /// letter would make it run from right to left; a blank becomes one where a number would
    /// otherwise be drawn in with the word before it. A number that touches the right side of a word
    /// cannot be kept there.
    RunAnchored,
    /// The order and the letters of the text, brackets as stored: for terminals that reorder and
    /// shape by themselves, one text a row.
    Logical,
}

impl OutputMode {
    const NAMES: [(Self, &str); 5] = [
        (Self::Visual, "visual"),
        (Self::VisualUnshaped, "visual-unshaped"),
        (Self::KittyWords, "kitty-words"),
        (Self::RunAnchored, "run-anchored"),
        (Self::Logical, "logical"),
    ];

    /// All modes.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::NAMES.iter().map(|(mode, _)| *mode)
    }

    /// The mode after this one; after the last comes the first.
    pub fn next(self) -> Self {
        let mut following = Self::all().skip_while(|mode| *mode != self).skip(1);
        following.next().unwrap_or_default()
    }

    /// Whether Arabic letters take presentation forms, and lam and alef one cell.
    pub(super) fn is_shaped(self) -> bool {
        matches!(self, Self::Visual | Self::KittyWords | Self::RunAnchored)
    }

    /// Whether the terminal moves cells, so that [`send`](super::send) has something to do.
    pub fn moves_cells(self) -> bool {
        matches!(self, Self::KittyWords | Self::RunAnchored)
    }
}

impl fmt::Display for OutputMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::NAMES.iter().find(|(mode, _)| mode == self).map_or("", |(_, name)| name);
        f.pad(name)
    }
}

/// A word that names no output mode.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no output mode; write visual, visual-unshaped, kitty-words, run-anchored or logical"
)]
pub struct UnknownOutputMode(String);

impl FromStr for OutputMode {
    type Err = UnknownOutputMode;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::NAMES
            .iter()
            .find(|(_, known)| *known == name)
            .map(|(mode, _)| *mode)
            .ok_or_else(|| UnknownOutputMode(name.to_owned()))
    }
}

/// The base direction of paragraphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum BaseDirection {
    /// Each paragraph's own: that of its first strong character (UAX #9 P2), unless most of its
    /// letters run the other way (HL1). Addresses and @names have no vote, for a tweet may begin
    /// with "RT @name:" and be Arabic; an LRM, RLM or ALM that comes first decides alone.
    #[default]
    Auto,
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

/// What becomes of Arabic combining marks, which some terminals cannot draw on presentation forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Harakat {
    /// They are drawn with their letter.
    #[default]
    Keep,
    /// They are left out. Hamza and madda that make one letter with their base (U+0627 U+0654)
    /// are part of it and stay.
    Strip,
}

/// What a layout depends on besides the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Options {
    /// The width of a row in cells; 0 counts as 1.
    pub width: usize,
    /// The order and shape of the cells.
    pub mode: OutputMode,
    /// The base direction of the paragraphs.
    pub base: BaseDirection,
    /// What becomes of Arabic combining marks.
    pub harakat: Harakat,
}

impl Default for Options {
    /// 80 cells, visual order, direction by content, marks kept.
    fn default() -> Self {
        Self {
            width: 80,
            mode: OutputMode::default(),
            base: BaseDirection::default(),
            harakat: Harakat::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_modes_are_read_as_they_are_written() {
        for (mode, name) in OutputMode::NAMES {
            assert_eq!(mode.to_string(), name);
            assert_eq!(name.parse(), Ok(mode));
        }
        let error = "visul".parse::<OutputMode>().unwrap_err();
        assert!(error.to_string().contains("`visul`") && error.to_string().contains("logical"));
    }
}
