//! Decisions and exports by commands alone, as scripts use them.
#![cfg(feature = "browser")]

use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::{fs, thread};

use serde_json::{Value, json};
use tempfile::TempDir;

/// A person with a home of their own and a corpus of three documents.
struct Person {
    home: TempDir,
}

const ARABIC: &str = "وصل الرئيس الروسي فلاديمير بوتين إلى أنقرة أمس. هل تنجح الوساطة؟ \
    قال بوتين إن المحادثات \"مفيدة\". ثم غادر الوفد.";
const FRENCH: &str = "Le convoi est arrivé mardi à Tunis. M. Poutine n’a rien dit. Personne n’en \
    attendait davantage.";
const HOSTILE: &str = "Rien à signaler au port ce matin, selon la capitainerie de la ville.";

impl Person {
    fn new() -> Self {
        let person = Self { home: tempfile::tempdir().unwrap() };
        fs::create_dir(person.corpus()).unwrap();
        fs::write(person.corpus().join("convoi.txt"), format!("Un convoi\n\n{FRENCH}\n")).unwrap();
        let line = |id: &str, title: &str, text: &str, url: &str| {
            let line = json!({
                "id": id, "title": title, "text": text, "url": url, "date": "2026-03-01",
                "source": "Agence"
            });
            format!("{line}\n")
        };
        let lines = line("7", "بوتين في أنقرة", ARABIC, "https://example.org/7")
            + &line("8", "=cmd|' /C calc'!A0 \u{1b}[31m*x*", HOSTILE, "javascript:alert(1)");
        fs::write(person.corpus().join("wire.jsonl"), lines).unwrap();
        person
    }

    fn corpus(&self) -> PathBuf {
        self.home.path().join("corpus")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nashra"));
        command.env_clear().env("HOME", self.home.path()).current_dir(self.home.path());
        command.args(arguments);
        command
    }

    fn output(&self, arguments: &[&str]) -> Output {
        self.command(arguments).stdin(Stdio::null()).output().unwrap()
    }

