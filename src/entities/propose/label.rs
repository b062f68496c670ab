//! What an unknown name in capitals is, by its words and those around it.

use std::ops::Range;

use super::super::forms::Case;
use super::super::lexicon::Cues;
use super::super::tokens::Gap;
use super::{Proposer, THINGS};
use crate::model::Label;

impl Proposer<'_, '_> {
    /// What a run of unknown words with capitals is, by the words around it.
    pub(super) fn label(&self, run: Range<usize>) -> Option<Label> {
        let (first, last) = (run.start, run.end - 1);
        let tail = self.cues(last);
        // «F-16», «S-400»
        let number = self.article.written(run.end);
        if run.len() == 1
            && (1..=3).contains(&self.article.written(first).len())
            && (1..=3).contains(&number.len())
            && self.article.between(run.end) == "-"
            && number.bytes().all(|b| b.is_ascii_digit())
            && !self.cues(first).any(Cues::Capitals)
        {
            return Some(Label::Misc);
        }
        // «the Tavosh people», «le peuple tavosh»
        let next = self.article.tokens.folded(run.end);
        let peoples = ["people", "peoples", "tribe", "tribes", "tribesmen", "clan", "clans"];
        let the = first > 0 && self.joined(first) && self.article.written(first - 1) == "the";
        if run.len() < 3 && the && self.joined(run.end) && peoples.contains(&next) {
            return Some(Label::Norp);
        }
        let people = |n: usize| matches!(self.article.written(n), "peuple" | "ethnie" | "tribu");
        if run.len() < 3 && first > 0 && self.joined(first) && people(first - 1) {
            return Some(Label::Norp);
        }
        if let Some(label) = self.kind_behind(&run) {
            return Some(label);
        }
        // «COP30»
        let digits = self.article.written(first).strip_prefix("COP");
        if run.len() == 1
            && digits.is_some_and(|d| !d.is_empty() && d.bytes().all(|b| b.is_ascii_digit()))
        {
            return Some(Label::Event);
        }
        if let Some(label) = self.acronym(run.clone()) {
            return label;
        }
        if self.shouted(run.clone()) {
            return None;
        }
        // «Nadif Lumivar Corp.»
        if self.is_company(run.clone()) {
            return Some(Label::Org);
        }
        // «INS Sujata»
        if run.len() > 1 && matches!(self.article.written(first), "USS" | "HMS" | "INS" | "HMCS") {
            return Some(Label::Misc);
        }
        let given = self.given(first)
            && (2..=5).contains(&run.len())
            && !tail.any(THINGS)
            && !run.clone().any(|n| self.article.between(n).contains('&') && n > first);
        // «la société Nassim Énergie».
        if self.made(first) {
            return Some(Label::Org);
        }
        // «le cargo Rhosus».
        if self.named_thing(first) {
            return Some(Label::Misc);
        }
        if run.clone().all(|n| self.cues(n).any(Cues::State)) {
            return Some(Label::Gpe);
        }
        let one = run.clone().all(|n| n == first || self.article.between(n) == "-");
        // «Condé-sur-Vire»
        let small = |n: usize| {
            n > first && !self.capital(n) && self.cues(n).any(Cues::Link.and(Cues::Particle))
        };
        if one && !self.given(first) && run.clone().any(small) {
            return Some(Label::Gpe);
        }
        if run.len() > 1
            && !(one && run.len() > 2)
            && !given
            && !(self.headline(run.clone())
                && (run.len() > 3 || run.clone().any(|n| self.cues(n).any(Cues::Common))))
            && let Some(label) = self.thing(run.clone())
        {
            return Some(label);
        }
        if run.len() <= 4 && self.titled(first, run.len()) && !self.headline(run.clone()) {
            return Some(Label::Per);
        }
        if given {
            return Some(Label::Per);
        }
        if let Some(label) = self.headed(first) {
            return Some(label);
        }
        if let Some(label) = self.apposition(run.end).filter(|_| !given) {
            return Some(label);
        }
        // «told the Plover Clarion».
        if run.len() > 1
            && first > 1
            && self.joined(first)
            && matches!(self.article.written(first - 1), "the" | "The")
            && self.cues(first - 2).any(Cues::Speech)
        {
            return Some(Label::Org);
        }
        // «T. J. Okafor».
        if run.len() > 1
            && self.article.written(first).len() == 1
            && self.article.between(first + 1).starts_with('.')
        {
            return Some(Label::Per);
        }
        // «patronne de Nadif Énergie»
        if run.len() > 1
            && !one
            && first > 1
            && self.joined(first)
            && matches!(
                self.article.written(first - 1),
                "de" | "d" | "of" | "du" | "at" | "with" | "chez"
            )
            && self.cues(first - 2).any(Cues::Title)
            && !self.capital(first - 2)
        {
            return Some(Label::Org);
        }
        if run.len() > 1 && !one && self.of_somebody(first) {
            return Some(Label::Org);
        }
        // «Delegates said»; «the Sahel Dawn claimed».
        let plural =
            run.len() == 1 && self.opens(first) && self.article.written(first).ends_with('s');
        let part = first > 0 && self.joined(first) && self.known(first - 1).is_some();
        let told = self.tells(run.clone()) && !plural && !(part && self.capital(first - 1));
        if told && run.len() <= 3 {
            // «The Plover Clarion said»: no person has an article.
            let article = first > 0
                && self.joined(first)
                && matches!(self.article.written(first - 1), "The" | "the" | "La" | "la" | "L");
            return match article {
                true => (run.len() > 1).then_some(Label::Org),
                false => Some(Label::Per),
            };
        }
        if run.len() <= 3
            && first > 0
            && self.cues(first - 1).any(Cues::At)
            && !matches!(self.article.written(first - 1), "a" | "A")
            && self.joined(first)
            && !(self.joined(run.end) && number.bytes().all(|b| b.is_ascii_digit()))
            && run.clone().all(|n| {
                self.article.tokens[n].case == Case::Capital
                    && !self.noun(n)
                    && !self.cues(n).any(Cues::Common.and(Cues::Noun))
            })
        {
            return Some(Label::Gpe);
        }
        None
    }

