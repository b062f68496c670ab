//! Organisations, places, buildings and events, by the nouns before them.

use std::ops::Range;

use super::super::super::article::Means;
use super::super::super::lexicon::Cues;
use super::super::super::tokens::Gap;
use super::super::{Proposer, THINGS};
use super::{HEADS, NO_NAME};
use crate::model::{Kind, Label};

/// What a definite name of an organisation may be for: «النقابة الوطنية لعمال النقل».
const PURPOSES: [&str; 36] = [
    "لعمال",
    "لمكافحة",
    "لكرة",
    "لحقوق",
    "لشؤون",
    "لحماية",
    "لدعم",
    "لتنمية",
    "لرعاية",
    "لمراقبة",
    "لأطباء",
    "لموظفي",
    "لمنتجي",
    "لمربي",
    "لأصحاب",
    "لدراسات",
    "لأبحاث",
    "لمزارعي",
    "لصيادي",
    "لسائقي",
    "لإعادة",
    "لنقل",
    "لتجار",
    "لطلبة",
    "لطلاب",
    "لمحامي",
    "لأسر",
    "لضحايا",
    "لإدارة",
    "لأساتذة",
    "لمهندسي",
    "لمعلمي",
    "لمنع",
    "لأمن",
    "لألعاب",
    "لسلامة",
];

/// Organisations and buildings that are called after a person: «جامعة محمد الأول».
const AFTER_PEOPLE: [&str; 12] = [
    "جامعة",
    "مدرسة",
    "معهد",
    "مستشفى",
    "ملعب",
    "مطار",
    "شارع",
    "مسجد",
    "جسر",
    "متحف",
    "ساحة",
    "مؤسسة",
];

/// Nouns of which every country and town has its own.
const GENERIC: [&str; 12] = [
    "لجنة",
    "هيئة",
    "محكمة",
    "مجلس",
    "مركز",
    "دائرة",
    "مديرية",
    "شبكة",
    "غرفة",
    "بعثة",
    "مدرسة",
    "كلية",
];

