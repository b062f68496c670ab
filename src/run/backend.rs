//! Answers the app's questions from the engine and the table of names. Knows no threads: workers
//! call it, and so can a test.

use std::collections::HashSet;
use std::sync::Arc;

use super::facets::clause;
use super::follow::version;
use super::groups::is_named;
use super::latest::Latest;
use super::names::InForce;
use super::tally::Tally;
use crate::app::{Choice, Event, FacetValue, Found, Mistake, Pick, Request, Unread, Values};
use crate::engine::{Engine, EngineError};
use crate::entities::{self, Catalogue};
use crate::model::{Article, Decisions, DocId, EntityId, Facet, Lang, Sort, State, Triage, View};
use crate::query::{Actor, Query};
use crate::text::fold;

/// Whatever answers questions about the corpus.
pub struct Backend {
    engine: Arc<dyn Engine>,
    pub(super) in_force: Arc<InForce>,
    decisions: Latest,
}

impl Backend {
    /// Answers from this engine, with these names and decisions.
    pub fn new(
        engine: Arc<dyn Engine>,
        catalogue: Catalogue,
        decisions: impl Into<Latest>,
    ) -> Self {
        Self::with(engine, Arc::new(InForce::of(catalogue)), decisions.into())
    }

    /// The same, with names that others use too.
    pub(super) fn with(engine: Arc<dyn Engine>, in_force: Arc<InForce>, decisions: Latest) -> Self {
        Self { engine, in_force, decisions }
    }

    /// The engine.
    pub fn engine(&self) -> &dyn Engine {
        &*self.engine
    }

    /// What is decided, once it is known.
    pub(super) fn decisions(&self) -> Arc<Decisions> {
        self.decisions.get()
    }

    /// Takes committed decisions; views opened from now on know them.
    pub fn decided(&self, documents: &[(DocId, Triage)]) {
        self.decisions.take(documents);
    }

    /// Makes what the first questions about actors and facets would wait for.
    pub(super) fn prepare(&self) {
        self.names().catalogue.prepare();
        let Ok(all) = self.view(&Query::default(), Sort::Date) else { return };
        for facet in [Facet::Lang, Facet::Source, Facet::Month] {
            // Who asks is told what is wrong.
            let _ = self.engine.facets(&all, facet, 0);
        }
    }

    /// Answers a question.
    pub fn answer(&self, request: Request) -> Event {
        let answer = match request {
            Request::View { generation, mut query, sort, reading } => {
                let outcome = self.link(&mut query).and_then(|several| {
                    let remark = query.has_actors().then(|| self.names().remark(&query, &several));
                    let failed = |error: EngineError| Mistake::new(error, 0..0);
                    let view = self.view(&query, sort).map_err(failed)?;
                    let unread = self.unread(&view).map_err(failed)?;
                    let now = reading.as_deref().map(|document| version(document, self.engine()));
                    let now = now.transpose().map_err(failed)?.flatten();
                    let reading = reading.map(|document| document.id).zip(now);
                    Ok(Found { view, remark: remark.flatten(), unread: Some(unread), reading })
                });
                return Event::Viewed { generation, outcome };
            }
            Request::Rows { generation, ids } => {
                self.engine.rows(&ids).map(|rows| Event::Rows { generation, rows })
            }
            Request::Count { generation, view, hidden } => {
                self.engine.counts(&view).and_then(|documents| {
                    let hidden = hidden.map_or(Ok(0), |query| self.hidden(query))?;
                    Ok(Event::Counted { generation, documents, hidden })
                })
            }
            Request::Facets { generation, view, query } => {
                self.facets(&view, query).map(|groups| Event::Facets { generation, groups })
            }
            Request::Saved { generation, searches } => {
                let counts = searches.into_iter().map(|search| {
                    let count = self.count(&search.query).map(|count| count.to_string());
                    (search.name, count.unwrap_or_else(|| "cannot be read here".to_owned()))
                });
                return Event::SavedCounts { generation, counts: counts.collect() };
            }
            Request::Passages { generation, query, ids } => {
                let passages = self.engine.snippets(&query, &ids);
                passages.map(|passages| Event::Passages { generation, passages })
            }
            Request::Open { generation, id, query } => self.article(id).and_then(|article| {
                let hits = self.engine.highlights(&query, id)?;
                Ok(Event::Opened { generation, article, hits })
            }),
            Request::Profile { generation, entity, query } => self
                .profile(&entity, query)
                .map(|profile| Event::Profiled { generation, profile: profile.map(Box::new) }),
            Request::Find { generation, view, from, forward, entity } => self
                .find_next(&view, from, forward, &entity)
                .map(|index| Event::Found { generation, index }),
            Request::Choices { generation, of, query } => {
                let choices = match of {
                    Values::Facet(facet) => self.choices(facet, query),
                    Values::Decisions => {
                        let decided = self.decided_choices(query);
                        decided.map(|(states, tags)| states.into_iter().chain(tags).collect())
                    }
                    Values::Tags => self.decided_choices(query).map(|(_, tags)| tags),
                    Values::AllTags => Ok(self.all_tags()),
                    Values::Names => self.everybody(query),
                };
                choices.map(|choices| Event::Choices { generation, choices })
            }
        };
        answer.unwrap_or_else(|error| Event::Failed(error.to_string()))
    }

