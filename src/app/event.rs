//! What comes into the app and what it asks of the world.

use std::sync::Arc;
use std::time::Duration;

use super::Progress;
use super::facets::FacetGroup;
use super::prompt::Mistake;
use super::source::Source;
use crate::action::Action;
use crate::config::Key;
use crate::model::{
    Article, Change, Correction, Counts, Decided, Decisions, DocId, Document, EntityId, Facet,
    Hits, Kind, Lang, Place, Profile, Row, SavedSearch, Snippet, Sort, Step, StepId, Triage, View,
    Way,
};
use crate::query::Query;
use crate::text::{Harakat, OutputMode};

/// Something that happened. Answers carry the generation of their question, so that an answer to a
/// question of the past is dropped.
#[derive(Debug, Clone)]
pub enum Event {
    /// A key while [`App::takes_keys`](super::App::takes_keys).
    Key(Key),
    /// A text pasted into the terminal.
    Paste(String),
    /// An action, by its key or its name.
    Act(Action),
    /// The screen has this many columns and rows.
    Resize(u16, u16),
    /// The terminal wants text sent in this way.
    Output {
        /// The order and shape of cells.
        mode: OutputMode,
        /// Whether marks are drawn.
        harakat: Harakat,
    },
    /// The list's cursor has rested since [`Effect::Rest`] with this token.
    Rested(u64),
    /// The view of a query, or why there is none.
    Viewed {
        /// The question's.
        generation: u64,
        /// What was found.
        outcome: Result<Found, Mistake>,
    },
    /// The rows asked for.
    Rows {
        /// The question's.
        generation: u64,
        /// In the order of the question; a document that is gone has none.
        rows: Vec<Row>,
    },
    /// In how many documents of the view each entity is named.
    Counted {
        /// The question's.
        generation: u64,
        /// Documents by entity.
        documents: Counts,
        /// How many documents the view leaves out because they were discarded.
        hidden: usize,
    },
    /// The facets of the view.
    Facets {
        /// The question's.
        generation: u64,
        /// In the order to show them.
        groups: Vec<FacetGroup>,
    },
    /// The passages asked for.
    Passages {
        /// The question's.
        generation: u64,
        /// One for each document of the question; `None` where its text has none of the words.
        passages: Vec<Option<Snippet>>,
    },
    /// The article asked for, `None` if it is no longer there.
    Opened {
        /// The question's.
        generation: u64,
        /// The article.
        article: Option<Article>,
        /// Where the words of the query hit it.
        hits: Hits,
    },
    /// What there is to tell of an entity, `None` if there is no such one.
    Profiled {
        /// The question's.
        generation: u64,
        /// What there is to tell.
        profile: Option<Box<Profile>>,
    },
    /// Where in the view the next document is that names an entity; `None` if there is no other.
    Found {
        /// The question's.
        generation: u64,
        /// Its place in the view.
        index: Option<usize>,
    },
    /// What a picker offers, or a prompt.
    Choices {
        /// The question's.
        generation: u64,
        /// In the order to show them.
        choices: Vec<Choice>,
    },
    /// A decision was committed, or could not be; with the title of its first document, if the
    /// corpus has that.
    Decided(Result<(Decided, Option<String>), String>),
    /// What was decided before.
    Known(Box<Decisions>),
    /// Others have decided about these documents, which now stand so.
    News(Vec<(DocId, Triage)>),
    /// The saved searches, or why there are none.
    Saved {
        /// The question's.
        generation: u64,
        /// By name.
        saved: Result<Vec<SavedSearch>, String>,
    },
    /// How many documents saved searches find.
    SavedCounts {
        /// The question's.
        generation: u64,
        /// By name; a word in the place of a number where there is none.
        counts: Vec<(String, String)>,
    },
    /// A correction of names, or taking one back, is in force; mentions may be others now.
    Corrected {
        /// What was corrected, and what it changed.
        said: String,
    },
    /// Unknown names turned out to be those of one; mentions may be others now.
    Grouped,
    /// There was nothing to decide, undo or redo.
    Unchanged(Way),
    /// Steps of the history.
    Recalled {
        /// What was asked for: the steps before this one, or the last ones.
        before: Option<StepId>,
        /// The newest first, or why there are none; none at all once there are no more.
        steps: Result<Vec<Past>, String>,
    },
    /// What became of a note in the person's editor, or why it is as it was.
    Edited(Result<String, String>),
    /// The reading of the files begins, for the first time or again.
    Reading,
    /// Documents came in, or the reading of the files came to its end.
    Read {
        /// Documents read so far.
        documents: usize,
        /// Whether all files have been read.
        done: bool,
    },
    /// How far the reading of the files has come.
    Progress(Progress),
    /// Something could not be read; the sentence names it.
    Problem(String),
    /// So much more in a file could not be read; nothing else is known of it any more.
    MoreProblems {
        /// The file, as the problems before it begin.
        file: String,
        /// How many more.
        count: usize,
    },
    /// All that is wrong with something besides the corpus, in place of what was said of it before.
    Wrong(Besides, Vec<String>),
    /// Something was done that the person should know of.
    Told(String),
    /// Something went wrong that the person should know of.
    Failed(String),
}

