//! A document as tantivy reads it. The words are analysed when tantivy asks for them, which it does
//! on a thread of its own.

use std::collections::BTreeSet;
use std::iter::Empty;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use tantivy::schema::Field;
use tantivy::schema::document::{ReferenceValue, ReferenceValueLeaf, Value};

use super::super::sort_key;
use super::schema::{Fields, cut, date_numbers, halves, lang_number, path_number};
use super::terms::{Encoded, Lexicons};
use crate::model::{Document, EntityId};

/// A document on its way into the index.
pub(super) struct Indexed {
    fields: Fields,
    arrival: u64,
    document: Document,
    record: Vec<u8>,
    key: String,
    /// Each that is named, once.
    entities: Vec<EntityId>,
    encoded: OnceLock<Encoded>,
    lexicons: Arc<Lexicons>,
}

impl Indexed {
    pub(super) fn new(
        fields: Fields,
        arrival: u64,
        document: Document,
        record: Vec<u8>,
        lexicons: Arc<Lexicons>,
    ) -> Self {
        let key = cut(&sort_key(&document.title)).to_owned();
        let mut entities: Vec<EntityId> = document.named().cloned().collect();
        entities.sort_unstable();
        entities.dedup();
        let encoded = OnceLock::new();
        Self { fields, arrival, document, record, key, entities, encoded, lexicons }
    }

    fn encoded(&self) -> &Encoded {
        self.encoded.get_or_init(|| self.lexicons.encode(&self.document))
    }
}

impl tantivy::Document for Indexed {
    type Value<'a> = FieldValue<'a>;
    type FieldsValuesIter<'a> = std::vec::IntoIter<(Field, FieldValue<'a>)>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        use FieldValue::{Bytes, Signed, Str, Unsigned};
        let Self { fields: to, document, .. } = self;
        let (high, low) = halves(document.id);
        let encoded = self.encoded();
        let mut values = vec![
            (to.high, Unsigned(high)),
            (to.low, Unsigned(low)),
            (to.arrival, Unsigned(self.arrival)),
            (to.lang, Unsigned(lang_number(document.lang))),
            (to.title, Str(&encoded.title)),
            (to.text, Str(&encoded.text)),
            (to.start, Str(&encoded.starts)),
            (to.length, Unsigned(encoded.words as u64)),
            (to.mentions, Unsigned(document.named().count() as u64)),
            (to.key, Str(&self.key)),
            (to.stored, Bytes(&self.record)),
        ];
        // Whole or not at all: it is shown.
        if cut(&document.title) == document.title {
            values.push((to.shown, Str(&document.title)));
        }
        values.extend(document.source.iter().map(|source| (to.source, Str(cut(source)))));
        if let Some((seconds, precision)) = document.date.map(date_numbers) {
            values.extend([(to.seconds, Signed(seconds)), (to.precision, Unsigned(precision))]);
        }
        values.extend(document.named().map(|entity| (to.mention, Str(entity.as_str()))));
        values.extend(self.entities.iter().map(|entity| (to.entity, Str(entity.as_str()))));
        let paths: BTreeSet<&Path> = document.origins.iter().map(|o| o.path.as_path()).collect();
        values.extend(paths.into_iter().map(|path| (to.path, Unsigned(path_number(path)))));
        values.into_iter()
    }
}

/// The value of a field.
#[derive(Clone)]
pub(super) enum FieldValue<'a> {
    Str(&'a str),
    Bytes(&'a [u8]),
    Unsigned(u64),
    Signed(i64),
}

impl std::fmt::Debug for FieldValue<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FieldValue")
    }
}

impl<'a> Value<'a> for FieldValue<'a> {
    type ArrayIter = Empty<Self>;
    type ObjectIter = Empty<(&'a str, Self)>;

    fn as_value(&self) -> ReferenceValue<'a, Self> {
        ReferenceValue::Leaf(match *self {
            Self::Str(text) => ReferenceValueLeaf::Str(text),
            Self::Bytes(bytes) => ReferenceValueLeaf::Bytes(bytes),
            Self::Unsigned(number) => ReferenceValueLeaf::U64(number),
            Self::Signed(number) => ReferenceValueLeaf::I64(number),
        })
    }
}