    /// A view; one that is about decisions waits until these are known.
    pub(super) fn view(&self, query: &Query, sort: Sort) -> Result<View, EngineError> {
        match query.on_triage() || sort == Sort::Unread {
            true => self.engine.open_view(query, sort, &self.decisions.get()),
            false => self.engine.open_view(query, sort, &Decisions::default()),
        }
    }

    /// How many documents of a view are unread, as far as decisions are known.
    fn unread(&self, view: &View) -> Result<Unread, EngineError> {
        let decisions = self.decisions.known().unwrap_or_default();
        let (mut read, mut discarded) = (0, 0);
        for (triage, documents) in decisions.triages().zip(self.engine.decided(view, &decisions)?) {
            match triage.read {
                true => read += documents,
                false if State::Discarded.holds(triage) => discarded += documents,
                false => {}
            }
        }
        let documents = view.ids.len().saturating_sub(read);
        Ok(Unread { documents, discarded, changes: decisions.changes() })
    }

    /// Finds out whom the query's actors mean; returns those that may be several.
    pub(super) fn link(&self, query: &mut Query) -> Result<Vec<Actor>, Mistake> {
        // Who asks for nobody does not wait for the names.
        let several =
            query.link(&|name| self.names().find(name, &|id| is_named(self.engine(), id)));
        several.map_err(|error| Mistake::new(&error, error.span()))
    }

    /// How many documents a query about those that were discarded finds.
    fn hidden(&self, mut query: Query) -> Result<usize, EngineError> {
        let _ = self.link(&mut query);
        self.view(&query, Sort::Corpus).map(|view| view.ids.len())
    }

    /// How many documents a query finds, but for those that were discarded where it does not ask
    /// for them, as the list has it.
    fn count(&self, query: &str) -> Option<usize> {
        let mut query = Query::parse(query).ok()?;
        self.link(&mut query).ok()?;
        let query = query.without_discarded().unwrap_or(query);
        let view = self.engine.open_view(&query, Sort::Corpus, &self.decisions.get()).ok()?;
        Some(view.ids.len())
    }

    /// What a document is called; nothing if it is not in the corpus.
    pub fn title(&self, id: DocId) -> Option<String> {
        let rows = self.engine.rows(&[id]).ok()?;
        rows.into_iter().next().map(|row| row.title)
    }

    /// States and notes, and tags, among the documents of a query, with how many there are of each.
    fn decided_choices(&self, mut query: Query) -> Result<(Vec<Choice>, Vec<Choice>), EngineError> {
        let _ = self.link(&mut query);
        let view = self.view(&query, Sort::Corpus)?;
        let (states, tags) = self.decided_values(&view)?;
        let choices = |values: Vec<FacetValue>| values.into_iter().map(choice).collect();
        Ok((choices(states), choices(tags)))
    }

    /// Every tag, with the number of documents that have it, in whatever corpus.
    fn all_tags(&self) -> Vec<Choice> {
        let decisions = self.decisions.get();
        let counts = decisions.count(decisions.numbered().map(|(_, triage)| triage));
        Tally::of(&decisions, &counts).tags().into_iter().map(choice).collect()
    }

    fn article(&self, id: DocId) -> Result<Option<Article>, EngineError> {
        let document = self.engine.document(id)?;
        Ok(document.map(|document| {
            let names = self.names();
            let mut figures =
                entities::figures(document.written(), &names.catalogue, document.lang);
            figures.iter_mut().for_each(|figure| figure.grouped = names.grouped(&figure.id));
            Article { figures, document }
        }))
    }

