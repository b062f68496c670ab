//! The grammar: clauses side by side, each a chain of alternatives, each perhaps negated.
//!
//! ```text
//! query       = { alternatives [ "AND" ] }
//! alternatives = operand { "OR" operand }
//! operand     = { "-" | "NOT" } ( term | "(" query ")" )
//! ```

use std::ops::Range;

use super::lexer::{Kind, Token, tokens};
use super::{Expr, ParseError, Query, Term};

/// How deep parentheses may nest, so that no query can exhaust the stack.
const DEEPEST: usize = 64;

pub(super) fn parse(source: &str) -> Result<Query, ParseError> {
    let tokens = tokens(source)?;
    let mut parser = Parser { source, tokens: &tokens, at: 0, depth: 0, actors: vec![] };
    let parts = parser.clauses()?;
    if let Some(token) = parser.next() {
        return Err(parser.error("this `)` closes nothing; remove it", &token.span));
    }
    let text = source.trim();
    if parts.is_empty() && !text.is_empty() {
        let start = source.len() - source.trim_start().len();
        return Err(parser.error("there is no word to search for", &(start..start + text.len())));
    }
    let (exprs, clauses) = parts.into_iter().unzip();
    Ok(Query { source: source.to_owned(), expr: all(exprs), clauses, actors: parser.actors })
}

struct Parser<'a> {
    source: &'a str,
    tokens: &'a [Token],
    at: usize,
    depth: usize,
    actors: Vec<Range<usize>>,
}

type Part = (Expr, Range<usize>);

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Kind> {
        self.tokens.get(self.at).map(|token| &token.kind)
    }

    fn next(&mut self) -> Option<&'a Token> {
        let token = self.tokens.get(self.at);
        self.at += 1;
        token
    }

    fn eat(&mut self, kind: Kind) -> Option<&'a Token> {
        self.tokens.get(self.at).filter(|token| token.kind == kind).inspect(|_| self.at += 1)
    }

    fn error(&self, message: impl Into<String>, span: &Range<usize>) -> ParseError {
        ParseError::new(message, span.clone(), self.source)
    }

    /// Clauses up to the end or a closing parenthesis.
    fn clauses(&mut self) -> Result<Vec<Part>, ParseError> {
        let mut parts = Vec::new();
        let (mut and, mut or) = (None, false);
        while self.peek().is_some_and(|kind| *kind != Kind::Close) {
            let (part, chained) = self.alternatives()?;
            parts.push(part);
            or |= chained;
            if let Some(token) = self.eat(Kind::And) {
                self.operand_follows(token)?;
                and = Some(token);
            }
        }
        match and {
            // Elsewhere AND often binds tighter than OR: better to ask than to guess.
            Some(token) if or => {
                let message = "`AND` and `OR` side by side; put ( ) around what belongs together";
                Err(self.error(message, &token.span))
            }
            _ => Ok(parts),
        }
    }

    /// Operands joined by `OR`, and whether there were several.
    fn alternatives(&mut self) -> Result<(Part, bool), ParseError> {
        let (first, mut span) = self.operand()?;
        let mut exprs = vec![first];
        while let Some(token) = self.eat(Kind::Or) {
            self.operand_follows(token)?;
            let (next, next_span) = self.operand()?;
            exprs.push(next);
            span.end = next_span.end;
        }
        let chained = exprs.len() > 1;
        let expr = if chained { Expr::Or(exprs) } else { all(exprs) };
        Ok(((expr, span), chained))
    }

    fn operand(&mut self) -> Result<Part, ParseError> {
        let mut negated = false;
        let start = self.tokens.get(self.at).map_or(self.source.len(), |token| token.span.start);
        while let Some(token) = self.eat(Kind::Not) {
            self.operand_follows(token)?;
            negated = !negated;
        }
        let Some(token) = self.next() else { return Ok((Expr::All, start..start)) };
        let (expr, end) = match &token.kind {
            Kind::Term(term) => {
                if matches!(term, Term::Actor(_)) {
                    self.actors.push(token.span.clone());
                }
                (Expr::Term(term.clone()), token.span.end)
            }
            Kind::Open => self.group(token)?,
            _ => {
                let operator = &self.source[token.span.clone()];
                let message = format!("`{operator}` needs something before it");
                return Err(self.error(message, &token.span));
            }
        };
        Ok((if negated { Expr::Not(Box::new(expr)) } else { expr }, start..end))
    }

    /// What stands between parentheses, the first of which is read, and where it ends.
    fn group(&mut self, open: &Token) -> Result<(Expr, usize), ParseError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.error("parentheses nest too deep here; remove some", &open.span));
        }
        let parts = self.clauses()?;
        self.depth -= 1;
        let Some(close) = self.eat(Kind::Close) else {
            let message = "this `(` is never closed; add a `)`";
            return Err(self.error(message, &open.span).open(')'));
        };
        if parts.is_empty() {
            let span = open.span.start..close.span.end;
            return Err(self.error("there is nothing between these parentheses", &span));
        }
        Ok((all(parts.into_iter().map(|(expr, _)| expr).collect()), close.span.end))
    }

    fn operand_follows(&self, operator: &Token) -> Result<(), ParseError> {
        match self.peek() {
            Some(Kind::Term(_) | Kind::Open | Kind::Not) => Ok(()),
            _ => {
                let text = &self.source[operator.span.clone()];
                let message =
                    format!("`{text}` needs something after it; quote it to search for it");
                Err(self.error(message, &operator.span))
            }
        }
    }
}

