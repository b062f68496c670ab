//! How a change is kept: the name of the field that it is about, and the value that it gives it.

use std::borrow::Cow;

use jiff::Timestamp;
use rusqlite::Result;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, Value, ValueRef};

use crate::model::{Change, Verdict, VerdictError};

/// The field that a change is about.
pub(super) fn name(change: &Change) -> Cow<'static, str> {
    match change {
        Change::Read(_) => "read".into(),
        Change::Starred(_) => "starred".into(),
        Change::Verdict(_) => "verdict".into(),
        Change::Tag(tag, _) => format!("tag:{tag}").into(),
        Change::Note(_) => "note".into(),
    }
}

/// The value that it gives the field.
pub(super) fn value(change: &Change) -> Value {
    match change {
        Change::Read(on) | Change::Starred(on) | Change::Tag(_, on) => (*on).into(),
        Change::Verdict(verdict) => verdict.map(|verdict| verdict.to_string()).into(),
        Change::Note(note) => note.as_deref().map(str::to_owned).into(),
    }
}

/// The change that gives a field a value.
pub(super) fn change(name: &str, value: ValueRef) -> FromSqlResult<Change> {
    Ok(match name {
        "read" => Change::Read(bool::column_result(value)?),
        "starred" => Change::Starred(bool::column_result(value)?),
        "verdict" => Change::Verdict(Option::column_result(value)?),
        "note" => Change::Note(Option::column_result(value)?),
        _ => match name.strip_prefix("tag:").map(str::parse) {
            Some(Ok(tag)) => Change::Tag(tag, bool::column_result(value)?),
            _ => return Err(FromSqlError::Other(format!("unknown field `{name}`").into())),
        },
    })
}

impl ToSql for Verdict {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>> {
        Ok(self.as_str().into())
    }
}

impl FromSql for Verdict {
    fn column_result(value: ValueRef) -> FromSqlResult<Self> {
        value.as_str()?.parse().map_err(|error: VerdictError| FromSqlError::Other(error.into()))
    }
}

/// A time, kept in milliseconds since 1970, UTC.
pub(super) fn time(milliseconds: i64) -> Timestamp {
    let furthest = if milliseconds < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_millisecond(milliseconds).unwrap_or(furthest)
}
