//! All state of the browser. [`App::update`] takes an event and returns what should be done; it
//! reads no clock and no file, and draws nothing.

mod answers;
mod article;
mod copy;
mod event;
mod filter;
mod find;
mod list;
mod moves;
mod page;
mod panes;
mod picker;
mod prompt;
mod sidebar;
mod source;
mod triage;

use std::time::Duration;

pub use article::{Reader, ReaderRow};
pub use event::{Choice, Decided, Decision, Effect, Event, Pick, Request, Way};
pub use filter::Filters;
pub use list::List;
pub use page::Page;
pub use panes::Panes;
pub use picker::{Picked, Picker};
pub use prompt::{Asked, Mistake, Prompt};
pub use sidebar::{Sidebar, SidebarRow};
pub use source::Source;

use crate::action::{ACTIONS, Action, Pane};
use crate::config::Settings;
use crate::model::{Decisions, DocId, Facet, Place, Sort};
use crate::query::Query;
use crate::text::{Options, fold};

/// The state of the browser.
#[derive(Debug)]
pub struct App {
    columns: u16,
    rows: u16,
    rest: Duration,
    focus: Pane,
    list: List,
    reader: Option<Reader>,
    sidebar: Sidebar,
    filters: Filters,
    sort: Sort,
    decisions: Decisions,
    unread: usize,
    popup: Option<Popup>,
    message: Option<Message>,
    problems: Problems,
    read: Progress,
    /// The text of the help.
    help: String,
    /// Whether the person has done anything yet or has been brought back to a place: until then the
    /// list shows its top.
    acted: bool,
    /// What waits for the article under the cursor.
    deferred: Option<Action>,
    /// Where the person was, until the documents are there to return to it.
    returning: Option<Place>,
    text: Options,
    generation: u64,
    asked: Asking,
}

/// The generation of the last question of each kind.
#[derive(Debug, Default)]
struct Asking {
    view: u64,
    rows: u64,
    article: u64,
    choices: u64,
    rest: u64,
    /// Whether the person waits for the view, which a key has asked for.
    awaited: bool,
}

/// How many problems are kept, to be shown; the others are counted.
const KEPT_PROBLEMS: usize = 1000;

/// What could not be read.
#[derive(Debug, Default)]
struct Problems {
    kept: Vec<String>,
    count: usize,
}

/// How far the reading of the files has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Documents read.
    pub documents: usize,
    /// Bytes read.
    pub bytes: u64,
    /// Bytes of all files to be read; 0 where that is not known.
    pub total: u64,
    /// How long it has taken.
    pub elapsed: Duration,
    /// Whether that is all of them.
    pub done: bool,
}

impl Progress {
    /// How long the rest will take, at the rate so far; `None` while that cannot be told.
    pub fn left(&self) -> Option<Duration> {
        let known = self.bytes > 0 && self.total >= self.bytes && !self.done;
        let left = self.total.checked_sub(self.bytes)? as f64 / self.bytes as f64;
        known.then(|| self.elapsed.mul_f64(left))
    }
}

/// What stands over the panes.
#[derive(Debug)]
pub enum Popup {
    /// A text to read.
    Page(Page),
    /// The query prompt.
    Query(Prompt),
    /// A list to choose from.
    Picker(Picker),
}

/// Something said in the status line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The sentence.
    pub text: String,
    /// Whether something went wrong.
    pub failure: bool,
}

impl App {
    /// A browser that has nothing to show yet, as it will come back to `place`; `help` is the text
    /// about the keys. The effects open its first view.
    pub fn new(
        settings: &Settings,
        help: String,
        text: Options,
        decisions: Decisions,
        query: Query,
        place: Place,
    ) -> (Self, Vec<Effect>) {
        let mut app = Self {
            columns: 80,
            rows: 24,
            rest: settings.rest,
            focus: Pane::List,
            list: List::default(),
            reader: None,
            sidebar: Sidebar::default(),
            filters: Filters::new(query),
            sort: place.sort,
            decisions,
            unread: 0,
            popup: None,
            message: None,
            problems: Problems::default(),
            read: Progress::default(),
            help,
            acted: false,
            deferred: None,
            returning: Some(place),
            text,
            generation: 0,
            asked: Asking::default(),
        };
        app.arrange();
        let effects = vec![app.ask_view()];
        (app, effects)
    }

    /// The pane that takes the keys.
    pub fn focus(&self) -> Pane {
        self.focus
    }

    /// The list of documents.
    pub fn list(&self) -> &List {
        &self.list
    }

    /// The open article.
    pub fn reader(&self) -> Option<&Reader> {
        self.reader.as_ref()
    }

    /// The names of the open article.
    pub fn sidebar(&self) -> &Sidebar {
        &self.sidebar
    }

    /// The query in force.
    pub fn query(&self) -> &Query {
        self.filters.query()
    }

    /// The order in force.
    pub fn sort(&self) -> Sort {
        self.sort
    }

