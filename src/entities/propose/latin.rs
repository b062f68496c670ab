//! Runs of words with capitals, and what of them is a name.

use std::ops::Range;

use super::super::article::{Article, Means, Name, spelled_end};
use super::super::forms::Case;
use super::super::lexicon::Cues;
use super::super::tokens::Gap;
use super::{Proposer, THINGS};
use crate::model::Label;

impl Proposer<'_, '_> {
    /// Runs of words with capitals, small particles between them.
    pub(super) fn latin(&mut self) {
        let mut at = 0;
        while at < self.article.tokens.len() {
            if !self.capital(at) {
                self.small_head(at);
                at += 1;
                continue;
            }
            let start = at;
            if let Some(end) = spelled_end(self.article, at) {
                self.spelled(start..end);
                at = end;
                continue;
            }
            at = self.run_end(start);
            match self.institution(start..at) {
                Some((name, label)) => {
                    at = name.end;
                    self.add(name, 0, label);
                }
                None => self.run(start..at),
            }
        }
    }

    /// An unknown acronym with periods: a state behind its town, an organisation behind an article.
    fn spelled(&mut self, run: Range<usize>) {
        const STATES: [&str; 10] =
            ["n-y", "n-j", "n-c", "s-c", "n-d", "s-d", "n-m", "n-h", "r-i", "b-c"];
        let start = run.start;
        if run.clone().any(|n| self.known(n).is_some()) {
            return;
        }
        let town = start > 0 && self.capital(start - 1) && self.article.between(start) == ", ";
        let led = self.joined(start)
            && matches!(
                self.article.tokens.folded(start - 1),
                "the" | "la" | "le" | "l" | "du" | "by" | "par"
            );
        if town && STATES.contains(&self.article.key(run.clone(), 0).as_str()) {
            self.add(run, 0, Label::Gpe);
        } else if led && run.len() > 2 {
            self.add(run, 0, Label::Org);
        }
    }

