//! What each action does, and where the keys go that are typed into a popup.

use super::confirm::{Answer, Confirm};
use super::prompt::Asked;
use super::{App, Choice, Effect, Mistake, Page, Pick, Popup, Prompt, Purpose, Values};
use crate::action::{ACTIONS, Action, Pane, Spec};
use crate::config::Key;
use crate::model::{Facet, Sort};
use crate::query::Query;
use crate::text::{Options, fold};

impl App {
    pub(super) fn act(&mut self, action: Action) -> Vec<Effect> {
        self.message = None;
        if !matches!(action, Action::Quit | Action::Redraw | Action::Suspend) {
            (self.acted, self.returning) = (true, None);
        }
        // A page that is being read is still there when the person comes back.
        if let (Some(Popup::Page(page)), false) = (&mut self.popup, action == Action::Suspend) {
            if !page.turn(action) {
                self.popup = None;
            }
            return vec![];
        }
        if let Some(effects) = self.walk(action) {
            return effects;
        }
        let needs_article = match action {
            Action::FilterEntity
            | Action::ExcludeEntity
            | Action::NextMention
            | Action::PreviousMention
            | Action::NextHit
            | Action::PreviousHit
            | Action::WhoIs
            | Action::CorrectNames
            | Action::AddName
            | Action::HideName
            | Action::HideEntity
            | Action::MergeEntity
            | Action::NextWord
            | Action::PreviousWord
            | Action::Select
            | Action::Copy
            | Action::Origin => true,
            Action::Down
            | Action::Up
            | Action::HalfPageDown
            | Action::HalfPageUp
            | Action::PageDown
            | Action::PageUp
            | Action::Top
            | Action::Bottom => self.focus != Pane::List,
            _ => false,
        };
        let needs_article = needs_article && self.facets_in_focus().is_none();
        if let Some(effects) = needs_article.then(|| self.defer(action)).flatten() {
            return effects;
        }
        match action {
            Action::Down => self.step(1),
            Action::Up => self.step(-1),
            Action::HalfPageDown => self.scroll(self.page() / 2),
            Action::HalfPageUp => self.scroll(-(self.page() / 2)),
            Action::PageDown => self.scroll(self.page()),
            Action::PageUp => self.scroll(-self.page()),
            Action::Top => self.end(false),
            Action::Bottom => self.end(true),
            Action::NextPane => self.turn(1),
            Action::PreviousPane => self.turn(2),
            Action::PaneLeft => self.shift(-1),
            Action::PaneRight => self.shift(1),
            Action::Open => self.open(),
            Action::Query => self.ask(Prompt::query(self.query().source(), self.queries.clone())),
            Action::FilterLanguage => self.pick("Language", Values::Facet(Facet::Lang)),
            Action::FilterActor => self.pick("Actor", Values::Facet(Facet::Entity)),
            Action::FilterSource => self.pick("Source", Values::Facet(Facet::Source)),
            Action::FilterDecision => self.pick("State and tags", Values::Decisions),
            Action::Facets => self.toggle_facets(),
            Action::Passages => self.toggle_passages(),
            Action::Save => self.ask_name(),
            Action::Saved => self.pick_saved(),
            Action::FilterEntity if self.facets_in_focus().is_some() => self.filter_facet(""),
            Action::ExcludeEntity if self.facets_in_focus().is_some() => self.filter_facet("-"),
            Action::FilterEntity => self.filter_entity(""),
            Action::ExcludeEntity => self.filter_entity("-"),
            Action::Back => self.back(),
            Action::NextHit => self.jump_to_hit(true),
            Action::PreviousHit => self.jump_to_hit(false),
            Action::NextMention => self.jump(true),
            Action::PreviousMention => self.jump(false),
            Action::WhoIs => self.who_is(),
            Action::CorrectNames => self.correct_names(),
            Action::AddName => self.add_name(),
            Action::HideName => self.hide_name(),
            Action::HideEntity => self.hide_entity(),
            Action::MergeEntity => self.merge_entity(),
            Action::NextUnread => self.next_unread(),
            Action::ToggleRead
            | Action::ToggleStar
            | Action::Keep
            | Action::Discard
            | Action::Undo
            | Action::Redo => self.decide(action),
            Action::Tag => self.ask_tags(),
            Action::Note => self.ask_note(),
            Action::NoteInEditor => self.note_in_editor(),
            Action::Choose => self.choose(),
            Action::ChooseAll => self.choose_all(),
            Action::History => self.open_history(),
            Action::Sort => {
                let next =
                    Sort::ALL.iter().position(|sort| *sort == self.sort).map_or(0, |n| n + 1);
                self.sort = Sort::ALL[next % Sort::ALL.len()];
                self.await_view()
            }
            Action::NextWord => self.step_word(true),
            Action::PreviousWord => self.step_word(false),
            Action::Select => self.select(),
            Action::Copy => self.copy(),
            Action::Origin => self.origin(),
            Action::Rescan => vec![Effect::Rescan],
            Action::StopReading => vec![Effect::StopReading],
            Action::Redraw => vec![Effect::Redraw],
            Action::OutputMode => {
                let mode = self.text.mode.next();
                self.say(format!("Text is sent as {mode}; `nashra doctor` keeps a choice"));
                let mut effects = self.send_as(Options { mode, ..self.text });
                effects.push(Effect::Output(mode));
                effects
            }
            Action::Help => {
                let page = Page::new("Keys", &self.help, self.options(self.columns.into()));
                self.popup = Some(Popup::Page(page));
                vec![]
            }
            Action::Problems => {
                let page = self.problems.page(self.options(self.columns.into()));
                self.popup = Some(Popup::Page(page));
                vec![]
            }
            Action::Palette => {
                self.naming = None;
                self.open_picker("Action", ACTIONS.iter().map(palette_choice).collect())
            }
            Action::Suspend => vec![Effect::Remember(self.place()), Effect::Suspend],
            Action::Quit => vec![Effect::Quit],
        }
    }

