use super::*;
use proptest::prelude::*;
use ratatui_core::layout::Rect;
use ratatui_core::style::{Color, Modifier};
use std::num::NonZeroU16;

const COLUMNS: u16 = 9;
const ROWS: u16 = 4;

fn screen() -> vt100::Parser {
    let size = |n| NonZeroU16::new(n).expect("not zero");
    vt100::Parser::new(size(ROWS), size(COLUMNS), 0)
}

fn frame(rows: &[&str]) -> Buffer {
    let mut frame = Buffer::empty(Rect::new(0, 0, COLUMNS, ROWS));
    for (y, row) in (0..).zip(rows) {
        frame.set_string(0, y, row, ratatui_core::style::Style::new());
    }
    frame
}

fn paint(painter: &mut Painter, frame: &Buffer, cursor: Option<Position>) -> String {
    String::from_utf8(painter.paint(&mut frame.clone(), cursor).to_vec()).expect("UTF-8")
}

fn color(color: Color) -> vt100::Color {
    match color {
        Color::Red => vt100::Color::Idx(1),
        Color::LightBlue => vt100::Color::Idx(12),
        Color::Indexed(n) => vt100::Color::Idx(n),
        Color::Rgb(r, g, b) => vt100::Color::Rgb(r, g, b),
        _ => vt100::Color::Default,
    }
}

/// Compares the screen with a buffer whose symbols are all well-formed.
fn assert_shows(screen: &vt100::Screen, frame: &Buffer) {
    for y in 0..ROWS {
        let mut x = 0;
        while x < COLUMNS {
            let cell = &frame[(x, y)];
            let wide = "世界🙂".contains(cell.symbol()) && cell.symbol() != "";
            // A wide symbol has no room in the last column.
            let fits = !wide || x + 1 < COLUMNS;
            let symbol = if fits { cell.symbol() } else { "" };
            let seen = screen.cell(y, x).expect("a cell of the screen");
            let place = format!("column {x}, row {y}");
            assert_eq!(seen.contents().trim_end(), symbol.trim_end(), "{place}");
            assert_eq!(seen.is_wide(), wide && fits, "{place}");
            assert_eq!(seen.bgcolor(), color(cell.bg), "{place}");
            assert_eq!(seen.inverse(), cell.modifier.contains(Modifier::REVERSED), "{place}");
            let line = cell.modifier.contains(Modifier::UNDERLINED);
            assert_eq!(seen.underline(), line, "{place}");
            // On a blank the colour shows only in a line or when swapped with the ground.
            if !symbol.trim_end().is_empty() || seen.inverse() || line {
                assert_eq!(seen.fgcolor(), color(cell.fg), "{place}");
            }
            if !symbol.trim_end().is_empty() {
                assert_eq!(seen.bold(), cell.modifier.contains(Modifier::BOLD), "{place}");
                assert_eq!(seen.dim(), cell.modifier.contains(Modifier::DIM), "{place}");
                assert_eq!(seen.italic(), cell.modifier.contains(Modifier::ITALIC), "{place}");
            }
            x += if wide && fits { 2 } else { 1 };
        }
    }
}

fn cell() -> impl Strategy<Value = Cell> {
    let symbol = prop_oneof![
        4 => Just(" "),
        4 => prop::sample::select(vec!["a", "é", "e\u{301}", "ﻻ", "ﺑ", "ﺑ\u{64e}", "│"]),
        2 => prop::sample::select(vec!["世", "界", "🙂"]),
    ];
    let shade = || {
        prop::sample::select(vec![
            Color::Reset,
            Color::Reset,
            Color::Red,
            Color::LightBlue,
            Color::Indexed(200),
            Color::Rgb(1, 2, 3),
        ])
    };
    let modifier = prop_oneof![
        2 => Just(Modifier::empty()),
        // The emulator knows one intensity at a time.
        1 => (prop::sample::select(vec![Modifier::BOLD, Modifier::DIM]), any::<u16>()).prop_map(
            |(intensity, bits)| {
                let others = Modifier::ITALIC | Modifier::UNDERLINED | Modifier::REVERSED;
                Modifier::from_bits_truncate(bits) & (others | intensity)
            },
        ),
    ];
    (symbol, shade(), shade(), modifier).prop_map(|(symbol, fg, bg, modifier)| {
        let mut cell = Cell::EMPTY;
        cell.set_symbol(symbol).set_fg(fg).set_bg(bg);
        cell.modifier = modifier;
        cell
    })
}

