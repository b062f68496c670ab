//! A proposed name as it is compared with names in the other script: its telling words, without
//! articles and particles.

use super::letters::{distance, keys};
use super::words::Words;
use crate::model::{EntityId, Label};

/// Tenths of a consonant that two words may be apart, and two names.
const WORD: u32 = 5;
const NAME: u32 = 5;
/// Consonants that an Arabic name has at least: shorter ones agree by chance.
const CONSONANTS: usize = 3;
/// More words are none of a name that is compared.
const WORDS: usize = 6;
/// Keys that are looked up for one name at most.
const KEYS: usize = 64;

/// A name to be compared.
#[derive(Debug)]
pub(super) struct Spelling {
    /// Whether its letters are Arabic ones.
    pub(super) arabic: bool,
    label: Label,
    /// What sort of organisation it says it is.
    head: Option<u32>,
    words: Vec<String>,
}

impl Spelling {
    /// The spelling of a proposed name; `None` for one that is not compared: of one word, in both
    /// scripts or another one, or of something that is neither a person nor an organisation.
    pub(super) fn of(id: &EntityId, known: &Words) -> Option<Self> {
        let (label, key) = id.as_str().strip_prefix('~')?.split_once('-')?;
        let label = match label {
            "per" => Label::Per,
            "org" => Label::Org,
            _ => return None,
        };
        let latin = key.chars().all(|c| c == '-' || c.is_ascii_lowercase());
        let arabic = !latin
            && key
                .chars()
                .all(|c| matches!(c, '-' | 'ا'..='غ' | 'ف'..='ي' | 'ء' | 'پ' | 'چ' | 'ڤ' | 'گ'));
        if !latin && !arabic {
            return None;
        }
        let mut words: Vec<&str> = key.split('-').collect();
        let mut head = None;
        if label == Label::Org {
            let at = words.iter().position(|word| known.head(word).is_some())?;
            head = known.head(words.remove(at));
        }
        let words = if arabic { arabic_words(&words) } else { latin_words(&words) };
        let enough = if label == Label::Per { 2..=WORDS } else { 1..=WORDS };
        let consonants = words.iter().flat_map(|w| w.chars()).filter(|c| is_consonant(*c)).count();
        let whole = enough.contains(&words.len()) && consonants >= CONSONANTS;
        whole.then_some(Self { arabic, label, head, words })
    }

    /// Keys that names have in common if they may agree.
    pub(super) fn keys(&self) -> Vec<String> {
        let mut all = vec![format!("{} {:?} {}", self.label, self.head, self.words.len())];
        for word in &self.words {
            let keys = keys(word);
            if all.len() * keys.len() > KEYS {
                return Vec::new();
            }
            let longer =
                all.iter().flat_map(|one| keys.iter().map(move |key| format!("{one} {key}")));
            all = longer.collect();
        }
        all
    }

    /// How far an Arabic name and a Latin one are from one another, in tenths of a consonant;
    /// `None` if they are not the same by their letters.
    pub(super) fn distance(&self, latin: &Self) -> Option<u32> {
        if (self.label, self.head, self.words.len()) != (latin.label, latin.head, latin.words.len())
        {
            return None;
        }
        let words = self.words.iter().zip(&latin.words);
        let apart = |(arabic, latin): (&String, &String)| {
            let plain = distance(arabic, latin);
            // الخطيب is written Alkhatib, too, and ألان is Alan.
            let glued = latin.strip_prefix("al").or_else(|| latin.strip_prefix("el"));
            let glued = glued.and_then(|rest| distance(arabic, rest));
            let whole = distance(&format!("ال{arabic}"), latin);
            [plain, glued, whole].into_iter().flatten().min().filter(|cost| *cost <= WORD)
        };
        words.map(apart).sum::<Option<u32>>().filter(|cost| *cost <= NAME)
    }
}

fn is_consonant(letter: char) -> bool {
    !matches!(
        letter,
        'ا' | 'و' | 'ي' | 'ه' | 'ع' | 'ء' | 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'h' | 'w'
    )
}

/// The words without the article, «عبد» and «أبو» as one with what follows, «بن» and what stands
/// for French particles left out.
fn arabic_words(words: &[&str]) -> Vec<String> {
    let mut told = Vec::new();
    let mut before = "";
    for (n, word) in words.iter().enumerate() {
        let inside = n > 0 && n + 1 < words.len();
        let bare = word.strip_prefix("ال").filter(|rest| rest.chars().nth(1).is_some());
        match *word {
            "عبد" if n + 1 < words.len() => before = "عبد",
            "ابو" | "ابي" | "ابا" if n + 1 < words.len() => before = "ابو",
            "بن" | "ابن" | "بنت" | "ولد" if inside => {}
            "دي" | "دو" | "دا" | "لا" | "لو" | "فون" | "فان" | "ال" if inside => {
            }
            _ if word.chars().nth(1).is_none() => {}
            _ => {
                let servant = word.strip_prefix("عبدال").map(|rest| format!("عبد{rest}"));
                let word = servant.unwrap_or_else(|| bare.unwrap_or(word).to_owned());
                told.push(format!("{}{word}", std::mem::take(&mut before)));
            }
        }
    }
    told
}

/// The same of Latin words.
fn latin_words(words: &[&str]) -> Vec<String> {
    const SERVANT: [&str; 8] =
        ["abd", "abdel", "abdul", "abdal", "abdol", "abdoul", "abdil", "abdoel"];
    let mut told: Vec<String> = Vec::new();
    let mut before = "";
    for (n, word) in words.iter().enumerate() {
        let (next, inside) = (words.get(n + 1), n > 0 && n + 1 < words.len());
        match *word {
            "al" | "el" | "ul" if next.is_some() => {}
            // Ash-Shami: the article takes the sound of what follows.
            "ash" | "ach" | "as" | "ar" | "an" | "ad" | "at" | "az"
                if next.is_some_and(|next| next.starts_with(&word[1..2])) => {}
            word if SERVANT.contains(&word) && next.is_some() => before = "abd",
            "abu" | "abou" | "abo" | "abi" | "aba" if next.is_some() => before = "abu",
            "bin" | "ben" | "ibn" | "bint" | "ould" if inside => {}
            "de" | "du" | "des" | "la" | "le" | "da" | "di" | "von" | "van" | "of" | "the"
            | "et" | "and"
                if inside || n == 0 => {}
            _ if word.len() == 1 => {}
            _ => {
                let single = plain(word);
                // Abdelkader, Abdallah.
                let rest = SERVANT[1..].iter().filter_map(|servant| single.strip_prefix(servant));
                let rest = rest.filter(|rest| rest.len() > 1).min_by_key(|rest| rest.len());
                let single = rest.map_or_else(|| single.clone(), |rest| format!("abd{rest}"));
                let bare =
                    single.strip_prefix("al").filter(|_| before == "abd" && single == "alah");
                let single = bare.map_or_else(|| single.clone(), str::to_owned);
                told.push(format!("{}{single}", std::mem::take(&mut before)));
            }
        }
    }
    told
}

/// A Latin word with doubled letters written once, as they are said.
fn plain(word: &str) -> String {
    let mac = word.strip_prefix("mc").map(|rest| format!("mac{rest}"));
    let word = mac.as_deref().unwrap_or(word).replace("ee", "i").replace("oo", "ou");
    let mut plain = String::with_capacity(word.len());
    for letter in word.chars().filter(char::is_ascii) {
        if !plain.ends_with(letter) {
            plain.push(letter);
        }
    }
    plain
}
