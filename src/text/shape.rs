//! The fifth stage: Arabic letters take the form that their neighbours ask for.
//!
//! Joining follows section 9.2 of the Unicode Standard. Letters that have no presentation forms
//! stay as they are, and their neighbours are shaped as if they had. No ligature is made but the
//! four obligatory lam-alefs.

use unicode_bidi::Level;

use super::tables::{FORMS, JOINING};
use super::unit::{Gap, Unit};

/// How a letter joins its neighbours (`Joining_Type`). Right and left are those of the page: the
/// letter on the right comes before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joining {
    /// To both.
    Dual,
    /// To the letter before it.
    Right,
    /// To the letter after it.
    Left,
    /// To both, itself unchanged.
    Causing,
    /// To none.
    None,
}

impl Joining {
    fn before(self) -> bool {
        matches!(self, Self::Dual | Self::Right | Self::Causing)
    }

    fn after(self) -> bool {
        matches!(self, Self::Dual | Self::Left | Self::Causing)
    }
}

/// Returns the base of each unit of a row, shaped. Nothing joins across levels or row ends.
pub(super) fn shape(units: &[Unit], levels: &[Level]) -> Vec<char> {
    let mut previous = Joining::None;
    let mut this = units.first().map_or(Joining::None, joining_of);
    let mut shaped = Vec::with_capacity(units.len());
    for (n, unit) in units.iter().enumerate() {
        let next = units.get(n + 1).map_or(Joining::None, joining_of);
        let joins_before = this.before()
            && match unit.before {
                Gap::Open => {
                    previous.after()
                        && levels[n - 1] == levels[n]
                        && units[n - 1].after == Gap::Open
                }
                Gap::Joined => true,
                Gap::Parted => false,
            };
        let joins_after = this.after()
            && match unit.after {
                Gap::Open => next.before() && levels[n] == levels[n + 1],
                Gap::Joined => true,
                Gap::Parted => false,
            };
        shaped.push(if unit.lam {
            lam_alef(unit.base, joins_before)
        } else {
            form(unit.base, usize::from(joins_before) + 2 * usize::from(joins_after))
        });
        (previous, this) = (this, next);
    }
    shaped
}

fn joining_of(unit: &Unit) -> Joining {
    if unit.lam { Joining::Right } else { joining(unit.base) }
}

fn joining(c: char) -> Joining {
    const FIRST: u32 = JOINING[0].0;
    // The letters of Arabic and Syriac join without a search.
    static BY_LETTER: [Joining; 0x2E0] = {
        let mut by_letter = [Joining::None; 0x2E0];
        let mut n = 0;
        while JOINING[n].1 < FIRST + by_letter.len() as u32 {
            let (mut code, last, joining) = JOINING[n];
            while code <= last {
                by_letter[(code - FIRST) as usize] = joining;
                code += 1;
            }
            n += 1;
        }
        by_letter
    };
    let code = u32::from(c);
    let Some(letter) = code.checked_sub(FIRST) else { return Joining::None };
    if let Some(joining) = BY_LETTER.get(letter as usize) {
        return *joining;
    }
    let after = JOINING.partition_point(|(first, ..)| *first <= code);
    match after.checked_sub(1).map(|at| JOINING[at]) {
        Some((_, last, joining)) if code <= last => joining,
        _ => Joining::None,
    }
}

/// Returns a form of a letter: 0 isolated, 1 final, 2 initial, 3 medial; the letter itself if it
/// has no such form.
fn form(c: char, form: usize) -> char {
    const FIRST: usize = FORMS[0].0 as usize;
    const LETTERS: usize = FORMS[FORMS.len() - 1].0 as usize - FIRST + 1;
    static BY_LETTER: [[u16; 4]; LETTERS] = {
        let mut by_letter = [[0; 4]; LETTERS];
        let mut n = 0;
        while n < FORMS.len() {
            by_letter[FORMS[n].0 as usize - FIRST] = FORMS[n].1;
            n += 1;
        }
        by_letter
    };
    let code =
        (c as usize).checked_sub(FIRST).and_then(|at| BY_LETTER.get(at)).map(|forms| forms[form]);
    match code {
        None | Some(0) => c,
        Some(code) => char::from_u32(code.into()).unwrap_or(c),
    }
}

