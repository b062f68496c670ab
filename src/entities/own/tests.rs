use std::os::unix::fs::{PermissionsExt, symlink};

use super::*;
use crate::model::{EntityId, Lang};

struct Home {
    dir: tempfile::TempDir,
    own: OwnNames,
}

impl Home {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let own = OwnNames::new(dir.path().join("nashra"));
        Self { dir, own }
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.dir.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }

    fn find(&self, name: &str) -> Vec<String> {
        let catalogue = self.own.catalogue(&mut |problem| panic!("{problem}"));
        catalogue.find(name).iter().map(ToString::to_string).collect()
    }

    fn import(&self, file: &Path) -> Result<Imported, OwnError> {
        self.own.import(file, false, &mut |line, problem| panic!("{line}: {problem}"))
    }
}

fn vvp() -> Correction {
    let (entity, text) = (EntityId::from("vladimir-putin"), "Vova Piter".to_owned());
    Correction::AddAlias { entity, text, lang: Some(Lang::EN) }
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_correction_is_kept_for_the_person_alone_and_can_be_taken_back() {
    let home = Home::new();
    let first = home.own.correct(&vvp()).unwrap();
    assert_eq!(home.find("vova piter"), ["vladimir-putin"]);
    let path = home.own.corrections();
    assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    let hide = Correction::HideEntity { entity: EntityId::from("nicosia") };
    let second = home.own.correct(&hide).unwrap();
    assert_eq!(home.find("nicosia"), [""; 0]);
    assert!(matches!(home.own.undo(&first), Err(OwnError::Changed { .. })));
    home.own.undo(&second).unwrap();
    assert_eq!(home.find("nicosia"), ["nicosia"]);
    home.own.undo(&first).unwrap();
    assert!(!path.exists());
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 0);
}

#[test]
fn a_file_that_is_a_link_or_is_shared_stays_so() {
    let home = Home::new();
    let real = home.file("dotfiles.toml", "# mine\n");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o644)).unwrap();
    let link = home.own.corrections();
    fs::create_dir(link.parent().unwrap()).unwrap();
    symlink(&real, &link).unwrap();
    home.own.correct(&vvp()).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(fs::read_to_string(&real).unwrap().starts_with("# mine\n"));
    assert_eq!(mode(&real), 0o644);
}

