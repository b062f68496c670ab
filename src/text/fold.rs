//! Folding: what readers take for the same word becomes the same letters.
//!
//! Case, Latin accents, harakat and tatweel disappear; forms of hamza and alef become alef, taa
//! marbuta and the haas of Persian, Urdu and Kurdish become haa, alef maqsura and Persian yeh become
//! yeh, Persian kaf becomes kaf, the Greek final sigma becomes sigma,
//! presentation forms become letters (NFKD) and all decimal digits become ASCII ones.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// Its letters, folded. Never empty.
    pub folded: String,
}

/// A text on one line: white space collapsed, letters as they are.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of a text in order: maximal runs of letters, digits and marks; an ideograph is a word
/// of its own. Apostrophes and hyphens part words, so an elided article stands alone.
pub fn words(text: &str) -> impl Iterator<Item = Word> {
    word_ranges(text).filter_map(|range| {
        let folded = fold(&text[range.clone()]);
        (!folded.is_empty()).then_some(Word { range, folded })
    })
}

/// Where the words of a text stand, and what looks like one but folds to nothing.
pub(crate) fn word_ranges(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + text[rest..].find(is_word_char)?;
        let first = text[start..].chars().next()?;
        rest = if is_ideograph(first) { start + first.len_utf8() } else { word_end(text, start) };
        Some(start..rest)
    })
}

/// The end of the word whose letters begin here. Common ones are told by their bytes.
fn word_end(text: &str, mut at: usize) -> usize {
    loop {
        at += match text.as_bytes()[at..] {
            [b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9', ..] => 1,
            // 'ء'..='غ' and '\u{0640}'..='\u{065F}'.
            [0xD8, 0xA1..=0xBA, ..] | [0xD9, 0x80..=0x9F, ..] => 2,
            [] | [..=0x7F, ..] => return at,
            _ => match text[at..].chars().next() {
                Some(c) if is_word_char(c) && !is_ideograph(c) => c.len_utf8(),
                _ => return at,
            },
        };
    }
}

/// The folded form of a text; everything that is no letter stays as it is.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_onto(text, &mut folded);
    folded
}

/// Adds the folded form of a text to another one.
pub(crate) fn fold_onto(text: &str, folded: &mut String) {
    let start = folded.len();
    if text.is_ascii() {
        folded.push_str(text);
        folded[start..].make_ascii_lowercase();
        return;
    }
    for c in text.chars() {
        match fold_common(c) {
            Some(Some(c)) => folded.push(c),
            Some(None) => {}
            None => {
                folded.truncate(start);
                return fold_any(text, folded);
            }
        }
    }
}

/// What the letters of Arabic and French fold to, nothing for a mark: several times faster than
/// normalising. `None` for any other character.
fn fold_common(c: char) -> Option<Option<char>> {
    Some(Some(match c {
        '\0'..='\x7F' => c.to_ascii_lowercase(),
        'آ' | 'أ' | 'إ' => 'ا',
        'ؤ' => 'و',
        'ئ' | 'ى' => 'ي',
        'ة' => 'ه',
        'ء'..='غ' | 'ف'..='ي' => c,
        '\u{0640}' | '\u{064B}'..='\u{065F}' => return Some(None),
        'à'..='å' | 'À'..='Å' => 'a',
        'ç' | 'Ç' => 'c',
        'è'..='ë' | 'È'..='Ë' => 'e',
        'ì'..='ï' | 'Ì'..='Ï' => 'i',
        'ñ' | 'Ñ' => 'n',
        'ò'..='ö' | 'Ò'..='Ö' => 'o',
        'ù'..='ü' | 'Ù'..='Ü' => 'u',
        _ => return None,
    }))
}

fn fold_any(text: &str, folded: &mut String) {
    // Lower-casing comes before and after NFKD: either can bring up what the other has to treat.
    for c in text.chars().flat_map(char::to_lowercase).nfkd().flat_map(char::to_lowercase) {
        match c {
            c if is_folded_mark(c) => {}
            '\u{0640}' | '\u{200B}'..='\u{200F}' | '\u{00AD}' => {}
            'ٱ' => folded.push('ا'),
            'ى' | 'ی' => folded.push('ي'),
            'ة' | 'ہ' | 'ۃ' | 'ە' | 'ھ' => folded.push('ه'),
            'ک' => folded.push('ك'),
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            'ß' => folded.push_str("ss"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' => folded.push('d'),
            'ı' => folded.push('i'),
            'ς' => folded.push('σ'),
            '’' | 'ʼ' | '‘' => folded.push('\''),
            c => match digit(c) {
                Some(digit) => folded.push(digit),
                None => folded.push(c),
            },
        }
    }
}

/// Marks that readers leave out: Latin, Greek and Cyrillic accents, Hebrew points, harakat. The
/// vowel signs of other scripts are letters to their readers and stay.
fn is_folded_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}' | '\u{0483}'..='\u{0487}' | '\u{0591}'..='\u{05C7}'
        | '\u{0610}'..='\u{061A}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{06D6}'..='\u{06DC}'
        | '\u{06DF}'..='\u{06E4}' | '\u{06E7}' | '\u{06E8}' | '\u{06EA}'..='\u{06ED}'
        | '\u{0898}'..='\u{089F}' | '\u{08CA}'..='\u{08FF}')
        && c.general_category_group() == GeneralCategoryGroup::Mark
}

