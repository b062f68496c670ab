//! What a person does not want to be found.

use std::collections::{HashMap, HashSet};

use super::forms::{acronym, forms, key};
use crate::model::{EntityId, Name};

/// Entities that nothing is to name, and aliases that are not to name theirs.
#[derive(Debug, Clone, Default)]
pub(super) struct Hidden {
    entities: HashSet<EntityId>,
    aliases: HashMap<EntityId, HashSet<String>>,
    /// The names of those entities.
    names: HashSet<String>,
}

impl Hidden {
    pub(super) fn add_entity(&mut self, entity: EntityId) {
        self.entities.insert(entity);
    }

    /// Keeps a name of an entity that is hidden from being proposed as that of somebody new.
    pub(super) fn add_name(&mut self, name: &Name) {
        self.names.extend(forms(name));
        self.names.insert(joined(&name.text));
    }

    pub(super) fn add_alias(&mut self, entity: EntityId, alias: &str) {
        self.aliases.entry(entity).or_default().insert(joined(alias));
    }

    /// Each entity that nothing is to name, with no alias, and each alias that is not to name its own;
    /// in an order that is always the same.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&EntityId, &str)> {
        let aliases = self
            .aliases
            .iter()
            .flat_map(|(id, aliases)| aliases.iter().map(move |alias| (id, alias.as_str())));
        let mut all: Vec<_> = self.entities.iter().map(|id| (id, "")).chain(aliases).collect();
        all.sort_unstable();
        all.into_iter()
    }

    /// Whether nothing is to name this one.
    pub(super) fn hides_all(&self, entity: &EntityId) -> bool {
        self.entities.contains(entity)
    }

    /// Whether a text, as written, is not to name this one, be it in a table or proposed.
    pub(super) fn hides(&self, entity: &EntityId, text: &str) -> bool {
        let proposed = entity.as_str().starts_with('~');
        self.hides_all(entity)
            || self.hides_alias(entity, &[text])
            || proposed && !self.names.is_empty() && self.names.contains(&joined(text))
    }

    /// Whether one of these texts, in any spelling that folds to it, is hidden for this one.
    pub(super) fn hides_alias(&self, entity: &EntityId, texts: &[&str]) -> bool {
        let aliases = self.aliases.get(entity);
        aliases.is_some_and(|aliases| texts.iter().any(|text| aliases.contains(&joined(text))))
    }
}

/// The key of a name, that of an acronym without its periods.
pub(super) fn joined(name: &str) -> String {
    key(&acronym(name).unwrap_or_else(|| name.to_owned()))
}
