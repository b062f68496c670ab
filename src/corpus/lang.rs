//! Identifies the language of a text.
//!
//! The script that most letters belong to comes first. Arabic script is told apart by letters and
//! function words, Cyrillic and Latin script by function words and typical letters, and what remains
//! by the trigrams of `whatlang`. Links and handles do not count, nor do words that come again. What
//! is too short to tell stays unknown.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::signs;
use crate::model::Lang;

/// Letters that tell the script, from the start of a text: more would not change the answer.
const LETTERS: usize = 1000;
/// Words that tell the language.
const WORDS: usize = 150;
/// Letters that trigrams need to bear out what few signs say.
const SOME: usize = 25;
/// Letters in which French and English have function words, and trigrams can do without.
const MANY: usize = 60;

/// The language that most letters of the text are in, [`Lang::UNKNOWN`] if they are too few.
pub(super) fn identify(text: &str) -> Lang {
    // The last of equals is taken.
    let mut scripts = [other_script, cyrillic_script, latin_script, arabic_script].map(Words::new);
    for word in words(text) {
        let script = match word.chars().next() {
            Some(c) if is_arabic(c) => 3,
            Some(c) if is_latin(c) => 2,
            Some(c) if is_cyrillic(c) => 1,
            _ => 0,
        };
        scripts[script].letters += word.chars().count();
        scripts[script].words.push(word);
        if scripts.iter().map(|script| script.letters).sum::<usize>() > LETTERS {
            break;
        }
    }
    let lang = scripts.into_iter().max_by_key(|script| script.letters).and_then(|script| {
        let words = distinct(&script.words);
        if letters(&words) < 4 { None } else { (script.identify)(&words) }
    });
    lang.unwrap_or(Lang::UNKNOWN)
}

/// The words of one script.
struct Words<'a> {
    identify: fn(&[String]) -> Option<Lang>,
    words: Vec<&'a str>,
    letters: usize,
}

impl Words<'_> {
    fn new(identify: fn(&[String]) -> Option<Lang>) -> Self {
        Self { identify, words: Vec::new(), letters: 0 }
    }
}

/// The first words in lower case, each once.
fn distinct(words: &[&str]) -> Vec<String> {
    let mut seen = HashSet::new();
    let words = words.iter().take(WORDS).map(|word| word.to_lowercase().replace('’', "'"));
    words.filter(|word| seen.insert(word.clone())).collect()
}

fn letters(words: &[String]) -> usize {
    words.iter().map(|word| word.chars().count()).sum()
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

fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{52F}')
}

fn arabic_script(words: &[String]) -> Option<Lang> {
    const ARABIC: &[&str] = &[
        "في", "من", "على", "علي", "إلى", "الى", "عن", "أن", "ان", "إن", "مع", "هذا", "هذه", "التي",
        "الذي", "بعد", "قبل", "بين", "لا", "ما", "قال", "كان", "خلال", "عند", "حول", "ضد",
    ];
    const PERSIAN: &[&str] = &[
        "در", "به", "از", "که", "این", "است", "را", "با", "برای", "آن", "شد", "می", "های", "یک",
        "کرد", "شده", "بر", "خود", "تا", "هم", "اما", "نیست", "كه", "براي", "اين",
    ];
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
        return Lang::named("ckb");
    }
    if urdu * 25 >= letters {
        return Lang::named("ur");
    }
    // Arabic has the Persian letters in foreign names, and typed on a Persian keyboard.
    if persian * 50 >= letters {
        let is_arabic = |word: &&String| word.starts_with("ال") || ARABIC.contains(&word.as_str());
        let arabic_words = words.iter().filter(is_arabic).count();
        let persian_words = words.iter().filter(|word| PERSIAN.contains(&word.as_str())).count();
        let only_letters = persian_words == arabic_words && persian * 10 >= letters;
        if persian_words > arabic_words || only_letters {
            return Lang::named("fa");
        }
    }
    Some(Lang::AR)
}

