//! The real program in a pseudo-terminal, from the first key to the shell and back again.
#![cfg(feature = "browser")]

#[path = "end_to_end/decisions.rs"]
mod decisions;
#[path = "end_to_end/edited.rs"]
mod edited;
#[path = "end_to_end/find.rs"]
mod find;
#[path = "end_to_end/names.rs"]
mod names;
mod pty;

use std::path::PathBuf;
use std::process::Command;

use pty::{Emulator, Pty, SOON, Signal};
use tempfile::TempDir;

const NASHRA: &str = env!("CARGO_BIN_EXE_nashra");

/// A name that only the article of the document that is listed last has.
const IN_LAST: &str = "Amnesty";

/// A person with a home of their own, and the example corpus.
struct Person {
    home: TempDir,
    corpus: PathBuf,
}

impl Person {
    fn new() -> Self {
        let corpus = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples/corpus");
        Self { home: tempfile::tempdir().unwrap(), corpus }
    }

    /// Writes the person's settings.
    fn configure(&self, toml: &str) {
        let dir = self.home.path().join(".config/nashra");
        std::fs::create_dir_all(&dir).unwrap();
        std::fs::write(dir.join("config.toml"), toml).unwrap();
    }

    fn open(&self, arguments: &[&str]) -> Pty {
        self.open_in(Emulator::Vte, arguments)
    }

    fn open_in(&self, emulator: Emulator, arguments: &[&str]) -> Pty {
        self.open_with(emulator, arguments, &[])
    }

    fn open_with(&self, emulator: Emulator, arguments: &[&str], more: &[(&str, &str)]) -> Pty {
        let home = self.home.path().to_str().unwrap();
        let command: Vec<&str> = [NASHRA].iter().chain(arguments).copied().collect();
        let env = [&[("HOME", home), ("LANG", "C.UTF-8")], more].concat();
        Pty::spawn_in(emulator, &command, 120, 40, &env)
    }

    /// Opens the example corpus with an editor that runs this script on the file `$1`.
    fn open_with_editor(&self, script: &str) -> Pty {
        let editor = self.home.path().join("editor");
        std::fs::write(&editor, script).unwrap();
        let editor = format!("/bin/sh {}", editor.display());
        let home = self.home.path().to_str().unwrap();
        let env = [("VISUAL", ""), ("EDITOR", editor.as_str()), ("TMPDIR", home)];
        self.open_with(Emulator::Vte, &[self.corpus()], &env)
    }

    /// The drafts for the editor that are there.
    fn drafts(&self) -> usize {
        let files = std::fs::read_dir(self.home.path()).unwrap();
        files
            .filter(|file| file.as_ref().unwrap().path().extension() == Some("txt".as_ref()))
            .count()
    }

    /// The command, for this person.
    fn command(&self) -> Command {
        let mut command = Command::new(NASHRA);
        command.env_clear().env("HOME", self.home.path());
        command
    }

    fn corpus(&self) -> &str {
        self.corpus.to_str().unwrap()
    }

    /// What `nashra list --json` says of a document that a query finds alone.
    fn listed(&self, query: &str) -> serde_json::Value {
        let arguments = ["list", "--json", "-q", query, self.corpus()];
        let output = self.command().args(arguments).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
    }

    /// The same of all that it finds, newest first.
    fn listed_all(&self, query: &str) -> Vec<serde_json::Value> {
        let arguments = ["list", "--json", "--sort", "date", "-q", query, self.corpus()];
        let output = self.command().args(arguments).output().unwrap();
        let rows = serde_json::Deserializer::from_slice(&output.stdout).into_iter();
        rows.collect::<Result<_, _>>().unwrap_or_else(|error| panic!("{error}: {output:?}"))
    }
}

