//! Acronyms, by the names that explain them.

use super::super::article::{Article, Means, Name};
use super::super::forms::Case;
use super::super::lexicon::Cues;
use super::super::tokens::Gap;
use crate::model::Label;
use crate::text::fold;

/// «Organisation mondiale des pigeons (OMP)»: from here on the letters mean what the words mean.
pub(super) fn acronyms(article: &Article<'_>, names: &mut Vec<Name>) {
    let tokens = article.tokens;
    let mut meanings: Vec<(String, usize, Means, Label)> = Vec::new();
    for name in names.iter() {
        let at = name.tokens.end;
        if name.label != Label::Org || name.tokens.len() < 2 || at >= tokens.len() {
            continue;
        }
        let written = article.written(at);
        let bracketed = article.between(at).trim_start() == "("
            && article.text[tokens[at].end..].starts_with(')')
            && tokens[at].case == Case::Capitals
            && (2..=8).contains(&written.chars().count());
        if !bracketed {
            continue;
        }
        let initial = article.key(name.tokens.start..name.tokens.start + 1, 0);
        if fold(written).starts_with(initial.chars().next().unwrap_or(' ')) {
            meanings.push((written.to_owned(), at, name.means.clone(), name.label));
        }
    }
    for at in 1..tokens.len() {
        // A name of several words that is known stays; «Québec» ends a name that is not.
        let short = article.written(at).chars().count() < 3;
        let here = |name: &Name| {
            name.tokens.contains(&at) && name.tokens.len() > 1
                || name.tokens.contains(&(at - 1))
                    && (short || name.tokens.len() > 1)
                    && matches!(name.means, Means::Entity(_))
        };
        if tokens[at].case == Case::Capitals
            && article.between(at) == " ("
            && article.text[tokens[at].end..].starts_with(')')
            && !names.iter().any(here)
            && let Some(start) = expansion(article, at)
        {
            let key = article.key(start..at, 0);
            let means = Means::Unknown(key);
            names.retain(|name| name.tokens.end <= start || name.tokens.start >= at);
            names.push(Name {
                tokens: start..at,
                stripped: 0,
                spelled: false,
                label: Label::Org,
                means: means.clone(),
                sure: true,
            });
            meanings.push((article.written(at).to_owned(), at, means, Label::Org));
        }
    }
    names.sort_by_key(|name| name.tokens.start);
    if meanings.is_empty() {
        return;
    }
    for at in (0..tokens.len()).filter(|&at| tokens[at].case == Case::Capitals) {
        let defined = meanings
            .iter()
            .rev()
            .find(|(letters, from, ..)| at >= *from && article.written(at) == letters);
        let Some((_, _, means, label)) = defined else { continue };
        let name = Name {
            tokens: at..at + 1,
            stripped: 0,
            spelled: false,
            label: *label,
            means: means.clone(),
            sure: true,
        };
        match names.iter_mut().find(|other| other.tokens.contains(&at)) {
            Some(other) if other.tokens.len() == 1 => *other = name,
            Some(_) => {}
            None => names.push(name),
        }
    }
    names.sort_by_key(|name| name.tokens.start);
}

/// Where the words begin whose initials an acronym in brackets has: «Cercle d’études du Sahel (CES)».
fn expansion(article: &Article<'_>, acronym: usize) -> Option<usize> {
    let letters: Vec<char> = fold(article.written(acronym)).chars().collect();
    if !(2..=6).contains(&letters.len()) {
        return None;
    }
    let mut left = letters.len();
    let mut at = acronym;
    while left > 0 {
        at = at.checked_sub(1)?;
        if at + 1 < acronym && article.tokens[at + 1].gap > Gap::Within || acronym - at > 12 {
            return None;
        }
        let word = fold(article.written(at));
        if word.starts_with(letters[left - 1]) {
            left -= 1;
        } else if !article.cues(at).any(Cues::Link) {
            return None;
        }
    }
    (article.tokens[at].case > Case::Any && !article.tokens[at].arabic).then_some(at)
}
