//! The list of documents: a frozen view, a cursor, and the rows around it that were fetched.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use crate::model::{DocId, Row, View};

/// How many rows on either side of the screen are fetched with those on it.
const MARGIN: usize = 200;

/// The list of documents.
#[derive(Debug, Clone)]
pub struct List {
    view: View,
    cursor: usize,
    top: usize,
    height: usize,
    /// The rows fetched last, perhaps for another view: what both show need not be fetched to be
    /// drawn.
    rows: HashMap<DocId, Row>,
    /// The indices of this view whose rows were fetched, and those asked for.
    fetched: Range<usize>,
    asked: Range<usize>,
    /// What the next decision is about, where that is not the document under the cursor.
    chosen: HashSet<DocId>,
    /// Whether it was chosen at one stroke.
    all_chosen: bool,
}

impl Default for List {
    fn default() -> Self {
        let view = View { ids: Arc::new([]), corpus: 0 };
        Self {
            view,
            cursor: 0,
            top: 0,
            height: 1,
            rows: HashMap::new(),
            fetched: 0..0,
            asked: 0..0,
            chosen: HashSet::new(),
            all_chosen: false,
        }
    }
}

impl List {
    /// The view.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// Number of documents in the view.
    pub fn len(&self) -> usize {
        self.view.ids.len()
    }

    /// Whether the view has no documents.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The index of the document under the cursor.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The document under the cursor.
    pub fn selected(&self) -> Option<DocId> {
        self.view.ids.get(self.cursor).copied()
    }

    /// The chosen documents, in the order of the view.
    pub fn chosen(&self) -> impl Iterator<Item = DocId> {
        self.view.ids.iter().copied().filter(|id| self.chosen.contains(id))
    }

    /// Number of chosen documents.
    pub fn chosen_len(&self) -> usize {
        self.chosen.len()
    }

    /// Whether a document is chosen.
    pub fn is_chosen(&self, id: DocId) -> bool {
        self.chosen.contains(&id)
    }

    /// Whether what is chosen was chosen at one stroke, seen or not.
    pub fn all_chosen(&self) -> bool {
        self.all_chosen
    }

    /// Chooses the document under the cursor, or no longer.
    pub fn choose(&mut self) {
        if let Some(id) = self.selected()
            && !self.chosen.remove(&id)
        {
            self.chosen.insert(id);
        }
        self.all_chosen &= !self.chosen.is_empty();
    }

    /// Chooses every document of the view; none if all are chosen already.
    pub fn choose_all(&mut self) {
        let whole = self.chosen.len() == self.len();
        self.choose_none();
        if !whole {
            self.chosen.extend(self.view.ids.iter());
            self.all_chosen = !self.is_empty();
        }
    }

    /// Chooses nothing; false if nothing was chosen.
    pub fn choose_none(&mut self) -> bool {
        self.all_chosen = false;
        !std::mem::take(&mut self.chosen).is_empty()
    }

    /// Chooses what another list has chosen, which is then dropped where it is not in view.
    pub fn choose_as(&mut self, other: &List) {
        (self.chosen, self.all_chosen) = (other.chosen.clone(), other.all_chosen);
    }

    /// The indices of the documents on the screen.
    pub fn visible(&self) -> Range<usize> {
        self.top..(self.top + self.height).min(self.len())
    }

    /// Number of rows of the pane.
    pub fn height(&self) -> usize {
        self.height
    }

    /// The row of a document, once fetched.
    pub fn row(&self, id: DocId) -> Option<&Row> {
        self.rows.get(&id)
    }

    /// The documents on the screen with their indices.
    pub fn screen(&self) -> impl Iterator<Item = (usize, DocId)> {
        self.visible().map(|index| (index, self.view.ids[index]))
    }

    /// Puts another view into the list. The cursor stays with the document `keep`, at the same
    /// height on the screen; where that is gone it goes to the index `else_at`. What is chosen and
    /// no longer in view is no longer chosen.
    pub fn show(&mut self, view: View, keep: Option<DocId>, else_at: usize) {
        let on_screen = self.cursor - self.top;
        let found = keep.and_then(|id| view.ids.iter().position(|other| *other == id));
        self.view = view;
        if !self.chosen.is_empty() {
            self.chosen = self.chosen().collect();
            self.all_chosen &= !self.chosen.is_empty();
        }
        (self.fetched, self.asked) = (0..0, 0..0);
        self.cursor = found.unwrap_or(else_at).min(self.len().saturating_sub(1));
        self.top = self.cursor.saturating_sub(on_screen);
        self.scroll();
    }

    /// Where to look, in a view that may have it no more, for what is now in the place of the document
    /// under the cursor: at what came in before the one that followed it, else at that one itself.
    pub fn place_in(&self, view: &View) -> usize {
        // Whole files may have gone: far away nothing is in its place.
        const NEAR: usize = 100;
        let in_view = |id: &DocId| view.ids.iter().position(|other| other == id);
        let following = self.view.ids.iter().skip(self.cursor + 1).take(NEAR).find_map(in_view);
        let Some(following) = following else { return self.cursor };
        let before = following.checked_sub(1);
        before.filter(|at| !self.view.ids.contains(&view.ids[*at])).unwrap_or(following)
    }

