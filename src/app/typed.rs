//! Results follow typing: while a query is typed, the list behind the prompt shows what it finds.
//! No key waits for that. What cannot be answered leaves what was found before; Esc brings back the
//! view as it was.
//!
//! A last word that finds something is taken as it stands, though it may be the beginning of another:
//! what is shown and counted is what Enter finds. So the number may rise from one letter to the next.

use super::{App, Effect, List, Popup, Purpose, Reader, Unread};
use crate::action::Pane;
use crate::model::{DocId, View};
use crate::query::{Query, Unfinished};

/// A word is taken for the beginning of others from so many letters on: less narrows down nothing.
const BEGINNING: usize = 2;

/// What there was before a query was typed, to go back to.
#[derive(Debug)]
pub(super) struct Trial {
    list: List,
    /// The article under the list's cursor, once another one has taken its place.
    reader: Option<Reader>,
    focus: Pane,
    unread: Unread,
    /// The query tried last, as typed.
    tried: String,
    /// Whether documents have come in since.
    stale: bool,
}

impl Trial {
    /// The list.
    pub(super) fn list(&self) -> &List {
        &self.list
    }

    /// The document under the cursor.
    pub(super) fn selected(&self) -> Option<DocId> {
        self.list.selected()
    }

    /// Its article, if it was open: put away, or still `shown`.
    pub(super) fn reader<'a>(&'a self, shown: Option<&'a Reader>) -> Option<&'a Reader> {
        let is_its = |reader: &&Reader| Some(reader.article().document.id) == self.selected();
        self.reader.as_ref().or(shown.filter(is_its))
    }
}

/// What is searched while a query is typed.
#[derive(Debug, PartialEq, Eq)]
struct Typed {
    query: Query,
    /// The same with its last word as the beginning of one, for where that word finds nothing.
    begun: Option<Query>,
}

impl Typed {
    /// What can be searched of a text; where its last word is incomplete, what stands before it.
    fn of(text: &str) -> Option<Self> {
        let text = text.trim_end();
        match Query::parse(text) {
            Ok(query) => Some(Self { query, begun: begun(text) }),
            Err(_) => Query::parse(finished(text)).ok().map(|query| Self { query, begun: None }),
        }
    }
}

/// A text without its last word.
fn finished(text: &str) -> &str {
    let end = Unfinished::at_end_of(text).span.start;
    text[..end].trim_end_matches(['-', '=']).trim_end()
}

/// The query of a text whose last word is the beginning of one; `None` if it cannot be.
pub(super) fn begun(text: &str) -> Option<Query> {
    let Unfinished { span, field, value } = Unfinished::at_end_of(text);
    // Of l'arm, what is elided is whole.
    let mut parts = value.split(['\'', '’']);
    let word = matches!(field, None | Some("title"))
        && value.rsplit(['\'', '’']).next().is_some_and(|last| last.chars().count() >= BEGINNING)
        && parts.all(|part| !part.is_empty() && part.chars().all(char::is_alphanumeric))
        && text.ends_with(&value)
        && !text[..span.start].ends_with('=');
    word.then(|| Query::parse(&format!("{text}*")).ok())?
}

impl App {
    /// Searches what stands in the prompt, if that is another query than the last.
    pub(super) fn follow_typing(&mut self) -> Vec<Effect> {
        let Some(Popup::Prompt(prompt)) = &self.popup else { return vec![] };
        if *prompt.purpose() != Purpose::Query {
            return vec![];
        }
        Typed::of(prompt.input().text()).map_or(vec![], |typed| self.try_out(typed))
    }

    fn try_out(&mut self, typed: Typed) -> Vec<Effect> {
        let Typed { query, begun } = typed;
        let last = self.trial.as_ref().map_or(self.query().source(), |trial| &trial.tried);
        if query.source() == last {
            return vec![];
        }
        let (list, focus) = (&self.list, self.focus);
        let (unread, changes) = (self.unread, self.decisions.changes());
        let trial = self.trial.get_or_insert_with(|| Trial {
            list: list.clone(),
            reader: None,
            focus,
            unread: Unread { documents: unread, discarded: 0, changes },
            tried: String::new(),
            stale: false,
        });
        trial.tried = query.source().to_owned();
        self.focus = Pane::List;
        self.filters.try_out(query);
        (self.begun, self.plain) = (begun, None);
        vec![self.ask_view()]
    }

