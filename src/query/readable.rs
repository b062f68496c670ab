//! What can be read of a query while it is being typed: what is open is taken as closed, and what
//! cannot be read yet is left out, wherever it stands.

use std::ops::Range;

use super::error::Remedy;
use super::{Query, Unfinished};

/// How many mistakes may be in it: who pastes something else with more finds nothing in between.
const MOST: usize = 32;

/// Letters of a word that is taken for the beginning of others: less narrows down nothing.
const BEGINNING: usize = 2;
/// The same between quotation marks, where it takes a while to look for two behind a frequent word.
const QUOTED: usize = 3;

/// What can be read of a query that is being typed.
#[derive(Debug)]
pub struct Readable {
    /// What of it is a query.
    pub query: Query,
    /// What closes it, at the end of its source.
    closing: String,
}

impl Readable {
    /// Reads what can be read.
    pub fn of(typed: &str) -> Option<Self> {
        let (mut text, mut closing) = (typed.trim_end().to_owned(), String::new());
        for _ in 0..MOST {
            let error = match Query::parse(&format!("{text}{closing}")) {
                Ok(query) => return Some(Self { query, closing }),
                Err(error) => error,
            };
            match error.remedy() {
                Remedy::Close(sign) => closing.push(*sign),
                Remedy::LeaveOut(part) => {
                    text = without(&text, part.start..part.end.min(text.len()));
                    closing.clear();
                }
            }
        }
        None
    }

    /// Reads what can be read of a query of which a part cannot be answered.
    pub fn of_rest(query: &str, part: Range<usize>) -> Option<Self> {
        Self::of(&without(query, part))
    }

    /// The query with its last word as the beginning of one; `None` if it cannot be.
    pub fn begun(&self) -> Option<Query> {
        let source = self.query.source();
        let text = source.strip_suffix(self.closing.as_str())?;
        let Unfinished { span, field, value } = Unfinished::at_end_of(text);
        let (quote, rest) =
            self.closing.split_at(self.closing.find(')').unwrap_or(self.closing.len()));
        let least = if quote.is_empty() { BEGINNING } else { QUOTED };
        // Of l'arm, what is elided is whole.
        let parts = |c: char| matches!(c, '\'' | '’') || c == ' ' && !quote.is_empty();
        let word = matches!(field, None | Some("title"))
            && value.rsplit(parts).next().is_some_and(|last| last.chars().count() >= least)
            && value
                .split(parts)
                .all(|part| !part.is_empty() && part.chars().all(char::is_alphanumeric))
            && text.ends_with(&value)
            && !text[..span.start].ends_with('=');
        word.then(|| Query::parse(&format!("{text}{quote}*{rest}")).ok())?
    }
}

/// A query without a part of it, and without what belongs to that.
fn without(query: &str, part: Range<usize>) -> String {
    let (Some(mut before), Some(left_out), Some(mut after)) =
        (query.get(..part.start), query.get(part.clone()), query.get(part.end..))
    else {
        return query.to_owned();
    };
    if !matches!(left_out, "AND" | "OR" | "NOT" | ")" | "）") {
        // What negates it must not fall on what comes next.
        while let Some(rest) = before.strip_suffix('-').or_else(|| before_operator(before, "NOT")) {
            before = rest;
        }
        let joined = before_operator(before, "OR").or_else(|| before_operator(before, "AND"));
        match joined {
            Some(rest) => before = rest,
            None => after = behind_operator(after),
        }
    }
    let (before, after) = (before.trim_end(), after.trim_start());
    let space = if before.is_empty() || after.is_empty() { "" } else { " " };
    format!("{before}{space}{after}")
}

/// What stands before an operator at the end of a text.
fn before_operator<'a>(text: &'a str, operator: &str) -> Option<&'a str> {
    let rest = text.trim_end().strip_suffix(operator)?;
    let apart =
        rest.chars().next_back().is_none_or(|c| c.is_whitespace() || matches!(c, '(' | ')'));
    apart.then_some(rest)
}

