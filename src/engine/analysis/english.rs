//! A light stemmer of English: plurals in the manner of Harman's S stemmer (1991), and -ed and -ing
//! where what is left is a verb, whose silent e comes back as far as spelling tells.

/// Words that are not what they look like.
const KEEP: [&str; 12] = [
    "news",
    "united",
    "evening",
    "during",
    "nothing",
    "something",
    "anything",
    "everything",
    "proceed",
    "exceed",
    "succeed",
    "hundred",
];

/// Plurals like no other.
const IRREGULAR: [(&str, &str); 8] = [
    ("men", "man"),
    ("women", "woman"),
    ("children", "child"),
    ("crises", "crisis"),
    ("viruses", "virus"),
    ("campuses", "campus"),
    ("buses", "bus"),
    ("gases", "gas"),
];

/// The stem of a word.
pub(super) fn stem(word: &str) -> String {
    if let Some((_, stem)) = IRREGULAR.iter().find(|(form, _)| *form == word) {
        return (*stem).to_owned();
    }
    if KEEP.contains(&word) {
        return word.to_owned();
    }
    let singular = singular(word);
    if KEEP.contains(&singular.as_str()) {
        return singular;
    }
    verb(&singular).unwrap_or(singular)
}

/// What words with this stem begin with: one of these.
pub(super) fn beginnings(stem: &str) -> Vec<String> {
    let forms = IRREGULAR.iter().filter(|(_, of)| *of == stem).map(|(form, _)| (*form).to_owned());
    let other = |end: &str, other: &str| Some(format!("{}{other}", stem.strip_suffix(end)?));
    let others = [other("y", "ie"), other("e", "ing"), other("ie", "ying")];
    [stem.to_owned()].into_iter().chain(forms).chain(others.into_iter().flatten()).collect()
}

fn singular(word: &str) -> String {
    let off = |letters: usize| word[..word.len() - letters].to_owned();
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    if word.len() >= 5 && word.ends_with("ies") {
        return format!("{}y", off(3));
    }
    let sibilant = word.len() >= 6 && ends(&["sses", "shes", "ches", "oes"]);
    if sibilant || (word.len() >= 5 && word.ends_with("xes")) {
        return off(2);
    }
    let plural = word.len() >= 4 && word.ends_with('s') && !ends(&["ss", "us", "is"]);
    if plural { off(1) } else { word.to_owned() }
}

/// A verb without -ed or -ing.
fn verb(word: &str) -> Option<String> {
    if let Some(stem) = word.strip_suffix("ied") {
        let end = if stem.len() == 1 { "ie" } else { "y" };
        return (!stem.is_empty()).then(|| format!("{stem}{end}"));
    }
    if let Some(stem) = word.strip_suffix("ying").filter(|stem| stem.len() == 1) {
        return Some(format!("{stem}ie"));
    }
    if word.ends_with("eed") {
        return (word.len() >= 6).then(|| word[..word.len() - 1].to_owned());
    }
    let stem = word.strip_suffix("ing").or_else(|| word.strip_suffix("ed"))?;
    if let [a, b] = *stem.as_bytes() {
        // Used; but no verb is left of shed or ring.
        return (is_vowel(a) && !is_vowel(b)).then(|| format!("{stem}e"));
    }
    if stem.len() < 3 || !stem.bytes().any(is_vowel) {
        return None;
    }
    let mut verb = stem.to_owned();
    if is_doubled(stem) {
        verb.pop();
    } else if has_silent_e(stem) {
        verb.push('e');
    }
    Some(verb)
}

/// Whether the last letter is there twice only because of the ending: planned, controlled.
fn is_doubled(stem: &str) -> bool {
    let [.., a, b] = stem.as_bytes() else { return false };
    let always_double = matches!(b, b's' | b'z' | b'f') || (*b == b'l' && syllables(stem) == 1);
    a == b && stem.len() >= 4 && !is_vowel(*b) && !always_double
}

/// Whether a verb that ends so before -ed or -ing has an e: struck down in striking, forced.
fn has_silent_e(stem: &str) -> bool {
    let [.., a, b] = *stem.as_bytes() else { return false };
    let ends = |endings: &[&str]| endings.iter().any(|ending| stem.ends_with(ending));
    match b {
        b'c' | b'v' | b'u' => true,
        b'z' => a != b'z',
        b's' => a != b's',
        b'l' if !is_vowel(a) => a != b'l' && a != b'r' && a != b'w',
        b'g' => ends(&["dg", "rg", "ag", "ang", "eng"]),
        b'w' | b'x' | b'y' => false,
        _ if is_vowel(b) || !is_vowel(a) => false,
        // A single vowel and a single consonant: in one syllable the consonant would be doubled.
        _ if stem.len() >= 3 && is_vowel(stem.as_bytes()[stem.len() - 3]) => stem == "creat",
        _ if syllables(stem) == 1 => true,
        _ => ends(&[
            "at", "ut", "ur", "id", "in", "ir", "ar", "um", "ad", "od", "ud", "ap", "ik", "ok",
        ]),
    }
}

fn syllables(word: &str) -> usize {
    let mut after_vowel = false;
    let starts = |letter| {
        let starts = is_vowel(letter) && !after_vowel;
        after_vowel = is_vowel(letter);
        starts
    };
    word.bytes().map(starts).filter(|starts| *starts).count()
}

fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}
