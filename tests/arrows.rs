//! Which module may know which, as `docs/architecture.md` draws it.

use std::fs;
use std::path::{Path, PathBuf};

/// Each module with those it may use.
const ARROWS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("text", &[]),
    ("widget", &["text"]),
    ("query", &["model", "text"]),
    ("corpus", &["model", "text"]),
    ("entities", &["model", "text"]),
    ("engine", &["model", "query", "text"]),
    ("store", &["model"]),
    ("action", &[]),
    ("config", &["action", "text"]),
    ("keymap", &["action", "config"]),
    ("app", &["model", "text", "query", "action", "config"]),
    ("ui", &["app", "model", "text", "widget", "action", "keymap"]),
    ("terminal", &["config", "text"]),
    (
        "run",
        &[
            "action", "app", "config", "corpus", "engine", "entities", "keymap", "model", "query",
            "store", "terminal", "text", "ui",
        ],
    ),
    (
        "cli",
        &[
            "action", "app", "config", "corpus", "engine", "entities", "keymap", "model", "query",
            "run", "store", "terminal", "text", "ui",
        ],
    ),
];

#[test]
fn modules_know_only_whom_they_may() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for (module, may) in ARROWS {
        let files = files(&src, module);
        assert!(!files.is_empty(), "there is no module {module}");
        for file in files {
            let source = fs::read_to_string(&file).unwrap();
            for other in used(&source) {
                if other != *module && !may.contains(&other) {
                    wrong.push(format!("{}: {module} may not know {other}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_has_its_arrows() {
    let lib = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let modules = lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    let missing: Vec<_> =
        modules.filter(|module| !ARROWS.iter().any(|(name, _)| name == module)).collect();
    assert_eq!(missing, [""; 0]);
}

fn files(src: &Path, module: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut pending = vec![src.join(module), src.join(module).with_extension("rs")];
    while let Some(path) = pending.pop() {
        if path.is_dir() {
            pending.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") && path.exists() {
            found.push(path);
        }
    }
    found
}

/// The modules of this crate that a source names, its tests left out.
fn used(source: &str) -> Vec<&str> {
    let code = source.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let code = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| line.split("crate::").skip(1))
        // `use crate::{a, b}` would hide from this test.
        .inspect(|rest| assert!(!rest.starts_with('{'), "name each module: crate::{rest}"))
        .filter_map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next())
        .filter(|name| ARROWS.iter().any(|(module, _)| module == name))
        .collect()
}
