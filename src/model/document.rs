//! Documents, their ids and where they came from.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use super::{Date, EntityId, Mention};

/// One article, decoded and with the names found in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// What the document is known by: a hash of its title and text.
    pub id: DocId,
    /// One line; may be empty only if the text is.
    pub title: String,
    /// The whole decoded text, exactly as stored: ranges elsewhere are byte offsets into it.
    pub text: String,
    /// The language of the text, [`Lang::UNKNOWN`] where nothing could tell.
    pub lang: Lang,
    /// The date the source gives; never the file's time.
    pub date: Option<Date>,
    /// Who published it, as the source says.
    pub source: Option<String>,
    /// Every place this same document was found; the first one leads. Never empty once read.
    pub origins: Vec<Origin>,
    /// Number of words in the text.
    pub words: usize,
    /// Names found in the text, in text order, without overlaps.
    pub mentions: Vec<Mention>,
    /// The same of the title, where that is not a part of the text.
    pub title_mentions: Vec<Mention>,
}

impl Document {
    /// A document of a title and a text, of which nothing else is known.
    #[cfg(test)]
    pub(crate) fn of(title: &str, text: &str) -> Self {
        Self {
            id: DocId::of(title, text),
            title: title.to_owned(),
            text: text.to_owned(),
            lang: Lang::UNKNOWN,
            date: None,
            source: None,
            origins: vec![],
            words: 0,
            mentions: vec![],
            title_mentions: vec![],
        }
    }

    /// Every mention with the title or text that it stands in, the title first.
    pub fn mentions_in_place(&self) -> impl Iterator<Item = (&str, &Mention)> {
        let title = self.title_mentions.iter().map(|mention| (&*self.title, mention));
        let text = self.mentions.iter().map(|mention| (&*self.text, mention));
        title.chain(text)
    }

    /// Who is named, in the title and in the text, once for each mention.
    pub fn named(&self) -> impl Iterator<Item = &EntityId> {
        self.title_mentions.iter().chain(&self.mentions).map(|mention| &mention.entity)
    }

    /// Who is named and how each mention writes it, the title first.
    pub fn written(&self) -> impl Iterator<Item = (&EntityId, &str)> {
        self.mentions_in_place().map(|(text, mention)| {
            (&mention.entity, text.get(mention.range.clone()).unwrap_or_default())
        })
    }

    /// Whether the text begins with the title, in full or as the start of its first sentence, so
    /// that showing both would say it twice.
    pub fn begins_with_title(&self) -> bool {
        self.text.trim_start().starts_with(self.title.trim_end_matches('…'))
    }
}

/// Where a document was found.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize)]
pub struct Origin {
    /// The file, `-` for standard input.
    pub path: PathBuf,
    /// The line of the file, from 1, where a file holds several documents.
    pub line: Option<usize>,
    /// The id the source itself gives.
    pub own_id: Option<String>,
    /// The address of the article.
    pub url: Option<String>,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}", self.path.display()),
            None => write!(f, "{}", self.path.display()),
        }
    }
}

/// The first 128 bits of the BLAKE3 hash of a document's title and text; 32 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocId([u8; 16]);

impl DocId {
    /// The id of the document with this title and text.
    pub fn of(title: &str, text: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        // The length keeps ("ab", "c") apart from ("a", "bc").
        hasher.update(&(title.len() as u64).to_le_bytes());
        hasher.update(title.as_bytes());
        hasher.update(text.as_bytes());
        let mut id = [0; 16];
        id.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        Self(id)
    }

    /// The id made of these bytes.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes of the id.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for DocId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Not the id of a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not the id of a document: 32 hexadecimal digits")]
pub struct DocIdError(String);

impl FromStr for DocId {
    type Err = DocIdError;

    fn from_str(s: &str) -> Result<Self, DocIdError> {
        let digits = s.len() == 32 && s.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = digits.then(|| u128::from_str_radix(s, 16).ok()).flatten();
        number.map(|n| Self(n.to_be_bytes())).ok_or_else(|| DocIdError(s.to_owned()))
    }
}

impl fmt::Debug for DocId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DocId({self})")
    }
}

impl Serialize for DocId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A language by its ISO 639 code of two or three letters: `ar`, `fr`, `ckb`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lang([u8; 3]);

impl Lang {
    /// Arabic.
    pub const AR: Lang = Lang(*b"ar ");
    /// French.
    pub const FR: Lang = Lang(*b"fr ");
    /// English.
    pub const EN: Lang = Lang(*b"en ");
    /// `und`: nothing could tell.
    pub const UNKNOWN: Lang = Lang(*b"und");

    /// The code, two or three lower-case letters.
    pub fn code(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or("und").trim_end()
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl fmt::Debug for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lang({self})")
    }
}

impl Serialize for Lang {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

/// Not a language code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a language code: two or three letters, such as ar, fr, en")]
pub struct LangError(String);

impl FromStr for Lang {
    type Err = LangError;

    /// Reads a code, in any case, with or without a region (`fr-CA` is `fr`).
    fn from_str(s: &str) -> Result<Self, LangError> {
        let code = s.split(['-', '_']).next().unwrap_or_default();
        if !(2..=3).contains(&code.len()) || !code.bytes().all(|b| b.is_ascii_alphabetic()) {
            return Err(LangError(s.to_owned()));
        }
        let mut lang = [b' '; 3];
        for (to, from) in lang.iter_mut().zip(code.bytes()) {
            *to = from.to_ascii_lowercase();
        }
        Ok(Self(lang))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_depends_on_where_the_title_ends_and_prints_as_32_digits() {
        let id = DocId::of("ab", "c");
        assert_ne!(id, DocId::of("a", "bc"));
        assert_eq!(id, DocId::from_bytes(*id.as_bytes()));
        assert_eq!(DocId::from_bytes([0xa; 16]).to_string(), "0a".repeat(16));
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!("0a".parse::<DocId>().is_err());
        assert!(format!("+{}", "0".repeat(31)).parse::<DocId>().is_err());
    }

    #[test]
    fn language_codes_drop_case_and_region() {
        assert_eq!("FR-ca".parse(), Ok(Lang::FR));
        assert_eq!("ckb".parse::<Lang>().unwrap().code(), "ckb");
        assert!("french".parse::<Lang>().is_err());
        assert!("f1".parse::<Lang>().is_err());
    }
}
