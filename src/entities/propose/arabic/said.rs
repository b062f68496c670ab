//! Arabic surnames that nothing but a verb of saying tells: «ورأى رعد شنيشل… وأوضح شنيشل».

use std::collections::HashSet;

use super::super::super::lexicon::Cues;
use super::super::super::tokens::Gap;
use super::super::super::vocabulary::BuildMix;
use super::super::Proposer;
use crate::model::Label;

impl Proposer<'_, '_> {
    /// Adds the people whose surname stands alone behind a verb of saying elsewhere in the article,
    /// and those whose trade follows their name behind such a verb.
    pub(in super::super) fn said_before(&mut self) {
        let tokens = self.article.tokens;
        for at in 1..tokens.len() {
            if !tokens[at].arabic {
                continue;
            }
            let speech = |n: usize| n > 0 && self.article.read_as(n - 1, Cues::Speech).is_some();
            let unknown = self.article.unheard(at);
            let trade = unknown
                && at + 1 < tokens.len()
                && tokens[at + 1].gap == Gap::Between
                && self.article.between(at + 1).starts_with('،')
                && self.article.written(at + 1).starts_with("ال")
                && self.article.cues(at + 1).any(Cues::Title);
            let surname = !unknown && self.article.cues(at).any(Cues::Surname);
            // Most words are passed over here.
            if !(surname || trade || unknown && self.said(at)) {
                continue;
            }
            // «باريس هيلتون» is not Paris.
            let surname = surname && self.known(at).is_none();
            let place = |n: usize| {
                surname
                    && !self.article.written(n).starts_with("ال")
                    && self.known(n).is_some_and(|name| {
                        name.label == Label::Gpe && name.tokens.len() == 1 && name.stripped == 0
                    })
            };
            let given = |n: usize| {
                self.unheard(n) && !self.article.written(n).starts_with('و')
                    || self.plainly_given(n)
            };
            let first = given(at - 1) || place(at - 1);
            if !(surname || self.unheard(at)) || !first {
                continue;
            }
            let alone = surname || !speech(at) && self.said(at);
            // «دينيس أوتيينو وافولا»: three words.
            let three = at > 1 && self.article.joined(at - 1) && given(at - 2);
            let start = at - 1 - usize::from(three && (alone || speech(at - 2)));
            if self.article.joined(at) && (alone || trade && speech(start)) {
                self.add(start..at + 1, 0, Label::Per);
            }
        }
    }

    /// Whether a word stands behind a verb of saying somewhere in the article.
    pub(super) fn said(&self, token: usize) -> bool {
        let article = self.article;
        let said = self.said.get_or_init(|| {
            let tokens = article.tokens;
            let is = |&n: &usize| {
                tokens[n].arabic
                    && self.article.unheard(n)
                    && article.joined(n)
                    && article.read_as(n - 1, Cues::Speech).is_some()
            };
            let words = (1..tokens.len()).filter(is).map(|n| tokens.folded(n));
            words.collect::<HashSet<&str, BuildMix>>()
        });
        !said.is_empty() && said.contains(article.tokens.folded(token))
    }

    /// Whether a word is one that nothing is known of, and may be a name: no noun with the article,
    /// no form of a verb.
    pub(super) fn unheard(&self, token: usize) -> bool {
        let article = self.article;
        let word = article.written(token);
        article.tokens[token].arabic
            && article.unheard(token)
            && self.known(token).is_none()
            && !word.starts_with("ال")
            && !word.ends_with(['ة', 'ه', 'ت', 'ى'])
            && !word.ends_with("ين")
            && !word.ends_with("ون")
            && !word.ends_with("وا")
            && !word.contains('\u{064B}')
            && !word.starts_with(['ي', 'ت'])
            && word.chars().filter(|c| c.is_alphabetic()).count() > 2
    }

    fn plainly_given(&self, token: usize) -> bool {
        let cues = self.article.cues(token);
        self.article.tokens[token].arabic
            && cues.any(Cues::Given)
            && !cues.any(Cues::Homonym.and(super::NO_NAME))
    }
}
