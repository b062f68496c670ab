//! Finds the names of a text: what the dictionary knows, what else its words propose, and whom each
//! of them means in this article.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Catalogue;
use super::article::{Article, Means, Name};
use super::clitics::offset;
use super::dictionary::Dictionary;
use super::hidden::Hidden;
use super::lexicon::Lexicon;
use super::tokens::Tokens;
use super::{link, propose};
use crate::model::{EntityId, Mention};

/// What finds names. Built once, shared by threads.
#[derive(Debug)]
pub struct Recogniser {
    dictionary: Dictionary,
    lexicon: Lexicon,
    hidden: Hidden,
    /// Buffers of threads that are done with a text, for the next: they know its words.
    buffers: Mutex<Vec<Tokens>>,
}

/// Bytes that are read as one article: a longer text is read in stretches, so that it is never held
/// in words as a whole.
const STRETCH: usize = 1 << 18;

impl Recogniser {
    /// The recogniser of everything in the catalogue.
    pub fn new(catalogue: &Catalogue) -> Self {
        let mut dictionary = Dictionary::new(catalogue);
        let lexicon = Lexicon::new(&mut dictionary.vocabulary);
        Self { dictionary, lexicon, hidden: catalogue.hidden.clone(), buffers: Mutex::default() }
    }

    /// The names of a text in text order, without overlaps. Addresses (`https://…`, `www.…`) are
    /// passed over, and the sign of a retweet. A name that no table has is proposed where its
    /// context tells what it is; its entity [is a proposed one](EntityId::is_proposed).
    ///
    /// A range covers the letters of the name with the marks on them, and the periods of an
    /// acronym. Attached particles are left out and the article is kept, so that «وبالعراق» gives
    /// «العراق»; where the article has lost its alef after ل, the range begins at its own lam:
    /// «للأمم المتحدة» gives «لأمم المتحدة».
    pub fn mentions(&self, text: &str) -> Vec<Mention> {
        let mut mentions = Vec::new();
        let mut tokens = self.buffers().pop().unwrap_or_default();
        let mut start = 0;
        while start < text.len() {
            let end = stretch(text, start);
            tokens.read(text, start..end, &self.dictionary, &self.lexicon);
            let article = Article {
                text,
                tokens: &tokens,
                dictionary: &self.dictionary,
                lexicon: &self.lexicon,
            };
            let mut names = Vec::new();
            article.known(0..tokens.len(), &mut names);
            propose::propose(&article, &mut names);
            link::link(&article, &mut names);
            mentions.extend(names.iter().filter_map(|name| self.mention(&article, name)));
            start = end;
        }
        self.buffers().push(tokens);
        mentions
    }

    fn buffers(&self) -> MutexGuard<'_, Vec<Tokens>> {
        self.buffers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The mention of a name. `None` where a particle shares a ligature with it and cannot be
    /// parted from it, and where the person has hidden it.
    fn mention(&self, article: &Article<'_>, name: &Name) -> Option<Mention> {
        let (text, tokens) = (article.text, &article.tokens);
        let mut at = tokens[name.tokens.start].start..tokens[name.tokens.end - 1].end;
        if name.stripped > 0 {
            at.start += offset(&text[at.clone()], usize::from(name.stripped))?;
        }
        let joiners = ['\u{200C}', '\u{200D}', '\u{00AD}'];
        at.start = at.end - text[at.clone()].trim_start_matches(joiners).len();
        at.end = at.start + text[at.clone()].trim_end_matches(joiners).len();
        if name.spelled && text[at.end..].starts_with('.') {
            at.end += 1;
        }
        let entity = match &name.means {
            Means::Entity(index) => self.dictionary.entities[*index as usize].id.clone(),
            Means::Unknown(key) => EntityId::proposed(name.label, key),
            Means::Shared(_) => {
                EntityId::proposed(name.label, &article.key(name.tokens.clone(), name.stripped))
            }
        };
        // Names that are found by other ways than the aliases are hidden here.
        if self.hidden.hides(&entity, &text[at.clone()]) {
            return None;
        }
        Some(Mention { range: at, label: name.label, entity })
    }
}

/// The end of the stretch that begins here: at the end of a line where there is one.
fn stretch(text: &str, start: usize) -> usize {
    if text.len() - start <= STRETCH {
        return text.len();
    }
    let most = text.floor_char_boundary(start + STRETCH);
    let part = &text[start..most];
    let line = part.rfind('\n').or_else(|| part.rfind(' '));
    start + line.map_or(part.len(), |n| n + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::entities::catalogue::tests::sample;
    use crate::model::Label;

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

        #[test]
        fn what_is_known_of_words_from_texts_before_changes_nothing(
            texts in proptest::collection::vec(
                "([A-Za-z .]|و|ل|ال|ـ| Moscou| روسيا|وروسيا | UN| U\\.N\\.| www\\.| RT @| Mrs\\. |\n){0,20}",
                1..4,
            )
        ) {
            let recogniser = Recogniser::new(&sample());
            for text in &texts {
                let fresh = Recogniser::new(&sample()).mentions(text);
                prop_assert_eq!(recogniser.mentions(text), fresh);
            }
        }
    }
}
