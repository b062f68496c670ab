//! The terminal module in real pseudo-terminals: a small program, which is this test binary again,
//! takes the terminal and echoes its inputs; whatever happens to it, all must be given back.
#![cfg(feature = "browser")]

mod pty;

use std::env;
use std::io::Write;
use std::ops::ControlFlow;
use std::sync::mpsc;
use std::time::Duration;

use nashra::config::{Key, KeyCode};
use nashra::terminal::{Environment, Input, Signal as Asked, Terminal, install_panic_hook};
use pty::{Emulator, Pty, SOON, Signal};

/// The program: shows the last inputs, ends on `q`, Ctrl-c, a signal or a hang-up, panics on `p`,
/// waits before it reads anything if told so.
#[test]
#[ignore = "run by the other tests, in a pseudo-terminal"]
fn program() {
    install_panic_hook();
    let (sender, inputs) = mpsc::channel();
    let sink = move |input| match sender.send(input) {
        Ok(()) => ControlFlow::Continue(()),
        Err(_) => ControlFlow::Break(()),
    };
    let mut terminal = match Terminal::enter(&Environment::of_process(), sink) {
        Ok(terminal) => terminal,
        Err(error) => {
            println!("refused: {error}");
            std::process::exit(1);
        }
    };
    let mut log = Vec::new();
    loop {
        let size = terminal.size();
        let drawn = terminal.draw(|frame| {
            let title = format!("{} x {}", size.width, size.height);
            frame.set_string(0, 0, title, ratatui::style::Color::Red);
            for (y, line) in (1..size.height).zip(&log) {
                frame.set_string(0, y, line, ratatui::style::Style::new());
            }
            None
        });
        let input = match inputs.recv() {
            Ok(Input::Reply(_)) => continue,
            Ok(input) => input,
            Err(_) => panic!("the reader ended"),
        };
        let status = match &input {
            Input::Key(key) if *key == Key::char('q') => Some(0),
            Input::Key(key) if *key == Key::ctrl('c') => Some(4),
            Input::Key(key) if *key == Key::char('p') => {
                let _ = std::thread::spawn(|| panic!("a worker failed")).join();
                Some(5)
            }
            Input::Key(key) if key.code == KeyCode::F(1) => {
                terminal.redraw();
                None
            }
            Input::Signal(Asked::Terminate) => Some(6),
            Input::Signal(_) => Some(7),
            Input::Hangup => Some(if drawn.is_ok() { 8 } else { 9 }),
            _ => None,
        };
        if let Some(status) = status {
            drop(terminal);
            // The shell's prompt, say.
            let _ = writeln!(std::io::stdout(), "after");
            if let Some(file) = env::var_os("STATUS_FILE") {
                std::fs::write(file, status.to_string()).expect("a status file");
            }
            std::process::exit(status);
        }
        log.push(match input {
            Input::Key(key) => format!("key {key}"),
            other => format!("{other:?}"),
        });
    }
}

fn run_in(emulator: Emulator, env: &[(&str, &str)]) -> Pty {
    let this = env::current_exe().expect("this program");
    let this = this.to_str().expect("a path in UTF-8");
    let command = [this, "--exact", "program", "--ignored", "--nocapture"];
    let env: Vec<_> = [("LANG", "C.UTF-8")].iter().chain(env).copied().collect();
    Pty::spawn_in(emulator, &command, 40, 10, &env)
}

fn run() -> Pty {
    let pty = run_in(Emulator::Vte, &[]);
    pty.wait_text("40 x 10");
    pty
}

fn output_has(pty: &Pty, bytes: &str) -> bool {
    pty.raw_output().windows(bytes.len()).any(|window| window == bytes.as_bytes())
}

#[test]
fn keys_and_pastes_arrive_and_answers_do_not() {
    let mut pty = run();
    pty.send("jي\x1b[A\x1b[200~two\rlines\x1b[201~");
    pty.wait_text("key j\nkey ي\nkey up\nPaste(\"two\\nlines\")");
    // Esc alone, once the wait is over.
    pty.send("\x1b");
    pty.wait_text("key esc");
    pty.send("q");
    assert_eq!(pty.wait_exit(SOON).exit_code(), 0);
    assert_eq!(pty.modes_left(), [""; 0]);
    assert!(pty.screen_text().ends_with("after"), "{}", pty.screen_text());
}

#[test]
fn ctrl_c_is_a_key() {
    let mut pty = run();
    pty.send("\x03");
    assert_eq!(pty.wait_exit(SOON).exit_code(), 4);
    assert_eq!(pty.modes_left(), [""; 0]);
}

