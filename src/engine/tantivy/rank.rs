//! Orders that depend on the query.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED, Term as IndexTerm};

use super::super::EngineError;
use super::super::relevance::Weight;
use super::snapshot::Snapshot;
use super::words::{Parts, times};
use crate::query::{Query, Term};

/// Puts the documents that best answer the words of a query first; equals keep their order.
pub(super) fn by_relevance(
    snapshot: &Snapshot,
    query: &Query,
    numbers: &mut [u32],
) -> Result<(), EngineError> {
    let mut patterns = query.wanted().filter_map(|term| match term {
        Term::Text(pattern) => Some((pattern, Parts::TitleAndText)),
        Term::Title(pattern) => Some((pattern, Parts::Title)),
        _ => None,
    });
    let everything = snapshot.order(super::Sort::Corpus)?;
    let length = |number: u32| {
        let (segment, doc) = snapshot.place(number);
        segment.length.get_val(doc) as usize
    };
    let words = everything.iter().map(|number| length(*number)).sum::<usize>();
    let average = words as f64 / snapshot.len().max(1) as f64;
    let weigh = |(pattern, parts)| -> Result<_, EngineError> {
        let mut found = vec![(0, 0); snapshot.end()];
        times(snapshot, pattern, parts, &mut |number, in_title, times| {
            let (title, text) = &mut found[number as usize];
            *if in_title { title } else { text } += times;
        })?;
        let number = everything.iter().filter(|n| found[**n as usize] != (0, 0)).count();
        Ok((Weight::new(number, snapshot.len(), average), found))
    };
    let Some(first) = patterns.next() else { return Ok(()) };
    let weights = [first].into_iter().chain(patterns).map(weigh);
    let weights = weights.collect::<Result<Vec<_>, _>>()?;
    numbers.sort_by_cached_key(|number| {
        let scores = weights.iter().map(|(weight, found)| match found[*number as usize] {
            (0, 0) => 0.0,
            (title, text) => weight.score(title, text, length(*number)),
        });
        // Numbers that are not negative are in the order of their bits; a sum of nothing is -0.
        Reverse(scores.sum::<f64>().abs().to_bits())
    });
    Ok(())
}

/// Puts the documents that mention the actors of a query most first, or anyone where it has none;
/// equals keep their order.
pub(super) fn by_mentions(
    snapshot: &Snapshot,
    query: &Query,
    numbers: &mut [u32],
) -> Result<(), EngineError> {
    let field = snapshot.fields.mention;
    let ids = query.wanted().filter_map(|term| match term {
        Term::Actor(actor) => Some(&actor.ids),
        _ => None,
    });
    let actors: BTreeSet<&str> = ids.flatten().map(|id| id.as_str()).collect();
    let mut counts = vec![0; snapshot.end()];
    for segment in &snapshot.segments {
        if actors.is_empty() {
            for doc in 0..segment.len() {
                counts[(segment.first + doc) as usize] = segment.mentions.get_val(doc);
            }
            continue;
        }
        let index = segment.reader.inverted_index(field)?;
        for actor in &actors {
            let term = IndexTerm::from_field_text(field, actor);
            let option = IndexRecordOption::WithFreqs;
            let Some(mut postings) = index.read_postings(&term, option)? else { continue };
            while postings.doc() != TERMINATED {
                let number = (segment.first + postings.doc()) as usize;
                counts[number] += u64::from(postings.term_freq());
                postings.advance();
            }
        }
    }
    numbers.sort_by_cached_key(|number| Reverse(counts[*number as usize]));
    Ok(())
}
