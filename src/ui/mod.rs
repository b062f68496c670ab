//! Pure drawing: the state of the app onto a buffer of cells, one file for each pane. Decides
//! nothing and knows no terminal.

mod article;
mod canvas;
mod list;
mod popup;
mod sidebar;
mod status;
mod theme;
mod who;

use ratatui_core::buffer::Buffer;
use ratatui_core::layout::{Position, Rect};

use crate::action::Pane;
use crate::app::App;
use crate::keymap::Keymap;
use crate::widget;
use canvas::Canvas;

/// Draws the whole screen into an empty buffer, as its terminal is to be sent it. Returns where the
/// text cursor stands, if there is one.
pub fn draw(app: &App, keymap: &Keymap, buffer: &mut Buffer) -> Option<Position> {
    let text = app.options(1);
    let panes = app.panes();
    let mut on = |area: Option<Rect>, draw: &mut dyn FnMut(&mut Canvas)| {
        if let Some(area) = area {
            draw(&mut Canvas::new(buffer, area, text));
        }
    };
    on(panes.list, &mut |canvas| list::draw(app, keymap, canvas));
    on(panes.article, &mut |canvas| article::draw(app, canvas));
    on(panes.sidebar, &mut |canvas| sidebar::draw(app, canvas));
    for pane in [panes.article, panes.sidebar].into_iter().flatten().filter(|pane| pane.x > 0) {
        let border = Rect { x: pane.x - 1, width: 1, ..pane };
        on(Some(border), &mut |canvas| canvas.fill("│", theme::BORDER));
    }
    on(Some(panes.status), &mut |canvas| status::draw(app, keymap, canvas));
    on(Some(panes.keys), &mut |canvas| status::draw_keys(app, keymap, canvas));
    let area = buffer.area;
    let cursor = popup::draw(app, keymap, &mut Canvas::new(buffer, area, text));
    widget::send(buffer, text.mode, cursor)
}

/// The areas that a person who waits for a slow connection wants to see first: what is filtered,
/// where the cursor is, then the pane that has the keys.
pub fn first(app: &App) -> Vec<Rect> {
    let panes = app.panes();
    let mut first = vec![panes.status];
    if let (None, Some(pane)) = (app.popup(), panes.of(app.focus())) {
        if app.focus() == Pane::List {
            first.extend(list::first(app, pane));
        }
        first.push(pane);
    }
    first
}

/// The heading of a pane.
fn heading(canvas: &mut Canvas, title: &str, focused: bool) {
    canvas.style_row_range(0..1, heading_style(focused));
    canvas.words(1, 0, usize::MAX, title, heading_style(focused));
}

fn heading_style(focused: bool) -> ratatui_core::style::Style {
    if focused { theme::FOCUSED.patch(theme::STRONG) } else { theme::HEADING }
}
