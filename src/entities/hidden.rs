//! What a person does not want to be found.

use std::collections::{HashMap, HashSet};

use super::forms::{acronym, key};
use crate::model::EntityId;

/// Entities that nothing is to name, and aliases that are not to name theirs.
#[derive(Debug, Clone, Default)]
pub(super) struct Hidden {
    entities: HashSet<EntityId>,
    aliases: HashMap<EntityId, HashSet<String>>,
    /// All names of hidden entities, which are not to be proposed for others.
    names: HashSet<String>,
}

impl Hidden {
    pub(super) fn add_entity(&mut self, entity: EntityId) {
        self.entities.insert(entity);
    }

    pub(super) fn add_alias(&mut self, entity: EntityId, alias: &str) {
        self.aliases.entry(entity).or_default().insert(joined(alias));
    }

    pub(super) fn add_name(&mut self, name: &str) {
        self.names.insert(joined(name));
    }

    /// Whether nobody is to be proposed by this name.
    pub(super) fn hides_name(&self, name: &str) -> bool {
        !self.names.is_empty() && self.names.contains(&joined(name))
    }

    /// Whether nothing is to name this one.
    pub(super) fn hides_all(&self, entity: &EntityId) -> bool {
        self.entities.contains(entity)
    }

    /// Whether one of these texts, in any spelling that folds to it, is not to name this one.
    pub(super) fn hides(&self, entity: &EntityId, texts: &[&str]) -> bool {
        let aliases = self.aliases.get(entity);
        aliases.is_some_and(|aliases| texts.iter().any(|text| aliases.contains(&joined(text))))
    }
}

/// The key of a name, that of an acronym without its periods.
pub(super) fn joined(name: &str) -> String {
    key(&acronym(name).unwrap_or_else(|| name.to_owned()))
}
