//! Tags, notes and the editor, in the real program.

use super::*;

#[test]
fn tags_and_notes_are_kept_over_a_restart_and_undone_after_it() {
    let person = Person::new();
    let mut pty = person.open(&[person.corpus()]);
    pty.wait_text("27 of 27");
    pty.send("trafah, \u{62D}\u{644}\u{628}\r");
    pty.wait_text("tagged rafah");
    pty.send("cto be checked\r");
    pty.wait_text("noted: “");
    pty.wait_text("¶ to be checked");
    // Typed ahead of what there is to choose from.
    pty.send("jtra\t\r");
    pty.wait_text("tagged rafah: “");
    pty.send("q");
    assert!(pty.wait_exit(SOON).success());
    assert_eq!(pty.modes_left(), [""; 0]);

    let noted = person.listed("has:note tag:rafah");
    assert_eq!(noted["triage"]["tags"], serde_json::json!(["rafah", "حلب"]));
    assert_eq!(noted["triage"]["note"], "to be checked");
    assert_eq!(person.listed_all("tag:rafah").len(), 2);

    let mut pty = person.open(&[]);
    pty.wait_text("#rafah");
    pty.send("z");
    pty.wait_text("Undone: tagged rafah: “");
    pty.send("z");
    pty.wait_text("Undone: noted: “");
    pty.send("z");
    pty.wait_text("Undone: tagged rafah, tagged");
    pty.send("Z");
    pty.wait_text("Done again: tagged rafah, tagged");
    pty.send("H");
    pty.wait_text("(undone) noted: “");
    pty.send("qq");
    assert!(pty.wait_exit(SOON).success());
    assert_eq!(person.listed("has:tag")["triage"]["note"], serde_json::Value::Null);
}

#[test]
fn a_note_goes_to_the_editor_and_comes_back_with_the_terminal() {
    let person = Person::new();
    let mut pty = person.open_with_editor(
        "ls -l \"$1\" | cut -c 1-10 >> \"$1\"; echo editing; \
         read line < /dev/tty; echo \"got $line\" >> \"$1\"",
    );
    pty.wait_text("27 of 27");
    pty.send("cdraft\x05");
    pty.wait_text("editing");
    assert_eq!(person.drafts(), 1);
    assert_eq!(pty.modes_left(), [""; 0], "the editor finds the terminal as the person has it");
    pty.send("typed\r");
    pty.wait_text("noted: “");
    pty.wait_text("¶ got typed");
    pty.send("q");
    assert!(pty.wait_exit(SOON).success());
    assert_eq!((pty.modes_left(), person.drafts()), (vec![], 0));
    assert_eq!(person.listed("has:note")["triage"]["note"], "draft\n-rw-------\ngot typed");
}

#[test]
fn an_editor_that_fails_or_is_missing_changes_nothing_and_is_named() {
    let person = Person::new();
    let mut pty = person.open_with_editor("echo lost > \"$1\"; exit 3");
    pty.wait_text("27 of 27");
    pty.send("C");
    pty.wait_text("failed (exit status: 3); the note is as it was");
    pty.send("q");
    assert!(pty.wait_exit(SOON).success());
    let env = [("EDITOR", "no-such-editor -x")];
    let mut pty = person.open_with(Emulator::Vte, &[person.corpus()], &env);
    pty.wait_text("27 of 27");
    pty.send("C");
    pty.wait_text("There is no editor `no-such-editor -x`; set VISUAL or EDITOR");
    pty.send("q");
    assert!(pty.wait_exit(SOON).success());
    assert_eq!(person.listed_all("has:note").len() + person.drafts(), 0);
}

#[test]
fn what_was_saved_in_the_editor_is_kept_when_the_connection_drops() {
    let person = Person::new();
    let mut pty = person.open_with_editor("echo saved > \"$1\"; echo editing; sleep 60");
    pty.wait_text("27 of 27");
    pty.send("C");
    pty.wait_text("editing");
    pty.hang_up();
    assert_eq!(pty.wait_exit(SOON).exit_code(), 129);
    assert_eq!(person.listed("has:note")["triage"]["note"], "saved");
    assert_eq!(person.drafts(), 0);
}
