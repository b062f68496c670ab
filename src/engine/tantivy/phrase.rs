//! Where words stand one after the other.

use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering};

use tantivy::postings::TermInfo;

use super::super::EngineError;
use super::super::bits::Bits;
use super::beginnings::{Beginnings, Left};
use super::places::{Places, Words};
use super::threads::{THREADS, on_threads};
use super::words::{Lists, with_any};

/// A word of more lists, one that begins with a few letters, is only looked for where the others
/// stand.
const FEW: usize = 64;
/// Documents that are looked at together: what is known of them stays in the cache of a processor.
const TOGETHER: u32 = 4096;

/// Documents in the lists of all words from which on several threads look.
const ALONE: u64 = 10_000;

/// Tells which of so many documents of a segment, and of these, have the words, each under any of its
/// terms, one after the other.
pub(super) fn find(
    index: &Words,
    documents: u32,
    among: Bits,
    words: &[Lists],
    tell: impl FnMut(u32),
) -> Result<(), EngineError> {
    let found = search(index, documents, among, words, |begin, found| {
        found.extend(begin.documents().iter());
    })?;
    found.into_iter().for_each(tell);
    Ok(())
}

/// The same, and how often each has them.
pub(super) fn count(
    index: &Words,
    documents: u32,
    among: Bits,
    words: &[Lists],
    mut tell: impl FnMut(u32, usize),
) -> Result<(), EngineError> {
    let found = search(index, documents, among, words, |begin, found| {
        found.extend(begin.documents().iter().map(|doc| (doc, begin.times(doc))));
    })?;
    found.into_iter().for_each(|(doc, times)| tell(doc, times as usize));
    Ok(())
}

/// What is found in the documents that have the words one after the other.
fn search<T: Send>(
    index: &Words,
    documents: u32,
    among: Bits,
    words: &[Lists],
    found: impl Fn(&Beginnings, &mut Vec<T>) + Sync,
) -> Result<Vec<T>, EngineError> {
    let mut having = among;
    for word in words.iter().filter(|word| word.terms.len() <= FEW) {
        let mut with_word = Bits::none(documents as usize);
        with_any(&index.index, &word.terms, 0, &mut with_word)?;
        having = having.and(&with_word);
    }
    let mut numbered: Vec<(u32, &Lists)> = (0..).zip(words).collect();
    numbered.sort_by_key(|(_, word)| word.length());
    let work: u64 = words.iter().map(Lists::length).sum();
    // Many lists are not kept open, but shared out among threads.
    let many = words.iter().any(|word| word.terms.len() > FEW);
    let together = if many { documents } else { TOGETHER };
    let threads = if many || work < ALONE { 1 } else { *THREADS };
    let next = AtomicU32::new(0);
    let parts = on_threads(threads, |_| {
        let words = numbered.iter().map(|(n, lists)| Word { n: *n, lists, open: Vec::new() });
        let (room, left) = (Vec::new(), Left::default());
        let mut search = Search { index, words: words.collect(), room, left };
        let (mut begin, mut part) = (Beginnings::default(), Vec::new());
        loop {
            let first = next.fetch_add(1, Ordering::Relaxed).saturating_mul(together);
            if first >= documents {
                return Ok::<_, EngineError>(part);
            }
            let end = documents.min(first.saturating_add(together));
            if having.from(first).is_some_and(|doc| doc < end) {
                search.find(first..end, &having, &mut begin)?;
                found(&begin, &mut part);
            }
        }
    });
    let parts = parts.into_iter().collect::<Result<Vec<_>, _>>()?;
    Ok(parts.into_iter().flatten().collect())
}

/// A word of a phrase, of which so many are before it.
struct Word<'a> {
    n: u32,
    lists: &'a Lists,
    /// Its lists, if they are few.
    open: Vec<Places>,
}

struct Search<'a> {
    index: &'a Words,
    /// The rarest first.
    words: Vec<Word<'a>>,
    /// Room for positions.
    room: Vec<u32>,
    /// Room for what is left.
    left: Left,
}

impl Search<'_> {
    /// Finds where the words stand one after the other in some of the documents that have them.
    fn find(
        &mut self,
        documents: Range<u32>,
        having: &Bits,
        begin: &mut Beginnings,
    ) -> Result<(), EngineError> {
        begin.clear(documents.clone());
        let (index, room) = (self.index, &mut self.room);
        let Some((rarest, others)) = self.words.split_first_mut() else { return Ok(()) };
        let n = rarest.n;
        rarest.tell(index, documents.clone(), having, room, |doc, positions| {
            begin.add(doc, n, positions);
        })?;
        for word in others {
            let (n, wanted) = (word.n, begin.documents());
            if wanted.from(0).is_none() {
                break;
            }
            if word.lists.terms.len() <= FEW {
                begin.none(&mut self.left);
                word.tell(index, documents.clone(), wanted, room, |doc, positions| {
                    begin.leave(doc, n, positions, &mut self.left);
                })?;
                begin.retain(&mut self.left);
                continue;
            }
            let threads = if word.lists.length() < ALONE { 1 } else { *THREADS };
            let parts = on_threads(threads, |thread| {
                let mut left = Left::default();
                begin.none(&mut left);
                let lists = word.lists.terms.iter().skip(thread).step_by(threads);
                let room = &mut Vec::new();
                each(index, lists, documents.clone(), wanted, room, |doc, positions| {
                    begin.leave(doc, n, positions, &mut left);
                })?;
                Ok::<_, EngineError>(left)
            });
            begin.none(&mut self.left);
            for part in parts {
                self.left.add(&part?);
            }
            begin.retain(&mut self.left);
        }
        Ok(())
    }
}

impl Word<'_> {
    /// Tells where the word stands in those of some documents that are wanted, list by list.
    fn tell(
        &mut self,
        index: &Words,
        documents: Range<u32>,
        wanted: &Bits,
        room: &mut Vec<u32>,
        mut tell: impl FnMut(u32, &[u32]),
    ) -> Result<(), EngineError> {
        let terms = &self.lists.terms;
        if terms.len() > FEW {
            return each(index, terms.iter(), documents, wanted, room, tell);
        }
        if self.open.is_empty() {
            let open = terms.iter().map(|term| Places::open(index, term));
            self.open = open.collect::<Result<_, _>>()?;
        }
        self.open
            .iter_mut()
            .try_for_each(|list| list.tell(index, documents.clone(), wanted, room, &mut tell))
    }
}

/// The same of lists that are opened one after the other.
fn each<'a>(
    index: &Words,
    terms: impl Iterator<Item = &'a TermInfo>,
    documents: Range<u32>,
    wanted: &Bits,
    room: &mut Vec<u32>,
    mut tell: impl FnMut(u32, &[u32]),
) -> Result<(), EngineError> {
    let mut one: Option<Places> = None;
    for term in terms {
        let list = match &mut one {
            Some(list) => {
                list.reopen(index, term)?;
                list
            }
            none => none.insert(Places::open(index, term)?),
        };
        list.tell(index, documents.clone(), wanted, room, &mut tell)?;
    }
    Ok(())
}
