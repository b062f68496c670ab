//! Random small corpora and queries, against reading every document.

use jiff::civil;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::{Engine, doc, mentions, query};
use crate::engine::Sort;
use crate::model::{
    Date, Decisions, DocId, Document, EntityId, Has, Lang, State, Tag, Triage, Verdict,
};
use crate::query::{Actor, Expr, Mode, Pattern, Term};
use crate::text::fold;

/// Words that share beginnings, folded forms and stems, with a stem of their language; all are in
/// lower case and NFC.
const WORDS: [(&str, &str); 8] = [
    ("été", "ete"),
    ("ete", "ete"),
    ("etes", "ete"),
    ("إرهاب", "ارهاب"),
    ("ارهاب", "ارهاب"),
    ("والإرهاب", "ارهاب"),
    ("ete5", "ete5"),
    ("x", "x"),
];
const LANGS: [Lang; 2] = [Lang::AR, Lang::FR];
const ENTITIES: [&str; 3] = ["a", "b", "c"];
const TAGS: [&str; 2] = ["été", "x"];

pub(in crate::engine) fn agrees_with_reading_every_document<E: Engine>(make: fn() -> E) {
    let cases = (prop::collection::vec(document(), 0..8), expr());
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&cases, |(corpus, expr)| {
        let decisions: Decisions =
            corpus.iter().map(|(d, triage)| (d.id, triage.clone())).collect();
        let mut expected = Vec::new();
        for (document, _) in &corpus {
            let wanted = reads(&expr, document, decisions.get(document.id));
            if wanted && !expected.contains(&document.id) {
                expected.push(document.id);
            }
        }
        let engine = make();
        let documents: Vec<Document> = corpus.into_iter().map(|(document, _)| document).collect();
        for some in documents.chunks(4) {
            engine.upsert(some.to_vec()).unwrap();
        }
        let query = query(&expr.to_string());
        prop_assert_eq!(query.expr(), &expr);
        let view = engine.open_view(&query, Sort::Corpus, &decisions).unwrap();
        prop_assert_eq!(view.ids.to_vec(), &*expected, "{}", expr);
        let counts = engine.decided(&view, &decisions).unwrap();
        prop_assert_eq!(counts.len(), decisions.triages().len());
        for (triage, count) in decisions.triages().zip(counts) {
            let so_decided = expected.iter().filter(|id| decisions.get(**id) == triage);
            prop_assert_eq!(count, so_decided.count(), "{:?}", triage);
        }
        Ok(())
    });
    outcome.unwrap();
}

fn document() -> impl Strategy<Value = (Document, Triage)> {
    let words = |count| prop::collection::vec(word(), count);
    let parts = (
        words(0..3),
        words(0..6),
        prop::sample::select(&LANGS[..]),
        prop::option::of(1..4i8),
        prop::sample::subsequence(&ENTITIES[..], 0..3),
        triage(),
    );
    parts.prop_map(|(title, text, lang, day, entities, triage)| {
        let mut document = doc(&title.join(" "), &text.join(", "));
        // The same title and text twice is the same document: what else it has must follow from
        // them, because the first one's wins.
        if !text.is_empty() {
            document.text.push_str(&format!(" n{lang}{day:?}{entities:?}"));
            document.id = DocId::of(&document.title, &document.text);
            document.lang = lang;
            document.date = day.map(|day| Date::day(civil::date(2015, 11, day)));
            document.source = Some(document.title.clone());
            document.mentions = mentions(&entities);
        }
        (document, triage)
    })
}

fn word() -> prop::sample::Select<&'static str> {
    prop::sample::select(WORDS.map(|(word, _)| word).to_vec())
}

fn triage() -> impl Strategy<Value = Triage> {
    let verdict = prop::sample::select(vec![None, Some(Verdict::Kept), Some(Verdict::Discarded)]);
    let tags = prop::sample::subsequence(&TAGS[..], 0..3);
    (any::<(bool, bool, bool)>(), verdict, tags).prop_map(
        |((read, starred, noted), verdict, tags)| {
            let mut tags: Vec<_> = tags.into_iter().map(tag).collect();
            tags.sort();
            Triage { read, starred, verdict, tags, note: noted.then(|| "x".into()) }
        },
    )
}

fn tag(tag: &str) -> Tag {
    tag.parse().unwrap()
}

