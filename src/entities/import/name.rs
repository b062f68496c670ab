//! Which names are good to look for, and how they are written.

use std::collections::HashSet;
use std::sync::OnceLock;

use crate::entities::forms::acronym;
use crate::text;

/// Words that are no name by themselves nor together.
const WORDS: &str = include_str!("../../../data/common/words.txt");
/// Names that too many people have to mean one by themselves.
const GIVEN_NAMES: &str = include_str!("../../../data/entities/given_names.txt");

/// Longer ones are descriptions, which no text repeats.
const MAX_WORDS: usize = 16;

/// Small words in a name in capitals.
const SMALL: [&str; 24] = [
    "al", "and", "at", "bin", "da", "de", "del", "der", "des", "di", "do", "dos", "du", "el", "et",
    "for", "ibn", "la", "le", "les", "of", "the", "van", "von",
];

fn folded(words: &'static str) -> HashSet<String> {
    let lines = words.lines().map(|line| line.split('#').next().unwrap_or(""));
    let lines = lines.filter(|line| !line.starts_with('['));
    lines.flat_map(text::words).map(|word| word.folded).collect()
}

/// The name with single spaces. One of several words all in capitals, as sanctions lists have them,
/// gets small letters: texts don't write it so.
pub(super) fn tidy(text: &str) -> String {
    let spaced = text::one_line(text);
    let capitals = spaced.contains(' ') && !spaced.contains(char::is_lowercase);
    if !capitals || !spaced.contains(char::is_uppercase) {
        return spaced;
    }
    let mut tidy = String::with_capacity(spaced.len());
    for (n, word) in spaced.split(' ').enumerate() {
        let small = word.to_lowercase();
        if n > 0 {
            tidy.push(' ');
            if SMALL.contains(&&*small) {
                tidy.push_str(&small);
                continue;
            }
        }
        // Each part of Al-Assad has its capital.
        let mut inside = false;
        for c in word.chars() {
            if inside {
                tidy.extend(c.to_lowercase())
            } else {
                tidy.push(c)
            }
            inside = c.is_alphanumeric() || c == '\'' && inside;
        }
    }
    tidy
}

/// Whether a name is not to be looked for: it has one letter, or digits only, or common words only,
/// or more words than any text repeats.
pub(super) fn refused(text: &str, key: &str) -> bool {
    static COMMON: OnceLock<[HashSet<String>; 2]> = OnceLock::new();
    let [words, given] = COMMON.get_or_init(|| {
        // What comes later are words and places as well.
        let given = GIVEN_NAMES.split("[homonym]").next().unwrap_or_default();
        [folded(WORDS), folded(given)]
    });
    let letters = key.chars().filter(|c| c.is_alphanumeric()).count();
    let one = !key.contains(' ');
    // Two letters are a name as an acronym only.
    let short = letters < 2 || letters == 2 && text.contains(|c: char| !c.is_uppercase());
    let common = |word: &str| words.contains(word) || word.chars().all(|c| c.is_ascii_digit());
    key.split(' ').count() > MAX_WORDS
        || one && short
        // An acronym is looked for in capitals only.
        || acronym(text).is_none()
            && (one && given.contains(key) || key.split(' ').all(common))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::forms::key;

    #[test]
    fn names_in_capitals_get_small_letters_and_others_keep_theirs() {
        for (given, tidied) in [
            ("BANK  MELLI IRAN", "Bank Melli Iran"),
            ("BASHAR AL-ASSAD", "Bashar Al-Assad"),
            ("ISLAMIC STATE OF IRAQ AND THE LEVANT", "Islamic State of Iraq and the Levant"),
            ("SADDAM O'NEILL", "Saddam O'neill"),
            ("USAID", "USAID"),
            ("Banque de l’UEAC", "Banque de l’UEAC"),
            ("بنك  ملي", "بنك ملي"),
            ("ВЛАДИМИР ПУТИН", "Владимир Путин"),
        ] {
            assert_eq!(tidy(given), tidied);
        }
    }

    #[test]
    fn names_that_would_be_found_everywhere_or_nowhere_are_refused() {
        let refuses = |name: &str| refused(name, &key(name));
        let long = "a ministry ".repeat(9);
        for name in [
            "",
            "…",
            "X",
            "٧",
            "2024",
            "10 000",
            "ب",
            "of",
            "The",
            "lundi",
            "في",
            "علي",
            "Ali",
            "Jean",
            "The State",
            "le président",
            "Al",
            &long,
        ] {
            assert!(refuses(name), "{name}");
        }
        for name in [
            "UN",
            "ONU",
            "Ali Khamenei",
            "Jean Ping",
            "P5+1",
            "Total Energies",
            "محمد علي",
            "Prigojine",
            "داعش",
            "20 Minutes",
        ] {
            assert!(!refuses(name), "{name}");
        }
    }
}
