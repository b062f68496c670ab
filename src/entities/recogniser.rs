//! Finds the names of a text in one pass over its words, the longest name first.

use std::collections::{HashMap, VecDeque};
use std::ops::Range;

use super::Catalogue;
use super::clitics::{offset, readings, stands_alone};
use super::context::Context;
use super::forms::{Case, acronym};
use crate::model::{EntityId, Label, Mention, Role};
use crate::text::{Word, words};

/// What finds names: all aliases of a catalogue as a tree of folded words. Built once, shared by
/// threads.
#[derive(Debug)]
pub struct Recogniser {
    root: Node,
    /// Words of the longest alias.
    longest: usize,
}

#[derive(Debug, Default)]
struct Node {
    next: HashMap<Box<str>, Node>,
    /// What ends here; the last one whose case fits has it.
    ends: Vec<End>,
}

#[derive(Debug, PartialEq)]
struct End {
    entity: EntityId,
    label: Label,
    /// Asked of each word.
    cases: Box<[Case]>,
    /// The words that are the name; the others are its context.
    name: Range<usize>,
    /// An acronym in single letters: each has a period after it.
    spelled: bool,
}

/// A name found at the front of the window.
struct Found<'r> {
    end: &'r End,
    /// Number of words.
    len: usize,
    /// Folded letters taken off the first word.
    stripped: usize,
}

impl Recogniser {
    /// The recogniser of everything in the catalogue.
    pub fn new(catalogue: &Catalogue) -> Self {
        let mut recogniser = Self { root: Node::default(), longest: 1 };
        let aliases = catalogue.aliases();
        let context = Context::new(&aliases);
        for alias in &aliases {
            let entity = catalogue.entity(alias);
            let label = match alias.name.role {
                Role::Name => entity.kind.label(),
                Role::Demonym => Label::Norp,
                Role::Seat => Label::Org,
            };
            let text = &alias.name.text;
            let end = |cases: Vec<Case>, name, spelled| {
                let (entity, cases) = (entity.id.clone(), cases.into());
                End { entity, label, cases, name, spelled }
            };
            if let Some(letters) = acronym(text) {
                let letters = letters.to_lowercase();
                recogniser.add(&letters, end(vec![Case::Capitals], 0..1, false));
                let spelled: Vec<_> = letters.chars().map(String::from).collect();
                let len = spelled.len();
                recogniser.add(&spelled.join(" "), end(vec![Case::Capitals; len], 0..len, true));
            } else {
                let cases = words(text).map(|word| Case::asked_by(&text[word.range]));
                let name = context.name_in(alias, entity.kind);
                recogniser.add(&alias.key, end(cases.collect(), name, false));
            }
        }
        recogniser
    }

    fn add(&mut self, key: &str, end: End) {
        let mut node = &mut self.root;
        for word in key.split(' ') {
            node = node.next.entry(word.into()).or_default();
        }
        self.longest = self.longest.max(key.split(' ').count());
        node.ends.retain(|other| *other != end);
        node.ends.push(end);
    }

    /// The names of a text in text order, without overlaps. Addresses (`https://…`, `www.…`) are
    /// passed over, and the sign of a retweet.
    ///
    /// A range covers the letters of the name with the marks on them, and the periods of an
    /// acronym. Attached particles are left out and the article is kept, so that «وبالعراق» gives
    /// «العراق»; where the article has lost its alef after ل, the range begins at its own lam:
    /// «للأمم المتحدة» gives «لأمم المتحدة».
    pub fn mentions(&self, text: &str) -> Vec<Mention> {
        let mut mentions = Vec::new();
        self.read(text, 0..text.len(), &mut mentions);
        mentions
    }

