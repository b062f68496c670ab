//! Which documents have the words of a pattern.

use tantivy::postings::{BlockSegmentPostings, Postings, SegmentPostings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, InvertedIndexReader, Term};

use super::super::EngineError;
use super::super::analysis::{self, Matcher};
use super::super::bits::Bits;
use super::schema::Fields;
use super::select::{insert, with_terms};
use super::snapshot::{Segment, Snapshot};
use super::terms::{cut, is_start};
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

/// The documents that have the words of a pattern next to each other.
pub(super) fn with_words(
    snapshot: &Snapshot,
    pattern: &Pattern,
    parts: Parts,
) -> Result<Bits, EngineError> {
    let fields = &snapshot.fields;
    let matchers = analysis::matchers(pattern);
    if let ([matcher], Parts::TitleAndText) = (matchers.as_slice(), parts)
        && matcher.prefix
        && matcher.terms.iter().all(|start| is_start(start))
    {
        let terms = matcher.terms.iter().map(|start| Term::from_field_text(fields.start, start));
        return with_terms(snapshot, fields.start, &terms.collect::<Vec<_>>());
    }
    let mut found = Bits::none(snapshot.end());
    for segment in &snapshot.segments {
        for field in parts.fields(fields) {
            find(segment, field, &matchers, &mut found)?;
        }
    }
    Ok(found)
}

fn find(
    segment: &Segment,
    field: Field,
    matchers: &[Matcher],
    found: &mut Bits,
) -> Result<(), EngineError> {
    let index = segment.reader.inverted_index(field)?;
    let mut terms = Vec::new();
    for matcher in matchers {
        let accepted = accepted(&index, matcher)?;
        if accepted.is_empty() {
            return Ok(());
        }
        terms.push(accepted);
    }
    match terms.as_slice() {
        [] => Ok(()),
        [word] => with_any(&index, word, segment.first, found),
        words => count(segment, &index, words, &mut |number, _| found.insert(number)),
    }
}

/// Tells of each document how often it has the words of a pattern next to each other, in its title
/// and in its text.
pub(super) fn times(
    snapshot: &Snapshot,
    pattern: &Pattern,
    parts: Parts,
    tell: &mut dyn FnMut(u32, bool, usize),
) -> Result<(), EngineError> {
    let matchers = analysis::matchers(pattern);
    for segment in &snapshot.segments {
        for field in parts.fields(&snapshot.fields) {
            let index = segment.reader.inverted_index(field)?;
            let words = matchers.iter().map(|matcher| accepted(&index, matcher));
            let words = words.collect::<Result<Vec<_>, _>>()?;
            let in_title = field == snapshot.fields.title;
            count(segment, &index, &words, &mut |number, times| tell(number, in_title, times))?;
        }
    }
    Ok(())
}

/// Where the terms are that a matcher accepts.
fn accepted(index: &InvertedIndexReader, matcher: &Matcher) -> Result<Vec<TermInfo>, EngineError> {
    let mut accepted = Vec::new();
    for wanted in matcher.terms.iter().map(|term| cut(term)) {
        if !matcher.prefix {
            accepted.extend(index.terms().get(wanted)?);
            continue;
        }
        let mut terms = index.terms().range().ge(wanted).into_stream()?;
        while terms.advance() && terms.key().starts_with(wanted.as_bytes()) {
            accepted.push(terms.value().clone());
        }
    }
    Ok(accepted)
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
    words: &[Vec<TermInfo>],
    tell: &mut dyn FnMut(u32, usize),
) -> Result<(), EngineError> {
    let mut candidates = Bits::all(segment.len() as usize);
    for word in words {
        let mut having = Bits::none(segment.len() as usize);
        with_any(index, word, 0, &mut having)?;
        candidates = candidates.and(&having);
    }
    let option = IndexRecordOption::WithFreqsAndPositions;
    let open = |terms: &Vec<TermInfo>| -> Result<Vec<SegmentPostings>, EngineError> {
        let postings = terms.iter().map(|term| index.read_postings_from_terminfo(term, option));
        Ok(postings.collect::<Result<_, _>>()?)
    };
    let mut words = words.iter().map(open).collect::<Result<Vec<_>, _>>()?;
    let (mut starts, mut positions) = (Vec::new(), Vec::new());
    // A set has room for a few numbers beyond the last document, which no list holds.
    for doc in candidates.iter() {
        starts.clear();
        for (n, word) in words.iter_mut().enumerate() {
            positions.clear();
            for postings in word {
                if postings.doc() < doc {
                    postings.seek(doc);
                }
                if postings.doc() == doc {
                    postings.append_positions_with_offset(0, &mut positions);
                }
            }
            let n = n as u32;
            if n == 0 {
                starts.append(&mut positions);
                // A word has several terms.
                starts.sort_unstable();
                starts.dedup();
                continue;
            }
            positions.sort_unstable();
            starts.retain(|start| positions.binary_search(&(start + n)).is_ok());
            if starts.is_empty() {
                break;
            }
        }
        if !starts.is_empty() {
            tell(segment.first + doc, starts.len());
        }
    }
    Ok(())
}
