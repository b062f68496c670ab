//! The inverted index: words to documents and back.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{Arc, OnceLock};

use super::super::analysis::{Form, Matcher, Token, folded_in, text_tokens, title_tokens};
use super::super::bits::Bits;
use super::super::{EngineError, Sort, sort_key};
use super::names::{Names, number_after};
use crate::model::{DocId, Document, EntityId, Lang, Origin};

/// Stands between the words of the title and those of the text, so that no phrase spans both.
const BREAK: u32 = u32::MAX;

/// All documents, numbered by arrival (a *slot*), and their words, numbered too.
#[derive(Default)]
pub(super) struct Index {
    /// `None` where a document was removed; its number stays in the postings and means nothing.
    pub(super) slots: Vec<Option<Slot>>,
    by_id: HashMap<DocId, u32, BuildHasherDefault<IdHasher>>,
    /// The origins of those documents that came again: some come from tens of thousands of places.
    origins: HashMap<u32, HashSet<Origin>>,
    /// The words, by their keys ([`Form::write_key`]).
    words: Names,
    /// The terms of the words, in order, with the number of the word that has them.
    terms: BTreeSet<(Box<str>, u32)>,
    /// The slots of the documents that have a word, by the number of the word.
    postings: Vec<Vec<u32>>,
    pub(super) entities: Names,
    pub(super) sources: Names,
    /// The slots in each order, once one has been asked for; removed documents may be among them.
    orders: [OnceLock<Vec<u32>>; 4],
}

/// A document, and beside it what a query looks at in every document.
pub(super) struct Slot {
    pub(super) document: Arc<Document>,
    pub(super) id: DocId,
    pub(super) lang: Lang,
    /// The number of its source.
    pub(super) source: Option<u32>,
    /// The numbers of its entities, ascending.
    pub(super) entities: Box<[u32]>,
    /// The words of the title, [`BREAK`], the words of the text.
    words: Box<[u32]>,
}

impl Slot {
    /// The words of the title and those of the text.
    pub(super) fn parts(&self) -> impl Iterator<Item = &[u32]> {
        self.words.split(|word| *word == BREAK)
    }
}

/// Documents whose words are numbered among themselves: the slow part of indexing, which needs no
/// lock.
#[derive(Default)]
pub(super) struct Batch {
    words: Names,
    /// The form of each word.
    forms: Vec<Form<String>>,
    documents: Vec<(Document, Vec<u32>)>,
}

impl Batch {
    pub(super) fn of(documents: Vec<Document>) -> Result<Self, EngineError> {
        let mut batch = Self::default();
        for document in documents {
            let mut numbers = Vec::new();
            batch.number_words(title_tokens(&document), &mut numbers)?;
            numbers.push(BREAK);
            batch.number_words(text_tokens(&document), &mut numbers)?;
            batch.documents.push((document, numbers));
        }
        Ok(batch)
    }

    fn number_words(
        &mut self,
        tokens: impl Iterator<Item = Token>,
        numbers: &mut Vec<u32>,
    ) -> Result<(), EngineError> {
        let mut key = String::new();
        for token in tokens {
            key.clear();
            token.form.write_key(&mut key);
            let number = self.words.number(&key)?;
            if number as usize == self.forms.len() {
                self.forms.push(token.form);
            }
            numbers.push(number);
        }
        Ok(())
    }
}

impl Index {
    /// Number of documents.
    pub(super) fn len(&self) -> usize {
        self.by_id.len()
    }

    pub(super) fn slot(&self, id: DocId) -> Option<&Slot> {
        self.slots[*self.by_id.get(&id)? as usize].as_ref()
    }

