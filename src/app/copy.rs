//! Selecting in the article, and copying: always the text as it is stored, in logical order.

use super::{App, Effect, Reader};
use crate::action::{Action, Pane};
use crate::text::clean_joined;

impl App {
    pub(super) fn select(&mut self) -> Vec<Effect> {
        if self.focus != Pane::Article {
            return self.say("A selection is made in the article.");
        }
        let begun = self.reader.as_mut().is_some_and(Reader::select);
        let [copy, back] = [Action::Copy, Action::Back].map(Action::key);
        match begun {
            true => self.say(format!("Move to select; {copy} copies, {back} drops.")),
            false => vec![],
        }
    }

    pub(super) fn copy(&mut self) -> Vec<Effect> {
        let Some(reader) = &mut self.reader else { return self.say("There is nothing to copy.") };
        let text = &reader.article().document.text;
        let text = match reader.selection().map(|range| text[range].trim()) {
            Some(selected) if !selected.is_empty() => clean_joined(selected),
            _ => article(reader),
        };
        if reader.selection().is_some() {
            reader.select();
        }
        vec![Effect::Copy(text)]
    }
}

/// An article as it is quoted: its title, who published it and when, its address, then the text.
fn article(reader: &Reader) -> String {
    let document = &reader.article().document;
    let origin = document.origins.first();
    let date = document.date.map(|date| date.to_day().to_string());
    let published: Vec<String> = document.source.iter().cloned().chain(date).collect();
    let address = origin.map(|origin| origin.url.clone().unwrap_or_else(|| origin.to_string()));
    let head = [document.title.clone(), published.join(", "), address.unwrap_or_default()];
    // The title is not said twice.
    let text = document.text[reader.heading().end..].trim();
    let head = head.iter().filter(|line| !line.is_empty()).map(|line| clean_joined(line) + "\n");
    head.chain(["\n".to_owned(), clean_joined(text)]).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{Article, Document, Hits, Lang, Origin};
    use crate::text::Options;

    fn reader(title: &str, text: &str) -> Reader {
        let document = Document {
            lang: Lang::AR,
            date: "2015-11-17".parse().ok(),
            source: Some("الميناء".into()),
            origins: vec![Origin { path: "a.jsonl".into(), line: Some(3), ..Origin::default() }],
            ..Document::of(title, text)
        };
        let article = Article { document: Arc::new(document), figures: vec![] };
        Reader::new(article, Hits::default(), Options::default(), 9)
    }

    #[test]
    fn an_article_is_copied_with_what_it_is_quoted_by() {
        let expected = "عنوان\nالميناء, 2015-11-17\na.jsonl:3\n\nنص أول.\nنص ثان.";
        assert_eq!(article(&reader("عنوان", "نص أول.\nنص ثان.\n")), expected);
        assert_eq!(article(&reader("عنوان", "عنوان\n\nنص أول.\nنص ثان.\n")), expected);
    }

    #[test]
    fn what_is_copied_is_in_logical_order_and_holds_nothing_to_obey() {
        let text = "قال (أحمد) 12%\u{1b}[31m\u{202e} نعم\u{9b}5n\r\nmonsieur\u{7}";
        assert_eq!(clean_joined(text), "قال (أحمد) 12% نعم\nmonsieur");
        assert_eq!(clean_joined("می\u{200c}خواهم"), "می\u{200c}خواهم");
        assert!(!clean_joined("a\u{1b}]52;c;\u{200d}x\u{200c}\u{1b}").contains('\u{1b}'));
    }
}