    /// What a noun behind the name says it is: «the Buzi river», «the Heimdal platform».
    fn kind_behind(&self, run: &Range<usize>) -> Option<Label> {
        let first = run.start;
        let the = first > 0
            && self.joined(first)
            && matches!(self.article.written(first - 1), "the" | "The");
        let plain = run.clone().all(|n| self.article.tokens[n].case == Case::Capital);
        if !the || !plain || run.len() > 2 || !self.joined(run.end) || self.capital(run.end) {
            return None;
        }
        match self.article.tokens.folded(run.end) {
            "river" | "valley" | "desert" | "mountains" | "lake" | "strait" | "islands"
            | "peninsula" => Some(Label::Loc),
            "province" | "district" | "region" | "county" | "governorate" => Some(Label::Gpe),
            "pipeline" | "dam" | "bridge" | "crossing" | "refinery" | "prison" | "platform" => {
                Some(Label::Fac)
            }
            _ => None,
        }
    }

    /// Whether nothing but their capitals tells that these words are a person's name: two or three
    /// in the middle of a sentence that are nowhere else in the article without capitals; or a given
    /// name.
    pub(super) fn perhaps_a_person(&self, run: Range<usize>) -> bool {
        let first = run.start;
        let plain = |n: usize| {
            let token = &self.article.tokens[n];
            let cues = self.cues(n);
            let initial = token.end - token.start == 1;
            // «Nadim Abdul-Karim al-Rifai»
            let particle = n > first && token.case == Case::Any && cues.any(Cues::Particle);
            (token.case == Case::Capital || initial || particle)
                && !cues.any(Cues::Common.and(Cues::Everyday).and(Cues::State))
                && (!cues.any(Cues::Noun) || cues.any(Cues::Given))
                && !self.noun(n)
        };
        let after_article = first > 0
            && self.joined(first)
            && matches!(
                self.article.tokens.folded(first - 1),
                "the"
                    | "la"
                    | "le"
                    | "l"
                    | "les"
                    | "du"
                    | "des"
                    | "au"
                    | "aux"
                    | "a"
                    | "an"
                    | "un"
                    | "une"
                    | "this"
                    | "ce"
                    | "cette"
                    | "its"
                    | "their"
                    | "our"
                    | "son"
                    | "sa"
            );
        let given = self.given(first) && !self.cues(first).any(Cues::Homonym);
        // «Hydro-Rhodan» is one word.
        let words = run
            .clone()
            .filter(|&n| n == first || self.article.between(n) != "-" && self.capital(n))
            .count();
        // «Abu al-Khair» may be a place.
        let kunya = matches!(self.article.written(first), "Abu" | "Abou");
        if kunya && !given {
            return false;
        }
        let many = match words {
            1 => given && !self.opens(first),
            2..=3 => given || !self.headline(run.clone()),
            4 => given,
            _ => false,
        };
        many && !after_article && run.clone().all(plain)
    }

