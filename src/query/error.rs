//! What is wrong with a query, and where.

use std::fmt;
use std::ops::Range;

use unicode_width::UnicodeWidthStr;

/// Why a query cannot be understood. `{}` prints one line; `{:#}` adds the query with carets under
/// the place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ParseError {
    message: String,
    span: Range<usize>,
    query: String,
    remedy: Remedy,
}

/// What makes a query of one that is being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Remedy {
    /// Closing what is open, with this sign at the end.
    Close(char),
    /// Leaving out these bytes.
    LeaveOut(Range<usize>),
}

impl ParseError {
    pub(super) fn new(message: impl Into<String>, span: Range<usize>, query: &str) -> Self {
        let remedy = Remedy::LeaveOut(span.clone());
        Self { message: message.into(), span, query: query.to_owned(), remedy }
    }

    /// Something is open that this sign closes.
    pub(super) fn open(self, closing: char) -> Self {
        Self { remedy: Remedy::Close(closing), ..self }
    }

    /// It is a mistake of all these bytes.
    pub(super) fn within(self, clause: Range<usize>) -> Self {
        match self.remedy {
            Remedy::Close(_) => self,
            Remedy::LeaveOut(_) => Self { remedy: Remedy::LeaveOut(clause), ..self },
        }
    }

    pub(super) fn remedy(&self) -> &Remedy {
        &self.remedy
    }

    /// The place, in bytes of the query; never outside it.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&printable(&self.message))?;
        if f.alternate() {
            let indent = printable(&self.query[..self.span.start]).width();
            let carets = "^".repeat(printable(&self.query[self.span()]).width().max(1));
            write!(f, "\n  {}\n  {:indent$}{carets}", printable(&self.query), "")?;
        }
        Ok(())
    }
}

/// A query comes from anywhere, so none of its control characters may reach a terminal.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use crate::query::Query;

    #[test]
    fn carets_stand_under_the_place() {
        let error = Query::parse("東京 é lang:arabo x").unwrap_err();
        let message =
            "`arabo` is not a language: a name such as arabic, or a code such as ar, fr, en";
        assert_eq!(error.to_string(), message);
        let expected = format!("{message}\n  東京 é lang:arabo x\n              ^^^^^");
        assert_eq!(format!("{error:#}"), expected);
    }

    #[test]
    fn an_error_prints_no_control_character_but_its_own_line_breaks() {
        let error = Query::parse("\u{1b}[2J\tfoo:\u{1b}x\nlang:\u{7}").unwrap_err();
        assert!(!error.to_string().contains(char::is_control));
        assert_eq!(format!("{error:#}").lines().count(), 3);
    }
}