    /// What a command prints that ends well.
    fn run(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn run_with(&self, arguments: &[&str], input: &str) -> Output {
        let piped = || Stdio::piped();
        let mut child =
            self.command(arguments).stdin(piped()).stdout(piped()).stderr(piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }

    fn json(&self, arguments: &[&str]) -> Vec<Value> {
        lines(&self.run(arguments))
    }

    /// The ids of what a query finds.
    fn ids(&self, query: &str) -> Vec<String> {
        let listed = self.json(&["list", "--json", "corpus", "-q", query]);
        listed.iter().map(|line| line["id"].as_str().unwrap().to_owned()).collect()
    }
}

fn lines(output: &str) -> Vec<Value> {
    output.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn decisions_are_set_listed_cleared_undone_and_done_again() {
    let person = Person::new();
    let arabic = &person.ids("lang:ar")[0];
    let changes = "read,starred,kept,tag:أنقرة,note:à vérifier, vite";
    let set =
        person.json(&["triage", "set", changes, "7", "convoi.txt", "--in", "corpus", "--json"]);
    // `convoi.txt` lies in the corpus, not here.
    assert_eq!(set.len(), 1);
    let triage = json!({
        "read": true, "starred": true, "verdict": "kept", "tags": ["أنقرة"],
        "note": "à vérifier, vite"
    });
    assert_eq!(set[0], json!({"id": arabic, "title": "بوتين في أنقرة", "triage": triage}));
    person.run(&["triage", "set", "discarded", "corpus/convoi.txt"]);

    let listed = person.json(&["triage", "list", "--json"]);
    assert_eq!(listed.len(), 2);
    assert!(listed.iter().all(|line| line["title"].is_null()));
    let kept = person.json(&["triage", "list", "corpus", "-q", "is:kept", "--json"]);
    assert_eq!(kept, set);

    // Only a verdict of this sort is cleared.
    let all = ["--in", "corpus", "-q", ""];
    person.run(&[&["triage", "clear", "kept,tag,note,starred"][..], &all].concat());
    let verdict = |line: &Value| line["triage"]["verdict"].clone();
    let listed = person.json(&["triage", "list", "corpus", "--json"]);
    assert_eq!(listed.iter().map(verdict).collect::<Vec<_>>(), [json!("discarded"), Value::Null]);
    assert_eq!(listed[1]["triage"]["tags"], json!([]));
    assert_eq!(listed[1]["triage"]["read"], true);

    let undo = person.output(&["triage", "undo", "--json"]);
    assert!(said(&undo).contains("Undone: "), "{}", said(&undo));
    assert_eq!(person.ids("is:kept tag:أنقرة has:note"), [arabic.as_str()]);
    person.run(&["triage", "undo"]);
    assert_eq!(person.ids("is:discarded").len(), 0);
    person.run(&["triage", "redo"]);
    assert_eq!(person.ids("is:discarded").len(), 1);
    person.run(&["triage", "redo"]);
    assert_eq!(person.output(&["triage", "redo"]).status.code(), Some(1));

    let history = person.json(&["triage", "history", "--json"]);
    let ways: Vec<_> = history.iter().map(|step| step["way"].as_str().unwrap()).collect();
    assert_eq!(ways, ["redone", "redone", "undone", "undone", "done", "done", "done"]);
    assert_eq!(history[6]["documents"], json!([arabic]));
    let last = person.run(&["triage", "history", "--limit", "1"]);
    assert!(last.lines().count() == 1 && last.contains("Done again: "), "{last}");
}

#[test]
fn documents_are_named_on_standard_input_as_list_prints_them() {
    let person = Person::new();
    let plain = person.run(&["list", "corpus", "-q", "lang:ar"]);
    let json = person.run(&["list", "corpus", "--json", "-q", "lang:fr"]);
    let input = format!("{plain}\n{json}no-such\n{{\"id\": 3}}\n8\n");
    let output = person.run_with(&["triage", "set", "starred", "-", "--in", "corpus"], &input);
    assert!(output.status.success());
    let errors = said(&output);
    assert!(errors.contains("line 5: there is no document `no-such`"), "{errors}");
    assert!(errors.contains("line 6: ") && errors.contains("3 changed, 2 left out"), "{errors}");
    assert_eq!(person.ids("is:starred").len(), 3);
    // What is so already is acknowledged, and is no step.
    let again = person.run_with(&["triage", "set", "starred", "-"], &plain);
    assert_eq!(String::from_utf8_lossy(&again.stdout).lines().count(), 1);
    assert!(said(&again).contains("0 changed, 1 so already"), "{}", said(&again));
    assert_eq!(person.json(&["triage", "history", "--json"]).len(), 1);
}

#[test]
fn commands_that_make_no_sense_or_find_nothing_say_so() {
    let person = Person::new();
    let status = |arguments: &[&str]| person.output(arguments).status.code();
    assert_eq!(status(&["triage", "set", "kept", "zz", "--in", "corpus"]), Some(1));
    assert_eq!(status(&["triage", "set", "kept", "-q", "zeppelin", "--in", "corpus"]), Some(0));
    assert!(!person.home.path().join(".local").exists(), "nothing was made for that");
    assert_eq!(status(&["triage", "set", "kept", "corpus/wire.jsonl"]), Some(1), "two documents");
    assert_eq!(status(&["triage", "set", "kept"]), Some(2));
    assert_eq!(status(&["triage", "set", "keep", "7"]), Some(2));
    assert_eq!(status(&["triage", "set", "kept,discarded", "7"]), Some(2));
    assert_eq!(status(&["triage", "set", "kept", "7", "-q", "x"]), Some(2));
    assert_eq!(status(&["triage", "set", "kept", "-", "--in", "-"]), Some(2));
    assert_eq!(status(&["triage", "undo"]), Some(1));
    assert_eq!(status(&["triage", "list"]), Some(0));
    assert_eq!(status(&["export", "corpus", "--actor", "zeppelin"]), Some(2));
    assert_eq!(status(&["export", "corpus", "-q", "is:lost"]), Some(2));
}

/// An id that a corpus might have.
fn id(n: usize) -> String {
    format!("{n:032x}")
}

#[test]
fn processes_that_decide_at_once_lose_nothing() {
    const EACH: usize = 200;
    let person = Person::new();
    let flood = |change: &'static str| {
        let input: String = (0..EACH).map(|n| id(n) + "\n").collect();
        let output = person.run_with(&["triage", "set", change, "-", "--each"], &input);
        assert!(output.status.success(), "{output:?}");
        assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), EACH);
    };
    thread::scope(|scope| {
        for change in ["starred", "tag:a", "kept,read"] {
            scope.spawn(move || flood(change));
        }
    });
    let listed = person.json(&["triage", "list", "--json"]);
    assert_eq!(listed.len(), EACH);
    let whole = json!({
        "read": true, "starred": true, "verdict": "kept", "tags": ["a"], "note": null
    });
    assert!(listed.iter().all(|line| line["triage"] == whole));
    assert_eq!(person.json(&["triage", "history", "--json"]).len(), 3 * EACH);
}

