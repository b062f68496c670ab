//! Tells the languages of one alphabet apart, which trigrams alone get wrong in short texts.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::model::Lang;

/// What gives a language away.
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

/// Only what tells one from another: each word and letter that all have is left out.
#[rustfmt::skip]
const CYRILLIC: &[Signs] = &[
    Signs {
        code: "ru",
        words: "и с что как это из или для его ее если был была было были от об после также перед под \
            уже еще при но где кто чтобы более между",
        letters: "ы э ё ться ский ской ская",
    },
    Signs {
        code: "uk",
        words: "та й що як це із або для його її якщо був була було були від після також під вже ще але \
            де хто щоб більше між",
        letters: "і ї є ґ",
    },
    Signs {
        code: "be",
        words: "і ў што як гэта або для яго яе калі быў была было былі ад пасля таксама пад ужо яшчэ але \
            дзе хто каб больш між",
        letters: "ў гэ рэ",
    },
    Signs {
        code: "bg",
        words: "и с със че като това е са се от за ще няма ли ако беше бяха след също през към при но къде \
            кой който повече между този тази",
        letters: "ъб ъв ъг ъд ъж ъз ък ъл ъм ън ъп ър ъс ът ъх ъц ъч ъш ията ството",
    },
    Signs {
        code: "sr",
        words: "и са што као ово је су се од за ће нема ли ако био била било били после такође пре под већ \
            још при али где ко који више између у из",
        letters: "ј љ њ џ ђ ћ",
    },
    Signs {
        code: "mk",
        words: "и со што како ова е се од за ќе нема ли ако беше биле по исто пред под веќе уште при но каде \
            кој повеќе меѓу во дека го",
        letters: "ј љ њ џ ѓ ѕ ќ",
    },
    // Kazakh, Tatar, Mongolian and others, which nothing here can tell apart.
    Signs { code: "und", words: "", letters: "ә ғ қ ҡ ң ө ұ ү һ ҳ ҷ ӣ ӯ ҙ ҫ ы э" },
];

/// The languages of one alphabet.
pub(super) struct Alphabet {
    signs: &'static [Signs],
    /// Which languages, by their place in the table, have a word.
    words: HashMap<&'static str, Vec<usize>>,
    /// Votes for the first language before any are counted.
    prior: usize,
    /// Votes of a word for a language that has letters of it; for one that has the word it is two.
    letters: usize,
}

pub(super) static LATIN_SCRIPT: LazyLock<Alphabet> = LazyLock::new(|| Alphabet::new(LATIN, 0, 1));

/// Letters are as good as words here, and what shows no sign of another language is Russian.
pub(super) static CYRILLIC_SCRIPT: LazyLock<Alphabet> =
    LazyLock::new(|| Alphabet::new(CYRILLIC, 1, 2));

/// The language that the signs in lower-cased words speak for.
#[derive(Clone, Copy)]
pub(super) struct Verdict {
    pub(super) lang: Lang,
    /// Whether it is well ahead of the next one by its words alone.
    pub(super) clear: bool,
}

impl Alphabet {
    fn new(signs: &'static [Signs], prior: usize, letters: usize) -> Self {
        let mut words: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, signs) in signs.iter().enumerate() {
            signs.words.split_whitespace().for_each(|word| words.entry(word).or_default().push(at));
        }
        Self { signs, words, prior, letters }
    }

    /// Counts the words that languages are known by, and if that is not clear, also the letters.
    /// `None` is a draw.
    pub(super) fn verdict(&self, words: &[String]) -> Option<Verdict> {
        let mut votes = vec![0; self.signs.len()];
        votes[0] = self.prior;
        for word in words {
            // An elided article is known by its apostrophe, an English verb in spite of it.
            let known = self.words.get(word.as_str());
            let known = known.or_else(|| self.words.get(word.trim_end_matches('\'')));
            known.into_iter().flatten().for_each(|&at| votes[at] += 2);
        }
        let (best, lead) = winner(&votes)?;
        if lead >= 3 && lead * 8 >= votes[best] {
            return Some(Verdict { lang: self.signs[best].lang(), clear: true });
        }
        for (vote, signs) in votes.iter_mut().zip(self.signs) {
            *vote += words.iter().filter(|word| signs.are_in(word)).count() * self.letters;
        }
        let (best, lead) = winner(&votes)?;
        (lead > 0).then(|| Verdict { lang: self.signs[best].lang(), clear: false })
    }
}

/// The place of the most votes, and how many more they are than the next.
fn winner(votes: &[usize]) -> Option<(usize, usize)> {
    let (best, &first) = votes.iter().enumerate().max_by_key(|(_, votes)| **votes)?;
    let others = votes.iter().enumerate().filter(|(at, _)| *at != best);
    Some((best, first - others.map(|(_, votes)| *votes).max()?))
}

impl Signs {
    fn lang(&self) -> Lang {
        self.code.parse().unwrap_or(Lang::UNKNOWN)
    }

    /// Whether the letters are in a word that does not already speak for the language.
    fn are_in(&self, word: &str) -> bool {
        let known = || self.words.split_whitespace().any(|known| known == word);
        self.letters.split_whitespace().any(|letters| word.contains(letters)) && !known()
    }
}
