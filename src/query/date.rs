//! Dates in queries.

use std::ops::Range;

use jiff::civil;

use super::Term;
use crate::text::fold;

/// A day, a month, a year, or a range of them with open ends.
pub(super) fn date(value: &str) -> Result<Term, String> {
    // `…` for two periods that a keyboard has made one.
    let dots = ["…", "...", "..", "‥", "．．"];
    let parts = dots.iter().find_map(|dots| value.split_once(dots));
    let (from, to) = parts.unwrap_or((value, value));
    let period = |s: &str| match s {
        "" => Ok(None),
        // The digits of any script.
        s => period(&fold(s).replace('/', "-")).map(Some).ok_or_else(|| {
            format!(
                "`{s}` is not a date; write 2015-11-17, 2015-11, 2015 or a range such as 2015-11.."
            )
        }),
    };
    let from = period(from)?.map(|(first, _)| first);
    let to = period(to)?.map(|(_, last)| last);
    match (from, to) {
        (None, None) => Err("`..` needs a date on one side at least".to_owned()),
        (Some(from), Some(to)) if to < from => Err("this range ends before it begins".to_owned()),
        _ => Ok(Term::Date { from, to }),
    }
}

/// The first and the last day of a day, month or year.
fn period(s: &str) -> Option<(civil::Date, civil::Date)> {
    let mut parts = s.split('-');
    let mut number = |lengths: Range<usize>| {
        let part = parts.next()?;
        let digits = lengths.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        Some(if digits { part.parse::<i16>().ok() } else { None })
    };
    let year = number(4..5)??;
    let (month, day) = (number(1..3), number(1..3));
    if parts.next().is_some() {
        return None;
    }
    let date = |month: i16, day: i16| {
        civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    };
    match (month, day) {
        (None, _) => Some((date(1, 1)?, date(12, 31)?)),
        (Some(month), None) => date(month?, 1).map(|first| (first, first.last_of_month())),
        (Some(month), Some(day)) => date(month?, day?).map(|day| (day, day)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_a_day_a_month_a_year_or_a_range() {
        let days = |value: &str| match date(value) {
            Ok(Term::Date { from, to }) => {
                let show =
                    |date: Option<civil::Date>| date.map_or(String::new(), |d| d.to_string());
                format!("{}..{}", show(from), show(to))
            }
            other => panic!("{other:?}"),
        };
        for (value, expected) in [
            ("2015-11-17", "2015-11-17..2015-11-17"),
            ("2015/11/17", "2015-11-17..2015-11-17"),
            ("2016-02", "2016-02-01..2016-02-29"),
            ("2015", "2015-01-01..2015-12-31"),
            ("2015-11-17..", "2015-11-17.."),
            ("2015-11-17…", "2015-11-17.."),
            ("..2015-11", "..2015-11-30"),
            ("2015..2016-02", "2015-01-01..2016-02-29"),
            ("٢٠١٥-١١-١٧", "2015-11-17..2015-11-17"),
            ("۲۰۱۵..", "2015-01-01.."),
        ] {
            assert_eq!(days(value), expected, "{value}");
        }
    }

    #[test]
    fn what_is_no_date_is_told_as_it_was_written() {
        for (value, told) in
            [("03/11/2015", "03/11/2015"), ("٢٠١٥-١٣", "٢٠١٥-١٣"), ("2015..٢٠١٥/٢/٣٠", "٢٠١٥/٢/٣٠")]
        {
            let message = date(value).unwrap_err();
            assert!(message.starts_with(&format!("`{told}` is not a date")), "{message}");
        }
    }
}
