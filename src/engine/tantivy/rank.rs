//! Orders that depend on the query.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED, Term as IndexTerm};

use super::super::EngineError;
use super::super::relevance::{self, Weight};
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
    let weigh = |(pattern, parts)| -> Result<_, EngineError> {
        let mut found = vec![0; snapshot.end()];
        times(snapshot, pattern, parts, &mut |number, in_title, times| {
            let (title, text) = if in_title { (times, 0) } else { (0, times) };
            found[number as usize] += relevance::times(title, text) as u32;
        })?;
        let number = snapshot.there.iter().filter(|number| found[*number as usize] > 0).count();
        Ok((Weight::new(number, snapshot.len(), snapshot.average_length()), found))
    };
    let Some(first) = patterns.next() else { return Ok(()) };
    let weights = [first].into_iter().chain(patterns).map(weigh);
    let weights = weights.collect::<Result<Vec<_>, _>>()?;
    let score = |number: u32| {
        let length = snapshot.length(number);
        let scores = weights.iter().map(|(weight, found)| match found[number as usize] {
            0 => 0.0,
            times => weight.score(times as usize, length),
        });
        scores.sum::<f64>()
    };
    // Numbers that are not negative are in the order of their bits; a sum of nothing is -0. Behind
    // them the place, in one number: that is what is compared fastest.
    let placed = numbers.iter().zip(0..u32::MAX);
    let key = |(number, place): (&u32, u32)| {
        u128::from(!score(*number).abs().to_bits()) << u32::BITS | u128::from(place)
    };
    let mut keys: Vec<u128> = placed.map(key).collect();
    keys.sort_unstable();
    let sorted: Vec<u32> = keys.iter().map(|key| numbers[*key as u32 as usize]).collect();
    numbers.copy_from_slice(&sorted);
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