    fn read(&self, text: &str, part: Range<usize>, mentions: &mut Vec<Mention>) {
        let mut words = words(&text[part.clone()]).map(|Word { range, folded }| {
            let range = part.start + range.start..part.start + range.end;
            Word { range, folded }
        });
        // As many words as the longest alias has, so that a large text is never held in words.
        let mut window = VecDeque::new();
        let mut prose = part.start;
        loop {
            window.extend(words.by_ref().take(self.longest - window.len()));
            let Some(first) = window.front() else { return };
            if first.range.start < prose {
                window.pop_front();
            } else if let Some(end) = no_prose(text, first) {
                prose = end;
            } else if let Some(found) = self.longest_at(text, &window) {
                let name = &found.end.name;
                let at = window[name.start].range.start..window[name.end - 1].range.end;
                self.read(text, first.range.start..at.start, mentions);
                mentions.extend(found.mention(text, at));
                window.drain(..name.end);
            } else {
                window.pop_front();
            }
        }
    }

    /// The best name that begins with the first word of the window: most words, then fewest letters
    /// taken off.
    fn longest_at(&self, text: &str, window: &VecDeque<Word>) -> Option<Found<'_>> {
        let first = window.front()?;
        let mut best = self.root.next.get(&*first.folded).and_then(|n| n.longest(text, window));
        for reading in readings(&first.folded) {
            let Some(node) = self.root.next.get(&*reading.word) else { continue };
            let Some(mut found) = node.longest(text, window) else { continue };
            let longer = best.as_ref().is_none_or(|best| found.len > best.len);
            if longer && (found.len > 1 || stands_alone(&first.folded, &reading)) {
                found.stripped = reading.stripped;
                best = Some(found);
            }
        }
        best
    }
}

impl Found<'_> {
    /// The mention whose words stand at these bytes. `None` where a particle shares a ligature with
    /// the name and cannot be parted from it.
    fn mention(&self, text: &str, mut at: Range<usize>) -> Option<Mention> {
        if self.end.name.start == 0 && self.stripped > 0 {
            at.start += offset(&text[at.clone()], self.stripped)?;
        }
        let joiners = ['\u{200C}', '\u{200D}', '\u{00AD}'];
        at.start = at.end - text[at.clone()].trim_start_matches(joiners).len();
        at.end = at.start + text[at.clone()].trim_end_matches(joiners).len();
        if self.end.spelled && text[at.end..].starts_with('.') {
            at.end += 1;
        }
        Some(Mention { range: at, label: self.end.label, entity: self.end.entity.clone() })
    }
}

impl Node {
    /// The longest name that continues the first word of the window, which led to this node.
    fn longest(&self, text: &str, window: &VecDeque<Word>) -> Option<Found<'_>> {
        let mut best = None;
        let mut node = self;
        // The word with a quotation mark before it: only the name itself may be in quotes.
        let mut quoted = None;
        for len in 1..=window.len() {
            let fits = |end: &&End| {
                quoted.is_none_or(|word| word == end.name.start) && end.fits(text, window)
            };
            let end = node.ends.iter().rev().find(fits);
            best = end.map(|end| Found { end, len, stripped: 0 }).or(best);
            let Some(next) = window.get(len) else { break };
            let Some(child) = node.next.get(&*next.folded) else { break };
            match gap(text, &window[len - 1], next) {
                Gap::Within => {}
                Gap::Quote if quoted.is_none() => quoted = Some(len),
                Gap::Quote | Gap::Between => break,
            }
            node = child;
        }
        best
    }
}

impl End {
    fn fits(&self, text: &str, window: &VecDeque<Word>) -> bool {
        let cased = |(asked, word): (&Case, &Word)| {
            *asked == Case::Any || Case::of(&text[word.range.clone()]) >= *asked
        };
        let dotted = || {
            let letters = window.range(..self.cases.len() - 1);
            letters.into_iter().all(|word| text[word.range.end..].starts_with('.'))
        };
        self.cases.iter().zip(window).all(cased) && (!self.spelled || dotted())
    }
}

/// What stands between two words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    /// What leaves them in one name: spaces and invisible controls within a line, hyphens,
    /// apostrophes, the underscore of a hashtag, and a period after an initial.
    Within,
    /// The same with an opening quotation mark.
    Quote,
    /// The end of a name.
    Between,
}

