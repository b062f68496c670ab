//! Bytes from a terminal → [`Input`].
//!
//! The parser cuts the stream into sequences (ECMA-48, 5.4 and 5.6) and decides by their shape what
//! is a key; answers to questions, whatever they are, never become keys. It knows no file: the
//! bytes may come from anywhere.

use super::keys::key;
use super::{Input, Reply};
use crate::config::{Key, KeyCode};

const ESC: u8 = 0x1b;
const BEL: u8 = 0x07;
/// The longest control sequence that is kept, in bytes; the rest of a longer one is skipped.
const LONGEST: usize = 64;
/// The longest text that is pasted, in bytes; the rest of a longer one is skipped.
const LONGEST_PASTE: usize = 1 << 20;
const PASTE_END: &[u8] = b"\x1b[201~";

/// Cuts bytes into inputs, however they are split over reads.
#[derive(Debug, Default)]
pub struct Parser {
    state: State,
    /// The sequence so far, or the pasted text.
    bytes: Vec<u8>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    Ground,
    /// Inside a character of several bytes, perhaps after ESC.
    Character,
    Escape,
    /// After ESC O.
    SingleShift,
    /// After ESC [.
    Control,
    /// Inside DCS, OSC, APC, PM or SOS, up to ST or BEL.
    Text,
    /// After an ESC there, which begins ST or another sequence.
    TextEscape,
    Paste,
    /// Bytes still to be skipped of an old mouse report (X10), which a crashed program may have
    /// left on.
    Mouse(u8),
}

