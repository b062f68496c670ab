//! Parliaments, courts and the like of which every country has its own: «Scottish Parliament» is not the
//! one that «Parliament» means by itself.

use super::super::article::{Article, Means, Name};
use crate::model::Label;

/// Names of institutions that others have too, folded.
const GENERIC: [&str; 22] = [
    "parliament",
    "supreme-court",
    "senate",
    "congress",
    "house-of-representatives",
    "house-of-commons",
    "national-assembly",
    "constitutional-court",
    "central-bank",
    "parlement",
    "cour-supreme",
    "senat",
    "congres",
    "assemblee-nationale",
    "chambre-des-representants",
    "conseil-constitutionnel",
    "conseil-d-etat",
    "البرلمان",
    "مجلس-النواب",
    "مجلس-الشيوخ",
    "المحكمه-العليا",
    "الكونغرس",
];

/// Decides institutions with a nationality word beside them: the one of that country, or nobody known.
pub(super) fn abroad(article: &Article<'_>, names: &mut Vec<Name>) {
    let entities = &article.dictionary.entities;
    let mut joined = Vec::new();
    for n in 0..names.len() {
        let name = &names[n];
        if name.label != Label::Org {
            continue;
        }
        let latin = !article.tokens[name.tokens.start].arabic;
        let before = n.checked_sub(1).map(|n| &names[n]).filter(|before| {
            latin && before.tokens.end == name.tokens.start && article.joined(name.tokens.start)
        });
        let behind = names.get(n + 1).filter(|behind| {
            behind.tokens.start == name.tokens.end && article.joined(name.tokens.end)
        });
        let nationality = |of: &&Name| of.label == Label::Norp;
        let (before, behind) = (before.filter(nationality), behind.filter(nationality));
        let Some(Name { means: Means::Entity(country), .. }) = before.or(behind) else { continue };
        let key = article.key(name.tokens.clone(), name.stripped);
        if !GENERIC.contains(&key.as_str()) {
            continue;
        }
        let own = |entity: u32| entities[entity as usize].country == Some(*country);
        let one = match name.means {
            Means::Entity(entity) => own(entity).then_some(entity),
            Means::Shared(node) => {
                let mut ends = article.dictionary.ends(node).iter().map(|end| end.entity);
                ends.find(|entity| own(*entity))
            }
            Means::Unknown(_) => None,
        };
        match one {
            Some(entity) => names[n].means = Means::Entity(entity),
            None if before.is_some() => joined.push(n),
            None => names[n].means = Means::Unknown(key),
        }
    }
    for n in joined.into_iter().rev() {
        let nationality = names.remove(n - 1);
        let name = &mut names[n - 1];
        name.tokens.start = nationality.tokens.start;
        name.stripped = 0;
        name.means = Means::Unknown(article.key(name.tokens.clone(), 0));
    }
}
