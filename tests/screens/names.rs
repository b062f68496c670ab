//! Screens about names: who somebody is, and correcting what is found.

use super::*;

impl Browser {
    /// Goes through the words of the article to this one.
    fn go_to_word(&mut self, word: &str) {
        loop {
            self.press("w");
            let reader = self.app.reader().unwrap();
            if &reader.article().document.text[reader.word().unwrap()] == word {
                return;
            }
        }
    }

    fn query(&mut self, query: &str) {
        self.press("/");
        self.type_text(query);
    }

    /// What is said, its foreign names as they are.
    fn said(&self) -> String {
        let said = self.app.message().map(|message| message.text.clone()).unwrap_or_default();
        said.replace(['\u{2068}', '\u{2069}'], "")
    }

    fn documents_of(&mut self, actor: &str) -> usize {
        self.query(&format!("actor:{actor}"));
        let found = self.found();
        self.press("esc");
        found
    }
}

#[test]
fn a_page_tells_all_about_an_actor() {
    let mut browser = Browser::open(100, 40);
    browser.press("a p o u t i n e tab");
    insta::assert_snapshot!("who", browser.screen().backend());
    // On to the first one it appears with, back, and to its documents.
    browser.press("enter");
    assert!(!browser.text().contains(" Vladimir Putin\u{a0}"), "{}", browser.text());
    browser.press("esc");
    assert!(browser.text().contains(" Vladimir Putin"), "{}", browser.text());
    browser.press("a");
    assert_eq!(browser.app.query().source(), "actor:vladimir-putin");
    assert_eq!((browser.found() > 0, browser.app.popup().is_none()), (true, true));
}

#[test]
fn a_page_fits_a_small_screen_and_is_about_what_is_in_view() {
    let mut browser = Browser::open(40, 12);
    browser.query("lang:ar actor:putin");
    let found = browser.found();
    browser.press("tab tab");
    browser.press("i");
    insta::assert_snapshot!("who_in_one_pane", browser.screen().backend());
    browser.press("q tab tab a p u t i n tab");
    assert!(browser.text().contains(&format!("{found} documents in")), "{}", browser.text());
    browser.press("x");
    assert_eq!(browser.app.query().source(), "lang:ar actor:putin -actor:vladimir-putin");
}

#[test]
fn selected_words_become_another_name_and_go_again() {
    let mut browser = Browser::open(120, 40);
    browser.query("\"Saint George Hospital\" lang:en");
    browser.press("enter");
    browser.go_to_word("Saint");
    browser.press("v w w e");
    insta::assert_snapshot!("names_menu", browser.screen().backend());
    browser.press("enter");
    browser.type_text("beirut");
    let changed = format!("“Saint George Hospital” names Beirut: {} document", browser.found());
    assert!(browser.said().starts_with(&changed), "{}", browser.said());
    insta::assert_snapshot!("another_name", browser.screen().backend());
    let reader = browser.app.reader().unwrap();
    assert_eq!(reader.entity().map(|id| id.as_str()), Some("beirut"), "the cursor stays there");
    browser.press("e");
    assert!(browser.text().contains("“Saint George Hospital” does not name Beirut"));
    browser.press("enter");
    assert!(browser.said().contains("does not name Beirut: 1 document changes"));
    let entity = browser.app.reader().unwrap().entity().map(|id| id.as_str());
    assert_ne!(entity, Some("beirut"));
    browser.press("z z");
    assert!(browser.said().starts_with("Undone: “Saint George Hospital” names Beirut"));
    browser.press("z");
    assert!(browser.said().starts_with("Undone: read"), "{}", browser.said());
}

#[test]
fn a_new_entity_is_found_filtered_by_and_picked() {
    let mut browser = Browser::open(120, 40);
    browser.query("\"Palais Coburg\" lang:en");
    browser.press("enter");
    browser.go_to_word("Palais");
    browser.press("v w e enter");
    browser.press("enter");
    browser.type_text("facility");
    assert!(browser.said().starts_with("“Palais Coburg” is a new facility: 1 document changes"));
    browser.press("esc esc a");
    browser.type_text("coburg");
    assert_eq!(browser.app.query().source(), "actor:palais-coburg");
    assert_eq!(browser.found(), 1);
}

