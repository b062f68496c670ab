//! Which unknown names of the corpus are those of one, in Arabic letters and in Latin ones: what the
//! engine has is asked of it, what follows is `entities`' to say.

use std::collections::{BTreeSet, HashMap};

use super::names::Names;
use crate::engine::{Engine, EngineError};
use crate::entities::{Evidence, Groups, pairs};
use crate::model::{Decisions, EntityId, Facet, Sort};
use crate::query::{Query, actor};

/// An entity in more documents than so many, and than one in fifty, tells nothing of whom it is
/// named with.
const COMMON: usize = 20;
const SHARE: usize = 50;

/// The groups of all that is in the engine. Only documents that name one of a pair of names with the
/// same letters are read.
pub(super) fn find(engine: &dyn Engine, names: &Names) -> Result<Groups, EngineError> {
    let all = engine.open_view(&Query::default(), Sort::Corpus, &Decisions::default())?;
    let counts = engine.facets(&all, Facet::Entity, usize::MAX)?.values;
    let counts: HashMap<EntityId, usize> =
        counts.into_iter().map(|(id, count)| (EntityId::from(id), count)).collect();
    let mut proposed: BTreeSet<&EntityId> = counts.keys().filter(|id| id.is_proposed()).collect();
    // Names that are grouped already stand behind the one that stands for them.
    for group in names.groups.iter().filter(|group| counts.contains_key(group.id())) {
        proposed.extend(group.names().iter().map(|(id, _)| id));
    }
    let pairs = pairs(proposed);
    let wanted: BTreeSet<&EntityId> =
        pairs.iter().flat_map(|pair| [&pair.arabic, &pair.latin]).collect();
    if wanted.is_empty() {
        return Ok(Groups::default());
    }
    let named: BTreeSet<EntityId> = wanted.iter().map(|id| names.groups.whom(id).clone()).collect();
    let named: Vec<EntityId> = named.into_iter().collect();
    let mut evidence = Evidence::default();
    for id in engine.having(&|_| false, &named)? {
        if let Some(document) = engine.document(id)? {
            evidence.read(&document, &|id| wanted.contains(id));
        }
    }
    let common = COMMON.max(all.ids.len() / SHARE);
    let is_common = |id: &EntityId| counts.get(id).is_some_and(|count| *count > common);
    Ok(evidence.group(&pairs, &names.catalogue, &is_common))
}

/// Whether some document names an entity.
pub fn is_named(engine: &dyn Engine, id: &EntityId) -> bool {
    let mut query = Query::parse(&actor(id)).unwrap_or_default();
    let _ = query.link(&|_| vec![id.clone()]);
    let view = engine.open_view(&query, Sort::Corpus, &Decisions::default());
    view.is_ok_and(|view| !view.ids.is_empty())
}
