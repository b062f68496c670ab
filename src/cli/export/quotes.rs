//! The sentences of a document that mention an actor.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::model::{Document, EntityId};

/// A sentence, and whom of the chosen actors it mentions.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Quote<'a> {
    /// Bytes of the text.
    pub(super) range: Range<usize>,
    /// In the order in which they are mentioned, each once.
    pub(super) actors: Vec<&'a EntityId>,
}

/// The sentences of the text that mention at least one of these actors.
pub(super) fn quotes<'a>(document: &'a Document, actors: &[EntityId]) -> Vec<Quote<'a>> {
    let mut mentions =
        document.mentions.iter().filter(|mention| actors.contains(&mention.entity)).peekable();
    let mut quotes = Vec::new();
    if mentions.peek().is_none() {
        return quotes;
    }
    for range in sentences(&document.text) {
        let mut actors: Vec<&EntityId> = Vec::new();
        while let Some(mention) = mentions.next_if(|mention| mention.range.start < range.end) {
            if !actors.contains(&&mention.entity) {
                actors.push(&mention.entity);
            }
        }
        if !actors.is_empty() {
            quotes.push(Quote { range, actors });
        }
    }
    quotes
}

/// The sentences of a text, as UAX #29 finds them, but that an abbreviation ends none; without the
/// white space around them. A new line begins a new one.
fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut sentences: Vec<Range<usize>> = Vec::new();
    let mut open = false;
    for (start, sentence) in text.split_sentence_bound_indices() {
        let end = start + sentence.len();
        match sentences.last_mut() {
            Some(last) if open => last.end = end,
            _ => sentences.push(start..end),
        }
        open = ends_in_abbreviation(sentence);
    }
    for range in &mut sentences {
        let sentence = &text[range.clone()];
        let start = range.start + (sentence.len() - sentence.trim_start().len());
        *range = start..start + sentence.trim().len();
    }
    sentences.retain(|range| !range.is_empty());
    sentences
}

/// Whether the last word is short for something that goes on: `M.`, `Dr.`, `J.`, `U.S.`.
fn ends_in_abbreviation(sentence: &str) -> bool {
    const TITLES: [&str; 18] = [
        "MM", "Me", "Mgr", "Pr", "Dr", "St", "Mr", "Mrs", "Ms", "Prof", "Gen", "Lt", "Col", "Capt",
        "Sen", "Rep", "Gov", "No",
    ];
    if sentence.ends_with(['\n', '\r', '\u{2028}', '\u{2029}', '\u{85}']) {
        return false;
    }
    let Some(rest) = sentence.trim_end().strip_suffix('.') else { return false };
    let start = rest
        .rfind(|c: char| !c.is_alphanumeric())
        .map_or(0, |at| at + rest[at..].chars().next().map_or(0, char::len_utf8));
    let word = &rest[start..];
    let mut letters = word.chars();
    let initial = matches!((letters.next(), letters.next()), (Some(c), None) if c.is_alphabetic());
    initial || TITLES.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Label, Lang, Mention};

    fn texts(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn sentences_end_where_arabic_and_latin_ones_do() {
        assert_eq!(
            texts("هل وصل بوتين إلى دمشق؟ نعم، وصل أمس! وغادر اليوم. انتهى"),
            ["هل وصل بوتين إلى دمشق؟", "نعم، وصل أمس!", "وغادر اليوم.", "انتهى"]
        );
        assert_eq!(
            texts("« Non », a dit M. Hollande. Le Dr. J. Martin (3,5 % des voix) se tait…\n\nFin"),
            ["« Non », a dit M. Hollande.", "Le Dr. J. Martin (3,5 % des voix) se tait…", "Fin"]
        );
        assert_eq!(texts("Titre sans point\nLa suite."), ["Titre sans point", "La suite."]);
        assert_eq!(texts(" \n\n "), [""; 0]);
    }

    #[test]
    fn only_sentences_with_a_chosen_actor_are_quoted() {
        let text = "Putin met Assad. Nobody came. Assad and Putin left, Putin first.";
        let mention = |start: usize, name: &str| Mention {
            range: start..start + name.len(),
            label: Label::Per,
            entity: name.to_lowercase().as_str().into(),
        };
        let document = Document {
            lang: Lang::EN,
            mentions: vec![
                mention(0, "Putin"),
                mention(10, "Assad"),
                mention(30, "Assad"),
                mention(40, "Putin"),
                mention(52, "Putin"),
            ],
            ..Document::of("", text)
        };
        let quoted = |actors: &[&str]| -> Vec<(&str, Vec<String>)> {
            let actors: Vec<EntityId> = actors.iter().map(|id| (*id).into()).collect();
            let quotes = quotes(&document, &actors).into_iter();
            quotes
                .map(|q| (&text[q.range], q.actors.iter().map(|a| a.to_string()).collect()))
                .collect()
        };
        let last = "Assad and Putin left, Putin first.";
        assert_eq!(quoted(&["putin"])[1], (last, vec!["putin".to_owned()]));
        assert_eq!(quoted(&["putin", "assad"])[1].1, ["assad", "putin"]);
        assert_eq!(quoted(&["putin", "assad"]).len(), 2);
        assert!(quoted(&["france"]).is_empty());
    }
}