#[test]
fn hiding_and_merging_are_in_force_at_once_and_undone_in_order() {
    let mut browser = Browser::open(120, 40);
    let [russia, moscow] = ["russia", "moscow"].map(|actor| browser.documents_of(actor));
    browser.query("actor:moscow");
    browser.press("enter");
    let named = |browser: &Browser| {
        let document = &browser.app.reader().unwrap().article().document;
        document.mentions.iter().any(|mention| mention.entity.as_str() == "moscow")
    };
    // Some have it in their title only.
    while !named(&browser) {
        browser.press("esc j enter");
    }
    while browser.app.reader().unwrap().entity().map(|id| id.as_str()) != Some("moscow") {
        browser.press("m");
    }
    // A decision in between has its turn.
    browser.press("s e");
    browser.type_text("the same as");
    browser.type_text("russia");
    assert!(browser.said().contains("is the same as Russia"), "{}", browser.said());
    let reader = browser.app.reader().unwrap();
    assert_eq!(reader.entity().map(|id| id.as_str()), Some("russia"), "what is read stays");
    browser.press("e");
    browser.type_text("hide");
    assert!(browser.said().contains("is hidden"), "{}", browser.said());
    browser.press("z z");
    assert!(browser.said().starts_with("Undone: Moscow is the same as Russia"));
    browser.press("z");
    assert!(browser.said().starts_with("Undone: starred"), "{}", browser.said());
    browser.press("esc esc");
    assert_eq!(["russia", "moscow"].map(|a| browser.documents_of(a)), [russia, moscow]);
}

#[test]
fn mentions_are_followed_from_document_to_document_in_the_sidebar() {
    let mut browser = Browser::open(120, 40);
    browser.query("actor:putin");
    let found = browser.found();
    assert!(found > 1);
    browser.press("enter");
    while browser.app.reader().unwrap().entity().map(|id| id.as_str()) != Some("vladimir-putin") {
        browser.press("m");
    }
    browser.press("tab");
    let mut documents = vec![browser.app.list().selected()];
    for _ in 0..999 {
        browser.press("m");
        if browser.said().contains("the last mention") {
            break;
        }
        let reader = browser.app.reader().unwrap();
        assert_eq!(reader.entity().map(|id| id.as_str()), Some("vladimir-putin"));
        documents.push(browser.app.list().selected());
    }
    documents.dedup();
    assert_eq!(documents.len(), found);
    while !browser.said().contains("the first mention") {
        browser.press("M");
    }
    assert_eq!(browser.app.list().selected(), documents[0]);
}

#[test]
fn corrections_are_in_the_palette_and_say_what_they_need() {
    let mut browser = Browser::open(120, 40);
    browser.press(":");
    browser.type_text("hide-name");
    assert!(browser.said().contains("No name is under the cursor"), "{}", browser.said());
    browser.press(":");
    browser.type_text("add-name");
    assert!(browser.said().contains("No name is here"), "{}", browser.said());
}

#[test]
fn somebody_only_proposed_is_picked_asked_about_and_given_a_name() {
    let mut browser = Browser::open(120, 40);
    browser.press("a");
    browser.event(Event::Paste("saint george".into()));
    assert!(browser.text().contains("Saint George Hospital ?"), "{}", browser.text());
    browser.press("tab");
    assert!(browser.text().contains("Saint George Hospital en 1"), "{}", browser.text());
    browser.press("a");
    assert_eq!(browser.found(), 1);
    browser.press("tab tab G");
    while browser.app.sidebar().selected().unwrap().name != "Saint George Hospital" {
        browser.press("k");
    }
    browser.press("e");
    browser.type_text("the same as");
    browser.type_text("beirut");
    assert!(browser.said().contains("“Saint George Hospital” names Beirut: 1 document changes"));
}
