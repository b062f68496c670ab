//! The query in force and the way back: every filter is a clause of one query, and Esc returns to
//! the query before.

use crate::query::{Query, Term};

/// The query in force, with those before it.
#[derive(Debug, Clone, Default)]
pub struct Filters {
    now: Query,
    before: Vec<Query>,
    /// The one that is tried while it is typed.
    tried: Option<Query>,
}

impl Filters {
    /// Starts with a query that Esc clears.
    pub fn new(query: Query) -> Self {
        let before = if query.is_everything() { Vec::new() } else { vec![Query::default()] };
        Self { now: query, before, tried: None }
    }

    /// The query that is shown: the one in force, unless another is tried.
    pub fn query(&self) -> &Query {
        self.tried.as_ref().unwrap_or(&self.now)
    }

    /// The query in force, which the person entered.
    pub fn entered(&self) -> &Query {
        &self.now
    }

    /// Shows a query that is not entered yet.
    pub fn try_out(&mut self, query: Query) {
        self.tried = Some(query);
    }

    /// Shows the query in force again.
    pub fn try_no_more(&mut self) {
        self.tried = None;
    }

    /// Puts a query in the place of the one that is shown; returns that one.
    pub fn put(&mut self, query: Query) -> Query {
        std::mem::replace(self.tried.as_mut().unwrap_or(&mut self.now), query)
    }

    /// Puts another query in force; false if it is the one in force already.
    pub fn set(&mut self, query: Query) -> bool {
        if query.source() == self.now.source() {
            return false;
        }
        self.before.push(std::mem::replace(&mut self.now, query));
        true
    }

    /// Returns to the query before; false if there is none.
    pub fn back(&mut self) -> bool {
        match self.before.pop() {
            Some(query) => {
                self.now = query;
                true
            }
            None => false,
        }
    }

    /// The query in force without the clauses of a field: `lang:`, `date:` or `source:`.
    pub fn without(&self, field: &str) -> Query {
        let texts = self.now.clauses().map(|clause| clause.text);
        let kept = texts.filter(|text| !is_about(text, field));
        // What is left of a query is one.
        Query::parse(&kept.collect::<Vec<_>>().join(" ")).unwrap_or_default()
    }

    /// The query in force with a clause added: it takes the place of the same clause with the other
    /// sign, a language, date or source that of another one, and a state that of one that excludes it.
    pub fn with(&self, clause: &str) -> String {
        let kept = self.now.clauses().map(|old| old.text).filter(|old| !replaces(clause, old));
        kept.chain([clause]).collect::<Vec<_>>().join(" ")
    }
}

/// Whether a clause says something of this field and nothing else: not `lang:ar OR putin`.
fn is_about(clause: &str, field: &str) -> bool {
    let says = |term: &Term| match term {
        Term::Lang(_) => field == "lang:",
        Term::Date { .. } => field == "date:",
        Term::Source(_) => field == "source:",
        _ => false,
    };
    clause.trim_start_matches('-').starts_with(field)
        && Query::parse(clause).is_ok_and(|query| query.wanted().all(says))
}

fn replaces(new: &str, old: &str) -> bool {
    let bare = |clause: &str| clause.trim_start_matches('-').to_owned();
    bare(new) == bare(old)
        // A document has one language, one date, one source: a further one would find nothing.
        || (!new.starts_with('-')
            && ONE.iter().any(|field| new.starts_with(field) && is_about(old, field)))
        || STATES.iter().any(|states| [new, old].iter().all(|clause| is_among(clause, states)))
}

fn is_among(clause: &str, states: &[&str]) -> bool {
    states.iter().any(|state| state.eq_ignore_ascii_case(clause))
}

/// Fields of which a document has one value.
const ONE: [&str; 3] = ["lang:", "date:", "source:"];

/// States of which a document is in one.
const STATES: [&[&str]; 2] =
    [&["is:read", "is:unread"], &["is:kept", "is:discarded", "is:undecided"]];

#[cfg(test)]
mod tests {
    use super::*;

    fn filters(clauses: &[&str]) -> Filters {
        let mut filters = Filters::default();
        for clause in clauses {
            let query = Query::parse(&filters.with(clause)).unwrap();
            filters.set(query);
        }
        filters
    }

    #[test]
    fn clauses_add_up_and_go_back_one_by_one() {
        let mut filters = filters(&["lang:ar", "actor:putin"]);
        assert_eq!(filters.query().source(), "lang:ar actor:putin");
        assert!(filters.back());
        assert_eq!(filters.query().source(), "lang:ar");
        assert!(filters.back());
        assert!(filters.query().is_everything());
        assert!(!filters.back());
    }

    #[test]
    fn a_language_replaces_a_language_and_an_exclusion_its_contrary() {
        assert_eq!(filters(&["lang:ar", "x", "lang:fr"]).query().source(), "x lang:fr");
        assert_eq!(filters(&["actor:a", "-actor:a"]).query().source(), "-actor:a");
        assert_eq!(filters(&["-lang:ar", "-lang:fr"]).query().source(), "-lang:ar -lang:fr");
        assert_eq!(filters(&["date:2015", "date:2015-11"]).query().source(), "date:2015-11");
        assert_eq!(filters(&["lang:ar OR lang:fr", "lang:en"]).query().source(), "lang:en");
        let mut either = filters(&["lang:ar OR putin", "lang:fr"]);
        assert_eq!(either.query().source(), "lang:ar OR putin lang:fr");
        assert_eq!(either.without("lang:").source(), "lang:ar OR putin");
        assert!(either.back());
    }

    #[test]
    fn a_state_replaces_one_that_excludes_it() {
        let states = ["is:Unread", "is:kept", "is:starred", "is:discarded", "is:read"];
        assert_eq!(filters(&states).query().source(), "is:starred is:discarded is:read");
    }

    #[test]
    fn languages_and_sources_are_counted_as_if_none_were_chosen() {
        let filters = filters(&["(a OR b)", "lang:ar", "actor:x", "source:=AFP"]);
        assert_eq!(filters.without("lang:").source(), "(a OR b) actor:x source:=AFP");
        assert_eq!(filters.without("source:").source(), "(a OR b) lang:ar actor:x");
    }

    #[test]
    fn the_query_of_the_command_line_can_be_left() {
        let mut filters = Filters::new(Query::parse("lang:fr").unwrap());
        assert!(filters.back());
        assert!(filters.query().is_everything());
    }
}
