//! The status line, which always says what is filtered and how much remains, and the line of keys.

use super::canvas::Canvas;
use super::theme;
use crate::action::{Action, Pane};
use crate::app::{App, Message, Popup, Progress};
use crate::keymap::Keymap;
use crate::model::Sort;
use crate::text::{BaseDirection, Layout, Line, Options, clauses_apart, display_width};

/// Below this many columns a message has the line to itself.
const NARROW: usize = 60;

pub(super) fn draw(app: &App, keymap: &Keymap, canvas: &mut Canvas) {
    canvas.style_row_range(0..1, theme::FOCUSED);
    let style = match app.message() {
        Some(message) if message.failure => theme::FOCUSED.patch(theme::FAILURE),
        _ => theme::FOCUSED,
    };
    let width = canvas.width().saturating_sub(2);
    if let Some(line) = wrapped(app, keymap, canvas, 0) {
        canvas.aligned(1, 0, line.width(), &line, style);
        return;
    }
    let filtered = filtered(app);
    // What was just said may take two thirds until the next key, for the counts come first; what stays
    // leaves the query, too, if there is room for both.
    let left = width.saturating_sub(display_width(&filtered) + 3);
    let (said, room) = match app.message() {
        Some(message) if canvas.width() < NARROW => (keymap.with_keys(&message.text), width),
        Some(message) => (keymap.with_keys(&message.text), left.max(width * 2 / 3)),
        None => (remark(app, keymap, left), left.max(width / 3)),
    };
    let said_width = display_width(&said).min(room);
    let apart = if said_width > 0 { said_width + 3 } else { 0 };
    let room = width.saturating_sub(apart);
    let sorted = format!("{filtered} · {}", order(app.sort()));
    let state = if display_width(&sorted) <= room { sorted } else { filtered };
    canvas.words(1, 0, room, &state, theme::FOCUSED);
    canvas.words(1 + width - said_width, 0, said_width, &said, style);
}

/// A row of a message that is too long for a narrow line, or of what went wrong for its part of a
/// wide one, and goes on in the line of keys.
fn wrapped(app: &App, keymap: &Keymap, canvas: &Canvas, row: usize) -> Option<Line> {
    let width = canvas.width().saturating_sub(2).max(1);
    let Message { text, failure } = app.message()?;
    let room = match canvas.width() {
        ..NARROW => width,
        _ if *failure => width * 2 / 3,
        _ => return None,
    };
    let text = keymap.with_keys(text);
    if display_width(&text) <= room {
        return None;
    }
    let mut layout =
        Layout::new(text, Options { width, base: BaseDirection::Ltr, ..canvas.text() });
    layout.line(row).cloned()
}

/// How much there is, and of what.
fn filtered(app: &App) -> String {
    let (found, all) = (app.list().len(), app.list().view().corpus);
    let selected = match app.list().chosen_len() {
        0 => String::new(),
        n => format!(" · {n} selected"),
    };
    let filter = match app.query().is_everything() {
        true => "no filter".to_owned(),
        false => clauses_apart(app.query().source()),
    };
    format!("{found} of {all} · {} unread{selected} · {filter}", app.unread())
}

fn order(sort: Sort) -> &'static str {
    match sort {
        Sort::Date => "newest first",
        Sort::Corpus => "as read",
        Sort::Title => "by title",
        Sort::Source => "by source",
        Sort::Unread => "unread first",
        Sort::Relevance => "best first",
        Sort::Mentions => "most mentions first",
    }
}

