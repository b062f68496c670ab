//! Names corrected in the real program, kept, and taken back.

use super::*;

/// A person with two articles that name somebody whom nobody knows.
fn person() -> Person {
    let mut person = Person::new();
    person.corpus = person.home.path().join("news");
    std::fs::create_dir(&person.corpus).unwrap();
    let articles = [
        ("a.txt", "Qorvex Zanduli parle au port.\n\nLe maire Qorvex Zanduli est parti."),
        ("b.txt", "Un navire attend.\n\nQorvex Zanduli en parle à Paris."),
        ("c.txt", "La mer est calme.\n\nRien à Paris."),
    ];
    for (name, text) in articles {
        std::fs::write(person.corpus.join(name), text).unwrap();
    }
    person
}

impl Person {
    /// What `nashra entities --json` says of one, if it is found.
    fn entity(&self, id: &str) -> Option<serde_json::Value> {
        let output = self.command().args(["entities", "--json", self.corpus()]).output().unwrap();
        let rows = serde_json::Deserializer::from_slice(&output.stdout).into_iter();
        let rows: Vec<serde_json::Value> = rows.collect::<Result<_, _>>().unwrap();
        rows.into_iter().find(|row| row["entity"] == id)
    }

    fn own_names(&self) -> Option<String> {
        std::fs::read_to_string(self.home.path().join(".config/nashra/entities.toml")).ok()
    }
}

/// Selects two words of the first article and makes them a name of Putin.
fn name_putin(pty: &mut Pty) {
    pty.send("\rwvwe");
    pty.wait_text("is another name of");
    pty.send("\r");
    pty.wait_text("Somebody or something new");
    pty.send("poutine\r");
}

#[test]
fn selected_words_are_another_name_now_and_after_a_restart_until_they_are_hidden() {
    let person = person();
    let mut pty = person.open(&["--sort", "corpus", person.corpus()]);
    pty.wait_text("3 of 3");
    name_putin(&mut pty);
    pty.wait_text("names Vladimir Putin: 2 documents change");
    pty.wait_text("Vladimir Poutine");
    pty.send("q");
    assert!(pty.wait_exit(SOON).success());
    let found = person.entity("vladimir-putin").unwrap();
    assert_eq!((&found["documents"], &found["mentions"]), (&2.into(), &3.into()));
    let own = "[[entity]]\nid = \"vladimir-putin\"\nfr = [\"Qorvex Zanduli\"]\n";
    assert_eq!(person.own_names().as_deref(), Some(own));

    let mut pty = person.open(&[]);
    pty.wait_text("Vladimir Poutine");
    pty.send("/Zanduli\r");
    pty.wait_text("2 of 3");
    pty.send("\rme");
    pty.wait_text("does not name Vladimir");
    pty.send("\r");
    pty.wait_text("does not name Vladimir Putin: 2 documents change");
    pty.send("q");
    assert!(pty.wait_exit(SOON).success());
    assert_eq!(person.entity("vladimir-putin"), None);
    assert!(person.own_names().unwrap().contains("hide = [\"Qorvex Zanduli\"]"));
}

#[test]
fn a_new_person_of_an_ephemeral_session_is_written_nowhere() {
    let person = person();
    let mut pty = person.open(&["--ephemeral", "--sort", "corpus", person.corpus()]);
    pty.wait_text("3 of 3");
    pty.send("\rwvwe");
    pty.wait_text("is another name of");
    pty.send("\r");
    pty.wait_text("Somebody or something new");
    pty.send("\r");
    pty.wait_text("is a new");
    pty.send("person\r");
    pty.wait_text("is a new person: 2 documents change");
    pty.wait_text("Qorvex Zanduli       2    2");
    pty.send("i");
    pty.wait_text("Qorvex Zanduli fr 3");
    pty.send("qq");
    assert!(pty.wait_exit(SOON).success());
    assert_eq!(person.own_names(), None);
}

#[test]
fn a_file_of_names_that_cannot_be_understood_stays_and_is_named() {
    let person = person();
    let dir = person.home.path().join(".config/nashra");
    std::fs::create_dir_all(&dir).unwrap();
    std::fs::write(dir.join("entities.toml"), "[[entity\n").unwrap();
    let mut pty = person.open(&["--sort", "corpus", person.corpus()]);
    pty.wait_text("3 of 3");
    name_putin(&mut pty);
    pty.wait_text("line 1 is not TOML");
    pty.send("q");
    assert!(pty.wait_exit(SOON).success());
    assert_eq!(person.own_names().as_deref(), Some("[[entity\n"));
}
