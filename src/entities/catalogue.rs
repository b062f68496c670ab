//! The table of entities: what is built in, what the person imported, and what they corrected.

#[cfg(test)]
mod corrected;
mod gone;
mod index;
mod known;
mod namesakes;
mod sums;
#[cfg(test)]
pub(super) mod tests;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;
use std::sync::OnceLock;

use super::forms::{acronym, forms, key};
use super::hidden::{Hidden, joined};
use super::import::Line;
use super::table::{Block, Problem, TableError, parse, slug};
use crate::model::{Entity, EntityId, Name, Role};
use gone::{Gone, stands_for};
use index::Index;
pub(super) use known::Known;

/// The built-in tables: path and text. Countries lead, because the others refer to them.
macro_rules! tables {
    ($($name:literal),*) => {
        [$((
            concat!("data/entities/", $name, ".toml"),
            include_str!(concat!("../../data/entities/", $name, ".toml")),
        )),*]
    };
}
const BUILTIN: [(&str, &str); 34] = tables![
    "countries",
    "capitals",
    "places",
    "places-africa",
    "places-americas",
    "places-asia",
    "places-europe",
    "places-france",
    "places-gulf-iran",
    "places-iraq-syria-lebanon",
    "places-more",
    "places-north-africa",
    "places-palestine-jordan-israel",
    "places-uk-ireland",
    "people",
    "people-africa",
    "people-americas",
    "people-asia",
    "people-europe",
    "people-middle-east",
    "peoples",
    "organisations",
    "organisations-more",
    "institutions",
    "companies",
    "companies-more",
    "groups",
    "groups-more",
    "parties",
    "media",
    "media-more",
    "events",
    "events-more",
    "events-later"
];

/// Entities by id and by any alias.
///
/// Where several have the same alias, a text that has it names the one of the table added last: the
/// person's own has its way over the built-in ones. Imported names give way to both, and one that
/// several imported entities have names none of them, because a wrong link is worse than a missing
/// one. Whoever asks for an alias by [`Catalogue::find`] is told of all of them.
#[derive(Debug, Default)]
pub struct Catalogue {
    entities: Vec<Entity>,
    by_id: HashMap<EntityId, usize>,
    /// Which names came together, in the order in which they did.
    runs: Vec<Run>,
    /// What is not to be found, in whatever way a name is found.
    pub(super) hidden: Hidden,
    /// Proposed names that are not to be taken for those of one.
    apart: BTreeSet<(EntityId, EntityId)>,
    /// Made when first asked for.
    index: OnceLock<Index>,
}

