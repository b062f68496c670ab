//! Documents as a table: RFC 4180, in UTF-8, with a header.

use std::io::{self, Write};

use csv::{Terminator, WriterBuilder};

use super::Exported;
use crate::cli::list::entities;
use crate::text::clean_joined;

const COLUMNS: [&str; 15] = [
    "id", "path", "url", "title", "lang", "date", "source", "words", "entities", "read", "starred",
    "verdict", "tags", "note", "quotes",
];

pub(super) fn begin(out: &mut dyn Write) -> io::Result<()> {
    row(COLUMNS.map(str::to_owned), out)
}

pub(super) fn write(exported: &Exported, out: &mut dyn Write) -> io::Result<()> {
    let Exported { document, triage, quotes } = exported;
    let origin = document.origins.first();
    let entities: Vec<_> = entities(document).into_iter().map(|id| id.as_str()).collect();
    let tags: Vec<_> = triage.tags.iter().map(|tag| tag.as_str()).collect();
    let quotes: Vec<_> = quotes.iter().map(|quote| &document.text[quote.range.clone()]).collect();
    let cells = [
        document.id.to_string(),
        origin.map(|origin| origin.path.to_string_lossy().into_owned()).unwrap_or_default(),
        origin.and_then(|origin| origin.url.clone()).unwrap_or_default(),
        document.title.clone(),
        document.lang.to_string(),
        document.date.map(|date| date.to_string()).unwrap_or_default(),
        document.source.clone().unwrap_or_default(),
        document.words.to_string(),
        entities.join(" "),
        triage.read.to_string(),
        triage.starred.to_string(),
        triage.verdict.map(|verdict| verdict.to_string()).unwrap_or_default(),
        tags.join(" "),
        triage.note.as_deref().unwrap_or_default().to_owned(),
        quotes.join("\n"),
    ];
    row(cells, out)
}

fn row(cells: [String; COLUMNS.len()], out: &mut dyn Write) -> io::Result<()> {
    let mut row = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    row.write_record(cells.iter().map(|text| cell(text)))?;
    out.write_all(&row.into_inner().map_err(|error| error.into_error())?)
}

/// A text as a cell, without what a terminal would obey. What a spreadsheet would take for a formula
/// gets an apostrophe before it.
fn cell(text: &str) -> String {
    let clean = clean_joined(text);
    let is_formula = |text: &str| text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let guard = if is_formula(text) || is_formula(&clean) { "'" } else { "" };
    format!("{guard}{clean}")
}

#[cfg(test)]
mod tests {
    use csv::ReaderBuilder;

    use super::*;

    #[test]
    fn a_row_is_read_back_as_its_cells_and_quoted_only_where_needed() {
        let mut cells = [""; COLUMNS.len()].map(str::to_owned);
        cells[0] = "« oui »، نعم".to_owned();
        cells[1] = "a \"b\", c\nd".to_owned();
        cells[2] = "@SUM(A1,A2)".to_owned();
        let mut out = Vec::new();
        row(cells.clone(), &mut out).unwrap();
        let written = String::from_utf8(out).unwrap();
        let rest = ",".repeat(COLUMNS.len() - 3);
        assert_eq!(
            written,
            format!("« oui »، نعم,\"a \"\"b\"\", c\nd\",\"'@SUM(A1,A2)\"{rest}\r\n")
        );
        cells[2].insert(0, '\'');
        let mut table = ReaderBuilder::new().has_headers(false).from_reader(written.as_bytes());
        assert_eq!(table.records().next().unwrap().unwrap(), cells.to_vec());
    }

    #[test]
    fn a_cell_is_never_a_formula() {
        assert_eq!(cell("=1+1"), "'=1+1");
        for text in ["+1", "-1", "\t=1", "\r=1", "\x1b[1m=1"] {
            assert!(cell(text).starts_with('\''), "{text:?}");
        }
    }

    #[test]
    fn a_terminal_that_is_shown_the_table_obeys_nothing_in_it() {
        assert_eq!(cell("É\x1b[31mrouge\x1b]0;title\x07 \u{9B}2J\u{202E}x"), "Érouge x");
        assert_eq!(cell("une note\nen deux lignes"), "une note\nen deux lignes");
        assert_eq!(cell("می\u{200C}خواهد"), "می\u{200C}خواهد");
    }
}
