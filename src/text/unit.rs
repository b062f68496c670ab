//! The second stage: clean text is cut into units, the least that can take a place in a row.
//!
//! A unit is one character that advances, with the marks on it; lam and alef are one unit where
//! they are drawn as one. An emoji sequence is several units (its emoji one after the other, skin
//! tones left out) and so is a syllable with a spacing vowel sign: every terminal advances by those.

use std::ops::Range;

use unicode_bidi::BidiClass;
use unicode_normalization::char::compose;

use super::width::{Class, class};
use super::{Harakat, Options, bidi};

/// The units of a paragraph.
#[derive(Debug, Default)]
pub(super) struct Units {
    pub(super) list: Vec<Unit>,
    marks: String,
    /// What is not drawn, or not beside its base: the unit before which it stands, and its first
    /// byte in the clean text.
    pub(super) hidden: Vec<(usize, usize)>,
}

/// What takes one place in a row.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    /// Its bytes in the clean text.
    pub(super) range: Range<usize>,
    /// The character that advances, as printed but for shape and mirroring. The alef of a lam-alef.
    pub(super) base: char,
    /// Where its marks start among those of all units, and their bytes.
    pub(super) marks: (usize, u8),
    /// 1 or 2 cells.
    pub(super) width: u8,
    /// Whether it is a space that hangs at the end of a row.
    pub(super) space: bool,
    /// Whether a lam stands before its base, in the same cell.
    pub(super) lam: bool,
    /// What joins it to the unit before it.
    pub(super) before: Gap,
    /// What joins it to the unit after it.
    pub(super) after: Gap,
}

/// What stands between two units, as cursive joining sees it from one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// Nothing, or nothing that matters: they join if both can.
    Open,
    /// A joiner: it joins as if a letter stood there.
    Joined,
    /// A non-joiner or the edge of an isolate.
    Parted,
}

/// The base of a mark that has none.
const DOTTED_CIRCLE: char = '\u{25CC}';

/// More marks than any orthography puts on one letter; those beyond are not drawn, for towers of
/// marks hide the rows around them.
const MOST_MARKS: usize = 8;

impl Units {
    /// Cuts clean text.
    pub(super) fn of(text: &str, options: &Options) -> Self {
        let list = Vec::with_capacity(text.chars().count());
        let mut units = Self { list, marks: String::new(), hidden: Vec::new() };
        // Whether a mark that comes next has a base.
        let mut has_base = false;
        // Whether a mark that comes next may compose with the base: nothing came between.
        let mut adjacent = false;
        // Whether an alef that comes next makes one unit with a lam.
        let mut after_lam = false;
        let mut gap = Gap::Open;
        for (at, c) in text.char_indices() {
            let class = class(c);
            let end = at + c.len_utf8();
            match class {
                Class::Mark if has_base && units.takes(&text[..at], c) => {
                    if !adjacent || bidi::class(c) != BidiClass::NSM {
                        // They may differ in level: an embedding may start between them, and some
                        // marks of Kannada and other scripts are letters to UAX #9.
                        units.hidden.push((units.list.len(), at));
                    }
                    units.mark(c, end, adjacent, options);
                    continue;
                }
                Class::Mark if is_arabic(c) && options.harakat == Harakat::Strip => {
                    units.hidden.push((units.list.len(), at));
                }
                Class::Mark => {
                    units.push(at..end, DOTTED_CIRCLE, class, gap);
                    units.mark(c, end, false, options);
                    (has_base, adjacent, after_lam, gap) = (true, false, false, Gap::Open);
                }
                Class::Joiner | Class::Parter | Class::WordEnd | Class::Hidden => {
                    units.hidden.push((units.list.len(), at));
                    let seen = match class {
                        Class::Joiner => Gap::Joined,
                        Class::Parter => Gap::Parted,
                        _ => Gap::Open,
                    };
                    if seen != Gap::Open {
                        gap = seen;
                        if let Some(last) = units.list.last_mut()
                            && last.after == Gap::Open
                        {
                            last.after = seen;
                        }
                    }
                    // A non-joiner is part of a cluster, the edge of an isolate parts two.
                    has_base &= class != Class::WordEnd && !matches!(c, '\u{2066}'..='\u{2069}');
                    after_lam &= class == Class::Joiner;
                    adjacent = false;
                }
                _ if after_lam && matches!(c, 'آ' | 'أ' | 'إ' | 'ا') => {
                    units.alef(c, end);
                    (has_base, adjacent, after_lam, gap) = (true, true, false, Gap::Open);
                }
                // A skin tone: the terminals that don't colour the emoji draw a patch beside it.
                Class::Wide
                    if has_base && matches!(c, '\u{1F3FB}'..='\u{1F3FF}') && units.toned(end) =>
                {
                    if !adjacent {
                        units.hidden.push((units.list.len(), at));
                    }
                }
                _ => {
                    units.push(at..end, c, class, gap);
                    has_base = !matches!(class, Class::Space | Class::WideSpace);
                    adjacent = has_base;
                    after_lam = c == 'ل' && options.mode.is_shaped();
                    gap = Gap::Open;
                }
            }
        }
        if options.width < 2 {
            for unit in units.list.iter_mut().filter(|unit| unit.width > 1) {
                // No wide character fits: a narrow one stands for it.
                unit.base = if unit.space { ' ' } else { '□' };
                unit.marks = (0, 0);
                unit.width = 1;
            }
        }
        units
    }

