//! What a character does in a row of cells: the one place that knows widths.
//!
//! Terminals disagree on clusters, so a cell holds one advancing character with the marks on it,
//! and everything on which terminals differ (joiners, variation selectors, bidi controls, soft
//! hyphens, number signs that enclose digits) is left out of the output.

use std::sync::LazyLock;

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};
use unicode_width::UnicodeWidthChar;

use super::clean::Cleaned;
use super::unit::Units;
use super::{Options, OutputMode};

/// What a character does in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Takes one cell.
    Narrow,
    /// Takes two cells.
    Wide,
    /// A space of one cell that hangs at the end of a row.
    Space,
    /// The ideographic space: two cells that hang at the end of a row.
    WideSpace,
    /// A no-break space: one cell.
    FixedSpace,
    /// A regional indicator: terminals draw pairs as flags of 2 or 4 cells, so it is drawn as a
    /// Latin letter of one cell.
    Regional,
    /// A code point that is no character yet, of unknown width: drawn as U+FFFD.
    Unassigned,
    /// Drawn on the character before it.
    Mark,
    /// Not drawn; joins its neighbours (ZWJ).
    Joiner,
    /// Not drawn; parts its neighbours (ZWNJ, isolates).
    Parter,
    /// Not drawn; ends a word (U+200B).
    WordEnd,
    /// Not drawn.
    Hidden,
}

/// Returns what a character does in a row.
#[inline]
pub(super) fn class(c: char) -> Class {
    const LOW: usize = 0x800;
    static CLASSES: LazyLock<[Class; LOW]> = LazyLock::new(|| {
        std::array::from_fn(|n| char::from_u32(n as u32).map_or(Class::Hidden, classify))
    });
    match c {
        ' ' => Class::Space,
        '!'..='~' => Class::Narrow,
        c if (c as usize) < LOW => CLASSES[c as usize],
        c => classify(c),
    }
}

fn classify(c: char) -> Class {
    use GeneralCategory as Category;
    match c {
        '\t' => return Class::Space,
        '\u{200B}' => return Class::WordEnd,
        '\u{200C}' | '\u{2066}'..='\u{2069}' => return Class::Parter,
        '\u{200D}' => return Class::Joiner,
        '\u{3000}' => return Class::WideSpace,
        '\u{A0}' | '\u{2007}' | '\u{202F}' => return Class::FixedSpace,
        '\u{1F1E6}'..='\u{1F1FF}' => return Class::Regional,
        // Medial vowels and finals of decomposed Hangul syllables.
        '\u{1161}'..='\u{11FF}' | '\u{D7B0}'..='\u{D7C6}' | '\u{D7CB}'..='\u{D7FB}' => {
            return Class::Mark;
        }
        // Two and three em long, yet one cell in terminals (East Asian Width is neutral).
        '\u{2E3A}' | '\u{2E3B}' => return Class::Narrow,
        c if is_default_ignorable(c) => return Class::Hidden,
        _ => {}
    }
    match c.general_category() {
        Category::NonspacingMark | Category::EnclosingMark => Class::Mark,
        Category::Control
        | Category::Format
        | Category::Surrogate
        | Category::LineSeparator
        | Category::ParagraphSeparator => Class::Hidden,
        Category::Unassigned => Class::Unassigned,
        Category::SpaceSeparator => Class::Space,
        _ if c.width() == Some(2) => Class::Wide,
        _ => Class::Narrow,
    }
}

/// `Default_Ignorable_Code_Point` of the Unicode Character Database.
fn is_default_ignorable(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}'
        | '\u{FFF0}'..='\u{FFF8}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E0FFF}')
}

/// Returns the cells that a text takes on one row when its letters are not shaped: the width of the
/// row that [`lay_out_line`](super::lay_out_line) makes in [`OutputMode::Logical`] with room
/// enough. Shaped Arabic can be narrower, for lam-alef is one cell: ask its
/// [`Line`](super::Line).
pub fn display_width(text: &str) -> usize {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.len();
    }
    let options = Options { width: usize::MAX, mode: OutputMode::Logical, ..Options::default() };
    let units = Units::of(&Cleaned::of(text).text, &options);
    units.list.iter().map(|unit| usize::from(unit.width)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_terminals() {
        for (text, width) in [
            ("", 0),
            ("café", 4),
            ("cafe\u{301}", 4),
            ("مُحَمَّد", 4),
            ("لا", 2),
            ("東京", 4),
            ("\u{200F}\u{2067}a\u{2069}\u{FEFF}", 1),
            ("a\u{AD}b\u{200B}c", 3),
            ("10\u{A0}000\u{202F}%", 8),
            ("❤\u{FE0F}", 1),
            ("👨\u{200D}👩\u{200D}👧", 6),
            ("👍🏽", 2),
            ("🇫🇷", 2),
            ("\u{1112}\u{1161}\u{11AB}", 2),
            ("नि", 2),
            ("\u{2E3B}", 1),
            ("\u{0602}", 0),
            ("\u{301}", 1),
            ("\u{E000}\u{10FFFF}", 2),
            ("\x1b[31mred\x1b[0m\tx", 5),
        ] {
            assert_eq!(display_width(text), width, "{text:?}");
        }
    }
}
