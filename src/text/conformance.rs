//! Unicode's own tests, run through our stages; `docs/conformance.md` has the figures.
//!
//! Those of UAX #9 meet resolving and ordering without cleaning before it, so that overrides and
//! separators count as the standard has it.

use std::collections::BTreeMap;

use unicode_linebreak::{BreakClass, break_property};
use unicode_segmentation::UnicodeSegmentation;

use super::clean::Cleaned;
use super::paragraph::Paragraph;
use super::width::{Class, class};
use super::{
    BaseDirection, Input, Layout, Options, OutputMode, bidi, breaks, lay_out_line, ucd_file,
};

/// Checks levels (`None` where X9 leaves none) and order of a paragraph on one row, both of its
/// characters and of the cells that show them.
fn check_bidi(text: &str, rtl: bool, levels: &[Option<u8>], order: &[usize]) {
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let resolved = bidi::levels(text, rtl);
    let kept: Vec<usize> = (0..levels.len()).filter(|n| levels[*n].is_some()).collect();
    for n in &kept {
        assert_eq!(Some(resolved[bytes[*n]].number()), levels[*n], "{text:?} {rtl} {n}");
    }
    let levels: Vec<_> = kept.iter().map(|n| resolved[bytes[*n]]).collect();
    let reordered: Vec<usize> = bidi::reorder(&levels).into_iter().map(|n| kept[n]).collect();
    assert_eq!(reordered, order, "{text:?} {rtl}");

    let base = if rtl { BaseDirection::Rtl } else { BaseDirection::Ltr };
    let mode = OutputMode::VisualUnshaped;
    let options = Options { width: 1000, mode, base, ..Options::default() };
    let mut paragraph = Paragraph::of(Cleaned::raw(text), 0, &options);
    let resolved = paragraph.resolve();
    let line = paragraph.line(&resolved, 0..paragraph.units().len(), 0..text.len());
    let shown: Vec<usize> = line.cells().map(|cell| cell.range.start).collect();
    // Marks stand on their base, spaces hang, and what takes no cell is not drawn.
    let may_hide = |at: usize| {
        let mut chars = text[at..].chars();
        chars.next().is_some_and(|c| !matches!(class(c), Class::Narrow | Class::Wide))
    };
    let order = order.iter().map(|n| bytes[*n]);
    let order: Vec<usize> = order.filter(|at| shown.contains(at) || !may_hide(*at)).collect();
    assert_eq!(shown, order, "{text:?} {rtl}");
}

fn numbers(field: &str) -> Vec<usize> {
    field.split_whitespace().filter_map(|word| word.parse().ok()).collect()
}

/// The levels of a field; `x` is none.
fn levels(field: &str) -> Vec<Option<u8>> {
    field.split_whitespace().map(|word| word.parse().ok()).collect()
}

fn text(field: &str) -> String {
    let codes = field.split_whitespace().filter_map(|word| u32::from_str_radix(word, 16).ok());
    codes.filter_map(char::from_u32).collect()
}

/// Whether a paragraph runs from right to left by P2 and P3 alone.
fn is_rtl(text: &str) -> bool {
    bidi::first_strong(text).and_then(bidi::strong) == Some(true)
}

#[test]
fn bidi_test_passes() {
    let Some(data) = ucd_file("BidiTest.txt") else { return };
    let sample = |class| match class {
        "L" => 'a',
        "R" => 'א',
        "AL" => 'ع',
        "EN" => '1',
        "ES" => '-',
        "ET" => '%',
        "AN" => '٣',
        "CS" => ',',
        "NSM" => '\u{301}',
        "BN" => '\u{AD}',
        "B" => '\u{2029}',
        "S" => '\t',
        "WS" => '\u{2003}',
        "ON" => '!',
        "LRE" => '\u{202A}',
        "RLE" => '\u{202B}',
        "PDF" => '\u{202C}',
        "LRO" => '\u{202D}',
        "RLO" => '\u{202E}',
        "LRI" => '\u{2066}',
        "RLI" => '\u{2067}',
        "FSI" => '\u{2068}',
        "PDI" => '\u{2069}',
        _ => panic!("no such class: {class}"),
    };
    let (mut expected, mut order, mut cases) = (Vec::new(), Vec::new(), 0);
    for row in data.lines() {
        if let Some(field) = row.strip_prefix("@Levels:") {
            expected = levels(field);
        } else if let Some(field) = row.strip_prefix("@Reorder:") {
            order = numbers(field);
        } else if let Some((classes, bases)) = row.split_once(';') {
            let text: String = classes.split_whitespace().map(sample).collect();
            let bases = u8::from_str_radix(bases.trim(), 16).unwrap();
            for rtl in [is_rtl(&text), false, true]
                .into_iter()
                .enumerate()
                .filter_map(|(n, rtl)| (bases & 1 << n != 0).then_some(rtl))
            {
                check_bidi(&text, rtl, &expected, &order);
                cases += 1;
            }
        }
    }
    assert_eq!(cases, 770_241);
}

