//! What a document says beside a proposed name.

use std::collections::{BTreeMap, BTreeSet};

use super::words::Words;
use crate::entities::written::proposed;
use crate::model::{DocId, Document, EntityId, Label, Lang, Mention};
use crate::text::{one_line, words};

/// Words before a name among which a role is looked for, and after it.
const BEFORE: usize = 4;
const AFTER: usize = 3;

/// A proposed name in a document.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) document: DocId,
    pub(super) lang: Lang,
    /// Its day, counted from some day.
    pub(super) day: Option<i64>,
    /// Which known entities are named beside it, in order.
    pub(super) known: Vec<EntityId>,
    /// What the words beside the name say of who bears it.
    pub(super) roles: BTreeSet<u32>,
    /// Names in brackets behind it, or before the brackets in which it stands.
    pub(super) beside: BTreeSet<EntityId>,
    /// The name as it is written.
    pub(super) written: String,
}

/// The full names of unknown people and organisations in a document, by what is proposed for each
/// by itself, whomever they are taken for now.
pub(super) fn seen(document: &Document) -> BTreeMap<EntityId, Seen> {
    let mut found: BTreeMap<EntityId, Seen> = BTreeMap::new();
    let known: BTreeSet<&EntityId> = document.named().filter(|id| !id.is_proposed()).collect();
    let known: Vec<EntityId> = known.into_iter().cloned().collect();
    let title = (document.title.as_str(), &document.title_mentions);
    for (text, mentions) in [title, (document.text.as_str(), &document.mentions)] {
        for (n, mention) in mentions.iter().enumerate() {
            let Some(id) = own_id(text, mention) else { continue };
            let seen = found.entry(id).or_insert_with(|| Seen {
                document: document.id,
                lang: document.lang,
                day: document.date.map(|date| day(date.to_day())),
                known: known.clone(),
                roles: BTreeSet::new(),
                beside: BTreeSet::new(),
                written: one_line(&text[mention.range.clone()]),
            });
            seen.roles.extend(roles(text, mention));
            let before = n.checked_sub(1).and_then(|n| mentions.get(n));
            let pairs = [(before, Some(mention)), (Some(mention), mentions.get(n + 1))];
            for (first, second) in pairs {
                if let (Some(first), Some(second)) = (first, second)
                    && bracketed(text, first, second)
                {
                    let other = if std::ptr::eq(first, mention) { second } else { first };
                    seen.beside.extend(own_id(text, other));
                }
            }
        }
    }
    found
}

/// What is proposed for a name by itself; `None` for one that a table knows.
pub(super) fn own_id(text: &str, mention: &Mention) -> Option<EntityId> {
    let label = mention.label;
    let named = mention.entity.is_proposed() && matches!(label, Label::Per | Label::Org);
    let name = text.get(mention.range.clone()).filter(|_| named)?;
    Some(proposed(name, label))
}

fn day(date: jiff::civil::Date) -> i64 {
    date.duration_since(jiff::civil::date(2000, 1, 1)).as_hours() / 24
}

/// Whether a name is followed by another one in brackets.
fn bracketed(text: &str, first: &Mention, second: &Mention) -> bool {
    let between = text.get(first.range.end..second.range.start).unwrap_or_default();
    let after = text.get(second.range.end..).unwrap_or_default();
    matches!(
        between.trim_matches(['«', '»', '"', ' ', '\u{A0}', '\u{200E}', '\u{200F}']),
        "(" | "["
    ) && after.trim_start_matches(['»', '"', ' ', '\u{200E}', '\u{200F}']).starts_with([')', ']'])
}

/// The roles that the words beside a name tell.
fn roles(text: &str, mention: &Mention) -> Vec<u32> {
    let ends = ['.', ',', '،', '؛', ';', ':', '\n', '(', ')', '«', '»'];
    let before = &text[..mention.range.start];
    let before = before.rsplit(ends).next().unwrap_or_default();
    let words_before: Vec<String> = words(before).map(|word| word.folded).collect();
    let last = words_before.iter().rev().take(BEFORE).cloned();
    let after = &text[mention.range.end..];
    // « Jean Dupont, ministre de l’Eau »
    let after = after.strip_prefix([',', '،']).unwrap_or("");
    let after = after.split(ends).next().unwrap_or_default();
    let next = words(after).take(AFTER).map(|word| word.folded);
    let known = Words::get();
    last.chain(next).filter_map(|word| known.role(&word)).collect()
}
