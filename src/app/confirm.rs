//! A question before a decision about many documents.

use super::triage::thousands;
use crate::config::{Key, KeyCode};
use crate::model::{Change, DocId, Verdict, isolate};

/// A decision that waits for a yes.
#[derive(Debug)]
pub struct Confirm {
    pub(super) ids: Vec<DocId>,
    pub(super) changes: Vec<Change>,
}

/// What a key answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Yes,
    No,
    None,
}

impl Confirm {
    /// The question, with how many and what.
    pub fn question(&self) -> String {
        let many = match self.ids.len() {
            1 => "1 document".to_owned(),
            n => format!("{} documents", thousands(n)),
        };
        match self.changes.as_slice() {
            [Change::Read(true)] => format!("Mark {many} as read?"),
            [Change::Read(false)] => format!("Mark {many} as unread?"),
            [Change::Starred(true)] => format!("Star {many}?"),
            [Change::Starred(false)] => format!("Remove the star of {many}?"),
            [Change::Verdict(Some(Verdict::Kept))] => format!("Keep {many}?"),
            [Change::Verdict(Some(Verdict::Discarded))] => format!("Discard {many}?"),
            [Change::Verdict(None)] => format!("Make {many} undecided?"),
            [Change::Note(Some(_))] => {
                format!("Write this note on {many}, in place of what they have?")
            }
            [Change::Note(None)] => format!("Remove the notes of {many}?"),
            tags => {
                let signed = tags.iter().filter_map(|change| match change {
                    Change::Tag(tag, on) => {
                        Some(format!("{}{}", if *on { '+' } else { '-' }, isolate(tag.as_str())))
                    }
                    _ => None,
                });
                format!("Tag {many}: {}?", signed.collect::<Vec<_>>().join(" "))
            }
        }
    }

    /// What a key answers, if it does.
    pub(super) fn answer(key: Key) -> Answer {
        match (key.code, key.ctrl) {
            (KeyCode::Char('y' | 'Y'), false) => Answer::Yes,
            (KeyCode::Char('n' | 'N' | 'q'), false) | (KeyCode::Esc, _) => Answer::No,
            (KeyCode::Char('c'), true) => Answer::No,
            _ => Answer::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(documents: u8, changes: Vec<Change>) -> String {
        let ids = (0..documents).map(|n| DocId::from_bytes([n; 16])).collect();
        Confirm { ids, changes }.question()
    }

    #[test]
    fn the_question_says_how_many_and_what() {
        let discard = vec![Change::Verdict(Some(Verdict::Discarded))];
        assert_eq!(question(120, discard), "Discard 120 documents?");
        let tag = |tag: &str, on| Change::Tag(tag.parse().unwrap(), on);
        let tags = vec![tag("alep", true), tag("حلب", false)];
        assert_eq!(
            question(12, tags),
            "Tag 12 documents: +\u{2068}alep\u{2069} -\u{2068}حلب\u{2069}?"
        );
    }

    #[test]
    fn only_yes_is_yes() {
        assert_eq!(Confirm::answer(Key::char('y')), Answer::Yes);
        assert_eq!(Confirm::answer(Key::plain(KeyCode::Esc)), Answer::No);
        for key in [Key::plain(KeyCode::Enter), Key::char('D'), Key::ctrl('y')] {
            assert_eq!(Confirm::answer(key), Answer::None, "{key}");
        }
    }
}
