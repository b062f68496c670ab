//! Where the words that are asked for stand among the keys of all words, in order: an index of keys
//! looks there only.

use super::matcher::Matcher;
use super::stem::{Stemmer, has_endings};
use crate::text::fold;

/// Keys that begin alike, and so stand together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::engine) struct Stretch {
    start: String,
    /// Whether the folded form has to be just this.
    whole: bool,
}

impl Stretch {
    /// What its keys begin with. None stands before it, nor anything else between them.
    pub(in crate::engine) fn start(&self) -> &str {
        &self.start
    }

    /// Whether a key is in it.
    pub(in crate::engine) fn has(&self, key: &[u8]) -> bool {
        let rest = key.strip_prefix(self.start.as_bytes());
        rest.is_some_and(|rest| !self.whole || matches!(rest.first(), None | Some(0)))
    }
}

impl Matcher {
    /// Where the keys of all words stand that are asked for, among others that are not: names with
    /// something written onto them that is no particle are elsewhere ([`Form::apart`]). No key is in
    /// two of them.
    ///
    /// [`Form::apart`]: super::token::Form::apart
    pub(in crate::engine) fn stretches(&self) -> Vec<Stretch> {
        let mut stretches = Vec::new();
        for term in &self.terms {
            let Some((sign, letters)) = term.split_at_checked(1) else { continue };
            let (starts, whole) = match (sign, Stemmer::of_mark(sign)) {
                // With nothing behind it: many words begin with one or two letters.
                (_, Some(stemmer)) => (stemmer.beginnings(letters), !has_endings(letters)),
                ("@", _) => (Stemmer::Arabic.beginnings(letters), !has_endings(letters)),
                _ => (vec![fold(letters)], true),
            };
            let stretch = |start| Stretch { start, whole: whole && !self.prefix };
            stretches.extend(starts.into_iter().map(stretch));
        }
        stretches.sort_unstable();
        stretches
            .dedup_by(|next, last| next == last || !last.whole && last.has(next.start.as_bytes()));
        stretches
    }

    /// The terms of names that are asked for.
    pub(in crate::engine) fn names(&self) -> impl Iterator<Item = &str> {
        self.terms.iter().filter(|term| term.starts_with('@')).map(String::as_str)
    }
}
