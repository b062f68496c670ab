use std::time::Duration;

use super::*;
use crate::engine::{Memory, Roots, Tantivy};
use crate::model::{Correction, Decisions, Lang};

fn document(title: &str, text: &str) -> Document {
    Document { lang: Lang::FR, ..Document::of(title, text) }
}

fn named(backend: &Backend, document: &Document) -> Vec<String> {
    let document = backend.engine().document(document.id).unwrap().unwrap();
    document.named().map(ToString::to_string).collect()
}

const ARABIC: &str = "قال الوزير كميل بردويل إن نبيه بري وسعد الحريري في بيروت.";
const FRENCH: &str = "Le ministre Camille Bardawil a vu Nabih Berri et Saad Hariri à Beyrouth.";

/// The proposed people of all documents.
fn unknown(engine: &dyn Engine, documents: &[Document]) -> Vec<String> {
    let documents = documents.iter().map(|d| engine.document(d.id).unwrap().unwrap());
    let mut found: Vec<String> = documents
        .flat_map(|d| d.named().map(ToString::to_string).collect::<Vec<_>>())
        .filter(|id| id.starts_with("~per"))
        .collect();
    found.dedup();
    found
}

#[test]
fn one_person_in_two_scripts_is_one_until_a_person_parts_them_and_again_after() {
    let dir = tempfile::tempdir().unwrap();
    let kept: Arc<dyn Engine> =
        Arc::new(Tantivy::open(dir.path(), Roots::new(&[dir.path().to_owned()])).unwrap());
    for engine in [Arc::new(Memory::new()) as Arc<dyn Engine>, kept] {
        let own = OwnNames::none();
        let catalogue = || own.catalogue(&mut |problem| panic!("{problem}"));
        let backend = Backend::new(engine, catalogue(), Decisions::default());
        let dated = |(text, lang, date): (&str, Lang, &str)| {
            let origins = vec![crate::model::Origin {
                path: dir.path().join(lang.code()),
                ..Default::default()
            }];
            let mut document =
                Document { lang, date: date.parse().ok(), origins, ..Document::of("-", text) };
            backend.names().label(&mut document);
            document
        };
        let mut documents: Vec<Document> =
            [(ARABIC, Lang::AR, "2020-05-03"), (FRENCH, Lang::FR, "2020-05-04")].map(dated).into();
        backend.engine().upsert(documents.clone()).unwrap();
        let both = ["~per-كميل-بردويل", "~per-camille-bardawil"];
        assert_eq!(unknown(backend.engine(), &documents), both);
        assert_eq!((backend.group(), backend.group()), (Ok(1), Ok(0)));
        assert_eq!(unknown(backend.engine(), &documents), [both[1]]);
        let there = |id: &EntityId| id.as_str() == both[1];
        let find = |name: &str| backend.names().find(name, &there);
        assert_eq!(find("كميل بردويل"), [EntityId::from(both[1])]);
        // One that is read now is named so at once.
        documents.push(dated(("وصل السيد كميل بردويل اليوم.", Lang::AR, "2020-06-01")));
        backend.engine().upsert(documents[2..].to_vec()).unwrap();
        assert_eq!(unknown(backend.engine(), &documents), [both[1]]);
        let (entity, from) = (both[0].into(), vec![both[1].into()]);
        let part = Correction::Part { entity, from };
        let touched = part.touches(&backend.names().catalogue);
        let undo = own.correct(&part).unwrap();
        let bring = || backend.rename(catalogue, &touched).unwrap();
        assert_eq!(bring(), 2);
        assert_eq!(unknown(backend.engine(), &documents), [both[0], both[1], both[0]]);
        own.undo(&undo).unwrap();
        assert_eq!(bring(), 2);
        assert_eq!(unknown(backend.engine(), &documents), [both[1]]);
    }
}

