//! `nashra triage set` and `clear`.

use std::process::ExitCode;

use super::choose::{Chooser, Names};
use super::words::Wanted;
use super::{Printer, open};
use crate::cli::load::{self, Loaded};
use crate::cli::output::complain;
use crate::cli::{Error, args};
use crate::model::{Change, Decisions, DocId, Triage};
use crate::run::trace;
use crate::store::Store;

pub(super) fn run(wanted: &Wanted, chosen: &args::Chosen) -> Result<ExitCode, Error> {
    let mut names = Names::new(chosen)?;
    let mut chooser = Chooser::new(chosen);
    let mut ledger: Option<Ledger> = None;
    let mut printer = Printer::new(chosen.report.json);
    let (mut changed, mut same) = (0, 0);
    let mut decide = |ids: &[DocId], corpus: Option<&Loaded>, waits: bool| {
        let ledger = match &mut ledger {
            Some(ledger) => ledger,
            // No database is made for documents that are not there.
            None if ids.is_empty() => return Ok(()),
            None => {
                let store = open(chosen.report.state_dir.as_ref())?;
                ledger.insert(Ledger { store, known: None })
            }
        };
        let decided = ledger.decide(ids, wanted)?;
        if let Some(corpus) = corpus {
            // What is not kept now is kept when the files are next read.
            let _ = trace(&mut ledger.store, &*corpus.engine, ids);
        }
        changed += decided.changed;
        same += ids.len() - decided.changed;
        for (id, triage) in ids.iter().zip(&decided.triages) {
            printer.print(*id, corpus, triage)?;
        }
        printer.flush()?;
        // Nobody waits for the disk but who waits for the next name.
        if waits { Ok(ledger.store.flush()?) } else { Ok::<_, Error>(()) }
    };
    if let Some(query) = &chosen.which.query {
        let ids = chooser.query(query)?;
        if chosen.each {
            ids.iter().try_for_each(|id| decide(&[*id], chooser.corpus(), false))?;
        } else {
            decide(&ids, chooser.corpus(), false)?;
        }
    } else if chosen.each {
        while let Some(name) = names.next()? {
            let ids = chooser.find(&[name])?;
            decide(&ids, chooser.corpus(), names.waits())?;
        }
    } else {
        let mut all = Vec::new();
        while let Some(name) = names.next()? {
            all.push(name);
        }
        let ids = chooser.find(&all)?;
        decide(&ids, chooser.corpus(), false)?;
    }
    if let Some(mut ledger) = ledger {
        ledger.store.flush()?;
    }
    let left_out = chooser.unknown + names.bad;
    let mut counts = format!("{changed} changed");
    for (count, what) in [(same, "so already"), (left_out, "left out")] {
        if count > 0 {
            counts += &format!(", {count} {what}");
        }
    }
    complain(&counts);
    Ok(u8::from(changed + same == 0 && left_out > 0).into())
}

/// The store, and what is known to be decided in it.
struct Ledger {
    store: Store,
    /// Read once needed.
    known: Option<Decisions>,
}

/// What came of a decision.
struct Outcome {
    /// How documents now stand, in the order asked for.
    triages: Vec<Triage>,
    /// How many of them were changed.
    changed: usize,
}

impl Ledger {
    /// Decides about documents, as one step.
    fn decide(&mut self, ids: &[DocId], wanted: &Wanted) -> Result<Outcome, Error> {
        let changes: Vec<(DocId, Change)> = match wanted.depends() {
            true => {
                let known = self.known()?;
                let each = |id: &DocId| {
                    let id = *id;
                    wanted.changes(known.get(id)).into_iter().map(move |change| (id, change))
                };
                ids.iter().flat_map(each).collect()
            }
            false => {
                let changes = wanted.changes(&Triage::default());
                let each = |id: &DocId| {
                    let id = *id;
                    changes.iter().map(move |change| (id, change.clone()))
                };
                ids.iter().flat_map(each).collect()
            }
        };
        let decided = self.store.decide_all(&changes)?;
        self.store.take_notice().iter().for_each(|notice| complain(notice));
        let decided = decided.map(|decided| decided.documents).unwrap_or_default();
        if let Some(known) = &mut self.known {
            decided.iter().for_each(|(id, triage)| known.set(*id, triage.clone()));
        }
        let changed = decided.len();
        let mut triages = Vec::with_capacity(ids.len());
        for id in ids {
            triages.push(match decided.binary_search_by_key(id, |(id, _)| *id) {
                Ok(at) => decided[at].1.clone(),
                Err(_) => self.known()?.get(*id).clone(),
            });
        }
        Ok(Outcome { triages, changed })
    }

    /// What is decided now, by whomever.
    fn known(&mut self) -> Result<&Decisions, Error> {
        let known = match self.known.take() {
            Some(mut known) => {
                for (id, triage) in self.store.news()? {
                    known.set(id, triage);
                }
                known
            }
            None => load::decisions(&mut self.store)?,
        };
        Ok(self.known.insert(known))
    }
}
