//! The particles that Arabic writes onto the front of a word: و ف (and, so), ب ل ك (in, to, like).
//! French elision and the English possessive need nothing here: apostrophes already part words.

use std::borrow::Cow;

use crate::text::fold;

/// A word read without the particles on its front.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reading<'w> {
    /// The folded word that remains.
    pub(super) word: Cow<'w, str>,
    /// How many folded letters were taken off.
    pub(super) stripped: usize,
}

const PARTICLES: [&str; 11] = ["و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل", "فك"];

/// Words that begin like a particle with a name but are words of their own: "enthusiastically" is
/// not "by Hamas".
const NOT_READ: [&str; 1] = ["بحماس"];

/// Every reading of a folded word without particles; none for a word that does not begin with an
/// Arabic one. After ل the article is written ل, not ال: that is undone, so that للامم reads الامم.
/// A reading keeps two letters at least. Before Latin letters particle and article come off
/// together (الـBBC).
pub(super) fn readings(word: &str) -> impl Iterator<Item = Reading<'_>> {
    let latin = word.find(|c: char| c.is_ascii_alphabetic()).filter(|&at| {
        let before = &word[..at];
        !before.is_empty() && before.chars().all(|c| matches!(c, 'ا' | 'و' | 'ف' | 'ب' | 'ل' | 'ك'))
    });
    let latin = latin.map(|at| Reading {
        word: Cow::Borrowed(&word[at..]),
        stripped: word[..at].chars().count(),
    });
    let none = !word.starts_with(['و', 'ف', 'ب', 'ل', 'ك']) || NOT_READ.contains(&word);
    let particles = if none { &[][..] } else { &PARTICLES };
    let arabic = particles.iter().flat_map(move |particle| {
        let rest = word.strip_prefix(particle).filter(|rest| rest.chars().nth(1).is_some());
        let plain = rest.map(Cow::Borrowed);
        let article = rest.filter(|rest| particle.ends_with('ل') && rest.starts_with('ل'));
        let article = article.map(|rest| Cow::Owned(format!("ا{rest}")));
        let stripped = particle.chars().count();
        plain.into_iter().chain(article).map(move |word| Reading { word, stripped })
    });
    arabic.chain(latin)
}

/// Whether a reading may name something all by itself: what is left has to be long enough to be
/// told from a chance remainder.
pub(super) fn stands_alone(word: &str, reading: &Reading<'_>) -> bool {
    match reading.word.chars().count() {
        _ if reading.word.is_ascii() => true,
        0..3 => false,
        3 => !word.chars().take(reading.stripped).any(|c| matches!(c, 'ف' | 'ك')),
        _ => true,
    }
}

/// The byte of a written word at which the letter begins that follows the first `letters` folded
/// ones, with the marks of those. `None` where that is inside a ligature.
pub(super) fn offset(written: &str, letters: usize) -> Option<usize> {
    let mut seen = 0;
    for (at, c) in written.char_indices() {
        let folded = fold(c.encode_utf8(&mut [0; 4])).chars().count();
        if seen == letters && folded > 0 {
            return Some(at);
        }
        seen += folded;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn particles_come_off_one_by_one_and_the_article_comes_back() {
        let read =
            |word| readings(word).map(|r| (r.word.into_owned(), r.stripped)).collect::<Vec<_>>();
        assert_eq!(read("روسيا"), []);
        assert_eq!(read("russe"), []);
        assert_eq!(read("وروسيا"), [("روسيا".to_owned(), 1)]);
        assert_eq!(read("للامم"), [("لامم".to_owned(), 1), ("الامم".to_owned(), 1)]);
        assert!(read("وللعراق").contains(&("العراق".to_owned(), 2)));
        assert_eq!(read("وله"), [("له".to_owned(), 1)]);
        assert_eq!(read("بحماس"), []);
    }

    #[test]
    fn a_short_remainder_stands_alone_only_after_common_particles() {
        let alone = |word: &str| readings(word).map(|r| stands_alone(word, &r)).next().unwrap();
        assert!(alone("بمصر") && alone("لقطر") && alone("كروسيا"));
        assert!(!alone("كمصر") && !alone("وقم"));
    }

    #[test]
    fn offsets_pass_over_the_marks_of_what_comes_off_and_never_split_a_ligature() {
        assert_eq!(offset("وَروسيا", 1), Some("وَ".len()));
        assert_eq!(offset("بـــموسكو", 1), Some("بـــ".len()));
        assert_eq!(offset("ﻻمم", 1), None);
        assert_eq!(offset("ﻻمم", 2), Some("ﻻ".len()));
    }
}
