//! Where the words of a query stand in a text.

use std::collections::VecDeque;
use std::ops::Range;

use super::matcher::{Matcher, matchers, source_matchers};
use super::token::{Token, plain_tokens};
use crate::query::{Mode, Pattern, Query, Term};

/// Tells whether the name of a source has the words of a pattern; with `=`, whether it is them.
pub(in crate::engine) fn source_test(pattern: &Pattern) -> impl Fn(&str) -> bool {
    let patterns = [source_matchers(pattern)];
    let whole = pattern.mode == Mode::Exact;
    move |source| {
        let no_others = || plain_tokens(source).count() == patterns[0].len();
        (!whole || no_others()) && hits(&patterns, plain_tokens(source)).next().is_some()
    }
}

/// Where any of the patterns stands among the words of a text: in order, merged.
pub(super) fn highlights(
    patterns: &[Vec<Matcher>],
    tokens: impl Iterator<Item = Token>,
) -> Vec<Range<usize>> {
    merged(hits(patterns, tokens).map(|(_, range)| range).collect())
}

/// Ranges in order, those that touch in one.
pub(super) fn merged(mut hits: Vec<Range<usize>>) -> Vec<Range<usize>> {
    hits.sort_unstable_by_key(|hit| hit.start);
    let mut merged: Vec<Range<usize>> = Vec::new();
    for hit in hits {
        match merged.last_mut() {
            Some(last) if hit.start <= last.end => last.end = last.end.max(hit.end),
            _ => merged.push(hit),
        }
    }
    merged
}

/// The patterns that a query searches the text for.
pub(super) fn searched(query: &Query) -> Vec<Vec<Matcher>> {
    let pattern = |term: &Term| match term {
        Term::Text(pattern) => Some(matchers(pattern)),
        _ => None,
    };
    query.wanted().filter_map(pattern).collect()
}

/// The patterns that a query searches the title for.
pub(super) fn searched_in_title(query: &Query) -> Vec<Vec<Matcher>> {
    let pattern = |term: &Term| match term {
        Term::Text(pattern) | Term::Title(pattern) => Some(matchers(pattern)),
        _ => None,
    };
    query.wanted().filter_map(pattern).collect()
}

/// Where any of the patterns stands, with the number of the pattern, by the end of the hit. Only as
/// many words as the longest pattern has are kept, however long the text is.
pub(super) fn hits(
    patterns: &[Vec<Matcher>],
    tokens: impl Iterator<Item = Token>,
) -> impl Iterator<Item = (usize, Range<usize>)> {
    let longest = patterns.iter().map(Vec::len).max().unwrap_or(0);
    let mut last: VecDeque<(Range<usize>, Box<[bool]>)> = VecDeque::with_capacity(longest + 1);
    tokens.take_while(move |_| longest > 0).flat_map(move |token| {
        let matchers = || patterns.iter().flatten();
        if !matchers().any(|matcher| matcher.accepts(&token.form)) {
            // Most words: no pattern goes on here.
            last.clear();
            return vec![];
        }
        let accepted = matchers().map(|matcher| matcher.accepts(&token.form)).collect();
        last.push_back((token.range, accepted));
        if last.len() > longest {
            last.pop_front();
        }
        let mut first = 0;
        let ends_here = |(n, pattern): (usize, &Vec<Matcher>)| {
            let asked = first..first + pattern.len();
            first = asked.end;
            let tail = last.range(last.len().checked_sub(pattern.len())?..);
            let hit = asked.zip(tail.clone()).all(|(asked, (_, accepted))| accepted[asked]);
            let start = tail.clone().next()?.0.start;
            hit.then_some((n, start..last.back()?.0.end))
        };
        patterns.iter().enumerate().filter_map(ends_here).collect()
    })
}
