//! Words as numbers: every word that an alias or a cue has, once, in one string.

use std::hash::{BuildHasherDefault, Hasher};

/// The number of a word.
pub(super) type WordId = u32;

/// The words that matter, numbered from 0 in the order they came in.
#[derive(Debug)]
pub(super) struct Vocabulary {
    letters: String,
    /// Where each word ends in `letters`.
    ends: Vec<u32>,
    /// An open hash table: the upper half of a word's hash, so that few words have to be compared,
    /// and one more than its number; 0 is a free place.
    slots: Vec<(u32, u32)>,
}

impl Default for Vocabulary {
    fn default() -> Self {
        Self { letters: String::new(), ends: Vec::new(), slots: vec![(0, 0); 1 << 12] }
    }
}

impl Vocabulary {
    /// The number of a folded word.
    pub(super) fn get(&self, word: &str) -> Option<WordId> {
        self.slots[self.place(word, hash(word))].1.checked_sub(1)
    }

    /// The number of a folded word, a new one if need be.
    pub(super) fn intern(&mut self, word: &str) -> WordId {
        let hash = hash(word);
        let place = self.place(word, hash);
        if let Some(id) = self.slots[place].1.checked_sub(1) {
            return id;
        }
        self.letters.push_str(word);
        self.ends.push(self.letters.len() as u32);
        let count = self.ends.len() as u32;
        self.slots[place] = (tag(hash), count);
        if self.ends.len() * 2 > self.slots.len() {
            self.grow();
        }
        count - 1
    }

    fn grow(&mut self) {
        self.slots = vec![(0, 0); self.slots.len() * 2];
        for id in 0..self.ends.len() as u32 {
            let word = self.word(id);
            let hash = hash(word);
            let place = self.place(word, hash);
            self.slots[place] = (tag(hash), id + 1);
        }
    }

    /// How many words there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The word of a number given out.
    pub(super) fn word(&self, id: WordId) -> &str {
        let id = id as usize;
        let start = if id == 0 { 0 } else { self.ends[id - 1] as usize };
        &self.letters[start..self.ends[id] as usize]
    }

    /// The place of a word in the table: its own, or the free one where it would stand.
    fn place(&self, word: &str, hash: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut place = hash as usize & mask;
        loop {
            match self.slots[place] {
                (_, 0) => return place,
                (other, id) if other == tag(hash) && self.word(id - 1) == word => return place,
                _ => place = (place + 1) & mask,
            }
        }
    }
}

fn hash(word: &str) -> u64 {
    let mut hasher = Mix::default();
    hasher.write(word.as_bytes());
    hasher.finish()
}

/// What of a hash is kept beside a word.
fn tag(hash: u64) -> u32 {
    (hash >> 32) as u32
}

/// A hasher for short keys. Words that are made to collide are only found slowly, and tables of the
/// words of a text are small.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Mix(u64);

/// Builds [`Mix`] hashers.
pub(super) type BuildMix = BuildHasherDefault<Mix>;

impl Hasher for Mix {
    fn write(&mut self, bytes: &[u8]) {
        let (chunks, rest) = bytes.as_chunks::<8>();
        chunks.iter().for_each(|chunk| self.write_u64(u64::from_le_bytes(*chunk)));
        let last = rest.iter().fold(rest.len() as u64, |last, byte| last << 8 | u64::from(*byte));
        self.write_u64(last);
    }

    fn write_u64(&mut self, n: u64) {
        // The multiplier is 2⁶⁴ over the golden ratio (Knuth's multiplicative hashing).
        self.0 = (self.0.rotate_left(26) ^ n).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn finish(&self) -> u64 {
        // The high bits are the mixed ones, and tables ask for the low.
        self.0 ^ self.0 >> 32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_their_numbers_while_the_table_grows() {
        let mut words = Vocabulary::default();
        let ids: Vec<WordId> = (0..10_000).map(|n| words.intern(&format!("كلمه{n}"))).collect();
        for (n, id) in ids.iter().enumerate() {
            let word = format!("كلمه{n}");
            assert_eq!((words.get(&word), words.word(*id)), (Some(*id), &*word));
        }
        assert_eq!((words.len(), words.get("كلمه"), words.get("")), (10_000, None, None));
        assert_eq!(words.intern("كلمه7"), 7);
    }
}
