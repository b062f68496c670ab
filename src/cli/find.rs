//! Documents of a corpus by what people and programs call them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::Error;
use crate::model::{DocId, Sort};
use crate::query::Query;

/// Every document of a corpus, by its names.
pub(super) struct Index {
    /// Sorted.
    ids: Vec<DocId>,
    own_ids: HashMap<String, Vec<DocId>>,
    paths: HashMap<PathBuf, Vec<DocId>>,
}

impl Index {
    pub(super) fn new(loaded: &super::load::Loaded) -> Result<Self, Error> {
        let view = loaded.view(Query::default(), Sort::Corpus)?;
        let (mut own_ids, mut paths) = (HashMap::new(), HashMap::new());
        for &id in view.ids.iter() {
            let Some(document) = loaded.engine.document(id)? else { continue };
            for origin in &document.origins {
                if let Some(own_id) = &origin.own_id {
                    enter(&mut own_ids, own_id.clone(), id);
                }
                enter(&mut paths, absolute(&origin.path), id);
            }
        }
        let mut ids = view.ids.to_vec();
        ids.sort_unstable();
        Ok(Self { ids, own_ids, paths })
    }

    /// Whom a name may mean: the documents of this path; else those to which their sources give
    /// this id; else those whose id begins so.
    pub(super) fn find(&self, name: &str) -> Vec<DocId> {
        if name.is_empty() {
            return Vec::new();
        }
        let path = self.paths.get(&absolute(Path::new(name)));
        if let Some(found) = path.or_else(|| self.own_ids.get(name)) {
            return found.clone();
        }
        let start = self.ids.partition_point(|id| id.to_string().as_str() < name);
        let begins_so = |id: &&DocId| id.to_string().starts_with(name);
        self.ids[start..].iter().take_while(begins_so).copied().collect()
    }

    /// The one document that a name means, or why it means none.
    pub(super) fn find_one(&self, name: &str) -> Result<DocId, NotFound> {
        match self.find(name).as_slice() {
            [id] => Ok(*id),
            [] => Err(NotFound::Unknown(name.to_owned())),
            many => Err(NotFound::Ambiguous(many.len(), name.to_owned())),
        }
    }
}

/// Why a name means no document.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotFound {
    #[error("there is no document `{0}` here; `nashra list` shows the ids")]
    Unknown(String),
    #[error("{0} documents are meant by `{1}`; give an id as `nashra list` shows it")]
    Ambiguous(usize, String),
}

impl From<NotFound> for Error {
    fn from(error: NotFound) -> Self {
        match error {
            NotFound::Unknown(_) => Error::Failed(error.to_string()),
            NotFound::Ambiguous(..) => Error::Usage(error.to_string()),
        }
    }
}

fn enter<K: std::hash::Hash + Eq>(names: &mut HashMap<K, Vec<DocId>>, name: K, id: DocId) {
    let ids = names.entry(name).or_default();
    if ids.last() != Some(&id) {
        ids.push(id);
    }
}

/// The path from the root, written in one way: `news` and `./news/` are the same.
pub(super) fn absolute(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    path.components().collect()
}
