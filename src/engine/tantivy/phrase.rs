//! Where words stand one after the other.

use tantivy::postings::{BlockSegmentPostings, Postings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, InvertedIndexReader, TERMINATED};

use super::super::EngineError;
use super::super::bits::Bits;
use super::words::{Lists, block, with_any};

/// A word of more lists, one that begins with a few letters, is only looked for where the others
/// stand.
const FEW: usize = 64;
/// Lists that are shorter than this are one block: looking at it costs less than opening it with its
/// positions.
const BLOCK: u32 = 128;

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
    let Some(((n, rarest), others)) = numbered.split_first() else { return Ok(()) };

    // The document, and where in it the first of the words would stand.
    let mut starts: Vec<(u32, u32)> = Vec::new();
    // A set has room for a few numbers beyond the last document, which no list holds.
    let candidates: Vec<u32> = having.iter().collect();
    places(index, rarest, &candidates, &mut |at, positions| {
        let begin = positions.iter().filter_map(|position| position.checked_sub(*n));
        starts.extend(begin.map(|start| (candidates[at], start)));
    })?;
    // In order already but for where a list follows another.
    starts.sort();
    // A name may be listed apart from its word.
    starts.dedup();

    for (n, word) in others {
        let mut kept = vec![false; starts.len()];
        let mut first = Vec::new();
        let mut candidates: Vec<u32> = Vec::new();
        for ((doc, _), at) in starts.iter().zip(0..) {
            if candidates.last() != Some(doc) {
                candidates.push(*doc);
                first.push(at);
            }
        }
        first.push(starts.len());
        places(index, word, &candidates, &mut |at, positions| {
            let (first, end) = (first[at], first[at + 1]);
            for start in positions.iter().filter_map(|position| position.checked_sub(*n)) {
                if let Ok(at) = starts[first..end].binary_search_by_key(&start, |(_, s)| *s) {
                    kept[first + at] = true;
                }
            }
        })?;
        let mut kept = kept.into_iter();
        starts.retain(|_| kept.next() == Some(true));
    }
    for same in starts.chunk_by(|(a, _), (b, _)| a == b) {
        tell(same[0].0, same.len());
    }
    Ok(())
}

/// Tells where a word stands in some documents, list by list: which of the documents, the positions.
fn places(
    index: &InvertedIndexReader,
    word: &Lists,
    documents: &[u32],
    tell: &mut dyn FnMut(usize, &[u32]),
) -> Result<(), EngineError> {
    let Some(last) = documents.last() else { return Ok(()) };
    let mut wanted = Bits::none(*last as usize + 1);
    documents.iter().for_each(|document| wanted.insert(*document));
    let mut positions = Vec::new();
    let mut one = None;
    for term in &word.terms {
        if term.doc_freq < BLOCK && !any_in(&wanted, block(index, term, &mut one)?) {
            continue;
        }
        let option = IndexRecordOption::WithFreqsAndPositions;
        let mut postings = index.read_postings_from_terminfo(term, option)?;
        let mut at = 0;
        loop {
            let doc = postings.doc();
            let rest = &documents[at..];
            // Mostly the next ones.
            let near = rest.iter().take(8).position(|document| *document >= doc);
            at += near.unwrap_or_else(|| rest.partition_point(|document| *document < doc));
            let Some(next) = documents.get(at).filter(|_| doc != TERMINATED) else { break };
            if *next > doc {
                postings.seek(*next);
                continue;
            }
            positions.clear();
            postings.append_positions_with_offset(0, &mut positions);
            tell(at, &positions);
            postings.advance();
        }
    }
    Ok(())
}

/// Whether a document of the first block of a list is in a set.
fn any_in(set: &Bits, list: &BlockSegmentPostings) -> bool {
    list.docs().iter().any(|doc| set.contains(*doc))
}
