//! Who somebody is, as the documents of a view tell it.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use super::backend::Backend;
use crate::engine::EngineError;
use crate::entities::written;
use crate::model::{Companion, Decisions, DocId, EntityId, Facet, Kind, Lang, Profile, Sort, View};
use crate::query::{Query, actor};
use crate::text::one_line;

/// So many documents, the newest, are gone through for names and mentions.
const READ: usize = 2_000;
/// So many companions are told of.
const COMPANY: usize = 15;

impl Backend {
    /// What there is to tell of an entity in the documents of a query that asks for it.
    pub(super) fn profile(
        &self,
        entity: &EntityId,
        mut query: Query,
    ) -> Result<Option<Profile>, EngineError> {
        let names = self.names();
        let known = names.catalogue.get(entity);
        let kind = match (known, entity.as_proposed()) {
            (Some(known), _) => known.kind,
            (None, Some((label, _))) => Kind::of(label),
            (None, None) => return Ok(None),
        };
        let id = known.map_or(names.groups.whom(entity), |known| &known.id);
        let _ = self.link(&mut query);
        let view = self.view(&query, Sort::Date)?;
        let read = &view.ids[..view.ids.len().min(READ)];
        let surfaces = self.surfaces(id, read)?;
        let country = known.and_then(|known| known.country.as_ref()).filter(|c| *c != id);
        let aliases = known.into_iter().flat_map(|known| &known.names);
        let grouped = names.grouped(id).into_iter().map(|name| (name, Lang::UNKNOWN));
        let mut months = self.engine().facets(&view, Facet::Month, usize::MAX)?.values;
        months.sort_unstable_by(|a, b| b.cmp(a));
        Ok(Some(Profile {
            id: id.clone(),
            name: names.name(id),
            kind,
            country: country.map(|id| names.name(id)),
            documents: view.ids.len(),
            read: read.len(),
            mentions: surfaces.iter().map(|(_, _, count)| count).sum(),
            names: surfaces,
            months,
            company: self.company(id, &view)?,
            aliases: aliases.map(|name| (name.text.clone(), name.lang)).chain(grouped).collect(),
        }))
    }

    /// The names of an entity in these documents.
    fn surfaces(
        &self,
        entity: &EntityId,
        documents: &[DocId],
    ) -> Result<Vec<(String, Lang, usize)>, EngineError> {
        let names = self.names();
        let mut found: HashMap<(String, Lang), usize> = HashMap::new();
        for id in documents {
            let Some(document) = self.engine().document(*id)? else { continue };
            let all = document.mentions_in_place();
            for (text, mention) in all.filter(|(_, mention)| mention.entity == *entity) {
                let name = one_line(&written(text, mention, &names.catalogue));
                *found.entry((name, document.lang)).or_default() += 1;
            }
        }
        let mut found: Vec<_> =
            found.into_iter().map(|((name, lang), n)| (name, lang, n)).collect();
        found.sort_unstable_by(|a, b| (Reverse(a.2), &a.0, a.1).cmp(&(Reverse(b.2), &b.0, b.1)));
        Ok(found)
    }

    fn company(&self, entity: &EntityId, view: &View) -> Result<Vec<Companion>, EngineError> {
        let names = self.names();
        let facets = self.engine().facets(view, Facet::Entity, COMPANY + 1)?;
        let company = facets.values.into_iter().map(|(id, documents)| {
            let id = EntityId::from(id);
            Companion { name: names.name(&id), id, documents }
        });
        Ok(company.filter(|other| other.id != *entity).take(COMPANY).collect())
    }

    /// The place of the next document, or the one before, that names an entity.
    pub(super) fn find_next(
        &self,
        view: &View,
        from: usize,
        forward: bool,
        entity: &EntityId,
    ) -> Result<Option<usize>, EngineError> {
        let mut query = Query::parse(&actor(entity)).unwrap_or_default();
        let _ = query.link(&|_| vec![entity.clone()]);
        let naming = self.engine().open_view(&query, Sort::Corpus, &Decisions::default())?;
        let naming: HashSet<&DocId> = naming.ids.iter().collect();
        let mut places: Box<dyn Iterator<Item = usize>> = match forward {
            true => Box::new(from + 1..view.ids.len()),
            false => Box::new((0..from.min(view.ids.len())).rev()),
        };
        places
            .find_map(|n| {
                let id = naming.get(&view.ids[n])?;
                // There is no way to a name that only the title has.
                match self.engine().document(**id) {
                    Ok(document) => {
                        let named = document?.mentions.iter().any(|m| m.entity == *entity);
                        named.then_some(Ok(n))
                    }
                    Err(error) => Some(Err(error)),
                }
            })
            .transpose()
    }
}
