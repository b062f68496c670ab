//! Orders that depend on the query.

use std::cmp::Reverse;

use super::super::relevance::{self, Weight};
use super::index::{Index, Slot};
use super::select::{Found, Parts};
use crate::model::EntityId;
use crate::query::{Query, Term};

/// Puts the slots that best answer the words of a query first; equals keep their order.
pub(super) fn by_relevance(index: &Index, query: &Query, slots: &mut [u32]) {
    let length = |slot: &Slot| slot.parts().map(<[u32]>::len).sum::<usize>();
    let there = || index.slots.iter().flatten();
    let average = there().map(length).sum::<usize>() as f64 / index.len().max(1) as f64;
    let parts = query.wanted().filter_map(|term| match term {
        Term::Text(pattern) => Some((pattern, Parts::TitleAndText)),
        Term::Title(pattern) => Some((pattern, Parts::Title)),
        _ => None,
    });
    let weigh = |(pattern, parts)| {
        let found = Found::of(index, pattern, parts);
        let slots = (0..).zip(&index.slots).filter(|(_, slot)| slot.is_some());
        let number = slots.filter(|(n, _)| found.documents.contains(*n)).count();
        (Weight::new(number, index.len(), average), found, parts)
    };
    let weights: Vec<_> = parts.map(weigh).collect();
    if weights.is_empty() {
        return;
    }
    slots.sort_by_cached_key(|&n| {
        let Some(slot) = &index.slots[n as usize] else { return Reverse(0) };
        let scores = weights.iter().filter(|(_, found, _)| found.documents.contains(n));
        let score = scores.map(|(weight, found, parts)| {
            let mut times = slot.parts().map(|part| found.times(part));
            let in_title = times.next().unwrap_or(0);
            let in_text = times.next().filter(|_| *parts == Parts::TitleAndText).unwrap_or(0);
            weight.score(relevance::times(in_title, in_text), length(slot))
        });
        // Numbers that are not negative are in the order of their bits; a sum of nothing is -0.
        Reverse(score.sum::<f64>().abs().to_bits())
    });
}

/// Puts the slots that mention the actors of a query most first, or anyone where it has none;
/// equals keep their order.
pub(super) fn by_mentions(index: &Index, query: &Query, slots: &mut [u32]) {
    let actors: Vec<&EntityId> = query
        .wanted()
        .filter_map(|term| if let Term::Actor(actor) = term { Some(&actor.ids) } else { None })
        .flatten()
        .collect();
    slots.sort_by_cached_key(|&n| {
        let named = index.slots[n as usize].iter().flat_map(|slot| slot.document.named());
        Reverse(named.filter(|id| actors.is_empty() || actors.contains(id)).count())
    });
}
