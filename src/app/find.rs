//! Filtering the list, and finding names and hits in the article.

use super::act::and_discard;
use super::{App, Choice, Effect, Pick, Picked, Picker, Popup, Request, Values};
use crate::action::{Action, Pane};
use crate::model::{EntityId, Facet};
use crate::query::{Query, actor};

/// Queries that the prompt offers again.
const REMEMBERED: usize = 200;

/// What is said where a name has to be under the cursor and none is.
pub(super) fn no_name() -> String {
    format!("No name is under the cursor; {} goes to the next one.", Action::NextMention.key())
}

impl App {
    pub(super) fn filter(&mut self, query: Query) -> Vec<Effect> {
        if !query.is_everything() {
            self.queries.retain(|old| old != query.source());
            self.queries.push(query.source().to_owned());
            self.queries.drain(..self.queries.len().saturating_sub(REMEMBERED));
        }
        if self.filters.set(query) { self.await_view() } else { vec![] }
    }

    pub(super) fn add_clause(&mut self, clause: &str) -> Vec<Effect> {
        self.focus = Pane::List;
        match Query::parse(&self.filters.with(clause)) {
            Ok(query) => self.filter(query),
            Err(error) => self.fail(error.to_string()),
        }
    }

    pub(super) fn filter_entity(&mut self, sign: &str) -> Vec<Effect> {
        let id = self.entity_here();
        match id {
            Some(id) => self.add_clause(&format!("{sign}{}", actor(&id))),
            None => self.say(no_name()),
        }
    }

    /// Gives an open picker or prompt what there is to choose from.
    pub(super) fn offer(&mut self, choices: Vec<Choice>) -> Vec<Effect> {
        match &mut self.popup {
            Some(Popup::Prompt(prompt)) => {
                let values = prompt.offer(choices);
                let mut effects = self.ask_values(values);
                effects.extend(self.follow_typing());
                effects
            }
            Some(Popup::Picker(picker)) => {
                let picked = picker.offer(choices);
                self.after_pick(picked)
            }
            _ => vec![],
        }
    }

    /// Does what is asked for in the open picker, which then closes.
    pub(super) fn after_pick(&mut self, picked: Picked) -> Vec<Effect> {
        if picked == Picked::Open {
            return vec![];
        }
        let choices = match self.popup.take() {
            Some(Popup::Picker(picker)) => picker.into_choices(),
            _ => vec![],
        };
        let effects = match picked {
            Picked::Open => vec![],
            Picked::Left => {
                self.naming = None;
                vec![]
            }
            Picked::Asked(id) => self.open_page(id, Vec::new()),
            Picked::Chosen(pick) => self.picked(pick),
            Picked::Deleted(search) => self.delete_saved(&search),
            Picked::Renamed(search) => self.rename_saved(search),
        };
        and_discard(effects, choices)
    }

    /// Does what was chosen.
    pub(super) fn picked(&mut self, pick: Pick) -> Vec<Effect> {
        match pick {
            Pick::Action(action) => self.act(action),
            Pick::Clause(clause) => self.add_clause(&clause),
            Pick::Saved(search) => self.open_saved(&search),
            Pick::Entity(id) => self.chosen_entity(id),
            Pick::Correct(correction) => vec![Effect::Correct(correction)],
            Pick::New => self.choose_kind(),
            Pick::Kind(kind) => self.chosen_kind(kind),
        }
    }

    /// Whether an action has to wait for the article under the cursor; it then follows by itself.
    pub(super) fn defer(&mut self, action: Action) -> Option<Vec<Effect>> {
        if self.list.selected().is_none() || self.reader_of_cursor().is_some() {
            return None;
        }
        self.deferred = Some(action);
        Some(self.follow())
    }

    pub(super) fn pick(&mut self, title: &'static str, of: Values) -> Vec<Effect> {
        self.popup = Some(Popup::Picker(Picker::new(title)));
        self.naming = None;
        // Choosing a language or source gives up the one before, so all of them are offered.
        let query = match of {
            Values::Facet(Facet::Lang) => self.filters.without("lang:"),
            Values::Facet(Facet::Source) => self.filters.without("source:"),
            _ => self.query().clone(),
        };
        // Those that are hidden are offered to be seen.
        let shown = match of {
            Values::Facet(_) if self.discarded > 0 => query.without_discarded(),
            _ => None,
        };
        self.ask_choices(of, shown.unwrap_or(query))
    }

    /// Asks for what a prompt is to offer, in the whole corpus.
    pub(super) fn ask_values(&mut self, of: Option<Values>) -> Vec<Effect> {
        of.map_or(vec![], |of| self.ask_choices(of, Query::default()))
    }

    fn ask_choices(&mut self, of: Values, query: Query) -> Vec<Effect> {
        let generation = self.next_generation();
        self.asked.choices = generation;
        vec![Effect::Ask(Request::Choices { generation, of, query })]
    }

    /// Goes to the next mention: in the sidebar, of the entity under its cursor, in this document or
    /// the next one of the view that has some.
    pub(super) fn jump(&mut self, forward: bool) -> Vec<Effect> {
        let chosen = match self.focus {
            Pane::Sidebar if self.facets.is_none() => {
                self.sidebar.selected().map(|figure| figure.id.clone())
            }
            _ => None,
        };
        let arrived = std::mem::take(&mut self.arriving);
        let Some(reader) = &mut self.reader else { return vec![] };
        let admits = |id: &EntityId| chosen.as_ref().is_none_or(|chosen| chosen == id);
        // From another document it is the last one that is reached backwards.
        let found = reader.jump(forward, chosen.is_none() || arrived, admits);
        match (found, chosen) {
            (true, _) => {}
            (false, Some(id)) => return self.find_elsewhere(forward, id),
            (false, None) => return self.say("No known name is in this article."),
        }
        if let Some(id) = reader.entity().cloned() {
            self.sidebar.select(&id);
        }
        if self.focus == Pane::List {
            self.focus = Pane::Article;
        }
        if arrived {
            self.say("The next document that has it: the one before has no more.")
        } else {
            vec![]
        }
    }

    /// Asks for the next document that names an entity.
    fn find_elsewhere(&mut self, forward: bool, entity: EntityId) -> Vec<Effect> {
        let generation = self.next_generation();
        self.asked.find = (generation, forward);
        let (view, from) = (self.list.view().clone(), self.list.cursor());
        vec![Effect::Ask(Request::Find { generation, view, from, forward, entity })]
    }

    /// Goes to the document that names the entity of the sidebar, and to the mention in it.
    pub(super) fn found(&mut self, index: Option<usize>) -> Vec<Effect> {
        let (_, forward) = self.asked.find;
        let Some(index) = index else {
            return self.say(match forward {
                true => "This is the last mention in view.",
                false => "This is the first mention in view.",
            });
        };
        self.go(index);
        self.arriving = true;
        let next = if forward { Action::NextMention } else { Action::PreviousMention };
        self.defer(next).unwrap_or_default()
    }

    pub(super) fn jump_to_hit(&mut self, forward: bool) -> Vec<Effect> {
        let found = self.reader.as_mut().is_some_and(|reader| reader.jump_to_hit(forward));
        if !found {
            return match self.query().has_words() {
                true => self.say("The words of the query are not in this text."),
                false => {
                    let query = Action::Query.key();
                    self.say(format!("No words are searched for; {query} asks for some."))
                }
            };
        }
        if self.focus == Pane::List {
            self.focus = Pane::Article;
        }
        vec![]
    }
}
