//! Entities that a person merges into others, or hides.

use std::collections::HashMap;

use super::{Catalogue, Run};
use crate::entities::table::Problem;
use crate::model::EntityId;

/// Entities that go: into another, or altogether.
pub(super) type Gone = HashMap<usize, Option<usize>>;

impl Catalogue {
    /// Gives all names of one entity to another, which it stands for from now on.
    pub(super) fn merge(
        &mut self,
        from: usize,
        into: String,
        gone: &mut Gone,
    ) -> Result<(), Problem> {
        let Some(&index) = self.by_id.get(&EntityId::from(into.as_str())) else {
            return Err(Problem::SameAs(into));
        };
        let (from, to) = (stands_for(from, gone), stands_for(index, gone));
        if from == to {
            return Err(Problem::Circle(into));
        }
        let names = std::mem::take(&mut self.entities[from].names);
        let country = self.entities[from].country.take();
        let into = &mut self.entities[to];
        let moved = into.names.len() as u32;
        into.names.extend(names);
        into.country = into.country.take().or(country);
        for run in self.runs.iter_mut().filter(|run| run.entity == from) {
            *run = Run { entity: to, first: run.first + moved, end: run.end + moved, ..*run };
        }
        gone.insert(from, Some(to));
        Ok(())
    }

    /// Takes out the entities that are gone, so that those that are left are numbered through.
    pub(super) fn sweep(&mut self, gone: &Gone) {
        let mut left = 0..;
        let number = |index| if gone.contains_key(&index) { None } else { left.next() };
        let numbers: Vec<Option<usize>> = (0..self.entities.len()).map(number).collect();
        let now = |index: usize| numbers[stands_for(index, gone)];
        for (index, _) in gone.iter().filter(|(_, into)| into.is_none()) {
            self.entities[*index].names.iter().for_each(|name| self.hidden.add_name(name));
        }
        let mut index = 0..;
        self.entities.retain(|_| index.next().is_some_and(|index| !gone.contains_key(&index)));
        self.by_id.retain(|id, index| match now(*index) {
            Some(number) => {
                *index = number;
                true
            }
            None => {
                self.hidden.add_entity(id.clone());
                false
            }
        });
        self.runs.retain_mut(|run| {
            let number = now(run.entity);
            run.entity = number.unwrap_or_default();
            number.is_some()
        });
    }
}

/// The entity that the one at this index goes into in the end, or itself.
pub(super) fn stands_for(mut index: usize, gone: &Gone) -> usize {
    // Merging what is the same already is refused, so this ends.
    while let Some(Some(into)) = gone.get(&index) {
        index = *into;
    }
    index
}
