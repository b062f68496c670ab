//! `nashra list`: one line, or one JSON object, for each document.

use std::collections::HashMap;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use serde::Serialize;

use super::{Error, args, load, output};
use crate::model::{Date, DocId, Document, EntityId, Lang, Triage};
use crate::query::Query;

/// A document as `--json` prints it.
#[derive(Serialize)]
struct Listed<'a> {
    id: DocId,
    path: String,
    title: &'a str,
    lang: Lang,
    date: Option<Date>,
    source: Option<&'a str>,
    words: usize,
    /// Who is named, most mentions first.
    entities: Vec<&'a EntityId>,
    triage: &'a Triage,
}

pub(super) fn run(list: &args::List) -> Result<ExitCode, Error> {
    let query = Query::parse(&list.view.query).map_err(Error::Query)?;
    let loaded = load::load(&list.view.corpus)?;
    let view = loaded.view(query, list.view.sort)?;
    let mut out = BufWriter::new(io::stdout().lock());
    let mode = output::mode();
    for &id in view.ids.iter().take(list.view.limit.unwrap_or(usize::MAX)) {
        let Some(document) = loaded.engine.document(id)? else { continue };
        let triage = loaded.decisions.get(id);
        if list.json {
            output::json(&mut out, &listed(&document, triage))?;
        } else {
            let date = document.date.map(|date| date.to_day().to_string()).unwrap_or_default();
            let title = output::one_line(&document.title, mode);
            writeln!(out, "{id}  {:<3}  {date:<10}  {}  {title}", document.lang, marks(triage))?;
        }
    }
    out.flush()?;
    Ok(loaded.status())
}

fn listed<'a>(document: &'a Document, triage: &'a Triage) -> Listed<'a> {
    let path = document.origins.first().map(|origin| origin.path.to_string_lossy().into_owned());
    Listed {
        id: document.id,
        path: path.unwrap_or_default(),
        title: &document.title,
        lang: document.lang,
        date: document.date,
        source: document.source.as_deref(),
        words: document.words,
        entities: entities(document),
        triage,
    }
}

/// Who is named, most mentions first.
pub(super) fn entities(document: &Document) -> Vec<&EntityId> {
    let mut counts: HashMap<&EntityId, usize> = HashMap::new();
    for entity in document.named() {
        *counts.entry(entity).or_default() += 1;
    }
    let mut entities: Vec<_> = counts.into_iter().collect();
    entities.sort_unstable_by(|(a, n), (b, m)| m.cmp(n).then(a.cmp(b)));
    entities.into_iter().map(|(id, _)| id).collect()
}

/// What was decided, a letter each: read, starred, kept or discarded.
pub(super) fn marks(triage: &Triage) -> String {
    use crate::model::Verdict::{Discarded, Kept};
    [
        if triage.read { 'r' } else { '-' },
        if triage.starred { 's' } else { '-' },
        match triage.verdict {
            Some(Kept) => 'K',
            Some(Discarded) => 'D',
            None => '-',
        },
    ]
    .iter()
    .collect()
}
