//! All state of the browser. [`App::update`] takes an event and returns what should be done; it
//! reads no clock and no file, and draws nothing.

mod act;
mod answers;
mod article;
mod confirm;
mod copy;
mod event;
mod facets;
mod filter;
mod find;
mod history;
mod list;
mod moves;
mod naming;
mod note;
mod page;
mod panes;
mod passages;
mod picker;
mod prompt;
mod report;
mod saved;
mod sidebar;
mod source;
mod stay;
mod suggest;
mod triage;
mod typed;
mod update;
mod who;

use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use article::{Reader, ReaderRow};
pub use confirm::Confirm;
pub use event::{
    Besides, Choice, Decision, Effect, Event, Found, Keep, Past, Pick, Request, Unread, Values,
};
pub use facets::{FacetGroup, FacetRow, FacetValue, Facets};
pub use filter::Filters;
pub use history::History;
pub use list::List;
pub use note::hashed;
pub use page::Page;
pub use panes::Panes;
pub use picker::{Picked, Picker};
pub use prompt::{Mistake, Prompt, Purpose};
pub use sidebar::{Sidebar, SidebarRow};
pub use source::Source;
pub use suggest::Suggestions;
pub use triage::sentence;
pub use who::{Who, WhoRow};

use naming::Naming;

use crate::action::{Action, Pane};
use crate::config::Settings;
use crate::model::{Decisions, DocId, Place, Sort};
use crate::query::Query;
use crate::text::{Layout, Line, Options};
use passages::Passages;
use report::Problems;
use typed::Trial;

/// The state of the browser.
#[derive(Debug)]
pub struct App {
    columns: u16,
    rows: u16,
    rest: Duration,
    dwell: Option<Duration>,
    advance: bool,
    focus: Pane,
    list: List,
    reader: Option<Reader>,
    passages: Passages,
    sidebar: Sidebar,
    /// What the sidebar shows instead, if the person wants that.
    facets: Option<Facets>,
    filters: Filters,
    sort: Sort,
    decisions: Decisions,
    unread: usize,
    /// Number of documents, of whatever corpus, that were discarded.
    discarded: usize,
    /// Whether the query is not about that, so that they are left out, and how many are.
    hides_discarded: bool,
    hidden: usize,
    /// The document in view that counts as read once it has been there long enough.
    seen: Option<DocId>,
    /// The document under the cursor, where it was read and is to be unread: it stays so.
    spared: Option<DocId>,
    /// The document that came under the cursor though no key was pressed: before one is, it does not
    /// count as read.
    brought: Option<DocId>,
    /// The version of the open article that is to be opened in its place.
    became: Option<DocId>,
    /// What the note in the editor is about.
    editing: Vec<DocId>,
    /// The queries that were in force, oldest first.
    queries: Vec<String>,
    /// What there was before a query was typed, while one is.
    trial: Option<Trial>,
    /// The query to ask for where the one asked for finds nothing, and that one once this was done:
    /// the same with its last word as the beginning of one.
    begun: Option<Query>,
    plain: Option<Query>,
    popup: Option<Popup>,
    message: Option<Message>,
    problems: Problems,
    read: Progress,
    /// The text of the help.
    help: String,
    /// Whether the person has done anything yet, has been brought back to a place or has had all
    /// documents before them: until then the list shows its top.
    acted: bool,
    /// The correction that waits for an entity to be chosen.
    naming: Option<Naming>,
    /// Whether a jump from mention to mention has led to another document.
    arriving: bool,
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
    seen: u64,
    profile: u64,
    /// With whether it looks on, or back.
    find: (u64, bool),
    /// Whether the person waits for the view, which a key has asked for.
    awaited: bool,
    /// Whether an answer may never come, for something went wrong.
    failed: bool,
}

/// How far the reading of the files has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Progress {
    /// Documents read.
    pub documents: usize,
    /// Bytes read.
    pub bytes: u64,
    /// Bytes of all files to be read; 0 where that is not known.
    pub total: u64,
    /// Whether names are looked for in what was read before; then `bytes` and `total` are documents.
    pub naming: bool,
    /// How long it has taken.
    pub elapsed: Duration,
    /// Whether another process reads.
    pub elsewhere: bool,
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
    /// A line to type.
    Prompt(Prompt),
    /// A list to choose from.
    Picker(Picker),
    /// A question to answer with yes or no.
    Confirm(Confirm),
    /// What was decided, step by step.
    History(History),
    /// All about one entity.
    Who(Who),
}

