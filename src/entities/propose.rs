//! Proposes names that no table has. Precision comes first: a word is a name only where what stands
//! around it says so. Latin scripts are read here, by their capitals; Arabic in `propose_arabic`.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::article::{Article, Means, Name};
use super::forms::Case;
use super::lexicon::Cues;
use super::propose_arabic;
use super::tokens::Gap;
use super::vocabulary::BuildMix;
use crate::model::Label;

/// Adds what the article's words propose; drops known names that are parts of what was proposed.
pub(super) fn propose(article: &Article<'_>, names: &mut Vec<Name>) {
    let mut covered = vec![None; article.tokens.len()];
    for (n, name) in names.iter().enumerate() {
        covered[name.tokens.clone()].fill(Some(n as u32));
    }
    let mut proposer = Proposer {
        article,
        names,
        covered,
        proposed: Vec::new(),
        weak: Vec::new(),
        small: OnceCell::new(),
    };
    proposer.latin();
    propose_arabic::propose(&mut proposer);
    proposer.settle();
}

/// What the last word of a thing's name may be.
const THINGS: Cues =
    Cues::Organ.and(Cues::Building).and(Cues::Nature).and(Cues::Event).and(Cues::Work);

/// What has been found out so far.
pub(super) struct Proposer<'a, 'n> {
    pub(super) article: &'a Article<'a>,
    names: &'n mut Vec<Name>,
    /// The known name that a word belongs to.
    covered: Vec<Option<u32>>,
    proposed: Vec<(Range<usize>, u8, Label, bool)>,
    /// Words with capitals that nothing tells about but what is found elsewhere in the article.
    weak: Vec<Range<usize>>,
    /// The words of the article that stand there without a capital, once asked for.
    small: OnceCell<HashSet<&'a str, BuildMix>>,
}

impl Proposer<'_, '_> {
    /// The known name that a word belongs to.
    pub(super) fn known(&self, token: usize) -> Option<&Name> {
        self.covered.get(token).copied().flatten().map(|n| &self.names[n as usize])
    }

    pub(super) fn add(&mut self, tokens: Range<usize>, stripped: u8, label: Label) {
        self.proposed.push((tokens, stripped, label, true));
    }

    fn add_unsure(&mut self, tokens: Range<usize>, label: Label) {
        self.proposed.push((tokens, 0, label, false));
    }

    fn capital(&self, token: usize) -> bool {
        self.article.tokens.get(token).is_some_and(|word| word.case > Case::Any && !word.arabic)
    }

    fn cues(&self, token: usize) -> Cues {
        self.article.cues(token)
    }

    /// Whether a name may go on from the word before this one.
    fn joined(&self, token: usize) -> bool {
        token < self.article.tokens.len() && self.article.joined(token)
    }

    /// Runs of words with capitals, small particles between them.
    fn latin(&mut self) {
        let mut at = 0;
        while at < self.article.tokens.len() {
            if !self.capital(at) {
                self.small_head(at);
                at += 1;
                continue;
            }
            let start = at;
            at = self.run_end(start);
            self.run(start..at);
        }
    }

    /// The end of the run of capitals that begins here.
    fn run_end(&self, start: usize) -> usize {
        let mut end = start + 1;
        let mut linked = self.cues(start).any(THINGS);
        loop {
            if let Some(owned) = self.owned(end) {
                end = owned;
                continue;
            }
            if self.joined(end) && self.capital(end) {
                linked |= self.cues(end).any(THINGS);
                end += 1;
                continue;
            }
            let small = if linked { Cues::Particle.and(Cues::Link) } else { Cues::Particle };
            let mut next = end;
            while next < end + 2 && self.joined(next) && !self.capital(next) {
                if !self.cues(next).any(small) {
                    break;
                }
                next += 1;
            }
            let person = linked || self.person_particle(start, end);
            if next > end && person && self.joined(next) && self.capital(next) {
                end = next + 1;
            } else {
                return end;
            }
        }
    }

    /// The end of what an owner's name goes on to, in «Tanner’s Lane», «Martyrs’ Square»: only what
    /// ends as buildings and organisations do.
    fn owned(&self, end: usize) -> Option<usize> {
        let tokens = self.article.tokens;
        let mut next = end;
        let gap = tokens.get(next).map(|_| self.article.between(next))?;
        if matches!(gap, "'" | "’") && self.article.written(next) == "s" {
            next += 1;
            if tokens.get(next).is_none() || self.article.between(next) != " " {
                return None;
            }
        } else if !matches!(gap, "' " | "’ ") {
            return None;
        }
        let mut last = next;
        while self.capital(last) && (last == next || self.joined(last)) {
            last += 1;
            if last == tokens.len() {
                break;
            }
        }
        (last > next && last < next + 4 && self.cues(last - 1).any(THINGS)).then_some(last)
    }

