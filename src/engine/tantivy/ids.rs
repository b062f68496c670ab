//! Documents by id.

use std::sync::OnceLock;

use crate::model::DocId;

/// Ids by number and back. An id may have several numbers: of a document that was written anew, the
/// old ones are still there until their segment is merged.
pub(super) struct Ids {
    ids: Vec<DocId>,
    /// Numbers, each at the first free place from where its id belongs.
    table: OnceLock<Vec<u32>>,
}

/// A free place.
const FREE: u32 = u32::MAX;

impl Ids {
    pub(super) fn new(ids: Vec<DocId>) -> Self {
        Self { ids, table: OnceLock::new() }
    }

    /// The ids by number.
    pub(super) fn all(&self) -> &[DocId] {
        &self.ids
    }

    /// The numbers of an id.
    pub(super) fn numbers(&self, id: DocId) -> impl Iterator<Item = u32> {
        let table = self.table.get_or_init(|| self.table());
        let places = table.iter().cycle().skip(place(id, table.len())).take(table.len());
        let taken = places.copied().take_while(|number| *number != FREE);
        taken.filter(move |number| self.ids[*number as usize] == id)
    }

    /// At least a third of the places stays free, so that none is far from where it belongs.
    fn table(&self) -> Vec<u32> {
        let len = (self.ids.len() * 3 / 2 + 1).next_power_of_two();
        let mut table = vec![FREE; len];
        for (id, number) in self.ids.iter().zip(0..) {
            let mut at = place(*id, len);
            while table[at] != FREE {
                at = (at + 1) % len;
            }
            table[at] = number;
        }
        table
    }
}

/// Where an id, which is a hash already, belongs in a table of this length, a power of two.
fn place(id: DocId, len: usize) -> usize {
    let [a, b, c, d, e, f, g, h, ..] = *id.as_bytes();
    u64::from_le_bytes([a, b, c, d, e, f, g, h]) as usize & (len - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_of_an_id_is_found() {
        let id = |n: u8| DocId::from_bytes([n % 3; 16]);
        let ids = Ids::new((0..8).map(id).collect());
        assert_eq!(ids.numbers(id(0)).collect::<Vec<_>>(), [0, 3, 6]);
        assert_eq!(ids.numbers(id(2)).collect::<Vec<_>>(), [2, 5]);
        assert_eq!(ids.numbers(DocId::from_bytes([9; 16])).count(), 0);
        assert_eq!(Ids::new(vec![]).numbers(id(0)).count(), 0);
    }
}
