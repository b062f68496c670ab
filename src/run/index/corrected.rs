//! Names corrected while an index is kept.

use std::fs;

use super::tests::{Place, all};
use super::*;
use crate::entities::{Catalogue, OwnNames};
use crate::model::{Correction, Decisions, EntityId};
use crate::run::Backend;

/// The person's names beside a corpus.
fn own(place: &Place) -> OwnNames {
    OwnNames::new(place.dir.path().join("config"))
}

fn table(own: &OwnNames) -> Catalogue {
    own.catalogue(&mut |problem| panic!("{problem}"))
}

/// A process with the corpus open.
struct Process {
    own: OwnNames,
    indexer: Indexer,
    backend: Backend,
}

impl Process {
    fn new(place: &Place) -> Self {
        let (engine, dir) = open(&place.dir.path().join("cache"), &place.paths()).unwrap();
        let (own, names) = (own(place), own(place));
        let names = Arc::new(InForce::new(move || table(&names)));
        let backend =
            Backend::with(engine.clone(), Arc::clone(&names), Decisions::default().into());
        let indexer = Indexer::new(engine, dir, place.paths(), names, Arc::default());
        Self { own, indexer, backend }
    }

    /// Whether it is the writer.
    fn update(&self) -> bool {
        self.indexer.update(Wish::Quiet, &mut |_| true).unwrap()
    }

    /// Has a word name Moscow from now on; returns in how many documents that is so now.
    fn correct(&self, word: &str) -> Result<usize, EngineError> {
        let (entity, text) = ("moscow".into(), word.to_owned());
        let correction = Correction::AddAlias { entity, text, lang: None };
        let touched = correction.touches(&self.backend.names().catalogue);
        self.own.correct(&correction).unwrap();
        self.backend.rename(|| table(&self.own), &touched)
    }

    /// In how many documents Moscow is named.
    fn named(&self) -> usize {
        let moscow = EntityId::from("moscow");
        let documents = all(&**self.indexer.engine());
        documents.iter().filter(|d| d.named().any(|entity| *entity == moscow)).count()
    }
}

fn place() -> Place {
    Place::new(&[
        ("a.txt", "Un titre\n\nVers Zanduli, puis Paris."),
        ("b.txt", "Zanduli\n\nRien de plus."),
        ("c.txt", "Un autre\n\nVers Qorvex."),
    ])
}

/// Whether the next start has documents to be named anew.
fn names_anew(place: &Place) -> bool {
    let known = fs::read_to_string(place.index().join("names")).unwrap_or_default();
    known != InForce::of(table(&own(place))).get().fingerprint()
}

#[test]
fn a_correction_is_in_the_index_at_once_and_the_next_start_knows() {
    let place = place();
    let process = Process::new(&place);
    assert!(process.update());
    assert_eq!((process.named(), names_anew(&place)), (0, false));
    assert_eq!(process.correct("Zanduli"), Ok(2));
    assert_eq!((process.named(), names_anew(&place)), (2, false));
    drop(process);
    let process = Process::new(&place);
    assert_eq!(process.named(), 2);
    let mut steps = 0;
    let mut count = |_| {
        steps += 1;
        true
    };
    process.indexer.update(Wish::Quiet, &mut count).unwrap();
    assert_eq!(steps, 0);
}

#[test]
fn what_another_process_corrected_meanwhile_is_found_in_all_documents() {
    let place = place();
    let process = Process::new(&place);
    process.update();
    process.backend.names();
    let (entity, text) = ("moscow".into(), "Qorvex".to_owned());
    let elsewhere = Correction::AddAlias { entity, text, lang: None };
    own(&place).correct(&elsewhere).unwrap();
    assert_eq!(process.correct("Zanduli"), Ok(2));
    assert!(names_anew(&place));
    process.update();
    assert_eq!((process.named(), names_anew(&place)), (3, false));
}

#[test]
fn a_correction_of_a_process_that_follows_waits_until_it_writes() {
    let place = place();
    let (writer, follower) = (Process::new(&place), Process::new(&place));
    assert!(writer.update());
    assert!(!follower.update());
    follower.indexer.engine().refresh().unwrap();
    assert_eq!(follower.correct("Zanduli"), Err(EngineError::Follows));
    assert!(follower.backend.names().catalogue.find("zanduli").contains(&"moscow".into()));
    assert!(names_anew(&place));
    drop(writer);
    assert!(follower.update());
    assert_eq!((follower.named(), names_anew(&place)), (2, false));
}

#[test]
fn who_becomes_the_writer_names_as_the_one_before_did() {
    let place = place();
    let (writer, follower) = (Process::new(&place), Process::new(&place));
    assert!(writer.update());
    assert!(!follower.update());
    follower.backend.names();
    assert_eq!(writer.correct("Zanduli"), Ok(2));
    drop(writer);
    assert!(follower.update());
    assert_eq!((follower.named(), names_anew(&place)), (2, false));
}

#[test]
fn names_that_were_found_to_be_one_are_so_at_the_next_start_and_for_who_follows() {
    let place = Place::new(&[
        ("a.jsonl", AR),
        ("b.txt", "Titre\n\nLe ministre Camille Bardawil a vu Nabih Berri et Saad Hariri."),
    ]);
    let (writer, follower) = (Process::new(&place), Process::new(&place));
    assert!(writer.update() && !follower.update());
    let (arabic, latin) =
        (EntityId::from("~per-كميل-بردويل"), EntityId::from("~per-camille-bardawil"));
    let named = |process: &Process| -> Vec<bool> {
        let documents = all(&**process.indexer.engine());
        documents.iter().map(|d| d.named().any(|id| *id == latin)).collect()
    };
    let whom = |process: &Process| process.backend.names().groups.whom(&arabic).clone();
    assert_eq!(writer.backend.group(), Ok(1));
    assert_eq!((named(&writer), whom(&writer)), (vec![true, true], latin.clone()));
    follower.indexer.engine().refresh().unwrap();
    follower.indexer.names.read_groups();
    assert_eq!((named(&follower), whom(&follower)), (vec![true, true], latin.clone()));
    drop((writer, follower));
    let process = Process::new(&place);
    assert_eq!((named(&process), whom(&process)), (vec![true, true], latin.clone()));
    assert!(process.indexer.names.has_groups() && !names_anew(&place));
}

/// An article about the minister of the one in French, the roles and people the same.
const AR: &str = "{\"id\": 1, \"title\": \"عنوان\", \"text\": \"قال الوزير كميل بردويل إن نبيه \
    بري وسعد الحريري هنا.\"}\n";

#[test]
fn documents_that_are_read_while_names_are_corrected_have_the_corrected_ones() {
    let place = place();
    let process = Process::new(&place);
    process.update();
    let engine = process.indexer.engine();
    let mut late = all(&**engine).remove(0);
    late.text = "Encore vers Zanduli.".to_owned();
    late.id = crate::model::DocId::of(&late.title, &late.text);
    let names = Arc::clone(&process.backend.in_force);
    let read = names.labelling(&**engine, || {
        names.get().label(&mut late);
        assert_eq!(process.correct("Zanduli"), Ok(2));
        assert!(names_anew(&place), "a crash would leave documents with names from before");
        engine.add(late)?;
        engine.commit()
    });
    assert_eq!((read, process.named(), names_anew(&place)), (Ok(()), 3, false));
}