impl Parser {
    /// Takes bytes and returns the inputs that they complete. Invalid bytes are dropped.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<Input> {
        let mut inputs = Vec::new();
        for &byte in bytes {
            self.step(byte, &mut inputs);
        }
        inputs
    }

    /// Whether what was read may be a whole key (Esc, or Alt with a character that also begins a
    /// sequence). The caller then waits about 50 ms for more and calls [`Parser::flush`].
    pub fn pending(&self) -> bool {
        match self.state {
            State::Escape | State::TextEscape => true,
            State::SingleShift | State::Control | State::Text => self.bytes.len() == 2,
            _ => false,
        }
    }

    /// Whether a paste has begun and not ended. Its end may have been lost, and every key would be
    /// taken for more of it: the caller waits some seconds for more and calls [`Parser::flush`].
    /// Nothing in the text itself ends it, for that would let a text type keys.
    pub fn in_paste(&self) -> bool {
        self.state == State::Paste
    }

    /// Takes what is [pending](Parser::pending) for the key that it also is, and a paste for whole.
    pub fn flush(&mut self) -> Option<Input> {
        if self.in_paste() {
            let text = pasted(&self.bytes);
            self.reset();
            return Some(Input::Paste(text));
        }
        if !self.pending() {
            return None;
        }
        let key = match (self.state, self.bytes.as_slice()) {
            (State::Escape, _) => Some(Key::plain(KeyCode::Esc)),
            (State::TextEscape, _) => None,
            (_, [_, c]) => Some(Key { alt: true, ..Key::char(char::from(*c)) }),
            _ => None,
        };
        self.reset();
        key.map(Input::Key)
    }

    fn reset(&mut self) {
        self.state = State::Ground;
        self.bytes.clear();
    }

    fn goto(&mut self, state: State, byte: u8) {
        self.state = state;
        self.bytes.push(byte);
    }

    /// Gives up the sequence and reads the byte for itself.
    fn restart(&mut self, byte: u8, inputs: &mut Vec<Input>) {
        self.reset();
        self.step(byte, inputs);
    }

    fn finish_key(&mut self, byte: u8, inputs: &mut Vec<Input>) {
        self.bytes.push(byte);
        inputs.extend(key(&self.bytes).map(Input::Key));
        self.reset();
    }

    fn step(&mut self, byte: u8, inputs: &mut Vec<Input>) {
        match self.state {
            State::Ground => match byte {
                ESC => self.goto(State::Escape, byte),
                0..0x80 => self.finish_key(byte, inputs),
                _ => self.character(byte, inputs),
            },
            State::Character => self.character(byte, inputs),
            State::Escape => match byte {
                // Esc, and the beginning of something else.
                ESC => inputs.push(Input::Key(Key::plain(KeyCode::Esc))),
                b'[' => self.goto(State::Control, byte),
                b'O' => self.goto(State::SingleShift, byte),
                b'P' | b']' | b'X' | b'^' | b'_' => self.goto(State::Text, byte),
                0..0x80 => self.finish_key(byte, inputs),
                _ => self.character(byte, inputs),
            },
            State::SingleShift => match byte {
                b'0'..=b'9' | b';' => self.keep(byte),
                0x40..=0x7e => self.finish_key(byte, inputs),
                _ => self.restart(byte, inputs),
            },
            State::Control => self.control(byte, inputs),
            State::Text => match byte {
                BEL => self.finish_text(inputs),
                ESC => self.state = State::TextEscape,
                // No answer holds one, so a person is typing: let ctrl-c through.
                0..0x20 => self.restart(byte, inputs),
                _ => self.keep(byte),
            },
            State::TextEscape => match byte {
                b'\\' => self.finish_text(inputs),
                _ => {
                    self.bytes.clear();
                    self.goto(State::Escape, ESC);
                    self.step(byte, inputs);
                }
            },
            State::Paste => {
                self.bytes.push(byte);
                if let Some(text) = self.bytes.strip_suffix(PASTE_END) {
                    inputs.push(Input::Paste(pasted(text)));
                    self.reset();
                } else if self.bytes.len() == LONGEST_PASTE + PASTE_END.len() {
                    // What may be the beginning of the end stays.
                    self.bytes.remove(LONGEST_PASTE);
                }
            }
            State::Mouse(1) => self.reset(),
            State::Mouse(left) => self.state = State::Mouse(left - 1),
        }
    }

    fn finish_text(&mut self, inputs: &mut Vec<Input>) {
        if let Some(version) = self.bytes.strip_prefix(b"\x1bP>|") {
            let version = version.iter().copied().filter(|byte| matches!(byte, b' '..=b'~'));
            inputs.push(Input::Reply(Reply::Version(version.map(char::from).collect())));
        } else if let Some(color) = self.bytes.strip_prefix(b"\x1b]11;") {
            inputs.extend(color_of(color).map(|color| Input::Reply(Reply::Background(color))));
        }
        self.reset();
    }

    fn keep(&mut self, byte: u8) {
        if self.bytes.len() < LONGEST {
            self.bytes.push(byte);
        }
    }

    fn character(&mut self, byte: u8, inputs: &mut Vec<Input>) {
        self.goto(State::Character, byte);
        let text = self.bytes.strip_prefix(&[ESC]).unwrap_or(&self.bytes);
        match std::str::from_utf8(text) {
            Ok(_) => {
                inputs.extend(key(&self.bytes).map(Input::Key));
                self.reset();
            }
            Err(error) if error.error_len().is_none() => {}
            // The first byte was wrong, or this one is and begins something else.
            Err(_) if text.len() == 1 => self.reset(),
            Err(_) => self.restart(byte, inputs),
        }
    }

    fn control(&mut self, byte: u8, inputs: &mut Vec<Input>) {
        let first = self.bytes.len() == 2;
        match byte {
            // The Linux console's function keys: CSI [ A.
            b'[' if first => self.keep(byte),
            // urxvt's shifted keys end in `$`, which elsewhere comes before the final byte.
            b'$' if !first && self.bytes[2..].iter().all(u8::is_ascii_digit) => self.reset(),
            0x20..=0x3f => self.keep(byte),
            0x40..=0x7e => self.finish_control(byte, inputs),
            _ => self.restart(byte, inputs),
        }
    }

    fn finish_control(&mut self, last: u8, inputs: &mut Vec<Input>) {
        if self.bytes.len() == LONGEST {
            return self.reset();
        }
        match (&self.bytes[2..], last) {
            (b"200", b'~') => {
                self.reset();
                self.state = State::Paste;
            }
            (b"", b'M') => {
                self.reset();
                self.state = State::Mouse(3);
            }
            ([b'?', attributes @ ..], b'c') => {
                let reply = Reply::DeviceAttributes(numbers(attributes));
                self.reset();
                inputs.push(Input::Reply(reply));
            }
            ([b'>', attributes @ ..], b'c') => {
                let reply = Reply::Secondary(numbers(attributes));
                self.reset();
                inputs.push(Input::Reply(reply));
            }
            (b"", b'I') => {
                self.reset();
                inputs.push(Input::Focus);
            }
            (b"0", b'n') => {
                self.reset();
                inputs.push(Input::Reply(Reply::Ready));
            }
            ([b'?', flags @ ..], b'u') => {
                let flags = numbers(flags).first().and_then(|flags| u8::try_from(*flags).ok());
                self.reset();
                inputs.extend(flags.map(|flags| Input::Reply(Reply::Keyboard(flags))));
            }
            (report, b'y') => {
                let mode = mode(report);
                self.reset();
                inputs.extend(mode.map(Input::Reply));
            }
            (parameters, last) if is_key(parameters, last) => self.finish_key(last, inputs),
            _ => self.reset(),
        }
    }
}

