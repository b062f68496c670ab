//! The values of a field, numbered through all segments, and how often each is there.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};
use std::hash::Hash;
use std::sync::Arc;

use rustc_hash::FxBuildHasher;
use tantivy::columnar::StrColumn;

use super::super::bits::Bits;
use super::super::{EngineError, sort_key};
use super::snapshot::Segment;
use super::threads::on_threads;

/// The distinct values of a field in their order, and which of them each document has.
pub(super) struct Values {
    names: Arc<[Arc<str>]>,
    /// Where the values of each document begin, and where those of the last one end. Empty if none
    /// has several: then there is one value for each, or [`NONE`].
    starts: Vec<u32>,
    values: Vec<u32>,
    /// In how many of all documents each value is.
    totals: Vec<u32>,
}

/// So many documents are counted by one thread; of more, two count half each.
const ALONE: usize = 100_000;

/// In the place of the value of a document that has none.
const NONE: u32 = u32::MAX;

impl Values {
    /// The values of a column of texts; those of the documents that are there count.
    pub(super) fn of_texts(
        segments: &[Segment],
        there: &Bits,
        column: impl Fn(&Segment) -> Option<&StrColumn>,
    ) -> Result<Self, EngineError> {
        let mut names = Vec::new();
        let ranks = merge(segments, &column, &mut |name| names.push(name.into()))?;
        let (mut starts, mut values) = (vec![0], Vec::new());
        for (segment, ranks) in segments.iter().zip(ranks) {
            for doc in 0..segment.len() {
                if let Some(column) = column(segment) {
                    values.extend(column.term_ords(doc).map(|term| ranks[term as usize]));
                }
                starts.push(values.len() as u32);
            }
        }
        Ok(Self::new(names, starts, values, there))
    }

    /// The values of a column of numbers, one for each document at most; several numbers may have
    /// one name, and some none.
    pub(super) fn of_numbers<N: Copy + Eq + Hash>(
        numbers: impl Iterator<Item = Option<N>>,
        there: &Bits,
        name: impl Fn(N) -> Option<String>,
    ) -> Self {
        let mut named: BTreeMap<String, u32> = BTreeMap::new();
        let mut known: HashMap<N, u32, FxBuildHasher> = HashMap::default();
        let mut of = |number| {
            *known.entry(number).or_insert_with(|| match name(number) {
                Some(name) => {
                    let next = named.len() as u32;
                    *named.entry(name).or_insert(next)
                }
                None => NONE,
            })
        };
        let mut values: Vec<u32> = numbers.map(|number| number.map_or(NONE, &mut of)).collect();
        let mut ranks = vec![0; named.len()];
        (0..).zip(named.values()).for_each(|(rank, value)| ranks[*value as usize] = rank);
        let known = values.iter_mut().filter(|value| **value != NONE);
        known.for_each(|value| *value = ranks[*value as usize]);
        Self::new(named.into_keys().map(Arc::from).collect(), Vec::new(), values, there)
    }

    fn new(names: Vec<Arc<str>>, starts: Vec<u32>, values: Vec<u32>, there: &Bits) -> Self {
        let mut new = Self { totals: Vec::new(), names: names.into(), starts, values };
        new.values.shrink_to_fit();
        new.totals = new.tally(there);
        new
    }

    /// The values by number.
    pub(super) fn names(&self) -> &Arc<[Arc<str>]> {
        &self.names
    }

    /// The numbers of the values that a document has.
    pub(super) fn of(&self, document: u32) -> &[u32] {
        let document = document as usize;
        if self.starts.is_empty() {
            let value = &self.values[document..=document];
            return if value == [NONE] { &[] } else { value };
        }
        &self.values[self.starts[document] as usize..self.starts[document + 1] as usize]
    }

    /// The documents that have one of the values that are wanted, by number.
    pub(super) fn having(&self, end: usize, wanted: impl Fn(&str) -> bool) -> Bits {
        let wanted: Vec<bool> = self.names.iter().map(|name| wanted(name)).collect();
        Bits::of(end, |document| {
            let values = self.of(document).iter();
            values.fold(false, |any, value| any | wanted[*value as usize])
        })
    }