    /// Adds documents; returns how many were new.
    pub(super) fn add(&mut self, batch: Batch) -> Result<usize, EngineError> {
        self.orders = Default::default();
        let before = self.len();
        let numbers = self.number_words(&batch)?;
        for (document, mut words) in batch.documents {
            renumber(&mut words, &numbers);
            if let Some(&n) = self.by_id.get(&document.id) {
                if let Some(slot) = &mut self.slots[n as usize] {
                    let kept = Arc::make_mut(&mut slot.document);
                    let known = self.origins.entry(n);
                    let known = known.or_insert_with(|| kept.origins.iter().cloned().collect());
                    merge(kept, document, known);
                    slot.source = number_source(&mut self.sources, &slot.document)?;
                    if slot.lang != slot.document.lang {
                        // Stems are those of the language. The postings of the words that it had
                        // without one may stay: those words have the new ones' folded forms.
                        slot.lang = slot.document.lang;
                        slot.words = words.into();
                        post(&mut self.postings, &slot.words, n);
                    }
                }
                continue;
            }
            let n = number_after(self.slots.len())?;
            let entities = number_entities(&mut self.entities, &document)?;
            let source = number_source(&mut self.sources, &document)?;
            post(&mut self.postings, &words, n);
            self.by_id.insert(document.id, n);
            self.slots.push(Some(Slot {
                id: document.id,
                lang: document.lang,
                source,
                document: Arc::new(document),
                entities,
                words: words.into(),
            }));
        }
        Ok(self.len() - before)
    }

    /// Removes a document; returns whether it was there.
    pub(super) fn remove(&mut self, id: DocId) -> bool {
        let Some(slot) = self.by_id.remove(&id) else { return false };
        self.origins.remove(&slot);
        self.slots[slot as usize].take().is_some()
    }

    /// Gives documents that are there the mentions of these; names are other terms than words.
    pub(super) fn relabel(&mut self, batch: Batch) -> Result<(), EngineError> {
        let numbers = self.number_words(&batch)?;
        for (document, mut words) in batch.documents {
            renumber(&mut words, &numbers);
            let entities = number_entities(&mut self.entities, &document)?;
            let Some(&n) = self.by_id.get(&document.id) else { continue };
            let Some(slot) = &mut self.slots[n as usize] else { continue };
            let kept = Arc::make_mut(&mut slot.document);
            (kept.mentions, kept.title_mentions) = (document.mentions, document.title_mentions);
            slot.entities = entities;
            let old = std::mem::replace(&mut slot.words, words.into());
            let [old, new]: [HashSet<u32>; 2] =
                [&old, &slot.words].map(|words| words.iter().copied().collect());
            for word in old.difference(&new) {
                self.postings[*word as usize].retain(|slot| *slot != n);
            }
            let added: Vec<u32> = new.difference(&old).copied().collect();
            post(&mut self.postings, &added, n);
        }
        Ok(())
    }

    /// The documents that have a word that is asked for, or name one of these.
    pub(super) fn having(&self, asked: &dyn Fn(&str) -> bool, named: &[EntityId]) -> Vec<DocId> {
        let mut with_word = Bits::none(self.slots.len());
        for (key, posting) in self.words.all().iter().zip(&self.postings) {
            if asked(folded_in(key)) {
                posting.iter().for_each(|slot| with_word.insert(*slot));
            }
        }
        let named: Vec<u32> =
            named.iter().filter_map(|id| self.entities.get(id.as_str())).collect();
        let names = |slot: &Slot| named.iter().any(|n| slot.entities.binary_search(n).is_ok());
        let slots = self.slots.iter().zip(0..);
        let slots = slots.filter_map(|(slot, n)| Some((slot.as_ref()?, n)));
        slots.filter(|(s, n)| with_word.contains(*n) || names(s)).map(|(s, _)| s.id).collect()
    }

    /// The numbers of the words that a matcher accepts; one may come several times.
    pub(super) fn accepted(&self, matcher: &Matcher) -> Vec<u32> {
        let mut accepted = Vec::new();
        for wanted in &matcher.terms {
            let terms = self.terms.range((wanted.as_str().into(), 0)..);
            let accepts = |term: &str| match matcher.prefix {
                true => term.starts_with(wanted),
                false => term == wanted,
            };
            let terms = terms.take_while(|(term, _)| accepts(term));
            accepted.extend(terms.map(|(_, number)| *number));
        }
        accepted
    }

