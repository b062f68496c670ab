//! Proposes Arabic names, which no capital marks: people by given names and titles, organisations
//! and places by the nouns before them.

mod people;
mod said;
mod things;

use super::super::lexicon::Cues;
use super::Proposer;
use crate::model::Label;

/// What no part of a person's name is.
const NO_NAME: Cues = Cues::Common
    .and(Cues::Verb)
    .and(Cues::Title)
    .and(Cues::Speech)
    .and(Cues::Organ)
    .and(Cues::Maker)
    .and(Cues::Town)
    .and(Cues::At)
    .and(Cues::Building)
    .and(Cues::Nature)
    .and(Cues::Kin);

/// What a noun tells that says what a name is of.
const HEADS: Cues = Cues::Maker
    .and(Cues::Town)
    .and(Cues::Organ)
    .and(Cues::Building)
    .and(Cues::Nature)
    .and(Cues::Event)
    .and(Cues::Work);

/// What the first word of a name, or the word before it, tells.
const BEGINS: Cues = HEADS.and(Cues::Given).and(Cues::Particle).and(Cues::Title);

impl Proposer<'_, '_> {
    /// Adds the names that the Arabic words of the article propose.
    pub(super) fn arabic(&mut self) {
        let len = self.article.tokens.len();
        let mut at = 0;
        while at < len {
            let next = if self.article.tokens[at].arabic { self.arabic_at(at) } else { None };
            at = next.unwrap_or(at + 1);
        }
    }

    /// Judges the name that begins with a word; gives where to read on.
    fn arabic_at(&mut self, at: usize) -> Option<usize> {
        let article = self.article;
        // Most words tell nothing, and the rest need not be asked.
        if article.read_as(at, BEGINS).is_none() {
            let nationality = self
                .known(at)
                .is_some_and(|name| name.label == Label::Norp && name.tokens.len() == 1);
            let name = nationality.then(|| self.after_nationality(at)).flatten()?;
            let end = name.end;
            self.add(name, 0, Label::Per);
            return Some(end);
        }
        if article.unheard(at) || self.known(at).is_some_and(|n| n.tokens.len() > 1) {
            return None;
        }
        // «تركي» is a nationality before it is a name.
        let nationality = self.known(at).is_some_and(|name| name.label == Label::Norp) && {
            let surname = article.unheard(at + 1) && people::is_nisba(article.written(at + 1));
            let before = at > 0 && article.read_as(at - 1, Cues::Speech).is_some();
            let name = article.cues(at + 1).any(Cues::Given) || surname || before;
            !(name || self.titled_arabic(at))
        };
        if let Some(stripped) = self.given_at(at).filter(|_| !nationality)
            && let Some(end) = self.person(at)
        {
            self.add(at..end, stripped, Label::Per);
            return Some(end);
        }
        if self.known(at).is_some() {
            return None;
        }
        if let Some((stripped, end)) = self.kunya(at) {
            self.add(at..end, stripped, Label::Per);
            return Some(end);
        }
        if article.read_as(at, Cues::Title).is_some()
            && let Some(name) = self.after_title(at)
        {
            let end = name.end;
            self.add(name, 0, Label::Per);
            return Some(end);
        }
        self.headed_arabic(at)
    }
}
