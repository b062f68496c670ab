//! What the recogniser finds in marked articles, against the names that readers marked there
//! (`tests/gold/mentions.tsv`), and whom it takes the names of hard cases for
//! (`tests/gold/hard.tsv`). `cargo run --example evaluate` prints all figures.
#![cfg(feature = "browser")]

use std::ops::Range;
use std::path::Path;
use std::sync::LazyLock;

use measure::{Sample, Score, place};
use nashra::entities::{Catalogue, Recogniser};
use nashra::model::{EntityId, Mention};
use proptest::prelude::*;

#[path = "gold/measure.rs"]
#[allow(dead_code, unreachable_pub)]
mod measure;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::builtin().unwrap());
static RECOGNISER: LazyLock<Recogniser> = LazyLock::new(|| Recogniser::new(&CATALOGUE));
static GOLD: LazyLock<Vec<Sample>> = LazyLock::new(|| {
    let mut samples = measure::gold();
    samples.iter_mut().for_each(|sample| sample.read_by(&RECOGNISER));
    samples
});

fn sum(score: impl Fn(&Sample) -> Score) -> Score {
    let mut sum = Score::default();
    GOLD.iter().for_each(|sample| sum.add(score(sample)));
    sum
}

#[test]
fn known_names_of_the_marked_articles_are_found_and_linked() {
    let score = sum(|sample| measure::links(sample, &CATALOGUE));
    assert!(score.marked > 1200, "the table knows too few of the marked names: {score:?}");
    assert!(score.f1() >= 0.965, "F1 {:.3}, {score:?}", score.f1());
}

#[test]
fn names_of_the_marked_articles_are_found_with_their_labels() {
    let score = sum(|sample| measure::names(sample, |_| true));
    assert!(score.f1() >= 0.93, "F1 {:.3}, {score:?}", score.f1());
}

#[test]
fn names_of_the_marked_articles_are_grouped_by_whom_they_mean() {
    let (precision, recall) = measure::b_cubed(&GOLD, false);
    let f1 = measure::f1(precision, recall);
    assert!(precision >= 0.99 && f1 >= 0.96, "B³ {precision:.3}, {recall:.3}, {f1:.3}");
}

#[test]
fn names_of_agency_copy_are_found_and_linked() {
    let mut score = (Score::default(), Score::default());
    for mut sample in measure::marked(Path::new("tests/gold/agency")) {
        sample.read_by(&RECOGNISER);
        score.0.add(measure::links(&sample, &CATALOGUE));
        score.1.add(measure::names(&sample, |_| true));
    }
    let (known, all) = score;
    assert!(known.marked > 400 && known.f1() >= 0.965, "F1 {:.3}, {known:?}", known.f1());
    assert!(all.f1() >= 0.935, "F1 {:.3}, {all:?}", all.f1());
}

/// A hard case: its place in the file, its text, and its surfaces with the entities expected.
struct Case {
    line: usize,
    text: String,
    expected: Vec<(Range<usize>, String)>,
}

fn hard_cases() -> Vec<Case> {
    let file = include_str!("gold/hard.tsv");
    let rows = file.lines().zip(1..).filter(|(row, _)| !row.starts_with('#') && !row.is_empty());
    rows.map(|(row, line)| {
        let [_category, _lang, text, names] = row.split('\t').collect::<Vec<_>>()[..] else {
            panic!("not four columns: {row}")
        };
        let mut expected: Vec<(Range<usize>, String)> = Vec::new();
        for name in names.split("; ") {
            let (surface, entity) = name.rsplit_once('=').unwrap();
            let from = expected.last().map_or(0, |(range, _)| range.end);
            let range = place(text, from, surface);
            let range = range.unwrap_or_else(|| panic!("line {line}: no {surface}"));
            expected.push((range, entity.to_owned()));
        }
        Case { line, text: text.to_owned(), expected }
    })
    .collect()
}

