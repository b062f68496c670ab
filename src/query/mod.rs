//! The filter language: what a person types to say which documents they want.
//!
//! `lang:ar actor:putin -actor:turkey date:2015-11.. "front uni" bombard* OR frappe`. Clauses side
//! by side must all hold; `OR` binds tighter than that, so that a filter never has to be moved when
//! words are added: `lang:ar bombard* OR frappe` is `lang:ar (bombard* OR frappe)`. `-` or `NOT`
//! leaves out, parentheses group.
//!
//! This module knows the language alone: not how text becomes search terms, not who is called
//! what, and no document.

mod date;
mod error;
mod lexer;
mod parser;
mod print;
mod readable;
mod unfinished;

use std::ops::Range;

use jiff::civil;

use crate::model::{EntityId, Has, Lang, State, Tag, Triage};

pub use error::ParseError;
pub use print::{actor, quote};
pub use readable::Readable;
pub use unfinished::Unfinished;

/// A parsed query. Prints in its plainest form, which parses back to the same expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    source: String,
    expr: Expr,
    clauses: Vec<Range<usize>>,
    /// Where the actor terms stand, in the order in which a walk through `expr` meets them.
    actors: Vec<Range<usize>>,
}

/// What a document has to satisfy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expr {
    /// Nothing: every document does.
    All,
    /// All of these.
    And(Vec<Expr>),
    /// At least one of these.
    Or(Vec<Expr>),
    /// Not this.
    Not(Box<Expr>),
    /// This one thing.
    Term(Term),
}

/// One thing that holds for a document or does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// Its title or its text has these words.
    Text(Pattern),
    /// Its title has these words.
    Title(Pattern),
    /// The name of its source has these words.
    Source(Pattern),
    /// Its language is this one.
    Lang(Lang),
    /// It mentions this entity.
    Actor(Actor),
    /// Its date is one of these days, both ends included; an undated document's never is.
    Date {
        /// The first day, if there is one.
        from: Option<civil::Date>,
        /// The last day, if there is one.
        to: Option<civil::Date>,
    },
    /// The person decided so.
    Is(State),
    /// The person gave it such a thing.
    Has(Has),
    /// The person gave it this tag.
    Tag(Tag),
}

impl Term {
    /// Whether it is about decisions: then it holds for a document so decided, or not.
    pub fn on_triage(&self, triage: &Triage) -> Option<bool> {
        match self {
            Term::Is(state) => Some(state.holds(triage)),
            Term::Has(has) => Some(has.holds(triage)),
            Term::Tag(tag) => Some(triage.tags.binary_search(tag).is_ok()),
            _ => None,
        }
    }
}

/// Words to look for, next to each other and in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// The words as the person wrote them, at least one ([`crate::text::words`]).
    pub text: String,
    /// How the words compare.
    pub mode: Mode,
}

/// How the words of a [`Pattern`] compare with those of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// By their stems in the language of the document, or folded: `armées` is `armée`.
    Stemmed,
    /// Folded: letters that readers take for the same are the same. Words in quotes compare so.
    Folded,
    /// Folded, and the last word only has to begin so: `bombard*`.
    Prefix,
    /// As written but for case: `=armée`.
    Exact,
}

/// An entity as the person named it, and all it may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The name as typed.
    pub name: String,
    /// The entities known by that name; empty until [`Query::link`].
    pub ids: Vec<EntityId>,
}

/// One of the clauses of a query that must all hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause<'a> {
    /// Bytes of the query.
    pub span: Range<usize>,
    /// The clause as the person wrote it.
    pub text: &'a str,
}

impl Query {
    /// Reads a query; an empty one asks for every document.
    pub fn parse(source: &str) -> Result<Self, ParseError> {
        parser::parse(source)
    }

    /// The query as it was written.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether it asks for every document.
    pub fn is_everything(&self) -> bool {
        self.expr == Expr::All
    }

    /// Whether it searches the text for words, which can then be highlighted.
    pub fn has_words(&self) -> bool {
        self.wanted().any(|term| matches!(term, Term::Text(_)))
    }

    /// Whether what it finds depends on decisions.
    pub fn on_triage(&self) -> bool {
        self.expr.on_triage()
    }

