//! Names that French goes on writing in small letters: «Parti québécois», «Caisse coopérative de
//! l’Ouest», «glacier de Tsanfleuroz».

use std::ops::Range;

use super::super::lexicon::Cues;
use super::Proposer;
use crate::model::Label;

/// How adjectives end, folded.
const ADJECTIVES: [&str; 37] = [
    "ain", "aine", "ains", "ine", "ins", "al", "ale", "ales", "aux", "ique", "iques", "ais",
    "aise", "aises", "ois", "oise", "oises", "ien", "ienne", "iens", "iennes", "if", "ive", "ifs",
    "ives", "el", "elle", "els", "elles", "aire", "aires", "eux", "euse", "iste", "istes", "anne",
    "annes",
];

impl Proposer<'_, '_> {
    /// The name of an organisation or event that begins with this run of capitals and goes on in
    /// small letters.
    pub(super) fn institution(&self, run: Range<usize>) -> Option<(Range<usize>, Label)> {
        let mut run = run;
        let mut first = run.start;
        let mut from = first;
        let article =
            matches!(self.article.written(first), "Les" | "Le" | "La" | "L" | "Au" | "Aux");
        // «l’association Les Veuves du large»
        let titled = article && run.len() > 1 && self.made(first);
        // «Le Parti québécois» begins a sentence, «par L’Écho des stades» does not.
        if article && !titled && run.len() == 2 {
            first += 1;
            if self.opens(from) {
                from = first;
            }
            run.start = first;
        }
        let head = self.cues(first);
        let label = match head {
            _ if titled => Label::Org,
            head if head.any(Cues::Work) => Label::Misc,
            head if head.any(Cues::Event) => Label::Event,
            head if head.any(Cues::Organ) => Label::Org,
            _ => return None,
        };
        if !titled && run.len() > 1 || run.clone().any(|n| self.known(n).is_some()) {
            return None;
        }
        let mut end = if titled { run.end } else { self.adjectives(run.end) };
        let adjectives = end > run.end;
        for _ in 0..2 {
            match self.complement(end) {
                Some(complement) => end = complement,
                None => break,
            }
        }
        // At the beginning of a sentence the capital tells nothing.
        let told = !self.opens(first) || self.capital(end - 1);
        let more = if adjectives { end > run.end } else { end > run.end + 1 };
        (told && more).then_some((from..end, label))
    }

    /// The end of the adjectives that begin here.
    fn adjectives(&self, from: usize) -> usize {
        let adjective = |&n: &usize| {
            let nationality = self.known(n).is_some_and(|name| name.label == Label::Norp);
            self.small(n) && (nationality || self.adjective_of_kind(n))
        };
        (from..from + 2).find(|n| !adjective(n)).unwrap_or(from + 2)
    }

    /// Whether an unknown word ends as adjectives do that tell of what kind something is.
    pub(super) fn adjective_of_kind(&self, token: usize) -> bool {
        let word = self.article.tokens.folded(token);
        self.known(token).is_none()
            && word.len() > 4
            && !self.cues(token).any(Cues::Common.and(Cues::Speech).and(Cues::Title))
            && ADJECTIVES.iter().any(|ending| word.ends_with(ending))
    }

    /// The end of «des représentants», «de l’Ouest», «sans frontières».
    fn complement(&self, from: usize) -> Option<usize> {
        let is =
            |n: usize, words: &[&str]| self.small(n) && words.contains(&self.article.written(n));
        let mut at = from;
        if is(at, &["et"]) && is(at + 1, &["de", "des", "du", "d"]) {
            at += 1;
        }
        if !is(at, &["de", "des", "du", "d", "pour", "sans"]) {
            return None;
        }
        at += 1;
        if is(at, &["la", "le", "les", "l"]) {
            at += 1;
        }
        if self.known(at).is_some_and(|name| name.label == Label::Per) || !self.joined(at) {
            return None;
        }
        if self.capital(at) {
            let goes_on = |&n: &usize| self.joined(n) && self.capital(n);
            return Some((at + 1..at + 4).find(|n| !goes_on(n)).unwrap_or(at + 4));
        }
        let noun = self.small(at)
            && self.known(at).is_none()
            && self.article.written(at).chars().count() > 2
            && !self.cues(at).any(Cues::Common.and(Cues::Speech).and(Cues::Link));
        noun.then(|| self.adjectives(at + 1))
    }

    /// Whether a word in small Latin letters goes on with the name.
    fn small(&self, token: usize) -> bool {
        self.joined(token) && !self.capital(token) && !self.article.tokens[token].arabic
    }
}
