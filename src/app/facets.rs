//! The facets of the view, in the sidebar: what there is in it of each language, source, month and
//! name, and of what was decided. The one under the cursor is added to the query or excluded.

use super::{App, Effect, Request};
use crate::action::Pane;

/// The facets of a view, with a cursor.
#[derive(Debug, Default)]
pub struct Facets {
    groups: Vec<FacetGroup>,
    /// The place of the cursor among all values.
    cursor: usize,
    top: usize,
    height: usize,
    /// Whether there was an answer yet.
    known: bool,
}

/// The values of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetGroup {
    /// What the field is called.
    pub title: String,
    /// The values, in the order to show them.
    pub values: Vec<FacetValue>,
}

/// A value of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetValue {
    /// The clause that asks for it.
    pub clause: String,
    /// What it is called.
    pub name: String,
    /// How many documents of the view have it.
    pub documents: usize,
}

/// A row of the facets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FacetRow<'a> {
    /// What the values below are of.
    Heading(&'a str),
    /// A value, and whether the cursor is on it.
    Value(&'a FacetValue, bool),
}

impl Facets {
    /// Takes the facets of a view; the cursor stays with the value it was on.
    pub(super) fn show(&mut self, groups: Vec<FacetGroup>) {
        let before = self.selected().map(|value| value.clause.clone());
        self.groups = groups.into_iter().filter(|group| !group.values.is_empty()).collect();
        self.known = true;
        let found = self.values().position(|value| Some(&value.clause) == before.as_ref());
        let last = self.values().count().saturating_sub(1);
        self.cursor = found.unwrap_or(self.cursor.min(last));
        self.scroll();
    }

    /// Whether there was an answer yet.
    pub fn is_known(&self) -> bool {
        self.known
    }

    /// The rows on the screen.
    pub fn screen(&self) -> impl Iterator<Item = FacetRow<'_>> {
        self.rows().skip(self.top).take(self.height)
    }

    /// The value under the cursor.
    pub fn selected(&self) -> Option<&FacetValue> {
        self.values().nth(self.cursor)
    }

    /// Number of rows of the pane.
    pub(super) fn height(&self) -> usize {
        self.height
    }

    pub(super) fn resize(&mut self, height: usize) {
        self.height = height.max(1);
        self.scroll();
    }

    /// Moves the cursor by values, as far as they go.
    pub(super) fn step(&mut self, values: isize) {
        let last = self.values().count().saturating_sub(1);
        self.cursor = self.cursor.saturating_add_signed(values).min(last);
        self.scroll();
    }

    fn values(&self) -> impl Iterator<Item = &FacetValue> {
        self.groups.iter().flat_map(|group| &group.values)
    }

    fn rows(&self) -> impl Iterator<Item = FacetRow<'_>> {
        let mut place = 0;
        self.groups.iter().flat_map(move |group| {
            let first = place;
            place += group.values.len();
            let values = group.values.iter().zip(first..);
            let values = values.map(|(value, n)| FacetRow::Value(value, n == self.cursor));
            std::iter::once(FacetRow::Heading(&group.title)).chain(values)
        })
    }

    fn scroll(&mut self) {
        let row = self.rows().position(|row| matches!(row, FacetRow::Value(_, true))).unwrap_or(0);
        // A heading is shown with the first of its group.
        let above = row.saturating_sub(1);
        if above < self.top {
            self.top = above;
        } else if row >= self.top + self.height {
            self.top = row + 1 - self.height;
        }
    }
}

impl App {
    /// The facets of the view, if the sidebar shows them rather than the names of the article.
    pub fn facets(&self) -> Option<&Facets> {
        self.facets.as_ref()
    }

    /// Shows the facets of the view in the sidebar, or the names of the article again.
    pub(super) fn toggle_facets(&mut self) -> Vec<Effect> {
        if self.facets.take().is_some() {
            if self.focus == Pane::Sidebar && self.panes().list.is_none() {
                self.focus = Pane::List;
            }
            return vec![];
        }
        self.facets = Some(Facets::default());
        self.focus = Pane::Sidebar;
        self.ask_facets().into_iter().collect()
    }

    /// Asks for the facets of the view, if they are shown.
    pub(super) fn ask_facets(&self) -> Option<Effect> {
        self.facets.as_ref()?;
        let (view, query) = (self.list.view().clone(), self.query().clone());
        Some(Effect::Ask(Request::Facets { generation: self.asked.view, view, query }))
    }

    /// The facets, where the keys go to them.
    pub(super) fn facets_in_focus(&mut self) -> Option<&mut Facets> {
        self.facets.as_mut().filter(|_| self.focus == Pane::Sidebar)
    }

    /// Adds the facet under the cursor to the query, or excludes it with the sign for that.
    pub(super) fn filter_facet(&mut self, sign: &str) -> Vec<Effect> {
        let selected = self.facets.as_ref().and_then(Facets::selected);
        let Some(clause) = selected.map(|value| format!("{sign}{}", value.clause)) else {
            return self.say("No facet is under the cursor.");
        };
        let effects = self.add_clause(&clause);
        // The next facet is chosen from those of what is left.
        if self.panes().sidebar.is_some() {
            self.focus = Pane::Sidebar;
        }
        effects
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facets(counts: &[(&str, &[&str])]) -> Vec<FacetGroup> {
        let value = |clause: &&str| FacetValue {
            clause: (*clause).into(),
            name: (*clause).into(),
            documents: 1,
        };
        let group = |(title, values): &(&str, &[&str])| FacetGroup {
            title: (*title).into(),
            values: values.iter().map(value).collect(),
        };
        counts.iter().map(group).collect()
    }

    #[test]
    fn the_cursor_goes_over_all_groups_and_stays_with_its_value() {
        let mut shown = Facets::default();
        shown.resize(3);
        assert!(!shown.is_known() && shown.selected().is_none());
        shown.show(facets(&[("Languages", &["lang:ar", "lang:fr"]), ("Empty", &[])]));
        assert_eq!(shown.screen().count(), 3, "no heading without values");
        shown.show(facets(&[("Languages", &["lang:ar", "lang:fr"]), ("Tags", &["tag:a"])]));
        for _ in 0..5 {
            shown.step(1);
            assert!(shown.screen().any(|row| matches!(row, FacetRow::Value(_, true))));
        }
        assert_eq!(shown.selected().unwrap().clause, "tag:a");
        shown.show(facets(&[("Tags", &["tag:b", "tag:a"])]));
        assert_eq!(shown.selected().unwrap().clause, "tag:a");
        shown.step(isize::MIN);
        assert_eq!(shown.screen().next(), Some(FacetRow::Heading("Tags")));
    }
}
