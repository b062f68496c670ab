//! Proposes Arabic names, which no capital marks: people by given names and titles, organisations
//! and places by the nouns before them.

use std::ops::Range;

use super::lexicon::Cues;
use super::propose::Proposer;
use super::tokens::Gap;
use crate::model::Label;

/// Adds the names that the Arabic words of an article propose.
pub(super) fn propose(proposer: &mut Proposer<'_, '_>) {
    let len = proposer.article.tokens.len();
    let mut at = 0;
    while at < len {
        let next = if proposer.article.tokens[at].arabic { proposer.arabic(at) } else { None };
        at = next.unwrap_or(at + 1);
    }
}

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

impl Proposer<'_, '_> {
    /// Judges the name that begins with a word; gives where to read on.
    fn arabic(&mut self, at: usize) -> Option<usize> {
        let article = self.article;
        if article.tokens.reads(at).is_empty() || self.known(at).is_some_and(|n| n.tokens.len() > 1) {
            return None;
        }
        if let Some(stripped) = self.given_at(at)
            && let Some(end) = self.person(at, self.titled_arabic(at))
        {
            self.add(at..end, stripped, Label::Per);
            return Some(end);
        }
        if self.known(at).is_some() {
            return None;
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

    /// The letters to take off a word to read a given name; `None` if it is none.
    fn given_at(&self, at: usize) -> Option<u8> {
        let article = self.article;
        let word = article.written(at);
        // The folding of «على» is that of «علي».
        if word.ends_with('ى') && article.cues(at).any(Cues::Common) {
            return None;
        }
        let whole = article.cues(at);
        if whole.any(Cues::Given) {
            let ambiguous = whole.any(NO_NAME) && !word.ends_with('ي');
            return (!ambiguous || self.titled_arabic(at)).then_some(0);
        }
        if whole.any(NO_NAME) || article.tokens.word(at).is_some() && self.known(at).is_some() {
            return None;
        }
        let stripped = article.read_as(at, Cues::Given)?;
        let rest = word.chars().count().saturating_sub(usize::from(stripped));
        (rest > 2).then_some(stripped)
    }

    /// Whether a title, perhaps with adjectives, leads to a word.
    fn titled_arabic(&self, at: usize) -> bool {
        let article = self.article;
        let mut before = at;
        for _ in 0..3 {
            if before == 0 || article.tokens[before].gap > Gap::Quote {
                return false;
            }
            before -= 1;
            if article.read_as(before, Cues::Title).is_some() {
                return true;
            }
            if !self.adjective(before) {
                return false;
            }
        }
        false
    }

    /// Whether a word is in a title: a nationality word or one with the article.
    fn adjective(&self, at: usize) -> bool {
        match self.known(at) {
            Some(name) => name.label == Label::Norp,
            None => self.article.written(at).starts_with("ال") || self.article.written(at).starts_with("لل"),
        }
    }

    /// Whether a word may be in a person's name behind its first word.
    fn nameable(&self, at: usize) -> bool {
        let article = self.article;
        if at >= article.tokens.len() || !article.tokens[at].arabic || !article.joined(at) {
            return false;
        }
        if let Some(name) = self.known(at) {
            return name.tokens.len() == 1 && name.label == Label::Per && name.stripped == 0;
        }
        let cues = article.cues(at);
        if cues.any(Cues::Given) {
            return !(article.written(at).ends_with('ى') && cues.any(Cues::Common)) || !cues.any(Cues::Common);
        }
        if cues.any(NO_NAME) {
            return false;
        }
        let word = article.written(at);
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        if letters < 3 || word.contains('\u{064B}') {
            return false;
        }
        if article.tokens.word(at).is_none() {
            // A particle and a word that is known by itself.
            let attached = article.tokens.reads(at).iter().any(|read| {
                read.alone && (article.lexicon.cues(read.word).any(NO_NAME.and(Cues::Given)) || letters < 6)
            });
            // Verbs: «يجتمع», «سيصل», «اكدت».
            let present = word.starts_with(['ي', 'ت']) && letters <= 6 || word.starts_with("سي") && letters > 4;
            let past = word.ends_with('ت') && letters > 3 || word.ends_with("وا") && letters > 3;
            if attached || present || past {
                return false;
            }
        }
        true
    }

    /// The end of the person's name that begins with the given name here.
    fn person(&self, at: usize, titled: bool) -> Option<usize> {
        let article = self.article;
        let len = article.tokens.len();
        let mut end = at + 1;
        // «عبد» leads to the other half of the given name.
        if article.written(at).ends_with("عبد") {
            if !self.nameable(end) {
                return None;
            }
            end += 1;
        }
        let mut others = 0;
        while end < at + 6 && end < len {
            let cues = article.cues(end);
            let particle = cues.any(Cues::Particle) && article.joined(end) && article.tokens[end].arabic && self.known(end).is_none();
            if particle && self.nameable_any(end + 1) {
                end += 2;
                others += 1;
                continue;
            }
            if !self.nameable(end) {
                break;
            }
            let given = cues.any(Cues::Given);
            if !given && others > 0 && !article.written(end).starts_with("ال") {
                break;
            }
            if !given {
                // Adjectives and nouns with the article are no surnames unless they look like one.
                others += 1;
                if others > 2 {
                    break;
                }
                end += 1;
                if others == 2 {
                    break;
                }
                continue;
            }
            end += 1;
        }
        let words = end - at;
        (words >= 2 || titled && self.known(at).is_none() && false).then_some(end)
    }

    fn nameable_any(&self, at: usize) -> bool {
        let article = self.article;
        at < article.tokens.len()
            && article.tokens[at].arabic
            && article.joined(at)
            && !article.cues(at).any(Cues::Verb.and(Cues::Title).and(Cues::Speech))
            && self.known(at).is_none_or(|name| name.tokens.len() == 1 && name.stripped == 0)
    }

    /// The name of a person behind a title: behind its adjectives two words that are nothing else.
    fn after_title(&self, at: usize) -> Option<Range<usize>> {
        let article = self.article;
        let mut start = at + 1;
        while start < article.tokens.len() && start < at + 5 && article.joined(start) {
            let cues = article.cues(start);
            let complement = self.adjective(start) || cues.any(Cues::Common.and(Cues::Title)) && !cues.any(Cues::At);
            if !complement || cues.any(Cues::Verb.and(Cues::Speech)) {
                break;
            }
            start += 1;
        }
        let article_word = |n: usize| article.written(n).starts_with("ال");
        let unknown = |n: usize| {
            self.nameable(n) && article.tokens.reads(n).is_empty() && !article_word(n)
        };
        if !unknown(start) || !self.nameable(start + 1) || self.known(start + 1).is_some() {
            return None;
        }
        let mut end = start + 2;
        if unknown(end) && article.tokens.get(end + 1).is_none_or(|next| next.gap > Gap::Within) {
            end += 1;
        }
        Some(start..end)
    }

    /// A name behind a noun that says what it is.
    fn headed_arabic(&mut self, at: usize) -> Option<usize> {
        let article = self.article;
        let heads = Cues::Maker.and(Cues::Organ).and(Cues::Building).and(Cues::Nature).and(Cues::Town);
        let stripped = article.read_as(at, heads)?;
        let reads = article.tokens.reads(at);
        let read = reads.iter().find(|read| article.lexicon.cues(read.word).any(heads))?;
        let cues = article.lexicon.cues(read.word);
        let next = at + 1;
        if next >= article.tokens.len() {
            return None;
        }
        if article.tokens[next].gap == Gap::Quote && cues.any(Cues::Maker.and(Cues::Organ).and(Cues::Town)) {
            let end = self.quoted(next)?;
            let label = if cues.any(Cues::Town) { Label::Gpe } else { Label::Org };
            self.add(next..end, 0, label);
            return Some(end);
        }
        if !article.joined(next) || self.known(next).is_some_and(|n| n.label != Label::Norp) {
            return None;
        }
        let free = |n: usize| {
            n < article.tokens.len() && article.tokens[n].arabic && article.joined(n) && self.known(n).is_none()
        };
        let unknown = |n: usize| free(n) && article.tokens.reads(n).is_empty() && self.nameable(n);
        let definite = |n: usize| free(n) && article.written(n).starts_with("ال");
        if cues.any(Cues::Town) {
            let name = unknown(next) && !article.written(next).starts_with("ال");
            return self.take(name, next..next + 1, 0, Label::Gpe);
        }
        if cues.any(Cues::Maker) {
            let name = unknown(next) && !definite(next);
            let two = name && unknown(next + 1) && !definite(next + 1);
            return self.take(name, next..next + 1 + usize::from(two), 0, Label::Org);
        }
        let label = match cues {
            cues if cues.any(Cues::Organ) => Label::Org,
            cues if cues.any(Cues::Building) => Label::Fac,
            _ => Label::Loc,
        };
        if label != Label::Org {
            let name = unknown(next) || definite(next) && !article.cues(next).any(NO_NAME);
            let two = name && definite(next + 1) && !article.cues(next + 1).any(NO_NAME) && !definite(next);
            return self.take(name, at..next + 1 + usize::from(two), stripped, label);
        }
        // «جمعية البيئة والتنمية», «حركة شباب الغد»: the noun and what hangs on it.
        let mut end = next;
        while end < at + 5 && (definite(end) || end == next && unknown(end)) && !article.cues(end).any(Cues::Verb.and(Cues::Speech)) {
            end += 1;
        }
        let common = article.written(at).starts_with("ال");
        self.take(end > next && !common, at..end, stripped, label)
    }

    fn take(&mut self, name: bool, tokens: Range<usize>, stripped: u8, label: Label) -> Option<usize> {
        name.then(|| {
            let end = tokens.end;
            self.add(tokens, stripped, label);
            end
        })
    }

    /// The end of the quoted words that begin here, if they are few.
    fn quoted(&self, start: usize) -> Option<usize> {
        let article = self.article;
        (start + 1..=start + 5).find(|&end| {
            let after = &article.text[article.tokens[end - 1].end..];
            after.starts_with(['"', '»', '”', '›'])
        }).filter(|&end| {
            end <= article.tokens.len()
                && (start..end).all(|n| self.known(n).is_none())
                && (start + 1..end).all(|n| article.tokens[n].gap == Gap::Within)
        })
    }
}
