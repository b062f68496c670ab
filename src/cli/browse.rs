//! `nashra [PATH…]`: prepares the browser, and says afterwards what could not be said in it.

use std::path::PathBuf;
use std::process::ExitCode;

use super::output::complain;
use super::{Error, args, find, load};
use crate::model::Place;
use crate::query::Query;
use crate::run::{Leaving, Output, Setup, browse};
use crate::store::Store;
use crate::terminal::{Environment, Known, Signal, install_panic_hook};

pub(super) fn run(arguments: args::Browse) -> Result<ExitCode, Error> {
    let query = arguments.query.as_deref().map(Query::parse).transpose().map_err(Error::Query)?;
    let (settings, mistakes) = load::settings();
    let mut problems: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    let state = load::state_dir(&arguments.state);
    let store = match &state {
        Some(dir) => {
            if arguments.paths.is_empty() && !load::has_store(dir) {
                // An error; nothing is made for it.
                load::paths(&[], None)?;
            }
            let (store, aside) = Store::open(dir)?;
            problems.extend(aside.map(|aside| aside.to_string()));
            store
        }
        None => Store::ephemeral()?,
    };
    let paths = load::paths(&arguments.paths, store.last_corpus()?)?;
    let repeatable = !paths.iter().any(|path| load::is_standard_input(path));
    let corpus: Option<Vec<PathBuf>> =
        repeatable.then(|| paths.iter().map(|path| find::absolute(path)).collect());
    let cache = load::cache_dir(&arguments.state, &paths);
    problems.extend(load::unindexed(&arguments.state, &paths));
    let place = corpus.as_deref().map(|corpus| store.place(corpus)).transpose()?;
    let mut place = place.flatten().unwrap_or_default();
    if let Some(sort) = arguments.sort {
        place.sort = sort;
    }
    let query = match query {
        // Asked for by hand, so not where the person was.
        Some(query) => {
            place = Place { sort: place.sort, queries: place.queries, ..Place::default() };
            query
        }
        None => Query::parse(&place.query).unwrap_or_default(),
    };
    let (known, error) = Known::load(state.as_deref());
    problems.extend(error.map(|error| error.to_string()));
    let output = Output::new(Environment::of_process(), known, arguments.bidi.0, settings.harakat);
    install_panic_hook();
    let ending = browse(Setup {
        paths,
        corpus,
        cache,
        settings,
        names: load::names(arguments.state.ephemeral),
        store,
        state,
        query,
        place,
        output,
        problems,
    })?;
    ending.unsaid.iter().for_each(|error| complain(error));
    Ok(match ending.leaving {
        Leaving::Quit if !ending.unsaid.is_empty() => ExitCode::FAILURE,
        Leaving::Quit => ExitCode::SUCCESS,
        // As a shell reports a program that a signal ended.
        Leaving::Hangup | Leaving::Signal(Signal::Hangup) => ExitCode::from(128 + 1),
        Leaving::Signal(Signal::Interrupt) => ExitCode::from(128 + 2),
        Leaving::Signal(Signal::Terminate) => ExitCode::from(128 + 15),
    })
}
