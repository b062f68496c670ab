//! A light stemmer of French in the manner of Savoy's (1999): plurals, feminines and the like come
//! off the end; no derivation is undone. All words here are folded, so é is e.

/// Words that are others without their ending.
const KEEP: [&str; 21] = [
    "avis", "bras", "corps", "cours", "dans", "fils", "fois", "gens", "mais", "mois", "pays",
    "plus", "puis", "sans", "sous", "temps", "tous", "vers", "univers", "jamais", "crue",
];

/// Plurals and feminines like no other.
const IRREGULAR: [(&str, &str); 12] = [
    ("travaux", "travail"),
    ("vitraux", "vitrail"),
    ("baux", "bail"),
    ("cieux", "ciel"),
    ("aieux", "aieul"),
    ("nouvelle", "nouveau"),
    ("belle", "beau"),
    ("beaux", "beau"),
    ("publique", "public"),
    ("turque", "turc"),
    ("grecque", "grec"),
    ("laique", "laic"),
];

/// The stem of a word.
pub(super) fn stem(word: &str) -> String {
    if KEEP.contains(&word) {
        return word.to_owned();
    }
    let singular = singular(word);
    if KEEP.contains(&singular.as_str()) {
        return singular;
    }
    if let Some((_, stem)) = IRREGULAR.iter().find(|(form, _)| *form == word || *form == singular) {
        return (*stem).to_owned();
    }
    masculine(singular)
}

/// What words with this stem begin with: one of these.
pub(super) fn beginnings(stem: &str) -> Vec<String> {
    let forms = IRREGULAR.iter().filter(|(_, of)| *of == stem).map(|(form, _)| (*form).to_owned());
    let other = |end: &str, other: &str| Some(format!("{}{other}", stem.strip_suffix(end)?));
    let others = [other("al", "aux"), other("teur", "trice"), other("f", "v")];
    [stem.to_owned()].into_iter().chain(forms).chain(others.into_iter().flatten()).collect()
}

fn singular(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("aux").filter(|stem| stem.len() >= 3) {
        // Bureaux, noyaux; journaux.
        let same = stem.ends_with(['e', 'y']);
        return format!("{stem}{}", if same { "au" } else { "al" });
    }
    let plural = |ending: &str| word.ends_with(ending) && word.len() >= 4;
    let off = plural("eux") || plural("oux") || (plural("s") && !word.ends_with("ss"));
    if off { word[..word.len() - 1].to_owned() } else { word.to_owned() }
}

/// Whether the e that a word ends in comes off: of four letters as in élue and amie only.
fn ends_in_feminine(word: &str) -> bool {
    match *word.as_bytes() {
        [_, before, b'i' | b'u', b'e'] => !b"aeiouy".contains(&before),
        _ => word.len() >= 5 && word.ends_with('e') && !word.ends_with("ee"),
    }
}

fn masculine(mut word: String) -> String {
    if word.len() >= 8
        && let Some(stem) = word.strip_suffix("trice")
    {
        return format!("{stem}teur");
    }
    // Bombardée, but not armée, which is no arme.
    if word.len() >= 7 && word.ends_with("ee") {
        word.truncate(word.len() - 2);
    } else if ends_in_feminine(&word) {
        word.pop();
        if ["ais", "ois", "eus"].iter().any(|ending| word.ends_with(ending)) {
            word.pop();
        }
    }
    if word.len() >= 5 && ["nn", "ll", "tt"].iter().any(|double| word.ends_with(double)) {
        word.pop();
    }
    if word.len() >= 5 && word.ends_with("iv") {
        word.truncate(word.len() - 1);
        word.push('f');
    }
    word
}
