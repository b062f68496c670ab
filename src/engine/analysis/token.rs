//! The words of a document as an index stores them.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::arabic;
use super::stem::Stemmer;
use crate::model::{Document, Label, Lang, Mention};
use crate::text::{fold, words};

/// A word of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine) struct Token {
    /// Its bytes in the title or text.
    pub(in crate::engine) range: Range<usize>,
    folded: String,
    /// As written but for case and composition, where that is not the folded form.
    exact: Option<String>,
    kind: Kind,
}

/// What a word is, which says by which terms it is found.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    /// A word that is only folded.
    Plain,
    /// A word of a language that is stemmed.
    Stemmed(Stemmer),
    /// A part of a name, folded and without what is written onto it.
    Name(String),
}

/// The words of a document's title.
pub(in crate::engine) fn title_tokens(document: &Document) -> impl Iterator<Item = Token> {
    // The names of a title that the text begins with are named in the text.
    let text = document.text.trim_start();
    let repeated = document.title_mentions.is_empty() && document.begins_with_title();
    let (names, before) = match repeated {
        true => (&document.mentions, document.text.len() - text.len()),
        false => (&document.title_mentions, 0),
    };
    tokens(&document.title, document.lang, names, before)
}

/// The words of a document's text.
pub(in crate::engine) fn text_tokens(document: &Document) -> impl Iterator<Item = Token> {
    tokens(&document.text, document.lang, &document.mentions, 0)
}

/// The words of a text; its names stand `before` bytes before where the mentions say.
pub(super) fn tokens<'a>(
    text: &'a str,
    lang: Lang,
    mentions: &'a [Mention],
    before: usize,
) -> impl Iterator<Item = Token> + 'a {
    let stemmer = Stemmer::of(lang);
    // Nationality words inflect like any other.
    let mut names = mentions.iter().filter(|mention| mention.label != Label::Norp).peekable();
    words(text).map(move |word| {
        let (start, end) = (word.range.start + before, word.range.end + before);
        while names.next_if(|name| name.range.end <= start).is_some() {}
        let kind = match names.peek().filter(|name| name.range.start < end) {
            Some(name) => {
                let bare = name.range.start.max(start) - before..name.range.end.min(end) - before;
                let bare = text.get(bare).map(fold).filter(|bare| !bare.is_empty());
                Kind::Name(bare.unwrap_or_else(|| word.folded.clone()))
            }
            None => stemmer.map_or(Kind::Plain, Kind::Stemmed),
        };
        let exact = unfolded(&text[word.range.clone()], &word.folded);
        Token { range: word.range, folded: word.folded, exact, kind }
    })
}

impl Token {
    /// Writes what tells the terms of this word from those of others: equal for tokens that have
    /// the same terms, cheaper than they are. No word holds a NUL.
    pub(in crate::engine) fn write_key(&self, key: &mut String) {
        key.push_str(&self.folded);
        if let Some(exact) = &self.exact {
            key.extend(["\0=", exact]);
        }
        match &self.kind {
            Kind::Plain => {}
            Kind::Stemmed(stemmer) => key.extend(["\0", stemmer.mark()]),
            Kind::Name(bare) => key.extend(["\0@", bare]),
        }
    }

    /// The terms that an index holds for this word, all at its position: `=` and the exact form,
    /// `~` and the folded one where that differs, `a`, `f` or `e` and a stem, `@` and an Arabic name
    /// without what is written onto it.
    pub(in crate::engine) fn terms(&self) -> Vec<String> {
        let mut terms = vec![format!("={}", self.exact.as_ref().unwrap_or(&self.folded))];
        if self.exact.is_some() {
            terms.push(format!("~{}", self.folded));
        }
        match &self.kind {
            Kind::Plain => {}
            Kind::Stemmed(stemmer) => {
                let stems = stemmer.of_document(&self.folded);
                terms.extend(stems.iter().map(|stem| format!("{}{stem}", stemmer.mark())));
            }
            Kind::Name(bare) => terms.extend(name_terms(&self.folded, bare)),
        }
        terms
    }

    /// Whether this word may have a term, or one that begins like it, so that its terms are worth
    /// building; over whole texts that would take most of the time.
    pub(super) fn may_have(&self, term: &str, prefix: bool) -> bool {
        let equal = |form: &str, term: &str| match prefix {
            true => form.starts_with(term),
            false => form == term,
        };
        let Some((sign, letters)) = term.split_at_checked(1) else { return false };
        match (sign, &self.kind) {
            ("=", _) => equal(self.exact.as_ref().unwrap_or(&self.folded), letters),
            ("~", _) => self.exact.is_some() && equal(&self.folded, letters),
            ("@", Kind::Name(bare)) => bare.contains(letters),
            (_, Kind::Stemmed(stemmer)) if stemmer.mark() == sign => {
                stemmer.may_stem(&self.folded, letters)
            }
            _ => false,
        }
    }
}

/// The folded form of the words that have a key.
pub(in crate::engine) fn folded_in(key: &str) -> &str {
    key.split('\0').next().unwrap_or(key)
}

/// The terms of a name. After ل the article has lost its alef, and what is left of it begins the
/// name: «لأمم» of «للأمم» is found as أمم.
fn name_terms(word: &str, bare: &str) -> Vec<String> {
    if !arabic::applies(bare) {
        return vec![];
    }
    let before = word.strip_suffix(bare).unwrap_or_default();
    let after_lam = bare.strip_prefix('ل').filter(|_| before.ends_with('ل'));
    let name = arabic::article(bare).unwrap_or(bare);
    [name].into_iter().chain(after_lam).map(|name| format!("@{name}")).collect()
}

/// The exact form of a written word where that is not the folded one.
fn unfolded(written: &str, folded: &str) -> Option<String> {
    if written.is_ascii() {
        return None;
    }
    // Letters without case or marks are as they are, and most Arabic words have no others.
    let exact = match written.chars().all(|c| matches!(c, '\u{0620}'..='\u{064A}')) {
        true if written == folded => return None,
        true => written.to_owned(),
        false => exact_form(written),
    };
    Some(exact).filter(|exact| exact != folded)
}

/// The exact form of a word: as written but for case and for the two ways in which Unicode writes an
/// accented letter (lower case, NFC).
pub(super) fn exact_form(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let lower = word.to_lowercase();
    // Nothing below the combining marks, and no Arabic letter but a mark, ever composes.
    let composed =
        |c| matches!(c, '\0'..'\u{0300}' | '\u{0620}'..='\u{064A}' | '\u{0660}'..='\u{0669}');
    if lower.chars().all(composed) { lower } else { lower.nfc().collect() }
}
