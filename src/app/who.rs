//! All about one entity, in a box over the panes: its names, whom it appears with, its months.

use std::sync::Arc;

use super::find::no_name;
use super::{App, Effect, Popup, Request};
use crate::config::{Key, KeyCode};
use crate::model::{Companion, EntityId, Profile, isolate};
use crate::query::{Query, actor};
use crate::text::{BaseDirection, Layout, Line, Options};

/// Rows and columns of the screen that the box leaves to its frame and the lines below.
const FRAME: (usize, usize) = (4, 4);
/// More names than this are counted only.
const NAMES: usize = 24;

/// A page about an entity, and the way to it.
#[derive(Debug)]
pub struct Who {
    id: EntityId,
    /// The pages before this one.
    before: Vec<EntityId>,
    profile: Option<Profile>,
    rows: Vec<WhoRow>,
    options: Options,
    cursor: usize,
    top: usize,
    height: usize,
}

/// A row of the page.
#[derive(Debug, Clone)]
pub enum WhoRow {
    /// What follows.
    Heading(&'static str),
    /// A line of text.
    Text(Line),
    /// Somebody it appears with.
    Companion(Companion),
    /// A month, its number of documents, and that of the busiest month.
    Month(Arc<str>, usize, usize),
    /// Nothing.
    Blank,
}

/// What a key asks of the page.
enum Asked {
    Stay,
    Leave,
    Page(EntityId),
    Filter(&'static str),
    Correct,
}

impl Who {
    fn new(id: EntityId, before: Vec<EntityId>, options: Options) -> Self {
        let rows = Vec::new();
        Self { id, before, profile: None, rows, options, cursor: 0, top: 0, height: 1 }
    }

    /// What it tells, once it is known.
    pub fn profile(&self) -> Option<&Profile> {
        self.profile.as_ref()
    }

    /// The rows on the screen, each with whether the cursor is on it.
    pub fn screen(&self) -> impl Iterator<Item = (&WhoRow, bool)> {
        let rows = self.rows.iter().enumerate().skip(self.top).take(self.height);
        rows.map(|(n, row)| (row, n == self.cursor))
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is nothing to tell yet.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Tells how text is laid out now, and how many rows the screen has.
    pub(super) fn resize(&mut self, options: Options, rows: u16) {
        if options != self.options {
            self.options = options;
            self.lay_out();
        }
        self.height = usize::from(rows).saturating_sub(FRAME.0).max(1);
        self.go(self.cursor);
    }

    fn take(&mut self, profile: Profile) {
        let first = self.profile.is_none();
        (self.id, self.profile) = (profile.id.clone(), Some(profile));
        self.lay_out();
        let companion = self.rows.iter().position(|row| matches!(row, WhoRow::Companion(_)));
        self.go(if first { companion.unwrap_or(0) } else { self.cursor });
    }

    fn lay_out(&mut self) {
        let Some(profile) = &self.profile else { return };
        let width = self.options.width.saturating_sub(FRAME.1).max(1);
        let options = Options { width, base: BaseDirection::Ltr, ..self.options };
        let text = |text: String| -> Vec<WhoRow> {
            let mut layout = Layout::new(text, options);
            layout.lines(0..usize::MAX).cloned().map(WhoRow::Text).collect()
        };
        let mut rows = text(about(profile));
        let names =
            profile.names.iter().map(|(name, lang, n)| format!("{} {lang} {n}", isolate(name)));
        let mut section = |heading, body: Vec<WhoRow>| {
            if !body.is_empty() {
                rows.extend([WhoRow::Blank, WhoRow::Heading(heading)]);
                rows.extend(body);
            }
        };
        section("Named here", joined(names).map(text).unwrap_or_default());
        section("Appears with", profile.company.iter().cloned().map(WhoRow::Companion).collect());
        let most = profile.months.iter().map(|(_, n)| *n).max().unwrap_or(0);
        let months = profile.months.iter().map(|(m, n)| WhoRow::Month(Arc::clone(m), *n, most));
        let dated: usize = profile.months.iter().map(|(_, n)| n).sum();
        let undated = match profile.documents.saturating_sub(dated) {
            0 => vec![],
            n => text(format!("without a date: {n}")),
        };
        section("Documents by month", months.chain(undated).collect());
        let aliases = profile.aliases.iter().map(|(name, _)| isolate(name));
        let heading = match profile.id.is_proposed() {
            true => "Taken for one, by their letters and what is said of them; e parts them",
            false => "Names in the table",
        };
        section(heading, joined(aliases).map(text).unwrap_or_default());
        self.rows = rows;
    }

    fn go(&mut self, row: usize) {
        self.cursor = row.min(self.rows.len().saturating_sub(1));
        self.top = self.top.clamp((self.cursor + 1).saturating_sub(self.height), self.cursor);
        // What stands before the first one it appears with is seen with it, where there is room.
        if self.cursor < self.height {
            self.top = 0;
        }
    }

    fn key(&mut self, key: Key) -> Asked {
        let half = (self.height / 2).max(1);
        let to = match (key.code, key.ctrl) {
            (KeyCode::Down | KeyCode::Char('j'), false) => self.cursor + 1,
            (KeyCode::Up | KeyCode::Char('k'), false) => self.cursor.saturating_sub(1),
            (KeyCode::Char('d'), true) => self.cursor + half,
            (KeyCode::Char('u'), true) => self.cursor.saturating_sub(half),
            (KeyCode::PageDown | KeyCode::Char(' '), _) => self.cursor + self.height,
            (KeyCode::PageUp, _) => self.cursor.saturating_sub(self.height),
            (KeyCode::Home | KeyCode::Char('g'), false) => 0,
            (KeyCode::End | KeyCode::Char('G'), false) => usize::MAX,
            (KeyCode::Enter, _) => {
                return match self.rows.get(self.cursor) {
                    Some(WhoRow::Companion(other)) => Asked::Page(other.id.clone()),
                    _ => Asked::Stay,
                };
            }
            (KeyCode::Char('a'), false) => return Asked::Filter(""),
            (KeyCode::Char('x'), false) => return Asked::Filter("-"),
            (KeyCode::Char('e'), false) => return Asked::Correct,
            (KeyCode::Esc, _) | (KeyCode::Char('q'), false) | (KeyCode::Char('c'), true) => {
                return Asked::Leave;
            }
            _ => return Asked::Stay,
        };
        self.go(to);
        Asked::Stay
    }
}

/// The line below the name.
fn about(profile: &Profile) -> String {
    let documents = match profile.documents {
        1 => "1 document".to_owned(),
        n => format!("{n} documents"),
    };
    let mentions = match profile.mentions {
        1 => "1 mention".to_owned(),
        n => format!("{n} mentions"),
    };
    let newest = match profile.read < profile.documents {
        true => format!(" in the newest {}", profile.read),
        false => String::new(),
    };
    let country = profile.country.as_deref().map(|country| format!(", {}", isolate(country)));
    let country = country.unwrap_or_default();
    format!("{}{country} · {documents} in view · {mentions}{newest}", profile.kind)
}

/// Texts in one, as far as there are not too many.
fn joined(texts: impl ExactSizeIterator<Item = String>) -> Option<String> {
    let more = texts.len().saturating_sub(NAMES);
    let mut shown: Vec<String> = texts.take(NAMES).collect();
    if more > 0 {
        shown.push(format!("and {more} more"));
    }
    (!shown.is_empty()).then(|| shown.join(" · "))
}

impl App {
    /// Opens the page about the entity under the cursor.
    pub(super) fn who_is(&mut self) -> Vec<Effect> {
        match self.entity_here() {
            Some(id) => self.open_page(id, Vec::new()),
            None => self.say(no_name()),
        }
    }

