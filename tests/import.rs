//! Names of one's own through the real program: imported, found, corrected, forgotten.
#![cfg(feature = "browser")]

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;

struct Person {
    home: TempDir,
}

impl Person {
    fn new() -> Self {
        let person = Self { home: tempfile::tempdir().unwrap() };
        let article = "Sel\n\nAbou Melh a rencontré Sami Sahli à Moscou. قال أبو ملح إن";
        person.file("article.txt", article);
        person
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.home.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }

    fn nashra(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nashra"));
        command.env_clear().env("HOME", self.home.path()).current_dir(self.home.path());
        command.args(arguments).output().unwrap()
    }

    /// What a command prints that succeeds without a complaint.
    fn says(&self, arguments: &[&str]) -> String {
        let output = self.nashra(arguments);
        assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Known entities of the article with the names found for them.
    fn named(&self) -> Vec<(String, String)> {
        let listed = self.says(&["entities", "--json", "article.txt"]);
        let mut named: Vec<_> = listed
            .lines()
            .map(|line| {
                let entity: Value = serde_json::from_str(line).unwrap();
                let mut names: Vec<_> = entity["names"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|n| n.as_str().unwrap())
                    .collect();
                names.sort_unstable();
                (entity["entity"].as_str().unwrap().to_owned(), names.join(", "))
            })
            .filter(|(entity, _)| !entity.starts_with('~'))
            .collect();
        // Names that are only proposed are nobody's.
        named.retain(|(id, _)| !id.starts_with('~'));
        named.sort();
        named
    }
}

fn pairs(named: &[(&str, &str)]) -> Vec<(String, String)> {
    named.iter().map(|(id, names)| ((*id).to_owned(), (*names).to_owned())).collect()
}

const DUMP: &str = concat!(
    r#"{"id":"NK-5b","schema":"Person","properties":{"name":["Sami Sahli"],"#,
    r#""alias":["ABOU MELH","أبو ملح"],"weakAlias":["Sam"],"country":["tn"]}}"#,
    "\n{\"id\":\n",
    r#"{"id":"NK-9","schema":"Address","properties":{"full":["Tunis"]}}"#,
    "\n"
);

#[test]
fn imported_names_are_found_until_the_import_is_removed() {
    let person = Person::new();
    assert_eq!(person.named(), pairs(&[("moscow", "Moscou")]));
    person.file("dump.json", DUMP);

    let output = person.nashra(&["import", "--json", "--dry-run", "dump.json"]);
    assert!(output.status.success());
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert!(complaint.starts_with("nashra: dump.json:2: this is no FollowTheMoney entity"));
    let summary: Value = serde_json::from_slice(&output.stdout).unwrap();
    let expected = json!({
        "import": "dump.json", "format": "ftm", "entities": 1, "known": 0, "names": 3,
        "refused": 0, "weak": 1, "skipped": {"Address": 1}, "bad": 1,
    });
    assert_eq!(summary, expected);
    assert_eq!(person.says(&["import", "--list"]), "");

    assert!(person.nashra(&["import", "dump.json"]).status.success());
    let names = "Abou Melh, Sami Sahli, أبو ملح";
    assert_eq!(person.named(), pairs(&[("moscow", "Moscou"), ("nk-5b", names)]));
    assert_eq!(person.says(&["import", "--list"]).split_whitespace().last(), Some("dump.json"));

    person.file("dump.json", "name;kind\nAbou Melh;person\n");
    let summary = person.says(&["import", "dump.json"]);
    assert_eq!(summary, "dump.json: 1 entity with 1 name, 0 known already\n");
    assert_eq!(person.named(), pairs(&[("dump-abou-melh", "Abou Melh"), ("moscow", "Moscou")]));

    assert_eq!(person.says(&["import", "--remove", "dump.json"]), "");
    assert_eq!(person.named(), pairs(&[("moscow", "Moscou")]));
    assert_eq!(person.nashra(&["import", "--remove", "dump.json"]).status.code(), Some(1));
}

#[test]
fn a_file_that_cannot_be_imported_fails_and_the_others_are_imported() {
    let person = Person::new();
    person.file("good.csv", "name,kind,alias\nSami Sahli,person,Abou Melh\n");
    person.file("bad.csv", "Dear reader\n");
    let output = person.nashra(&["import", "none.csv", "bad.csv", "good.csv"]);
    assert_eq!(output.status.code(), Some(1));
    let complaints = String::from_utf8(output.stderr).unwrap();
    let complaints: Vec<_> = complaints.lines().collect();
    assert!(complaints[0].starts_with("nashra: none.csv: "), "{complaints:?}");
    assert!(complaints[1].starts_with("nashra: bad.csv: the first line has to name the columns"));
    assert_eq!(person.named()[0].0, "good-sami-sahli");
    assert_eq!(person.nashra(&["import"]).status.code(), Some(2));
}

#[test]
fn what_a_person_wrote_about_imported_and_built_in_names_counts() {
    let person = Person::new();
    person.file("dump.json", DUMP);
    person.nashra(&["import", "dump.json"]);
    let own = "[[entity]]\nid = \"nk-5b\"\nhide = [\"Abou Melh\"]\n\n\
               [[entity]]\nid = \"moscow\"\nhidden = true\n\n\
               [[entity]]\nid = \"nk-6\"\nhidden = true\n";
    person.file(".config/nashra/entities.toml", own);
    let output = person.nashra(&["entities", "--json", "article.txt"]);
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert!(complaint.contains("entities.toml:9: there is no entity `nk-6`"), "{complaint}");
    let listed = String::from_utf8(output.stdout).unwrap();
    let nk = listed.lines().find(|line| line.contains("nk-5b")).unwrap();
    assert!(!nk.contains("Abou") && !listed.contains("Moscou"), "{listed}");
}

#[test]
fn completions_and_manual_pages_know_the_commands() {
    let person = Person::new();
    for shell in ["bash", "zsh", "fish"] {
        assert!(person.says(&["completions", shell]).contains("dry-run"), "{shell}");
    }
    assert!(person.says(&["man"]).contains("nashra\\-import(1)"));
    assert!(person.says(&["man", "import"]).contains("\\-\\-remove"));
    assert_eq!(person.nashra(&["man", "fly"]).status.code(), Some(2));
    assert_eq!(person.nashra(&["completions", "tcsh"]).status.code(), Some(2));
}

#[test]
fn the_examples_of_the_manual_work() {
    let manual = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/entities.md");
    let manual = fs::read_to_string(manual).unwrap();
    let example = |language: &str| {
        let start = manual.split_once(&format!("```{language}\n")).unwrap().1;
        start.split_once("```").unwrap().0.to_owned()
    };
    let person = Person::new();
    person.file("dump.json", &example("json"));
    person.file("watchlist.csv", &example("csv"));
    let summary = person.says(&["import", "dump.json", "watchlist.csv"]);
    let expected = "dump.json: 1 entity with 3 names, 0 known already\n\
                    watchlist.csv: 3 entities with 7 names, 1 known already\n";
    assert_eq!(summary, expected);
    person.file(".config/nashra/entities.toml", &example("toml"));
    person
        .file("article.txt", "x\n\nVVP, Jordan, Путін et سامي الساحلي avec Sel et Mer. Abou Melh");
    let expected = [
        ("sami-sahli", "Abou Melh, سامي الساحلي"),
        ("vladimir-putin", "VVP, Путін"),
        ("watchlist-2", "Sel et Mer"),
    ];
    assert_eq!(person.named(), pairs(&expected));
}
