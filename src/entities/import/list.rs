//! CSV lists of aliases: a header with `name`, and `id`, `kind`, `alias` where there are such.

use std::collections::HashMap;
use std::io::BufRead;
use std::mem;

use csv::{ByteRecord, Position, ReaderBuilder, StringRecord, Trim};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error as ValueError;

use super::{BadFile, BadLine, ImportCounts, Line, Names, Sink, ftm};
use crate::entities::table::slug;
use crate::model::Kind;

/// Where the columns are.
struct Columns {
    id: Option<usize>,
    kind: Option<usize>,
    name: usize,
    alias: Option<usize>,
    /// What parts several aliases in one field.
    separators: &'static [char],
}

/// The entities of a list, in its order.
#[derive(Default)]
struct Entities {
    lines: Vec<(Line, Names)>,
    by_id: HashMap<String, usize>,
}

pub(super) fn read(
    mut source: impl BufRead,
    stem: &str,
    counts: &mut ImportCounts,
    sink: &mut impl Sink,
) -> Result<(), BadFile> {
    let delimiter = delimiter(source.fill_buf().map_err(BadFile::Read)?);
    let mut builder = ReaderBuilder::new();
    let mut reader =
        builder.delimiter(delimiter).flexible(true).trim(Trim::All).from_reader(source);
    let columns = Columns::of(reader.byte_headers().map_err(unread)?, delimiter)?;
    let mut entities = Entities::default();
    let mut record = ByteRecord::new();
    while reader.read_byte_record(&mut record).map_err(unread)? {
        let number = record.position().map_or(0, Position::line);
        let row = StringRecord::from_byte_record(mem::take(&mut record));
        let row = row.map_err(|_| BadLine::Encoding);
        let added = row.and_then(|row| entities.add(&row, &columns, stem, counts, sink));
        if let Err(problem) = added {
            counts.bad += 1;
            sink.bad(number, problem);
        }
    }
    for (line, _) in entities.lines {
        if !line.names.is_empty() || !line.aliases.is_empty() {
            counts.entities += 1;
            counts.names += line.names.len() + line.aliases.len();
            sink.take(line)?;
        }
    }
    Ok(())
}

fn unread(error: csv::Error) -> BadFile {
    BadFile::Read(error.into())
}

/// The one of comma, semicolon and tab that the header has most of.
fn delimiter(start: &[u8]) -> u8 {
    let header = start.split(|&b| b == b'\n').next().unwrap_or_default();
    let count = |delimiter| header.iter().filter(|&&b| b == delimiter).count();
    // Of equals the last: a header of one column has none.
    [b'\t', b';', b','].into_iter().max_by_key(|&delimiter| count(delimiter)).unwrap_or(b',')
}

/// The names of columns, to be shown: the first line of something else may be very long.
fn shown(columns: &[String]) -> String {
    const MOST: usize = 60;
    let all = columns.join(", ");
    match all.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &all[..end]),
        None => all,
    }
}

impl Columns {
    fn of(header: &ByteRecord, delimiter: u8) -> Result<Self, BadFile> {
        let columns: Vec<String> =
            header.iter().map(|column| String::from_utf8_lossy(column).to_lowercase()).collect();
        let find = |names: &[&str]| columns.iter().position(|name| names.contains(&&**name));
        let name = find(&["name"]).ok_or_else(|| BadFile::Header(shown(&columns)))?;
        let (id, kind, alias) = (find(&["id"]), find(&["kind"]), find(&["alias", "aliases"]));
        let separators: &[char] = if delimiter == b';' { &['|'] } else { &['|', ';'] };
        Ok(Self { id, kind, name, alias, separators })
    }
}

impl Entities {
    fn add(
        &mut self,
        row: &StringRecord,
        columns: &Columns,
        stem: &str,
        counts: &mut ImportCounts,
        sink: &impl Sink,
    ) -> Result<(), BadLine> {
        let field = |column: Option<usize>| column.and_then(|n| row.get(n)).unwrap_or("");
        let (given, name) = (field(columns.id), field(Some(columns.name)));
        let own = slug(if given.is_empty() { name } else { given });
        if own.is_empty() {
            return Err(BadLine::NoId);
        }
        // An id of the tables is meant; any other is the list's own.
        let known = if given.is_empty() { None } else { sink.kind_of(&own) };
        let id = if known.is_some() { own } else { format!("{stem}-{own}") };
        let index = match self.by_id.get(&id) {
            Some(&index) => index,
            None => {
                let kind = match (field(columns.kind), known) {
                    (_, Some(kind)) => kind,
                    ("", None) => return Err(BadLine::NoKind(id)),
                    (word, None) => kind(word)?,
                };
                let line = Line { id: id.clone(), kind, names: Vec::new(), aliases: Vec::new() };
                self.lines.push((line, Names::default()));
                self.by_id.insert(id.clone(), self.lines.len() - 1);
                self.lines.len() - 1
            }
        };
        let (line, names) = &mut self.lines[index];
        names.add(name, counts);
        line.names.extend(names.take());
        let aliases = field(columns.alias).split(columns.separators);
        aliases.for_each(|alias| names.add(alias, counts));
        line.aliases.extend(names.take());
        if line.names.is_empty() && line.aliases.is_empty() {
            return Err(BadLine::NoName(id));
        }
        Ok(())
    }
}

/// A kind of ours, or a schema of FollowTheMoney.
fn kind(word: &str) -> Result<Kind, BadLine> {
    let own = |word: &str| Kind::deserialize(word.into_deserializer()).map_err(|e: ValueError| e);
    own(&word.to_lowercase())
        .ok()
        .or_else(|| ftm::kind(word, &[]))
        .ok_or_else(|| BadLine::Kind(word.to_owned()))
}
