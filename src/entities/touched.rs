//! What a correction may change, so that documents it cannot concern need no second look.

use std::collections::{BTreeSet, HashSet};

use super::Catalogue;
use super::forms::{ACRONYM, forms};
use super::hidden::joined;
use crate::model::{Correction, EntityId, Name, Role};
use crate::text::words;

/// Where a correction, or taking it back, may change mentions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// In documents with the words of one of these, folded as a search folds them; Arabic words may
    /// have particles on them there, and be without their article.
    pub keys: Vec<String>,
    /// In documents that name one of these.
    pub entities: Vec<EntityId>,
    /// Whose aliases, or what hides them, are other ones afterwards.
    changed: Vec<EntityId>,
    /// The words of the keys without the article.
    stems: HashSet<String>,
    /// Whether it may be in any document.
    all: bool,
    /// Of each key the longest of these, and a letter if it may be an acronym with periods.
    telling: HashSet<String>,
}

/// Where more entities than so many are others, every document is looked at.
const MANY: usize = 200;

/// Folded letters of the longest particles with the article: وبال.
const PARTICLES: usize = 4;

impl Correction {
    /// What this correction may change, asked of the catalogue before it.
    pub fn touches(&self, catalogue: &Catalogue) -> Touched {
        let all = |id: &EntityId| {
            let names = catalogue.get(id).map_or(&[][..], |entity| &entity.names);
            names.iter().flat_map(keys).collect()
        };
        let alone = |text: &str| {
            let lang = super::table::lang_of(text);
            keys(&Name { lang, text: text.to_owned(), role: Role::Name })
        };
        match self {
            Correction::AddAlias { entity, text, .. } => Touched::new(alone(text), entity),
            Correction::HideAlias { entity, text } => {
                // Its forms are hidden too if the alias is listed.
                let names = catalogue.get(entity).map_or(&[][..], |entity| &entity.names);
                let mut hidden = alone(text);
                let same = |name: &&Name| joined(&name.text) == joined(text);
                hidden.extend(names.iter().filter(same).flat_map(keys));
                Touched::new(hidden, entity)
            }
            Correction::HideEntity { entity } => {
                // One that was only proposed has its name in its id.
                let proposed = entity.as_str().strip_prefix('~').and_then(|id| id.split_once('-'));
                let name = proposed.map(|(_, key)| key.replace('-', " "));
                Touched::new(name.map_or_else(|| all(entity), |name| vec![name]), entity)
            }
            Correction::Merge { from, into } => {
                let mut touched = Touched::new(all(from), from);
                touched.changed.push(into.clone());
                touched
            }
            Correction::Part { entity, from } => {
                let mut touched = Touched::new(Vec::new(), entity);
                touched.entities.extend(from.iter().cloned());
                touched
            }
            Correction::NewEntity { id, name, .. } => Touched::new(alone(name), id),
        }
    }
}

/// The keys under which a name is found.
fn keys(name: &Name) -> Vec<String> {
    let mut keys = forms(name);
    keys.push(joined(&name.text));
    keys
}

impl Touched {
    fn new(mut keys: Vec<String>, entity: &EntityId) -> Self {
        keys.sort_unstable();
        keys.dedup();
        let stems = keys.iter().flat_map(|key| key.split(' ')).map(|word| stem(word).to_owned());
        let longest = |key: &String| {
            key.split(' ').map(stem).max_by_key(|word| word.len()).map(str::to_owned)
        };
        let telling = keys.iter().filter_map(longest).chain(keys.iter().filter_map(|k| letter(k)));
        let (stems, telling) = (stems.collect(), telling.collect());
        let changed = vec![entity.clone()];
        let entities = changed.clone();
        Self { stems, telling, entities, changed, keys, all: false }
    }

    /// What naming these for somebody else may change.
    pub fn of(entities: Vec<EntityId>) -> Self {
        let (keys, changed, stems, telling, all) = Default::default();
        Self { keys, entities, changed, stems, telling, all }
    }

    /// What this or another one may change.
    pub fn and(mut self, other: Self) -> Self {
        self.keys.extend(other.keys);
        self.keys.sort_unstable();
        self.entities.extend(other.entities);
        self.changed.extend(other.changed);
        self.stems.extend(other.stems);
        self.telling.extend(other.telling);
        self.all |= other.all;
        self
    }

    /// What other tables may change; `None` if they name alike.
    pub fn between(old: &Catalogue, new: &Catalogue) -> Option<Self> {
        let (before, after) = (old.sums(), new.sums());
        let ids: BTreeSet<&EntityId> = before.keys().chain(after.keys()).collect();
        let ids: Vec<_> = ids.into_iter().filter(|id| before.get(id) != after.get(id)).collect();
        if ids.len() > MANY {
            return Some(Self { all: true, ..Self::of(Vec::new()) });
        }
        let touched = ids.into_iter().map(|id| {
            let both = [old, new];
            let names = both.iter().filter_map(|of| of.get(id)).flat_map(|entity| &entity.names);
            let hidden = both.iter().flat_map(|of| of.hidden.iter()).filter(|(of, _)| *of == id);
            let hidden =
                hidden.map(|(_, alias)| alias.to_owned()).filter(|alias| !alias.is_empty());
            let proposed = id.as_proposed().map(|(_, name)| joined(&name));
            let keys = names.flat_map(keys).chain(hidden).chain(proposed);
            Self::new(keys.collect(), id)
        });
        touched.reduce(Self::and)
    }

