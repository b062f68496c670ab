//! Where a word stands: the documents of a list, and its positions in those that are wanted.
//!
//! Tantivy tells positions document by document, which takes longer than to decode them. Here those
//! of all wanted documents that follow each other in a list are read at once.

use std::ops::Range;
use std::sync::Arc;

use tantivy::InvertedIndexReader;
use tantivy::directory::FileSlice;
use tantivy::positions::PositionReader;
use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;

use super::super::EngineError;
use super::super::bits::Bits;

/// Documents of a block, and positions of one: what is between two that are read is decoded with them.
const BLOCK: usize = 128;

/// The words of a field in a part of the index.
pub(super) struct Words {
    pub(super) index: Arc<InvertedIndexReader>,
    pub(super) positions: FileSlice,
}

/// A list, which is read from its first document on.
pub(super) struct Places {
    documents: BlockSegmentPostings,
    /// The first document of the block that was not read.
    at: usize,
    positions: Option<PositionReader>,
    bytes: Range<usize>,
    /// How many positions the documents have that were read or left out.
    before: u64,
}

impl Places {
    pub(super) fn open(words: &Words, term: &TermInfo) -> Result<Self, EngineError> {
        let option = IndexRecordOption::WithFreqs;
        let documents = words.index.read_block_postings_from_terminfo(term, option)?;
        let bytes = term.positions_range.clone();
        Ok(Self { documents, at: 0, positions: None, bytes, before: 0 })
    }

    /// Opens another list in the place of this one.
    pub(super) fn reopen(&mut self, words: &Words, term: &TermInfo) -> Result<(), EngineError> {
        words.index.reset_block_postings_from_terminfo(term, &mut self.documents)?;
        (self.at, self.positions, self.before) = (0, None, 0);
        self.bytes = term.positions_range.clone();
        Ok(())
    }

    /// Tells where the word stands in those of some documents that are wanted; none of them is
    /// before those that were read.
    pub(super) fn tell(
        &mut self,
        words: &Words,
        documents: Range<u32>,
        wanted: &Bits,
        room: &mut Vec<u32>,
        mut tell: impl FnMut(u32, &[u32]),
    ) -> Result<(), EngineError> {
        loop {
            let (docs, times) = (self.documents.docs(), self.documents.freqs());
            let (Some(doc), Some(last)) = (docs.get(self.at), docs.last()) else { return Ok(()) };
            match wanted.from(documents.start.max(*doc)) {
                Some(next) if next >= documents.end => return Ok(()),
                Some(next) if next <= *last => {}
                Some(_) => {
                    self.before += sum(&times[self.at..]);
                    self.next_block();
                    continue;
                }
                None => return Ok(()),
            }

            // Without branches that a processor would have to guess.
            let mut chosen = [Chosen::default(); BLOCK];
            let (mut number, mut length) = (0, 0);
            let end = docs.partition_point(|doc| *doc < documents.end);
            for (doc, times) in docs[self.at..end].iter().zip(&times[self.at..end]) {
                chosen[number] = Chosen { doc: *doc, times: *times, before: length };
                number += usize::from(*doc >= documents.start && wanted.contains(*doc));
                length += u64::from(*times);
            }
            let is_last = end == docs.len();
            for near in chosen[..number].chunk_by(|a, b| b.before - a.end() <= BLOCK as u64) {
                self.read(words, near, room, &mut tell)?;
            }
            self.before += length;
            self.at = end;
            if !is_last {
                return Ok(());
            }
            self.next_block();
        }
    }

    fn next_block(&mut self) {
        self.documents.advance();
        self.at = 0;
    }

    /// Reads where the word stands in documents that are near to each other in the list.
    fn read(
        &mut self,
        words: &Words,
        near: &[Chosen],
        room: &mut Vec<u32>,
        tell: &mut impl FnMut(u32, &[u32]),
    ) -> Result<(), EngineError> {
        let (Some(first), Some(last)) = (near.first(), near.last()) else { return Ok(()) };
        let length = (last.end() - first.before) as usize;
        if room.len() < length {
            room.resize(length, 0);
        }
        let reader = match &mut self.positions {
            Some(reader) => reader,
            none => {
                let bytes = words.positions.read_bytes_slice(self.bytes.clone())?;
                none.insert(PositionReader::open(bytes)?)
            }
        };
        reader.read(self.before + first.before, &mut room[..length]);
        for chosen in near {
            let at = (chosen.before - first.before) as usize;
            let positions = &mut room[at..at + chosen.times as usize];
            // What is stored is how far each is from the one before.
            let mut position = 0;
            for distance in &mut *positions {
                position += *distance;
                *distance = position;
            }
            tell(chosen.doc, positions);
        }
        Ok(())
    }
}

