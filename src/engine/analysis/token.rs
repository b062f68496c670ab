//! The words of a document as an index stores them.

use std::ops::{Deref, Range};

use unicode_normalization::UnicodeNormalization;

use super::arabic;
use super::stem::{Stemmer, has_endings};
use crate::model::{Document, Label, Lang, Mention};
use crate::text::{fold, word_ranges};

/// A word of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine) struct Token {
    /// Its bytes in the title or text.
    pub(in crate::engine) range: Range<usize>,
    pub(in crate::engine) form: Form<String>,
}

/// All that the terms of a word depend on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine) struct Form<S> {
    folded: S,
    /// As written but for case and composition, where that is not the folded form.
    exact: Option<S>,
    kind: Kind<S>,
}

/// What a word is, which says by which terms it is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind<S> {
    /// A word that is only folded.
    Plain,
    /// A word of a language that is stemmed.
    Stemmed(Stemmer),
    /// A word with a name in it, and the name without what is written onto it.
    Name(S),
}

/// A word as it is written in a document.
#[derive(Debug, Clone, Copy)]
pub(in crate::engine) struct Spelling<'a> {
    written: &'a str,
    kind: Kind<&'a str>,
}

/// The words of a document's title, and perhaps some spellings that are none.
pub(in crate::engine) fn title_spellings(
    document: &Document,
) -> impl Iterator<Item = (Range<usize>, Spelling<'_>)> {
    // The names of a title that the text begins with are named in the text.
    let text = document.text.trim_start();
    let repeated = document.title_mentions.is_empty() && document.begins_with_title();
    let (names, before) = match repeated {
        true => (&document.mentions, document.text.len() - text.len()),
        false => (&document.title_mentions, 0),
    };
    spellings(&document.title, document.lang, names, before)
}

/// The words of a document's text, and perhaps some spellings that are none.
pub(in crate::engine) fn text_spellings(
    document: &Document,
) -> impl Iterator<Item = (Range<usize>, Spelling<'_>)> {
    spellings(&document.text, document.lang, &document.mentions, 0)
}

/// The words of a document's title.
pub(in crate::engine) fn title_tokens(document: &Document) -> impl Iterator<Item = Token> {
    title_spellings(document).filter_map(token)
}

/// The words of a document's text.
pub(in crate::engine) fn text_tokens(document: &Document) -> impl Iterator<Item = Token> {
    text_spellings(document).filter_map(token)
}

/// The words of a text without names, in no language.
pub(super) fn plain_tokens(text: &str) -> impl Iterator<Item = Token> {
    spellings(text, Lang::UNKNOWN, &[], 0).filter_map(token)
}

fn token((range, spelling): (Range<usize>, Spelling)) -> Option<Token> {
    Some(Token { range, form: spelling.form()? })
}

/// The words of a text; its names stand `before` bytes before where the mentions say.
fn spellings<'a>(
    text: &'a str,
    lang: Lang,
    mentions: &'a [Mention],
    before: usize,
) -> impl Iterator<Item = (Range<usize>, Spelling<'a>)> {
    let stemmer = Stemmer::of(lang);
    // Nationality words inflect like any other.
    let mut names = mentions.iter().filter(|mention| mention.label != Label::Norp).peekable();
    word_ranges(text).map(move |range| {
        let written = &text[range.clone()];
        let (start, end) = (range.start + before, range.end + before);
        while names.next_if(|name| name.range.end <= start).is_some() {}
        let kind = match names.peek().filter(|name| name.range.start < end) {
            Some(name) => {
                let bare = name.range.start.max(start) - before..name.range.end.min(end) - before;
                Kind::Name(text.get(bare).unwrap_or(written))
            }
            None => stemmer.map_or(Kind::Plain, Kind::Stemmed),
        };
        (range, Spelling { written, kind })
    })
}

impl Spelling<'_> {
    /// Writes what tells this spelling from others: equal for those that have the same form,
    /// cheaper than it is.
    pub(in crate::engine) fn write(&self, spelling: &mut String) {
        spelling.push_str(self.written);
        match self.kind {
            Kind::Plain => {}
            Kind::Stemmed(stemmer) => spelling.extend(["\0", stemmer.mark()]),
            Kind::Name(bare) => spelling.extend(["\0@", bare]),
        }
    }

    /// Writes the key of the form of a word in ASCII, as many are, without making it; returns
    /// whether this is one. Nothing but its folded form begins like such a word.
    pub(in crate::engine) fn write_ascii_key(&self, key: &mut String) -> bool {
        if !self.written.is_ascii() {
            return false;
        }
        let start = key.len();
        key.push_str(self.written);
        key[start..].make_ascii_lowercase();
        if let Kind::Stemmed(stemmer) = self.kind {
            key.extend(["\0", stemmer.mark()]);
        }
        true
    }

    /// What the terms depend on; `None` if nothing is left of it once it is folded.
    pub(in crate::engine) fn form(&self) -> Option<Form<String>> {
        let folded = fold(self.written);
        if folded.is_empty() {
            return None;
        }
        let kind = match self.kind {
            Kind::Plain => Kind::Plain,
            Kind::Stemmed(stemmer) => Kind::Stemmed(stemmer),
            Kind::Name(bare) => {
                let bare = Some(fold(bare)).filter(|bare| !bare.is_empty());
                let bare = bare.unwrap_or_else(|| folded.clone());
                // Nothing is written onto others.
                if arabic::applies(&bare) { Kind::Name(bare) } else { Kind::Plain }
            }
        };
        Some(Form { exact: unfolded(self.written, &folded), folded, kind })
    }
}

