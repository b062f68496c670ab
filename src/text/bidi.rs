//! The fourth stage: levels and order (UAX #9).

use std::sync::LazyLock;

use unicode_bidi::data_source::BidiMatchedOpeningBracket;
use unicode_bidi::{BidiClass, BidiDataSource, HardcodedBidiData, Level, ParagraphBidiInfo};

use super::BaseDirection;
use super::tables::MIRRORED;

/// What the crate has of each character, without a search for what most text is made of.
struct Classes;

impl BidiDataSource for Classes {
    #[inline]
    fn bidi_class(&self, c: char) -> BidiClass {
        const LOW: usize = 0x800;
        static CLASSES: LazyLock<[BidiClass; LOW]> = LazyLock::new(|| {
            std::array::from_fn(|n| {
                HardcodedBidiData.bidi_class(char::from_u32(n as u32).unwrap_or('\0'))
            })
        });
        match c {
            // The punctuation of all scripts that is beyond.
            '\u{2010}'..='\u{2027}' => BidiClass::ON,
            c if (c as usize) < LOW => CLASSES[c as usize],
            c => HardcodedBidiData.bidi_class(c),
        }
    }

    fn bidi_matched_opening_bracket(&self, c: char) -> Option<BidiMatchedOpeningBracket> {
        // All others but the punctuation that every text has are looked for in the whole table.
        let may_be =
            matches!(c, '(' | ')' | '[' | ']' | '{' | '}' | '\u{F3A}'..='\u{200F}' | '\u{2028}'..);
        if may_be { HardcodedBidiData.bidi_matched_opening_bracket(c) } else { None }
    }
}

/// Whether a text may hold anything but level 0 in a left-to-right paragraph.
pub(super) fn is_directional(text: &str) -> bool {
    use BidiClass::{AL, AN, FSI, LRE, LRI, LRO, R, RLE, RLI, RLO};
    text.chars().any(|c| match c {
        ..'\u{590}' => false,
        '\u{590}'..='\u{8FF}' => true,
        _ => matches!(class(c), R | AL | AN | FSI | LRE | LRI | LRO | RLE | RLI | RLO),
    })
}

/// Whether a character has a place in the order of a row even if it is not drawn: all but those
/// that UAX #9 takes out (X9).
pub(super) fn has_place(c: char) -> bool {
    use BidiClass::{BN, LRE, LRO, PDF, RLE, RLO};
    !matches!(Classes.bidi_class(c), BN | LRE | LRO | PDF | RLE | RLO)
}

/// Returns whether a paragraph runs from right to left.
pub(super) fn is_rtl(text: &str, base: BaseDirection) -> bool {
    match base {
        BaseDirection::Ltr => false,
        BaseDirection::Rtl => true,
        BaseDirection::Auto => match first_strong(text) {
            Some('\u{200E}') => false,
            Some('\u{200F}' | '\u{61C}') => true,
            first => {
                let all = lead(text);
                let voters = all - addresses(text).map(lead).sum::<isize>();
                let majority = [voters, all].into_iter().find(|lead| *lead != 0);
                majority.map_or(first.and_then(strong) == Some(true), |lead| lead > 0)
            }
        },
    }
}

/// Returns the first strong character of a paragraph that stands in no isolate (UAX #9, P2).
pub(super) fn first_strong(text: &str) -> Option<char> {
    let mut depth = 0_usize;
    text.chars().find(|c| {
        match c {
            '\u{2066}'..='\u{2068}' => depth += 1,
            '\u{2069}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && strong(*c).is_some()
    })
}

/// Returns the words of a text that say whom or where and not in which language.
fn addresses(text: &str) -> impl Iterator<Item = &str> {
    let is_address = |word: &&str| word.starts_with('@') || word.contains("://");
    // Most texts have none, and parting a text into words takes longer than to see that.
    let has_any = text.contains('@') || text.contains("://");
    let text = if has_any { text } else { "" };
    text.split(char::is_whitespace).filter(is_address)
}

/// Returns how many more strong characters run from right to left than from left to right.
fn lead(text: &str) -> isize {
    text.chars().map(|c| strong(c).map_or(0, |rtl| if rtl { 1 } else { -1 })).sum()
}

/// Returns the bidirectional character type of a character.
pub(super) fn class(c: char) -> BidiClass {
    Classes.bidi_class(c)
}

/// Returns whether a strong character runs from right to left.
pub(super) fn strong(c: char) -> Option<bool> {
    match class(c) {
        BidiClass::L => Some(false),
        BidiClass::R | BidiClass::AL => Some(true),
        _ => None,
    }
}

/// Returns the embedding level of each byte of a paragraph as if it were one row (UAX #9, X1 to L1).
pub(super) fn levels(text: &str, rtl: bool) -> Vec<Level> {
    let base = base_level(rtl);
    let (firsts, runs) = runs(text);
    let info = ParagraphBidiInfo::new_with_data_source(&Classes, &firsts, Some(base));
    let ends = runs.iter().skip(1).map(|(at, _)| *at).chain([text.len()]);
    let mut levels = Vec::with_capacity(text.len());
    for ((_, first), end) in runs.iter().zip(ends) {
        levels.resize(end, info.levels[*first]);
    }
    let mut end = 0;
    for segment in text.split_inclusive('\t') {
        end += segment.len();
        levels[end - (segment.len() - segment.trim_end_matches(is_reset).len())..end].fill(base);
    }
    levels
}

/// Returns the first character of each run of a paragraph that UAX #9 treats as one, and where each
/// stands in the paragraph and among the firsts. What goes on:
/// - a letter after one of its class, with the marks on them (W1) and with what is between them if
///   that is neutral, or a separator or terminator that touches no number (W4 to W6), and no bracket
///   (N0), for it becomes what the letters are (N1);
/// - a digit after one of its class.
///
/// Most text has a tenth as many runs as characters or less.
fn runs(text: &str) -> (String, Vec<(usize, usize)>) {
    use BidiClass::{AL, AN, CS, EN, ES, ET, L, NSM, ON, R, WS};
    let (mut firsts, mut runs) = (String::new(), Vec::new());
    // The class of the last letter if it still may go on, and what there was up to it.
    let mut letter = None;
    let mut last = ON;
    for (at, c) in text.char_indices() {
        let class = class(c);
        match (class, letter) {
            (L | R | AL, Some((same, count, len))) if class == same => {
                runs.truncate(count);
                firsts.truncate(len);
                continue;
            }
            (NSM, Some((_, count, _))) if runs.len() == count => continue,
            (EN | AN, _) if class == last => continue,
            (WS | CS | ES | ET, _) => {}
            (ON, _) if Classes.bidi_matched_opening_bracket(c).is_none() => {}
            _ => letter = None,
        }
        runs.push((at, firsts.len()));
        firsts.push(c);
        last = class;
        if matches!(class, L | R | AL) {
            letter = Some((class, runs.len(), firsts.len()));
        }
    }
    (firsts, runs)
}

/// Whether a character that ends a segment or a row is on the level of the paragraph (UAX #9, L1),
/// with those that X9 takes out.
pub(super) fn is_reset(c: char) -> bool {
    use BidiClass::{B, FSI, LRI, PDI, RLI, S, WS};
    matches!(Classes.bidi_class(c), WS | LRI | RLI | FSI | PDI | S | B) || !has_place(c)
}

/// Returns the level of a paragraph.
pub(super) fn base_level(rtl: bool) -> Level {
    if rtl { Level::rtl() } else { Level::ltr() }
}

/// Returns the indices of a row in visual order, from left to right (UAX #9, L2).
pub(super) fn reorder(levels: &[Level]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..levels.len()).collect();
    let highest = levels.iter().max().map_or(0, Level::number);
    let lowest_odd = levels.iter().filter(|level| level.is_rtl()).min().map_or(1, Level::number);
    for level in (lowest_odd..=highest).rev() {
        let mut start = 0;
        for run in levels.chunk_by(|a, b| (a.number() >= level) == (b.number() >= level)) {
            let end = start + run.len();
            if run[0].number() >= level {
                // Higher levels were reversed within these places, so the places still hold them.
                order[start..end].reverse();
            }
            start = end;
        }
    }
    order
}

