//! What the recogniser finds in the example corpus and in `tests/gold/corpus`, against the names a
//! reader marked there (`tests/gold/mentions.tsv`).
#![cfg(feature = "browser")]

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::Path;

use nashra::entities::{Catalogue, Recogniser};
use nashra::model::EntityId;

type Names = Vec<(Range<usize>, String)>;

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The marked texts: `ar/01-cop21.txt` is a file of the example corpus, `agency.jsonl#agency-en-05`
/// a document of one, `gold/ar/31-batroun-harbour.txt` a file kept for this alone.
fn text(document: &str) -> String {
    let (file, id) = document.split_once('#').unwrap_or((document, ""));
    let content = match file.strip_prefix("gold/") {
        Some(file) => read(&format!("tests/gold/corpus/{file}")),
        None => read(&format!("examples/corpus/{file}")),
    };
    if id.is_empty() {
        return content;
    }
    let documents = content.lines().map(|line| serde_json::from_str(line).unwrap());
    let mut documents = documents.filter(|d: &serde_json::Value| d["id"] == id);
    documents.next().unwrap()["text"].as_str().unwrap().to_owned()
}

/// The place of a marked name: its next occurrence that does not go on with a letter.
fn place(text: &str, from: usize, surface: &str) -> Option<Range<usize>> {
    let mut places = text[from..].match_indices(surface).map(|(at, _)| from + at);
    let ends = |end: usize| !text[end..].starts_with(char::is_alphanumeric);
    let start = places.find(|start| ends(start + surface.len()))?;
    Some(start..start + surface.len())
}

fn gold() -> BTreeMap<String, Names> {
    let mut gold: BTreeMap<String, (String, Names)> = BTreeMap::new();
    for row in read("tests/gold/mentions.tsv").lines().filter(|row| !row.starts_with('#')) {
        let [document, surface, _label, entity] = row.split('\t').collect::<Vec<_>>()[..] else {
            panic!("not four columns: {row}")
        };
        let (text, names) =
            gold.entry(document.to_owned()).or_insert_with(|| (text(document), Vec::new()));
        let from = names.last().map_or(0, |(range, _)| range.end);
        let range = place(text, from, surface).unwrap_or_else(|| panic!("not in the text: {row}"));
        names.push((range, entity.to_owned()));
    }
    gold.into_iter().map(|(document, (_, names))| (document, names)).collect()
}

#[test]
fn known_names_of_the_marked_articles_are_found_and_linked() {
    let catalogue = Catalogue::builtin().unwrap();
    let recogniser = Recogniser::new(&catalogue);
    let (mut marked, mut found, mut right) = (0, 0, 0);
    let mut faults = String::new();
    for (document, names) in gold() {
        let known = |entity: &str| catalogue.get(&EntityId::from(entity)).is_some();
        let (names, unknown): (Names, Names) =
            names.into_iter().partition(|(_, entity)| known(entity));
        let text = text(&document);
        let mentions = recogniser.mentions(&text).into_iter();
        let mut mentions: Names = mentions.map(|m| (m.range, m.entity.to_string())).collect();
        // What lies in a name that the table cannot know is neither right nor wrong.
        mentions.retain(|(range, _)| {
            let inside = |(name, _): &(Range<usize>, String)| {
                name.start <= range.start && range.end <= name.end
            };
            !unknown.iter().any(inside)
        });
        let mut report = |sign, from: &Names, other: &Names| {
            for (range, entity) in from.iter().filter(|name| !other.contains(name)) {
                faults += &format!("{sign} {document}: {} ({entity})\n", &text[range.clone()]);
            }
        };
        report("missed", &names, &mentions);
        report("wrong ", &mentions, &names);
        marked += names.len();
        found += mentions.len();
        right += mentions.iter().filter(|mention| names.contains(mention)).count();
    }
    let recall = right as f64 / marked as f64;
    let precision = right as f64 / found as f64;
    let figures = format!("{marked} marked, recall {recall:.3}, precision {precision:.3}");
    assert!(marked > 800, "the table knows too few of the marked names: {figures}");
    assert!(recall >= 0.97 && precision >= 0.98, "{figures}\n{faults}");
}
