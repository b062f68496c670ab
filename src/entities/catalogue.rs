//! The table of entities: what is built in, and what the person adds.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;
use std::sync::OnceLock;

use super::forms::{forms, key};
use super::table::{Block, Problem, TableError, parse};
use crate::model::{Entity, EntityId, Name};

/// The built-in tables: path and text. Countries lead, because the others refer to them.
macro_rules! tables {
    ($($name:literal),*) => {
        [$((
            concat!("data/entities/", $name, ".toml"),
            include_str!(concat!("../../data/entities/", $name, ".toml")),
        )),*]
    };
}
const BUILTIN: [(&str, &str); 8] = tables![
    "countries",
    "capitals",
    "places",
    "people",
    "organisations",
    "groups",
    "media",
    "events"
];

/// Entities by id and by any alias.
#[derive(Debug, Default)]
pub struct Catalogue {
    entities: Vec<Entity>,
    by_id: HashMap<EntityId, usize>,
    /// Entity and name by index, in the order of the tables: of two that claim the same alias the
    /// later wins, so a person's own table has its way.
    order: Vec<(usize, usize)>,
    /// Entities by the key of every form of every alias; made when first asked for.
    by_key: OnceLock<HashMap<String, BTreeSet<usize>>>,
}

/// An alias or a regular form of one, to be looked for.
pub(super) struct Alias<'c> {
    pub(super) key: String,
    /// As the table lists it; a form has the capitals of what it is a form of.
    pub(super) name: &'c Name,
    pub(super) entity: usize,
}

impl Catalogue {
    /// The catalogue of what is built in.
    ///
    /// # Errors
    /// A built-in table that cannot be read; the tests of this module keep that from happening.
    pub fn builtin() -> Result<Self, TableError> {
        let mut catalogue = Self::default();
        for (path, toml) in BUILTIN {
            catalogue.extend_from_toml(toml, Path::new(path))?;
        }
        Ok(catalogue)
    }

    /// Adds a table: new entities, and more names for known ones, whose kind and country it may
    /// correct. An alias that another entity has too goes to the one of this table from now on.
    ///
    /// # Errors
    /// The first fault of the table, of which nothing has been added then.
    pub fn extend_from_toml(&mut self, toml: &str, path: &Path) -> Result<(), TableError> {
        let blocks = parse(toml, path)?;
        self.check(&blocks).map_err(|(line, problem)| {
            let path = path.to_owned();
            TableError { path, line, problem }
        })?;
        blocks.into_iter().for_each(|block| self.add(block));
        self.by_key = OnceLock::new();
        Ok(())
    }

    fn check(&self, blocks: &[Block]) -> Result<(), (usize, Problem)> {
        let mut known: HashSet<&str> = self.by_id.keys().map(EntityId::as_str).collect();
        for block in blocks {
            if known.insert(&block.id) {
                if block.kind.is_none() {
                    return Err((block.line, Problem::NoKind(block.id.clone())));
                }
                if block.names.is_empty() {
                    return Err((block.line, Problem::NoName(block.id.clone())));
                }
            }
        }
        let stray = |b: &&Block| b.country.as_deref().is_some_and(|id| !known.contains(id));
        match blocks.iter().find(stray) {
            Some(b) => Err((b.line, Problem::Country(b.country.clone().unwrap_or_default()))),
            None => Ok(()),
        }
    }

    fn add(&mut self, block: Block) {
        let id = EntityId::from(block.id.as_str());
        let country = block.country.as_deref().map(EntityId::from);
        let index = match (self.by_id.get(&id), block.kind) {
            (Some(&index), kind) => {
                let entity = &mut self.entities[index];
                entity.kind = kind.unwrap_or(entity.kind);
                entity.country = country.or(entity.country.take());
                index
            }
            (None, Some(kind)) => {
                self.by_id.insert(id.clone(), self.entities.len());
                self.entities.push(Entity { id, kind, country, names: Vec::new() });
                self.entities.len() - 1
            }
            // `check` has refused it.
            (None, None) => return,
        };
        let names = &mut self.entities[index].names;
        let first = names.len();
        names.extend(block.names);
        // Backwards, so that a name wins over a nationality word: la Suisse, un suisse.
        self.order.extend((first..names.len()).rev().map(|name| (index, name)));
    }

    /// The entity with this id.
    pub fn get(&self, id: &EntityId) -> Option<&Entity> {
        self.by_id.get(id).map(|&index| &self.entities[index])
    }

    /// All entities, in the order of the tables.
    pub fn iter(&self) -> impl Iterator<Item = &Entity> {
        self.entities.iter()
    }

