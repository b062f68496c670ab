//! The facets of a view, with what each value is called.

use super::backend::{Backend, decided, language};
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
        let sources = self.values(view, Facet::Source, SOURCES, str::to_owned)?;
        let mut months = self.values(view, Facet::Month, MONTHS, str::to_owned)?;
        months.sort_by(|a, b| b.name.cmp(&a.name));
        let table = self.names();
        let name = |id: &str| table.name(&id.into());
        let mut names = self.values(view, Facet::Entity, NAMES + actors.len(), name)?;
        let asked: Vec<String> =
            actors.iter().map(|id| clause(Facet::Entity, id.as_str())).collect();
        // Who is asked for is in all of them.
        names.retain(|value| !asked.contains(&value.clause));
        names.truncate(NAMES);
        let appears = match actors.first() {
            Some(id) => format!("With {}", table.name(id)),
            None => "Names".to_owned(),
        };
        let (states, mut tags) = self.decided_values(view);
        tags.truncate(TAGS);
        let group = |title: &str, values| FacetGroup { title: title.to_owned(), values };
        Ok(vec![
            group("Languages", languages),
            group("Sources", sources),
            group("Months", months),
            FacetGroup { title: appears, values: names },
            group("Decided", states),
            group("Tags", tags),
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
        let value = |(value, documents): (String, usize)| FacetValue {
            clause: clause(facet, &value),
            name: name(&value),
            documents,
        };
        Ok(facets.values.into_iter().map(value).collect())
    }

    /// The states and notes, and the tags, that documents of the view have.
    fn decided_values(&self, view: &View) -> (Vec<FacetValue>, Vec<FacetValue>) {
        let decisions = self.decisions();
        let counted = decided(view.ids.iter().map(|id| decisions.get(*id)));
        let states = counted.states.into_iter().filter(|value| value.documents > 0).collect();
        (states, counted.tags)
    }
}

/// The clause that asks for a value of a field.
pub(super) fn clause(facet: Facet, value: &str) -> String {
    let field = match facet {
        Facet::Lang => "lang",
        Facet::Source => "source",
        Facet::Month => "date",
        Facet::Entity => "actor",
    };
    format!("{field}:{}", quote(value))
}
