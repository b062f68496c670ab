//! The names in force: the table, and the recogniser made of it. A correction replaces both while
//! others still read with those before.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::PathBuf;
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};
use std::thread;

use super::backend::Backend;
use super::corrections::{Corrected, changed};
use super::groups;
use super::index;
use super::mark::Mark;
use super::workers::{Events, Lazy};
use crate::app::Event;
use crate::engine::{Engine, EngineError};
use crate::entities::{Catalogue, Groups, OwnNames, Recogniser, Touched, proposed};
use crate::model::{DocId, Document, EntityId, Label, Lang};
use crate::text::fold;

/// A table of names with its recogniser.
#[derive(Debug)]
pub struct Names {
    /// The table.
    pub catalogue: Arc<Catalogue>,
    /// Which of the names that no table has are those of one, as far as the corpus tells.
    pub groups: Arc<Groups>,
    /// Made when a text is first read: a moment that questions need not wait for.
    recogniser: Arc<OnceLock<Recogniser>>,
    /// A sum of what is said of each entity, once it was asked for.
    sums: Arc<OnceLock<BTreeMap<EntityId, [u8; 16]>>>,
}

impl Names {
    pub(super) fn new(catalogue: Catalogue, groups: Arc<Groups>) -> Self {
        let (recogniser, sums) = Default::default();
        Self { catalogue: Arc::new(catalogue), groups, recogniser, sums }
    }

    /// The same table with other groups.
    fn with(&self, groups: Arc<Groups>) -> Self {
        let Self { catalogue, recogniser, sums, .. } = self;
        let (recogniser, sums) = (Arc::clone(recogniser), Arc::clone(sums));
        Self { catalogue: Arc::clone(catalogue), groups, recogniser, sums }
    }

    /// Whom a person may mean by a name: those of the table, else those that are only proposed and,
    /// as `has` tells, named in the corpus.
    pub fn find(&self, name: &str, has: &dyn Fn(&EntityId) -> bool) -> Vec<EntityId> {
        let whom = |id: &EntityId| self.groups.whom(id).clone();
        let found: Vec<EntityId> = self.catalogue.find(name).iter().map(whom).collect();
        if !found.is_empty() {
            return found;
        }
        let proposed = Label::ALL.map(|label| proposed(name, label));
        proposed.iter().map(whom).filter(|id| has(id)).collect()
    }

    /// By what an entity is found where a person types its name.
    pub(super) fn keys(&self, id: &EntityId) -> Vec<String> {
        match (id.as_proposed(), self.groups.of(id)) {
            (Some(_), Some(group)) => group.names().iter().map(|(_, name)| fold(name)).collect(),
            (Some((_, name)), None) => vec![fold(&name)],
            (None, _) => self.catalogue.keys(id).into_iter().collect(),
        }
    }

    /// All names that are those of somebody proposed, if they are several.
    pub(super) fn grouped(&self, id: &EntityId) -> Vec<String> {
        self.groups.names(id).iter().map(|(_, name)| name.clone()).collect()
    }

    /// What an entity is called where it stands alone.
    pub fn name(&self, id: &EntityId) -> String {
        match (self.groups.names(id).iter().find(|(one, _)| one == id), id.as_proposed()) {
            (Some((_, name)), _) => format!("{name} ?"),
            // What its id tells of it.
            (None, Some((_, name))) => format!("{name} ?"),
            (None, None) => {
                let name = self.catalogue.get(id).map(|entity| entity.name(Lang::EN));
                name.unwrap_or(id.as_str()).to_owned()
            }
        }
    }

