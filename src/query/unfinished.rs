//! What is being typed at the end of a query, so that the rest of it can be offered.

use std::ops::Range;

use super::lexer::{FIELDS, begins_with_space, is_bare};
use crate::text::{closed_by, is_quote};

/// The word at the end of a query that is being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfinished {
    /// Its bytes in the query, without the signs before it.
    pub span: Range<usize>,
    /// The field it gives a value to.
    pub field: Option<&'static str>,
    /// What has been typed of the value, or of a word; without quotes.
    pub value: String,
}

impl Unfinished {
    /// The word that a query ends in; an empty one after a space.
    pub fn at_end_of(query: &str) -> Self {
        let start = start_of_last_word(query);
        let word = &query[start..];
        let sign = word.len() - word.trim_start_matches(['-', '=']).len();
        let span = start + sign..query.len();
        let word = &query[span.clone()];
        let field = word.split_once(':').and_then(|(name, value)| {
            let known = FIELDS.iter().find(|(field, _)| field.eq_ignore_ascii_case(name));
            known.map(|(field, _)| (*field, value))
        });
        let (field, value) = match field {
            Some((field, value)) => (Some(field), value),
            None => (None, word),
        };
        Self { span, field, value: value.replace(is_quote, "") }
    }

    /// The names of all fields.
    pub fn fields() -> impl Iterator<Item = &'static str> {
        FIELDS.iter().map(|(field, _)| *field)
    }
}

/// Where the last word begins: what stands in quotes is a part of it.
fn start_of_last_word(query: &str) -> usize {
    let (mut start, mut escaped) = (0, false);
    // What closes the quotes in which it stands.
    let mut closing: Option<&[char]> = None;
    for (at, c) in query.char_indices() {
        let end = at + c.len_utf8();
        match closing {
            Some(signs) if !escaped && signs.contains(&c) => closing = None,
            Some(_) => {}
            None if opens(query, at, c) => closing = closed_by(c),
            None if !is_bare(c) => start = end,
            None => {}
        }
        escaped = closing == Some(&['"']) && c == '\\' && !escaped;
    }
    start
}

/// Whether a character opens quotes: but for `"`, one that stands by itself does not.
fn opens(query: &str, at: usize, c: char) -> bool {
    let value = query[..at].ends_with([':', '：', '=']);
    closed_by(c).is_some() && (c == '"' || value || !begins_with_space(&query[at + c.len_utf8()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_at_the_end_is_known_with_its_field() {
        for (query, word, field, value) in [
            ("", "", None, ""),
            ("putin la", "la", None, "la"),
            ("putin ", "", None, ""),
            ("x -lang:", "lang:", Some("lang"), ""),
            ("(actor:بوت", "actor:بوت", Some("actor"), "بوت"),
            ("Tag:raq", "Tag:raq", Some("tag"), "raq"),
            ("lang:fr actor:\"islamic st", "actor:\"islamic st", Some("actor"), "islamic st"),
            ("actor:\"a \\\" b", "actor:\"a \\\" b", Some("actor"), "a \\ b"),
            ("actor:\"a b\" c", "c", None, "c"),
            ("x actor:«vladimir p", "actor:«vladimir p", Some("actor"), "vladimir p"),
            ("actor:“vladimir p", "actor:“vladimir p", Some("actor"), "vladimir p"),
            ("tag:„a“ source:=「le m", "source:=「le m", Some("source"), "=le m"),
            ("a « front actor:p", "actor:p", Some("actor"), "p"),
            ("http://x", "http://x", None, "http://x"),
            ("colour:re", "colour:re", None, "colour:re"),
        ] {
            let found = Unfinished::at_end_of(query);
            assert_eq!(&query[found.span.clone()], word, "{query}");
            assert_eq!((found.field, found.value.as_str()), (field, value), "{query}");
        }
    }
}
