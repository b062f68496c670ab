//! One state of the index, as it was committed: what questions are answered from.
//!
//! Documents are numbered through all segments. What a question looks at in every document is read
//! from the columns; what many questions need of them is put together once and kept.

use std::cmp::Reverse;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tantivy::columnar::{Column, ColumnValues, StrColumn};
use tantivy::directory::{CompositeFile, FileSlice};
use tantivy::index::SegmentComponent;
use tantivy::schema::{Field, Value};
use tantivy::{DocAddress, Searcher, SegmentReader, TantivyDocument, TantivyError, Term};

use super::super::bits::Bits;
use super::super::{EngineError, Sort};
use super::ids::Ids;
use super::places::Words;
use super::schema::{Fields, column, date_key, date_of, id_of, lang_of, start_of_day};
use super::select::with_terms;
use super::stored::Stored;
use super::values::{Values, ranks};
use crate::model::{Date, Decisions, DocId, Facet, Lang, Row};

/// One state of the index.
pub(super) struct Snapshot {
    pub(super) fields: Fields,
    searcher: Searcher,
    pub(super) segments: Vec<Segment>,
    /// Ids by number; those of deleted documents are among them.
    pub(super) ids: Ids,
    /// The numbers in order of arrival, without deleted documents.
    arrived: Vec<u32>,
    /// The same as a set.
    pub(super) there: Bits,
    orders: [OnceLock<Vec<u32>>; 3],
    values: [OnceLock<Values>; 4],
    average_length: OnceLock<f64>,
    decided: Mutex<Decided>,
}

/// The documents that decisions are about, in the order of these.
#[derive(Default)]
struct Decided {
    /// Of the decisions.
    stamp: u64,
    ids: Vec<DocId>,
    numbers: Arc<[u32]>,
}

/// In the place of the number of a document that is not there.
const NONE: u32 = u32::MAX;

/// A part of the index, and the columns of it.
pub(super) struct Segment {
    /// The number of its first document.
    pub(super) first: u32,
    pub(super) reader: SegmentReader,
    positions: CompositeFile,
    pub(super) lang: Arc<dyn ColumnValues<u64>>,
    pub(super) seconds: Column<i64>,
    precision: Column<u64>,
    pub(super) source: Option<StrColumn>,
    pub(super) entity: Option<StrColumn>,
    pub(super) length: Arc<dyn ColumnValues<u64>>,
    pub(super) mentions: Arc<dyn ColumnValues<u64>>,
    shown: Option<StrColumn>,
    key: Option<StrColumn>,
}

impl Segment {
    fn open(first: u32, reader: &SegmentReader) -> Result<Self, EngineError> {
        let columns = reader.fast_fields();
        // Which the reader has open.
        let positions = reader.open_read(SegmentComponent::Positions);
        Ok(Self {
            first,
            reader: reader.clone(),
            positions: CompositeFile::open(&positions.map_err(TantivyError::from)?)?,
            lang: columns.column_first_or_default(column::LANG)?,
            seconds: columns.i64(column::SECONDS)?,
            precision: columns.u64(column::PRECISION)?,
            source: columns.str(column::SOURCE)?,
            entity: columns.str(column::ENTITY)?,
            length: columns.column_first_or_default(column::LENGTH)?,
            mentions: columns.column_first_or_default(column::MENTIONS)?,
            shown: columns.str(column::SHOWN)?,
            key: columns.str(column::KEY)?,
        })
    }

    pub(super) fn len(&self) -> u32 {
        self.reader.max_doc()
    }

    /// The words of a field.
    pub(super) fn words(&self, field: Field) -> Result<Words, EngineError> {
        let positions = self.positions.open_read(field).unwrap_or_else(FileSlice::empty);
        Ok(Words { index: self.reader.inverted_index(field)?, positions })
    }

    fn date(&self, doc: u32) -> Option<Date> {
        date_of(self.seconds.first(doc)?, self.precision.first(doc)?)
    }
}

