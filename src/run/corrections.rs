//! What the person corrects about names, and takes back, in the order in which they do. A decision
//! in between has its turn: what was done last is undone first, whichever it was.

use super::names::Names;
use crate::action::Action;
use crate::entities::{OwnError, OwnNames, Touched, Undo};
use crate::model::{Correction, EntityId, Kind, Lang, Way};
use crate::text::fold;

/// What was corrected in this session.
#[derive(Debug)]
pub struct Corrections {
    own: OwnNames,
    done: Vec<Step>,
    undone: Vec<Step>,
}

/// Something that can be undone.
#[derive(Debug)]
enum Step {
    /// What the store knows better.
    Decision,
    Correction(Box<Made>),
}

#[derive(Debug)]
struct Made {
    /// As they are written, in one step.
    written: Vec<Correction>,
    touched: Touched,
    /// As it was said, for the names may be gone with it.
    said: String,
    undo: Undo,
}

/// A correction that was written, or taken back, and is to be brought into force.
#[derive(Debug)]
pub struct Corrected {
    /// What it may change.
    pub touched: Touched,
    way: Way,
    said: String,
}

impl Corrected {
    /// What to tell the person, once it has changed so many documents.
    pub fn sentence(&self, documents: usize) -> String {
        self.told(&changed(documents))
    }

    /// What to tell the person where another process keeps the index.
    pub(super) fn later(&self) -> String {
        self.told("kept; documents change once the other nashra that reads them has ended")
    }

    fn told(&self, what: &str) -> String {
        let before = match self.way {
            Way::Done => "",
            Way::Undone => "Undone: ",
            Way::Redone => "Done again: ",
        };
        let back = match self.way {
            Way::Undone => String::new(),
            Way::Done | Way::Redone => format!("; {} undoes", Action::Undo.key()),
        };
        format!("{before}{}: {what}{back}", self.said)
    }
}

/// In how many documents names change.
pub(super) fn changed(documents: usize) -> String {
    match documents {
        0 => "no document changes".to_owned(),
        1 => "1 document changes".to_owned(),
        n => format!("{n} documents change"),
    }
}

/// Why a correction was not made.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)]
pub enum CorrectError {
    #[error(transparent)]
    Own(#[from] OwnError),
    #[error("Both are the same already.")]
    Same,
    #[error("It is known by one name only; there is nothing to part.")]
    One,
    #[error("There is no `{0}` any more; nothing was changed.")]
    Gone(EntityId),
}

impl Corrections {
    /// Corrections that are kept with these names.
    pub fn new(own: OwnNames) -> Self {
        Self { own, done: Vec::new(), undone: Vec::new() }
    }

    /// The names that they are kept with.
    pub fn own(&self) -> &OwnNames {
        &self.own
    }

    /// Writes a correction.
    pub fn correct(
        &mut self,
        correction: Correction,
        names: &Names,
    ) -> Result<Corrected, CorrectError> {
        check(&correction, names)?;
        let written = in_full(with_article(correction, names), names);
        let first = written.first().ok_or(CorrectError::One)?;
        let said = first.sentence(&|id| names.name(id));
        let touched = written.iter().map(|one| one.touches(&names.catalogue));
        let touched = touched.reduce(Touched::and).ok_or(CorrectError::One)?;
        let undo = self.own.correct_all(&written)?;
        self.undone.clear();
        let corrected = Corrected { touched: touched.clone(), way: Way::Done, said: said.clone() };
        self.done.push(Step::Correction(Box::new(Made { written, touched, said, undo })));
        Ok(corrected)
    }

    /// Writes that there is an entity with this name.
    pub fn introduce(
        &mut self,
        (kind, name, lang): (Kind, String, Option<Lang>),
        names: &Names,
    ) -> Result<Corrected, CorrectError> {
        let id = names.catalogue.free_id(&name);
        self.correct(Correction::NewEntity { id, kind, name, lang }, names)
    }