    /// The end of the run of capitals that begins here.
    pub(super) fn run_end(&self, start: usize) -> usize {
        let mut end = start + 1;
        let mut linked = self.cues(start).any(THINGS) || self.made(start);
        loop {
            if let Some(owned) = self.owned(end) {
                end = owned;
                continue;
            }
            if self.joined(end) && self.capital(end) {
                // «as the W.C.F. Nadif put it»: no name but of a company goes on with an acronym.
                if spelled_end(self.article, end).is_some() && !is_company(self.article, end) {
                    return end;
                }
                linked |= self.cues(end).any(THINGS);
                end += 1;
                continue;
            }
            if let Some(named) = self.nicknamed(start, end) {
                end = named;
                continue;
            }
            // «Boulogne-sur-Mer».
            let hyphens =
                |n: usize| n < self.article.tokens.len() && self.article.between(n) == "-";
            let capital = (end..end + 4).find(|&n| !hyphens(n) || self.capital(n));
            if let Some(capital) = capital.filter(|&n| n > end && hyphens(n)) {
                end = capital + 1;
                continue;
            }
            let small = if linked { Cues::Particle.and(Cues::Link) } else { Cues::Particle };
            let mut next = end;
            while next < end + 2 && self.joined(next) && !self.capital(next) {
                // «Ligérie et la Caisse» are two.
                let two = next > end
                    && matches!(self.article.written(end), "et" | "and")
                    && matches!(self.article.written(next), "la" | "le" | "les" | "l" | "the");
                if two {
                    return end;
                }
                if !self.cues(next).any(small) {
                    break;
                }
                // «Tolver Creek against Nadif»: only organisations and works have such a word in
                // them.
                let named =
                    |n: usize| self.cues(n).any(Cues::Organ.and(Cues::Work).and(Cues::Event));
                let strong = matches!(
                    self.article.written(next),
                    "against"
                        | "contre"
                        | "without"
                        | "sans"
                        | "in"
                        | "on"
                        | "en"
                        | "aux"
                        | "au"
                        | "sur"
                        | "for"
                        | "pour"
                        | "a"
                        | "à"
                );
                if strong && !self.cues(next).any(Cues::Particle) && !(start..end).any(named) {
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

    /// The end of a name with a nickname in quotes that begins with a given name: «Robert « Bébert »
    /// Estève».
    fn nicknamed(&self, start: usize, end: usize) -> Option<usize> {
        let quote = |n: usize, quotes: [&str; 3]| quotes.contains(&self.article.between(n).trim());
        let name = self.given(start)
            && self.capital(end)
            && self.capital(end + 1)
            && quote(end, ["“", "\"", "«"])
            && quote(end + 1, ["”", "\"", "»"]);
        name.then_some(end + 2)
    }

    /// The end of what an owner's name goes on to, in «Tanner’s Lane», «Martyrs’ Square»: only what
    /// ends as buildings and organisations do.
    fn owned(&self, end: usize) -> Option<usize> {
        let tokens = self.article.tokens;
        let mut next = end;
        // «Iten’s Saint Mary Hospital» is one that somebody has.
        let mut singular = false;
        let gap = tokens.get(next).map(|_| self.article.between(next))?;
        if matches!(gap, "'" | "’") && self.article.written(next) == "s" {
            next += 1;
            if tokens.get(next).is_none() || self.article.between(next) != " " {
                return None;
            }
            let owner = self.article.written(end - 1);
            let saint = end > 1 && matches!(self.article.written(end - 2), "St" | "Saint");
            singular = !saint && !matches!(owner, "People" | "Women" | "Children" | "Men");
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
        let most = if singular { 2 } else { 4 };
        (last > next && last < next + most && self.cues(last - 1).any(THINGS)).then_some(last)
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
        if let Some(compound) = self.compound(&run) {
            return Some(compound);
        }
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
                // «l’ONG Sources du Sahel»
                if link && self.made(first) {
                    return Some((run, Label::Org));
                }
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
        let place = self.known(first).is_some_and(|name| {
            name.label == Label::Gpe
                && (name.tokens.end..last).all(|n| {
                    self.known(n).is_none()
                        && self.article.tokens[n].case == Case::Capital
                        && !self.cues(n).any(Cues::Title)
                })
        });
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

    /// A place that is called as a known one and goes on with hyphens: «Saint-Laurent-du-Pont»,
    /// «Liban-Sud».
    fn compound(&self, run: &Range<usize>) -> Option<(Range<usize>, Label)> {
        let hyphen = |n: usize| n < run.end && self.article.between(n) == "-";
        run.clone().filter_map(|n| self.known(n)).find_map(|name| {
            let (start, end) = (name.tokens.start, name.tokens.end);
            let place = matches!(name.label, Label::Gpe | Label::Loc) && start >= run.start;
            if !place || !hyphen(end) {
                return None;
            }
            let side = matches!(self.article.written(end), "Sud" | "Nord" | "Est" | "Ouest");
            let linked = !self.capital(end) && self.cues(end).any(Cues::Link) && hyphen(end + 1);
            let last = (end + 1..=run.end).find(|&n| !hyphen(n))?;
            let label = if side { Label::Loc } else { Label::Gpe };
            (side || linked).then_some((start..last, label))
        })
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
        // «Democrat Raphael Warnock»
        let member = matches!(
            self.article.written(run.start),
            "Democrat" | "Republican" | "Conservative" | "Independent"
        );
        if member && run.len() > 2 && self.known(run.start).is_none() && self.given(run.start + 1) {
            run.start += 1;
        }
        let front = |n: usize| {
            let cues = self.cues(n);
            // «Grand Harbour Risk».
            let large = matches!(
                self.article.written(n),
                "Grand"
                    | "Grande"
                    | "New"
                    | "Great"
                    | "Old"
                    | "North"
                    | "South"
                    | "East"
                    | "West"
                    | "Central"
                    | "Northern"
                    | "Southern"
                    | "Eastern"
                    | "Western"
            ) || self.article.written(n) == "All"
                && matches!(self.article.written(n + 1), "Saints" | "Souls");
            let kept = cues.any(Cues::Given) || large && n + 1 < run.end;
            let common = cues.any(Cues::Common) && (self.opens(n) || !kept);
            // «Ms. Two Strike»
            let titled = n > 0
                && n + 1 < run.end
                && self.after_abbreviation(n)
                && self.cues(n - 1).any(Cues::Title);
            // «Le Goaziou», «La Gazette», «M’Bemba», «T. J. Okafor».
            let held = n + 1 < run.end
                && (matches!(self.article.between(n + 1), "'" | "’" | "-")
                    && self.article.written(n) != "L"
                    && self.article.written(n) != "D"
                    || self.article.between(n + 1).starts_with('.')
                        && self.article.written(n).len() == 1
                        && !self.cues(n).any(Cues::Title)
                    || self.article.tokens[n].gap < Gap::Sentence
                        && !self.article.between(n).contains(':')
                        && matches!(
                            self.article.written(n),
                            "Le" | "La" | "Les" | "The" | "El" | "Al" | "Los" | "Las"
                        ));
            self.known(n).is_none()
                && !held
                && !titled
                && (common || cues.any(Cues::Title) && !cues.any(Cues::Given) || !self.capital(n))
        };
        while run.start < run.end && front(run.start) {
            run.start += 1;
        }
        let company = |n: usize| is_company(self.article, n);
        let back = |n: usize| {
            let cues = self.cues(n);
            let ends = company(n) || n > 0 && company(n - 1) && self.article.between(n) == ".";
            self.known(n).is_none()
                && !(n > run.start && ends)
                && (cues.any(Cues::Common.and(Cues::Title)) && !cues.any(Cues::Given)
                    || !self.capital(n))
        };
        while run.start < run.end && back(run.end - 1) {
            run.end -= 1;
        }
        run
    }

    /// Whether a run ends as companies do: «Nadif Corp.», «Nadif S.A.».
    pub(super) fn is_company(&self, run: Range<usize>) -> bool {
        run.len() > 1
            && (is_company(self.article, run.end - 1)
                || run.len() > 2 && is_company(self.article, run.end - 2))
    }

    /// Judges a run of capitals in which nothing is known.
    fn piece(&mut self, piece: Range<usize>) {
        let run = self.stripped(piece.clone());
        if run.is_empty() || run.len() > 8 || self.is_handle(run.start) {
            return;
        }
        match self.label(run.clone()) {
            Some(label) => {
                // «M. de La Roncière».
                let mut run = run;
                let particle = |n: usize| {
                    self.joined(n + 1)
                        && matches!(
                            self.article.written(n),
                            "de" | "du" | "d" | "da" | "von" | "van"
                        )
                };
                if label == Label::Per
                    && run.start > 1
                    && particle(run.start - 1)
                    && self.capital(run.start - 2)
                    && self.cues(run.start - 2).any(Cues::Title)
                {
                    run.start -= 1;
                }
                if self.article.tokens[run.start].gap == Gap::Quote
                    && (self.named_thing(run.start) || self.made(run.start))
                    && let Some(end) = self.quoted(run.start)
                {
                    run.end = end;
                }
                // «le satellite Guetteur-2»
                let number = |n: usize| {
                    n < self.article.tokens.len()
                        && self.article.between(n) == "-"
                        && self.article.written(n).bytes().all(|b| b.is_ascii_digit())
                };
                if label == Label::Misc && number(run.end) {
                    run.end += 1;
                }
                self.add(run, 0, label);
            }
            None if self.perhaps_a_person(run.clone()) => self.add_unsure(run, Label::Per),
            None => self.weak.push(run),
        }
    }

    fn is_handle(&self, token: usize) -> bool {
        self.article.between(token).ends_with(['@', '#', '/'])
    }
}

/// Whether a word is what companies end with.
fn is_company(article: &Article<'_>, at: usize) -> bool {
    match article.written(at) {
        "Corp" | "Inc" | "Ltd" | "Co" | "SA" | "GmbH" | "plc" | "Plc" | "PLC" | "AG" | "SARL"
        | "SAS" | "NV" | "BV" | "LLC" | "SpA" | "Oyj" | "ASA" | "KK" | "Holding" | "Holdings" => {
            true
        }
        "S" => article.written(at + 1) == "A" && article.between(at + 1) == ".",
        _ => false,
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