    /// Whether a word looks like a noun: by its ending, or because it stands in the article without
    /// a capital.
    fn noun(&self, token: usize) -> bool {
        const ENDINGS: [&str; 17] = [
            "tion", "sion", "ment", "ness", "ship", "ing", "ity", "ism", "isme", "ance", "ence",
            "ics", "ique", "ical", "eurs", "ers", "ies",
        ];
        let word = self.article.written(token);
        if self.cues(token).any(Cues::Given) {
            return false;
        }
        let small = self.article.tokens.folded(token);
        word.len() > 5 && ENDINGS.iter().any(|ending| small.ends_with(ending))
            || self.stands_small(token)
    }

    fn stands_small(&self, token: usize) -> bool {
        let tokens = self.article.tokens;
        let small = self.small.get_or_init(|| {
            let is_small = |n: &usize| tokens[*n].case == Case::Any && !tokens[*n].arabic;
            (0..tokens.len()).filter(is_small).map(|n| tokens.folded(n)).collect()
        });
        small.contains(tokens.folded(token))
    }

    /// What several words name by the first or the last of them.
    fn thing(&self, run: Range<usize>) -> Option<Label> {
        let (first, last) = (run.start, run.end - 1);
        let (head, tail) = (self.cues(first), self.cues(last));
        let article = matches!(self.article.written(first), "The" | "La" | "Le" | "Les");
        let head = if article { self.cues(first + 1) } else { head };
        // «Friends of Ebenezer Hall»: the first word rules what is linked to it.
        let linked = run.clone().any(|n| !self.capital(n) && self.article.written(n) != "s");
        for (cue, label) in [
            (Cues::Work, Label::Misc),
            (Cues::Event, Label::Event),
            (Cues::Organ, Label::Org),
            (Cues::Building, Label::Fac),
            (Cues::Nature, Label::Loc),
        ] {
            let by_tail = tail.any(cue) && !(linked && head.any(THINGS));
            if by_tail || head.any(cue) && (linked || !tail.any(THINGS)) && !self.given(first) {
                return Some(label);
            }
        }
        // «Presidio County»
        let county =
            ["county", "township", "province", "prefecture", "parish", "borough", "oblast"];
        if county.contains(&self.article.tokens.folded(last)) {
            return Some(Label::Gpe);
        }
        let and = run.clone().skip(1).any(|n| self.article.between(n).contains('&'));
        and.then_some(Label::Org)
    }

