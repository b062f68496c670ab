//! By what a document is found again once its text has changed.

/// A digest of one place where a document is known: the file that holds it alone, the id that its
/// source gives it, or its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Trace(pub i64);

/// A sketch of a text in at most 128 bytes, enough to tell how much two texts have in common: how
/// many different pieces it has, and those that hash lowest (a bottom-k sketch).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sketch {
    pieces: u32,
    /// Ascending, no two the same.
    least: Vec<u32>,
}

impl Sketch {
    /// How many pieces are kept.
    const KEPT: usize = 31;
    /// How much of the shorter of two versions of a text must be in the longer one: nearly all texts
    /// of sixty words or more have that if a tenth of their words change, or if they grow threefold.
    const VERSIONS: f64 = 0.6;
    /// The same of a line or two, where entries of one series have much in common: nine tenths have
    /// that if one word in twenty changes.
    const SHORT_VERSIONS: f64 = 0.8;
    /// How many of the pieces kept must be the same, so that chance does not do it.
    const LEAST: usize = 6;

    /// The sketch of a text with pieces of these hashes, which may come more than once.
    pub fn of(mut hashes: Vec<u32>) -> Self {
        hashes.sort_unstable();
        hashes.dedup();
        let pieces = u32::try_from(hashes.len()).unwrap_or(u32::MAX);
        hashes.truncate(Self::KEPT);
        Self { pieces, least: hashes }
    }

    /// The sketch that these bytes are, if they are one.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (numbers, []) = bytes.as_chunks::<4>() else { return None };
        let mut numbers = numbers.iter().map(|bytes| u32::from_le_bytes(*bytes));
        Some(Self { pieces: numbers.next()?, least: numbers.collect() })
    }

    /// The sketch as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let numbers = [self.pieces].into_iter().chain(self.least.iter().copied());
        numbers.flat_map(u32::to_le_bytes).collect()
    }

    /// How much of the shorter text is in the longer one, about, from 0 to 1; `None` if that is too
    /// little for two versions of one text.
    pub fn likeness(&self, other: &Self) -> Option<f64> {
        let mut both: Vec<u32> = self.least.iter().chain(&other.least).copied().collect();
        both.sort_unstable();
        let pairs = both.len();
        both.dedup();
        // Of the lowest of both together each is known to be in either text or not.
        both.truncate(Self::KEPT);
        let common = |hash: &&u32| {
            self.least.binary_search(hash).is_ok() && other.least.binary_search(hash).is_ok()
        };
        let shared = both.iter().filter(common).count();
        let (few, many) = (self.pieces.min(other.pieces), self.pieces.max(other.pieces));
        if pairs == 0 || shared < Self::LEAST.min(few.max(1) as usize) {
            return None;
        }
        let jaccard = shared as f64 / both.len() as f64;
        let shared = jaccard / (1.0 + jaccard) * (f64::from(few) + f64::from(many));
        let likeness = (shared / f64::from(few)).min(1.0);
        let short = (few as usize) < Self::KEPT;
        let enough = if short { Self::SHORT_VERSIONS } else { Self::VERSIONS };
        (likeness >= enough).then_some(likeness)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that look like hashes.
    fn hashes(range: std::ops::Range<u32>) -> Vec<u32> {
        range.map(|n| (u64::from(n).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as u32).collect()
    }

    fn sketch(range: std::ops::Range<u32>) -> Sketch {
        Sketch::of(hashes(range))
    }

    #[test]
    fn a_sketch_is_small_and_reads_back() {
        for size in [0, 1, 31, 5000] {
            let sketch = sketch(0..size);
            assert!(sketch.to_bytes().len() <= 128);
            assert_eq!(Sketch::from_bytes(&sketch.to_bytes()), Some(sketch));
        }
        assert_eq!(Sketch::from_bytes(&[1, 2, 3]), None);
    }

    #[test]
    fn versions_of_a_text_are_alike_and_other_texts_are_not() {
        let text = sketch(0..1000);
        assert_eq!(text.likeness(&text), Some(1.0));
        for version in [50..1000, 0..3000, 200..1200, 0..400] {
            assert!(text.likeness(&sketch(version.clone())).is_some(), "{version:?}");
        }
        // A fifth is a header and a footer.
        for other in [1000..2000, 800..1800, 900..9000] {
            assert_eq!(text.likeness(&sketch(other.clone())), None, "{other:?}");
        }
        assert_eq!(sketch(0..0).likeness(&sketch(0..0)), None);
        assert_eq!(sketch(0..3).likeness(&sketch(0..3)), Some(1.0));
        assert_eq!(sketch(0..3).likeness(&sketch(2..5)), None);
    }
}
