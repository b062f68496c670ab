//! Tokens of the filter language. Punctuation that holds no word (a lone `«`, a dash between
//! spaces) is no token, so that pasted text can be searched for.

use std::ops::Range;

use jiff::civil;

use super::{Actor, Mode, ParseError, Pattern, Term};
use crate::text::{fold, words};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Open,
    Close,
    Not,
    And,
    Or,
    Term(Term),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Range<usize>,
}

/// A field of the language, and what reads its value.
pub(super) type Field = (&'static str, fn(&mut Lexer<'_>) -> Result<Term, ParseError>);

pub(super) const FIELDS: [Field; 8] = [
    ("lang", |lexer| lexer.value("language code", |s| Ok(Term::Lang(s.parse()?)))),
    ("actor", |lexer| {
        lexer.value("name", |s| Ok(Term::Actor(Actor { name: s.to_owned(), ids: vec![] })))
    }),
    ("date", |lexer| lexer.value("date", |s| date(s).map_err(Into::into))),
    ("source", |lexer| lexer.words_of_field().map(Term::Source)),
    ("title", |lexer| lexer.words_of_field().map(Term::Title)),
    ("is", |lexer| lexer.value("state", |s| Ok(Term::Is(s.parse()?)))),
    ("has", |lexer| lexer.value("thing to have", |s| Ok(Term::Has(s.parse()?)))),
    ("tag", |lexer| lexer.value("tag", |s| Ok(Term::Tag(s.parse()?)))),
];

/// Reads the tokens of a query.
pub(super) fn tokens(query: &str) -> Result<Vec<Token>, ParseError> {
    let mut lexer = Lexer { query, at: 0 };
    let mut tokens: Vec<Token> = Vec::new();
    loop {
        lexer.eat_while(is_space);
        let start = lexer.at;
        let Some(c) = lexer.peek() else { return Ok(tokens) };
        let kind = match c {
            '(' => lexer.single(Kind::Open),
            ')' => lexer.single(Kind::Close),
            '-' if lexer.minus_negates() => lexer.single(Kind::Not),
            '"' | '=' => lexer.text()?,
            _ => lexer.bare()?,
        };
        match kind {
            Some(kind) => tokens.push(Token { kind, span: start..lexer.at }),
            // A minus on something that is no token must not fall on what comes next.
            None => {
                let mut end = start;
                while let Some(not) =
                    tokens.pop_if(|token| token.kind == Kind::Not && token.span.end == end)
                {
                    end = not.span.start;
                }
            }
        }
    }
}