    /// Words in capitals throughout are an acronym, or shouted: `Some(None)` says that it is neither
    /// a name nor to be looked at further.
    fn acronym(&self, run: Range<usize>) -> Option<Option<Label>> {
        let first = run.start;
        if run.len() != 1 || self.article.tokens[first].case != Case::Capitals {
            return None;
        }
        let written = self.article.written(first);
        let letters = written.chars().count();
        let name = (2..=6).contains(&letters)
            && written.chars().all(char::is_alphabetic)
            && !self.cues(first).any(Cues::Capitals.and(Cues::Common).and(Cues::Abbreviation))
            && !self.shouted(run);
        let article = first > 0
            && self.joined(first)
            && matches!(
                self.article.tokens.folded(first - 1),
                "the" | "la" | "le" | "l" | "du" | "de" | "d" | "des" | "par" | "by"
            );
        // «la FGTB et CSC»
        let beside = first > 1
            && self.joined(first)
            && self.joined(first - 1)
            && matches!(self.article.written(first - 1), "and" | "et" | "ou" | "or")
            && self.article.tokens[first - 2].case == Case::Capitals
            && (self.known(first - 2).is_some_and(|name| name.label == Label::Org)
                || self.proposed.last().is_some_and(|(range, _, label, _)| {
                    *label == Label::Org && range.contains(&(first - 2))
                }));
        let article = article || beside;
        let bracket = self.article.between(first).ends_with('(');
        (letters > 1).then_some((name && (article || bracket)).then_some(Label::Org))
    }

    /// Whether the words beside are all in capitals too.
    fn shouted(&self, run: Range<usize>) -> bool {
        let capitals = |n: usize| {
            let token = &self.article.tokens[n];
            token.case == Case::Capitals && token.end - token.start > 1
        };
        let before = run
            .start
            .checked_sub(1)
            .is_some_and(|n| self.article.tokens[run.start].gap <= Gap::Between && capitals(n));
        let after = self.article.tokens.get(run.end).is_some_and(|t| t.gap <= Gap::Between)
            && capitals(run.end);
        run.clone().all(capitals) && (before || after || run.len() > 1)
    }

    /// Whether somebody of a name belongs to it: «Odd Rune Bakke of Industri Energi».
    fn of_somebody(&self, first: usize) -> bool {
        first > 1
            && self.joined(first)
            && matches!(self.article.written(first - 1), "of" | "at")
            && self.capital(first - 2)
            && !self.cues(first - 2).any(Cues::Title.and(THINGS))
            && self.known(first - 2).is_none_or(|name| name.label == Label::Per)
    }

    /// Whether a title leads to the word: at once, after a nationality word, or with a complement
    /// in small letters («le porte-parole du gouvernement Gabriel Attal») before two words.
    fn titled(&self, first: usize, words: usize) -> bool {
        // «patronne de Nadif Énergie», but «M. de Nadif».
        let of = first > 1
            && matches!(
                self.article.written(first - 1),
                "de" | "d" | "of" | "du" | "des" | "at" | "with" | "chez"
            )
            && !self.capital(first - 2);
        if of || self.of_somebody(first) {
            return false;
        }
        let mut at = first;
        for distance in 0..6 {
            let gap = self.article.tokens[at].gap;
            if at == 0
                || gap >= Gap::Quote
                    && !self.after_abbreviation(at)
                    && !(distance == 0
                        && gap == Gap::Between
                        && words > 1
                        && self.article.between(at) == ", ")
            {
                return false;
            }
            at -= 1;
            let cues = self.cues(at);
            let known = self.known(at).map(|name| name.label);
            if cues.any(Cues::Title) && known.is_none() {
                return distance == 0
                    || words > 1
                    || self.known(first - 1).is_some_and(|n| n.label == Label::Norp);
            }
            if cues.any(Cues::Speech.and(Cues::Verb)) {
                return false;
            }
            if known.is_none() && self.capital(at) {
                return false;
            }
            if known != Some(Label::Norp) && words == 1 {
                return false;
            }
        }
        false
    }

    /// Whether the word before the name says that it is an organisation: «la société X», «le groupe
    /// danois X».
    pub(super) fn made(&self, first: usize) -> bool {
        if first == 0 || self.article.tokens[first].gap > Gap::Quote {
            return false;
        }
        let maker = |n: usize| {
            let small = !self.capital(n) || matches!(self.article.written(n), "ONG" | "NGO");
            self.cues(n).any(Cues::Maker) && small
        };
        let adjective = || {
            let nationality = self.known(first - 1).is_some_and(|n| n.label == Label::Norp);
            !self.capital(first - 1) && (nationality || self.adjective_of_kind(first - 1))
        };
        maker(first - 1) || first > 1 && self.joined(first - 1) && maker(first - 2) && adjective()
    }

