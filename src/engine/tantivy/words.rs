//! Which documents have the words of a pattern.

use tantivy::postings::{BlockSegmentPostings, Postings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, InvertedIndexReader, TERMINATED};

use super::super::EngineError;
use super::super::analysis::{self, Form, Matcher, Stretch};
use super::super::bits::Bits;
use super::schema::Fields;
use super::select::insert;
use super::snapshot::{Segment, Snapshot};
use super::terms::{cut, finds_start, is_start, may_be_cut};
use crate::query::Pattern;

/// The parts of a document that words are looked for in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Parts {
    Title,
    TitleAndText,
}

impl Parts {
    fn fields(self, fields: &Fields) -> impl Iterator<Item = Field> {
        let text = (self == Parts::TitleAndText).then_some(fields.text);
        [fields.title].into_iter().chain(text)
    }
}

/// A word of a query, and where the keys are of the words that it asks for.
struct Wanted {
    matcher: Matcher,
    stretches: Vec<Stretch>,
}

/// The words of a pattern.
fn wanted(pattern: &Pattern) -> Vec<Wanted> {
    let wanted = |mut matcher: Matcher| {
        for term in matcher.terms.iter_mut().filter(|term| may_be_cut(term)) {
            // The sign before it is not counted.
            *term = format!("{}{}", &term[..1], cut(&term[1..]));
        }
        Wanted { stretches: matcher.stretches(), matcher }
    };
    analysis::matchers(pattern).into_iter().map(wanted).collect()
}

/// The documents that have the words of a pattern next to each other.
pub(super) fn with_words(
    snapshot: &Snapshot,
    pattern: &Pattern,
    parts: Parts,
) -> Result<Bits, EngineError> {
    let fields = &snapshot.fields;
    let wanted = wanted(pattern);
    if let ([word], Parts::TitleAndText) = (wanted.as_slice(), parts)
        && word.matcher.prefix
        && let Some(start) = word.matcher.terms.first().map(|term| &term[1..])
        && is_start(start)
    {
        return beginning(snapshot, start);
    }
    let mut found = Bits::none(snapshot.end());
    for segment in &snapshot.segments {
        for field in parts.fields(fields) {
            find(segment, field, &wanted, &mut found)?;
        }
    }
    Ok(found)
}

/// The documents that have a word which begins with these few letters.
fn beginning(snapshot: &Snapshot, start: &str) -> Result<Bits, EngineError> {
    let mut found = Bits::none(snapshot.end());
    for segment in &snapshot.segments {
        let index = segment.reader.inverted_index(snapshot.fields.start)?;
        let mut lists = Vec::new();
        let mut starts = index.terms().range().ge(start).into_stream()?;
        while starts.advance() && starts.key().starts_with(start.as_bytes()) {
            if str::from_utf8(starts.key()).is_ok_and(|key| finds_start(start, key)) {
                lists.push(starts.value().clone());
            }
        }
        with_any(&index, &lists, segment.first, &mut found)?;
    }
    Ok(found)
}

/// The documents that have a word whose folded form is asked for, and perhaps some more.
pub(super) fn with_asked(
    snapshot: &Snapshot,
    asked: &dyn Fn(&str) -> bool,
) -> Result<Bits, EngineError> {
    let mut found = Bits::none(snapshot.end());
    for segment in &snapshot.segments {
        for field in Parts::TitleAndText.fields(&snapshot.fields) {
            let index = segment.reader.inverted_index(field)?;
            let mut lists = Vec::new();
            let mut keys = index.terms().stream()?;
            // The keys of a folded form follow each other.
            let (mut last, mut accepted) = (String::new(), false);
            while keys.advance() {
                let Ok(key) = str::from_utf8(keys.key()) else { continue };
                let folded = analysis::folded_in(key);
                if folded != last {
                    last.clear();
                    last.push_str(folded);
                    accepted = may_be_cut(folded) || asked(folded);
                }
                if accepted {
                    lists.push(keys.value().clone());
                }
            }
            with_any(&index, &lists, segment.first, &mut found)?;
        }
    }
    Ok(found)
}

fn find(
    segment: &Segment,
    field: Field,
    wanted: &[Wanted],
    found: &mut Bits,
) -> Result<(), EngineError> {
    let index = segment.reader.inverted_index(field)?;
    let mut words = Vec::new();
    for wanted in wanted {
        let lists = Lists::of(&index, wanted)?;
        if lists.terms.is_empty() {
            return Ok(());
        }
        words.push(lists);
    }
    match words.as_slice() {
        [] => Ok(()),
        [word] => with_any(&index, &word.terms, segment.first, found),
        words => count(segment, &index, words, &mut |number, _| found.insert(number)),
    }
}

/// Tells of each document how often it has the words of a pattern next to each other, in its title
/// and in its text; of some perhaps in several parts.
pub(super) fn times(
    snapshot: &Snapshot,
    pattern: &Pattern,
    parts: Parts,
    tell: &mut dyn FnMut(u32, bool, usize),
) -> Result<(), EngineError> {
    let wanted = wanted(pattern);
    for segment in &snapshot.segments {
        for field in parts.fields(&snapshot.fields) {
            let index = segment.reader.inverted_index(field)?;
            let words = wanted.iter().map(|wanted| Lists::of(&index, wanted));
            let words = words.collect::<Result<Vec<_>, _>>()?;
            let in_title = field == snapshot.fields.title;
            let mut tell = |number, times| tell(number, in_title, times);
            match words.as_slice() {
                [word] if word.apart => add_up(&index, &word.terms, segment.first, &mut tell)?,
                words => count(segment, &index, words, &mut tell)?,
            }
        }
    }
    Ok(())
}

