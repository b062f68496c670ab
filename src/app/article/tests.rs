use super::*;
use crate::model::{Label, Lang, Mention};

/// An article of paragraphs, with every "Oslo" in it as a mention of one entity and every "Rome"
/// as one of another.
pub(super) fn article(title: &str, text: &str) -> Article {
    let named = |name: &str| -> Vec<Mention> {
        let entity = EntityId::from(name.to_lowercase().as_str());
        let found = text.match_indices(name).map(|(at, name)| Mention {
            range: at..at + name.len(),
            label: Label::Gpe,
            entity: entity.clone(),
        });
        found.collect()
    };
    let mut mentions = [named("Oslo"), named("Rome")].concat();
    mentions.sort_by_key(|mention| mention.range.start);
    let document = Document { lang: Lang::FR, mentions, ..Document::of(title, text) };
    Article { document: Arc::new(document), figures: vec![] }
}

pub(super) fn open(title: &str, text: &str, width: usize, height: usize) -> Reader {
    let options = Options { width, ..Options::default() };
    Reader::new(article(title, text), Hits::default(), options, height)
}

/// Ten paragraphs of a row each at 20 cells, named in the third, the seventh and the last.
pub(super) const TEXT: &str =
    "un\ndeux\nvers Oslo\nquatre\ncinq\nsix\nde Rome\nhuit\nneuf\nOslo encore";

pub(super) fn under_cursor(reader: &Reader) -> &str {
    match &reader.screen()[reader.cursor()] {
        ReaderRow::Text(line) => reader.article.document.text[line.range()].trim_end(),
        _ => "",
    }
}

/// Number of rows above the screen.
fn rows_above(reader: &mut Reader) -> usize {
    let mut row = reader.top;
    let above = std::iter::from_fn(|| {
        row = reader.before(row)?;
        Some(row)
    });
    above.count()
}

#[test]
fn a_title_that_is_not_in_the_text_stands_above_it() {
    let apart = open("Titre", TEXT, 20, 10);
    assert!(matches!(apart.screen()[2], ReaderRow::Title(_)));
    assert_eq!(under_cursor(&apart), "un");
    let headline = open("un", TEXT, 20, 10);
    assert!(matches!(headline.screen()[2], ReaderRow::Text(_)));
    assert_eq!(headline.heading(), 0..2);
    // Made of the first sentence, so neither shown twice nor a headline.
    let derived = open("un…", TEXT, 20, 10);
    assert!(matches!(derived.screen()[2], ReaderRow::Text(_)));
    assert_eq!(derived.heading(), 0..0);
}

#[test]
fn the_cursor_goes_from_mention_to_mention_and_round() {
    let mut reader = open("Titre", TEXT, 20, 4);
    let any = |_: &EntityId| true;
    let mut seen = Vec::new();
    for _ in 0..4 {
        assert!(reader.jump(true, true, any));
        seen.push(under_cursor(&reader).to_owned());
    }
    assert_eq!(seen, ["vers Oslo", "de Rome", "Oslo encore", "vers Oslo"]);
    assert!(reader.jump(false, true, any));
    assert_eq!(under_cursor(&reader), "Oslo encore");
}

#[test]
fn mentions_of_one_entity_can_be_gone_through_alone() {
    let mut reader = open("Titre", TEXT, 20, 4);
    for expected in ["vers Oslo", "Oslo encore"] {
        assert!(reader.jump(true, true, |id| id.as_str() == "oslo"));
        assert_eq!(under_cursor(&reader), expected);
        assert_eq!(reader.entity().map(EntityId::as_str), Some("oslo"));
    }
    assert!(!reader.jump(true, true, |id| id.as_str() == "paris"));
}

#[test]
fn after_a_step_the_next_mention_is_the_one_after_the_cursor() {
    let mut reader = open("Titre", TEXT, 20, 20);
    assert!(reader.jump(true, true, |_| true));
    reader.step(2);
    assert_eq!(reader.mention(), None);
    assert!(reader.jump(true, true, |_| true));
    assert_eq!(under_cursor(&reader), "de Rome");
}

#[test]
fn hits_are_reached_row_by_row_and_round() {
    let mut reader = open("Titre", TEXT, 20, 4);
    let text = TEXT.match_indices("Oslo").map(|(at, hit)| at..at + hit.len()).collect();
    reader.refresh(article("Titre", TEXT), Hits { title: vec![], text });
    let mut seen = Vec::new();
    for forward in [true, true, true, false] {
        assert!(reader.jump_to_hit(forward));
        seen.push(under_cursor(&reader).to_owned());
    }
    assert_eq!(seen, ["vers Oslo", "Oslo encore", "vers Oslo", "Oslo encore"]);
}

