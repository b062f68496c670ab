//! Correcting names: the menu, whom a correction is about, and the pickers that it goes through.

use super::find::no_name;
use super::{App, Choice, Effect, Pick, Picker, Popup, Reader, Values};
use crate::action::{Action, Pane};
use crate::model::{Correction, EntityId, Kind, Lang, Profile, isolate};
use crate::query::{Query, Term, actor};
use crate::text::{fold, one_line};

/// More words than this are no name.
const WORDS: usize = 16;

/// A correction that waits for an entity to be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Naming {
    /// Of whom this is another name.
    Name(String, Option<Lang>),
    /// With whom this one is the same.
    Same(EntityId),
}

/// Whom a correction is about.
struct Subject {
    id: EntityId,
    /// What it is called on the screen.
    name: String,
    /// The name under the cursor, or the only one in the article.
    surface: Option<String>,
}

impl App {
    /// The entity under the cursor: in the sidebar, else in the article.
    pub(super) fn entity_here(&self) -> Option<EntityId> {
        match (self.focus, &self.reader) {
            (Pane::Sidebar, _) if self.facets.is_some() => {
                let query = Query::parse(&self.facets.as_ref()?.selected()?.clause).ok()?;
                query.wanted().find_map(|term| match term {
                    Term::Actor(actor) => Some(EntityId::from(&*actor.name)),
                    _ => None,
                })
            }
            (Pane::Sidebar, _) => self.sidebar.selected().map(|figure| figure.id.clone()),
            (_, Some(reader)) => reader.entity().cloned(),
            _ => None,
        }
    }

    fn subject(&self) -> Option<Subject> {
        let id = self.entity_here()?;
        let reader = self.reader.as_ref()?;
        let document = &reader.article().document;
        let surface = |n: usize| one_line(&document.text[document.mentions[n].range.clone()]);
        let mentions = &document.mentions;
        let here = reader.mention().filter(|n| mentions[*n].entity == id).map(surface);
        let only = || {
            let mut all = (0..mentions.len()).filter(|n| mentions[*n].entity == id).map(surface);
            let first = all.next()?;
            all.all(|other| other == first).then_some(first)
        };
        let figure = self.sidebar.figures().iter().find(|figure| figure.id == id);
        let name = figure.map_or_else(|| id.to_string(), |figure| figure.name.clone());
        Some(Subject { surface: here.or_else(only), id, name })
    }

    /// What is selected as a name, else the name under the cursor, with the language that it is in.
    fn name_here(&self) -> Result<(String, Option<Lang>), String> {
        let [word, select, mention] =
            [Action::NextWord, Action::Select, Action::NextMention].map(Action::key);
        let how = format!("{word} goes to a word, {select} and {word} select more");
        let nothing = || format!("No name is here: {how}, {mention} goes to a name.");
        let reader = self.reader.as_ref().ok_or_else(nothing)?;
        let document = &reader.article().document;
        let in_text = self.focus != Pane::Sidebar;
        let picked = reader.selection().or_else(|| reader.word()).filter(|_| in_text);
        let name = match picked.map(|range| one_line(&document.text[range])) {
            Some(picked) => picked,
            None => self.subject().and_then(|subject| subject.surface).ok_or_else(nothing)?,
        };
        if !name.contains(char::is_alphanumeric) {
            return Err(nothing());
        }
        if name.split(' ').count() > WORDS {
            return Err(format!("That is too long for a name: {how}."));
        }
        // A name in another script is of no language that is known here.
        let same = is_arabic(&name) == ["ar", "fa", "ur", "ckb"].contains(&document.lang.code());
        Ok((name, (same && document.lang != Lang::UNKNOWN).then_some(document.lang)))
    }