#[test]
fn a_person_filters_reads_keeps_leaves_and_comes_back() {
    let person = Person::new();
    let mut pty = person.open(&[person.corpus()]);
    pty.wait_text("27 of 27");

    // To Arabic, and to an actor under his French name.
    pty.send("L");
    pty.wait_text("Arabic");
    pty.send("arab\r");
    pty.wait_text("9 of 27");
    pty.send("a");
    pty.wait_text("Actor");
    pty.send("Poutine");
    pty.wait_text("Vladimir Putin");
    pty.send("\r");
    pty.wait_text("2 of 27");
    pty.wait_text("lang:ar actor:vladimir-putin");

    // Reads the second one to its end and keeps it.
    pty.send("j\r");
    pty.wait_text("read “");
    pty.send("GK");
    pty.wait_text("kept “");
    pty.wait_text("100%");
    pty.send("q");
    assert!(pty.wait_exit(SOON).success());
    assert_eq!(pty.modes_left(), [""; 0]);

    let kept = person.listed("is:kept");
    assert_eq!(kept["lang"], "ar");
    let actors = kept["entities"].as_array().unwrap();
    assert!(actors.contains(&"vladimir-putin".into()), "{actors:?}");
    let triage = serde_json::json!({
        "read": true, "starred": false, "verdict": "kept", "tags": [], "note": null
    });
    assert_eq!(kept["triage"], triage);

    // The corpus opened last, at the same place in the same article, with the decision.
    let mut pty = person.open(&[]);
    pty.wait_text("lang:ar actor:vladimir-putin");
    pty.wait_text("✓");
    pty.wait_text("100%");
    pty.send("z");
    pty.wait_text("Undone: kept");
    pty.send("q");
    assert!(pty.wait_exit(SOON).success());
}

#[test]
fn the_letters_of_an_arabic_keyboard_act_as_those_of_their_keys() {
    let person = Person::new();
    let mut pty = person.open(&["--ephemeral", person.corpus()]);
    pty.wait_text("27 of 27");
    // ن on k, ت on j, س on s, ض on q.
    pty.send("تتنس");
    pty.wait_text("starred “");
    pty.send("ض");
    assert!(pty.wait_exit(SOON).success());
}

#[test]
fn keys_typed_ahead_are_about_what_they_were_typed_for() {
    let person = Person::new();
    let pty = person.open(&[person.corpus()]);
    pty.wait_text("27 of 27");
    pty.send("/lang:fr actor:tunisia\rK");
    pty.wait_text("kept “");
    let kept = person.listed("is:kept");
    assert_eq!(kept["lang"], "fr");
    assert!(kept["entities"].as_array().unwrap().contains(&"tunisia".into()));
}

#[test]
fn files_are_read_again_on_demand() {
    let person = Person::new();
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
    write("a.txt", "Le port a rouvert ce matin.");
    write("b.txt", "");
    let pty = person.open(&["--ephemeral", dir.path().to_str().unwrap()]);
    pty.wait_text("1 of 1");
    pty.wait_text("1 problem");
    write("b.txt", "La gare aussi.");
    pty.send("R");
    pty.wait_text("2 of 2");
    pty.wait_for(|screen| !screen.contents().contains("problem"), "no problem", SOON);
}

#[test]
fn two_browsers_on_one_corpus_see_each_others_decisions() {
    let person = Person::new();
    let (mut one, mut two) = (person.open(&[person.corpus()]), person.open(&[person.corpus()]));
    one.wait_text("27 of 27");
    two.wait_text("27 of 27");
    one.send("s");
    one.wait_text("starred");
    two.wait_text("★");
    two.send("s");
    two.wait_text("star removed");
    one.wait_for(|screen| !screen.contents().contains('★'), "no star", SOON);
    for browser in [&mut one, &mut two] {
        browser.send("q");
        assert!(browser.wait_exit(SOON).success());
    }
}

