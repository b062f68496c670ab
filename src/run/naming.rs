//! Work on many things at once that come out in the order in which they came in.

use std::num::NonZero;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread;

/// Things that wait before a worker, and behind it.
const AHEAD: usize = 32;

/// Reads things, works on them on all cores and takes them in the order in which they were read, on
/// this thread. `read` passes each on, until it is told that no more are wanted, by false; `take`
/// returns false to want no more.
pub(super) fn in_order<T: Send>(
    read: impl FnOnce(&mut dyn FnMut(T) -> bool) + Send,
    work: impl Fn(&mut T) + Sync,
    mut take: impl FnMut(T) -> bool,
) {
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    let channels = || (0..workers).map(|_| mpsc::sync_channel(AHEAD)).unzip();
    let (read_by, to_work): (Vec<SyncSender<T>>, Vec<Receiver<T>>) = channels();
    let (worked, to_take): (Vec<SyncSender<T>>, Vec<Receiver<T>>) = channels();
    thread::scope(|scope| {
        // The workers take turns, and so their order is that of the things.
        scope.spawn(move || {
            let mut turns = read_by.iter().cycle();
            read(&mut |thing| turns.next().is_some_and(|worker| worker.send(thing).is_ok()));
        });
        for (to_work, worked) in to_work.into_iter().zip(worked) {
            let work = &work;
            scope.spawn(move || {
                for mut thing in to_work {
                    work(&mut thing);
                    if worked.send(thing).is_err() {
                        break;
                    }
                }
            });
        }
        let turns = to_take.iter().cycle();
        let mut things = turns.map_while(|worker| worker.recv().ok());
        while things.next().is_some_and(&mut take) {}
        // Whoever is still at work is told so by the end of what would be taken.
        drop(to_take);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Works on the numbers from 0, some of which take longer.
    fn numbers(count: u64, most: usize) -> Vec<u64> {
        let mut taken = Vec::new();
        in_order(
            |pass| {
                let _ = (0..count).all(pass);
            },
            |n| {
                let rounds = if n.is_multiple_of(7) { 10_000 } else { 1 };
                *n = (0..rounds).fold(*n * 2, |sum, _| std::hint::black_box(sum));
            },
            |n| {
                taken.push(n);
                taken.len() < most
            },
        );
        taken
    }

    #[test]
    fn things_are_worked_on_and_come_out_in_order() {
        let doubled: Vec<u64> = (0..1000).map(|n| n * 2).collect();
        assert_eq!(numbers(1000, usize::MAX), doubled);
        assert_eq!(numbers(1, usize::MAX), [0]);
        assert_eq!(numbers(0, usize::MAX), [0; 0]);
    }

    #[test]
    fn reading_ends_once_nothing_more_is_wanted() {
        assert_eq!(numbers(u64::MAX, 3), [0, 2, 4]);
    }

    #[test]
    fn what_was_read_is_taken_before_there_is_more() {
        let (taken, wait) = mpsc::channel();
        in_order(
            move |pass| {
                for n in 0..10 {
                    assert!(pass(n));
                    assert_eq!(wait.recv(), Ok(n));
                }
            },
            |_| {},
            |n| taken.send(n).is_ok(),
        );
    }
}
