//! Whose name the id of another is: Tripoli in Lebanon has that of the capital of Libya.

use super::{Catalogue, key};
use crate::model::EntityId;

impl Catalogue {
    /// All who bear the id of an entity as a name; nobody if no other one does.
    pub fn namesakes(&self, id: &EntityId) -> Vec<EntityId> {
        if self.index.get().is_some() {
            let found = self.find_whole(id.as_str());
            return if found.iter().any(|other| other != id) { found } else { Vec::new() };
        }
        let wanted = key(id.as_str());
        let first = wanted.chars().next();
        // The index takes a while to make, so names are told apart by their looks first.
        let is_wanted = |name: &str| {
            let begins = |c: char| !c.is_ascii() || Some(c.to_ascii_lowercase()) == first;
            (wanted.len()..=2 * wanted.len()).contains(&name.len())
                && name.chars().next().is_some_and(begins)
                && key(name) == wanted
        };
        let mut others = self.entities.iter().filter(|entity| entity.id != *id);
        match others.any(|entity| entity.names.iter().any(|name| is_wanted(&name.text))) {
            true => self.find_whole(id.as_str()),
            false => Vec::new(),
        }
    }
}