#[test]
fn a_selection_follows_the_cursor_by_rows_and_by_mentions_either_way() {
    let selected = |reader: &Reader| reader.selection().map(|range| TEXT[range].trim_end());
    let mut reader = open("Titre", TEXT, 20, 10);
    reader.step(3);
    assert!(reader.select());
    assert_eq!(selected(&reader), Some("quatre"));
    reader.step(2);
    assert_eq!(selected(&reader), Some("quatre\ncinq\nsix"));
    assert!(reader.jump(true, true, |_| true));
    assert_eq!(selected(&reader), Some("quatre\ncinq\nsix\nde Rome"));
    assert!(reader.jump(false, true, |_| true));
    assert_eq!(selected(&reader), Some("Oslo\nquatre"));
    reader.end(false);
    assert_eq!(selected(&reader), Some("un\ndeux\nvers Oslo\nquatre"));
    assert!(!reader.select());
    assert_eq!(selected(&reader), None);

    // From name to name, to the letter, at any width.
    assert!(reader.jump(true, true, |_| true) && reader.select());
    assert!(reader.jump(true, true, |_| true));
    reader.resize(Options { width: 5, ..Options::default() }, 9);
    assert_eq!(selected(&reader), Some("Oslo\nquatre\ncinq\nsix\nde Rome"));
}

#[test]
fn another_width_keeps_the_cursor_on_its_text() {
    let text = "Une première phrase assez longue.\nLa deuxième, où est le curseur.\nFin.";
    let mut reader = open("Titre", text, 40, 5);
    reader.step(1);
    assert_eq!(under_cursor(&reader), "La deuxième, où est le curseur.");
    for width in [10, 7, 40] {
        reader.resize(Options { width, ..Options::default() }, 5);
        let shown = under_cursor(&reader);
        assert!(shown.starts_with("La") && !shown.is_empty(), "{shown}");
    }
}

#[test]
fn a_step_over_the_edge_scrolls_half_a_page_and_not_beyond_the_end() {
    let mut reader = open("Titre", TEXT, 20, 8);
    let mut tops = Vec::new();
    for _ in 0..11 {
        reader.step(1);
        assert!(reader.cursor() < reader.screen().len());
        tops.push(rows_above(&mut reader));
    }
    // Fourteen rows, the cursor first on the fifth.
    assert_eq!(tops, [0, 0, 0, 4, 4, 4, 4, 6, 6, 6, 6]);
    reader.step(-8);
    assert_eq!(rows_above(&mut reader), 1);
}

#[test]
fn a_place_in_the_text_is_come_back_to() {
    let mut reader = open("Titre", TEXT, 20, 4);
    reader.scroll(5);
    let byte = reader.byte();
    assert!(byte > 0);
    let mut again = open("Titre", TEXT, 30, 4);
    again.show_from(byte);
    assert_eq!(again.byte(), byte);
}

#[test]
fn the_end_is_a_hundred_percent_and_not_beyond() {
    let mut reader = open("Titre", TEXT, 20, 4);
    assert!(reader.percent() < 100);
    reader.end(true);
    assert_eq!((reader.percent(), under_cursor(&reader)), (100, "Oslo encore"));
    reader.scroll(9);
    assert_eq!(under_cursor(&reader), "Oslo encore");
    let empty = open("", "", 20, 4);
    assert_eq!(empty.percent(), 100);
}

#[test]
fn the_cursor_goes_from_word_to_word_and_over_lines() {
    let mut reader = open("un", "un deux\n\nOslo, l’été", 20, 10);
    let mut words = Vec::new();
    while reader.step_word(true) {
        words.push(reader.article.document.text[reader.word().unwrap()].to_owned());
    }
    assert_eq!(words, ["un", "deux", "Oslo", "l", "été"]);
    assert!(reader.step_word(false) && reader.step_word(false) && reader.select());
    assert!(reader.step_word(false));
    assert_eq!(reader.selection(), Some(3..13));
    reader.join_selection();
    assert_eq!((reader.selection(), reader.word()), (None, Some(3..13)));
    reader.step(1);
    assert_eq!(reader.word(), None);
}

#[test]
fn the_word_before_is_found_whole_however_far_it_is() {
    let rule = "—".repeat(5000);
    for (first, gap) in [("mot", &*rule), ("mot", "—\n"), (&*"m".repeat(5000), " — ")] {
        let mut reader = open("Titre", &format!("{first}{gap}fin"), 20, 10);
        while reader.step_word(true) {}
        assert!(reader.step_word(false));
        assert_eq!(reader.word(), Some(0..first.len()));
        assert!(!reader.step_word(false));
    }
}

#[test]
fn other_mentions_leave_the_cursor_on_its_letters() {
    let mut reader = open("Titre", TEXT, 20, 20);
    reader.jump(true, true, |id| id.as_str() == "rome");
    let at = reader.here();
    let mut article = reader.article.clone();
    Arc::make_mut(&mut article.document).mentions.remove(0);
    reader.refresh(article.clone(), Hits::default());
    assert_eq!((reader.here(), reader.mention()), (at.clone(), Some(0)));
    Arc::make_mut(&mut article.document).mentions.clear();
    reader.refresh(article, Hits::default());
    assert_eq!((reader.here(), reader.word(), reader.mention()), (at.clone(), Some(at), None));
}
