//! Groups of proposed names that are one, and how they are kept in a file.

use std::collections::HashMap;

use crate::model::EntityId;

/// Proposed names of one person or organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What is proposed for each name by itself, and the name as it is written. In order of the
    /// alphabet, so that the first, which stands for all, is the same whatever is read.
    names: Vec<(EntityId, String)>,
}

impl Group {
    /// The group of these names, of which there is one at least.
    pub(super) fn of(mut names: Vec<(EntityId, String)>) -> Self {
        names.sort();
        Self { names }
    }

    /// What stands for all its names: one in Latin letters.
    pub fn id(&self) -> &EntityId {
        &self.names[0].0
    }

    /// Its names, with what is proposed for each by itself.
    pub fn names(&self) -> &[(EntityId, String)] {
        &self.names
    }
}

/// The groups of a corpus.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Groups {
    groups: Vec<Group>,
    by_id: HashMap<EntityId, usize>,
}

impl Groups {
    pub(super) fn new(mut groups: Vec<Group>) -> Self {
        groups.sort_by(|a, b| a.names.cmp(&b.names));
        let ids = groups.iter().enumerate();
        let ids = ids.flat_map(|(n, group)| group.names.iter().map(move |(id, _)| (id.clone(), n)));
        Self { by_id: ids.collect(), groups }
    }

    /// The group that a proposed name belongs to.
    pub fn of(&self, id: &EntityId) -> Option<&Group> {
        self.by_id.get(id).map(|n| &self.groups[*n])
    }

    /// The names of the group that a proposed name belongs to; none if it belongs to none.
    pub fn names(&self, id: &EntityId) -> &[(EntityId, String)] {
        self.of(id).map_or(&[], Group::names)
    }

    /// All groups, in an order that is always the same.
    pub fn iter(&self) -> impl Iterator<Item = &Group> {
        self.groups.iter()
    }

    /// What a proposed name is taken for: what stands for its group, or itself.
    pub fn whom<'a>(&'a self, id: &'a EntityId) -> &'a EntityId {
        self.of(id).map_or(id, Group::id)
    }

    /// The proposed names that are taken for somebody else in one than in the other.
    pub fn differing(&self, other: &Self) -> Vec<EntityId> {
        let ids = self.by_id.keys().chain(other.by_id.keys());
        let differ = ids.filter(|id| self.whom(id) != other.whom(id));
        let mut differ: Vec<EntityId> = differ.cloned().collect();
        differ.sort();
        differ.dedup();
        differ
    }

    /// The groups as text: a line for each, id and name of each of its names by turns, between tabs.
    pub fn to_text(&self) -> String {
        let line = |group: &Group| {
            let fields: Vec<&str> =
                group.names.iter().flat_map(|(id, name)| [id.as_str(), name]).collect();
            format!("{}\n", fields.join("\t"))
        };
        self.groups.iter().map(line).collect()
    }

    /// Reads groups back; what is none is left out.
    pub fn from_text(text: &str) -> Self {
        let group = |line: &str| {
            let fields: Vec<&str> = line.split('\t').collect();
            let names = fields.chunks_exact(2).map(|pair| (pair[0].into(), pair[1].to_owned()));
            let names: Vec<(EntityId, String)> = names.collect();
            let whole = names.len() > 1 && names.iter().all(|(id, _)| id.is_proposed());
            whole.then(|| Group::of(names))
        };
        Self::new(text.lines().filter_map(group).collect())
    }
}
