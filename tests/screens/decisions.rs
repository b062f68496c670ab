//! Screens of deciding: selecting, tags, notes, the history, what is hidden, completion.

use super::*;

#[test]
fn selected_documents_are_marked_without_colours_as_well() {
    let mut browser = Browser::open(80, 12);
    browser.press("v j v K v s v");
    insta::assert_snapshot!(browser.screen().backend());
}

#[test]
fn a_decision_about_everything_in_view_is_asked_for() {
    let mut browser = Browser::open(80, 14);
    browser.press("V D");
    insta::assert_snapshot!(browser.screen().backend());
    browser.press("y");
    assert!(browser.text().contains("discarded 27 documents"));
    browser.press("S");
    assert!(browser.text().contains("27 discarded hidden"), "{}", browser.text());
    assert!(browser.text().contains("is:discarded shows it"));
    browser.press("z S");
    assert_eq!(browser.found(), 27);
}

#[test]
fn discarded_documents_are_hidden_and_counted_until_they_are_asked_for() {
    for (columns, said) in [(120, "2 discarded hidden, is:discarded shows"), (40, "· 2 hidden")] {
        let mut browser = Browser::open(columns, 12);
        browser.press("D D");
        assert_eq!(browser.found(), 27, "they stay in this view");
        browser.press("S");
        browser.event(Event::Resize(columns, 12));
        browser.press("ctrl-l");
        assert_eq!(browser.found(), 25);
        assert!(browser.text().contains(said), "{}", browser.text());
        browser.press("T");
        browser.type_text("discarded");
        assert_eq!((browser.found(), browser.app.query().source()), (2, "is:discarded"));
        assert!(!browser.text().contains("hidden"), "{}", browser.text());
    }
}

#[test]
fn what_is_filtered_is_said_before_what_is_hidden_and_how_it_is_sorted() {
    for (columns, said) in [
        (120, " · lang:fr -actor:turkey · unread first"),
        (90, " · lang:fr -actor:turkey   "),
        (60, " · lang:fr -actor:turk"),
    ] {
        let mut browser = Browser::open(columns, 12);
        browser.press("/");
        browser.type_text("lang:fr -actor:turkey");
        browser.press("D S ctrl-l");
        let text = browser.text();
        let status = text.lines().find(|line| line.contains(" unread · ")).unwrap();
        assert!(status.contains(said) && status.contains("hidden") == (columns > 60), "{status}");
    }
}

#[test]
fn tags_are_completed_from_those_there_are_and_shown() {
    let mut browser = Browser::open(100, 16);
    browser.press("t");
    browser.type_text("raqqa, حلب 2015");
    browser.press("j t");
    browser.type_text("rafah حلب");
    browser.press("t r a");
    insta::assert_snapshot!("tag_prompt", browser.screen().backend());
    browser.press("tab tab enter t");
    browser.type_text("-rafah");
    insta::assert_snapshot!("tags", browser.screen().backend());
    browser.press("/");
    browser.type_text("tag:حلب -tag:2015");
    assert_eq!(browser.found(), 1);
}

#[test]
fn tags_have_a_column_where_there_is_room() {
    let mut browser = Browser::open(240, 12);
    assert!(!browser.text().contains("#raqqa"));
    browser.press("j t");
    browser.type_text("raqqa");
    browser.press("g");
    let row = browser.text().lines().nth(2).unwrap().to_owned();
    assert!(row.contains("#raqqa"), "{row}");
}

#[test]
fn a_note_stands_above_its_article() {
    let mut browser = Browser::open(100, 16);
    browser.press("L");
    browser.type_text("ar");
    browser.press("c");
    browser.type_text(
        "الرقم غير مؤكد، to be checked with the second report before anything is quoted",
    );
    browser.press("enter G");
    insta::assert_snapshot!(browser.screen().backend());
    (browser.columns, browser.rows) = (40, 12);
    browser.event(Event::Resize(40, 12));
    assert!(browser.text().lines().nth(2).unwrap().starts_with("\" … "), "{}", browser.text());
    browser.press("z z");
    assert!(!browser.text().contains('¶'), "{}", browser.text());
}

#[test]
fn decisions_are_walked_through_in_words() {
    let mut browser = Browser::open(100, 14);
    browser.press("K s t");
    browser.type_text("raqqa حلب");
    browser.press("V r y z z H j");
    insta::assert_snapshot!("history", browser.screen().backend());
    browser.press("z");
    assert!(browser.text().contains("Undone: starred “"), "{}", browser.text());
    browser.press("G enter");
    assert_eq!(browser.app.list().cursor(), 0);
    (browser.columns, browser.rows) = (40, 12);
    browser.event(Event::Resize(40, 12));
    browser.press("H");
    insta::assert_snapshot!("history_in_one_pane", browser.screen().backend());
}

#[test]
fn states_and_tags_are_picked_by_their_counts_in_the_view() {
    let mut browser = Browser::open(80, 20);
    browser.press("r j s K D t");
    browser.type_text("raqqa");
    browser.press("c");
    browser.type_text("une note");
    browser.press("T");
    insta::assert_snapshot!(browser.screen().backend());
    browser.type_text("kept");
    assert_eq!((browser.found(), browser.app.query().source()), (1, "is:kept"));
    browser.press("T");
    browser.type_text("undecided");
    assert_eq!((browser.found(), browser.app.query().source()), (25, "is:undecided"));
    browser.press("T");
    browser.type_text("unread");
    assert_eq!(browser.app.query().source(), "is:undecided is:unread");
}

#[test]
fn a_query_is_completed_with_what_the_corpus_has() {
    let mut browser = Browser::open(80, 16);
    browser.press("/ - a c");
    assert!(browser.text().contains("actor:"), "{}", browser.text());
    browser.press("tab p o u");
    insta::assert_snapshot!("query_completion", browser.screen().backend());
    browser.press("tab");
    browser.type_text(" lang:a");
    assert!(browser.text().contains("`a` is not a language"));
    browser.press("ctrl-e tab enter");
    assert_eq!(browser.app.query().source(), "-actor:vladimir-putin lang:ar");
    assert!(browser.found() > 0);
    browser.press("esc");
    browser.press("/ s o u r c e : b tab enter");
    assert!(browser.app.query().source().starts_with("source:"));
    assert!(browser.found() > 0, "{}", browser.app.query().source());
}

#[test]
fn unread_documents_come_first_where_the_person_wants_that() {
    let mut browser = Browser::open(80, 12);
    let first = browser.app.list().selected();
    browser.press("r S");
    assert!(browser.text().contains("unread first"), "{}", browser.text());
    browser.press("G");
    assert_eq!(browser.app.list().selected(), first);
}
