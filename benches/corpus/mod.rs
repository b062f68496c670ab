//! A corpus to measure on, the same on every machine: made-up words with the frequencies of a
//! language, names from the built-in tables.

use std::collections::HashSet;
use std::io::{self, Write};

use nashra::entities::Catalogue;
use nashra::model::{Lang, Role};

/// Distinct words of each language.
const VOCABULARY: usize = 60_000;
/// Words between two names, on average.
const BETWEEN_NAMES: usize = 35;
/// Words of an article.
const WORDS: std::ops::Range<usize> = 200..901;
/// Days over which the dates are spread, from the first day of 2014.
const DAYS: usize = 3 * 365;

/// Knuth's linear congruential generator; the high bits are the random ones.
pub(crate) struct Draw(u64);

impl Draw {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        let state = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = state.wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 32
    }

    /// A number below `end`, all equally often.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() as usize * end) >> 32
    }

    /// A number below `end`, the n-th as often as 1/n: Zipf's law.
    pub(crate) fn rank(&mut self, end: usize) -> usize {
        let share = self.next() as f64 / 2f64.powi(32);
        (((end + 1) as f64).powf(share) as usize - 1).min(end - 1)
    }
}

struct Language {
    lang: Lang,
    words: Vec<String>,
    names: Vec<String>,
}

const ARABIC: [&str; 28] = [
    "ا", "ل", "ي", "م", "و", "ن", "ر", "ت", "ب", "ع", "د", "س", "ف", "ه", "ك", "ق", "ح", "ج", "ش",
    "ص", "خ", "ط", "ذ", "ض", "ز", "غ", "ث", "ظ",
];
const ONSETS: [&str; 20] = [
    "t", "r", "s", "l", "n", "d", "p", "m", "c", "v", "b", "f", "g", "tr", "pr", "br", "ch", "qu",
    "pl", "j",
];
const FRENCH: [&str; 12] = ["e", "a", "i", "é", "o", "u", "ai", "ou", "è", "eu", "ion", "ent"];
const ENGLISH: [&str; 12] = ["e", "a", "i", "o", "u", "ea", "ou", "er", "ing", "en", "al", "y"];

impl Language {
    fn new(lang: Lang, common: &[&str], catalogue: &Catalogue) -> Self {
        let mut draw = Draw::new(7);
        let mut words: Vec<String> = common.iter().map(|word| (*word).to_owned()).collect();
        let mut known: HashSet<String> = words.iter().cloned().collect();
        while words.len() < VOCABULARY {
            let word = match lang {
                Lang::AR => {
                    let before = ["", "", "", "ال", "ال", "و", "وال", "لل"][draw.below(8)];
                    let after = ["", "", "", "ة", "ات", "ين", "ها"][draw.below(7)];
                    let letters = 3 + draw.below(3);
                    let root: String =
                        (0..letters).map(|_| ARABIC[draw.rank(ARABIC.len())]).collect();
                    format!("{before}{root}{after}")
                }
                _ => {
                    let rimes = if lang == Lang::FR { FRENCH } else { ENGLISH };
                    let end = ["", "s", "r", "nt", "tion"][draw.below(5)];
                    let syllable = |draw: &mut Draw| {
                        ONSETS[draw.below(20)].to_owned() + rimes[draw.rank(rimes.len())]
                    };
                    let syllables = 1 + draw.below(4);
                    (0..syllables).map(|_| syllable(&mut draw)).collect::<String>() + end
                }
            };
            if known.insert(word.clone()) {
                words.push(word);
            }
        }
        let names = catalogue.iter().flat_map(|entity| &entity.names);
        let names = names.filter(|name| name.lang == lang && name.role == Role::Name);
        let mut names: Vec<String> = names.map(|name| name.text.clone()).collect();
        // The most frequent are not to be those that come first in the alphabet.
        for n in (1..names.len()).rev() {
            names.swap(n, draw.below(n + 1));
        }
        Self { lang, words, names }
    }

    fn sentence(&self, draw: &mut Draw, words: usize, to: &mut String) {
        for n in 0..words {
            let word = if draw.below(BETWEEN_NAMES) == 0 {
                &self.names[draw.rank(self.names.len())]
            } else {
                &self.words[draw.rank(self.words.len())]
            };
            let mut letters = word.chars();
            match letters.next() {
                Some(first) if n == 0 => to.extend(first.to_uppercase().chain(letters)),
                _ => to.push_str(word),
            }
            to.push(if n + 1 < words { ' ' } else { '.' });
        }
    }
}

/// Writes articles as JSON Lines.
pub(crate) fn generate(documents: usize, to: &mut impl Write) -> io::Result<()> {
    let catalogue = Catalogue::builtin().expect("the built-in tables");
    let ar = ["في", "من", "على", "أن", "إلى", "التي", "عن", "مع", "ما", "هذا", "كان", "وقال"];
    let fr = ["de", "la", "le", "les", "et", "des", "à", "en", "du", "que", "un", "dans", "pour"];
    let en = ["the", "of", "to", "and", "a", "in", "that", "for", "on", "is", "with", "said"];
    let languages = [
        Language::new(Lang::AR, &ar, &catalogue),
        Language::new(Lang::FR, &fr, &catalogue),
        Language::new(Lang::EN, &en, &catalogue),
    ];
    let mut draw = Draw::new(2015);
    let (mut title, mut text) = (String::new(), String::new());
    for _ in 0..documents {
        let language = &languages[draw.below(languages.len())];
        title.clear();
        text.clear();
        let words = 6 + draw.below(7);
        language.sentence(&mut draw, words, &mut title);
        title.pop();
        let mut left = WORDS.start + draw.below(WORDS.len());
        while left > 0 {
            let words = (8 + draw.below(18)).min(left);
            language.sentence(&mut draw, words, &mut text);
            left -= words;
            text.push_str(if draw.below(5) == 0 { "\n\n" } else { " " });
        }
        let day = draw.below(DAYS);
        let (year, month) = (2014 + day / 365, 1 + day % 365 / 31);
        let date = format!("{year}-{month:02}-{:02}", 1 + day % 28);
        let source = format!("Source {} {}", language.lang, 1 + draw.rank(40));
        let line = serde_json::json!({
            "title": title, "text": text, "lang": language.lang, "date": date, "source": source,
        });
        writeln!(to, "{line}")?;
    }
    Ok(())
}
