//! The first stage: what a document may not do to a terminal is taken out.
//!
//! - Escape sequences (ECMA-48) go as a whole: CSI with its parameters; OSC, DCS, SOS, PM and APC
//!   with their string up to ST or BEL; any other with its intermediate and final bytes. One that
//!   its paragraph does not end loses its introducer only, so that it cannot hide what follows.
//! - The C1 characters U+0080–U+009F introduce and end sequences as `ESC @`–`ESC _` do. All other
//!   control characters go, but for the tab: it is drawn as a space and parts what stands on both
//!   sides of it (UAX #9, L1).
//! - LF, CR, CR LF, VT, FF, U+0085, U+2028 and U+2029 end a paragraph.
//! - Overrides (LRO, RLO) go with the PDF that closes them: they make a text read otherwise than it
//!   is stored. Embeddings, isolates and marks stay for the later stages to honour.

use std::borrow::Cow;
use std::ops::Range;

use super::width::{Class, class};

/// A paragraph without what may not reach a terminal, knowing where its bytes come from.
#[derive(Debug)]
pub(super) struct Cleaned<'a> {
    pub(super) text: Cow<'a, str>,
    /// What differs, in order.
    edits: Vec<Edit>,
}

/// Bytes of the source and what stands for them.
#[derive(Debug)]
struct Edit {
    clean: Range<usize>,
    source: Range<usize>,
}

impl<'a> Cleaned<'a> {
    /// Takes a paragraph as it is, overrides included.
    #[cfg(test)]
    pub(super) fn raw(text: &'a str) -> Self {
        Self { text: Cow::Borrowed(text), edits: Vec::new() }
    }

    /// Cleans a paragraph; a separator in it becomes a space.
    pub(super) fn of(source: &'a str) -> Self {
        let overrides = overrides(source);
        let (mut text, mut edits, mut done) = (String::new(), Vec::new(), 0);
        let mut strings_end = true;
        while let Some((at, c)) = next_dirty(source, done, &overrides) {
            text.push_str(&source[done..at]);
            let rest = &source[at..];
            let (len, stand_in) = match separator_len(rest) {
                Some(len) => (len, " "),
                None => (sequence_len(rest, &mut strings_end).unwrap_or(c.len_utf8()), ""),
            };
            done = at + len;
            if len != stand_in.len() {
                let clean = text.len()..text.len() + stand_in.len();
                edits.push(Edit { clean, source: at..done });
            }
            text.push_str(stand_in);
        }
        if done == 0 {
            return Self { text: Cow::Borrowed(source), edits };
        }
        text.push_str(&source[done..]);
        Self { text: Cow::Owned(text), edits }
    }

    /// Returns the bytes of the source that bytes of the clean text stand for.
    #[inline]
    pub(super) fn source(&self, clean: Range<usize>) -> Range<usize> {
        if self.edits.is_empty() {
            return clean;
        }
        self.source_start(clean.start)
            ..self.source_end(clean.end).max(self.source_start(clean.start))
    }

    /// Returns where a character starts in the source.
    fn source_start(&self, at: usize) -> usize {
        let before = self.edits.partition_point(|edit| edit.clean.start <= at);
        match before.checked_sub(1).map(|last| &self.edits[last]) {
            Some(edit) if at < edit.clean.end => edit.source.start,
            Some(edit) => edit.source.end + (at - edit.clean.end),
            None => at,
        }
    }

    /// Returns where a character ends in the source.
    fn source_end(&self, at: usize) -> usize {
        let before = self.edits.partition_point(|edit| edit.clean.start < at);
        match before.checked_sub(1).map(|last| &self.edits[last]) {
            Some(edit) if at <= edit.clean.end => edit.source.end,
            Some(edit) => edit.source.end + (at - edit.clean.end),
            None => at,
        }
    }
}

/// Returns a text that is safe to print where no layout is at hand, such as a message that quotes a
/// file: without escape sequences, controls, bidi controls and anything else that takes no cell,
/// with a tab as a space and every paragraph separator as LF.
pub fn clean(text: &str) -> Cow<'_, str> {
    let is_fine = |c| {
        let hidden =
            matches!(class(c), Class::Hidden | Class::Joiner | Class::Parter | Class::WordEnd);
        c == '\n' || c != '\t' && !hidden
    };
    if text.chars().all(is_fine) {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len());
    let mut start = 0;
    loop {
        let separator = separator(text, start);
        let end = separator.as_ref().map_or(text.len(), |separator| separator.start);
        let paragraph = Cleaned::of(&text[start..end]).text;
        let chars = paragraph.chars().map(|c| if c == '\t' { ' ' } else { c });
        clean.extend(chars.filter(|c| is_fine(*c)));
        match separator {
            Some(separator) => start = separator.end,
            None => return Cow::Owned(clean),
        }
        clean.push('\n');
    }
}

