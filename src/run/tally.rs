//! What was decided about documents, counted.

use std::cmp::Reverse;
use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

use crate::app::FacetValue;
use crate::model::{Decisions, Has, State, Tag, Triage};
use crate::query::quote;

/// In how many documents there is each of what can be decided.
#[derive(Default)]
pub(super) struct Tally<'a> {
    decided: usize,
    /// Of each state.
    states: [usize; State::ALL.len()],
    noted: usize,
    tags: HashMap<&'a Tag, usize, FxBuildHasher>,
}

impl<'a> Tally<'a> {
    /// Counts so many documents of each triage, by its number.
    pub(super) fn of(decisions: &'a Decisions, documents: &[usize]) -> Self {
        let mut tally = Self::default();
        decisions.triages().zip(documents).for_each(|(triage, n)| tally.add(triage, *n));
        tally
    }

    fn add(&mut self, triage: &'a Triage, documents: usize) {
        if documents == 0 {
            return;
        }
        self.decided += documents;
        let has = |it: bool| if it { documents } else { 0 };
        for (state, count) in State::ALL.iter().zip(&mut self.states) {
            *count += has(state.holds(triage));
        }
        self.noted += has(Has::Note.holds(triage));
        triage.tags.iter().for_each(|tag| *self.tags.entry(tag).or_default() += documents);
    }

    /// Every state, and notes, in so many documents, those about which nothing was decided among them.
    pub(super) fn states(&self, documents: usize) -> Vec<FacetValue> {
        let others = documents.saturating_sub(self.decided);
        let state = |(state, count): (&State, usize)| {
            let untouched = state.holds(&Triage::default());
            let count = count + if untouched { others } else { 0 };
            value(format!("is:{state}"), state.to_string(), count)
        };
        let note = value("has:note".to_owned(), "has a note".to_owned(), self.noted);
        State::ALL.iter().zip(self.states).map(state).chain([note]).collect()
    }

    /// The tags, the most frequent first.
    pub(super) fn tags(&self) -> Vec<FacetValue> {
        let mut tags: Vec<_> = self.tags.iter().collect();
        tags.sort_unstable_by(|a, b| (Reverse(a.1), a.0).cmp(&(Reverse(b.1), b.0)));
        let tag = |(tag, count): (&&Tag, &usize)| {
            value(format!("tag:{}", quote(tag.as_str())), tag.to_string(), *count)
        };
        tags.into_iter().map(tag).collect()
    }
}

fn value(clause: String, name: String, documents: usize) -> FacetValue {
    FacetValue { clause, name, documents }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nothing_was_decided_about_counts_as_unread_and_undecided() {
        let starred = Triage { starred: true, ..Triage::default() };
        let read = Triage { read: true, ..Triage::default() };
        let mut tally = Tally::default();
        tally.add(&starred, 1);
        tally.add(&read, 1);
        let states = tally.states(4);
        let counts = states.iter().map(|value| (value.clause.as_str(), value.documents));
        let counts: HashMap<&str, usize> = counts.collect();
        for (clause, documents) in [
            ("is:unread", 3),
            ("is:undecided", 4),
            ("is:starred", 1),
            ("is:read", 1),
            ("is:kept", 0),
        ] {
            assert_eq!(counts[clause], documents, "{clause}");
        }
    }

    #[test]
    fn tags_come_by_number_and_then_by_name() {
        let tagged = |tags: &[&str]| Triage {
            tags: tags.iter().map(|tag| tag.parse().unwrap()).collect(),
            ..Triage::default()
        };
        let triages = [tagged(&["b"]), tagged(&["a", "c"]), tagged(&["c"]), tagged(&["d"])];
        let mut tally = Tally::default();
        triages.iter().zip([2, 2, 3, 0]).for_each(|(triage, n)| tally.add(triage, n));
        let tags = tally.tags();
        let tags: Vec<_> = tags.iter().map(|tag| (&*tag.clause, tag.documents)).collect();
        assert_eq!(tags, [("tag:c", 5), ("tag:a", 2), ("tag:b", 2)]);
    }
}