    /// Whether the small word here may be in the name of the person that the run begins with: after
    /// a given name «de» is, after another word only what is in no other phrase.
    fn person_particle(&self, start: usize, at: usize) -> bool {
        if at >= self.article.tokens.len() {
            return false;
        }
        let given = self.given(start);
        let phrase = matches!(
            self.article.written(at),
            "de" | "du" | "des" | "d" | "la" | "le" | "y" | "e" | "at" | "an" | "as" | "ar"
        );
        self.cues(at).any(Cues::Particle) && (given || !phrase)
    }

    fn given(&self, token: usize) -> bool {
        self.cues(token).any(Cues::Given) && self.capital(token)
    }

    /// Whether a word begins a sentence, a line or a quotation, where every word has a capital.
    fn opens(&self, token: usize) -> bool {
        self.article.tokens[token].gap >= Gap::Quote && !self.after_abbreviation(token)
            || self.article.between(token).contains([':', '"', '“', '«'])
    }

    fn after_abbreviation(&self, token: usize) -> bool {
        token > 0
            && self.cues(token - 1).any(Cues::Abbreviation)
            && matches!(self.article.between(token), "." | ". " | ".\u{A0}")
    }

    /// Judges a run of capitals.
    fn run(&mut self, run: Range<usize>) {
        let mut rest = run.clone();
        let whole = self.whole(rest.clone());
        if let Some((tokens, label)) = whole {
            self.add(tokens, 0, label);
            return;
        }
        // What is known parts the rest into pieces.
        while !rest.is_empty() {
            let piece = rest.clone().find(|&n| self.known(n).is_some()).unwrap_or(rest.end);
            if rest.start < piece {
                self.piece(rest.start..piece);
            }
            rest.start = (piece..rest.end).find(|&n| self.known(n).is_none()).unwrap_or(rest.end);
        }
    }

    /// A name that has a known one in it: «Anatole France», «Jordan Peele», «Radio France».
    fn whole(&self, run: Range<usize>) -> Option<(Range<usize>, Label)> {
        let new = matches!(self.article.written(run.start), "New" | "Nouveau" | "Nouvelle");
        let run = if new { run } else { self.stripped(run) };
        let known: Vec<&Name> = run.clone().filter_map(|n| self.known(n)).collect();
        if known.is_empty() || run.len() < 2 {
            return None;
        }
        let single = |token: usize| {
            self.known(token).filter(|name| name.tokens.len() == 1 && name.label != Label::Norp)
        };
        let (first, last) = (run.start, run.end - 1);
        let not_name = Cues::Common
            .and(Cues::Title)
            .and(Cues::Organ)
            .and(Cues::Maker)
            .and(Cues::Building)
            .and(Cues::Nature)
            .and(Cues::Town);
        if self.known(first).is_none() {
            // «New Mexico» is not Mexico.
            if matches!(self.article.written(first), "New" | "Nouveau" | "Nouvelle")
                && run.len() == 2
                && single(last).is_some_and(|name| name.label == Label::Gpe)
            {
                return Some((run, Label::Gpe));
            }
            let place = |n: usize| {
                single(n).is_some_and(|name| matches!(name.label, Label::Gpe | Label::Loc))
            };
            let person = |n: usize| single(n).is_some_and(|name| name.label == Label::Per);
            let names =
                (first + 1..run.end).filter(|&n| self.known(n).is_some()).collect::<Vec<_>>();
            let surname = (names.len() == 1 && names[0] == last).then_some(last);
            let plain = (first..last)
                .all(|n| !self.cues(n).any(not_name) || self.cues(n).any(Cues::Particle));
            if let Some(last) = surname.filter(|_| plain || self.given(first)) {
                if self.given(first) && (place(last) || person(last)) {
                    return Some((run, Label::Per));
                }
                if person(last) && !self.opens(first) && !self.same_given(first, last) {
                    return Some((run, Label::Per));
                }
            }
            let head = self.cues(first);
            let covers = |name: &Name| name.tokens.start >= run.start && name.tokens.end <= run.end;
            if known
                .iter()
                .all(|name| covers(name) && name.label != Label::Norp && name.label != Label::Per)
            {
                let link = run.clone().any(|n| !self.capital(n));
                if head.any(Cues::Organ) && (link || run.len() == 2) {
                    return Some((run, Label::Org));
                }
                if head.any(Cues::Building) {
                    return Some((run, Label::Fac));
                }
                if head.any(Cues::Event) && link {
                    return Some((run, Label::Event));
                }
                if head.any(Cues::Nature) && link {
                    return Some((run, Label::Loc));
                }
            }
            return None;
        }
        // «France Gall», «France Galop»: the country would have an article.
        if self.article.written(first) == "France"
            && first + 1 == run.end - 1
            && self.known(last).is_none()
            && !self.cues(last).any(not_name)
            && self.article.between(last) == " "
            && !self.article.key(first.saturating_sub(1)..first, 0).starts_with("la")
        {
            return Some((run, Label::Org));
        }
        // A place whose name is a given name, before a surname: Jordan Peele.
        let surname = first + 1..run.end;
        if single(first).is_some_and(|name| name.label == Label::Gpe)
            && self.given(first)
            && surname.len() <= 2
            && surname.clone().all(|n| self.known(n).is_none() && !self.cues(n).any(not_name))
            && surname.clone().all(|n| {
                self.article.tokens[n].case == Case::Capital || self.article.written(n).len() == 1
            })
            && matches!(self.article.between(first + 1), " " | "\u{A0}")
        {
            return Some((run, Label::Per));
        }
        // «Beirut Airport», «Kabul University».
        let tail = self.cues(last);
        let place = self
            .known(first)
            .is_some_and(|name| name.label == Label::Gpe && name.tokens.end == last);
        if place && self.known(last).is_none() {
            if tail.any(Cues::Nature) {
                return Some((run, Label::Loc));
            }
            if tail.any(Cues::Event) {
                return Some((run, Label::Event));
            }
            if tail.any(Cues::Building) {
                return Some((run, Label::Fac));
            }
            if tail.any(Cues::Organ) && !tail.any(Cues::Title.and(Cues::Common)) {
                return Some((run, Label::Org));
            }
        }
        None
    }