    /// What was decided, as committed.
    pub fn decisions(&self) -> &Decisions {
        &self.decisions
    }

    /// Number of unread documents in the view.
    pub fn unread(&self) -> usize {
        self.unread
    }

    /// What stands over the panes.
    pub fn popup(&self) -> Option<&Popup> {
        self.popup.as_ref()
    }

    /// What is said in the status line.
    pub fn message(&self) -> Option<&Message> {
        self.message.as_ref()
    }

    /// How many things could not be read.
    pub fn problems(&self) -> usize {
        self.problems.count
    }

    /// Whether keys have to wait: what they are about is still to come.
    pub fn waits(&self) -> bool {
        self.asked.awaited || self.deferred.is_some()
    }

    /// How far the reading of the files has come.
    pub fn progress(&self) -> Progress {
        self.read
    }

    /// Where the panes are.
    pub fn panes(&self) -> Panes {
        Panes::new(self.columns, self.rows, self.focus)
    }

    /// How titles and other lines of foreign text are laid out in this many cells.
    pub fn options(&self, width: usize) -> Options {
        Options { width: width.max(1), ..self.text }
    }

    /// Whether keys go to a prompt as they are, rather than through the keymap.
    pub fn takes_keys(&self) -> bool {
        matches!(self.popup, Some(Popup::Query(_) | Popup::Picker(_)))
    }

    /// Where the person is.
    pub fn place(&self) -> Place {
        match &self.returning {
            // Left before the documents were there: where they were is where they are.
            Some(place) if place.document.is_some() => place.clone(),
            _ => Place {
                document: self.list.selected(),
                byte: self.reader_of_cursor().map_or(0, Reader::byte),
                query: self.query().source().to_owned(),
                sort: self.sort,
            },
        }
    }

    /// Takes an event; returns what should be done.
    pub fn update(&mut self, event: Event) -> Vec<Effect> {
        let mut effects = match event {
            Event::Key(key) => self.key(key),
            Event::Paste(text) => self.paste(&text),
            Event::Act(action) => self.act(action),
            Event::Resize(columns, rows) => {
                (self.columns, self.rows) = (columns, rows);
                vec![]
            }
            Event::Output { mode, harakat } => self.send_as(Options { mode, harakat, ..self.text }),
            Event::Rested(token) if token == self.asked.rest => self.follow(),
            Event::Viewed { generation, outcome } if generation == self.asked.view => {
                self.viewed(outcome)
            }
            Event::Rows { generation, rows } if generation == self.asked.rows => {
                self.list.fill(rows);
                vec![]
            }
            Event::Counted { generation, documents } if generation == self.asked.view => {
                self.sidebar.count(documents);
                vec![]
            }
            Event::Opened { generation, article, hits } if generation == self.asked.article => {
                self.opened(article, hits)
            }
            Event::Choices { generation, choices } if generation == self.asked.choices => {
                self.offer(choices)
            }
            Event::Decided(outcome) => self.decided(outcome),
            Event::Unchanged(way) => self.unchanged(way),
            Event::Reading => {
                self.problems = Problems::default();
                self.read = Progress::default();
                vec![]
            }
            Event::Read { documents, done } => {
                self.read = Progress { documents, done, ..self.read };
                vec![self.ask_view()]
            }
            Event::Progress(progress) => {
                self.read = progress;
                vec![]
            }
            Event::Problem(problem) => {
                self.problems.count += 1;
                if self.problems.kept.len() < KEPT_PROBLEMS {
                    self.problems.kept.push(problem);
                }
                vec![]
            }
            Event::Told(message) => self.say(message),
            Event::Failed(message) => self.fail(message),
            // The answer to a question of the past.
            Event::Rested(_)
            | Event::Viewed { .. }
            | Event::Rows { .. }
            | Event::Counted { .. }
            | Event::Opened { .. }
            | Event::Choices { .. } => vec![],
        };
        self.arrange();
        if let Some(missing) = self.list.missing() {
            let ids = self.list.view().ids[missing].to_vec();
            let generation = self.next_generation();
            self.asked.rows = generation;
            effects.push(Effect::Ask(Request::Rows { generation, ids }));
        }
        effects
    }

    /// Tells every pane its size.
    fn arrange(&mut self) {
        let panes = self.panes();
        // A pane's first row is its heading.
        let rows =
            |pane: Option<ratatui_core::layout::Rect>| pane.map(|p| p.height.saturating_sub(1));
        if let Some(rows) = rows(panes.list) {
            self.list.resize(rows.into());
        }
        if let Some(rows) = rows(panes.sidebar) {
            self.sidebar.resize(rows.into());
        }
        let options = self.options(self.columns.into());
        if let Some(Popup::Page(page)) = &mut self.popup {
            page.resize(options, self.rows);
        }
        if let (Some(rows), Some(pane), Some(reader)) =
            (rows(panes.article), panes.article, &mut self.reader)
        {
            let width = text_width(pane.width);
            reader.resize(Options { width, ..self.text }, rows.into());
        }
    }

