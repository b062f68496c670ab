//! Searching in the real program.

use super::*;

fn documents(count: usize) -> String {
    if count == 1 { "1 document".to_owned() } else { format!("{count} documents") }
}

#[test]
fn the_list_follows_a_word_letter_by_letter_and_esc_brings_it_back() {
    let person = Person::new();
    let mut pty = person.open(&[person.corpus()]);
    pty.wait_text("27 of 27");
    pty.send("jj");
    pty.wait_quiet();
    let before = pty.screen_text();
    pty.send("/");
    let mut typed = String::new();
    let mut counts = Vec::new();
    for letter in "ukraine".chars() {
        typed.push(letter);
        pty.send(letter.to_string());
        if [2, 6, 7].contains(&typed.len()) {
            let begins = person.listed_all(&format!("{typed}*")).len();
            let count = match person.listed_all(&typed).len() {
                0 => begins,
                whole => whole,
            };
            pty.wait_text(&documents(count));
            counts.push(count);
        }
    }
    assert!(counts.iter().all(|count| (1..27).contains(count)), "{counts:?}");
    assert!(counts[0] > counts[counts.len() - 1], "{counts:?}");
    pty.send("\x1b");
    let lines = |screen: &str| -> Vec<String> {
        screen.lines().map(|line| line.trim_end().to_owned()).collect()
    };
    let before = lines(&before);
    pty.wait_for(|screen| lines(&screen.contents()) == before, "the screen as it was", SOON);

    // Enter takes what is shown, also where it was typed ahead.
    pty.send("/ukrain\r");
    pty.wait_text("ukrain*");
    pty.wait_text(&format!("{} of 27", counts[counts.len() - 2]));
    pty.send("q");
    assert!(pty.wait_exit(SOON).success());
}

#[test]
fn a_saved_search_is_there_for_another_process_and_opens_with_its_count() {
    let person = Person::new();
    let count = person.listed_all("lang:fr ONU").len();
    let pty = person.open(&[person.corpus()]);
    let other = person.open(&[person.corpus()]);
    pty.wait_text("27 of 27");
    other.wait_text("27 of 27");
    // Typed ahead, without waiting for what it finds.
    pty.send("/lang:fr ONU\r+");
    pty.wait_text("A name for lang:fr ONU");
    pty.send("l\u{2019}ONU\r");
    pty.wait_text("Saved as");
    other.send("@");
    other.wait_text(&format!("l\u{2019}ONU{:>width$}", count, width = 53));
    other.send("\r");
    other.wait_text(&format!("{count} of 27"));
    other.wait_text("lang:fr ONU");
    other.send("@\x18");
    other.wait_text("Deleted “l\u{2019}ONU”: lang:fr ONU");
    pty.send("@");
    pty.wait_text("No search is saved yet");
    for mut pty in [pty, other] {
        pty.send("q");
        assert!(pty.wait_exit(SOON).success());
    }
}