    /// What a document has to satisfy.
    pub fn expr(&self) -> &Expr {
        &self.expr
    }

    /// The terms that speak for a document when they hold: those that are not negated.
    pub fn wanted(&self) -> impl Iterator<Item = &Term> {
        let mut terms = Vec::new();
        self.expr.wanted(true, &mut terms);
        terms.into_iter()
    }

    /// The clauses that must all hold, in order.
    pub fn clauses(&self) -> impl ExactSizeIterator<Item = Clause<'_>> {
        self.clauses
            .iter()
            .map(|span| Clause { span: span.clone(), text: &self.source[span.clone()] })
    }

    /// The same without what was discarded; `None` if the query is itself about what was kept,
    /// discarded or neither.
    pub fn without_discarded(&self) -> Option<Query> {
        let hidden = Expr::Not(Box::new(Expr::Term(DISCARDED)));
        (!self.expr.asks_for_verdict()).then(|| self.and(hidden))
    }

    /// What [`Query::without_discarded`] leaves out.
    pub fn only_discarded(&self) -> Query {
        self.and(Expr::Term(DISCARDED))
    }

    /// Both this and a condition that is not written in it and names no actor.
    fn and(&self, condition: Expr) -> Query {
        let expr = match &self.expr {
            Expr::All => condition,
            expr => Expr::And(vec![expr.clone(), condition]),
        };
        Query { expr, ..self.clone() }
    }

    /// Whether anybody is asked for, or excluded.
    pub fn has_actors(&self) -> bool {
        !self.actors.is_empty()
    }

    /// Finds out whom the actor terms mean, through `resolve`, which gives the entities known by a
    /// name. Returns the ambiguous ones; a name that nobody has is an error.
    pub fn link(
        &mut self,
        resolve: &dyn Fn(&str) -> Vec<EntityId>,
    ) -> Result<Vec<Actor>, ParseError> {
        let mut spans = self.actors.iter();
        let mut unknown = None;
        let mut ambiguous = Vec::new();
        self.expr.for_each_actor(&mut |actor| {
            let span = spans.next();
            actor.ids = resolve(&actor.name);
            match actor.ids.len() {
                0 if unknown.is_none() => unknown = span.map(|span| (span, actor.name.clone())),
                0 | 1 => {}
                _ => ambiguous.push(actor.clone()),
            }
        });
        match unknown {
            None => Ok(ambiguous),
            Some((span, name)) => Err(ParseError::new(
                format!("no one is known as `{name}`; search the text for it without `actor:`"),
                span.clone(),
                &self.source,
            )),
        }
    }
}

impl Default for Query {
    /// Every document.
    fn default() -> Self {
        Self { source: String::new(), expr: Expr::All, clauses: vec![], actors: vec![] }
    }
}

/// That a document was discarded.
const DISCARDED: Term = Term::Is(State::Discarded);

impl Expr {
    fn asks_for_verdict(&self) -> bool {
        match self {
            Expr::And(parts) | Expr::Or(parts) => parts.iter().any(Expr::asks_for_verdict),
            Expr::Not(part) => part.asks_for_verdict(),
            Expr::Term(Term::Is(state)) => {
                matches!(state, State::Kept | State::Discarded | State::Undecided)
            }
            Expr::Term(_) | Expr::All => false,
        }
    }

    fn on_triage(&self) -> bool {
        match self {
            Expr::All => false,
            Expr::And(parts) | Expr::Or(parts) => parts.iter().any(Expr::on_triage),
            Expr::Not(part) => part.on_triage(),
            Expr::Term(term) => term.on_triage(&Triage::default()).is_some(),
        }
    }

