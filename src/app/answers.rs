//! What the app asks of the corpus, and what it does with the answers.

use super::{
    App, Decision, Effect, Found, Mistake, Popup, Prompt, Purpose, Reader, Request, text_width,
};
use crate::action::Action;
use crate::model::{Article, DocId, Hits};
use crate::query::{Query, Term};
use crate::text::Options;

impl App {
    /// The open article, if it is the one under the list's cursor.
    pub(super) fn reader_of_cursor(&self) -> Option<&Reader> {
        let reader = self.reader.as_ref()?;
        (Some(reader.article().document.id) == self.list.selected()).then_some(reader)
    }

    /// Lets what the screen misses be asked for again, though it was asked for already; no answer of
    /// before is taken any more.
    pub(super) fn ask_again(&mut self) {
        (self.asked.failed, self.asked.rows) = (false, 0);
        self.list.ask_again();
        self.passages.ask_again();
    }

    /// Asks for a view that the person waits for.
    pub(super) fn await_view(&mut self) -> Vec<Effect> {
        self.asked.awaited = true;
        vec![self.ask_view()]
    }

    pub(super) fn ask_view(&mut self) -> Effect {
        let generation = self.next_generation();
        self.asked.view = generation;
        let without = self.query().without_discarded();
        self.hides_discarded = without.is_some();
        // Who has discarded nothing need not wait for decisions.
        let without = without.filter(|_| self.discarded > 0);
        let query = without.unwrap_or_else(|| self.query().clone());
        let reading = self.reading();
        Effect::Ask(Request::View { generation, query, sort: self.sort, reading })
    }

    pub(super) fn viewed(&mut self, outcome: Result<Found, Mistake>) -> Vec<Effect> {
        let awaited = std::mem::take(&mut self.asked.awaited);
        let Found { mut view, remark, unread, reading } = match outcome {
            Ok(found) => found,
            Err(mistake) => return self.refused(mistake, awaited),
        };
        if let Some(effect) = self.widen(&view, awaited) {
            return vec![effect];
        }
        if let Some(trial) = &self.trial {
            // The same wherever typing has led in between.
            self.list.choose_as(trial.list());
            if !awaited {
                let keep = trial.selected();
                self.list.show(view, keep, 0);
                self.take_unread(unread);
                return vec![self.rest_list()];
            }
            (self.trial, self.asked.rest) = (None, 0);
        }
        if let Some(remark) = remark {
            self.say(remark);
        }
        let before = self.list.selected();
        let wanted = self.returning.as_ref().and_then(|place| place.document);
        let staying = self.acted && !awaited;
        let else_at = if staying { self.list.place_in(&view) } else { 0 };
        let found = view.ids.len();
        let wanted_here = wanted.filter(|id| view.ids.contains(id));
        let keep =
            wanted_here.or_else(|| self.stay(&mut view, reading, staying.then_some(else_at)));
        // One that the query does not find may stay.
        let unread = unread.filter(|_| view.ids.len() == found);
        self.list.show(view, keep, else_at);
        if staying && self.list.selected() != before {
            self.brought = self.list.selected();
        }
        self.take_unread(unread);
        let mut effects = self.ask_counts();
        // The article of the document under the cursor, at once: nothing is on the way.
        if self.list.selected() != before || self.reader_of_cursor().is_none() {
            effects.extend(self.follow());
        } else if self.searches() || self.has_hits() {
            effects.extend(self.ask_article());
        }
        if self.read.done && wanted != self.list.selected() {
            self.returning = None;
        }
        effects
    }

    /// What finds the documents that the view leaves out because they were discarded.
    fn hidden_query(&self) -> Option<Query> {
        let hides = self.hides_discarded && self.discarded > 0;
        hides.then(|| self.query().only_discarded())
    }

    /// Goes back to the query before one that cannot be answered, and shows what is wrong with it.
    fn refused(&mut self, mistake: Mistake, awaited: bool) -> Vec<Effect> {
        if self.trial.is_some() && !awaited {
            return self.try_rest(mistake.span);
        }
        (self.begun, self.plain) = (None, None);
        let refused = self.query().source().to_owned();
        self.fail(mistake.message.clone());
        if self.popup.is_none() {
            let prompt = Prompt::new(Purpose::Query, &refused, String::new()).mistaken(mistake);
            self.popup = Some(Popup::Prompt(prompt));
        }
        // The list still shows the view before, or what was found while typing: Esc leads back.
        let back = self.filters.back();
        if back && self.trial.is_none() { vec![self.ask_view()] } else { vec![] }
    }

