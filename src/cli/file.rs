//! Standard output, or a file that is there as a whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::Error;

/// Lets `write` write to this file, for the person alone, or to standard output. What is in the file
/// is replaced only once everything has been written.
pub(super) fn write(
    file: Option<&Path>,
    write: impl FnOnce(&mut dyn Write) -> Result<(), Error>,
) -> Result<(), Error> {
    let Some(path) = file else {
        let mut out = BufWriter::new(io::stdout().lock());
        write(&mut out)?;
        return Ok(out.flush()?);
    };
    let failed = |error: io::Error| {
        Error::Failed(format!("{}: {error}; nothing was written to it", path.display()))
    };
    // A link stays, and what it points to is replaced.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let (draft, file) = draft(&path).map_err(failed)?;
    let written = fill(file, write).and_then(|()| Ok(fs::rename(&draft, &path)?));
    written.map_err(|error| {
        let _ = fs::remove_file(&draft);
        match error {
            Error::Output(error) => failed(error),
            error => error,
        }
    })
}

fn fill(file: File, write: impl FnOnce(&mut dyn Write) -> Result<(), Error>) -> Result<(), Error> {
    let mut out = BufWriter::new(file);
    write(&mut out)?;
    let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    Ok(file.sync_all()?)
}

/// Makes a new file beside another one.
fn draft(path: &Path) -> io::Result<(PathBuf, File)> {
    if path.exists() && !path.is_file() {
        return Err(io::Error::other("it is no file"));
    }
    let name = path.file_name().ok_or_else(|| io::Error::other("it is no file"))?;
    let mut n = std::process::id();
    loop {
        let mut draft = std::ffi::OsString::from(".");
        draft.push(name);
        draft.push(format!(".{n}.part"));
        let draft = path.with_file_name(draft);
        match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft) {
            Ok(file) => return Ok((draft, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => n = n.wrapping_add(1),
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn put(path: &Path, text: &str) -> Result<(), Error> {
        write(Some(path), |out| Ok(out.write_all(text.as_bytes())?))
    }

    #[test]
    fn a_file_is_replaced_as_a_whole_and_for_the_person_alone() {
        let dir = tempfile::tempdir().unwrap();
        let (file, link) = (dir.path().join("a.csv"), dir.path().join("link"));
        put(&file, "one").unwrap();
        symlink(&file, &link).unwrap();
        put(&link, "two").unwrap();
        assert!(link.is_symlink());
        let broken = write(Some(&file), |out| {
            out.write_all(b"three")?;
            Err(Error::Failed("no more".to_owned()))
        });
        assert_eq!(broken.unwrap_err().to_string(), "no more");
        assert_eq!(fs::read_to_string(&file).unwrap(), "two");
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2, "no draft is left");
    }

    #[test]
    fn where_nothing_can_be_written_the_file_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let error = put(dir.path(), "x").unwrap_err().to_string();
        assert!(error.contains(&dir.path().display().to_string()), "{error}");
        assert!(put(&dir.path().join("none/x"), "x").is_err());
    }
}
