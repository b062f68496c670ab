//! Measures what the recogniser finds against what readers marked.
//!
//! `cargo run --release --example evaluate` reads the marked articles of `tests/gold`; with a
//! directory (`tests/gold/unseen`) those that it has in the same format; with files those: CoNLL (a
//! word and its label on each line, BIO or IO, `.conll`) and brat stand-off (`.ann` beside a `.txt`).
//! `--faults` lists what was missed and what is wrong.
//!
//! Labels of others are read as ours: PERS is PER; of the Quaero labels `pers.*` is PER, `org.*`
//! ORG, `loc.adm.*` GPE, `loc.phys.*` LOC, `loc.fac` FAC, `event` EVENT and `prod.*` MISC. A data set
//! without GPE knows places only as LOC, and one without NORP calls nationality words MISC if it has
//! that (Wikigold), or nothing. What a data set does not mark at all is left out on both sides.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use measure::{Marked, Sample, Score, f1, label};
use nashra::entities::{Catalogue, Evidence, Recogniser, pairs};
use nashra::model::{DocId, Document, EntityId, Label, Lang, Mention};

#[path = "../tests/gold/measure.rs"]
#[allow(dead_code, unreachable_pub)]
mod measure;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let catalogue = Catalogue::builtin()?;
    let recogniser = Recogniser::new(&catalogue);
    let (flags, files): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|arg| arg.starts_with("--"));
    let (directories, files): (Vec<String>, Vec<String>) =
        files.into_iter().partition(|file| Path::new(file).is_dir());
    let ours = files.is_empty();
    let mut samples = match directories.is_empty() && ours {
        true => measure::gold(),
        false => directories.iter().flat_map(|path| measure::marked(Path::new(path))).collect(),
    };
    for file in &files {
        let content = fs::read_to_string(file).map_err(|e| format!("{file}: {e}"))?;
        match file.strip_suffix(".ann") {
            Some(stem) => {
                let text = format!("{stem}.txt");
                let text = fs::read_to_string(&text).map_err(|e| format!("{text}: {e}"))?;
                samples.push(brat(file, text, &content));
            }
            None => samples.push(conll(file, &content)),
        }
    }
    for sample in &mut samples {
        sample.read_by(&recogniser);
        if !ours {
            adapt(sample);
        }
        if flags.iter().any(|flag| flag == "--faults") {
            faults(sample, &catalogue);
        }
    }
    let mut by_lang: BTreeMap<&str, Vec<&Sample>> = BTreeMap::new();
    for sample in &samples {
        by_lang.entry(&sample.lang).or_default().push(sample);
    }
    println!(
        "{:<10} {:<6} {:>6} {:>6} {:>6}  precision recall     F1",
        "", "", "marked", "found", "right"
    );
    let all: Vec<&Sample> = samples.iter().collect();
    for (lang, samples) in by_lang.into_iter().chain([("all", all)]) {
        for label in Label::ALL {
            row(lang, &label.to_string(), sum(&samples, |s| measure::names(s, |l| l == label)));
        }
        row(lang, "names", sum(&samples, |s| measure::names(s, |_| true)));
        if ours {
            row(lang, "known", sum(&samples, |s| measure::links(s, &catalogue)));
        }
    }
    if ours {
        b_cubed(&samples, "within one script");
        group(&mut samples, &catalogue);
        b_cubed(&samples, "grouped across scripts");
    }
    Ok(())
}

fn b_cubed(samples: &[Sample], how: &str) {
    for (what, every) in [("of the names found", false), ("of all names", true)] {
        let (precision, recall) = measure::b_cubed(samples, every);
        let f1 = f1(precision, recall);
        println!("B³ {what}, {how}: precision {precision:.3}, recall {recall:.3}, F1 {f1:.3}");
    }
}

/// Takes unknown names in Arabic and in Latin letters for one as the browser does; says which.
fn group(samples: &mut [Sample], catalogue: &Catalogue) {
    let document = |sample: &Sample| {
        let mention = |m: &Marked| Mention {
            range: m.range.clone(),
            label: m.label,
            entity: m.entity.as_str().into(),
        };
        Document {
            id: DocId::of(&sample.name, &sample.text),
            title: String::new(),
            text: sample.text.clone(),
            lang: sample.lang.parse().unwrap_or(Lang::UNKNOWN),
            date: None,
            source: None,
            origins: Vec::new(),
            words: 0,
            mentions: sample.found.iter().map(mention).collect(),
            title_mentions: Vec::new(),
        }
    };
    let documents: Vec<Document> = samples.iter().map(document).collect();
    let proposed = documents.iter().flat_map(Document::named).filter(|id| id.is_proposed());
    let pairs = pairs(proposed.collect::<BTreeSet<_>>());
    let mut evidence = Evidence::default();
    documents.iter().for_each(|document| evidence.read(document, &|_| true));
    let groups = evidence.group(&pairs, catalogue, &|_| false);
    println!("{} pairs agree by their letters; taken for one:", pairs.len());
    for group in groups.iter() {
        let names: Vec<&str> = group.names().iter().map(|(_, name)| name.as_str()).collect();
        println!("  {}", names.join(" = "));
    }
    for found in samples.iter_mut().flat_map(|sample| &mut sample.found) {
        found.entity = groups.whom(&found.entity.as_str().into()).to_string();
    }
}