    /// The place of each value in the order of lists.
    pub(super) fn sort_ranks(&self) -> Vec<u32> {
        let keys: Vec<String> = self.names.iter().map(|name| sort_key(name)).collect();
        let mut sorted: Vec<&String> = keys.iter().collect();
        sorted.sort_unstable();
        sorted.dedup();
        keys.iter().map(|key| sorted.partition_point(|other| *other < key) as u32).collect()
    }

    /// In how many of some documents each value is, by number. What is in most of those that are
    /// `there` is counted as what is not in the others.
    pub(super) fn count(&self, documents: &Bits, there: &Bits) -> Vec<u32> {
        let others = there.clone().and(&documents.clone().not());
        if others.len() >= documents.len() {
            return self.tally(documents);
        }
        let others = self.tally(&others);
        self.totals.iter().zip(others).map(|(all, others)| all - others).collect()
    }

    fn tally(&self, documents: &Bits) -> Vec<u32> {
        if documents.len() < ALONE {
            return self.tally_of(documents.iter());
        }
        let halves = on_threads(2, |n| self.tally_of(documents.part(n, 2)));
        let add = |a: Vec<u32>, b: Vec<u32>| a.into_iter().zip(b).map(|(a, b)| a + b).collect();
        halves.into_iter().reduce(add).unwrap_or_default()
    }

    fn tally_of(&self, documents: impl Iterator<Item = u32>) -> Vec<u32> {
        let mut counts = vec![0; self.names.len()];
        for document in documents {
            self.of(document).iter().for_each(|value| counts[*value as usize] += 1);
        }
        counts
    }
}

/// For each segment, the place of each of its terms in the order of all terms.
pub(super) fn ranks(
    segments: &[Segment],
    column: &impl Fn(&Segment) -> Option<&StrColumn>,
) -> Result<Vec<Vec<u32>>, EngineError> {
    merge(segments, column, &mut |_| {})
}

/// The same, telling of each distinct term in order.
fn merge(
    segments: &[Segment],
    column: &impl Fn(&Segment) -> Option<&StrColumn>,
    tell: &mut dyn FnMut(&str),
) -> Result<Vec<Vec<u32>>, EngineError> {
    let mut ranks = Vec::new();
    let mut streams = Vec::new();
    for segment in segments {
        let column = column(segment);
        ranks.push(vec![0; column.map_or(0, |column| column.num_terms())]);
        streams.push(column.map(|column| column.dictionary().stream()).transpose()?);
    }
    let mut heap = BinaryHeap::new();
    let mut push = |heap: &mut BinaryHeap<_>, n: usize| {
        if let Some(stream) = streams[n].as_mut()
            && stream.advance()
        {
            heap.push(Reverse((stream.key().to_vec(), n, stream.term_ord())));
        }
    };
    (0..segments.len()).for_each(|n| push(&mut heap, n));
    let mut last: Option<Vec<u8>> = None;
    let mut rank = 0;
    while let Some(Reverse((term, n, ordinal))) = heap.pop() {
        if last.as_ref() != Some(&term) {
            rank += u32::from(last.is_some());
            tell(&String::from_utf8_lossy(&term));
            last = Some(term);
        }
        ranks[n][ordinal as usize] = rank;
        push(&mut heap, n);
    }
    Ok(ranks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_several_threads_count_is_what_one_counts() {
        let end = 2 * ALONE + 999;
        let all = Bits::of(end, |_| true);
        let numbers = (0..end as u64).map(|n| (n % 7 > 0).then_some(n % 7));
        let values = Values::of_numbers(numbers, &all, |n| Some(n.to_string()));
        let some = Bits::of(end, |n| n % 3 > 0 && n as usize > end / 4);
        assert!(some.len() > ALONE);
        let counted = (1..7).map(|value| some.iter().filter(|n| n % 7 == value).count() as u32);
        assert_eq!(values.tally(&some), counted.collect::<Vec<_>>());
    }
}
