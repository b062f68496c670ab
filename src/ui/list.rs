//! The list of documents: a row for each, with marks, language, date and title.

use ratatui_core::layout::Rect;

use super::canvas::Canvas;
use super::theme;
use crate::action::Pane;
use crate::app::App;
use crate::model::{Row, Triage, Verdict};
use crate::text::lay_out_line;

/// Cells of the marks, each with the space after it.
const MARKS: usize = 3;
const LANGUAGE: usize = 4;
const DATE: usize = 11;
/// The least cells of a title beside a date.
const TITLE: usize = 16;

pub(super) fn draw(app: &App, canvas: &mut Canvas) {
    let list = app.list();
    let heading = match list.len() {
        1 => "1 document".to_owned(),
        n => format!("{n} documents"),
    };
    super::heading(canvas, &heading, app.focus() == Pane::List);
    if list.is_empty() {
        let (first, second) = why_empty(app);
        canvas.words(1, 2, usize::MAX, first, theme::PLAIN);
        canvas.words(1, 3, usize::MAX, second, theme::DIM);
        return;
    }
    // No column for dates that nothing on the screen has.
    let dated = canvas.width() >= MARKS + LANGUAGE + DATE + TITLE
        && list.screen().filter_map(|(_, id)| list.row(id)).any(|row| row.date.is_some());
    for (y, (index, id)) in list.screen().enumerate() {
        if let Some(row) = list.row(id) {
            draw_row(app, canvas, y + 1, row, dated);
        }
        if index == list.cursor() {
            let focused = app.focus() == Pane::List;
            let style = if focused { theme::CURSOR } else { theme::CURSOR_AWAY };
            // Not the title: a step of the cursor then costs few bytes, which count over SSH.
            let end = MARKS + LANGUAGE + if dated { DATE } else { 0 };
            canvas.style(0..end - 1, y + 1, style);
        }
    }
}

/// The row that the cursor is on, and the columns that show where it is, and where it was.
pub(super) fn first(app: &App, pane: Rect) -> [Rect; 2] {
    let list = app.list();
    let below = (list.cursor() - list.visible().start) as u16;
    let row = Rect { y: pane.y + 1 + below, height: 1, ..pane };
    [row, Rect { width: pane.width.min((MARKS + LANGUAGE) as u16), ..pane }]
}

fn why_empty(app: &App) -> (&'static str, &'static str) {
    match (app.progress().done, app.query().is_everything()) {
        (false, _) => ("Reading…", ""),
        (true, true) if app.problems() == 0 => ("There is no document here.", ""),
        (true, true) => ("There is no document here.", "! shows what could not be read."),
        (true, false) => ("No document matches.", "Esc takes the last filter back."),
    }
}

fn draw_row(app: &App, canvas: &mut Canvas, y: usize, row: &Row, dated: bool) {
    let triage = app.decisions().get(row.id);
    marks(canvas, y, triage);
    canvas.words(MARKS, y, LANGUAGE - 1, row.lang.code(), theme::DIM);
    let mut x = MARKS + LANGUAGE;
    if dated {
        if let Some(date) = row.date {
            canvas.words(x, y, DATE - 1, &date.to_day().to_string(), theme::DIM);
        }
        x += DATE;
    }
    let width = canvas.width().saturating_sub(x);
    let title = lay_out_line(&row.title, &app.options(width));
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
}