    /// What the words behind the name say it is: «Nadif, a maker of glass».
    fn apposition(&self, end: usize) -> Option<Label> {
        let tokens = self.article.tokens;
        let article = matches!(
            self.article.written(end),
            "a" | "an" | "the" | "une" | "un" | "le" | "la" | "l" | "its"
        );
        if end + 1 >= tokens.len() || self.article.between(end) != ", " || !article {
            return None;
        }
        let small = |&n: &usize| self.joined(n) && !self.capital(n);
        (end + 1..(end + 4).min(tokens.len())).take_while(small).find_map(|n| {
            let cues = self.cues(n);
            match cues {
                _ if cues.any(Cues::Maker) => Some(Label::Org),
                _ if cues.any(Cues::Town) && !cues.any(Cues::Building) => Some(Label::Gpe),
                _ => None,
            }
        })
    }

    /// Whether the word before the name says that it is a work or a ship.
    pub(super) fn named_thing(&self, first: usize) -> bool {
        first > 0
            && self.article.tokens[first].gap <= Gap::Quote
            && self.cues(first - 1).any(Cues::Bearing)
            && !self.capital(first - 1)
    }

    /// What a noun before the name says it is: «la société X», «the town of X».
    fn headed(&self, first: usize) -> Option<Label> {
        let mut at = first;
        for _ in 0..3 {
            if at == 0 || self.article.tokens[at].gap > Gap::Quote {
                return None;
            }
            at -= 1;
            let cues = self.cues(at);
            if cues.any(Cues::Town) && !self.capital(at) {
                return Some(if cues.any(Cues::Quarter) { Label::Loc } else { Label::Gpe });
            }
            if !matches!(self.article.written(at), "de" | "d" | "of" | "du" | "des") {
                return None;
            }
        }
        None
    }

    /// Whether somebody of this name says something, has an age or a relative.
    fn tells(&self, run: Range<usize>) -> bool {
        let tokens = self.article.tokens;
        let after = |n: usize| run.end + n < tokens.len();
        let verb = |n: usize| {
            after(n)
                && !self.capital(run.end + n)
                && self.cues(run.end + n).any(Cues::Speech)
                && self.joined(run.end + n)
        };
        let auxiliary = after(0)
            && self.joined(run.end)
            && matches!(self.article.written(run.end), "a" | "avait" | "has" | "had");
        let age = after(1)
            && self.article.between(run.end) == ", "
            && self.article.written(run.end).parse::<u8>().is_ok_and(|age| (7..110).contains(&age))
            && (self.article.written(run.end + 1) == "ans"
                || self.article.between(run.end + 1).starts_with(','));
        let before = run.start > 0
            && self.joined(run.start)
            && !self.capital(run.start - 1)
            && self.cues(run.start - 1).any(Cues::Speech.and(Cues::Kin));
        verb(0) || auxiliary && verb(1) || age || before
    }

    /// Whether most words of the line have capitals, so that they tell nothing. A paragraph is no
    /// headline, however many names it has.
    fn headline(&self, run: Range<usize>) -> bool {
        const LONGEST: usize = 24;
        let tokens = self.article.tokens;
        let begins = |n: usize| n == 0 || self.article.between(n).contains('\n');
        let Some(from) = (run.start.saturating_sub(LONGEST)..=run.start).rev().find(|&n| begins(n))
        else {
            return false;
        };
        let ends = |&n: &usize| n == tokens.len() || begins(n);
        let Some(to) = (run.end..=(from + LONGEST).min(tokens.len())).find(ends) else {
            return false;
        };
        // A whole line of capitals is one.
        if run.len() > 3 && run == (from..to) {
            return true;
        }
        let (mut capitals, mut small) = (0, 0);
        for n in (from + 1..to).filter(|n| !run.contains(n)) {
            if self.capital(n) {
                capitals += usize::from(!self.cues(n).any(Cues::Title));
            } else if tokens[n].end - tokens[n].start > 2 {
                small += 1;
            }
        }
        capitals > small
    }
}
