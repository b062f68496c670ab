//! Text to measure on: the sentences of `examples/corpus`, recombined. The same on every machine.

use std::ops::Range;
use std::path::Path;

use nashra::text::{Layout, Options};

/// The languages that a text is made of, by the folders of the examples.
pub(crate) const TEXTS: [(&str, &[&str]); 3] =
    [("Arabic", &["ar"]), ("French", &["fr"]), ("mixed", &["ar", "fr", "en"])];

/// Makes a text of at least so many bytes. Its paragraphs have as many sentences as those of the
/// articles have; which sentences, of which language, is drawn anew for each.
pub(crate) fn text(folders: &[&str], bytes: usize) -> String {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/corpus");
    let mut files: Vec<_> = folders
        .iter()
        .flat_map(|folder| std::fs::read_dir(corpus.join(folder)).expect("the examples"))
        .map(|file| file.expect("an example").path())
        .collect();
    files.sort();
    let articles: Vec<String> =
        files.iter().map(|file| std::fs::read_to_string(file).expect("an example")).collect();
    let paragraphs: Vec<Vec<&str>> = articles
        .iter()
        .flat_map(|article| article.lines())
        .filter(|line| !line.is_empty())
        .map(|line| line.split_inclusive(['.', '!', '?', '؟']).map(str::trim).collect())
        .collect();
    let sentences = paragraphs.concat();

    let mut state = 1_u64;
    let mut draw = |from: usize| {
        // Knuth's linear congruential generator; the high bits are the random ones.
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % from
    };
    let mut text = String::with_capacity(bytes + 10_000);
    while text.len() < bytes {
        for _ in 0..paragraphs[draw(paragraphs.len())].len() {
            text.push_str(sentences[draw(sentences.len())]);
            text.push(' ');
        }
        text.pop();
        text.push_str("\n\n");
    }
    text
}

/// The bytes of a paragraph and of its rows.
pub(crate) type Paragraph = (Range<usize>, Vec<Range<usize>>);

/// The paragraphs of a text that are not empty, without what separates them.
pub(crate) fn rows(text: &str, width: usize) -> Vec<Paragraph> {
    let mut layout = Layout::new(text, Options { width, ..Options::default() });
    let mut paragraphs = Vec::new();
    let mut row = 0;
    while let Some(lines) = layout.paragraph(row) {
        row = lines.end;
        let mut rows: Vec<_> = layout.lines(lines).map(|line| line.range()).collect();
        let (start, end) = (rows[0].start, rows[rows.len() - 1].end);
        let is_separator = |c| matches!(c, '\n'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
        let end = start + text[start..end].trim_end_matches(is_separator).len();
        if start < end {
            if let Some(last) = rows.last_mut() {
                last.end = end;
            }
            paragraphs.push((start..end, rows));
        }
    }
    paragraphs
}