    /// Returns the marks of a unit.
    pub(super) fn marks(&self, unit: &Unit) -> &str {
        match unit.marks {
            (_, 0) => "",
            (start, len) => &self.marks[start..start + usize::from(len)],
        }
    }

    #[inline]
    fn push(&mut self, range: Range<usize>, c: char, class: Class, before: Gap) {
        let base = match class {
            Class::Space | Class::FixedSpace => ' ',
            Class::Unassigned => char::REPLACEMENT_CHARACTER,
            Class::Regional => char::from_u32(u32::from(c) - 0x1F1E6 + u32::from('A')).unwrap_or(c),
            _ => c,
        };
        let marks = (self.marks.len(), 0);
        let width = if matches!(class, Class::Wide | Class::WideSpace) { 2 } else { 1 };
        let space = matches!(class, Class::Space | Class::WideSpace);
        self.list.push(Unit {
            range,
            base,
            marks,
            width,
            space,
            lam: false,
            before,
            after: Gap::Open,
        });
    }

    /// Puts a mark on the last unit.
    fn mark(&mut self, c: char, end: usize, adjacent: bool, options: &Options) {
        let Some(last) = self.list.last_mut() else { return };
        last.range.end = end;
        if last.base == ' ' {
            // A no-break space carries a mark to show it alone.
            last.base = DOTTED_CIRCLE;
        }
        let marks = &self.marks[last.marks.0..];
        // A composed letter has forms and is drawn better; behind other marks it would be another.
        if adjacent
            && (marks.is_empty() || last.lam)
            && let Some(composed) = compose(last.base, c)
            && (!last.lam || matches!(composed, 'آ' | 'أ' | 'إ'))
        {
            last.base = composed;
        } else if !(is_arabic(c) && options.harakat == Harakat::Strip)
            && marks.chars().count() < MOST_MARKS
        {
            self.marks.push(c);
            last.marks.1 += c.len_utf8() as u8;
        }
    }

    /// Whether a mark that stands behind some text can stand on the last unit: the vowels and finals
    /// of Hangul only on Hangul that they continue (UAX #29, GB6 to GB8).
    fn takes(&self, text: &str, mark: char) -> bool {
        let is_first = |c| matches!(c, '\u{1100}'..='\u{115F}' | '\u{A960}'..='\u{A97C}');
        let is_vowel = |c| matches!(c, '\u{1160}'..='\u{11A7}' | '\u{D7B0}'..='\u{D7C6}');
        let is_final = |c| matches!(c, '\u{11A8}'..='\u{11FF}' | '\u{D7CB}'..='\u{D7FB}');
        let is_syllable = |c| matches!(c, '가'..='힣');
        let is_open = |c| is_syllable(c) && (u32::from(c) - u32::from('가')).is_multiple_of(28);
        let continues = |c| match c {
            DOTTED_CIRCLE => true,
            c if is_vowel(mark) => is_first(c) || is_vowel(c) || is_open(c),
            c => is_vowel(c) || is_final(c) || is_syllable(c),
        };
        if !is_vowel(mark) && !is_final(mark) {
            return true;
        }
        // What is not drawn may stand between.
        let last = self.list.last();
        let drawn = last.and_then(|unit| self.marks(unit).chars().next_back().or(Some(unit.base)));
        drawn.is_some_and(continues) && text.ends_with(continues)
    }

    /// Makes the lam that is the last unit a lam-alef.
    fn alef(&mut self, c: char, end: usize) {
        let Some(last) = self.list.last_mut() else { return };
        last.range.end = end;
        last.base = c;
        last.lam = true;
        last.after = Gap::Open;
    }

    /// Adds a skin tone to the last unit, if it is an emoji that takes one.
    fn toned(&mut self, end: usize) -> bool {
        let Some(last) = self.list.last_mut() else { return false };
        let takes_tones = matches!(last.base, '\u{261D}' | '\u{26F9}' | '\u{270A}'..='\u{270D}')
            || matches!(last.base, '\u{1F300}'..='\u{1FAFF}');
        if takes_tones {
            last.range.end = end;
        }
        takes_tones
    }
}

fn is_arabic(mark: char) -> bool {
    matches!(mark, '\u{600}'..='\u{6FF}' | '\u{890}'..='\u{8FF}' | '\u{10EC0}'..='\u{10EFF}')
}
