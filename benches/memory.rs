//! How much memory a layout takes: how often it asks for some, and how much it keeps. See
//! `docs/benchmarks.md`.

mod common;

use std::sync::Arc;

use allocation_counter::measure;
use nashra::text::{Layout, Options};
use unicode_bidi::ParagraphBidiInfo;

const WIDTH: usize = 80;

fn main() {
    println!("Allocations a row at {WIDTH} cells, and bytes");
    for (name, folders) in common::TEXTS {
        let text = common::text(folders, 2_000_000);
        let paragraphs = common::rows(&text, WIDTH);
        let rows: usize = paragraphs.iter().map(|(_, rows)| rows.len()).sum();
        let of_layout = measure(|| {
            let mut layout = layout(&text.as_str().into());
            let mut top = 0;
            while layout.lines(top..top + 40).count() == 40 {
                top += 40;
            }
        });
        let of_unicode_bidi = measure(|| {
            for (paragraph, rows) in &paragraphs {
                let bidi = ParagraphBidiInfo::new(&text[paragraph.clone()], None);
                for row in rows {
                    bidi.reorder_line(row.start - paragraph.start..row.end - paragraph.start);
                }
            }
        });
        for (what, info) in [("nashra", of_layout), ("unicode-bidi", of_unicode_bidi)] {
            let a_row = |count: u64| count as f64 / rows as f64;
            let (count, bytes) = (a_row(info.count_total), a_row(info.bytes_total));
            println!("  {name:8} {what:23} {count:7.1} {bytes:7.0}");
        }
    }

    println!("\nMemory kept beside a text of 50 MB, in parts of its size: after the first screen,");
    println!("after screens in a thousand places, and after all rows were counted");
    for (name, folders) in common::TEXTS {
        let text = common::text(folders, 50_000_000).into();
        at_rest(name, &text, 1000);
    }
    at_rest("lines of two letters", &"ab\n".repeat(16_666_666).into(), 1000);

    println!("\nOne paragraph of 5 MB: kept, and most while it is laid out, in parts of its size");
    for (name, folders) in common::TEXTS {
        let text = common::text(folders, 5_000_000).replace("\n\n", " ");
        let mut layout = layout(&text.as_str().into());
        let info = measure(|| {
            layout.line_at(0);
        });
        let part = |bytes: f64| bytes / text.len() as f64;
        println!(
            "  {name:32} {:7.2} {:7.2}",
            part(info.bytes_current as f64),
            part(info.bytes_max as f64)
        );
    }
}

fn layout(text: &Arc<str>) -> Layout {
    Layout::new(Arc::clone(text), Options { width: WIDTH, ..Options::default() })
}

fn at_rest(name: &str, text: &Arc<str>, places: usize) {
    let mut layout = layout(text);
    let mut kept = 0;
    print!("  {name:32}");
    let mut step = |layout: &mut Layout, run: &dyn Fn(&mut Layout)| {
        kept += measure(|| run(layout)).bytes_current;
        print!(" {:7.4}", kept as f64 / text.len() as f64);
    };
    step(&mut layout, &|layout| screen_from(layout, 0));
    step(&mut layout, &|layout| {
        (0..places).for_each(|n| screen_from(layout, text.len() / places * n));
    });
    step(&mut layout, &|layout| {
        layout.line_count();
    });
    println!();
}

/// Lays out the forty rows from a byte on.
fn screen_from(layout: &mut Layout, mut byte: usize) {
    for _ in 0..40 {
        byte = layout.line_at(byte).range().end;
    }
}