    /// Whom a person may mean: the entity with this id; else all with this alias, nationality word
    /// or seat, however it is folded; else all with an alias that has these words in it, the last
    /// of which may be unfinished. In the order of the tables.
    pub fn find(&self, name: &str) -> Vec<EntityId> {
        if let Some(&index) = self.by_id.get(&EntityId::from(name.trim())) {
            return vec![self.entities[index].id.clone()];
        }
        let proposed = EntityId::from(name.trim());
        if proposed.as_proposed().is_some() {
            return vec![proposed];
        }
        let name = key(name);
        if name.is_empty() {
            return Vec::new();
        }
        let by_key = self.by_key.get_or_init(|| self.by_key());
        let found = by_key.get(&name).cloned().unwrap_or_else(|| {
            let begins_a_word = |key: &str| {
                key.match_indices(&name).any(|(at, _)| at == 0 || key[..at].ends_with(' '))
            };
            let found = by_key.iter().filter(|(key, _)| begins_a_word(key));
            found.flat_map(|(_, entities)| entities).copied().collect()
        });
        found.into_iter().map(|index| self.entities[index].id.clone()).collect()
    }

    /// The aliases of an entity as a search compares them: folded, without repetitions.
    pub fn keys(&self, id: &EntityId) -> BTreeSet<String> {
        let names = self.get(id).map_or(&[][..], |entity| &entity.names);
        names.iter().map(|name| key(&name.text)).collect()
    }

    /// The entity at the index of an [`Alias`].
    pub(super) fn entity(&self, alias: &Alias<'_>) -> &Entity {
        &self.entities[alias.entity]
    }

