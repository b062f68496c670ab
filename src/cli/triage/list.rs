//! `nashra triage list`: the documents that something was decided about.

use std::process::ExitCode;

use super::{Printer, open_existing, state};
use crate::cli::{Error, args, load};
use crate::model::{DocId, Sort, Triage};
use crate::query::Query;

pub(super) fn run(list: &args::Decided) -> Result<ExitCode, Error> {
    let dir = list.report.state_dir.as_ref();
    let mut printer = Printer::new(list.report.json);
    if list.paths.is_empty() && list.query.is_none() {
        // Without a corpus there are no titles, but nothing has to be read.
        let decisions = match open_existing(dir)? {
            Some(mut store) => load::decisions(&mut store)?,
            None => Default::default(),
        };
        let mut all: Vec<_> = decisions.iter().collect();
        all.sort_unstable_by_key(|(id, _)| *id);
        for (id, triage) in all {
            printer.print(id, None, triage)?;
        }
        printer.flush()?;
        return Ok(ExitCode::SUCCESS);
    }
    let query = Query::parse(list.query.as_deref().unwrap_or("")).map_err(Error::Query)?;
    let corpus = args::Corpus { paths: list.paths.clone(), state: state(dir) };
    let loaded = load::load(&corpus)?;
    let view = loaded.view(query, Sort::Corpus)?;
    let triage = |id: &DocId| (*id, loaded.decisions.get(*id));
    let touched = |(_, triage): &(DocId, &Triage)| !triage.is_untouched();
    for (id, triage) in view.ids.iter().map(triage).filter(touched) {
        printer.print(id, Some(&loaded), triage)?;
    }
    printer.flush()?;
    Ok(loaded.status())
}
