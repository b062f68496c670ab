//! Documents as a report to read, in Markdown (CommonMark).

use std::io::{self, Write};

use super::Exported;
use crate::model::{Change, Triage};
use crate::text::{clean, clean_joined, one_line};

pub(super) fn begin(
    query: &str,
    count: usize,
    actors: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    let title = if query.trim().is_empty() { "Documents" } else { query };
    writeln!(out, "# {}\n", plain(title))?;
    let documents = if count == 1 { "document" } else { "documents" };
    write!(out, "{count} {documents}")?;
    if !actors.is_empty() {
        write!(out, ", with the sentences that mention {}", plain(actors))?;
    }
    writeln!(out, ".")
}

pub(super) fn write(exported: &Exported, out: &mut dyn Write) -> io::Result<()> {
    let Exported { document, triage, quotes } = exported;
    writeln!(out, "\n## {}\n", plain(&document.title))?;
    let mut item = |name: &str, text: String| match text.is_empty() {
        true => Ok(()),
        false => writeln!(out, "- {name}: {text}"),
    };
    item("Source", plain(document.source.as_deref().unwrap_or_default()))?;
    item("Date", document.date.map(|date| date.to_string()).unwrap_or_default())?;
    item("Language", document.lang.to_string())?;
    if let Some(origin) = document.origins.first() {
        let url = origin.url.as_deref().map(link).unwrap_or_default();
        item("Address", url)?;
        item("File", plain(&origin.to_string()))?;
    }
    item("Id", document.id.to_string())?;
    item("Decided", decided(triage).join(", "))?;
    let tags: Vec<_> = triage.tags.iter().map(|tag| plain(tag.as_str())).collect();
    item("Tags", tags.join(", "))?;
    item("Note", plain(triage.note.as_deref().unwrap_or_default()))?;
    for quote in quotes {
        writeln!(out, "\n> {}", plain(&document.text[quote.range.clone()]))?;
    }
    Ok(())
}

/// What was decided, in words.
fn decided(triage: &Triage) -> Vec<String> {
    let read = triage.read.then_some(Change::Read(true));
    let starred = triage.starred.then_some(Change::Starred(true));
    let verdict = triage.verdict.map(|verdict| Change::Verdict(Some(verdict)));
    [read, starred, verdict].into_iter().flatten().map(|change| change.to_string()).collect()
}

/// A foreign text as one line that is nothing but text: no mark-up, no HTML, no link.
fn plain(text: &str) -> String {
    let text = clean_joined(text);
    let words = one_line(&text);
    let mut plain = String::with_capacity(words.len());
    let digits = words.len() - words.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    for (at, c) in words.char_indices() {
        let marks_up = matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~');
        let begins = at == 0 && matches!(c, '#' | '+' | '-' | '=' | '|');
        let numbers = at == digits && digits > 0 && matches!(c, '.' | ')');
        if marks_up || begins || numbers {
            plain.push('\\');
        }
        plain.push(c);
    }
    plain
}

/// The address of an article, to be followed if it is one of the web.
fn link(url: &str) -> String {
    let web = url.starts_with("https://") || url.starts_with("http://");
    let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>');
    if web && !url.contains(odd) && clean(url) == url { format!("<{url}>") } else { plain(url) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_is_text_alone() {
        assert_eq!(plain("قال «نعم»\n ثم ذهب"), "قال «نعم» ثم ذهب");
        assert_eq!(plain("![x](http://a/b) <b>"), "!\\[x\\](http://a/b) \\<b\\>");
        assert_eq!(plain("می\u{200C}خواهد"), "می\u{200C}خواهد");
        assert_eq!(plain("# a"), "\\# a");
        assert_eq!(plain("12. a"), "12\\. a");
        assert_eq!(plain("12 a. b"), "12 a. b");
        assert_eq!(plain("\u{1b}[2J\u{202e}x"), "x");
    }

    #[test]
    fn only_web_addresses_are_links() {
        assert_eq!(link("https://example.org/a_b?c=é"), "<https://example.org/a_b?c=é>");
        assert_eq!(link("javascript:alert(1)"), "javascript:alert(1)");
        assert_eq!(link("https://a/> <b"), "https://a/\\> \\<b");
    }
}
