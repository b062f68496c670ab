//! Which documents a query asks for.

use std::ops::RangeInclusive;

use tantivy::Term as IndexTerm;
use tantivy::postings::BlockSegmentPostings;
use tantivy::schema::{Field, IndexRecordOption};

use super::super::bits::Bits;
use super::super::{EngineError, analysis};
use super::schema::day_seconds;
use super::snapshot::Snapshot;
use super::words::{Parts, with_words};
use crate::model::{Decisions, EntityId, Facet, Triage};
use crate::query::{Expr, Term};

/// The numbers of the documents that satisfy an expression; deleted documents may be among them.
pub(super) fn select(
    snapshot: &Snapshot,
    expr: &Expr,
    decisions: &Decisions,
) -> Result<Bits, EngineError> {
    let of = |part| select(snapshot, part, decisions);
    let all = Bits::all(snapshot.end());
    match expr {
        Expr::All => Ok(all),
        Expr::And(parts) => parts.iter().try_fold(all, |found, part| Ok(found.and(&of(part)?))),
        Expr::Or(parts) => {
            let none = Bits::none(snapshot.end());
            parts.iter().try_fold(none, |found, part| Ok(found.or(&of(part)?)))
        }
        Expr::Not(part) => Ok(of(part)?.not()),
        Expr::Term(term) => select_term(snapshot, term, decisions),
    }
}

fn select_term(
    snapshot: &Snapshot,
    term: &Term,
    decisions: &Decisions,
) -> Result<Bits, EngineError> {
    match term {
        Term::Text(pattern) => with_words(snapshot, pattern, Parts::TitleAndText),
        Term::Title(pattern) => with_words(snapshot, pattern, Parts::Title),
        Term::Source(pattern) => {
            let sources = snapshot.values(Facet::Source)?;
            Ok(sources.having(snapshot.end(), analysis::source_test(pattern)))
        }
        Term::Lang(lang) => {
            let (langs, wanted) = (snapshot.values(Facet::Lang)?, lang.to_string());
            Ok(langs.having(snapshot.end(), |lang| lang == wanted))
        }
        Term::Actor(actor) => naming(snapshot, &actor.ids),
        Term::Date { from, to } => {
            let from = from.map_or(i64::MIN, day_seconds);
            let to = to.map_or(i64::MAX, |day| day_seconds(day) + (24 * 60 * 60 - 1));
            Ok(dated(snapshot, from..=to))
        }
        Term::Is(_) | Term::Has(_) | Term::Tag(_) => {
            let holds = |triage: &Triage| term.on_triage(triage) == Some(true);
            Ok(decided(snapshot, decisions, holds))
        }
    }
}

/// Looks at what was decided rather than at every document.
pub(super) fn decided(
    snapshot: &Snapshot,
    decisions: &Decisions,
    holds: impl Fn(&Triage) -> bool,
) -> Bits {
    let untouched = holds(&Triage::default());
    let differs: Vec<bool> = decisions.triages().map(|triage| holds(triage) != untouched).collect();
    let mut others = Bits::none(snapshot.end());
    for (document, triage) in snapshot.decided(decisions) {
        if differs[triage] {
            others.insert(document);
        }
    }
    if untouched { others.not() } else { others }
}

// Tantivy can look for a range in a column, but gets one wrong whose ends are between values.
fn dated(snapshot: &Snapshot, seconds: RangeInclusive<i64>) -> Bits {
    let mut found = Bits::none(snapshot.end());
    for segment in &snapshot.segments {
        for doc in 0..segment.len() {
            if segment.seconds.first(doc).is_some_and(|second| seconds.contains(&second)) {
                found.insert(segment.first + doc);
            }
        }
    }
    found
}

/// The documents that name one of these.
pub(super) fn naming(snapshot: &Snapshot, entities: &[EntityId]) -> Result<Bits, EngineError> {
    let field = snapshot.fields.mention;
    let term = |entity: &EntityId| IndexTerm::from_field_text(field, entity.as_str());
    with_terms(snapshot, field, &entities.iter().map(term).collect::<Vec<_>>())
}

/// The documents that have one of these terms of a field.
pub(super) fn with_terms(
    snapshot: &Snapshot,
    field: Field,
    terms: &[IndexTerm],
) -> Result<Bits, EngineError> {
    let mut found = Bits::none(snapshot.end());
    for segment in &snapshot.segments {
        let index = segment.reader.inverted_index(field)?;
        for term in terms {
            if let Some(mut postings) = index.read_block_postings(term, IndexRecordOption::Basic)? {
                insert(&mut postings, segment.first, &mut found);
            }
        }
    }
    Ok(found)
}

/// Adds the documents of a list, which begins at its first block, to a set.
pub(super) fn insert(postings: &mut BlockSegmentPostings, first: u32, found: &mut Bits) {
    while postings.block_len() > 0 {
        postings.docs().iter().for_each(|doc| found.insert(first + doc));
        postings.advance();
    }
}
