//! What a layout depends on besides the text.

use std::fmt;
use std::str::FromStr;

/// How a row's cells are ordered and shaped, which depends on what the terminal does by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum OutputMode {
    /// Visual order (UAX #9 L2) with mirrored brackets and Arabic presentation forms: for terminals
    /// that put cells where they are told.
    #[default]
    Visual,
    /// Visual order with mirrored brackets and the letters as stored: for terminals or fonts that
    /// cannot show presentation forms.
    VisualUnshaped,
    /// The order and the letters of the text, brackets as stored: for terminals that reorder and
    /// shape by themselves, one text a row.
    Logical,
}

impl OutputMode {
    const NAMES: [(Self, &str); 3] = [
        (Self::Visual, "visual"),
        (Self::VisualUnshaped, "visual-unshaped"),
        (Self::Logical, "logical"),
    ];
}

impl fmt::Display for OutputMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::NAMES.iter().find(|(mode, _)| mode == self).map_or("", |(_, name)| name);
        f.pad(name)
    }
}

/// A word that names no output mode.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no output mode; write visual, visual-unshaped or logical")]
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
