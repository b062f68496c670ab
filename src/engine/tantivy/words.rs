//! Which documents have the words of a pattern.

use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{InvertedIndexReader, Term};

use super::super::EngineError;
use super::super::analysis::{self, Form, Matcher, Stretch};
use super::super::bits::Bits;
use super::phrase;
use super::places::Words;
use super::schema::Fields;
use super::select::{insert, with_terms};
use super::snapshot::{Segment, Snapshot};
use super::starts::{finds_start, is_start, pair, short, start};
use super::terms::{cut, may_be_cut};
use super::threads::{THREADS, on_threads};
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

impl Wanted {
    /// The folded word, or its beginning.
    fn letters(&self) -> &str {
        self.matcher.terms.first().map_or("", |term| &term[1..])
    }
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
    let wanted = wanted(pattern);
    if let ([word], Parts::TitleAndText) = (wanted.as_slice(), parts)
        && word.matcher.prefix
        && is_start(word.letters())
    {
        return beginning(snapshot, word.letters());
    }
    let pair = wanted_pair(&wanted);
    if let (Some(pair), 2, Parts::TitleAndText) = (&pair, wanted.len(), parts)
        && wanted[1].letters().chars().nth(1).is_none()
    {
        let term = Term::from_field_text(snapshot.fields.start, pair);
        return with_terms(snapshot, snapshot.fields.start, &[term]);
    }
    let mut found = Bits::none(snapshot.end());
    for Looked { segment, index, words, .. } in look_up(snapshot, parts, &wanted)? {
        let among = || with_pair(snapshot, segment, pair.as_deref());
        match words.as_slice() {
            [] => {}
            [word] => with_any(&index.index, &word.terms, segment.first, &mut found)?,
            words => phrase::find(&index, segment.len(), among()?, words, |doc| {
                found.insert(segment.first + doc);
            })?,
        }
    }
    Ok(found)
}

/// What documents are indexed by that have the last words of a pattern next to each other, if the one
/// before the last is short and of the last the beginning is known: each alone is often in so many
/// documents, in so many lists, that looking where they stand takes long.
fn wanted_pair(wanted: &[Wanted]) -> Option<String> {
    let [.., before, last] = wanted else { return None };
    let short = short(start(before.letters())).filter(|_| last.matcher.prefix)?;
    Some(pair(short, last.letters().chars().next()?).collect())
}

/// The documents of a segment that have a pair, or all.
fn with_pair(
    snapshot: &Snapshot,
    segment: &Segment,
    pair: Option<&str>,
) -> Result<Bits, EngineError> {
    let documents = segment.len() as usize;
    let Some(pair) = pair else { return Ok(Bits::all(documents)) };
    let mut found = Bits::none(documents);
    let index = segment.reader.inverted_index(snapshot.fields.start)?;
    if let Some(list) = index.terms().get(pair)? {
        with_any(&index, &[list], 0, &mut found)?;
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

/// A field of a part of the index that has something of each word of a pattern.
struct Looked<'a> {
    segment: &'a Segment,
    field: Field,
    index: Words,
    words: Vec<Lists>,
}

/// Looks the words of a pattern up in the dictionaries.
fn look_up<'a>(
    snapshot: &'a Snapshot,
    parts: Parts,
    wanted: &[Wanted],
) -> Result<Vec<Looked<'a>>, EngineError> {
    let places: Vec<_> = parts
        .fields(&snapshot.fields)
        .flat_map(|field| snapshot.segments.iter().map(move |segment| (segment, field)))
        .collect();
    // A few letters begin so many words that finding them takes as long as looking where they stand.
    let many = wanted.len() > 1 && wanted.iter().any(|wanted| wanted.matcher.prefix);
    let threads = if many { *THREADS } else { 1 };
    let found = on_threads(threads, |thread| {
        let mut found = Vec::new();
        for &(segment, field) in places.iter().skip(thread).step_by(threads) {
            let index = segment.words(field)?;
            let mut words = Vec::new();
            for wanted in wanted {
                words.push(Lists::of(&index.index, wanted)?);
                if words.last().is_some_and(|lists| lists.terms.is_empty()) {
                    break;
                }
            }
            if words.iter().all(|lists| !lists.terms.is_empty()) {
                found.push(Looked { segment, field, index, words });
            }
        }
        Ok::<_, EngineError>(found)
    });
    let found = found.into_iter().collect::<Result<Vec<_>, _>>()?;
    Ok(found.into_iter().flatten().collect())
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
    let pair = wanted_pair(&wanted);
    for Looked { segment, field, index, words } in look_up(snapshot, parts, &wanted)? {
        let in_title = field == snapshot.fields.title;
        let mut tell = |doc, times| tell(segment.first + doc, in_title, times);
        match words.as_slice() {
            [word] if word.apart => add_up(&index.index, &word.terms, &mut tell)?,
            words => {
                let among = with_pair(snapshot, segment, pair.as_deref())?;
                phrase::count(&index, segment.len(), among, words, tell)?;
            }
        }
    }
    Ok(())
}

/// Where the documents are listed that have a word that is asked for.
pub(super) struct Lists {
    pub(super) terms: Vec<TermInfo>,
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

    /// How many documents they have together, one in several lists as often.
    pub(super) fn length(&self) -> u64 {
        self.terms.iter().map(|term| u64::from(term.doc_freq)).sum()
    }
}

/// Tells of each document how often it has one of the words of lists, list by list.
fn add_up(
    index: &InvertedIndexReader,
    terms: &[TermInfo],
    tell: &mut dyn FnMut(u32, usize),
) -> Result<(), EngineError> {
    for term in terms {
        let option = IndexRecordOption::WithFreqs;
        let mut postings = index.read_block_postings_from_terminfo(term, option)?;
        while postings.block_len() > 0 {
            let documents = postings.docs().iter().zip(postings.freqs());
            documents.for_each(|(doc, times)| tell(*doc, *times as usize));
            postings.advance();
        }
    }
    Ok(())
}

/// Adds the documents that have any of the terms.
pub(super) fn with_any(
    index: &InvertedIndexReader,
    terms: &[TermInfo],
    first: u32,
    found: &mut Bits,
) -> Result<(), EngineError> {
    let mut one = None;
    for term in terms {
        insert(block(index, term, &mut one)?, first, found);
    }
    Ok(())
}

/// The list of a term at its first block, in the place of another one.
pub(super) fn block<'a>(
    index: &InvertedIndexReader,
    term: &TermInfo,
    one: &'a mut Option<BlockSegmentPostings>,
) -> Result<&'a mut BlockSegmentPostings, EngineError> {
    match one {
        Some(list) => {
            index.reset_block_postings_from_terminfo(term, list)?;
            Ok(list)
        }
        none => {
            let list = index.read_block_postings_from_terminfo(term, IndexRecordOption::Basic)?;
            Ok(none.insert(list))
        }
    }
}
