//! Screens of searching: facets, passages, saved searches.

use std::time::Duration;

use nashra::app::Progress;

use super::*;

#[test]
fn the_facets_of_the_view_take_the_place_of_the_names() {
    let mut browser = Browser::open(120, 30);
    browser.press("L");
    browser.type_text("ar");
    browser.press("t");
    browser.type_text("حلب");
    browser.press("K f j");
    insta::assert_snapshot!("facets_in_arabic", browser.screen().backend());
    browser.press("f");
    assert!(browser.app.facets().is_none() && browser.text().contains("Names"));
}

#[test]
fn a_facet_is_added_or_excluded_and_the_others_are_counted_anew() {
    let mut browser = Browser::open(120, 24);
    let all = browser.found();
    browser.press("f j x");
    assert!(browser.app.query().source().starts_with("-lang:"));
    assert!(browser.found() < all);
    assert_eq!(browser.app.focus(), Pane::Sidebar, "the next one is chosen at once");
    browser.press("a");
    browser.type_text("Nations unies");
    assert!(browser.app.facets().is_some());
    browser.press("tab tab");
    insta::assert_snapshot!("facets_in_french", browser.screen().backend());
    let text = browser.text();
    assert!(text.contains("With "), "{text}");
    let (count, clause) = {
        let value = browser.app.facets().unwrap().selected().unwrap();
        (value.documents, value.clause.clone())
    };
    browser.press("enter");
    assert_eq!(browser.found(), count, "{clause}");
    browser.press("esc esc");
    assert!(!browser.app.query().source().contains(&clause));
}

#[test]
fn who_is_it_is_asked_of_a_name_among_the_facets() {
    let mut browser = Browser::open(120, 40);
    browser.press("f i");
    assert!(browser.text().contains("No name is under the cursor"), "{}", browser.text());
    let selected = |browser: &Browser| browser.app.facets().unwrap().selected().unwrap().clone();
    while !selected(&browser).clause.starts_with("actor:") {
        browser.press("j");
    }
    let selected = selected(&browser);
    browser.press("i");
    let count = format!("{} documents", selected.documents);
    let text = browser.text();
    assert!(text.contains(&selected.name) && text.contains(&count), "{text}");
}

#[test]
fn a_month_takes_the_place_of_another() {
    let mut browser = Browser::open(120, 40);
    browser.press("/");
    browser.type_text("date:2015..");
    browser.press("f");
    let months = ["date:2023-02", "date:2022-08"];
    for month in months {
        browser.press("g");
        while browser.app.facets().unwrap().selected().unwrap().clause != month {
            browser.press("j");
        }
        browser.press("enter");
        assert_eq!(browser.app.query().source(), month);
        browser.press("esc");
        browser.press("esc tab tab");
    }
}

#[test]
fn searches_are_saved_counted_renamed_and_deleted() {
    let mut browser = Browser::open(100, 16);
    browser.press("+");
    assert!(browser.text().contains("Nothing is filtered that could be saved"));
    for (query, name) in [("lang:fr ONU", "l'ONU en français"), ("الأمم المتحدة", "الأمم المتحدة")]
    {
        browser.press("/ ctrl-u");
        browser.type_text(query);
        browser.press("+");
        browser.type_text(name);
        assert!(browser.text().contains("Saved as"), "{}", browser.text());
    }
    let found = browser.found();
    let text = browser.text();
    let key = text.split_once(" lists it").unwrap().0.chars().next_back().unwrap();
    browser.press(&format!("esc esc {key}"));
    insta::assert_snapshot!("saved_searches", browser.screen().backend());
    browser.type_text("الامم");
    assert_eq!((browser.found(), browser.app.query().source()), (found, "الأمم المتحدة"));

    browser.press("@ ctrl-r ctrl-u");
    browser.type_text("ONU");
    browser.press("@ down ctrl-x");
    assert!(browser.text().contains("Deleted"), "{}", browser.text());
    let names = |store: &Store| -> Vec<String> {
        store.saved().unwrap().into_iter().map(|search| search.name).collect()
    };
    assert_eq!(names(&browser.store), ["ONU"]);
    browser.press("@ ctrl-x @");
    assert!(browser.text().contains("No search is saved yet"));
}

