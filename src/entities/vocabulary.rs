//! Words as numbers: every word once, in one string.

use std::hash::{BuildHasherDefault, Hasher};

/// The number of a word.
pub(super) type WordId = u32;

/// Words, numbered from 0 in the order they came in.
#[derive(Debug)]
pub(super) struct Vocabulary {
    letters: String,
    /// Where each word ends in `letters`.
    ends: Vec<u32>,
    /// An open hash table: a byte of each word's hash, 0 where a place is free, and its number. Most
    /// words that are looked for are not there, and the bytes stay in a near cache.
    tags: Vec<u8>,
    ids: Vec<WordId>,
}

impl Default for Vocabulary {
    fn default() -> Self {
        const PLACES: usize = 1 << 12;
        let (tags, ids) = (vec![0; PLACES], vec![0; PLACES]);
        Self { letters: String::new(), ends: Vec::new(), tags, ids }
    }
}

impl Vocabulary {
    /// The number of a word.
    pub(super) fn get(&self, word: &str) -> Option<WordId> {
        let place = self.place(word, hash(word));
        (self.tags[place] > 0).then(|| self.ids[place])
    }

    /// The number of a word, a new one if need be.
    pub(super) fn intern(&mut self, word: &str) -> WordId {
        let hash = hash(word);
        let place = self.place(word, hash);
        if self.tags[place] > 0 {
            return self.ids[place];
        }
        let id = self.ends.len() as WordId;
        self.letters.push_str(word);
        self.ends.push(self.letters.len() as u32);
        (self.tags[place], self.ids[place]) = (tag(hash), id);
        if self.ends.len() * 2 > self.tags.len() {
            self.grow();
        }
        id
    }

    fn grow(&mut self) {
        let places = self.tags.len() * 2;
        (self.tags, self.ids) = (vec![0; places], vec![0; places]);
        for id in 0..self.ends.len() as WordId {
            let word = self.word(id);
            let hash = hash(word);
            let place = self.place(word, hash);
            (self.tags[place], self.ids[place]) = (tag(hash), id);
        }
    }

    /// Forgets all words.
    pub(super) fn clear(&mut self) {
        self.letters.clear();
        self.ends.clear();
        self.tags.fill(0);
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
        let mask = self.tags.len() - 1;
        let mut place = hash as usize & mask;
        loop {
            match self.tags[place] {
                0 => return place,
                other if other == tag(hash) && self.word(self.ids[place]) == word => return place,
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
fn tag(hash: u64) -> u8 {
    ((hash >> 56) as u8).max(1)
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
        let half = |bytes: &[u8; 4]| u64::from(u32::from_le_bytes(*bytes));
        let last = match (rest.first_chunk(), rest.last_chunk()) {
            (Some(first), Some(last)) => half(first) << 32 | half(last),
            _ => rest.iter().fold(0, |last, byte| last << 8 | u64::from(*byte)),
        };
        self.write_u64(last ^ (rest.len() as u64) << 56);
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
        words.clear();
        assert_eq!((words.len(), words.get("كلمه7"), words.intern("كلمه8")), (0, None, 0));
    }
}
