//! Where words stand one after the other.

use std::ops::Range;
use std::panic::resume_unwind;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::{self, ScopedJoinHandle};

use tantivy::postings::{BlockSegmentPostings, Postings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, InvertedIndexReader};

use super::super::EngineError;
use super::super::bits::Bits;
use super::words::{Lists, block, with_any};

/// A word of more lists, one that begins with a few letters, is only looked for where the others
/// stand.
const FEW: usize = 64;
/// Documents of a block of a list. In a list that is shorter, looking at the block costs less than
/// opening it with its positions.
const BLOCK: u32 = 128;
/// Documents that are looked at together: what is known of them stays in the cache of a processor.
const TOGETHER: u32 = 4096;

/// Documents in the lists of all words from which on several threads look.
const ALONE: u64 = 20_000;
/// How many threads that is. More of them are seldom free.
static THREADS: LazyLock<u32> =
    LazyLock::new(|| thread::available_parallelism().map_or(1, |n| n.get().min(4) as u32));

/// Tells of each of so many documents of a segment how often the words, each under any of its terms,
/// stand in it one after the other.
pub(super) fn count(
    index: &InvertedIndexReader,
    documents: u32,
    words: &[Lists],
    tell: &mut dyn FnMut(u32, usize),
) -> Result<(), EngineError> {
    let mut having = Bits::all(documents as usize);
    for word in words.iter().filter(|word| word.terms.len() <= FEW) {
        let mut with_word = Bits::none(documents as usize);
        with_any(index, &word.terms, 0, &mut with_word)?;
        having = having.and(&with_word);
    }
    let mut numbered: Vec<(u32, &Lists)> = (0..).zip(words).collect();
    numbered.sort_by_key(|(_, word)| word.length());
    let work: u64 = words.iter().map(Lists::length).sum();
    let threads = if work < ALONE { 1 } else { *THREADS };
    // Opening lists again and again would cost more than it spares where they are short, or many.
    let at_once = work < ALONE || words.iter().any(|word| word.terms.len() > FEW);
    let together = if at_once { documents.div_ceil(threads) } else { TOGETHER };
    let next = AtomicU32::new(0);
    let search = || {
        let mut search = Search { index, marks: Marks::default(), positions: Vec::new() };
        let mut found = Vec::new();
        loop {
            let first = next.fetch_add(1, Ordering::Relaxed).saturating_mul(together);
            if first >= documents {
                return Ok::<_, EngineError>(found);
            }
            let end = documents.min(first.saturating_add(together));
            let starts = search.starts(first..end, &having, &numbered)?;
            let same = starts.chunk_by(|(a, _), (b, _)| a == b);
            found.extend(same.map(|same| (same[0].0, same.len())));
        }
    };
    let found = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(search)).collect();
        let join =
            |other: ScopedJoinHandle<_>| other.join().unwrap_or_else(|panic| resume_unwind(panic));
        let mine = search();
        [mine].into_iter().chain(others.into_iter().map(join)).collect::<Result<Vec<_>, _>>()
    })?;
    found.into_iter().flatten().for_each(|(doc, times)| tell(doc, times));
    Ok(())
}

struct Search<'a> {
    index: &'a InvertedIndexReader,
    marks: Marks,
    /// Room for the positions of one document.
    positions: Vec<u32>,
}

impl Search<'_> {
    /// Where the words stand one after the other in some of the documents that have them: the
    /// document, and where in it the first of the words stands. The words come with their numbers,
    /// the rarest first.
    fn starts(
        &mut self,
        documents: Range<u32>,
        having: &Bits,
        words: &[(u32, &Lists)],
    ) -> Result<Vec<(u32, u32)>, EngineError> {
        let mut starts: Vec<(u32, u32)> = Vec::new();
        let Some(((n, rarest), others)) = words.split_first() else { return Ok(starts) };
        self.places(rarest, documents.clone(), having, &mut |doc, positions| {
            let first = positions.partition_point(|position| position < n);
            starts.extend(positions[first..].iter().map(|position| (doc, position - n)));
        })?;
        if rarest.terms.len() > 1 {
            starts.sort();
            // A name may be listed apart from its word.
            starts.dedup();
        }

        let mut marks = std::mem::take(&mut self.marks);
        for (n, word) in others {
            if starts.is_empty() {
                break;
            }
            let mut wanted = Bits::none(documents.end as usize);
            // Where the starts of each document begin.
            let mut first = vec![0_u32; documents.len() + 1];
            for (doc, _) in &starts {
                wanted.insert(*doc);
                first[(doc - documents.start) as usize + 1] += 1;
            }
            let mut before = 0;
            for first in &mut first {
                before += *first;
                *first = before;
            }
            let mut kept = vec![false; starts.len()];
            self.places(word, documents.clone(), &wanted, &mut |doc, positions| {
                let at = (doc - documents.start) as usize;
                let of_document = first[at] as usize..first[at + 1] as usize;
                marks.set(positions);
                let starts = starts[of_document.clone()].iter().zip(&mut kept[of_document]);
                starts.for_each(|((_, start), kept)| *kept |= marks.has(start + n));
            })?;
            let mut kept = kept.into_iter();
            starts.retain(|_| kept.next() == Some(true));
        }
        self.marks = marks;
        Ok(starts)
    }

    /// Tells where a word stands in those of some documents that are wanted, list by list.
    fn places(
        &mut self,
        word: &Lists,
        documents: Range<u32>,
        wanted: &Bits,
        tell: &mut dyn FnMut(u32, &[u32]),
    ) -> Result<(), EngineError> {
        let Some(first) = wanted.from(documents.start) else { return Ok(()) };
        let mut one = None;
        for term in &word.terms {
            if term.doc_freq < BLOCK && !any_in(wanted, block(self.index, term, &mut one)?) {
                continue;
            }
            let option = IndexRecordOption::WithFreqsAndPositions;
            let mut postings = self.index.read_postings_from_terminfo(term, option)?;
            let mut doc = postings.doc();
            if doc < first {
                doc = postings.seek(first);
            }
            // What ends a list is the largest number.
            while doc < documents.end {
                if wanted.contains(doc) {
                    postings.positions(&mut self.positions);
                    tell(doc, &self.positions);
                    doc = postings.advance();
                    continue;
                }
                let Some(next) = wanted.from(doc) else { break };
                // To seek costs more than to go through what is decoded.
                doc = if next - doc < BLOCK { postings.advance() } else { postings.seek(next) };
            }
        }
        Ok(())
    }
}

/// A set of positions that is quickly made and asked.
#[derive(Default)]
struct Marks {
    /// By position: the number of the last set that had it.
    sets: Vec<u32>,
    last: u32,
}

impl Marks {
    /// Makes it the set of these positions, which ascend.
    fn set(&mut self, positions: &[u32]) {
        let end = positions.last().map_or(0, |last| *last as usize + 1);
        if self.last == u32::MAX {
            *self = Self::default();
        }
        if self.sets.len() < end {
            self.sets.resize(end, 0);
        }
        self.last += 1;
        positions.iter().for_each(|position| self.sets[*position as usize] = self.last);
    }

    fn has(&self, position: u32) -> bool {
        self.sets.get(position as usize) == Some(&self.last)
    }
}

/// Whether a document of the first block of a list is in a set.
fn any_in(set: &Bits, list: &BlockSegmentPostings) -> bool {
    list.docs().iter().any(|doc| set.contains(*doc))
}
