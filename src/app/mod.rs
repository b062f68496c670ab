//! All state of the browser. [`App::update`] takes an event and returns what should be done; it
//! reads no clock and no file, and draws nothing.

mod article;
mod event;
mod filter;
mod list;
mod panes;
mod picker;
mod prompt;
mod sidebar;
mod triage;

use std::ops::Range;
use std::time::Duration;

pub use article::{Reader, ReaderRow};
pub use event::{Choice, Decided, Decision, Effect, Event, Pick, Request, Way};
pub use filter::Filters;
pub use list::List;
pub use panes::Panes;
pub use picker::{Picked, Picker};
pub use prompt::{Asked, Mistake, Prompt};
pub use sidebar::{Sidebar, SidebarRow};

use crate::action::{ACTIONS, Action, Pane};
use crate::config::Settings;
use crate::model::{Article, Decisions, DocId, Facet, Place, Sort, View};
use crate::query::{Query, quote};
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
    problems: Vec<String>,
    read: Progress,
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
}

/// How far the reading of the files has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Documents read.
    pub documents: usize,
    /// Whether that is all of them.
    pub done: bool,
}

/// What stands over the panes.
#[derive(Debug)]
pub enum Popup {
    /// The keys, from this row on.
    Help(usize),
    /// What could not be read, from this row on.
    Problems(usize),
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
    /// A browser that has nothing to show yet, as it will come back to `place`. The effects open
    /// its first view.
    pub fn new(
        settings: &Settings,
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
            problems: Vec::new(),
            read: Progress::default(),
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

    /// What could not be read, a sentence each.
    pub fn problems(&self) -> &[String] {
        &self.problems
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
                if let Some(Popup::Picker(picker)) = &mut self.popup {
                    picker.offer(choices);
                }
                vec![]
            }
            Event::Decided(outcome) => self.decided(outcome),
            Event::Unchanged(way) => self.unchanged(way),
            Event::Read { documents, done } => {
                self.read = Progress { documents, done };
                vec![self.ask_view()]
            }
            Event::Problem(problem) => {
                self.problems.push(problem);
                vec![]
            }
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
        let rows = |pane: Option<ratatui::layout::Rect>| pane.map(|p| p.height.saturating_sub(1));
        if let Some(rows) = rows(panes.list) {
            self.list.resize(rows.into());
        }
        if let Some(rows) = rows(panes.sidebar) {
            self.sidebar.resize(rows.into());
        }
        if let (Some(rows), Some(pane), Some(reader)) =
            (rows(panes.article), panes.article, &mut self.reader)
        {
            let width = text_width(pane.width);
            reader.resize(Options { width, ..self.text }, rows.into());
        }
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

    /// The open article, if it is the one under the list's cursor.
    fn reader_of_cursor(&self) -> Option<&Reader> {
        let reader = self.reader.as_ref()?;
        (Some(reader.article().document.id) == self.list.selected()).then_some(reader)
    }

    fn ask_view(&mut self) -> Effect {
        let generation = self.next_generation();
        self.asked.view = generation;
        let query = self.filters.query().clone();
        Effect::Ask(Request::View { generation, query, sort: self.sort })
    }

    fn viewed(&mut self, outcome: Result<(View, Option<String>), String>) -> Vec<Effect> {
        let (view, remark) = match outcome {
            Ok(found) => found,
            Err(message) => {
                self.fail(message);
                // The list still shows the view before: so does the status line.
                return if self.filters.back() { vec![self.ask_view()] } else { vec![] };
            }
        };
        if let Some(remark) = remark {
            self.say(remark);
        }
        let before = self.list.selected();
        let wanted = self.returning.as_ref().and_then(|place| place.document);
        let keep = wanted.filter(|id| view.ids.contains(id)).or(before);
        self.list.show(view.clone(), keep);
        self.count_unread();
        let generation = self.asked.view;
        let mut effects = vec![Effect::Ask(Request::Count { generation, view })];
        // The article of the document under the cursor, at once: nothing is on the way.
        if self.list.selected() != before || self.reader_of_cursor().is_none() {
            effects.extend(self.follow());
        } else if self.query().has_words() {
            effects.extend(self.ask_article());
        }
        if self.read.done && wanted != self.list.selected() {
            self.returning = None;
        }
        effects
    }

    /// Opens the article of the document under the cursor.
    fn follow(&mut self) -> Vec<Effect> {
        if self.list.selected().is_none() {
            self.asked.article = 0;
            self.reader = None;
            self.sidebar.show(Vec::new());
            return vec![];
        }
        self.ask_article()
    }

    fn ask_article(&mut self) -> Vec<Effect> {
        let Some(id) = self.list.selected() else { return vec![] };
        let generation = self.next_generation();
        self.asked.article = generation;
        let query = self.filters.query().clone();
        vec![Effect::Ask(Request::Open { generation, id, query })]
    }

    fn opened(&mut self, article: Option<Article>, hits: Vec<Range<usize>>) -> Vec<Effect> {
        let Some(article) = article else {
            return self.fail("This document is no longer there; R reads the files again.");
        };
        let panes = self.panes();
        // Laid out again by `arrange` if the pane is not shown now.
        let pane = panes.article.unwrap_or(panes.status);
        let options = Options { width: text_width(pane.width), ..self.text };
        let height = pane.height.saturating_sub(1).into();
        let id = article.document.id;
        self.sidebar.show(article.figures.clone());
        let same = self.reader_of_cursor().map(Reader::byte);
        let mut reader = Reader::new(article, hits, options, height);
        let place = self.returning.take_if(|place| place.document == Some(id));
        reader.show_from(same.or(place.map(|place| place.byte)).unwrap_or(0));
        self.reader = Some(reader);
        vec![Effect::Remember(self.place())]
    }

    fn act(&mut self, action: Action) -> Vec<Effect> {
        self.message = None;
        if let Some(Popup::Help(top) | Popup::Problems(top)) = &mut self.popup {
            let page = usize::from(self.rows / 2);
            match action {
                Action::Down => *top += 1,
                Action::Up => *top = top.saturating_sub(1),
                Action::HalfPageDown | Action::PageDown => *top += page,
                Action::HalfPageUp | Action::PageUp => *top = top.saturating_sub(page),
                Action::Top => *top = 0,
                _ => self.popup = None,
            }
            return vec![];
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
                vec![self.ask_view()]
            }
            Action::Rescan => {
                self.problems.clear();
                self.read.done = false;
                self.say("Reading the files again…");
                vec![Effect::Rescan]
            }
            Action::Redraw => vec![Effect::Redraw],
            Action::Help => {
                self.popup = Some(Popup::Help(0));
                vec![]
            }
            Action::Problems => {
                self.popup = Some(Popup::Problems(0));
                vec![]
            }
            Action::Palette => {
                let mut picker = Picker::new("Action");
                picker.offer(ACTIONS.iter().map(palette_choice).collect());
                self.popup = Some(Popup::Picker(picker));
                vec![]
            }
            Action::Quit => vec![Effect::Remember(self.place()), Effect::Quit],
        }
    }

