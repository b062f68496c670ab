//! Makes the next commit.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tantivy::IndexWriter;
use tantivy::query::AllQuery;

use super::super::EngineError;
use super::Tantivy;
use super::indexed::Indexed;
use super::open::{Opened, Role};
use super::seen::Seen;
use super::snapshot::Snapshot;
use super::stored::{Again, Stored};
use super::terms::Lexicons;
use crate::model::{DocId, Document};

/// Bytes that all threads together gather before one writes out what it has: each time it writes a
/// dictionary, and few large parts are merged less often.
const GATHERED: usize = 320 << 20;
/// Documents written anew before they are committed.
const BATCH: usize = 10_000;
/// Documents that may wait for tantivy, which itself would let ten thousand.
const WAITING: usize = 500;
/// The most threads that index. One more reads the files.
const THREADS: usize = 4;

/// The changes since the last commit.
#[derive(Default)]
pub(super) struct Writer {
    /// Made with the first change.
    index: Option<IndexWriter<Indexed>>,
    /// The documents written since the last commit, which cannot be read until the next.
    pending: HashSet<DocId>,
    /// What more came of them.
    again: HashMap<DocId, (Stored, Again)>,
    /// Held by every document that tantivy has not taken up yet.
    lexicons: Arc<Lexicons>,
    /// The number that the next new document gets.
    arrival: Option<u64>,
}

impl Writer {
    fn index(&mut self, opened: &Opened) -> Result<&mut IndexWriter<Indexed>, EngineError> {
        if opened.role() == Role::Follower {
            return Err(EngineError::Follows);
        }
        if self.index.is_none() {
            let threads = thread::available_parallelism().map_or(1, |n| n.get().min(THREADS));
            self.index = Some(opened.index().writer_with_num_threads(threads, GATHERED)?);
        }
        self.index.as_mut().ok_or(EngineError::Follows)
    }

    /// Adds a document, or to a document what it brings along.
    pub(super) fn add(
        &mut self,
        opened: &Opened,
        known: &Snapshot,
        document: Document,
        again: Again,
    ) -> Result<(), EngineError> {
        let record = Stored::of(&document);
        if self.pending.contains(&document.id) {
            self.keep(document.id, record, again);
            return Ok(());
        }
        match known.number(document.id) {
            Some(number) => self.merge(opened, known, number, record, again),
            None => self.write_new(opened, known, document, record),
        }
    }

    /// Keeps what a record says until the document can be read; which of it is new is seen then, for
    /// there may be tens of thousands.
    fn keep(&mut self, id: DocId, record: Stored, again: Again) {
        match self.again.entry(id) {
            Entry::Occupied(mut kept) => kept.get_mut().0.sightings.extend(record.sightings),
            Entry::Vacant(free) => drop(free.insert((record, again))),
        }
    }

    fn merge(
        &mut self,
        opened: &Opened,
        known: &Snapshot,
        number: u32,
        record: Stored,
        again: Again,
    ) -> Result<(), EngineError> {
        let mut stored = known.stored(number)?;
        if stored.take(record, again) {
            self.write_anew(opened, known, number, stored)?;
        }
        Ok(())
    }

    /// Writes a document that is not there.
    fn write_new(
        &mut self,
        opened: &Opened,
        known: &Snapshot,
        document: Document,
        record: Stored,
    ) -> Result<(), EngineError> {
        let arrival = match self.arrival {
            Some(arrival) => arrival,
            None => known.next_arrival()?,
        };
        self.arrival = Some(arrival + 1);
        self.write(opened, known, arrival, document, record.encode()?)
    }

    /// Writes a document that is there already; it keeps its place.
    fn write_anew(
        &mut self,
        opened: &Opened,
        known: &Snapshot,
        number: u32,
        record: Stored,
    ) -> Result<(), EngineError> {
        let id = known.ids.all()[number as usize];
        self.delete(opened, known, number)?;
        let encoded = record.encode()?;
        self.write(opened, known, known.arrival(number)?, record.document(id), encoded)
    }

    fn write(
        &mut self,
        opened: &Opened,
        known: &Snapshot,
        arrival: u64,
        document: Document,
        record: Vec<u8>,
    ) -> Result<(), EngineError> {
        // Not for ever: the threads that take them up may have failed, which adding one more tells.
        for _ in 0..10_000 {
            if Arc::strong_count(&self.lexicons) <= WAITING {
                break;
            }
            thread::sleep(Duration::from_millis(1));
        }
        let lexicons = Arc::clone(&self.lexicons);
        let id = document.id;
        let document = Indexed::new(known.fields, arrival, document, record, lexicons);
        self.index(opened)?.add_document(document)?;
        self.pending.insert(id);
        Ok(())
    }

    pub(super) fn delete(
        &mut self,
        opened: &Opened,
        known: &Snapshot,
        number: u32,
    ) -> Result<(), EngineError> {
        let arrival = known.fields.arrival_term(known.arrival(number)?);
        self.index(opened)?.delete_term(arrival);
        self.pending.insert(known.ids.all()[number as usize]);
        Ok(())
    }
}

impl Tantivy {
    /// Whether a document is in the last commit.
    pub fn has(&self, id: DocId) -> bool {
        self.snapshot().number(id).is_some()
    }

