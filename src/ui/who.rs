//! The page about one entity.

use super::canvas::Canvas;
use super::popup::frame;
use super::theme;
use crate::app::{Who, WhoRow};
use crate::model::isolate;

/// Cells of a month, its number of documents and the spaces around them.
const MONTH: usize = 15;
/// The longest bar.
const BAR: usize = 40;

pub(super) fn who(about: &Who, canvas: &mut Canvas) {
    let (width, height) = (canvas.width().saturating_sub(4), canvas.height());
    // The status line says what a correction did.
    let mut above = canvas.part(0, 0, usize::MAX, height.saturating_sub(2).max(1));
    let title = about.profile().map_or("…", |profile| profile.name.as_str());
    let rows = if about.is_empty() { 1 } else { about.len() };
    let mut inside = frame(&mut above, &isolate(title), width, rows);
    if about.is_empty() {
        inside.words(0, 0, usize::MAX, "…", theme::DIM);
    }
    for (y, (row, is_cursor)) in about.screen().enumerate() {
        match row {
            WhoRow::Blank => {}
            WhoRow::Heading(heading) => {
                inside.words(0, y, usize::MAX, heading, theme::HEADING);
            }
            WhoRow::Text(line) => {
                inside.aligned(0, y, usize::MAX, line, theme::PLAIN);
            }
            WhoRow::Companion(other) => {
                inside.words(0, y, 7, &format!("{:>6}", other.documents), theme::PLAIN);
                inside.words(8, y, usize::MAX, &other.name, theme::PLAIN);
            }
            WhoRow::Month(month, documents, most) => {
                let room = inside.width().saturating_sub(MONTH).min(BAR);
                let bar = "#".repeat((documents * room).div_ceil((*most).max(1)));
                let x = inside.words(0, y, usize::MAX, month, theme::PLAIN);
                inside.words(x + 1, y, 6, &format!("{documents:>6}"), theme::PLAIN);
                inside.words(MONTH, y, room, &bar, theme::DIM);
            }
        }
        if is_cursor {
            inside.style_row_range(y..y + 1, theme::CURSOR);
        }
    }
}
