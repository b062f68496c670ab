use super::*;
use crate::model::{Kind, Lang};

/// A catalogue small enough to know by heart.
pub(in crate::entities) fn sample() -> Catalogue {
    let mut catalogue = Catalogue::default();
    let errors =
        catalogue.extend_from_toml(include_str!("../sample.toml"), Path::new("sample.toml"));
    assert_eq!(errors, []);
    catalogue
}

pub(super) fn found(catalogue: &Catalogue, name: &str) -> Vec<String> {
    catalogue.find(name).iter().map(ToString::to_string).collect()
}

#[test]
fn anyone_is_found_by_id_or_alias_in_any_script_and_spelling() {
    let sample = sample();
    for name in ["vladimir-putin", "POUTINE", " بوتين ", "Владимир Путин", "vladimir  poutine"]
    {
        assert_eq!(found(&sample, name), ["vladimir-putin"], "{name}");
    }
    for name in ["Russe", "الروسيات", "Kremlin", "الكرملين"] {
        assert_eq!(found(&sample, name), ["russia"], "{name}");
    }
}

#[test]
fn what_is_no_alias_is_looked_for_inside_the_aliases_by_words() {
    let sample = sample();
    assert_eq!(found(&sample, "vlad"), ["vladimir-putin"]);
    assert_eq!(found(&sample, "york ti"), ["new-york-times"]);
    assert_eq!(found(&sample, "new york"), ["new-york"]);
    assert_eq!(found(&sample, "new yor"), ["new-york", "new-york-times"]);
    for nobody in ["outine", "nobody", "", "…"] {
        assert_eq!(found(&sample, nobody), [""; 0], "{nobody}");
    }
}

#[test]
fn a_table_of_ones_own_adds_entities_and_aliases_and_wins() {
    let mut catalogue = sample();
    let own = "[[entity]]\nid = \"vladimir-putin\"\nen = [\"VVP\"]\n\n\
               [[entity]]\nid = \"ship\"\nkind = \"facility\"\ncountry = \"russia\"\n\
               fr = [\"Moscou\"]";
    assert_eq!(catalogue.extend_from_toml(own, Path::new("own.toml")), []);
    assert_eq!(found(&catalogue, "vvp"), ["vladimir-putin"]);
    assert_eq!(found(&catalogue, "Moscou"), ["moscow", "ship"]);
    let mentions = crate::entities::Recogniser::new(&catalogue).mentions("Moscou");
    assert_eq!(mentions[0].entity.as_str(), "ship");
}

#[test]
fn a_faulty_entity_is_named_and_leaves_the_others() {
    let fault = |bad: &str| {
        let mut catalogue = sample();
        let good = "[[entity]]\nid = \"a\"\nkind = \"city\"\nfr = [\"Aix\"]\n";
        let toml = format!("[[entity]]\nid = \"b\"\n{bad}\n{good}");
        let mut errors = catalogue.extend_from_toml(&toml, Path::new("own.toml"));
        assert_eq!(found(&catalogue, "aix"), ["a"]);
        assert!(catalogue.get(&EntityId::from("b")).is_none_or(|b| bad.contains(&b.names[0].text)));
        assert_eq!((errors.len(), errors[0].line), (1, 1), "{errors:?}");
        errors.remove(0).problem
    };
    assert_eq!(fault("fr = [\"B\"]"), Problem::NoKind("b".into()));
    assert_eq!(fault("hide = [\"B\"]"), Problem::Unknown("b".into()));
    assert_eq!(fault("kind = \"city\""), Problem::NoName("b".into()));
    let b = "kind = \"city\"\nfr = [\"B\"]";
    assert_eq!(fault(&format!("{b}\ncountry = \"atlantis\"")), Problem::Country("atlantis".into()));
    assert_eq!(fault(&format!("{b}\nsame_as = \"atlantis\"")), Problem::SameAs("atlantis".into()));
    assert_eq!(fault(&format!("{b}\nsame_as = \"b\"")), Problem::Circle("b".into()));
}

#[test]
fn the_keys_of_an_entity_are_its_aliases_folded() {
    let keys = sample().keys(&EntityId::from("moscow"));
    assert_eq!(keys.iter().collect::<Vec<_>>(), ["moscou", "moscow", "موسكو"]);
}

#[test]
fn every_built_in_table_can_be_read_and_names_an_entity_once() {
    let mut lines = HashMap::new();
    for (path, toml) in BUILTIN {
        for block in parse(toml, Path::new(path)).0 {
            let place = format!("{path}:{}", block.line);
            if let Some(other) = lines.insert(block.id.clone(), place.clone()) {
                panic!("{} stands at {other} and at {place}", block.id);
            }
        }
    }
    assert_eq!(Catalogue::builtin().unwrap().iter().count(), lines.len());
}

#[test]
fn every_built_in_entity_has_a_name_in_each_language() {
    let catalogue = Catalogue::builtin().unwrap();
    let lacks = |e: &&Entity| {
        [Lang::AR, Lang::FR, Lang::EN]
            .iter()
            .any(|lang| !e.names.iter().any(|n| n.lang == *lang && n.role == Role::Name))
    };
    let lacking: Vec<_> = catalogue.iter().filter(lacks).map(|e| e.id.as_str()).collect();
    assert!(lacking.is_empty(), "{lacking:?}");
}

#[test]
fn every_built_in_country_reference_is_to_a_country_or_territory() {
    let catalogue = Catalogue::builtin().unwrap();
    for entity in catalogue.iter() {
        if let Some(country) = &entity.country {
            let kind = catalogue.get(country).map(|country| country.kind);
            let lands = [Some(Kind::Country), Some(Kind::Province), Some(Kind::Region)];
            assert!(lands.contains(&kind), "{} → {country}", entity.id);
        }
    }
}

#[test]
fn no_built_in_alias_belongs_to_two_entities() {
    let catalogue = Catalogue::builtin().unwrap();
    let aliases = catalogue.aliases().into_iter().map(|alias| (alias.key, alias.entity));
    let index = Index::new(aliases);
    let id = |&n: &usize| catalogue.entities[n].id.as_str();
    // Of those that share a name the article decides; at most one has it without being decided for.
    let plain = |name: &str, n: usize| {
        let names = &catalogue.entities[n].names;
        !names.iter().any(|alias| alias.role == Role::Shared && key(&alias.text) == name)
    };
    let shared = index
        .shared()
        .into_iter()
        .filter(|(name, entities)| entities.iter().filter(|&&n| plain(name, n)).count() > 1);
    let shared = shared.map(|(key, entities)| {
        format!("{key}: {}", entities.iter().map(id).collect::<Vec<_>>().join(", "))
    });
    let shared: Vec<_> = shared.collect();
    assert!(shared.is_empty(), "claimed twice:\n{}", shared.join("\n"));
}

#[test]
fn an_id_that_others_have_as_a_name_leads_to_all_of_them() {
    let catalogue = Catalogue::builtin().unwrap();
    let namesakes = |id: &str| -> Vec<String> {
        catalogue.namesakes(&id.into()).iter().map(ToString::to_string).collect()
    };
    assert_eq!(namesakes("tripoli"), ["tripoli", "tripoli-lebanon"]);
    assert!(namesakes("congo").len() > 1);
    for own in ["france", "vladimir-putin", "nobody-at-all"] {
        assert_eq!(namesakes(own), [""; 0], "{own}");
    }
}