#[test]
fn an_article_that_is_edited_while_it_is_open_keeps_its_decisions() {
    let person = Person::new();
    let corpus = person.home.path().join("news");
    std::fs::create_dir(&corpus).unwrap();
    let text = "Le convoi est arrivé\n\nLe convoi est arrivé mardi dans la ville après trois jours \
        de route, a déclaré le porte-parole du ministère.\n";
    std::fs::write(corpus.join("a"), text).unwrap();
    let mut pty = person.open(&[corpus.to_str().unwrap()]);
    pty.wait_text("1 of 1");
    pty.send("s");
    pty.wait_text("starred");
    // What it says is kept right after the decision.
    let state = person.home.path().join(".local/share/nashra/nashra.db");
    let traced = || {
        let connection = rusqlite::Connection::open(&state).unwrap();
        connection.query_row("SELECT count(*) FROM sketch", [], |row| row.get::<_, i64>(0)).unwrap()
    };
    let deadline = std::time::Instant::now() + SOON;
    while traced() == 0 && std::time::Instant::now() < deadline {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    std::fs::write(corpus.join("a"), text.replace("mardi", "mercredi")).unwrap();
    pty.send("R");
    pty.wait_text("mercredi");
    pty.wait_text("★");
    pty.send("q");
    assert!(pty.wait_exit(SOON).success());
}

#[test]
fn a_decision_that_could_not_be_kept_is_said_after_leaving() {
    let person = Person::new();
    let state = person.home.path().join("state");
    let state = state.to_str().unwrap();
    let mut pty = person.open(&["--state-dir", state, person.corpus()]);
    pty.wait_text("27 of 27");
    let other = rusqlite::Connection::open(format!("{state}/nashra.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    pty.send("Kq");
    // Each of what is to be kept waits for the other program for a while.
    assert_eq!(pty.wait_exit(3 * SOON).exit_code(), 1);
    assert!(pty.screen_text().contains("nashra: "), "{}", pty.screen_text());
}

#[test]
fn a_time_that_never_comes_does_no_harm() {
    let person = Person::new();
    person.configure("dwell = 1e19\n");
    let mut pty = person.open(&[person.corpus()]);
    // Once all is read, the time of the article that is open begins.
    let there = |screen: &vt100::Screen| {
        let screen = screen.contents();
        screen.contains('%') && screen.contains("27 of 27") && !screen.contains("reading")
    };
    pty.wait_for(there, "an article", SOON);
    pty.send("q");
    assert_eq!(pty.wait_exit(SOON).exit_code(), 0);
}

#[test]
fn a_terminal_is_no_standard_input_to_read_documents_from() {
    let person = Person::new();
    let mut pty = person.open(&["-"]);
    assert_eq!(pty.wait_exit(SOON).exit_code(), 2);
    assert!(pty.screen_text().contains("pipe them in"), "{}", pty.screen_text());
}

#[test]
fn what_is_quoted_from_the_command_line_is_cleaned() {
    let person = Person::new();
    let output = person.command().args(["list", "--\u{1b}[31m\u{202e}x"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2));
    assert!(!said.is_empty() && !said.contains(['\u{1b}', '\u{202e}']), "{said:?}");
}

#[test]
fn every_way_out_leaves_the_terminal_as_it_was() {
    for emulator in [Emulator::Vte, Emulator::Xterm, Emulator::Silent] {
        for (signal, status) in [(Signal::INT, 130), (Signal::TERM, 143), (Signal::HUP, 129)] {
            let person = Person::new();
            let mut pty = person.open_in(emulator, &[person.corpus()]);
            pty.wait_text("27 of 27");
            pty.signal(signal);
            assert_eq!(pty.wait_exit(SOON).exit_code(), status);
            // Where nobody said that mode 8 was set, setting it again would turn reordering on.
            let left = if emulator == Emulator::Vte { &[][..] } else { &["bidi mode 8 reset"] };
            assert_eq!(pty.modes_left(), left, "{emulator:?} {signal:?}");
        }
    }
}

#[test]
fn terminals_that_reorder_in_their_own_way_are_asked_not_to_and_left_as_they_were() {
    for emulator in [Emulator::Konsole, Emulator::Mlterm, Emulator::Kitty, Emulator::Xterm] {
        let switched = matches!(emulator, Emulator::Konsole | Emulator::Mlterm);
        // The second time it is known what the terminal is before it has answered.
        let person = Person::new();
        for _ in 0..2 {
            let mut pty = person.open_in(emulator, &[person.corpus()]);
            pty.wait_text("27 of 27");
            let deadline = std::time::Instant::now() + SOON;
            while switched && pty.reorders() {
                assert!(std::time::Instant::now() < deadline, "{emulator:?} still reorders");
                std::thread::sleep(std::time::Duration::from_millis(5));
            }
            pty.send("q");
            assert!(pty.wait_exit(SOON).success());
            assert_eq!(pty.modes_left(), ["bidi mode 8 reset"], "{emulator:?}");
        }
    }
}

#[test]
fn keys_and_updates_go_as_well_as_the_terminal_offers() {
    let person = Person::new();
    let mut pty = person.open_in(Emulator::Kitty, &[person.corpus()]);
    pty.wait_text("27 of 27");
    let has = |pty: &Pty, wanted: &[u8]| {
        pty.raw_output().windows(wanted.len()).any(|bytes| bytes == wanted)
    };
    let deadline = std::time::Instant::now() + SOON;
    while !has(&pty, b"\x1b[>1u") {
        assert!(std::time::Instant::now() < deadline, "the keyboard protocol is not put in force");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    pty.send("Larab\r");
    pty.wait_text("9 of 27");
    // Esc, ctrl-d with the Arabic letter of that key, and ctrl-c, as the protocol sends them.
    pty.send("\x1b[27u");
    pty.wait_text("27 of 27");
    pty.send("\x1b[1610;5us");
    pty.wait_text("starred “");
    assert!(has(&pty, b"\x1b[?2026h") && has(&pty, b"\x1b[?2026l"));
    pty.send("\x1b[99;5u");
    assert!(pty.wait_exit(SOON).success());
    assert_eq!(pty.modes_left(), ["bidi mode 8 reset"]);
}

/// قال in presentation forms, as it stands on the screen of a terminal that puts
/// cells where they are sent, and as kitty is sent it.
const VISUAL: &str = "\u{fedd}\u{fe8e}\u{fed7}";
const KITTY: &str = "\u{fed7}\u{fe8e}\u{fedd}";

#[test]
fn text_is_sent_as_the_terminal_needs_it_and_as_the_next_one_does() {
    let person = Person::new();
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("a.txt"), "قال إن الميناء فتح أبوابه.").unwrap();
    let corpus = dir.path().to_str().unwrap();
    let mut pty = person.open_in(Emulator::Kitty, &[corpus]);
    pty.wait_text(KITTY);
    // The client of a multiplexer moved to another terminal.
    pty.becomes(Emulator::Xterm);
    pty.send("\x1b[I");
    pty.wait_text(VISUAL);
    pty.becomes(Emulator::Kitty);
    pty.resize(110, 40);
    pty.wait_text(KITTY);
    pty.send("q");
    assert!(pty.wait_exit(SOON).success());

    // Known from the first frame on, though the answers are still under way.
    let pty = person.open_in(Emulator::Silent, &[corpus]);
    pty.wait_text(KITTY);
}

#[test]
fn a_key_sends_text_in_the_next_way_and_answers_do_not_change_that() {
    let person = Person::new();
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("a.txt"), "قال إن الميناء فتح أبوابه.").unwrap();
    let pty = person.open_in(Emulator::Xterm, &["--bidi", "visual", dir.path().to_str().unwrap()]);
    pty.wait_text(VISUAL);
    pty.send("b");
    pty.wait_text("visual-unshaped");
    pty.wait_text("لاق");
    pty.send("b\x1b[I");
    pty.wait_text("kitty-words");
    pty.wait_text(KITTY);
    pty.send("?");
    pty.wait_text("Keys");
    pty.send("?");
    pty.wait_text(KITTY);
}

#[test]
fn inside_tmux_the_terminal_around_it_is_told() {
    let person = Person::new();
    let mut pty = person.open_in(Emulator::Tmux, &[person.corpus()]);
    let wrapped = |mode: &str| format!("\x1bPtmux;\x1b\x1b[8{mode}\x1b\\").into_bytes();
    let told = |pty: &Pty, mode: &str| {
        let wrapped = wrapped(mode);
        pty.raw_output().windows(wrapped.len()).any(|window| window == wrapped)
    };
    let deadline = std::time::Instant::now() + SOON;
    while !told(&pty, "l") {
        assert!(std::time::Instant::now() < deadline, "nothing was passed on");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert!(!told(&pty, "h"));
    pty.send("q");
    assert!(pty.wait_exit(SOON).success());
    assert!(told(&pty, "h"));
}

#[test]
fn the_doctor_says_what_was_answered_and_keeps_what_the_person_chose() {
    let person = Person::new();
    let mut pty = person.open_in(Emulator::Kitty, &["doctor", "--json"]);
    assert!(pty.wait_exit(SOON).success());
    let report: serde_json::Value =
        serde_json::from_str(&pty.screen_text().replace('\n', "")).unwrap();
    assert_eq!(report["name"], "kitty");
    assert_eq!(report["answers"]["version"], "kitty(0.26.5)");
    assert_eq!(
        (&report["mode"], &report["chosen_by_person"]),
        (&"kitty-words".into(), &false.into())
    );
    assert_eq!(pty.modes_left(), [""; 0]);

    let mut pty = person.open_in(Emulator::Kitty, &["doctor"]);
    pty.wait_text("Which line reads right?");
    pty.wait_text("4 run-anchored");
    pty.send("1");
    assert!(pty.wait_exit(SOON).success());
    assert!(pty.screen_text().contains("visual, as you chose"), "{}", pty.screen_text());
    assert_eq!(pty.modes_left(), ["bidi mode 8 reset"]);

    let mut pty = person.open_in(Emulator::Kitty, &["doctor"]);
    pty.wait_text("visual is in use");
    pty.send("0");
    pty.wait_exit(SOON);
    assert!(pty.screen_text().contains("kitty-words, for this terminal"), "{}", pty.screen_text());
}

/// What the doctor says where there is no terminal.
fn doctor_without_a_terminal(person: &Person) -> std::process::Output {
    let mut doctor = Command::new("setsid");
    doctor.args(["-w", NASHRA, "doctor", "--json", "--ephemeral"]).env_clear();
    doctor.env("PATH", std::env::var_os("PATH").unwrap()).env("HOME", person.home.path());
    doctor.env("VTE_VERSION", "7003").output().unwrap()
}

#[test]
fn the_doctor_names_mistakes_in_the_settings() {
    let person = Person::new();
    person.configure("[keys]\nkep = \"K\"\n");
    let output = doctor_without_a_terminal(&person);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("config.toml: there is no action `kep`"), "{said}");
}

#[test]
fn the_doctor_answers_without_a_terminal() {
    let person = Person::new();
    let output = doctor_without_a_terminal(&person);
    assert!(output.status.success(), "{output:?}");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&report["terminal"], &report["name"]), (&false.into(), &"VTE".into()));
    assert_eq!(report["environment"]["VTE_VERSION"], "7003");
    assert_eq!(report["asked"], serde_json::json!([]));
    assert_eq!(std::fs::read_dir(person.home.path()).unwrap().count(), 0);
}