fn digit(c: char) -> Option<char> {
    if c.is_ascii() || c.general_category() != GeneralCategory::DecimalNumber {
        return None;
    }
    // The digits of every script stand in a row of ten (Unicode, section 4.6).
    let zero = (0..10).rev().find_map(|n| {
        let zero = char::from_u32(u32::from(c).checked_sub(n)?)?;
        (zero.general_category() == GeneralCategory::DecimalNumber).then_some(n)
    })?;
    char::from_digit(zero % 10, 10)
}

fn is_word_char(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    // Looking common letters and punctuation up would take most of the time a text takes.
    match c {
        'ء'..='غ' | '\u{0640}'..='\u{065F}' | 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ÿ' => true,
        '\u{A0}' | '«' | '»' | '،' | '؛' | '؟' | '\u{2010}'..='\u{2027}' => false,
        c => is_rare_word_char(c),
    }
}

fn is_rare_word_char(c: char) -> bool {
    // ZWNJ and ZWJ shape a word, they don't end it.
    (c.is_alphanumeric() && c != 'ʼ')
        || matches!(c, '\u{200C}' | '\u{200D}' | '\u{00AD}')
        || c.general_category_group() == GeneralCategoryGroup::Mark
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<(&str, String)> {
        words(text).map(|word| (&text[word.range], word.folded)).collect()
    }

    #[test]
    fn readers_forms_are_equal() {
        for (a, b) in [
            ("Élysée", "elysee"),
            ("E\u{301}LYSÉE", "elysee"),
            ("الإرهاب", "الارهاب"),
            ("أنقرة", "انقره"),
            ("على", "علي"),
            ("مُحَمَّـــد", "محمد"),
            ("٢٠١٥", "2015"),
            ("۲۰۱۵", "2015"),
            ("ﻻ", "لا"),
            ("Œuvre", "oeuvre"),
            ("Erdoğan", "erdogan"),
            ("İstanbul", "istanbul"),
            ("l’armée", "l'armee"),
            ("رئیس", "رييس"),
            ("رئيس", "رييس"),
            ("ئەم", "يهم"),
            ("بھارت", "بهارت"),
            ("می\u{200C}خواهد", "ميخواهد"),
            ("שָׁלוֹם", "שלום"),
            ("Ёлка", "елка"),
            ("ΟΔΟΣ", "οδοσ"),
            ("οδός", "οδοσ"),
        ] {
            assert_eq!(fold(a), b, "{a}");
        }
        assert_eq!(fold("हिन्दी"), "हिन्दी");
    }

    #[test]
    fn common_letters_fold_as_any_other_do() {
        for c in '\0'..=char::MAX {
            if let Some(common) = fold_common(c) {
                let common: String = common.into_iter().collect();
                let mut any = String::new();
                fold_any(&c.to_string(), &mut any);
                assert_eq!(common, any, "{c:?}");
            }
        }
    }

    #[test]
    fn common_characters_are_in_words_as_any_other_are() {
        for c in '\u{80}'..=char::MAX {
            assert_eq!(is_word_char(c), is_rare_word_char(c), "{c:?}");
        }
    }

    #[test]
    fn words_go_on_over_word_characters_only() {
        for c in '\0'..=char::MAX {
            let text = format!("x{c}ل");
            let first = word_ranges(&text).next().unwrap();
            let inside = is_rare_word_char(c) && !is_ideograph(c);
            assert_eq!(first.end, if inside { text.len() } else { 1 }, "{c:?}");
        }
    }

    #[test]
    fn words_keep_their_place_in_the_text() {
        let expected = vec![("L", "l".into()), ("État", "etat".into()), ("24", "24".into())];
        assert_eq!(split("L’État, 24 %"), expected);
        assert_eq!(split("LʼÉtat, 24 %"), expected);
        assert_eq!(split("«وقال»"), vec![("وقال", "وقال".into())]);
        assert_eq!(split("東京 x").len(), 3);
        assert_eq!(split("—\u{0640}—"), vec![]);
    }

    #[test]
    fn every_decimal_digit_folds_to_its_value() {
        for c in
            ('\0'..=char::MAX).filter(|c| c.general_category() == GeneralCategory::DecimalNumber)
        {
            let folded = fold(&c.to_string());
            assert!(folded.len() == 1 && folded.as_bytes()[0].is_ascii_digit(), "{c:?} {folded}");
        }
        assert_eq!(fold("٠٩०९𝟎𝟗𝟡𝟢"), "09090990");
    }
}