pub(super) struct Lexer<'a> {
    query: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        &self.query[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn eat(&mut self, c: char) -> bool {
        let there = self.peek() == Some(c);
        self.at += if there { c.len_utf8() } else { 0 };
        there
    }

    fn eat_while(&mut self, accept: fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let eaten = &rest[..rest.find(|c| !accept(c)).unwrap_or(rest.len())];
        self.at += eaten.len();
        eaten
    }

    fn single(&mut self, kind: Kind) -> Option<Kind> {
        self.at += 1;
        Some(kind)
    }

    fn error(&self, message: impl Into<String>, span: Range<usize>) -> ParseError {
        ParseError::new(message, span, self.query)
    }

    fn minus_negates(&self) -> bool {
        self.rest().chars().nth(1).is_some_and(|c| !is_space(c) && c != ')')
    }

    /// A token that begins with a letter or other plain character.
    fn bare(&mut self) -> Result<Option<Kind>, ParseError> {
        let start = self.at;
        let chunk = self.eat_while(is_bare);
        match chunk {
            "OR" => return Ok(Some(Kind::Or)),
            "AND" => return Ok(Some(Kind::And)),
            "NOT" => return Ok(Some(Kind::Not)),
            _ => self.at = start,
        }
        let name = self.eat_while(|c| c.is_ascii_alphabetic());
        // An address that is pasted is text, not a field.
        if name.is_empty() || self.rest().starts_with("://") || !self.eat(':') {
            self.at = start;
            return self.text();
        }
        match FIELDS.iter().find(|(field, _)| field.eq_ignore_ascii_case(name)) {
            Some((_, read)) => read(self).map(|term| Some(Kind::Term(term))),
            None => {
                let fields = FIELDS.map(|(field, _)| format!("{field}:")).join(" ");
                let message = format!(
                    "unknown field `{name}`; fields are {fields}; quote it to search the text"
                );
                Err(self.error(message, start..self.at))
            }
        }
    }

    fn text(&mut self) -> Result<Option<Kind>, ParseError> {
        Ok(self.pattern()?.map(|pattern| Kind::Term(Term::Text(pattern))))
    }

    /// Words to look for; none if there is no word in them.
    fn pattern(&mut self) -> Result<Option<Pattern>, ParseError> {
        let exact = self.eat('=');
        let (text, prefix) = if self.peek() == Some('"') {
            let text = self.quoted()?;
            (text, !exact && self.eat('*'))
        } else {
            let chunk = self.eat_while(is_bare);
            match chunk.strip_suffix('*').filter(|_| !exact) {
                Some(stem) => (stem.to_owned(), true),
                None => (chunk.to_owned(), false),
            }
        };
        let mode = match (exact, prefix) {
            (true, _) => Mode::Exact,
            (_, true) => Mode::Prefix,
            _ => Mode::Folded,
        };
        let has_word = words(&text).next().is_some();
        Ok(has_word.then_some(Pattern { text, mode }))
    }

    fn words_of_field(&mut self) -> Result<Pattern, ParseError> {
        let start = self.at;
        let pattern = self.pattern()?;
        pattern.ok_or_else(|| {
            let field = self.field_before(start);
            self.error(format!("`{field}` needs a word right after it"), start..self.at)
        })
    }

    /// The value of a field, read by `read`, whose error is told in its place.
    fn value(
        &mut self,
        what: &str,
        read: fn(&str) -> Result<Term, Box<dyn std::error::Error>>,
    ) -> Result<Term, ParseError> {
        let start = self.at;
        let value = match self.peek() {
            Some('"') => self.quoted()?,
            _ => self.eat_while(is_bare).to_owned(),
        };
        let value = value.trim();
        if value.is_empty() {
            let field = self.field_before(start);
            return Err(
                self.error(format!("`{field}` needs a {what} right after it"), start..self.at)
            );
        }
        read(value).map_err(|error| self.error(error.to_string(), start..self.at))
    }

    fn field_before(&self, end: usize) -> &'a str {
        let before = &self.query[..end];
        let name = before.trim_end_matches(':').trim_end_matches(|c: char| c.is_ascii_alphabetic());
        &before[name.len()..]
    }

    /// What stands between two `"`, where `\"` and `\\` stand for the second character.
    fn quoted(&mut self) -> Result<String, ParseError> {
        let start = self.at;
        self.eat('"');
        let mut text = String::new();
        let mut chars = self.rest().char_indices().peekable();
        while let Some((n, c)) = chars.next() {
            match c {
                '"' => {
                    self.at += n + 1;
                    return Ok(text);
                }
                '\\' => match chars.next_if(|(_, c)| matches!(c, '"' | '\\')) {
                    Some((_, escaped)) => text.push(escaped),
                    None => text.push('\\'),
                },
                c => text.push(c),
            }
        }
        Err(self.error("this quote is never closed; add a `\"`", start..self.query.len()))
    }
}