#[test]
fn signals_end_the_program_in_order() {
    for (signal, status) in [(Signal::TERM, 6), (Signal::INT, 7), (Signal::HUP, 7)] {
        let mut pty = run();
        pty.signal(signal);
        assert_eq!(pty.wait_exit(SOON).exit_code(), status);
        assert_eq!(pty.modes_left(), [""; 0]);
    }
}

#[test]
fn a_panic_on_another_thread_gives_the_terminal_back_and_is_read_there() {
    let mut pty = run();
    pty.send("p");
    assert_eq!(pty.wait_exit(SOON).exit_code(), 101);
    assert_eq!(pty.modes_left(), [""; 0]);
    assert!(pty.screen_text().contains("a worker failed"), "{}", pty.screen_text());
}

#[test]
fn a_dropped_connection_ends_the_program_in_order() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("status");
    let env = [("STATUS_FILE", file.to_str().expect("a path in UTF-8"))];
    let mut pty = run_in(Emulator::Vte, &env);
    pty.wait_text("40 x 10");
    pty.hang_up();
    pty.wait_exit(SOON);
    // The hang-up of the device or its signal, whichever came first; with or without a frame.
    let told = std::fs::read_to_string(file).expect("the program came to its end");
    assert!(["7", "8", "9"].contains(&told.as_str()), "{told}");
}

#[test]
fn mode_8_is_set_again_only_where_it_was_set() {
    for (emulator, again) in
        [(Emulator::Vte, true), (Emulator::Xterm, false), (Emulator::Silent, false)]
    {
        let mut pty = run_in(emulator, &[]);
        pty.wait_text("40 x 10");
        pty.send("q");
        pty.wait_exit(SOON);
        assert!(output_has(&pty, "\x1b[8l"));
        assert_eq!(output_has(&pty, "\x1b[8h"), again, "{emulator:?}");
    }
}

#[test]
fn answers_that_come_late_do_not_end_in_the_shell() {
    let mut pty = run_in(Emulator::Slow(Duration::from_secs(2)), &[]);
    pty.wait_text("40 x 10");
    pty.send("q");
    assert_eq!(pty.wait_exit(SOON).exit_code(), 0);
    assert_eq!(pty.modes_left(), [""; 0]);
    assert!(output_has(&pty, "\x1b[8h"));
    // Echoed answers would stand before or after the program's last word.
    assert!(pty.screen_text().ends_with("\nafter"), "{}", pty.screen_text());
    assert!(!pty.screen_text().contains("65;1"), "{}", pty.screen_text());
}

#[test]
fn the_first_frame_waits_for_no_answer() {
    let pty = run_in(Emulator::Slow(100 * SOON), &[]);
    pty.wait_text("40 x 10");
}

#[test]
fn a_resize_or_a_redraw_clears_with_bidi_off_and_paints_anew() {
    let pty = run();
    let clears = |pty: &Pty| {
        let text = String::from_utf8_lossy(&pty.raw_output()).into_owned();
        text.matches("\x1b[8l\x1b[m\x1b[2J").count()
    };
    let before = clears(&pty);
    pty.resize(50, 6);
    pty.wait_text("50 x 6");
    pty.wait_text("Resize");
    let resized = clears(&pty);
    assert!(resized > before);
    // To another size and back: the size is the same, the screen may not be.
    pty.signal(Signal::WINCH);
    pty.wait_text("Resize\nResize");
    assert_eq!(clears(&pty), resized + 1);
    pty.send("\x1bOP");
    pty.wait_text("key f1");
    assert_eq!(clears(&pty), resized + 2);
}

#[test]
fn no_colour_is_sent_where_none_is_wanted() {
    for (value, colour) in [("", true), ("1", false)] {
        let pty = run_in(Emulator::Vte, &[("NO_COLOR", value)]);
        pty.wait_text("40 x 10");
        assert_eq!(output_has(&pty, "\x1b[31m"), colour);
    }
}

#[test]
fn a_dumb_terminal_and_a_redirected_output_are_refused_with_advice() {
    let mut pty = run_in(Emulator::Vte, &[("TERM", "dumb")]);
    pty.wait_text("TERM=dumb");
    pty.wait_text("nashra list");
    assert_eq!(pty.wait_exit(SOON).exit_code(), 1);
    assert_eq!(pty.modes_left(), [""; 0]);

    let this = env::current_exe().expect("this program");
    let output = std::process::Command::new(this)
        .args(["--exact", "program", "--ignored", "--nocapture"])
        .output()
        .expect("this program");
    assert!(String::from_utf8_lossy(&output.stdout).contains("standard output is not a terminal"));
}