#[test]
fn a_file_that_cannot_be_understood_is_not_touched() {
    let home = Home::new();
    home.own.correct(&vvp()).unwrap();
    let path = home.own.corrections();
    fs::write(&path, "[[entity]\n").unwrap();
    let error = home.own.correct(&vvp()).unwrap_err().to_string();
    assert!(error.contains("entities.toml: line 1 is not TOML"), "{error}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "[[entity]\n");
}

#[test]
fn corrections_made_at_once_are_all_kept() {
    let home = Home::new();
    let words = ["Alpha", "Bravo", "Carlo", "Delta", "Echo", "Foxtrot", "Golf", "Hotel"];
    thread::scope(|scope| {
        for word in words {
            let own = home.own.clone();
            scope.spawn(move || {
                let text = format!("{word} Moscow");
                let entity = EntityId::from("moscow");
                own.correct(&Correction::AddAlias { entity, text, lang: None }).unwrap();
            });
        }
    });
    for word in words {
        assert_eq!(home.find(&format!("{word} moscow")), ["moscow"], "{word}");
    }
}

#[test]
fn an_import_is_there_until_it_is_replaced_or_removed() {
    let home = Home::new();
    let list = home.file(
        "watch.csv",
        "id,kind,name,alias\n1,person,Sami Sahli,Abou Sel\n\
                                       2,person,Vladimir Putin,Vova Piter\n",
    );
    let imported = home.import(&list).unwrap();
    assert_eq!(
        (&*imported.import, imported.counts.entities, imported.counts.known),
        ("watch.csv", 2, 1)
    );
    assert_eq!(home.find("abou sel"), ["watch-1"]);
    assert_eq!(home.find("vova piter"), ["vladimir-putin"]);
    let kept = home.own.imports().unwrap();
    assert_eq!((kept.len(), &*kept[0].import, kept[0].entities), (1, "watch.csv", 2));
    assert_eq!(mode(&home.own.import_files().unwrap()[0].1), 0o600);

    home.file("watch.csv", "id,kind,name\n3,person,Adel Sahli\n");
    home.import(&list).unwrap();
    assert_eq!(
        (home.find("abou sel").len(), home.find("adel sahli")),
        (0, vec!["watch-3".to_owned()])
    );
    home.file("watch.csv", "nothing of use");
    assert!(home.import(&list).is_err());
    assert_eq!(home.find("adel sahli"), ["watch-3"]);
    assert_eq!(fs::read_dir(home.own.dir.join("imported")).unwrap().count(), 1);

    assert!(matches!(home.own.remove_import("../watch.csv"), Err(OwnError::NoImport(_))));
    home.own.remove_import("watch.csv").unwrap();
    assert_eq!((home.find("adel sahli").len(), home.own.imports().unwrap()), (0, Vec::new()));
}

#[test]
fn a_dry_run_writes_nothing() {
    let home = Home::new();
    let list = home.file("watch.csv", "id,kind,name\n1,person,Sami Sahli\n2,,X\n");
    let mut bad = Vec::new();
    let imported = home.own.import(&list, true, &mut |line, _| bad.push(line)).unwrap();
    assert_eq!((imported.counts.entities, imported.counts.bad, bad), (1, 1, vec![3]));
    assert!(!home.own.dir.exists());
}

#[test]
fn an_own_entity_may_get_its_aliases_from_a_list() {
    let home = Home::new();
    let (id, name) = (EntityId::from("sami-sahli"), "Sami Sahli".to_owned());
    let kind = crate::model::Kind::Person;
    home.own.correct(&Correction::NewEntity { id, kind, name, lang: None }).unwrap();
    home.import(&home.file("watch.csv", "id,name,alias\nsami-sahli,,Abou Sel\n")).unwrap();
    assert_eq!(home.find("abou sel"), ["sami-sahli"]);
}

#[test]
fn what_is_wrong_in_the_persons_files_is_told_and_the_rest_is_read() {
    let home = Home::new();
    home.own.correct(&vvp()).unwrap();
    let own = "[[entity]]\nid = \"nobody\"\nhidden = true\n";
    let toml = fs::read_to_string(home.own.corrections()).unwrap();
    fs::write(home.own.corrections(), format!("{own}{toml}")).unwrap();
    let mut told = Vec::new();
    let catalogue = home.own.catalogue(&mut |problem| told.push(problem.to_owned()));
    assert_eq!(catalogue.find("vova piter").len(), 1);
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("entities.toml:1: there is no entity `nobody`"), "{told:?}");
}

#[test]
fn corrections_of_a_session_are_written_nowhere() {
    let mut home = Home::new();
    home.own.correct(&vvp()).unwrap();
    let written = fs::read_to_string(home.own.corrections()).unwrap();
    home.own = home.own.for_session();
    let hide = Correction::HideEntity { entity: EntityId::from("nicosia") };
    let undo = home.own.correct(&hide).unwrap();
    assert_eq!((home.find("nicosia"), home.find("vova piter").len()), (vec![], 1));
    assert_eq!(fs::read_to_string(home.own.corrections()).unwrap(), written);
    home.own.undo(&undo).unwrap();
    assert_eq!(home.find("nicosia"), ["nicosia"]);
    assert!(matches!(home.own.undo(&undo), Err(OwnError::Changed { .. })));
    home.own = OwnNames::none();
    home.own.correct(&vvp()).unwrap();
    assert_eq!(home.find("vova piter"), ["vladimir-putin"]);
}
