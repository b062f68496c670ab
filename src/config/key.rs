//! A key, as people write it in the configuration and as the terminal reports it.

use std::fmt;
use std::str::FromStr;

/// A key with its modifiers. Shift is kept only for keys that print nothing: a shifted letter is
/// another character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    /// Which key.
    pub code: KeyCode,
    /// With Control.
    pub ctrl: bool,
    /// With Alt or Meta.
    pub alt: bool,
    /// With Shift.
    pub shift: bool,
}

/// Which key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum KeyCode {
    Char(char),
    Enter,
    Tab,
    Esc,
    Backspace,
    Delete,
    Insert,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    /// A function key, from 1 to 35.
    F(u8),
}

/// Keys that are written by a name. Space is a character that would not be seen.
const NAMES: &[(&str, KeyCode)] = &[
    ("space", KeyCode::Char(' ')),
    ("enter", KeyCode::Enter),
    ("tab", KeyCode::Tab),
    ("esc", KeyCode::Esc),
    ("backspace", KeyCode::Backspace),
    ("delete", KeyCode::Delete),
    ("insert", KeyCode::Insert),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("pgup", KeyCode::PageUp),
    ("pgdn", KeyCode::PageDown),
];

impl Key {
    /// The key without modifiers.
    pub fn plain(code: KeyCode) -> Self {
        Self { code, ctrl: false, alt: false, shift: false }
    }

    /// The key that types this character.
    pub fn char(c: char) -> Self {
        Self::plain(KeyCode::Char(c))
    }

    /// The key with Control held.
    pub fn ctrl(c: char) -> Self {
        Self { ctrl: true, ..Self::char(c) }
    }

    /// The character that the key types into a text, if it types one.
    pub fn typed(&self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, name) in [(self.ctrl, "ctrl-"), (self.alt, "alt-"), (self.shift, "shift-")] {
            if held {
                f.write_str(name)?;
            }
        }
        match (NAMES.iter().find(|(_, code)| *code == self.code), self.code) {
            (Some((name, _)), _) => f.write_str(name),
            (None, KeyCode::Char(c)) => write!(f, "{c}"),
            (None, KeyCode::F(n)) => write!(f, "f{n}"),
            (None, other) => write!(f, "{other:?}"),
        }
    }
}

/// Not the name of a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a key; write a character, a name such as space, enter, tab, esc, up, pgdn or f1, \
     and before it ctrl-, alt- or shift-"
)]
pub struct KeyError(String);

impl FromStr for Key {
    type Err = KeyError;

    fn from_str(s: &str) -> Result<Self, KeyError> {
        let mut key = Key::char(' ');
        let mut rest = s;
        loop {
            let held =
                [("ctrl-", &mut key.ctrl), ("alt-", &mut key.alt), ("shift-", &mut key.shift)]
                    .into_iter()
                    .find_map(|(name, held)| rest.strip_prefix(name).map(|rest| (held, rest)));
            match held {
                Some((held, after)) if !after.is_empty() => {
                    *held = true;
                    rest = after;
                }
                _ => break,
            }
        }
        let error = || KeyError(s.to_owned());
        let mut chars = rest.chars();
        key.code = match (chars.next(), chars.next()) {
            (Some(c), None) if !c.is_whitespace() && !c.is_control() => KeyCode::Char(c),
            _ => match NAMES.iter().find(|(name, _)| *name == rest) {
                Some((_, code)) => *code,
                None => {
                    let number = rest.strip_prefix('f').and_then(|n| n.parse().ok());
                    KeyCode::F(number.filter(|n| (1..=35).contains(n)).ok_or_else(error)?)
                }
            },
        };
        // A shifted character is another character: there is no key to press for this name.
        if key.shift && matches!(key.code, KeyCode::Char(_)) {
            return Err(error());
        }
        Ok(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_printed_key_reads_back(
            c in any::<char>().prop_filter("visible", |c| !c.is_whitespace() && !c.is_control()),
            name in 0..NAMES.len() + 1,
            ctrl: bool,
            alt: bool,
        ) {
            let code = NAMES.get(name).map_or(KeyCode::Char(c), |(_, code)| *code);
            let shift = alt && !matches!(code, KeyCode::Char(_));
            let key = Key { code, ctrl, alt, shift };
            prop_assert_eq!(key.to_string().parse(), Ok(key));
        }
    }

    #[test]
    fn a_hyphen_is_a_key_too() {
        assert_eq!("-".parse(), Ok(Key::char('-')));
        assert_eq!("ctrl--".parse(), Ok(Key::ctrl('-')));
        assert_eq!("f12".parse(), Ok(Key::plain(KeyCode::F(12))));
    }

    #[test]
    fn what_is_no_key_is_an_error() {
        for s in ["", "ctrl-", "f0", "f36", "return", "shift-a", "jj"] {
            assert!(s.parse::<Key>().is_err(), "{s}");
        }
    }
}
