//! `nashra import`: names from other systems.

use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use super::{Error, args, output};
use crate::config::Paths;
use crate::entities::{ImportCounts, Imported, OwnNames};

/// How many bad lines of a file are named.
const NAMED: usize = 20;

pub(super) fn run(arguments: &args::Import) -> Result<ExitCode, Error> {
    let Some(dir) = Paths::of_user().config else {
        let message = "no home directory is known to keep names in; set HOME";
        return Err(Error::Failed(message.to_owned()));
    };
    let own = OwnNames::new(dir);
    let mut out = BufWriter::new(io::stdout().lock());
    let mut failed = false;
    if arguments.list {
        list(&own, arguments.json, &mut out)?;
    } else if let Some(name) = &arguments.remove {
        own.remove_import(name)?;
    } else {
        for file in &arguments.files {
            match import(&own, file, arguments.dry_run) {
                Ok(imported) if arguments.json => output::json(&mut out, &imported)?,
                Ok(imported) => writeln!(out, "{}", summary(&imported))?,
                Err(error) => {
                    output::complain(&error.to_string());
                    failed = true;
                }
            }
            // The messages about the next file come after this.
            out.flush()?;
        }
    }
    out.flush()?;
    Ok(u8::from(failed).into())
}

fn list(own: &OwnNames, json: bool, out: &mut impl Write) -> Result<(), Error> {
    let mode = output::mode();
    for kept in own.imports()? {
        if json {
            output::json(out, &kept)?;
        } else {
            writeln!(out, "{:>9}  {}", kept.entities, output::one_line(&kept.import, mode))?;
        }
    }
    Ok(())
}

fn import(own: &OwnNames, file: &Path, dry_run: bool) -> Result<Imported, Error> {
    let mut bad = 0;
    let imported = own.import(file, dry_run, &mut |line, problem| {
        bad += 1;
        if bad <= NAMED {
            output::complain(&format!("{}:{line}: {problem}", file.display()));
        }
    });
    if bad > NAMED {
        let more = bad - NAMED;
        output::complain(&format!("{}: {more} more lines are left out", file.display()));
    }
    Ok(imported?)
}

/// What became of a file, in words.
fn summary(imported: &Imported) -> String {
    let ImportCounts { entities, known, names, refused, weak, skipped, bad } = &imported.counts;
    let name = output::one_line(&imported.import, output::mode());
    let entities = count(*entities, "entity", "entities");
    let names = count(*names, "name", "names");
    let mut text = format!("{name}: {entities} with {names}, {known} known already");
    let mut left_out = Vec::new();
    let schemas = skipped
        .iter()
        .map(|(schema, n)| format!("{n} of schema {}", output::one_line(schema, output::mode())));
    let others = [
        (
            *refused,
            "name too common or too long to look for",
            "names too common or too long to look for",
        ),
        (*weak, "weak alias", "weak aliases"),
        (*bad, "bad line", "bad lines"),
    ];
    let others = others.into_iter().filter(|(n, ..)| *n > 0);
    left_out.extend(others.map(|(n, one, many)| count(n, one, many)));
    left_out.extend(schemas);
    if !left_out.is_empty() {
        text.push_str("; left out: ");
        text.push_str(&left_out.join(", "));
    }
    text
}

fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
