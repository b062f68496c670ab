//! Decides whom each name of an article means, from the whole of the article. A wrong link is worse
//! than a missing one: where the article does not tell, a name means nobody known.

use std::collections::HashMap;
use std::ops::Range;

use super::article::{Article, Means, Name};
use super::forms::Case;
use super::lexicon::Cues;
use super::tokens::Gap;
use super::vocabulary::WordId;
use crate::model::{Kind, Label};
use crate::text::fold;

/// Links the names of an article, adds surnames and acronyms that its full names explain, and drops
/// known names that are everyday words here.
pub(super) fn link(article: &Article<'_>, names: &mut Vec<Name>) {
    names.retain(|name| !everyday(article, name));
    shared(article, names);
    acronyms(article, names);
    surnames(article, names);
}

/// Whether an everyday word begins a sentence here, or stands among capitals, with no sign that it is
/// the name.
fn everyday(article: &Article<'_>, name: &Name) -> bool {
    let at = name.tokens.start;
    if name.tokens.len() > 1 || name.label == Label::Norp || !article.cues(at).any(Cues::Everyday) {
        return false;
    }
    let tokens = article.tokens;
    let opens = tokens[at].gap >= Gap::Quote;
    // A place that is talked about: «Nice, le 3 mai», «Tours (Indre-et-Loire)».
    let marked = tokens.get(name.tokens.end).is_some_and(|_| {
        let after = article.between(name.tokens.end);
        after.starts_with([',', '(']) || after.starts_with(" (")
    });
    opens && !marked
}

/// Decides names that several bear by the countries that the article speaks of.
fn shared(article: &Article<'_>, names: &mut [Name]) {
    if !names.iter().any(|name| matches!(name.means, Means::Shared(_))) {
        return;
    }
    let entities = &article.dictionary.entities;
    let mut spoken: HashMap<u32, usize> = HashMap::new();
    for name in names.iter() {
        if let Means::Entity(entity) = name.means
            && let Some(country) = entities[entity as usize].country
        {
            *spoken.entry(country).or_default() += 1;
        }
    }
    for name in names.iter_mut() {
        let Means::Shared(node) = name.means else { continue };
        let written = article.written(name.tokens.start);
        let mut bearers: Vec<(u32, bool)> = Vec::new();
        for end in article.dictionary.ends(node) {
            let same = article.dictionary.marks_allow(node, end.entity, written);
            if same && !bearers.iter().any(|(entity, _)| *entity == end.entity) {
                bearers.push((end.entity, end.shared));
            }
        }
        let weight = |&(entity, _): &(u32, bool)| {
            let known = &entities[entity as usize];
            let named = known.country.map_or(0, |country| spoken.get(&country).copied().unwrap_or(0));
            // What speaks of a country itself says more than that a larger one is spoken of too.
            if known.kind == Kind::Country { named * 3 } else { named }
        };
        let most = bearers.iter().map(weight).max().unwrap_or(0);
        let mut best = bearers.iter().filter(|bearer| weight(bearer) == most);
        let plain = bearers.iter().find(|(_, shared)| !shared);
        let chosen = match (best.next(), best.next()) {
            (Some(one), None) if most > 0 || bearers.len() == 1 => Some(one),
            _ => plain,
        };
        if let Some(&(entity, _)) = chosen {
            name.means = Means::Entity(entity);
            name.label = entities[entity as usize].kind.label();
        } else {
            name.means = Means::Unknown(article.key(name.tokens.clone(), name.stripped));
        }
    }
}

/// «Organisation mondiale des pigeons (OMP)»: from here on the letters mean what the words mean.
fn acronyms(article: &Article<'_>, names: &mut Vec<Name>) {
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
        let initial = article.key(name.tokens.start..name.tokens.start + 1, 0);
        if bracketed && fold(written).starts_with(initial.chars().next().unwrap_or(' ')) {
            meanings.push((written.to_owned(), at, name.means.clone(), name.label));
        }
    }
    if meanings.is_empty() {
        return;
    }
    for at in 0..tokens.len() {
        let defined = meanings.iter().rev().find(|(letters, from, ..)| at >= *from && article.written(at) == letters);
        let Some((_, _, means, label)) = defined else { continue };
        let name = Name { tokens: at..at + 1, stripped: 0, spelled: false, label: *label, means: means.clone() };
        match names.iter_mut().find(|other| other.tokens.contains(&at)) {
            Some(other) if other.tokens.len() == 1 => *other = name,
            Some(_) => {}
            None => names.push(name),
        }
    }
    names.sort_by_key(|name| name.tokens.start);
}

/// A full name of a person in the article.
struct Bearer {
    means: Means,
    /// The word that leads to the name, if it is a title.
    title: Option<WordId>,
    at: usize,
}