    /// Opens the menu of what can be corrected here.
    pub(super) fn correct_names(&mut self) -> Vec<Effect> {
        let mut choices = Vec::new();
        let mut add = |action: Action, name: String| {
            let keys = vec![fold(&name)];
            choices.push(Choice { pick: Pick::Action(action), name, detail: String::new(), keys });
        };
        let name = self.name_here();
        let selected = self.reader.as_ref().is_some_and(|reader| {
            self.focus == Pane::Article && (reader.selection().or(reader.word())).is_some()
        });
        let subject = self.subject().filter(|_| !selected);
        if let Some(Subject { id, name, surface }) = &subject {
            let name = isolate(name);
            if let Some(surface) = surface.as_ref().filter(|_| !id.is_proposed()) {
                add(Action::HideName, format!("“{}” does not name {name}", isolate(surface)));
            }
            add(Action::HideEntity, format!("Hide {name} everywhere"));
            add(Action::MergeEntity, format!("{name} is the same as…"));
        }
        let figures = self.sidebar.figures();
        let grouped = subject.as_ref().and_then(|s| figures.iter().find(|f| f.id == s.id));
        let part = grouped.and_then(|figure| part(&figure.id, &figure.grouped));
        match &name {
            Ok((name, _)) => {
                add(Action::AddName, format!("“{}” is another name of…", isolate(name)));
            }
            Err(reason) if subject.is_none() => return self.say(reason.clone()),
            Err(_) => {}
        }
        if subject.is_some() {
            add(Action::WhoIs, "Who is this?".to_owned());
        }
        add(Action::Undo, "Take back what was done last".to_owned());
        if let Some(part) = part {
            choices.insert(choices.len() - 1, part);
        }
        self.naming = None;
        self.open_picker("Correct names", choices)
    }

    /// Opens the menu of what can be corrected about the entity of a page.
    pub(super) fn correct_page(&mut self, profile: &Profile) -> Vec<Effect> {
        let hide = Correction::HideEntity { entity: profile.id.clone() };
        let name = format!("Hide {} everywhere", isolate(&profile.name));
        let keys = vec![fold(&name)];
        let hide = Choice { pick: Pick::Correct(hide), keys, name, detail: String::new() };
        let aliases: Vec<String> = profile.aliases.iter().map(|(name, _)| name.clone()).collect();
        let part = part(&profile.id, &aliases).filter(|_| profile.id.is_proposed());
        self.naming = None;
        self.open_picker("Correct names", part.into_iter().chain([hide]).collect())
    }

    /// Asks of whom this is another name.
    pub(super) fn add_name(&mut self) -> Vec<Effect> {
        match self.name_here() {
            Ok((name, lang)) => {
                let title = format!("“{}” is another name of", isolate(&name));
                self.choose_entity(title, Naming::Name(name, lang))
            }
            Err(reason) => self.say(reason),
        }
    }

    /// Says that the name under the cursor is not that of its entity.
    pub(super) fn hide_name(&mut self) -> Vec<Effect> {
        match self.subject() {
            // It has no other name.
            Some(Subject { id, .. }) if id.is_proposed() => self.hide_entity(),
            Some(Subject { id, surface: Some(text), .. }) => {
                vec![Effect::Correct(Correction::HideAlias { entity: id, text })]
            }
            Some(_) => {
                let next = Action::NextMention.key();
                self.say(format!("It has several names here; {next} goes to the one to hide."))
            }
            None => self.say(no_name()),
        }
    }

    /// Says that nothing names the entity under the cursor.
    pub(super) fn hide_entity(&mut self) -> Vec<Effect> {
        match self.entity_here() {
            Some(entity) => vec![Effect::Correct(Correction::HideEntity { entity })],
            None => self.say(no_name()),
        }
    }

    /// Asks with whom the entity under the cursor is the same.
    pub(super) fn merge_entity(&mut self) -> Vec<Effect> {
        match self.subject() {
            // Nobody knows it but by this name.
            Some(Subject { id, name, .. }) if id.is_proposed() => {
                let lang = self.reader.as_ref().map(|reader| reader.article().document.lang);
                let title = format!("{} is the same as", isolate(&name));
                self.choose_entity(title, Naming::Name(name, lang))
            }
            Some(Subject { id, name, .. }) => {
                self.choose_entity(format!("{} is the same as", isolate(&name)), Naming::Same(id))
            }
            None => self.say(no_name()),
        }
    }

