//! A corpus read whole, for commands that answer once.

use std::io::{self, IsTerminal};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Error;
use super::args;
use super::output::complain;
use crate::config::{ConfigError, Paths, Settings};
use crate::corpus::{self, File, Found, Problem};
use crate::engine::{Engine, Memory};
use crate::entities::{Catalogue, OwnNames};
use crate::model::{Decisions, EntityId, Sort, View};
use crate::query::Query;
use crate::run::{
    InForce, Indexer, Names, Roll, Step, Wish, follow_all, has_index, is_named, open_index,
    read_corpus, rebuilt,
};
use crate::store::Store;

/// An engine that has the documents, whether nothing could be read, and who was read.
type Filled = (Arc<dyn Engine>, bool, Roll);

/// From this many bytes on an index is made: in memory they would take several times as many. Below,
/// reading them once is quicker than making an index; one that exists is used.
const INDEXED: u64 = 256 << 20;

/// A corpus, with the names in it and what was decided about it.
pub(super) struct Loaded {
    pub(super) engine: Arc<dyn Engine>,
    names: Arc<InForce>,
    paths: Vec<PathBuf>,
    pub(super) decisions: Decisions,
    /// Whether nothing at all could be read of what was asked for.
    pub(super) failed: bool,
}

/// Reads a corpus; what cannot be read is named on standard error.
pub(super) fn load(corpus: &args::Corpus) -> Result<Loaded, Error> {
    let dir = state_dir(&corpus.state);
    // Commands that only read make no directory.
    let mut store = match dir.filter(|dir| has_store(dir)) {
        Some(dir) => Some(open_store(&dir)?),
        None => None,
    };
    let (mut decisions, last) = match &mut store {
        Some(store) => (decisions(store)?, store.last_corpus()?),
        None => (Decisions::default(), None),
    };
    let paths = paths(&corpus.paths, last)?;
    let names = Arc::new(InForce::new(|| catalogue(&mut complain)));
    let (engine, failed, roll) = match indexed(&paths, &corpus.state, &names)? {
        Some(indexed) => indexed,
        None => {
            let filled = in_memory(&paths, &names.get())?;
            names.group(&*filled.0)?;
            filled
        }
    };
    if let Some(store) = &mut store {
        follow_all(roll, store, &*engine, &mut decisions)?;
    }
    Ok(Loaded { engine, names, paths, decisions, failed })
}

/// Documents that are handed to the engine at a time, while more are read and named.
const PART: usize = 500;

/// The corpus read into memory.
fn in_memory(paths: &[PathBuf], names: &Names) -> Result<Filled, Error> {
    let engine = Memory::default();
    let (mut documents, mut roll, mut problems) = (Vec::new(), Roll::default(), 0);
    let (mut count, mut outcome) = (0, Ok(0));
    let mut take = |document| {
        roll.enter(&document);
        documents.push(document);
        if documents.len() == PART {
            count += PART;
            outcome = engine.upsert(std::mem::take(&mut documents));
        }
        outcome.is_ok()
    };
    let mut tell = |problem: Problem| {
        problems += 1;
        complain(&problem.to_string());
        true
    };
    read_corpus(paths, &|document| names.label(document), &mut take, &mut tell);
    outcome?;
    let failed = count + documents.len() == 0 && problems > 0;
    engine.upsert(documents)?;
    Ok((Arc::new(engine), failed, roll))
}

