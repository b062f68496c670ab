//! By which of its names an imported entity turns out to be known.

use std::collections::HashMap;

use crate::entities::forms::key;
use crate::entities::import::Line;
use crate::model::{Kind, Label};

/// Names by kind, and whose they are; `None` for several.
#[derive(Default)]
pub(in crate::entities) struct Known(HashMap<Kind, HashMap<String, Option<usize>>>);

impl Known {
    pub(super) fn add(&mut self, key: String, kind: Kind, index: usize) {
        if kind != Kind::Person || key.contains(' ') {
            let whose = self.0.entry(broad(kind)).or_default().entry(key).or_insert(Some(index));
            *whose = whose.filter(|whose| *whose == index);
        }
    }

    /// The one entity of this kind that has one of these names.
    pub(in crate::entities) fn same(&self, line: &Line) -> Option<usize> {
        let of_kind = self.0.get(&broad(line.kind))?;
        let mut same = line.names.iter().filter_map(|name| of_kind.get(&key(name)));
        let first = *same.next()?;
        first.filter(|_| same.all(|other| *other == first))
    }
}

/// Organisations, groups, parties, companies and media as one kind: sources don't agree on them.
fn broad(kind: Kind) -> Kind {
    if kind.label() == Label::Org { Kind::Organisation } else { kind }
}
