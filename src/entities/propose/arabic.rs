//! Proposes Arabic names, which no capital marks: people by given names and titles, organisations
//! and places by the nouns before them.

use std::ops::Range;

use super::super::lexicon::Cues;
use super::super::tokens::Gap;
use super::Proposer;
use crate::model::Label;

/// What no part of a person's name is.
const NO_NAME: Cues = Cues::Common
    .and(Cues::Verb)
    .and(Cues::Title)
    .and(Cues::Speech)
    .and(Cues::Organ)
    .and(Cues::Maker)
    .and(Cues::Town)
    .and(Cues::At)
    .and(Cues::Building)
    .and(Cues::Nature)
    .and(Cues::Kin);

/// Nouns of which every country and town has its own.
const GENERIC: [&str; 13] = [
    "لجنة",
    "هيئة",
    "محكمة",
    "مجلس",
    "مركز",
    "دائرة",
    "مديرية",
    "شبكة",
    "نادي",
    "غرفة",
    "بعثة",
    "مدرسة",
    "كلية",
];

/// What the first word of a name, or the word before it, tells.
const BEGINS: Cues = Cues::Given
    .and(Cues::Particle)
    .and(Cues::Title)
    .and(Cues::Maker)
    .and(Cues::Town)
    .and(Cues::Organ)
    .and(Cues::Building)
    .and(Cues::Nature)
    .and(Cues::Event)
    .and(Cues::Work);

impl Proposer<'_, '_> {
    /// Adds the names that the Arabic words of the article propose.
    pub(super) fn arabic(&mut self) {
        let len = self.article.tokens.len();
        let mut at = 0;
        while at < len {
            let next = if self.article.tokens[at].arabic { self.arabic_at(at) } else { None };
            at = next.unwrap_or(at + 1);
        }
    }

    /// Judges the name that begins with a word; gives where to read on.
    fn arabic_at(&mut self, at: usize) -> Option<usize> {
        let article = self.article;
        // Most words tell nothing, and the rest need not be asked.
        article.read_as(at, BEGINS)?;
        if article.tokens.reads(at).is_empty() || self.known(at).is_some_and(|n| n.tokens.len() > 1)
        {
            return None;
        }
        // «تركي» is a nationality before it is a name.
        let nationality = self.known(at).is_some_and(|name| name.label == Label::Norp) && {
            let surname =
                article.tokens.reads(at + 1).is_empty() && is_nisba(article.written(at + 1));
            let before = at > 0 && article.read_as(at - 1, Cues::Speech).is_some();
            let name = article.cues(at + 1).any(Cues::Given) || surname || before;
            !(name || self.titled_arabic(at))
        };
        if let Some(stripped) = self.given_at(at).filter(|_| !nationality)
            && let Some(end) = self.person(at)
        {
            self.add(at..end, stripped, Label::Per);
            return Some(end);
        }
        if self.known(at).is_some() {
            return None;
        }
        if let Some((stripped, end)) = self.kunya(at) {
            self.add(at..end, stripped, Label::Per);
            return Some(end);
        }
        if article.read_as(at, Cues::Title).is_some()
            && let Some(name) = self.after_title(at)
        {
            let end = name.end;
            self.add(name, 0, Label::Per);
            return Some(end);
        }
        self.headed_arabic(at)
    }