/// Returns a text without what another program might obey, as [`clean`] does, but with the joiners:
/// they are a part of how words are written, in Persian for one.
pub fn clean_joined(text: &str) -> String {
    let is_joiner = |c| matches!(c, '\u{200C}' | '\u{200D}');
    let pieces = text.split_inclusive(is_joiner).flat_map(|piece| {
        let bare = piece.trim_end_matches(is_joiner);
        [clean(bare), Cow::Borrowed(&piece[bare.len()..])]
    });
    pieces.collect()
}

/// Returns the next paragraph separator at or after a byte.
pub(super) fn separator(text: &str, from: usize) -> Option<Range<usize>> {
    let is_lead = |byte: u8| (byte.wrapping_sub(b'\n') < 4) | (byte == 0xC2) | (byte == 0xE2);
    let mut at = from;
    loop {
        at = find_byte(text, at, is_lead)?;
        match separator_len(&text[at..]) {
            Some(len) => return Some(at..at + len),
            None => at += text[at..].chars().next().map_or(1, char::len_utf8),
        }
    }
}

/// Returns the paragraph separator before the character to which a byte belongs, or before the last
/// character for a byte beyond.
pub(super) fn last_separator(text: &str, byte: usize) -> Option<Range<usize>> {
    let mut end = text.floor_char_boundary(byte.min(text.len().saturating_sub(1)));
    while let Some(at) = text[..end].rfind(is_separator) {
        match separator_len(&text[at..]) {
            Some(len) if at + len <= end => return Some(at..at + len),
            // The byte is within CR LF.
            _ => end = at,
        }
    }
    None
}

/// Returns the next character at or after a byte that cleaning takes out or replaces.
fn next_dirty(text: &str, from: usize, overrides: &[usize]) -> Option<(usize, char)> {
    // The first bytes of all such characters; most text has few, and bytes are fast to skip.
    let is_lead = |byte: u8| (byte < b' ') | (byte == 0x7F) | (byte == 0xC2) | (byte == 0xE2);
    let mut at = from;
    loop {
        at = find_byte(text, at, is_lead)?;
        let c = text[at..].chars().next()?;
        let is_dirty = match c {
            '\u{2028}' | '\u{2029}' => true,
            '\u{202C}'..='\u{202E}' => overrides.binary_search(&at).is_ok(),
            c => c.is_control() && c != '\t',
        };
        if is_dirty {
            return Some((at, c));
        }
        at += c.len_utf8();
    }
}

/// Returns where the first byte of a kind stands at or after a byte.
pub(super) fn find_byte(text: &str, from: usize, is_kind: impl Fn(u8) -> bool) -> Option<usize> {
    let (blocks, _) = text.as_bytes()[from..].as_chunks::<16>();
    // A whole block is looked at without a branch, so in a few instructions.
    let is_free = |block: &&[u8; 16]| !block.iter().fold(false, |any, byte| any | is_kind(*byte));
    let from = from + 16 * blocks.iter().take_while(is_free).count();
    text.as_bytes()[from..].iter().position(|byte| is_kind(*byte)).map(|at| from + at)
}

/// Returns the length of the paragraph separator with which a text begins.
fn separator_len(text: &str) -> Option<usize> {
    match text.chars().next()? {
        '\r' if text[1..].starts_with('\n') => Some(2),
        c => is_separator(c).then(|| c.len_utf8()),
    }
}

