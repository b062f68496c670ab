//! A list to choose from by typing a part of a name, in any script.

use super::event::{Choice, Pick};
use crate::config::{Key, KeyCode};
use crate::model::{EntityId, SavedSearch};
use crate::text::{Input, fold};

/// A list to choose from.
#[derive(Debug)]
pub struct Picker {
    title: String,
    input: Input,
    choices: Option<Vec<Choice>>,
    found: Vec<usize>,
    cursor: usize,
    /// The key that was pressed before there was anything to choose.
    early: Option<Key>,
}

/// What a key did to the picker.
#[derive(Debug, PartialEq, Eq)]
pub enum Picked {
    /// It stays open.
    Open,
    /// The person left it.
    Left,
    /// This was chosen.
    Chosen(Pick),
    /// This search is to be deleted.
    Deleted(SavedSearch),
    /// This search is to be called something else.
    Renamed(SavedSearch),
    /// All about this one is asked for.
    Asked(EntityId),
}

impl Picker {
    /// A picker whose choices are still to come.
    pub fn new(title: impl Into<String>) -> Self {
        let (input, found, title) = (Input::default(), Vec::new(), title.into());
        Self { title, input, choices: None, found, cursor: 0, early: None }
    }

    /// Takes what there is to choose from. Who typed ahead has chosen already.
    pub fn offer(&mut self, choices: Vec<Choice>) -> Picked {
        self.choices = Some(choices);
        self.search();
        self.early.take().map_or(Picked::Open, |key| self.key(key))
    }

    /// What there was to choose from, for it closes.
    pub(super) fn into_choices(self) -> Vec<Choice> {
        self.choices.unwrap_or_default()
    }

    fn choose(&self) -> Picked {
        self.selected().map_or(Picked::Open, |choice| Picked::Chosen(choice.pick.clone()))
    }

    fn selected(&self) -> Option<&Choice> {
        self.choices.as_ref()?.get(*self.found.get(self.cursor)?)
    }

    /// Whether entities are chosen here, which can be asked about.
    pub fn has_entities(&self) -> bool {
        matches!(self.selected(), Some(Choice { pick: Pick::Entity(_), .. }))
    }

    /// The saved search under the cursor.
    fn selected_search(&self) -> Option<SavedSearch> {
        match self.choose() {
            Picked::Chosen(Pick::Saved(search)) => Some(search),
            _ => None,
        }
    }

    /// The saved searches that are offered.
    pub(super) fn saved(&self) -> impl Iterator<Item = &SavedSearch> {
        self.choices.iter().flatten().filter_map(|choice| match &choice.pick {
            Pick::Saved(search) => Some(search),
            _ => None,
        })
    }

    /// Puts other words beside the choices of these names.
    pub(super) fn detail(&mut self, details: &[(String, String)]) {
        for choice in self.choices.iter_mut().flatten() {
            if let Some((_, detail)) = details.iter().find(|(name, _)| *name == choice.name) {
                choice.detail.clone_from(detail);
            }
        }
    }

    /// What is chosen here.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What has been typed.
    pub fn input(&self) -> &Input {
        &self.input
    }

    /// The choices that match, best first; `None` while they are still to come.
    pub fn found(&self) -> Option<impl ExactSizeIterator<Item = &Choice>> {
        let choices = self.choices.as_ref()?;
        Some(self.found.iter().map(|&n| &choices[n]))
    }

    /// Number of choices, whatever has been typed; none while they are still to come.
    pub fn len(&self) -> usize {
        self.choices.as_ref().map_or(0, Vec::len)
    }

    /// Whether there is nothing to choose from, or not yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The place of the cursor among those found.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// Takes a pasted text.
    pub fn paste(&mut self, text: &str) {
        self.input.insert_str(text);
        self.search();
    }

    /// Takes a key.
    pub fn key(&mut self, key: Key) -> Picked {
        let last = self.found.len().saturating_sub(1);
        match (key.code, key.ctrl) {
            (KeyCode::Esc, _) | (KeyCode::Char('c'), true) => return Picked::Left,
            (KeyCode::Enter, _) | (KeyCode::Char('x' | 'r'), true) if self.choices.is_none() => {
                self.early = Some(key);
            }
            (KeyCode::Enter, _) => return self.choose(),
            (KeyCode::Char('x'), true) => {
                return self.selected_search().map_or(Picked::Open, Picked::Deleted);
            }
            (KeyCode::Char('r'), true) => {
                return self.selected_search().map_or(Picked::Open, Picked::Renamed);
            }
            (KeyCode::Tab, _) => {
                if let Some(Choice { pick: Pick::Entity(id), .. }) = self.selected() {
                    return Picked::Asked(id.clone());
                }
            }
            (KeyCode::Down, _) | (KeyCode::Char('n'), true) => {
                self.cursor = (self.cursor + 1).min(last);
            }
            (KeyCode::Up, _) | (KeyCode::Char('p'), true) => {
                self.cursor = self.cursor.saturating_sub(1);
            }
            _ => {
                if super::prompt::edit(&mut self.input, key) {
                    self.search();
                }
            }
        }
        Picked::Open
    }