/// Whether a control sequence is one that keys send. F3 with a modifier has the shape of a cursor
/// position report and is taken for one.
fn is_key(parameters: &[u8], last: u8) -> bool {
    match (parameters, last) {
        (b"", b'A'..=b'H' | b'P'..=b'S' | b'Z') | (b"[", b'A'..=b'E') => true,
        ([b'0'..=b'9', ..], b'A'..=b'H' | b'P' | b'Q' | b'S' | b'Z' | b'~' | b'u') => {
            parameters.iter().all(|byte| matches!(byte, b'0'..=b'9' | b';' | b':'))
        }
        _ => false,
    }
}

/// DECRPM for a mode that we ask for: `8;state$`, `?2026;state$`.
fn mode(report: &[u8]) -> Option<Reply> {
    let (mode, state) = match report {
        [mode @ .., b';', state @ b'0'..=b'4', b'$'] => (mode, state - b'0'),
        _ => return None,
    };
    match mode {
        b"8" => Some(Reply::BidiMode(state)),
        b"?2026" => Some(Reply::Synchronized(state)),
        _ => None,
    }
}

/// A colour as X spells it: `rgb:` and three numbers of one to four hexadecimal digits, or `rgba:`
/// and four.
fn color_of(spec: &[u8]) -> Option<[u16; 3]> {
    let spec = str::from_utf8(spec).ok()?;
    let (_, numbers) = spec.split_once(':').filter(|(name, _)| matches!(*name, "rgb" | "rgba"))?;
    let part = |digits: &str| {
        let most = (1_u32 << (4 * digits.len())) - 1;
        let number = u32::from_str_radix(digits, 16).ok()?;
        u16::try_from(number * u32::from(u16::MAX) / most).ok()
    };
    let mut numbers = numbers.split('/').filter(|digits| matches!(digits.len(), 1..=4)).map(part);
    Some([numbers.next()??, numbers.next()??, numbers.next()??])
}

/// The parameters of a report.
fn numbers(parameters: &[u8]) -> Vec<u32> {
    let number = |digits| std::str::from_utf8(digits).ok()?.parse().ok();
    parameters.split(|byte| *byte == b';').filter_map(number).collect()
}