#[test]
fn what_is_changed_in_the_file_by_hand_is_taken_up_when_it_is_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let own = OwnNames::new(dir.path());
    let file = own.corrections();
    let names = Arc::new(InForce::new(move || own.catalogue(&mut |p| panic!("{p}"))));
    let engine = Arc::new(Memory::new());
    let backend = Backend::with(engine, Arc::clone(&names), Decisions::default().into());
    let mut documents = [document("Un", "Vers Zanduli, à Moscou."), document("Deux", "Ailleurs.")];
    documents.iter_mut().for_each(|document| backend.names().label(document));
    backend.engine().upsert(documents.to_vec()).unwrap();
    let take_up = || names.take_up(backend.engine());
    assert_eq!(take_up(), Ok(None));
    let toml = "[[entity]]\nid = \"paris\"\nfr = [\"Zanduli\"]\n";
    fs::write(&file, toml).unwrap();
    assert_eq!((take_up(), take_up()), (Ok(Some(1)), Ok(None)));
    assert_eq!(named(&backend, &documents[0]), ["paris", "moscow"]);
    fs::write(&file, "[[entity]]\nid = \"moscow\"\nhidden = true\n").unwrap();
    assert_eq!(take_up(), Ok(Some(1)));
    assert!(!named(&backend, &documents[0]).contains(&"moscow".to_owned()));
    fs::remove_file(&file).unwrap();
    assert_eq!(take_up(), Ok(Some(1)));
    assert!(named(&backend, &documents[0]).contains(&"moscow".to_owned()));
}

#[test]
fn a_correction_reaches_documents_that_were_read_with_the_names_before_it() {
    let own = OwnNames::none();
    let catalogue = || own.catalogue(&mut |problem| panic!("{problem}"));
    let backend = Backend::new(Arc::new(Memory::new()), catalogue(), Decisions::default());
    let documents = [document("Zanduli à Paris", "Rien."), document("Un", "Vers Zanduli.")];
    let [there, on_the_way] = documents.map(|mut document| {
        backend.names().label(&mut document);
        document
    });
    backend.engine().upsert(vec![there.clone()]).unwrap();
    let (entity, text) = ("moscow".into(), "Zanduli".to_owned());
    let correction = Correction::AddAlias { entity, text, lang: None };
    let touched = correction.touches(&backend.names().catalogue);
    own.correct(&correction).unwrap();
    assert_eq!(backend.rename(catalogue, &touched), Ok(1));
    assert_eq!(named(&backend, &there), ["moscow", "paris"]);
    backend.engine().upsert(vec![on_the_way.clone()]).unwrap();
    backend.catch_up(backend.corrections()).unwrap();
    assert!(!named(&backend, &on_the_way).contains(&"moscow".to_owned()));
    backend.catch_up(0).unwrap();
    assert_eq!(named(&backend, &on_the_way), ["moscow"]);
}

#[test]
fn of_two_threads_that_bring_names_into_force_the_one_that_reads_them_later_has_its_way() {
    let own = OwnNames::none();
    let (reads, reading) = mpsc::channel();
    let (corrected, brought) = mpsc::channel();
    let (reads, brought, files) = (Mutex::new(reads), Mutex::new(brought), own.clone());
    let names = Arc::new(InForce::new(move || {
        let catalogue = files.catalogue(&mut |problem| panic!("{problem}"));
        reads.lock().unwrap().send(()).unwrap();
        // What has been read is put in force late.
        let _ = brought.lock().unwrap().recv_timeout(Duration::from_millis(300));
        catalogue
    }));
    corrected.send(()).unwrap();
    let backend = Backend::with(Arc::new(Memory::new()), names, Decisions::default().into());
    let known = |word: &str| backend.names().catalogue.find(word) == ["moscow".into()];
    let alias = |text: &str| {
        let (entity, text) = ("moscow".into(), text.to_owned());
        let correction = Correction::AddAlias { entity, text, lang: None };
        let touched = correction.touches(&backend.names().catalogue);
        own.correct(&correction).unwrap();
        touched
    };
    alias("Qorvex");
    reading.recv().unwrap();
    thread::scope(|scope| {
        scope.spawn(|| backend.in_force.take_up(backend.engine()).unwrap());
        reading.recv().unwrap();
        let touched = alias("Zanduli");
        let catalogue = || own.catalogue(&mut |problem| panic!("{problem}"));
        backend.rename(catalogue, &touched).unwrap();
        let _ = corrected.send(());
    });
    assert!(known("Qorvex") && known("Zanduli"));
}
