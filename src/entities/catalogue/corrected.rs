//! What becomes of the tables when a person imports names and corrects them.

use std::path::Path;

use super::tests::{found, sample};
use super::*;
use crate::entities::Recogniser;

fn corrected(toml: &str) -> Catalogue {
    let mut catalogue = sample();
    assert_eq!(catalogue.extend_from_toml(toml, Path::new("own.toml")), []);
    catalogue
}

fn imported(lines: &[&str]) -> Catalogue {
    let mut catalogue = sample();
    assert_eq!(catalogue.extend_from_import(&lines.join("\n"), Path::new("x.jsonl")), None);
    catalogue
}

fn person(id: &str, names: &str, aliases: &str) -> String {
    format!(r#"{{"id":"{id}","kind":"person","names":[{names}],"aliases":[{aliases}]}}"#)
}

fn named(catalogue: &Catalogue, text: &str) -> Vec<String> {
    let mentions = Recogniser::new(catalogue).mentions(text);
    mentions.iter().map(|mention| mention.entity.to_string()).collect()
}

#[test]
fn a_hidden_alias_names_its_entity_no_more_nor_do_its_forms() {
    let catalogue = corrected(
        "[[entity]]\nid = \"russia\"\nhide = [\"روسي\", \"kremlin\"]\n\
         [[entity]]\nid = \"france\"\nhide = [\"الفرنسيين\"]",
    );
    assert_eq!(named(&catalogue, "روسيا والروسية, le Kremlin"), ["russia"]);
    assert_eq!(found(&catalogue, "الروسيات"), [""; 0]);
    assert_eq!(named(&catalogue, "الفرنسيين والفرنسية"), ["france"]);
    let france = EntityId::from("france");
    assert!(catalogue.hides(&france, "الفرنسيين") && !catalogue.hides(&france, "France"));
    let catalogue = corrected("[[entity]]\nid = \"united-nations\"\nhide = [\"U.N.\"]");
    assert_eq!(named(&catalogue, "UN, U.N., ONU"), ["united-nations"]);
}

#[test]
fn a_hidden_entity_is_nowhere() {
    let catalogue = corrected("[[entity]]\nid = \"moscow\"\nhidden = true");
    assert_eq!(named(&catalogue, "Moscou, Poutine"), ["vladimir-putin"]);
    assert_eq!(catalogue.get(&EntityId::from("moscow")), None);
    assert_eq!(found(&catalogue, "moscow"), [""; 0]);
    assert!(catalogue.is_hidden(&EntityId::from("moscow")));
    assert_eq!(catalogue.iter().count(), sample().iter().count() - 1);
    assert_eq!(catalogue.free_id("Moscow").as_str(), "moscow-2");
    // Nor is it proposed anew.
    let hides = |id: &str, text| catalogue.hides(&EntityId::from(id), text);
    assert!(hides("moscow", "Moskva") && hides("~gpe-moscou", "Moscou"));
    assert!(!hides("vladimir-putin", "Moscou") && !hides("~gpe-moskva", "Moskva"));
}

#[test]
fn somebody_proposed_can_be_hidden_and_is_nobody_else() {
    let catalogue = corrected("[[entity]]\nid = \"~per-sami-sahli\"\nhidden = true");
    assert!(catalogue.is_hidden(&EntityId::from("~per-sami-sahli")));
    assert_eq!(catalogue.iter().count(), sample().iter().count());
}

#[test]
fn whatever_goes_an_alias_knows_its_entity() {
    let catalogue = corrected(
        "[[entity]]\nid = \"france\"\nhidden = true\n\
         [[entity]]\nid = \"russia\"\nsame_as = \"moscow\"\n\
         [[entity]]\nid = \"vladimir-putin\"\nhide = [\"Poutine\"]",
    );
    let entities: Vec<_> = catalogue.iter().collect();
    for alias in catalogue.aliases() {
        assert!(entities[alias.entity].names.contains(alias.name), "{}", alias.key);
    }
    let text = "Poutine, Vladimir Poutine, الكرملين, الأردن";
    assert_eq!(named(&catalogue, text), ["vladimir-putin", "moscow", "jordan"]);
}

#[test]
fn merged_entities_are_one_under_both_ids() {
    let catalogue = corrected(
        "[[entity]]\nid = \"vvp\"\nsame_as = \"tsar\"\nkind = \"person\"\nen = [\"Vova Piter\"]\n\
         [[entity]]\nid = \"tsar\"\nkind = \"person\"\nen = [\"Tsar Vova\"]\n\
         same_as = \"vladimir-putin\"\nhide = [\"Vova Piter the First\"]",
    );
    assert_eq!(named(&catalogue, "Vova Piter, Tsar Vova, Poutine"), ["vladimir-putin"; 3]);
    for name in ["vvp", "tsar", "vova piter", "vladimir-putin"] {
        assert_eq!(found(&catalogue, name), ["vladimir-putin"], "{name}");
    }
    assert_eq!(catalogue.iter().count(), sample().iter().count());
}

#[test]
fn two_that_are_the_same_already_are_not_merged_again() {
    let mut catalogue = sample();
    let toml = "[[entity]]\nid = \"moscow\"\nsame_as = \"russia\"\n\n\
                [[entity]]\nid = \"russia\"\nsame_as = \"moscow\"";
    let errors = catalogue.extend_from_toml(toml, Path::new("own.toml"));
    assert_eq!(errors.len(), 1);
    assert_eq!((errors[0].line, &errors[0].problem), (5, &Problem::Circle("moscow".into())));
    assert_eq!(found(&catalogue, "moscou"), ["russia"]);
}

#[test]
fn an_imported_entity_with_a_known_name_of_its_kind_is_the_known_one() {
    let catalogue = imported(&[
        &person("q7747", r#""Владимир Путин","VLADIMIR PUTIN""#, r#""Vova Piter""#),
        r#"{"id":"q1","kind":"company","names":["Le Monde"],"aliases":["Le Monde SA"]}"#,
        r#"{"id":"q2","kind":"person","names":["Moscow Moscow","Moscou"]}"#,
    ]);
    assert_eq!(named(&catalogue, "Vova Piter"), ["vladimir-putin"]);
    assert_eq!(found(&catalogue, "q7747"), ["vladimir-putin"]);
    assert_eq!(named(&catalogue, "Le Monde SA"), ["le-monde"]);
    assert_eq!(named(&catalogue, "Moscow Moscow"), ["q2"]);
    let putin = catalogue.get(&EntityId::from("vladimir-putin")).unwrap();
    let sample = sample();
    let before = sample.get(&EntityId::from("vladimir-putin")).unwrap();
    assert_eq!(putin.names.len(), before.names.len() + 1, "{:?}", putin.names);
}

#[test]
fn a_name_of_two_known_entities_or_of_one_word_makes_no_person_known() {
    let two = r#""Vladimir Poutine","Bachar al-Assad""#;
    let catalogue =
        imported(&[&person("q1", two, ""), &person("q2", r#""Assad""#, r#""Abou Hafez""#)]);
    assert_eq!(named(&catalogue, "Abou Hafez"), ["q2"]);
    assert_eq!(found(&catalogue, "q1"), ["q1"]);
}

#[test]
fn imported_names_give_way_to_the_tables_and_not_to_one_another() {
    let mut catalogue = imported(&[
        &person("a", r#""Sami Sahli""#, r#""Moscou","Abou Sel","Prince du Sel""#),
        &person("b", r#""Adel Sahli""#, r#""ABOU SEL","الروسية""#),
    ]);
    // The built-in one has it.
    assert_eq!(named(&catalogue, "Moscou, الروسية"), ["moscow", "russia"]);
    // Neither has it in a text, and a question finds both.
    assert_eq!(named(&catalogue, "Abou Sel, Sami Sahli"), ["a"]);
    assert_eq!(found(&catalogue, "abou sel"), ["a", "b"]);
    assert_eq!(found(&catalogue, "moscou"), ["moscow", "a"]);
    // The person decides.
    let own = "[[entity]]\nid = \"b\"\nnames = [\"Abou Sel\"]\n\
               [[entity]]\nid = \"seller\"\nkind = \"person\"\nfr = [\"Prince du Sel\"]";
    assert_eq!(catalogue.extend_from_toml(own, Path::new("own.toml")), []);
    assert_eq!(named(&catalogue, "Abou Sel, Prince du Sel"), ["b", "seller"]);
}

#[test]
fn an_imported_acronym_is_the_same_with_periods() {
    let of = |id: &str, name: &str| {
        format!(r#"{{"id":"{id}","kind":"facility","names":["Fort {id}"],"aliases":["{name}"]}}"#)
    };
    let catalogue =
        imported(&[&of("a", "U.N."), &of("b", "S.E.L."), &of("c", "QQR"), &of("d", "Q.Q.R.")]);
    assert_eq!(
        named(&catalogue, "UN, U.N., SEL, S.E.L., QQR"),
        ["united-nations", "united-nations", "b", "b"]
    );
    assert_eq!(found(&catalogue, "S.E.L."), ["b"]);
    assert_eq!(found(&catalogue, "qqr"), ["c", "d"]);
}

#[test]
fn what_two_imports_call_the_same_is_one_and_what_one_import_does_is_not() {
    let mut catalogue = imported(&[
        &person("a", r#""Sami Sahli""#, ""),
        &person("b", r#""Adel Sahli""#, ""),
        &person("c", r#""Adel Sahli""#, ""),
    ]);
    let lines = [
        person("d", r#""SAMI SAHLI""#, r#""Abou Sel""#),
        person("e", r#""Adel Sahli""#, r#""Abou Bahr""#),
        r#"{"id":"f","kind":"company","names":["Sami Sahli"],"aliases":["SASA"]}"#.to_owned(),
    ];
    assert_eq!(catalogue.extend_from_import(&lines.join("\n"), Path::new("y.jsonl")), None);
    assert_eq!(named(&catalogue, "Abou Sel, Abou Bahr, SASA"), ["a", "e", "f"]);
    assert_eq!(found(&catalogue, "d"), ["a"]);
    assert_eq!(found(&catalogue, "adel sahli"), ["b", "c", "e"]);
}

#[test]
fn bad_imported_lines_are_named_by_the_first_and_leave_the_others() {
    let mut catalogue = sample();
    let good = person("a", r#""Sami Sahli""#, "");
    let lines = format!("{good}\n{{}}\n\n{}", person("b", r#""Adel Sahli""#, ""));
    let error = catalogue.extend_from_import(&lines, Path::new("x.jsonl")).unwrap();
    assert!(error.to_string().starts_with("x.jsonl:2: 2 lines from here on"), "{error}");
    assert_eq!(named(&catalogue, "Sami Sahli, Adel Sahli"), ["a", "b"]);
}

#[test]
fn a_free_id_is_readable_and_nobodys() {
    let catalogue = corrected("[[entity]]\nid = \"moscow-2\"\nkind = \"city\"\nen = [\"M\"]");
    assert_eq!(catalogue.free_id("Moscow").as_str(), "moscow-3");
    assert_eq!(catalogue.free_id("حزب المِلح").as_str(), "حزب-الملح");
    assert_eq!(catalogue.free_id("…").as_str(), "entity");
}
