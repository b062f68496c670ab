//! Tells the languages of Latin script apart, which trigrams alone get wrong in short texts.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::model::Lang;

/// What gives a language of Latin script away.
struct Signs {
    code: &'static str,
    /// Words of many texts, most of them meaning nothing by themselves.
    words: &'static str,
    /// Sequences of letters that few words of the other languages have.
    letters: &'static str,
}

#[rustfmt::skip]
const LATIN: &[Signs] = &[
    Signs {
        code: "fr",
        words: "le la les l' d' qu' c' n' s' j' m' de des du un une et est à au aux en dans pour par sur avec \
            sans sous entre chez contre vers après avant depuis pendant selon qui que quoi dont où ce \
            cet cette ces se sa son ses leur leurs il elle ils elles nous vous je on y ne pas plus moins \
            mais ou donc ni si été a ont sont était avait fait être peut comme deux trois tout tous \
            aussi encore déjà très même autre autres lors alors puis face ans jusque première premier",
        letters: "é è ê ç œ û î eau eux oi ou ais ait aux ique eur tion tre ien aire euse",
    },
    Signs {
        code: "en",
        words: "the of and to in is are was were be been has have had for with without on at by from as \
            an a that this these those it its he she him his her they them their we our you i not but \
            or who which what when where why how will would can could after before over under into out \
            about against between during until since more most some many such also than then there up \
            no all if do did new says said one two three first later known amid s t",
        letters: "th sh ck gh wh ing ly ed ow ew oo ee ay tion ks ts ders",
    },
    Signs {
        code: "es",
        words: "el la los las de del y en que un una es al por con para su sus se lo como más pero este \
            esta no a sin sobre entre ha tras desde hasta son contra qué",
        letters: "ñ ción á í ó ú ue ie ado",
    },
    Signs {
        code: "it",
        words: "il lo la i gli le l' di del della dei delle e è che un una per con non si da dal nel \
            nella al alla in a ha sono come più anche contro tra dopo d' se su",
        letters: "zz gli cch zion tà ggi ò ù cci tt gn",
    },
    Signs {
        code: "pt",
        words: "o os a as de do da dos das e é que em no na nos nas um uma por com para ao à não se mais \
            pelo pela sobre são após contra como",
        letters: "ã õ ç á í ó nh lh ou ei",
    },
    Signs {
        code: "de",
        words: "der die das den dem des und ist ein eine einen einem einer zu in im mit von für auf nicht \
            sich auch als an am aus bei nach wird hat sind es er wie über gegen vor zum zur",
        letters: "sch ß ä ö ü ung ei ich ck tz",
    },
    Signs {
        code: "nl",
        words: "de het een en van in is op te dat die niet voor met zijn aan er om ook bij naar uit over \
            door wordt tegen na",
        letters: "ij aa ee oo uu sch oe",
    },
    Signs {
        code: "tr",
        words: "ve bir bu için ile de da olarak daha çok olan sonra gibi ne karşı",
        letters: "ğ ş ı ü ö ç lar ler",
    },
];

/// Which languages, by their place in the table, have a word.
static WORDS: LazyLock<HashMap<&str, Vec<usize>>> = LazyLock::new(|| {
    let mut languages: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, signs) in LATIN.iter().enumerate() {
        signs.words.split_whitespace().for_each(|word| languages.entry(word).or_default().push(at));
    }
    languages
});

/// The language that the signs in lower-cased words speak for.
pub(super) struct Verdict {
    pub(super) lang: Lang,
    /// Whether it is well ahead of the next one.
    pub(super) clear: bool,
}

/// Counts the words that languages are known by, and if that is not clear, also the letters.
/// `None` is a draw.
pub(super) fn verdict(words: &[String]) -> Option<Verdict> {
    let mut votes = [0; LATIN.len()];
    for word in words {
        // An elided article is known by its apostrophe, an English verb in spite of it.
        let known = WORDS.get(word.as_str()).or_else(|| WORDS.get(word.trim_end_matches('\'')));
        known.into_iter().flatten().for_each(|&at| votes[at] += 2);
    }
    if let Some(verdict) = winner(&votes).filter(|verdict| verdict.clear) {
        return Some(verdict);
    }
    for (vote, signs) in votes.iter_mut().zip(LATIN) {
        *vote += words.iter().filter(|word| signs.are_in(word)).count();
    }
    winner(&votes)
}

fn winner(votes: &[usize; LATIN.len()]) -> Option<Verdict> {
    let (best, &first) = votes.iter().enumerate().max_by_key(|(_, votes)| **votes)?;
    let others = votes.iter().enumerate().filter(|(at, _)| *at != best);
    let lead = first - others.map(|(_, votes)| *votes).max()?;
    let clear = lead >= 3 && lead * 8 >= first;
    let lang = LATIN[best].code.parse().ok()?;
    (lead > 0).then_some(Verdict { lang, clear })
}

impl Signs {
    /// Whether the letters are in a word that does not already speak for the language.
    fn are_in(&self, word: &str) -> bool {
        let known = || self.words.split_whitespace().any(|known| known == word);
        self.letters.split_whitespace().any(|letters| word.contains(letters)) && !known()
    }
}
