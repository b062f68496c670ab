//! Decides whom each name of an article means, from the whole of the article. A wrong link is worse
//! than a missing one: where the article does not tell, a name means nobody known.

mod abroad;
mod acronyms;
mod given;
mod people;
mod places;
mod senses;

use abroad::abroad;
use acronyms::acronyms;
use given::{beside_surname, given_names};
use people::surnames;
use places::{elsewhere, rivers, shared};
use senses::another_sense;

use super::article::{Article, Means, Name};
use super::forms::Case;
use super::lexicon::Cues;
use super::tokens::Gap;
use super::vocabulary::WordId;
use crate::model::Label;

/// Links the names of an article, adds surnames and acronyms that its full names explain, and drops
/// known names that are everyday words here.
pub(super) fn link(article: &Article<'_>, names: &mut Vec<Name>) {
    names.retain(|name| {
        !everyday(article, name) && !other_word(article, name) && !another_sense(article, name)
    });
    abroad(article, names);
    // Twice: what is decided first may decide the rest.
    shared(article, names);
    shared(article, names);
    // «بفتح تحقيق»: a verb or its noun, not the party.
    let verb = |name: &Name| article.read_as(name.tokens.start, Cues::Verb).is_some();
    let open = |name: &Name| matches!(name.means, Means::Shared(_));
    names.retain(|name| !(name.tokens.len() == 1 && open(name) && verb(name)));
    // «الفاو»: the organisation only where the article tells; else a place, or nothing.
    let acronym = |name: &Name| {
        name.label == Label::Org
            && name.tokens.len() == 1
            && open(name)
            && article.tokens[name.tokens.start].arabic
    };
    let at_place = |name: &Name| {
        let at = name.tokens.start;
        at > 0
            && article.tokens[at].gap <= Gap::Within
            && article.read_as(at - 1, Cues::At.and(Cues::Town)).is_some()
    };
    names.retain_mut(|name| {
        if !acronym(name) {
            return true;
        }
        name.label = Label::Gpe;
        at_place(name)
    });
    names.iter_mut().for_each(|name| settle(article, name));
    elsewhere(article, names);
    rivers(article, names);
    acronyms(article, names);
    beside_surname(article, names);
    surnames(article, names);
    given_names(article, names);
}

/// Whether an everyday word begins a sentence here, or stands among capitals, with no sign that it is
/// the name.
fn everyday(article: &Article<'_>, name: &Name) -> bool {
    let at = name.tokens.start;
    let apart = |before: usize| {
        at >= before
            && (at + 1 - before..=at).all(|n| article.tokens[n].gap <= Gap::Within)
            && article.cues(at - before).any(Cues::Apart)
    };
    if apart(1) || at > 0 && matches!(article.written(at - 1), "d" | "de") && apart(2) {
        return true;
    }
    if name.tokens.len() != 1 || !article.cues(at).any(Cues::Everyday) {
        return false;
    }
    match name.label {
        // «Polish the table».
        Label::Norp => {
            article.tokens[at].gap >= Gap::Quote
                && matches!(article.written(at + 1), "the" | "your" | "it" | "them")
        }
        _ => !stands(article, at),
    }
}

/// Whether a text has ى for every ي at the end of a word, as it is written in Egypt.
fn leaves_dots_out(article: &Article<'_>) -> bool {
    let words = 0..article.tokens.len();
    let (mut without, mut with) = (0, 0);
    for word in words.map(|at| article.written(at)) {
        match word {
            "فى" | "وفى" | "التى" | "الذى" | "هى" | "وهى" => without += 1,
            "في" | "وفي" | "التي" | "الذي" | "هي" | "وهي" => with += 1,
            _ => {}
        }
    }
    without > with
}

/// Whether an Arabic word is another than the one it is folded like, in a text that tells ي from ى
/// and ة from ه: «اليمنى», the right one, for the Yemenite; «جدّه», his grandfather, for Jeddah.
fn other_word(article: &Article<'_>, name: &Name) -> bool {
    let last = article.written(name.tokens.end - 1);
    let part = || {
        let tokens = article.tokens;
        let part = tokens.first().zip(tokens.last());
        part.map_or("", |(first, last)| &article.text[first.start..last.end])
    };
    match name.label {
        Label::Norp => last.ends_with('ى') && part().contains("ي ") && !leaves_dots_out(article),
        Label::Gpe => {
            name.tokens.len() == 1
                && last.ends_with('ه')
                && last.chars().filter(|c| c.is_alphabetic()).count() <= 4
                && part().contains('ة')
        }
        _ => false,
    }
}

/// What remains open of a shared name means nobody known.
fn settle(article: &Article<'_>, name: &mut Name) {
    if let Means::Shared(_) = name.means {
        name.means = Means::Unknown(article.key(name.tokens.clone(), name.stripped));
    }
}

/// Whether a word stands as a name does: with a capital that no sentence or headline gives it, or
/// before a verb or a comma.
fn stands(article: &Article<'_>, at: usize) -> bool {
    let tokens = article.tokens;
    let long = |n: usize| tokens[n].end - tokens[n].start > 2;
    let capitals = |n: usize| tokens[n].case == Case::Capitals && long(n);
    let next = tokens.get(at + 1).filter(|next| next.gap <= Gap::Within);
    if capitals(at) {
        let before = at > 0 && tokens[at].gap <= Gap::Within && capitals(at - 1);
        let after = next.is_some() && capitals(at + 1);
        return !(before || after);
    }
    if tokens[at].gap < Gap::Quote {
        return true;
    }
    match next {
        None => tokens.get(at + 1).is_some_and(|_| {
            let after = article.between(at + 1);
            after.starts_with([',', '(']) || after.starts_with(" (") || after.starts_with(" :")
        }),
        Some(_) => {
            let word = article.written(at + 1);
            article.between(at + 1).starts_with(['\'', '’'])
                || article.cues(at + 1).any(Cues::Speech.and(Cues::Verbal))
                || word.len() > 4 && word.ends_with("ed")
        }
    }
}

/// The title before a word, past nationality words and the like.
fn title_before(article: &Article<'_>, at: usize) -> Option<WordId> {
    let tokens = article.tokens;
    (at.saturating_sub(3)..at)
        .rev()
        .take_while(|&n| tokens[n + 1].gap <= Gap::Within)
        .find(|&n| article.cues(n).any(Cues::Title))
        .and_then(|n| tokens.word(n))
}

#[cfg(test)]
mod tests;