fn all(mut exprs: Vec<Expr>) -> Expr {
    match exprs.len() {
        0 => Expr::All,
        1 => exprs.remove(0),
        _ => Expr::And(exprs),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn printed(query: &str) -> String {
        parse(query).unwrap().to_string()
    }

    fn error(query: &str) -> String {
        let error = parse(query).unwrap_err();
        format!("{} @ {}", error, &query[error.span()])
    }

    #[test]
    fn operators_bind_not_then_or_then_and() {
        for (query, expected) in [
            ("a b OR c d", "a (b OR c) d"),
            ("-a OR b c", "(-a OR b) c"),
            ("(a b) OR c", "(a b) OR c"),
            ("NOT (a OR b) c", "-(a OR b) c"),
            ("a AND b AND NOT c", "a b -c"),
            ("--a NOT -b NOT NOT -c", "a b -c"),
            ("((a)) ((b c))", "a (b c)"),
            ("a OR b OR (c OR d)", "a OR b OR (c OR d)"),
        ] {
            assert_eq!(printed(query), expected, "{query}");
        }
    }

    #[test]
    fn an_empty_query_asks_for_everything() {
        assert_eq!(parse("").unwrap(), Query::default());
        assert_eq!(*parse(" \t").unwrap().expr(), Expr::All);
    }

    #[test]
    fn an_error_names_its_place() {
        for (query, expected) in [
            ("a (b", "this `(` is never closed; add a `)` @ ("),
            ("a ) b", "this `)` closes nothing; remove it @ )"),
            ("a () b", "there is nothing between these parentheses @ ()"),
            ("OR a", "`OR` needs something before it @ OR"),
            ("a OR", "`OR` needs something after it; quote it to search for it @ OR"),
            ("(a OR) b", "`OR` needs something after it; quote it to search for it @ OR"),
            ("a AND AND b", "`AND` needs something after it; quote it to search for it @ AND"),
            ("x NOT", "`NOT` needs something after it; quote it to search for it @ NOT"),
            (
                "a AND b OR c",
                "`AND` and `OR` side by side; put ( ) around what belongs together @ AND",
            ),
            (" « … ", "there is no word to search for @ « …"),
        ] {
            assert_eq!(error(query), expected);
        }
        assert!(parse("a AND (b OR c)").is_ok());
    }

    #[test]
    fn no_depth_exhausts_the_stack() {
        let nested = |n: usize| format!("{}a{}", "(".repeat(n), ")".repeat(n));
        assert!(parse(&nested(DEEPEST)).is_ok());
        assert!(parse(&nested(DEEPEST + 1)).is_err());
        assert!(parse(&nested(100_000)).is_err());
        assert_eq!(printed(&format!("{}a", "-".repeat(100_001))), "-a");
    }

    /// Scraps of the language in any order, so that many of them parse.
    fn scraps() -> impl Strategy<Value = String> {
        let scrap = prop_oneof![
            prop::sample::select(vec![
                "(",
                ")",
                "-",
                "NOT ",
                " OR ",
                " AND ",
                "\"",
                "*",
                "=",
                "\\",
                ":",
                " ",
                "..",
                "lang:",
                "fr",
                "actor:",
                "title:",
                "source:",
                "date:",
                "2015-11",
                "2016",
                "is:",
                "unread",
                "OR",
                "l'armée",
                "الإرهاب",
                "«",
                "»",
                "“",
                "،",
                "：",
                "צה\"ל",
                "http:",
                "12:30",
                "\u{200F}",
                "東京",
            ])
            .prop_map(str::to_owned),
            any::<char>().prop_map(String::from),
        ];
        prop::collection::vec(scrap, 0..12).prop_map(|scraps| scraps.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn a_printed_query_parses_back_and_no_input_panics(query in scraps()) {
            match parse(&query) {
                Ok(parsed) => {
                    let again = parse(&parsed.to_string()).unwrap();
                    prop_assert_eq!(parsed.expr(), again.expr());
                    let clauses = parsed.clauses().map(|c| c.text).collect::<Vec<_>>().join(" ");
                    let again = parse(&clauses).unwrap();
                    prop_assert_eq!(parsed.expr(), again.expr());
                }
                Err(error) => {
                    prop_assert!(query.get(error.span()).is_some());
                    prop_assert_eq!(format!("{error:#}").lines().count(), 3);
                }
            }
        }
    }
}
