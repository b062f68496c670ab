//! The fields of the index, and how values become their numbers.

use std::hash::Hasher;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use jiff::SignedDuration;
use jiff::civil::{self, DateTime};
use jiff::tz::Offset;
use tantivy::Term;
use tantivy::schema::{
    FAST, Field, IndexRecordOption, NumericOptions, STORED, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{TextAnalyzer, TokenizerManager};

use super::terms::Terms;
use crate::model::{Date, DocId, Lang};

/// The fields of a document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    /// The halves of the id, to read it from.
    pub(super) high: Field,
    pub(super) low: Field,
    /// The number of its arrival, to sort and to delete by: an index of ids, of which none begins like
    /// another, would cost several times as much.
    pub(super) arrival: Field,
    pub(super) lang: Field,
    pub(super) source: Field,
    /// Each entity it names, to count.
    pub(super) entity: Field,
    /// The same, once for each mention, to find.
    pub(super) mention: Field,
    pub(super) seconds: Field,
    pub(super) precision: Field,
    /// The words of the title and of the text, with their positions.
    pub(super) title: Field,
    pub(super) text: Field,
    /// The beginnings of the words of both.
    pub(super) start: Field,
    /// The title as it is shown, and what it is sorted by.
    pub(super) shown: Field,
    pub(super) key: Field,
    /// Words of title and text, and mentions.
    pub(super) length: Field,
    pub(super) mentions: Field,
    /// Of every file it was found in, to find what a file has brought.
    pub(super) path: Field,
    pub(super) stored: Field,
}

/// The names of the columns.
pub(super) mod column {
    pub(in super::super) const HIGH: &str = "high";
    pub(in super::super) const LOW: &str = "low";
    pub(in super::super) const ARRIVAL: &str = "arrival";
    pub(in super::super) const LANG: &str = "lang";
    pub(in super::super) const SOURCE: &str = "source";
    pub(in super::super) const ENTITY: &str = "entity";
    pub(in super::super) const SECONDS: &str = "seconds";
    pub(in super::super) const PRECISION: &str = "precision";
    pub(in super::super) const SHOWN: &str = "shown";
    pub(in super::super) const KEY: &str = "key";
    pub(in super::super) const LENGTH: &str = "length";
    pub(in super::super) const MENTIONS: &str = "mentions";
}

/// Bytes of the longest text in a column; a longer title is read with its document.
const LONGEST: usize = 2000;

impl Fields {
    /// The fields and the schema that has them.
    pub(super) fn new() -> (Self, Schema) {
        let mut schema = Schema::builder();
        let indexing = |tokenizer: &str, record| {
            TextFieldIndexing::default()
                .set_tokenizer(tokenizer)
                .set_fieldnorms(false)
                .set_index_option(record)
        };
        let words = || {
            let indexing = indexing("terms", IndexRecordOption::WithFreqsAndPositions);
            TextOptions::default().set_indexing_options(indexing)
        };
        let starts = indexing("terms", IndexRecordOption::Basic);
        let mentions = indexing("raw", IndexRecordOption::WithFreqs);
        let texts = || TextOptions::default().set_fast("raw");
        let found = || NumericOptions::default().set_indexed();
        let fields = Self {
            high: schema.add_u64_field(column::HIGH, FAST),
            low: schema.add_u64_field(column::LOW, FAST),
            arrival: schema.add_u64_field(column::ARRIVAL, found().set_fast()),
            lang: schema.add_u64_field(column::LANG, FAST),
            source: schema.add_text_field(column::SOURCE, texts()),
            entity: schema.add_text_field(column::ENTITY, texts()),
            mention: schema
                .add_text_field("mention", TextOptions::default().set_indexing_options(mentions)),
            seconds: schema.add_i64_field(column::SECONDS, FAST),
            precision: schema.add_u64_field(column::PRECISION, FAST),
            title: schema.add_text_field("title", words()),
            text: schema.add_text_field("text", words()),
            start: schema
                .add_text_field("start", TextOptions::default().set_indexing_options(starts)),
            shown: schema.add_text_field(column::SHOWN, texts()),
            length: schema.add_u64_field(column::LENGTH, FAST),
            mentions: schema.add_u64_field(column::MENTIONS, FAST),
            key: schema.add_text_field(column::KEY, texts()),
            path: schema.add_u64_field("path", found()),
            stored: schema.add_bytes_field("stored", STORED),
        };
        (fields, schema.build())
    }

    /// The term that only the document with this arrival has.
    pub(super) fn arrival_term(&self, arrival: u64) -> Term {
        Term::from_field_u64(self.arrival, arrival)
    }

    /// The term that all documents of a file have, and by a rare chance others.
    pub(super) fn path_term(&self, path: &Path) -> Term {
        Term::from_field_u64(self.path, path_number(path))
    }
}

/// The analysis of the fields.
pub(super) fn tokenizers() -> TokenizerManager {
    let tokenizers = TokenizerManager::default();
    tokenizers.register("terms", TextAnalyzer::from(Terms));
    tokenizers
}

/// As much of a text as a column holds.
pub(super) fn cut(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST)]
}

