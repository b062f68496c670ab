//! Names that are another word here, by the words beside them: a roast turkey, the diameter of a
//! hole, the ground floor.

use super::super::article::{Article, Name};
use super::super::lexicon::Cues;
use super::super::tokens::Gap;

/// A folded name, the words before it and those behind it of which one tells that it is another word.
type Sense = (&'static str, &'static [&'static str], &'static [&'static str]);

const SENSES: [Sense; 7] = [
    // A diameter, a radius.
    ("قطر", &["يبلغ", "بلغ", "نصف", "يساوي", "ويبلغ"], &[]),
    ("كوبي", &[], &["قهوه", "شاي", "الشاي", "القهوه", "ماء", "عصير", "حليب"]),
    // Force majeure; circumstances that leave no choice.
    ("القاهره", &["القوه", "قوه", "للقوه", "بالقوه", "والقوه", "الظروف", "للظروف", "الاسباب"], &[]),
    // Every house.
    ("بيت", &["كل", "اي", "لكل"], &[]),
    // The ground floor; the country is «la RDC».
    ("rdc", &["au", "du"], &[]),
    ("china", &["fine", "bone"], &["cabinet", "shop", "plate", "plates", "cup", "cups"]),
    ("turkey", &["roast", "roasted", "cold", "smoked", "wild"], &["sandwich", "breast", "burger"]),
];

/// Whether a name is another word here.
pub(super) fn another_sense(article: &Article<'_>, name: &Name) -> bool {
    let at = name.tokens.start;
    let tokens = article.tokens;
    let folded = tokens.folded(at);
    let skip = folded.char_indices().nth(usize::from(name.stripped)).map_or(0, |(byte, _)| byte);
    // «ministre de l’Europe et des Affaires étrangères»
    let n = name.tokens.end;
    if folded == "europe"
        && article.written(n) == "et"
        && article.written(n + 1) == "des"
        && tokens.folded(n + 2) == "affaires"
    {
        return true;
    }
    let Some((_, before, behind)) = SENSES.iter().find(|(word, ..)| *word == &folded[skip..])
    else {
        return false;
    };
    let led = at > 0 && tokens[at].gap <= Gap::Within && before.contains(&tokens.folded(at - 1));
    led || article.joined(name.tokens.end) && behind.contains(&tokens.folded(name.tokens.end))
        || folded == "turkey" && in_the_kitchen(article, at)
}

/// Whether the sentence is about food.
fn in_the_kitchen(article: &Article<'_>, at: usize) -> bool {
    let tokens = article.tokens;
    let from = (1..=at).rev().find(|&n| tokens[n].gap >= Gap::Sentence).unwrap_or(0);
    let to = (at + 1..tokens.len()).find(|&n| tokens[n].gap >= Gap::Sentence);
    (from..to.unwrap_or(tokens.len())).any(|n| article.cues(n).any(Cues::Kitchen))
}