    /// Number of documents in the last commit.
    pub fn len(&self) -> usize {
        self.snapshot().len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds a document of a file that is read, perhaps not for the first time: what it says of the
    /// document now replaces what it said before. Nothing is found before [`Tantivy::commit`].
    pub fn add(&self, mut document: Document) -> Result<(), EngineError> {
        for origin in &mut document.origins {
            origin.path = self.roots.stored(&origin.path);
        }
        self.lock_writer().add(&self.opened(), &self.snapshot(), document, Again::Renew)
    }

    /// Makes everything that was added findable, and safe from a crash.
    pub fn commit(&self) -> Result<(), EngineError> {
        self.commit_by(&mut self.lock_writer())
    }

    /// Drops what has not been committed, as after an error: the writer may be good for nothing more.
    pub fn abandon(&self) {
        *self.lock_writer() = Writer::default();
    }

    pub(super) fn commit_by(&self, writer: &mut Writer) -> Result<(), EngineError> {
        if self.is_gone() {
            return Err(EngineError::Gone);
        }
        while !writer.pending.is_empty() {
            if let Some(index) = &mut writer.index {
                index.commit()?;
            }
            writer.pending.clear();
            self.reload()?;
            let known = self.snapshot();
            for (id, (record, again)) in std::mem::take(&mut writer.again) {
                match known.number(id) {
                    Some(number) => writer.merge(&self.opened(), &known, number, record, again)?,
                    None => {
                        let document = record.clone().document(id);
                        writer.write_new(&self.opened(), &known, document, record)?;
                    }
                }
            }
        }
        self.opened().tidy()?;
        Ok(())
    }

    /// Takes back what files, named from the root, have brought, but for what was seen in them now. A document that is in
    /// no other file is gone; the others lose their origins in these.
    pub fn forget(&self, files: &HashMap<PathBuf, Seen>) -> Result<(), EngineError> {
        let mut writer = self.lock_writer();
        self.commit_by(&mut writer)?;
        let known = self.snapshot();
        let paths = files.keys().map(|path| known.fields.path_term(path)).collect::<Vec<_>>();
        for number in known.having(&paths)? {
            let id = known.ids.all()[number as usize];
            let mut stored = known.stored(number)?;
            let before = stored.sightings.len();
            stored.sightings.retain(|sighting| {
                let seen = files.get(sighting.path());
                seen.is_none_or(|seen| seen.has(id, sighting.line()))
            });
            if stored.sightings.is_empty() {
                writer.delete(&self.opened(), &known, number)?;
            } else if stored.sightings.len() < before {
                writer.write_anew(&self.opened(), &known, number, stored)?;
            }
        }
        self.commit_by(&mut writer)
    }

    /// Finds the names in every document anew, through `name`, until it returns false; returns
    /// whether it came to the end.
    pub fn name_anew(
        &self,
        name: &mut dyn FnMut(&mut Document) -> bool,
    ) -> Result<bool, EngineError> {
        let mut writer = self.lock_writer();
        self.commit_by(&mut writer)?;
        let known = self.snapshot();
        for number in known.order(super::Sort::Corpus)? {
            let id = known.ids.all()[*number as usize];
            let mut stored = known.stored(*number)?;
            let mut document = stored.clone().document(id);
            if !name(&mut document) {
                self.commit_by(&mut writer)?;
                return Ok(false);
            }
            if stored.name_anew(&document) {
                writer.write_anew(&self.opened(), &known, *number, stored)?;
            }
            if writer.pending.len() >= BATCH {
                self.commit_by(&mut writer)?;
            }
        }
        self.commit_by(&mut writer)?;
        Ok(true)
    }

    pub(super) fn relabel_by(
        &self,
        writer: &mut Writer,
        documents: &[Document],
    ) -> Result<(), EngineError> {
        if self.opened().role() == Role::Follower {
            return Err(EngineError::Follows);
        }
        self.commit_by(writer)?;
        let known = self.snapshot();
        for document in documents {
            let Some(number) = known.number(document.id) else { continue };
            let mut stored = known.stored(number)?;
            if stored.name_anew(document) {
                writer.write_anew(&self.opened(), &known, number, stored)?;
            }
        }
        self.commit_by(writer)
    }

    /// Lets the parts of the index be merged, and gives back what writing needs.
    pub fn settle(&self) -> Result<(), EngineError> {
        let mut writer = self.lock_writer();
        if writer.index.is_none() {
            return Ok(());
        }
        self.commit_by(&mut writer)?;
        if let Some(index) = writer.index.take() {
            writer.lexicons = Arc::default();
            index.wait_merging_threads()?;
            self.reload()?;
            self.opened().tidy()?;
        }
        writer.arrival = None;
        Ok(())
    }

    pub(super) fn replace_by(
        &self,
        writer: &mut Writer,
        documents: &mut dyn Iterator<Item = Document>,
    ) -> Result<(), EngineError> {
        self.commit_by(writer)?;
        writer.index(&self.opened())?.delete_query(Box::new(AllQuery))?;
        let known = self.snapshot();
        let mut arrival = known.next_arrival()?;
        for document in documents {
            let record = Stored::of(&document);
            if writer.pending.contains(&document.id) {
                writer.keep(document.id, record, Again::Keep);
            } else {
                writer.write(&self.opened(), &known, arrival, document, record.encode()?)?;
                arrival += 1;
            }
        }
        writer.arrival = None;
        // Without documents nothing is pending.
        writer.index(&self.opened())?.commit()?;
        self.reload()?;
        self.commit_by(writer)
    }
}
