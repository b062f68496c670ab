//! Notices that files have changed, where the system tells of it: Linux, by inotify. Elsewhere, on
//! network filesystems and where there are more directories than may be watched, only looking helps,
//! which goes on all the same.

use std::path::PathBuf;

/// The directories and files that are watched; none at first.
#[derive(Debug, Default)]
pub(super) struct Watch {
    #[cfg(target_os = "linux")]
    inotify: Option<linux::Inotify>,
    /// Whether something may have changed before it was watched.
    missed: bool,
}

impl Watch {
    /// A watch that is to be told what to watch.
    #[cfg(target_os = "linux")]
    pub(super) fn begin() -> Self {
        Self { inotify: linux::Inotify::new(), missed: false }
    }

    /// A watch that notices nothing.
    #[cfg(not(target_os = "linux"))]
    pub(super) fn begin() -> Self {
        Self::default()
    }

    /// Watches these from now on, and nothing else.
    pub(super) fn set(&mut self, places: &[PathBuf]) {
        #[cfg(target_os = "linux")]
        if let Some(inotify) = &mut self.inotify {
            self.missed |= inotify.set(places);
        }
        #[cfg(not(target_os = "linux"))]
        let _ = places;
    }

    /// Whether anything has changed since this was last asked.
    pub(super) fn changed(&mut self) -> bool {
        #[cfg(target_os = "linux")]
        if let Some(inotify) = &self.inotify
            && inotify.drain()
        {
            self.missed = true;
        }
        std::mem::take(&mut self.missed)
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::collections::HashSet;
    use std::os::fd::OwnedFd;
    use std::path::PathBuf;

    use rustix::fs::inotify::{CreateFlags, WatchFlags, add_watch, init, remove_watch};
    use rustix::io::{Errno, read};

    #[derive(Debug)]
    pub(super) struct Inotify {
        queue: OwnedFd,
        watched: HashSet<i32>,
    }

    impl Inotify {
        pub(super) fn new() -> Option<Self> {
            let queue = init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK).ok()?;
            Some(Self { queue, watched: HashSet::new() })
        }

        /// Watches these alone; returns whether there are new ones among them.
        pub(super) fn set(&mut self, places: &[PathBuf]) -> bool {
            // What is read is in none of these.
            let flags = WatchFlags::CREATE
                | WatchFlags::MODIFY
                | WatchFlags::ATTRIB
                | WatchFlags::DELETE
                | WatchFlags::DELETE_SELF
                | WatchFlags::MOVE
                | WatchFlags::MOVE_SELF;
            let add = |place: &PathBuf| add_watch(&self.queue, place, flags).ok();
            let watched: HashSet<i32> = places.iter().filter_map(add).collect();
            for gone in self.watched.difference(&watched) {
                let _ = remove_watch(&self.queue, *gone);
            }
            let new = !watched.is_subset(&self.watched);
            self.watched = watched;
            new
        }

        /// Takes all that was noticed; returns whether there was anything.
        pub(super) fn drain(&self) -> bool {
            let (mut any, mut buffer) = (false, [0; 4096]);
            loop {
                match read(&self.queue, &mut buffer) {
                    Ok(0) => return any,
                    Ok(_) => any = true,
                    Err(Errno::INTR) => {}
                    Err(_) => return any,
                }
            }
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn what_changes_in_a_watched_place_is_noticed_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        for name in ["news", "other"] {
            fs::create_dir(at(name)).unwrap();
        }
        fs::write(at("feed.jsonl"), "{}\n").unwrap();
        let mut watch = Watch::begin();
        assert!(!watch.changed());
        watch.set(&[at("news"), at("feed.jsonl"), at("not there")]);
        // It may have changed before.
        assert!(watch.changed());
        assert!(!watch.changed());
        watch.set(&[at("news"), at("feed.jsonl")]);
        assert!(!watch.changed());

        fs::write(at("news/a.txt"), "a").unwrap();
        assert!(watch.changed());
        fs::read(at("news/a.txt")).unwrap();
        assert!(!watch.changed());
        fs::rename(at("news/a.txt"), at("b.txt")).unwrap();
        assert!(watch.changed());
        fs::write(at("feed.jsonl"), "{}\n{}\n").unwrap();
        assert!(watch.changed());
        fs::write(at("other/c.txt"), "c").unwrap();
        assert!(!watch.changed());

        watch.set(&[at("other")]);
        assert!(watch.changed());
        fs::write(at("news/d.txt"), "d").unwrap();
        assert!(!watch.changed());
    }
}
