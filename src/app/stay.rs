//! Keeps the person with the document that they read while the files change: with its version, once
//! it was edited, and in the list, though the query may find it no more.

use std::sync::Arc;

use super::App;
use crate::model::{DocId, Document, View};

impl App {
    /// The document that the person is to stay with, whatever the next view has. A view that is only
    /// tried moves nobody.
    pub(super) fn reading(&self) -> Option<Arc<Document>> {
        let document = &self.reader.as_ref()?.article().document;
        let here = self.is_here(document.id) && self.acted && self.trial.is_none();
        here.then(|| Arc::clone(document))
    }

    /// Whether the open article, of this document, is what the list's cursor is on, be it a version.
    fn is_here(&self, id: DocId) -> bool {
        let here = self.list.selected();
        here.is_some() && (here == Some(id) || here == self.became)
    }

    /// What the list's cursor is to be on in another view, as far as that has it: the document that
    /// is read, as it now is. `place` is where one stands that the query does not find and that is
    /// to stay in view nevertheless.
    pub(super) fn stay(
        &mut self,
        view: &mut View,
        reading: Option<(DocId, DocId)>,
        place: Option<usize>,
    ) -> Option<DocId> {
        let here = self.list.selected().filter(|_| self.acted)?;
        let open = self.reader.as_ref().map(|reader| reader.article().document.id);
        let reading = reading.filter(|(old, _)| open == Some(*old) && self.is_here(*old));
        let Some((old, now)) = reading else { return Some(here) };
        if !view.ids.contains(&now) {
            // Of what is decided about a version some may be still to come.
            let stays = now == here || self.query().on_triage();
            match place.filter(|_| stays && !view.ids.contains(&here)) {
                Some(place) => insert(view, now, place),
                None => return Some(here),
            }
        }
        self.became = (now != old).then_some(now);
        self.spared = if self.spared == Some(here) { Some(now) } else { self.spared };
        Some(now)
    }
}

/// Puts a document into a view.
fn insert(view: &mut View, id: DocId, at: usize) {
    let mut ids = view.ids.to_vec();
    ids.insert(at.min(ids.len()), id);
    view.ids = ids.into();
}
