//! What stands over the panes: the keys, the problems, a prompt, a list to choose from, a question.

use ratatui_core::layout::Position;

use super::canvas::Canvas;
use super::theme;
use super::who::who;
use crate::action::Action;
use crate::app::{App, Confirm, History, Page, Past, Picker, Popup, Prompt, Purpose, sentence};
use crate::keymap::Keymap;
use crate::text::{BaseDirection, Input, Layout, Line, Options, display_width};

/// Draws the popup; returns where a text cursor stands in it.
pub(super) fn draw(app: &App, keymap: &Keymap, canvas: &mut Canvas) -> Option<Position> {
    match app.popup()? {
        Popup::Page(text) => {
            page(text, keymap, canvas);
            None
        }
        Popup::Prompt(prompt) => Some(prompt_line(prompt, canvas)),
        Popup::Picker(picker) => Some(picker_box(picker, canvas)),
        Popup::History(past) => {
            history(past, canvas);
            None
        }
        Popup::Who(about) => {
            who(about, canvas);
            None
        }
        Popup::Confirm(confirm) => {
            question(confirm, canvas);
            None
        }
    }
}

fn page(page: &Page, keymap: &Keymap, canvas: &mut Canvas) {
    let widest = page.lines().iter().map(Line::width).max().unwrap_or(0);
    let [next, back] = [Action::PageDown, Action::Back].map(Action::key);
    let goes_on = if page.goes_on() { format!("{next} goes on · ") } else { String::new() };
    let foot = keymap.with_keys(&format!("{goes_on}{back} closes"));
    let mut inside = footed_frame(canvas, page.title(), &foot, widest, page.lines().len());
    for (y, line) in page.screen().iter().enumerate() {
        inside.aligned(0, y, usize::MAX, line, theme::PLAIN);
    }
}

/// An empty box in the middle with room for this many cells and rows, as far as there is room.
pub(super) fn frame<'a>(
    canvas: &'a mut Canvas,
    title: &str,
    width: usize,
    height: usize,
) -> Canvas<'a> {
    footed_frame(canvas, title, "", width, height)
}

/// Such a box that says below what one can do.
fn footed_frame<'a>(
    canvas: &'a mut Canvas,
    title: &str,
    foot: &str,
    width: usize,
    height: usize,
) -> Canvas<'a> {
    let width = width.max(display_width(title)).max(display_width(foot));
    let width = (width + 4).min(canvas.width());
    let height = (height + 2).min(canvas.height());
    let (x, y) = ((canvas.width() - width) / 2, (canvas.height() - height) / 2);
    let mut outside = canvas.part(x, y, width, height);
    outside.clear();
    let side = "─".repeat(width.saturating_sub(2));
    outside.words(0, 0, width, &format!("┌{side}┐"), theme::BORDER);
    outside.words(0, height.saturating_sub(1), width, &format!("└{side}┘"), theme::BORDER);
    for row in 1..height.saturating_sub(1) {
        outside.words(0, row, 1, "│", theme::BORDER);
        outside.words(width.saturating_sub(1), row, 1, "│", theme::BORDER);
    }
    outside.words(2, 0, width.saturating_sub(4), &format!(" {title}\u{a0}"), theme::STRONG);
    if !foot.is_empty() {
        let (y, width) = (height.saturating_sub(1), width.saturating_sub(4));
        outside.words(2, y, width, &format!(" {foot}\u{a0}"), theme::DIM);
    }
    canvas.part(x + 2, y + 1, width.saturating_sub(4), height.saturating_sub(2))
}

/// Draws an input with its caret visible; returns the caret's place.
fn input(canvas: &mut Canvas, x: usize, y: usize, input: &Input) -> Position {
    let width = canvas.width().saturating_sub(x).max(1);
    let (line, caret) = input.view(&Options { width, ..canvas.text() });
    let start = canvas.aligned(x, y, width, &line, theme::PLAIN);
    canvas.place(start + caret, y)
}

/// The most suggestions under a prompt.
const SUGGESTIONS: usize = 6;

/// The prompt takes the last rows: what is typed, and below it what is wrong with it, in full as far
/// as there is room, or what may be typed.
fn prompt_line(prompt: &Prompt, canvas: &mut Canvas) -> Position {
    let help = "words  -without  \"a phrase\"  begin*  =exact  lang:ar  actor:putin  source:  title:  \
                date:2015-11..  is:unread  has:note  tag:  OR  ( )  tab completes";
    let height = canvas.height();
    let (said, style, most) = match prompt.mistake() {
        Some(mistake) => (mistake.message.as_str(), theme::FAILURE, height.saturating_sub(1)),
        None if prompt.about().is_empty() => (help, theme::DIM, (height / 6).max(1)),
        None => (prompt.about(), theme::DIM, 2),
    };
    let width = canvas.width().saturating_sub(1).max(1);
    let mut layout =
        Layout::new(said, Options { width, base: BaseDirection::Ltr, ..canvas.text() });
    let mut said: Vec<&Line> = layout.lines(0..most).collect();
    let suggestions = match prompt.mistake() {
        None => prompt.suggestions().found().len().min(SUGGESTIONS).min(height / 2),
        Some(_) => 0,
    };
    if suggestions > 0 && prompt.about().is_empty() {
        said.clear();
    }
    let rows = 1 + suggestions + said.len();
    let mut rows = canvas.part(0, height.saturating_sub(rows), usize::MAX, rows);
    rows.clear();
    suggest(prompt, &mut rows, suggestions);
    for (y, line) in said.iter().enumerate() {
        rows.aligned(1, y + 1 + suggestions, width, line, style);
    }
    let sign = match prompt.purpose() {
        Purpose::Query => "/",
        Purpose::Tags(_) => "#",
        Purpose::Note(_) => "¶",
        Purpose::Save(_) => "@",
    };
    rows.words(0, 0, 1, sign, theme::KEY);
    let caret = input(&mut rows, 1, 0, prompt.input());
    if let Some(mistake) = prompt.mistake() {
        let width = rows.width().saturating_sub(1).max(1);
        let (line, _) = prompt.input().view(&Options { width, ..rows.text() });
        let start = 1 + if line.rtl() { width.saturating_sub(line.width()) } else { 0 };
        for columns in line.columns(mistake.span.clone()) {
            rows.style(start + columns.start..start + columns.end, 0, theme::FAILURE);
        }
    }
    caret
}

