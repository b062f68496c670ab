//! How much may be on its way to the terminal.
//!
//! A slow connection hides behind buffers that take whatever is written. So the terminal is asked,
//! behind what is sent, to say that it is there (DSR 5, ECMA-48, 8.3.35), and what it has not
//! answered for is capped, so that it is never far behind the keys. Knows no clock and no file.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// How long what is on its way may take to be shown, beyond the way itself.
const BEHIND: Duration = Duration::from_millis(100);
/// Up to how many bytes a frame tells of the way, and not of how long the bytes take.
const SMALL: usize = 128;
/// The least bytes that may be on their way, and those that may be after a first answer that was
/// late, which tells no delay from narrowness.
const LEAST: usize = 256;
const FIRST: usize = 1024;
/// From this cap on there is none.
const MOST: usize = 1 << 16;
/// After how many bytes is asked where nothing lags.
const SELDOM: usize = 1024;
/// How long an answer is waited for. One that is not there by then may never come.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is on its way, and how much may be.
#[derive(Debug, Default)]
pub(super) struct Pace {
    asked: VecDeque<Question>,
    /// Bytes that were sent since the last question, and those before it that are unanswered.
    unasked: usize,
    unanswered: usize,
    /// What the answers taught; nothing is held back before the first.
    link: Option<Link>,
}

#[derive(Debug)]
struct Question {
    at: Instant,
    /// Bytes sent since the question before.
    bytes: usize,
    /// Bytes that were on their way with it.
    under_way: usize,
}

#[derive(Debug)]
struct Link {
    round_trip: Duration,
    cap: usize,
}

impl Pace {
    /// Takes note of bytes that were sent. True if the question shall follow them.
    pub(super) fn sent(&mut self, bytes: usize, now: Instant) -> bool {
        self.unasked += bytes;
        let asks = match &self.link {
            // Whether there will be answers is asked once.
            None => self.asked.is_empty(),
            Some(link) => link.cap < MOST || self.unasked >= SELDOM,
        };
        if bytes == 0 || !asks {
            return false;
        }
        let bytes = std::mem::take(&mut self.unasked);
        self.unanswered += bytes;
        self.asked.push_back(Question { at: now, bytes, under_way: self.unanswered });
        true
    }

    /// Takes note of an answer.
    pub(super) fn answered(&mut self, now: Instant) {
        // One that was given up after all: the questions after it will be answered too.
        let Some(question) = self.asked.pop_front() else { return };
        self.unanswered -= question.bytes;
        let took = now.saturating_duration_since(question.at);
        let Some(link) = &mut self.link else {
            let cap = if took <= BEHIND { MOST } else { FIRST };
            self.link = Some(Link { round_trip: took, cap });
            return;
        };
        let alone = question.under_way == question.bytes && question.bytes <= SMALL;
        if alone || took < link.round_trip {
            link.round_trip = took;
        }
        let behind = took - link.round_trip;
        if behind > BEHIND {
            // What is shown within the time that is aimed at, if so much takes so long.
            let aim = (link.round_trip + BEHIND).as_secs_f64() / took.as_secs_f64();
            let cap = question.under_way as f64 * aim;
            link.cap = (cap as usize).clamp(LEAST, link.cap);
        } else if behind < BEHIND / 2 && question.under_way >= link.cap / 2 {
            link.cap = (link.cap * 2).min(MOST);
        }
    }

    /// How many bytes may be sent now; `None` for any number. Half of the cap at most, so that
    /// while one half is answered for the other is on its way.
    pub(super) fn room(&mut self, now: Instant) -> Option<usize> {
        if self.until().is_some_and(|until| now >= until) {
            *self = Self::default();
            // Silent from now on, unless it was only late.
            self.asked.push_back(Question { at: now, bytes: 0, under_way: 0 });
        }
        let link = self.link.as_ref()?;
        let cap = Some(link.cap).filter(|cap| *cap < MOST)?;
        Some(cap.saturating_sub(self.unanswered).min(cap / 2))
    }

