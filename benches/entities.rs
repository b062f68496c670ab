//! How fast names are found, and what the dictionary costs: with the built-in table, and with
//! 100,000 more entities made up from syllables. See `docs/benchmarks.md`.
//!
//! `cargo bench --bench entities`

#[allow(dead_code)]
mod common;

use std::fmt::Write;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use nashra::entities::{Catalogue, Recogniser};
use rustix::time::{ClockId, clock_gettime};

const ROUNDS: usize = 7;
const BYTES: usize = 8_000_000;
const MORE: usize = 100_000;

fn main() {
    println!("Processor time of one thread. MB of UTF-8 a second, the median of {ROUNDS} rounds.");
    measure("built-in", || Catalogue::builtin().expect("the built-in table"));
    let toml = made_up(MORE);
    measure("100,000 more", || {
        let mut catalogue = Catalogue::builtin().expect("the built-in table");
        let errors = catalogue.extend_from_toml(&toml, Path::new("made-up.toml"));
        assert!(errors.is_empty(), "{errors:?}");
        catalogue
    });
}

fn measure(name: &str, catalogue: impl Fn() -> Catalogue) {
    let before = resident();
    let start = Instant::now();
    let catalogue = catalogue();
    let read = start.elapsed();
    let between = resident();
    let start = Instant::now();
    let recogniser = Recogniser::new(&catalogue);
    let built = start.elapsed();
    let after = resident();
    println!(
        "\n{name}: catalogue {:.1} ms, {} KB; recogniser {:.1} ms, {} KB",
        read.as_secs_f64() * 1e3,
        between.saturating_sub(before),
        built.as_secs_f64() * 1e3,
        after.saturating_sub(between),
    );
    for (language, folders) in common::TEXTS {
        let text = common::text(folders, BYTES);
        // Articles of some 8 KB, as they are in a corpus.
        let articles: Vec<&str> = split(&text, 8_000);
        let mut found = 0;
        let mut rounds: Vec<Duration> = (0..ROUNDS)
            .map(|_| {
                let start = now();
                found = articles.iter().map(|a| black_box(recogniser.mentions(a)).len()).sum();
                now() - start
            })
            .collect();
        rounds.sort();
        let speed = text.len() as f64 / 1e6 / rounds[ROUNDS / 2].as_secs_f64();
        println!("  {language:<8} {speed:>6.1} MB/s, {found} names");
    }
}

fn split(text: &str, bytes: usize) -> Vec<&str> {
    let mut articles = Vec::new();
    let mut rest = text;
    while rest.len() > bytes {
        let end = rest[..rest.floor_char_boundary(bytes)].rfind('\n').map_or(rest.len(), |n| n + 1);
        articles.push(&rest[..end]);
        rest = &rest[end..];
    }
    articles.push(rest);
    articles
}

fn now() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// Memory of the process, in KB.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok()).unwrap_or(0)
}

/// A table of people with a full name in two scripts and a surname each.
fn made_up(count: usize) -> String {
    const LATIN: [&str; 12] =
        ["ba", "ri", "mo", "ka", "sen", "tu", "lo", "vi", "dar", "ne", "shi", "zo"];
    const ARABIC: [&str; 12] =
        ["با", "ري", "مو", "كا", "سن", "تو", "لو", "في", "دار", "ني", "شي", "زو"];
    let mut toml = String::new();
    for n in 0..count {
        let syllables = |mut n: usize, from: &[&str; 12]| {
            let mut word = String::new();
            for _ in 0..4 {
                word.push_str(from[n % 12]);
                n /= 12;
            }
            word
        };
        let (given, surname) = (n % 997, n.wrapping_mul(7919) % 20_736);
        let capital = |word: String| word[..1].to_uppercase() + &word[1..];
        let latin = [capital(syllables(given, &LATIN)), capital(syllables(surname, &LATIN))];
        let arabic = [syllables(given, &ARABIC), syllables(surname, &ARABIC)];
        let _ = writeln!(
            toml,
            "[[entity]]\nid = \"made-{n}\"\nkind = \"person\"\nen = [\"{} {} {n}\", \"{} {}\"]\nar = \
             [\"{} {} {n}\"]",
            latin[0], latin[1], latin[1], latin[0], arabic[0], arabic[1]
        );
    }
    toml
}