    fn key(&mut self, key: crate::config::Key) -> Vec<Effect> {
        self.message = None;
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
                Picked::Chosen(Pick::Action(action)) => self.act(action),
                Picked::Chosen(Pick::Clause(clause)) => self.add_clause(&clause),
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

    fn page(&self) -> isize {
        let rows = match (self.focus, &self.reader) {
            (Pane::Article, Some(reader)) => reader.height(),
            (Pane::Sidebar, _) => self.sidebar.height(),
            _ => self.list.height(),
        };
        // One row stays in sight, to read on from.
        rows.saturating_sub(1).max(1).cast_signed()
    }

    fn step(&mut self, rows: isize) -> Vec<Effect> {
        match self.focus {
            Pane::List => self.go(self.list.cursor().saturating_add_signed(rows)),
            Pane::Article => {
                self.reader.iter_mut().for_each(|reader| reader.step(rows));
                vec![]
            }
            Pane::Sidebar => {
                self.sidebar.step(rows);
                vec![]
            }
        }
    }

    fn scroll(&mut self, rows: isize) -> Vec<Effect> {
        match (self.focus, &mut self.reader) {
            (Pane::Article, Some(reader)) => {
                reader.scroll(rows);
                vec![]
            }
            _ => self.step(rows),
        }
    }

    fn end(&mut self, last: bool) -> Vec<Effect> {
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
    fn go(&mut self, index: usize) -> Vec<Effect> {
        self.returning = None;
        let before = self.list.cursor();
        self.list.go(index);
        if self.list.cursor() == before {
            return vec![];
        }
        self.asked.rest = self.next_generation();
        vec![Effect::Rest(self.rest, self.asked.rest)]
    }

    fn turn(&mut self, panes: usize) -> Vec<Effect> {
        const ORDER: [Pane; 3] = [Pane::List, Pane::Article, Pane::Sidebar];
        let at = ORDER.iter().position(|pane| *pane == self.focus).unwrap_or(0);
        self.look_at(ORDER[(at + panes) % ORDER.len()])
    }

    fn shift(&mut self, by: isize) -> Vec<Effect> {
        self.look_at(match (self.focus, by) {
            (Pane::List, 1) | (Pane::Sidebar, -1) => Pane::Article,
            (Pane::Article, 1) | (Pane::Sidebar, _) => Pane::Sidebar,
            _ => Pane::List,
        })
    }

    fn look_at(&mut self, pane: Pane) -> Vec<Effect> {
        self.focus = pane;
        // What is looked at is what the cursor is on, rested or not.
        if pane != Pane::List && self.reader_of_cursor().is_none() {
            return self.follow();
        }
        vec![]
    }

    fn open(&mut self) -> Vec<Effect> {
        let Some(id) = self.list.selected() else { return vec![] };
        let mut effects = self.look_at(Pane::Article);
        effects.extend(self.mark_read(id));
        effects
    }

    fn back(&mut self) -> Vec<Effect> {
        if self.focus != Pane::List {
            self.focus = Pane::List;
            vec![]
        } else if self.filters.back() {
            vec![self.ask_view()]
        } else {
            self.say("Nothing is filtered; q quits.")
        }
    }

    fn filter(&mut self, query: Query) -> Vec<Effect> {
        if self.filters.set(query) { vec![self.ask_view()] } else { vec![] }
    }

    fn add_clause(&mut self, clause: &str) -> Vec<Effect> {
        self.focus = Pane::List;
        match Query::parse(&self.filters.with(clause)) {
            Ok(query) => self.filter(query),
            Err(error) => self.fail(error.to_string()),
        }
    }

    fn filter_entity(&mut self, sign: &str) -> Vec<Effect> {
        let id = match (self.focus, &self.reader) {
            (Pane::Sidebar, _) => self.sidebar.selected().map(|figure| figure.id.clone()),
            (_, Some(reader)) => reader.entity().cloned(),
            _ => None,
        };
        match id {
            Some(id) => self.add_clause(&format!("{sign}actor:{}", quote(id.as_str()))),
            None => self.say("No name is under the cursor; m goes to the next one."),
        }
    }

    fn pick(&mut self, title: &'static str, facet: Facet) -> Vec<Effect> {
        self.popup = Some(Popup::Picker(Picker::new(title)));
        let generation = self.next_generation();
        self.asked.choices = generation;
        let view = self.list.view().clone();
        vec![Effect::Ask(Request::Choices { generation, facet, view })]
    }

    fn jump(&mut self, forward: bool) -> Vec<Effect> {
        let chosen = match self.focus {
            Pane::Sidebar => self.sidebar.selected().map(|figure| figure.id.clone()),
            _ => None,
        };
        let Some(reader) = &mut self.reader else { return vec![] };
        let found = reader.jump(forward, |id| chosen.as_ref().is_none_or(|chosen| chosen == id));
        if !found {
            return self.say("No known name is in this article.");
        }
        if let Some(id) = reader.entity().cloned() {
            self.sidebar.select(&id);
        }
        if self.focus == Pane::List {
            self.focus = Pane::Article;
        }
        vec![]
    }

    fn jump_to_hit(&mut self, forward: bool) -> Vec<Effect> {
        let found = self.reader.as_mut().is_some_and(|reader| reader.jump_to_hit(forward));
        if !found {
            return self.say(if self.query().has_words() {
                "The words of the query are not in this text."
            } else {
                "No words are searched for; / asks for some."
            });
        }
        if self.focus == Pane::List {
            self.focus = Pane::Article;
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

fn palette_choice(spec: &crate::action::Spec) -> Choice {
    Choice {
        pick: Pick::Action(spec.action),
        name: spec.help.to_owned(),
        detail: spec.name.to_owned(),
        keys: vec![fold(spec.name), fold(spec.help)],
    }
}
