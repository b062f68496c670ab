//! Analysis: how text becomes search terms, and how the words of a query meet them.
//!
//! A word is what [`crate::text::words`] says, so `l'armée` is two. It has two forms: the folded
//! one, by which it is usually found, and the exact one: as written but for case and for the two
//! ways in which Unicode writes an accented letter (lower case, NFC).

use std::collections::VecDeque;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use crate::query::{Expr, Mode, Pattern, Query, Term};
use crate::text::{Word, words};

/// What one word of a query asks of a word of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Matcher {
    /// To be this when folded.
    Folded(String),
    /// To begin with this when folded.
    Prefix(String),
    /// To have these forms.
    Exact { folded: String, exact: String },
}

impl Matcher {
    fn accepts(&self, word: &Word, text: &str) -> bool {
        match self {
            Matcher::Folded(folded) => word.folded == *folded,
            Matcher::Prefix(prefix) => word.folded.starts_with(prefix),
            Matcher::Exact { folded, exact } => {
                word.folded == *folded && exact_form(&text[word.range.clone()]) == *exact
            }
        }
    }
}

/// The exact form of a word.
pub(super) fn exact_form(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let lower = word.to_lowercase();
    // Nothing below the combining marks, and no Arabic letter but a mark, ever composes.
    let composed =
        |c| matches!(c, '\0'..'\u{0300}' | '\u{0620}'..='\u{064A}' | '\u{0660}'..='\u{0669}');
    if lower.chars().all(composed) { lower } else { lower.nfc().collect() }
}

/// What the words of a pattern ask for, one after the other.
pub(super) fn matchers(pattern: &Pattern) -> Vec<Matcher> {
    let mut matchers: Vec<_> = words(&pattern.text)
        .map(|word| match pattern.mode {
            Mode::Folded | Mode::Prefix => Matcher::Folded(word.folded),
            Mode::Exact => {
                Matcher::Exact { folded: word.folded, exact: exact_form(&pattern.text[word.range]) }
            }
        })
        .collect();
    if let (Mode::Prefix, Some(Matcher::Folded(last))) = (pattern.mode, matchers.last_mut()) {
        let last = std::mem::take(last);
        matchers.pop();
        matchers.push(Matcher::Prefix(last));
    }
    matchers
}

/// Whether a text has the words of a pattern.
pub(super) fn contains(matchers: &[Matcher], text: &str) -> bool {
    hits(&[matchers], text).next().is_some()
}

/// Where the words that a query searches the text for stand in `text`: in order, merged.
pub(super) fn highlights(query: &Query, text: &str) -> Vec<Range<usize>> {
    let mut patterns = Vec::new();
    searched(query.expr(), true, &mut patterns);
    let patterns: Vec<_> = patterns.iter().map(Vec::as_slice).collect();
    let mut hits: Vec<_> = hits(&patterns, text).collect();
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

fn searched(expr: &Expr, wanted: bool, patterns: &mut Vec<Vec<Matcher>>) {
    match expr {
        Expr::And(parts) | Expr::Or(parts) => {
            parts.iter().for_each(|part| searched(part, wanted, patterns));
        }
        Expr::Not(part) => searched(part, !wanted, patterns),
        Expr::Term(Term::Text(pattern)) if wanted => patterns.push(matchers(pattern)),
        Expr::Term(_) | Expr::All => {}
    }
}

/// Where any of the patterns stands, by the end of the hit. Only as many words as the longest
/// pattern has are kept, however long the text is.
fn hits(patterns: &[&[Matcher]], text: &str) -> impl Iterator<Item = Range<usize>> {
    let longest = patterns.iter().map(|pattern| pattern.len()).max().unwrap_or(0);
    let mut last: VecDeque<Word> = VecDeque::with_capacity(longest + 1);
    let words = words(text).take_while(move |_| longest > 0);
    words.flat_map(move |word| {
        last.push_back(word);
        if last.len() > longest {
            last.pop_front();
        }
        let ends_here = |pattern: &&[Matcher]| {
            let skipped = last.len().checked_sub(pattern.len())?;
            let tail = || last.iter().skip(skipped);
            let hit = pattern.iter().zip(tail()).all(|(m, word)| m.accepts(word, text));
            hit.then_some(tail().next()?.range.start..last.back()?.range.end)
        };
        patterns.iter().filter_map(ends_here).collect::<Vec<_>>()
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hit<'a>(query: &str, text: &'a str) -> Vec<&'a str> {
        let query = Query::parse(query).unwrap();
        highlights(&query, text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn the_exact_form_ignores_case_and_composition_only() {
        assert_eq!(exact_form("E\u{301}LYSE\u{301}E"), "élysée");
        assert_ne!(exact_form("Elysee"), exact_form("Élysée"));
        assert_ne!(exact_form("الإرهاب"), exact_form("الارهاب"));
        assert_eq!(
            hit("=ÉTÉ", "été ete Été e\u{301}te\u{301}"),
            ["été", "Été", "e\u{301}te\u{301}"]
        );
    }

    proptest! {
        #[test]
        fn the_exact_form_is_normalised(word in "[a-zéİΣς\u{0300}-\u{0308}ء-يً-ٕ٠-٩]{0,6}") {
            let form = exact_form(&word);
            prop_assert_eq!(&form, &form.nfc().collect::<String>());
            prop_assert_eq!(form, exact_form(&word.nfd().collect::<String>()));
        }
    }

    #[test]
    fn highlights_cover_the_letters_as_written() {
        assert_eq!(hit("armee", "L'ARMÉE, l’armée"), ["ARMÉE", "armée"]);
        assert_eq!(hit("محمد", "قال مُحَمَّـــد إنّ"), ["مُحَمَّـــد"]);
        assert_eq!(hit("bomb*", "Bombes, bombardé; l’abombe"), ["Bombes", "bombardé"]);
    }

    #[test]
    fn a_phrase_is_one_highlight_and_overlaps_merge() {
        assert_eq!(hit("\"front uni\"", "front, uni. front des uni"), ["front, uni"]);
        assert_eq!(hit("\"a b\" OR \"b c\" OR b", "a b c b"), ["a b c", "b"]);
        assert_eq!(hit("\"a a\"", "a a a"), ["a a a"]);
    }

    #[test]
    fn only_what_is_searched_in_the_text_is_highlighted() {
        assert_eq!(hit("a -b title:c lang:fr NOT (d OR -e)", "a b c d e fr"), ["a", "e"]);
        assert!(hit("", "a").is_empty());
    }
}