    /// Finds the names of a document.
    pub fn label(&self, document: &mut Document) {
        label(self.recogniser.get_or_init(|| Recogniser::new(&self.catalogue)), document);
        for mention in document.mentions.iter_mut().chain(&mut document.title_mentions) {
            if mention.entity.is_proposed() {
                mention.entity = self.groups.whom(&mention.entity).clone();
            }
        }
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
#[derive(Default)]
pub struct InForce {
    make: Option<Box<dyn Fn() -> Catalogue + Send + Sync>>,
    names: RwLock<Option<Arc<Names>>>,
    groups: RwLock<Arc<Groups>>,
    /// Where the groups are kept, if they are.
    kept: OnceLock<PathBuf>,
    made: Mutex<Made>,
    /// Held by a thread that brings other names into force, from reading the tables on: of two that
    /// do, the one that has read later has its way.
    turn: Mutex<()>,
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
        Self { make: Some(Box::new(make)), ..Self::default() }
    }

    /// These names.
    pub fn of(catalogue: Catalogue) -> Self {
        let names = Names::new(catalogue, Arc::default());
        Self { names: RwLock::new(Some(Arc::new(names))), ..Self::default() }
    }

    /// Has the groups be those of a file, and kept there from now on.
    pub(super) fn keep_groups(&self, path: PathBuf) {
        let _ = self.kept.set(path);
        self.read_groups();
    }

    /// Whether groups have been kept.
    pub fn has_groups(&self) -> bool {
        self.kept.get().is_some_and(|path| path.exists())
    }

    fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes up the groups that are kept, as another process may have found them.
    pub(super) fn read_groups(&self) {
        let _turn = self.turn();
        self.load_groups();
    }

    fn load_groups(&self) {
        let text = self.kept.get().and_then(|path| fs::read_to_string(path).ok());
        let groups = Groups::from_text(&text.unwrap_or_default());
        if groups != *self.groups() {
            self.set_groups(Arc::new(groups));
        }
    }

    fn groups(&self) -> Arc<Groups> {
        Arc::clone(&self.groups.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn set_groups(&self, groups: Arc<Groups>) {
        let mut names = self.names.write().unwrap_or_else(PoisonError::into_inner);
        *names = names.take().map(|names| Arc::new(names.with(Arc::clone(&groups))));
        *self.groups.write().unwrap_or_else(PoisonError::into_inner) = groups;
    }

    /// Finds out which unknown names are those of one, and names the documents so; returns which
    /// it changes. Reads what it needs, which takes a while: for a thread that nobody waits for.
    pub fn group(&self, engine: &dyn Engine) -> Result<HashSet<DocId>, EngineError> {
        let _turn = self.turn();
        self.regroup(engine)
    }

    fn regroup(&self, engine: &dyn Engine) -> Result<HashSet<DocId>, EngineError> {
        let names = self.get();
        let groups = Arc::new(groups::find(engine, &names)?);
        let differing = groups.differing(&names.groups);
        let keep = |groups: &Groups| {
            if let Some(path) = self.kept.get() {
                // Without it the next start takes longer.
                let _ = index::write(path, &groups.to_text());
            }
        };
        if differing.is_empty() {
            keep(&groups);
            return Ok(HashSet::new());
        }
        let whom = |id| [names.groups.whom(id).clone(), groups.whom(id).clone(), id.clone()];
        let touched = Touched::of(differing.iter().flat_map(whom).collect());
        self.made(|made| {
            made.touched.push(touched.clone());
            made.mark.begin();
            made.mark.remove();
        });
        // Who follows looks for them when it finds the documents changed.
        keep(&groups);
        self.set_groups(groups);
        let outcome = self.label_again(engine, &[touched]);
        if outcome.is_err() {
            // Who looks next finds the difference again.
            keep(&names.groups);
            self.set_groups(Arc::clone(&names.groups));
        }
        self.made(|made| made.mark.end(outcome.is_ok(), &self.get()));
        outcome
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
            let _turn = self.turn();
            self.put(self.make());
            self.load_groups();
        }
    }

    /// Takes up what was changed in the person's files, and finds the names anew in the documents
    /// that it concerns; returns how many change, or nothing if the names are what they were.
    pub(super) fn take_up(&self, engine: &dyn Engine) -> Result<Option<usize>, EngineError> {
        let Some(make) = &self.make else { return Ok(None) };
        let _turn = self.turn();
        let catalogue = make();
        let Some(touched) = Touched::between(&self.get().catalogue, &catalogue) else {
            return Ok(None);
        };
        Ok(Some(self.put_in_force(engine, catalogue, &touched)?))
    }

    fn make(&self) -> Arc<Names> {
        let catalogue = self.make.as_ref().map(|make| make());
        Arc::new(Names::new(catalogue.unwrap_or_default(), self.groups()))
    }

    fn put(&self, names: Arc<Names>) {
        *self.names.write().unwrap_or_else(PoisonError::into_inner) = Some(names);
    }

    /// Puts the table that `make` reads in force, which may change what was touched, and whom it
    /// leaves unknown may be others then; returns in how many documents names are others now.
    fn bring(
        &self,
        engine: &dyn Engine,
        make: impl FnOnce() -> Catalogue,
        touched: &Touched,
    ) -> Result<usize, EngineError> {
        let _turn = self.turn();
        self.put_in_force(engine, make(), touched)
    }

    fn put_in_force(
        &self,
        engine: &dyn Engine,
        catalogue: Catalogue,
        touched: &Touched,
    ) -> Result<usize, EngineError> {
        let mut changed = self.rename(engine, catalogue, touched)?;
        changed.extend(self.regroup(engine)?);
        Ok(changed.len())
    }

    /// Puts another table in force, which may change what was touched; returns in which documents
    /// it did.
    fn rename(
        &self,
        engine: &dyn Engine,
        catalogue: Catalogue,
        touched: &Touched,
    ) -> Result<HashSet<DocId>, EngineError> {
        let (old, new) = (self.get(), Arc::new(Names::new(catalogue, self.groups())));
        self.made(|made| {
            made.touched.push(touched.clone());
            made.mark.begin();
            made.mark.remove();
        });
        self.put(Arc::clone(&new));
        let outcome = self.label_again(engine, std::slice::from_ref(touched));
        // What was changed elsewhere meanwhile, as by hand, may concern any document.
        let whole = outcome.is_ok() && new.differ_by(touched, &old);
        self.made(|made| made.mark.end(whole, &self.get()));
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
        self.made(|made| {
            let whole = outcome.is_ok() || made.touched.len() == before;
            made.mark.end(whole, &self.get());
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

    /// Finds the names anew in the documents that are concerned; returns which it changes.
    fn label_again(
        &self,
        engine: &dyn Engine,
        touched: &[Touched],
    ) -> Result<HashSet<DocId>, EngineError> {
        let names = self.get();
        let asked = |word: &str| touched.iter().any(|touched| touched.asks_for(word));
        let named: Vec<_> = touched.iter().flat_map(|touched| touched.entities.clone()).collect();
        let mut all = HashSet::new();
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
            all.extend(changed.iter().map(|document| document.id));
            if !changed.is_empty() {
                engine.relabel(changed)?;
            }
        }
        Ok(all)
    }
}

impl Backend {
    /// The names in force.
    pub fn names(&self) -> Arc<Names> {
        self.in_force.get()
    }

    /// Puts the table that `make` reads in force, which may change what was touched; returns in
    /// how many documents it did.
    pub fn rename(
        &self,
        make: impl FnOnce() -> Catalogue,
        touched: &Touched,
    ) -> Result<usize, EngineError> {
        self.in_force.bring(self.engine(), make, touched)
    }

    /// Finds out which unknown names are those of one; returns in how many documents that changes
    /// names.
    pub fn group(&self) -> Result<usize, EngineError> {
        self.in_force.group(self.engine()).map(|documents| documents.len())
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

/// What to tell the person when names were taken up that they changed in their files.
pub(super) fn taken_up(outcome: Result<Option<usize>, EngineError>) -> Option<Event> {
    match outcome {
        Ok(None) => None,
        Ok(Some(documents)) => {
            let said = format!("Names were changed in their files: {}", changed(documents));
            Some(Event::Corrected { said })
        }
        // The writer takes them up.
        Err(EngineError::Follows) => None,
        Err(error) => Some(Event::Failed(error.to_string())),
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
    let catalogue = || own.catalogue(&mut |_| {});
    match backend.rename(catalogue, &corrected.touched) {
        Ok(documents) => Event::Corrected { said: corrected.sentence(documents) },
        Err(EngineError::Follows) => Event::Corrected { said: corrected.later() },
        Err(error) => Event::Failed(error.to_string()),
    }
}

#[cfg(test)]
mod tests;