impl Proposer<'_, '_> {
    /// A name behind a noun that says what it is.
    pub(super) fn headed_arabic(&mut self, at: usize) -> Option<usize> {
        let article = self.article;
        let stripped = article.read_as(at, HEADS)?;
        let reads = article.tokens.reads(at);
        let read = reads.iter().find(|read| article.lexicon.cues(read.word).any(HEADS))?;
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
        let word = &article.written(at)[offset_of(article.written(at), stripped)..];
        // «الجامعة الرومانية للشطرنج»
        let national = word.starts_with("ال")
            && cues.any(Cues::Organ)
            && article.written(next).starts_with("ال")
            && self.known(next).is_some_and(|name| name.label == Label::Norp);
        if self.known(next).is_some() && !place && !national {
            return None;
        }
        let free = |n: usize| {
            n < article.tokens.len()
                && article.tokens[n].arabic
                && article.joined(n)
                && self.known(n).is_none()
        };
        let unknown = |n: usize| free(n) && article.unheard(n) && self.nameable(n);
        let definite = |n: usize| {
            free(n)
                && article.written(n).starts_with("ال")
                && !matches!(article.written(n), "الذي" | "التي" | "الذين")
                && !article.cues(n).any(Cues::Verb.and(Cues::Speech).and(Cues::Title))
        };
        // «مركز الخليج للأبحاث», «شركة بردي للتقنية»: what for is a part of the name.
        let purpose = |n: usize| {
            let mut end = n;
            let noun = free(n) && PURPOSES.contains(&article.written(n)) && definite(n + 1);
            if free(n) && article.written(n).starts_with("لل") || noun {
                end += 1 + usize::from(noun);
                while end < n + 3
                    && (definite(end) || free(end) && article.written(end).starts_with("وال"))
                {
                    end += 1;
                }
            }
            end
        };
        // «اتفاق موسكو»; of others there are many.
        if !place && matches!(word, "اتفاق" | "اتفاقية" | "إعلان") {
            return None;
        }
        if place {
            // «دورة الحمامات الدولية للشطرنج»
            let sport = cues.any(Cues::Event) && definite(next + 1);
            let whole = purpose(next + 1 + usize::from(sport));
            let city = matches!(
                self.known(next).map(|name| &name.means),
                Some(Means::Entity(entity))
                    if article.dictionary.entities[*entity as usize].kind == Kind::City
            );
            let of_place = ["جامعة", "نادي", "معهد", "مستشفى", "مطار", "متحف", "ملعب", "جسر"];
            let label = match cues {
                cues if cues.any(Cues::Building) => Label::Fac,
                cues if cues.any(Cues::Work) => Label::Misc,
                cues if cues.any(Cues::Event) => Label::Event,
                _ => Label::Org,
            };
            let name = of_place.contains(&word)
                || matches!(word, "كأس" | "دوري" | "بطولة" | "مهرجان" | "دورة" | "ماراثون")
                || matches!(word, "اتفاق" | "اتفاقية" | "معاهدة" | "إعلان") && city
                || cues.any(Cues::Organ.and(Cues::Maker)) && whole > next + 1;
            return self.take(name, at..whole.max(next + 1), stripped, label);
        }
        if cues.any(Cues::Town) {
            let name = unknown(next) && !article.written(next).starts_with("ال");
            let label = if cues.any(Cues::Quarter) { Label::Loc } else { Label::Gpe };
            return self.take(name, next..next + 1, 0, label);
        }
        if matches!(word, "قبيلة" | "قبائل" | "عشيرة" | "عشائر") {
            let name = unknown(next) || definite(next) && !article.cues(next).any(NO_NAME);
            return self.take(name, next..next + 1, 0, Label::Norp);
        }
        if cues.any(Cues::Maker) {
            let media = ["صحيفة", "جريدة", "مجلة", "قناة", "إذاعة", "موقع", "يومية", "دورية"];
            if media.contains(&word) {
                let adjective = article.written(next).ends_with('ة') && !definite(next + 1);
                let verb = Cues::Verb.and(Cues::Speech).and(Cues::Title).and(Cues::Given);
                let noun = definite(next + 1) && !article.cues(next).any(verb);
                let plain = free(next) && (noun || !article.cues(next).any(NO_NAME)) && !adjective;
                let name = definite(next) && !article.cues(next).any(Cues::Common)
                    || plain
                        && (definite(next + 1) || article.unheard(next) && self.nameable(next));
                // «إذاعة الوطن القبلي»
                let adjective = definite(next + 1)
                    && article.unheard(next + 1)
                    && article.written(next + 1).ends_with(['ي', 'ة']);
                let two =
                    adjective || !article.written(next).starts_with("ال") && definite(next + 1);
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
        // «جامعة محمد الأول»: called after somebody.
        if AFTER_PEOPLE.contains(&word) && self.given_at(next) == Some(0) {
            let ordinal = definite(next + 1) && article.cues(next + 1).any(Cues::Common);
            let end = if ordinal { Some(next + 2) } else { self.person(next) };
            if let Some(end) = end {
                return self.take(true, at..end, stripped, label);
            }
        }
        if matches!(label, Label::Fac | Label::Loc) {
            let name = unknown(next) || definite(next) && !article.cues(next).any(NO_NAME);
            let two = name
                && definite(next + 1)
                && !article.cues(next + 1).any(NO_NAME)
                && !definite(next);
            return self.take(name, at..next + 1 + usize::from(two), stripped, label);
        }
        // «النقابة الوطنية لعمال النقل»: told from others by what it is for.
        if word.starts_with("ال") && cues.any(Cues::Organ) {
            let nationality = |n: usize| {
                article.joined(n)
                    && article.written(n).starts_with("ال")
                    && self.known(n).is_some_and(|name| name.label == Label::Norp)
            };
            let adjective = |&n: &usize| definite(n) || nationality(n);
            let from = (next..next + 3).find(|n| !adjective(n)).unwrap_or(next + 3);
            let end = purpose(from);
            if from > next && end > from {
                // «بالشرق»
                let at_place = free(end) && article.written(end).starts_with("بال");
                return self.take(true, at..end + usize::from(at_place), stripped, label);
            }
            if !matches!(word, "المدرسة" | "المعهد" | "المركز") {
                return None;
            }
        }
        // Of a committee, a court, a council there are many; only what tells which makes a name.
        let generic = GENERIC.contains(&word);
        let particle = free(next) && article.cues(next).any(Cues::Particle) && free(next + 1);
        let mut end = if particle { next + 2 } else { next };
        // «جماعة مسلحة»: what agrees with the noun only tells of what sort it is.
        let agrees =
            word.ends_with('ة') && article.written(next).ends_with('ة') && !definite(next + 1);
        let given = free(next)
            && !article.cues(next).any(Cues::Common)
            && (article.cues(next).any(Cues::Given) || article.unheard(next))
            && purpose(next + 1) > next + 1;
        let foreign = |n: usize| unknown(n) && !generic && !agrees || n == next && given;
        if !generic || !definite(next) || article.written(next) == "الأركان" {
            while end < at + 5
                && (definite(end) || end < next + 2 && foreign(end) && !definite(end - 1))
            {
                end += 1;
            }
        }
        // «حزب العدالة والتنمية»
        let pair = matches!(word, "حزب" | "وزارة" | "كلية" | "معهد");
        if pair && end == next + 1 && free(end) && article.written(end).starts_with("وال") {
            end += 1;
        }
        // «منظمة جسور العراق»
        let of_place = end == next + 1
            && !generic
            && !article.written(next).starts_with("ال")
            && article.joined(end)
            && self.known(end).is_some_and(|n| n.label == Label::Gpe && n.stripped == 0);
        end += usize::from(of_place);
        if end > next && end < at + 5 {
            end = purpose(end);
        }
        // «وزارة الدفاع الروسية»: every country has one, and this one is called so.
        let nationality = |n: usize| {
            article.joined(n)
                && self.known(n).is_some_and(|name| name.label == Label::Norp && name.stripped == 0)
        };
        let opera = word == "دار" && matches!(article.written(next), "الأوبرا" | "الاوبرا");
        let label = if opera { Label::Fac } else { label };
        if (word == "وزارة" || opera) && end > next && nationality(end) {
            end += 1;
        }
        let common = word.starts_with("ال");
        // «حركة السير»
        if word == "حركة" && end == next + 1 && article.cues(next).any(Cues::Common) {
            return None;
        }
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
            let article = self.article;
            // «مؤسسة دار البر للإغاثة»
            let at = tokens.start;
            let before = at
                .checked_sub(1)
                .filter(|_| stripped == 0 && article.joined(at) && article.cues(at).any(THINGS));
            let outer = before.and_then(|n| {
                let read = article.read_as(n, Cues::Organ.and(Cues::Building))?;
                let word = &article.written(n)[offset_of(article.written(n), read)..];
                let plain = !word.starts_with("ال") && !GENERIC.contains(&word);
                (plain && self.known(n).is_none()).then_some((n, read))
            });
            match outer {
                Some((n, read)) => {
                    let building = article.cues(n).any(Cues::Building);
                    let label = if building { Label::Fac } else { Label::Org };
                    self.add(n..end, read, label);
                }
                None => self.add(tokens, stripped, label),
            }
            end
        })
    }

    /// The end of the quoted words that begin here, if they are few.
    pub(in super::super) fn quoted(&self, start: usize) -> Option<usize> {
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
