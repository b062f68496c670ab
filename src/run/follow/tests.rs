use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use super::*;
use crate::corpus::Item;
use crate::engine::Memory;
use crate::model::{Change, Verdict};

const KEPT: Change = Change::Verdict(Some(Verdict::Kept));
const CONVOY: &str = "Le convoi est arrivé\n\nLe convoi est arrivé mardi dans la ville après trois \
    jours de route, a déclaré le porte-parole du ministère. La distribution de l'aide aux familles \
    commencera demain matin dans les quartiers de l'est.\n";
const BRIDGE: &str = "الجسر القديم مغلق\n\nأعلن المتحدث باسم البلدية اليوم أن الجسر القديم سيغلق أمام \
    حركة السير طوال الأسبوع المقبل بسبب أعمال الصيانة، وأضاف أن السائقين مدعوون إلى سلوك الطريق.\n";

/// The documents of a directory, with the decisions about them as a run of the program finds them.
struct Run {
    engine: Memory,
    decisions: Decisions,
}

impl Run {
    fn new(dir: &Path, store: &mut Store) -> Self {
        let (mut documents, mut roll) = (Vec::new(), Roll::default());
        let _ = corpus::read(&[dir.to_owned()], &mut std::io::empty(), &mut |item| {
            let Item::Document(document) = item else { panic!("{item:?}") };
            roll.enter(&document);
            documents.push(document);
            ControlFlow::Continue(())
        });
        let engine = Memory::new();
        engine.upsert(documents).unwrap();
        let mut decisions = store.decisions().unwrap();
        follow_all(roll, store, &engine, &mut decisions).unwrap();
        assert_eq!(decisions, store.decisions().unwrap());
        Self { engine, decisions }
    }

    /// The document whose text begins so.
    fn find(&self, start: &str) -> DocId {
        let all = self.engine.open_view(&Default::default(), Default::default(), &self.decisions);
        let begins = |id: &&DocId| {
            let document = self.engine.document(**id).unwrap().unwrap();
            document.text.trim_start().starts_with(start) || document.title.starts_with(start)
        };
        *all.unwrap().ids.iter().find(begins).unwrap()
    }

    fn is_kept(&self, start: &str) -> bool {
        self.decisions.get(self.find(start)).verdict == Some(Verdict::Kept)
    }
}

/// A directory of files, one of which was kept, and then changed; what the next run finds.
fn after(files: &[(&str, &str)], kept: &str, change: impl FnOnce(&Path)) -> (Run, Store) {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(dir.path().join(name), text).unwrap();
    }
    let mut store = Store::ephemeral().unwrap();
    let run = Run::new(dir.path(), &mut store);
    store.decide(&[run.find(kept)], KEPT).unwrap();
    // A run that traces it.
    let before = Run::new(dir.path(), &mut store);
    assert!(before.is_kept(kept));
    change(dir.path());
    (Run::new(dir.path(), &mut store), store)
}

#[test]
fn an_edited_file_keeps_its_decisions_and_their_undo() {
    let edited = CONVOY.replace("trois", "quatre") + "\nMise à jour : la route est rouverte.\n";
    let (run, mut store) = after(&[("a", CONVOY), ("b", BRIDGE)], "Le convoi", |dir| {
        fs::write(dir.join("a"), &edited).unwrap();
    });
    assert!(run.is_kept("Le convoi"));
    assert!(!run.is_kept("الجسر"));
    let undone = store.undo().unwrap().unwrap();
    assert!(undone.documents.iter().any(|(id, _)| *id == run.find("Le convoi")));
}

#[test]
fn an_edit_after_an_edit_and_an_edit_after_a_move_are_followed() {
    let (run, _) = after(&[("a", CONVOY)], "Le convoi", |dir| {
        fs::rename(dir.join("a"), dir.join("z")).unwrap();
    });
    assert!(run.is_kept("Le convoi"), "moved");
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::ephemeral().unwrap();
    let mut text = CONVOY.to_owned();
    fs::write(dir.path().join("a"), &text).unwrap();
    let run = Run::new(dir.path(), &mut store);
    store.decide(&[run.find("Le convoi")], KEPT).unwrap();
    Run::new(dir.path(), &mut store);
    fs::rename(dir.path().join("a"), dir.path().join("z")).unwrap();
    Run::new(dir.path(), &mut store);
    for more in ["Une première mise à jour.", "Une deuxième, le soir même."] {
        text += more;
        fs::write(dir.path().join("z"), &text).unwrap();
        assert!(Run::new(dir.path(), &mut store).is_kept("Le convoi"), "{more}");
    }
}

#[test]
fn another_article_in_the_same_file_begins_afresh() {
    let (run, _) = after(&[("latest", CONVOY)], "Le convoi", |dir| {
        fs::write(dir.join("latest"), BRIDGE).unwrap();
    });
    assert!(!run.is_kept("الجسر"));
}

#[test]
fn two_files_that_change_places_keep_their_own() {
    let swap = |dir: &Path| {
        fs::write(dir.join("a"), BRIDGE).unwrap();
        fs::write(dir.join("b"), CONVOY).unwrap();
    };
    let (run, store) = after(&[("a", CONVOY), ("b", BRIDGE)], "Le convoi", swap);
    assert!(run.is_kept("Le convoi"));
    assert!(!run.is_kept("الجسر"));
    assert_eq!(store.history(None, 9).unwrap().len(), 1);
}

#[test]
fn a_copy_that_is_edited_is_another_document() {
    let (run, _) = after(&[("a", CONVOY)], "Le convoi", |dir| {
        fs::write(dir.join("b"), CONVOY.replace("Le convoi", "Un convoi")).unwrap();
    });
    assert!(run.is_kept("Le convoi"));
    assert!(!run.is_kept("Un convoi"));
}

