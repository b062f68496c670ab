//! The lines of exported decisions. The format is described in `docs/commands.md`; one that can no
//! longer be read by those who know this version gets the next number.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::model::{Change, DocId, Document, Field, NoteDigest, Record, Tag, VerdictError};

const FORMAT: &str = "nashra-triage";
const VERSION: u32 = 1;

/// The first line.
#[derive(Serialize, Deserialize)]
pub(super) struct Header {
    format: String,
    version: u32,
}

impl Header {
    pub(super) fn current() -> Self {
        Self { format: FORMAT.to_owned(), version: VERSION }
    }

    /// Reads a line, if it is such a line.
    pub(super) fn read(line: &[u8]) -> Option<Self> {
        serde_json::from_slice(line).ok().filter(|header: &Self| header.format == FORMAT)
    }

    /// Whether the lines that follow can be read.
    pub(super) fn check(&self) -> Result<(), String> {
        match self.version {
            VERSION => Ok(()),
            found => Err(format!(
                "it is of format {found}, and this nashra knows {VERSION}; take the nashra that \
                 wrote it, or a newer one"
            )),
        }
    }

    /// What is wrong with a file that does not begin so.
    pub(super) fn missing() -> String {
        let header = format!("{{\"format\":\"{FORMAT}\",\"version\":{VERSION}}}");
        format!("it was not written by `nashra triage export`: its first line is not {header}")
    }
}

/// What was decided about one document; a field about which nothing was is missing.
#[derive(Serialize, Deserialize)]
pub(super) struct Line {
    id: String,
    /// For people; not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    /// For people; not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    read: Option<Held<bool>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    starred: Option<Held<bool>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    verdict: Option<Held<Option<String>>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    tags: BTreeMap<String, Held<bool>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<Held<Option<String>>>,
}

/// A value and when it was decided.
#[derive(Serialize, Deserialize)]
struct Held<T> {
    value: T,
    at: Timestamp,
    /// Of a note: digests of the texts that it replaced.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    replaces: Vec<String>,
}

impl Line {
    pub(super) fn new(record: &Record, document: Option<&Document>) -> Self {
        let origin = document.and_then(|document| document.origins.first());
        let mut line = Self {
            id: record.document.to_string(),
            title: document.map(|document| document.title.clone()),
            path: origin.map(|origin| origin.path.to_string_lossy().into_owned()),
            read: None,
            starred: None,
            verdict: None,
            tags: BTreeMap::new(),
            note: None,
        };
        for Field { change, at, replaces } in &record.fields {
            let at = *at;
            let plain = |value| Held { value, at, replaces: Vec::new() };
            match change {
                Change::Read(read) => line.read = Some(plain(*read)),
                Change::Starred(starred) => line.starred = Some(plain(*starred)),
                Change::Verdict(verdict) => {
                    let value = verdict.map(|verdict| verdict.to_string());
                    line.verdict = Some(Held { value, at, replaces: Vec::new() });
                }
                Change::Tag(tag, on) => {
                    line.tags.insert(tag.to_string(), plain(*on));
                }
                Change::Note(note) => {
                    let value = note.as_deref().map(str::to_owned);
                    let replaces = replaces.iter().map(ToString::to_string).collect();
                    line.note = Some(Held { value, at, replaces });
                }
            }
        }
        line
    }

    /// Reads a line.
    pub(super) fn read(line: &[u8]) -> Result<Record, String> {
        let line: Self = serde_json::from_slice(line).map_err(|error| reason(&error))?;
        let document: DocId = line.id.parse().map_err(said)?;
        let mut fields = Vec::new();
        let mut add = |change, at| fields.push(Field { change, at, replaces: Vec::new() });
        if let Some(Held { value, at, .. }) = line.read {
            add(Change::Read(value), at);
        }
        if let Some(Held { value, at, .. }) = line.starred {
            add(Change::Starred(value), at);
        }
        if let Some(Held { value, at, .. }) = line.verdict {
            let verdict =
                value.as_deref().map(str::parse).transpose().map_err(said::<VerdictError>)?;
            add(Change::Verdict(verdict), at);
        }
        for (tag, Held { value, at, .. }) in line.tags {
            add(Change::Tag(tag.parse::<Tag>().map_err(said)?, value), at);
        }
        if let Some(Held { value, at, replaces }) = line.note {
            if value.as_ref().is_some_and(|note| note.trim().is_empty()) {
                return Err("its note is empty".to_owned());
            }
            let replaces: Result<Vec<NoteDigest>, _> = replaces.iter().map(|d| d.parse()).collect();
            let change = Change::Note(value.map(Into::into));
            fields.push(Field { change, at, replaces: replaces.map_err(said)? });
        }
        if fields.is_empty() {
            return Err("it decides nothing".to_owned());
        }
        Ok(Record { document, fields })
    }
}

fn said<E: std::error::Error>(error: E) -> String {
    error.to_string()
}

/// What is wrong, without the number of the line, which is always the first to the reader of JSON.
fn reason(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let what = said.split(" at line ").next().unwrap_or_default();
    format!("{what}, in column {}", error.column())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(s: &str) -> Timestamp {
        s.parse().unwrap()
    }

    fn record() -> Record {
        let early = at("2026-03-01T08:00:00.123Z");
        let field = |change| Field { change, at: early, replaces: vec![] };
        let mut fields = vec![
            field(Change::Read(false)),
            field(Change::Starred(true)),
            field(Change::Verdict(None)),
            field(Change::Tag("a".parse().unwrap(), false)),
            field(Change::Tag("الرقة".parse().unwrap(), true)),
        ];
        let note = Change::Note(Some("سطر\nligne".into()));
        fields.push(Field { change: note, at: early, replaces: vec![NoteDigest::of("x")] });
        Record { document: DocId::of("عنوان", "نص"), fields }
    }

    #[test]
    fn what_is_written_reads_back() {
        let line = serde_json::to_string(&Line::new(&record(), None)).unwrap();
        assert_eq!(Line::read(line.as_bytes()).unwrap(), record());
        assert!(line.contains(r#""verdict":{"value":null,"at":"2026-03-01T08:00:00.123Z"}"#));
        assert!(Header::read(&serde_json::to_vec(&Header::current()).unwrap()).is_some());
    }

    #[test]
    fn a_line_that_makes_no_sense_is_refused_with_the_reason() {
        let id = "ab".repeat(16);
        for (line, reason) in [
            ("{".to_owned(), "column"),
            (r#"{"id": "xy", "read": {}}"#.to_owned(), "missing field `value`"),
            (r#"{"id": "xy"}"#.to_owned(), "not the id"),
            (format!(r#"{{"id": "{id}"}}"#), "decides nothing"),
            (format!(r#"{{"id": "{id}", "read": {{"value": true, "at": "hier"}}}}"#), "column"),
            (
                format!(
                    r#"{{"id": "{id}", "verdict": {{"value": "lost", "at": "2026-01-01T00:00Z"}}}}"#
                ),
                "`lost` is not a verdict",
            ),
            (
                format!(r#"{{"id": "{id}", "note": {{"value": " ", "at": "2026-01-01T00:00Z"}}}}"#),
                "empty",
            ),
        ] {
            let error = Line::read(line.as_bytes()).unwrap_err();
            assert!(error.contains(reason), "{line}: {error}");
        }
    }

    #[test]
    fn a_later_format_is_refused() {
        let later = br#"{"format": "nashra-triage", "version": 2}"#;
        assert!(Header::read(later).unwrap().check().unwrap_err().contains("format 2"));
        assert!(Header::read(br#"{"format": "other", "version": 1}"#).is_none());
    }
}
