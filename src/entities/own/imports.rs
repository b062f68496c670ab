//! Imports: one file for each, `imported/NAME.jsonl`, with one entity a line.

use std::fs::{self, File};
use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::{OwnError, OwnNames, make_dir, replace};
use crate::entities::Catalogue;
use crate::entities::catalogue::Known;
use crate::entities::import::{self, BadFile, BadLine, ImportCounts, ImportFormat, Line, Sink};
use crate::entities::table::slug;
use crate::model::{EntityId, Kind};

/// What became of a file to import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// The name of the import, which is that of the file.
    pub import: String,
    /// What the file was taken for.
    pub format: ImportFormat,
    /// What became of what it holds.
    #[serde(flatten)]
    pub counts: ImportCounts,
}

/// An import that is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// Its name.
    pub import: String,
    /// How many entities it has.
    pub entities: usize,
    /// How many bytes it takes.
    pub bytes: usize,
}

/// Writes what is read, and counts what of it is known.
struct Writer<'a> {
    out: &'a mut dyn Write,
    builtin: &'a Catalogue,
    known: Known,
    /// With all that is the person's own.
    all: &'a Catalogue,
    count: usize,
    bad: &'a mut dyn FnMut(u64, BadLine),
}

impl Sink for Writer<'_> {
    fn kind_of(&self, id: &str) -> Option<Kind> {
        self.all.get(&EntityId::from(id)).map(|entity| entity.kind)
    }

    fn take(&mut self, line: Line) -> io::Result<()> {
        let has_id = self.builtin.get(&EntityId::from(&*line.id)).is_some();
        self.count += usize::from(has_id || self.known.same(&line).is_some());
        serde_json::to_writer(&mut *self.out, &line)?;
        self.out.write_all(b"\n")
    }

    fn bad(&mut self, line: u64, problem: BadLine) {
        (self.bad)(line, problem);
    }
}

impl OwnNames {
    /// Imports the names of a file, in place of those of an earlier import of that name; a dry run
    /// only says what would be. Lines that cannot be read are told of and left out.
    ///
    /// # Errors
    /// A file that cannot be read, or without a name to import: an earlier import stays. A directory
    /// that cannot be written.
    pub fn import(
        &self,
        file: &Path,
        dry_run: bool,
        bad: &mut dyn FnMut(u64, BadLine),
    ) -> Result<Imported, OwnError> {
        let name = || OwnError::Name { path: file.to_owned() };
        let import = file.file_name().and_then(|name| name.to_str()).ok_or_else(name)?;
        let stem = file.file_stem().and_then(|stem| stem.to_str()).map(slug).unwrap_or_default();
        if stem.is_empty() {
            return Err(name());
        }
        // What is wrong with the person's own files is said when they are used.
        let all = self.catalogue(&mut |_| {});
        let builtin = Catalogue::builtin().unwrap_or_default();
        let mut read = |out: &mut dyn Write| {
            let source = BufReader::new(File::open(file).map_err(BadFile::unopened)?);
            let mut counts = ImportCounts::default();
            let known = builtin.known();
            let mut writer = Writer { out, builtin: &builtin, known, all: &all, count: 0, bad };
            let format = import::read(source, &stem, &mut counts, &mut writer)?;
            counts.known = writer.count;
            Ok(Imported { import: import.to_owned(), format, counts })
        };
        let imported = if dry_run {
            read(&mut io::sink())
        } else {
            make_dir(&self.import_dir())?;
            replace(&self.import_dir().join(format!("{import}.jsonl")), |out| read(out))
        };
        imported.map_err(|problem| OwnError::Import { path: file.to_owned(), problem })
    }

    /// The imports that are kept, by name.
    ///
    /// # Errors
    /// A directory or file that cannot be read.
    pub fn imports(&self) -> Result<Vec<Kept>, OwnError> {
        let kept = |(import, path): (String, PathBuf)| match fs::read(&path) {
            Ok(lines) => {
                let entities = lines.iter().filter(|&&byte| byte == b'\n').count();
                Ok(Kept { import, entities, bytes: lines.len() })
            }
            Err(source) => Err(OwnError::Io { path, source }),
        };
        self.import_files()?.into_iter().map(kept).collect()
    }

    /// Forgets the names of an import.
    ///
    /// # Errors
    /// No import of that name; a directory that cannot be written.
    pub fn remove_import(&self, name: &str) -> Result<(), OwnError> {
        let mut files = self.import_files()?.into_iter();
        let Some((_, path)) = files.find(|(import, _)| import == name) else {
            return Err(OwnError::NoImport(name.to_owned()));
        };
        fs::remove_file(&path).map_err(|source| OwnError::Io { path, source })
    }

    fn import_dir(&self) -> PathBuf {
        self.dir.join("imported")
    }

    /// Names and files of the imports, by name.
    pub(super) fn import_files(&self) -> Result<Vec<(String, PathBuf)>, OwnError> {
        let dir = self.import_dir();
        let entries = match fs::read_dir(&dir) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(source) => return Err(OwnError::Io { path: dir, source }),
        };
        let mut files = Vec::new();
        for entry in entries {
            let path = entry.map_err(|source| OwnError::Io { path: dir.clone(), source })?.path();
            let name = path.file_name().and_then(|name| name.to_str()?.strip_suffix(".jsonl"));
            if let Some(name) = name.map(str::to_owned) {
                files.push((name, path));
            }
        }
        files.sort();
        Ok(files)
    }
}