fn gap(text: &str, word: &Word, next: &Word) -> Gap {
    let kind = |c: char| match c {
        '\n' | '\r' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Gap::Between,
        '-' | '\u{2010}'..='\u{2013}' | '\'' | '’' | '‘' | 'ʼ' | '_' | '&' | '+' => {
            Gap::Within
        }
        '\u{061C}' | '\u{0640}' | '\u{200B}'..='\u{200F}' => Gap::Within,
        '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' => Gap::Within,
        '.' if word.folded.chars().count() <= 2 => Gap::Within,
        '"' | '«' | '“' | '„' | '‹' => Gap::Quote,
        c if c.is_whitespace() => Gap::Within,
        _ => Gap::Between,
    };
    let gap = text[word.range.end..next.range.start].chars().map(kind).max();
    gap.unwrap_or(Gap::Within)
}

/// Where the address, or the sign of a retweet, ends that begins with this word.
fn no_prose(text: &str, word: &Word) -> Option<usize> {
    let rest = &text[word.range.end..];
    let address = || rest.find(char::is_whitespace).map_or(text.len(), |n| word.range.end + n);
    match &*word.folded {
        "http" | "https" if rest.starts_with("://") => Some(address()),
        "www" if rest.starts_with('.') => Some(address()),
        // «RT @name» is not Russia Today.
        "rt" if rest.trim_start().starts_with('@') => Some(word.range.end),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::entities::catalogue::tests::sample;

    /// What is found, as `letters=entity`.
    fn found(text: &str) -> Vec<String> {
        let mentions = Recogniser::new(&sample()).mentions(text);
        mentions.iter().map(|m| format!("{}={}", &text[m.range.clone()], m.entity)).collect()
    }

    fn none() -> Vec<String> {
        Vec::new()
    }

    #[test]
    fn a_recogniser_is_shared_by_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<Recogniser>();
    }

    #[test]
    fn particles_stay_outside_the_range_and_the_article_inside() {
        assert_eq!(found("بين فرنسا وروسيا"), ["فرنسا=france", "روسيا=russia"]);
        assert_eq!(found("بيان لبوتين"), ["بوتين=vladimir-putin"]);
        assert_eq!(found("والولايات المتحدة"), ["الولايات المتحدة=united-states"]);
        assert_eq!(found("بالكرملين"), ["الكرملين=russia"]);
        assert_eq!(found("للأمم المتحدة"), ["لأمم المتحدة=united-nations"]);
        assert_eq!(found("وللفرنسيين"), ["لفرنسيين=france"]);
        assert_eq!(found("كروسيا وبمصر"), ["روسيا=russia", "مصر=egypt"]);
    }

    #[test]
    fn a_name_is_not_read_into_another_word() {
        assert_eq!(found("البوتين"), none());
        assert_eq!(found("أسد"), none());
        assert_eq!(found("استقبل بحماس"), none());
        assert_eq!(found("كمصر"), none());
        assert_eq!(found("يومصر روسيات"), ["روسيات=russia"]);
    }

    #[test]
    fn marks_and_tatweel_belong_to_the_name() {
        assert_eq!(found("وَفَرَنْسا"), ["فَرَنْسا=france"]);
        assert_eq!(found("بـــموسكـــو،"), ["موسكـــو=moscow"]);
        assert_eq!(found("\u{200F}داعش\u{200F}\u{200D}"), ["داعش=islamic-state"]);
    }

    #[test]
    fn the_longest_name_wins() {
        assert_eq!(found("صحيفة نيويورك تايمز"), ["نيويورك تايمز=new-york-times"]);
        assert_eq!(found("في نهر الأردن"), ["نهر الأردن=jordan-river"]);
        assert_eq!(found("في الأردن"), ["الأردن=jordan"]);
        assert_eq!(found("لتنظيم داعش"), ["تنظيم داعش=islamic-state"]);
    }

    #[test]
    fn capitals_are_asked_for_where_the_alias_has_them() {
        assert_eq!(found("Le monde entier lit le monde"), none());
        assert_eq!(found("Le Monde, LE MONDE"), ["Le Monde=le-monde", "LE MONDE=le-monde"]);
        assert_eq!(found("Ei, ei, EI"), ["EI=islamic-state"]);
        assert_eq!(found("give us the US"), ["US=united-states"]);
        assert_eq!(found("les Russes, une RUSSE"), ["Russes=russia", "RUSSE=russia"]);
        assert_eq!(found("l'État islamique, ETAT ISLAMIQUE").len(), 2);
    }

    #[test]
    fn a_capital_tells_a_country_from_its_people() {
        let label = |text| Recogniser::new(&sample()).mentions(text)[0].label;
        assert_eq!(label("la Suisse"), Label::Gpe);
        assert_eq!(label("un suisse"), Label::Norp);
        assert_eq!(label("le Kremlin"), Label::Org);
        assert_eq!(label("الروسية"), Label::Norp);
    }

    #[test]
    fn acronyms_may_have_periods() {
        assert_eq!(found("the U.N. and the U.S."), ["U.N.=united-nations", "U.S.=united-states"]);
        assert_eq!(found("UN, O.N.U., U N"), ["UN=united-nations", "O.N.U.=united-nations"]);
    }

    #[test]
    fn elision_possessives_and_hyphens_part_words() {
        assert_eq!(found("d’Assad"), ["Assad=bashar-assad"]);
        assert_eq!(found("Putin's plan"), ["Putin=vladimir-putin"]);
        assert_eq!(found("franco-russe"), ["russe=russia"]);
        assert_eq!(found("Bachar el‑Assad"), ["Bachar el‑Assad=bashar-assad"]);
        assert_eq!(found("l'Elysée"), ["Elysée=france"]);
    }

    #[test]
    fn a_name_ends_with_its_line_and_at_punctuation() {
        assert_eq!(found("New York\nTimes"), ["New York=new-york"]);
        assert_eq!(found("New York, Times"), ["New York=new-york"]);
        assert_eq!(found("New\u{A0}York"), ["New\u{A0}York=new-york"]);
        assert_eq!(found("#الدولة_الإسلامية"), ["الدولة_الإسلامية=islamic-state"]);
        assert_eq!(found("François #Hollande à #Moscou"), ["Moscou=moscow"]);
        assert_eq!(found("l’accord P5+1"), ["P5+1=p5-plus-1"]);
    }

    #[test]
    fn words_that_tell_a_name_from_a_common_one_are_not_the_name() {
        assert_eq!(found("الخليل"), none());
        assert_eq!(found("في مدينة الخليل"), ["الخليل=hebron"]);
        assert_eq!(found("وقالت صحيفة «الحياة» إن"), ["الحياة=al-hayat"]);
        assert_eq!(found("«الدولة» الإسلامية, «الدولة «الإسلامية»"), none());
        assert_eq!(found("في طرابلس في لبنان"), ["طرابلس=tripoli-lebanon"]);
        assert_eq!(found("وتوتال الفرنسية"), ["توتال=total", "الفرنسية=france"]);
        assert_eq!(
            found("le porte-avions français « Charles-de-Gaulle »"),
            ["français=france", "Charles-de-Gaulle=charles-de-gaulle-carrier"]
        );
        assert_eq!(found("port de Nice, Port Nice"), ["Nice=nice"]);
    }

    #[test]
    fn a_latin_name_may_follow_an_arabic_particle() {
        assert_eq!(found("والـUN والـRT"), ["UN=united-nations", "RT=russia-today"]);
    }

    #[test]
    fn addresses_and_retweets_are_passed_over() {
        assert_eq!(found("RT @nom: Moscou, RT"), ["Moscou=moscow", "RT=russia-today"]);
        assert_eq!(found("https://x.fr/armee-russe/Moscou www.Kremlin.ru"), none());
        assert_eq!(found("www.x.fr Moscou"), ["Moscou=moscow"]);
    }

    proptest! {
        #[test]
        fn mentions_are_in_order_on_letters_whatever_the_text(
            text in "([A-Za-zéÉ .'’\n-]|و|ل|ال|\u{064E}|ـ|ﻻ|\u{200D}|Moscou|روسيا|للأمم|المتحدة|U\\.N\\.|RT ){0,40}"
        ) {
            let mut end = 0;
            for mention in Recogniser::new(&sample()).mentions(&text) {
                prop_assert!(mention.range.start >= end);
                end = mention.range.end;
                let name = &text[mention.range];
                prop_assert!(name.starts_with(char::is_alphabetic) && !name.contains('\n'));
            }
        }
    }
}
