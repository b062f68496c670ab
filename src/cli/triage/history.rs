//! `nashra triage history`: what was done, undone and done again.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use jiff::Timestamp;
use serde::Serialize;

use super::open_existing;
use crate::cli::{Error, args, output};
use crate::model::{Cause, DocId, Step, Way};

/// A step as `--json` prints it.
#[derive(Serialize)]
struct Listed<'a> {
    step: i64,
    at: Timestamp,
    words: String,
    cause: &'static str,
    way: &'static str,
    changes: Vec<String>,
    /// The first few.
    documents: &'a [DocId],
    count: usize,
    undone: bool,
}

/// How many steps are read at once.
const PAGE: usize = 100;

pub(super) fn run(history: &args::History) -> Result<ExitCode, Error> {
    let mut out = BufWriter::new(io::stdout().lock());
    let Some(store) = open_existing(history.state_dir.as_ref())? else {
        return Ok(ExitCode::SUCCESS);
    };
    let mut left = history.limit.unwrap_or(usize::MAX);
    let mut before = None;
    while left > 0 {
        let steps = store.history(before, left.min(PAGE))?;
        let Some(last) = steps.last() else { break };
        (left, before) = (left - steps.len(), Some(last.id));
        for step in &steps {
            print(step, history.json, &mut out)?;
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn print(step: &Step, json: bool, out: &mut impl Write) -> io::Result<()> {
    let Step { id, at, deed, documents, count, undone } = step;
    if json {
        let changes = deed.changes.iter().map(ToString::to_string).collect();
        let cause = match deed.cause {
            Cause::Decided => "decided",
            Cause::Imported => "imported",
            Cause::Followed => "followed",
            Cause::Seen => "seen",
        };
        let way = match deed.way {
            Way::Done => "done",
            Way::Undone => "undone",
            Way::Redone => "redone",
        };
        let (step, at, words, count, undone) = (id.0, *at, deed.to_string(), *count, *undone);
        return output::json(
            out,
            &Listed { step, at, words, cause, way, changes, documents, count, undone },
        );
    }
    let documents = match (*count, documents.first()) {
        (1, Some(document)) => document.to_string(),
        (count, _) => format!("{count} documents"),
    };
    let words = output::one_line(&deed.to_string(), output::mode());
    let undone = if *undone { "  (undone)" } else { "" };
    writeln!(out, "{id:>6}  {:.0}  {words} {documents}{undone}", at)
}