    /// Lays all text out anew, if it changes.
    fn send_as(&mut self, text: Options) -> Vec<Effect> {
        let changed = text != self.text;
        self.text = text;
        if changed { vec![Effect::Redraw] } else { vec![] }
    }

    fn next_generation(&mut self) -> u64 {
        self.generation += 1;
        self.generation
    }

    fn say(&mut self, text: impl Into<String>) -> Vec<Effect> {
        self.message = Some(Message { text: text.into(), failure: false });
        vec![]
    }

    fn fail(&mut self, text: impl Into<String>) -> Vec<Effect> {
        self.message = Some(Message { text: text.into(), failure: true });
        vec![]
    }

    fn act(&mut self, action: Action) -> Vec<Effect> {
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
        let needs_article = match action {
            Action::FilterEntity
            | Action::ExcludeEntity
            | Action::NextMention
            | Action::PreviousMention
            | Action::NextHit
            | Action::PreviousHit
            | Action::Select
            | Action::Copy
            | Action::Origin => true,
            Action::Down | Action::Up | Action::Top | Action::Bottom => self.focus != Pane::List,
            _ => false,
        };
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
            Action::Query => {
                self.popup = Some(Popup::Query(Prompt::new(self.query().source())));
                vec![]
            }
            Action::FilterLanguage => self.pick("Language", Facet::Lang),
            Action::FilterActor => self.pick("Actor", Facet::Entity),
            Action::FilterSource => self.pick("Source", Facet::Source),
            Action::FilterEntity => self.filter_entity(""),
            Action::ExcludeEntity => self.filter_entity("-"),
            Action::Back => self.back(),
            Action::NextHit => self.jump_to_hit(true),
            Action::PreviousHit => self.jump_to_hit(false),
            Action::NextMention => self.jump(true),
            Action::PreviousMention => self.jump(false),
            Action::NextUnread => self.next_unread(),
            Action::ToggleRead
            | Action::ToggleStar
            | Action::Keep
            | Action::Discard
            | Action::Undo
            | Action::Redo => self.decide(action),
            Action::Sort => {
                let next =
                    Sort::ALL.iter().position(|sort| *sort == self.sort).map_or(0, |n| n + 1);
                self.sort = Sort::ALL[next % Sort::ALL.len()];
                self.await_view()
            }
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
                self.popup = Some(Popup::Picker(Picker::new("Action")));
                // No answer to an earlier question is for this picker.
                self.asked.choices = self.next_generation();
                self.offer(ACTIONS.iter().map(palette_choice).collect())
            }
            Action::Suspend => vec![Effect::Remember(self.place()), Effect::Suspend],
            Action::Quit => vec![Effect::Quit],
        }
    }

    fn key(&mut self, key: crate::config::Key) -> Vec<Effect> {
        self.message = None;
        (self.acted, self.returning) = (true, None);
        match self.popup.take() {
            Some(Popup::Query(mut prompt)) => match prompt.key(key) {
                Asked::Left => vec![],
                Asked::Query(query) => self.filter(query),
                Asked::Open => {
                    self.popup = Some(Popup::Query(prompt));
                    vec![]
                }
            },
            Some(Popup::Picker(mut picker)) => match picker.key(key) {
                Picked::Left => vec![],
                Picked::Chosen(pick) => self.picked(pick),
                Picked::Open => {
                    self.popup = Some(Popup::Picker(picker));
                    vec![]
                }
            },
            other => {
                self.popup = other;
                vec![]
            }
        }
    }

    fn paste(&mut self, text: &str) -> Vec<Effect> {
        match &mut self.popup {
            Some(Popup::Query(prompt)) => prompt.paste(text),
            Some(Popup::Picker(picker)) => picker.paste(text),
            _ => {}
        }
        vec![]
    }

    fn ids(&self) -> &[DocId] {
        &self.list.view().ids
    }
}

/// Cells of a line of text in an article pane: a column on either side is the cursor's.
fn text_width(pane: u16) -> usize {
    usize::from(pane).saturating_sub(2).max(1)
}

impl Problems {
    fn page(&self, options: Options) -> Page {
        let mut text = self.kept.join("\n");
        if self.count == 0 {
            text.push_str("Everything could be read.");
        } else if self.count > self.kept.len() {
            text.push_str(&format!("\nand {} more", self.count - self.kept.len()));
        }
        Page::new("What could not be read", &text, options)
    }
}

fn palette_choice(spec: &crate::action::Spec) -> Choice {
    Choice {
        pick: Pick::Action(spec.action),
        name: spec.help.to_owned(),
        detail: spec.name.to_owned(),
        keys: vec![fold(spec.name), fold(spec.help)],
    }
}

#[cfg(test)]
mod tests;
