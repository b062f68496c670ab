//! Saved searches: the query in force under a name, and a list of them with how many documents each
//! finds here.

use super::event::Keep;
use super::{App, Choice, Effect, Mistake, Pick, Picker, Popup, Prompt, Purpose, Request};
use crate::action::Action;
use crate::model::SavedSearch;
use crate::query::Query;
use crate::text::fold;

/// What the picker of saved searches is called.
const TITLE: &str = "Saved searches: ctrl-x deletes, ctrl-r renames";
/// Scalar values of a name at most.
const LONGEST: usize = 60;

impl App {
    /// Asks for a name for the query in force.
    pub(super) fn ask_name(&mut self) -> Vec<Effect> {
        if self.query().is_everything() {
            let query = Action::Query.key();
            return self.say(format!(
                "Nothing is filtered that could be saved; {query} asks for a query."
            ));
        }
        let search = SavedSearch {
            name: String::new(),
            query: self.query().source().to_owned(),
            sort: self.sort,
        };
        self.ask_name_of(search)
    }

    fn ask_name_of(&mut self, search: SavedSearch) -> Vec<Effect> {
        let name = search.name.clone();
        let about = format!("A name for {}", search.query);
        self.ask(Prompt::new(Purpose::Save(search), &name, about))
    }

    /// Saves a search under the name that was entered.
    pub(super) fn write_name(&mut self, search: SavedSearch, prompt: Prompt) -> Vec<Effect> {
        let typed = prompt.input().text();
        let name = typed.trim();
        let wrong = match name.chars().count() {
            0 => Some("a search is saved under a name"),
            1..=LONGEST => None,
            _ => Some("that is long for a name; 60 letters are enough"),
        };
        if let Some(wrong) = wrong {
            let mistake = Mistake::new(wrong, 0..typed.len());
            self.popup = Some(Popup::Prompt(prompt.mistaken(mistake)));
            return vec![];
        }
        let before = Some(search.name).filter(|before| !before.is_empty() && before != name);
        let search = SavedSearch { name: name.to_owned(), ..search };
        vec![Effect::Keep(Keep::Save { search, before })]
    }

    /// Shows the saved searches.
    pub(super) fn pick_saved(&mut self) -> Vec<Effect> {
        self.popup = Some(Popup::Picker(Picker::new(TITLE)));
        let generation = self.next_generation();
        self.asked.choices = generation;
        vec![Effect::Keep(Keep::Recall(generation))]
    }

    /// Takes the saved searches, and asks how many documents each finds.
    pub(super) fn list_saved(
        &mut self,
        generation: u64,
        saved: Result<Vec<SavedSearch>, String>,
    ) -> Vec<Effect> {
        if generation != self.asked.choices {
            return vec![];
        }
        let searches = match saved {
            Ok(searches) if searches.is_empty() => {
                self.popup = None;
                let save = Action::Save.key();
                return self.say(format!("No search is saved yet; {save} saves the one in force."));
            }
            Ok(searches) => searches,
            Err(error) => {
                self.popup = None;
                return self.fail(error);
            }
        };
        let mut effects = self.offer(searches.iter().map(|search| choice(search, "…")).collect());
        effects.push(Effect::Ask(Request::Saved { generation, searches }));
        effects
    }

    /// Counts anew what the searches find that are shown, for documents have come in.
    pub(super) fn count_saved(&mut self) -> Option<Effect> {
        let Some(Popup::Picker(picker)) = &self.popup else { return None };
        let searches: Vec<SavedSearch> = picker.saved().cloned().collect();
        let generation = self.asked.choices;
        (!searches.is_empty()).then_some(Effect::Ask(Request::Saved { generation, searches }))
    }

    /// Takes how many documents each of the searches finds, in their order.
    pub(super) fn saved_counted(&mut self, counts: &[(String, String)]) {
        if let Some(Popup::Picker(picker)) = &mut self.popup {
            picker.detail(counts);
        }
    }

    /// Opens a saved search.
    pub(super) fn open_saved(&mut self, search: &SavedSearch) -> Vec<Effect> {
        match Query::parse(&search.query) {
            Ok(query) => {
                let sorted = std::mem::replace(&mut self.sort, search.sort) == search.sort;
                match (self.filter(query), sorted) {
                    (effects, false) if effects.is_empty() => self.await_view(),
                    (effects, _) => effects,
                }
            }
            Err(error) => self.fail(error.to_string()),
        }
    }

    /// Deletes a saved search; what it was stays in sight, to be typed again.
    pub(super) fn delete_saved(&mut self, search: &SavedSearch) -> Vec<Effect> {
        vec![Effect::Keep(Keep::Delete(search.name.clone()))]
    }

    /// Asks for another name of a saved search.
    pub(super) fn rename_saved(&mut self, search: SavedSearch) -> Vec<Effect> {
        self.ask_name_of(search)
    }
}

fn choice(search: &SavedSearch, detail: &str) -> Choice {
    Choice {
        pick: Pick::Saved(search.clone()),
        name: search.name.clone(),
        detail: detail.to_owned(),
        keys: vec![fold(&search.name), fold(&search.query)],
    }
}