/// Returns the mirror image of a character (UAX #9, L4).
pub(super) fn mirrored(c: char) -> Option<char> {
    let code = u16::try_from(u32::from(c)).ok()?;
    // Letters of the scripts that ask most often have none.
    if (0xBC..0xF3A).contains(&code) {
        return None;
    }
    let at = MIRRORED.binary_search_by_key(&code, |(from, _)| *from).ok()?;
    char::from_u32(MIRRORED[at].1.into())
}

#[cfg(test)]
mod tests {
    use super::super::ucd;
    use super::*;

    #[test]
    fn a_paragraph_runs_as_its_first_letter_unless_most_run_otherwise() {
        for (text, rtl) in [
            ("", false),
            ("123 …", false),
            ("Paris", false),
            ("باريس", true),
            ("IBM تعلن عن مصنع جديد", true),
            ("RT @name: أعلنت الوزارة اليوم https://t.co/abcdefghijklmnop", true),
            ("RT @name: the ministry said قال", false),
            ("@أحمد", true),
            ("@name", false),
            ("ab אב", false),
            ("אב ab", true),
            ("\u{200F}Paris", true),
            ("\u{200E}باريس", false),
            ("« باريس » x", true),
            ("\u{2067}אב\u{2069} ab", false),
            ("\u{2066}ab\u{2069} אב", true),
            ("\u{2067}אב\u{2069}", true),
        ] {
            assert_eq!(is_rtl(text, BaseDirection::Auto), rtl, "{text}");
        }
        assert!(is_rtl("Paris", BaseDirection::Rtl) && !is_rtl("باريس", BaseDirection::Ltr));
    }

    #[test]
    fn order_is_reversed_level_by_level() {
        let order = |levels: &[u8]| {
            let levels: Vec<_> = levels.iter().filter_map(|n| Level::new(*n).ok()).collect();
            reorder(&levels)
        };
        assert!(order(&[]).is_empty());
        assert_eq!(order(&[0, 0]), [0, 1]);
        assert_eq!(order(&[1, 1, 2, 2, 1]), [4, 2, 3, 1, 0]);
        assert_eq!(order(&[0, 1, 2, 1, 0, 2, 2]), [0, 3, 2, 1, 4, 5, 6]);
        assert_eq!(order(&[2, 3, 4, 3, 1]), [4, 0, 3, 2, 1]);
    }

    #[test]
    fn text_that_is_not_directional_has_level_zero() {
        for c in (' '..=char::MAX).filter(|c| !c.is_control() && !is_directional(&c.to_string())) {
            let text = format!("a{c}b");
            assert!(levels(&text, false).iter().all(Level::is_ltr), "{c:?}");
        }
    }

    #[test]
    fn mirror_images_are_those_of_the_unicode_data() {
        let Some(data) = ucd("BidiMirroring.txt") else { return };
        let mut pairs = 0;
        for fields in data.iter().filter(|fields| fields.len() == 2) {
            let [from, to] = [0, 1].map(|n| u32::from_str_radix(&fields[n], 16).unwrap());
            assert_eq!(mirrored(char::from_u32(from).unwrap()), char::from_u32(to), "{from:04X}");
            pairs += 1;
        }
        assert_eq!(pairs, MIRRORED.len());
    }
}
