//! Work that several threads do together.

use std::panic::resume_unwind;
use std::sync::LazyLock;
use std::thread::{self, ScopedJoinHandle};

/// How many. More of them are seldom free.
pub(super) static THREADS: LazyLock<usize> =
    LazyLock::new(|| thread::available_parallelism().map_or(1, |n| n.get().min(4)));

/// Does the same on so many threads, each of which has a number.
pub(super) fn on_threads<T: Send>(threads: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let work = &work;
    thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|n| scope.spawn(move || work(n))).collect();
        let join =
            |other: ScopedJoinHandle<_>| other.join().unwrap_or_else(|panic| resume_unwind(panic));
        let mine = work(0);
        [mine].into_iter().chain(others.into_iter().map(join)).collect()
    })
}
