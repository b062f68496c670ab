//! Compares the names found in texts with the names that readers marked there: precision, recall
//! and F1 of spans and labels, and B³ of links (Bagga and Baldwin, 1998).

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::ops::Range;
use std::path::Path;

use nashra::entities::{Catalogue, Recogniser};
use nashra::model::{EntityId, Label};

/// A name in a text: its bytes, label and entity.
#[derive(Debug, Clone, PartialEq)]
pub struct Marked {
    pub range: Range<usize>,
    pub label: Label,
    pub entity: String,
}

/// A text with the names marked in it.
pub struct Sample {
    pub name: String,
    pub lang: String,
    pub text: String,
    pub marked: Vec<Marked>,
    /// What is found there, once it has been looked for.
    pub found: Vec<Marked>,
}

impl Sample {
    /// Looks for names.
    pub fn read_by(&mut self, recogniser: &Recogniser) {
        let found = recogniser.mentions(&self.text).into_iter();
        let marked = |m: nashra::model::Mention| Marked {
            range: m.range,
            label: m.label,
            entity: m.entity.to_string(),
        };
        self.found = found.map(marked).collect();
    }
}

fn read(path: impl AsRef<Path>) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The marked texts: `ar/01-cop21.txt` is a file of the example corpus, `agency.jsonl#agency-en-05`
/// a document of one, `gold/ar/31-batroun-harbour.txt` a file kept for this alone, under `corpus/`
/// in the directory.
fn text(directory: &Path, document: &str) -> String {
    let (file, id) = document.split_once('#').unwrap_or((document, ""));
    let content = match file.strip_prefix("gold/") {
        Some(file) => read(directory.join("corpus").join(file)),
        None => read(format!("examples/corpus/{file}")),
    };
    if id.is_empty() {
        return content;
    }
    let documents = content.lines().map(|line| serde_json::from_str(line).unwrap());
    let mut documents = documents.filter(|d: &serde_json::Value| d["id"] == id);
    documents.next().unwrap()["text"].as_str().unwrap().to_owned()
}

/// The place of a marked name: its next occurrence that does not go on with a letter or digit.
pub fn place(text: &str, from: usize, surface: &str) -> Option<Range<usize>> {
    let mut places = text[from..].match_indices(surface).map(|(at, _)| from + at);
    let ends = |end: usize| !text[end..].starts_with(char::is_alphanumeric);
    let start = places.find(|start| ends(start + surface.len()))?;
    Some(start..start + surface.len())
}

/// The label that a data set calls so.
pub fn label(name: &str) -> Option<Label> {
    Label::ALL.into_iter().find(|label| label.to_string() == name)
}

/// Our own marked articles, `tests/gold`.
pub fn gold() -> Vec<Sample> {
    marked(Path::new("tests/gold"))
}

/// The marked articles that the `mentions.tsv` of a directory has.
pub fn marked(directory: &Path) -> Vec<Sample> {
    let mut samples: BTreeMap<String, Sample> = BTreeMap::new();
    for row in read(directory.join("mentions.tsv")).lines().filter(|row| !row.starts_with('#')) {
        let [document, surface, called, entity] = row.split('\t').collect::<Vec<_>>()[..] else {
            panic!("not four columns: {row}")
        };
        let sample = samples.entry(document.to_owned()).or_insert_with(|| {
            let langs = ["ar", "fr", "en"];
            let lang = langs.into_iter().find(|lang| {
                document.contains(&format!("{lang}/")) || document.contains(&format!("-{lang}-"))
            });
            Sample {
                name: document.to_owned(),
                lang: lang.unwrap_or("und").to_owned(),
                text: text(directory, document),
                marked: Vec::new(),
                found: Vec::new(),
            }
        });
        let from = sample.marked.last().map_or(0, |marked| marked.range.end);
        let range = place(&sample.text, from, surface);
        let range = range.unwrap_or_else(|| panic!("not in the text: {row}"));
        let label = label(called).unwrap_or_else(|| panic!("no label: {row}"));
        // What is no entity is grouped by its letters.
        let entity = if entity == "-" { format!("-{surface}") } else { entity.to_owned() };
        sample.marked.push(Marked { range, label, entity });
    }
    samples.into_values().collect()
}

