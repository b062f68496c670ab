//! Documents as JSON Lines.

use std::io::{self, Write};

use serde::Serialize;

use super::Exported;
use crate::cli::output;
use crate::cli::show::{ShownMention, mentions, scalars};
use crate::model::{Date, DocId, EntityId, Lang, Origin, Triage};

/// A document; offsets are in Unicode scalar values of its text.
#[derive(Serialize)]
struct Line<'a> {
    id: DocId,
    title: &'a str,
    lang: Lang,
    date: Option<Date>,
    source: Option<&'a str>,
    origins: &'a [Origin],
    words: usize,
    text: &'a str,
    mentions: Vec<ShownMention<'a>>,
    triage: &'a Triage,
    quotes: Vec<QuoteLine<'a>>,
}

#[derive(Serialize)]
struct QuoteLine<'a> {
    start: usize,
    end: usize,
    text: &'a str,
    actors: &'a [&'a EntityId],
}

pub(super) fn write(exported: &Exported, mut out: &mut dyn Write) -> io::Result<()> {
    let Exported { document, triage, quotes } = exported;
    let text = document.text.as_str();
    let mut count = scalars(text);
    let quotes = quotes.iter().map(|quote| QuoteLine {
        start: count(quote.range.start),
        end: count(quote.range.end),
        text: &text[quote.range.clone()],
        actors: &quote.actors,
    });
    let line = Line {
        id: document.id,
        title: &document.title,
        lang: document.lang,
        date: document.date,
        source: document.source.as_deref(),
        origins: &document.origins,
        words: document.words,
        text,
        mentions: mentions(document),
        triage,
        quotes: quotes.collect(),
    };
    output::json(&mut out, &line)
}
