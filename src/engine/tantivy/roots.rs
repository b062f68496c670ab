//! Paths from the root of the file system, as they are stored, and as the person gave them.

use std::path::{Path, PathBuf};

/// The paths that a corpus was opened by.
#[derive(Debug, Clone, Default)]
pub struct Roots {
    /// As given, and from the root.
    pairs: Vec<(PathBuf, PathBuf)>,
}

impl Roots {
    /// Paths as given; a path that is not in the current directory's reach stays as it is.
    pub fn new(paths: &[PathBuf]) -> Self {
        let pairs = paths.iter().map(|path| (path.clone(), from_root(path)));
        Self { pairs: pairs.collect() }
    }

    /// The paths from the root.
    pub fn absolute(&self) -> impl Iterator<Item = &Path> {
        self.pairs.iter().map(|(_, absolute)| absolute.as_path())
    }

    /// A path from the root.
    pub fn stored(&self, path: &Path) -> PathBuf {
        let pairs = self.pairs.iter().map(|(given, absolute)| (given, absolute));
        moved(path, pairs)
    }

    /// A path as the person would write it.
    pub fn shown(&self, path: &Path) -> PathBuf {
        moved(path, self.pairs.iter().map(|(given, absolute)| (absolute, given)))
    }
}

fn moved<'a>(path: &Path, pairs: impl Iterator<Item = (&'a PathBuf, &'a PathBuf)>) -> PathBuf {
    for (from, to) in pairs {
        match path.strip_prefix(from) {
            // A file given by itself: joining nothing would make it a directory.
            Ok(rest) if rest.as_os_str().is_empty() => return to.clone(),
            Ok(rest) => return to.join(rest),
            Err(_) => {}
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
