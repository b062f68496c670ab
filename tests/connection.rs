//! The real program in a pseudo-terminal, where the terminal comes and goes: stopped and let go on
//! by a shell, hung up under load, resized without end, typed at over a slow line.
#![cfg(feature = "browser")]

mod pty;

use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use pty::{Emulator, Pty, SOON, Signal};
use tempfile::TempDir;

const NASHRA: &str = env!("CARGO_BIN_EXE_nashra");
const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/corpus");

fn open_in(home: &TempDir, columns: u16, rows: u16, arguments: &[&str]) -> Pty {
    let command: Vec<&str> = [NASHRA].iter().chain(arguments).copied().collect();
    let home = home.path().to_str().unwrap();
    Pty::spawn(&command, columns, rows, &[("HOME", home), ("LANG", "C.UTF-8")])
}

fn home() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// The browser as the job of a shell that says `stopped`, waits for a line and lets it go on.
fn job() -> Pty {
    job_in(Emulator::Vte)
}

fn job_in(emulator: Emulator) -> Pty {
    // As a shell that is typed at does, this one puts its own settings back after a stop.
    let script = "set -m; own=$(stty -g); \"$0\" --ephemeral \"$1\"; stty \"$own\"; echo stopped; \
                  read line; fg >/dev/null; echo ended $?";
    let command = ["bash", "-c", script, NASHRA, CORPUS];
    let env = [("HOME", "/nowhere"), ("LANG", "C.UTF-8")];
    let pty = Pty::spawn_in(emulator, &command, 100, 20, &env);
    settle(&pty);
    pty
}

/// Waits until everything is read and the newest article open, and no frame is half drawn.
fn settle(pty: &Pty) {
    let there = |screen: &vt100::Screen| {
        let screen = screen.contents();
        screen.contains("27 of 27") && screen.contains("Céréales : Kiev et Moscou signent")
    };
    pty.wait_for(there, "the article", SOON);
    pty.wait_quiet();
}

/// The column of the article, from 100 columns on.
fn article(screen: &str) -> Vec<String> {
    let column = |row: &str| row.split('│').nth(1).map(|part| part.replace(['▸', '◂'], " "));
    screen.lines().skip(1).filter_map(column).collect()
}

#[test]
fn a_stopped_browser_gives_the_terminal_back_and_takes_it_again() {
    let stops: [fn(&Pty); 2] = [|pty| pty.send("\x1a"), |pty| pty.signal_foreground(Signal::TSTP)];
    for stop in stops {
        let mut pty = job();
        // Also where keys are typed into a prompt.
        pty.send("/putin");
        pty.wait_text("/putin");
        // The article that this finds has followed.
        pty.wait_text("Resolution 2249");
        let before = article(&pty.screen_text());
        stop(&pty);
        pty.wait_text("stopped");
        assert_eq!(pty.modes_left(), [""; 0]);
        assert!(!pty.screen_text().contains("putin"), "{}", pty.screen_text());
        pty.send("\n");
        pty.wait_for(|screen| article(&screen.contents()) == before, "the article again", SOON);
        pty.send("\x1b");
        pty.wait_text("27 of 27");
        pty.send("q");
        pty.wait_text("ended 0");
        assert!(pty.wait_exit(SOON).success());
        assert_eq!(pty.modes_left(), [""; 0]);
    }
}

#[test]
fn a_stop_that_left_no_time_is_made_good_when_the_browser_goes_on() {
    let pty = job();
    let before = article(&pty.screen_text());
    pty.signal_foreground(Signal::STOP);
    pty.wait_text("stopped");
    pty.send("\n");
    pty.wait_for(|screen| article(&screen.contents()) == before, "the article again", SOON);
    pty.send("q");
    pty.wait_text("ended 0");
    assert_eq!(pty.modes_left(), [""; 0]);
}

#[test]
fn a_terminal_that_reorders_does_so_while_the_browser_is_stopped_and_is_asked_again() {
    let mut pty = job_in(Emulator::Konsole);
    let until = |reorders: bool| {
        let deadline = std::time::Instant::now() + SOON;
        while pty.reorders() != reorders {
            assert!(std::time::Instant::now() < deadline, "reorders: {}", pty.reorders());
            sleep(Duration::from_millis(5));
        }
    };
    until(false);
    pty.send("\x1a");
    pty.wait_text("stopped");
    assert!(pty.reorders());
    pty.send("\n");
    until(false);
    pty.send("q");
    pty.wait_text("ended 0");
    assert!(pty.wait_exit(SOON).success());
    assert_eq!(pty.modes_left(), ["bidi mode 8 reset"]);
}

