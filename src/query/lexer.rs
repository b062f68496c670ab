//! Tokens of the filter language. Punctuation that holds no word (a lone `«`, a dash between
//! spaces) is no token, so that pasted text can be searched for.

use std::ops::Range;

use super::date::date;
use super::{Actor, Mode, ParseError, Pattern, Term};
use crate::model::Lang;
use crate::text::{closed_by, fold, words};

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
    ("lang", |lexer| lexer.value("language", |s| Ok(Term::Lang(language(s)?)))),
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
        let kind = lexer.kind(c).map_err(|error| {
            lexer.eat_word();
            error.within(start..lexer.at)
        });
        match kind? {
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

    /// Letters up to a space, a parenthesis or a quotation mark; a `"` between Hebrew letters is one
    /// of them (צה"ל).
    fn eat_bare(&mut self) -> &'a str {
        let rest = self.rest();
        let ends = |&(at, c): &(usize, char)| {
            let hebrew = |c: Option<char>| c.is_some_and(|c| matches!(c, 'א'..='ת'));
            let inside =
                || hebrew(rest[..at].chars().next_back()) && hebrew(rest[at + 1..].chars().next());
            !is_bare(c) && (c != '"' || !inside())
        };
        let end = rest.char_indices().find(ends).map_or(rest.len(), |(at, _)| at);
        self.at += end;
        &rest[..end]
    }

    /// What is left of a word, with what stands in quotation marks in it.
    fn eat_word(&mut self) {
        let mut before = self.query.len();
        while before != self.at {
            before = self.at;
            match self.closing() {
                Some(closing) if self.quoted(closing).is_err() => self.at = self.query.len(),
                Some(_) => {}
                None => {
                    self.eat_bare();
                }
            }
        }
    }

    /// The token that begins with this character.
    fn kind(&mut self, c: char) -> Result<Option<Kind>, ParseError> {
        match c {
            '(' | '（' => Ok(self.single(c, Kind::Open)),
            ')' | '）' => Ok(self.single(c, Kind::Close)),
            '-' if self.minus_negates() => Ok(self.single(c, Kind::Not)),
            '=' => self.text(),
            _ if closed_by(c).is_none() => self.bare(),
            // One that nothing closes, and no word is written onto, came along with pasted text.
            _ if self.closing().is_none() && begins_with_space(&self.rest()[c.len_utf8()..]) => {
                self.eat(c);
                Ok(None)
            }
            _ => self.text(),
        }
    }

    fn single(&mut self, c: char, kind: Kind) -> Option<Kind> {
        self.eat(c).then_some(kind)
    }

    /// What closes the quotation that opens here. Only `"` needs no end: it is typed, not pasted.
    fn closing(&self) -> Option<&'static [char]> {
        let c = self.peek()?;
        let rest = &self.rest()[c.len_utf8()..];
        closed_by(c).filter(|closing| c == '"' || rest.contains(*closing))
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
        let chunk = self.eat_bare();
        match chunk {
            "OR" => return Ok(Some(Kind::Or)),
            "AND" => return Ok(Some(Kind::And)),
            "NOT" => return Ok(Some(Kind::Not)),
            _ => self.at = start,
        }
        let name = self.eat_while(|c| c.is_ascii_alphabetic());
        // An address that is pasted is text, not a field.
        if name.is_empty() || self.rest().starts_with("://") || !(self.eat(':') || self.eat('：'))
        {
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
        self.closed()?;
        let (text, mode) = if let Some(closing) = self.closing() {
            let text = self.quoted(closing)?;
            let prefix = !exact && self.eat('*');
            (text, if prefix { Mode::Prefix } else { Mode::Folded })
        } else {
            let chunk = self.eat_bare();
            match chunk.strip_suffix('*').filter(|_| !exact) {
                Some(start) => (start.to_owned(), Mode::Prefix),
                None => (chunk.to_owned(), Mode::Stemmed),
            }
        };
        let mode = if exact { Mode::Exact } else { mode };
        let has_word = words(&text).next().is_some();
        Ok(has_word.then_some(Pattern { text, mode }))
    }

    /// Fails where a quotation mark stands that nothing closes.
    fn closed(&self) -> Result<(), ParseError> {
        let opening = self.peek().and_then(closed_by);
        match opening.and_then(|closing| closing.first()).filter(|_| self.closing().is_none()) {
            None => Ok(()),
            Some(closing) => Err(self.never_closed(self.at, *closing)),
        }
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
        self.closed()?;
        let value = match self.closing() {
            Some(closing) => self.quoted(closing)?,
            None => self.eat_bare().to_owned(),
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
        let name = before
            .trim_end_matches([':', '：'])
            .trim_end_matches(|c: char| c.is_ascii_alphabetic());
        &before[name.len()..]
    }

    /// What stands between quotation marks. Between two `"`, `\"` and `\\` stand for the second
    /// character.
    fn quoted(&mut self, closing: &[char]) -> Result<String, ParseError> {
        let start = self.at;
        let escapes = self.eat('"');
        if let Some(c) = self.peek().filter(|_| !escapes) {
            self.eat(c);
        }
        let mut text = String::new();
        let mut chars = self.rest().char_indices().peekable();
        while let Some((n, c)) = chars.next() {
            match c {
                c if closing.contains(&c) => {
                    self.at += n + c.len_utf8();
                    return Ok(text);
                }
                '\\' if escapes => match chars.next_if(|(_, c)| matches!(c, '"' | '\\')) {
                    Some((_, escaped)) => text.push(escaped),
                    None => text.push('\\'),
                },
                c => text.push(c),
            }
        }
        Err(self.never_closed(start, '"'))
    }

    fn never_closed(&self, start: usize, closing: char) -> ParseError {
        let message = format!("this quote is never closed; add a `{closing}`");
        self.error(message, start..self.query.len()).open(closing)
    }
}