/// A process whose lines are read as they come.
struct Following(Child, BufReader<ChildStdout>);

impl Following {
    fn new(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let stdout = child.stdout.take().unwrap();
        Self(child, BufReader::new(stdout))
    }

    fn next(&mut self) -> Value {
        let mut line = String::new();
        self.1.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"))
    }
}

#[test]
fn each_decision_is_acknowledged_before_the_next_id_is_known() {
    let person = Person::new();
    let mut command = person.command(&["triage", "set", "kept", "-", "--each", "--json"]);
    command.stdin(Stdio::piped());
    let mut following = Following::new(command);
    let mut input = following.0.stdin.take().unwrap();
    for n in 0..3 {
        writeln!(input, "{}", id(n)).unwrap();
        assert_eq!(following.next()["id"], id(n));
        assert_eq!(person.json(&["triage", "list", "--json"]).len(), n + 1);
    }
    drop(input);
    assert!(following.0.wait().unwrap().success());
}

#[test]
fn who_follows_sees_what_others_decide_and_ends_well() {
    use rustix::process::{Pid, Signal, kill_process};

    let person = Person::new();
    let follow = || Following::new(person.command(&["triage", "follow", "--json"]));
    let (mut a, mut b) = (follow(), follow());
    let seen = AtomicUsize::new(0);
    thread::scope(|scope| {
        // What is decided before one has begun to follow is no news, so there is more and more.
        scope.spawn(|| {
            for n in 0.. {
                person.run(&["triage", "set", "starred", &id(n)]);
                if seen.load(Relaxed) == 2 {
                    break;
                }
            }
        });
        for following in [&mut a, &mut b] {
            assert_eq!(following.next()["triage"]["starred"], true);
            seen.fetch_add(1, Relaxed);
        }
    });
    kill_process(Pid::from_child(&a.0), Signal::INT).unwrap();
    assert!(a.0.wait().unwrap().success(), "interrupted");
    // Nobody reads any more, and nothing is decided either.
    let Following(mut child, stdout) = b;
    drop(stdout);
    assert!(child.wait().unwrap().success(), "closed");
}

#[test]
fn two_people_combine_their_decisions_and_twice_changes_nothing() {
    let (a, b) = (Person::new(), Person::new());
    let set = |person: &Person, changes, query| {
        person.run(&["triage", "set", changes, "-q", query, "--in", "corpus"]);
    };
    set(&a, "kept,tag:a,note:vu à Tunis", "title:convoi");
    set(&b, "discarded,tag:b,note:سطر", "title:convoi");
    set(&b, "starred", "lang:ar");
    a.run(&["triage", "clear", "tag:a", "-q", "title:convoi", "--in", "corpus"]);
    let exported = |person: &Person| {
        let file = person.home.path().join("decisions.jsonl");
        person.run(&["triage", "export", "corpus", "-o", file.to_str().unwrap()]);
        file.to_str().unwrap().to_owned()
    };
    let (of_a, of_b) = (exported(&a), exported(&b));
    let header = r#"{"format":"nashra-triage","version":1}"#;
    let written = fs::read_to_string(&of_b).unwrap();
    assert_eq!(written.lines().next(), Some(header));
    assert_eq!(lines(&written).iter().filter(|line| line["title"] == "Un convoi").count(), 1);
    assert_eq!(Path::new(&of_b).metadata().unwrap().permissions().mode() & 0o777, 0o600);

    // Each brings in the other's and, for once, its own.
    assert_eq!(a.json(&["triage", "import", "--json", &of_b]).len(), 2);
    assert_eq!(b.json(&["triage", "import", "--json", &of_a, &of_b]).len(), 1);
    let decided = |person: &Person| person.json(&["triage", "list", "--json"]);
    assert_eq!(decided(&a), decided(&b));
    let french = a.json(&["triage", "list", "corpus", "-q", "title:convoi", "--json"]);
    let triage = json!({
        "read": false, "starred": false, "verdict": "discarded", "tags": ["b"],
        "note": "vu à Tunis\nسطر"
    });
    assert_eq!(french[0]["triage"], triage);
    let all = |person: &Person| person.run(&["triage", "export"]);
    assert_eq!(all(&a), all(&b));

    let before = all(&a);
    let joined = before.clone() + &all(&b);
    let again = a.run_with(&["triage", "import", "-"], &joined);
    assert!(again.stdout.is_empty() && said(&again).contains("0 changed"), "{again:?}");
    assert_eq!(all(&a), before);
    a.run(&["triage", "undo"]);
    assert_eq!(a.ids("is:kept").len(), 1, "an import is one step");
}

