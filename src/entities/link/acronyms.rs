//! Acronyms, by the names that explain them.

use super::super::article::{Article, Means, Name, spelled_end};
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
        let end = letters_end(article, at);
        let written = article.written(at);
        let known_as = article.between(at) == ", "
            && article.written(at) == "known"
            && article.written(at + 1) == "as"
            && tokens.get(at + 2).is_some_and(|token| token.case == Case::Capitals);
        if known_as {
            let written = article.written(at + 2).to_owned();
            meanings.push((written, at + 2, name.means.clone(), name.label));
            continue;
        }
        let opens = article.between(at).trim_start() == "(";
        let bracketed = opens
            && article.text[tokens[end - 1].end..].trim_start_matches('.').starts_with(')')
            && tokens[at].case == Case::Capitals
            && (end > at + 1 || (2..=8).contains(&written.chars().count()));
        // «Fédération internationale des échecs (Fide)»
        let spelled = opens
            && tokens[at].case == Case::Capital
            && article.text[tokens[at].end..].starts_with(')')
            && (3..=8).contains(&written.chars().count())
            && initials(article, name) == fold(written);
        if !bracketed && !spelled {
            continue;
        }
        let initial = article.key(name.tokens.start..name.tokens.start + 1, 0);
        if fold(written).starts_with(initial.chars().next().unwrap_or(' ')) {
            let letters = (at..end).map(|n| article.written(n)).collect();
            meanings.push((letters, at, name.means.clone(), name.label));
        }
    }
    for at in 1..tokens.len() {
        // A name of several words that is known stays; «Québec» ends a name that is not.
        let short = || article.written(at).chars().nth(2).is_none();
        let here = |name: &Name| {
            name.tokens.contains(&at) && name.tokens.len() > 1
                || name.tokens.contains(&(at - 1))
                    && (name.tokens.len() > 1 || short())
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
    for at in (0..tokens.len()).filter(|&at| tokens[at].case > Case::Any) {
        let end = letters_end(article, at);
        let written: String = (at..end).map(|n| article.written(n)).collect();
        let defined =
            meanings.iter().rev().find(|(letters, from, ..)| at >= *from && written == *letters);
        let Some((_, _, means, label)) = defined else { continue };
        let name = Name {
            tokens: at..end,
            stripped: 0,
            spelled: end > at + 1,
            label: *label,
            means: means.clone(),
            sure: true,
        };
        match names.iter_mut().find(|other| other.tokens.contains(&at)) {
            Some(other) if other.tokens.len() == 1 || other.tokens == name.tokens => *other = name,
            Some(_) => {}
            None => names.push(name),
        }
    }
    names.sort_by_key(|name| name.tokens.start);
}

/// The end of an acronym that begins here; of one with periods that of its last letter.
fn letters_end(article: &Article<'_>, at: usize) -> usize {
    spelled_end(article, at).unwrap_or(at + 1)
}

/// The first letters of the words of a name, folded.
fn initials(article: &Article<'_>, name: &Name) -> String {
    let first = |n: usize| article.tokens.folded(n).chars().next();
    name.tokens.clone().filter(|&n| article.written(n) != "de").filter_map(first).collect()
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
