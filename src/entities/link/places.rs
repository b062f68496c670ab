//! Names that several bear, and places that are another than the one known by the name.

use std::collections::HashMap;

use super::super::article::{Article, Means, Name};
use super::super::forms::Case;
use super::super::lexicon::Cues;
use super::super::tokens::Gap;
use crate::model::{Kind, Label};

/// Whether «و» joins an Arabic name to another word that begins as names do, or the word before to
/// it: «فتح وحماس».
fn beside_another(article: &Article<'_>, name: &Name) -> bool {
    let known = |n: usize| {
        article.tokens.reads(n).iter().any(|read| {
            read.stripped > 0
                && read.alone
                && article
                    .dictionary
                    .begin(read.word)
                    .is_some_and(|node| !article.dictionary.ends(node).is_empty())
        })
    };
    article.joined(name.tokens.end)
        && article.written(name.tokens.end).starts_with('و')
        && known(name.tokens.end)
}

/// Places that are another than the one known by the name: «Paris, Texas», «Washington state»,
/// Georgia beside Atlanta. They mean nobody known.
pub(super) fn elsewhere(article: &Article<'_>, names: &mut [Name]) {
    let tokens = article.tokens;
    let entities = &article.dictionary.entities;
    let country = |name: &Name| match name.means {
        Means::Entity(entity) => entities[entity as usize].country,
        _ => None,
    };
    let us = |country: u32| entities[country as usize].id.as_str() == "united-states";
    let mut other = Vec::new();
    for (n, name) in names.iter().enumerate() {
        let (start, end) = (name.tokens.start, name.tokens.end);
        if name.label != Label::Gpe {
            continue;
        }
        let capital = |n: usize| tokens[n].case > Case::Any;
        // «Lebanon, Pennsylvania».
        let state = end < tokens.len()
            && article.between(end) == ", "
            && capital(end)
            && article.cues(end).any(Cues::State)
            && !country(name).is_some_and(us)
            && !names.get(n + 1).is_some_and(|next| {
                next.tokens.start == end
                    && country(next).is_some()
                    && country(next) == country(name)
            });
        // «Atlanta, Georgia»; «Saint-Denis de La Réunion».
        let of_state = article.between(start) == ", "
            && article.cues(start).any(Cues::State)
            && !country(name).is_some_and(us)
            && start > 0
            && capital(start - 1)
            && !names[..n]
                .last()
                .is_some_and(|city| city.tokens.end == start && country(city) == country(name));
        let of_place = end < tokens.len()
            && article.joined(end)
            && matches!(article.written(end), "de" | "d")
            && article.joined(end + 1)
            && capital(end + 1)
            && matches!(name.means, Means::Entity(e) if entities[e as usize].kind == Kind::City);
        let stateside = article.cues(start).any(Cues::Stateside);
        let governed = stateside && {
            let after = end < tokens.len()
                && article.joined(end)
                && matches!(
                    article.written(end),
                    "state" | "State" | "State's" | "voters" | "Senate" | "Legislature"
                );
            let before = |n: usize, words: &[&str]| {
                start > n
                    && tokens[start].gap <= Gap::Within
                    && words.contains(&article.written(start - 1 - n))
            };
            after
                || before(0, &["ولاية", "بولاية", "لولاية"])
                || before(0, &["of", "de"])
                    && before(
                        1,
                        &[
                            "state",
                            "State",
                            "governor",
                            "Governor",
                            "État",
                            "Etat",
                            "gouverneur",
                            "gouverneure",
                        ],
                    )
        };
        // In the sentence of an American town, and of nothing of the country.
        let mut beside = names.iter().filter(|other| {
            let (from, to) = (start.min(other.tokens.start), start.max(other.tokens.start));
            to > from && to - from < 30 && (from + 1..=to).all(|n| tokens[n].gap < Gap::Sentence)
        });
        let american = stateside
            && !country(name).is_some_and(us)
            && beside.clone().any(|other| {
                matches!(other.label, Label::Gpe | Label::Loc)
                    && country(other).is_some_and(us)
                    && matches!(other.means, Means::Entity(e) if entities[e as usize].kind != Kind::Country)
            })
            && !beside.any(|other| other.tokens != name.tokens && country(other) == country(name));
        // Georgia and its towns, in an article that names American places and none of the country's.
        let key = article.tokens.folded(start);
        let southern = matches!(key, "georgia" | "georgie" | "جورجيا" | "macon")
            && names.iter().filter(|other| stateside_place(article, other)).count() > 1
            && !names.iter().any(|other| {
                country(other) == country(name) && article.tokens.folded(other.tokens.start) != key
            });
        if state || of_state || of_place || governed || american || southern {
            other.push(n);
        }
    }
    for n in other {
        let name = &mut names[n];
        name.means = Means::Unknown(article.key(name.tokens.clone(), name.stripped));
    }
}

/// Whether a name is that of a town or state of the United States; not of their government's seat.
fn stateside_place(article: &Article<'_>, name: &Name) -> bool {
    let Means::Entity(entity) = name.means else { return false };
    let entities = &article.dictionary.entities;
    let known = &entities[entity as usize];
    let us = |country: u32| entities[country as usize].id.as_str() == "united-states";
    matches!(known.kind, Kind::City | Kind::Province)
        && known.country.is_some_and(us)
        && known.id.as_str() != "washington"
}