#[test]
fn saved_searches_are_backed_up_and_brought_in() {
    let (a, b) = (Person::new(), Person::new());
    let header = "{\"format\":\"nashra-triage\",\"version\":1}\n";
    let war = "{\"saved\":\"الحرب\",\"query\":\"lang:ar حرب\",\"sort\":\"relevance\"}\n";
    let grain = "{\"saved\":\"grain\",\"query\":\"blé\",\"sort\":\"date\"}\n";
    let broken = "{\"saved\":\"x\",\"query\":\"(x\"}\n";
    let output = a.run_with(&["triage", "import", "-"], &[header, war, broken, grain].concat());
    assert!(said(&output).contains("searches saved: 2, 1 left out"), "{}", said(&output));
    assert!(said(&output).contains("standard input:3: its query"), "{}", said(&output));
    let all = a.run(&["triage", "export"]);
    assert_eq!(all, [header, grain, war].concat());

    // What is there stays, and is said.
    let barley = grain.replace("blé", "orge");
    b.run_with(&["triage", "import", "-"], &[header, &barley].concat());
    let output = b.run_with(&["triage", "import", "-"], &all);
    assert!(output.status.success());
    assert!(said(&output).contains("saved as grain, and stays"), "{}", said(&output));
    assert_eq!(b.run(&["triage", "export"]), [header, &barley, war].concat());
    let again = b.run_with(&["triage", "import", "-"], &b.run(&["triage", "export"]));
    assert!(again.status.success() && !said(&again).contains("sav"), "{}", said(&again));
}

