//! `nashra export`: documents with who is named in them, what was decided about them, and the
//! sentences that mention the chosen actors.

mod csv;
mod json;
mod markdown;
mod quotes;

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use super::args::Format;
use super::load::Loaded;
use super::{Error, args, file, load, output};
use crate::model::{Document, EntityId, Lang, Triage};
use crate::query::{Expr, Query, Term};
use quotes::Quote;

/// A document as it is exported.
struct Exported<'a> {
    document: &'a Document,
    triage: &'a Triage,
    quotes: Vec<Quote<'a>>,
}

pub(super) fn run(export: &args::Export) -> Result<ExitCode, Error> {
    let mut query = Query::parse(&export.view.query).map_err(Error::Query)?;
    let loaded = load::load(&export.view.corpus)?;
    query.link(&|name| loaded.find(name)).map_err(Error::Query)?;
    let actors = actors(export, &query, &loaded)?;
    let view = loaded.view(query, export.view.sort)?;
    let ids = &view.ids[..view.ids.len().min(export.view.limit.unwrap_or(usize::MAX))];
    if let Some(path) = &export.output {
        refuse_to_overwrite(path, &loaded)?;
    }
    let to_terminal = export.output.is_none() && io::stdout().is_terminal();
    file::write(export.output.as_deref(), |out| {
        let mut terminal = Cleaned { out, line: Vec::new() };
        // JSON is safe to print as it is.
        let cleans = to_terminal && !matches!(export.format, Format::Jsonl);
        let out: &mut dyn Write = if cleans { &mut terminal } else { terminal.out };
        begin(export, &actors, ids.len(), &loaded, out)?;
        for &id in ids {
            let Some(document) = loaded.engine.document(id)? else { continue };
            let document: &Arc<Document> = &document;
            let triage = loaded.decisions.get(id);
            let quotes = quotes::quotes(document, &actors);
            let exported = Exported { document, triage, quotes };
            match export.format {
                Format::Jsonl => json::write(&exported, out)?,
                Format::Csv => csv::write(&exported, out)?,
                Format::Md => markdown::write(&exported, out)?,
            }
        }
        Ok(out.flush()?)
    })?;
    Ok(loaded.status())
}

fn begin(
    export: &args::Export,
    actors: &[EntityId],
    count: usize,
    loaded: &Loaded,
    out: &mut dyn Write,
) -> io::Result<()> {
    match export.format {
        Format::Jsonl => Ok(()),
        Format::Csv => csv::begin(out),
        Format::Md => {
            let table = loaded.names();
            let name = |id: &EntityId| match (table.catalogue.get(id), id.as_proposed()) {
                (Some(entity), _) => entity.name(Lang::EN).to_owned(),
                (None, Some((_, name))) => name,
                (None, None) => id.to_string(),
            };
            let names: Vec<_> = actors.iter().map(name).collect();
            markdown::begin(&export.view.query, count, &names.join(", "), out)
        }
    }
}

/// Whom to quote about: the actors named, else those that the query asks for.
fn actors(export: &args::Export, query: &Query, loaded: &Loaded) -> Result<Vec<EntityId>, Error> {
    let mut actors = Vec::new();
    if export.actors.is_empty() {
        asked_for(query.expr(), &mut actors);
    }
    for name in &export.actors {
        let found = loaded.find(name);
        if found.is_empty() {
            return Err(Error::Usage(format!("no one is known as `{name}`")));
        }
        actors.extend(found);
    }
    Ok(actors)
}

fn asked_for(expr: &Expr, actors: &mut Vec<EntityId>) {
    match expr {
        Expr::And(parts) | Expr::Or(parts) => {
            parts.iter().for_each(|part| asked_for(part, actors));
        }
        Expr::Term(Term::Actor(actor)) => actors.extend(actor.ids.iter().cloned()),
        Expr::Not(_) | Expr::Term(_) | Expr::All => {}
    }
}

/// Nothing in the corpus is ever written to.
fn refuse_to_overwrite(path: &Path, loaded: &Loaded) -> Result<(), Error> {
    match path.canonicalize().is_ok_and(|file| loaded.reads(&file)) {
        true => Err(Error::Usage(format!(
            "{} is a file of the corpus; name another one",
            path.display()
        ))),
        false => Ok(()),
    }
}

/// What is written for a terminal, line by line.
struct Cleaned<'a> {
    out: &'a mut dyn Write,
    line: Vec<u8>,
}

impl Write for Cleaned<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for &byte in bytes {
            if byte == b'\n' {
                let line = String::from_utf8_lossy(&self.line);
                writeln!(self.out, "{}", output::one_line(&line, output::mode()))?;
                self.line.clear();
            } else {
                self.line.push(byte);
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_gets_clean_lines() {
        let mut out = Vec::new();
        let mut cleaned = Cleaned { out: &mut out, line: Vec::new() };
        cleaned.write_all("\u{1b}[31mé".as_bytes()).unwrap();
        cleaned.write_all("\u{202e}x\r\nfin\n".as_bytes()).unwrap();
        let said = String::from_utf8(out).unwrap();
        assert_eq!(said, "éx\nfin\n");
    }
}
