//! The first letters of words, which are indexed by themselves: so few begin so many words that
//! putting their lists together would take too long. Behind short words the first letter is indexed
//! together with them, for those are in most documents.

use std::collections::HashSet;

use rustc_hash::FxBuildHasher;

use super::terms::NEXT;

/// How many letters, and the first by itself: two begin few enough of these.
const LETTERS: usize = 3;

/// The first letters of a word; a NUL where it has no more.
pub(super) type Start = [char; LETTERS];

/// What a word, or its key, begins with.
pub(super) fn start(word: &str) -> Start {
    let mut letters = word.chars().take_while(|c| *c != '\0');
    Start::default().map(|_| letters.next().unwrap_or_default())
}

/// Whether words that begin so are found by what is indexed of their beginnings: by any that begins
/// so and [finds](finds_start) them.
pub(super) fn is_start(wanted: &str) -> bool {
    wanted.chars().nth(LETTERS).is_none()
}

/// Whether a beginning, which begins with the one that is wanted, is one to look at: a single letter
/// tells as much as all that are longer.
pub(super) fn finds_start(wanted: &str, start: &str) -> bool {
    start == wanted || wanted.chars().nth(1).is_some()
}

/// A word that is short, by its beginning: the most frequent ones are. What is indexed of those
/// behind longer words would be much, and is seldom asked for.
pub(super) fn short(word: Start) -> Option<Start> {
    let [.., last] = word;
    (last == '\0').then_some(word)
}

/// Before a short word and the first letter of the one behind it. No word holds it.
const PAIR: char = '\x03';

/// What is indexed of a short word and the first letter of the one behind it.
pub(super) fn pair([a, b, _]: Start, letter: char) -> impl Iterator<Item = char> {
    [PAIR, a, b, letter].into_iter().filter(|c| *c != '\0')
}

/// Letters of a script that follow each other, from the first, and the number of those and of none.
const LATIN: (char, usize) = ('a', 27);
const ARABIC: (char, usize) = ('ء', 43);

/// The beginnings that a document has.
#[derive(Default)]
pub(super) struct Starts {
    words: Set,
    /// Of short words, each with the first letter of one behind it.
    pairs: Set,
}

#[derive(Default)]
struct Set {
    /// Those in common letters, a bit for each: most words begin as another one does.
    common: Vec<u64>,
    others: HashSet<Start, FxBuildHasher>,
}

impl Starts {
    /// Goes on to the next document.
    pub(super) fn clear(&mut self) {
        self.words.clear();
        self.pairs.clear();
    }

    /// Adds a beginning and its first letter, and that letter behind a short word before it, unless
    /// they are there.
    pub(super) fn note(&mut self, before: Option<Start>, start: Start, encoded: &mut String) {
        let [letter, ..] = start;
        if let Some(short) = before
            && let [a, b, _] = short
            && self.pairs.insert([a, b, letter])
        {
            encoded.push(NEXT);
            encoded.extend(pair(short, letter));
        }
        for start in [start, [letter, '\0', '\0']] {
            // The letter is there where what begins with it is.
            if !self.words.insert(start) {
                return;
            }
            encoded.push(NEXT);
            encoded.extend(start.iter().filter(|c| **c != '\0'));
        }
    }
}

impl Set {
    fn clear(&mut self) {
        self.common.fill(0);
        self.common.resize((place_end(LATIN) + place_end(ARABIC)).div_ceil(64), 0);
        self.others.clear();
    }

    /// Whether a beginning was not there.
    fn insert(&mut self, start: Start) -> bool {
        match place(start) {
            Some(place) => {
                let bits = &mut self.common[place / 64];
                let before = *bits;
                *bits |= 1 << (place % 64);
                *bits != before
            }
            None => self.others.insert(start),
        }
    }
}

/// The number of a beginning in the common letters of a script.
fn place(start: Start) -> Option<usize> {
    let (first, letters, before) = match start[0] {
        'a'..='z' => (LATIN.0, LATIN.1, 0),
        'ء'..='ي' => (ARABIC.0, ARABIC.1, place_end(LATIN)),
        _ => return None,
    };
    let mut place = 0;
    for c in start {
        let letter = match c {
            '\0' => 0,
            c => (c as usize).checked_sub(first as usize)? + 1,
        };
        if letter >= letters {
            return None;
        }
        place = place * letters + letter;
    }
    Some(before + place)
}

const fn place_end((_, letters): (char, usize)) -> usize {
    letters.pow(LETTERS as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_beginnings_each_is_noted_once_in_a_document() {
        let words = ["abc", "abd", "ab", "\u{621}\u{64a}", "a\0b", "été", "ab1", "аб", "abc"];
        let mut noted = Starts::default();
        for _ in 0..2 {
            noted.clear();
            let mut encoded = String::new();
            for word in words {
                noted.note(None, start(word), &mut encoded);
            }
            let mut found: Vec<&str> = encoded.split(NEXT).skip(1).collect();
            found.sort();
            let mut expected = [
                "a",
                "ab",
                "abc",
                "abd",
                "ab1",
                "\u{621}",
                "\u{621}\u{64a}",
                "é",
                "été",
                "а",
                "аб",
            ];
            expected.sort();
            assert_eq!(found, expected);
            assert!(found.iter().all(|start| is_start(start)) && !is_start("xyzw"));
        }
    }

    #[test]
    fn behind_short_words_first_letters_are_noted_once_in_a_document() {
        let mut noted = Starts::default();
        for _ in 0..2 {
            noted.clear();
            let mut encoded = String::new();
            let words = ["al", "cd", "al", "ce", "a", "l", "abc", "a", "в", "é", "في", "في"];
            for pair in words.windows(2) {
                noted.note(short(start(pair[0])), start(pair[1]), &mut encoded);
            }
            let found: Vec<&str> =
                encoded.split(NEXT).filter_map(|start| start.strip_prefix(PAIR)).collect();
            let expected = ["alc", "cda", "cea", "al", "la", "aв", "вé", "éف", "فيف"];
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn common_letters_have_places_of_their_own() {
        let letters = || ['\0'].into_iter().chain('a'..='z').chain('ء'..='ي');
        let mut places = HashSet::new();
        for a in letters() {
            for start in letters().flat_map(|b| letters().map(move |c| [a, b, c])) {
                if let Some(place) = place(start) {
                    assert!(places.insert(place), "{start:?}");
                    assert!(place < place_end(LATIN) + place_end(ARABIC));
                }
            }
        }
        assert_eq!(places.len(), 26 * 27 * 27 + 42 * 43 * 43);
    }
}