/// Something said in the status line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The sentence; keys stand in it as [`Action::key`] writes them.
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
        query: Query,
        place: Place,
    ) -> (Self, Vec<Effect>) {
        let mut app = Self {
            columns: 80,
            rows: 24,
            rest: settings.rest,
            dwell: settings.dwell,
            advance: settings.advance,
            focus: Pane::List,
            list: List::default(),
            reader: None,
            passages: Passages::default(),
            sidebar: Sidebar::default(),
            facets: None,
            filters: Filters::new(query),
            sort: place.sort,
            decisions: Decisions::default(),
            unread: 0,
            discarded: 0,
            hides_discarded: false,
            hidden: 0,
            seen: None,
            spared: None,
            brought: None,
            became: None,
            editing: Vec::new(),
            queries: place.queries.clone(),
            trial: None,
            begun: None,
            plain: None,
            popup: None,
            message: None,
            problems: Problems::default(),
            read: Progress::default(),
            help,
            acted: false,
            naming: None,
            arriving: false,
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

    /// Number of documents that the view leaves out because they were discarded.
    pub fn hidden(&self) -> usize {
        self.hidden
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
        self.problems.count()
    }

    /// Whether keys have to wait: what they are about is still to come.
    pub fn waits(&self) -> bool {
        let prompted = matches!(&self.popup, Some(Popup::Prompt(prompt)) if prompt.waits());
        self.asked.awaited || self.deferred.is_some() || prompted
    }

    /// How far the reading of the files has come.
    pub fn progress(&self) -> Progress {
        self.read
    }

    /// Where the panes are.
    pub fn panes(&self) -> Panes {
        Panes::new(self.columns, self.rows, self.focus)
    }

    /// The first lines of the note on the open article, above it in a pane of this many columns, and
    /// whether it goes on.
    pub fn note(&self, columns: usize) -> (Vec<Line>, bool) {
        let most = usize::from(self.rows / 6).clamp(1, 4);
        let triage = self.reader.as_ref().map(|r| self.decisions.get(r.article().document.id));
        let note = triage.and_then(|triage| triage.note.as_deref());
        let Some(note) = note else { return (vec![], false) };
        // Beside the columns on either side, a sign and a space.
        let width = text_width(columns).saturating_sub(2).max(1);
        let mut layout = Layout::new(note, self.options(width));
        (layout.lines(0..most).cloned().collect(), layout.line(most).is_some())
    }

    /// How titles and other lines of foreign text are laid out in this many cells.
    pub fn options(&self, width: usize) -> Options {
        Options { width: width.max(1), ..self.text }
    }

    /// Whether keys go to a prompt as they are, rather than through the keymap.
    pub fn takes_keys(&self) -> bool {
        matches!(
            self.popup,
            Some(Popup::Prompt(_) | Popup::Picker(_) | Popup::Confirm(_) | Popup::Who(_))
        )
    }

    /// Whether the keys are letters to answer with, whatever the keyboard's script.
    pub fn takes_answer(&self) -> bool {
        matches!(self.popup, Some(Popup::Confirm(_) | Popup::Who(_)))
    }

    /// Where the person is.
    pub fn place(&self) -> Place {
        match &self.returning {
            // Left before the documents were there: where they were is where they are.
            Some(place) if place.document.is_some() => {
                Place { queries: self.queries.clone(), ..place.clone() }
            }
            _ => Place {
                // A query that is being typed moves nobody.
                document: match &self.trial {
                    Some(trial) => trial.selected(),
                    None => self.list.selected(),
                },
                byte: self.reader_of_place().map_or(0, Reader::byte),
                query: self.filters.entered().source().to_owned(),
                sort: self.sort,
                queries: self.queries.clone(),
            },
        }
    }

    /// Tells every pane its size.
    fn arrange(&mut self) {
        let panes = self.panes();
        // A pane's first row is its heading.
        let rows =
            |pane: Option<ratatui_core::layout::Rect>| pane.map(|p| p.height.saturating_sub(1));
        if let Some(rows) = rows(panes.list) {
            self.list.resize(usize::from(rows) / self.rows_per_document());
        }
        if let Some(rows) = rows(panes.sidebar) {
            self.sidebar.resize(rows.into());
            self.facets.iter_mut().for_each(|facets| facets.resize(rows.into()));
        }
        let options = self.options(self.columns.into());
        if let Some(Popup::Page(page)) = &mut self.popup {
            page.resize(options, self.rows);
        }
        if let Some(Popup::History(history)) = &mut self.popup {
            history.resize(self.rows);
        }
        if let Some(Popup::Who(who)) = &mut self.popup {
            who.resize(options, self.rows);
        }
        let note = panes.article.map_or(0, |pane| self.note(pane.width.into()).0.len());
        if let (Some(rows), Some(pane), Some(reader)) =
            (rows(panes.article), panes.article, &mut self.reader)
        {
            let width = text_width(pane.width);
            reader.resize(Options { width, ..self.text }, usize::from(rows).saturating_sub(note));
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

    fn ids(&self) -> &[DocId] {
        &self.list.view().ids
    }
}

/// Cells of a line of text in an article pane: a column on either side is the cursor's.
fn text_width(pane: impl Into<usize>) -> usize {
    pane.into().saturating_sub(2).max(1)
}

#[cfg(test)]
mod tests;