    /// Begins to wait until the article in view counts as read, whenever it becomes another one or
    /// comes back into sight.
    pub(super) fn look(&mut self) -> Option<Effect> {
        let in_sight = self.panes().article.is_some()
            && self.popup.is_none()
            // Before that nobody may be there yet, and what is at the top changes.
            && (self.acted || self.read.done);
        self.spared = self.spared.filter(|id| self.list.selected() == Some(*id));
        let reader = self.reader_of_cursor().filter(|_| in_sight);
        let unread = |id: &DocId| {
            !self.decisions.get(*id).read && ![self.spared, self.brought].contains(&Some(*id))
        };
        let seen = reader.map(|reader| reader.article().document.id).filter(unread);
        if seen == self.seen {
            return None;
        }
        self.seen = seen;
        self.asked.seen = self.next_generation();
        let dwell = self.dwell.filter(|_| seen.is_some())?;
        Some(Effect::Rest(dwell, self.asked.seen))
    }

    /// Marks the article in view as read, for it has been there long enough.
    pub(super) fn count_as_read(&mut self) -> Vec<Effect> {
        self.seen.map(|id| Effect::Decide(Decision::Seen(id))).into_iter().collect()
    }

    /// Asks for the counts of the view.
    pub(super) fn ask_counts(&self) -> Vec<Effect> {
        let generation = self.asked.view;
        let hidden = self.hidden_query();
        let view = self.list.view().clone();
        let count = Effect::Ask(Request::Count { generation, view, hidden });
        [count].into_iter().chain(self.ask_facets()).collect()
    }

    /// Follows the list's cursor once it has rested.
    pub(super) fn rested(&mut self) -> Vec<Effect> {
        let mut effects = if self.trial.is_some() { self.ask_counts() } else { vec![] };
        effects.extend(self.follow());
        effects
    }

    /// The open article, if it is the one that the person comes back to.
    pub(super) fn reader_of_place(&self) -> Option<&Reader> {
        match &self.trial {
            Some(trial) => trial.reader(self.reader.as_ref()),
            None => self.reader_of_cursor(),
        }
    }

    fn has_hits(&self) -> bool {
        self.reader.as_ref().is_some_and(|reader| *reader.hits() != Hits::default())
    }

    /// Whether the query searches for words, which the article shows.
    fn searches(&self) -> bool {
        self.query().wanted().any(|term| matches!(term, Term::Text(_) | Term::Title(_)))
    }

    /// Opens the article of the document under the cursor.
    pub(super) fn follow(&mut self) -> Vec<Effect> {
        if self.list.selected().is_none() {
            self.asked.article = 0;
            (self.deferred, self.arriving) = (None, false);
            self.put_reader(None);
            self.sidebar.show(Vec::new());
            return vec![];
        }
        self.ask_article()
    }

    pub(super) fn ask_article(&mut self) -> Vec<Effect> {
        let Some(id) = self.list.selected() else { return vec![] };
        let generation = self.next_generation();
        self.asked.article = generation;
        let query = self.filters.query().clone();
        vec![Effect::Ask(Request::Open { generation, id, query })]
    }

    pub(super) fn opened(&mut self, article: Option<Article>, hits: Hits) -> Vec<Effect> {
        let deferred = self.deferred.take();
        let Some(article) = article else {
            if self.became.is_some() && self.list.selected() == self.became {
                // It has changed once more: another view is on its way.
                return vec![];
            }
            let again = Action::Rescan.key();
            return self
                .fail(format!("This document is no longer there; {again} reads the files again."));
        };
        self.sidebar.show(article.figures.clone());
        let id = article.document.id;
        match &mut self.reader {
            // Opened already: where the person is in it stays.
            Some(reader) if reader.article().document.id == id => reader.refresh(article, hits),
            Some(reader) if self.became == Some(id) => {
                reader.revise(article, hits);
                self.became = None;
            }
            _ => {
                let panes = self.panes();
                // Laid out again by `arrange` if the pane is not shown now.
                let pane = panes.article.unwrap_or(panes.status);
                let options = Options { width: text_width(pane.width), ..self.text };
                let height = pane.height.saturating_sub(1).into();
                let mut reader = Reader::new(article, hits, options, height);
                if let Some(place) = self.returning.take_if(|place| place.document == Some(id)) {
                    reader.show_from(place.byte);
                    // Documents that come in later must not take the person away from it.
                    self.acted = true;
                }
                self.put_reader(Some(reader));
            }
        }
        let mut effects = vec![Effect::Remember(self.place())];
        effects.extend(deferred.into_iter().flat_map(|action| self.act(action)));
        effects
    }
}