    /// Opens the page about an entity, from which Esc leads back to those before.
    pub(super) fn open_page(&mut self, id: EntityId, before: Vec<EntityId>) -> Vec<Effect> {
        self.naming = None;
        let options = self.options(self.columns.into());
        self.popup = Some(Popup::Who(Who::new(id, before, options)));
        self.ask_profile_again()
    }

    /// Asks for what the open page is to tell.
    pub(super) fn ask_profile_again(&mut self) -> Vec<Effect> {
        let Some(Popup::Who(Who { id, .. })) = &self.popup else { return vec![] };
        let entity = id.clone();
        let Ok(query) = Query::parse(&self.filters.with(&actor(&entity))) else {
            return vec![];
        };
        let shown = if self.discarded > 0 { query.without_discarded() } else { None };
        let generation = self.next_generation();
        self.asked.profile = generation;
        let query = shown.unwrap_or(query);
        vec![Effect::Ask(Request::Profile { generation, entity, query })]
    }

    pub(super) fn profiled(&mut self, profile: Option<Box<Profile>>) -> Vec<Effect> {
        let Some(Popup::Who(who)) = &mut self.popup else { return vec![] };
        match profile {
            Some(profile) => {
                who.take(*profile);
                vec![]
            }
            None => {
                self.popup = None;
                self.say("Nobody is known by that name any more.")
            }
        }
    }

    pub(super) fn who_key(&mut self, mut who: Who, key: Key) -> Vec<Effect> {
        match who.key(key) {
            Asked::Stay => {
                self.popup = Some(Popup::Who(who));
                vec![]
            }
            Asked::Leave => match who.before.pop() {
                Some(id) => self.open_page(id, who.before),
                None => vec![],
            },
            Asked::Page(id) => {
                who.before.push(who.id);
                self.open_page(id, who.before)
            }
            Asked::Correct => match &who.profile {
                Some(profile) => self.correct_page(profile),
                None => vec![],
            },
            Asked::Filter(sign) => self.add_clause(&format!("{sign}{}", actor(&who.id))),
        }
    }
}