fn lam_alef(alef: char, joined: bool) -> char {
    match (alef, joined) {
        ('آ', false) => '\u{FEF5}',
        ('آ', true) => '\u{FEF6}',
        ('أ', false) => '\u{FEF7}',
        ('أ', true) => '\u{FEF8}',
        ('إ', false) => '\u{FEF9}',
        ('إ', true) => '\u{FEFA}',
        (_, false) => '\u{FEFB}',
        (_, true) => '\u{FEFC}',
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::super::{Options, ucd, unit::Units};
    use super::*;

    /// The bases of one right-to-left row, shaped, in logical order.
    fn shaped(text: &str) -> String {
        let units = Units::of(text, &Options::default()).list;
        shape(&units, &vec![Level::rtl(); units.len()]).into_iter().collect()
    }

    #[test]
    fn words_are_shaped_as_they_are_written_by_hand() {
        for (text, expected) in [
            ("بيت", "\u{FE91}\u{FEF4}\u{FE96}"),
            ("دار", "\u{FEA9}\u{FE8D}\u{FEAD}"),
            ("سلام", "\u{FEB3}\u{FEFC}\u{FEE1}"),
            ("لا", "\u{FEFB}"),
            ("الآن", "\u{FE8D}\u{FEF5}\u{FEE5}"),
            ("بلأ", "\u{FE91}\u{FEF8}"),
            ("لإ", "\u{FEF9}"),
            // Marks are transparent, also between lam and alef.
            ("مُحَمَّد", "\u{FEE3}\u{FEA4}\u{FEE4}\u{FEAA}"),
            ("لَا", "\u{FEFB}"),
            ("ل\u{627}\u{653}", "\u{FEF5}"),
            ("ب\u{627}\u{654}", "\u{FE91}\u{FE84}"),
            // No ligature but lam-alef.
            ("الله", "\u{FE8D}\u{FEDF}\u{FEE0}\u{FEEA}"),
            ("لٱ", "\u{FEDF}\u{FB51}"),
            // Tatweel joins and keeps its shape.
            ("بـت", "\u{FE91}\u{640}\u{FE96}"),
            // ZWNJ parts, ZWJ joins, also at the edge of a word and within a lam-alef.
            ("می\u{200C}خواهم", "\u{FEE3}\u{FBFD}\u{FEA7}\u{FEEE}\u{FE8D}\u{FEEB}\u{FEE2}"),
            ("ه\u{200D}", "\u{FEEB}"),
            ("\u{200D}ه", "\u{FEEA}"),
            ("ل\u{200C}ا", "\u{FEDD}\u{FE8D}"),
            ("ل\u{200D}ا", "\u{FEFB}"),
            ("ب\u{200F}ت", "\u{FE91}\u{FE96}"),
            // Kurdish ە and Kashmiri ؠ have no forms, their neighbours have.
            ("سەر", "\u{FEB3}\u{6D5}\u{FEAD}"),
            ("بؠب", "\u{FE91}\u{620}\u{FE90}"),
            ("x ب", "x \u{FE8F}"),
            ("ء", "\u{FE80}"),
        ] {
            assert_eq!(shaped(text), expected, "{text}: {}", shaped(text).escape_unicode());
        }
    }

    #[test]
    fn letters_of_different_levels_do_not_join() {
        let units = Units::of("بب", &Options::default()).list;
        let levels = [Level::new(1).unwrap(), Level::new(3).unwrap()];
        assert_eq!(shape(&units, &levels), ['\u{FE8F}', '\u{FE8F}']);
    }

    #[test]
    fn every_letter_joins_as_the_unicode_data_says_and_takes_its_forms() {
        let (Some(shaping), Some(data)) = (ucd("ArabicShaping.txt"), ucd("UnicodeData.txt")) else {
            return;
        };
        let char_of = |hex: &str| char::from_u32(u32::from_str_radix(hex, 16).unwrap()).unwrap();
        let mut forms: HashMap<(char, &str), char> = HashMap::new();
        for fields in &data {
            // A decomposition to one letter: `<initial> 0628`.
            if let [form @ ("<isolated>" | "<final>" | "<initial>" | "<medial>"), letter] =
                fields[5].split(' ').collect::<Vec<_>>()[..]
            {
                forms.insert((char_of(letter), form), char_of(&fields[0]));
            }
        }
        assert_eq!(
            forms.len(),
            FORMS.iter().flat_map(|(_, forms)| forms).filter(|f| **f > 0).count()
        );
        let mut letters = 0;
        for fields in shaping.iter().filter(|fields| matches!(fields[2].as_str(), "R" | "D" | "U"))
        {
            let c = char_of(&fields[0]);
            if super::super::width::class(c) != super::super::width::Class::Narrow {
                continue;
            }
            let expected = |form| forms.get(&(c, form)).copied().unwrap_or(c);
            // Between letters that join on both sides, whose own forms show what the letter did.
            for (before, after) in [(false, false), (true, false), (false, true), (true, true)] {
                let text: String = [before.then_some('ب'), Some(c), after.then_some('ب')]
                    .iter()
                    .flatten()
                    .collect();
                let (joins_before, joins_after) =
                    (before && fields[2] != "U", after && fields[2] == "D");
                let form = match (joins_before, joins_after) {
                    (false, false) => "<isolated>",
                    (true, false) => "<final>",
                    (false, true) => "<initial>",
                    (true, true) => "<medial>",
                };
                let mut shape = String::new();
                shape.extend(before.then_some(if joins_before { '\u{FE91}' } else { '\u{FE8F}' }));
                shape.push(expected(form));
                shape.extend(after.then_some(if joins_after { '\u{FE90}' } else { '\u{FE8F}' }));
                assert_eq!(shaped(&text), shape, "U+{} {form}", fields[0]);
            }
            letters += 1;
        }
        assert!(letters > 500, "{letters}");
    }
}
