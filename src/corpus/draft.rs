//! Makes a document of what a source says of it.

use super::{lang, title};
use crate::model::{Date, DocId, Document, Lang, Origin};
use crate::text::one_line;

/// What a source says of a document; the rest is found in the text.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) title: Option<String>,
    pub(super) text: String,
    pub(super) lang: Option<Lang>,
    pub(super) date: Option<Date>,
    pub(super) source: Option<String>,
}

impl Draft {
    pub(super) fn finish(self, origin: Origin) -> Document {
        let Self { title, text, lang, date, source } = self;
        let title = match title {
            Some(title) => one_line(&title),
            None => title::derive(&text),
        };
        let lang = lang.unwrap_or_else(|| match lang::identify(&text) {
            Lang::UNKNOWN => lang::identify(&title),
            lang => lang,
        });
        Document {
            id: DocId::of(&title, &text),
            words: words(&text),
            title,
            text,
            lang,
            date,
            source,
            origins: vec![origin],
            mentions: Vec::new(),
            title_mentions: Vec::new(),
        }
    }
}

/// Words as people count them: what stands between white space and has a letter or digit in it.
fn words(text: &str) -> usize {
    let mut inside = false;
    let begins = |c: char| {
        let begins = !inside && is_alphanumeric(c);
        inside = begins || inside && !c.is_whitespace();
        begins
    };
    text.chars().map(begins).filter(|begins| *begins).count()
}

/// Looking common letters up would take most of the time.
fn is_alphanumeric(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, 'ء'..='غ' | 'ف'..='ي') || c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_as_people_count_them() {
        assert_eq!(words("L’armée — dit-on : « oui » !\nوقال بوتين، 24"), 6);
        assert_eq!(words(" … "), 0);
    }
}