/// Where the documents are listed that have a word that is asked for.
struct Lists {
    terms: Vec<TermInfo>,
    /// Whether no occurrence of a word is in two of them.
    apart: bool,
}

impl Lists {
    fn of(index: &InvertedIndexReader, wanted: &Wanted) -> Result<Self, EngineError> {
        let Wanted { matcher, stretches } = wanted;
        let mut terms = Vec::new();
        for stretch in stretches {
            let mut keys = index.terms().range().ge(stretch.start()).into_stream()?;
            while keys.advance() && stretch.has(keys.key()) {
                let key = str::from_utf8(keys.key());
                if key.is_ok_and(|key| matcher.accepts(&Form::of_key(key))) {
                    terms.push(keys.value().clone());
                }
            }
        }
        let words = terms.len();
        for name in matcher.names() {
            let mut names = index.terms().range().ge(name).into_stream()?;
            while names.advance()
                && names
                    .key()
                    .strip_prefix(name.as_bytes())
                    .is_some_and(|rest| matcher.prefix || rest.is_empty())
            {
                terms.push(names.value().clone());
            }
        }
        Ok(Self { apart: terms.len() == words, terms })
    }
}

/// Tells of each document how often it has one of the words of lists, list by list.
fn add_up(
    index: &InvertedIndexReader,
    terms: &[TermInfo],
    first: u32,
    tell: &mut dyn FnMut(u32, usize),
) -> Result<(), EngineError> {
    for term in terms {
        let option = IndexRecordOption::WithFreqs;
        let mut postings = index.read_block_postings_from_terminfo(term, option)?;
        while postings.block_len() > 0 {
            let documents = postings.docs().iter().zip(postings.freqs());
            documents.for_each(|(doc, times)| tell(first + doc, *times as usize));
            postings.advance();
        }
    }
    Ok(())
}

/// Adds the documents that have any of the terms.
fn with_any(
    index: &InvertedIndexReader,
    terms: &[TermInfo],
    first: u32,
    found: &mut Bits,
) -> Result<(), EngineError> {
    let mut postings: Option<BlockSegmentPostings> = None;
    for term in terms {
        let postings = match &mut postings {
            Some(postings) => {
                index.reset_block_postings_from_terminfo(term, postings)?;
                postings
            }
            none => none
                .insert(index.read_block_postings_from_terminfo(term, IndexRecordOption::Basic)?),
        };
        insert(postings, first, found);
    }
    Ok(())
}

/// Tells of each document how often the words, each under any of its terms, stand in it one after
/// the other.
fn count(
    segment: &Segment,
    index: &InvertedIndexReader,
    words: &[Lists],
    tell: &mut dyn FnMut(u32, usize),
) -> Result<(), EngineError> {
    let mut candidates = Bits::all(segment.len() as usize);
    for word in words {
        let mut having = Bits::none(segment.len() as usize);
        with_any(index, &word.terms, 0, &mut having)?;
        candidates = candidates.and(&having);
    }
    // A set has room for a few numbers beyond the last document, which no list holds.
    let mut candidates: Vec<u32> = candidates.iter().collect();
    // Thousands of lists, of the words with a beginning, are only looked at where the rest stands.
    let mut numbered: Vec<(u32, &Lists)> = (0..).zip(words).collect();
    numbered.sort_by_key(|(_, word)| word.terms.len());
    let mut starts: Option<Vec<(u32, u32)>> = None;
    for (n, word) in numbered {
        let begins = |doc, start: u32| match &starts {
            Some(starts) => starts.binary_search(&(doc, start)).is_ok(),
            None => true,
        };
        let mut found = Vec::new();
        places(index, word, &candidates, &mut |doc, position| {
            found.extend(position.checked_sub(n).filter(|s| begins(doc, *s)).map(|s| (doc, s)));
        })?;
        found.sort_unstable();
        // A name may be listed apart from its word.
        found.dedup();
        candidates = found.chunk_by(|(a, _), (b, _)| a == b).map(|same| same[0].0).collect();
        starts = Some(found);
    }
    for starts in starts.iter().flat_map(|starts| starts.chunk_by(|(a, _), (b, _)| a == b)) {
        tell(segment.first + starts[0].0, starts.len());
    }
    Ok(())
}

/// Tells where words of lists stand in some documents: the document, the position.
fn places(
    index: &InvertedIndexReader,
    word: &Lists,
    documents: &[u32],
    tell: &mut dyn FnMut(u32, u32),
) -> Result<(), EngineError> {
    let mut positions = Vec::new();
    for term in &word.terms {
        let option = IndexRecordOption::WithFreqsAndPositions;
        let mut postings = index.read_postings_from_terminfo(term, option)?;
        let mut rest = documents;
        loop {
            let doc = postings.doc();
            // Mostly the next ones.
            let near = rest.iter().take(8).position(|document| *document >= doc);
            let passed = near.unwrap_or_else(|| rest.partition_point(|document| *document < doc));
            rest = &rest[passed..];
            let Some(next) = rest.first().filter(|_| doc != TERMINATED) else { break };
            if *next > doc {
                postings.seek(*next);
                continue;
            }
            positions.clear();
            postings.append_positions_with_offset(0, &mut positions);
            positions.iter().for_each(|position| tell(doc, *position));
            postings.advance();
        }
    }
    Ok(())
}