    /// When an answer will not be waited for any longer.
    pub(super) fn until(&self) -> Option<Instant> {
        let front = self.link.as_ref().and(self.asked.front());
        front.map(|question| question.at + PATIENCE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEP: usize = 45;

    fn ms(n: u64) -> Duration {
        Duration::from_millis(n)
    }

    /// A connection with a delay each way, a rate in bytes per second and room for anything.
    struct Wire {
        delay: Duration,
        rate: f64,
        free: Instant,
        answers: VecDeque<Instant>,
    }

    impl Wire {
        fn new(round_trip: u64, rate: f64, now: Instant) -> Self {
            Self { delay: ms(round_trip / 2), rate, free: now, answers: VecDeque::new() }
        }

        fn send(&mut self, pace: &mut Pace, bytes: usize, now: Instant) {
            self.free = self.free.max(now) + Duration::from_secs_f64(bytes as f64 / self.rate);
            if pace.sent(bytes, now) {
                self.answers.push_back(self.free + self.delay * 2);
            }
        }

        fn answer(&mut self, pace: &mut Pace, now: Instant) {
            while let Some(at) = self.answers.pop_front_if(|at| *at <= now) {
                pace.answered(at);
            }
        }

        /// What is still to be sent of what was written.
        fn backlog(&self, now: Instant) -> Duration {
            self.free.saturating_duration_since(now)
        }
    }

    /// Sends as much as there is room for, every millisecond; returns the longest backlog after the
    /// first second and the bytes sent in all.
    fn flood(wire: &mut Wire, pace: &mut Pace, from: Instant, seconds: u64) -> (Duration, usize) {
        let (mut worst, mut all) = (Duration::ZERO, 0);
        for n in 0..seconds * 1000 {
            let now = from + ms(n);
            wire.answer(pace, now);
            let bytes = pace.room(now).unwrap_or(10 * STEP);
            if bytes > 0 {
                wire.send(pace, bytes, now);
                all += bytes;
            }
            if n > 1000 {
                worst = worst.max(wire.backlog(now));
            }
        }
        (worst, all)
    }

    #[test]
    fn nothing_is_held_back_from_a_terminal_that_never_answers_and_it_is_asked_once() {
        let (mut pace, start) = (Pace::default(), Instant::now());
        let asked: Vec<bool> = (0..50).map(|n| pace.sent(3000, start + ms(n * 900))).collect();
        assert_eq!(asked.iter().filter(|asked| **asked).count(), 1);
        assert_eq!((pace.room(start + ms(60_000)), pace.until()), (None, None));
    }

    #[test]
    fn nothing_is_held_back_where_nothing_lags() {
        let start = Instant::now();
        let (mut pace, mut wire) = (Pace::default(), Wire::new(2, 1e7, start));
        wire.send(&mut pace, 4000, start);
        wire.answer(&mut pace, start + ms(5));
        for n in 0..100 {
            let now = start + ms(10 + n);
            assert_eq!(pace.room(now), None);
            wire.send(&mut pace, 4000, now);
            wire.answer(&mut pace, now);
        }
    }

    #[test]
    fn a_narrow_link_is_kept_busy_and_not_much_more() {
        let start = Instant::now();
        let (mut pace, mut wire) = (Pace::default(), Wire::new(200, 1200.0, start));
        wire.send(&mut pace, 500, start);
        let mut now = start;
        for _ in 0..10 {
            now += ms(1000);
            wire.answer(&mut pace, now);
            wire.send(&mut pace, STEP, now);
        }
        let (worst, sent) = flood(&mut wire, &mut pace, now + ms(1000), 20);
        assert!(worst < ms(300), "{worst:?} of work in the wire");
        assert!(sent > 20 * 1200 * 6 / 10, "{sent} bytes sent in twenty seconds");
    }

    #[test]
    fn a_long_link_that_is_not_narrow_is_soon_free() {
        let start = Instant::now();
        let (mut pace, mut wire) = (Pace::default(), Wire::new(300, 1e6, start));
        wire.send(&mut pace, 4000, start);
        let (_, sent) = flood(&mut wire, &mut pace, start + ms(1000), 10);
        assert!(sent > 1_000_000, "{sent} bytes sent in ten seconds");
    }

    #[test]
    fn an_answer_that_never_comes_stops_nothing_for_long() {
        let (mut pace, start) = (Pace::default(), Instant::now());
        pace.sent(500, start);
        pace.answered(start + ms(500));
        while let Some(room @ 1..) = pace.room(start + ms(600)) {
            assert!(pace.sent(room, start + ms(600)));
        }
        assert_eq!(pace.until(), Some(start + ms(600) + PATIENCE));
        let later = start + ms(601) + PATIENCE;
        assert_eq!((pace.room(later), pace.sent(500, later)), (None, false));
        // It was only late.
        pace.answered(later + ms(200));
        assert!(pace.room(later + ms(200)).is_some_and(|room| room > 0));
        assert!(pace.sent(STEP, later + ms(200)));
    }
}