/// What a query finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The documents.
    pub view: View,
    /// What the person should know about it.
    pub remark: Option<String>,
    /// How many of them are unread, if that was counted.
    pub unread: Option<Unread>,
    /// The document that was being read when this was asked for, and what it is now: itself, or what
    /// has taken its place, in view or not. Nothing once it is gone.
    pub reading: Option<(DocId, DocId)>,
}

/// How many documents of a view are unread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unread {
    /// Number of documents.
    pub documents: usize,
    /// Those of them that were discarded.
    pub discarded: usize,
    /// What was known then ([`Decisions::changes`](crate::model::Decisions::changes)).
    pub changes: u64,
}

/// What is read besides the corpus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Besides {
    /// The settings, and what is kept.
    Settings,
    /// The index of the corpus.
    Index,
    /// The tables of names.
    Names,
    /// What is known of terminals.
    Terminal,
}

/// A step of the history, with what is shown of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// The step.
    pub step: Step,
    /// When it was made, in the person's time: `2015-11-17 09:12`.
    pub when: String,
    /// The title of its first document, if the corpus has that.
    pub title: Option<String>,
}

/// What there is to choose from, each with the number of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Values {
    /// The values of a field.
    Facet(Facet),
    /// States, notes and tags.
    Decisions,
    /// Tags.
    Tags,
    /// Tags, on whatever document, of this corpus or another.
    AllTags,
    /// Every entity, those that no document names as well.
    Names,
}

/// A line of a picker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is done with it when it is chosen.
    pub pick: Pick,
    /// What it is called.
    pub name: String,
    /// What stands beside it: a count, a key.
    pub detail: String,
    /// Folded texts under any of which it is found.
    pub keys: Vec<String>,
}

/// What a picker yields.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Pick {
    /// A clause for the query.
    Clause(String),
    /// An entity: to filter by, unless a correction waits for one.
    Entity(EntityId),
    /// An entity that is still to be made.
    New,
    /// What a new entity is.
    Kind(Kind),
    /// An action to run.
    Action(Action),
    /// A saved search to open.
    Saved(SavedSearch),
    /// A correction to make.
    Correct(Correction),
}