/// What stands behind an operator that a text may begin with.
fn behind_operator(text: &str) -> &str {
    let text = text.trim_start();
    let rest = text.strip_prefix("OR").or_else(|| text.strip_prefix("AND"));
    rest.filter(|rest| rest.starts_with([' ', '('])).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn readable(text: &str) -> String {
        Readable::of(text).map(|read| read.query.source().to_owned()).unwrap()
    }

    fn begun(text: &str) -> Option<String> {
        Readable::of(text)?.begun().map(|query| query.source().to_owned())
    }

    #[test]
    fn what_cannot_be_read_is_left_out_wherever_it_stands() {
        for (text, read) in [
            ("lang:fr ", "lang:fr"),
            ("lang:fr lang:", "lang:fr"),
            ("lang:fr -lang:araab", "lang:fr"),
            ("lang:", ""),
            ("foo:bar a", "a"),
            ("lang: a", "a"),
            ("a date:2015-13 b", "a b"),
            ("a foo:\"b c\" d", "a d"),
            ("a foo:\"b c", "a"),
            ("-foo:bar a", "a"),
            ("NOT foo:bar a", "a"),
            ("a NOT -foo:bar OR b", "a b"),
            ("a OR foo:bar b", "a b"),
            ("foo:bar OR a b", "a b"),
            ("a OR foo:bar OR b", "a OR b"),
            ("a -(foo:bar) b", "a b"),
            ("a (foo:bar lang:) OR b", "a b"),
            ("a OR", "a"),
            ("a AND NOT", "a"),
            ("a OR OR b", "a OR b"),
            ("a )", "a"),
            ("a ()", "a"),
            ("is: has: tag: title: source: date: actor: lang: a", "a"),
            ("«", ""),
        ] {
            assert_eq!(readable(text), read, "{text}");
        }
    }

    #[test]
    fn what_is_open_is_closed() {
        for (text, read) in [
            ("(a", "(a)"),
            ("a -(b (c", "a -(b (c))"),
            ("(lang:fr lang:", "(lang:fr)"),
            ("a (", "a"),
            ("\"a b", "\"a b\""),
            ("a «b c", "a «b c»"),
            ("a („b c", "a („b c“)"),
            ("title:\"a", "title:\"a\""),
            ("title:\"", ""),
            ("a \"b\\", "a \"b\\\"\""),
            ("foo:x \"b", "\"b\""),
        ] {
            assert_eq!(readable(text), read, "{text}");
        }
    }

    #[test]
    fn the_last_word_may_be_the_beginning_of_one() {
        for (text, expected) in [
            ("رق", Some("رق*")),
            ("lang:ar رق", Some("lang:ar رق*")),
            ("title:fra", Some("title:fra*")),
            ("fra* ro", Some("fra* ro*")),
            ("(fra", Some("(fra*)")),
            ("foo:x fra", Some("fra*")),
            ("guerre \"front uni", Some("guerre \"front uni\"*")),
            ("(«front uni", Some("(«front uni»*)")),
            ("a", None),
            ("\"front un", None),
            ("=fra", None),
            ("=\"fra", None),
            ("fra*", None),
            ("\"fra\"", None),
            ("source:ru", None),
            ("source:\"ru", None),
            ("(fra)", None),
        ] {
            assert_eq!(begun(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_answered_is_left_out() {
        let rest = |query: &str, part| Readable::of_rest(query, part).unwrap().query.to_string();
        assert_eq!(rest("a OR actor:x b", 5..12), "a b");
        assert_eq!(rest("actor:x", 0..7), "");
        assert_eq!(rest("a", 0..0), "a");
    }

    proptest! {
        #[test]
        fn what_is_readable_is_a_query(
            scraps in prop::collection::vec(prop::sample::select(vec![
                "(", ")", "-", "NOT ", " OR ", " AND ", "\"", "*", "=", "\\", ":", " ", "lang:", "fr",
                "foo:", "date:", "2015", "title:", "«", "»", "“", "”", "„", "a", "é", "؟", "（",
            ]), 0..12),
        ) {
            let text = scraps.concat();
            if let Some(read) = Readable::of(&text) {
                prop_assert!(Query::parse(read.query.source()).is_ok());
                if let Ok(query) = Query::parse(&text) {
                    prop_assert_eq!(query.expr(), read.query.expr());
                }
                let _ = read.begun();
            }
        }
    }
}