/// Whether a character ends a paragraph.
fn is_separator(c: char) -> bool {
    matches!(c, '\n'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Returns the length of the escape sequence (ECMA-48, section 5) with which a text begins.
/// `strings_end` is whether strings still end in this paragraph, so that it is not searched again
/// and again.
fn sequence_len(text: &str, strings_end: &mut bool) -> Option<usize> {
    let parameters = |c: char| matches!(c, '0'..='?');
    let intermediates = |c: char| matches!(c, ' '..='/');
    let mut chars = text.chars();
    let c1 = match chars.next()? {
        // `ESC @` to `ESC _` are the C1 characters in seven bits (section 5.3).
        '\x1b' => match chars.clone().next() {
            Some(c @ '@'..='_') => {
                chars.next();
                char::from_u32(u32::from(c) + 0x40)?
            }
            Some(' '..='~') => {
                let rest = chars.as_str().trim_start_matches(intermediates);
                let is_ended = rest.starts_with(|c| matches!(c, '0'..='~'));
                return Some(text.len() - rest.len() + usize::from(is_ended));
            }
            _ => return Some(1),
        },
        c @ '\u{80}'..='\u{9F}' => c,
        _ => return None,
    };
    let rest = chars.as_str();
    let introducer = text.len() - rest.len();
    Some(match c1 {
        // CSI: parameters, intermediates, final (section 5.4).
        '\u{9B}' => {
            let rest = rest.trim_start_matches(parameters).trim_start_matches(intermediates);
            let is_ended = rest.starts_with(|c| matches!(c, '@'..='~'));
            text.len() - rest.len() + usize::from(is_ended)
        }
        // DCS, SOS, OSC, PM, APC: a string up to ST (section 5.6), or BEL as terminals take it.
        '\u{90}' | '\u{98}' | '\u{9D}'..='\u{9F}' if *strings_end => {
            let end = rest.char_indices().find_map(|(at, c)| match c {
                '\x07' => Some(at + 1),
                '\u{9C}' => Some(at + 2),
                '\x1b' if rest[at + 1..].starts_with('\\') => Some(at + 2),
                _ => None,
            });
            *strings_end = end.is_some();
            introducer + end.unwrap_or(0)
        }
        _ => introducer,
    })
}

/// Returns where overrides and the characters that close them stand, in order.
fn overrides(text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    // Strings are found faster than characters.
    if !text.contains("\u{202D}") && !text.contains("\u{202E}") {
        return found;
    }
    // What is open, as X1–X7 of UAX #9 pair it: an isolate is `None`, an override `Some(true)`.
    let mut open = Vec::new();
    let mut isolates = 0;
    for (at, c) in text.char_indices() {
        match c {
            '\u{202A}' | '\u{202B}' => open.push(Some(false)),
            '\u{202D}' | '\u{202E}' => {
                open.push(Some(true));
                found.push(at);
            }
            '\u{2066}'..='\u{2068}' => {
                open.push(None);
                isolates += 1;
            }
            // Nothing beyond an open isolate is closed.
            '\u{202C}' => {
                if let Some(Some(is_override)) = open.last().copied() {
                    open.pop();
                    found.extend(is_override.then_some(at));
                }
            }
            '\u{2069}' if isolates > 0 => {
                isolates -= 1;
                while open.pop().is_some_and(|opener| opener.is_some()) {}
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_leave_nothing_behind() {
        for (dirty, expected) in [
            ("a\x1b[1;31mb\x1b[0mc", "abc"),
            ("a\u{9B}31mb", "ab"),
            ("a\x1b]0;title\x07b\x1b]8;;http://x\x1b\\c\u{9D}0;t\u{9C}d", "abcd"),
            ("a\x1bPq#0\x1b\\b\x1b_x\x1b\\c\x1b^y\x1b\\d\x1bXz\x1b\\e", "abcde"),
            ("a\x1b(Bb\x1b#8c\x1bcd\x1b7e\x1bMf", "abcdef"),
            ("a\x1b", "a"),
            ("a\x1b[12", "a"),
            ("a\x1b[31\u{0645}", "a\u{0645}"),
            ("a\x1b\u{0645}", "a\u{0645}"),
            ("a\x1b\x1b[1mb", "ab"),
            ("a\0\x08\x7f\u{80}b", "ab"),
            ("a\tb\u{202A}c\u{202C}", "a bc"),
        ] {
            assert_eq!(clean(dirty), expected, "{dirty:?}");
        }
    }

    #[test]
    fn an_unfinished_sequence_hides_no_text() {
        assert_eq!(clean("a\x1b]0;title\nb\x1b\\c"), "a0;title\nbc");
        assert_eq!(clean("a\x1bPdata"), "adata");
    }

    #[test]
    fn every_separator_becomes_a_line_feed() {
        assert_eq!(
            clean("a\r\nb\rc\nd\u{85}e\u{2028}f\u{2029}g\x0Bh\x0Ci"),
            "a\nb\nc\nd\ne\nf\ng\nh\ni"
        );
        assert_eq!(clean("a\r\n\r\n"), "a\n\n");
    }

    #[test]
    fn clean_text_is_not_copied() {
        assert!(matches!(clean("l’été\nقال"), Cow::Borrowed(_)));
        assert!(matches!(Cleaned::of("قال\u{202B}x\u{202C}").text, Cow::Borrowed(_)));
    }

    #[test]
    fn overrides_go_with_what_closes_them_and_embeddings_stay() {
        let of = |text| Cleaned::of(text).text.into_owned();
        assert_eq!(of("\u{202E}abc\u{202C}d"), "abcd");
        assert_eq!(of("\u{202B}a\u{202E}b\u{202C}c\u{202C}d"), "\u{202B}abc\u{202C}d");
        // The isolate closes the override, so the PDF closes the embedding.
        assert_eq!(
            of("\u{202B}a\u{2067}\u{202D}b\u{2069}c\u{202C}d"),
            "\u{202B}a\u{2067}b\u{2069}c\u{202C}d"
        );
    }

    #[test]
    fn clean_bytes_know_their_source() {
        let source = "é\x1b[1mb\u{85}c\x00\x01\td";
        let cleaned = Cleaned::of(source);
        assert_eq!(cleaned.text, "éb c\td");
        let from = |at: usize, c: char| &source[cleaned.source(at..at + c.len_utf8())];
        let sources: Vec<&str> = cleaned.text.char_indices().map(|(at, c)| from(at, c)).collect();
        assert_eq!(sources, ["é", "b", "\u{85}", "c", "\t", "d"]);
    }
}
