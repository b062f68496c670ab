//! People, by given names, titles and verbs of saying.

use std::ops::Range;

use super::super::super::lexicon::Cues;
use super::super::super::tokens::Gap;
use super::super::Proposer;
use super::NO_NAME;
use crate::model::Label;

impl Proposer<'_, '_> {
    /// A name that begins with «أبو» and ends as surnames do, or with «آل»: the letters to take off,
    /// and its end.
    pub(super) fn kunya(&self, at: usize) -> Option<(u8, usize)> {
        let article = self.article;
        let word = article.written(at);
        let (stripped, word) = match word.strip_prefix(['و', 'ل', 'ب']) {
            Some(rest) if matches!(rest, "أبو" | "أبي" | "آل") => (1, rest),
            _ => (0, word),
        };
        if !self.nameable_any(at + 1) || self.known(at + 1).is_some() {
            return None;
        }
        match word {
            "آل" => Some((stripped, at + 2)),
            // «جارته أم كرار»
            "أم" => {
                let told = at > 0
                    && article.joined(at)
                    && article.read_as(at - 1, Cues::Kin.and(Cues::Speech)).is_some();
                told.then_some((stripped, at + 2))
            }
            "أبو" | "أبي" | "أبا" => {
                let surname = self.nameable(at + 2)
                    && article.written(at + 2).starts_with("ال")
                    && article.written(at + 2).ends_with(['ي', 'ى']);
                let end = if surname { at + 3 } else { at + 2 };
                (surname
                    || self.titled_arabic(at)
                    || at > 0 && article.read_as(at - 1, Cues::Speech).is_some())
                .then_some((stripped, end))
            }
            _ => None,
        }
    }

    /// The letters to take off a word to read a given name; `None` if it is none.
    pub(super) fn given_at(&self, at: usize) -> Option<u8> {
        let article = self.article;
        let word = article.written(at);
        // The folding of «على» is that of «علي», and of «بأن» that of «بان».
        let bare = word.trim_start_matches('و');
        if bare.starts_with("بأن") || matches!(bare, "أنا" | "انا") {
            return None;
        }
        if word.ends_with('ى') && article.cues(at).any(Cues::Common) {
            return None;
        }
        // «أمير قطر» is no Amir.
        let rank =
            matches!(word.trim_start_matches(['و', 'ل', 'ب', 'ف']), "أمير" | "سلطان" | "ملك");
        if rank && self.known(at + 1).is_some_and(|name| name.label == Label::Gpe) {
            return None;
        }
        let whole = article.cues(at);
        if let Some(particle) = word.strip_suffix("عبد")
            && matches!(particle, "" | "و" | "ل" | "ب" | "ف" | "ك")
        {
            let half = at + 1 < article.tokens.len() && article.joined(at + 1);
            let half = half && article.written(at + 1).starts_with("ال");
            return half.then_some(u8::from(!particle.is_empty()));
        }
        if whole.any(Cues::Given) {
            let told = self.told(at);
            // «علي» is not «على» in a text that writes both.
            let ali = word == "علي" && article.text.contains("على");
            let plain = ali || !whole.any(NO_NAME.and(Cues::Homonym));
            return (plain || told || !whole.any(NO_NAME) && self.titled_arabic(at)).then_some(0);
        }
        if whole.any(NO_NAME) || article.tokens.word(at).is_some() && self.known(at).is_some() {
            return None;
        }
        let stripped = article.read_as(at, Cues::Given)?;
        let homonym = article.read_as(at, Cues::Homonym) == Some(stripped);
        if homonym && !self.told(at) {
            return None;
        }
        let rest = word.chars().count().saturating_sub(usize::from(stripped));
        (rest > 2).then_some(stripped)
    }

    /// Whether what stands beside an everyday word tells that it is a given name here: a verb of
    /// saying or kinship before it, another given name or a particle behind it.
    fn told(&self, at: usize) -> bool {
        let article = self.article;
        let before = at > 0
            && article.tokens[at].gap <= Gap::Within
            && article.read_as(at - 1, Cues::Speech.and(Cues::Kin)).is_some();
        let behind = at + 1 < article.tokens.len() && article.joined(at + 1) && {
            let cues = article.cues(at + 1);
            let nisba = is_nisba(article.written(at + 1));
            cues.any(Cues::Given.and(Cues::Particle)) && !cues.any(NO_NAME.and(Cues::Homonym))
                || nisba && article.unheard(at + 1)
        };
        before || behind
    }

