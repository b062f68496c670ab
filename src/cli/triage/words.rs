//! The words in which a script says what is to be decided: `kept,tag:raqqa,note:à vérifier, vite`.

use crate::cli::Error;
use crate::model::{Change, Tag, Triage, Verdict};

/// What is to be decided about each document.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wanted(Vec<Want>);

#[derive(Debug, PartialEq, Eq)]
enum Want {
    /// This, whatever was decided before.
    Change(Change),
    /// This verdict taken away where it was given.
    Without(Verdict),
    /// All tags taken away.
    NoTags,
}

impl Wanted {
    /// Reads what is to be set.
    pub(super) fn set(words: &str) -> Result<Self, Error> {
        let changes: Vec<Change> = split(words).map(change).collect::<Result<_, _>>()?;
        let mut all = Triage::default();
        changes.iter().for_each(|change| change.apply(&mut all));
        if let Some(lost) = changes.iter().find(|change| change.as_in(&all) != **change) {
            return Err(Error::Usage(format!(
                "`{words}` cannot be set: a document cannot be {lost} and something else at once"
            )));
        }
        Ok(Self(changes.into_iter().map(Want::Change).collect()))
    }

    /// Reads what is to be taken away.
    pub(super) fn clear(words: &str) -> Result<Self, Error> {
        split(words).map(clearing).collect::<Result<_, _>>().map(Self)
    }

    /// Whether what it comes to depends on what was decided about the document.
    pub(super) fn depends(&self) -> bool {
        self.0.iter().any(|want| !matches!(want, Want::Change(_)))
    }

    /// What it comes to for a document.
    pub(super) fn changes(&self, triage: &Triage) -> Vec<Change> {
        let mut changes = Vec::new();
        for want in &self.0 {
            match want {
                Want::Change(change) => changes.push(change.clone()),
                Want::Without(verdict) if triage.verdict == Some(*verdict) => {
                    changes.push(Change::Verdict(None));
                }
                Want::Without(_) => {}
                Want::NoTags => {
                    changes.extend(triage.tags.iter().map(|tag| Change::Tag(tag.clone(), false)));
                }
            }
        }
        changes
    }
}

/// The words between the commas; a note is the last.
fn split(words: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(words);
    std::iter::from_fn(move || {
        let words = rest?.trim_start();
        let (word, after) = match words.split_once(',') {
            Some((word, after)) if !words.starts_with("note:") => (word, Some(after)),
            _ => (words, None),
        };
        rest = after;
        Some(word.trim_end())
    })
}

fn change(word: &str) -> Result<Change, Error> {
    Ok(match word {
        "read" => Change::Read(true),
        "unread" => Change::Read(false),
        "starred" => Change::Starred(true),
        "unstarred" => Change::Starred(false),
        "kept" => Change::Verdict(Some(Verdict::Kept)),
        "discarded" => Change::Verdict(Some(Verdict::Discarded)),
        "undecided" => Change::Verdict(None),
        "note:" => {
            let message = "a note has to say something; `nashra triage clear note` takes it away";
            return Err(Error::Usage(message.to_owned()));
        }
        _ => match word.split_once(':') {
            Some(("tag", name)) => Change::Tag(tag(name)?, true),
            Some(("note", text)) => Change::Note(Some(text.trim().into())),
            _ => {
                return Err(Error::Usage(format!(
                    "`{word}` cannot be set: read, unread, starred, unstarred, kept, discarded, \
                     undecided, tag:NAME, and note:TEXT at the end"
                )));
            }
        },
    })
}

fn clearing(word: &str) -> Result<Want, Error> {
    Ok(match word {
        "read" => Want::Change(Change::Read(false)),
        "starred" => Want::Change(Change::Starred(false)),
        "kept" => Want::Without(Verdict::Kept),
        "discarded" => Want::Without(Verdict::Discarded),
        "tag" => Want::NoTags,
        "note" => Want::Change(Change::Note(None)),
        _ => match word.split_once(':') {
            Some(("tag", name)) => Want::Change(Change::Tag(tag(name)?, false)),
            _ => {
                return Err(Error::Usage(format!(
                    "`{word}` cannot be cleared: read, starred, kept, discarded, tag:NAME, tag (all \
                     tags) or note"
                )));
            }
        },
    })
}

fn tag(name: &str) -> Result<Tag, Error> {
    name.parse().map_err(|error: crate::model::TagError| Error::Usage(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEPT: Change = Change::Verdict(Some(Verdict::Kept));

    fn set(words: &str) -> Result<Vec<Change>, String> {
        let wanted = Wanted::set(words).map_err(|error| error.to_string())?;
        assert!(!wanted.depends());
        Ok(wanted.changes(&Triage::default()))
    }

    #[test]
    fn words_stand_between_commas_and_a_note_is_the_rest() {
        let tag = |tag: &str| Change::Tag(tag.parse().unwrap(), true);
        let note = |note: &str| Change::Note(Some(note.into()));
        let expected = vec![KEPT, tag("الرقة"), note("à vérifier, vite: kept")];
        assert_eq!(set("kept, tag:#الرقة,note: à vérifier, vite: kept "), Ok(expected));
        assert_eq!(set("unread,unstarred").unwrap().len(), 2);
    }

    #[test]
    fn what_makes_no_sense_is_named() {
        for (words, named) in [
            ("", "``"),
            ("kept,", "``"),
            ("keep", "`keep`"),
            ("tag:", "not a tag"),
            ("kept,discarded", "kept"),
            ("read,unread", "read"),
            ("note: ", "clear note"),
        ] {
            let error = set(words).unwrap_err();
            assert!(error.contains(named), "{words}: {error}");
        }
        assert!(Wanted::clear("unread").is_err());
    }

    #[test]
    fn clearing_takes_away_what_is_there() {
        let tags: Vec<Tag> = ["a", "b"].iter().map(|tag| tag.parse().unwrap()).collect();
        let triage = Triage { verdict: Some(Verdict::Kept), tags, ..Triage::default() };
        let cleared = |words: &str| {
            let mut triage = triage.clone();
            let changes = Wanted::clear(words).unwrap().changes(&triage);
            changes.iter().for_each(|change| change.apply(&mut triage));
            triage
        };
        assert_eq!(cleared("kept,tag,note,read,starred"), Triage::default());
        assert_eq!(cleared("discarded"), triage);
        assert_eq!(cleared("tag:a").tags.len(), 1);
    }
}
