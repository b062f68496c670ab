//! Words as they are written, with all that is known of each: found out once, for most words of a
//! text have been read before.

use super::clitics::{readings, stands_alone};
use super::dictionary::Dictionary;
use super::forms::Case;
use super::lexicon::{Cues, Lexicon};
use super::vocabulary::{Vocabulary, WordId};
use crate::text::fold_onto;

/// A way to read a word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Read {
    /// What is read.
    pub(super) word: WordId,
    /// Folded letters taken off its front.
    pub(super) stripped: u8,
    /// Whether what is read may name something all by itself.
    pub(super) alone: bool,
}

/// A word as it is written, wherever it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spelling {
    pub(super) case: Case,
    /// Whether its first letter is of the Arabic script.
    pub(super) arabic: bool,
    /// Whether a period behind it ends no sentence, because it is as short as initials are or an
    /// abbreviation.
    pub(super) short: bool,
    /// Whether an address, or the sign of a retweet, may begin with it.
    pub(super) no_prose: bool,
    /// Whether a name of the dictionary begins with one of its readings.
    pub(super) begins: bool,
    /// Whether nothing is known of any of its readings but, perhaps, that people bear it.
    pub(super) unheard: bool,
    /// What it tells as a whole.
    pub(super) cues: Cues,
    /// What any of its readings tells.
    pub(super) any_cues: Cues,
    folded: (u32, u32),
    reads: (u32, u8),
}

impl Spelling {
    /// Whether it is nothing but tatweel and marks, which is no word.
    pub(super) fn is_empty(&self) -> bool {
        self.folded.0 == self.folded.1
    }
}

/// The spellings that were met.
#[derive(Debug, Default)]
pub(super) struct Spellings {
    written: Vocabulary,
    /// By the numbers of the written words.
    known: Vec<Spelling>,
    folded: String,
    reads: Vec<Read>,
}

/// Spellings that are kept from text to text, and the bytes of them: what is more than the nearer
/// caches of a processor hold is found out as quickly as it is looked up.
const KEPT: (usize, usize) = (1 << 15, 1 << 21);

impl Spellings {
    /// Forgets all spellings where they have become many; what was known of them means nothing then.
    pub(super) fn tidy(&mut self) {
        if self.known.len() > KEPT.0 || self.folded.len() > KEPT.1 {
            self.written.clear();
            self.known.clear();
            self.folded.clear();
            self.reads.clear();
        }
    }

    /// What is known of a written word.
    pub(super) fn of(
        &mut self,
        written: &str,
        dictionary: &Dictionary,
        lexicon: &Lexicon,
    ) -> Spelling {
        let number = self.written.intern(written) as usize;
        if number == self.known.len() {
            let spelling = self.find_out(written, dictionary, lexicon);
            self.known.push(spelling);
        }
        self.known[number]
    }

    /// The folded letters of a spelling.
    pub(super) fn folded(&self, spelling: &Spelling) -> &str {
        &self.folded[spelling.folded.0 as usize..spelling.folded.1 as usize]
    }

    /// The ways to read a spelling; the first is the whole word where the vocabulary has it.
    pub(super) fn reads(&self, spelling: &Spelling) -> &[Read] {
        let (first, len) = spelling.reads;
        &self.reads[first as usize..first as usize + usize::from(len)]
    }

    fn find_out(&mut self, written: &str, dictionary: &Dictionary, lexicon: &Lexicon) -> Spelling {
        let vocabulary = &dictionary.vocabulary;
        let (start, first) = (self.folded.len(), self.reads.len());
        fold_onto(written, &mut self.folded);
        let folded = &self.folded[start..];
        if let Some(word) = vocabulary.get(folded) {
            self.reads.push(Read { word, stripped: 0, alone: true });
        }
        if !folded.starts_with(|c: char| c.is_ascii()) {
            for reading in readings(folded) {
                if let Some(word) = vocabulary.get(&reading.word) {
                    let alone = stands_alone(folded, &reading);
                    let stripped = reading.stripped.min(usize::from(u8::MAX)) as u8;
                    self.reads.push(Read { word, stripped, alone });
                }
            }
        }
        let reads = &self.reads[first..];
        let all = |all: Cues, read: &Read| all.and(lexicon.cues(read.word));
        let whole = reads.first().filter(|read| read.stripped == 0);
        let only_people = |read: &Read| {
            lexicon.cues(read.word) == Cues::default() && dictionary.only_people(read.word)
        };
        let arabic =
            written.starts_with(|c| matches!(c, '\u{0600}'..='\u{06FF}' | '\u{FB50}'..='\u{FEFC}'));
        // Arabic letters have no case, and asking each for it would take long.
        let cased = !arabic || written.bytes().any(|b| b.is_ascii_alphabetic());
        Spelling {
            case: if cased { Case::of(written) } else { Case::Any },
            arabic,
            short: folded.len() <= 2
                || matches!(
                    folded,
                    "mrs"
                        | "mme"
                        | "mlle"
                        | "prof"
                        | "gen"
                        | "sen"
                        | "gov"
                        | "col"
                        | "capt"
                        | "sgt"
                ),
            no_prose: matches!(folded, "http" | "https" | "www" | "rt"),
            begins: reads.iter().any(|read| dictionary.begin(read.word).is_some()),
            unheard: reads.iter().all(only_people),
            cues: whole.map_or(Cues::default(), |read| lexicon.cues(read.word)),
            any_cues: reads.iter().fold(Cues::default(), all),
            folded: (start as u32, self.folded.len() as u32),
            reads: (first as u32, reads.len().min(255) as u8),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::catalogue::tests::sample;

    #[test]
    fn spellings_are_as_known_when_they_come_again_and_after_all_were_forgotten() {
        let mut dictionary = Dictionary::new(&sample());
        let lexicon = Lexicon::new(&mut dictionary.vocabulary);
        let mut spellings = Spellings::default();
        let mut told = |written: &str| {
            let spelling = spellings.of(written, &dictionary, &lexicon);
            let reads = spellings.reads(&spelling).iter();
            let reads = reads.map(|read| dictionary.vocabulary.word(read.word).to_owned());
            let told = (spellings.folded(&spelling).to_owned(), reads.collect::<Vec<_>>());
            spellings.tidy();
            (told, spelling.begins, spelling.case, spelling.is_empty())
        };
        for _ in 0..2 {
            let words = ["روسيا".to_owned()];
            assert_eq!(told("وروسيا"), (("وروسيا".into(), words.into()), true, Case::Any, false));
            let words = ["poutine".to_owned()];
            assert_eq!(
                told("Poutine"),
                (("poutine".into(), words.into()), true, Case::Capital, false)
            );
            assert_eq!(told("ـ"), ((String::new(), vec![]), false, Case::Any, true));
            (0..KEPT.0).for_each(|n| assert_eq!(told(&format!("x{n}")).0.0, format!("x{n}")));
        }
    }
}
