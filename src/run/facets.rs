//! The facets of a view, with what each value is called.

use std::sync::Arc;

use super::backend::{Backend, language};
use super::tally::Tally;
use crate::app::{FacetGroup, FacetValue};
use crate::engine::EngineError;
use crate::model::{EntityId, Facet, View};
use crate::query::{Query, Term, quote};

/// So many values of a field are shown at most.
const SOURCES: usize = 12;
const MONTHS: usize = 12;
const NAMES: usize = 40;
const TAGS: usize = 12;

impl Backend {
    /// What there is in the view of a query of each field.
    pub(super) fn facets(
        &self,
        view: &View,
        mut query: Query,
    ) -> Result<Vec<FacetGroup>, EngineError> {
        // The view is open, so all actors are known.
        let _ = self.link(&mut query);
        let actors: Vec<&EntityId> = query
            .wanted()
            .filter_map(|term| match term {
                Term::Actor(actor) => Some(&actor.ids),
                _ => None,
            })
            .flatten()
            .collect();
        let languages = self.values(view, Facet::Lang, usize::MAX, |code| language(code).into())?;
        // One more of each than is shown: whether there are more is said.
        let sources = self.values(view, Facet::Source, SOURCES + 1, str::to_owned)?;
        let months = self.values(view, Facet::Month, MONTHS + 1, str::to_owned)?;
        let table = self.names();
        let name = |id: &str| table.name(&id.into());
        let mut names = self.values(view, Facet::Entity, NAMES + actors.len() + 1, name)?;
        let asked: Vec<String> =
            actors.iter().map(|id| clause(Facet::Entity, id.as_str())).collect();
        // Who is asked for is in all of them.
        names.retain(|value| !asked.contains(&value.clause));
        let appears = match actors.first() {
            Some(id) => format!("With {}", table.name(id)),
            None => "Names".to_owned(),
        };
        let (mut states, tags) = self.decided_values(view)?;
        states.retain(|value| value.documents > 0);
        let mut months = group("Months", months, MONTHS);
        months.values.sort_by(|a, b| b.name.cmp(&a.name));
        Ok(vec![
            group("Languages", languages, usize::MAX),
            group("Sources", sources, SOURCES),
            months,
            group(&appears, names, NAMES),
            group("Decided", states, usize::MAX),
            group("Tags", tags, TAGS),
        ])
    }

    fn values(
        &self,
        view: &View,
        facet: Facet,
        top: usize,
        name: impl Fn(&str) -> String,
    ) -> Result<Vec<FacetValue>, EngineError> {
        let facets = self.engine().facets(view, facet, top)?;
        let value = |(value, documents): (Arc<str>, usize)| FacetValue {
            clause: clause(facet, &value),
            name: name(&value),
            documents,
        };
        Ok(facets.values.into_iter().map(value).collect())
    }

    /// The states and notes that documents of the view may be in, and the tags that they have.
    pub(super) fn decided_values(
        &self,
        view: &View,
    ) -> Result<(Vec<FacetValue>, Vec<FacetValue>), EngineError> {
        let decisions = self.decisions();
        let tally = Tally::of(&decisions, &self.engine().decided(view, &decisions)?);
        Ok((tally.states(view.ids.len()), tally.tags()))
    }
}

/// The first values of a field; its title says so if there are more.
fn group(title: &str, mut values: Vec<FacetValue>, most: usize) -> FacetGroup {
    let title = match values.len() > most {
        true => format!("{title}: top {most}"),
        false => title.to_owned(),
    };
    values.truncate(most);
    FacetGroup { title, values }
}

/// The clause that asks for a value of a field.
pub(super) fn clause(facet: Facet, value: &str) -> String {
    let field = match facet {
        Facet::Lang => "lang:",
        // Not those of which the name is a part.
        Facet::Source => "source:=",
        Facet::Month => "date:",
        Facet::Entity => "actor:",
    };
    format!("{field}{}", quote(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_has_more_values_than_are_shown_says_so() {
        let value = |n: usize| FacetValue {
            clause: format!("date:2015-{n:02}"),
            name: format!("2015-{n:02}"),
            documents: 20 - n,
        };
        let all: Vec<FacetValue> = (1..=4).map(value).collect();
        let whole = group("Months", all.clone(), 4);
        assert_eq!((whole.title.as_str(), whole.values.len()), ("Months", 4));
        let some = group("Months", all.clone(), 3);
        assert_eq!((some.title.as_str(), some.values.as_slice()), ("Months: top 3", &all[..3]));
    }
}
