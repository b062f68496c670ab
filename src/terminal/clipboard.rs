//! The clipboard of the machine that the person sits at, over whatever lies between (OSC 52 of
//! xterm's control sequences). A terminal may refuse it and does not say so.

use std::env;

/// The longest sequence that is sent, in bytes: what the terminals that have a limit take.
const LONGEST: usize = 100_000;
/// Bytes in one string that GNU screen passes on; it drops longer ones.
const CHUNK: usize = 240;

/// What lies between the program and the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Direct,
    Tmux,
    Screen,
}

impl Way {
    /// What the environment says; over SSH that is TERM alone.
    pub(super) fn from_env() -> Self {
        let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
        let term = env::var("TERM").unwrap_or_default();
        if set("TMUX") || term.starts_with("tmux") {
            Self::Tmux
        } else if set("STY") || term.starts_with("screen") {
            Self::Screen
        } else {
            Self::Direct
        }
    }
}

/// What sets the clipboard; `None` if the text is too long.
pub(super) fn set(text: &str, way: Way) -> Option<Vec<u8>> {
    let sequence = format!("\x1b]52;c;{}\x07", base64(text.as_bytes()));
    if sequence.len() > LONGEST {
        return None;
    }
    Some(match way {
        Way::Direct => sequence.into_bytes(),
        // tmux either takes it itself (set-clipboard) or passes it on (allow-passthrough): which of
        // them is on it does not tell.
        Way::Tmux => {
            let doubled = sequence.replace('\x1b', "\x1b\x1b");
            format!("{sequence}\x1bPtmux;{doubled}\x1b\\").into_bytes()
        }
        Way::Screen => {
            let chunks = sequence.as_bytes().chunks(CHUNK);
            chunks.flat_map(|chunk| [b"\x1bP", chunk, b"\x1b\\"]).flatten().copied().collect()
        }
    })
}

/// RFC 4648, 4.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |n: usize| u32::from(chunk.get(n).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            let value = (bits >> (18 - 6 * digit)) & 63;
            text.push(if digit <= chunk.len() { char::from(DIGITS[value as usize]) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(text: &str, way: Way) -> String {
        String::from_utf8(set(text, way).expect("short enough")).expect("ASCII")
    }

    #[test]
    fn base64_is_that_of_the_standard() {
        // RFC 4648, 10.
        for (text, encoded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
            ("سلام", "2LPZhNin2YU="),
        ] {
            assert_eq!(base64(text.as_bytes()), encoded);
        }
    }

    #[test]
    fn multiplexers_are_asked_to_pass_it_on() {
        assert_eq!(sent("foo", Way::Direct), "\x1b]52;c;Zm9v\x07");
        let tmux = "\x1b]52;c;Zm9v\x07\x1bPtmux;\x1b\x1b]52;c;Zm9v\x07\x1b\\";
        assert_eq!(sent("foo", Way::Tmux), tmux);

        let long = "سلام ".repeat(500);
        let screen = sent(&long, Way::Screen);
        let strings: Vec<&str> = screen.split("\x1b\\").filter(|s| !s.is_empty()).collect();
        assert!(strings.iter().all(|s| s.len() <= CHUNK + 2 && s.starts_with("\x1bP")));
        let passed: String = strings.iter().map(|s| &s[2..]).collect();
        assert_eq!(passed, sent(&long, Way::Direct));
    }

    #[test]
    fn what_is_too_long_is_not_cut_but_refused() {
        assert!(set(&"x".repeat(74_000), Way::Direct).is_some());
        assert!(set(&"x".repeat(76_000), Way::Direct).is_none());
    }
}