    /// Everything to look for: first the regular forms that no table lists, then what is listed;
    /// where two claim the same words the later one has them.
    pub(super) fn aliases(&self) -> Vec<Alias<'_>> {
        let alias = |key, (entity, name): (usize, usize)| Alias {
            key,
            name: &self.entities[entity].names[name],
            entity,
        };
        let listed: Vec<_> = self
            .order
            .iter()
            .map(|&at| alias(key(&self.entities[at.0].names[at.1].text), at))
            .collect();
        let taken: HashSet<&str> = listed.iter().map(|alias| &*alias.key).collect();
        let mut aliases = Vec::new();
        for &at in &self.order {
            let forms = forms(&self.entities[at.0].names[at.1]).into_iter();
            let free = forms.filter(|form| !taken.contains(&**form));
            aliases.extend(free.map(|form| alias(form, at)));
        }
        aliases.extend(listed);
        aliases
    }

    fn by_key(&self) -> HashMap<String, BTreeSet<usize>> {
        let mut by_key: HashMap<_, BTreeSet<_>> = HashMap::new();
        for alias in self.aliases() {
            by_key.entry(alias.key).or_default().insert(alias.entity);
        }
        by_key
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::{Kind, Lang, Role};

    /// A catalogue small enough to know by heart.
    pub(in crate::entities) fn sample() -> Catalogue {
        let mut catalogue = Catalogue::default();
        catalogue.extend_from_toml(include_str!("sample.toml"), Path::new("sample.toml")).unwrap();
        catalogue
    }

    fn found(catalogue: &Catalogue, name: &str) -> Vec<String> {
        catalogue.find(name).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn anyone_is_found_by_id_or_alias_in_any_script_and_spelling() {
        let sample = sample();
        for name in ["vladimir-putin", "POUTINE", " بوتين ", "Владимир Путин", "vladimir  poutine"]
        {
            assert_eq!(found(&sample, name), ["vladimir-putin"], "{name}");
        }
        for name in ["Russe", "الروسيات", "Kremlin", "الكرملين"] {
            assert_eq!(found(&sample, name), ["russia"], "{name}");
        }
    }

    #[test]
    fn what_is_no_alias_is_looked_for_inside_the_aliases_by_words() {
        let sample = sample();
        assert_eq!(found(&sample, "vlad"), ["vladimir-putin"]);
        assert_eq!(found(&sample, "york ti"), ["new-york-times"]);
        assert_eq!(found(&sample, "new york"), ["new-york"]);
        assert_eq!(found(&sample, "new yor"), ["new-york", "new-york-times"]);
        for nobody in ["outine", "nobody", "", "…"] {
            assert_eq!(found(&sample, nobody), [""; 0], "{nobody}");
        }
    }

    #[test]
    fn a_table_of_ones_own_adds_entities_and_aliases_and_wins() {
        let mut catalogue = sample();
        let own = "[[entity]]\nid = \"vladimir-putin\"\nen = [\"VVP\"]\n\n\
                   [[entity]]\nid = \"ship\"\nkind = \"facility\"\ncountry = \"russia\"\n\
                   fr = [\"Moscou\"]";
        catalogue.extend_from_toml(own, Path::new("own.toml")).unwrap();
        assert_eq!(found(&catalogue, "vvp"), ["vladimir-putin"]);
        assert_eq!(found(&catalogue, "Moscou"), ["moscow", "ship"]);
        let mentions = crate::entities::Recogniser::new(&catalogue).mentions("Moscou");
        assert_eq!(mentions[0].entity.as_str(), "ship");
    }

    #[test]
    fn a_faulty_table_adds_nothing() {
        let mut catalogue = sample();
        let count = catalogue.iter().count();
        let good = "[[entity]]\nid = \"a\"\nkind = \"city\"\nfr = [\"A\"]\n";
        let mut fault = |bad: &str| {
            let toml = format!("{good}[[entity]]\nid = \"b\"\n{bad}");
            catalogue.extend_from_toml(&toml, Path::new("own.toml")).unwrap_err()
        };
        let error = fault("fr = [\"B\"]");
        assert_eq!((error.line, error.problem), (5, Problem::NoKind("b".into())));
        assert_eq!(fault("kind = \"city\"").problem, Problem::NoName("b".into()));
        let error = fault("kind = \"city\"\nfr = [\"B\"]\ncountry = \"atlantis\"");
        assert_eq!((error.line, error.problem), (5, Problem::Country("atlantis".into())));
        assert_eq!(catalogue.iter().count(), count);
        assert_eq!(found(&catalogue, "A b"), [""; 0]);
    }

    #[test]
    fn the_keys_of_an_entity_are_its_aliases_folded() {
        let keys = sample().keys(&EntityId::from("moscow"));
        assert_eq!(keys.iter().collect::<Vec<_>>(), ["moscou", "moscow", "موسكو"]);
    }

    #[test]
    fn every_built_in_table_can_be_read_and_names_an_entity_once() {
        let mut lines = HashMap::new();
        for (path, toml) in BUILTIN {
            for block in parse(toml, Path::new(path)).unwrap() {
                let place = format!("{path}:{}", block.line);
                if let Some(other) = lines.insert(block.id.clone(), place.clone()) {
                    panic!("{} stands at {other} and at {place}", block.id);
                }
            }
        }
        assert_eq!(Catalogue::builtin().unwrap().iter().count(), lines.len());
    }

    #[test]
    fn every_built_in_entity_has_a_name_in_each_language() {
        let catalogue = Catalogue::builtin().unwrap();
        let lacks = |e: &&Entity| {
            [Lang::AR, Lang::FR, Lang::EN]
                .iter()
                .any(|lang| !e.names.iter().any(|n| n.lang == *lang && n.role == Role::Name))
        };
        let lacking: Vec<_> = catalogue.iter().filter(lacks).map(|e| e.id.as_str()).collect();
        assert!(lacking.is_empty(), "{lacking:?}");
    }

    #[test]
    fn every_built_in_country_reference_is_to_a_country_or_territory() {
        let catalogue = Catalogue::builtin().unwrap();
        for entity in catalogue.iter() {
            if let Some(country) = &entity.country {
                let kind = catalogue.get(country).map(|country| country.kind);
                let lands = [Some(Kind::Country), Some(Kind::Province), Some(Kind::Region)];
                assert!(lands.contains(&kind), "{} → {country}", entity.id);
            }
        }
    }

    #[test]
    fn no_built_in_alias_belongs_to_two_entities() {
        let catalogue = Catalogue::builtin().unwrap();
        let mut shared: Vec<String> = Vec::new();
        for (key, entities) in catalogue.by_key() {
            // A shared name is decided by the article; at most one may have it without that.
            let plain = |&n: &usize| {
                !catalogue.entities[n]
                    .names
                    .iter()
                    .any(|name| name.role == Role::Shared && super::key(&name.text) == key)
            };
            if entities.len() > 1
                && entities.iter().filter(|n| plain(n)).count() != 0
                && entities.iter().filter(|n| plain(n)).count() != 1
            {
                let ids: Vec<_> =
                    entities.iter().map(|&n| catalogue.entities[n].id.as_str()).collect();
                shared.push(format!("{key}: {}", ids.join(", ")));
            }
        }
        shared.sort();
        assert!(shared.is_empty(), "claimed twice:\n{}", shared.join("\n"));
    }
}