/// Frames of which each changes some cells of the one before, and places for the cursor.
fn frames() -> impl Strategy<Value = Vec<(Buffer, Option<Position>)>> {
    let change = (any::<prop::sample::Index>(), prop::collection::vec(cell(), 1..12));
    let cursor = prop::option::of((0..COLUMNS, 0..ROWS).prop_map(Position::from));
    let step = (prop::collection::vec(change, 0..4), cursor);
    prop::collection::vec(step, 1..6).prop_map(|steps| {
        let mut frame = Buffer::empty(Rect::new(0, 0, COLUMNS, ROWS));
        steps
            .into_iter()
            .map(|(changes, cursor)| {
                for (start, cells) in changes {
                    let start = start.index(frame.content.len());
                    for (old, new) in frame.content[start..].iter_mut().zip(cells) {
                        *old = new;
                    }
                }
                (frame.clone(), cursor)
            })
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn the_screen_shows_every_frame(frames in frames()) {
        let mut painter = Painter::new(true);
        let mut screen = screen();
        screen.process(b"junk that was there before");
        screen.process(HIDE_CURSOR.as_bytes());
        for (frame, cursor) in &frames {
            screen.process(paint(&mut painter, frame, *cursor).as_bytes());
            assert_shows(screen.screen(), frame);
            prop_assert_eq!(screen.screen().hide_cursor(), cursor.is_none());
            if let Some(Position { x, y }) = *cursor {
                prop_assert_eq!(screen.screen().cursor_position(), (y, x));
            }
            // The same frame again is free.
            prop_assert_eq!(paint(&mut painter, frame, *cursor), "");
        }
    }

    #[test]
    fn the_screen_shows_a_frame_that_came_in_parts_and_was_cut_off_by_another(
        frames in frames(),
        room in 1..60_usize,
        parts in 0..4_usize,
        areas in prop::collection::vec((0..COLUMNS, 0..ROWS, 0..COLUMNS, 0..=ROWS), 0..3),
    ) {
        let areas = areas.into_iter().map(|(x, y, w, h)| Rect::new(x, y, w, h));
        let areas: Vec<Rect> = areas.collect();
        let mut painter = Painter::new(true);
        let mut screen = screen();
        screen.process(HIDE_CURSOR.as_bytes());
        let mut part = |frame: &mut Buffer, cursor| {
            let (out, all) = painter.paint_within(room, &areas, frame, cursor);
            screen.process(out);
            all
        };
        for (frame, cursor) in &frames {
            let mut sent = frame.clone();
            let _ = (0..parts).any(|_| part(&mut sent, *cursor));
        }
        let (last, cursor) = &frames[frames.len() - 1];
        let mut sent = last.clone();
        // A cell at least each time, and some twice: what is beside half of a wide one.
        let all = (0..=2 * COLUMNS * ROWS).any(|_| part(&mut sent, *cursor));
        prop_assert!(all);
        assert_shows(screen.screen(), last);
        if let Some(Position { x, y }) = *cursor {
            prop_assert_eq!(screen.screen().cursor_position(), (y, x));
        }
    }

    #[test]
    fn without_colour_none_is_sent_and_attributes_stay(frames in frames()) {
        let mut painter = Painter::new(false);
        let mut screen = screen();
        for (mut frame, cursor) in frames {
            screen.process(paint(&mut painter, &frame, cursor).as_bytes());
            for cell in &mut frame.content {
                cell.set_fg(Color::Reset).set_bg(Color::Reset);
            }
            assert_shows(screen.screen(), &frame);
        }
    }

    #[test]
    fn no_symbol_escapes_its_cell(symbol in "\\PC{0,3}|[\\x00-\\x9f]{1,3}|.{0,4}", x in 0..COLUMNS) {
        let mut frame = frame(&["", "#########"]);
        frame[(x, 0)].set_symbol(&symbol);
        let out = paint(&mut Painter::new(true), &frame, None);
        let text = out.replace(['\r', '\n'], "");
        // What is left of the painter's own sequences holds no control.
        let own = ["\x1b[8l", "\x1b[m", "\x1b[2J", "\x1b[H", "\x1b[2H"];
        let text = own.iter().fold(text, |text, own| text.replace(own, ""));
        let text = text.replace(&format!("\x1b[1;{}H", x + 1), "");
        prop_assert!(text.chars().all(may_be_sent), "{:?}", text);
    }
}

#[test]
fn a_frame_begins_with_bidi_off_and_a_clear_after_a_change_of_size() {
    let mut painter = Painter::new(true);
    let clear = CLEAR.concat();
    assert!(paint(&mut painter, &frame(&["a"]), None).starts_with(&clear));
    assert_eq!(paint(&mut painter, &frame(&["b"]), None), "\rb");
    let smaller = Buffer::empty(Rect::new(0, 0, COLUMNS - 1, ROWS));
    assert_eq!(paint(&mut painter, &smaller, None), clear);
    painter.redraw();
    assert_eq!(paint(&mut painter, &smaller, None), clear);
}

#[test]
fn what_is_first_is_painted_before_the_rest_where_there_is_little_room() {
    let mut painter = Painter::new(true);
    let mut frame = frame(&["one", "two", "three", "four"]);
    let first = [Rect::new(0, 3, 9, 1), Rect::new(0, 1, 2, 2)];
    let mut sent = Vec::new();
    loop {
        let (out, all) = painter.paint_within(3, &first, &mut frame, None);
        sent.push(String::from_utf8_lossy(out).replace(&CLEAR.concat(), ""));
        if all {
            break;
        }
    }
    let expected =
        ["\x1b[4Hfour", "\x1b[2Htw", "\r\nth", "\x1b[Hone", "\x1b[2;3Ho", "\x1b[3;3Hree"];
    assert_eq!(sent, expected);
}

#[test]
fn moves_and_erasures_are_short() {
    let mut painter = Painter::new(true);
    paint(&mut painter, &frame(&["one", "two three", "c"]), None);
    let out = paint(&mut painter, &frame(&["ond f", "two", "d"]), None);
    assert_eq!(out, "\x1b[1;3Hd f\x1b[2;5H\x1b[K\r\nd");
}

#[test]
fn after_the_last_column_the_cursor_is_placed_absolutely() {
    let mut painter = Painter::new(true);
    let out = paint(&mut painter, &frame(&["123456789", "x"]), None);
    assert!(out.ends_with("\x1b[H123456789\x1b[2Hx"), "{out:?}");
}

#[test]
fn the_cursor_is_placed_anew_after_an_emoji() {
    let out = paint(&mut Painter::new(true), &frame(&["🙂a"]), None);
    assert!(out.ends_with("\x1b[H🙂\x1b[1;3Ha"), "{out:?}");
}

#[test]
fn what_terminals_disagree_on_is_left_out_and_its_columns_filled() {
    let mut frame = frame(&[]);
    frame[(0, 0)].set_symbol("❤\u{fe0f}");
    frame[(2, 0)].set_symbol("👩\u{200d}👧");
    frame[(4, 0)].set_symbol("\u{64e}");
    frame[(5, 0)].set_symbol("a\x1b[2J");
    let mut screen = screen();
    screen.process(paint(&mut Painter::new(true), &frame, None).as_bytes());
    let row = screen.screen().rows(0, COLUMNS).next();
    assert_eq!(row.as_deref(), Some("❤ 👩 a[2J"));
}
