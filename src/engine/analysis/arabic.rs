//! A light stemmer of Arabic in the manner of light10 (Larkey, Ballesteros and Connell, 2002): the
//! particles and the article come off the front, the endings of number, gender and person off the
//! end. It knows no roots, so broken plurals stay apart.
//!
//! Where it leaves light10: the ي of relation stays, so that الإرهاب is not إرهابي; the accusative ا
//! comes off; fewer short words are cut; and words that only look as if they began with a particle
//! (وزارة, لجنة) are known.
//!
//! All words here are folded: [`crate::text::fold`].

/// What stands before a word and belongs to it, with the article.
const ARTICLES: [&str; 5] = ["بال", "كال", "فال", "ال", "لل"];

/// What stands before a word and belongs to it, without the article.
const PARTICLES: [&str; 4] = ["ب", "ل", "ك", "ف"];

/// Words that begin like the article, or with a particle and the article, but don't have it.
const NO_ARTICLE: [&str; 10] =
    ["الان", "الله", "الي", "الا", "التي", "الذي", "الذين", "اللذين", "اللتين", "اللاتي"];

/// Words that begin with و by themselves, without endings.
const OWN_WAW: &str = "وابل واجب واج واجهت واحد وارد واسع واشنطن واصل واضح واقع والد والي وباء وتير وثايق وثيق \
    وجب وجه وجود وجو وحد وحيد وراء ورش ورق وريث وزار وزراء وزير وزن وساط وسايل وسايط وسط \
    وسيط وسيل وصف وصل وصول وضع وضعت وضعي وطن وطني وظايف وظيف وعد وعود وفا وفد وفود وفي وفير \
    وقاي وقايع وقت وقف وقود وقوع وقوف وكال وكيل ولاد ولاء ولاي وليد وهمي ويل وشيك";

/// Words that begin like ب ل ك ف before another word that people look for, without endings:
/// a committee is not "to paradise".
const OWN_PARTICLE: &str = "بارز باخر بحير بضاع بضايع بطول بعيد بعد بقاء بلاد بلد بيان بنات لاحق لبنان لجان لجن لحظ \
    لحي لطيف كامل كبير كتاب كتايب كمي كوارث فعال فعالي فخام فرنس فواصل فلسط";

/// Whether a folded word can have Arabic stems.
pub(super) fn applies(word: &str) -> bool {
    !word.is_ascii() && word.chars().all(|c| matches!(c, 'ء'..='غ' | 'ف'..='ي'))
}

/// The stems of a word as a person asks for it, with how it is written: one, or several where its
/// beginning or its end may be read in two ways.
pub(super) fn stems(word: &str, written: &str) -> Vec<String> {
    let word = waw_off(word);
    let mut stems = endings_off(article_off(word).unwrap_or(word));
    stems.extend(own_lam(word, written).map(endings_off).unwrap_or_default());
    stems
}

/// The stems of a word of a document: also those of what stands behind ب ل ك ف. Only a document's
/// words are read so, for whoever asks for لبنان does not want بنان.
pub(super) fn stems_in_document(word: &str, written: &str) -> Vec<String> {
    let mut stems = stems(word, written);
    let word = waw_off(word);
    if article_off(word).is_none()
        && let Some(rest) = particle_off(word)
        && !any_among(&stems, OWN_PARTICLE)
    {
        stems.extend(endings_off(rest));
    }
    stems.sort_unstable();
    stems.dedup();
    stems
}

/// A name as a person asks for it without the article, without و, and without لل.
pub(super) fn bare_names<'a>(word: &'a str, written: &str) -> Vec<&'a str> {
    let mut names = Vec::new();
    let rest = word.strip_prefix('و').filter(|rest| at_least(rest, 3));
    for word in [word].into_iter().chain(rest) {
        names.push(article(word).unwrap_or(word));
        names.extend(word.strip_prefix("لل").filter(|rest| at_least(rest, 2)));
        names.extend(own_lam(word, written));
    }
    names
}