    /// The slots of the documents that have a word.
    pub(super) fn posting(&self, word: u32) -> &[u32] {
        &self.postings[word as usize]
    }

    /// Number of distinct words.
    pub(super) fn distinct_words(&self) -> usize {
        self.postings.len()
    }

    /// The slots of all documents in an order, whatever the query and the decisions; perhaps some
    /// that were removed are among them.
    pub(super) fn order(&self, sort: Sort) -> &[u32] {
        let sort = match sort {
            Sort::Unread | Sort::Relevance | Sort::Mentions => Sort::Date,
            sort => sort,
        };
        self.orders[sort as usize].get_or_init(|| {
            let slots = self.slots.iter().zip(0..);
            let mut order: Vec<(u32, &Document)> =
                slots.filter_map(|(slot, n)| Some((n, &*slot.as_ref()?.document))).collect();
            match sort {
                Sort::Corpus => {}
                Sort::Date | Sort::Unread | Sort::Relevance | Sort::Mentions => {
                    order.sort_by_cached_key(|(_, d)| Reverse(d.date))
                }
                Sort::Title => order.sort_by_cached_key(|(_, d)| sort_key(&d.title)),
                Sort::Source => order.sort_by_cached_key(|(_, d)| {
                    let source = d.source.as_deref();
                    (source.is_none(), source.map(sort_key))
                }),
            }
            order.into_iter().map(|(n, _)| n).collect()
        })
    }

    /// The numbers of the words of a batch, by those that they have in it.
    fn number_words(&mut self, batch: &Batch) -> Result<Vec<u32>, EngineError> {
        let words = batch.words.all().iter().zip(&batch.forms);
        words.map(|(word, form)| self.number_word(word, form)).collect()
    }

    fn number_word(&mut self, word: &str, form: &Form<String>) -> Result<u32, EngineError> {
        let number = self.words.number(word)?;
        if number as usize == self.postings.len() {
            self.postings.push(vec![]);
            self.terms.extend(form.terms().into_iter().map(|term| (term.into(), number)));
        }
        Ok(number)
    }
}

/// Adds to a document what the same document brings along from elsewhere.
fn merge(document: &mut Document, again: Document, known: &mut HashSet<Origin>) {
    let new = again.origins.into_iter().filter(|origin| known.insert(origin.clone()));
    document.origins.extend(new);
    document.date = document.date.or(again.date);
    document.source = document.source.take().or(again.source);
    if document.lang == Lang::UNKNOWN {
        document.lang = again.lang;
    }
}

fn renumber(words: &mut [u32], numbers: &[u32]) {
    for word in words.iter_mut().filter(|word| **word != BREAK) {
        *word = numbers[*word as usize];
    }
}

fn number_entities(entities: &mut Names, document: &Document) -> Result<Box<[u32]>, EngineError> {
    let numbers = document.named().map(|entity| entities.number(entity.as_str()));
    let mut numbers = numbers.collect::<Result<Vec<_>, _>>()?;
    numbers.sort_unstable();
    numbers.dedup();
    Ok(numbers.into())
}

fn number_source(sources: &mut Names, document: &Document) -> Result<Option<u32>, EngineError> {
    document.source.as_deref().map(|source| sources.number(source)).transpose()
}

/// Notes that the document in a slot has these words.
fn post(postings: &mut [Vec<u32>], words: &[u32], slot: u32) {
    for &word in words.iter().filter(|word| **word != BREAK) {
        let posting = &mut postings[word as usize];
        if posting.last() != Some(&slot) {
            posting.push(slot);
        }
    }
}

/// Takes the first bytes of a document id, which is a hash already.
#[derive(Default)]
struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        if let Some(first) = bytes.first_chunk() {
            self.0 ^= u64::from_le_bytes(*first);
        }
    }
}
