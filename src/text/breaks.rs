//! Where UAX #14 lets a row end.
//!
//! The rules are those of Unicode 15.0, numbers as in LB25 itself. A skin tone may part from a code
//! point that is no emoji yet (LB30b), for the two are drawn apart.

use unicode_linebreak::BreakClass::{self, *};
use unicode_linebreak::{break_property, linebreaks};

use super::clean::find_byte;

/// The bytes before which UAX #14 lets a row begin, and the end of the text.
pub(super) fn opportunities(text: &str) -> impl Iterator<Item = usize> {
    // The first bytes of all wide brackets. Most text has none, or not in this word.
    let may_open = |byte: u8| (byte == 0xE2) | (byte == 0xE3) | (byte == 0xEF);
    let first = find_byte(text, 0, may_open).unwrap_or(text.len());
    let mut breaks = linebreaks(text);
    let mut start = 0;
    // Those that come next, the last one first.
    let mut next = Vec::new();
    std::iter::from_fn(move || {
        if let Some(at) = next.pop() {
            return Some(at);
        }
        let (end, _) = breaks.next()?;
        let word = std::mem::replace(&mut start, end)..end;
        if end <= first || !text.as_bytes()[word.clone()].iter().any(|byte| may_open(*byte)) {
            return Some(end);
        }
        next.push(end);
        next.extend(wide_brackets(text, word));
        next.pop()
    })
}

/// Returns where a wide bracket opens behind a letter or number in some bytes of a text, from the
/// last one on: LB30 lets a row begin there since Unicode 13, the crate does not.
fn wide_brackets(text: &str, bytes: std::ops::Range<usize>) -> impl Iterator<Item = usize> {
    let places = text[bytes.clone()].rmatch_indices(is_wide_bracket);
    places
        .map(move |(at, _)| bytes.start + at)
        .filter(move |at| *at > bytes.start && ends_in_word(&text[..*at]))
}

/// Whether a character is of class OP and wide (East Asian Width F, W or H).
fn is_wide_bracket(c: char) -> bool {
    let is_wide = matches!(c, '\u{2329}' | '\u{3008}'..='\u{301D}' | '\u{FE17}'..='\u{FF62}');
    is_wide && class(c) == OpenPunctuation
}

/// Whether a text ends in a letter or number with its marks (LB9, LB10).
fn ends_in_word(text: &str) -> bool {
    let base = text.trim_end_matches(|c| matches!(class(c), CombiningMark | ZeroWidthJoiner));
    match base.chars().next_back().map(class) {
        // No row ends behind a joiner (LB8a).
        _ if text.ends_with('\u{200D}') => false,
        None | Some(Mandatory | CarriageReturn | LineFeed | NextLine | Space | ZeroWidthSpace) => {
            base.len() < text.len()
        }
        Some(class) => matches!(
            class,
            Alphabetic | HebrewLetter | Numeric | Ambiguous | ComplexContext | Unknown
        ),
    }
}

fn class(c: char) -> BreakClass {
    break_property(u32::from(c))
}

#[cfg(test)]
mod tests {
    use super::super::ucd;
    use super::*;

    #[test]
    fn a_wide_bracket_begins_a_row_behind_a_word() {
        let of = |text| opportunities(text).collect::<Vec<_>>();
        assert_eq!(of("dog（犬）x"), [3, 12, 13]);
        assert_eq!(of("e\u{301}「a」"), [3, 10]);
        assert_eq!(of("\u{301}「a"), [2, 6]);
        // Not behind an opening bracket or a joiner, nor is a narrow one.
        for text in ["(「a」", "( 「a」", "a\u{200D}「a」", "a(b)", "「a"] {
            assert_eq!(of(text), [text.len()], "{text}");
        }
    }

    #[test]
    fn wide_brackets_are_those_of_the_unicode_data() {
        let (Some(breaks), Some(widths)) = (ucd("LineBreak.txt"), ucd("EastAsianWidth.txt")) else {
            return;
        };
        let chars = |data: &[Vec<String>], values: &[&str]| -> Vec<char> {
            let rows = data.iter().filter(|fields| values.contains(&fields[1].as_str()));
            let codes = rows.flat_map(|fields| {
                let (first, last) = fields[0].split_once("..").unwrap_or((&fields[0], &fields[0]));
                let [first, last] = [first, last].map(|hex| u32::from_str_radix(hex, 16).unwrap());
                first..=last
            });
            codes.filter_map(char::from_u32).collect()
        };
        let wide = chars(&widths, &["F", "W", "H"]);
        let mut expected = chars(&breaks, &["OP"]);
        expected.retain(|c| wide.contains(c));
        let ours: Vec<char> = (' '..=char::MAX).filter(|c| is_wide_bracket(*c)).collect();
        assert_eq!((ours.len(), ours), (29, expected));
    }
}
