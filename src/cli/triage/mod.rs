//! `nashra triage`: decisions set, taken away, listed, followed, undone, backed up and combined by
//! scripts. What a command prints of a document is committed.

mod backup;
mod choose;
mod decide;
mod follow;
mod history;
mod line;
mod list;
mod search;
mod words;

use std::io::{self, BufWriter, StdoutLock, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use serde::Serialize;

use super::list::marks;
use super::load::{self, Loaded};
use super::{Error, args, output};
use crate::model::{Decided, DocId, Triage};
use crate::store::Store;
use crate::text::OutputMode;
use words::Wanted;

pub(super) fn run(triage: &args::Triage) -> Result<ExitCode, Error> {
    use args::Triage::{Clear, Export, Follow, History, Import, List, Redo, Set, Undo};
    match triage {
        Set { changes, chosen } => decide::run(&Wanted::set(changes)?, chosen),
        Clear { changes, chosen } => decide::run(&Wanted::clear(changes)?, chosen),
        List(arguments) => list::run(arguments),
        Follow(report) => follow::run(report),
        History(arguments) => history::run(arguments),
        Undo(report) => revert(report, Store::undo, "there is nothing to undo"),
        Redo(report) => revert(report, Store::redo, "there is nothing to do again"),
        Export(arguments) => backup::export(arguments),
        Import(arguments) => backup::import(arguments),
    }
}

fn revert(
    report: &args::Report,
    revert: impl FnOnce(&mut Store) -> Result<Option<Decided>, crate::store::StoreError>,
    nothing: &str,
) -> Result<ExitCode, Error> {
    let mut store = open(report.state_dir.as_ref())?;
    let Some(Decided { deed, documents }) = revert(&mut store)? else {
        return Err(Error::Failed(nothing.to_owned()));
    };
    let mut printer = Printer::new(report.json);
    for (id, triage) in &documents {
        printer.print(*id, None, triage)?;
    }
    printer.flush()?;
    store.flush()?;
    let documents = match documents.len() {
        1 => "1 document".to_owned(),
        many => format!("{many} documents"),
    };
    output::complain(&format!("{deed} {documents}"));
    Ok(ExitCode::SUCCESS)
}

/// The arguments that say where decisions are kept.
fn state(dir: Option<&PathBuf>) -> args::State {
    args::State { state_dir: dir.cloned(), ephemeral: false }
}

/// Opens the store to decide, which makes it where there is none.
fn open(dir: Option<&PathBuf>) -> Result<Store, Error> {
    let dir = load::state_dir(&state(dir)).ok_or_else(|| {
        let message = "there is no home directory to keep decisions in; name one with --state-dir";
        Error::Failed(message.to_owned())
    })?;
    load::open_store(&dir)
}

/// Opens the store to read, if there is one.
fn open_existing(dir: Option<&PathBuf>) -> Result<Option<Store>, Error> {
    let dir = load::state_dir(&state(dir)).filter(|dir| load::has_store(dir));
    dir.map(|dir| load::open_store(&dir)).transpose()
}

/// A document as `--json` prints it.
#[derive(Serialize)]
struct Printed<'a> {
    id: DocId,
    /// `null` unless its corpus was read.
    title: Option<&'a str>,
    triage: &'a Triage,
}

/// Prints documents with what is decided about them.
struct Printer {
    out: BufWriter<StdoutLock<'static>>,
    mode: OutputMode,
    json: bool,
}

impl Printer {
    fn new(json: bool) -> Self {
        Self { out: BufWriter::new(io::stdout().lock()), mode: output::mode(), json }
    }

    fn print(&mut self, id: DocId, corpus: Option<&Loaded>, triage: &Triage) -> Result<(), Error> {
        let document = match corpus {
            Some(corpus) => corpus.engine.document(id)?,
            None => None,
        };
        let title = document.as_ref().map(|document| document.title.as_str());
        if self.json {
            output::json(&mut self.out, &Printed { id, title, triage })?;
            return Ok(());
        }
        let mut line = format!("{id}  {}", marks(triage));
        let tags = triage.tags.iter().map(|tag| format!("#{tag}"));
        let note = triage.note.as_ref().map(|note| format!("“{note}”"));
        for part in title.map(str::to_owned).into_iter().chain(tags).chain(note) {
            line += "  ";
            line += &output::one_line(&part, self.mode);
        }
        writeln!(self.out, "{line}")?;
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
