//! One line of a text around the words of a query.

use std::ops::Range;

use super::find::{hits, merged, searched, searched_in_title};
use super::token::{text_tokens, title_tokens};
use crate::model::{Document, Snippet};
use crate::query::Query;

/// Scalar values of a snippet, unless its hit alone has more.
const LENGTH: usize = 240;
/// Scalar values before the hit where its sentence begins earlier, so that a narrow row shows it.
const LEAD: usize = 40;
/// Scalar values before the hit where its sentence begins there.
const SENTENCE_LEAD: usize = 80;
/// Hits that are weighed against each other.
const HITS: usize = 64;

/// The line around the hits that have most of the words of a query together, the first such: of the
/// text, behind the title where it begins with that, or else of the title; `None` if neither has any.
pub(in crate::engine) fn snippet(query: &Query, document: &Document) -> Option<Snippet> {
    let (title, text) = (&document.title, &document.text);
    // Of a long sentence the title is the beginning.
    let begins_so = text.trim_start().strip_prefix(title.strip_suffix('…').unwrap_or(title));
    let behind = begins_so.map_or(0, |rest| text.len() - rest.len());
    let words = text_tokens(document).filter(|token| token.range.start >= behind);
    let in_text = around(text, hits(&searched(query), words));
    in_text.or_else(|| around(title, hits(&searched_in_title(query), title_tokens(document))))
}

fn around(text: &str, hits: impl Iterator<Item = (usize, Range<usize>)>) -> Option<Snippet> {
    let hits: Vec<_> = hits.take(HITS).collect();
    let together = |(_, hit): &&(usize, Range<usize>)| {
        let near = hit.start..hit.start + LENGTH;
        let near = hits.iter().filter(|(_, other)| near.contains(&other.start));
        let mut patterns: Vec<_> = near.map(|(pattern, _)| pattern).collect();
        patterns.sort_unstable();
        patterns.dedup();
        patterns.len()
    };
    // The last of equals is the first in the text.
    let (_, best) = hits.iter().rev().max_by_key(together)?;
    let (start, cut) = start(text, best.start);
    let (end, cut_end) = end(text, start, best.end);
    let hits = merged(hits.iter().map(|(_, hit)| hit.clone()).collect());
    let inside = hits.into_iter().filter(|hit| start <= hit.start && hit.end <= end);
    Some(line(text, start..end, inside.collect(), cut, cut_end))
}

/// Where the line begins whose hit begins here, and whether that is inside a sentence.
fn start(text: &str, hit: usize) -> (usize, bool) {
    let before = &text[..hit];
    let mut cut = None;
    for (count, (at, c)) in before.char_indices().rev().enumerate() {
        let after = at + c.len_utf8();
        if ends_sentence(&text[..after], &text[after..]) {
            // French puts a space before the mark that closes a quotation.
            let between = |c: char| c.is_whitespace() || matches!(c, '»' | '”');
            return (hit - text[after..hit].trim_start_matches(between).len(), false);
        }
        if c.is_whitespace() && count < LEAD {
            cut = Some(after);
        }
        if count >= SENTENCE_LEAD {
            return (cut.unwrap_or(hit), true);
        }
    }
    (before.len() - before.trim_start().len(), false)
}

/// Where the line ends that begins at `start` and holds a hit that ends at `hit`, and whether that
/// is inside a sentence.
fn end(text: &str, start: usize, hit: usize) -> (usize, bool) {
    let (mut sentence, mut word) = (None, None);
    for (count, (at, c)) in text[start..].char_indices().enumerate() {
        let at = start + at;
        if at >= hit {
            if count >= LENGTH {
                let half = |end: &usize| text[start..*end].chars().count() > LENGTH / 2;
                let whole = sentence.filter(half).map(|end| (end, false));
                return whole.unwrap_or((word.unwrap_or(hit), true));
            }
            if c.is_whitespace() {
                word = Some(at);
            }
            if ends_sentence(&text[..at], &text[at..]) {
                sentence = Some(at);
            }
            if text[at..].starts_with("\n\n") {
                return (at, false);
            }
        }
    }
    (text.len(), false)
}

/// Whether a sentence ends between these.
fn ends_sentence(before: &str, after: &str) -> bool {
    let closing = ['»', '”', '"', ')', '\''];
    let stop = before.trim_end_matches(closing).ends_with(['.', '!', '?', '…', '؟', '۔', '。']);
    before.ends_with("\n\n") || (stop && after.starts_with(char::is_whitespace))
}