    pub(super) fn key(&mut self, key: Key) -> Vec<Effect> {
        self.message = None;
        (self.acted, self.returning) = (true, None);
        match self.popup.take() {
            Some(Popup::Prompt(mut prompt)) => match prompt.key(key) {
                Asked::Left => and_discard(self.leave_trial(), prompt.into_choices()),
                Asked::Entered => self.entered(prompt),
                Asked::Editor => match prompt.purpose() {
                    Purpose::Note(ids) => {
                        self.edit_note(ids.clone(), prompt.input().text().to_owned())
                    }
                    _ => vec![],
                },
                Asked::Open(values) => {
                    self.popup = Some(Popup::Prompt(prompt));
                    let mut effects = self.ask_values(values);
                    effects.extend(self.follow_typing());
                    effects
                }
            },
            Some(Popup::Picker(mut picker)) => {
                let picked = picker.key(key);
                self.popup = Some(Popup::Picker(picker));
                self.after_pick(picked)
            }
            Some(Popup::Confirm(confirm)) => match Confirm::answer(key) {
                Answer::Yes => self.commit(confirm.ids, confirm.changes),
                Answer::No => self.say("Nothing was changed."),
                Answer::None => {
                    self.popup = Some(Popup::Confirm(confirm));
                    vec![]
                }
            },
            Some(Popup::Who(who)) => self.who_key(who, key),
            other => {
                self.popup = other;
                vec![]
            }
        }
    }

    /// Takes the text of a prompt.
    fn entered(&mut self, prompt: Prompt) -> Vec<Effect> {
        let text = prompt.input().text();
        match prompt.purpose() {
            Purpose::Query => match Query::parse(text.trim_end()) {
                Ok(query) => and_discard(self.accept(text, query), prompt.into_choices()),
                Err(error) => {
                    let mistake = Mistake::new(&error, error.span());
                    self.popup = Some(Popup::Prompt(prompt.mistaken(mistake)));
                    vec![]
                }
            },
            Purpose::Save(search) => self.write_name(search.clone(), prompt),
            Purpose::Tags(ids) => self.write_tags(ids.clone(), prompt),
            Purpose::Note(ids) => self.write_note(ids.clone(), text),
        }
    }

    pub(super) fn paste(&mut self, text: &str) -> Vec<Effect> {
        match &mut self.popup {
            Some(Popup::Prompt(prompt)) => {
                let values = prompt.paste(text);
                let mut effects = self.ask_values(values);
                effects.extend(self.follow_typing());
                effects
            }
            Some(Popup::Picker(picker)) => {
                picker.paste(text);
                vec![]
            }
            _ => vec![],
        }
    }
}

/// Effects, after which choices that closed are taken out of memory, if there are any.
pub(super) fn and_discard(mut effects: Vec<Effect>, choices: Vec<Choice>) -> Vec<Effect> {
    if !choices.is_empty() {
        effects.push(Effect::Discard(choices));
    }
    effects
}

fn palette_choice(spec: &Spec) -> Choice {
    Choice {
        pick: Pick::Action(spec.action),
        name: spec.help.to_owned(),
        detail: spec.name.to_owned(),
        keys: vec![fold(spec.name), fold(spec.help)],
    }
}
