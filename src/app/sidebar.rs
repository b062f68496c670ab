//! The sidebar: who is in the article, grouped by kind, with a cursor.

use crate::model::{Counts, EntityId, Figure, Kind};

/// The names of the open article.
#[derive(Debug, Clone, Default)]
pub struct Sidebar {
    figures: Vec<Figure>,
    cursor: usize,
    top: usize,
    height: usize,
    documents: Counts,
}

/// A row of the sidebar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SidebarRow<'a> {
    /// The heading of a group.
    Heading(Kind),
    /// An entity, by its place among the figures.
    Figure(usize, &'a Figure),
}

impl Sidebar {
    /// Shows the figures of another article; the cursor stays with the entity it was on.
    pub fn show(&mut self, figures: Vec<Figure>) {
        let before = self.selected().map(|figure| figure.id.clone());
        self.figures = figures;
        let found = self.figures.iter().position(|figure| Some(&figure.id) == before.as_ref());
        self.cursor = found.unwrap_or(0);
        self.scroll();
    }

    /// Takes the number of documents of the view that name each entity.
    pub fn count(&mut self, documents: Counts) {
        self.documents = documents;
    }

    /// In how many documents of the view an entity is named, once counted.
    pub fn documents(&self, id: &EntityId) -> Option<usize> {
        self.documents.get(id)
    }

    /// The figures.
    pub fn figures(&self) -> &[Figure] {
        &self.figures
    }

    /// The place of the cursor among the figures.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The figure under the cursor.
    pub fn selected(&self) -> Option<&Figure> {
        self.figures.get(self.cursor)
    }

    /// Puts the cursor on an entity, if it is there.
    pub fn select(&mut self, id: &EntityId) {
        if let Some(found) = self.figures.iter().position(|figure| figure.id == *id) {
            self.cursor = found;
            self.scroll();
        }
    }

    /// The rows on the screen.
    pub fn screen(&self) -> impl Iterator<Item = SidebarRow<'_>> {
        self.rows().skip(self.top).take(self.height)
    }

    /// Tells how many rows the pane has.
    pub fn resize(&mut self, height: usize) {
        self.height = height.max(1);
        self.scroll();
    }

    /// Number of rows of the pane.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Moves the cursor by figures, as far as they go.
    pub fn step(&mut self, figures: isize) {
        let last = self.figures.len().saturating_sub(1);
        self.cursor = self.cursor.saturating_add_signed(figures).min(last);
        self.scroll();
    }

    fn rows(&self) -> impl Iterator<Item = SidebarRow<'_>> {
        let figures = self.figures.iter().enumerate();
        figures.flat_map(|(n, figure)| {
            let first = n == 0 || self.figures[n - 1].kind != figure.kind;
            let heading = first.then_some(SidebarRow::Heading(figure.kind));
            heading.into_iter().chain([SidebarRow::Figure(n, figure)])
        })
    }

    fn scroll(&mut self) {
        let is_cursor = |row| matches!(row, SidebarRow::Figure(n, _) if n == self.cursor);
        let row = self.rows().position(is_cursor).unwrap_or(0);
        // A heading is shown with the first of its group.
        let row_of_heading = row.saturating_sub(1);
        if row_of_heading < self.top {
            self.top = row_of_heading;
        } else if row >= self.top + self.height {
            self.top = row + 1 - self.height;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(id: &str, kind: Kind) -> Figure {
        Figure { id: id.into(), name: id.into(), kind, mentions: 1, grouped: vec![] }
    }

    fn sidebar(height: usize) -> Sidebar {
        let mut sidebar = Sidebar::default();
        sidebar.resize(height);
        let people = ["a", "b", "c"].map(|id| figure(id, Kind::Person));
        let countries = ["d", "e"].map(|id| figure(id, Kind::Country));
        sidebar.show(people.into_iter().chain(countries).collect());
        sidebar
    }

    #[test]
    fn each_kind_has_a_heading() {
        let sidebar = sidebar(20);
        let headings: Vec<usize> = sidebar
            .screen()
            .enumerate()
            .filter_map(|(n, row)| matches!(row, SidebarRow::Heading(_)).then_some(n))
            .collect();
        assert_eq!((headings, sidebar.screen().count()), (vec![0, 4], 7));
    }

    #[test]
    fn the_cursor_stays_on_the_screen_and_its_heading_with_it() {
        let mut sidebar = sidebar(2);
        for steps in [1, 1, 1, 1, 9, -2, -9] {
            sidebar.step(steps);
            let cursor = sidebar.cursor();
            let shown = |row| matches!(row, SidebarRow::Figure(n, _) if n == cursor);
            assert!(sidebar.screen().any(shown), "{cursor}");
        }
        assert_eq!(sidebar.screen().next(), Some(SidebarRow::Heading(Kind::Person)));
    }

    #[test]
    fn another_article_keeps_the_cursor_on_the_same_entity() {
        let mut sidebar = sidebar(9);
        sidebar.step(3);
        sidebar.show(vec![figure("z", Kind::Person), figure("d", Kind::Country)]);
        assert_eq!(sidebar.selected().map(|figure| figure.id.as_str()), Some("d"));
    }
}
