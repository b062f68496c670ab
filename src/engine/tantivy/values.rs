//! The values of a column, numbered through all segments.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::OnceLock;

use tantivy::columnar::StrColumn;

use super::super::{EngineError, sort_key};
use super::snapshot::Segment;

/// The distinct values of a column in their order, and which of them each document has.
pub(super) struct Values {
    names: Vec<String>,
    /// Where the values of each document begin, and where those of the last one end.
    starts: Vec<u32>,
    values: Vec<u32>,
}

impl Values {
    /// The values of a column, put together by whoever first asks for them.
    pub(super) fn once<'a>(
        cell: &'a OnceLock<Self>,
        segments: &[Segment],
        column: impl Fn(&Segment) -> Option<&StrColumn>,
    ) -> Result<&'a Self, EngineError> {
        if let Some(values) = cell.get() {
            return Ok(values);
        }
        let values = Self::new(segments, column)?;
        Ok(cell.get_or_init(|| values))
    }

    fn new(
        segments: &[Segment],
        column: impl Fn(&Segment) -> Option<&StrColumn>,
    ) -> Result<Self, EngineError> {
        let mut names = Vec::new();
        let ranks = merge(segments, &column, &mut |name| names.push(name.to_owned()))?;
        let (mut starts, mut values) = (vec![0], Vec::new());
        for (segment, ranks) in segments.iter().zip(ranks) {
            for doc in 0..segment.len() {
                if let Some(column) = column(segment) {
                    values.extend(column.term_ords(doc).map(|term| ranks[term as usize]));
                }
                starts.push(values.len() as u32);
            }
        }
        Ok(Self { names, starts, values })
    }

    /// The values by number.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// The numbers of the values that a document has.
    pub(super) fn of(&self, document: u32) -> &[u32] {
        let (start, end) = (self.starts[document as usize], self.starts[document as usize + 1]);
        &self.values[start as usize..end as usize]
    }

    /// The place of each value in the order of lists.
    pub(super) fn sort_ranks(&self) -> Vec<u32> {
        let keys: Vec<String> = self.names.iter().map(|name| sort_key(name)).collect();
        let mut sorted: Vec<&String> = keys.iter().collect();
        sorted.sort_unstable();
        sorted.dedup();
        keys.iter().map(|key| sorted.partition_point(|other| *other < key) as u32).collect()
    }

    /// In how many of the documents each value is, by number.
    pub(super) fn count(&self, documents: impl Iterator<Item = u32>) -> Vec<usize> {
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