/// Pasted text: lines end in a line feed, and no other control character but TAB stays.
fn pasted(bytes: &[u8]) -> String {
    let mut text = String::from_utf8_lossy(bytes).replace("\r\n", "\n").replace('\r', "\n");
    text.retain(|c| matches!(c, '\n' | '\t') || !c.is_control());
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(bytes: &[u8]) -> Vec<Input> {
        Parser::default().feed(bytes)
    }

    fn keys(names: &[&str]) -> Vec<Input> {
        names.iter().map(|name| Input::Key(name.parse().expect("the name of a key"))).collect()
    }

    #[test]
    fn typed_text_is_one_key_for_each_character() {
        assert_eq!(read("jé世".as_bytes()), keys(&["j", "é", "世"]));
        // The one key that types lam-alef on an Arabic keyboard sends two characters.
        assert_eq!(read("لا".as_bytes()), keys(&["ل", "ا"]));
    }

    #[test]
    fn a_lone_escape_is_a_key_once_the_wait_is_over() {
        let mut parser = Parser::default();
        assert_eq!(parser.feed(b"\x1b"), []);
        assert!(parser.pending());
        assert_eq!(parser.flush(), keys(&["esc"]).pop());
        assert!(!parser.pending());
        assert_eq!(parser.flush(), None);
        assert_eq!(parser.feed(b"\x1b\x1b[B"), keys(&["esc", "down"]));
    }

    #[test]
    fn alt_with_a_character_that_begins_a_sequence_is_a_key_once_the_wait_is_over() {
        for c in ["[", "O", "P", "]", "X", "^", "_"] {
            let mut parser = Parser::default();
            assert_eq!(parser.feed(format!("\x1b{c}").as_bytes()), []);
            assert_eq!(parser.flush(), keys(&[&format!("alt-{c}")]).pop());
            assert_eq!(parser.feed(b"j"), keys(&["j"]));
        }
    }

    #[test]
    fn an_answer_in_two_reads_is_not_taken_for_a_key_in_between() {
        let mut parser = Parser::default();
        assert_eq!(parser.feed(b"\x1b[?65;1"), []);
        assert_eq!(parser.flush(), None);
        let attributes = Reply::DeviceAttributes(vec![65, 1, 9]);
        assert_eq!(parser.feed(b";9c"), [Input::Reply(attributes)]);
    }

    #[test]
    fn the_answers_we_asked_for_are_replies() {
        assert_eq!(
            read(
                b"\x1b]11;rgb:ffff/80/0\x07\x1b]11;?\x1b\\\x1bP>|XTerm(379)\x1b\\\x1b[>41;379;0c\x1b[8;1$y\x1b[?2026;2$y\x1b[?0u\x1b[0n\
                  \x1b[?65;1;9cq"
            ),
            [
                Input::Reply(Reply::Background([0xffff, 0x8080, 0])),
                Input::Reply(Reply::Version("XTerm(379)".to_owned())),
                Input::Reply(Reply::Secondary(vec![41, 379, 0])),
                Input::Reply(Reply::BidiMode(1)),
                Input::Reply(Reply::Synchronized(2)),
                Input::Reply(Reply::Keyboard(0)),
                Input::Reply(Reply::Ready),
                Input::Reply(Reply::DeviceAttributes(vec![65, 1, 9])),
                Input::Key(Key::char('q')),
            ]
        );
    }

    #[test]
    fn a_version_is_shown_to_people_and_holds_no_control_character() {
        let version = |text: &str| match &read(text.as_bytes())[..] {
            [Input::Reply(Reply::Version(version))] => version.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(version("\x1bP>|a\u{9b}31mé\x07"), "a31m");
        assert_eq!(version("\x1bP>|\x1b\\"), "");
        assert!(version(&format!("\x1bP>|{}\x1b\\", "x".repeat(999))).len() < LONGEST);
    }

    #[test]
    fn the_focus_is_no_key() {
        assert_eq!(read(b"\x1b[O\x1b[Ij"), [Input::Focus, Input::Key(Key::char('j'))]);
    }

    #[test]
    fn a_paste_is_text_and_its_keys_are_not_keys() {
        assert_eq!(
            read("\x1b[200~باريس\r\nq\x1b[A\x07\x1b[201~j".as_bytes()),
            [Input::Paste("باريس\nq[A".to_owned()), Input::Key(Key::char('j'))]
        );
    }

    #[test]
    fn a_paste_whose_end_is_lost_is_over_once_nothing_more_comes() {
        let mut parser = Parser::default();
        assert_eq!(parser.feed(b"\x1b[200~abc"), []);
        assert!(parser.in_paste());
        assert_eq!(parser.flush(), Some(Input::Paste("abc".to_owned())));
        assert!(!parser.in_paste());
        assert_eq!(parser.feed(b"j\x1b[201~k"), keys(&["j", "k"]));
    }

    #[test]
    fn a_paste_holds_so_much_and_its_end_is_seen_behind_any_more() {
        let mut parser = Parser::default();
        parser.feed(b"\x1b[200~");
        parser.feed(&vec![b'a'; LONGEST_PASTE + 100]);
        match &parser.feed(b"\x1b[201~j")[..] {
            [Input::Paste(text), Input::Key(key)] => {
                assert_eq!((text.len(), *key), (LONGEST_PASTE, Key::char('j')));
            }
            inputs => panic!("{} inputs", inputs.len()),
        }
    }

    #[test]
    fn invalid_bytes_are_dropped_and_their_neighbours_kept() {
        assert_eq!(read(b"a\xff\x80b\xd8c\xf4\xbfd"), keys(&["a", "b", "c", "d"]));
        assert_eq!(read(b"\xd8\x1b[A"), keys(&["up"]));
        // A C1 control, encoded, is no character to type.
        assert_eq!(read("\u{9b}x".as_bytes()), keys(&["x"]));
    }

    #[test]
    fn a_person_gets_out_of_an_answer_that_never_ends() {
        assert_eq!(read(b"\x1b]11;rgb\x03"), keys(&["ctrl-c"]));
        assert_eq!(read(b"\x1b[12\x03"), keys(&["ctrl-c"]));
        let mut parser = Parser::default();
        assert_eq!(parser.feed(b"\x1bP1\x1b"), []);
        parser.flush();
        assert_eq!(parser.feed(b"j"), keys(&["j"]));
    }

    #[test]
    fn shifted_keys_of_urxvt_swallow_nothing() {
        assert_eq!(read(b"\x1b[3$j\x1b[3^j"), keys(&["j", "j"]));
    }

    /// Sequences that no key sends.
    fn reply() -> impl Strategy<Value = Vec<u8>> {
        let text = "[ -~é]{0,80}";
        prop_oneof![
            "\x1b\\[[?>=]?[0-9]{1,3}(;[0-9]{1,4}){1,40}\\$y",
            "\x1b\\[[?>=][0-9;]{0,80}[cnRuxSt]",
            "\x1b\\[[0-9]{1,3};[0-9]{1,3}R",
            "\x1b\\[[0-9]{1,2}[nxt]",
            "\x1b\\[[IO]",
            "\x1b\\[<[0-9]{1,3};[0-9]{1,3};[0-9]{1,3}[Mm]",
            "\x1b\\[M[ -~]{3}",
            text.prop_map(|text| format!("\x1bP>|{text}\x1b\\")),
            text.prop_map(|text| format!("\x1b]10;{text}\x07")),
            text.prop_map(|text| format!("\x1b]10;{text}\x1b\\")),
            text.prop_map(|text| format!("\x1b_G{text}\x1b\\")),
        ]
        .prop_map(String::into_bytes)
    }

    fn stream() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            reply(),
            prop::collection::vec(any::<u8>(), 0..8),
            "[a-zب-ي]{1,4}".prop_map(String::into_bytes),
            "\x1b(\\[[0-9]{0,2}(;[0-9]{1,3})?[A-Hu~]|O[A-S]|[a-z])".prop_map(String::into_bytes),
            ".{0,20}".prop_map(|text| format!("\x1b[200~{text}\x1b[201~").into_bytes()),
        ];
        prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn however_a_stream_is_split_it_gives_the_same_inputs(
            stream in stream(),
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
        ) {
            let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(stream.len() + 1)).collect();
            cuts.extend([0, stream.len()]);
            cuts.sort_unstable();
            let mut parser = Parser::default();
            let split: Vec<_> =
                cuts.windows(2).flat_map(|cut| parser.feed(&stream[cut[0]..cut[1]])).collect();
            prop_assert_eq!(split, read(&stream));
        }

        #[test]
        fn an_answer_never_makes_a_key(replies in prop::collection::vec(reply(), 1..6)) {
            let mut inputs = read(&replies.concat());
            inputs.retain(|input| !matches!(input, Input::Reply(_) | Input::Focus));
            prop_assert_eq!(inputs, []);
        }

        #[test]
        fn after_any_bytes_a_person_is_heard_again(bytes in stream()) {
            let mut parser = Parser::default();
            parser.feed(&bytes);
            // What may still be open: a mouse report, an answer, a paste.
            parser.feed(b"   \x07\x18");
            parser.flush();
            prop_assert_eq!(parser.feed(b"j"), keys(&["j"]));
        }
    }
}