    /// Whether a text that has this word, folded, may be concerned; one without any such word is
    /// not, by what it says.
    pub fn asks_for(&self, word: &str) -> bool {
        self.all || suffixes(word).any(|end| self.telling.contains(end))
    }

    /// Whether the mentions of a text may change, of which these entities are named. Never wrong
    /// about one that does; seldom about one that does not.
    pub fn concerns<'a>(&self, text: &str, named: impl IntoIterator<Item = &'a EntityId>) -> bool {
        self.all
            || named.into_iter().any(|entity| self.entities.contains(entity))
            || self.stands_in(text)
    }

    /// Whether the aliases of an entity, and what hides them, are the same in two catalogues but for
    /// what this correction is about.
    pub fn explains(&self, id: &EntityId, old: &Catalogue, new: &Catalogue) -> bool {
        let names = |of: &Catalogue| -> HashSet<String> {
            let entity = of.get(id).filter(|entity| entity.id == *id);
            let names = entity.into_iter().flat_map(|entity| &entity.names);
            let hidden = of.hidden.iter().filter(|(of, alias)| *of == id && !alias.is_empty());
            let hidden = hidden.map(|(_, alias)| alias.to_owned());
            names.map(|name| joined(&name.text)).chain(hidden).collect()
        };
        let (old, new) = (names(old), names(new));
        self.all
            || self.changed.contains(id)
                && old.symmetric_difference(&new).all(|name| self.keys.binary_search(name).is_ok())
    }

    fn stands_in(&self, text: &str) -> bool {
        let mut seen: HashSet<&str> = HashSet::new();
        // Letters that stand alone may be an acronym with periods.
        let mut letters = String::new();
        for word in words(text) {
            let before = seen.len();
            seen.extend(suffixes(&word.folded).filter_map(|end| self.stems.get(end)).map(|s| &**s));
            if word.folded.chars().nth(1).is_none() {
                letters.push_str(&word.folded);
                // Not more: in Chinese every word is one, and all ends are looked up.
                if letters.chars().count() > *ACRONYM.end() {
                    letters.remove(0);
                }
                let ends =
                    letters.char_indices().filter_map(|(at, _)| self.stems.get(&letters[at..]));
                seen.extend(ends.map(|s| &**s));
            } else {
                letters.clear();
            }
            let whole = |key: &String| key.split(' ').all(|word| seen.contains(stem(word)));
            if seen.len() > before && self.keys.iter().any(whole) {
                return true;
            }
        }
        false
    }
}

/// A letter of what may be an acronym: one that stands alone in few texts, if there is one.
fn letter(letters: &str) -> Option<String> {
    // By elision in French, and as words of their own.
    const USUAL: &str = "acdijlmnqsty";
    let arabic = |c: char| ('\u{600}'..='\u{6FF}').contains(&c);
    let may_be =
        ACRONYM.contains(&letters.chars().count()) && !letters.contains(|c| c == ' ' || arabic(c));
    let rare = letters.chars().find(|c| !USUAL.contains(*c)).or_else(|| letters.chars().next());
    rare.filter(|_| may_be).map(String::from)
}

/// A word without the Arabic article.
fn stem(word: &str) -> &str {
    word.strip_prefix("ال").filter(|rest| !rest.is_empty()).unwrap_or(word)
}

