//! Identifies the language of a text.
//!
//! The script that most letters belong to comes first. Arabic script is told apart by letters and
//! function words, Latin script by function words and typical letters, and what remains by the
//! trigrams of `whatlang`. Links and handles do not count. What is too short to tell stays unknown.

use std::sync::LazyLock;

use super::{latin, names};
use crate::model::Lang;

/// Letters that tell the script, from the start of a text: more would not change the answer.
const LETTERS: usize = 1000;
/// Words that tell the language.
const WORDS: usize = 150;

/// The language that most letters of the text are in, [`Lang::UNKNOWN`] if they are too few.
pub(super) fn identify(text: &str) -> Lang {
    let mut arabic = Words::default();
    let mut latin = Words::default();
    let mut others = Words::default();
    for word in words(text) {
        let script = match word.chars().next() {
            Some(c) if is_arabic(c) => &mut arabic,
            Some(c) if is_latin(c) => &mut latin,
            _ => &mut others,
        };
        script.letters += word.chars().count();
        script.words.push(word);
        if arabic.letters + latin.letters + others.letters > LETTERS {
            break;
        }
    }
    if arabic.letters + latin.letters + others.letters < 4 {
        return Lang::UNKNOWN;
    }
    if arabic.letters >= latin.letters.max(others.letters) {
        arabic_script(&arabic.words)
    } else if latin.letters > others.letters {
        latin_script(&latin).unwrap_or(Lang::UNKNOWN)
    } else {
        by_trigrams(&others.words, others.letters >= 20).unwrap_or(Lang::UNKNOWN)
    }
}

/// The words of one script.
#[derive(Default)]
struct Words<'a> {
    words: Vec<&'a str>,
    letters: usize,
}

/// Whether a word is a link, a mail address or a handle.
pub(super) fn is_address(word: &str) -> bool {
    word.contains("://") || word.starts_with("www.") || word.contains('@')
}

/// Runs of letters, each with the apostrophe after it.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace()
        .filter(|word| !is_address(word))
        .flat_map(|word| word.split_inclusive(|c: char| !c.is_alphabetic()))
        .map(|word| word.trim_end_matches(|c: char| !c.is_alphabetic() && !"'’".contains(c)))
        .filter(|word| word.starts_with(char::is_alphabetic))
}

fn is_arabic(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{6FF}' | '\u{750}'..='\u{77F}' | '\u{8A0}'..='\u{8FF}'
        | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}

fn is_latin(c: char) -> bool {
    matches!(c, 'a'..='z' | 'A'..='Z' | '\u{AA}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}')
}

fn arabic_script(words: &[&str]) -> Lang {
    const ARABIC: &[&str] = &[
        "في", "من", "على", "علي", "إلى", "الى", "عن", "أن", "ان", "إن", "مع", "هذا", "هذه", "التي",
        "الذي", "بعد", "قبل", "بين", "لا", "ما", "قال", "كان", "خلال", "عند", "حول", "ضد",
    ];
    const PERSIAN: &[&str] = &[
        "در", "به", "از", "که", "این", "است", "را", "با", "برای", "آن", "شد", "می", "های", "یک",
        "کرد", "شده", "بر", "خود", "تا", "هم", "اما", "نیست", "كه", "براي", "اين",
    ];
    let words = &words[..words.len().min(WORDS)];
    let (mut letters, mut kurdish, mut urdu, mut persian) = (0, 0, 0, 0);
    for c in words.iter().flat_map(|word| word.chars()) {
        letters += 1;
        match c {
            'ە' | 'ێ' | 'ۆ' | 'ڕ' | 'ڵ' => kurdish += 1,
            'ٹ' | 'ڈ' | 'ڑ' | 'ے' | 'ں' | 'ہ' => urdu += 1,
            'پ' | 'چ' | 'ژ' | 'گ' | 'ک' | 'ی' => persian += 1,
            _ => {}
        }
    }
    if kurdish * 20 >= letters {
        return known("ckb");
    }
    if urdu * 25 >= letters {
        return known("ur");
    }
    // Arabic has the Persian letters in foreign names, and typed on a Persian keyboard.
    if persian * 50 >= letters {
        let is_arabic = |word: &&&str| word.starts_with("ال") || ARABIC.contains(word);
        let arabic_words = words.iter().filter(is_arabic).count();
        let persian_words = words.iter().filter(|word| PERSIAN.contains(word)).count();
        let only_letters = persian_words == arabic_words && persian * 10 >= letters;
        if persian_words > arabic_words || only_letters {
            return known("fa");
        }
    }
    Lang::AR
}

