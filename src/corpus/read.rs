//! Tells the format of a stream of bytes and has it read.

use std::fs;
use std::io::{BufReader, Cursor, Read};
use std::ops::ControlFlow;
use std::path::Path;

use super::draft::Draft;
use super::tail::{Position, Tail};
use super::{Output, Reason, decode, json};
use crate::model::Origin;

/// Bytes that one document may have.
pub(super) const LIMIT: usize = 256 << 20;

/// Bytes looked at to tell what a stream holds.
const HEAD: usize = 64 << 10;

#[derive(Clone, Copy)]
enum Format {
    Plain,
    /// One object per line.
    Lines,
    /// Values over several lines.
    Values,
}

/// Reads one file, or standard input; returns where to go on once something was appended.
pub(super) fn stream(
    source: &mut dyn Read,
    output: &mut Output<'_>,
) -> (ControlFlow<()>, Option<Tail>) {
    let (head, kind) = match kind(source, output.path) {
        Ok(found) => found,
        Err(reason) => return (output.problem(None, reason), None),
    };
    let mut source = Cursor::new(head).chain(source);
    if matches!(kind, Kind { format: Format::Lines, wide: false }) {
        return lines(&mut source, Position::default(), output);
    }
    (at_once(&mut source, kind.format, output), None)
}

/// Reads lines from a position on.
pub(super) fn lines(
    source: &mut dyn Read,
    mut position: Position,
    output: &mut Output<'_>,
) -> (ControlFlow<()>, Option<Tail>) {
    let flow = json::lines(&mut BufReader::new(source), LIMIT, &mut position, output);
    (flow, position.tail())
}

/// Goes to the end of what was read of a file of lines, if that is what it still is.
pub(super) fn lines_from(file: &mut fs::File, path: &Path, tail: &Tail) -> Option<Position> {
    let (_, kind) = kind(file, path).ok()?;
    match kind {
        Kind { format: Format::Lines, wide: false } => Position::find(file, tail).ok()?,
        _ => None,
    }
}

/// What a stream holds, told by its first bytes.
struct Kind {
    format: Format,
    /// Whether it is UTF-16, whose lines can only be told once it is decoded.
    wide: bool,
}

/// The first bytes, and what they tell.
fn kind(source: &mut dyn Read, path: &Path) -> Result<(Vec<u8>, Kind), Reason> {
    let mut head = Vec::new();
    source.take(HEAD as u64).read_to_end(&mut head)?;
    let whole = head.len() < HEAD;
    let start = match decode::decode(&head) {
        Some(decoded) => decoded.text,
        // One bad line does not condemn the lines after it.
        None if head.trim_ascii_start().starts_with(b"{") => String::from_utf8_lossy(&head),
        None => return Err(Reason::NotText),
    };
    if whole && start.trim().is_empty() {
        return Err(Reason::Empty);
    }
    let kind = Kind { format: format(path, &start, whole), wide: decode::is_wide(&head) };
    Ok((head, kind))
}

/// Reads what can only be told apart once all of it is there.
fn at_once(source: &mut dyn Read, format: Format, output: &mut Output<'_>) -> ControlFlow<()> {
    let bytes = match all(source, LIMIT) {
        Ok(bytes) => bytes,
        Err(reason) => return output.problem(None, reason),
    };
    let Some(decoded) = decode::decode(&bytes) else {
        return output.problem(None, Reason::NotText);
    };
    if decoded.text.trim().is_empty() {
        return output.problem(None, Reason::Empty);
    }
    match format {
        Format::Plain => plain(decoded.text.into_owned(), output)?,
        Format::Lines => {
            let mut text = decoded.text.as_bytes();
            json::lines(&mut text, LIMIT, &mut Position::default(), output)?;
        }
        Format::Values => json::values(&decoded.text, output)?,
    }
    match decoded.replaced {
        0 => ControlFlow::Continue(()),
        places => output.problem(None, Reason::Replaced(places)),
    }
}

/// A plain text is one document, its text the whole of it.
fn plain(text: String, output: &mut Output<'_>) -> ControlFlow<()> {
    let origin = Origin { path: output.path.to_owned(), ..Origin::default() };
    let nuls = text.matches('\0').count();
    output.document(Draft { text, ..Draft::default() }.finish(origin))?;
    if nuls == 0 { ControlFlow::Continue(()) } else { output.problem(None, Reason::Nul(nuls)) }
}

fn all(source: &mut dyn Read, limit: usize) -> Result<Vec<u8>, Reason> {
    let mut bytes = Vec::new();
    source.take(limit as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > limit { Err(Reason::TooLong) } else { Ok(bytes) }
}

fn format(path: &Path, start: &str, whole: bool) -> Format {
    let extension = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
    let start = start.trim_start();
    let (line, complete) = match start.split_once('\n') {
        Some((line, _)) => (line.trim_end(), true),
        None => (start.trim_end(), whole),
    };
    match extension.as_deref() {
        Some("txt" | "text" | "md") => Format::Plain,
        // An object that does not end with its line goes on in the next.
        Some("json") if !line.starts_with('{') || complete && !line.ends_with('}') => {
            Format::Values
        }
        Some("json" | "jsonl" | "ndjson") if line.starts_with('[') => Format::Values,
        Some("json" | "jsonl" | "ndjson") => Format::Lines,
        _ if complete && json::is_object(line) => Format::Lines,
        _ if !complete && line.starts_with("{\"") => Format::Lines,
        _ => Format::Plain,
    }
}