/// What is to be said besides, in so many words as there is room for.
fn remark(app: &App, keymap: &Keymap, room: usize) -> String {
    let problems = match app.problems() {
        0 => None,
        1 => Some(keymap.with_keys(&format!("1 problem: {}", Action::Problems.key()))),
        n => Some(keymap.with_keys(&format!("{n} problems: {}", Action::Problems.key()))),
    };
    let reading = |brief| (!app.progress().done).then(|| progress(app.progress(), brief));
    let hidden = |brief| match (app.hidden(), brief) {
        // The heading of the list says it too.
        (0, _) | (_, 2..) => None,
        (n, 0) => Some(format!("{n} discarded hidden, is:discarded shows them")),
        (n, _) => Some(format!("{n} discarded hidden")),
    };
    let remark = |brief| {
        let parts = [reading(brief), hidden(brief), problems.clone()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    };
    let fits = (0..2).map(remark).find(|remark| display_width(remark) <= room);
    fits.unwrap_or_else(|| remark(2))
}

/// How far the reading has come; the briefer, the less is said.
fn progress(progress: Progress, brief: usize) -> String {
    let Progress { documents, bytes, total, naming, elapsed, elsewhere, .. } = progress;
    let what = match (naming, elsewhere) {
        (false, false) => "reading…",
        (false, true) => "reading elsewhere…",
        (true, false) => "finding names…",
        (true, true) => "finding names elsewhere…",
    };
    let Some(left) = progress.left() else { return format!("{what} {documents}") };
    let percent = bytes * 100 / total.max(1);
    let left = match left.as_secs() {
        seconds @ ..60 => format!("{seconds} s left"),
        seconds => format!("{} min left", seconds.div_ceil(60)),
    };
    if brief >= 2 {
        return format!("{what} {percent} % · {left}");
    }
    if naming {
        return format!("{what} {documents} · {percent} % · {left}");
    }
    let of = match total / 1_000_000 {
        megabytes @ 1.. if brief == 0 => format!(" of {megabytes} MB"),
        _ => String::new(),
    };
    let rate = bytes as f64 / 1e6 / elapsed.as_secs_f64().max(0.1);
    format!("{what} {documents} · {percent} %{of} · {rate:.0} MB/s · {left}")
}

/// The keys that matter where the person is.
pub(super) fn draw_keys(app: &App, keymap: &Keymap, canvas: &mut Canvas) {
    let keys = match app.popup() {
        Some(Popup::Picker(picker)) if picker.has_entities() => {
            Some("enter take  esc leave  ↑ ↓ choose  tab who is it".to_owned())
        }
        Some(Popup::Picker(_)) => Some("enter take  esc leave  ↑ ↓ choose".to_owned()),
        Some(Popup::Who(_)) => {
            Some("esc back  enter who is it  a filter by this one  x exclude  e correct".to_owned())
        }
        Some(Popup::Prompt(_)) => Some("enter take  esc leave".to_owned()),
        Some(Popup::Confirm(_)) => Some("y yes  n no".to_owned()),
        Some(Popup::History(_)) => {
            let [open, back, undo, redo] =
                [Action::Open, Action::Back, Action::Undo, Action::Redo].map(Action::key);
            Some(format!("{open} go to it  {back} leave  {undo} undo  {redo} redo"))
        }
        Some(Popup::Page(_)) => {
            let [down, up, page, back] =
                [Action::Down, Action::Up, Action::PageDown, Action::Back].map(Action::key);
            Some(format!("{down} {up} {page} move  {back} close"))
        }
        None => None,
    };
    if let Some(keys) = keys {
        canvas.words(1, 0, usize::MAX, &keymap.with_keys(&keys), theme::DIM);
        return;
    }
    if let Some(line) = wrapped(app, keymap, canvas, 1) {
        canvas.aligned(1, 0, line.width(), &line, theme::PLAIN);
        return;
    }
    let actions: &[(Action, &str)] = match app.focus() {
        Pane::List => &[
            (Action::Open, "read"),
            (Action::NextUnread, "next unread"),
            (Action::Keep, "keep"),
            (Action::Discard, "discard"),
            (Action::ToggleStar, "star"),
            (Action::Tag, "tag"),
            (Action::Note, "note"),
            (Action::Choose, "select"),
            (Action::Query, "query"),
            (Action::FilterActor, "actor"),
            (Action::FilterLanguage, "language"),
            (Action::Facets, "facets"),
            (Action::Back, "back"),
        ],
        Pane::Article => &[
            (Action::NextMention, "next name"),
            (Action::FilterEntity, "filter by it"),
            (Action::ExcludeEntity, "exclude it"),
            (Action::WhoIs, "who is it"),
            (Action::CorrectNames, "correct"),
            (Action::NextHit, "next hit"),
            (Action::Keep, "keep"),
            (Action::Discard, "discard"),
            (Action::Copy, "copy"),
            (Action::Back, "to the list"),
            (Action::ToggleStar, "star"),
            (Action::Tag, "tag"),
            (Action::Note, "note"),
            (Action::Select, "select"),
            (Action::Origin, "its source"),
        ],
        Pane::Sidebar => &[
            (Action::FilterEntity, "filter"),
            (Action::ExcludeEntity, "exclude"),
            (Action::Facets, "facets or names"),
            (Action::NextMention, "next mention"),
            (Action::WhoIs, "who is it"),
            (Action::CorrectNames, "correct"),
            (Action::Back, "to the list"),
        ],
    };
    let in_list = app.focus() == Pane::List && app.query().has_words();
    let words: &[(Action, &str)] = match in_list {
        true => {
            &[(Action::Open, "read"), (Action::Passages, "passages"), (Action::NextHit, "next hit")]
        }
        false => &[],
    };
    let actions = words.iter().chain(actions.iter().filter(|action| !words.contains(action)));
    let stops = !app.progress().done && !app.progress().elsewhere;
    let stop = stops.then_some(&(Action::StopReading, "stop reading"));
    // The way to all the others comes first, so that it is never crowded out.
    let mut x = 1;
    let first = [(Action::Help, "keys"), (Action::Quit, "quit")];
    for (action, what) in first.iter().chain(stop).chain(actions) {
        let Some(key) = keymap.keys(*action).next() else { continue };
        let key = key.to_string();
        if x + display_width(&key) + 1 + display_width(what) > canvas.width() {
            break;
        }
        x += canvas.words(x, 0, usize::MAX, &key, theme::KEY) + 1;
        x += canvas.words(x, 0, usize::MAX, what, theme::DIM) + 2;
    }
}
