//! Where phrases may begin in some documents: a bit for each position.

use std::ops::Range;

use super::super::bits::Bits;

/// Where a phrase may begin, in documents that follow each other.
#[derive(Default)]
pub(super) struct Beginnings {
    documents: Range<u32>,
    rows: Vec<Row>,
    left: Left,
}

/// The positions of a document, from the first that is one to the last, and 64 more that are none.
#[derive(Clone, Copy, Default)]
struct Row {
    /// Where its bytes are.
    at: usize,
    /// The position of its first bit.
    from: u32,
    bytes: u32,
}

impl Row {
    fn range(&self) -> Range<usize> {
        self.at..self.at + self.bytes as usize
    }
}

/// Those that are left after a word was looked at.
#[derive(Default)]
pub(super) struct Left {
    /// The rows, one after the other.
    bits: Vec<u8>,
    /// The documents that have any.
    documents: Bits,
}

impl Left {
    /// Adds what is left by other lists of the word.
    pub(super) fn add(&mut self, other: &Self) {
        self.bits.iter_mut().zip(&other.bits).for_each(|(a, b)| *a |= b);
        self.documents = std::mem::take(&mut self.documents).or(&other.documents);
    }
}

impl Beginnings {
    /// None, in these documents.
    pub(super) fn clear(&mut self, documents: Range<u32>) {
        self.rows.clear();
        self.rows.resize(documents.len(), Row::default());
        self.left.bits.clear();
        self.left.documents = Bits::none(documents.end as usize);
        self.documents = documents;
    }

    /// Adds where in a document it may begin: so many words before these positions, which ascend.
    pub(super) fn add(&mut self, doc: u32, n: u32, positions: &[u32]) {
        let positions = &positions[positions.partition_point(|position| *position < n)..];
        let (Some(first), Some(last)) = (positions.first(), positions.last()) else { return };
        let row = &mut self.rows[(doc - self.documents.start) as usize];
        let (mut from, mut end) = ((first - n) / 64 * 64, ((last - n) / 64 + 2) * 64);
        let bits = &mut self.left.bits;
        if from < row.from || end > row.from + row.bytes * 8 {
            let old = *row;
            if old.bytes > 0 {
                (from, end) = (from.min(old.from), end.max(old.from + old.bytes * 8));
            }
            *row = Row { at: bits.len(), from, bytes: (end - from) / 8 };
            bits.resize(row.range().end, 0);
            let same = row.at + (old.from.max(from) - from) as usize / 8;
            bits.copy_within(old.range(), same);
        }
        let bits = &mut bits[row.range()];
        let before = n + row.from;
        for position in positions {
            let bit = position - before;
            bits[(bit / 8) as usize] |= 1 << (bit % 8);
        }
        self.left.documents.insert(doc);
    }

    /// Makes it none of them.
    pub(super) fn none(&self, left: &mut Left) {
        left.bits.clear();
        left.bits.resize(self.left.bits.len(), 0);
        left.documents = Bits::none(self.documents.end as usize);
    }

    /// Leaves those of a document that are so many words before one of these positions.
    pub(super) fn leave(&self, doc: u32, n: u32, positions: &[u32], left: &mut Left) {
        let row = self.rows[(doc - self.documents.start) as usize];
        let (bits, left_bits) = (&self.left.bits[row.range()], &mut left.bits[row.range()]);
        let Some(last) = row.bytes.checked_sub(1) else { return };
        let before = n + row.from;
        let mut any = 0;
        for position in positions {
            // One that is not among them is told by the last byte, which has no bit.
            let bit = position.wrapping_sub(before);
            let byte = (bit / 8).min(last) as usize;
            let same = bits[byte] & 1 << (bit % 8);
            left_bits[byte] |= same;
            any |= same;
        }
        if any != 0 {
            left.documents.insert(doc);
        }
    }

    /// Has only those that are left, and gives its room for others.
    pub(super) fn retain(&mut self, left: &mut Left) {
        std::mem::swap(&mut self.left, left);
    }

    /// The documents that have any.
    pub(super) fn documents(&self) -> &Bits {
        &self.left.documents
    }

    /// How many a document has.
    pub(super) fn times(&self, doc: u32) -> u32 {
        let row = self.rows[(doc - self.documents.start) as usize];
        let (words, _) = self.left.bits[row.range()].as_chunks();
        words.iter().map(|bytes| u64::from_le_bytes(*bytes).count_ones()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of each document what is left of places of a first word once the one behind it was looked at.
    fn left(n: u32, first: &[(u32, &[u32])], second: &[(u32, &[u32])]) -> Vec<(u32, u32)> {
        let (mut begin, mut left) = (Beginnings::default(), Left::default());
        begin.clear(10..20);
        first.iter().for_each(|(doc, positions)| begin.add(*doc, n, positions));
        begin.none(&mut left);
        for (doc, positions) in second {
            begin.leave(*doc, n + 1, positions, &mut left);
        }
        begin.retain(&mut left);
        begin.documents().iter().map(|doc| (doc, begin.times(doc))).collect()
    }

    #[test]
    fn what_is_left_has_each_word_in_its_place() {
        let first: &[(u32, &[u32])] = &[(11, &[3, 900]), (12, &[64]), (19, &[5, 6, 7])];
        let second: &[(u32, &[u32])] =
            &[(11, &[0, 3, 5, 901, 2000]), (12, &[63, 64, 66]), (19, &[6, 8])];
        assert_eq!(left(0, first, second), [(11, 1), (19, 2)]);
        // A phrase does not begin before the text.
        assert_eq!(left(4, first, second), [(11, 1), (19, 2)]);
        assert_eq!(left(6, first, second), [(11, 1), (19, 1)]);
        assert_eq!(left(6, &[(11, &[5])], &[(11, &[6])]), []);
    }

    #[test]
    fn lists_of_a_word_add_up_and_what_two_have_counts_once() {
        let first: &[(u32, &[u32])] = &[(10, &[300, 310]), (11, &[1]), (10, &[5, 310, 700])];
        let second: &[(u32, &[u32])] = &[(10, &[6, 701]), (10, &[6, 301, 311]), (11, &[1])];
        assert_eq!(left(0, first, second), [(10, 4)]);
    }
}
