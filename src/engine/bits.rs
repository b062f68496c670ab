//! Sets of small numbers, one bit each.

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    /// An empty set for numbers below `len`.
    pub(super) fn none(len: usize) -> Self {
        Self(vec![0; len.div_ceil(64)])
    }

    /// All numbers below `len`, and perhaps a few more.
    pub(super) fn all(len: usize) -> Self {
        Self(vec![u64::MAX; len.div_ceil(64)])
    }

    /// The numbers below `len` that pass.
    pub(super) fn of(len: usize, pass: impl Fn(u32) -> bool) -> Self {
        // No branch that a processor would have to guess.
        let word = |first: usize| {
            let numbers = first as u32..len.min(first + 64) as u32;
            numbers.fold(0, |word, n| word | u64::from(pass(n)) << (n % 64))
        };
        Self((0..len).step_by(64).map(word).collect())
    }

    pub(super) fn insert(&mut self, n: u32) {
        if let Some(word) = self.0.get_mut(n as usize / 64) {
            *word |= 1 << (n % 64);
        }
    }

    /// The numbers, ascending.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> {
        numbers(&self.0, 0)
    }

    /// Those of one of so many parts.
    pub(super) fn part(&self, part: usize, of: usize) -> impl Iterator<Item = u32> {
        let [start, end] = [part, part + 1].map(|n| self.0.len() * n / of);
        numbers(&self.0[start..end], start as u32)
    }

    /// How many numbers it has.
    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// The first number that is not below this one.
    pub(super) fn from(&self, n: u32) -> Option<u32> {
        let mut at = n as usize / 64;
        let mut word = self.0.get(at)? & u64::MAX << (n % 64);
        while word == 0 {
            at += 1;
            word = *self.0.get(at)?;
        }
        Some(at as u32 * 64 + word.trailing_zeros())
    }

    pub(super) fn contains(&self, n: u32) -> bool {
        self.0.get(n as usize / 64).is_some_and(|word| word & (1 << (n % 64)) != 0)
    }

    pub(super) fn and(mut self, other: &Self) -> Self {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a &= b);
        self
    }

    pub(super) fn or(mut self, other: &Self) -> Self {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a |= b);
        self
    }

    pub(super) fn not(mut self) -> Self {
        self.0.iter_mut().for_each(|word| *word = !*word);
        self
    }

    /// The numbers that pass, in a set of their own.
    pub(super) fn filter(mut self, mut pass: impl FnMut(u32) -> bool) -> Self {
        for (n, word) in self.0.iter_mut().enumerate() {
            let mut rest = *word;
            while rest != 0 {
                let bit = rest.trailing_zeros();
                rest &= rest - 1;
                if !pass(n as u32 * 64 + bit) {
                    *word &= !(1 << bit);
                }
            }
        }
        self
    }
}

/// The numbers in some words of a set, ascending.
fn numbers(words: &[u64], first: u32) -> impl Iterator<Item = u32> {
    words.iter().zip(first..).flat_map(|(word, n)| {
        let mut rest = *word;
        std::iter::from_fn(move || {
            let bit = (rest != 0).then(|| rest.trailing_zeros())?;
            rest &= rest - 1;
            Some(n * 64 + bit)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(numbers: &[u32]) -> Bits {
        let mut bits = Bits::none(130);
        numbers.iter().for_each(|n| bits.insert(*n));
        bits
    }

    fn numbers(bits: &Bits) -> Vec<u32> {
        bits.iter().inspect(|n| assert!(bits.contains(*n))).filter(|n| *n < 130).collect()
    }

    #[test]
    fn sets_are_combined_number_by_number() {
        let (a, b) = (set(&[0, 63, 64, 129]), set(&[63, 64, 100]));
        assert_eq!(numbers(&a.clone().and(&b)), [63, 64]);
        assert_eq!(numbers(&a.clone().or(&b)), [0, 63, 64, 100, 129]);
        assert_eq!(numbers(&a.clone().not()).len(), 126);
        assert_eq!(numbers(&a.clone().filter(|n| n % 2 == 1)), [63, 129]);
        assert_eq!(numbers(&Bits::all(130)).len(), 130);
        assert_eq!(Bits::of(130, |n| [0, 63, 64, 129].contains(&n)), a);
        assert_eq!((a.len(), a.from(1), a.from(64), a.from(130)), (4, Some(63), Some(64), None));
        assert!(!set(&[]).contains(100_000));
        assert!((0..2).flat_map(|part| a.part(part, 2)).eq(a.iter()));
    }
}