#[test]
fn passages_show_the_words_of_the_query_on_their_own_letters() {
    for (query, name) in [("فرنسا", "passages_in_arabic"), ("l'armée", "passages_in_french")]
    {
        let mut browser = Browser::open(100, 20);
        browser.press("p /");
        browser.type_text(query);
        insta::assert_snapshot!(name, browser.screen().backend());
        let screen = browser.screen();
        let buffer = screen.backend().buffer();
        let pane = browser.app.panes().list.unwrap();
        let folded = |text: &str| -> String {
            nashra::text::fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
        };
        for (n, (_, id)) in browser.app.list().screen().enumerate() {
            let Some(snippet) = browser.app.passage(id) else { continue };
            let y = pane.y + 2 + 2 * n as u16;
            let cells = (pane.left()..pane.right()).map(|x| &buffer[(x, y)]);
            let marked = cells.filter(|cell| cell.bg == ratatui::style::Color::Yellow);
            let marked: Vec<String> = marked.map(|cell| folded(cell.symbol())).collect();
            let rtl = marked.iter().any(|letter| letter.chars().any(is_arabic));
            let read: String =
                if rtl { marked.into_iter().rev().collect() } else { marked.concat() };
            let first = folded(&snippet.text[snippet.hits[0].clone()]);
            assert!(read.starts_with(&first), "{read} {first}");
        }
        browser.press("j");
        assert_eq!(browser.app.list().cursor(), 1);
        browser.press("p");
        assert_eq!(browser.app.rows_per_document(), 1);
    }
}

#[test]
fn a_word_of_the_query_behind_the_end_of_the_row_marks_nothing() {
    let mut browser = Browser::open(100, 20);
    browser.press("p /");
    browser.type_text("de");
    let screen = browser.screen();
    let buffer = screen.backend().buffer();
    let pane = browser.app.panes().list.unwrap();
    let mut cut = 0;
    for n in 0..browser.app.list().screen().count() as u16 {
        let y = pane.y + 2 + 2 * n;
        let cells = (pane.left()..pane.right()).map(|x| &buffer[(x, y)]);
        for sign in cells.filter(|cell| cell.symbol() == "…") {
            assert_ne!(sign.bg, ratatui::style::Color::Yellow, "{}", browser.text());
            cut += 1;
        }
    }
    assert!(cut > 0);
}

#[test]
fn while_files_are_read_a_key_is_offered_that_stops_it() {
    let mut browser = Browser::open(100, 12);
    assert!(!browser.text().contains("stop reading"));
    browser.event(Event::Reading);
    assert!(browser.text().contains("X stop reading"), "{}", browser.text());
    assert!(browser.text().contains("reading…"), "{}", browser.text());
}

#[test]
fn how_far_reading_and_finding_names_have_come_is_told() {
    let mut browser = Browser::open(120, 12);
    let reading = Progress {
        documents: 360,
        bytes: 30_000_000,
        total: 120_000_000,
        elapsed: Duration::from_secs(10),
        ..Progress::default()
    };
    browser.event(Event::Progress(reading));
    let told = "reading… 360 · 25 % of 120 MB · 3 MB/s · 30 s left";
    assert!(browser.text().contains(told), "{}", browser.text());
    let naming = Progress { documents: 300, bytes: 300, total: 600, naming: true, ..reading };
    browser.event(Event::Progress(naming));
    let told = "finding names… 300 · 50 % · 10 s left";
    assert!(browser.text().contains(told), "{}", browser.text());
}

#[test]
fn what_another_process_reads_is_told_and_cannot_be_stopped_here() {
    let mut browser = Browser::open(120, 12);
    let (documents, elsewhere) = (360, true);
    let reading = Progress { documents, elsewhere, ..Progress::default() };
    browser.event(Event::Progress(reading));
    assert!(browser.text().contains("reading elsewhere… 360"), "{}", browser.text());
    assert!(!browser.text().contains("stop reading"), "{}", browser.text());
}
