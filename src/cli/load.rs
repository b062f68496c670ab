//! A corpus read whole, for commands that answer once.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use super::Error;
use super::args;
use super::output::complain;
use crate::config::Paths;
use crate::corpus::Problem;
use crate::engine::{Engine, Memory};
use crate::entities::{Catalogue, OwnNames, Recogniser};
use crate::model::{Decisions, Sort, View};
use crate::query::Query;
use crate::run::{Roll, follow_all, label, read_corpus};
use crate::store::Store;

/// A corpus in memory, with the names in it and what was decided about it.
pub(super) struct Loaded {
    pub(super) engine: Memory,
    pub(super) catalogue: Catalogue,
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
    let catalogue = catalogue(&mut complain);
    let recogniser = Recogniser::new(&catalogue);
    let engine = Memory::default();
    let (mut documents, mut roll, mut problems) = (Vec::new(), Roll::default(), 0);
    let mut take = |document| {
        roll.enter(&document);
        documents.push(document);
        true
    };
    let mut tell = |problem: Problem| {
        problems += 1;
        complain(&problem.to_string());
        true
    };
    read_corpus(&paths, &|document| label(&recogniser, document), &mut take, &mut tell);
    let failed = documents.is_empty() && problems > 0;
    engine.upsert(documents)?;
    if let Some(store) = &mut store {
        follow_all(roll, store, &engine, &mut decisions)?;
    }
    Ok(Loaded { engine, catalogue, decisions, failed })
}

impl Loaded {
    /// The documents that a query finds.
    pub(super) fn view(&self, mut query: Query, sort: Sort) -> Result<View, Error> {
        query.link(&|name| self.catalogue.find(name)).map_err(Error::Query)?;
        Ok(self.engine.open_view(&query, sort, &self.decisions)?)
    }

    /// The exit status: failed only if nothing could be read.
    pub(super) fn status(&self) -> std::process::ExitCode {
        u8::from(self.failed).into()
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