/// The same from the index, brought up to date; nothing if none is worth it or can be used.
fn indexed(
    paths: &[PathBuf],
    state: &args::State,
    names: &Arc<InForce>,
) -> Result<Option<Filled>, Error> {
    let Some(cache) = cache_dir(state, paths) else { return Ok(None) };
    if !has_index(&cache, paths) && !is_large(paths) {
        return Ok(None);
    }
    let (engine, dir) = match open_index(&cache, paths) {
        Ok(opened) => opened,
        Err(error) => {
            complain(&error.to_string());
            return Ok(None);
        }
    };
    if let Some(reason) = engine.rebuilt() {
        complain(&rebuilt(&reason));
    }
    let indexer =
        Indexer::new(engine.clone(), dir, paths.to_vec(), Arc::clone(names), Arc::default());
    let writes = engine.lead()?;
    // Another process writes; it may not have come to the end.
    if !writes && !indexer.is_current() {
        return Ok(None);
    }
    let (mut problems, mut news) = (0, !names.has_groups());
    indexer.update(Wish::Asked, &mut |step| {
        match step {
            Step::Problem(problem) => {
                problems += 1;
                complain(&problem);
            }
            Step::More(file, count) => {
                complain(&format!("{file}: and {count} more; --ephemeral reads it and names all"));
            }
            Step::Found => news = true,
            Step::Begin | Step::Progress(_) => {}
        }
        true
    })?;
    engine.refresh()?;
    if writes && news {
        names.group(&*engine)?;
        engine.settle()?;
    }
    let failed = engine.is_empty() && problems > 0;
    Ok(Some((engine, failed, indexer.take_roll())))
}