    fn choices(&self, facet: Facet, mut query: Query) -> Result<Vec<Choice>, EngineError> {
        // The view of this query is open already, so all its actors are known.
        let _ = self.link(&mut query);
        let view = self.view(&query, Sort::Corpus)?;
        let facets = self.engine.facets(&view, facet, usize::MAX)?;
        let names = self.names();
        Ok(facets
            .values
            .into_iter()
            .map(|(value, count)| {
                let clause = || Pick::Clause(clause(facet, &value));
                let (pick, name, keys) = match facet {
                    Facet::Entity => {
                        let id = EntityId::from(Arc::clone(&value));
                        (Pick::Entity(id.clone()), names.name(&id), names.keys(&id))
                    }
                    Facet::Lang => (
                        clause(),
                        language(&value).to_owned(),
                        [&value, language(&value)]
                            .map(fold)
                            .into_iter()
                            .chain(Lang::names(&value))
                            .collect(),
                    ),
                    Facet::Month => (clause(), value.to_string(), vec![value.to_string()]),
                    Facet::Source => (clause(), value.to_string(), vec![fold(&value)]),
                };
                Choice { pick, name, detail: count.to_string(), keys }
            })
            .collect())
    }

    /// Every known entity: those named in the documents of a query, with in how many, then all others.
    fn everybody(&self, query: Query) -> Result<Vec<Choice>, EngineError> {
        let mut choices = self.choices(Facet::Entity, query)?;
        // A name cannot be given to one that was only proposed.
        choices.retain(|choice| !matches!(&choice.pick, Pick::Entity(id) if id.is_proposed()));
        let named: HashSet<Pick> = choices.iter().map(|choice| choice.pick.clone()).collect();
        let names = self.names();
        let others =
            names.catalogue.iter().filter(|e| !named.contains(&Pick::Entity(e.id.clone())));
        choices.extend(others.map(|entity| Choice {
            pick: Pick::Entity(entity.id.clone()),
            name: entity.name(Lang::EN).to_owned(),
            detail: String::new(),
            keys: names.catalogue.keys(&entity.id).into_iter().collect(),
        }));
        Ok(choices)
    }
}

fn choice(value: FacetValue) -> Choice {
    Choice {
        pick: Pick::Clause(value.clause),
        keys: vec![fold(&value.name)],
        name: value.name,
        detail: value.documents.to_string(),
    }
}

/// The English name of a language, its code where none is known here.
pub(super) fn language(code: &str) -> &str {
    match code {
        "ar" => "Arabic",
        "fr" => "French",
        "en" => "English",
        "fa" => "Persian",
        "ur" => "Urdu",
        "ckb" => "Kurdish (Sorani)",
        "he" => "Hebrew",
        "ru" => "Russian",
        "uk" => "Ukrainian",
        "tr" => "Turkish",
        "es" => "Spanish",
        "de" => "German",
        "it" => "Italian",
        "und" => "unknown",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Memory;
    use crate::model::Document;

    #[test]
    fn a_language_is_found_under_its_names_and_a_source_taken_whole() {
        let engine = Memory::new();
        let source = |source: &str, text: &str| Document {
            lang: Lang::FR,
            source: Some(source.into()),
            ..Document::of("a", text)
        };
        let both = vec![source("Le Monde", "b"), source("Le Monde diplomatique", "c")];
        engine.upsert(both).unwrap();
        let backend = Backend::new(Arc::new(engine), Catalogue::default(), Decisions::default());
        let choices = |facet| backend.choices(facet, Query::default()).unwrap();
        let keys = &choices(Facet::Lang)[0].keys;
        assert!(["francais", "الفرنسيه"].iter().all(|name| keys.iter().any(|key| key == name)));
        for choice in choices(Facet::Source) {
            let Pick::Clause(clause) = &choice.pick else { panic!("{choice:?}") };
            let query = Query::parse(clause).unwrap();
            let found = backend.view(&query, Sort::Corpus).unwrap().ids.len();
            assert_eq!((found.to_string(), found), (choice.detail, 1), "{clause}");
        }
    }

    #[test]
    fn a_first_view_does_not_wait_for_the_names() {
        let names = Arc::new(InForce::new(|| panic!("nobody asked for a name")));
        let backend = Backend::with(Arc::new(Memory::new()), names, Decisions::default().into());
        let query = Query::parse("lang:fr port").unwrap();
        let event =
            backend.answer(Request::View { generation: 1, query, sort: Sort::Date, reading: None });
        assert!(matches!(event, Event::Viewed { outcome: Ok(_), .. }));
        assert!(matches!(
            backend.answer(Request::Rows { generation: 1, ids: vec![] }),
            Event::Rows { .. }
        ));
    }
}
