//! JSON: an object per line, an object over several lines, an array of objects.

use std::borrow::Cow;
use std::io::{BufRead, Read};
use std::ops::ControlFlow;

use serde_json::{Map, Value};

use super::draft::Draft;
use super::tail::Position;
use super::{Output, Reason, decode};
use crate::model::{Date, Lang, Origin};
use crate::text::fold;

/// Whether a line holds a JSON object.
pub(super) fn is_object(line: &str) -> bool {
    line.starts_with('{') && parse(line).is_ok_and(|(value, _)| value.is_object())
}

/// Hands over the document of each line from a position on; a line may have `limit` bytes.
pub(super) fn lines(
    source: &mut dyn BufRead,
    limit: usize,
    position: &mut Position,
    output: &mut Output<'_>,
) -> ControlFlow<()> {
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        let number = position.next();
        let at = Some(number);
        let read = (&mut *source).take(limit as u64 + 1).read_until(b'\n', &mut bytes);
        let skipped = match read {
            Ok(0) => return ControlFlow::Continue(()),
            Ok(n) if n > limit => {
                position.skip();
                output.problem(at, Reason::TooLong)?;
                if bytes.ends_with(b"\n") { Ok(0) } else { source.skip_until(b'\n') }
            }
            Ok(_) => {
                line(&bytes, number, output)?;
                // What has no end may go on.
                if !bytes.ends_with(b"\n") {
                    return ControlFlow::Continue(());
                }
                position.pass(&bytes);
                Ok(0)
            }
            Err(error) => Err(error),
        };
        if let Err(error) = skipped {
            position.lose();
            return output.problem(at, error.into());
        }
    }
}

fn line(bytes: &[u8], number: usize, output: &mut Output<'_>) -> ControlFlow<()> {
    let at = Some(number);
    let Some(decoded) = decode::decode(bytes) else {
        return output.problem(at, Reason::NotText);
    };
    let text = decoded.text.trim();
    if text.is_empty() {
        return ControlFlow::Continue(());
    }
    match parse(text) {
        Ok((value, mended)) => {
            document(value, number, output)?;
            report_mended(at, mended, output)?;
        }
        Err(error) => return output.problem(at, bad_json(&error)),
    }
    match decoded.replaced {
        0 => ControlFlow::Continue(()),
        places => output.problem(at, Reason::Replaced(places)),
    }
}

/// The value, and how many surrogates were replaced to have one.
fn parse(text: &str) -> Result<(Value, usize), serde_json::Error> {
    serde_json::from_str(text).map(|value| (value, 0)).or_else(|error| match mend(text) {
        Some((mended, places)) => Ok((serde_json::from_str(&mended)?, places)),
        None => Err(error),
    })
}