    /// Whether the word before a known surname is what the bearer's given name may look like:
    /// an initial, or misspelt by a letter.
    fn same_given(&self, given: usize, surname: usize) -> bool {
        let Some(Name { means: Means::Entity(entity), .. }) = self.known(surname) else {
            return false;
        };
        let id = self.article.dictionary.entities[*entity as usize].id.as_str();
        let key = self.article.key(given..given + 1, 0);
        id.split('-').any(|part| {
            part.starts_with(&key) && key.len() == 1 || key.len() > 3 && within_one_edit(part, &key)
        })
    }

    /// A run without the words that are in front of a name or after it.
    fn stripped(&self, mut run: Range<usize>) -> Range<usize> {
        // «Foreign Minister Jane Doe»: what stands in front of a title goes with it.
        let title = |&n: &usize| {
            let cues = self.cues(n);
            self.known(n).is_none()
                && cues.any(Cues::Title)
                && !cues.any(Cues::Given)
                && self.joined(n + 1)
                && !self.article.between(n + 1).starts_with(['\'', '’', '-'])
        };
        if let Some(title) = run.clone().rev().skip(1).find(title)
            && !run.clone().any(|n| !self.capital(n) && self.cues(n).any(Cues::Link))
        {
            run.start = title + 1;
        }
        let front = |n: usize| {
            let cues = self.cues(n);
            let common = cues.any(Cues::Common) && !(cues.any(Cues::Given) && !self.opens(n));
            // «Le Goaziou», «La Gazette», «M’Bemba», «T. J. Okafor».
            let held = n + 1 < run.end
                && (matches!(self.article.between(n + 1), "'" | "’" | "-")
                    && self.article.written(n) != "L"
                    && self.article.written(n) != "D"
                    || self.article.between(n + 1).starts_with('.')
                        && self.article.written(n).len() == 1
                        && !self.cues(n).any(Cues::Title)
                    || !self.opens(n)
                        && matches!(
                            self.article.written(n),
                            "Le" | "La" | "Les" | "The" | "El" | "Al" | "Los" | "Las"
                        ));
            self.known(n).is_none()
                && !held
                && (common || cues.any(Cues::Title) && !cues.any(Cues::Given) || !self.capital(n))
        };
        while run.start < run.end && front(run.start) {
            run.start += 1;
        }
        let back = |n: usize| {
            let cues = self.cues(n);
            self.known(n).is_none()
                && (cues.any(Cues::Common.and(Cues::Title)) && !cues.any(Cues::Given)
                    || !self.capital(n))
        };
        while run.start < run.end && back(run.end - 1) {
            run.end -= 1;
        }
        run
    }

