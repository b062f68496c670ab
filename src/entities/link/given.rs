//! Given names that stand alone, by the full names of the article: «souffle Blaise».

use std::collections::HashMap;

use super::super::article::{Article, Means, Name};
use super::super::forms::Case;
use super::super::lexicon::Cues;
use super::super::tokens::Gap;
use super::super::vocabulary::BuildMix;
use crate::model::Label;

/// Whom a given name may mean: the person, and where the full name stands.
struct Bearer {
    means: Means,
    at: usize,
    alone: bool,
}

/// «Fidel and Raúl Castro», «les frères Castro, Fidel et Raúl»: given names that are listed beside a
/// surname of the same sentence, where the dictionary has the full name.
pub(super) fn beside_surname(article: &Article<'_>, names: &mut Vec<Name>) {
    const NEAR: usize = 6;
    let tokens = article.tokens;
    let mut taken = vec![false; tokens.len()];
    names.iter().for_each(|name| taken[name.tokens.clone()].fill(true));
    let capital = |n: usize| tokens[n].case == Case::Capital;
    let mut found = Vec::new();
    for at in 0..tokens.len() {
        if taken[at] || !capital(at) || !article.cues(at).any(Cues::Given) {
            continue;
        }
        let and = |n: usize| n < tokens.len() && matches!(article.written(n), "and" | "et" | "&");
        if !(and(at + 1) || at > 0 && and(at - 1)) || !alone(article, at, &taken, true) {
            continue;
        }
        let before = (at.saturating_sub(NEAR)..at).rev();
        let before = before.take_while(|&n| tokens[n + 1].gap < Gap::Sentence);
        let behind = at + 1..(at + NEAR).min(tokens.len());
        let behind = behind.take_while(|&n| tokens[n].gap < Gap::Sentence);
        let full = |surname: usize| {
            let dictionary = article.dictionary;
            let node = dictionary.begin(tokens.word(at)?)?;
            let node = dictionary.go_on(node, tokens.word(surname)?)?;
            match dictionary.ends(node) {
                [end] if end.label == Label::Per && !end.shared => Some(end.entity),
                _ => None,
            }
        };
        if let Some(entity) = before.chain(behind).filter(|&n| capital(n)).find_map(full) {
            found.push(single(at, Means::Entity(entity)));
        }
    }
    names.append(&mut found);
    names.sort_by_key(|name| name.tokens.start);
}

fn single(at: usize, means: Means) -> Name {
    let tokens = at..at + 1;
    Name { tokens, stripped: 0, spelled: false, label: Label::Per, means, sure: true }
}

/// Links given names that stand alone to the one person of the article who bears them.
pub(super) fn given_names(article: &Article<'_>, names: &mut Vec<Name>) {
    let tokens = article.tokens;
    let mut bearers: HashMap<&str, Bearer, BuildMix> = HashMap::default();
    for name in names.iter().filter(|name| name.label == Label::Per && name.tokens.len() > 1) {
        let at = name.tokens.start;
        // A first word that nothing else is known of is a given name too.
        let unheard = name.sure
            && !tokens[at].arabic
            && tokens[at].case == Case::Capital
            && article.unheard(at)
            && article.between(at + 1) == " ";
        if name.stripped > 0 || !article.cues(at).any(Cues::Given) && !unheard {
            continue;
        }
        let bearer = Bearer { means: name.means.clone(), at, alone: true };
        let one = bearers.entry(tokens.folded(at)).or_insert(bearer);
        one.alone &= one.means == name.means;
    }
    bearers.retain(|_, bearer| bearer.alone);
    if bearers.is_empty() {
        return;
    }
    let mut taken = vec![false; tokens.len()];
    for name in names.iter() {
        let unknown = name.label == Label::Per
            && name.tokens.len() == 1
            && matches!(name.means, Means::Unknown(_));
        if !unknown {
            taken[name.tokens.clone()].fill(true);
        }
    }
    let mut found: Vec<Name> = Vec::new();
    let free = |&at: &usize| {
        !taken[at]
            && (article.cues(at).any(Cues::Given)
                || tokens[at].case == Case::Capital && article.unheard(at))
    };
    for at in (0..tokens.len()).filter(free) {
        let Some(bearer) = bearers.get(tokens.folded(at)).filter(|bearer| bearer.at < at) else {
            continue;
        };
        // «François #Hollande»
        let whole = names.iter().any(|n| n.tokens.start == at + 1 && n.means == bearer.means);
        if !whole && alone(article, at, &taken, false) {
            found.push(single(at, bearer.means.clone()));
        }
    }
    names.retain(|name| !found.iter().any(|other| other.tokens == name.tokens));
    names.append(&mut found);
    names.sort_by_key(|name| name.tokens.start);
}

/// Whether nothing beside a given name belongs to it, and it is no everyday word here; it is not where
/// that is `told` already.
fn alone(article: &Article<'_>, at: usize, taken: &[bool], told: bool) -> bool {
    let tokens = article.tokens;
    let cues = article.cues(at);
    let everyday = cues.any(Cues::Homonym.and(Cues::Common).and(Cues::Everyday));
    let said = told
        || at > 0
            && tokens[at].gap <= Gap::Within
            && (article.read_as(at - 1, Cues::Speech).is_some()
                || matches!(article.written(at - 1), "بحسب" | "حسب" | "وفق"));
    let goes_on = |n: usize| n < tokens.len() && article.joined(n);
    if tokens[at].arabic {
        // Behind it only what is surely no surname.
        let present = |n: usize| article.unheard(n) && article.written(n).starts_with(['ي', 'ت']);
        let ends = !goes_on(at + 1)
            || present(at + 1)
            || article.cues(at + 1).any(Cues::Common.and(Cues::Verb).and(Cues::Speech));
        let before = goes_on(at)
            && (taken[at - 1]
                || article.cues(at - 1).any(Cues::Given.and(Cues::Title).and(Cues::Particle)));
        return ends && !before && (said || !everyday);
    }
    let capital = |n: usize| tokens.get(n).is_some_and(|t| t.case > Case::Any && !t.arabic);
    let before = goes_on(at) && (capital(at - 1) || article.cues(at - 1).any(Cues::Particle));
    let behind = goes_on(at + 1) && capital(at + 1);
    tokens[at].case == Case::Capital && !before && !behind && (said || !everyday)
}