#[test]
fn a_connection_that_drops_ends_the_program_and_keeps_the_place() {
    let person = Person::new();
    let mut pty = person.open(&[person.corpus(), "-q", "lang:fr"]);
    pty.wait_text("9 of 27");
    pty.send("js");
    pty.wait_text("starred “");
    pty.hang_up();
    pty.wait_exit(SOON);

    assert_eq!(person.listed("is:starred")["lang"], "fr");
    let pty = person.open(&[]);
    pty.wait_text("9 of 27");
    pty.wait_text("lang:fr");
    pty.wait_text("★");
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_opens() {
    let person = Person::new();
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    std::fs::write(path("good.txt"), "Le port a rouvert ce matin.\n").unwrap();
    std::fs::write(path("image.txt"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0").unwrap();
    std::fs::write(path("empty.txt"), "").unwrap();
    std::fs::write(path("lines.jsonl"), "{\"title\":\"Un\",\"text\":\"Deux\"}\n{\"title\":\n")
        .unwrap();

    let mut command = person.command();
    command.args(["list", "--ephemeral", "--json"]).args([dir.path(), &path("missing")]);
    let output = command.output().unwrap();
    assert!(output.status.success());
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 2);
    let said = String::from_utf8_lossy(&output.stderr);
    for named in ["image.txt: not text", "empty.txt: empty", "lines.jsonl:2:", "missing: no such"] {
        assert!(said.contains(named), "{named} in {said}");
    }

    let pty = person.open(&["--ephemeral", dir.path().to_str().unwrap(), "/nowhere"]);
    pty.wait_text("2 of 2");
    pty.wait_text("4 problems");
    pty.send("!");
    pty.wait_text("/nowhere: no such file");
}

#[test]
fn standard_input_is_read_beside_the_keys() {
    let person = Person::new();
    let command = format!("printf 'Une nouvelle du port.' | {NASHRA} --ephemeral -");
    let home = person.home.path().to_str().unwrap();
    let mut pty =
        Pty::spawn(&["sh", "-c", &command], 80, 24, &[("HOME", home), ("LANG", "C.UTF-8")]);
    pty.wait_text("1 of 1");
    pty.wait_text("Une nouvelle du port.");
    pty.send("q");
    assert!(pty.wait_exit(SOON).success());
    assert_eq!(pty.modes_left(), [""; 0]);
}

#[test]
fn ephemeral_writes_nothing_at_all() {
    let person = Person::new();
    let mut pty = person.open(&["--ephemeral", person.corpus()]);
    pty.wait_text("27 of 27");
    pty.send("K");
    pty.wait_text("kept “");
    pty.send("q");
    assert!(pty.wait_exit(SOON).success());
    assert_eq!(std::fs::read_dir(person.home.path()).unwrap().count(), 0);
}

#[test]
fn what_is_copied_goes_to_the_terminal_and_to_a_file_of_ones_own() {
    use std::os::unix::fs::PermissionsExt;

    let person = Person::new();
    let pty = person.open(&[person.corpus(), "-q", "lang:ar"]);
    pty.wait_text("9 of 27");
    pty.send("y");
    pty.wait_text("Copied, also to ~/.local/share/nashra/clipboard.txt");
    let file = person.home.path().join(".local/share/nashra/clipboard.txt");
    let copied = std::fs::read_to_string(&file).unwrap();
    let first: serde_json::Value = person.listed_all("lang:ar").swap_remove(0);
    assert!(copied.starts_with(first["title"].as_str().unwrap()), "{copied}");
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert!(String::from_utf8_lossy(&pty.raw_output()).contains("\x1b]52;c;"));
}

#[test]
fn the_exit_status_says_done_failed_or_misused() {
    let person = Person::new();
    let status = |arguments: &[&str]| {
        let output = person.command().args(arguments).output().unwrap();
        output.status.code()
    };
    assert_eq!(status(&["list", "--ephemeral", person.corpus()]), Some(0));
    assert_eq!(status(&["list", "--ephemeral", "/nowhere"]), Some(1));
    assert_eq!(status(&["show", "--ephemeral", "0000", person.corpus()]), Some(1));
    assert_eq!(status(&["list", "--ephemeral", person.corpus(), "-q", "lang:xyzzy"]), Some(2));
    assert_eq!(status(&["list", "--no-such-option"]), Some(2));
    assert_eq!(status(&["list", "--ephemeral"]), Some(2), "no corpus was opened before");
    assert_eq!(status(&["--ephemeral", person.corpus()]), Some(1), "no terminal");

    let closed = format!("{NASHRA} list --ephemeral {} | true", person.corpus());
    let closed = Command::new("bash").args(["-c", &format!("set -o pipefail; {closed}")]).output();
    let closed = closed.unwrap();
    assert_eq!((closed.status.code(), closed.stderr.is_empty()), (Some(0), true));
}

#[test]
fn an_article_is_laid_out_or_given_as_stored() {
    let person = Person::new();
    let run = |arguments: &[&str]| {
        let output = person.command().args(arguments).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let file = person.corpus.join("ar/01-cop21.txt");
    let text = std::fs::read_to_string(&file).unwrap();
    let file = file.to_str().unwrap();

    let json = run(&["show", "--ephemeral", "--json", file]);
    let shown: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(shown["text"], text);
    let scalars: Vec<char> = text.chars().collect();
    let mentions = shown["mentions"].as_array().unwrap();
    assert!(!mentions.is_empty());
    for mention in mentions {
        let place = |key: &str| mention[key].as_u64().unwrap() as usize;
        let letters: String = scalars[place("start")..place("end")].iter().collect();
        assert_eq!(mention["text"], letters);
    }

    let title = text.lines().next().unwrap();
    let logical = run(&["show", "--ephemeral", "--bidi", "logical", "--width", "200", file]);
    assert_eq!(logical.lines().next(), Some(title));
    let visual = run(&["show", "--ephemeral", "--bidi", "visual", "--width", "40", file]);
    for row in visual.lines() {
        assert!(nashra::text::display_width(row) <= 40, "{row}");
        let base_letter = |c: char| ('\u{0621}'..='\u{063A}').contains(&c);
        assert!(!row.contains(base_letter), "not shaped: {row}");
    }
    assert!(visual.lines().next().unwrap().starts_with(' '), "right to left is right-aligned");
}

/// How many questions have followed frames.
fn questions(pty: &Pty) -> usize {
    String::from_utf8_lossy(&pty.raw_output()).matches("\x1b[5n").count()
}

#[test]
fn what_is_wrong_with_the_settings_is_still_told_once_the_files_have_been_read() {
    let person = Person::new();
    person.configure("nonsense = 1");
    let pty = person.open(&["--ephemeral", person.corpus()]);
    pty.wait_text("27 of 27");
    pty.wait_text("1 problem: !");
    pty.send("!");
    pty.wait_text("config.toml");
}

#[test]
fn keys_held_over_a_narrow_connection_drop_frames_and_end_on_the_right_screen() {
    let person = Person::new();
    // One would be read by the time that the other is drawn.
    person.configure("dwell = 0");
    let hold = |emulator| {
        let pty = person.open_in(emulator, &["--ephemeral", person.corpus()]);
        pty.wait_text("27 of 27");
        pty.wait_text("People");
        let before = questions(&pty);
        for _ in 0..50 {
            pty.send("j");
            std::thread::sleep(std::time::Duration::from_millis(4));
            pty.send("k");
        }
        pty.send("Gs");
        pty.wait_text("starred “");
        (pty, before)
    };
    let (fast, _) = hold(Emulator::Vte);
    fast.wait_text(IN_LAST);
    fast.wait_quiet();
    let screen = fast.screen_text();
    let (narrow, before) = hold(Emulator::Narrow(6000));
    narrow.wait_for(|narrow| narrow.contents() == screen, &screen, SOON);
    let asked = questions(&narrow) - before;
    assert!(asked < 60, "{asked} frames for 102 keys");
}

#[test]
fn a_terminal_that_never_says_it_is_ready_is_asked_once_and_holds_nothing_up() {
    for emulator in [Emulator::Unready, Emulator::Silent] {
        let person = Person::new();
        let mut pty = person.open_in(emulator, &["--ephemeral", person.corpus()]);
        pty.wait_text("27 of 27");
        pty.send("jjjs");
        pty.wait_text("starred “");
        pty.send("G");
        pty.wait_text(IN_LAST);
        assert_eq!(questions(&pty), 1);
        pty.send("q");
        assert!(pty.wait_exit(SOON).success());
    }
}

#[test]
fn no_answer_that_is_still_under_way_ends_in_the_shell() {
    let person = Person::new();
    let home = person.home.path().to_str().unwrap();
    let script = format!(
        "{NASHRA} --ephemeral {}; echo after; sleep 1; read line; echo \"read:$line:\"",
        person.corpus()
    );
    let environment = [("HOME", home), ("LANG", "C.UTF-8")];
    let pty = Pty::spawn_in(Emulator::Narrow(6000), &["sh", "-c", &script], 120, 40, &environment);
    pty.wait_text("People");
    pty.send("jjGs");
    pty.wait_text("starred “");
    pty.send("jkq");
    pty.wait_text("after");
    pty.send("typed\n");
    pty.wait_text("read:typed:");
    assert!(!pty.screen_text().contains("[0n"), "{}", pty.screen_text());
}
