//! Taking decisions elsewhere and bringing others in.
//!
//! A merge goes field by field, and each tag is a field: of two decisions the later one wins, notes
//! are joined. Whoever merges with whom, and how often, both end with the same. A merge is one step,
//! to be undone like any other; undoing it is a later decision, which no repeated merge takes back.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use rusqlite::{Connection, OptionalExtension, Result, Transaction, params};

use super::journal::{Draft, replaced, triage};
use super::{Store, StoreError, field, identity};
use crate::model::{Cause, Change, Decided, DocId, Field, NoteDigest, Record, Verdict, Way};

impl Store {
    /// Hands over what was decided about every document, by id, also what was taken back since,
    /// until `take` breaks off.
    pub fn export(
        &self,
        take: &mut dyn FnMut(Record) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let mut read = || {
            let sql = "SELECT document, field, value, at FROM decision ORDER BY document, field";
            let mut rows = self.connection.prepare(sql)?;
            let mut rows = rows.query([])?;
            let mut current: Option<Record> = None;
            while let Some(row) = rows.next()? {
                let document = DocId::from_bytes(row.get(0)?);
                let change = field::change(row.get_ref(1)?.as_str()?, row.get_ref(2)?)?;
                if let Some(done) = current.take_if(|record| record.document != document)
                    && take(done).is_break()
                {
                    return Ok(());
                }
                let replaces = replaces(&self.connection, document, &change)?;
                let at = field::time(row.get(3)?);
                current
                    .get_or_insert_with(|| Record { document, fields: Vec::new() })
                    .fields
                    .push(Field { change, at, replaces: replaces.into_iter().collect() });
            }
            if let Some(last) = current {
                let _ = take(last);
            }
            Ok(())
        };
        read().map_err(self.error())
    }

    /// Brings in what was decided elsewhere, as one step; `None` if that changes nothing. A record
    /// of a document whose decisions have gone over to an edited version reaches that one too.
    pub fn merge(
        &mut self,
        records: impl IntoIterator<Item = Record>,
    ) -> Result<Option<Decided>, StoreError> {
        let records: Vec<Record> = records.into_iter().collect();
        self.step(Cause::Imported, Way::Done, |draft| {
            // By document, each field once: a step changes nothing twice.
            let mut incoming = BTreeMap::<DocId, Fields>::new();
            for Record { document, fields } in records {
                let mut documents = identity::successors(draft.transaction, document, 0)?;
                documents.push(document);
                for document in documents {
                    let known = incoming.entry(document).or_default();
                    fields.iter().for_each(|field| bring(known, Held::from(field)));
                }
            }
            incoming.into_iter().try_for_each(|(document, fields)| merge(draft, document, fields))
        })
    }
}

/// The fields of one document, by name.
type Fields = BTreeMap<String, Held>;

/// A field as one side has it.
#[derive(Debug, Clone, PartialEq)]
struct Held {
    change: Change,
    /// Milliseconds since 1970, UTC.
    at: i64,
    replaces: BTreeSet<NoteDigest>,
}

impl From<&Field> for Held {
    fn from(Field { change, at, replaces }: &Field) -> Self {
        let replaces = replaces.iter().copied().collect();
        Self { change: change.clone(), at: at.as_millisecond(), replaces }
    }
}

fn bring(known: &mut Fields, held: Held) {
    let name = field::name(&held.change).into_owned();
    let joined = match known.remove(&name) {
        Some(before) => join(before, held),
        None => held,
    };
    known.insert(name, joined);
}

fn merge(draft: &mut Draft, document: DocId, fields: Fields) -> Result<()> {
    let mut triage = triage(draft.transaction, document)?;
    for (name, incoming) in fields {
        let change = incoming.change.as_in(&triage);
        let found = at(draft.transaction, document, &name)?;
        let before = match found {
            Some(at) => {
                let replaces = replaces(draft.transaction, document, &change)?;
                Some(Held { change, at, replaces })
            }
            None => None,
        };
        let after = match &before {
            Some(before) => join(before.clone(), incoming),
            None => incoming,
        };
        if before.as_ref() == Some(&after) {
            continue;
        }
        for note in &after.replaces {
            replaced(draft.transaction, document, *note)?;
        }
        if after.change.as_in(&triage) != after.change {
            draft.write(document, &mut triage, &after.change)?;
        }
        // The time is that of the decision itself, so that later merges are right.
        draft
            .transaction
            .prepare_cached("INSERT OR REPLACE INTO decision VALUES (?, ?, ?, ?)")?
            .execute(params![document.as_bytes(), name, field::value(&after.change), after.at])?;
    }
    Ok(())
}

/// When a field of a document was decided, if ever.
fn at(transaction: &Transaction, document: DocId, field: &str) -> Result<Option<i64>> {
    transaction
        .prepare_cached("SELECT at FROM decision WHERE document = ? AND field = ?")?
        .query_row(params![document.as_bytes(), field], |row| row.get(0))
        .optional()
}

/// The texts that the note of a document has replaced, if it is about the note.
fn replaces(
    connection: &Connection,
    document: DocId,
    change: &Change,
) -> Result<BTreeSet<NoteDigest>> {
    let Change::Note(_) = change else { return Ok(BTreeSet::new()) };
    let mut notes =
        connection.prepare_cached("SELECT note FROM replaced_note WHERE document = ?")?;
    let notes = notes
        .query_map([document.as_bytes()], |row| Ok(NoteDigest(row.get::<_, i64>(0)? as u64)))?;
    notes.collect()
}

/// What two sides come to about one field, whichever of them asks.
fn join(a: Held, b: Held) -> Held {
    let (early, late) =
        if (a.at, rank(&a.change)) <= (b.at, rank(&b.change)) { (a, b) } else { (b, a) };
    let at = late.at;
    let change = match (&early.change, &late.change) {
        (Change::Note(Some(before)), Change::Note(after)) => {
            let known = late.replaces.contains(&NoteDigest::of(before));
            Change::Note(match after {
                // A removal that says what it removed leaves what it did not know of.
                None if known || late.replaces.is_empty() => None,
                None => Some(before.clone()),
                Some(after) if known || holds(after, before) => Some(after.clone()),
                Some(after) if holds(before, after) => Some(before.clone()),
                Some(after) => Some(both(before, after).into()),
            })
        }
        _ => late.change.clone(),
    };
    let mut replaces = early.replaces;
    replaces.extend(late.replaces);
    for gone in [early.change, late.change] {
        if let (Change::Note(Some(text)), true) = (&gone, gone != change) {
            replaces.insert(NoteDigest::of(text));
        }
    }
    Held { change, at, replaces }
}

/// Which of two values of a field wins if they were decided in the same millisecond: the greater.
fn rank(change: &Change) -> (bool, &str) {
    match change {
        Change::Read(on) | Change::Starred(on) | Change::Tag(_, on) => (*on, ""),
        Change::Verdict(verdict) => (verdict.is_some(), verdict.map_or("", Verdict::as_str)),
        Change::Note(note) => (note.is_some(), note.as_deref().unwrap_or_default()),
    }
}

/// Whether a text has another in it, in whole words.
fn holds(long: &str, short: &str) -> bool {
    let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    long.match_indices(short).any(|(at, _)| {
        let (before, after) = (&long[..at], &long[at + short.len()..]);
        !inside(before.chars().next_back()) && !inside(after.chars().next())
    })
}

/// Both texts, without the lines of the second that the first has already.
fn both(first: &str, second: &str) -> String {
    let lines = second.lines().filter(|line| !holds(first, line));
    [first].into_iter().chain(lines).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests;
