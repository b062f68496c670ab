//! The sidebar: who is in the article, grouped by kind, with counts.

use super::canvas::Canvas;
use super::theme;
use crate::action::Pane;
use crate::app::{App, FacetRow, Facets, SidebarRow};
use crate::model::{Figure, Kind};
use crate::text::lay_out_line;

/// Cells of the two counts: mentions in the article, documents of the view.
const COUNTS: usize = 9;
/// Cells of the count of documents alone, and the number that they have room for.
const DOCUMENTS: usize = 7;
const MOST: usize = 999_999;

pub(super) fn draw(app: &App, canvas: &mut Canvas) {
    let focused = app.focus() == Pane::Sidebar;
    if let Some(shown) = app.facets() {
        return facets(app, shown, canvas, focused);
    }
    let sidebar = app.sidebar();
    super::heading(canvas, "Names", focused);
    let at = canvas.width().saturating_sub(COUNTS);
    canvas.words(at.max(7), 0, COUNTS, "here docs", super::heading_style(focused));
    if sidebar.figures().is_empty() && app.reader().is_some() {
        canvas.words(1, 2, usize::MAX, "No known name.", theme::DIM);
    }
    for (y, row) in sidebar.screen().enumerate() {
        let y = y + 1;
        match row {
            SidebarRow::Heading(kind) => {
                canvas.words(0, y, usize::MAX, plural(kind), theme::HEADING);
            }
            SidebarRow::Figure(n, figure) => {
                draw_figure(app, canvas, y, figure);
                if n == sidebar.cursor() && focused {
                    canvas.style_row_range(y..y + 1, theme::CURSOR);
                }
            }
        }
    }
}

/// What there is in the view.
fn facets(app: &App, facets: &Facets, canvas: &mut Canvas, focused: bool) {
    super::heading(canvas, "In this view", focused);
    let at = canvas.width().saturating_sub(DOCUMENTS);
    canvas.words(at.max(14), 0, DOCUMENTS, "   docs", super::heading_style(focused));
    if !facets.is_known() {
        canvas.words(1, 2, usize::MAX, "…", theme::DIM);
    }
    for (y, row) in facets.screen().enumerate() {
        let y = y + 1;
        match row {
            FacetRow::Heading(title) => {
                canvas.words(0, y, usize::MAX, title, theme::HEADING);
            }
            FacetRow::Value(value, is_cursor) => {
                let width = at.saturating_sub(2);
                let name = lay_out_line(&value.name, &app.options(width));
                canvas.aligned(1, y, width, &name, theme::PLAIN);
                let count = match value.documents {
                    n @ ..=MOST => n.to_string(),
                    n => short(n),
                };
                canvas.words(at, y, DOCUMENTS, &format!("{count:>7}"), theme::PLAIN);
                if is_cursor && focused {
                    canvas.style_row_range(y..y + 1, theme::CURSOR);
                }
            }
        }
    }
}

fn draw_figure(app: &App, canvas: &mut Canvas, y: usize, figure: &Figure) {
    let at = canvas.width().saturating_sub(COUNTS);
    let width = at.saturating_sub(2);
    // A name that no table has is marked, so that nobody takes it for more than a proposal.
    let (name, style) = match figure.id.is_proposed() {
        true => (format!("{} ?", figure.name), theme::kind(figure.kind).patch(theme::DIM)),
        false => (figure.name.clone(), theme::kind(figure.kind)),
    };
    let name = lay_out_line(&name, &app.options(width));
    canvas.aligned(1, y, width, &name, style);
    let documents = app.sidebar().documents(&figure.id).map(short).unwrap_or_default();
    let counts = format!("{:>4}{documents:>5}", short(figure.mentions));
    canvas.words(at, y, COUNTS, &counts, theme::PLAIN);
}

/// A number in four cells at most.
fn short(n: usize) -> String {
    match n {
        0..10_000 => n.to_string(),
        10_000..1_000_000 => format!("{}k", n / 1000),
        _ => format!("{}M", n / 1_000_000),
    }
}

fn plural(kind: Kind) -> &'static str {
    match kind {
        Kind::Person => "People",
        Kind::Country => "Countries",
        Kind::Group => "Groups",
        Kind::Organisation => "Organisations",
        Kind::Party => "Parties",
        Kind::Company => "Companies",
        Kind::Media => "Media",
        Kind::City => "Cities",
        Kind::Province => "Provinces",
        Kind::Region => "Regions",
        Kind::Place => "Places",
        Kind::Facility => "Buildings",
        Kind::Event => "Events",
        Kind::Thing => "Ships, treaties",
    }
}
