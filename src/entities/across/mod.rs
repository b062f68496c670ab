//! Unknown names across scripts: which proposed names in Arabic letters are those of the same person
//! or organisation as some in Latin ones.
//!
//! Letters propose ([`pairs`]), what the documents say decides ([`Evidence`]): known people that
//! both are named with at about the same time, others whose names agree likewise, their role, or the
//! one name in brackets behind the other. Where several could be meant none is: a wrong link is worse
//! than a missing one.

mod groups;
mod letters;
mod seen;
mod spelling;
#[cfg(test)]
mod tests;
mod words;

use std::collections::{BTreeMap, BTreeSet, HashMap};

pub use groups::{Group, Groups};
use seen::Seen;
use spelling::Spelling;
use words::Words;

use super::Catalogue;
use crate::model::{DocId, Document, EntityId, Kind, Lang};

/// Two proposed names that are the same by their letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// In Arabic letters.
    pub arabic: EntityId,
    /// In Latin letters.
    pub latin: EntityId,
    /// How far their letters are from one another, in tenths of a consonant.
    pub distance: u32,
}

/// All pairs of these proposed names that are the same by their letters.
pub fn pairs<'a>(ids: impl IntoIterator<Item = &'a EntityId>) -> Vec<Pair> {
    let known = Words::get();
    let spelled = |id: &'a EntityId| Some((id, Spelling::of(id, known)?));
    let (arabic, latin): (Vec<_>, Vec<_>) =
        ids.into_iter().filter_map(spelled).partition(|(_, spelling)| spelling.arabic);
    let mut by_key: HashMap<String, Vec<usize>> = HashMap::new();
    for (n, (_, spelling)) in arabic.iter().enumerate() {
        spelling.keys().into_iter().for_each(|key| by_key.entry(key).or_default().push(n));
    }
    let mut pairs = Vec::new();
    for (id, spelling) in latin.iter().filter(|_| !by_key.is_empty()) {
        let keys = spelling.keys();
        let alike: BTreeSet<usize> =
            keys.iter().filter_map(|key| by_key.get(key)).flatten().copied().collect();
        for (other, arabic) in alike.into_iter().map(|n| &arabic[n]) {
            let distance = arabic.distance(spelling);
            pairs.extend(distance.map(|distance| Pair {
                arabic: (*other).clone(),
                latin: (*id).clone(),
                distance,
            }));
        }
    }
    pairs
}

/// Half points that have to speak for two names being the same, beside their letters.
const NEEDED: i64 = 3;
/// Letters that are farther apart than this need more.
const CLOSE: u32 = 3;
/// Days between two documents that speak of the same things.
const DAYS: i64 = 30;
/// The one name in brackets behind the other: no more is needed.
const BESIDE: i64 = 100;
/// Places of each name that are looked at.
const PLACES: usize = 40;

/// What documents say about proposed names.
#[derive(Debug, Default)]
pub struct Evidence(BTreeMap<EntityId, Vec<Seen>>);

impl Evidence {
    /// Takes what a document says about the names of pairs.
    pub fn read(&mut self, document: &Document, wanted: &dyn Fn(&EntityId) -> bool) {
        for (id, seen) in seen::seen(document) {
            if wanted(&id) {
                let places = self.0.entry(id).or_default();
                if places.len() < PLACES {
                    places.push(seen);
                }
            }
        }
    }

    /// Which of the pairs are one: a pure function of what the documents say. `common` tells of whom
    /// so many documents speak that it says nothing.
    pub fn group(
        &self,
        pairs: &[Pair],
        catalogue: &Catalogue,
        common: &dyn Fn(&EntityId) -> bool,
    ) -> Groups {
        let weigh = |id: &EntityId| match catalogue.get(id).map(|entity| entity.kind) {
            None | Some(Kind::Media) => 0,
            Some(_) if common(id) => 0,
            Some(Kind::Country | Kind::City | Kind::Province | Kind::Region | Kind::Place) => 1,
            Some(_) => 2,
        };
        self.decide(pairs, &weigh, &|one, other| catalogue.keeps_apart(one, other))
    }

    /// The same, where `weigh` gives the half points that it speaks for two names if documents share
    /// a known entity, and `apart` says whether the person keeps two names apart.
    fn decide(
        &self,
        pairs: &[Pair],
        weigh: &dyn Fn(&EntityId) -> u32,
        apart: &dyn Fn(&EntityId, &EntityId) -> bool,
    ) -> Groups {
        let pairs: Vec<&Pair> =
            pairs.iter().filter(|pair| !apart(&pair.arabic, &pair.latin)).collect();
        let told = Told { weigh, close: self.close(&pairs) };
        let supported: Vec<(&Pair, i64)> =
            pairs.into_iter().filter_map(|pair| Some((pair, self.support(pair, &told)?))).collect();
        let mut by_arabic: BTreeMap<&EntityId, Vec<(&Pair, i64)>> = BTreeMap::new();
        let mut by_latin: BTreeMap<&EntityId, Vec<(&Pair, i64)>> = BTreeMap::new();
        for (pair, points) in supported {
            by_arabic.entry(&pair.arabic).or_default().push((pair, points));
            by_latin.entry(&pair.latin).or_default().push((pair, points));
        }
        let mut groups = Vec::new();
        for (arabic, rivals) in by_arabic {
            let mut won = match clear(&rivals) {
                Some(pair) => vec![pair],
                None if self.are_spellings(&rivals) => {
                    rivals.iter().map(|(pair, _)| *pair).collect()
                }
                None => continue,
            };
            won.retain(|pair| clear(&by_latin[&pair.latin]).is_some_and(|best| best == *pair));
            let names = won.iter().map(|pair| &pair.latin).chain([arabic]);
            if !won.is_empty() {
                groups.push(Group::of(names.map(|id| (id.clone(), self.written(id))).collect()));
            }
        }
        Groups::new(groups)
    }

