//! The harness for the end-to-end tests, against small shell commands.

mod pty;

use pty::{Emulator, Pty, SOON, Signal};

fn shell(script: &str) -> Pty {
    Pty::spawn(&["sh", "-c", script], 40, 5, &[])
}

/// A script that shows what it reads of its terminal, byte by byte.
fn shows_answer(question: &str, bytes: usize) -> String {
    format!(
        "stty raw -echo; printf '{question}'; head -c {bytes} | od -An -c; stty sane; echo done"
    )
}

#[test]
fn output_input_and_exit_status_pass_through() {
    let mut pty = Pty::spawn(
        &["sh", "-c", "echo $GREETING; read x; echo got $x; exit 3"],
        40,
        5,
        &[("GREETING", "hello")],
    );
    pty.wait_text("hello");
    pty.send("مرحبا\n");
    pty.wait_text("got مرحبا");
    assert_eq!(pty.wait_exit(SOON).exit_code(), 3);
    assert!(pty.raw_output().starts_with(b"hello\r\n"));
    assert_eq!(pty.modes_left(), [""; 0]);
}

#[test]
fn questions_are_answered_as_the_emulator_would() {
    let question = shows_answer("\\033[8$p\\033[c", 17);
    let pty = Pty::spawn(&["sh", "-c", &question], 80, 5, &[]);
    pty.wait_text("033   [   8   ;   1   $   y 033   [   ?   6   5   ;   1   ;   9");
    let question = shows_answer("\\033[>q\\033[>c", 27);
    let pty = Pty::spawn_in(Emulator::Konsole, &["sh", "-c", &question], 80, 5, &[]);
    pty.wait_text("K   o   n   s   o   l   e");
    pty.wait_text("[   >   1   ;");
    let question = shows_answer("\\033[8$p", 7);
    let pty = Pty::spawn_in(Emulator::Xterm, &["sh", "-c", &question], 80, 5, &[]);
    pty.wait_text("033   [   8   ;   0   $   y");
}

#[test]
fn every_mode_that_is_left_is_named() {
    let mut pty = shell(
        "printf '\\033[8l\\033[?1049h\\033[?25l\\033[?2004h\\033[?1004h\\033[31m\\033[?1h'; stty raw",
    );
    pty.wait_exit(SOON);
    assert_eq!(
        pty.modes_left(),
        [
            "bidi mode 8 reset",
            "alternate screen",
            "cursor hidden",
            "bracketed paste",
            "application cursor keys",
            "colours or attributes",
            "device settings",
            "private mode 1004",
        ]
    );
}

#[test]
fn private_sequences_are_those_of_one_terminal() {
    let script = "printf '\\033]50;BidiRenderingEnabled=false\\007'";
    for (emulator, left) in [
        (Emulator::Konsole, "reordering turned off"),
        (Emulator::Xterm, "another terminal's 50;BidiRenderingEnabled=false"),
    ] {
        let mut pty = Pty::spawn_in(emulator, &["sh", "-c", script], 40, 5, &[]);
        pty.wait_exit(SOON);
        assert_eq!(pty.modes_left(), [left]);
    }
}

#[test]
fn a_resize_is_told_to_the_program() {
    let pty = shell("trap 'stty size' WINCH; echo ready; while :; do sleep 0.02; done");
    pty.wait_text("ready");
    pty.resize(50, 7);
    pty.wait_text("7 50");
}

#[test]
fn a_signal_ends_the_program() {
    let mut pty =
        shell("trap 'echo caught; exit 7' TERM; echo ready; while :; do sleep 0.02; done");
    pty.wait_text("ready");
    pty.signal(Signal::TERM);
    assert_eq!(pty.wait_exit(SOON).exit_code(), 7);
    assert_eq!(pty.screen_text().trim_end(), "ready\ncaught");
}

#[test]
fn a_hang_up_reaches_the_program() {
    // Not one that reads: it may see the end of its input before the signal.
    let mut pty = shell("echo ready; exec sleep 60");
    pty.wait_text("ready");
    pty.hang_up();
    assert_eq!(pty.wait_exit(SOON).signal(), Some("Hangup"));
}

#[test]
#[should_panic = "waited for `never`; the screen:\n+----"]
fn a_wait_in_vain_shows_the_screen() {
    let pty = shell("echo something else; read x");
    pty.wait_for(
        |screen| screen.contents().contains("never"),
        "`never`",
        std::time::Duration::from_millis(50),
    );
}

#[test]
fn a_letter_that_comes_in_two_parts_costs_none_beside_it() {
    let pty = shell(r"printf '\303'; sleep 0.2; printf '\251r\303\251r'; read x");
    pty.wait_text("érér");
}
