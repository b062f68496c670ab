//! How fast text is laid out, beside the engines that do a part of it. See `docs/benchmarks.md`.
//!
//! `cargo bench --bench layout [-- TEXT…]` measures on the sentences of `examples/corpus`,
//! recombined, or on files of one's own.

mod common;

use std::hint::black_box;
use std::process::Command;
use std::time::Duration;

use nashra::text::{Layout, Line, Options, lay_out_line};
use rustix::time::{ClockId, clock_gettime};
use unicode_bidi::ParagraphBidiInfo;

/// Each round runs every column once, so that what else the machine does falls on all of them.
const ROUNDS: usize = 9;

const WIDTH: usize = 80;

/// What is measured: its name, and a run of it.
type Column<'a> = (&'a str, Box<dyn FnMut() -> Duration + 'a>);

fn main() {
    let files: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let texts: Vec<(String, String)> = if files.is_empty() {
        let make =
            |(name, folders): (&str, &[&str])| (name.to_owned(), common::text(folders, 8_000_000));
        common::TEXTS.map(make).into()
    } else {
        let read = |file: String| {
            let text = std::fs::read_to_string(&file).expect("a file of UTF-8 text");
            (file, text)
        };
        files.into_iter().map(read).collect()
    };

    println!("Processor time of one thread. MB of UTF-8 a second at {WIDTH} cells, the median of");
    println!(
        "{ROUNDS} rounds and, in brackets, the best; the median of the rounds' ratios to the first."
    );
    let others = Others::build();
    for (name, text) in &texts {
        throughput(name, text, others.as_ref());
    }
    if texts.len() == common::TEXTS.len() {
        screens();
        resizes();
        long_paragraphs();
    }
}

fn layout(text: &str, width: usize) -> Layout {
    Layout::new(text, Options { width, ..Options::default() })
}

/// Lays every row out, asked for a screen at a time as a program does.
fn lay_out_all(text: &str) -> usize {
    const SCREEN: usize = 40;
    let mut layout = layout(text, WIDTH);
    let (mut cells, mut top) = (0, 0);
    loop {
        let before = cells;
        let mut rows = 0;
        for line in layout.lines(top..top + SCREEN) {
            rows += 1;
            cells += black_box(line).width();
        }
        top += SCREEN;
        if rows < SCREEN {
            return cells.max(before);
        }
    }
}

fn throughput(name: &str, text: &str, others: Option<&Others>) {
    let paragraphs = common::rows(text, WIDTH);
    let levels_and_reorder = || {
        for (paragraph, rows) in &paragraphs {
            let start = paragraph.start;
            let bidi = ParagraphBidiInfo::new(&text[paragraph.clone()], None);
            for row in rows {
                black_box(bidi.reorder_line(row.start - start..row.end - start));
            }
        }
    };
    let input = others.map(|others| others.input(text, &paragraphs));
    let mut columns: Vec<Column> = vec![
        ("unicode-bidi levels + reorder", Box::new(|| time(levels_and_reorder))),
        ("nashra layout, every row", Box::new(|| time(|| lay_out_all(text)))),
        ("nashra rows counted", Box::new(|| time(|| layout(text, WIDTH).line_count()))),
    ];
    if let (Some(others), Some(input)) = (others, &input) {
        for (name, argument) in &others.engines {
            columns.push((name, Box::new(|| others.run(argument, input))));
        }
    }

    let mut times = vec![Vec::new(); columns.len()];
    for _ in 0..ROUNDS {
        for ((_, run), times) in columns.iter_mut().zip(&mut times) {
            times.push(run().as_secs_f64());
        }
    }
    let rows: usize = paragraphs.iter().map(|(_, rows)| rows.len()).sum();
    println!("\n{name}: {:.1} MB, {} paragraphs, {rows} rows", mb(text), paragraphs.len());
    for (n, (name, _)) in columns.iter().enumerate() {
        let best = times[n].iter().copied().fold(f64::INFINITY, f64::min);
        let ratios = times[0].iter().zip(&times[n]).map(|(base, time)| base / time).collect();
        let middle = median(times[n].clone());
        println!(
            "  {name:32} {:7.1} ({:5.1})  × {:.2}",
            mb(text) / middle,
            mb(text) / best,
            median(ratios)
        );
    }
}

/// A screen of 120×40, from nothing.
fn screens() {
    println!("\nThe first screen of 120×40, ms");
    for (name, folders) in common::TEXTS {
        let text = common::text(folders, 100_000);
        let run = || time(|| layout(&text, 120).lines(0..40).map(Line::width).sum::<usize>());
        println!("  {name:32} {:.3}", 1e3 * median_of(500, run));
    }
}