fn sum(samples: &[&Sample], score: impl Fn(&Sample) -> Score) -> Score {
    samples.iter().fold(Score::default(), |mut sum, sample| {
        sum.add(score(sample));
        sum
    })
}

fn row(lang: &str, what: &str, score: Score) {
    if score.marked + score.found > 0 {
        let Score { marked, found, right } = score;
        let (precision, recall, f1) = (score.precision(), score.recall(), score.f1());
        println!(
            "{lang:<10} {what:<6} {marked:>6} {found:>6} {right:>6}      {precision:.3}  {recall:.3}  {f1:.3}"
        );
    }
}

fn faults(sample: &Sample, catalogue: &Catalogue) {
    let Sample { name, text, marked, found, .. } = sample;
    let same = |a: &Marked, b: &Marked| a.range == b.range && a.label == b.label;
    let ours = |m: &Marked| !m.entity.is_empty();
    let known = |m: &Marked| catalogue.get(&EntityId::from(m.entity.as_str())).is_some();
    for m in marked {
        let written = &text[m.range.clone()];
        match found.iter().find(|f| same(f, m)) {
            None => println!("missed {name}: {written} {} ({})", m.label, m.entity),
            Some(f) if ours(m) && f.entity != m.entity && (known(f) || known(m)) => {
                println!("linked {name}: {written} {} ({}, not {})", m.label, f.entity, m.entity);
            }
            Some(_) => {}
        }
    }
    for f in found.iter().filter(|f| !marked.iter().any(|m| same(f, m))) {
        println!("wrong  {name}: {} {} ({})", &text[f.range.clone()], f.label, f.entity);
    }
}

/// What the data set of a file calls its labels.
fn theirs(name: &str) -> Option<Label> {
    match name {
        "PERS" => Some(Label::Per),
        "event" => Some(Label::Event),
        "loc.fac" => Some(Label::Fac),
        name if name.starts_with("pers.") => Some(Label::Per),
        name if name.starts_with("org.") => Some(Label::Org),
        name if name.starts_with("loc.adm.") => Some(Label::Gpe),
        name if name.starts_with("loc.phys.") => Some(Label::Loc),
        name if name.starts_with("prod.") => Some(Label::Misc),
        name => label(name),
    }
}

/// Brings what was found to the labels that the data set has.
fn adapt(sample: &mut Sample) {
    let has = |label| sample.marked.iter().any(|m| m.label == label);
    let to = |label| match label {
        Label::Gpe | Label::Fac if !has(Label::Gpe) => Label::Loc,
        Label::Norp | Label::Event if !has(Label::Norp) && !has(Label::Gpe) => Label::Misc,
        label => label,
    };
    let mut found = std::mem::take(&mut sample.found);
    found.iter_mut().for_each(|m| m.label = to(m.label));
    found.retain(|m| has(m.label));
    sample.found = found;
}

/// A CoNLL file as one text: words with spaces between them, sentences with line ends.
fn conll(file: &str, content: &str) -> Sample {
    let mut text = String::new();
    let mut marked: Vec<Marked> = Vec::new();
    let mut open = None;
    for line in content.lines() {
        let mut columns = line.split_whitespace();
        let (Some(word), Some(tag)) = (columns.next(), columns.next()) else {
            text.push('\n');
            open = None;
            continue;
        };
        if !text.ends_with('\n') && !text.is_empty() {
            text.push(' ');
        }
        let start = text.len();
        text.push_str(word);
        let (mark, name) = tag.split_once('-').unwrap_or(("O", ""));
        match marked.last_mut().filter(|_| mark == "I" && open == Some(name)) {
            Some(last) => last.range.end = text.len(),
            None => {
                let label = theirs(name);
                let range = start..text.len();
                marked.extend(label.map(|label| Marked { range, label, entity: String::new() }));
                open = label.map(|_| name);
            }
        }
        if mark == "O" {
            open = None;
        }
    }
    Sample { name: file.to_owned(), lang: last_part(file), text, marked, found: Vec::new() }
}

/// A brat stand-off file; its offsets count scalar values.
fn brat(file: &str, text: String, content: &str) -> Sample {
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let mark = |line: &str| {
        let mut columns = line.split('\t').nth(1)?.split(' ');
        let label = theirs(columns.next()?)?;
        let start: usize = columns.next()?.parse().ok()?;
        let end: usize = columns.next()?.parse().ok()?;
        Some(Marked { range: *bytes.get(start)?..*bytes.get(end)?, label, entity: String::new() })
    };
    let marked = content.lines().filter_map(mark).collect();
    Sample { name: file.to_owned(), lang: last_part(file), text, marked, found: Vec::new() }
}

/// The name of a file without its directories.
fn last_part(file: &str) -> String {
    file.rsplit('/').next().unwrap_or(file).chars().take(10).collect()
}
