//! The list of documents: a row for each, with marks, language, date and title.

use ratatui_core::layout::Rect;

use super::canvas::Canvas;
use super::theme;
use crate::action::{Action, Pane};
use crate::app::{App, hashed};
use crate::keymap::Keymap;
use crate::model::{Row, Snippet, Triage, Verdict};
use crate::text::{clauses_apart, display_width, lay_out_line};

/// Cells of the marks: the verdict, the star, the note.
const MARKS: usize = 3;
/// With the sign after it that the document is selected.
const LANGUAGE: usize = 4;
const DATE: usize = 11;
const TAGS: usize = 16;
/// Bytes of a title that are laid out for each frame; no row has room for what follows.
const MOST: usize = 4096;
/// The least cells of a title beside a date, and beside tags.
const TITLE: usize = 16;
const LONG_TITLE: usize = 40;

pub(super) fn draw(app: &App, keymap: &Keymap, canvas: &mut Canvas) {
    let list = app.list();
    let heading = match list.len() {
        1 => "1 document".to_owned(),
        n => format!("{n} documents"),
    };
    let heading = match app.shown_instead() {
        Some(query) => format!("{heading} · {}", clauses_apart(query)),
        None => heading,
    };
    let heading = match app.hidden() {
        0 => heading,
        n => format!("{heading} · {n} hidden"),
    };
    super::heading(canvas, &heading, app.focus() == Pane::List);
    if list.is_empty() {
        let (first, second) = why_empty(app);
        canvas.words(1, 2, usize::MAX, first, theme::PLAIN);
        canvas.words(1, 3, usize::MAX, &keymap.with_keys(&second), theme::DIM);
        return;
    }
    // No column for what nothing on the screen has.
    let dated = canvas.width() >= MARKS + LANGUAGE + DATE + TITLE
        && list.screen().filter_map(|(_, id)| list.row(id)).any(|row| row.date.is_some());
    let tagged = canvas.width() >= MARKS + LANGUAGE + DATE + TAGS + LONG_TITLE
        && list.screen().any(|(_, id)| !app.decisions().get(id).tags.is_empty());
    let columns = Columns { dated, tagged };
    let step = app.rows_per_document();
    for (n, (index, id)) in list.screen().enumerate() {
        let y = 1 + n * step;
        if let Some(row) = list.row(id) {
            draw_row(app, canvas, y, row, columns);
        }
        if step > 1
            && let Some(snippet) = app.passage(id)
        {
            passage(app, canvas, y + 1, snippet);
        }
        if index == list.cursor() {
            let focused = app.focus() == Pane::List;
            let style = if focused { theme::CURSOR } else { theme::CURSOR_AWAY };
            // Not the title: a step of the cursor then costs few bytes, which count over SSH.
            let end = MARKS + LANGUAGE + if dated { DATE } else { 0 };
            canvas.style(0..end - 1, y, style);
        }
    }
}

/// Which columns there are beside those that always are.
#[derive(Clone, Copy)]
struct Columns {
    dated: bool,
    tagged: bool,
}

/// The row that the cursor is on, and the columns that show where it is, and where it was.
pub(super) fn first(app: &App, pane: Rect) -> [Rect; 2] {
    let list = app.list();
    let step = app.rows_per_document();
    let below = ((list.cursor() - list.visible().start) * step) as u16;
    let row = Rect { y: pane.y + 1 + below, height: step as u16, ..pane };
    [row, Rect { width: pane.width.min((MARKS + LANGUAGE) as u16), ..pane }]
}

/// The line of a text around the words of the query, which are marked.
fn passage(app: &App, canvas: &mut Canvas, y: usize, snippet: &Snippet) {
    let x = MARKS + LANGUAGE;
    let width = canvas.width().saturating_sub(x).max(1);
    let (text, cut) = from_hit(snippet, width);
    let line = lay_out_line(&text, &app.options(width));
    let start = canvas.aligned(x, y, width, &line, theme::DIM);
    // What was cut off, and the sign in its place.
    let sign = text.len() + cut - snippet.text.len();
    // The sign at the end stands for what it hides, but shows no word.
    let last = line.cells().max_by_key(|cell| cell.range.start);
    let shown = last.filter(|cell| cell.symbol == "…").map_or(text.len(), |cell| cell.range.start);
    for hit in snippet.hits.iter().filter(|hit| hit.start >= cut) {
        let hit = hit.start - cut + sign..(hit.end - cut + sign).min(shown);
        for columns in line.columns(hit) {
            canvas.style(start + columns.start..start + columns.end, y, theme::HIT);
        }
    }
}

