//! The names in force: the table, and the recogniser made of it. A correction replaces both while
//! others still read with those before.

use std::collections::BTreeMap;
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::thread;

use super::backend::Backend;
use super::corrections::Corrected;
use super::mark::Mark;
use super::workers::{Events, Lazy};
use crate::app::Event;
use crate::engine::{Engine, EngineError};
use crate::entities::{Catalogue, OwnNames, Recogniser, Touched};
use crate::model::{Document, EntityId, Lang};

/// A table of names with its recogniser.
#[derive(Debug)]
pub struct Names {
    /// The table.
    pub catalogue: Catalogue,
    /// Made when a text is first read: a moment that questions need not wait for.
    recogniser: OnceLock<Recogniser>,
    /// A sum of what is said of each entity, once it was asked for.
    sums: OnceLock<BTreeMap<EntityId, [u8; 16]>>,
}

impl Names {
    pub(super) fn new(catalogue: Catalogue) -> Self {
        Self { catalogue, recogniser: OnceLock::new(), sums: OnceLock::new() }
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

    fn sums(&self) -> &BTreeMap<EntityId, [u8; 16]> {
        self.sums.get_or_init(|| self.catalogue.sums())
    }

    /// What changes with the names that are looked for, and with how.
    pub(super) fn fingerprint(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(env!("CARGO_PKG_VERSION").as_bytes());
        for (id, sum) in self.sums() {
            hasher.update(id.as_str().as_bytes()).update(sum);
        }
        hasher.finalize().to_hex().to_string()
    }

    /// Whether all that is different from before is so by one correction.
    fn differ_by(&self, touched: &Touched, before: &Self) -> bool {
        let (old, new) = (before.sums(), self.sums());
        let differ = |id: &&EntityId| old.get(id) != new.get(id);
        let mut ids = old.keys().chain(new.keys()).filter(differ);
        ids.all(|id| touched.explains(id, &before.catalogue, &self.catalogue))
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
pub struct InForce {
    make: Option<Box<dyn Fn() -> Catalogue + Send + Sync>>,
    names: RwLock<Option<Arc<Names>>>,
    made: Mutex<Made>,
}

#[derive(Default)]
struct Made {
    touched: Vec<Touched>,
    mark: Mark,
}

/// Documents whose names are found anew in one go.
const PART: usize = 2000;

impl InForce {
    /// Names that are made by whoever first needs one, for the first screen is not to wait for them,
    /// and made anew where they may have changed on disk.
    pub fn new(make: impl Fn() -> Catalogue + Send + Sync + 'static) -> Self {
        Self { make: Some(Box::new(make)), names: RwLock::default(), made: Mutex::default() }
    }

    /// These names.
    pub fn of(catalogue: Catalogue) -> Self {
        let names = RwLock::new(Some(Arc::new(Names::new(catalogue))));
        Self { make: None, names, made: Mutex::default() }
    }

    /// The names in force.
    pub fn get(&self) -> Arc<Names> {
        if let Some(names) = &*self.names.read().unwrap_or_else(PoisonError::into_inner) {
            return Arc::clone(names);
        }
        let mut names = self.names.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(names.get_or_insert_with(|| self.make()))
    }

    /// Takes up what is on disk now.
    pub(super) fn renew(&self) {
        if self.make.is_some() {
            self.put(self.make());
        }
    }

    fn make(&self) -> Arc<Names> {
        let catalogue = self.make.as_ref().map(|make| make());
        Arc::new(Names::new(catalogue.unwrap_or_default()))
    }

    fn put(&self, names: Arc<Names>) {
        *self.names.write().unwrap_or_else(PoisonError::into_inner) = Some(names);
    }

    /// Puts another table in force, which may change what was touched; returns in how many documents
    /// it did.
    fn rename(
        &self,
        engine: &dyn Engine,
        catalogue: Catalogue,
        touched: &Touched,
    ) -> Result<usize, EngineError> {
        let (old, new) = (self.get(), Arc::new(Names::new(catalogue)));
        self.made(|made| {
            made.touched.push(touched.clone());
            made.mark.begin();
            made.mark.remove();
        });
        self.put(Arc::clone(&new));
        let outcome = self.label_again(engine, std::slice::from_ref(touched));
        // What was changed elsewhere meanwhile, as by hand, may concern any document.
        let whole = outcome.is_ok() && new.differ_by(touched, &old);
        self.made(|made| made.mark.end(whole, &new));
        outcome
    }

    /// How many corrections there have been since the start.
    pub(super) fn corrections(&self) -> usize {
        self.made(|made| made.touched.len())
    }

    /// Finds the names anew in what came in while there were corrections, but for the first so many.
    /// A document is labelled before the engine has it, and a correction in between misses it.
    pub(super) fn catch_up(
        &self,
        engine: &dyn Engine,
        corrections: usize,
    ) -> Result<(), EngineError> {
        let missed = self.made(|made| made.touched.get(corrections..).unwrap_or_default().to_vec());
        if !missed.is_empty() {
            self.label_again(engine, &missed)?;
        }
        Ok(())
    }

    /// Does something that labels documents for an index, and catches up with the corrections in
    /// between.
    pub(super) fn labelling<T>(
        &self,
        engine: &dyn Engine,
        act: impl FnOnce() -> Result<T, EngineError>,
    ) -> Result<T, EngineError> {
        let before = self.made(|made| {
            made.mark.begin();
            made.touched.len()
        });
        let outcome = act().and_then(|done| self.catch_up(engine, before).map(|()| done));
        let names = self.get();
        self.made(|made| {
            let whole = outcome.is_ok() || made.touched.len() == before;
            made.mark.end(whole, &names);
        });
        outcome
    }

    /// Looks at the mark of an index, or changes it.
    pub(super) fn mark<T>(&self, act: impl FnOnce(&mut Mark) -> T) -> T {
        self.made(|made| act(&mut made.mark))
    }

    fn made<T>(&self, act: impl FnOnce(&mut Made) -> T) -> T {
        act(&mut self.made.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Finds the names anew in the documents that are concerned; returns how many it changes.
    fn label_again(&self, engine: &dyn Engine, touched: &[Touched]) -> Result<usize, EngineError> {
        let names = self.get();
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
            if !changed.is_empty() {
                engine.relabel(changed)?;
            }
        }
        Ok(count)
    }
}

impl Backend {
    /// The names in force.
    pub fn names(&self) -> Arc<Names> {
        self.in_force.get()
    }

    /// Puts another table in force, which may change what was touched; returns in how many
    /// documents it did.
    pub fn rename(&self, catalogue: Catalogue, touched: &Touched) -> Result<usize, EngineError> {
        self.in_force.rename(self.engine(), catalogue, touched)
    }

    /// How many corrections there have been since the start.
    pub(super) fn corrections(&self) -> usize {
        self.in_force.corrections()
    }

    /// Finds the names anew in what came in while there were corrections, but for the first so many.
    pub(super) fn catch_up(&self, corrections: usize) -> Result<(), EngineError> {
        self.in_force.catch_up(self.engine(), corrections)
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
        Err(EngineError::Follows) => Event::Corrected { said: corrected.later() },
        Err(error) => Event::Failed(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Memory;
    use crate::model::{Correction, Decisions, Lang};

    fn document(title: &str, text: &str) -> Document {
        Document { lang: Lang::FR, ..Document::of(title, text) }
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