/// Rivers that are called as a country is: «the waters of the Jordan».
pub(super) fn rivers(article: &Article<'_>, names: &mut [Name]) {
    let dictionary = article.dictionary;
    for name in names.iter_mut().filter(|name| name.label == Label::Gpe) {
        let (at, end) = (name.tokens.start, name.tokens.end);
        let the = at > 0 && article.joined(at) && article.written(at - 1) == "the";
        // «the Jordan Valley», «the Jordan government».
        let goes_on = article.joined(end) && !article.cues(end).any(Cues::Verbal.and(Cues::Common));
        if !the || goes_on || name.tokens.len() > 1 {
            continue;
        }
        let river = article.tokens.word(at).zip(dictionary.vocabulary.get("river"));
        let river = river.and_then(|(name, river)| {
            let node = dictionary.go_on(dictionary.begin(name)?, river)?;
            dictionary.ends(node).last()
        });
        if let Some(river) = river {
            (name.means, name.label) = (Means::Entity(river.entity), river.label);
        }
    }
}

/// What the words beside a name tell of those who bear it: an organisation, or a place.
fn told(article: &Article<'_>, name: &Name) -> Option<Label> {
    let (at, end) = (name.tokens.start, name.tokens.end);
    let before = (at > 0 && article.joined(at)).then(|| article.written(at - 1));
    if matches!(before, Some("la" | "La" | "the" | "L" | "l")) {
        return Some(Label::Gpe);
    }
    // «قالت الفاو»
    if at > 0 && article.tokens[at].arabic && article.joined(at) {
        let leads = matches!(before, Some("منظمة" | "تقرير" | "خبراء" | "لمنظمة"));
        let verb = article.read_as(at, Cues::Verb).is_some();
        if leads || !verb && article.read_as(at - 1, Cues::Speech).is_some() {
            return Some(Label::Org);
        }
    }
    let apart = end < article.tokens.len() && article.between(end) == ", ";
    let small = |&n: &usize| article.joined(n) && article.tokens[n].case == Case::Any;
    let maker = |n: usize| article.cues(n).any(Cues::Maker);
    let behind = apart && (end + 1..end + 4).take_while(small).any(maker);
    (behind || before.is_some() && maker(at - 1)).then_some(Label::Org)
}

/// Decides names that several bear by the countries that the article speaks of.
pub(super) fn shared(article: &Article<'_>, names: &mut [Name]) {
    if !names.iter().any(|name| matches!(name.means, Means::Shared(_))) {
        return;
    }
    let entities = &article.dictionary.entities;
    let mut spoken: HashMap<u32, usize> = HashMap::new();
    let mut named: HashMap<u32, usize> = HashMap::new();
    let mut international = 0;
    for name in names.iter() {
        if let Means::Entity(entity) = name.means {
            *named.entry(entity).or_default() += 1;
            match entities[entity as usize].country {
                Some(country) => *spoken.entry(country).or_default() += 1,
                None => international += usize::from(name.label == Label::Org),
            }
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
            let count = |of: &HashMap<u32, usize>, entity| of.get(&entity).copied().unwrap_or(0);
            // An organisation of no country stands among others.
            let about = known.country.map_or_else(
                || if known.kind.label() == Label::Org { international } else { 0 },
                |country| count(&spoken, country),
            );
            if known.country == Some(entity) { about } else { about + count(&named, entity) }
        };
        // «la Hollande» is no man, and Hollande without it no country; «Amazon, the retailer» is no
        // river.
        let told = told(article, name);
        let label = |&(entity, _): &(u32, bool)| entities[entity as usize].kind.label();
        let person = bearers.iter().any(|bearer| label(bearer) == Label::Per && !bearer.1);
        let place = bearers.iter().any(|b| matches!(label(b), Label::Gpe | Label::Loc));
        // «l’Assemblée nationale» is no place.
        let organ = bearers.iter().any(|bearer| label(bearer) == Label::Org);
        // «في الفاو»
        let at = name.tokens.start;
        let inside = organ
            && place
            && at > 0
            && article.tokens[at].arabic
            && article.joined(at)
            && article.read_as(at - 1, Cues::At.and(Cues::Town)).is_some();
        let told = told.or(inside.then_some(Label::Gpe));
        let told = told.filter(|told| if *told == Label::Org { organ } else { place });
        match told {
            Some(Label::Org) => bearers.retain(|bearer| label(bearer) == Label::Org),
            Some(_) => bearers.retain(|b| matches!(label(b), Label::Gpe | Label::Loc)),
            None if person => bearers.retain(|bearer| label(bearer) == Label::Per),
            None => {}
        }
        if let ([(entity, _)], true) = (&bearers[..], told.is_some()) {
            name.means = Means::Entity(*entity);
            name.label = entities[*entity as usize].kind.label();
            continue;
        }
        bearers.sort_by_key(|bearer| std::cmp::Reverse(weight(bearer)));
        let marked = written.contains(|c| matches!(c, '\u{064B}'..='\u{0650}'));
        // «Parliament», «the Labour Party»: those of the country that the article is about.
        let organ = |&(entity, _): &(u32, bool)| {
            let known = &entities[entity as usize];
            matches!(known.kind, Kind::Organisation | Kind::Party) && known.country.is_some()
        };
        let most = spoken.values().copied().max().unwrap_or(0);
        let about = |one: &(u32, bool)| !organ(one) || 2 * weight(one) >= most;
        let chosen = match bearers[..] {
            [one] if marked => Some(one),
            // One word for a place and a verb: only beside another name.
            _ if article.cues(name.tokens.start).any(Cues::Verb)
                && !beside_another(article, name) =>
            {
                None
            }
            [one, ref rest @ ..] if weight(&one) > 0 && about(&one) => {
                let clear = rest.first().is_none_or(|next| weight(&one) >= 3 * weight(next));
                clear.then_some(one)
            }
            _ => None,
        };
        let chosen = chosen.or_else(|| bearers.iter().find(|(_, shared)| !shared).copied());
        if let Some((entity, _)) = chosen {
            name.means = Means::Entity(entity);
            name.label = entities[entity as usize].kind.label();
        }
    }
}