/// Whether the files have so many bytes that an index is made.
fn is_large(paths: &[PathBuf]) -> bool {
    let mut bytes = 0;
    let counted = corpus::files(paths, &mut |found| {
        if let Found::File(file) = found {
            bytes += file.stat().map_or(0, |stat| stat.size);
        }
        if bytes < INDEXED { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    counted.is_break()
}

impl Loaded {
    /// The names that were looked for.
    pub(super) fn names(&self) -> Arc<Names> {
        self.names.get()
    }

    /// Whom a name means.
    pub(super) fn find(&self, name: &str) -> Vec<EntityId> {
        self.names().find(name, &|id| is_named(&*self.engine, id))
    }

    /// The documents that a query finds.
    pub(super) fn view(&self, mut query: Query, sort: Sort) -> Result<View, Error> {
        let several = query.link(&|name| self.find(name)).map_err(Error::Query)?;
        let remark = query.has_actors().then(|| self.names().remark(&query, &several));
        remark.flatten().iter().for_each(|remark| complain(remark));
        Ok(self.engine.open_view(&query, sort, &self.decisions)?)
    }

    /// Whether a file, named in full, is one of those that were to be read.
    pub(super) fn reads(&self, file: &Path) -> bool {
        let found = corpus::files(&self.paths, &mut |found| match found {
            Found::File(File { path }) if path.canonicalize().is_ok_and(|path| path == file) => {
                ControlFlow::Break(())
            }
            _ => ControlFlow::Continue(()),
        });
        found.is_break()
    }

    /// The exit status: failed only if nothing could be read.
    pub(super) fn status(&self) -> std::process::ExitCode {
        u8::from(self.failed).into()
    }
}

/// What the person has set, and the mistakes in it.
pub(super) fn settings() -> (Settings, Vec<ConfigError>) {
    match Paths::of_user().config {
        Some(dir) => Settings::load(&dir.join("config.toml")),
        None => Default::default(),
    }
}

/// Where decisions are kept; `None` if nowhere.
pub(super) fn state_dir(state: &args::State) -> Option<PathBuf> {
    match &state.state_dir {
        _ if state.ephemeral => None,
        Some(dir) => Some(dir.clone()),
        None => Paths::of_user().state,
    }
}

/// Where the indexes are kept, if one is to be of these paths.
pub(super) fn cache_dir(state: &args::State, paths: &[PathBuf]) -> Option<PathBuf> {
    // What is known of files that are all gone may be of use again: their disk may not be mounted.
    let gone = !paths.iter().any(|path| path.exists());
    match state.ephemeral || gone || passing(paths).is_some() {
        true => None,
        false => Paths::of_user().cache,
    }
}

/// The first of the paths whose content passes by: what comes through a pipe cannot be read again to
/// compare. One that is not there may come yet.
fn passing(paths: &[PathBuf]) -> Option<&PathBuf> {
    paths.iter().find(|path| {
        let lasts = |meta: std::fs::Metadata| meta.is_file() || meta.is_dir();
        is_standard_input(path) || std::fs::metadata(path).is_ok_and(|meta| !lasts(meta))
    })
}

/// Why no index is kept of these paths, where the person did not choose that.
pub(super) fn unindexed(state: &args::State, paths: &[PathBuf]) -> Option<String> {
    let without = "no index is kept, and new files are not noticed";
    match passing(paths) {
        _ if state.ephemeral => None,
        // Nothing else is there to be noticed.
        Some(_) if paths.len() == 1 => None,
        Some(path) => {
            let path = path.display();
            Some(format!("{path}: can be read only once, so {without}; open the others without it"))
        }
        None if Paths::of_user().cache.is_none() => {
            Some(format!("No cache directory is known, so {without}; set HOME"))
        }
        None => None,
    }
}

/// Whether decisions have been kept in a directory.
pub(super) fn has_store(dir: &Path) -> bool {
    dir.join("nashra.db").exists()
}

/// Opens the store; a database that had to be set aside is named.
pub(super) fn open_store(dir: &Path) -> Result<Store, Error> {
    let (store, aside) = Store::open(dir)?;
    if let Some(aside) = aside {
        complain(&aside.to_string());
    }
    Ok(store)
}

/// What was decided; a database that had to be set aside for it is named.
pub(super) fn decisions(store: &mut Store) -> Result<Decisions, Error> {
    let (decisions, aside) = store.load()?;
    if let Some(aside) = aside {
        complain(&aside.to_string());
    }
    Ok(decisions)
}

/// The paths given, else those of the corpus opened last. Standard input has to be a file or a pipe:
/// a terminal's keys are the browser's.
pub(super) fn paths(given: &[PathBuf], last: Option<Vec<PathBuf>>) -> Result<Vec<PathBuf>, Error> {
    if given.iter().any(|path| is_standard_input(path)) && io::stdin().is_terminal() {
        return Err(Error::Usage(
            "- reads documents from standard input, which is a terminal; pipe them in, or name a \
             file"
                .to_owned(),
        ));
    }
    match (given, last) {
        ([], Some(last)) => Ok(last),
        ([], None) => Err(Error::Usage(
            "no corpus was opened before; give a file or directory to read, or - for standard input"
                .to_owned(),
        )),
        (given, _) => Ok(given.to_vec()),
    }
}

/// Whether a path means standard input.
pub(super) fn is_standard_input(path: &Path) -> bool {
    path == Path::new("-")
}

/// The table of names, with the person's own where there are any.
pub(super) fn catalogue(tell: &mut dyn FnMut(&str)) -> Catalogue {
    names(false).catalogue(tell)
}

/// The person's own names; those of an ephemeral session are written nowhere.
pub(super) fn names(ephemeral: bool) -> OwnNames {
    match Paths::of_user().config {
        Some(dir) if ephemeral => OwnNames::new(dir).for_session(),
        Some(dir) => OwnNames::new(dir),
        None => OwnNames::none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_passes_by_keeps_paths_from_being_indexed_and_is_named() {
        let state = args::State { state_dir: None, ephemeral: false };
        let dir = tempfile::tempdir().unwrap();
        let (there, missing) = (dir.path().to_owned(), dir.path().join("not there"));
        assert_eq!(passing(&[there.clone(), missing.clone()]), None);
        for path in ["-", "/dev/null"].map(PathBuf::from) {
            let paths = [there.clone(), missing.clone(), path.clone()];
            assert_eq!(passing(&paths), Some(&path));
            assert_eq!(cache_dir(&state, &paths), None);
            let said = unindexed(&state, &paths).unwrap();
            assert!(said.starts_with(&format!("{}: ", path.display())), "{said}");
            // By itself it leaves nothing unnoticed.
            assert_eq!(unindexed(&state, &[path]), None);
            let chosen = args::State { state_dir: None, ephemeral: true };
            assert_eq!(unindexed(&chosen, &paths), None);
        }
    }
}
