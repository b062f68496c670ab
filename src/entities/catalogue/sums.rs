//! What tells whether two catalogues name alike.

use std::collections::BTreeMap;

use super::Catalogue;
use crate::model::EntityId;

impl Catalogue {
    /// For each entity, and each that is hidden, a sum of all by which texts name it, or do not.
    pub fn sums(&self) -> BTreeMap<EntityId, [u8; 16]> {
        let mut said: BTreeMap<&EntityId, blake3::Hasher> = BTreeMap::new();
        for entity in &self.entities {
            let sum = said.entry(&entity.id).or_default();
            sum.update(entity.kind.to_string().as_bytes());
            for name in &entity.names {
                sum.update(format!("\0{}\0{}\0{:?}", name.lang, name.text, name.role).as_bytes());
            }
        }
        for (id, what) in self.hidden.iter() {
            said.entry(id).or_default().update(format!("\0-{what}").as_bytes());
        }
        for (id, other) in &self.apart {
            said.entry(id).or_default().update(format!("\0≠{other}").as_bytes());
        }
        let sum = |hasher: blake3::Hasher| {
            let mut sum = [0; 16];
            hasher.finalize_xof().fill(&mut sum);
            sum
        };
        said.into_iter().map(|(id, hasher)| (id.clone(), sum(hasher))).collect()
    }
}