/// Direction marks come along with pasted text and stand for nothing.
fn is_space(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

pub(super) fn is_bare(c: char) -> bool {
    !is_space(c) && !matches!(c, '(' | ')' | '"')
}

/// A day, a month, a year, or a range of them with open ends.
fn date(value: &str) -> Result<Term, String> {
    let folded = fold(value);
    let (from, to) = folded.split_once("..").unwrap_or((&folded, &folded));
    let period = |s: &str| match s {
        "" => Ok(None),
        s => period(s).map(Some).ok_or_else(|| {
            format!(
                "`{s}` is not a date; write 2015-11-17, 2015-11, 2015 or a range such as 2015-11.."
            )
        }),
    };
    let from = period(from)?.map(|(first, _)| first);
    let to = period(to)?.map(|(_, last)| last);
    match (from, to) {
        (None, None) => Err("`..` needs a date on one side at least".to_owned()),
        (Some(from), Some(to)) if to < from => Err("this range ends before it begins".to_owned()),
        _ => Ok(Term::Date { from, to }),
    }
}

/// The first and the last day of a day, month or year.
fn period(s: &str) -> Option<(civil::Date, civil::Date)> {
    let mut parts = s.split('-');
    let mut number = |lengths: Range<usize>| {
        let part = parts.next()?;
        let digits = lengths.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        Some(if digits { part.parse::<i16>().ok() } else { None })
    };
    let year = number(4..5)??;
    let (month, day) = (number(1..3), number(1..3));
    if parts.next().is_some() {
        return None;
    }
    let date = |month: i16, day: i16| {
        civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    };
    match (month, day) {
        (None, _) => Some((date(1, 1)?, date(12, 31)?)),
        (Some(month), None) => date(month?, 1).map(|first| (first, first.last_of_month())),
        (Some(month), Some(day)) => date(month?, day?).map(|day| (day, day)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(query: &str) -> Vec<Kind> {
        tokens(query).unwrap().into_iter().map(|token| token.kind).collect()
    }

    fn text(text: &str, mode: Mode) -> Kind {
        Kind::Term(Term::Text(Pattern { text: text.into(), mode }))
    }

    fn term(query: &str) -> Term {
        match kinds(query).as_slice() {
            [Kind::Term(term)] => term.clone(),
            other => panic!("{query}: {other:?}"),
        }
    }

    fn error(query: &str) -> String {
        let error = tokens(query).unwrap_err();
        format!("{error} @ {}", &query[error.span()])
    }

    #[test]
    fn words_of_any_script_are_taken_as_they_stand() {
        for word in [
            "l’armée",
            "«الرقة»،",
            "12:30",
            "https://example.org",
            "قال:نعم",
            "“front",
            "a-b",
            "a=b",
            "or",
        ] {
            assert_eq!(kinds(word), [text(word, Mode::Folded)], "{word}");
        }
        assert_eq!(kinds("bombard*"), [text("bombard", Mode::Prefix)]);
        assert_eq!(kinds("=Élysée"), [text("Élysée", Mode::Exact)]);
        assert_eq!(kinds("\"front uni\"*"), [text("front uni", Mode::Prefix)]);
        assert_eq!(kinds(r#"="a \"b\" \c""#), [text(r#"a "b" \c"#, Mode::Exact)]);
    }

    #[test]
    fn what_holds_no_word_is_no_token() {
        assert_eq!(kinds("« front » - uni – ، \"\" *").len(), 2);
        assert_eq!(kinds("-« front"), [text("front", Mode::Folded)]);
        assert_eq!(kinds("--« front"), [text("front", Mode::Folded)]);
        assert_eq!(kinds("\u{200F}lang:ar").len(), 1);
    }

    #[test]
    fn a_minus_negates_only_what_it_touches() {
        assert_eq!(kinds("-a"), [Kind::Not, text("a", Mode::Folded)]);
        assert_eq!(kinds("- a"), [text("a", Mode::Folded)]);
        assert_eq!(kinds("(a -)").len(), 3);
    }

    #[test]
    fn a_date_is_a_day_a_month_a_year_or_a_range() {
        let days = |query: &str| match term(query) {
            Term::Date { from, to } => {
                let show =
                    |date: Option<civil::Date>| date.map_or(String::new(), |d| d.to_string());
                format!("{}..{}", show(from), show(to))
            }
            other => panic!("{other:?}"),
        };
        for (query, expected) in [
            ("date:2015-11-17", "2015-11-17..2015-11-17"),
            ("date:2016-02", "2016-02-01..2016-02-29"),
            ("date:2015", "2015-01-01..2015-12-31"),
            ("date:2015-11-17..", "2015-11-17.."),
            ("date:..2015-11", "..2015-11-30"),
            ("date:2015..2016-02", "2015-01-01..2016-02-29"),
            ("date:٢٠١٥-١١-١٧", "2015-11-17..2015-11-17"),
        ] {
            assert_eq!(days(query), expected, "{query}");
        }
    }

    #[test]
    fn a_value_that_cannot_be_read_is_an_error_in_its_place() {
        for (query, expected) in [
            (
                "a date:2015-13 b",
                "`2015-13` is not a date; write 2015-11-17, 2015-11, 2015 or a range such as \
                 2015-11.. @ 2015-13",
            ),
            ("date:..", "`..` needs a date on one side at least @ .."),
            ("date:2016..2015", "this range ends before it begins @ 2016..2015"),
            (
                "is:new",
                "`new` is not a state: unread, read, starred, kept, discarded or undecided @ new",
            ),
            ("x lang: y", "`lang:` needs a language code right after it @ "),
            ("actor:\" \"", "`actor:` needs a name right after it @ \" \""),
            ("title:«", "`title:` needs a word right after it @ «"),
            ("a \"b c", "this quote is never closed; add a `\"` @ \"b c"),
            (
                "(http:x",
                "unknown field `http`; fields are lang: actor: date: source: title: is: has: tag:; \
                 quote it to search the text @ http:",
            ),
        ] {
            assert_eq!(error(query), expected);
        }
        for nonsense in ["date:2015-", "date:201", "date:2015-11-31", "date:2015-1-1-1", "date:-5"]
        {
            assert!(tokens(nonsense).is_err(), "{nonsense}");
        }
    }
}