/// The word, and the word without up to four Arabic letters at its front.
fn suffixes(word: &str) -> impl Iterator<Item = &str> {
    let arabic = word.chars().take_while(|c| !c.is_ascii()).count().min(PARTICLES);
    let ends = word.char_indices().map(|(at, _)| at).take(1 + arabic);
    ends.map(|at| &word[at..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::catalogue::tests::sample;
    use crate::model::Kind;

    fn alias(text: &str) -> Touched {
        let (entity, text) = (EntityId::from("moscow"), text.to_owned());
        Correction::AddAlias { entity, text, lang: None }.touches(&sample())
    }

    #[test]
    fn a_text_is_concerned_where_the_words_of_an_alias_stand_in_any_form() {
        for (name, text) in [
            ("الأمم المتحدة", "بيان للأمم المتحدة"),
            ("روسيا", "وبروسيا"),
            ("أبو بكر", "مع أبي بكر"),
            ("BBC", "والـBBC"),
            ("ONU", "l’O.N.U. et"),
            ("U.N.", "the UN"),
            ("Charles de Gaulle", "Charles-de-Gaulle"),
            ("État", "L’ÉTAT"),
        ] {
            assert!(alias(name).concerns(text, []), "{name}: {text}");
            let asked = words(text).any(|word| alias(name).asks_for(&word.folded));
            assert!(asked, "{name}: {text}");
        }
        // An ideograph is a word of one letter.
        for (name, end) in [("U.N.", "u n"), ("REPOS", "re r e p o s")] {
            let text = format!("{} {end}", "船".repeat(400));
            assert!(alias(name).concerns(&text, []), "{name}");
        }
        for (name, text) in
            [("New York", "a new era, and no yorker"), ("UN", "under a gun"), ("روسيا", "روسيات")]
        {
            assert!(!alias(name).concerns(text, []), "{name}: {text}");
        }
    }

    #[test]
    fn a_document_that_names_the_entity_is_concerned() {
        let putin = EntityId::from("vladimir-putin");
        let touched = Correction::HideEntity { entity: putin.clone() }.touches(&sample());
        assert!(touched.concerns("", [&putin]));
        assert!(touched.concerns("Vladimir était là, et Poutine", []));
        assert!(!touched.concerns("Vladivostok", [&EntityId::from("moscow")]));
    }

    #[test]
    fn hiding_somebody_proposed_concerns_the_words_of_the_name() {
        let entity = EntityId::from("~per-sami-sahli");
        let touched = Correction::HideEntity { entity }.touches(&sample());
        assert!(touched.concerns("avec Sami Sahli", []) && !touched.concerns("avec Sami", []));
    }

    #[test]
    fn other_tables_touch_what_they_name_otherwise_and_everything_where_they_are_quite_others() {
        let other = |toml: &str| {
            let mut catalogue = sample();
            assert_eq!(catalogue.extend_from_toml(toml, std::path::Path::new("")), []);
            Touched::between(&sample(), &catalogue)
        };
        assert_eq!(other(""), None);
        let id = |id: &str| format!("[[entity]]\nid = \"{id}\"\n");
        let alias = other(&(id("moscow") + "fr = [\"Zanduli\"]")).unwrap();
        assert!(alias.concerns("vers Zanduli", []) && !alias.concerns("vers Paris", []));
        let hidden = other(&(id("~per-sami-sahli") + "hidden = true")).unwrap();
        assert!(hidden.concerns("avec Sami Sahli", []) && !hidden.concerns("avec Sami", []));
        let apart = other(&(id("~per-a-b") + "apart = [\"~per-c-d\"]")).unwrap();
        assert!(apart.concerns("", [&EntityId::from("~per-a-b")]) && !apart.concerns("", []));
        let all = Touched::between(&sample(), &Catalogue::builtin().unwrap()).unwrap();
        assert!(all.asks_for("x") && all.concerns("", []));
    }

    #[test]
    fn whatever_a_correction_changes_it_touches() {
        let text = "الروسية وللروس, le Kremlin de Poutine à Moscou, l’Oural ; لموسكو O.U.R.";
        let id = EntityId::from;
        let corrections = [
            Correction::HideAlias { entity: id("russia"), text: "روسي".into() },
            Correction::HideAlias { entity: id("russia"), text: "Kremlin".into() },
            Correction::HideEntity { entity: id("moscow") },
            Correction::Merge { from: id("moscow"), into: id("russia") },
            Correction::AddAlias { entity: id("russia"), text: "Oural".into(), lang: None },
            Correction::NewEntity {
                id: id("our"),
                kind: Kind::Group,
                name: "OUR".into(),
                lang: None,
            },
        ];
        let mentions =
            |catalogue: &Catalogue| crate::entities::Recogniser::new(catalogue).mentions(text);
        let before = mentions(&sample());
        for correction in corrections {
            let mut catalogue = sample();
            let toml = correction.edit("").unwrap();
            assert_eq!(catalogue.extend_from_toml(&toml, std::path::Path::new("")), [], "{toml}");
            let after = mentions(&catalogue);
            assert_ne!(before, after, "{correction}");
            let touched = correction.touches(&sample());
            assert!(touched.concerns(text, before.iter().map(|m| &m.entity)), "{correction}");
            assert!(touched.concerns(text, after.iter().map(|m| &m.entity)), "{correction}");
            let (old, new) = (sample().sums(), catalogue.sums());
            let ids = old.keys().chain(new.keys()).filter(|id| old.get(*id) != new.get(*id));
            let ids: Vec<&EntityId> = ids.collect();
            let explains = |id: &&EntityId| touched.explains(id, &sample(), &catalogue);
            assert!(!ids.is_empty() && ids.iter().all(explains), "{correction}");
            let more =
                Correction::AddAlias { entity: id("russia"), text: "Rus".into(), lang: None };
            let toml = more.edit("").unwrap();
            assert_eq!(catalogue.extend_from_toml(&toml, std::path::Path::new("")), []);
            assert!(!touched.explains(&id("russia"), &sample(), &catalogue), "{correction}");
        }
    }
}
