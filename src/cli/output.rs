//! Standard output and standard error. Whatever comes from a document or a file name is cleaned
//! before a terminal sees it.

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};

use serde::Serialize;

use crate::text::{BaseDirection, Line, Options, OutputMode, clean, lay_out_line};

/// Says on standard error what went wrong.
pub(super) fn complain(message: &str) {
    for (n, line) in message.lines().enumerate() {
        let name = if n == 0 { "nashra: " } else { "" };
        // Standard error may be closed; that is no reason to stop.
        let _ = writeln!(io::stderr(), "{name}{}", clean(line));
    }
}

/// Writes one JSON object as a line. Control characters that JSON lets pass (C1, and those that
/// turn the direction of what follows) are escaped: the reader may be a terminal.
pub(super) fn json(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    let json = serde_json::to_string(value)?;
    let mut line = String::with_capacity(json.len() + 1);
    for c in json.chars() {
        match c {
            '\u{7F}'..='\u{9F}'
            | '\u{61C}'
            | '\u{200E}'
            | '\u{200F}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2066}'..='\u{2069}' => {
                let _ = write!(line, "\\u{:04x}", u32::from(c));
            }
            c => line.push(c),
        }
    }
    line.push('\n');
    out.write_all(line.as_bytes())
}

/// How text is laid out for whoever reads standard output: in cells for a terminal, as stored for
/// a program.
pub(super) fn mode() -> OutputMode {
    if io::stdout().is_terminal() { OutputMode::Visual } else { OutputMode::Logical }
}

/// A row of text as its terminal is sent it.
pub(super) fn row(line: &Line) -> String {
    let (mut row, mut bold) = (String::new(), false);
    let mut weigh = |row: &mut String, wanted| {
        if bold != wanted {
            row.push_str(if wanted { "\x1b[1m" } else { "\x1b[22m" });
            bold = wanted;
        }
    };
    // In a row of one style, bold is the only other face.
    for cell in line.sent() {
        weigh(&mut row, cell.font.bold);
        row.push_str(&cell.symbol);
    }
    weigh(&mut row, false);
    row
}

/// A foreign text as one line of output, clean and of any length.
pub(super) fn one_line(text: &str, mode: OutputMode) -> String {
    let options =
        Options { width: usize::MAX, mode, base: BaseDirection::Auto, ..Options::default() };
    lay_out_line(text, &options).text().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_bold_where_they_would_be_drawn_in_with_their_word() {
        let printed = |mode| row(&lay_out_line("«لا» x", &Options { mode, ..Options::default() }));
        assert_eq!(printed(OutputMode::Visual), "x «\u{FEFB}»");
        assert_eq!(printed(OutputMode::KittyWords), "x \x1b[1m«\x1b[22m\u{FEFB}\x1b[1m»\x1b[22m");
    }

    #[test]
    fn json_is_safe_to_print_and_reads_back() {
        let hostile = "a\u{9b}31m \u{202e}b\u{1b}[2J «نص»";
        let mut out = Vec::new();
        json(&mut out, &hostile).unwrap();
        let line = String::from_utf8(out).unwrap();
        assert!(line.trim_end().chars().all(|c| !c.is_control() && c != '\u{202e}'), "{line:?}");
        assert_eq!(serde_json::from_str::<String>(&line).unwrap(), hostile);
    }
}