    /// Judges a run of capitals in which nothing is known.
    fn piece(&mut self, piece: Range<usize>) {
        let run = self.stripped(piece.clone());
        if run.is_empty() || run.len() > 8 || self.is_handle(run.start) {
            return;
        }
        match self.label(run.clone()) {
            Some(label) => self.add(run, 0, label),
            None if self.perhaps_a_person(run.clone()) => self.add_unsure(run, Label::Per),
            None => self.weak.push(run),
        }
    }

    fn is_handle(&self, token: usize) -> bool {
        self.article.between(token).ends_with(['@', '#', '/'])
    }

    /// What a run of unknown words with capitals is, by the words around it.
    fn label(&self, run: Range<usize>) -> Option<Label> {
        let (first, last) = (run.start, run.end - 1);
        let tail = self.cues(last);
        if let Some(label) = self.acronym(run.clone()) {
            return label;
        }
        if self.shouted(run.clone()) {
            return None;
        }
        let given = self.given(first)
            && (2..=5).contains(&run.len())
            && !tail.any(THINGS)
            && !run.clone().any(|n| self.article.between(n).contains('&') && n > first);
        // «la société Nassim Énergie».
        if self.made(first) {
            return Some(Label::Org);
        }
        if run.clone().all(|n| self.cues(n).any(Cues::State)) {
            return Some(Label::Gpe);
        }
        if run.len() > 1 && !given && !(run.len() > 3 && self.headline(run.clone())) {
            if let Some(label) = self.thing(run.clone()) {
                return Some(label);
            }
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
        // «T. J. Okafor».
        if run.len() > 1
            && self.article.written(first).len() == 1
            && self.article.between(first + 1).starts_with('.')
        {
            return Some(Label::Per);
        }
        let told = self.tells(run.clone());
        if told && run.len() <= 3 {
            return Some(Label::Per);
        }
        if run.len() <= 3
            && first > 0
            && self.cues(first - 1).any(Cues::At)
            && self.joined(first)
            && run.clone().all(|n| self.article.tokens[n].case == Case::Capital && !self.noun(n))
        {
            return Some(Label::Gpe);
        }
        None
    }

    /// Whether nothing but their capitals tells that these words are a person's name: two or three
    /// in the middle of a sentence that are nowhere else in the article without capitals; or a given
    /// name.
    fn perhaps_a_person(&self, run: Range<usize>) -> bool {
        let first = run.start;
        let plain = |n: usize| {
            let token = &self.article.tokens[n];
            let cues = self.cues(n);
            let initial = token.end - token.start == 1;
            (token.case == Case::Capital || initial)
                && !cues.any(Cues::Common.and(Cues::Everyday))
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
        let many = match run.len() {
            1 => given && !self.opens(first),
            2..=3 => given || !self.opens(first) && !self.headline(run.clone()),
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
        let linked = run.clone().any(|n| !self.capital(n));
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

    /// Whether a title leads to the word: at once, after a nationality word, or with a complement
    /// in small letters («le porte-parole du gouvernement Gabriel Attal») before two words.
    fn titled(&self, first: usize, words: usize) -> bool {
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

    /// Whether the word before the name says that it is an organisation: «la société X».
    fn made(&self, first: usize) -> bool {
        first > 0
            && self.article.tokens[first].gap <= Gap::Quote
            && self.cues(first - 1).any(Cues::Maker)
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
                return Some(Label::Gpe);
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

    /// Whether most words of the line have capitals, so that they tell nothing.
    fn headline(&self, run: Range<usize>) -> bool {
        let tokens = self.article.tokens;
        let from = (run.start.saturating_sub(8)..run.start)
            .rev()
            .take_while(|&n| tokens[n + 1].gap < Gap::Sentence);
        let to = (run.end..(run.end + 8).min(tokens.len()))
            .take_while(|&n| tokens[n].gap < Gap::Sentence);
        // A whole line of capitals is one.
        let ends = |n: usize| tokens.get(n).is_none_or(|token| token.gap >= Gap::Sentence);
        if run.len() > 3 && tokens[run.start].gap >= Gap::Sentence && ends(run.end) {
            return true;
        }
        let (mut capitals, mut small) = (0, 0);
        for n in from.chain(to) {
            if self.capital(n) {
                capitals += 1;
            } else if tokens[n].end - tokens[n].start > 3 {
                small += 1;
            }
        }
        capitals > small
    }

    /// «palais Coburg», «rue Monge»: a building whose kind is written small belongs to the name.
    fn small_head(&mut self, at: usize) {
        let tokens = self.article.tokens;
        let heads = Cues::Building.and(Cues::Organ);
        if !self.cues(at).any(heads) || tokens[at].arabic || self.known(at).is_some() {
            return;
        }
        let label = match tokens.folded(at) {
            "universite" | "lycee" | "fondation" | "institut" | "academie" | "conservatoire"
            | "college" | "ecole" | "ligue" | "observatoire" => Label::Org,
            _ if self.cues(at).any(Cues::Building) => Label::Fac,
            _ => return,
        };
        let mut name = at + 1;
        while name < at + 3
            && self.joined(name)
            && !self.capital(name)
            && matches!(
                self.article.written(name),
                "de" | "du" | "des" | "d" | "la" | "le" | "l" | "les"
            )
        {
            name += 1;
        }
        let known = |n: usize| {
            label == Label::Fac
                && self.known(n).is_some_and(|name| {
                    !matches!(name.label, Label::Per | Label::Misc | Label::Fac)
                })
        };
        if !self.joined(name) || !self.capital(name) || known(name) {
            return;
        }
        let end = self.run_end(name);
        if !(name..end).any(known) && !self.cues(name).any(Cues::Common) {
            self.add(at..end, 0, label);
        }
    }

    /// Puts what was proposed among the names. Words that nothing told about are what their like
    /// elsewhere in the article is; the first word of an organisation stands for all of them.
    fn settle(self) {
        let Proposer { article, names, proposed, weak, covered, .. } = self;
        let mut labels: HashMap<String, (Label, Option<String>)> = HashMap::new();
        let mut all: Vec<Name> = Vec::new();
        let dotted = |end: usize| {
            let last = article.key(end - 1..end, 0);
            matches!(last.as_str(), "inc" | "ltd" | "corp" | "co" | "jr" | "sr" | "bros")
                && article.text[article.tokens[end - 1].end..].starts_with('.')
        };
        for (tokens, stripped, label, sure) in proposed {
            let key = article.key(tokens.clone(), stripped);
            labels.entry(key.clone()).or_insert((label, None));
            let spelled = dotted(tokens.end);
            all.push(Name { tokens, stripped, spelled, label, means: Means::Unknown(key), sure });
        }
        if all.is_empty() {
            return;
        }
        for name in &all {
            let first = name.tokens.start;
            let told = THINGS.and(Cues::Common).and(Cues::Given).and(Cues::Title).and(Cues::State);
            if let Means::Unknown(key) = &name.means
                && name.label == Label::Org
                && name.tokens.len() > 1
                && !article.tokens[first].arabic
                && !article.cues(first).any(told)
            {
                let short = article.key(first..first + 1, 0);
                labels.entry(short).or_insert((Label::Org, Some(key.clone())));
            }
        }
        let mut like = |tokens: Range<usize>, stripped: u8| {
            let key = article.key(tokens.clone(), stripped);
            if let Some((label, long)) = labels.get(&key) {
                let means = Means::Unknown(long.clone().unwrap_or(key));
                all.push(Name {
                    tokens,
                    stripped,
                    spelled: false,
                    label: *label,
                    means,
                    sure: false,
                });
            }
        };
        weak.into_iter().for_each(|tokens| like(tokens, 0));
        // An Arabic name has no capital to be found by; only what stands by itself is looked for.
        let singles: HashSet<String, BuildMix> =
            labels.keys().filter(|key| !key.contains('-') && !key.is_ascii()).cloned().collect();
        for token in 0..if singles.is_empty() { 0 } else { article.tokens.len() } {
            if !article.tokens[token].arabic
                || covered[token].is_some()
                || article.tokens.word(token).is_some()
            {
                continue;
            }
            let folded = article.tokens.folded(token);
            if singles.contains(folded) {
                like(token..token + 1, 0);
            } else if let Some(rest) = folded.strip_prefix(['و', 'ب', 'ل', 'ف', 'ك'])
                && singles.contains(rest)
            {
                like(token..token + 1, 1);
            }
        }
        all.sort_by_key(|name| (name.tokens.start, std::cmp::Reverse(name.tokens.end)));
        all.dedup_by(|next, kept| next.tokens.start < kept.tokens.end);
        let mut over = vec![false; article.tokens.len()];
        all.iter().for_each(|name| over[name.tokens.clone()].fill(true));
        names.retain(|name| !name.tokens.clone().any(|n| over[n]));
        names.append(&mut all);
        names.sort_by_key(|name| name.tokens.start);
    }
}

/// Whether one letter more, less or other makes one word the other.
fn within_one_edit(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let front = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let most = a.len().min(b.len()) - front;
    let back = a.iter().rev().zip(b.iter().rev()).take(most).take_while(|(x, y)| x == y).count();
    a.len().max(b.len()) - front - back <= 1
}