/// Links surnames that stand alone to the people who bear them in the article.
fn surnames(article: &Article<'_>, names: &mut Vec<Name>) {
    let mut bearers: HashMap<String, Vec<Bearer>> = HashMap::new();
    for name in names.iter().filter(|name| name.label == Label::Per && name.tokens.len() > 1) {
        let surname = article.key(name.tokens.end - 1..name.tokens.end, 0);
        let bearer = Bearer {
            means: name.means.clone(),
            title: title_before(article, name.tokens.start),
            at: name.tokens.start,
        };
        bearers.entry(surname).or_default().push(bearer);
    }
    if bearers.is_empty() {
        return;
    }
    // Surnames that the dictionary links by themselves.
    for name in names.iter_mut().filter(|name| name.label == Label::Per && name.tokens.len() == 1) {
        let key = article.key(name.tokens.clone(), name.stripped);
        let Some(bearers) = bearers.get(&key) else { continue };
        let own = Some(&name.means).filter(|means| matches!(means, Means::Entity(_)));
        name.means = decide(article, name.tokens.start, bearers, own).unwrap_or(Means::Unknown(key));
    }
    let mut covered = vec![false; article.tokens.len()];
    names.iter().for_each(|name| covered[name.tokens.clone()].fill(true));
    let mut more = Vec::new();
    for at in 0..article.tokens.len() {
        let token = &article.tokens[at];
        if covered[at] || !token.arabic && token.case == Case::Any || token.end - token.start < 3 {
            continue;
        }
        let Some((stripped, key, bearers)) = surname_at(article, at, &bearers) else { continue };
        if token.arabic && bearers.iter().all(|bearer| bearer.at > at) {
            continue;
        }
        let means = decide(article, at, bearers, None).unwrap_or(Means::Unknown(key));
        more.push(Name { tokens: at..at + 1, stripped, spelled: false, label: Label::Per, means });
    }
    names.append(&mut more);
    names.sort_by_key(|name| name.tokens.start);
}

/// The surname of a bearer that a free word is, perhaps behind an Arabic particle.
fn surname_at<'b>(
    article: &Article<'_>,
    at: usize,
    bearers: &'b HashMap<String, Vec<Bearer>>,
) -> Option<(u8, String, &'b Vec<Bearer>)> {
    let told = Cues::Common.and(Cues::Title).and(Cues::Verb).and(Cues::Organ).and(Cues::Speech);
    if article.cues(at).any(told) {
        return None;
    }
    let key = article.key(at..at + 1, 0);
    if let Some(bearers) = bearers.get(&key) {
        return Some((0, key, bearers));
    }
    if !article.tokens[at].arabic || !key.starts_with(['و', 'ب', 'ل', 'ف', 'ك']) {
        return None;
    }
    let mut letters = key.chars();
    letters.next();
    let rest = letters.as_str().to_owned();
    let whole = match rest.strip_prefix('ل') {
        Some(rest) if key.starts_with("لل") => format!("ال{rest}"),
        _ => rest,
    };
    bearers.get(&whole).filter(|_| whole.chars().count() > 3).map(|bearers| (1, whole.clone(), bearers))
}

/// Which of those who bear a surname is meant here; `own` is whom the dictionary means by it.
fn decide(article: &Article<'_>, at: usize, bearers: &[Bearer], own: Option<&Means>) -> Option<Means> {
    let mut all: Vec<&Means> = bearers.iter().map(|bearer| &bearer.means).collect();
    all.sort_by_key(|means| format!("{means:?}"));
    all.dedup();
    let stranger = own.is_some_and(|own| !all.contains(&own));
    if let [one] = all[..]
        && !stranger
    {
        return Some(one.clone());
    }
    // A title tells, where only one of them was given it.
    if let Some(title) = title_before(article, at) {
        let mut titled = bearers.iter().filter(|bearer| bearer.title == Some(title)).map(|b| &b.means);
        if let Some(first) = titled.next() {
            return titled.all(|other| other == first).then(|| first.clone());
        }
        return own.filter(|_| stranger).cloned();
    }
    if stranger {
        return None;
    }
    // Within a paragraph where only one of them is named in full before.
    let paragraph = paragraph(article, at);
    let mut here = bearers.iter().filter(|b| paragraph.contains(&b.at) && b.at < at).map(|b| &b.means);
    let first = here.next()?;
    here.all(|other| other == first).then(|| first.clone())
}

fn paragraph(article: &Article<'_>, at: usize) -> Range<usize> {
    let start = (1..=at).rev().find(|&n| article.between(n).contains('\n')).unwrap_or(0);
    start..at
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
