//! Which documents a query asks for.

use super::super::analysis;
use super::super::bits::Bits;
use super::index::{Index, Slot};
use crate::model::{Decisions, Triage};
use crate::query::{Expr, Pattern, Term};

/// The parts of a document that words are looked for in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Parts {
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
        Term::Text(pattern) => Found::of(index, pattern, Parts::TitleAndText).documents,
        Term::Title(pattern) => Found::of(index, pattern, Parts::Title).documents,
        Term::Source(pattern) => {
            let has = analysis::source_test(pattern);
            let wanted: Vec<bool> = index.sources.all().iter().map(|source| has(source)).collect();
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

/// The words of a pattern, and the documents that have them.
pub(super) struct Found {
    /// The words of the corpus that each of its words accepts.
    accepted: Vec<Bits>,
    /// Slots.
    pub(super) documents: Bits,
}

impl Found {
    /// Finds the documents by each word and then, where that does not settle it, by looking at the
    /// words of each candidate.
    pub(super) fn of(index: &Index, pattern: &Pattern, parts: Parts) -> Self {
        let mut accepted = Vec::new();
        let mut documents = Bits::all(index.slots.len());
        for matcher in &analysis::matchers(pattern) {
            let mut words = Bits::none(index.distinct_words());
            let mut slots = Bits::none(index.slots.len());
            for word in index.accepted(matcher) {
                words.insert(word);
                index.posting(word).iter().for_each(|slot| slots.insert(*slot));
            }
            accepted.push(words);
            documents = documents.and(&slots);
        }
        let mut found = Self { accepted, documents };
        if found.accepted.len() != 1 || parts != Parts::TitleAndText {
            let number = if parts == Parts::Title { 1 } else { 2 };
            let candidates = std::mem::replace(&mut found.documents, Bits::none(0));
            found.documents = candidates.filter(|n| {
                let slot = index.slots[n as usize].as_ref();
                slot.is_some_and(|slot| slot.parts().take(number).any(|part| found.are_in(part)))
            });
        }
        found
    }

    /// How often the words, of which there is one at least, stand together in a title or text.
    pub(super) fn times(&self, words: &[u32]) -> usize {
        words.windows(self.accepted.len()).filter(|window| self.are(window)).count()
    }

    fn are_in(&self, words: &[u32]) -> bool {
        words.windows(self.accepted.len()).any(|window| self.are(window))
    }

    fn are(&self, words: &[u32]) -> bool {
        words.iter().zip(&self.accepted).all(|(word, accepted)| accepted.contains(*word))
    }
}