/// Something that the app wants done.
#[derive(Debug, Clone)]
pub enum Effect {
    /// A question to be answered with an event.
    Ask(Request),
    /// What there was to choose from taken out of memory. It may be tens of thousands, and what was
    /// chosen is not to wait for that.
    Discard(Vec<Choice>),
    /// A decision to be committed.
    Decide(Decision),
    /// Names to be corrected; answered by [`Event::Corrected`], or by [`Event::Failed`].
    Correct(Correction),
    /// An entity to be made of a name, in this language or any; answered in the same way.
    Introduce(Kind, String, Option<Lang>),
    /// To be told with [`Event::Rested`] once this time has passed.
    Rest(Duration, u64),
    /// The steps of the history before this one, or the last ones; answered by
    /// [`Event::Recalled`].
    Recall(Option<StepId>),
    /// Where the person is, to be remembered.
    Remember(Place),
    /// A text for the clipboard.
    Copy(String),
    /// A note opened in the person's editor; answered by [`Event::Edited`].
    Edit(String),
    /// Something about saved searches.
    Keep(Keep),
    /// A document's source opened, where that is possible.
    Open(Source),
    /// All files read again.
    Rescan,
    /// No more files read; what has been read stays.
    StopReading,
    /// The screen drawn anew.
    Redraw,
    /// Text sent in this way, whatever the terminal wants.
    Output(OutputMode),
    /// The program stopped, until the shell lets it go on.
    Suspend,
    /// The end.
    Quit,
}

/// What is to be done with saved searches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keep {
    /// A search saved, in the place of the one of the name `before`.
    Save {
        /// The search.
        search: SavedSearch,
        /// What it was called.
        before: Option<String>,
    },
    /// The search of this name deleted.
    Delete(String),
    /// All of them told, with [`Event::Saved`] and this generation.
    Recall(u64),
}

/// A question about the corpus.
#[derive(Debug, Clone)]
pub enum Request {
    /// Answered by [`Event::Viewed`].
    View {
        /// Comes back with the answer.
        generation: u64,
        /// What to find.
        query: Query,
        /// In which order.
        sort: Sort,
        /// The document that is being read, which the person is to stay with.
        reading: Option<Arc<Document>>,
    },
    /// Answered by [`Event::Rows`].
    Rows {
        /// Comes back with the answer.
        generation: u64,
        /// The documents.
        ids: Vec<DocId>,
    },
    /// Answered by [`Event::Counted`].
    Count {
        /// Comes back with the answer.
        generation: u64,
        /// Where to count.
        view: View,
        /// What finds the documents that the view leaves out because they were discarded.
        hidden: Option<Query>,
    },
    /// Answered by [`Event::Facets`].
    Facets {
        /// Comes back with the answer.
        generation: u64,
        /// Where to count.
        view: View,
        /// What found it.
        query: Query,
    },
    /// Answered by [`Event::SavedCounts`].
    Saved {
        /// Comes back with the answer.
        generation: u64,
        /// What to count.
        searches: Vec<SavedSearch>,
    },
    /// Answered by [`Event::Passages`].
    Passages {
        /// Comes back with the answer.
        generation: u64,
        /// The words to look for.
        query: Query,
        /// In these documents.
        ids: Vec<DocId>,
    },
    /// Answered by [`Event::Opened`].
    Open {
        /// Comes back with the answer.
        generation: u64,
        /// Which document.
        id: DocId,
        /// The words to look for in it.
        query: Query,
    },
    /// Answered by [`Event::Profiled`].
    Profile {
        /// Comes back with the answer.
        generation: u64,
        /// Whom.
        entity: EntityId,
        /// In which documents; it asks for the entity.
        query: Query,
    },
    /// Answered by [`Event::Found`].
    Find {
        /// Comes back with the answer.
        generation: u64,
        /// Where to look.
        view: View,
        /// The place from which to look on.
        from: usize,
        /// Whether to look on, or back.
        forward: bool,
        /// Who is to be named.
        entity: EntityId,
    },
    /// Answered by [`Event::Choices`].
    Choices {
        /// Comes back with the answer.
        generation: u64,
        /// Of what.
        of: Values,
        /// Where to count them.
        query: Query,
    },
}

/// A decision that the person took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Changes to each of these documents, as one step.
    Change(Vec<DocId>, Vec<Change>),
    /// A document was looked at long enough to have been read.
    Seen(DocId),
    /// The last step taken back.
    Undo,
    /// What was taken back last done again.
    Redo,
}
