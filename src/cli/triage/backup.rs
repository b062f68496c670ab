//! `nashra triage export` and `import`: all decisions and saved searches, as JSON Lines.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::ops::ControlFlow;
use std::path::Path;
use std::process::ExitCode;

use super::line::{Header, Line};
use super::search::Search;
use super::{Printer, open, open_existing, state};
use crate::cli::load::{self, is_standard_input};
use crate::cli::output::{self, complain};
use crate::cli::{Error, args, file};
use crate::model::{DocId, Record, SavedSearch};

pub(super) fn export(back_up: &args::BackUp) -> Result<ExitCode, Error> {
    let dir = back_up.state_dir.as_ref();
    let loaded = match back_up.paths.as_slice() {
        [] => None,
        paths => {
            let corpus = args::Corpus { paths: paths.to_vec(), state: state(dir) };
            Some(load::load(&corpus)?)
        }
    };
    let document = |id: DocId| match &loaded {
        Some(loaded) => loaded.engine.document(id),
        None => Ok(None),
    };
    file::write(back_up.output.as_deref(), |mut out| {
        output::json(&mut out, &Header::current())?;
        let Some(store) = open_existing(dir)? else { return Ok(()) };
        let mut written = Ok(());
        store.export(&mut |record: Record| {
            written = document(record.document).map_err(Error::from).and_then(|document| {
                Ok(output::json(&mut out, &Line::new(&record, document.as_deref()))?)
            });
            if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        written?;
        for search in store.saved()? {
            output::json(&mut out, &Search::new(search))?;
        }
        Ok(())
    })?;
    Ok(loaded.map_or(ExitCode::SUCCESS, |loaded| loaded.status()))
}

pub(super) fn import(import: &args::Combine) -> Result<ExitCode, Error> {
    let mut found = Found::default();
    for path in &import.files {
        if let Err(error) = found.read(path) {
            complain(&format!("{}: {error}", name(path)));
            found.left_out += 1;
        }
    }
    let Found { records, searches, left_out } = found;
    let read = records.len();
    if read == 0 && searches.is_empty() && left_out > 0 {
        return Err(Error::Failed("nothing was brought in".to_owned()));
    }
    let mut store = open(import.report.state_dir.as_ref())?;
    let merged = store.merge(records)?.map(|merged| merged.documents).unwrap_or_default();
    let mut saved = 0;
    for search in searches {
        let SavedSearch { name, query, .. } = &search;
        match store.bring(&search)? {
            None => saved += 1,
            Some(known) if known == search => {}
            Some(_) => complain(&format!(
                "another search is saved as {name}, and stays; rename it to bring in: {query}"
            )),
        }
    }
    let mut printer = Printer::new(import.report.json);
    for (id, triage) in &merged {
        printer.print(*id, None, triage)?;
    }
    printer.flush()?;
    store.flush()?;
    let mut counts = format!("{} changed, of {read}", merged.len());
    if saved > 0 {
        counts += &format!(", searches saved: {saved}");
    }
    if left_out > 0 {
        counts += &format!(", {left_out} left out");
    }
    complain(&counts);
    Ok(ExitCode::SUCCESS)
}

/// Why a file cannot be opened.
fn unopened(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file; check the path".to_owned(),
        _ => error.to_string(),
    }
}

/// What the files hold.
#[derive(Default)]
struct Found {
    records: Vec<Record>,
    searches: Vec<SavedSearch>,
    /// Lines and files that could not be read.
    left_out: usize,
}

impl Found {
    /// Reads a file; what is wrong with single lines is complained of.
    fn read(&mut self, path: &Path) -> Result<(), String> {
        let mut lines: Box<dyn BufRead> = match is_standard_input(path) {
            true => Box::new(io::stdin().lock()),
            false => Box::new(BufReader::new(File::open(path).map_err(|e| unopened(&e))?)),
        };
        let (mut n, mut begun) = (0, false);
        let mut line = Vec::new();
        while lines.read_until(b'\n', &mut line).map_err(|e| e.to_string())? > 0 {
            n += 1;
            let content = line.trim_ascii();
            if content.is_empty() {
                line.clear();
                continue;
            }
            // Files may have been joined.
            if let Some(header) = Header::read(content) {
                header.check()?;
                begun = true;
            } else if !begun {
                return Err(Header::missing());
            } else {
                let read = match Search::read(content) {
                    Some(search) => search.map(|search| self.searches.push(search)),
                    None => Line::read(content).map(|record| self.records.push(record)),
                };
                if let Err(error) = read {
                    complain(&format!("{}:{n}: {error}; the line is left out", name(path)));
                    self.left_out += 1;
                }
            }
            line.clear();
        }
        if begun { Ok(()) } else { Err(Header::missing()) }
    }
}

fn name(path: &Path) -> String {
    match is_standard_input(path) {
        true => "standard input".to_owned(),
        false => path.display().to_string(),
    }
}
