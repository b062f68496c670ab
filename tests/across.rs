//! Unknown names in Arabic and in Latin letters, from the files to what a person is shown.
#![cfg(feature = "browser")]

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

/// Documents by their own ids: language, date, text.
const CORPUS: [(&str, &str, &str, &str); 7] = [
    (
        "minister-ar",
        "ar",
        "2020-05-03",
        "قال الوزير كميل بردويل أمس إن المياه ستعود. واجتمع بردويل مع نبيه بري وسعد الحريري في بيروت.",
    ),
    (
        "minister-fr",
        "fr",
        "2020-05-04",
        "Le ministre Camille Bardawil a parlé hier. M. Bardawil a vu Nabih Berri et Saad Hariri.",
    ),
    (
        "minister-en",
        "en",
        "2020-05-05",
        "“Water will be back,” said Camille Bardawil after he met Nabih Berri and Saad Hariri.",
    ),
    // Namesakes by their letters: a minister and a footballer.
    (
        "namesake-ar",
        "ar",
        "2020-05-06",
        "قال الوزير كريم حداد إن الحكومة تجتمع غدا مع نبيه بري وسعد الحريري في بيروت.",
    ),
    (
        "namesake-fr",
        "fr",
        "2020-05-06",
        "L’attaquant Karim Haddad a marqué deux buts hier à Marseille, a déclaré Karim Haddad.",
    ),
    ("brackets-ar", "ar", "2019-01-01", "قال المخرج فادي شلهوب (Fadi Chalhoub) إن الفيلم جديد."),
    ("brackets-en", "en", "2021-01-01", "The director Fadi Chalhoub said the film is new."),
];

struct Person {
    home: TempDir,
}

impl Person {
    fn new() -> Self {
        let person = Self { home: tempfile::tempdir().unwrap() };
        let line = |(id, lang, date, text): (&str, &str, &str, &str)| {
            format!(
                "{}\n",
                json!({"id": id, "title": id, "lang": lang, "date": date, "text": text})
            )
        };
        fs::write(person.home.path().join("wire.jsonl"), CORPUS.map(line).concat()).unwrap();
        person
    }

    fn json(&self, arguments: &[&str]) -> Vec<Value> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nashra"));
        command.env_clear().env("HOME", self.home.path()).current_dir(self.home.path());
        let output = command.args(arguments).stdin(Stdio::null()).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        let lines = String::from_utf8(output.stdout).unwrap();
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The titles of what a query finds.
    fn found(&self, query: &str) -> Vec<String> {
        let listed = self.json(&["list", "--json", "wire.jsonl", "--sort", "corpus", "-q", query]);
        listed.iter().map(|line| line["title"].as_str().unwrap().to_owned()).collect()
    }

    /// The unknown people: names and number of documents by id.
    fn unknown(&self) -> BTreeMap<String, (Vec<String>, u64)> {
        let entities = self.json(&["entities", "--json", "wire.jsonl"]);
        let unknown = entities.iter().filter_map(|line| {
            let id = line["entity"].as_str().filter(|id| id.starts_with("~per"))?;
            let names = line["names"].as_array().unwrap().iter();
            let names = names.map(|name| name.as_str().unwrap().to_owned()).collect();
            Some((id.to_owned(), (names, line["documents"].as_u64().unwrap())))
        });
        unknown.collect()
    }
}

#[test]
fn somebody_unknown_is_one_in_both_scripts_where_the_documents_say_so() {
    let person = Person::new();
    let unknown = person.unknown();
    let (names, documents) = &unknown["~per-camille-bardawil"];
    assert_eq!(*documents, 3);
    for name in ["Camille Bardawil", "Bardawil", "كميل بردويل", "بردويل"] {
        assert!(names.contains(&name.to_owned()), "{name}: {names:?}");
    }
    assert_eq!(unknown["~per-fadi-chalhoub"].1, 2);
    let minister = ["minister-ar", "minister-fr", "minister-en"];
    for name in ["\"Camille Bardawil\"", "\"كميل بردويل\"", "~per-كميل-بردويل"]
    {
        assert_eq!(person.found(&format!("actor:{name}")), minister, "{name}");
    }
    assert_eq!(person.found("actor:\"Fadi Chalhoub\""), ["brackets-ar", "brackets-en"]);
}

#[test]
fn namesakes_in_two_scripts_are_two_people() {
    let person = Person::new();
    let unknown = person.unknown();
    assert_eq!(unknown["~per-karim-haddad"], (vec!["Karim Haddad".to_owned()], 1));
    assert_eq!(unknown["~per-كريم-حداد"], (vec!["كريم حداد".to_owned()], 1));
    assert_eq!(person.found("actor:\"Karim Haddad\""), ["namesake-fr"]);
    assert_eq!(person.found("actor:\"كريم حداد\""), ["namesake-ar"]);
}

#[test]
fn what_a_person_has_parted_in_their_file_is_two() {
    let person = Person::new();
    let config = person.home.path().join(".config/nashra");
    fs::create_dir_all(&config).unwrap();
    let toml = "[[entity]]\nid = \"~per-كميل-بردويل\"\napart = [\"~per-camille-bardawil\"]\n";
    fs::write(config.join("entities.toml"), toml).unwrap();
    assert_eq!(person.found("actor:\"كميل بردويل\""), ["minister-ar"]);
    assert_eq!(person.found("actor:\"Camille Bardawil\""), ["minister-fr", "minister-en"]);
}
