//! Which documents a query asks for.

use super::super::analysis;
use super::super::bits::Bits;
use super::index::{Index, Slot};
use crate::model::{Decisions, Triage};
use crate::query::{Expr, Pattern, Term};

/// The parts of a document that words are looked for in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Parts {
    Title,
    TitleAndText,
}

/// The slots of the documents that satisfy an expression; slots without a document may be among
/// them.
pub(super) fn select(index: &Index, expr: &Expr, decisions: &Decisions) -> Bits {
    let all = || Bits::all(index.slots.len());
    match expr {
        Expr::All => all(),
        Expr::And(parts) => {
            parts.iter().fold(all(), |found, part| found.and(&select(index, part, decisions)))
        }
        Expr::Or(parts) => {
            let none = Bits::none(index.slots.len());
            parts.iter().fold(none, |found, part| found.or(&select(index, part, decisions)))
        }
        Expr::Not(part) => select(index, part, decisions).not(),
        Expr::Term(term) => select_term(index, term, decisions),
    }
}

fn select_term(index: &Index, term: &Term, decisions: &Decisions) -> Bits {
    match term {
        Term::Text(pattern) => with_words(index, pattern, Parts::TitleAndText),
        Term::Title(pattern) => with_words(index, pattern, Parts::Title),
        Term::Source(pattern) => {
            let matchers = analysis::source_matchers(pattern);
            let sources = index.sources.all().iter();
            let wanted: Vec<bool> = sources.map(|s| analysis::source_has(&matchers, s)).collect();
            filter(index, |slot| slot.source.is_some_and(|n| wanted[n as usize]))
        }
        Term::Lang(lang) => filter(index, |slot| slot.lang == *lang),
        Term::Actor(actor) => {
            let wanted: Vec<u32> =
                actor.ids.iter().filter_map(|id| index.entities.get(id.as_str())).collect();
            filter(index, |slot| wanted.iter().any(|n| slot.entities.binary_search(n).is_ok()))
        }
        Term::Date { from, to } => filter(index, |slot| {
            slot.document.date.is_some_and(|date| {
                let day = date.to_day();
                from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to)
            })
        }),
        Term::Is(_) | Term::Has(_) | Term::Tag(_) => {
            let holds = |triage: &Triage| term.on_triage(triage) == Some(true);
            let untouched = holds(&Triage::default());
            match decisions.is_empty() {
                true => filter(index, |_| untouched),
                false => filter(index, |slot| holds(decisions.get(slot.id))),
            }
        }
    }
}

fn filter(index: &Index, pass: impl Fn(&Slot) -> bool) -> Bits {
    let all = Bits::all(index.slots.len());
    all.filter(|n| index.slots.get(n as usize).and_then(Option::as_ref).is_some_and(&pass))
}

/// The documents that have the words of a pattern, found by each word and then, where that does not
/// settle it, by looking at the words of each candidate.
fn with_words(index: &Index, pattern: &Pattern, parts: Parts) -> Bits {
    let matchers = analysis::matchers(pattern);
    let mut accepted = Vec::new();
    let mut candidates = Bits::all(index.slots.len());
    for matcher in &matchers {
        let mut words = Bits::none(index.distinct_words());
        let mut slots = Bits::none(index.slots.len());
        for word in index.accepted(matcher) {
            words.insert(word);
            index.posting(word).iter().for_each(|slot| slots.insert(*slot));
        }
        accepted.push(words);
        candidates = candidates.and(&slots);
    }
    match accepted.len() {
        0 => Bits::none(index.slots.len()),
        1 if parts == Parts::TitleAndText => candidates,
        _ => candidates.filter(|n| {
            let Some(slot) = &index.slots[n as usize] else { return false };
            let number = if parts == Parts::Title { 1 } else { 2 };
            slot.parts().take(number).any(|part| has_phrase(part, &accepted))
        }),
    }
}

fn has_phrase(words: &[u32], phrase: &[Bits]) -> bool {
    words
        .windows(phrase.len())
        .any(|window| window.iter().zip(phrase).all(|(word, accepted)| accepted.contains(*word)))
}
