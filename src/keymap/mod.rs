//! From keys to actions: the keys of the table of actions, overridden by the person's own. Knows
//! panes, but not what an action does.

mod layouts;

use crate::action::{ACTIONS, Action, Pane, with_keys};
use crate::config::{Key, KeyCode, Settings};

/// Which key runs which action in which pane.
#[derive(Debug, Clone)]
pub struct Keymap {
    bindings: Vec<Binding>,
}

#[derive(Debug, Clone)]
struct Binding {
    key: Key,
    action: Action,
}

impl Binding {
    fn works_in(&self, pane: Pane) -> bool {
        let panes = self.action.spec().panes;
        panes.is_empty() || panes.contains(&pane)
    }
}

impl Keymap {
    /// The keys of the table, where `settings` gives an action keys of its own those instead. A key
    /// given to an action is taken from every other action that works in the same pane.
    pub fn new(settings: &Settings) -> Self {
        let mut bindings: Vec<Binding> = Vec::new();
        for spec in ACTIONS.iter().filter(|spec| !settings.keys.contains_key(&spec.action)) {
            let keys = spec.keys.iter().filter_map(|key| key.parse().ok());
            bindings.extend(keys.map(|key| Binding { key, action: spec.action }));
        }
        for (&action, keys) in &settings.keys {
            for &key in keys {
                bindings.retain(|old| old.key != key || !overlap(old.action, action));
                bindings.push(Binding { key, action });
            }
        }
        Self { bindings }
    }

    /// The action of a key in a pane. A letter of another script that has no action of its own acts
    /// as the Latin letter of the same key.
    pub fn action(&self, key: Key, pane: Pane) -> Option<Action> {
        let bound = |key| self.bindings.iter().find(|b| b.key == key && b.works_in(pane));
        let binding = bound(key).or_else(|| bound(latin(key)));
        binding.map(|binding| binding.action)
    }

    /// The text about all keys, made from the table of actions.
    pub fn help(&self) -> String {
        let mut help = String::new();
        let mut group = "";
        for spec in ACTIONS {
            if spec.group != group {
                let space = if group.is_empty() { "" } else { "\n" };
                group = spec.group;
                help.push_str(&format!("{space}{group}\n"));
            }
            let keys: Vec<String> = self.keys(spec.action).map(|key| key.to_string()).collect();
            help.push_str(&format!("  {:<18} {}\n", keys.join(" "), spec.help));
        }
        help
    }

    /// A sentence with the keys in it; an action that has none is run by its name.
    pub fn with_keys(&self, sentence: &str) -> String {
        with_keys(sentence, |action| match self.keys(action).next() {
            Some(key) => key.to_string(),
            None => format!(":{}", action.spec().name),
        })
    }

    /// The keys of an action, the leading one first.
    pub fn keys(&self, action: Action) -> impl Iterator<Item = Key> {
        self.bindings.iter().filter(move |binding| binding.action == action).map(|b| b.key)
    }
}

/// The key as a Latin keyboard has it in the same place; itself where it types no letter of another
/// script.
pub fn latin(key: Key) -> Key {
    match key.code {
        KeyCode::Char(c) => Key { code: KeyCode::Char(layouts::latin(c).unwrap_or(c)), ..key },
        _ => key,
    }
}

/// Whether the keys of two actions work in a pane at the same time.
fn overlap(a: Action, b: Action) -> bool {
    let (a, b) = (a.spec().panes, b.spec().panes);
    a.is_empty() || b.is_empty() || a.iter().any(|pane| b.contains(pane))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_gives_no_key_to_two_actions_of_one_pane() {
        let keymap = Keymap::new(&Settings::default());
        let written: usize = ACTIONS.iter().map(|spec| spec.keys.len()).sum();
        assert_eq!(keymap.bindings.len(), written, "a key of the table does not parse");
        for (n, one) in keymap.bindings.iter().enumerate() {
            for other in &keymap.bindings[n + 1..] {
                assert!(
                    one.key != other.key || !overlap(one.action, other.action),
                    "{} runs both {:?} and {:?}",
                    one.key,
                    one.action,
                    other.action
                );
            }
        }
    }

    #[test]
    fn a_key_may_mean_another_thing_in_another_pane() {
        let keymap = Keymap::new(&Settings::default());
        let enter = Key::plain(KeyCode::Enter);
        assert_eq!(keymap.action(enter, Pane::List), Some(Action::Open));
        assert_eq!(keymap.action(enter, Pane::Sidebar), Some(Action::FilterEntity));
    }

    #[test]
    fn an_arabic_keyboard_needs_no_switching() {
        let keymap = Keymap::new(&Settings::default());
        assert_eq!(keymap.action(Key::char('ت'), Pane::List), Some(Action::Down));
        assert_eq!(keymap.action(Key::char('؟'), Pane::List), Some(Action::Help));
        assert_eq!(latin(Key::char('غ')), Key::char('y'));
        assert_eq!(latin(Key::char('n')), Key::char('n'));
    }

    #[test]
    fn a_persons_key_replaces_the_tables_and_takes_the_key_from_others() {
        let toml = "[keys]\nstar = \"j\"\ndown = [\"ctrl-n\"]";
        let (settings, _) = Settings::parse(toml, std::path::Path::new("config.toml"));
        let keymap = Keymap::new(&settings);
        assert_eq!(keymap.action(Key::char('j'), Pane::List), Some(Action::ToggleStar));
        assert_eq!(keymap.action(Key::char('s'), Pane::List), None);
        assert_eq!(keymap.keys(Action::Down).collect::<Vec<_>>(), [Key::ctrl('n')]);
        let sentence = format!("{} or {}", Action::Down.key(), Action::FilterSource.key());
        assert_eq!(keymap.with_keys(&sentence), "ctrl-n or :source");
    }
}
