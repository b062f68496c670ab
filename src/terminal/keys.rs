//! One complete key sequence → a [`Key`].

use terminput::{Event, KeyCode as Code, KeyEvent, KeyEventKind, KeyModifiers};

use crate::config::{Key, KeyCode};

/// Reads the bytes of exactly one key, as the parser cut them. `None` for what is no key, or one
/// that has no name in the configuration.
pub(super) fn key(bytes: &[u8]) -> Option<Key> {
    match Event::parse_from(bytes) {
        Ok(Some(Event::Key(event))) => from_event(event),
        _ => None,
    }
}

fn from_event(event: KeyEvent) -> Option<Key> {
    let held = event.modifiers;
    // The window manager's keys, and the end of a key, are none of ours.
    if held.intersects(KeyModifiers::SUPER | KeyModifiers::HYPER)
        || event.kind == KeyEventKind::Release
    {
        return None;
    }
    let shift = held.contains(KeyModifiers::SHIFT);
    let code = match event.code {
        Code::Char(c) if c.is_control() => return None,
        Code::Char(c) if shift => KeyCode::Char(upper(c)),
        Code::Char(c) => KeyCode::Char(c),
        Code::Enter => KeyCode::Enter,
        Code::Tab => KeyCode::Tab,
        Code::Esc => KeyCode::Esc,
        Code::Backspace => KeyCode::Backspace,
        Code::Delete => KeyCode::Delete,
        Code::Insert => KeyCode::Insert,
        Code::Up => KeyCode::Up,
        Code::Down => KeyCode::Down,
        Code::Left => KeyCode::Left,
        Code::Right => KeyCode::Right,
        Code::Home => KeyCode::Home,
        Code::End => KeyCode::End,
        Code::PageUp => KeyCode::PageUp,
        Code::PageDown => KeyCode::PageDown,
        Code::F(n) => KeyCode::F(n),
        _ => return None,
    };
    Some(Key {
        code,
        ctrl: held.contains(KeyModifiers::CTRL),
        alt: held.intersects(KeyModifiers::ALT | KeyModifiers::META),
        shift: shift && !matches!(code, KeyCode::Char(_)),
    })
}

/// The capital, where it is one character.
fn upper(c: char) -> char {
    let mut upper = c.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences_of_common_terminals_are_keys() {
        let cases: &[(&[u8], &str)] = &[
            (b"j", "j"),
            (b"J", "J"),
            (b" ", "space"),
            (b"\r", "enter"),
            (b"\t", "tab"),
            (b"\x7f", "backspace"),
            (b"\x03", "ctrl-c"),
            (b"\0", "ctrl-space"),
            ("ي".as_bytes(), "ي"),
            (b"\x1bx", "alt-x"),
            ("\x1bé".as_bytes(), "alt-é"),
            (b"\x1b[A", "up"),
            (b"\x1bOB", "down"),
            (b"\x1b[1;5C", "ctrl-right"),
            (b"\x1b[Z", "shift-tab"),
            (b"\x1b[5~", "pgup"),
            (b"\x1b[3;2~", "shift-delete"),
            (b"\x1bOP", "f1"),
            (b"\x1b[[B", "f2"),
            (b"\x1b[24~", "f12"),
            (b"\x1b[97;5u", "ctrl-a"),
            // As kitty's protocol sends them: Esc, ctrl with an Arabic letter, and with num lock on.
            (b"\x1b[27u", "esc"),
            ("\x1b[1588;5u".as_bytes(), "ctrl-ش"),
            (b"\x1b[1;129B", "down"),
            (b"\x1b[57399;129u", "0"),
            (b"\x1b[97;2u", "A"),
        ];
        for (bytes, name) in cases {
            assert_eq!(key(bytes).map(|key| key.to_string()).as_deref(), Some(*name), "{bytes:?}");
        }
    }

    #[test]
    fn a_key_release_and_the_window_managers_keys_are_dropped() {
        for bytes in ["\x1b[97;1:3u", "\x1b[97;9u", "\u{9b}", "\x1b[99~"] {
            assert_eq!(key(bytes.as_bytes()), None, "{bytes:?}");
        }
    }
}