    /// Whether a title, perhaps with adjectives, leads to a word.
    pub(super) fn titled_arabic(&self, at: usize) -> bool {
        let article = self.article;
        let mut before = at;
        for _ in 0..3 {
            if before == 0 || article.tokens[before].gap > Gap::Quote {
                return false;
            }
            before -= 1;
            if article.read_as(before, Cues::Title).is_some() {
                return true;
            }
            if !self.adjective(before) {
                return false;
            }
        }
        false
    }

    /// Whether a word is in a title: a nationality word or one with the article.
    fn adjective(&self, at: usize) -> bool {
        match self.known(at) {
            Some(name) => name.label == Label::Norp,
            None => {
                self.article.written(at).starts_with("ال")
                    || self.article.written(at).starts_with("لل")
            }
        }
    }

    /// Whether a word may be in a person's name behind its first word.
    pub(super) fn nameable(&self, at: usize) -> bool {
        let article = self.article;
        if at >= article.tokens.len() || !article.tokens[at].arabic || !article.joined(at) {
            return false;
        }
        if let Some(name) = self.known(at) {
            let after_given = at > 0 && {
                let before = article.cues(at - 1);
                before.any(Cues::Given) && !before.any(Cues::Homonym)
            };
            let surname = match name.label {
                Label::Per => true,
                // «محمد السوري», «دنزل واشنطن».
                Label::Norp => {
                    after_given
                        && article.written(at).starts_with("ال")
                        && article.written(at).ends_with('ي')
                }
                Label::Gpe => after_given && !article.written(at).starts_with("ال"),
                _ => false,
            };
            return name.tokens.len() == 1 && surname && name.stripped == 0;
        }
        let cues = article.cues(at);
        // «كرار مئتي مريض»
        if NUMERALS.contains(&article.tokens.folded(at)) {
            return false;
        }
        if cues.any(Cues::Given) {
            return !cues.any(Cues::Common) || article.written(at).ends_with('ي');
        }
        if cues.any(NO_NAME.and(Cues::Particle)) {
            return false;
        }
        let word = article.written(at);
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        if letters < 3 || word.contains(['\u{064B}', '\u{064C}', '\u{064D}']) {
            return false;
        }
        if article.tokens.word(at).is_none() {
            // A particle and a word that is known by itself.
            let attached = article.tokens.reads(at).iter().any(|read| {
                read.alone
                    && (article.lexicon.cues(read.word).any(NO_NAME.and(Cues::Given))
                        || letters < 6)
            });
            // Verbs: «يجتمع», «سيصل», «اكدت».
            // «عماد ويجلس»: and.
            let and = word.starts_with('و')
                && (letters < 6
                    || word.starts_with("وال")
                    || word.starts_with("وت")
                    || word.ends_with(['ة', 'ه', 'ا']));
            if and && !self.said(at) {
                return matches!(word, "وهبي" | "وهبة" | "وهبه" | "ونوس" | "وردة");
            }
            let present = word.starts_with(['ي', 'ت']) && letters <= 6
                || word.starts_with("سي") && letters > 4;
            // Behind a given name «فيلدت» is a surname, if it does not begin as «اكدت» does.
            let before = article.cues(at.saturating_sub(1));
            let given = before.any(Cues::Given)
                && !before.any(Cues::Homonym)
                && !word.starts_with(['أ', 'ا', 'و']);
            let past = (word.ends_with('ت') && !given || word.ends_with("وا")) && letters > 3;
            if attached || present || past {
                return false;
            }
        }
        true
    }

    /// The end of the person's name that begins with the given name here.
    pub(super) fn person(&self, at: usize) -> Option<usize> {
        let article = self.article;
        let len = article.tokens.len();
        let mut end = at + 1;
        // «عبد» leads to the other half of the given name.
        if article.written(at).ends_with("عبد") {
            if !self.nameable_any(end) {
                return None;
            }
            end += 1;
        }
        let mut others = 0;
        while end < at + 6 && end < len {
            let cues = article.cues(end);
            let particle = cues.any(Cues::Particle)
                && article.joined(end)
                && article.tokens[end].arabic
                && self.known(end).is_none();
            if particle {
                // «دو لا رونسيير», «فان در هوفن».
                let more =
                    |n: usize| article.cues(n).any(Cues::Particle) || article.written(n) == "لا";
                let word = (end + 1..end + 3).find(|&n| !more(n)).unwrap_or(end + 3);
                // «أبو طالب» is one surname, whatever else طالب is.
                let father = matches!(article.written(end), "أبو" | "أبي" | "أبا")
                    && self.half(end + 1)
                    && others == 0;
                if father || (end + 1..=word).all(|n| self.nameable_any(n)) {
                    // «نجوى عبد الله كرار»
                    let half = article.written(end) == "عبد";
                    end = word + 1;
                    others += usize::from(!half);
                    continue;
                }
            }
            if !self.nameable(end) {
                break;
            }
            let given = cues.any(Cues::Given);
            let nisba =
                article.written(end).starts_with("ال") && article.written(end).ends_with('ي');
            if !given && others > 0 && !nisba && !self.said(end) {
                break;
            }
            if !given {
                // Adjectives and nouns with the article are no surnames unless they look like one.
                others += 1;
                if others > 2 {
                    break;
                }
                end += 1;
                if others == 2 {
                    break;
                }
                continue;
            }
            end += 1;
        }
        // «نعمة الله»
        if end < len && article.written(end) == "الله" && article.joined(end) {
            end += 1;
        }
        let words = end - at;
        (words >= 2).then_some(end)
    }

