//! Keeps the index of a corpus as the files are: reads what is new or changed, takes back what is
//! gone.

mod announce;
mod batch;
mod changes;
#[cfg(test)]
mod corrected;
#[cfg(test)]
mod grown;
mod keep;
mod manifest;
mod overhear;
mod remembered;
#[cfg(test)]
mod tests;
mod watch;

use std::fs;
use std::io;
use std::ops::ControlFlow;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use announce::Announced;
use batch::Batch;
use changes::Job;
pub(super) use keep::{Kept, keep};
use manifest::{Manifest, State};
use overhear::Mark as Heard;
use watch::Watch;

use super::follow::Roll;
use super::mark::Mark;
use super::names::InForce;
use crate::app::Progress;
use crate::corpus::{Item, Problem, Reading, Tail};
use crate::engine::{Engine, EngineError, OpenError, Roots, Seen, Tantivy};
use crate::model::Document;

/// An index, the files it is of, and the names to look for in them.
pub struct Indexer {
    engine: Arc<Tantivy>,
    dir: PathBuf,
    paths: Vec<PathBuf>,
    names: Arc<InForce>,
    /// Whether another process was the writer when last looked at.
    followed: AtomicBool,
    stop: Arc<AtomicBool>,
    /// Who was read.
    roll: Mutex<Roll>,
    watch: Mutex<Watch>,
    heard: Mutex<Option<Heard>>,
    /// The paths that could not be read when last looked at.
    missed: Mutex<Vec<String>>,
    /// What the others know of the reading, if it is from this process.
    announced: Mutex<Option<Announced>>,
}

/// What there is to say while an index is brought up to date.
pub enum Step {
    /// It begins, because something is new; what was said before is of no more interest.
    Begin,
    /// How far it has come.
    Progress(Progress),
    /// More documents, or fewer, can be found.
    Found,
    /// Something could not be read; the sentence names it.
    Problem(String),
    /// So much more could not be read of a file, of which nothing else is known any more.
    More(String, usize),
}

/// Whether an update has to be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// The person waits for it: every problem is told, known or not.
    Asked,
    /// Nothing is said if nothing has changed.
    Quiet,
}

/// What the thread that reads hands over.
enum Passed {
    /// A file begins, or goes on where its last reading ended.
    Begin(usize, bool),
    /// Whether its names have been looked for: not if the index has it already.
    Document(Document, bool),
    Problem(Problem),
    /// It has come to its end, which may have to be known if something is appended.
    End(usize, Option<Tail>),
}

/// The list of files, beside the index.
const MANIFEST: &str = "files";
/// Which unknown names are those of one, beside the index.
const GROUPS: &str = "groups";
/// Documents that were read and wait for the index.
const AHEAD: usize = 256;
/// From the first document to the first commit; then three times as long each time.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
/// The longest between two commits, and so the most work that a crash can undo. What is committed
/// more often is merged more often.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// How often one hears how far the reading has come.
const PROGRESS: Duration = Duration::from_millis(250);

/// Says when it is time to tell how far the work has come.
struct Pulse {
    began: Instant,
    last: Instant,
}

impl Pulse {
    fn begin() -> Self {
        let began = Instant::now();
        Self { began, last: began }
    }

    /// How long the work has taken, if it is time.
    fn beat(&mut self) -> Option<Duration> {
        let now = Instant::now();
        (now >= self.last + PROGRESS).then(|| {
            self.last = now;
            now - self.began
        })
    }
}

impl Indexer {
    /// Keeps this index, which is in `dir`, of these paths.
    pub fn new(
        engine: Arc<Tantivy>,
        dir: PathBuf,
        paths: Vec<PathBuf>,
        names: Arc<InForce>,
        stop: Arc<AtomicBool>,
    ) -> Self {
        names.keep_groups(dir.join(GROUPS));
        let (followed, roll, watch, heard, missed, announced) = Default::default();
        Self { engine, dir, paths, names, followed, stop, roll, watch, heard, missed, announced }
    }

