//! Who is in an article: its mentions gathered by entity.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::Catalogue;
use crate::model::{EntityId, Figure, Lang};

/// The entities named, each as often as it is, for a reader of `lang`: by kind in the order of the
/// sidebar, then by number of mentions, most first, then by name. Entities that the catalogue does
/// not know (any more) are left out.
pub fn figures<'a>(
    named: impl Iterator<Item = &'a EntityId>,
    catalogue: &Catalogue,
    lang: Lang,
) -> Vec<Figure> {
    let mut counts: HashMap<&EntityId, usize> = HashMap::new();
    for entity in named {
        *counts.entry(entity).or_default() += 1;
    }
    let figure = |(id, mentions)| {
        let entity = catalogue.get(id)?;
        let name = entity.name(lang).to_owned();
        Some(Figure { id: entity.id.clone(), name, kind: entity.kind, mentions })
    };
    let mut figures: Vec<Figure> = counts.into_iter().filter_map(figure).collect();
    figures.sort_by(|a, b| {
        let rank = |f: &Figure| (f.kind, Reverse(f.mentions));
        rank(a).cmp(&rank(b)).then_with(|| (&a.name, &a.id).cmp(&(&b.name, &b.id)))
    });
    figures
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::catalogue::tests::sample;
    use crate::model::Kind;

    #[test]
    fn figures_stand_by_kind_then_count_then_name() {
        let ids = ["moscow", "france", "russia", "russia", "vladimir-putin", "forgotten"];
        let named = ids.map(EntityId::from);
        let figures = figures(named.iter(), &sample(), Lang::FR);
        let shown: Vec<_> = figures.iter().map(|f| (f.kind, &*f.name, f.mentions)).collect();
        assert_eq!(
            shown,
            [
                (Kind::Person, "Vladimir Poutine", 1),
                (Kind::Country, "Russie", 2),
                (Kind::Country, "France", 1),
                (Kind::City, "Moscou", 1),
            ]
        );
    }
}