/// A word behind ل and the article that begins with ل itself. Of three in a row Arabic writes two:
/// للجنة is for a garden (جنة) or a committee (لجنة). Before أ none was left out: للأزمة has nothing
/// of لازم.
fn own_lam<'a>(word: &'a str, written: &str) -> Option<&'a str> {
    let hamza = |(_, rest): (&str, &str)| rest.starts_with(['أ', 'إ', 'آ']);
    let rest = word.strip_prefix('ل').filter(|rest| rest.starts_with('ل') && at_least(rest, 3));
    rest.filter(|_| !written.split_once("لل").is_some_and(hamza))
}

/// What follows the article ال.
pub(super) fn article(word: &str) -> Option<&str> {
    word.strip_prefix("ال").filter(|rest| at_least(rest, 2))
}

/// A word as it may begin in a document: by itself and behind all that comes off the front.
pub(super) fn behind_particles(word: &str) -> impl Iterator<Item = String> {
    let before = [""].into_iter().chain(ARTICLES).chain(PARTICLES);
    before.flat_map(move |before| [format!("{before}{word}"), format!("و{before}{word}")])
}

fn waw_off(word: &str) -> &str {
    let rest = word.strip_prefix('و').filter(|rest| at_least(rest, 3));
    rest.filter(|_| !any_among(&endings_off(word), OWN_WAW)).unwrap_or(word)
}

fn article_off(word: &str) -> Option<&str> {
    if NO_ARTICLE.contains(&word) {
        return None;
    }
    let rest = |article: &&str| {
        let least = if article.chars().count() == 2 { 2 } else { 3 };
        word.strip_prefix(*article).filter(|rest| at_least(rest, least))
    };
    ARTICLES.iter().find_map(rest)
}

fn particle_off(word: &str) -> Option<&str> {
    let common = word.strip_prefix(['ب', 'ل']).filter(|rest| at_least(rest, 3));
    common.or_else(|| word.strip_prefix(['ك', 'ف']).filter(|rest| at_least(rest, 4)))
}

/// A word without its endings, at least three letters of it.
fn endings_off(word: &str) -> Vec<String> {
    let end = |word: &str, ending: &str, least| {
        word.strip_suffix(ending).filter(|rest| at_least(rest, least)).map(str::to_owned)
    };
    let mut readings = Vec::with_capacity(2);
    // Four letters before هم, so that تفاهم stays whole.
    let owner = end(word, "ها", 3).or_else(|| end(word, "هم", 4)).or_else(|| end(word, "ه", 3));
    match owner {
        Some(rest) => {
            // Before a pronoun taa marbuta is written ت: دولته is of دولة, but ثابتة is of ثابت. Behind
            // an alef it is a plural that comes off below, unless too little is left: حياته.
            let taa = end(&rest, "ت", 3).filter(|r| !r.ends_with('ا') || !at_least(r, 4));
            readings.extend(taa);
            readings.push(rest);
        }
        None => readings.push(word.to_owned()),
    }
    for reading in &mut readings {
        let rest = end(reading, "تان", 3)
            .or_else(|| end(reading, "تين", 3))
            // Four letters, so that لبنان is not milk, nor عدوان an enemy.
            .or_else(|| end(reading, "ان", 4))
            .or_else(|| ["ات", "ون", "ين"].iter().find_map(|e| end(reading, e, 3)))
            // روسيا is not روسي.
            .or_else(|| end(reading, "ا", 3).filter(|rest| !rest.ends_with('ي')));
        *reading = rest.unwrap_or_else(|| std::mem::take(reading));
    }
    readings.dedup();
    readings
}

fn any_among(stems: &[String], words: &str) -> bool {
    words.split(' ').any(|word| stems.iter().any(|stem| stem == word))
}

fn at_least(word: &str, letters: usize) -> bool {
    word.chars().nth(letters - 1).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_that_are_known_have_no_endings() {
        for word in OWN_WAW.split(' ').chain(OWN_PARTICLE.split(' ')) {
            assert!(endings_off(word).contains(&word.to_owned()), "{word}");
            assert_eq!(crate::text::fold(word), word);
        }
    }
}
