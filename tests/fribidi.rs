//! The Arabic examples as we lay them out beside what GNU FriBidi makes of them.
#![cfg(feature = "browser")]

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use nashra::text::{Layout, Line, Options};

/// The Arabic texts of the example corpus.
fn texts() -> Vec<String> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/corpus");
    let mut files: Vec<_> =
        fs::read_dir(corpus.join("ar")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut texts: Vec<String> =
        files.iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    for line in fs::read_to_string(corpus.join("agency.jsonl")).unwrap().lines() {
        let document: serde_json::Value = serde_json::from_str(line).unwrap();
        if document["id"].as_str().unwrap().contains("-ar-") {
            let [title, text] = ["title", "text"].map(|field| document[field].as_str().unwrap());
            texts.push(format!("{title}\n{text}"));
        }
    }
    texts
}

/// Returns FriBidi's visual form of each row that runs from right to left, or `None` without FriBidi.
fn fribidi(rows: &[String]) -> Option<Vec<String>> {
    let options = ["--rtl", "--nopad", "--nobreak", "--clean"];
    let mut command = Command::new("fribidi");
    command.args(options).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = match command.spawn() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            eprintln!("skipped: there is no fribidi here; Debian's libfribidi-bin has it");
            return None;
        }
        child => child.unwrap(),
    };
    let mut input = child.stdin.take().unwrap();
    let text = rows.join("\n") + "\n";
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()).unwrap());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    // What `--clean` leaves of the context.
    Some(text.lines().map(|row| row.replace('\u{61C}', "")).collect())
}

/// Returns the letter or mark that stands for what comes before or after a row, as far as the row
/// depends on it: FriBidi sees the row alone, we resolve the paragraph.
fn context(mut chars: impl Iterator<Item = char>) -> &'static str {
    match chars.find(|c| c.is_alphabetic()) {
        None => "",
        Some('\u{600}'..='\u{6FF}') => "\u{61C}",
        Some(_) => "\u{200E}",
    }
}

/// A row of ours as FriBidi would have it, with the differences that are meant undone:
/// - FriBidi knows no form of a hamza that stands alone, where we take the isolated one, U+FE80;
/// - it makes no lam-alef where the lam bears a mark, though marks part no letters (Unicode Standard,
///   section 9.2, rule R1): its lam and alef stand in two cells, joined.
///
/// The U+FEFF that it puts behind each lam-alef to keep the number of characters goes by `--clean`,
/// as do the bidi controls.
fn as_fribidi(row: &str) -> String {
    let mut chars = row.chars().peekable();
    let mut theirs = String::new();
    while let Some(c) = chars.next() {
        let is_marked = chars.peek().is_some_and(|c| ('\u{64B}'..='\u{652}').contains(c));
        match c {
            '\u{FE80}' => theirs.push('ء'),
            '\u{FEF5}'..='\u{FEFC}' if is_marked => {
                let n = (u32::from(c) - 0xFEF5) as usize;
                let alef = ['\u{FE82}', '\u{FE84}', '\u{FE88}', '\u{FE8E}'][n / 2];
                let lam = ['\u{FEDF}', '\u{FEE0}'][n % 2];
                theirs.extend([alef, lam]);
            }
            _ => theirs.push(c),
        }
    }
    theirs
}

#[test]
fn rows_are_those_of_fribidi() {
    // The widest has a row a paragraph.
    for width in [usize::MAX, 60, 40, 20] {
        let (mut rows, mut ours) = (Vec::new(), Vec::new());
        for text in texts() {
            let mut layout = Layout::new(text.as_str(), Options { width, ..Options::default() });
            let lines: Vec<Line> = layout.lines(0..usize::MAX).cloned().collect();
            for (n, line) in lines.iter().enumerate().filter(|(_, line)| line.width() > 0) {
                assert!(line.rtl(), "{line:?}");
                let paragraph = layout.paragraph(n).unwrap();
                let start = lines[paragraph.start].range().start;
                let end = lines[paragraph.end - 1].range().end;
                let (row, bytes) = (text[line.range()].trim(), line.range());
                let before = context(text[start..bytes.start].chars().rev());
                let after = context(text[bytes.end..end].chars());
                rows.push(format!("{before}{row}{after}"));
                ours.push(line.text().to_owned());
            }
        }
        assert!(rows.len() > 40, "{}", rows.len());
        let Some(theirs) = fribidi(&rows) else { return };
        assert_eq!(theirs.len(), ours.len());
        for ((row, ours), theirs) in rows.iter().zip(&ours).zip(&theirs) {
            assert_eq!(&as_fribidi(ours), theirs, "{row}");
        }
    }
}
