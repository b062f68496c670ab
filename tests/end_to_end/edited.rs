//! Files that change while the real program shows them.

use super::*;

/// An article of a title and a hundred numbered rows.
fn article(title: &str, name: &str) -> String {
    (1..=100).fold(format!("{title}\n\n"), |text, row| text + &format!("{name} {row}.\n"))
}

#[test]
fn an_article_that_is_edited_while_it_is_read_stays_where_it_is() {
    let person = Person::new();
    let dir = person.home.path().join("news");
    std::fs::create_dir(&dir).unwrap();
    for name in ["alpha", "bravo", "charlie"] {
        std::fs::write(dir.join(format!("{name}.txt")), article(name, name)).unwrap();
    }
    for memory in [false, true] {
        let arguments = [dir.to_str().unwrap(), "--ephemeral"];
        let mut pty = person.open(&arguments[..1 + usize::from(memory)]);
        pty.wait_text("3 of 3");
        pty.send("gj\r");
        pty.wait_text("bravo 20.");
        pty.send("\x04\x04\x04");
        pty.wait_text("bravo 60.");
        pty.wait_quiet();
        let article_of = |screen: &str| -> Vec<String> {
            let rows = screen.lines().filter(|row| row.contains("bravo ") && row.contains('.'));
            rows.map(|row| row.chars().skip(44).collect()).collect()
        };
        let before = article_of(&pty.screen_text());

        let edited = article("bravo bravo", "bravo") + "Une ligne de plus.\n";
        std::fs::write(dir.join("bravo.txt"), edited).unwrap();
        if memory {
            pty.send("R");
        }
        pty.wait_text("bravo bravo");
        pty.wait_for(|screen| article_of(&screen.contents()) == before, "the same rows", SOON);
        pty.send("G");
        pty.wait_text("Une ligne de plus.");
        pty.send("q");
        assert!(pty.wait_exit(SOON).success());
        std::fs::write(dir.join("bravo.txt"), article("bravo", "bravo")).unwrap();
    }
}