#[test]
fn lines_that_cannot_be_brought_in_are_named_and_the_rest_is() {
    let person = Person::new();
    let header = "{\"format\":\"nashra-triage\",\"version\":1}\n";
    let good =
        format!(r#"{{"id":"{}","read":{{"value":true,"at":"2026-03-01T09:00:00+01:00"}}}}"#, id(1));
    let input = format!("{header}\nnot JSON\n{good}\n{{\"id\":\"1\"}}\n");
    let output = person.run_with(&["triage", "import", "no-such-file", "-"], &input);
    assert!(output.status.success());
    let errors = said(&output);
    for part in ["no-such-file: ", "standard input:3: ", "standard input:5: ", "1 changed, of 1, 3"]
    {
        assert!(errors.contains(part), "{part}: {errors}");
    }
    assert!(person.run(&["triage", "export"]).contains("2026-03-01T08:00:00Z"));
    for (input, part) in [
        (good.as_str(), "first line"),
        ("", "first line"),
        ("{\"format\":\"nashra-triage\",\"version\":2}\n", "format 2"),
    ] {
        let output = person.run_with(&["triage", "import", "-"], input);
        assert_eq!(output.status.code(), Some(1));
        assert!(said(&output).contains(part), "{}", said(&output));
    }
}

#[test]
fn documents_are_exported_with_decisions_and_the_sentences_about_an_actor() {
    let person = Person::new();
    person.run(&["triage", "set", "kept,tag:a,note:=1+1", "8", "--in", "corpus"]);
    let exported = person.json(&["export", "corpus", "--actor", "Poutine"]);
    assert_eq!(exported.len(), 3);
    let quoted = |n: usize| -> Vec<&str> {
        let quotes = exported[n]["quotes"].as_array().unwrap().iter();
        quotes.map(|quote| quote["text"].as_str().unwrap()).collect()
    };
    assert_eq!(quoted(0), ["M. Poutine n’a rien dit."]);
    assert_eq!(
        quoted(1),
        ["وصل الرئيس الروسي فلاديمير بوتين إلى أنقرة أمس.", "قال بوتين إن المحادثات \"مفيدة\"."]
    );
    assert_eq!(quoted(2), [""; 0]);
    let quote = &exported[1]["quotes"][1];
    assert_eq!(quote["actors"], json!(["vladimir-putin"]));
    let offset = |key: &str| quote[key].as_u64().unwrap() as usize;
    let text = exported[1]["text"].as_str().unwrap();
    let slice: String =
        text.chars().skip(offset("start")).take(offset("end") - offset("start")).collect();
    assert_eq!(slice, quote["text"].as_str().unwrap());
    assert_eq!(exported[2]["triage"]["verdict"], "kept");
    assert!(!exported[1]["mentions"].as_array().unwrap().is_empty());
    assert_eq!(exported[1]["origins"][0]["own_id"], "7");

    // Those of the query are chosen where no other are.
    let by_query = person.json(&["export", "corpus", "-q", "actor:بوتين -lang:fr"]);
    assert_eq!(by_query.len(), 1);
    assert_eq!(by_query[0]["quotes"], exported[1]["quotes"]);
}

#[test]
fn a_table_is_safe_in_spreadsheets_and_a_report_is_text_alone() {
    let person = Person::new();
    person.run(&["triage", "set", "kept,tag:a,note:=1+1", "8", "--in", "corpus"]);
    let table = person.home.path().join("table.csv");
    let file = table.to_str().unwrap();
    fs::write(&table, "old").unwrap();
    person.run(&["export", "corpus", "--actor", "putin", "--format", "csv", "-o", file]);
    assert_eq!(table.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let table = fs::read_to_string(&table).unwrap();
    assert!(table.starts_with("id,path,url,title,lang,date,source,"), "{table}");
    assert!(table.contains(",'=cmd|' /C calc'!A0 "), "{table}");
    assert!(table.contains(",false,false,kept,a,'=1+1,\r\n"), "{table}");
    assert!(table.contains("أمس.\nقال بوتين إن المحادثات \"\"مفيدة\"\".\""), "{table}");

    let report = ["export", "corpus", "-q", "date:2026", "--actor", "putin", "--format", "md"];
    let report = person.run(&report);
    for part in [
        "# date:2026\n\n2 documents, with the sentences that mention Vladimir Putin.\n",
        "\n## بوتين في أنقرة\n\n- Source: Agence\n- Date: 2026-03-01\n- Language: ar\n",
        "- Address: <https://example.org/7>\n",
        "\n> قال بوتين إن المحادثات \"مفيدة\".\n",
        "- Address: javascript:alert(1)\n",
        "- Decided: kept\n- Tags: a\n- Note: \\=1+1\n",
    ] {
        assert!(report.contains(part), "{part}: {report}");
    }
    assert!(!report.contains('\u{1b}') && report.contains("\\*x\\*"), "{report}");

    fs::write(person.corpus().join("picture.txt"), b"\0\x01").unwrap();
    fs::write(person.corpus().join("empty.txt"), "").unwrap();
    for name in ["wire.jsonl", "picture.txt", "empty.txt"] {
        let own = person.corpus().join(name);
        let before = fs::read(&own).unwrap();
        let output = person.output(&["export", "corpus", "-o", own.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert_eq!(fs::read(&own).unwrap(), before, "the corpus is never written to: {name}");
    }
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let person = Person::new();
    let input: String = (0..3000).map(|n| id(n) + "\n").collect();
    assert!(person.run_with(&["triage", "set", "kept", "-"], &input).status.success());
    for arguments in [
        &["triage", "list", "--json"][..],
        &["triage", "export"],
        &["triage", "history"],
        &["export", "corpus", "--format", "md"],
    ] {
        let mut child = person.command(arguments).stdout(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        assert!(child.wait().unwrap().success(), "{arguments:?}");
    }
}