/// The JSON with an escape of U+FFFD, which is as long, for each escape of a surrogate without its
/// other half (RFC 8259, 8.2), and how many they are; `None` if it has none.
fn mend(json: &str) -> Option<(String, usize)> {
    let unit = |escape: &str| u16::from_str_radix(escape.strip_prefix("\\u")?.get(..4)?, 16).ok();
    let (mut mended, mut places, mut rest) = (String::with_capacity(json.len()), 0, json);
    while let Some(at) = rest.find('\\') {
        mended.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = match (unit(rest), rest.get(6..).and_then(unit)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 12,
            (Some(0xD800..=0xDFFF), _) => {
                mended.push_str("\\ufffd");
                places += 1;
                rest = &rest[6..];
                continue;
            }
            // What an escaped backslash stands before is no escape.
            _ => rest.chars().take(2).map(char::len_utf8).sum(),
        };
        mended.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    mended.push_str(rest);
    (places > 0).then_some((mended, places))
}

fn report_mended(at: Option<usize>, places: usize, output: &mut Output<'_>) -> ControlFlow<()> {
    match places {
        0 => ControlFlow::Continue(()),
        places => output.problem(at, Reason::LoneSurrogates(places)),
    }
}

/// Hands over the document of each value, whether they stand in an array or one after the other. A
/// broken value ends the file: where the next one starts cannot be told.
pub(super) fn values(text: &str, output: &mut Output<'_>) -> ControlFlow<()> {
    let (mut text, mut mended) = (Cow::Borrowed(text), 0);
    let (mut at, mut line) = (0, 1);
    loop {
        let rest = &text[at..];
        let value = rest.trim_start_matches(|c: char| c.is_whitespace() || "[],".contains(c));
        let gap = rest.len() - value.len();
        line += newlines(&rest[..gap]);
        if value.is_empty() && at == 0 {
            return output.problem(None, Reason::Empty);
        }
        let mut values = serde_json::Deserializer::from_str(value).into_iter();
        match values.next() {
            Some(Ok(found)) => document(found, line, output)?,
            Some(Err(error)) => {
                if let Some((rest, places)) = mend(value) {
                    (text, at, mended) = (Cow::Owned(rest), 0, places);
                    continue;
                }
                report_mended(None, mended, output)?;
                let line = line + error.line().saturating_sub(1);
                return output.problem(Some(line), bad_json(&error));
            }
            None => return report_mended(None, mended, output),
        }
        let end = values.byte_offset();
        line += newlines(&value[..end]);
        at += gap + end;
    }
}

fn newlines(text: &str) -> usize {
    text.bytes().filter(|&byte| byte == b'\n').count()
}

fn bad_json(error: &serde_json::Error) -> Reason {
    // Only the column helps: the line is counted in the file, not in the value.
    let text = error.to_string();
    let what = text.rsplit_once(" at line ").map_or(text.as_str(), |(what, _)| what);
    Reason::BadJson(format!("{what}, column {}", error.column()))
}

fn document(value: Value, line: usize, output: &mut Output<'_>) -> ControlFlow<()> {
    let at = Some(line);
    let Value::Object(map) = value else {
        return output.problem(at, Reason::NotObject);
    };
    let mut fields = Fields { map, notes: Vec::new() };
    let draft = match fields.draft() {
        Ok(draft) => draft,
        Err(reason) => return output.problem(at, reason),
    };
    let origin = Origin {
        path: output.path.to_owned(),
        line: at,
        own_id: fields.id(),
        url: fields.optional(&["url", "link"]),
    };
    output.document(draft.finish(origin))?;
    fields.notes.into_iter().try_for_each(|reason| output.problem(at, reason))
}

/// As much of a text as a message quotes: it is kept with the index.
fn quoted(text: &str) -> String {
    const QUOTED: usize = 100;
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The fields of one object, taken out one by one.
struct Fields {
    map: Map<String, Value>,
    /// Reservations about fields that the document can do without.
    notes: Vec<Reason>,
}

impl Fields {
    /// The fields that a document cannot do without are errors if they cannot be read.
    fn draft(&mut self) -> Result<Draft, Reason> {
        let title = self.string(&["title", "headline"])?;
        let text = self.string(&["text", "body", "content"])?.unwrap_or_default();
        if title.is_none() && text.trim().is_empty() {
            return Err(Reason::NoText);
        }
        let lang = self.optional(&["lang", "language"]).and_then(|name| {
            let lang = Lang::named(&fold(&name)).or_else(|| name.trim().parse().ok());
            if lang.is_none() {
                self.notes.push(Reason::BadLang(quoted(&name)));
            }
            lang.filter(|&lang| lang != Lang::UNKNOWN)
        });
        let source = self.optional(&["source", "publisher"]);
        Ok(Draft { title, text, lang, date: self.date(), source })
    }

    fn date(&mut self) -> Option<Date> {
        let (_, value) = self.take(&["date", "published", "published_at", "timestamp"])?;
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let text = quoted(text.trim());
        match text.parse() {
            _ if text.is_empty() => None,
            Ok(date) => Some(date),
            Err(error) => {
                self.notes.push(Reason::BadDate(error));
                None
            }
        }
    }

    /// The id; a number will do.
    fn id(&mut self) -> Option<String> {
        if let Some(Value::Number(number)) = self.map.get("id") {
            return Some(number.to_string());
        }
        self.optional(&["id"])
    }

    fn optional(&mut self, names: &[&'static str]) -> Option<String> {
        self.string(names).unwrap_or_else(|reason| {
            self.notes.push(reason);
            None
        })
    }

    /// A string that is not blank.
    fn string(&mut self, names: &[&'static str]) -> Result<Option<String>, Reason> {
        match self.take(names) {
            None => Ok(None),
            Some((_, Value::String(text))) => Ok(Some(text).filter(|text| !text.trim().is_empty())),
            Some((name, _)) => Err(Reason::NotString(name)),
        }
    }

    /// The first of the names that has a value; `null` is none.
    fn take(&mut self, names: &[&'static str]) -> Option<(&'static str, Value)> {
        names.iter().find_map(|name| {
            let value = self.map.get_mut(*name)?.take();
            (!value.is_null()).then_some((*name, value))
        })
    }
}