impl Snapshot {
    pub(super) fn new(searcher: Searcher, fields: Fields) -> Result<Self, EngineError> {
        let mut segments = Vec::new();
        let (mut ids, mut arrived) = (Vec::new(), Vec::new());
        let mut first = 0;
        for reader in searcher.segment_readers() {
            let segment = Segment::open(first, reader)?;
            let columns = reader.fast_fields();
            let column = |name| columns.column_first_or_default::<u64>(name);
            let high = column(column::HIGH)?;
            let low = column(column::LOW)?;
            let arrival = column(column::ARRIVAL)?;
            ids.extend((0..segment.len()).map(|n| id_of(high.get_val(n), low.get_val(n))));
            let alive = reader.doc_ids_alive();
            arrived.extend(alive.map(|n| (arrival.get_val(n), first + n)));
            // Tantivy numbers documents with 31 bits within a segment.
            first = first.checked_add(segment.len()).ok_or(EngineError::Full)?;
            segments.push(segment);
        }
        if !arrived.is_sorted() {
            arrived.sort_unstable();
        }
        let arrived: Vec<u32> = arrived.into_iter().map(|(_, n)| n).collect();
        let mut there = Bits::none(ids.len());
        arrived.iter().for_each(|number| there.insert(*number));
        Ok(Self {
            fields,
            searcher,
            segments,
            ids: Ids::new(ids),
            arrived,
            there,
            orders: Default::default(),
            values: Default::default(),
            average_length: OnceLock::new(),
            decided: Default::default(),
        })
    }

    /// Number of documents.
    pub(super) fn len(&self) -> usize {
        self.arrived.len()
    }

    /// One more than the last number.
    pub(super) fn end(&self) -> usize {
        self.ids.all().len()
    }

    /// The number of a document that is there.
    pub(super) fn number(&self, id: DocId) -> Option<u32> {
        self.ids.numbers(id).find(|number| self.there.contains(*number))
    }

    /// The documents that decisions are about, by number, or [`NONE`] of one that is not there, each
    /// with the number of its triage. Those that were known for the question before are not looked up
    /// again: that is what takes time.
    pub(super) fn decided(&self, decisions: &Decisions) -> impl Iterator<Item = (u32, usize)> {
        let mut known = self.decided.lock().unwrap_or_else(PoisonError::into_inner);
        let Decided { stamp, ids, numbers } = &mut *known;
        if *stamp != decisions.stamp() {
            let all: Vec<DocId> = decisions.numbered().map(|(id, _)| id).collect();
            let numbered = all.iter().enumerate().map(|(at, id)| match ids.get(at) {
                Some(same) if same == id => numbers[at],
                _ => self.number(*id).unwrap_or(NONE),
            });
            *numbers = numbered.collect();
            (*ids, *stamp) = (all, decisions.stamp());
        }
        let numbers = Arc::clone(numbers);
        drop(known);
        decisions.numbered().enumerate().map(move |(at, (_, triage))| (numbers[at], triage))
    }

    /// Where a document is.
    pub(super) fn place(&self, number: u32) -> (&Segment, u32) {
        let after = self.segments.partition_point(|segment| segment.first <= number);
        let segment = &self.segments[after - 1];
        (segment, number - segment.first)
    }

    /// The number of a document's arrival.
    pub(super) fn arrival(&self, number: u32) -> Result<u64, EngineError> {
        let (segment, doc) = self.place(number);
        let column = segment.reader.fast_fields().u64(column::ARRIVAL)?;
        Ok(column.first(doc).unwrap_or_default())
    }

    /// The number that the next document to arrive gets.
    pub(super) fn next_arrival(&self) -> Result<u64, EngineError> {
        self.arrived.last().map_or(Ok(0), |last| Ok(self.arrival(*last)? + 1))
    }

    /// The record of a document.
    pub(super) fn stored(&self, number: u32) -> Result<Stored, EngineError> {
        let after = self.segments.partition_point(|segment| segment.first <= number);
        let address = DocAddress::new(after as u32 - 1, number - self.segments[after - 1].first);
        let document: TantivyDocument = self.searcher.doc(address)?;
        let record = document.get_first(self.fields.stored);
        let bytes = record.as_ref().and_then(Value::as_bytes).unwrap_or_default();
        Stored::decode(bytes)
    }

    /// What a list shows of a document.
    pub(super) fn row(&self, number: u32) -> Result<Row, EngineError> {
        let (segment, doc) = self.place(number);
        let text = |column: &Option<StrColumn>| -> Result<Option<String>, EngineError> {
            let Some(column) = column else { return Ok(None) };
            let Some(term) = column.term_ords(doc).next() else { return Ok(None) };
            let mut text = String::new();
            Ok(column.ord_to_str(term, &mut text)?.then_some(text))
        };
        let title = match text(&segment.shown)? {
            Some(title) => title,
            None => self.stored(number)?.title,
        };
        Ok(Row {
            id: self.ids.all()[number as usize],
            title,
            lang: self.lang(number),
            date: segment.date(doc),
            source: text(&segment.source)?,
        })
    }