/// Reads a language by its name or its code.
fn language(name: &str) -> Result<Lang, String> {
    Lang::named(&fold(name)).or_else(|| name.parse().ok()).ok_or_else(|| {
        format!("`{name}` is not a language: a name such as arabic, or a code such as ar, fr, en")
    })
}

pub(super) fn begins_with_space(text: &str) -> bool {
    text.chars().next().is_none_or(is_space)
}

/// Direction marks come along with pasted text and stand for nothing; commas and question marks
/// that no number has in it part words.
fn is_space(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '،' | '؛' | '؟' | '，' | '、' | '；' | '？' | '！' | '。')
        || c.is_control()
        || matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

pub(super) fn is_bare(c: char) -> bool {
    !is_space(c) && !matches!(c, '(' | ')' | '（' | '）') && closed_by(c).is_none()
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
            "12:30",
            "https://example.org",
            "قال:نعم",
            "a-b",
            "a=b",
            "or",
            "צה\"ל",
            "צה״ל",
            "می‌خواهد",
            "Москва",
        ] {
            assert_eq!(kinds(word), [text(word, Mode::Stemmed)], "{word}");
        }
        assert_eq!(kinds("bombard*"), [text("bombard", Mode::Prefix)]);
        assert_eq!(kinds("=Élysée"), [text("Élysée", Mode::Exact)]);
        assert_eq!(kinds("\"front uni\"*"), [text("front uni", Mode::Prefix)]);
        assert_eq!(kinds(r#"="a \"b\" \c""#), [text(r#"a "b" \c"#, Mode::Exact)]);
    }

    #[test]
    fn quotation_marks_of_any_script_hold_a_phrase() {
        for phrase in [
            "\"front uni\"",
            "«front uni»",
            "“front uni”",
            "„front uni“",
            "「front uni」",
            "＂front uni＂",
        ] {
            assert_eq!(kinds(phrase), [text("front uni", Mode::Folded)], "{phrase}");
        }
        assert_eq!(kinds("-«الرقة»، ="), [Kind::Not, text("الرقة", Mode::Folded)]);
        assert_eq!(kinds("« front uni »*"), [text(" front uni ", Mode::Prefix)]);
        assert_eq!(kinds("=«Été»"), [text("Été", Mode::Exact)]);
        assert_eq!(kinds("a«b c»").len(), 2);
        let actor = Actor { name: "الدولة الإسلامية".into(), ids: vec![] };
        assert_eq!(term("actor:«الدولة الإسلامية»"), Term::Actor(actor));
    }

    #[test]
    fn a_language_is_a_name_or_any_code() {
        for (value, code) in [("Français", "fr"), ("عربي", "ar"), ("xyz", "xyz"), ("EN-gb", "en")]
        {
            assert_eq!(term(&format!("lang:{value}")), Term::Lang(code.parse().unwrap()));
        }
        assert!(tokens("lang:volapük").is_err());
    }

    #[test]
    fn fields_and_the_words_that_they_know_are_the_same_in_capitals() {
        for query in ["LANG:FR", "IS:Unread", "has:NOTE", "Is:DISCARDED"] {
            assert_eq!(kinds(query), kinds(&query.to_lowercase()), "{query}");
        }
    }

    #[test]
    fn punctuation_of_other_scripts_works_like_one_s_own() {
        assert_eq!(kinds("سوريا،العراق؟").len(), 2);
        assert_eq!(kinds("（a） LANG：ar").len(), 4);
    }

    #[test]
    fn what_holds_no_word_is_no_token() {
        assert_eq!(kinds("« front » - uni – ، \"\" *").len(), 2);
        assert_eq!(kinds("-« front"), [text("front", Mode::Stemmed)]);
        assert_eq!(kinds("--« front"), [text("front", Mode::Stemmed)]);
        assert_eq!(kinds("front“ uni „"), kinds("front uni"));
        assert_eq!(kinds("\u{200F}lang:ar").len(), 1);
    }

    #[test]
    fn a_minus_negates_only_what_it_touches() {
        assert_eq!(kinds("-a"), [Kind::Not, text("a", Mode::Stemmed)]);
        assert_eq!(kinds("- a"), [text("a", Mode::Stemmed)]);
        assert_eq!(kinds("(a -)").len(), 3);
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
            ("x lang: y", "`lang:` needs a language right after it @ "),
            ("actor:\" \"", "`actor:` needs a name right after it @ \" \""),
            ("title:» a", "`title:` needs a word right after it @ »"),
            ("title:«a b", "this quote is never closed; add a `»` @ «a b"),
            ("a \"b c", "this quote is never closed; add a `\"` @ \"b c"),
            ("a «b c", "this quote is never closed; add a `»` @ «b c"),
            ("a -=“b c", "this quote is never closed; add a `”` @ “b c"),
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
