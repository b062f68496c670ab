//! Where the panes are: three side by side, two, or one, as the screen has room.

use ratatui_core::layout::Rect;

use crate::action::Pane;

/// Columns from which three panes stand side by side, and from which two do.
const THREE: u16 = 100;
const TWO: u16 = 60;
/// Lines longer than this many cells are hard to read.
const LONGEST_LINE: u16 = 100;

/// The places of the panes on the screen; one that is not shown has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Panes {
    /// The list of documents.
    pub list: Option<Rect>,
    /// The article.
    pub article: Option<Rect>,
    /// The names.
    pub sidebar: Option<Rect>,
    /// The status line.
    pub status: Rect,
    /// The line of keys.
    pub keys: Rect,
}

impl Panes {
    /// The panes of a screen of this size. Where there is no room for all of them, the one in focus
    /// is shown, with its neighbour if there is room for two.
    pub fn new(columns: u16, rows: u16, focus: Pane) -> Self {
        let line = |from_bottom| {
            let y = rows.saturating_sub(from_bottom);
            Rect::new(0, y, columns, rows.min(from_bottom).min(1))
        };
        // The line of keys gives way first.
        let lines = if rows >= 4 { 2 } else { rows.min(1) };
        let height = rows - lines;
        let percent = |share: u32| (u32::from(columns) * share / 100) as u16;
        let pane = |x, width| Some(Rect::new(x, 0, width, height));
        let mut panes = Self {
            list: None,
            article: None,
            sidebar: None,
            status: line(lines),
            keys: if lines == 2 { line(1) } else { Rect::default() },
        };
        if columns >= THREE {
            let sidebar = percent(24).clamp(22, 34);
            let article = (columns - sidebar - 2 - percent(36)).min(LONGEST_LINE);
            let list = columns - 2 - sidebar - article;
            panes.list = pane(0, list);
            panes.article = pane(list + 1, article);
            panes.sidebar = pane(columns - sidebar, sidebar);
        } else if columns >= TWO && focus == Pane::Sidebar {
            let sidebar = percent(36);
            panes.article = pane(0, columns - sidebar - 1);
            panes.sidebar = pane(columns - sidebar, sidebar);
        } else if columns >= TWO {
            let list = percent(45);
            panes.list = pane(0, list);
            panes.article = pane(list + 1, columns - list - 1);
        } else {
            let only = pane(0, columns);
            match focus {
                Pane::List => panes.list = only,
                Pane::Article => panes.article = only,
                Pane::Sidebar => panes.sidebar = only,
            }
        }
        panes
    }

    /// The place of a pane.
    pub fn of(&self, pane: Pane) -> Option<Rect> {
        match pane {
            Pane::List => self.list,
            Pane::Article => self.article,
            Pane::Sidebar => self.sidebar,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PANES: [Pane; 3] = [Pane::List, Pane::Article, Pane::Sidebar];

    #[test]
    fn panes_never_overlap_nor_leave_the_screen_and_the_focus_is_shown() {
        for columns in (1..260).chain([1820, 1821, u16::MAX]) {
            for rows in 1..60 {
                for focus in PANES {
                    let panes = Panes::new(columns, rows, focus);
                    let screen = Rect::new(0, 0, columns, rows);
                    let mut shown: Vec<Rect> = PANES.iter().filter_map(|p| panes.of(*p)).collect();
                    assert!(panes.of(focus).is_some());
                    shown.extend([panes.status, panes.keys]);
                    for (n, rect) in shown.iter().enumerate() {
                        assert_eq!(rect.intersection(screen), *rect, "{columns}x{rows}");
                        for other in &shown[n + 1..] {
                            assert!(rect.intersection(*other).is_empty(), "{columns}x{rows}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_wide_screen_gives_its_room_to_the_list_once_the_lines_are_long() {
        let panes = Panes::new(300, 40, Pane::List);
        assert_eq!(panes.article.map(|rect| rect.width), Some(LONGEST_LINE));
    }
}
