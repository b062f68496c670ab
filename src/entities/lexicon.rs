//! What single words tell of the names beside them: titles, given names, what organisations are
//! called, verbs of saying. Read from `data/entities/cues.txt` and `given_names.txt`.

use super::vocabulary::{Vocabulary, WordId};
use crate::text::words;

/// What a word tells, as bits that add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Cues(u32);

macro_rules! cues {
    ($($(#[$doc:meta])* $name:ident = $section:literal;)*) => {
        #[allow(non_upper_case_globals)]
        impl Cues {
            cues!(@ 0; $($(#[$doc])* $name)*);

            /// The cue that a section of the data files gives its words.
            fn of(section: &str) -> Option<Self> {
                match section {
                    $($section => Some(Self::$name),)*
                    _ => None,
                }
            }
        }
    };
    (@ $n:expr; $(#[$doc:meta])* $name:ident $($rest:tt)*) => {
        $(#[$doc])*
        pub(super) const $name: Self = Self(1 << $n);
        cues!(@ $n + 1; $($rest)*);
    };
    (@ $n:expr;) => {};
}

cues! {
    /// A given name.
    Given = "given";
    /// A given name that is an everyday word too, and asks for more signs.
    Homonym = "homonym";
    /// The second half of a name, never one of its own: «الدين».
    Part = "part";
    /// A title or trade: a person follows.
    Title = "title";
    /// A period after it ends no sentence.
    Abbreviation = "abbreviation";
    /// The first or the last word of an organisation, a part of its name.
    Organ = "organ";
    /// Before an organisation, no part of its name.
    Maker = "maker";
    /// A verb of saying.
    Speech = "speech";
    /// A preposition of place.
    At = "at";
    /// A place follows.
    Town = "town";
    /// The first or last word of a mountain, river, sea.
    Nature = "nature";
    /// A part of the name of an event.
    Event = "event";
    /// A part of the name of a prize, a treaty.
    Work = "work";
    /// The United States have a place of this name too.
    Stateside = "stateside";
    /// A state of the United States.
    State = "state";
    /// A noun or adjective that is in the names of works and companies rather than of people.
    Noun = "noun";
    /// A verb or preposition that may follow a name.
    Verbal = "verbal";
    /// The first or last word of a building, street, square.
    Building = "building";
    /// Within the name of a person, written small.
    Particle = "particle";
    /// Within the name of an organisation, written small.
    Link = "link";
    /// No name of its own.
    Common = "common";
    /// Begins what is told after an Arabic name.
    Verb = "verb";
    /// A name that is an everyday word too.
    Everyday = "everyday";
    /// Before a word that is no name then.
    Apart = "apart";
    /// An acronym that names nobody.
    Capitals = "capitals";
    /// Before a work, a ship, a program, and no part of its name.
    Bearing = "bearing";
    /// A part of a town follows.
    Quarter = "quarter";
    /// What is done to food, and with what.
    Kitchen = "kitchen";
    /// A surname, as Arabic writes foreign ones.
    Surname = "surname";
    /// Kinship: a person stands beside it.
    Kin = "kin";
}

impl Cues {
    /// Whether any of these is told.
    pub(super) fn any(self, cues: Self) -> bool {
        self.0 & cues.0 != 0
    }

    /// All of both.
    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

const FILES: [&str; 2] = [
    include_str!("../../data/entities/cues.txt"),
    include_str!("../../data/entities/given_names.txt"),
];

/// The cues of words, by their numbers.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    cues: Vec<Cues>,
}

impl Lexicon {
    /// Reads the data files; their words join the vocabulary.
    pub(super) fn new(vocabulary: &mut Vocabulary) -> Self {
        let mut lexicon = Self { cues: vec![Cues::default(); vocabulary.len()] };
        let mut section = Cues::default();
        for line in FILES.iter().flat_map(|file| file.lines()) {
            let mut line = line.split('#').next().unwrap_or("");
            if let Some((name, rest)) = line.strip_prefix('[').and_then(|l| l.split_once(']')) {
                section = Cues::of(name).unwrap_or_default();
                line = rest;
            }
            for word in words(line) {
                let id = vocabulary.intern(&word.folded) as usize;
                if lexicon.cues.len() <= id {
                    lexicon.cues.resize(id + 1, Cues::default());
                }
                lexicon.cues[id] = lexicon.cues[id].and(section);
            }
        }
        lexicon
    }

    /// What a word tells.
    pub(super) fn cues(&self, word: WordId) -> Cues {
        self.cues.get(word as usize).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_of_the_data_files_is_a_cue_and_has_words() {
        let mut sections = 0;
        for line in FILES.iter().flat_map(|file| file.lines()) {
            if let Some((name, _)) = line.strip_prefix('[').and_then(|l| l.split_once(']')) {
                assert!(Cues::of(name).is_some(), "{name}");
                sections += 1;
            }
        }
        assert_eq!(sections, 30);
    }

    #[test]
    fn a_word_tells_all_that_its_sections_say() {
        let mut vocabulary = Vocabulary::default();
        let lexicon = Lexicon::new(&mut vocabulary);
        let cues = |word| lexicon.cues(vocabulary.get(word).unwrap());
        assert!(cues("general").any(Cues::Title) && !cues("general").any(Cues::Given));
        assert!(cues("said").any(Cues::Speech) && cues("said").any(Cues::Given));
        assert!(cues("الرييس").any(Cues::Title));
    }
}
