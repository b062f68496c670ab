//! What is said where a name of a query may mean several, or could have meant others too.

use super::names::Names;
use crate::model::EntityId;
use crate::query::{Actor, Query, Term};

/// So many of those that are meant are named.
const NAMED: usize = 4;

impl Names {
    /// What to tell who asks a query that was linked, of which these actors turned out to be several.
    pub fn remark(&self, query: &Query, several: &[Actor]) -> Option<String> {
        if let Some(actor) = several.first() {
            let names = self.listed(&actor.ids);
            return Some(format!("actor:{} may be {names}", actor.name));
        }
        query.wanted().find_map(|term| match term {
            Term::Actor(actor) => self.namesakes(actor),
            _ => None,
        })
    }

    /// What to tell of an id that is also a name of others: written as a name it means them all.
    fn namesakes(&self, actor: &Actor) -> Option<String> {
        let Actor { name, ids } = actor;
        let [id] = ids.as_slice() else { return None };
        let mut letters = name.chars();
        let first = letters.next().filter(|first| id.as_str() == name && first.is_lowercase())?;
        let written: String = first.to_uppercase().chain(letters).collect();
        let all = self.catalogue.namesakes(id);
        let others = all.iter().any(|other| other != id);
        let (own, all) = (self.name(id), self.listed(&all));
        others.then(|| format!("actor:{name} is {own} alone; actor:{written} may be {all}"))
    }

    fn listed(&self, ids: &[EntityId]) -> String {
        let more = if ids.len() > NAMED { "…" } else { "" };
        let names: Vec<_> = ids.iter().take(NAMED).map(|id| self.name(id)).collect();
        format!("{}{more}", names.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::entities::Catalogue;

    fn remark(query: &str) -> Option<String> {
        let names = Names::new(Catalogue::builtin().unwrap(), Arc::default());
        let mut query = Query::parse(query).unwrap();
        let several = query.link(&|name| names.find(name, &|_| false)).unwrap();
        names.remark(&query, &several)
    }

    #[test]
    fn a_name_of_several_is_said_in_any_script_and_an_id_that_is_one_too() {
        for name in ["طرابلس", "Tripoli"] {
            let said = remark(&format!("lang:ar actor:{name}")).unwrap();
            assert!(said.starts_with(&format!("actor:{name} may be Tripoli, ")), "{said}");
        }
        let said = remark("actor:tripoli").unwrap();
        assert!(
            said.starts_with("actor:tripoli is Tripoli alone; actor:Tripoli may be "),
            "{said}"
        );
        for query in ["actor:putin", "actor:vladimir-putin", "actor:Poutine", "فرنسا"] {
            assert_eq!(remark(query), None, "{query}");
        }
    }
}
