//! Paths from the root of the file system, as they are stored, and as the person gave them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The paths that a corpus was opened by.
#[derive(Debug, Clone, Default)]
pub struct Roots {
    /// From the root, in the order given.
    absolute: Vec<PathBuf>,
    /// As given → from the root, and back: there may be thousands, as of `*.txt`.
    stored: HashMap<PathBuf, PathBuf>,
    shown: HashMap<PathBuf, PathBuf>,
}

impl Roots {
    /// Paths as given; a path that is not in the current directory's reach stays as it is.
    pub fn new(paths: &[PathBuf]) -> Self {
        let mut roots = Self::default();
        for given in paths {
            let absolute = from_root(given);
            roots.stored.entry(given.clone()).or_insert_with(|| absolute.clone());
            roots.shown.entry(absolute.clone()).or_insert_with(|| given.clone());
            roots.absolute.push(absolute);
        }
        roots
    }

    /// The paths from the root.
    pub fn absolute(&self) -> impl Iterator<Item = &Path> {
        self.absolute.iter().map(PathBuf::as_path)
    }

    /// A path from the root.
    pub fn stored(&self, path: &Path) -> PathBuf {
        moved(path, &self.stored)
    }

    /// A path as the person would write it.
    pub fn shown(&self, path: &Path) -> PathBuf {
        moved(path, &self.shown)
    }
}

/// The path with the nearest directory above it that has another name under that name.
fn moved(path: &Path, names: &HashMap<PathBuf, PathBuf>) -> PathBuf {
    for above in path.ancestors() {
        match (names.get(above), path.strip_prefix(above)) {
            // A file given by itself: joining nothing would make it a directory.
            (Some(to), Ok(rest)) if rest.as_os_str().is_empty() => return to.clone(),
            (Some(to), Ok(rest)) => return to.join(rest),
            _ => {}
        }
    }
    path.to_owned()
}

/// The path from the root, written in one way: `news` and `./news/` are the same.
fn from_root(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    path.components().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_stored_from_the_root_and_shown_as_given() {
        let here = std::env::current_dir().unwrap();
        let roots = Roots::new(&["./news/".into(), ".".into(), "/x/a.txt".into()]);
        for (given, stored) in [
            ("./news/a/b.txt", here.join("news/a/b.txt")),
            ("./c.txt", here.join("c.txt")),
            ("/x/a.txt", "/x/a.txt".into()),
            ("/elsewhere", "/elsewhere".into()),
        ] {
            assert_eq!(roots.stored(Path::new(given)).as_os_str(), stored.as_os_str());
            assert_eq!(roots.shown(&stored).as_os_str(), given);
        }
    }
}