    pub(super) fn lang(&self, number: u32) -> Lang {
        let (segment, doc) = self.place(number);
        lang_of(segment.lang.get_val(doc))
    }

    /// The numbers of the documents that have one of these terms, which are all of one field.
    pub(super) fn having(&self, terms: &[Term]) -> Result<Vec<u32>, EngineError> {
        let Some(field) = terms.first().map(Term::field) else { return Ok(vec![]) };
        let found = with_terms(self, field, terms)?;
        Ok(self.arrived.iter().copied().filter(|number| found.contains(*number)).collect())
    }

    /// The numbers in an order, whatever was decided about the documents.
    pub(super) fn order(&self, sort: Sort) -> Result<&[u32], EngineError> {
        let kept = match sort {
            Sort::Corpus => return Ok(&self.arrived),
            Sort::Date | Sort::Unread | Sort::Relevance | Sort::Mentions => &self.orders[0],
            Sort::Title => &self.orders[1],
            Sort::Source => &self.orders[2],
        };
        if let Some(order) = kept.get() {
            return Ok(order);
        }
        let order = match sort {
            Sort::Title => self.by_title()?,
            Sort::Source => self.by_source()?,
            _ => self.by_date(),
        };
        Ok(kept.get_or_init(|| order))
    }

    fn by_date(&self) -> Vec<u32> {
        let key = |number: u32| {
            let (segment, doc) = self.place(number);
            Some(date_key(segment.seconds.first(doc)?, segment.precision.first(doc)?))
        };
        let mut order = self.arrived.clone();
        order.sort_by_cached_key(|number| Reverse(key(*number)));
        order
    }

    fn by_title(&self) -> Result<Vec<u32>, EngineError> {
        let ranks = ranks(&self.segments, &|segment: &Segment| segment.key.as_ref())?;
        let mut order = self.arrived.clone();
        order.sort_by_cached_key(|number| {
            let after = self.segments.partition_point(|segment| segment.first <= *number);
            let segment = &self.segments[after - 1];
            let key = segment.key.as_ref()?.term_ords(number - segment.first).next()?;
            Some(ranks[after - 1][key as usize])
        });
        Ok(order)
    }

    fn by_source(&self) -> Result<Vec<u32>, EngineError> {
        let sources = self.values(Facet::Source)?;
        let ranks = sources.sort_ranks();
        let mut order = self.arrived.clone();
        order.sort_by_cached_key(|number| {
            sources.of(*number).first().map_or(u32::MAX, |source| ranks[*source as usize])
        });
        Ok(order)
    }

    /// The values of a field in all documents, put together by whoever first asks for them.
    pub(super) fn values(&self, facet: Facet) -> Result<&Values, EngineError> {
        let kept = &self.values[facet as usize];
        if let Some(values) = kept.get() {
            return Ok(values);
        }
        let (segments, there) = (&self.segments, &self.there);
        let each = || segments.iter().flat_map(|s| (0..s.len()).map(move |doc| (s, doc)));
        let values = match facet {
            Facet::Lang => {
                let numbers = each().map(|(segment, doc)| Some(segment.lang.get_val(doc)));
                Values::of_numbers(numbers, there, |lang| Some(lang_of(lang).to_string()))
            }
            Facet::Month => {
                let days = each().map(|(s, doc)| s.seconds.first(doc).map(start_of_day));
                Values::of_numbers(days, there, month)
            }
            Facet::Source => Values::of_texts(segments, there, |s| s.source.as_ref())?,
            Facet::Entity => Values::of_texts(segments, there, |s| s.entity.as_ref())?,
        };
        Ok(kept.get_or_init(|| values))
    }

    /// Words of a document.
    pub(super) fn length(&self, number: u32) -> usize {
        let (segment, doc) = self.place(number);
        segment.length.get_val(doc) as usize
    }

    /// Words of a document on average.
    pub(super) fn average_length(&self) -> f64 {
        *self.average_length.get_or_init(|| {
            let words = self.there.iter().map(|number| self.length(number)).sum::<usize>();
            words as f64 / self.len().max(1) as f64
        })
    }
}

/// The month of a day.
fn month(seconds: i64) -> Option<String> {
    let day = date_of(seconds, 0)?.to_day();
    Some(format!("{:04}-{:02}", day.year(), day.month()))
}
