//! Surnames, by the full names of the article.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::super::article::{Article, Means, Name};
use super::super::forms::Case;
use super::super::lexicon::Cues;
use super::super::tokens::Gap;
use super::super::vocabulary::{BuildMix, WordId};
use super::{stands, title_before};
use crate::model::Label;

/// A full name of a person in the article.
#[derive(Clone)]
struct Bearer {
    means: Means,
    /// The word that leads to the name, if it is a title.
    title: Option<WordId>,
    at: usize,
    /// Whether more than capitals tells that it is a person.
    sure: bool,
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
        let full = |name: &&Name| {
            let sure = name.sure || !article.tokens[name.tokens.start].arabic;
            // «al-Rifai» is a surname.
            let first = name.tokens.start;
            let surname = name.tokens.len() == 2
                && article.tokens[first].case == Case::Any
                && !article.tokens[first].arabic;
            name.label == Label::Per && name.tokens.len() > 1 && sure && !surname
        };
        for name in names.iter().filter(full) {
            let bearer = Bearer {
                means: name.means.clone(),
                title: title_before(article, name.tokens.start),
                at: name.tokens.start,
                sure: name.sure,
            };
            // «Bill and Hillary Clinton»: there are two of them.
            let first = name.tokens.start;
            if first > 1
                && matches!(article.written(first - 1), "and" | "et" | "&")
                && article.cues(first - 2).any(Cues::Given)
                && article.tokens[first - 2].case == Case::Capital
            {
                let surname = article.key(name.tokens.end - 1..name.tokens.end, 0);
                let known = names.iter().find(|other| other.tokens == (first - 2..first - 1));
                let key = format!("{}-{surname}", article.key(first - 2..first - 1, 0));
                let means = known.map_or(Means::Unknown(key), |known| known.means.clone());
                let other = Bearer { means, title: None, at: first - 2, sure: true };
                bearers.by_end.entry(surname).or_default().push(other);
            }
            // «Rodrigo Errázuriz Lund», later «Errázuriz».
            let middle = name.tokens.start + 1;
            let plain = |n: usize| {
                article.between(n) == " "
                    && article.tokens[n].case == Case::Capital
                    && article.written(n).chars().count() > 2
                    && !particle(article, n)
            };
            if name.tokens.len() == 3
                && plain(middle)
                && plain(middle + 1)
                && article.cues(middle - 1).any(Cues::Given)
                && article.unheard(middle)
            {
                let key = article.key(middle..middle + 1, 0);
                bearers.first.insert(article.tokens.folded(middle).to_owned());
                bearers.longest = bearers.longest.max(1);
                bearers.by_end.entry(key).or_default().push(bearer.clone());
            }
            for start in name.tokens.start + 1..name.tokens.end {
                // «عبد الله» is one name, and so is «Kerjean-Vasseur».
                let half = ["عبد", "أبو", "أبي", "أبا", "ابن"];
                let whole = !half.iter().any(|half| article.written(start - 1).ends_with(half))
                    && (!article.between(start).ends_with('-') || particle(article, start - 1))
                    && !matches!(article.between(start), "'" | "’");
                let initial = article.written(start).chars().count() == 1
                    && !article.between(start + 1).starts_with(['\'', '’']);
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
pub(super) fn surnames(article: &Article<'_>, names: &mut Vec<Name>) {
    let bearers = Bearers::new(article, names);
    if bearers.by_end.is_empty() {
        return;
    }
    let tokens = article.tokens;
    let mut named = vec![false; tokens.len()];
    names.iter().for_each(|name| named[name.tokens.clone()].fill(true));
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
        let adjective = name.label == Label::Norp && tokens[at].arabic;
        let nisba = adjective && (said || leaves_no_adjective(article, at, &named));
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
        let unsure = matches!(name.means, Means::Entity(_)) && all.iter().any(|b| !b.sure);
        // A headline has the surname of somebody known before the full name.
        let known = |bearer: &Bearer| matches!(bearer.means, Means::Entity(_));
        let later = all.iter().all(|bearer| bearer.at > at && !(nisba && known(bearer)));
        if unsure || name.label != Label::Per && later {
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

/// Whether an adjective with the article cannot belong to the word before it, which has none and is
/// no name: «حكومة السوداني» is his, «الحكومة السودانية» the country's.
fn leaves_no_adjective(article: &Article<'_>, at: usize, named: &[bool]) -> bool {
    if at == 0 || !article.joined(at) || named[at - 1] || !article.written(at).ends_with('ي') {
        return false;
    }
    let before = article.written(at - 1);
    let bare = before.trim_start_matches(['و', 'ف', 'ب', 'ك']);
    let definite = bare.starts_with("ال") || bare.starts_with("لل");
    // «نظيره», «خارجيتها»: the pronoun makes them definite.
    let owned = before.ends_with(['ه', 'ا']) || before.ends_with("هم") || before.ends_with("نا");
    article.tokens[at - 1].arabic && article.written(at).starts_with("ال") && !definite && !owned
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
