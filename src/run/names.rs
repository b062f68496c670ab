//! The names in force: the table, and the recogniser made of it. A correction replaces both while
//! others still read with those before.

use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::thread;

use super::backend::Backend;
use super::corrections::Corrected;
use super::workers::{Events, Lazy};
use crate::app::Event;
use crate::engine::EngineError;
use crate::entities::{Catalogue, OwnNames, Recogniser, Touched};
use crate::model::{Document, EntityId, Lang};

/// A table of names with its recogniser.
#[derive(Debug)]
pub struct Names {
    /// The table.
    pub catalogue: Catalogue,
    /// Made when a text is first read: a moment that questions need not wait for.
    recogniser: OnceLock<Recogniser>,
}

impl Names {
    pub(super) fn new(catalogue: Catalogue) -> Self {
        Self { catalogue, recogniser: OnceLock::new() }
    }

    /// What an entity is called where it stands alone.
    pub fn name(&self, id: &EntityId) -> String {
        match id.as_proposed() {
            // What its id tells of it.
            Some((_, name)) => format!("{name} ?"),
            None => {
                let name = self.catalogue.get(id).map(|entity| entity.name(Lang::EN));
                name.unwrap_or(id.as_str()).to_owned()
            }
        }
    }

    /// Finds the names of a document.
    pub fn label(&self, document: &mut Document) {
        label(self.recogniser.get_or_init(|| Recogniser::new(&self.catalogue)), document);
    }
}

/// Finds the names of a document: in its text, and in its title unless the text begins with it.
pub fn label(recogniser: &Recogniser, document: &mut Document) {
    document.mentions = recogniser.mentions(&document.text);
    document.title_mentions = match document.begins_with_title() {
        true => Vec::new(),
        false => recogniser.mentions(&document.title),
    };
}

/// The names in force, and what corrections have touched since the start.
pub(super) struct InForce {
    names: RwLock<Arc<Names>>,
    touched: Mutex<Vec<Touched>>,
}

impl InForce {
    pub(super) fn new(catalogue: Catalogue) -> Self {
        let names = RwLock::new(Arc::new(Names::new(catalogue)));
        Self { names, touched: Mutex::default() }
    }

    pub(super) fn get(&self) -> Arc<Names> {
        Arc::clone(&self.names.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Documents whose names are found anew in one go.
const PART: usize = 500;

impl Backend {
    /// The names in force.
    pub fn names(&self) -> Arc<Names> {
        self.in_force.get()
    }

    /// Puts another table in force, which may change what was touched; returns in how many
    /// documents it did.
    pub fn rename(&self, catalogue: Catalogue, touched: &Touched) -> Result<usize, EngineError> {
        let names = Arc::new(Names::new(catalogue));
        *self.in_force.names.write().unwrap_or_else(PoisonError::into_inner) = names;
        self.touched(|all| all.push(touched.clone()));
        self.label_again(std::slice::from_ref(touched))
    }

    /// How many corrections there have been since the start.
    pub(super) fn corrections(&self) -> usize {
        self.touched(|all| all.len())
    }

    /// Finds the names anew in what came in while there were corrections, but for the first so many.
    /// A document is labelled before the engine has it, and a correction in between misses it.
    pub(super) fn catch_up(&self, corrections: usize) -> Result<(), EngineError> {
        let missed = self.touched(|all| all.get(corrections..).unwrap_or_default().to_vec());
        if !missed.is_empty() {
            self.label_again(&missed)?;
        }
        Ok(())
    }

    fn touched<T>(&self, act: impl FnOnce(&mut Vec<Touched>) -> T) -> T {
        act(&mut self.in_force.touched.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Finds the names anew in the documents that are concerned; returns how many it changes.
    fn label_again(&self, touched: &[Touched]) -> Result<usize, EngineError> {
        let (names, engine) = (self.names(), self.engine());
        let asked = |word: &str| touched.iter().any(|touched| touched.asks_for(word));
        let named: Vec<_> = touched.iter().flat_map(|touched| touched.entities.clone()).collect();
        let mut count = 0;
        for ids in engine.having(&asked, &named)?.chunks(PART) {
            let mut changed = Vec::new();
            for id in ids {
                let Some(old) = engine.document(*id)? else { continue };
                let concerns = |touched: &Touched| {
                    touched.concerns(&old.text, old.named()) || touched.concerns(&old.title, [])
                };
                if touched.iter().any(concerns) {
                    let mut new = Document::clone(&old);
                    names.label(&mut new);
                    changed.extend((new != *old).then_some(new));
                }
            }
            count += changed.len();
            engine.relabel(changed)?;
        }
        Ok(count)
    }
}

/// Starts the thread that brings corrections that were written into force, one after the other.
pub(super) fn renew(own: OwnNames, backend: Lazy<Backend>, events: Events) -> Sender<Corrected> {
    let (corrections, waiting) = mpsc::channel::<Corrected>();
    thread::spawn(move || {
        for corrected in waiting {
            if !events(bring(&corrected, &own, &backend)) {
                break;
            }
        }
    });
    corrections
}

/// Brings a correction that was written into force.
pub fn bring(corrected: &Corrected, own: &OwnNames, backend: &Backend) -> Event {
    // What is wrong in the person's files was told when they were first read.
    let catalogue = own.catalogue(&mut |_| {});
    match backend.rename(catalogue, &corrected.touched) {
        Ok(documents) => Event::Corrected { said: corrected.sentence(documents) },
        Err(error) => Event::Failed(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Memory;
    use crate::model::{Correction, Decisions, DocId, Lang};

    fn document(title: &str, text: &str) -> Document {
        Document {
            id: DocId::of(title, text),
            title: title.into(),
            text: text.into(),
            lang: Lang::FR,
            date: None,
            source: None,
            origins: vec![],
            words: 0,
            mentions: vec![],
            title_mentions: vec![],
        }
    }

    fn named(backend: &Backend, document: &Document) -> Vec<String> {
        let document = backend.engine().document(document.id).unwrap().unwrap();
        document.named().map(ToString::to_string).collect()
    }

    #[test]
    fn a_correction_reaches_documents_that_were_read_with_the_names_before_it() {
        let own = OwnNames::none();
        let catalogue = || own.catalogue(&mut |problem| panic!("{problem}"));
        let backend = Backend::new(Arc::new(Memory::new()), catalogue(), Decisions::default());
        let documents = [document("Zanduli à Paris", "Rien."), document("Un", "Vers Zanduli.")];
        let [there, on_the_way] = documents.map(|mut document| {
            backend.names().label(&mut document);
            document
        });
        backend.engine().upsert(vec![there.clone()]).unwrap();
        let (entity, text) = ("moscow".into(), "Zanduli".to_owned());
        let correction = Correction::AddAlias { entity, text, lang: None };
        let touched = correction.touches(&backend.names().catalogue);
        own.correct(&correction).unwrap();
        assert_eq!(backend.rename(catalogue(), &touched), Ok(1));
        assert_eq!(named(&backend, &there), ["moscow", "paris"]);
        backend.engine().upsert(vec![on_the_way.clone()]).unwrap();
        backend.catch_up(backend.corrections()).unwrap();
        assert!(!named(&backend, &on_the_way).contains(&"moscow".to_owned()));
        backend.catch_up(0).unwrap();
        assert_eq!(named(&backend, &on_the_way), ["moscow"]);
    }
}