    /// A name that begins with «أبو» and ends as surnames do, or with «آل»: the letters to take off,
    /// and its end.
    fn kunya(&self, at: usize) -> Option<(u8, usize)> {
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
    fn given_at(&self, at: usize) -> Option<u8> {
        let article = self.article;
        let word = article.written(at);
        // The folding of «على» is that of «علي».
        if word.ends_with('ى') && article.cues(at).any(Cues::Common) {
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
                || nisba && article.tokens.reads(at + 1).is_empty()
        };
        before || behind
    }

    /// Whether a title, perhaps with adjectives, leads to a word.
    fn titled_arabic(&self, at: usize) -> bool {
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
    fn nameable(&self, at: usize) -> bool {
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
        if cues.any(Cues::Given) {
            return !cues.any(Cues::Common) || article.written(at).ends_with('ي');
        }
        if cues.any(NO_NAME.and(Cues::Particle)) {
            return false;
        }
        let word = article.written(at);
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        if letters < 3 || word.contains('\u{064B}') {
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
    fn person(&self, at: usize) -> Option<usize> {
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
                if (end + 1..=word).all(|n| self.nameable_any(n)) {
                    end = word + 1;
                    others += 1;
                    continue;
                }
            }
            if !self.nameable(end) {
                break;
            }
            let given = cues.any(Cues::Given);
            let nisba =
                article.written(end).starts_with("ال") && article.written(end).ends_with('ي');
            if !given && others > 0 && !nisba {
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
        let words = end - at;
        (words >= 2).then_some(end)
    }

    fn nameable_any(&self, at: usize) -> bool {
        let article = self.article;
        at < article.tokens.len()
            && article.tokens[at].arabic
            && article.joined(at)
            && !article.cues(at).any(Cues::Verb.and(Cues::Title).and(Cues::Speech))
            && self.known(at).is_none_or(|name| name.tokens.len() == 1 && name.stripped == 0)
    }

    /// The name of a person behind a title: behind its adjectives two words that are nothing else.
    fn after_title(&self, at: usize) -> Option<Range<usize>> {
        let article = self.article;
        let mut start = at + 1;
        while start < article.tokens.len() && start < at + 5 && article.joined(start) {
            let cues = article.cues(start);
            let complement = self.adjective(start)
                || cues.any(Cues::Common.and(Cues::Title)) && !cues.any(Cues::At);
            if !complement || cues.any(Cues::Verb.and(Cues::Speech)) {
                break;
            }
            start += 1;
        }
        let article_word = |n: usize| article.written(n).starts_with("ال");
        let unknown =
            |n: usize| self.nameable(n) && article.tokens.reads(n).is_empty() && !article_word(n);
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

    /// A name behind a noun that says what it is.
    fn headed_arabic(&mut self, at: usize) -> Option<usize> {
        let article = self.article;
        let heads = Cues::Maker
            .and(Cues::Town)
            .and(Cues::Organ)
            .and(Cues::Building)
            .and(Cues::Nature)
            .and(Cues::Event)
            .and(Cues::Work);
        let stripped = article.read_as(at, heads)?;
        let reads = article.tokens.reads(at);
        let read = reads.iter().find(|read| article.lexicon.cues(read.word).any(heads))?;
        let cues = article.lexicon.cues(read.word);
        let next = at + 1;
        if next >= article.tokens.len() {
            return None;
        }
        if article.tokens[next].gap == Gap::Quote
            && cues.any(Cues::Maker.and(Cues::Organ).and(Cues::Town))
        {
            let end = self.quoted(next)?;
            let label = if cues.any(Cues::Town) { Label::Gpe } else { Label::Org };
            self.add(next..end, 0, label);
            return Some(end);
        }
        if !article.joined(next) {
            return None;
        }
        let place = self
            .known(next)
            .is_some_and(|n| n.label == Label::Gpe && n.tokens.len() == 1 && n.stripped == 0);
        if self.known(next).is_some() && !place {
            return None;
        }
        let free = |n: usize| {
            n < article.tokens.len()
                && article.tokens[n].arabic
                && article.joined(n)
                && self.known(n).is_none()
        };
        let unknown = |n: usize| free(n) && article.tokens.reads(n).is_empty() && self.nameable(n);
        let definite = |n: usize| {
            free(n)
                && article.written(n).starts_with("ال")
                && !article.cues(n).any(Cues::Verb.and(Cues::Speech).and(Cues::Title))
        };
        // «مركز الخليج للأبحاث», «شركة بردي للتقنية»: what for is a part of the name.
        let purpose = |n: usize| {
            let mut end = n;
            if free(n) && article.written(n).starts_with("لل") {
                end += 1;
                while end < n + 3
                    && (definite(end) || free(end) && article.written(end).starts_with("وال"))
                {
                    end += 1;
                }
            }
            end
        };
        if place {
            let whole = purpose(next + 1);
            let of_place = ["جامعة", "نادي", "معهد", "مستشفى", "مطار", "متحف", "ملعب", "جسر"];
            let word = &article.written(at)[offset_of(article.written(at), stripped)..];
            let label = if cues.any(Cues::Building) { Label::Fac } else { Label::Org };
            let name = of_place.contains(&word) || cues.any(Cues::Organ) && whole > next + 1;
            return self.take(name, at..whole.max(next + 1), stripped, label);
        }
        if cues.any(Cues::Town) {
            let name = unknown(next) && !article.written(next).starts_with("ال");
            return self.take(name, next..next + 1, 0, Label::Gpe);
        }
        if cues.any(Cues::Maker) {
            let media = ["صحيفة", "جريدة", "مجلة", "قناة", "إذاعة", "موقع", "يومية", "دورية"];
            let word = &article.written(at)[offset_of(article.written(at), stripped)..];
            if media.contains(&word) {
                let adjective = article.written(next).ends_with('ة') && !definite(next + 1);
                let plain = free(next) && !article.cues(next).any(NO_NAME) && !adjective;
                let name = definite(next) && !article.cues(next).any(Cues::Common)
                    || plain
                        && (definite(next + 1)
                            || article.tokens.reads(next).is_empty() && self.nameable(next));
                let two = !article.written(next).starts_with("ال") && definite(next + 1);
                return self.take(name, next..next + 1 + usize::from(two), 0, Label::Org);
            }
            let whole = purpose(next + 1);
            let plain = free(next) && !article.cues(next).any(NO_NAME) && whole > next + 1;
            // «شركة الأرز للمقاولات», «شركة الملح الجنوبية».
            if definite(next) && (whole > next + 1 || definite(next + 1)) {
                return self.take(true, at..whole.max(next + 2), stripped, Label::Org);
            }
            let name = (unknown(next) || plain) && !definite(next);
            if name && whole > next + 1 {
                return self.take(true, at..whole, stripped, Label::Org);
            }
            let two = name && unknown(next + 1) && !definite(next + 1);
            return self.take(name, next..next + 1 + usize::from(two), 0, Label::Org);
        }
        let label = match cues {
            cues if cues.any(Cues::Work) => Label::Misc,
            cues if cues.any(Cues::Event) => Label::Event,
            cues if cues.any(Cues::Organ) => Label::Org,
            cues if cues.any(Cues::Building) => Label::Fac,
            _ => Label::Loc,
        };
        if matches!(label, Label::Fac | Label::Loc) {
            let name = unknown(next) || definite(next) && !article.cues(next).any(NO_NAME);
            let two = name
                && definite(next + 1)
                && !article.cues(next + 1).any(NO_NAME)
                && !definite(next);
            return self.take(name, at..next + 1 + usize::from(two), stripped, label);
        }
        // Of a committee, a court, a council there are many; only what tells which makes a name.
        let word = &article.written(at)[offset_of(article.written(at), stripped)..];
        let generic = GENERIC.contains(&word);
        let particle = free(next) && article.cues(next).any(Cues::Particle) && free(next + 1);
        let mut end = if particle { next + 2 } else { next };
        // «جماعة مسلحة»: what agrees with the noun only tells of what sort it is.
        let agrees =
            word.ends_with('ة') && article.written(next).ends_with('ة') && !definite(next + 1);
        let given =
            free(next) && article.cues(next).any(Cues::Given) && purpose(next + 1) > next + 1;
        let foreign = |n: usize| unknown(n) && !generic && !agrees || n == next && given;
        if !generic || !definite(next) || article.written(next) == "الأركان" {
            while end < at + 5 && (definite(end) || end < next + 2 && foreign(end)) {
                end += 1;
            }
        }
        if end > next && end < at + 5 {
            end = purpose(end);
        }
        // «وزارة الدفاع الروسية»: every country has one, and this one is called so.
        let nationality = |n: usize| {
            article.joined(n)
                && self.known(n).is_some_and(|name| name.label == Label::Norp && name.stripped == 0)
        };
        if word == "وزارة" && end > next && nationality(end) {
            end += 1;
        }
        let common = word.starts_with("ال");
        self.take(end > next && (!common || end > next + 1), at..end, stripped, label)
    }

    fn take(
        &mut self,
        name: bool,
        tokens: Range<usize>,
        stripped: u8,
        label: Label,
    ) -> Option<usize> {
        name.then(|| {
            let end = tokens.end;
            self.add(tokens, stripped, label);
            end
        })
    }

    /// The end of the quoted words that begin here, if they are few.
    pub(super) fn quoted(&self, start: usize) -> Option<usize> {
        let article = self.article;
        (start + 1..=(start + 5).min(article.tokens.len()))
            .find(|&end| {
                let after = &article.text[article.tokens[end - 1].end..];
                after.starts_with(['"', '»', '”', '›'])
            })
            .filter(|&end| {
                (start..end).all(|n| self.known(n).is_none())
                    && (start + 1..end).all(|n| article.tokens[n].gap == Gap::Within)
            })
    }
}

/// The byte at which a word begins without its first letters.
fn offset_of(word: &str, letters: u8) -> usize {
    word.char_indices().nth(usize::from(letters)).map_or(0, |(at, _)| at)
}

/// Whether a word ends as surnames with the article do: «السيستاني».
fn is_nisba(word: &str) -> bool {
    word.starts_with("ال") && word.ends_with('ي')
}