fn line(id: &str, url: &str, text: &str) -> String {
    let text = text.replace('\n', " ");
    format!("{{\"id\": \"{id}\", \"url\": \"{url}\", \"text\": \"{text}\"}}\n")
}

#[test]
fn a_line_that_was_moved_and_edited_is_known_by_its_own_id_or_its_address() {
    for (id, url) in [("7", "https://example.org/new"), ("8", "https://example.org/a")] {
        let before = line("7", "https://example.org/a", CONVOY);
        let (run, _) = after(&[("a.jsonl", &before)], "Le convoi", |dir| {
            fs::remove_file(dir.join("a.jsonl")).unwrap();
            let edited = line("1", "https://example.org/b", BRIDGE)
                + &line(id, url, &CONVOY.replace("mardi", "mercredi"));
            fs::write(dir.join("b.jsonl"), edited).unwrap();
        });
        assert!(run.is_kept("Le convoi"), "{id} {url}");
        assert!(!run.is_kept("الجسر"));
    }
}

#[test]
fn the_same_id_in_another_source_is_another_document() {
    let (run, _) = after(&[("a.jsonl", &line("1", "", CONVOY))], "Le convoi", |dir| {
        fs::write(dir.join("a.jsonl"), line("1", "", BRIDGE)).unwrap();
    });
    assert!(!run.is_kept("الجسر"));
}

#[test]
fn where_nothing_can_be_written_it_holds_for_this_time() {
    let dir = tempfile::tempdir().unwrap();
    let (files, state) = (dir.path().join("files"), dir.path().join("state"));
    fs::create_dir(&files).unwrap();
    fs::write(files.join("a"), CONVOY).unwrap();
    let mut store = Store::open(&state).unwrap().0;
    let run = Run::new(&files, &mut store);
    store.decide(&[run.find("Le convoi")], KEPT).unwrap();
    Run::new(&files, &mut store);
    fs::write(files.join("a"), CONVOY.replace("mardi", "mercredi")).unwrap();

    let mut other = Store::open(&state).unwrap().0;
    other.set_patience(std::time::Duration::ZERO);
    // A lock that is never let go of is as good as a disk that cannot be written.
    let path = state.join("nashra.db");
    let lock = rusqlite::Connection::open(path).unwrap();
    lock.execute_batch("BEGIN IMMEDIATE").unwrap();
    let (mut documents, mut roll) = (Vec::new(), Roll::default());
    let _ = corpus::read(&[files], &mut std::io::empty(), &mut |item| {
        let Item::Document(document) = item else { panic!("{item:?}") };
        roll.enter(&document);
        documents.push(document);
        ControlFlow::Continue(())
    });
    let new = documents[0].id;
    let engine = Memory::new();
    engine.upsert(documents).unwrap();
    let mut decisions = other.decisions().unwrap();
    follow_all(roll, &mut other, &engine, &mut decisions).unwrap();
    assert_eq!(decisions.get(new).verdict, Some(Verdict::Kept));
    assert!(other.decisions().unwrap().get(new).is_untouched());
}

/// The documents of a directory, and those of before it was changed as they now are.
fn versions(
    before: &[(&str, &str)],
    after: &[(&str, &str)],
) -> impl Fn(&str, &str) -> bool + use<> {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::ephemeral().unwrap();
    let [before, after] = [before, after].map(|files| {
        for entry in fs::read_dir(dir.path()).unwrap() {
            fs::remove_file(entry.unwrap().path()).unwrap();
        }
        for (name, text) in files {
            fs::write(dir.path().join(name), text).unwrap();
        }
        Run::new(dir.path(), &mut store)
    });
    move |old, new| {
        let document = before.engine.document(before.find(old)).unwrap().unwrap();
        let now = version(&document, &after.engine).unwrap();
        now == (!new.is_empty()).then(|| after.find(new))
    }
}

#[test]
fn who_reads_a_document_goes_on_with_it_or_with_what_takes_its_place() {
    let becomes = versions(
        &[("a", CONVOY), ("b", BRIDGE), ("c", "Bref.\n\nUne ligne."), ("d", "Adieu")],
        &[("a", &edited_convoy()), ("moved", BRIDGE), ("c", "Tout autre chose.")],
    );
    assert!(becomes("Le convoi", "Un convoi"));
    assert!(becomes("الجسر", "الجسر"), "it is there");
    assert!(becomes("Bref", "Tout autre"), "in a file of its own");
    assert!(becomes("Adieu", ""));
}

#[test]
fn who_reads_a_line_goes_on_with_that_of_its_id_or_else_with_one_much_like_it() {
    let (site, bridge) = ("https://example.org", BRIDGE.replace("اليوم", "أمس"));
    let before = [line("7", site, CONVOY), line("8", site, BRIDGE), line("9", site, "Bref.")];
    let after = [
        line("1", site, "Du nouveau"),
        line("8", site, &bridge),
        line("7", site, &edited_convoy()),
    ];
    let becomes = versions(&[("a.jsonl", &before.concat())], &[("a.jsonl", &after.concat())]);
    assert!(becomes("Le convoi", "Un convoi"));
    assert!(becomes("الجسر", "الجسر"));
    assert!(becomes("Bref", ""), "all have its address");
    // Known by nothing but its line.
    let of = |texts: [&str; 2]| {
        texts.map(|text| format!("{{\"text\": \"{}\"}}\n", text.replace('\n', " "))).concat()
    };
    let becomes = versions(
        &[("a.jsonl", &of(["Un premier", CONVOY]))],
        &[("a.jsonl", &of(["Un premier", &edited_convoy()]))],
    );
    assert!(becomes("Le convoi", "Un convoi"));
}

fn edited_convoy() -> String {
    CONVOY.replace("Le convoi", "Un convoi")
}
