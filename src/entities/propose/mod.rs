//! Proposes names that no table has. Precision comes first: a word is a name only where what stands
//! around it says so.

mod arabic;
mod dateline;
mod french;
mod label;
mod latin;
mod small;

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::article::{Article, Means, Name};
use super::forms::Case;
use super::lexicon::Cues;
use super::tokens::Gap;
use super::vocabulary::BuildMix;
use crate::model::Label;

/// Adds what the article's words propose; drops known names that are parts of what was proposed.
pub(super) fn propose(article: &Article<'_>, names: &mut Vec<Name>) {
    let mut covered = vec![None; article.tokens.len()];
    for (n, name) in names.iter().enumerate() {
        covered[name.tokens.clone()].fill(Some(n as u32));
    }
    let mut proposer = Proposer {
        article,
        names,
        covered,
        proposed: Vec::new(),
        weak: Vec::new(),
        small: OnceCell::new(),
        places: HashSet::new(),
        said: OnceCell::new(),
    };
    proposer.datelines();
    proposer.latin();
    proposer.said_before();
    proposer.arabic();
    proposer.settle();
}

/// What the last word of a thing's name may be.
const THINGS: Cues =
    Cues::Organ.and(Cues::Building).and(Cues::Nature).and(Cues::Event).and(Cues::Work);

/// What has been found out so far.
pub(super) struct Proposer<'a, 'n> {
    pub(super) article: &'a Article<'a>,
    names: &'n mut Vec<Name>,
    /// The known name that a word belongs to.
    covered: Vec<Option<u32>>,
    proposed: Vec<(Range<usize>, u8, Label, bool)>,
    /// Words with capitals that nothing tells about but what is found elsewhere in the article.
    weak: Vec<Range<usize>>,
    /// The words of the article that stand there without a capital, once asked for.
    small: OnceCell<HashSet<&'a str, BuildMix>>,
    /// The keys of the places in datelines.
    places: HashSet<String>,
    /// The unknown Arabic words of the article that stand behind a verb of saying, once asked for.
    said: OnceCell<HashSet<&'a str, BuildMix>>,
}

impl Proposer<'_, '_> {
    /// The known name that a word belongs to.
    pub(super) fn known(&self, token: usize) -> Option<&Name> {
        self.covered.get(token).copied().flatten().map(|n| &self.names[n as usize])
    }

    pub(super) fn add(&mut self, tokens: Range<usize>, stripped: u8, label: Label) {
        self.proposed.push((tokens, stripped, label, true));
    }

    /// Adds the places that the article is dated from: whatever else has their name is such a place.
    fn datelines(&mut self) {
        for tokens in dateline::datelines(self.article, |n| self.known(n).is_some()) {
            self.places.insert(self.article.key(tokens.clone(), 0));
            self.add(tokens, 0, Label::Gpe);
        }
    }

    fn add_unsure(&mut self, tokens: Range<usize>, label: Label) {
        self.proposed.push((tokens, 0, label, false));
    }

    fn capital(&self, token: usize) -> bool {
        self.article.tokens.get(token).is_some_and(|word| word.case > Case::Any && !word.arabic)
    }

    fn cues(&self, token: usize) -> Cues {
        self.article.cues(token)
    }

    /// Whether a name may go on from the word before this one.
    fn joined(&self, token: usize) -> bool {
        token < self.article.tokens.len() && self.article.joined(token)
    }

    fn given(&self, token: usize) -> bool {
        self.cues(token).any(Cues::Given) && self.capital(token)
    }

    /// Whether a word begins a sentence, a line or a quotation, where every word has a capital.
    fn opens(&self, token: usize) -> bool {
        self.article.tokens[token].gap >= Gap::Quote && !self.after_abbreviation(token)
            || self.article.between(token).contains([':', '"', '“', '«'])
    }

    fn after_abbreviation(&self, token: usize) -> bool {
        token > 0
            && self.cues(token - 1).any(Cues::Abbreviation)
            && matches!(self.article.between(token), "." | ". " | ".\u{A0}")
    }

    /// Puts what was proposed among the names. Words that nothing told about are what their like
    /// elsewhere in the article is; the first word of an organisation stands for all of them.
    fn settle(self) {
        let Proposer { article, names, proposed, weak, covered, places, .. } = self;
        let mut labels: HashMap<String, (Label, Option<String>)> = HashMap::new();
        let mut all: Vec<Name> = Vec::new();
        let dotted = |end: usize| {
            let last = article.key(end - 1..end, 0);
            let letter = last.len() == 1 && end > 1 && article.between(end - 1) == ".";
            (letter
                || matches!(last.as_str(), "inc" | "ltd" | "corp" | "co" | "jr" | "sr" | "bros"))
                && article.text[article.tokens[end - 1].end..].starts_with('.')
        };
        for (tokens, stripped, label, sure) in proposed {
            let key = article.key(tokens.clone(), stripped);
            let label = if places.contains(&key) { Label::Gpe } else { label };
            labels.entry(key.clone()).or_insert((label, None));
            let spelled = dotted(tokens.end);
            all.push(Name { tokens, stripped, spelled, label, means: Means::Unknown(key), sure });
        }
        if all.is_empty() {
            return;
        }
        for name in &all {
            let first = name.tokens.start;
            let told = THINGS.and(Cues::Common).and(Cues::Given).and(Cues::Title).and(Cues::State);
            if let Means::Unknown(key) = &name.means
                && name.label == Label::Org
                && name.tokens.len() > 1
                && !article.tokens[first].arabic
                && !article.cues(first).any(told)
            {
                let short = article.key(first..first + 1, 0);
                labels.entry(short).or_insert((Label::Org, Some(key.clone())));
            }
        }
        let mut like = |tokens: Range<usize>, stripped: u8| {
            let key = article.key(tokens.clone(), stripped);
            if let Some((label, long)) = labels.get(&key) {
                let means = Means::Unknown(long.clone().unwrap_or(key));
                all.push(Name {
                    tokens,
                    stripped,
                    spelled: false,
                    label: *label,
                    means,
                    sure: false,
                });
            }
        };
        weak.into_iter().for_each(|tokens| like(tokens, 0));
        // An Arabic name has no capital to be found by; only what stands by itself is looked for.
        let singles: HashSet<String, BuildMix> =
            labels.keys().filter(|key| !key.contains('-') && !key.is_ascii()).cloned().collect();
        let free = |&token: &usize| {
            article.tokens[token].arabic
                && covered[token].is_none()
                && (article.tokens.word(token).is_none() || article.unheard(token))
        };
        let last = if singles.is_empty() { 0 } else { article.tokens.len() };
        for token in (0..last).filter(free) {
            let folded = article.tokens.folded(token);
            if singles.contains(folded) {
                like(token..token + 1, 0);
            } else if let Some(rest) = folded.strip_prefix(['و', 'ب', 'ل', 'ف', 'ك'])
                && singles.contains(rest)
            {
                like(token..token + 1, 1);
            }
        }
        all.sort_by_key(|name| (name.tokens.start, std::cmp::Reverse(name.tokens.end)));
        all.dedup_by(|next, kept| next.tokens.start < kept.tokens.end);
        let mut over = vec![false; article.tokens.len()];
        all.iter().for_each(|name| over[name.tokens.clone()].fill(true));
        names.retain(|name| !name.tokens.clone().any(|n| over[n]));
        names.append(&mut all);
        names.sort_by_key(|name| name.tokens.start);
    }
}

#[cfg(test)]
mod tests;