/// The text of a snippet from where its first hit has room in so many cells, and how many bytes
/// were cut off before that.
fn from_hit(snippet: &Snippet, width: usize) -> (String, usize) {
    let text = &snippet.text;
    let first = snippet.hits.first().map_or(0..0, |hit| hit.clone());
    if display_width(&text[..first.end]) <= width * 2 / 3 {
        return (text.clone(), 0);
    }
    // As many words before it as a third has room for.
    let before = &text[..first.start];
    let mut words = before.match_indices(' ').map(|(at, _)| at + 1);
    let fits = |at: &usize| display_width(&before[*at..]) <= width / 3;
    let cut = words.find(fits).unwrap_or(first.start);
    (format!("…{}", &text[cut..]), cut)
}

fn why_empty(app: &App) -> (&'static str, String) {
    match (app.progress().done, app.query().is_everything()) {
        (false, _) => ("Reading…", String::new()),
        (true, _) if app.hidden() > 0 => {
            ("What is left was discarded.", "is:discarded shows it.".to_owned())
        }
        (true, true) if app.problems() == 0 => ("There is no document here.", String::new()),
        (true, true) => (
            "There is no document here.",
            format!("{} shows what could not be read.", Action::Problems.key()),
        ),
        (true, false) => {
            ("No document matches.", format!("{} takes the last filter back.", Action::Back.key()))
        }
    }
}

fn draw_row(app: &App, canvas: &mut Canvas, y: usize, row: &Row, columns: Columns) {
    let triage = app.decisions().get(row.id);
    marks(canvas, y, triage);
    let selected = app.list().is_chosen(row.id);
    if selected {
        canvas.words(MARKS + LANGUAGE - 1, y, 1, "▸", theme::CHOSEN);
    }
    let about = if selected { theme::CHOSEN } else { theme::DIM };
    canvas.words(MARKS, y, LANGUAGE - 1, row.lang.code(), about);
    let mut x = MARKS + LANGUAGE;
    if columns.dated {
        if let Some(date) = row.date {
            canvas.words(x, y, DATE - 1, &date.to_day().to_string(), about);
        }
        x += DATE;
    }
    if columns.tagged {
        canvas.words(x, y, TAGS - 1, &hashed(&triage.tags), theme::TAG);
        x += TAGS;
    }
    let width = canvas.width().saturating_sub(x);
    let title = &row.title[..row.title.floor_char_boundary(MOST)];
    let title = lay_out_line(title, &app.options(width));
    let style = match (triage.verdict, triage.read) {
        (Some(Verdict::Discarded), _) => theme::DIM,
        (_, false) => theme::STRONG,
        (_, true) => theme::PLAIN,
    };
    canvas.aligned(x, y, width, &title, style);
}

/// Read or not is said by the weight of the title and by the first mark, so that it shows without
/// bold letters as well.
fn marks(canvas: &mut Canvas, y: usize, triage: &Triage) {
    let (verdict, style) = match (triage.verdict, triage.read) {
        (Some(Verdict::Kept), _) => ("✓", theme::KEPT),
        (Some(Verdict::Discarded), _) => ("✗", theme::DISCARDED),
        (None, false) => ("•", theme::PLAIN),
        (None, true) => (" ", theme::PLAIN),
    };
    canvas.words(0, y, 1, verdict, style);
    canvas.words(1, y, 1, if triage.starred { "★" } else { " " }, theme::STARRED);
    canvas.words(2, y, 1, if triage.note.is_some() { "¶" } else { " " }, theme::NOTE);
}