    /// The half points that speak for a pair, if they are enough.
    fn support(&self, pair: &Pair, told: &Told<'_>) -> Option<i64> {
        let needed = NEEDED + if pair.distance > CLOSE { 2 } else { 0 };
        let [arabic, latin] = [&pair.arabic, &pair.latin].map(|id| self.0.get(id));
        let (arabic, latin) = (arabic?, latin?);
        let beside = arabic.iter().any(|seen| seen.beside.contains(&pair.latin))
            || latin.iter().any(|seen| seen.beside.contains(&pair.arabic));
        if beside {
            return Some(BESIDE);
        }
        let points = arabic.iter().flat_map(|a| latin.iter().map(move |b| told.points(pair, a, b)));
        points.max().filter(|points| *points >= needed)
    }

    /// The close pairs of whose names documents have the Arabic one, and the Latin one.
    fn close<'p>(&self, pairs: &[&'p Pair]) -> HashMap<DocId, [Vec<&'p Pair>; 2]> {
        let mut close: HashMap<DocId, [Vec<&Pair>; 2]> = HashMap::new();
        for pair in pairs.iter().filter(|pair| pair.distance <= CLOSE) {
            for (n, id) in [&pair.arabic, &pair.latin].into_iter().enumerate() {
                for seen in self.0.get(id).into_iter().flatten() {
                    close.entry(seen.document).or_default()[n].push(pair);
                }
            }
        }
        close
    }

    /// Whether these Latin names are what one Arabic name is written as in several languages: never in
    /// one document, each in a language of its own.
    fn are_spellings(&self, rivals: &[(&Pair, i64)]) -> bool {
        let of = |pair: &Pair| self.0.get(&pair.latin).map_or(&[][..], Vec::as_slice);
        let spellings: Vec<&[Seen]> = rivals.iter().map(|(pair, _)| of(pair)).collect();
        spellings.iter().enumerate().all(|(n, one)| {
            spellings[..n].iter().all(|other| {
                let mut both = one.iter().flat_map(|a| other.iter().map(move |b| (a, b)));
                both.all(|(a, b)| a.document != b.document && a.lang != b.lang)
                    && one.iter().chain(*other).all(|seen| seen.lang != Lang::UNKNOWN)
            })
        })
    }

    /// A name as it is written most often.
    fn written(&self, id: &EntityId) -> String {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for seen in self.0.get(id).into_iter().flatten() {
            *counts.entry(&seen.written).or_default() += 1;
        }
        let most = counts.into_iter().rev().max_by_key(|(_, count)| *count);
        most.map_or_else(String::new, |(written, _)| written.to_owned())
    }
}

/// The one of several pairs that is clearly better than the others, if one is.
fn clear<'p>(rivals: &[(&'p Pair, i64)]) -> Option<&'p Pair> {
    let beats = |(a, points): &(&Pair, i64), (b, other): &(&Pair, i64)| {
        a == b
            || (*points == BESIDE && *other < BESIDE)
            || (*other < BESIDE && a.distance + CLOSE < b.distance)
    };
    rivals.iter().find(|one| rivals.iter().all(|other| beats(one, other))).map(|(pair, _)| *pair)
}

/// What documents are compared by.
struct Told<'t> {
    /// Half points for sharing a known entity.
    weigh: &'t dyn Fn(&EntityId) -> u32,
    /// By document the close pairs of whose names it has the Arabic one, and the Latin one.
    close: HashMap<DocId, [Vec<&'t Pair>; 2]>,
}

impl Told<'_> {
    /// The half points by which what two documents say speaks for the names of a pair in them being
    /// the same.
    fn points(&self, pair: &Pair, a: &Seen, b: &Seen) -> i64 {
        let dated = match (a.day, b.day) {
            (Some(a), Some(b)) if (a - b).abs() > DAYS => return 0,
            (Some(_), Some(_)) => 0,
            // Without a date they may be of any time.
            _ => -1,
        };
        let shared = a.known.iter().filter(|id| b.known.binary_search(id).is_ok());
        let (mut told, mut place) = (0, 0);
        for weight in shared.map(self.weigh) {
            match weight {
                0 => {}
                1 => place = 1,
                weight => told += i64::from(weight),
            }
        }
        let roles = match (a.roles.is_disjoint(&b.roles), a.roles.is_empty() || b.roles.is_empty())
        {
            (false, _) => 2,
            (true, true) => 0,
            // A minister and a footballer.
            (true, false) => -2,
        };
        // Several names that agree at once don't by chance.
        let others = self.others(pair, a.document, b.document).min(2) as i64;
        told + place + roles + dated + 2 * others
    }

    /// How many other names agree in two documents.
    fn others(&self, pair: &Pair, a: DocId, b: DocId) -> usize {
        let (Some([arabic, _]), Some([_, latin])) = (self.close.get(&a), self.close.get(&b)) else {
            return 0;
        };
        let other = |one: &&&Pair| one.arabic != pair.arabic && one.latin != pair.latin;
        let both = arabic.iter().filter(other).filter(|one| latin.contains(one));
        let (arabic, latin): (BTreeSet<_>, BTreeSet<_>) =
            both.map(|one| (&one.arabic, &one.latin)).unzip();
        arabic.len().min(latin.len())
    }
}