impl<'a> Form<&'a str> {
    /// The form that has this key.
    pub(in crate::engine) fn of_key(key: &'a str) -> Self {
        let mut parts = key.split('\0');
        let folded = parts.next().unwrap_or(key);
        let mut form = Self { folded, exact: None, kind: Kind::Plain };
        for part in parts {
            match part.split_at_checked(1) {
                Some(("=", exact)) => form.exact = Some(exact),
                Some(("@", bare)) => form.kind = Kind::Name(bare),
                _ => form.kind = Stemmer::of_mark(part).map_or(Kind::Plain, Kind::Stemmed),
            }
        }
        form
    }
}

impl<S: Deref<Target = str>> Form<S> {
    /// Writes what tells the terms of this word from those of others: equal for words that have the
    /// same terms, cheaper than they are. It begins with the folded form; no word holds a NUL.
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

    /// The terms by which this word is found: `=` and the exact form, `~` and the folded one where
    /// that differs, `a`, `f` or `e` and a stem, `@` and an Arabic name without what is written
    /// onto it.
    pub(in crate::engine) fn terms(&self) -> Vec<String> {
        let mut terms = vec![format!("={}", self.written())];
        if self.exact.is_some() {
            terms.push(format!("~{}", &*self.folded));
        }
        if let Kind::Stemmed(stemmer) = &self.kind {
            let stems = stemmer.of_document(&self.folded, self.written());
            terms.extend(stems.iter().map(|stem| format!("{}{stem}", stemmer.mark())));
        }
        terms.extend(self.names().map(|name| format!("@{name}")));
        terms
    }

    /// Whether this word has a term, or one that begins like it. Over whole texts, building the
    /// terms would take most of the time.
    pub(super) fn has(&self, term: &str, prefix: bool) -> bool {
        let Some((sign, letters)) = term.split_at_checked(1) else { return false };
        let is = |form: &str| match prefix {
            true => form.starts_with(letters),
            false => form == letters,
        };
        match (sign, &self.kind) {
            ("=", _) => is(self.written()),
            ("~", _) => self.exact.is_some() && is(&self.folded),
            ("@", Kind::Name(bare)) => bare.contains(letters) && self.names().any(is),
            (_, Kind::Stemmed(stemmer)) if stemmer.mark() == sign => {
                stemmer.may_stem(&self.folded, letters)
                    && stemmer.of_document(&self.folded, self.written()).iter().any(|stem| is(stem))
            }
            _ => false,
        }
    }

    fn written(&self) -> &str {
        self.exact.as_ref().unwrap_or(&self.folded)
    }

    /// An Arabic name without what is written onto it. After ل the article has lost its alef, and
    /// what is left of it begins the name: «لأمم» of «للأمم» is found as أمم.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let names = match &self.kind {
            Kind::Name(bare) => {
                let before = self.folded.strip_suffix(&**bare).unwrap_or_default();
                let after_lam = bare.strip_prefix('ل').filter(|_| before.ends_with('ل'));
                [Some(arabic::article(bare).unwrap_or(bare)), after_lam]
            }
            _ => [None, None],
        };
        names.into_iter().flatten()
    }

    /// The terms of a name that no stretch of keys finds ([`super::Matcher::stretches`]): something
    /// is written onto it that is no particle.
    pub(in crate::engine) fn apart(&self) -> impl Iterator<Item = String> {
        let apart = |name: &&str| {
            let mut starts = arabic::behind_particles(name);
            !match has_endings(name) {
                true => starts.any(|start| self.folded.starts_with(&start)),
                false => starts.any(|start| *self.folded == *start),
            }
        };
        self.names().filter(apart).map(|name| format!("@{name}"))
    }

    /// What a prefix finds this word by: its folded form, its Arabic stems, its name.
    pub(in crate::engine) fn beginnings(&self) -> Vec<String> {
        let stems = match &self.kind {
            Kind::Stemmed(stemmer @ Stemmer::Arabic) => {
                stemmer.of_document(&self.folded, self.written())
            }
            _ => vec![],
        };
        let names = self.names().map(str::to_owned);
        [self.folded.to_owned()].into_iter().chain(stems).chain(names).collect()
    }
}

/// The folded form of the words that have a key.
pub(in crate::engine) fn folded_in(key: &str) -> &str {
    key.split('\0').next().unwrap_or(key)
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