/// Names that an entity was given at once.
#[derive(Debug, Clone, Copy)]
struct Run {
    entity: usize,
    first: u32,
    end: u32,
    imported: bool,
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
            if let Some(error) = catalogue.extend_from_toml(toml, Path::new(path)).pop() {
                return Err(error);
            }
        }
        Ok(catalogue)
    }

    /// Adds a table: new entities, more names for known ones, whose kind and country it may
    /// correct, and what it hides and merges. An alias that another entity has too goes to the one
    /// of this table from now on. Faulty entities are left out and returned.
    pub fn extend_from_toml(&mut self, toml: &str, path: &Path) -> Vec<TableError> {
        let (blocks, mut errors) = parse(toml, path);
        let mut fail = |line, problem| {
            errors.push(TableError { path: path.to_owned(), line, problem });
        };
        // A table may refer to what comes later in it.
        let new: HashSet<String> =
            blocks.iter().filter(|b| b.kind.is_some()).map(|b| b.id.clone()).collect();
        let (mut hides, mut merges) = (Vec::new(), Vec::new());
        for mut block in blocks {
            let known = |id: &str| new.contains(id) || self.by_id.contains_key(&EntityId::from(id));
            match block.country.as_deref() {
                Some(country) if !known(country) => {
                    fail(block.line, Problem::Country(country.to_owned()));
                    continue;
                }
                _ => {}
            }
            let id = EntityId::from(&*block.id);
            let apart = block.apart.iter().map(|other| (id.clone(), EntityId::from(&**other)));
            self.apart.extend(apart);
            if id.is_proposed() && (block.hidden || !block.apart.is_empty()) {
                if block.hidden {
                    self.hidden.add_entity(id);
                }
                continue;
            }
            let (line, same_as) = (block.line, block.same_as.take());
            let hide = (std::mem::take(&mut block.hide), block.hidden && same_as.is_none());
            match self.add(block) {
                Ok(index) => {
                    merges.extend(same_as.map(|into| (line, index, into)));
                    hides.push((index, hide));
                }
                Err(problem) => fail(line, problem),
            }
        }
        let mut gone = Gone::new();
        for (line, from, into) in merges {
            if let Err(problem) = self.merge(from, into, &mut gone) {
                fail(line, problem);
            }
        }
        for (index, (aliases, whole)) in hides {
            let index = stands_for(index, &gone);
            let id = &self.entities[index].id;
            aliases.iter().for_each(|alias| self.hidden.add_alias(id.clone(), alias));
            if whole {
                gone.insert(index, None);
            }
        }
        if !gone.is_empty() {
            self.sweep(&gone);
        }
        self.index = OnceLock::new();
        errors
    }

    fn add(&mut self, block: Block) -> Result<usize, Problem> {
        let id = EntityId::from(block.id.as_str());
        let country = block.country.as_deref().map(EntityId::from);
        let index = match (self.by_id.get(&id), block.kind) {
            (Some(&index), kind) => {
                let entity = &mut self.entities[index];
                entity.kind = kind.unwrap_or(entity.kind);
                entity.country = country.or(entity.country.take());
                index
            }
            (None, Some(_)) if block.id.starts_with('~') => return Err(Problem::Id(block.id)),
            (None, Some(_)) if block.names.is_empty() => return Err(Problem::NoName(block.id)),
            (None, Some(kind)) => self.push(Entity { id, kind, country, names: Vec::new() }),
            (None, None) if block.names.is_empty() => return Err(Problem::Unknown(block.id)),
            (None, None) => return Err(Problem::NoKind(block.id)),
        };
        self.name(index, block.names, false);
        Ok(index)
    }

    fn push(&mut self, entity: Entity) -> usize {
        self.by_id.insert(entity.id.clone(), self.entities.len());
        self.entities.push(entity);
        self.entities.len() - 1
    }

    fn name(&mut self, index: usize, more: impl IntoIterator<Item = Name>, imported: bool) {
        let names = &mut self.entities[index].names;
        let first = names.len();
        names.extend(more);
        // No entity has four thousand million names.
        let (first, end) = (first as u32, names.len() as u32);
        if first < end {
            self.runs.push(Run { entity: index, first, end, imported });
        }
    }

    /// Adds what an import has written. One that has a name of an entity of its kind, of a table or
    /// an earlier import, becomes that entity, unless its names are those of several. A person is
    /// not known by one word. Faulty lines are left out; the first is returned, with their number.
    pub fn extend_from_import(&mut self, lines: &str, path: &Path) -> Option<TableError> {
        let known = self.known();
        let (mut first, mut lines_left_out) = (None, 0);
        for (n, line) in lines.lines().enumerate() {
            match serde_json::from_str(line) {
                Ok(line) => self.add_imported(line, &known),
                Err(error) => {
                    lines_left_out += 1;
                    first.get_or_insert((n + 1, error));
                }
            }
        }
        self.index = OnceLock::new();
        first.map(|(line, error)| {
            let problem = Problem::Import { error: error.to_string(), lines: lines_left_out };
            TableError { path: path.to_owned(), line, problem }
        })
    }

    fn add_imported(&mut self, line: Line, known: &Known) {
        let id = EntityId::from(&*line.id);
        let index = self.by_id.get(&id).copied().or_else(|| known.same(&line));
        let index = match index {
            Some(index) => {
                self.by_id.entry(id).or_insert(index);
                index
            }
            None => self.push(Entity { id, kind: line.kind, country: None, names: Vec::new() }),
        };
        let has: HashSet<String> =
            self.entities[index].names.iter().map(|name| key(&name.text)).collect();
        let names = line.into_names();
        let names = names.filter(|name| has.is_empty() || !has.contains(&key(&name.text)));
        self.name(index, names, true);
    }

    /// The names by which an imported entity may turn out to be known.
    pub(super) fn known(&self) -> Known {
        let mut known = Known::default();
        for run in &self.runs {
            let entity = &self.entities[run.entity];
            for name in &entity.names[run.first as usize..run.end as usize] {
                if name.role == Role::Name {
                    known.add(key(&name.text), entity.kind, run.entity);
                }
            }
        }
        known
    }

    /// The entity with this id, or the one that it was merged into; `None` for one that is hidden.
    pub fn get(&self, id: &EntityId) -> Option<&Entity> {
        self.by_id.get(id).map(|&index| &self.entities[index])
    }

    /// An id made of a name, such as `sami-sahli`, that no entity has yet.
    pub fn free_id(&self, name: &str) -> EntityId {
        let slug = match slug(name) {
            slug if slug.is_empty() => "entity".to_owned(),
            slug => slug,
        };
        let numbered = (2..).map(|n| EntityId::from(&*format!("{slug}-{n}")));
        let mut ids = std::iter::once(EntityId::from(&*slug)).chain(numbered);
        let free = ids.find(|id| !self.by_id.contains_key(id) && !self.is_hidden(id));
        free.expect("there are more numbers than entities")
    }

    /// All entities, in the order of the tables.
    pub fn iter(&self) -> impl Iterator<Item = &Entity> {
        self.entities.iter()
    }

    /// Whom a person may mean: the entity with this id; else all with this alias, nationality word
    /// or seat, however it is folded; else all with an alias that has these words in it, the last
    /// of which may be unfinished. In the order of the tables.
    pub fn find(&self, name: &str) -> Vec<EntityId> {
        if let Some(entity) = self.get(&EntityId::from(name.trim())) {
            return vec![entity.id.clone()];
        }
        let proposed = EntityId::from(name.trim());
        if proposed.as_proposed().is_some() {
            return vec![proposed];
        }
        let found = self.find_whole(name);
        let key = key(name);
        if !found.is_empty() || key.is_empty() {
            return found;
        }
        self.ids(self.index().containing(&key))
    }

    /// All with this alias, nationality word or seat, however it is folded.
    pub fn find_whole(&self, name: &str) -> Vec<EntityId> {
        let exact = |key: String| match key.is_empty() {
            true => Vec::new(),
            false => self.index().exact(&key),
        };
        let found = exact(key(name));
        self.ids(if found.is_empty() { exact(joined(name)) } else { found })
    }

    /// Makes what the first question for a name would wait for.
    pub fn prepare(&self) {
        self.index();
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            let aliases = self.tabled().into_iter().chain(self.imported());
            Index::new(aliases.map(|alias| (alias.key, alias.entity)))
        })
    }

    fn ids(&self, found: Vec<usize>) -> Vec<EntityId> {
        found.into_iter().map(|index| self.entities[index].id.clone()).collect()
    }

    /// The aliases of an entity as a search compares them: folded, without repetitions.
    pub fn keys(&self, id: &EntityId) -> BTreeSet<String> {
        let names = self.get(id).map_or(&[][..], |entity| &entity.names);
        names.iter().map(|name| key(&name.text)).collect()
    }

    /// Whether the person does not want this one to be named: an entity of the tables or the
    /// imports, or one that was only proposed, whose id begins with `~`.
    pub fn is_hidden(&self, id: &EntityId) -> bool {
        self.hidden.hides_all(id)
    }

    /// Whether the person does not want two proposed names to be taken for those of one.
    pub fn keeps_apart(&self, one: &EntityId, other: &EntityId) -> bool {
        !self.apart.is_empty()
            && [(one, other), (other, one)]
                .iter()
                .any(|(a, b)| self.apart.contains(&((*a).clone(), (*b).clone())))
    }

    /// Whether the person does not want this text to name this one. What is found by an alias is
    /// not hidden; a surname by itself may be, or a name that is proposed.
    pub fn hides(&self, id: &EntityId, text: &str) -> bool {
        self.hidden.hides(id, text)
    }

    /// The entity at the index of an [`Alias`], which is its place in [`Catalogue::iter`].
    pub(super) fn entity(&self, alias: &Alias<'_>) -> &Entity {
        &self.entities[alias.entity]
    }

    /// Everything to look for: first the regular forms that no table lists, then what is listed;
    /// where two claim the same words the later one has them. Then what was imported, as far as
    /// nobody else claims it.
    pub(super) fn aliases(&self) -> Vec<Alias<'_>> {
        let mut aliases = self.tabled();
        let mut imported = self.imported();
        if !imported.is_empty() {
            let acronyms = aliases.iter().filter_map(|alias| acronym(&alias.name.text));
            let acronyms: HashSet<String> = acronyms.map(|letters| key(&letters)).collect();
            let taken: HashSet<&str> = aliases
                .iter()
                .map(|alias| &*alias.key)
                .chain(acronyms.iter().map(|a| &**a))
                .collect();
            imported.retain(|alias| !taken.contains(&*alias.key));
            // Listed ones come first, and stay first among equals.
            imported.sort_by(|a, b| a.key.cmp(&b.key));
            let mut imported = imported.into_iter().peekable();
            while let Some(alias) = imported.next() {
                let mut alone = true;
                while let Some(other) = imported.next_if(|other| other.key == alias.key) {
                    alone &= other.entity == alias.entity;
                }
                if alone {
                    aliases.push(alias);
                }
            }
        }
        aliases
    }

    /// What the tables list, after the forms that they don't.
    fn tabled(&self) -> Vec<Alias<'_>> {
        let listed = self.listed(false);
        let taken: HashSet<&str> = listed.iter().map(|alias| &*alias.key).collect();
        let mut aliases = self.formed(&listed);
        aliases.retain(|form| !taken.contains(&*form.key));
        aliases.extend(listed);
        aliases
    }

    /// What was imported, before its forms. An acronym is the same with periods.
    fn imported(&self) -> Vec<Alias<'_>> {
        let mut aliases = self.listed(true);
        for alias in &mut aliases {
            if let Some(letters) = acronym(&alias.name.text) {
                alias.key = key(&letters);
            }
        }
        aliases.extend(self.formed(&aliases));
        aliases
    }

    fn listed(&self, imported: bool) -> Vec<Alias<'_>> {
        let runs = self.runs.iter().filter(|run| run.imported == imported);
        let names = runs.flat_map(|&Run { entity, first, end, .. }| {
            let names = &self.entities[entity].names[first as usize..end as usize];
            // Backwards, so that a name wins over a nationality word: la Suisse, un suisse.
            names.iter().rev().map(move |name| Alias { key: key(&name.text), name, entity })
        });
        names.filter(|alias| self.stands(alias)).collect()
    }

    fn formed<'c>(&'c self, listed: &[Alias<'c>]) -> Vec<Alias<'c>> {
        let forms = listed.iter().flat_map(|&Alias { name, entity, .. }| {
            forms(name).into_iter().map(move |key| Alias { key, name, entity })
        });
        forms.filter(|alias| self.stands(alias)).collect()
    }

    /// Whether an alias names its entity as far as the person is concerned.
    fn stands(&self, alias: &Alias<'_>) -> bool {
        let id = &self.entities[alias.entity].id;
        !self.hidden.hides_alias(id, &[&alias.key, &alias.name.text])
    }
}