/// An id as two numbers.
pub(super) fn halves(id: DocId) -> (u64, u64) {
    let number = u128::from_be_bytes(*id.as_bytes());
    ((number >> 64) as u64, number as u64)
}

/// The id of these halves.
pub(super) fn id_of(high: u64, low: u64) -> DocId {
    DocId::from_bytes((u128::from(high) << 64 | u128::from(low)).to_be_bytes())
}

/// A language as a number.
pub(super) fn lang_number(lang: Lang) -> u64 {
    lang.code().bytes().fold(0, |number, byte| number << 8 | u64::from(byte))
}

/// The language of a number.
pub(super) fn lang_of(number: u64) -> Lang {
    let code: Vec<u8> = number.to_be_bytes().into_iter().filter(|byte| *byte != 0).collect();
    str::from_utf8(&code).ok().and_then(|code| code.parse().ok()).unwrap_or(Lang::UNKNOWN)
}

/// A path as a number, which few others share.
pub(super) fn path_number(path: &Path) -> u64 {
    // Kept on disk, so not by a hasher that may change.
    let mut hasher = Fnv(0xcbf2_9ce4_8422_2325);
    hasher.write(path.as_os_str().as_bytes());
    hasher.finish()
}

/// FNV-1a, 64 bits.
struct Fnv(u64);

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// Seconds from 1970 to the first moment of a day, both as the source's clock shows them.
pub(super) fn day_seconds(day: civil::Date) -> i64 {
    day.duration_since(civil::date(1970, 1, 1)).as_secs()
}

/// The first second of the day that a second is in.
pub(super) fn start_of_day(seconds: i64) -> i64 {
    seconds - seconds.rem_euclid(24 * 60 * 60)
}

const NANOSECONDS: u32 = 20;
const TIMED: u64 = 1 << 19;
const ZONED: u64 = 1 << 18;
/// Makes every offset a positive number.
const OFFSET: i32 = 100_000;

/// A date as seconds from 1970, as the source's clock shows them, and the rest of it.
pub(super) fn date_numbers(date: Date) -> (i64, u64) {
    let mut seconds = day_seconds(date.to_day());
    let mut precision = 0;
    if let Some(time) = date.to_time() {
        seconds += i64::from(time.hour()) * 3600;
        seconds += i64::from(time.minute()) * 60 + i64::from(time.second());
        precision |= TIMED | (time.subsec_nanosecond() as u64) << NANOSECONDS;
    }
    if let Some(offset) = date.offset() {
        precision |= ZONED | (offset.seconds() + OFFSET) as u64;
    }
    (seconds, precision)
}

fn offset_of(precision: u64) -> Option<i32> {
    (precision & ZONED != 0).then(|| (precision & (ZONED - 1)) as i32 - OFFSET)
}

/// The date of these numbers.
pub(super) fn date_of(seconds: i64, precision: u64) -> Option<Date> {
    let start = DateTime::new(1970, 1, 1, 0, 0, 0, 0).ok()?;
    let civil = start.checked_add(SignedDuration::from_secs(seconds)).ok()?;
    if precision & TIMED == 0 {
        return Some(Date::day(civil.date()));
    }
    let nanosecond = i32::try_from(precision >> NANOSECONDS).ok()?;
    let civil = civil.with().subsec_nanosecond(nanosecond).build().ok()?;
    let offset = match offset_of(precision) {
        Some(seconds) => Some(Offset::from_seconds(seconds).ok()?),
        None => None,
    };
    Some(Date::moment(civil, offset))
}

/// What dates compare by, as [`Date`] does.
pub(super) fn date_key(seconds: i64, precision: u64) -> (i64, u64) {
    let offset = offset_of(precision).unwrap_or(0);
    // Of one instant, the clock that is ahead shows more.
    let clock = (offset + OFFSET) as u64;
    let precise = u64::from(precision & TIMED != 0) << 1 | u64::from(precision & ZONED != 0);
    let fraction = precision >> NANOSECONDS;
    (seconds - i64::from(offset), fraction << NANOSECONDS | clock << 2 | precise)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_read_back_and_keep_their_order() {
        let dates = [
            "1969-12-31T23:59:59.000000001Z",
            "2015-11-16T23:00:00-05:00",
            "2015-11-17",
            "2015-11-17T00:00:00",
            "2015-11-17T00:00:00Z",
            "2015-11-17T02:00:00+03:30",
            "2015-11-17T10:00:00Z",
            "-009999-01-02",
        ];
        let dates = dates.map(|date| date.parse::<Date>().unwrap());
        for a in dates {
            let (seconds, precision) = date_numbers(a);
            assert_eq!(date_of(seconds, precision), Some(a));
            for b in dates {
                let (other, its) = date_numbers(b);
                let order = date_key(seconds, precision).cmp(&date_key(other, its));
                assert_eq!(order, a.cmp(&b), "{a} {b}");
            }
        }
    }

    #[test]
    fn ids_and_languages_read_back() {
        let id = DocId::of("a", "b");
        let (high, low) = halves(id);
        assert_eq!(id_of(high, low), id);
        for lang in [Lang::AR, Lang::UNKNOWN, "ckb".parse().unwrap()] {
            assert_eq!(lang_of(lang_number(lang)), lang);
        }
    }
}