    fn wanted<'a>(&'a self, wanted: bool, terms: &mut Vec<&'a Term>) {
        match self {
            Expr::And(parts) | Expr::Or(parts) => {
                parts.iter().for_each(|part| part.wanted(wanted, terms));
            }
            Expr::Not(part) => part.wanted(!wanted, terms),
            Expr::Term(term) if wanted => terms.push(term),
            Expr::Term(_) | Expr::All => {}
        }
    }

    fn for_each_actor(&mut self, visit: &mut dyn FnMut(&mut Actor)) {
        match self {
            Expr::And(parts) | Expr::Or(parts) => {
                parts.iter_mut().for_each(|part| part.for_each_actor(visit));
            }
            Expr::Not(part) => part.for_each_actor(visit),
            Expr::Term(Term::Actor(actor)) => visit(actor),
            Expr::Term(_) | Expr::All => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(s: &str) -> Query {
        Query::parse(s).unwrap()
    }

    fn resolve(name: &str) -> Vec<EntityId> {
        match name {
            "Putin" | "بوتين" => vec!["vladimir-putin".into()],
            "Assad" => vec!["bashar-al-assad".into(), "hafez-al-assad".into()],
            _ => vec![],
        }
    }

    #[test]
    fn clauses_are_what_the_person_wrote() {
        let query = parse("  lang:ar  « -actor:\"Islamic State\" AND (a OR b) NOT c ");
        let texts: Vec<_> = query.clauses().map(|c| c.text).collect();
        assert_eq!(texts, ["lang:ar", "-actor:\"Islamic State\"", "(a OR b)", "NOT c"]);
        assert!(query.clauses().all(|c| query.source[c.span.clone()] == *c.text));
        assert_eq!(parse("a b OR c OR -d").clauses().map(|c| c.text).last(), Some("b OR c OR -d"));
        assert_eq!(parse(" ").clauses().len(), 0);
    }

    #[test]
    fn what_was_discarded_is_left_out_unless_the_query_is_about_that() {
        for (query, without) in [
            ("", Some("-is:discarded")),
            ("a OR b", Some("(a OR b) -is:discarded")),
            ("lang:ar is:unread tag:x", Some("(lang:ar is:unread tag:x) -is:discarded")),
            ("x -(y OR is:kept)", None),
            ("is:undecided", None),
            ("-is:discarded", None),
        ] {
            let query = parse(query);
            let found = query.without_discarded();
            assert_eq!(found.as_ref().map(ToString::to_string).as_deref(), without);
            assert!(found.is_none_or(|found| found.source() == query.source()));
        }
        assert_eq!(parse("a").only_discarded().to_string(), "a is:discarded");
        let mut linked = parse("actor:بوتين").without_discarded().unwrap();
        linked.link(&resolve).unwrap();
        let Expr::And(parts) = linked.expr() else { panic!() };
        assert!(matches!(&parts[0], Expr::Term(Term::Actor(actor)) if actor.ids.len() == 1));
    }

    #[test]
    fn what_is_not_negated_is_wanted() {
        let query = parse("a -b title:c NOT (d OR -e) -lang:fr");
        let wanted: Vec<_> = query.wanted().map(Term::to_string).collect();
        assert_eq!(wanted, ["a", "title:c", "e"]);
        assert!(query.has_words() && !parse("-a title:b").has_words());
    }

    #[test]
    fn the_examples_of_the_documentation_are_queries() {
        let text = include_str!("../../docs/queries.md");
        let clauses = text.lines().skip_while(|line| *line != "## Clauses");
        let rows = clauses.skip(1).take_while(|line| !line.starts_with("## "));
        let cells = rows.filter_map(|row| row.strip_prefix("| `")?.split_once(" |"));
        let examples = cells.flat_map(|(cell, _)| cell.split('`').step_by(2));
        assert!(examples.map(parse).filter(|query| !query.is_everything()).count() > 15);
    }

    #[test]
    fn linking_finds_everyone_a_name_may_mean() {
        let mut query = parse("actor:بوتين (x OR -actor:Assad)");
        let ambiguous = query.link(&resolve).unwrap();
        assert_eq!(ambiguous.len(), 1);
        assert_eq!((ambiguous[0].name.as_str(), ambiguous[0].ids.len()), ("Assad", 2));
        let Expr::And(parts) = query.expr() else { panic!() };
        let ids = vec!["vladimir-putin".into()];
        assert_eq!(parts[0], Expr::Term(Term::Actor(Actor { name: "بوتين".into(), ids })));
    }

    #[test]
    fn a_name_nobody_has_is_an_error_in_its_place() {
        let mut query = parse("actor:Putin (x OR -actor:Nobody) actor:None");
        let error = query.link(&resolve).unwrap_err();
        assert!(error.to_string().starts_with("no one is known as `Nobody`"), "{error}");
        assert_eq!(&query.source[error.span()], "actor:Nobody");
    }
}