/// The visible part of a large document after a change of width, wherever one is in it, and what it
/// costs to number a row there.
fn resizes() {
    println!(
        "\nA screen of 120×40 after a resize, 50 MB, at the start, the middle and the end, ms;"
    );
    println!("then all rows counted, ms");
    for (name, folders) in common::TEXTS {
        let text: std::sync::Arc<str> = common::text(folders, 50_000_000).into();
        let anew = || Layout::new(text.clone(), Options { width: 120, ..Options::default() });
        print!("  {name:32}");
        for half in [0, 1, 2] {
            let byte = text.floor_char_boundary(text.len() / 2 * half);
            let run = || time(|| screen_around(&mut anew(), byte));
            print!(" {:7.3}", 1e3 * median_of(21, run));
        }
        println!("  {:7.0}", 1e3 * median_of(3, || time(|| anew().line_count())));
    }
}

/// Lays out forty rows, the one of a byte in the middle, as far as there are. Returns their cells.
fn screen_around(layout: &mut Layout, byte: usize) -> usize {
    let len = layout.text().len();
    let mut row = layout.line_at(byte).range();
    for _ in 0..20 {
        row = layout.line_at(row.start.saturating_sub(1)).range();
    }
    let mut cells = 0;
    for _ in 0..40 {
        let line = layout.line_at(row.start);
        cells += line.width();
        row = line.range();
        if row.end == len {
            break;
        }
        row = row.end..row.end;
    }
    cells
}

/// One paragraph of 5 MB: as rows, and as a title.
fn long_paragraphs() {
    println!("\nOne paragraph of 5 MB: its first screen, then as one row of 80 cells, ms");
    for (name, folders) in common::TEXTS {
        let text = common::text(folders, 5_000_000).replace("\n\n", " ");
        let rows = || time(|| layout(&text, WIDTH).lines(0..40).map(Line::width).sum::<usize>());
        let title = || time(|| lay_out_line(&text, &Options::default()).width());
        println!("  {name:32} {:8.1} {:8.1}", 1e3 * median_of(3, rows), 1e3 * median_of(3, title));
    }
}

/// Returns the processor time of a run, which other programs prolong less than its duration.
fn time<T>(run: impl FnOnce() -> T) -> Duration {
    let now = || {
        let time = clock_gettime(ClockId::ThreadCPUTime);
        Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
    };
    let start = now();
    black_box(run());
    now() - start
}

fn median_of(runs: usize, mut run: impl FnMut() -> Duration) -> f64 {
    median((0..runs).map(|_| run().as_secs_f64()).collect())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn mb(text: &str) -> f64 {
    text.len() as f64 / 1e6
}

/// FriBidi and ICU, through a program in C.
struct Others {
    folder: tempfile::TempDir,
    /// What each is called, here and by the program.
    engines: Vec<(String, &'static str)>,
}

impl Others {
    /// Compiles the program with those engines that are installed; says which are not.
    fn build() -> Option<Self> {
        let folder = tempfile::tempdir().ok()?;
        let mut cc = Command::new("cc");
        cc.args(["-O2", "-o"]).arg(folder.path().join("others"));
        cc.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/benches/others.c"));
        let mut engines = Vec::new();
        for (package, define, name) in
            [("fribidi", "-DWITH_FRIBIDI", "FriBidi"), ("icu-uc", "-DWITH_ICU", "ICU")]
        {
            let ask = |what: &[&str]| {
                let output = Command::new("pkg-config").args(what).arg(package).output().ok()?;
                output
                    .status
                    .success()
                    .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
            };
            match (ask(&["--modversion"]), ask(&["--cflags", "--libs"])) {
                (Some(version), Some(flags)) => {
                    cc.arg(define).args(flags.split_whitespace());
                    engines.push((format!("{name} {} levels + reorder", version.trim()), package));
                }
                _ => println!("({name} is left out: pkg-config does not find {package})"),
            }
        }
        if engines.is_empty() {
            return None;
        }
        match cc.status() {
            Ok(status) if status.success() => Some(Self { folder, engines }),
            _ => {
                println!("(they are left out: cc does not compile benches/others.c)");
                None
            }
        }
    }

    /// Writes a text and the bytes of its paragraphs and rows where the program finds them.
    fn input(&self, text: &str, paragraphs: &[common::Paragraph]) -> [std::path::PathBuf; 2] {
        let paths = ["text", "rows"].map(|name| self.folder.path().join(name));
        let mut rows = String::new();
        for (paragraph, lines) in paragraphs {
            rows += &format!("p {} {}\n", paragraph.start, paragraph.end);
            for line in lines {
                rows += &format!("l {} {}\n", line.start, line.end);
            }
        }
        for (path, content) in paths.iter().zip([text, &rows]) {
            std::fs::write(path, content).expect("room in the temporary folder");
        }
        paths
    }

    /// Runs an engine once over all rows, after a run to warm up.
    fn run(&self, engine: &str, input: &[std::path::PathBuf]) -> Duration {
        let output =
            Command::new(self.folder.path().join("others")).arg(engine).args(input).output();
        let nanoseconds = output
            .ok()
            .and_then(|output| String::from_utf8_lossy(&output.stdout).trim().parse().ok());
        Duration::from_nanos(nanoseconds.expect("a time from the program in C"))
    }
}