    fn choose_entity(&mut self, title: String, naming: Naming) -> Vec<Effect> {
        self.popup = Some(Popup::Picker(Picker::new(title)));
        self.naming = Some(naming);
        self.ask_values(Some(Values::Names))
    }

    /// Puts before the entities to choose from that it may be a new one, where that may be.
    pub(super) fn with_new(&self, mut choices: Vec<Choice>) -> Vec<Choice> {
        if let Some(Naming::Name(name, _)) = &self.naming {
            let keys = vec![fold("somebody or something new"), fold(name)];
            let new = "Somebody or something new…".to_owned();
            choices.insert(0, Choice { pick: Pick::New, name: new, detail: String::new(), keys });
        }
        choices
    }

    /// Makes the correction that has waited for this entity; filters by it if none has.
    pub(super) fn chosen_entity(&mut self, id: EntityId) -> Vec<Effect> {
        let correction = match self.naming.take() {
            None => return self.add_clause(&actor(&id)),
            Some(Naming::Name(text, lang)) => Correction::AddAlias { entity: id, text, lang },
            Some(Naming::Same(from)) => Correction::Merge { from, into: id },
        };
        self.reader.iter_mut().for_each(Reader::join_selection);
        vec![Effect::Correct(correction)]
    }

    /// Asks what the new entity is.
    pub(super) fn choose_kind(&mut self) -> Vec<Effect> {
        let Some(Naming::Name(name, _)) = &self.naming else { return vec![] };
        let title = format!("“{}” is a new", isolate(name));
        let choice = |kind: Kind| {
            let name = kind.to_string();
            Choice { pick: Pick::Kind(kind), keys: vec![name.clone()], name, detail: String::new() }
        };
        self.open_picker(title, Kind::ALL.into_iter().map(choice).collect())
    }

    /// Makes a new entity of the name that waits for it.
    pub(super) fn chosen_kind(&mut self, kind: Kind) -> Vec<Effect> {
        let Some(Naming::Name(name, lang)) = self.naming.take() else { return vec![] };
        self.reader.iter_mut().for_each(Reader::join_selection);
        vec![Effect::Introduce(kind, name, lang)]
    }

    /// Shows what has become of the names of the open article, and of their counts.
    pub(super) fn renamed(&mut self) -> Vec<Effect> {
        let mut effects = self.ask_counts();
        effects.extend(
            self.reader_of_cursor().is_some().then(|| self.ask_article()).into_iter().flatten(),
        );
        effects.extend(self.ask_profile_again());
        effects
    }

    /// Opens a picker of what is known already.
    pub(super) fn open_picker(
        &mut self,
        title: impl Into<String>,
        choices: Vec<Choice>,
    ) -> Vec<Effect> {
        self.popup = Some(Popup::Picker(Picker::new(title)));
        // No answer to an earlier question is for this picker.
        self.asked.choices = self.next_generation();
        self.offer(choices)
    }
}

/// The choice to part names that were found to be those of one.
fn part(id: &EntityId, names: &[String]) -> Option<Choice> {
    let names: Vec<String> = names.iter().map(|name| isolate(name)).collect();
    let name = format!("{} are not one", names.join(" and "));
    let correction = Correction::Part { entity: id.clone(), from: Vec::new() };
    let (pick, keys) = (Pick::Correct(correction), vec![fold(&name)]);
    (names.len() > 1).then(|| Choice { pick, name, detail: String::new(), keys })
}

fn is_arabic(text: &str) -> bool {
    text.contains(|c| ('\u{600}'..='\u{6FF}').contains(&c))
}