    /// Searches what stands before a word that cannot be answered.
    pub(super) fn try_finished(&mut self) -> Vec<Effect> {
        let Some(Popup::Prompt(prompt)) = &self.popup else { return vec![] };
        let before = Query::parse(finished(prompt.input().text().trim_end()));
        // A query that was refused is the last one tried: only another one is asked for.
        let typed = before.map(|query| Typed { query, begun: None });
        typed.map_or(vec![], |typed| self.try_out(typed))
    }

    /// Takes the last word of a query that found nothing as the beginning of one; asks no more if
    /// that finds nothing either.
    pub(super) fn widen(&mut self, view: &View, awaited: bool) -> Option<Effect> {
        let begun = self.begun.take();
        if !view.ids.is_empty() {
            let plain = self.plain.take().filter(|_| awaited);
            if plain.is_some() {
                self.say("No such word: what begins so is shown.");
            }
            return None;
        }
        if let Some(plain) = self.plain.take() {
            self.filters.put(plain);
            return None;
        }
        self.plain = Some(self.filters.put(begun?));
        self.asked.awaited = awaited;
        Some(self.ask_view())
    }

    /// Takes a typed query, which the person has entered.
    pub(super) fn accept(&mut self, text: &str, query: Query) -> Vec<Effect> {
        self.filters.try_no_more();
        if self.trial.is_some() && query.source() == self.query().source() {
            return self.leave_trial();
        }
        let effects = self.filter(query);
        let asked = !effects.is_empty();
        (self.begun, self.plain) = (begun(text.trim_end()).filter(|_| asked), None);
        effects
    }

    /// Goes back to the view that there was before a query was typed.
    pub(super) fn leave_trial(&mut self) -> Vec<Effect> {
        self.filters.try_no_more();
        (self.begun, self.plain) = (None, None);
        let Some(trial) = self.trial.take() else { return vec![] };
        let Trial { list, reader, focus, unread, stale, .. } = trial;
        self.list = list;
        self.focus = focus;
        self.asked.rest = 0;
        // The rows that were on their way are those of another view.
        self.ask_again();
        if let Some(reader) = reader {
            self.sidebar.show(reader.article().figures.clone());
            self.reader = Some(reader);
        }
        self.hides_discarded = self.query().without_discarded().is_some();
        self.take_unread(Some(unread));
        let mut effects = if stale {
            vec![self.ask_view()]
        } else {
            // No answer to a query that was tried is taken any more.
            self.asked.view = self.next_generation();
            self.ask_counts()
        };
        effects.extend(self.follow());
        effects
    }

    /// Puts another article, or none, into its pane.
    pub(super) fn put_reader(&mut self, reader: Option<Reader>) {
        self.became = None;
        let old = std::mem::replace(&mut self.reader, reader);
        if let (Some(trial), Some(old)) = (&mut self.trial, old)
            && trial.selected() == Some(old.article().document.id)
        {
            trial.reader = Some(old);
        }
    }

    /// Remembers that the view to go back to is not all there is any more.
    pub(super) fn outdate_trial(&mut self) {
        self.trial.iter_mut().for_each(|trial| trial.stale = true);
    }

    /// The query that is shown in the place of the one that stands in the prompt.
    pub fn shown_instead(&self) -> Option<&str> {
        let trial = self.trial.as_ref()?;
        (trial.tried != self.query().source()).then(|| self.query().source())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Option<(String, Option<String>)> {
        let Typed { query, begun } = Typed::of(text)?;
        Some((query.source().to_owned(), begun.map(|query| query.source().to_owned())))
    }

    #[test]
    fn an_incomplete_word_leaves_what_stands_before_it() {
        for (text, searched) in [
            ("lang:fr ", "lang:fr"),
            ("lang:fr lang:", "lang:fr"),
            ("lang:fr -lang:araab", "lang:fr"),
            ("guerre \"front un", "guerre"),
            ("lang:", ""),
        ] {
            assert_eq!(typed(text), Some((searched.to_owned(), None)), "{text}");
        }
        assert_eq!(typed("(lang:fr lang:"), None);
    }

    #[test]
    fn the_last_word_may_be_the_beginning_of_one() {
        for (text, begun) in [
            ("رق", Some("رق*")),
            ("lang:ar رق", Some("lang:ar رق*")),
            ("title:fra", Some("title:fra*")),
            ("fra* ro", Some("fra* ro*")),
            ("a", None),
            ("=fra", None),
            ("fra*", None),
            ("\"fra\"", None),
            ("source:ru", None),
            ("fra ", None),
        ] {
            let begun = begun.map(str::to_owned);
            assert_eq!(super::begun(text).map(|query| query.source().to_owned()), begun, "{text}");
        }
    }
}