/// A document of a block, and how many positions those before it have.
#[derive(Clone, Copy, Default)]
struct Chosen {
    doc: u32,
    times: u32,
    before: u64,
}

impl Chosen {
    fn end(&self) -> u64 {
        self.before + u64::from(self.times)
    }
}

fn sum(times: &[u32]) -> u64 {
    times.iter().map(|times| u64::from(*times)).sum()
}

#[cfg(test)]
mod tests {
    use tantivy::directory::CompositeFile;
    use tantivy::index::SegmentComponent;
    use tantivy::postings::Postings;
    use tantivy::schema::{Schema, TEXT};
    use tantivy::{DocSet, Index, IndexWriter, TERMINATED, TantivyDocument, Term};

    use super::*;

    /// Documents of which many have the one word, some very often.
    const DOCUMENTS: u32 = 1000;

    fn text(n: u32) -> String {
        let times = match n % 100 {
            0 => 0,
            1 => 700,
            n => n % 7,
        };
        "one two ".repeat(times as usize) + "two"
    }

    fn places(
        list: &mut Places,
        words: &Words,
        all: Range<u32>,
        wanted: &Bits,
    ) -> Vec<(u32, Vec<u32>)> {
        let mut found = Vec::new();
        list.tell(words, all, wanted, &mut Vec::new(), |doc, places| {
            found.push((doc, places.to_vec()));
        })
        .unwrap();
        found
    }

    #[test]
    fn places_are_those_that_tantivy_tells_document_by_document() {
        let mut schema = Schema::builder();
        let field = schema.add_text_field("text", TEXT);
        let index = Index::create_in_ram(schema.build());
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 20_000_000).unwrap();
        for n in 0..DOCUMENTS {
            let mut document = TantivyDocument::new();
            document.add_text(field, text(n));
            writer.add_document(document).unwrap();
        }
        writer.commit().unwrap();
        let searcher = index.reader().unwrap().searcher();
        let [segment] = searcher.segment_readers() else { panic!("one part") };
        let positions = segment.open_read(SegmentComponent::Positions).unwrap();
        let positions = CompositeFile::open(&positions).unwrap().open_read(field).unwrap();
        let words = Words { index: segment.inverted_index(field).unwrap(), positions };

        for word in ["one", "two"] {
            let term = Term::from_field_text(field, word);
            let term = words.index.get_term_info(&term).unwrap().unwrap();
            let option = IndexRecordOption::WithFreqsAndPositions;
            let mut list = words.index.read_postings_from_terminfo(&term, option).unwrap();
            let mut expected = Vec::new();
            while list.doc() != TERMINATED {
                let mut positions = Vec::new();
                list.positions(&mut positions);
                expected.push((list.doc(), positions));
                list.advance();
            }
            assert!(expected.len() > BLOCK);

            let mut list = Places::open(&words, &term).unwrap();
            for every in [1, 2, 3, 50, 333, DOCUMENTS] {
                let wanted = Bits::of(DOCUMENTS as usize, |n| n % every == every - 1);
                let expected: Vec<_> =
                    expected.iter().filter(|(doc, _)| wanted.contains(*doc)).cloned().collect();
                list.reopen(&words, &term).unwrap();
                assert_eq!(places(&mut list, &words, 0..DOCUMENTS, &wanted), expected);
                // Part by part, and of every second part nothing.
                list.reopen(&words, &term).unwrap();
                for first in (0..DOCUMENTS).step_by(140) {
                    let part = first..first + 70;
                    let expected: Vec<_> =
                        expected.iter().filter(|(doc, _)| part.contains(doc)).cloned().collect();
                    assert_eq!(places(&mut list, &words, part, &wanted), expected);
                }
            }
        }
    }
}