    /// Takes note of a decision.
    pub fn decided(&mut self, way: Way) {
        match way {
            Way::Done => {
                self.undone.clear();
                self.done.push(Step::Decision);
            }
            Way::Undone => {
                self.done.pop();
                self.undone.push(Step::Decision);
            }
            Way::Redone => {
                self.undone.pop();
                self.done.push(Step::Decision);
            }
        }
    }

    /// Takes back what was done last, or does again what was taken back last, if that was a
    /// correction; `None` if it is the turn of a decision.
    pub fn turn(&mut self, way: Way) -> Option<Result<Corrected, CorrectError>> {
        let undoes = way == Way::Undone;
        let (from, to) = match undoes {
            true => (&mut self.done, &mut self.undone),
            false => (&mut self.undone, &mut self.done),
        };
        let Some(Step::Correction(made)) = from.last_mut() else { return None };
        let written = match undoes {
            true => self.own.undo(&made.undo),
            false => self.own.correct_all(&made.written).map(|undo| made.undo = undo),
        };
        let corrected = Corrected { touched: made.touched.clone(), way, said: made.said.clone() };
        let step = from.pop();
        match written {
            Ok(()) => {
                to.extend(step);
                Some(Ok(corrected))
            }
            Err(error) => {
                // One that can never be taken back must not stand before what can.
                if !matches!(error, OwnError::Changed { .. }) {
                    from.extend(step);
                }
                Some(Err(error.into()))
            }
        }
    }
}

/// After ل the article has lost its alef: the name is hidden as the table has it.
fn with_article(correction: Correction, names: &Names) -> Correction {
    match correction {
        Correction::HideAlias { entity, text } if text.starts_with('ل') => {
            let (keys, whole) = (names.catalogue.keys(&entity), format!("ا{text}"));
            let is_cut = keys.contains(&fold(&whole)) && !keys.contains(&fold(&text));
            Correction::HideAlias { entity, text: if is_cut { whole } else { text } }
        }
        other => other,
    }
}

/// What is to be written so that a correction holds for all names of somebody whom no table has.
/// Nothing, if there is nobody to part.
fn in_full(correction: Correction, names: &Names) -> Vec<Correction> {
    let ids = |entity: &EntityId| -> Vec<EntityId> {
        names.groups.names(entity).iter().map(|(id, _)| id.clone()).collect()
    };
    match correction {
        Correction::HideEntity { entity } => {
            let all = ids(&entity);
            let all = if all.is_empty() { vec![entity] } else { all };
            all.into_iter().map(|entity| Correction::HideEntity { entity }).collect()
        }
        Correction::Part { entity, from } if from.is_empty() => {
            let mut from = ids(&entity);
            // The last is the one in Arabic letters, which the others were taken for.
            from.pop().map(|entity| Correction::Part { entity, from }).into_iter().collect()
        }
        other => vec![other],
    }
}

/// Whether a correction can be made.
fn check(correction: &Correction, names: &Names) -> Result<(), CorrectError> {
    let known = |id: &EntityId| {
        names.catalogue.get(id).ok_or_else(|| CorrectError::Gone(id.clone())).map(|e| &e.id)
    };
    match correction {
        Correction::AddAlias { entity, .. } | Correction::HideAlias { entity, .. } => {
            known(entity).map(|_| ())
        }
        Correction::Merge { from, into } if known(from)? == known(into)? => Err(CorrectError::Same),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::entities::Groups;

    fn names(own: &OwnNames) -> Names {
        Names::new(own.catalogue(&mut |problem| panic!("{problem}")), Arc::default())
    }

    fn corrections() -> Corrections {
        Corrections::new(OwnNames::none())
    }

    fn alias(entity: &str) -> Correction {
        let entity = entity.into();
        Correction::AddAlias { entity, text: "Vova Piter".into(), lang: Some(Lang::EN) }
    }

    fn known(corrections: &Corrections) -> bool {
        !names(corrections.own()).catalogue.find("vova piter").is_empty()
    }

    #[test]
    fn what_was_done_last_is_undone_first_be_it_a_correction_or_a_decision() {
        let mut corrections = corrections();
        let table = names(corrections.own());
        corrections.decided(Way::Done);
        corrections.correct(alias("vladimir-putin"), &table).unwrap();
        corrections.decided(Way::Done);
        assert!(corrections.turn(Way::Undone).is_none(), "a decision was last");
        corrections.decided(Way::Undone);
        let undone = corrections.turn(Way::Undone).unwrap().unwrap();
        let said = undone.sentence(3).replace(['\u{2068}', '\u{2069}'], "");
        assert_eq!(said, "Undone: “Vova Piter” names Vladimir Putin: 3 documents change");
        assert!(!known(&corrections) && corrections.turn(Way::Undone).is_none());
        assert!(corrections.turn(Way::Redone).unwrap().is_ok() && known(&corrections));
        assert!(corrections.turn(Way::Redone).is_none(), "the decision follows");
    }

    #[test]
    fn a_correction_that_cannot_hold_is_refused_before_it_is_written() {
        let mut corrections = corrections();
        let table = names(corrections.own());
        let gone = corrections.correct(alias("nobody"), &table);
        assert!(matches!(gone, Err(CorrectError::Gone(_))));
        let (from, into) = ("russia".into(), "russia".into());
        let same = corrections.correct(Correction::Merge { from, into }, &table);
        assert!(matches!(same, Err(CorrectError::Same)));
        assert!(corrections.turn(Way::Undone).is_none());
    }

    #[test]
    fn a_name_that_has_lost_its_alef_is_hidden_whole() {
        let mut corrections = corrections();
        let table = names(corrections.own());
        let (id, text) = (EntityId::from("united-nations"), "لأمم المتحدة".to_owned());
        corrections.correct(Correction::HideAlias { entity: id.clone(), text }, &table).unwrap();
        assert!(!table.catalogue.hides(&id, "الأمم المتحدة"));
        assert!(names(corrections.own()).catalogue.hides(&id, "الأمم المتحدة"));
    }

    #[test]
    fn a_correction_of_names_that_are_one_is_about_all_of_them() {
        let mut corrections = corrections();
        let catalogue = corrections.own().catalogue(&mut |problem| panic!("{problem}"));
        let kept = "~per-karim-haddad\tKarim Haddad\t~per-كريم-حداد\tكريم حداد\n";
        let table = Names::new(catalogue, Arc::new(Groups::from_text(kept)));
        let ids = ["~per-karim-haddad", "~per-كريم-حداد"].map(EntityId::from);
        let part = |entity: &str| Correction::Part { entity: entity.into(), from: vec![] };
        let parted = corrections.correct(part(ids[0].as_str()), &table).unwrap();
        let said = parted.sentence(2).replace(['\u{2068}', '\u{2069}'], "");
        let undo = Action::Undo.key();
        let what = "كريم حداد ? is not Karim Haddad ?: 2 documents change";
        assert_eq!(said, format!("{what}; {undo} undoes"));
        assert!(names(corrections.own()).catalogue.keeps_apart(&ids[0], &ids[1]));
        assert!(corrections.turn(Way::Undone).unwrap().is_ok());
        assert!(!names(corrections.own()).catalogue.keeps_apart(&ids[0], &ids[1]));
        let alone = corrections.correct(part("~per-jean-dupont"), &table);
        assert!(matches!(alone, Err(CorrectError::One)));
        let hide = Correction::HideEntity { entity: ids[0].clone() };
        corrections.correct(hide, &table).unwrap();
        let catalogue = names(corrections.own()).catalogue;
        assert!(ids.iter().all(|id| catalogue.is_hidden(id)));
    }

    #[test]
    fn a_new_entity_gets_an_id_that_nobody_has() {
        let mut corrections = corrections();
        let table = names(corrections.own());
        corrections.introduce((Kind::City, "Moscow".into(), Some(Lang::EN)), &table).unwrap();
        let catalogue = names(corrections.own()).catalogue;
        assert!(catalogue.get(&"moscow-2".into()).is_some_and(|e| e.kind == Kind::City));
    }
}
