//! The article: its lines, each where a reader of its script begins, with names and hits marked.

use std::ops::Range;

use ratatui_core::style::Style;

use super::canvas::Canvas;
use super::theme;
use crate::action::Pane;
use crate::app::{App, Reader, ReaderRow, hashed};
use crate::model::{Document, EntityId, Mention, isolate};
use crate::text::Line;

pub(super) fn draw(app: &App, canvas: &mut Canvas) {
    let focused = app.focus() == Pane::Article;
    super::heading(canvas, "Article", focused);
    let Some(reader) = app.reader() else { return };
    let percent = format!("{}%", reader.percent());
    let at = canvas.width().saturating_sub(percent.len() + 1);
    canvas.words(at.max(9), 0, percent.len(), &percent, super::heading_style(focused));
    let width = canvas.width().saturating_sub(2).max(1);
    let (note, goes_on) = app.note(canvas.width());
    for (y, line) in note.iter().enumerate() {
        let sign = if goes_on && y + 1 == note.len() { "…" } else { "¶" };
        canvas.words(1, y + 1, 1, sign, theme::NOTE);
        canvas.aligned(3, y + 1, width.saturating_sub(2), line, theme::NOTE);
    }
    let mut rows = canvas.part(0, note.len(), canvas.width(), usize::MAX);
    let canvas = &mut rows;
    // The entity that the sidebar's cursor is on stands out in the text.
    let chosen = match app.focus() {
        Pane::Sidebar if app.facets().is_none() => {
            app.sidebar().selected().map(|figure| &figure.id)
        }
        _ => None,
    };
    for (y, row) in reader.screen().iter().enumerate() {
        let y = y + 1;
        match row {
            ReaderRow::About => {
                let document = &reader.article().document;
                // Tags come first: they are the person's own, and what is cut is the end.
                let tags = hashed(&app.decisions().get(document.id).tags);
                let taken = canvas.words(1, y, width, &tags, theme::TAG);
                let x = if taken > 0 { taken + 2 } else { 1 };
                canvas.words(x, y, (width + 1).saturating_sub(x), &about(document), theme::DIM);
            }
            ReaderRow::Blank => {}
            ReaderRow::Title(line) => {
                let start = canvas.aligned(1, y, width, line, theme::STRONG);
                for mention in &reader.article().document.title_mentions {
                    let look = look(mention, chosen);
                    style(canvas, start, y, line, mention.range.clone(), look);
                }
                for hit in &reader.hits().title {
                    style(canvas, start, y, line, hit.clone(), theme::HIT);
                }
            }
            ReaderRow::Text(line) => {
                let start = canvas.aligned(1, y, width, line, theme::PLAIN);
                mark(canvas, start, y, line, reader, chosen);
            }
        }
    }
    if focused && reader.cursor() < reader.screen().len() {
        let rtl = matches!(&reader.screen()[reader.cursor()],
            ReaderRow::Text(line) | ReaderRow::Title(line) if line.rtl());
        let (x, sign) = if rtl { (width + 1, "◂") } else { (0, "▸") };
        canvas.words(x, reader.cursor() + 1, 1, sign, theme::STRONG);
    }
}

/// The line about a document: what is known of it, and where it is from.
fn about(document: &Document) -> String {
    let origin = document.origins.first();
    let file = origin.and_then(|origin| origin.path.file_name()).map(|name| name.to_string_lossy());
    let others = document.origins.len().saturating_sub(1);
    [
        Some(document.lang.code().to_owned()),
        // To the minute: what is more exact has no room.
        document.date.map(|date| date.to_string().replacen('T', " ", 1).chars().take(16).collect()),
        document.source.as_deref().map(isolate),
        Some(match document.words {
            1 => "1 word".to_owned(),
            n => format!("{n} words"),
        }),
        file.as_deref().map(isolate),
        (others > 0).then(|| format!("and {others} more of the same")),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(" · ")
}

/// Marks what stands in a line of the text.
fn mark(
    canvas: &mut Canvas,
    x: usize,
    y: usize,
    line: &Line,
    reader: &Reader,
    chosen: Option<&EntityId>,
) {
    style(canvas, x, y, line, reader.heading(), theme::STRONG);
    let shown = line.range();
    let mentions = &reader.article().document.mentions;
    let first = mentions.partition_point(|mention| mention.range.end <= shown.start);
    for (n, mention) in mentions.iter().enumerate().skip(first) {
        if mention.range.start >= shown.end {
            break;
        }
        let mut look = look(mention, chosen);
        if reader.mention() == Some(n) {
            look = look.patch(theme::HERE);
        }
        style(canvas, x, y, line, mention.range.clone(), look);
    }
    if let Some(word) = reader.word() {
        style(canvas, x, y, line, word, theme::HERE);
    }
    let hits = &reader.hits().text;
    let first = hits.partition_point(|hit| hit.end <= shown.start);
    for hit in hits[first..].iter().take_while(|hit| hit.start < shown.end) {
        style(canvas, x, y, line, hit.clone(), theme::HIT);
    }
    if let Some(selection) = reader.selection() {
        style(canvas, x, y, line, selection, theme::SELECTED);
    }
}

fn look(mention: &Mention, chosen: Option<&EntityId>) -> Style {
    let look = match mention.entity.is_proposed() {
        true => theme::label(mention.label).patch(theme::DIM),
        false => theme::label(mention.label),
    };
    if chosen == Some(&mention.entity) {
        look.patch(theme::CURSOR_AWAY).patch(theme::STRONG)
    } else {
        look
    }
}

/// Styles the cells that show these bytes of the text.
fn style(canvas: &mut Canvas, x: usize, y: usize, line: &Line, bytes: Range<usize>, style: Style) {
    for columns in line.columns(bytes) {
        canvas.style(x + columns.start..x + columns.end, y, style);
    }
}
