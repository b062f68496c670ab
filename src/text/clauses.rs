//! Lines of clauses that mix directions, such as queries. What stands before what is told from their
//! order, so a line with anything in it that runs from left to right does as a whole, and each clause
//! keeps its direction to itself.

use std::ops::Range;

use unicode_bidi::Level;

use super::bidi;

/// A line of clauses for a place in a longer line: as a whole and clause by clause in isolates
/// (UAX #9, LRI and RLI to PDI).
///
/// Clauses are what spaces part, but not within quotation marks; parentheses stand by
/// themselves. Several in a row that run from right to left stay in their order.
///
/// ```
/// let query = nashra::text::clauses_apart("שלום -אור lang:he");
/// assert_eq!(query, "\u{2066}\u{2067}שלום -אור\u{2069} \u{2066}lang:he\u{2069}\u{2069}");
/// ```
pub fn clauses_apart(text: &str) -> String {
    const PDI: char = '\u{2069}';
    let sign = |rtl: bool| if rtl { '\u{2067}' } else { '\u{2066}' };
    let rtl = is_rtl(text);
    let mut line = String::from(sign(rtl));
    let mut done = 0;
    for (range, rtl) in if rtl { vec![] } else { stretches(text) } {
        line.push_str(&text[done..range.start]);
        line.push(sign(rtl));
        line.push_str(&text[range.clone()]);
        line.push(PDI);
        done = range.end;
    }
    line.push_str(&text[done..]);
    line.push(PDI);
    line
}

/// Whether a line of clauses runs from right to left: if nothing in it does otherwise.
pub(super) fn is_rtl(text: &str) -> bool {
    let mut strong = text.chars().filter_map(bidi::strong).peekable();
    strong.peek().is_some() && strong.all(|rtl| rtl)
}

/// The level of each byte of a line of clauses.
pub(super) fn levels(text: &str, rtl: bool) -> Vec<Level> {
    if rtl {
        return bidi::levels(text, rtl);
    }
    let mut levels = vec![bidi::base_level(rtl); text.len()];
    for (range, rtl) in stretches(text) {
        levels[range.clone()].copy_from_slice(&bidi::levels(&text[range], rtl));
    }
    levels
}

/// What opens a quotation, and what closes it.
const QUOTES: [(char, &[char]); 6] = [
    ('"', &['"']),
    ('«', &['»']),
    ('“', &['”']),
    ('„', &['“', '”']),
    ('「', &['」']),
    ('＂', &['＂']),
];

/// What closes a quotation that this character opens.
pub(crate) fn closed_by(c: char) -> Option<&'static [char]> {
    QUOTES.iter().find(|(opening, _)| *opening == c).map(|(_, closing)| *closing)
}

/// Whether a character opens a quotation or closes one.
#[cfg(feature = "browser")]
pub(crate) fn is_quote(c: char) -> bool {
    QUOTES.iter().any(|(opening, closing)| *opening == c || closing.contains(&c))
}

/// The stretches that keep their direction to themselves, each with whether it runs from right to
/// left: clauses, and several of those in a row.
fn stretches(text: &str) -> Vec<(Range<usize>, bool)> {
    let mut stretches: Vec<(Range<usize>, bool)> = Vec::new();
    let (mut start, mut joins) = (None, false);
    let mut closing: Option<&[char]> = None;
    let mut before = ' ';
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if at < text.len() && (closing.is_some() || !c.is_whitespace() && !matches!(c, '(' | ')')) {
            start.get_or_insert(at);
            closing = match closing {
                Some(signs) => Some(signs).filter(|signs| !signs.contains(&c)),
                // One between letters is a letter's (צה"ל), and one by itself opens nothing.
                None => closed_by(c).filter(|_| {
                    let alone = text[at + c.len_utf8()..].starts_with(char::is_whitespace);
                    if c == '"' { !before.is_alphabetic() } else { !alone }
                }),
            };
        } else {
            if let Some(start) = start.take() {
                let rtl = bidi::first_strong(&text[start..at]).and_then(bidi::strong) == Some(true);
                match stretches.last_mut() {
                    Some((last, true)) if rtl && joins => last.end = at,
                    _ => stretches.push((start..at, rtl)),
                }
                joins = true;
            }
            joins &= !matches!(c, '(' | ')');
        }
        before = c;
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{BaseDirection, Options, OutputMode, lay_out_line};

    /// A query as it is seen, with Hebrew for short.
    fn seen(query: &str) -> String {
        let (mode, base) = (OutputMode::VisualUnshaped, BaseDirection::Ltr);
        let options = Options { mode, base, ..Options::default() };
        lay_out_line(&format!("1 · {}", clauses_apart(query)), &options).text().to_owned()
    }

    #[test]
    fn clauses_stand_in_their_order_and_each_runs_its_own_way() {
        for (query, line) in [
            ("אבג lang:he", "1 · גבא lang:he"),
            ("-אבג דה lang:he", "1 · הד גבא- lang:he"),
            ("source:אבג דה", "1 · source:גבא הד"),
            ("lang:he אב*", "1 · lang:he *בא"),
            ("(אב OR גד) -(הו זח) x", "1 · (בא OR דג) -(חז וה) x"),
            ("\"אב xy\" z", "1 · \"xy בא\" z"),
            ("«אב xy» z", "1 · «xy בא» z"),
            ("אב « xy z", "1 · בא « xy z"),
            ("אב\"ג x ד", "1 · ג\"בא x ד"),
            ("אב 2015 x", "1 · בא 2015 x"),
            ("אב גד", "1 · דג בא"),
            ("", "1 · "),
        ] {
            assert_eq!(seen(query).trim_end(), line.trim_end(), "{query}");
        }
    }
}