fn expr() -> impl Strategy<Value = Expr> {
    let words = prop::collection::vec(word(), 1..3);
    let modes = prop::sample::select(vec![Mode::Stemmed, Mode::Folded, Mode::Prefix, Mode::Exact]);
    let pattern = (words, modes).prop_map(|(words, mode)| {
        let between = if mode == Mode::Stemmed { "-" } else { " " };
        Pattern { text: words.join(between), mode }
    });
    let pattern = pattern.boxed();
    let day = || prop::option::of((1..4i8).prop_map(|day| civil::date(2015, 11, day)));
    let term = prop_oneof![
        4 => pattern.clone().prop_map(Term::Text),
        1 => pattern.clone().prop_map(Term::Title),
        1 => pattern.prop_map(Term::Source),
        1 => prop::sample::select(&LANGS[..]).prop_map(Term::Lang),
        1 => prop::sample::select(&ENTITIES[..]).prop_map(|id| {
            Term::Actor(Actor { name: id.to_owned(), ids: vec![EntityId::from(id)] })
        }),
        1 => (day(), day())
            .prop_filter("a range has an end, and begins before it", |(from, to)| {
                from.or(*to).is_some() && from.zip(*to).is_none_or(|(from, to)| from <= to)
            })
            .prop_map(|(from, to)| Term::Date { from, to }),
        1 => prop::sample::select(&State::ALL[..]).prop_map(Term::Is),
        1 => prop::sample::select(&Has::ALL[..]).prop_map(Term::Has),
        1 => prop::sample::select(&TAGS[..]).prop_map(|t| Term::Tag(tag(t))),
    ];
    term.prop_map(Expr::Term).prop_recursive(3, 12, 3, |inner| {
        let several = || prop::collection::vec(inner.clone(), 2..4);
        // Twice negated is not negated: the parser never builds it.
        let positive = inner.clone().prop_filter("not yet negated", |e| !matches!(e, Expr::Not(_)));
        prop_oneof![
            several().prop_map(Expr::And),
            several().prop_map(Expr::Or),
            positive.prop_map(|e| Expr::Not(Box::new(e))),
        ]
    })
}

/// Whether a document satisfies an expression, by reading it.
fn reads(expr: &Expr, document: &Document, triage: &Triage) -> bool {
    let day = document.date.map(|date| date.to_day());
    match expr {
        Expr::All => true,
        Expr::And(parts) => parts.iter().all(|part| reads(part, document, triage)),
        Expr::Or(parts) => parts.iter().any(|part| reads(part, document, triage)),
        Expr::Not(part) => !reads(part, document, triage),
        Expr::Term(Term::Text(p)) => {
            has(&document.title, document.lang, p) || has(&document.text, document.lang, p)
        }
        Expr::Term(Term::Title(p)) => has(&document.title, document.lang, p),
        Expr::Term(Term::Source(p)) => document.source.as_ref().is_some_and(|source| {
            let whole = p.mode != Mode::Exact || *source == p.text;
            whole && has(source, Lang::UNKNOWN, p)
        }),
        Expr::Term(Term::Lang(lang)) => document.lang == *lang,
        Expr::Term(Term::Actor(actor)) => {
            document.mentions.iter().any(|mention| actor.ids.contains(&mention.entity))
        }
        Expr::Term(Term::Date { from, to }) => day.is_some_and(|day| {
            !from.is_some_and(|from| day < from) && !to.is_some_and(|to| day > to)
        }),
        Expr::Term(Term::Is(state)) => state.holds(triage),
        Expr::Term(Term::Has(Has::Note)) => triage.note.is_some(),
        Expr::Term(Term::Has(Has::Tag)) => !triage.tags.is_empty(),
        Expr::Term(Term::Tag(tag)) => triage.tags.contains(tag),
    }
}

/// Searches for a pattern as a string within a string, each word between spaces.
fn has(text: &str, lang: Lang, pattern: &Pattern) -> bool {
    let spaced = format!(" {} ", text.replace(',', ""));
    let words = pattern.text.replace('-', " ");
    match pattern.mode {
        Mode::Exact => spaced.contains(&format!(" {words} ")),
        Mode::Stemmed => stems(&spaced, lang).contains(&stems(&format!(" {words} "), lang)),
        Mode::Folded => fold(&spaced).contains(&fold(&format!(" {words} "))),
        Mode::Prefix => {
            spaced.match_indices(' ').any(|(at, _)| begins(&spaced[at + 1..], &words, lang))
        }
    }
}

/// Whether a text begins so; in Arabic the last word may stand behind particles and the article.
fn begins(text: &str, words: &str, lang: Lang) -> bool {
    let (text, words) = (fold(text), fold(words));
    let (before, last) = words.rsplit_once(' ').unwrap_or(("", &words));
    let rest = text.strip_prefix(before).map(str::trim_start);
    let behind = |rest: &str| {
        lang == Lang::AR && rest.strip_prefix("وال").is_some_and(|rest| rest.starts_with(last))
    };
    rest.is_some_and(|rest| text.starts_with(&words) || behind(rest))
}

/// The text with each word as its stem in this language; words of another script are folded.
fn stems(text: &str, lang: Lang) -> String {
    let stem = |word: &str| {
        let of_script = if lang == Lang::AR { !word.is_ascii() } else { fold(word).is_ascii() };
        let known = WORDS.iter().find(|(w, _)| *w == word && of_script && lang != Lang::UNKNOWN);
        known.map_or_else(|| fold(word), |(_, stem)| (*stem).to_owned())
    };
    text.split(' ').map(stem).collect::<Vec<_>>().join(" ")
}