/// A part of a text in one line, every stretch of space and control characters one space.
fn line(
    text: &str,
    part: Range<usize>,
    hits: Vec<Range<usize>>,
    cut: bool,
    cut_end: bool,
) -> Snippet {
    let mut line = String::with_capacity(part.len() + 2 * '…'.len_utf8());
    if cut {
        line.push('…');
    }
    let mut places = hits.iter().flat_map(|hit| [hit.start, hit.end]).peekable();
    let mut found = Vec::new();
    let mut space = false;
    for (at, c) in text[part.clone()].char_indices() {
        let at = part.start + at;
        if c.is_whitespace() || c.is_control() {
            // A hit ends before the space that follows it.
            while places.next_if(|place| *place <= at).is_some() {
                found.push(line.len());
            }
            space = !line.is_empty();
            continue;
        }
        if std::mem::take(&mut space) {
            // A hit begins after the space before it; one that ended there has been noted.
            line.push(' ');
        }
        while places.next_if(|place| *place <= at).is_some() {
            found.push(line.len());
        }
        line.push(c);
    }
    places.for_each(|_| found.push(line.len()));
    if cut_end {
        line.push('…');
    }
    Snippet { text: line, hits: found.chunks_exact(2).map(|pair| pair[0]..pair[1]).collect() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::document;
    use super::*;
    use crate::model::Lang;

    fn shown(query: &str, text: &str) -> String {
        let query = Query::parse(query).unwrap();
        let Some(Snippet { text, hits }) = snippet(&query, &document(Lang::FR, text)) else {
            return String::new();
        };
        // From the end, so that the ranges before stay where they are.
        hits.iter().rev().fold(text, |mut text, hit| {
            text.insert(hit.end, ']');
            text.insert(hit.start, '[');
            text
        })
    }

    #[test]
    fn a_line_begins_with_its_sentence_or_near_the_hit() {
        assert_eq!(shown("b", "a a. (b) c."), "([b]) c.");
        assert_eq!(shown("b", "« a ? » b c"), "[b] c");
        assert_eq!(shown("b", " \n a\t\u{1b}\r\n b"), "a [b]");
        assert_eq!(shown("b", "a a\n\nb c\n\nd"), "[b] c");
        let far = format!("{} b c", "mot ".repeat(40));
        assert_eq!(shown("b", &far), format!("…{}[b] c", "mot ".repeat(9)));
        assert_eq!(shown("x", "a b"), "");
    }

    #[test]
    fn a_line_ends_with_a_sentence_or_a_word() {
        let long = format!("b {}", "mot ".repeat(90));
        assert_eq!(shown("b", &long), format!("[b] {}…", "mot ".repeat(59).trim_end()));
        let sentences = format!("b {}. {}", "mot ".repeat(40).trim_end(), "mot ".repeat(40));
        assert_eq!(shown("b", &sentences), format!("[b] {}.", "mot ".repeat(40).trim_end()));
        let unbroken = "x".repeat(300);
        assert_eq!(shown(&unbroken, &unbroken), format!("[{unbroken}]"));
    }

    #[test]
    fn the_place_with_most_of_the_words_is_shown() {
        let text = format!("b est là. {} b et c. b c d.", "mot ".repeat(90));
        assert_eq!(shown("b c", &text).matches('[').count(), 4);
        assert!(shown("b", &text).starts_with("[b] est là. mot"));
        assert_eq!(shown("\"b c\" OR b", "b c d"), "[b c] d");
    }

    #[test]
    fn a_title_that_stands_above_is_shown_only_if_nothing_else_has_the_words() {
        let snippet = |title: &str, text: &str| {
            let document = Document { title: title.into(), ..document(Lang::FR, text) };
            snippet(&Query::parse("b").unwrap(), &document).unwrap().text
        };
        assert_eq!(snippet("a b", "\na b\n\nc d b."), "c d b.");
        assert_eq!(snippet("a b", "a b\n\nc d."), "a b");
        assert_eq!(snippet("a b", "c d."), "a b");
        assert_eq!(snippet("a b…", "a b, c b. d"), "a b, c b. d", "the sentence goes on");
        assert_eq!(snippet("a b…", "a b, c. d b"), "d b");
    }

    proptest! {
        #[test]
        fn a_snippet_is_one_line_with_its_hits(text in "([a-cé.…؟»  \n\t\u{200F}ا]|\n\n){0,400}") {
            let document = document(Lang::FR, &text);
            if let Some(snippet) = snippet(&Query::parse("a OR \"b c\"").unwrap(), &document) {
                prop_assert!(!snippet.text.contains(char::is_control));
                prop_assert!(!snippet.text.contains("  ") && !snippet.hits.is_empty());
                for hit in snippet.hits {
                    let hit = &snippet.text[hit];
                    prop_assert!(hit == "a" || (hit.starts_with('b') && hit.ends_with('c')) , "{:?}", hit);
                }
            }
        }
    }
}
