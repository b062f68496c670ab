//! `nashra entities`: who is named in the documents, with counts and all names found.

use std::collections::HashMap;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use serde::Serialize;

use super::{Error, args, load, output};
use crate::entities::written;
use crate::model::{EntityId, Label, Lang, Sort};
use crate::query::Query;

/// An entity as `--json` prints it.
#[derive(Serialize)]
struct Listed<'a> {
    entity: &'a EntityId,
    name: &'a str,
    label: Label,
    documents: usize,
    mentions: usize,
    /// As written in the documents, most frequent first.
    names: Vec<&'a str>,
}

#[derive(Default)]
struct Found {
    documents: usize,
    mentions: usize,
    names: HashMap<String, usize>,
}

pub(super) fn run(arguments: &args::Entities) -> Result<ExitCode, Error> {
    let query = Query::parse(&arguments.query).map_err(Error::Query)?;
    let loaded = load::load(&arguments.corpus)?;
    let view = loaded.view(query, Sort::Corpus)?;
    let table = loaded.names();
    let mut found: HashMap<EntityId, Found> = HashMap::new();
    for &id in view.ids.iter() {
        let Some(document) = loaded.engine.document(id)? else { continue };
        let mut here: Vec<&EntityId> = Vec::new();
        for (text, mention) in document.mentions_in_place() {
            let entity = found.entry(mention.entity.clone()).or_default();
            entity.mentions += 1;
            *entity.names.entry(written(text, mention, &table.catalogue)).or_default() += 1;
            here.push(&mention.entity);
        }
        here.sort_unstable();
        here.dedup();
        for id in here {
            if let Some(entity) = found.get_mut(id) {
                entity.documents += 1;
            }
        }
    }
    let mut found: Vec<_> = found.iter().collect();
    found.sort_unstable_by(|(a, x), (b, y)| {
        (y.documents, y.mentions).cmp(&(x.documents, x.mentions)).then(a.cmp(b))
    });
    let mut out = BufWriter::new(io::stdout().lock());
    let mode = output::mode();
    for (id, found) in found.into_iter().take(arguments.top.unwrap_or(usize::MAX)) {
        let known = table.catalogue.get(id).map(|e| (e.name(Lang::EN).to_owned(), e.kind.label()));
        // A proposed one is called by the longest of its names.
        let longest =
            || found.names.keys().max_by_key(|name| (name.len(), std::cmp::Reverse(*name)));
        let grouped = || table.groups.of(id).map(|group| &group.names()[0].1);
        let name = || grouped().or_else(longest);
        let proposed = || id.as_proposed().and_then(|(label, _)| Some((name()?.clone(), label)));
        let Some((name, label)) = known.or_else(proposed) else { continue };
        let mut names: Vec<_> = found.names.iter().collect();
        names.sort_unstable_by(|(a, n), (b, m)| m.cmp(n).then(a.cmp(b)));
        let listed = Listed {
            entity: id,
            name: &name,
            label,
            documents: found.documents,
            mentions: found.mentions,
            names: names.into_iter().map(|(name, _)| name.as_str()).collect(),
        };
        if arguments.json {
            output::json(&mut out, &listed)?;
        } else {
            let names: Vec<_> = listed.names.iter().map(|n| output::one_line(n, mode)).collect();
            let Listed { documents, mentions, label, .. } = listed;
            let mark = if id.is_proposed() { " ?" } else { "" };
            let name = output::one_line(listed.name, mode);
            writeln!(
                out,
                "{documents:>6} {mentions:>7}  {label:<5}  {name}{mark}  ({})",
                names.join(", ")
            )?;
        }
    }
    out.flush()?;
    Ok(loaded.status())
}