    /// Tells how many rows the pane has.
    pub fn resize(&mut self, height: usize) {
        self.height = height.max(1);
        self.scroll();
    }

    /// Moves the cursor to this index, or as far as the list goes. At the edge of the screen the
    /// list scrolls by half a page: a step there costs a repaint, so steps are made rare.
    pub fn go(&mut self, index: usize) {
        self.cursor = index.min(self.len().saturating_sub(1));
        self.scroll();
    }

    fn scroll(&mut self) {
        if !(self.top..self.top + self.height).contains(&self.cursor) {
            self.top = self.cursor.saturating_sub(self.height / 2);
        }
        self.top = self.top.min(self.len().saturating_sub(self.height));
    }

    /// The rows to ask for now, if any are missing that were not asked for yet.
    pub fn missing(&mut self) -> Option<Range<usize>> {
        let visible = self.visible();
        let holds = |range: &Range<usize>| range.start <= visible.start && visible.end <= range.end;
        if holds(&self.fetched) || holds(&self.asked) {
            return None;
        }
        let start = visible.start.saturating_sub(MARGIN);
        self.asked = start..(visible.end + MARGIN).min(self.len());
        Some(self.asked.clone())
    }

    /// Forgets what was asked for and has not come.
    pub fn ask_again(&mut self) {
        self.asked = self.fetched.clone();
    }

    /// Takes the rows that were asked for. A document that is gone has none.
    pub fn fill(&mut self, rows: Vec<Row>) {
        self.fetched = self.asked.clone();
        self.rows = rows.into_iter().map(|row| (row.id, row)).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(n: u8) -> View {
        View { ids: (0..n).map(|n| DocId::from_bytes([n; 16])).collect(), corpus: 9 }
    }

    fn list(n: u8, height: usize) -> List {
        let mut list = List::default();
        list.resize(height);
        list.show(view(n), None, 0);
        list
    }

    #[test]
    fn the_cursor_is_always_on_the_screen_and_in_the_list() {
        let mut list = list(30, 10);
        for index in [9, 10, 29, 99, 3, 0] {
            list.go(index);
            assert!(list.visible().contains(&list.cursor()), "{index}");
        }
        list.show(view(0), None, 7);
        assert_eq!((list.cursor(), list.selected()), (0, None));
    }

    #[test]
    fn a_step_over_the_edge_scrolls_half_a_page() {
        let mut list = list(30, 10);
        list.go(10);
        assert_eq!(list.visible(), 5..15);
    }

    #[test]
    fn another_view_keeps_the_document_at_its_height() {
        let mut list = list(30, 10);
        list.go(12);
        let height = list.cursor() - list.visible().start;
        list.show(view(20), list.selected(), 0);
        assert_eq!((list.cursor(), list.cursor() - list.visible().start), (12, height));
    }

    #[test]
    fn a_document_that_became_another_is_followed_among_others_that_came_in() {
        let of = |numbers: &[u8]| View {
            ids: numbers.iter().map(|n| DocId::from_bytes([*n; 16])).collect(),
            corpus: 9,
        };
        let mut list = list(5, 10);
        list.go(2);
        let place = |new: &[u8]| new[list.place_in(&of(new)).min(new.len() - 1)];
        assert_eq!(place(&[0, 1, 20, 3, 4]), 20);
        assert_eq!(place(&[7, 0, 8, 1, 20, 3, 4]), 20);
        assert_eq!(place(&[7, 0, 1, 3, 4]), 3, "it is gone");
        assert_eq!(place(&[7, 0, 1, 20, 4]), 20, "the next one is gone too");
        assert_eq!(place(&[0, 1]), 1, "all behind it are gone");
    }

    #[test]
    fn documents_are_chosen_one_by_one_or_all_and_only_while_in_view() {
        let mut list = list(5, 10);
        list.choose();
        list.go(3);
        list.choose();
        let ids = list.view().ids.clone();
        assert_eq!(list.chosen().collect::<Vec<_>>(), [ids[0], ids[3]]);
        assert!(!list.all_chosen());
        list.show(view(2), None, 0);
        assert_eq!((list.chosen().collect::<Vec<_>>(), list.chosen_len()), (vec![ids[0]], 1));
        list.choose_all();
        assert!(list.all_chosen() && list.chosen_len() == 2);
        list.choose_all();
        assert!(!list.all_chosen() && !list.choose_none());
    }

    #[test]
    fn rows_are_asked_for_once_and_again_for_another_view() {
        let mut list = list(30, 10);
        assert_eq!(list.missing(), Some(0..30));
        assert_eq!(list.missing(), None);
        list.show(view(25), None, 0);
        assert_eq!(list.missing(), Some(0..25));
    }
}