    /// Whether a word may be what «أبو» goes on with: any that is no known name.
    fn half(&self, at: usize) -> bool {
        let article = self.article;
        article.tokens.get(at).is_some_and(|token| token.arabic)
            && article.joined(at)
            && self.known(at).is_none()
            && !article.cues(at).any(Cues::At)
    }

    fn nameable_any(&self, at: usize) -> bool {
        let article = self.article;
        at < article.tokens.len()
            && article.tokens[at].arabic
            && article.joined(at)
            && !article.cues(at).any(Cues::Verb.and(Cues::Title).and(Cues::Speech))
            && self.known(at).is_none_or(|name| name.tokens.len() == 1 && name.stripped == 0)
    }

    /// The end of the full name of a person behind a definite nationality word: «الهندية رازني
    /// كولكرني شاه».
    pub(super) fn after_nationality(&self, at: usize) -> Option<Range<usize>> {
        let article = self.article;
        let definite = article.written(at).trim_start_matches(['و', 'ب']);
        let nationality = (definite.starts_with("ال") || definite.starts_with("لل"))
            && definite.ends_with(['ي', 'ة']);
        let unknown = |n: usize| {
            self.nameable(n)
                && self.unheard(n)
                && !article.written(n).starts_with(['و', 'ب', 'ل', 'ف', 'ي', 'ت', 'أ', 'ا'])
        };
        let given = |n: usize| {
            self.nameable(n) && (unknown(n) || self.unheard(n) || article.cues(n).any(Cues::Given))
        };
        if !(nationality && given(at + 1) && given(at + 2)) {
            return None;
        }
        if article.cues(at + 1).any(Cues::Given) {
            return self.person(at + 1).map(|end| at + 1..end);
        }
        let mut end = at + 3;
        let ends = |n: usize| article.tokens.get(n).is_none_or(|next| next.gap > Gap::Within);
        if !ends(end) && given(end) && ends(end + 1) {
            end += 1;
        }
        // Words that nothing else tells about have to be all there is, up to a comma or period.
        ends(end).then_some(at + 1..end)
    }

    /// The name of a person behind a title: behind its adjectives two words that are nothing else.
    pub(super) fn after_title(&self, at: usize) -> Option<Range<usize>> {
        let article = self.article;
        let mut start = at + 1;
        while start < article.tokens.len() && start < at + 5 && article.joined(start) {
            let cues = article.cues(start);
            let who = matches!(article.written(start), "الذي" | "التي" | "الذين");
            let complement = !who
                && (self.adjective(start)
                    || cues.any(Cues::Common.and(Cues::Title)) && !cues.any(Cues::At));
            if !complement || cues.any(Cues::Verb.and(Cues::Speech)) {
                break;
            }
            start += 1;
        }
        let article_word = |n: usize| article.written(n).starts_with("ال");
        let unknown = |n: usize| self.nameable(n) && article.unheard(n) && !article_word(n);
        let surname = |n: usize| {
            self.nameable(n)
                && self.known(n).is_none()
                && (unknown(n)
                    || article.cues(n).any(Cues::Given)
                    || article.written(n).ends_with('ي'))
        };
        if !unknown(start) || !surname(start + 1) {
            return None;
        }
        let mut end = start + 2;
        if unknown(end) && article.tokens.get(end + 1).is_none_or(|next| next.gap > Gap::Within) {
            end += 1;
        }
        Some(start..end)
    }
}

/// Numerals, which are no surnames, folded.
const NUMERALS: [&str; 14] = [
    "ميتي",
    "ميتين",
    "ميتان",
    "ميه",
    "مايه",
    "مايتي",
    "مايتين",
    "الف",
    "الفي",
    "الفين",
    "الاف",
    "عشرات",
    "ميات",
    "احدي",
];

/// Whether a word ends as surnames with the article do: «السيستاني».
pub(super) fn is_nisba(word: &str) -> bool {
    word.starts_with("ال") && word.ends_with('ي')
}