    fn search(&mut self) {
        self.found = search(self.choices.as_deref().unwrap_or_default(), self.input.text());
        self.cursor = 0;
    }
}

/// The places of the choices that go by a name like the one typed, best first.
pub(super) fn search(choices: &[Choice], typed: &str) -> Vec<usize> {
    let wanted = fold(typed.trim());
    let ranked = choices.iter().enumerate().filter_map(|(n, choice)| {
        let best = choice.keys.iter().filter_map(|key| rank(key, &wanted)).min();
        // Who finds nobody is about to say that it is somebody new.
        Some((best.or((choice.pick == Pick::New).then_some(Rank::New))?, n))
    });
    let mut found: Vec<(Rank, usize)> = ranked.collect();
    found.sort_unstable();
    found.into_iter().map(|(_, n)| n).collect()
}

/// How well a name matches, best first.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Whole,
    Beginning,
    Word,
    Inside,
    New,
}

fn rank(key: &str, wanted: &str) -> Option<Rank> {
    let at = key.find(wanted)?;
    let begins_word = |at: usize| !key[..at].chars().next_back().is_some_and(char::is_alphanumeric);
    Some(match at {
        // What is typed first narrows down nothing, so that order stays as offered.
        _ if wanted.is_empty() => Rank::Whole,
        0 if key.len() == wanted.len() => Rank::Whole,
        0 => Rank::Beginning,
        _ if key.match_indices(wanted).any(|(at, _)| begins_word(at)) => Rank::Word,
        _ => Rank::Inside,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picker() -> Picker {
        let choice = |clause: &str, keys: &[&str]| Choice {
            pick: Pick::Clause(clause.into()),
            name: clause.into(),
            detail: String::new(),
            keys: keys.iter().map(|key| fold(key)).collect(),
        };
        let mut picker = Picker::new("Actor");
        picker.offer(vec![
            choice("rasputin", &["Rasputin"]),
            choice("putin", &["Vladimir Putin", "Poutine", "بوتين"]),
            choice("iran", &["Iran", "إيران"]),
        ]);
        picker
    }

    fn names(picker: &Picker) -> Vec<&str> {
        picker.found().unwrap().map(|choice| choice.name.as_str()).collect()
    }

    #[test]
    fn any_name_in_any_script_finds_the_same_one() {
        for typed in ["putin", "POUT", "بوتين", "بوت"] {
            let mut picker = picker();
            picker.paste(typed);
            assert_eq!(names(&picker)[0], "putin", "{typed}");
        }
        let mut picker = picker();
        picker.paste("ايران");
        assert_eq!(names(&picker), ["iran"]);
    }

    #[test]
    fn somebody_new_is_offered_last_whatever_is_typed() {
        let mut picker = picker();
        let new = Choice {
            pick: Pick::New,
            name: "new".into(),
            detail: String::new(),
            keys: vec![fold("somebody new")],
        };
        picker.offer(picker.choices.clone().into_iter().flatten().chain([new]).collect());
        picker.paste("put");
        assert_eq!(names(&picker), ["putin", "rasputin", "new"]);
        picker.paste(" nobody is called so");
        assert_eq!(names(&picker), ["new"]);
        assert_eq!(picker.key(Key::plain(KeyCode::Enter)), Picked::Chosen(Pick::New));
    }

    #[test]
    fn what_is_typed_before_there_is_a_choice_chooses_from_it() {
        let ready = picker();
        let mut picker = Picker::new("Actor");
        picker.paste("poutine");
        assert_eq!(picker.key(Key::plain(KeyCode::Enter)), Picked::Open);
        let chosen = picker.offer(ready.choices.unwrap());
        assert_eq!(chosen, Picked::Chosen(Pick::Clause("putin".into())));
    }

    #[test]
    fn a_name_that_begins_so_comes_before_one_that_contains_it() {
        let mut picker = picker();
        picker.paste("put");
        assert_eq!(names(&picker), ["putin", "rasputin"]);
    }

    #[test]
    fn enter_chooses_what_the_cursor_is_on_and_nothing_where_nothing_is_found() {
        let mut picker = picker();
        picker.key(Key::plain(KeyCode::Down));
        let enter = Key::plain(KeyCode::Enter);
        assert_eq!(picker.key(enter), Picked::Chosen(Pick::Clause("putin".into())));
        picker.paste("nobody");
        assert_eq!(picker.key(enter), Picked::Open);
        assert_eq!(picker.key(Key::plain(KeyCode::Esc)), Picked::Left);
    }
}