#[test]
fn bidi_character_test_passes() {
    let Some(data) = ucd_file("BidiCharacterTest.txt") else { return };
    let mut cases = 0;
    for row in data.lines() {
        let [characters, base, level, expected, order] = row.split(';').collect::<Vec<_>>()[..]
        else {
            panic!("not five fields: {row}")
        };
        let text = text(characters);
        let rtl = match base {
            "0" => false,
            "1" => true,
            _ => is_rtl(&text),
        };
        assert_eq!(rtl, level == "1", "{text:?}");
        check_bidi(&text, rtl, &levels(expected), &numbers(order));
        cases += 1;
    }
    assert_eq!(cases, 91_707);
}

/// The text of a row and the bytes where it may break, its end included.
fn broken(row: &str) -> (String, Vec<usize>) {
    let (mut text, mut breaks) = (String::new(), Vec::new());
    for word in row.split_whitespace() {
        match word {
            "÷" => breaks.push(text.len()),
            "×" => {}
            code => text.extend(u32::from_str_radix(code, 16).ok().and_then(char::from_u32)),
        }
    }
    (text, breaks)
}

/// Why we differ from the data at a place.
fn difference(text: &str, at: usize) -> &'static str {
    use BreakClass::*;
    let (before, after) = text.split_at(at);
    let class = |c: char| break_property(u32::from(c));
    let mut before = before.chars().rev().map(class).skip_while(|class| *class == CombiningMark);
    let Some((before, after)) = before.next().zip(after.chars().next().map(class)) else {
        return "";
    };
    match (before, after) {
        (ClosePunctuation | CloseParenthesis, Prefix | Postfix)
        | (Prefix | Postfix, OpenPunctuation)
        | (InfixSeparator | Symbol, Numeric) => "LB25",
        (_, EmojiModifier) if text.starts_with(|c| super::width::class(c) == Class::Unassigned) => {
            "LB30b"
        }
        _ => "",
    }
}

#[test]
fn rows_break_where_line_break_test_lets_them() {
    let Some(data) = ucd_file("auxiliary/LineBreakTest.txt") else { return };
    let (mut cases, mut rows, mut differences) = (0, 0, BTreeMap::new());
    for row in data.lines() {
        let (text, expected) = broken(row);
        let ours: Vec<usize> = breaks::opportunities(&text).collect();
        let differs = |at: &usize| expected.contains(at) != ours.contains(at);
        let places: Vec<usize> = (0..=text.len()).filter(differs).collect();
        for reason in places.iter().map(|at| difference(&text, *at)) {
            assert_ne!(reason, "", "{row}: {ours:?}");
            *differences.entry(reason).or_insert(0) += 1;
        }
        cases += 1;
        // Cleaning takes other controls out, which count as marks.
        if text.contains('\u{1}') {
            continue;
        }
        for width in 1..=text.chars().count() {
            let mut layout = Layout::new(text.as_str(), Options { width, ..Options::default() });
            for line in layout.lines(0..usize::MAX) {
                let end = line.range().end;
                // A row ends elsewhere only if it could not have ended before.
                let first = line.cells().map(|cell| cell.range.end).min().unwrap_or(end);
                let mut inside = (first..end).filter(|at| expected.contains(at) && !differs(at));
                assert!(
                    expected.contains(&end) || inside.next().is_none(),
                    "{row} {width}: {line:?}"
                );
                rows += 1;
            }
        }
    }
    assert_eq!(cases, 7654);
    assert!(rows > 30_000, "{rows}");
    assert_eq!(differences, BTreeMap::from([("LB25", 34), ("LB30b", 1)]));
}

#[test]
fn the_caret_stops_where_grapheme_break_test_says() {
    let Some(data) = ucd_file("auxiliary/GraphemeBreakTest.txt") else { return };
    let (mut cases, mut edited, mut cells) = (0, 0, [0; 3]);
    for row in data.lines() {
        let (text, expected) = broken(row);
        cases += 1;
        // Scissors were an emoji before Unicode 17, whose data part them.
        if row == "÷ 2701 × 200D × 2701 ÷" {
            continue;
        }
        let starts: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).collect();
        assert_eq!([&starts[..], &[text.len()]].concat(), expected, "{row}");
        let mut input = Input::with_text(&text);
        if input.text() == text {
            let mut stops = vec![text.len()];
            while !input.text().is_empty() {
                input.backspace();
                stops.insert(0, input.text().len());
            }
            assert_eq!(stops, expected, "{row}");
            edited += 1;
        }
        // No cell shows parts of two clusters.
        let line = lay_out_line(&text, &Options { width: 1000, ..Options::default() });
        let shown: Vec<_> = line.cells().map(|cell| cell.range).collect();
        for cluster in expected.windows(2).map(|ends| ends[0]..ends[1]) {
            let is_in = |at: usize| cluster.contains(&at);
            let of_cluster = shown.iter().filter(|cell| is_in(cell.start) || is_in(cell.end - 1));
            let of_cluster: Vec<_> = of_cluster.collect();
            assert!(
                of_cluster.iter().all(|cell| is_in(cell.start) && is_in(cell.end - 1)),
                "{row}"
            );
            cells[of_cluster.len().min(2)] += 1;
        }
    }
    // Clusters that take no cell, one, and more.
    assert_eq!((cases, edited, cells), (602, 414, [314, 738, 61]));
}
