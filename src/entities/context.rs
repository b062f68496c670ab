//! What of an alias is the name itself. Tables list a name together with the words that tell it
//! from a common one (مدينة الخليل, journal Libération, توتال الفرنسية); those have to be there, but
//! they are not the name, and a nationality word among them is a mention of its own.

use std::collections::HashSet;
use std::ops::Range;

use super::catalogue::Alias;
use super::forms::Case;
use crate::model::{Kind, Role};
use crate::text::words;

/// What an alias may begin with that is no part of the name, folded, between bars.
fn leads(kind: Kind) -> &'static str {
    match kind {
        Kind::City | Kind::Province | Kind::Region => {
            "مدينه|محافظه|اقليم|ولايه|ميناء|قضاء|منطقه|مقاطعه|اماره|منتجع|بلده|\
             ville|port|province|region|city"
        }
        Kind::Place => "شرق|طريق",
        Kind::Facility | Kind::Thing => {
            "حامله الطائرات|حامله الطيران|سفينه|سفينه الحاويات|السفينه|الطراد|الطراد الصاروخي|\
             porte avions|porte helicoptere|porte helicopteres|croiseur|\
             aircraft carrier|carrier|cruiser"
        }
        Kind::Media => {
            "صحيفه|جريده|قناه|مجله|شبكه|موقع|اذاعه|\
             agence|chaine|journal|magazine|quotidien|daily|newspaper"
        }
        Kind::Company => {
            "شركه|مجموعه|موقع|تطبيق|compagnie|geant|groupe|messagerie|petrolier|oil giant"
        }
        Kind::Group | Kind::Party => "groupe|organisation|mouvement",
        // «شمال مالي»; there is a country whose name begins with جنوب.
        Kind::Country => "شمال|شمالي|وسط|في|سلطان",
        Kind::Person | Kind::Organisation | Kind::Event => "",
    }
}

const LINKS: [&str; 9] = ["de", "du", "des", "d", "la", "le", "l", "of", "the"];

/// Tells names from their context within the aliases of one catalogue.
pub(super) struct Context<'a> {
    demonyms: HashSet<&'a str>,
}

impl<'a> Context<'a> {
    pub(super) fn new(aliases: &'a [Alias<'a>]) -> Self {
        let demonyms = aliases.iter().filter(|alias| alias.name.role == Role::Demonym);
        Self { demonyms: demonyms.map(|alias| &*alias.key).collect() }
    }

    /// The words of an alias that are the name; never none.
    pub(super) fn name_in(&self, alias: &Alias<'_>, kind: Kind) -> Range<usize> {
        let words: Vec<&str> = alias.key.split(' ').collect();
        if !matches!(alias.name.role, Role::Name | Role::Shared) {
            return 0..words.len();
        }
        let start = self.start(&words, alias, kind);
        start..self.end(&words, start, kind)
    }

    fn start(&self, all: &[&str], alias: &Alias<'_>, kind: Kind) -> usize {
        let length = |lead: &str| {
            let len = lead.split(' ').count();
            let leads = len < all.len() && lead.split(' ').eq(all[..len].iter().copied());
            leads.then_some(len)
        };
        let mut lengths = leads(kind).split('|').filter_map(length).peekable();
        if lengths.peek().is_none() {
            return 0;
        }
        // With a capital it is a name: Port Sudan. (Forms that have other words than their name are
        // Arabic, and have no capitals.)
        let text = &alias.name.text;
        let capital = words(text).position(|w| Case::of(&text[w.range]) > Case::Any);
        let small = capital.unwrap_or(all.len());
        let Some(mut start) = lengths.filter(|len| *len <= small).max() else { return 0 };
        // «قناة العربية الفضائية» is called العربية.
        let skips = |word: &str| {
            LINKS.contains(&word) || kind != Kind::Media && self.demonyms.contains(word)
        };
        while start + 1 < all.len() && start < small && skips(all[start]) {
            start += 1;
        }
        start
    }

    fn end(&self, all: &[&str], start: usize, kind: Kind) -> usize {
        let end = all.len();
        match kind {
            Kind::City if end >= start + 3 && all[end - 2] == "في" => end - 2,
            Kind::City if end >= start + 2 && self.demonyms.contains(all[end - 1]) => end - 1,
            Kind::Company if end == start + 2 && self.demonyms.contains(all[end - 1]) => end - 1,
            _ => end,
        }
    }
}
