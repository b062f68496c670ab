//! Documents as a table: RFC 4180, in UTF-8, with a header.

use std::io::{self, Write};

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
    let cells = cells.map(|text| cell(&text));
    write!(out, "{}\r\n", cells.join(","))
}

/// A text as a cell, without what a terminal would obey. What a spreadsheet would take for a formula
/// gets an apostrophe before it.
fn cell(text: &str) -> String {
    let clean = clean_joined(text);
    let is_formula = |text: &str| text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let guard = if is_formula(text) || is_formula(&clean) { "'" } else { "" };
    let text = clean;
    if text.contains(['"', ',', '\n', '\r']) {
        format!("\"{guard}{}\"", text.replace('"', "\"\""))
    } else {
        format!("{guard}{text}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_needed_and_never_formulas() {
        assert_eq!(cell("« oui »، نعم"), "« oui »، نعم");
        assert_eq!(cell("a \"b\", c\nd"), "\"a \"\"b\"\", c\nd\"");
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("@SUM(A1,A2)"), "\"'@SUM(A1,A2)\"");
        for text in ["+1", "-1", "\t=1", "\r=1", "\x1b[1m=1"] {
            assert!(cell(text).trim_start_matches('"').starts_with('\''), "{text:?}");
        }
    }

    #[test]
    fn a_terminal_that_is_shown_the_table_obeys_nothing_in_it() {
        assert_eq!(cell("É\x1b[31mrouge\x1b]0;title\x07 \u{9B}2J\u{202E}x"), "Érouge x");
        assert_eq!(cell("une note\nen deux lignes"), "\"une note\nen deux lignes\"");
        assert_eq!(cell("می\u{200C}خواهد"), "می\u{200C}خواهد");
    }
}
