//! The date of a document, with a time only where its source gives one.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use jiff::SignedDuration;
use jiff::civil::{self, DateTime};
use jiff::tz::Offset;
use serde::{Serialize, Serializer};

/// A day, or an instant of a day where the source is that precise. Prints as ISO 8601, as precisely
/// as it was given; compares by time line, a bare day counting as its first moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    civil: DateTime,
    timed: bool,
    offset: Option<Offset>,
}

impl Date {
    /// A day without a time.
    pub fn day(day: civil::Date) -> Self {
        Self { civil: day.to_datetime(civil::Time::midnight()), timed: false, offset: None }
    }

    /// A day and a time, in a zone where one is known.
    pub fn moment(civil: DateTime, offset: Option<Offset>) -> Self {
        Self { civil, timed: true, offset }
    }

    /// The day, as the source wrote it.
    pub fn to_day(&self) -> civil::Date {
        self.civil.date()
    }

    /// The time, where the source gives one.
    pub fn to_time(&self) -> Option<civil::Time> {
        self.timed.then(|| self.civil.time())
    }

    /// The zone, where the source gives one.
    pub fn offset(&self) -> Option<Offset> {
        self.offset
    }

    /// Its distance from 1970, UTC. (A timestamp cannot hold the last day that a source may give.)
    fn instant(&self) -> SignedDuration {
        let offset = self.offset.unwrap_or(Offset::UTC);
        let shown = self.civil.duration_since(civil::date(1970, 1, 1).at(0, 0, 0, 0));
        shown - SignedDuration::from_secs(offset.seconds().into())
    }
}

impl PartialOrd for Date {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Date {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.instant(), self.civil, self.timed, self.offset).cmp(&(
            other.instant(),
            other.civil,
            other.timed,
            other.offset,
        ))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.timed {
            return write!(f, "{}", self.civil.date());
        }
        write!(f, "{}", self.civil)?;
        match self.offset {
            Some(offset) if offset == Offset::UTC => f.write_str("Z"),
            Some(offset) => {
                let seconds = offset.seconds();
                let minutes = seconds.abs() / 60;
                let sign = if seconds < 0 { '-' } else { '+' };
                write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
            None => Ok(()),
        }
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Not a date that can be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a date such as 2015-11-17 or 2015-11-17T09:30:00Z")]
pub struct DateError(String);

impl FromStr for Date {
    type Err = DateError;

    /// Reads ISO 8601 / RFC 3339 (also with a space for the `T`) and RFC 2822.
    fn from_str(s: &str) -> Result<Self, DateError> {
        let s = s.trim();
        let pieces = jiff::fmt::temporal::DateTimeParser::new().parse_pieces(s);
        if let Ok(pieces) = pieces {
            return Ok(match pieces.time() {
                None => Self::day(pieces.date()),
                Some(time) => {
                    let offset = pieces.to_numeric_offset();
                    Self::moment(pieces.date().to_datetime(time), offset)
                }
            });
        }
        match jiff::fmt::rfc2822::parse(s) {
            Ok(zoned) => Ok(Self::moment(zoned.datetime(), Some(zoned.offset()))),
            Err(_) => Err(DateError(s.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(s: &str) -> Date {
        s.parse().unwrap()
    }

    #[test]
    fn prints_as_precisely_as_it_was_given() {
        for s in [
            "2015-11-17",
            "2015-11-17T09:30:00",
            "2015-11-17T09:30:00Z",
            "2021-03-29T15:05:00+02:00",
            "2021-03-29T15:05:00-03:30",
        ] {
            assert_eq!(date(s).to_string(), s);
        }
        assert_eq!(
            date("Tue, 17 Nov 2015 09:30:00 +0100").to_string(),
            "2015-11-17T09:30:00+01:00"
        );
        assert_eq!(date("2015-11-17 09:30").to_string(), "2015-11-17T09:30:00");
    }

    #[test]
    fn compares_by_time_line() {
        assert!(date("2015-11-17T01:00:00+03:00") < date("2015-11-16T23:00:00Z"));
        assert!(date("2015-11-17") < date("2015-11-17T00:00:01Z"));
    }

    #[test]
    fn the_last_days_that_can_be_written_come_last() {
        assert!(date("2015-11-17") < date("9999-12-31"));
        assert!(date("9999-12-31T10:00:00Z") < date("9999-12-31T10:00:00-05:00"));
        assert!(date("-009999-01-01T00:00:00+05:00") < date("-009999-01-01T00:00:00Z"));
    }

    #[test]
    fn nonsense_is_an_error() {
        for s in ["", "hier", "2015-13-01", "17/11/2015"] {
            assert!(s.parse::<Date>().is_err(), "{s}");
        }
    }
}
