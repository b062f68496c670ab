//! Answers the app's questions from the engine and the table of names. Knows no threads: workers
//! call it, and so can a test.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use super::workers::Lazy;
use crate::app::{Choice, Event, Mistake, Pick, Request};
use crate::engine::{Engine, EngineError};
use crate::entities::{self, Catalogue};
use crate::model::{Article, Decisions, DocId, EntityId, Facet, Sort, Triage, View};
use crate::query::{Query, quote};
use crate::text::fold;

/// Whatever answers questions about the corpus.
pub struct Backend {
    engine: Arc<dyn Engine>,
    /// The first screen is not to wait for it.
    catalogue: Lazy<Arc<Catalogue>>,
    decisions: Mutex<Arc<Decisions>>,
}

impl Backend {
    /// Answers from this engine, with these names and decisions.
    pub fn new(engine: Arc<dyn Engine>, catalogue: Arc<Catalogue>, decisions: Decisions) -> Self {
        Self::lazy(engine, Arc::new(LazyLock::new(Box::new(move || catalogue))), decisions)
    }

    /// The same, the names made by whoever first needs one.
    pub(super) fn lazy(
        engine: Arc<dyn Engine>,
        catalogue: Lazy<Arc<Catalogue>>,
        decisions: Decisions,
    ) -> Self {
        Self { engine, catalogue, decisions: Mutex::new(Arc::new(decisions)) }
    }

    /// The engine.
    pub fn engine(&self) -> &dyn Engine {
        &*self.engine
    }

    /// Takes committed decisions; views opened from now on know them.
    pub fn decided(&self, documents: &[(DocId, Triage)]) {
        let mut decisions = self.decisions.lock().unwrap_or_else(PoisonError::into_inner);
        let decisions = Arc::make_mut(&mut decisions);
        documents.iter().for_each(|(id, triage)| decisions.set(*id, triage.clone()));
    }

    /// Answers a question.
    pub fn answer(&self, request: Request) -> Event {
        let answer = match request {
            Request::View { generation, mut query, sort } => {
                let outcome = self.link(&mut query).and_then(|remark| {
                    let decisions = self.snapshot();
                    let view = self.engine.open_view(&query, sort, &decisions);
                    let failed = |error: EngineError| Mistake::new(error, 0..0);
                    view.map(|view| (view, remark)).map_err(failed)
                });
                return Event::Viewed { generation, outcome };
            }
            Request::Rows { generation, ids } => {
                self.engine.rows(&ids).map(|rows| Event::Rows { generation, rows })
            }
            Request::Count { generation, view } => {
                self.counts(&view).map(|documents| Event::Counted { generation, documents })
            }
            Request::Open { generation, id, query } => self.article(id).and_then(|article| {
                let hits = self.engine.highlights(&query, id)?;
                Ok(Event::Opened { generation, article, hits })
            }),
            Request::Choices { generation, facet, query } => {
                self.choices(facet, query).map(|choices| Event::Choices { generation, choices })
            }
        };
        answer.unwrap_or_else(|error| Event::Failed(error.to_string()))
    }

    fn snapshot(&self) -> Arc<Decisions> {
        self.decisions.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Finds out whom the query's actors mean, and what the person should know about that.
    fn link(&self, query: &mut Query) -> Result<Option<String>, Mistake> {
        let ambiguous = query.link(&|name| self.catalogue.find(name));
        let ambiguous = ambiguous.map_err(|error| Mistake::new(&error, error.span()))?;
        Ok(ambiguous.first().map(|actor| {
            let names: Vec<&str> = actor.ids.iter().take(4).map(|id| self.name(id)).collect();
            let more = if actor.ids.len() > names.len() { "…" } else { "" };
            format!("actor:{} may be {}{more}", actor.name, names.join(", "))
        }))
    }

    fn name<'a>(&'a self, id: &'a EntityId) -> &'a str {
        self.catalogue.get(id).map_or(id.as_str(), |entity| entity.name(crate::model::Lang::EN))
    }

    fn counts(&self, view: &View) -> Result<HashMap<EntityId, usize>, EngineError> {
        let facets = self.engine.facets(view, Facet::Entity, usize::MAX)?;
        Ok(facets.values.iter().map(|(id, n)| (id.as_str().into(), *n)).collect())
    }

    fn article(&self, id: DocId) -> Result<Option<Article>, EngineError> {
        let document = self.engine.document(id)?;
        Ok(document.map(|document| {
            let figures = entities::figures(document.named(), &self.catalogue, document.lang);
            Article { figures, document }
        }))
    }

    fn choices(&self, facet: Facet, mut query: Query) -> Result<Vec<Choice>, EngineError> {
        // The view of this query is open already, so all its actors are known.
        let _ = self.link(&mut query);
        let view = self.engine.open_view(&query, Sort::Corpus, &self.snapshot())?;
        let facets = self.engine.facets(&view, facet, usize::MAX)?;
        Ok(facets
            .values
            .into_iter()
            .map(|(value, count)| {
                let (field, name, keys) = match facet {
                    Facet::Entity => {
                        let id = EntityId::from(value.as_str());
                        let keys = self.catalogue.keys(&id).into_iter().collect();
                        ("actor", self.name(&id).to_owned(), keys)
                    }
                    Facet::Lang => (
                        "lang",
                        language(&value).to_owned(),
                        vec![fold(&value), fold(language(&value))],
                    ),
                    Facet::Month => ("date", value.clone(), vec![value.clone()]),
                    Facet::Source => ("source", value.clone(), vec![fold(&value)]),
                };
                let pick = Pick::Clause(format!("{field}:{}", quote(&value)));
                Choice { pick, name, detail: count.to_string(), keys }
            })
            .collect())
    }
}

/// The English name of a language, its code where none is known here.
fn language(code: &str) -> &str {
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