#[test]
fn where_no_shell_could_let_it_go_on_the_browser_does_not_stop() {
    let mut pty = open_in(&home(), 100, 20, &["--ephemeral", CORPUS]);
    pty.wait_text("27 of 27");
    pty.send("\x1a");
    pty.wait_text("no shell to return to");
    pty.send("q");
    assert!(pty.wait_exit(SOON).success());
}

#[test]
fn a_connection_that_drops_under_load_is_come_back_to_at_the_same_line() {
    let home = home();
    let mut pty = open_in(&home, 120, 14, &[CORPUS, "-q", "lang:fr"]);
    pty.wait_text("9 of 27");
    pty.send("j\r");
    pty.wait_text("read “");
    pty.send(" jjs");
    pty.wait_text("starred “");
    let before = article(&pty.screen_text());
    // The screen drawn anew, again and again, when the line is cut.
    pty.send("\x0c".repeat(2000));
    pty.hang_up();
    pty.wait_exit(SOON);

    let pty = open_in(&home, 120, 14, &[]);
    pty.wait_text("lang:fr");
    pty.wait_text("★");
    pty.wait_for(|screen| article(&screen.contents()) == before, "the same lines", SOON);
    assert!(before.iter().any(|row| !row.trim().is_empty()));
}

#[test]
fn after_a_storm_of_sizes_the_screen_is_that_of_a_fresh_start() {
    let home = home();
    // Nothing is read by itself meanwhile, in one of them before the other.
    let settings = home.path().join(".config/nashra");
    std::fs::create_dir_all(&settings).unwrap();
    std::fs::write(settings.join("config.toml"), "dwell = 0\n").unwrap();
    let fresh = open_in(&home, 91, 27, &["--ephemeral", CORPUS]);
    settle(&fresh);
    let pty = open_in(&home, 120, 40, &["--ephemeral", CORPUS]);
    settle(&pty);
    let mut random = 12345_u32;
    for _ in 0..100 {
        random = random.wrapping_mul(1_103_515_245).wrapping_add(12345);
        let (columns, rows) = (20 + (random >> 16) % 200, 5 + (random >> 8) % 60);
        pty.resize(columns as u16, rows as u16);
        sleep(Duration::from_millis(u64::from(random >> 30)));
    }
    pty.resize(91, 27);
    let expected = fresh.screen_text();
    pty.wait_for(|screen| screen.contents() == expected, "the screen of a fresh start", SOON);
}

#[test]
fn keys_arrive_whole_however_they_are_sent_and_split() {
    let home = home();
    let mut pty = open_in(&home, 100, 20, &[CORPUS]);
    pty.wait_text("27 of 27");
    // A paste in pieces, with the end of a line, into the prompt. No terminal puts an answer amid a
    // key, so none may be under way.
    pty.send("/");
    pty.wait_quiet();
    for piece in ["\x1b[20", "0~lang", ":fr\x1b", "[201", "~", "\r"] {
        pty.send(piece);
        sleep(Duration::from_millis(5));
    }
    pty.wait_text("9 of 27");
    // Down as the application mode sends it, as the other does, and in two pieces.
    pty.send("\x1bOB\x1b[B");
    pty.wait_quiet();
    for piece in ["\x1b", "[B"] {
        pty.send(piece);
        sleep(Duration::from_millis(5));
    }
    pty.send("s");
    pty.wait_text("starred “");
    // Esc alone, and long after it what might have belonged to it: no filter, and nothing else.
    pty.send("\x1b");
    pty.wait_text("27 of 27");
    pty.send("[B");
    pty.send("q");
    assert!(pty.wait_exit(SOON).success());

    let list = |query: &str| -> Vec<String> {
        let arguments = ["list", "--json", "--sort", "date", "-q", query, CORPUS];
        let mut command = Command::new(NASHRA);
        let output = command.args(arguments).env("HOME", home.path()).output().unwrap();
        String::from_utf8(output.stdout).unwrap().lines().map(|line| line[..40].into()).collect()
    };
    assert_eq!(list("is:starred"), list("lang:fr")[3..4]);
}

#[test]
fn without_a_utf8_locale_only_ascii_is_sent_and_the_way_out_is_said() {
    for (locale, plain) in [("C", true), ("fr_FR.ISO-8859-1", true), ("C.UTF-8", false)] {
        let env = [("LANG", "fr_FR.UTF-8"), ("LC_ALL", locale), ("HOME", "/nowhere")];
        let pty = Pty::spawn(&[NASHRA, "--ephemeral", CORPUS], 120, 30, &env);
        pty.wait_text("27 of 27");
        assert_eq!(pty.raw_output().is_ascii(), plain, "{locale}");
        if plain {
            pty.wait_text("set LC_ALL=C.UTF-8");
            pty.wait_text("Cereales : Kiev");
            pty.send("?");
            pty.wait_text("+- Keys -");
        }
        assert_eq!(pty.raw_output().is_ascii(), plain, "{locale}");
    }
}
