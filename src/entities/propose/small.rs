//! Names whose first word is written small in French: «palais Coburg», «ministère de la Défense», «musée
//! du quai Branly».

use super::super::lexicon::Cues;
use super::Proposer;
use crate::model::Label;

impl Proposer<'_, '_> {
    /// The end of «ministère russe de la Défense», «ministère des Travaux publics».
    fn ministry(&self, at: usize) -> Option<usize> {
        let nationality = self.known(at + 1).is_some_and(|name| name.label == Label::Norp);
        let mut name = at + 1 + usize::from(nationality);
        let link = |n: usize| {
            self.joined(n)
                && matches!(self.article.written(n), "de" | "du" | "des" | "d" | "la" | "l")
        };
        while name < at + 4 && link(name) {
            name += 1;
        }
        let named = link(name - 1) && self.joined(name) && self.capital(name);
        if !named || self.known(name).is_some() {
            return None;
        }
        // «Affaires étrangères»
        let plural = |n: usize| self.article.written(n).ends_with(['s', 'x']);
        let adjective = plural(name) && self.joined(name + 1) && plural(name + 1);
        let adjective = adjective
            && !self.article.cues(name + 1).any(Cues::Common.and(Cues::Link))
            && self.known(name + 1).is_none();
        Some(name + 1 + usize::from(adjective))
    }

    /// «palais Coburg», «rue Monge»: a building whose kind is written small belongs to the name.
    pub(super) fn small_head(&mut self, at: usize) {
        let tokens = self.article.tokens;
        let heads = Cues::Building.and(Cues::Organ).and(Cues::Nature);
        if !self.cues(at).any(heads) || tokens[at].arabic || self.known(at).is_some() {
            return;
        }
        if matches!(tokens.folded(at), "ministere" | "ministeres") {
            if let Some(end) = self.ministry(at) {
                self.add(at..end, 0, Label::Org);
            }
            return;
        }
        let label = match tokens.folded(at) {
            "universite" | "lycee" | "fondation" | "institut" | "academie" | "conservatoire"
            | "college" | "ecole" | "ligue" | "observatoire" => Label::Org,
            _ if self.cues(at).any(Cues::Building) => Label::Fac,
            _ if self.cues(at).any(Cues::Nature) => Label::Loc,
            _ => return,
        };
        let link = |n: usize| {
            self.joined(n)
                && !self.capital(n)
                && matches!(
                    self.article.written(n),
                    "de" | "du" | "des" | "d" | "la" | "le" | "l" | "les"
                )
        };
        let links = |from: usize| (from..from + 2).find(|&n| !link(n)).unwrap_or(from + 2);
        let mut name = links(at + 1);
        // «musée du quai Branly», «musée de la poterie de Vannes», «université catholique du Nord».
        let house = matches!(
            tokens.folded(at),
            "musee" | "universite" | "ecole" | "institut" | "theatre" | "hopital" | "lycee"
        );
        let noun = house
            && self.joined(name)
            && !self.capital(name)
            && self.known(name).is_none()
            && (name > at + 1 || self.adjective_of_kind(name) && link(name + 1))
            && self.article.written(name).chars().count() > 3
            && !self.cues(name).any(Cues::Common.and(Cues::Speech).and(Cues::Title));
        if noun {
            name = links(name + 1);
        }
        let known = |n: usize| {
            (label != Label::Org && !noun)
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
}
