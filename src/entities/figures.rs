//! Who is in an article: its mentions gathered by entity.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::Catalogue;
use crate::model::{EntityId, Figure, Kind, Lang};
use crate::text::one_line;

/// The entities named, each as often as it is, for a reader of `lang`: by kind in the order of the
/// sidebar, known ones first, then by number of mentions, most first, then by name. `written` has
/// every mention as it is written; a proposed entity is shown by the longest of its own. Entities
/// that the catalogue does not know (any more) are left out.
pub fn figures<'a>(
    written: impl Iterator<Item = (&'a EntityId, &'a str)>,
    catalogue: &Catalogue,
    lang: Lang,
) -> Vec<Figure> {
    let mut counts: HashMap<&EntityId, (usize, &str)> = HashMap::new();
    for (entity, surface) in written {
        let (count, longest) = counts.entry(entity).or_default();
        *count += 1;
        if surface.len() > longest.len() {
            *longest = surface;
        }
    }
    let figure = |(id, (mentions, surface)): (&EntityId, (usize, &str))| {
        let (name, kind) = match id.as_proposed() {
            Some((label, _)) => (one_line(surface), Kind::of(label)),
            None => catalogue.get(id).map(|entity| (entity.name(lang).to_owned(), entity.kind))?,
        };
        Some(Figure { id: id.clone(), name, kind, mentions, grouped: Vec::new() })
    };
    let mut figures: Vec<Figure> = counts.into_iter().filter_map(figure).collect();
    figures.sort_by(|a, b| {
        let rank = |f: &Figure| (f.kind, f.id.is_proposed(), Reverse(f.mentions));
        rank(a).cmp(&rank(b)).then_with(|| (&a.name, &a.id).cmp(&(&b.name, &b.id)))
    });
    figures
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::catalogue::tests::sample;
    use crate::model::Label;

    #[test]
    fn figures_stand_by_kind_then_count_then_name() {
        let ids = ["moscow", "france", "russia", "russia", "vladimir-putin", "forgotten"];
        let proposed = EntityId::proposed(Label::Per, "jean-dupont");
        let named = ids.map(EntityId::from).map(|id| (id, ""));
        let unknown = ["Dupont", "Jean\nDupont", "Dupont"].map(|name| (proposed.clone(), name));
        let named = named.iter().chain(&unknown).map(|(id, name)| (id, *name));
        let figures = figures(named, &sample(), Lang::FR);
        let shown: Vec<_> = figures.iter().map(|f| (f.kind, &*f.name, f.mentions)).collect();
        assert_eq!(
            shown,
            [
                (Kind::Person, "Vladimir Poutine", 1),
                (Kind::Person, "Jean Dupont", 3),
                (Kind::Country, "Russie", 2),
                (Kind::Country, "France", 1),
                (Kind::City, "Moscou", 1),
            ]
        );
    }
}
