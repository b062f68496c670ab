//! Decides whom each name of an article means, from the whole of the article. A wrong link is worse
//! than a missing one: where the article does not tell, a name means nobody known.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::article::{Article, Means, Name};
use super::forms::Case;
use super::lexicon::Cues;
use super::tokens::Gap;
use super::vocabulary::{BuildMix, WordId};
use crate::model::{Kind, Label};
use crate::text::fold;

/// Links the names of an article, adds surnames and acronyms that its full names explain, and drops
/// known names that are everyday words here.
pub(super) fn link(article: &Article<'_>, names: &mut Vec<Name>) {
    let careful = Careful::of(article);
    names.retain(|name| !everyday(article, name) && !careful.other_word(article, name));
    // Twice: what is decided first may decide the rest.
    shared(article, names);
    shared(article, names);
    names.iter_mut().for_each(|name| settle(article, name));
    elsewhere(article, names);
    acronyms(article, names);
    surnames(article, names);
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

/// What a text tells apart that careless ones do not: ي from ى, ة from ه.
struct Careful {
    yeh: bool,
    marbuta: bool,
}

impl Careful {
    fn of(article: &Article<'_>) -> Self {
        let tokens = article.tokens;
        let part = tokens.first().zip(tokens.last());
        let text = part.map_or("", |(first, last)| &article.text[first.start..last.end]);
        Self { yeh: text.contains("في") || text.contains("ي "), marbuta: text.contains('ة') }
    }

    /// Whether an Arabic word is another than the one it is folded like: «اليمنى», the right one, for
    /// the Yemenite; «جدّه», his grandfather, for Jeddah.
    fn other_word(&self, article: &Article<'_>, name: &Name) -> bool {
        let last = article.written(name.tokens.end - 1);
        let short = last.chars().filter(|c| c.is_alphabetic()).count() <= 4;
        name.label == Label::Norp && self.yeh && last.ends_with('ى')
            || name.tokens.len() == 1
                && name.label == Label::Gpe
                && self.marbuta
                && short
                && last.ends_with('ه')
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
        return !before && !(next.is_some() && capitals(at + 1));
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
fn elsewhere(article: &Article<'_>, names: &mut [Name]) {
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
        if state || of_state || of_place || governed || american {
            other.push(n);
        }
    }
    for n in other {
        let name = &mut names[n];
        name.means = Means::Unknown(article.key(name.tokens.clone(), name.stripped));
    }
}

/// Decides names that several bear by the countries that the article speaks of.
fn shared(article: &Article<'_>, names: &mut [Name]) {
    if !names.iter().any(|name| matches!(name.means, Means::Shared(_))) {
        return;
    }
    let entities = &article.dictionary.entities;
    let mut spoken: HashMap<u32, usize> = HashMap::new();
    let mut named: HashMap<u32, usize> = HashMap::new();
    for name in names.iter() {
        if let Means::Entity(entity) = name.means {
            *named.entry(entity).or_default() += 1;
            if let Some(country) = entities[entity as usize].country {
                *spoken.entry(country).or_default() += 1;
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
            let about = known.country.map_or(0, |country| count(&spoken, country));
            if known.country == Some(entity) { about } else { about + count(&named, entity) }
        };
        bearers.sort_by_key(|bearer| std::cmp::Reverse(weight(bearer)));
        let marked = written.contains(|c| matches!(c, '\u{064B}'..='\u{0650}'));
        let chosen = match bearers[..] {
            [one] if marked => Some(one),
            // One word for a place and a verb: only beside another name.
            _ if article.cues(name.tokens.start).any(Cues::Verb)
                && !beside_another(article, name) =>
            {
                None
            }
            [one, ref rest @ ..] if weight(&one) > 0 => {
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
    for at in 1..tokens.len() {
        let here = |name: &Name| {
            name.tokens.contains(&at) && name.tokens.len() > 1
                || name.tokens.contains(&(at - 1)) && matches!(name.means, Means::Entity(_))
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
    for at in 0..tokens.len() {
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

/// A full name of a person in the article.
#[derive(Clone)]
struct Bearer {
    means: Means,
    /// The word that leads to the name, if it is a title.
    title: Option<WordId>,
    at: usize,
}

/// People by what of their names may stand for them: every end of a full name, as a key.
#[derive(Default)]
struct Bearers {
    by_end: HashMap<String, Vec<Bearer>>,
    /// The first word of each end, folded, also without its article.
    first: HashSet<String, BuildMix>,
    /// Words of the longest end.
    longest: usize,
}

impl Bearers {
    fn new(article: &Article<'_>, names: &[Name]) -> Self {
        let mut bearers = Self::default();
        let full = |name: &&Name| name.label == Label::Per && name.tokens.len() > 1 && name.sure;
        for name in names.iter().filter(full) {
            let bearer = Bearer {
                means: name.means.clone(),
                title: title_before(article, name.tokens.start),
                at: name.tokens.start,
            };
            // «Bill and Hillary Clinton»: there are two of them.
            let first = name.tokens.start;
            if first > 1
                && matches!(article.written(first - 1), "and" | "et" | "&")
                && article.cues(first - 2).any(Cues::Given)
                && article.tokens[first - 2].case == Case::Capital
            {
                let mut key = article.key(first - 2..first - 1, 0);
                key.push('-');
                key.push_str(&article.key(name.tokens.end - 1..name.tokens.end, 0));
                let surname = article.key(name.tokens.end - 1..name.tokens.end, 0);
                let other = Bearer { means: Means::Unknown(key), title: None, at: first - 2 };
                bearers.by_end.entry(surname).or_default().push(other);
            }
            for start in name.tokens.start + 1..name.tokens.end {
                // «عبد الله» is one name, and so is «Kerjean-Vasseur».
                let whole = !article.written(start - 1).ends_with("عبد")
                    && (!article.between(start).ends_with('-') || particle(article, start - 1))
                    && !matches!(article.between(start), "'" | "’");
                let initial = article.written(start).chars().count() == 1;
                if whole && !initial {
                    bearers.longest = bearers.longest.max(name.tokens.end - start);
                    let end = article.key(start..name.tokens.end, 0);
                    bearers.by_end.entry(end).or_default().push(bearer.clone());
                    let first = article.tokens.folded(start);
                    bearers.first.insert(first.to_owned());
                    if let Some(bare) = first.strip_prefix("ال") {
                        bearers.first.insert(bare.to_owned());
                    }
                }
            }
        }
        bearers
    }

    /// Those who bear the longest name that begins with a word: its length in words, the letters to
    /// take off the word, its key.
    fn at(
        &self,
        article: &Article<'_>,
        at: usize,
        free: impl Fn(usize) -> bool,
    ) -> Option<(usize, u8, String, &[Bearer])> {
        let tokens = article.tokens;
        // Few words begin a surname, and most are told by their letters alone.
        let folded = tokens.folded(at);
        let begins = self.first.contains(folded)
            || tokens[at].arabic
                && folded.strip_prefix(['و', 'ب', 'ل', 'ف', 'ك']).is_some_and(|rest| {
                    self.first.contains(rest)
                        || rest.strip_prefix('ل').is_some_and(|rest| self.first.contains(rest))
                });
        if !begins {
            return None;
        }
        let mut len = 1;
        while len < self.longest
            && at + len < tokens.len()
            && article.joined(at + len)
            && free(at + len)
        {
            len += 1;
        }
        for len in (1..=len).rev() {
            let key = article.key(at..at + len, 0);
            if let Some(bearers) = self.by_end.get(&key) {
                // «Smith-Jones» is not Smith.
                let goes_on = at + len < tokens.len()
                    && article.between(at + len) == "-"
                    && tokens[at + len].case > Case::Any;
                return (!goes_on).then_some((len, 0, key, bearers));
            }
            if !tokens[at].arabic || !key.starts_with(['و', 'ب', 'ل', 'ف', 'ك']) {
                continue;
            }
            let rest: String = key.chars().skip(1).collect();
            let whole = match rest.strip_prefix('ل') {
                Some(rest) if key.starts_with("لل") => format!("ال{rest}"),
                _ => rest,
            };
            if let Some(bearers) = self.by_end.get(&whole).filter(|_| whole.chars().count() > 3) {
                return Some((len, 1, whole, bearers));
            }
        }
        None
    }
}

fn particle(article: &Article<'_>, at: usize) -> bool {
    article.cues(at).any(Cues::Particle)
}

/// Links surnames that stand alone to the people who bear them in the article.
fn surnames(article: &Article<'_>, names: &mut Vec<Name>) {
    let bearers = Bearers::new(article, names);
    if bearers.by_end.is_empty() {
        return;
    }
    let tokens = article.tokens;
    // What the dictionary links by itself: a surname, or a place that is called as somebody is.
    for name in names.iter_mut() {
        let at = name.tokens.start;
        if name.tokens.len() > 1 && name.label != Label::Per {
            continue;
        }
        let said = at > 0 && article.read_as(at - 1, Cues::Speech).is_some();
        let place = matches!(name.label, Label::Gpe | Label::Loc | Label::Org)
            && matches!(name.means, Means::Entity(_))
            && !tokens[at].arabic
            && (at == 0 || tokens[at].gap > Gap::Within || !leads_to_place(article, at - 1));
        let nisba = name.label == Label::Norp && tokens[at].arabic && said;
        if name.label != Label::Per && !place && !nisba {
            continue;
        }
        // «la Hollande» is no man.
        if name.label == Label::Per
            && at > 0
            && tokens[at].gap == Gap::Within
            && article.written(at - 1) == "la"
            && name.tokens.len() == 1
        {
            name.means = Means::Unknown(article.key(name.tokens.clone(), name.stripped));
            continue;
        }
        let key = article.key(name.tokens.clone(), name.stripped);
        let Some(all) = bearers.by_end.get(&key) else { continue };
        let own = Some(&name.means).filter(|means| !place && matches!(means, Means::Entity(_)));
        if name.label != Label::Per && all.iter().all(|bearer| bearer.at > at) {
            continue;
        }
        name.means = decide(article, at, all, own).unwrap_or(Means::Unknown(key));
        name.label = Label::Per;
    }
    let mut covered = vec![false; tokens.len()];
    names.iter().for_each(|name| covered[name.tokens.clone()].fill(true));
    let told = Cues::Common
        .and(Cues::Part)
        .and(Cues::Title)
        .and(Cues::Verb)
        .and(Cues::Organ)
        .and(Cues::Speech);
    let mut more = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let token = &tokens[at];
        let small = !token.arabic && token.case == Case::Any;
        let found = if covered[at] || small && !particle(article, at) {
            None
        } else {
            bearers.at(article, at, |n| !covered[n])
        };
        let Some((len, stripped, key, all)) = found else {
            at += 1;
            continue;
        };
        let single = len == 1;
        let word = article.cues(at);
        let no_name = single
            && (small || word.any(told) || word.any(Cues::Everyday) && !stands(article, at))
            || token.arabic && all.iter().all(|bearer| bearer.at > at);
        if !no_name {
            let means = decide(article, at, all, None).unwrap_or(Means::Unknown(key));
            let tokens = at..at + len;
            more.push(Name {
                tokens,
                stripped,
                spelled: false,
                label: Label::Per,
                means,
                sure: true,
            });
        }
        at += len;
    }
    names.append(&mut more);
    names.sort_by_key(|name| name.tokens.start);
}

/// Whether a word leads to a place rather than to a person.
fn leads_to_place(article: &Article<'_>, at: usize) -> bool {
    article.cues(at).any(Cues::At.and(Cues::Town))
        || matches!(
            article.written(at),
            "from"
                | "to"
                | "at"
                | "against"
                | "the"
                | "la"
                | "le"
                | "l"
                | "de"
                | "d"
                | "en"
                | "au"
                | "aux"
                | "vers"
                | "across"
        )
}

/// Which of those who bear a surname is meant here; `own` is whom the dictionary means by it.
fn decide(
    article: &Article<'_>,
    at: usize,
    bearers: &[Bearer],
    own: Option<&Means>,
) -> Option<Means> {
    let mut all: Vec<&Means> = bearers.iter().map(|bearer| &bearer.means).collect();
    all.sort_by_key(|means| format!("{means:?}"));
    all.dedup();
    // The one whom the dictionary means is not named in full here.
    let stranger = own.is_some_and(|own| !all.contains(&own));
    let title = title_before(article, at);
    if stranger {
        let word = title.map_or("", |title| article.dictionary.vocabulary.word(title));
        let titled = bearers.iter().any(|bearer| bearer.title.is_some() && bearer.title == title);
        return match all[..] {
            _ if leader(word) && !titled => own.cloned(),
            // «Mme Macron portait du bleu, M. Macron du noir».
            [one @ Means::Unknown(_)] => Some(one.clone()),
            _ if matches!(word, "m" | "mr") && !titled => None,
            // The one whom the article names in full is the one that it is about.
            [one] => Some(one.clone()),
            _ => None,
        };
    }
    if let [one] = all[..] {
        return Some(one.clone());
    }
    // A title tells, where only one of them was given it.
    if let Some(title) = title {
        let mut titled =
            bearers.iter().filter(|bearer| bearer.title == Some(title)).map(|b| &b.means);
        if let Some(first) = titled.next() {
            return titled.all(|other| other == first).then(|| first.clone());
        }
    }
    // Within a paragraph where only one of them is named in full before.
    let paragraph = paragraph(article, at);
    let mut here =
        bearers.iter().filter(|b| paragraph.contains(&b.at) && b.at < at).map(|b| &b.means);
    let first = here.next()?;
    here.all(|other| other == first).then(|| first.clone())
}

/// Whether a title is one that those have whom everybody knows by their surname.
fn leader(title: &str) -> bool {
    matches!(
        title,
        "president"
            | "presidente"
            | "الرييس"
            | "رييس"
            | "الرييسه"
            | "premier"
            | "chancelier"
            | "chanceliere"
            | "chancellor"
    )
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
