//! Moving: within a pane, and from pane to pane.

use super::{App, Effect};
use crate::action::{Action, Pane};

impl App {
    pub(super) fn page(&self) -> isize {
        let rows = match (self.focus, &self.reader) {
            (Pane::Article, Some(reader)) => reader.height(),
            (Pane::Sidebar, _) => {
                self.facets.as_ref().map_or(self.sidebar.height(), |facets| facets.height())
            }
            _ => self.list.height(),
        };
        // One row stays in sight, to read on from.
        rows.saturating_sub(1).max(1).cast_signed()
    }

    pub(super) fn step(&mut self, rows: isize) -> Vec<Effect> {
        match self.focus {
            Pane::List => self.go(self.list.cursor().saturating_add_signed(rows)),
            Pane::Article => {
                self.reader.iter_mut().for_each(|reader| reader.step(rows));
                vec![]
            }
            Pane::Sidebar => {
                match &mut self.facets {
                    Some(facets) => facets.step(rows),
                    None => self.sidebar.step(rows),
                }
                vec![]
            }
        }
    }

    pub(super) fn scroll(&mut self, rows: isize) -> Vec<Effect> {
        match (self.focus, &mut self.reader) {
            (Pane::Article, Some(reader)) => {
                reader.scroll(rows);
                vec![]
            }
            _ => self.step(rows),
        }
    }

    pub(super) fn end(&mut self, last: bool) -> Vec<Effect> {
        match self.focus {
            Pane::List => self.go(if last { usize::MAX } else { 0 }),
            Pane::Article => {
                self.reader.iter_mut().for_each(|reader| reader.end(last));
                vec![]
            }
            Pane::Sidebar => self.step(if last { isize::MAX } else { isize::MIN }),
        }
    }

    /// Moves the list's cursor. The article follows when it rests.
    pub(super) fn go(&mut self, index: usize) -> Vec<Effect> {
        self.returning = None;
        let before = self.list.cursor();
        self.list.go(index);
        if self.list.cursor() == before {
            return vec![];
        }
        vec![self.rest_list()]
    }

    /// Lets the article follow once the list has come to rest.
    pub(super) fn rest_list(&mut self) -> Effect {
        self.asked.rest = self.next_generation();
        Effect::Rest(self.rest, self.asked.rest)
    }

    pub(super) fn turn(&mut self, panes: usize) -> Vec<Effect> {
        const ORDER: [Pane; 3] = [Pane::List, Pane::Article, Pane::Sidebar];
        let at = ORDER.iter().position(|pane| *pane == self.focus).unwrap_or(0);
        self.look_at(ORDER[(at + panes) % ORDER.len()])
    }

    pub(super) fn shift(&mut self, by: isize) -> Vec<Effect> {
        self.look_at(match (self.focus, by) {
            (Pane::List, 1) | (Pane::Sidebar, -1) => Pane::Article,
            (Pane::Article, 1) | (Pane::Sidebar, _) => Pane::Sidebar,
            _ => Pane::List,
        })
    }

    pub(super) fn look_at(&mut self, pane: Pane) -> Vec<Effect> {
        self.focus = pane;
        // What is looked at is what the cursor is on, rested or not.
        if pane != Pane::List && self.reader_of_cursor().is_none() {
            return self.follow();
        }
        vec![]
    }

    pub(super) fn step_word(&mut self, forward: bool) -> Vec<Effect> {
        let found = self.reader.as_mut().is_some_and(|reader| reader.step_word(forward));
        if !found {
            return self.say("There is no further word in this article.");
        }
        self.focus = Pane::Article;
        vec![]
    }

    pub(super) fn open(&mut self) -> Vec<Effect> {
        let Some(id) = self.list.selected() else { return vec![] };
        let mut effects = self.look_at(Pane::Article);
        effects.extend(self.mark_read(id));
        effects
    }

    pub(super) fn back(&mut self) -> Vec<Effect> {
        let selecting = self.reader.as_mut().filter(|reader| reader.selection().is_some());
        if let (Pane::Article, Some(reader)) = (self.focus, selecting) {
            reader.select();
            vec![]
        } else if self.focus != Pane::List {
            self.focus = Pane::List;
            vec![]
        } else if self.list.choose_none() {
            self.say("Nothing is selected any more.")
        } else if self.filters.back() {
            self.await_view()
        } else {
            self.say(format!("Nothing is filtered; {} quits.", Action::Quit.key()))
        }
    }
}
