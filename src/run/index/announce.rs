//! How far the reading of the files has come, as the process that writes lets the others know: in a
//! file beside the index. It says that all is read only while that is so; whoever begins to write
//! takes that back first. So what a crash leaves behind is at worst that reading goes on, and who
//! writes next corrects it.

use std::fs;
use std::sync::PoisonError;

use serde::{Deserialize, Serialize};

use super::{Indexer, write_bytes};
use crate::app::Progress;

/// What there is to know of the reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Announced {
    /// It goes on.
    Reading(Progress),
    /// The person wanted no more to be read.
    Stopped,
    /// The index has the files as they were at the last look.
    Whole,
}

/// The file, beside the index.
const ANNOUNCED: &str = "reading";

impl Indexer {
    /// Lets the others know, unless they do.
    pub(super) fn announce(&self, news: Announced) {
        let mut last = self.announced.lock().unwrap_or_else(PoisonError::into_inner);
        if *last == Some(news) {
            return;
        }
        let path = self.dir.join(ANNOUNCED);
        let fresh = path.with_extension("new");
        // Plain data of this size always has a form.
        let bytes = postcard::to_stdvec(&news).unwrap_or_default();
        let written = write_bytes(&fresh, &bytes).and_then(|()| fs::rename(&fresh, &path));
        *last = written.is_ok().then_some(news);
        if written.is_err() {
            // Nothing at all never says that all is read.
            let _ = fs::remove_file(&path);
        }
    }

    /// Lets the others know that something may be to be read, when that is not known yet.
    pub(super) fn announce_look(&self) {
        let unknown = self.announced.lock().unwrap_or_else(PoisonError::into_inner).is_none();
        if unknown {
            self.announce(Announced::Reading(Progress::default()));
        }
    }

    /// What the process that writes has let the others know.
    pub(super) fn overhear(&self) -> Announced {
        let bytes = fs::read(self.dir.join(ANNOUNCED)).unwrap_or_default();
        match postcard::from_bytes(&bytes) {
            Ok(Announced::Reading(progress)) => {
                Announced::Reading(Progress { elsewhere: true, ..progress })
            }
            Ok(announced) => announced,
            Err(_) => Announced::Reading(Progress { elsewhere: true, ..Progress::default() }),
        }
    }

    /// Forgets what was made known, as another process may have since.
    pub(super) fn unannounce(&self) {
        *self.announced.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

#[cfg(test)]
mod tests {
    use super::super::Wish;
    use super::super::tests::Place;
    use super::*;

    /// How many documents have been read elsewhere, if that goes on.
    fn reading(indexer: &Indexer) -> Option<usize> {
        match indexer.overhear() {
            Announced::Reading(progress) => {
                assert!(progress.elsewhere && !progress.done);
                Some(progress.documents)
            }
            Announced::Stopped | Announced::Whole => None,
        }
    }

    #[test]
    fn who_follows_knows_whether_all_has_been_read() {
        let place = Place::new(&[("a.txt", "One\n\nText"), ("b.txt", "Two\n\nText")]);
        let (writer, follower) = (place.indexer(), place.indexer());
        assert_eq!(reading(&follower), Some(0));
        let mut said = Vec::new();
        let mut tell = |_| {
            said.push(follower.overhear());
            true
        };
        writer.update(Wish::Asked, &mut tell).unwrap();
        assert!(!said.is_empty() && said.iter().all(|said| matches!(said, Announced::Reading(_))));
        assert_eq!(follower.overhear(), Announced::Whole);

        writer.announce(Announced::Reading(Progress { documents: 7, ..Progress::default() }));
        assert_eq!(reading(&follower), Some(7));
        writer.update(Wish::Quiet, &mut |_| true).unwrap();
        assert_eq!(follower.overhear(), Announced::Whole);

        place.write("c.txt", "Three\n\nText");
        let mut stop = |_| {
            writer.stop.store(true, std::sync::atomic::Ordering::Relaxed);
            true
        };
        writer.update(Wish::Quiet, &mut stop).unwrap();
        assert_eq!(follower.overhear(), Announced::Stopped);
    }

    #[test]
    fn what_a_crash_leaves_never_says_that_all_is_read() {
        let place = Place::new(&[("a.txt", "One\n\nText")]);
        place.indexer().update(Wish::Asked, &mut |_| true).unwrap();
        // From another start on: it may have ended at whatever moment after this.
        place.indexer().announce_look();
        let (writer, follower) = (place.indexer(), place.indexer());
        assert_eq!(reading(&follower), Some(0));
        fs::write(place.index().join(ANNOUNCED), "").unwrap();
        assert_eq!(reading(&follower), Some(0));
        writer.update(Wish::Quiet, &mut |_| true).unwrap();
        assert_eq!(follower.overhear(), Announced::Whole);
    }
}