    /// Who was read since this was last asked.
    pub fn take_roll(&self) -> Roll {
        std::mem::take(&mut *self.roll.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The index.
    pub fn engine(&self) -> &Arc<Tantivy> {
        &self.engine
    }

    /// Whether the index has the files as they are now.
    pub fn is_current(&self) -> bool {
        let Ok(known) = Manifest::peek(&self.manifest_path()) else { return false };
        let changes = self.changes(&known);
        changes.jobs.is_empty() && changes.gone.is_empty()
    }

    fn manifest_path(&self) -> PathBuf {
        self.dir.join(MANIFEST)
    }

    /// Brings the index up to date, until it is or [`Step`]s are no longer taken, which `tell` says
    /// by returning false. Returns whether this process may: another one may be the writer.
    pub fn update(
        &self,
        wish: Wish,
        tell: &mut dyn FnMut(Step) -> bool,
    ) -> Result<bool, EngineError> {
        let outcome = self.try_update(wish, tell);
        if outcome.is_err() {
            self.engine.abandon();
        }
        // Whatever it was that failed for it.
        outcome.map_err(|error| if self.engine.is_gone() { EngineError::Gone } else { error })
    }

    fn try_update(
        &self,
        wish: Wish,
        tell: &mut dyn FnMut(Step) -> bool,
    ) -> Result<bool, EngineError> {
        // What was stopped is the reading before.
        self.stop.store(false, Ordering::Relaxed);
        if wish == Wish::Asked && self.engine.is_gone() {
            patiently(|| self.engine.reopen())?;
            self.unannounce();
            self.names.mark(Mark::forget);
        }
        if !self.engine.lead()? {
            self.followed.store(true, Ordering::Relaxed);
            self.hear(wish, tell);
            return Ok(false);
        }
        if self.followed.swap(false, Ordering::Relaxed) {
            // The writer before may have had others, from the same files.
            self.names.renew();
            self.unannounce();
        }
        self.announce_look();
        self.bring_up_to_date(wish, &mut |step| {
            if let Step::Progress(progress) = &step {
                self.announce(Announced::Reading(*progress));
            }
            tell(step)
        })?;
        self.announce(match self.stop.load(Ordering::Relaxed) {
            true => Announced::Stopped,
            false => Announced::Whole,
        });
        Ok(true)
    }

    fn bring_up_to_date(
        &self,
        wish: Wish,
        tell: &mut dyn FnMut(Step) -> bool,
    ) -> Result<(), EngineError> {
        let mut manifest = self.manifest(tell)?;
        self.name_anew(tell)?;
        let changes = self.changes(manifest.files());
        let unchanged = changes.jobs.is_empty() && changes.gone.is_empty();
        if unchanged {
            // Names may have been found anew.
            self.engine.settle()?;
        }
        let mut missed = self.missed.lock().unwrap_or_else(PoisonError::into_inner);
        let said = std::mem::replace(&mut *missed, changes.missed) == *missed;
        drop(missed);
        if unchanged && said && wish == Wish::Quiet {
            return Ok(());
        }
        tell(Step::Begin);
        for step in changes.steps {
            tell(step);
        }
        if unchanged {
            return Ok(());
        }
        self.announce(Announced::Reading(Progress::default()));
        let engine = &*self.engine;
        self.names.labelling(engine, || self.read(&changes.jobs, &mut manifest, tell))?;
        if !self.stop.load(Ordering::Relaxed) {
            let gone = changes.gone.iter().map(|path| (path.clone(), Seen::default()));
            self.engine.forget(&gone.collect())?;
            changes.gone.into_iter().for_each(|path| manifest.set(path, State::Gone));
        }
        manifest.write()?;
        tell(Step::Found);
        self.engine.settle()
    }

    /// The list of files that the index has; without a good one the index begins anew.
    fn manifest(&self, tell: &mut dyn FnMut(Step) -> bool) -> Result<Manifest, EngineError> {
        let path = self.manifest_path();
        let reason = match Manifest::open(&path) {
            Ok(manifest) if manifest.files().is_empty() && !self.engine.is_empty() => {
                "its list of files is lost".to_owned()
            }
            Ok(manifest) => return Ok(manifest),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => error.to_string(),
            Err(error) => return Err(error.into()),
        };
        tell(Step::Problem(rebuilt(&reason)));
        self.engine.replace(&mut std::iter::empty())?;
        fs::remove_file(&path)?;
        Ok(Manifest::open(&path)?)
    }

    /// Looks for the names in all documents, if they are no longer the names that were looked for.
    fn name_anew(&self, tell: &mut dyn FnMut(Step) -> bool) -> Result<(), EngineError> {
        let (holds, losses) = self.names.mark(|mark| (mark.holds(), mark.losses()));
        if holds {
            return Ok(());
        }
        let path = self.dir.join("names");
        let known = fs::read_to_string(&path).unwrap_or_default();
        if known != self.names.get().fingerprint() && !self.engine.is_empty() {
            let mut pulse = Pulse::begin();
            let mut documents = 0;
            let done = self.engine.name_anew(&mut |document| {
                self.names.get().label(document);
                documents += 1;
                if let Some(elapsed) = pulse.beat() {
                    tell(Step::Progress(Progress {
                        documents,
                        bytes: documents as u64,
                        total: self.engine.len() as u64,
                        naming: true,
                        elapsed,
                        ..Progress::default()
                    }));
                }
                !self.stop.load(Ordering::Relaxed)
            })?;
            tell(Step::Found);
            if !done {
                return Ok(());
            }
        }
        self.names.mark(|mark| mark.set(path, losses, &self.names.get()));
        Ok(())
    }

    /// Reads files into the index.
    fn read(
        &self,
        jobs: &[Job],
        manifest: &mut Manifest,
        tell: &mut dyn FnMut(Step) -> bool,
    ) -> Result<(), EngineError> {
        let bytes = AtomicU64::new(0);
        let (passed, taken) = mpsc::sync_channel(AHEAD);
        thread::scope(|scope| {
            scope.spawn(|| self.pass(jobs, &bytes, passed));
            let mut batch = Batch::new(jobs);
            // An error ends the other thread as well: nobody takes what it passes on any more.
            self.take(&mut batch, &bytes, taken, manifest, tell)
        })
    }

    fn take(
        &self,
        batch: &mut Batch<'_>,
        bytes: &AtomicU64,
        taken: Receiver<Passed>,
        manifest: &mut Manifest,
        tell: &mut dyn FnMut(Step) -> bool,
    ) -> Result<(), EngineError> {
        let total = batch.jobs.iter().map(|job| job.bytes()).sum();
        let mut pulse = Pulse::begin();
        let mut pause = FIRST_PAUSE;
        let mut due = Instant::now() + pause;
        let mut read = 0;
        loop {
            let next = taken.recv_timeout(due.saturating_duration_since(Instant::now()));
            let ended = matches!(next, Err(RecvTimeoutError::Disconnected));
            match next {
                Ok(Passed::Document(document, named)) => {
                    read += 1;
                    self.add(batch, document, named)?;
                }
                Ok(Passed::Problem(problem)) => {
                    batch.miss(&problem);
                    tell(Step::Problem(problem.to_string()));
                }
                Ok(Passed::Begin(n, goes_on)) => batch.begin(n, goes_on, manifest, tell),
                Ok(Passed::End(n, tail)) => batch.end(n, tail),
                Err(_) => {}
            }
            if ended || Instant::now() >= due {
                self.commit(batch, manifest)?;
                if !tell(Step::Found) {
                    self.stop.store(true, Ordering::Relaxed);
                }
                pause = (pause * 3).min(LONGEST_PAUSE);
                due = Instant::now() + pause;
            }
            if ended {
                return Ok(());
            }
            if let Some(elapsed) = pulse.beat() {
                tell(Step::Progress(Progress {
                    documents: read,
                    bytes: bytes.load(Ordering::Relaxed),
                    total,
                    elapsed,
                    ..Progress::default()
                }));
            }
        }
    }

    fn add(
        &self,
        batch: &mut Batch<'_>,
        mut document: Document,
        named: bool,
    ) -> Result<(), EngineError> {
        // What the index had when the document was read may have gone since.
        if !named && !self.engine.has(document.id) {
            self.names.get().label(&mut document);
        }
        self.roll.lock().unwrap_or_else(PoisonError::into_inner).enter(&document);
        batch.see(&document);
        self.engine.add(document)
    }

    /// Commits what was read, and what is known of the files with it.
    fn commit(&self, batch: &mut Batch<'_>, manifest: &mut Manifest) -> Result<(), EngineError> {
        manifest.write()?;
        self.engine.commit()?;
        let complete = batch.complete(manifest);
        if !complete.is_empty() {
            self.engine.forget(&complete)?;
        }
        Ok(())
    }

    /// Reads the files, on a thread of its own.
    fn pass(&self, jobs: &[Job], bytes: &AtomicU64, passed: SyncSender<Passed>) {
        let pass = |what| match passed.send(what) {
            Ok(()) if !self.stop.load(Ordering::Relaxed) => ControlFlow::Continue(()),
            _ => ControlFlow::Break(()),
        };
        for (n, job) in jobs.iter().enumerate() {
            let mut sink = |item| match item {
                Item::Document(mut document) => {
                    let named = !self.engine.has(document.id);
                    if named {
                        self.names.get().label(&mut document);
                    }
                    pass(Passed::Document(document, named))
                }
                Item::Problem(problem) => pass(Passed::Problem(problem)),
            };
            let reading = Reading::open(&job.file, job.tail());
            if pass(Passed::Begin(n, reading.goes_on())).is_break() {
                return;
            }
            let (flow, tail) = reading.read(bytes, &mut sink);
            if flow.is_break() || pass(Passed::End(n, tail)).is_break() {
                return;
            }
        }
    }
}

/// Writes a file for its owner alone.
pub(super) fn write(path: &Path, text: &str) -> io::Result<()> {
    write_bytes(path, text.as_bytes())
}

fn write_bytes(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    io::Write::write_all(&mut options.open(path)?, bytes)
}

/// Opens the index that is kept of paths in the cache directory, which is made if there is none.
pub fn open(cache: &Path, paths: &[PathBuf]) -> Result<(Arc<Tantivy>, PathBuf), OpenError> {
    let roots = Roots::new(paths);
    let dir = index_dir(cache, &roots);
    let engine = patiently(|| Tantivy::open(&dir, roots.clone()))?;
    let tag = cache.join("CACHEDIR.TAG");
    if !tag.exists() {
        // Without it backups only take longer.
        let _ = write(&tag, CACHE_TAG);
    }
    Ok((Arc::new(engine), dir))
}

/// How often, and how long apart, an index is tried that another process is making: a moment later
/// it can be followed.
const TRIES: u32 = 50;
const BETWEEN_TRIES: Duration = Duration::from_millis(20);

fn patiently<T>(mut open: impl FnMut() -> Result<T, OpenError>) -> Result<T, OpenError> {
    for _ in 1..TRIES {
        match open() {
            Err(OpenError::Busy) => thread::sleep(BETWEEN_TRIES),
            outcome => return outcome,
        }
    }
    open()
}

/// <https://bford.info/cachedir/>
const CACHE_TAG: &str = "Signature: 8a477f597d28d172789f06886806bc55
# nashra keeps its indexes here. Whatever is removed is made anew.
";

/// What is said of an index that is made anew.
pub fn rebuilt(reason: &str) -> String {
    format!("The index of this corpus is made anew: {reason}.")
}

/// Whether an index is kept of paths.
pub fn has_index(cache: &Path, paths: &[PathBuf]) -> bool {
    index_dir(cache, &Roots::new(paths)).join(MANIFEST).exists()
}

/// Where the index of a corpus is kept in the cache directory.
fn index_dir(cache: &Path, roots: &Roots) -> PathBuf {
    let mut hasher = blake3::Hasher::new();
    for path in roots.absolute() {
        hasher.update(path.as_os_str().as_bytes());
        hasher.update(b"\0");
    }
    cache.join("index").join(&hasher.finalize().to_hex()[..32])
}