/// What is wrong in a case: first links to the wrong entity, then names that are not linked.
fn faults(case: &Case) -> (Vec<String>, Vec<String>) {
    let Case { line, text, expected } = case;
    let mentions = RECOGNISER.mentions(text);
    let overlaps =
        |m: &Mention, range: &Range<usize>| m.range.start < range.end && range.start < m.range.end;
    let known = |id: &str| CATALOGUE.get(&EntityId::from(id)).is_some();
    let (mut wrong, mut missed) = (Vec::new(), Vec::new());
    for (range, entity) in expected {
        let found: Vec<&str> =
            mentions.iter().filter(|m| overlaps(m, range)).map(|m| m.entity.as_str()).collect();
        let links: Vec<&&str> = found.iter().filter(|id| known(id)).collect();
        let written = &text[range.clone()];
        if links.iter().any(|id| **id != entity.as_str()) {
            wrong.push(format!("line {line}: {written} is {links:?}, not {entity}"));
        } else if known(entity) && links.is_empty() {
            missed.push(format!("line {line}: {written} is {found:?}, not {entity}"));
        }
    }
    for m in &mentions {
        let inside = expected.iter().any(|(range, _)| overlaps(m, range));
        if !inside && known(m.entity.as_str()) {
            wrong.push(format!("line {line}: {} is {}", &text[m.range.clone()], m.entity));
        }
    }
    // One unknown person under several surfaces is one.
    for (range, entity) in expected.iter().filter(|(_, entity)| entity != "-" && !known(entity)) {
        let ids = |range: &Range<usize>| {
            mentions.iter().filter(|m| overlaps(m, range)).map(|m| m.entity.clone()).next()
        };
        let same = expected.iter().filter(|(_, other)| other == entity);
        let first = ids(range);
        for (other, _) in same {
            let id = ids(other);
            if let (Some(first), Some(id)) = (&first, &id)
                && first != id
            {
                missed.push(format!("line {line}: {entity} is {first} and {id}"));
            }
        }
    }
    (wrong, missed)
}

#[test]
fn hard_cases_are_linked_as_a_careful_reader_does_or_not_at_all() {
    let cases = hard_cases();
    assert!(cases.len() >= 50, "{} cases", cases.len());
    let faults: Vec<_> = cases.iter().map(faults).collect();
    let wrong: Vec<_> = faults.iter().flat_map(|(wrong, _)| wrong.clone()).collect();
    let missed: Vec<_> = faults.iter().flat_map(|(_, missed)| missed.clone()).collect();
    let right = faults.iter().filter(|(wrong, missed)| wrong.is_empty() && missed.is_empty());
    let share = right.count() as f64 / cases.len() as f64;
    let list = [&wrong[..], &missed[..]].concat().join("\n");
    assert!(wrong.is_empty() && share >= 0.96, "{share:.3} right, {} wrong:\n{list}", wrong.len());
}

/// Words of the three languages, among them names, titles and particles, and what parts them.
const PIECES: [&str; 72] = [
    " ",
    " ",
    " ",
    " ",
    " ",
    "\n",
    ", ",
    ". ",
    " « ",
    " » ",
    "\"",
    "(",
    ")",
    "-",
    "’",
    "'",
    "ـ",
    "\u{64E}",
    "\u{200F}",
    "\u{200D}",
    "و",
    "ب",
    "لل",
    "ال",
    "وال",
    "الرئيس",
    "بوتين",
    "فلاديمير بوتين",
    "أحمد",
    "عبد الله",
    "بن",
    "أبو",
    "الخطيب",
    "سعيد",
    "قال",
    "وقالت",
    "صحيفة",
    "الحياة",
    "مدينة",
    "حزب",
    "جمعية",
    "روسيا",
    "الأردن",
    "نهر",
    "عُمان",
    "ﻻ",
    "مصر",
    "le président",
    "Hollande",
    "François",
    "M.",
    "Mme",
    "Dupont",
    "Jean",
    "de la",
    "l’",
    "Université",
    "Lyon",
    "a déclaré",
    "la société",
    "Paris",
    "Jordan",
    "Peele",
    "the",
    "said",
    "University of",
    "Smith",
    "Inc.",
    "U.N.",
    "Georgia",
    "(ABC)",
    "ABC",
];

proptest! {
    #[test]
    fn every_mention_selects_exactly_its_letters(
        pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..60)
    ) {
        let text = pieces.concat();
        let mut end = 0;
        for Mention { range, .. } in RECOGNISER.mentions(&text) {
            prop_assert!(end <= range.start && range.start < range.end && range.end <= text.len());
            end = range.end;
            let name = &text[range.clone()];
            let outer = |c: char| c.is_whitespace() || "«»\"(),\n\u{200D}\u{200F}".contains(c);
            prop_assert!(!name.starts_with(outer) && !name.ends_with(outer), "{name:?}");
            prop_assert!(name.starts_with(char::is_alphanumeric), "{name:?}");
            prop_assert!(!name.contains('\n'), "{name:?}");
            // A mention begins within a word only behind a particle, and ends with its word.
            if text[..range.start].ends_with(char::is_alphanumeric) {
                prop_assert!(text[..range.start].ends_with(['و', 'ف', 'ب', 'ل', 'ك', 'ا', 'ـ', 'ﻻ', '\u{64E}']), "{name:?}");
            }
            let word = |c: char| c.is_alphanumeric();
            prop_assert!(!(name.ends_with(word) && text[range.end..].starts_with(word)), "{name:?}");
        }
    }
}