/// How much of what is marked was found, and how much of what was found is right.
#[derive(Debug, Default, Clone, Copy)]
pub struct Score {
    pub marked: usize,
    pub found: usize,
    pub right: usize,
}

impl Score {
    pub fn add(&mut self, other: Score) {
        self.marked += other.marked;
        self.found += other.found;
        self.right += other.right;
    }

    pub fn precision(self) -> f64 {
        self.right as f64 / self.found.max(1) as f64
    }

    pub fn recall(self) -> f64 {
        self.right as f64 / self.marked.max(1) as f64
    }

    pub fn f1(self) -> f64 {
        f1(self.precision(), self.recall())
    }
}

/// The harmonic mean.
pub fn f1(precision: f64, recall: f64) -> f64 {
    if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 }
}

/// Spans with their labels, of the labels wanted.
pub fn names(sample: &Sample, wanted: impl Fn(Label) -> bool) -> Score {
    let is = |m: &&Marked| wanted(m.label);
    let same = |m: &&Marked| {
        is(m) && sample.found.iter().any(|f| f.range == m.range && f.label == m.label)
    };
    Score {
        marked: sample.marked.iter().filter(is).count(),
        found: sample.found.iter().filter(is).count(),
        right: sample.marked.iter().filter(same).count(),
    }
}

/// Spans with their entities, of the entities that the catalogue has.
pub fn links(sample: &Sample, catalogue: &Catalogue) -> Score {
    let known = |m: &&Marked| catalogue.get(&EntityId::from(m.entity.as_str())).is_some();
    let same = |m: &&Marked| {
        known(m) && sample.found.iter().any(|f| f.range == m.range && f.entity == m.entity)
    };
    Score {
        marked: sample.marked.iter().filter(known).count(),
        found: sample.found.iter().filter(known).count(),
        right: sample.marked.iter().filter(same).count(),
    }
}

/// Precision and recall of links by B³: of each name, how much of the group it was put in belongs
/// there, and how much of the group it belongs to it was put with. `all`: over every name, where one
/// that is missed or made up counts as nothing; else over the names whose span was found.
pub fn b_cubed(samples: &[Sample], all: bool) -> (f64, f64) {
    let mut pairs: Vec<(Option<&str>, Option<&str>)> = Vec::new();
    for sample in samples {
        let entity =
            |from: &'_ [Marked], range: &Range<usize>| from.iter().position(|m| m.range == *range);
        for m in &sample.marked {
            let found = entity(&sample.found, &m.range).map(|n| &*sample.found[n].entity);
            pairs.push((Some(&m.entity), found));
        }
        for f in &sample.found {
            if entity(&sample.marked, &f.range).is_none() {
                pairs.push((None, Some(&f.entity)));
            }
        }
    }
    if !all {
        pairs.retain(|(marked, found)| marked.is_some() && found.is_some());
    }
    let mut both: HashMap<_, f64> = HashMap::new();
    let (mut marks, mut finds): (HashMap<_, f64>, HashMap<_, f64>) = Default::default();
    for &(marked, found) in &pairs {
        marked.into_iter().for_each(|m| *marks.entry(m).or_default() += 1.0);
        found.into_iter().for_each(|f| *finds.entry(f).or_default() += 1.0);
        *both.entry((marked, found)).or_default() += 1.0;
    }
    let (mut precision, mut recall) = (0.0, 0.0);
    for (&(marked, found), &n) in &both {
        if let (Some(marked), Some(found)) = (marked, found) {
            precision += n * n / finds[found];
            recall += n * n / marks[marked];
        }
    }
    let count = |groups: &HashMap<&str, f64>| groups.values().sum::<f64>().max(1.0);
    (precision / count(&finds), recall / count(&marks))
}