/// French and English are taken for what a few signs say, other languages only if trigrams say so
/// too, or if trigrams are sure of them in a text of some length.
fn latin_script(words: &[String]) -> Option<Lang> {
    let verdict = signs::LATIN_SCRIPT.verdict(words);
    if let Some(verdict) = verdict.filter(|verdict| verdict.clear) {
        return Some(verdict.lang);
    }
    let leaning = verdict.map(|verdict| verdict.lang);
    let (guess, sure) = trigrams(words)?;
    let letters = letters(words);
    if letters >= MANY && sure || letters >= SOME && leaning == Some(guess) {
        return Some(guess);
    }
    let foreign = words.iter().filter(|word| word.contains(is_foreign)).count();
    leaning.filter(|lang| letters < MANY && foreign < 2 && matches!(*lang, Lang::FR | Lang::EN))
}

/// Whether neither French nor English has the letter.
fn is_foreign(c: char) -> bool {
    !c.is_ascii() && !"àâæçéèêëîïôœùûüÿ".contains(c)
}

fn cyrillic_script(words: &[String]) -> Option<Lang> {
    signs::CYRILLIC_SCRIPT.verdict(words).map(|verdict| verdict.lang)
}

/// Each of the other scripts has one known language.
fn other_script(words: &[String]) -> Option<Lang> {
    trigrams(words).map(|(lang, _)| lang)
}

/// The most likely language, and whether the next one is far less likely.
fn trigrams(words: &[String]) -> Option<(Lang, bool)> {
    static DETECTOR: LazyLock<whatlang::Detector> = LazyLock::new(|| {
        let all = whatlang::Lang::all().iter().copied();
        let known = all.filter(|lang| Lang::named(lang.code()).is_some());
        whatlang::Detector::with_allowlist(known.collect())
    });
    let info = DETECTOR.detect(&words.join(" "))?;
    Some((Lang::named(info.lang().code())?, info.is_reliable()))
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
        all_are("bg", &["Взрив в центъра на града", "Правителството прие бюджета за годината"]);
        all_are("sr", &["Министар одбране допутовао је у посету Дамаску"]);
        all_are("he", &["ראש הממשלה נפגש עם שר החוץ"]);
        all_are("el", &["Νέα μέτρα από την κυβέρνηση"]);
        all_are("zh", &["总统会见外交部长讨论合作"]);
        all_are("ja", &["首相は外務大臣と会談しました"]);
    }

    #[test]
    fn plain_cyrillic_words_are_russian() {
        all_are(
            "ru",
            &[
                "Президент России сказал да",
                "Погода на завтра",
                "Правительство одобрило проект бюджета\nРынки ждут решения банка.",
                "Глава МИД заявил о готовности к переговорам",
            ],
        );
        all_are(
            "und",
            &[
                "Қазақстан Президенті заңға қол қойды",
                "Монголын Ерөнхийлөгч хуульд гарын үсэг зурлаа",
            ],
        );
    }

    #[test]
    fn other_languages_of_latin_script_take_some_text() {
        all_are(
            "sv",
            &[
                "Statsministern presenterade i går nya åtgärder mot inflationen. Oppositionen menar \
                att det är för lite och för sent, och företagen oroar sig för högre kostnader.",
            ],
        );
        all_are(
            "pl",
            &["Premier ogłosił wczoraj nowe środki walki z inflacją w całym kraju. Opozycja \
                twierdzi, że to za mało, a przedsiębiorcy obawiają się wyższych kosztów."],
        );
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
                "A &amp; B",
                "pretty text",
                "Title in non utf8 name",
                "Angela Merkel, Emmanuel Macron, Vladimir Putin, Recep Tayyip Erdogan",
                "а а а а",
                &"x".repeat(80),
                &"mot ".repeat(40),
                &"Mot long ".repeat(20),
            ],
        );
    }
}