fn known(code: &str) -> Lang {
    names::known(code).unwrap_or(Lang::UNKNOWN)
}

/// By signs if these are clear or the text is short, else by trigrams.
fn latin_script(text: &Words<'_>) -> Option<Lang> {
    let words: Vec<String> =
        text.words.iter().take(WORDS).map(|w| w.to_lowercase().replace('’', "'")).collect();
    let verdict = latin::verdict(&words);
    let is_long = text.letters >= 60;
    match verdict {
        Some(verdict) if verdict.clear => Some(verdict.lang),
        Some(verdict) => match by_trigrams(&text.words, is_long) {
            Some(lang) if is_long => Some(lang),
            _ => Some(verdict.lang),
        },
        None => by_trigrams(&text.words, is_long),
    }
}

/// By trigrams, if they are reliable or the text is long enough to go by them anyway.
fn by_trigrams(words: &[&str], is_long: bool) -> Option<Lang> {
    static DETECTOR: LazyLock<whatlang::Detector> = LazyLock::new(|| {
        let all = whatlang::Lang::all().iter().copied();
        let known = all.filter(|lang| names::known(lang.code()).is_some());
        whatlang::Detector::with_allowlist(known.collect())
    });
    let info = DETECTOR.detect(&words[..words.len().min(WORDS)].join(" "))?;
    if is_long || info.is_reliable() { names::known(info.lang().code()) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn all_are(code: &str, texts: &[&str]) {
        for text in texts {
            assert_eq!(identify(text).code(), code, "{text}");
        }
    }

    #[test]
    fn headlines_are_identified() {
        all_are(
            "fr",
            &[
                "Séisme meurtrier au Maroc",
                "Grève massive des cheminots lundi",
                "Le prix du pain augmente",
                "La justice relaxe un ancien ministre",
                "L'OTAN s'inquiète",
            ],
        );
        all_are(
            "en",
            &[
                "Oil prices climb after refinery blaze",
                "Flood waters recede, towns rebuild",
                "Markets rally as inflation slows",
                "Three dead in mine collapse",
                "The baker's strike is over",
            ],
        );
        all_are("ar", &["زلزال يضرب تركيا فجرا", "پوتين يزور باريس ومدريد", "عاجل"]);
    }

    #[test]
    fn languages_of_one_script_are_told_apart() {
        all_are(
            "fa",
            &["گزارش تازه پلیس تهران", "وزیر خارجه در سفر به پاریس با همتای خود دیدار کرد"],
        );
        all_are("ur", &["وزیر اعظم نے اجلاس میں شرکت کی"]);
        all_are("ckb", &["سەرۆکی هەرێم لەگەڵ شاندێکی بیانی کۆبووەوە"]);
        all_are("es", &["Aumentan las protestas en Barcelona"]);
        all_are("de", &["Zwei Tote bei Unfall auf der Autobahn"]);
        all_are("ru", &["Министр прибыл в среду вечером с коротким визитом"]);
        all_are("uk", &["Президент підписав закон про мову"]);
        all_are("he", &["ראש הממשלה נפגש עם שר החוץ"]);
        all_are("el", &["Νέα μέτρα από την κυβέρνηση"]);
        all_are("zh", &["总统会见外交部长讨论合作"]);
        all_are("ja", &["首相は外務大臣と会談しました"]);
    }

    #[test]
    fn most_letters_decide_and_addresses_do_not_count() {
        all_are(
            "ar",
            &[
                "RT @a_long_latin_handle: انفجار قرب الميناء https://example.org/a/long/path-of-words",
                "أعلنت شركة Google عن هاتف Pixel الجديد في مؤتمرها السنوي",
            ],
        );
        all_are(
            "fr",
            &[
                "« لن نتراجع عن موقفنا » : le ministre a répété cette phrase devant la presse réunie à Tunis",
            ],
        );
    }

    #[test]
    fn what_cannot_tell_stays_unknown() {
        all_are(
            "und",
            &[
                "",
                "12 345",
                "— ♥ —",
                "ok",
                "Reuters",
                "C. D. L.",
                "https://example.org/le/la/les @de_la",
            ],
        );
    }
}