/// What Tab may put in the place of the word, in rows below the first one.
fn suggest(prompt: &Prompt, rows: &mut Canvas, shown: usize) {
    let suggestions = prompt.suggestions();
    let taken = suggestions.taken();
    let top = taken.map_or(0, |taken| (taken + 1).saturating_sub(shown));
    let width = rows.width();
    for (y, choice) in suggestions.found().skip(top).take(shown).enumerate() {
        let name = rows.words(2, y + 1, width.saturating_sub(12), &choice.name, theme::PLAIN);
        rows.words(name + 4, y + 1, usize::MAX, &choice.detail, theme::DIM);
        match taken {
            Some(taken) if taken == top + y => rows.style_row_range(y + 1..y + 2, theme::CURSOR),
            None if y == 0 => {
                rows.words(width.saturating_sub(4), 1, usize::MAX, "tab", theme::DIM);
            }
            _ => {}
        }
    }
}

/// Below so many columns the year of a decision has no room.
const NARROW: usize = 60;

/// The steps that were made; one that was undone says so, for it may not be seen to be dim.
fn history(history: &History, canvas: &mut Canvas) {
    let (width, height) = (canvas.width().saturating_sub(4), canvas.height());
    // The status line says what an undo did.
    let mut above = canvas.part(0, 0, usize::MAX, height.saturating_sub(2).max(1));
    let mut inside = frame(&mut above, "Decisions, newest first", width, height);
    if history.is_empty() {
        let said = if history.waits() { "…" } else { "Nothing has been decided yet." };
        inside.words(0, 0, usize::MAX, said, theme::DIM);
    }
    for (y, (past, is_cursor)) in history.screen().enumerate() {
        let Past { step, when, title } = past;
        let when = if width < NARROW { when.get(5..).unwrap_or(when) } else { when };
        let x = inside.words(0, y, usize::MAX, when, theme::DIM) + 1;
        let what = sentence(&step.deed, step.count, title.as_deref());
        let (what, style) = match step.undone {
            true => (format!("(undone) {what}"), theme::DIM),
            false => (what, theme::PLAIN),
        };
        inside.words(x, y, usize::MAX, &what, style);
        if is_cursor {
            // Not the words: a step of the cursor then costs few bytes.
            inside.style(0..x - 1, y, theme::CURSOR);
        }
    }
}

/// A question, with the keys that answer it.
fn question(confirm: &Confirm, canvas: &mut Canvas) {
    let width = canvas.width().saturating_sub(4).clamp(1, 60);
    let mut layout = Layout::new(
        confirm.question(),
        Options { width, base: BaseDirection::Ltr, ..canvas.text() },
    );
    let lines: Vec<Line> = layout.lines(0..usize::MAX).cloned().collect();
    let widest = lines.iter().map(Line::width).max().unwrap_or(0);
    let mut inside = frame(canvas, "Sure?", widest, lines.len() + 2);
    for (y, line) in lines.iter().enumerate() {
        inside.aligned(0, y, usize::MAX, line, theme::STRONG);
    }
    let y = lines.len() + 1;
    let mut x = 0;
    for (key, what) in [("y", "yes"), ("n", "no")] {
        x += inside.words(x, y, usize::MAX, key, theme::KEY) + 1;
        x += inside.words(x, y, usize::MAX, what, theme::DIM) + 2;
    }
}

fn picker_box(picker: &Picker, canvas: &mut Canvas) -> Position {
    const WIDTH: usize = 60;
    let rows = canvas.height().saturating_sub(5).min(picker.len()).clamp(1, 20);
    let mut inside = frame(canvas, picker.title(), WIDTH, rows + 1);
    let caret = input(&mut inside, 0, 0, picker.input());
    let rows = inside.height().saturating_sub(1);
    let Some(found) = picker.found() else {
        inside.words(0, 1, usize::MAX, "…", theme::DIM);
        return caret;
    };
    if found.len() == 0 {
        inside.words(0, 1, usize::MAX, "Nothing here goes by that name.", theme::DIM);
    }
    let top = (picker.cursor() + 1).saturating_sub(rows);
    for (y, choice) in found.skip(top).take(rows).enumerate() {
        let width = inside.width();
        let detail = display_width(&choice.detail).min(width / 2);
        inside.words(1, y + 1, width.saturating_sub(detail + 3), &choice.name, theme::PLAIN);
        inside.words(width.saturating_sub(detail + 1), y + 1, detail, &choice.detail, theme::DIM);
        if top + y == picker.cursor() {
            inside.style_row_range(y + 1..y + 2, theme::CURSOR);
        }
    }
    caret
}
