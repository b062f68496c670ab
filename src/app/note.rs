//! Tags and notes: what is asked for, and what is made of what was entered.

use super::{App, Effect, Mistake, Popup, Prompt, Purpose};
use crate::model::{Change, DocId, Tag, TagError, isolate};

/// Whether this parts one tag from the next.
pub(super) fn parts_tags(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | '،')
}

impl App {
    pub(super) fn ask_tags(&mut self) -> Vec<Effect> {
        let ids = self.targets();
        let about = match ids.as_slice() {
            [] => return self.say("There is no document to tag."),
            [id] => match self.decisions.get(*id).tags.as_slice() {
                [] => "No tags yet".to_owned(),
                tags => format!("Tagged {}", hashed(tags)),
            },
            many => format!("For {} documents", many.len()),
        };
        let about = format!("{about} · words to add, -word to remove");
        self.ask(Prompt::new(Purpose::Tags(ids), "", about))
    }

    pub(super) fn ask_note(&mut self) -> Vec<Effect> {
        let ids = self.targets();
        let note = self.common_note(&ids);
        let about = match ids.as_slice() {
            [] => return self.say("There is no document to write a note on."),
            // One line would lose where its lines end.
            _ if note.contains('\n') => return self.edit_note(ids, note),
            [_] => "A note; empty for none · ctrl-e edits it in $EDITOR".to_owned(),
            many => format!("A note for {} documents, each", many.len()),
        };
        self.ask(Prompt::new(Purpose::Note(ids), &note, about))
    }

    pub(super) fn note_in_editor(&mut self) -> Vec<Effect> {
        let ids = self.targets();
        if ids.is_empty() {
            return self.say("There is no document to write a note on.");
        }
        let note = self.common_note(&ids);
        self.edit_note(ids, note)
    }

    pub(super) fn edit_note(&mut self, ids: Vec<DocId>, text: String) -> Vec<Effect> {
        self.editing = ids;
        vec![Effect::Edit(text)]
    }

    /// Opens a prompt; what it offers at once is asked for.
    pub(super) fn ask(&mut self, mut prompt: Prompt) -> Vec<Effect> {
        let values = prompt.changed();
        self.popup = Some(Popup::Prompt(prompt));
        self.ask_values(values)
    }

    /// The note of these documents, if all have the same; else nothing.
    fn common_note(&self, ids: &[DocId]) -> String {
        let mut notes = ids.iter().map(|id| self.decisions.get(*id).note.as_deref());
        let first = notes.next().flatten().unwrap_or_default();
        let same = notes.all(|note| note.unwrap_or_default() == first);
        if same { first.to_owned() } else { String::new() }
    }

    /// Takes what came back from the editor.
    pub(super) fn edited(&mut self, outcome: Result<String, String>) -> Vec<Effect> {
        let ids = std::mem::take(&mut self.editing);
        match outcome {
            // Whoever has written it means it; and the terminal may be gone, with nobody to ask.
            Ok(text) => match self.noted(&ids, &text) {
                Some(change) => self.commit(ids, vec![change]),
                None => self.say("The note is as it was."),
            },
            Err(error) => self.fail(error),
        }
    }

    /// Notes a text on documents.
    pub(super) fn write_note(&mut self, ids: Vec<DocId>, text: &str) -> Vec<Effect> {
        match self.noted(&ids, text) {
            Some(change) => self.change(ids, vec![change]),
            None => self.say("The note is as it was."),
        }
    }

    /// The change that notes a text on documents, unless it is what is noted there.
    fn noted(&self, ids: &[DocId], text: &str) -> Option<Change> {
        let text = text.trim();
        let note = (!text.is_empty()).then(|| text.into());
        (text != self.common_note(ids)).then_some(Change::Note(note))
    }

    /// Tags documents as entered, or shows what is wrong with that.
    pub(super) fn write_tags(&mut self, ids: Vec<DocId>, prompt: Prompt) -> Vec<Effect> {
        match read_tags(prompt.input().text()) {
            Ok(changes) if changes.is_empty() => vec![],
            Ok(changes) => self.change(ids, changes),
            Err(mistake) => {
                self.popup = Some(Popup::Prompt(prompt.mistaken(mistake)));
                vec![]
            }
        }
    }
}

/// Tags as they are shown: `#aleppo #2015`.
pub fn hashed(tags: &[Tag]) -> String {
    let tags: Vec<String> = tags.iter().map(|tag| isolate(&format!("#{tag}"))).collect();
    tags.join(" ")
}

/// Reads tags to add, and those to remove with a `-` before them.
fn read_tags(text: &str) -> Result<Vec<Change>, Mistake> {
    let mut changes: Vec<Change> = Vec::new();
    let mut next = 0;
    for word in text.split(parts_tags) {
        let span = next..next + word.len();
        next = span.end + text[span.end..].chars().next().map_or(0, char::len_utf8);
        if word.is_empty() {
            continue;
        }
        let (on, name) = match word.strip_prefix('-') {
            Some(name) => (false, name),
            None => (true, word),
        };
        let tag: Tag = name.parse().map_err(|error: TagError| Mistake::new(error, span))?;
        // The last word about a tag counts.
        changes.retain(|change| !matches!(change, Change::Tag(other, _) if *other == tag));
        changes.push(Change::Tag(tag, on));
    }
    Ok(changes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        match read_tags(text) {
            Ok(changes) => changes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
            Err(mistake) => format!("{} @ {}", mistake.message, &text[mistake.span]),
        }
    }

    #[test]
    fn several_tags_are_added_and_removed_at_once() {
        assert_eq!(
            read(" Raqqa,2015  -old، #حلب "),
            "tagged raqqa, tagged 2015, tag old removed, tagged حلب"
        );
        assert_eq!(read("a b -a"), "tagged b, tag a removed");
        assert_eq!(read(" , "), "");
    }

    #[test]
    fn what_is_no_tag_is_shown_in_its_place() {
        let long = "x".repeat(65);
        let said = read(&format!("good {long} more"));
        assert!(said.contains("is not a tag") && said.ends_with(&format!("@ {long}")), "{said}");
        assert!(read("a -").ends_with("@ -"));
    }
}
