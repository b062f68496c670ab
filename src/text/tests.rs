//! Whole rows, hand-checked, and properties that hold for any text.

use std::collections::BTreeSet;

use proptest::prelude::*;
use unicode_properties::{GeneralCategory as Category, UnicodeGeneralCategory};

use super::*;

const UNSHAPED: Options = Options {
    width: 60,
    mode: OutputMode::VisualUnshaped,
    base: BaseDirection::Auto,
    harakat: Harakat::Keep,
};

fn row(text: &str, options: &Options) -> String {
    lay_out_line(text, options).text().to_owned()
}

fn columns(line: &Line, range: std::ops::Range<usize>) -> Vec<(usize, usize)> {
    line.columns(range).map(|columns| (columns.start, columns.end)).collect()
}

/// Letters as they stand from left to right: reversed Arabic is written as a reader of the screen
/// would spell it from the left.
#[test]
fn rows_stand_as_written_by_hand() {
    for (text, from_left) in [
        // Latin and numbers keep their order inside Arabic.
        ("طائرة A321 سقطت", "تطقس A321 ةرئاط"),
        ("بلغ 50% منها", "اهنم %50 غلب"),
        ("يوم 30/9/2015 مساء", "ءاسم 30/9/2015 موي"),
        ("نحو 1,250.75 يورو", "وروي 1,250.75 وحن"),
        ("عام ٢٠١٥ كله", "هلك ٢٠١٥ ماع"),
        // Quotes and brackets face the reader.
        ("قال «نعم» ثم", "مث «معن» لاق"),
        ("قال \"نعم\" ثم", "مث \"معن\" لاق"),
        ("(نص) [نص] {نص}", "{صن} [صن] (صن)"),
        ("قال: (...)", "(...) :لاق"),
        ("«قال ‹نعم›»", "«‹معن› لاق»"),
        ("هل؟ نعم!", "!معن ؟له"),
        // Arabic inside French, with its punctuation.
        ("le mot «سلام» arabe", "le mot «مالس» arabe"),
        ("il dit : حلب (سوريا), hier", "il dit : (ايروس) بلح, hier"),
        // Mostly Arabic: the Latin beginning stands on the right.
        ("RT @nom: قال الوزير اليوم", "مويلا ريزولا لاق :RT @nom"),
        ("שלום (abc) 12", "12 (abc) םולש"),
        ("سلام ۱۲ کتاب‌ها", "اهباتک ۱۲ مالس"),
        // Marks stay on their letter.
        ("مُدَّة x", "x ةدَّمُ"),
        ("e\u{301}a\u{316}", "éa\u{316}"),
        // Marks, embeddings and isolates are honoured and not printed; overrides are not.
        ("a \u{2067}b ג\u{2069} c", "a ג b c"),
        ("א\u{200E}ב x y z", "אב x y z"),
        ("x y z w א\u{2067} ב ג", "x y z w אג ב "),
        ("ab \u{202B}c ד e\u{202C} f", "ab e ד c f"),
        ("لغة C++\u{200E} هنا", "انه C++ ةغل"),
        ("\u{202E}abc\u{202C}", "abc"),
        // What has no base gets one.
        ("\u{64E}ب", "ب\u{25CC}\u{64E}"),
        ("a \u{301}b", "a \u{25CC}\u{301}b"),
        ("a\u{A0}\u{301}b", "a\u{25CC}\u{301}b"),
        ("a\tb\nc\r\nd\u{A0}e", "a b c d e"),
        ("🇫🇷 👍🏽 👨\u{200D}👧 ❤\u{FE0F}", "FR 👍 👨👧 ❤"),
        ("\u{602}12\u{378}", "12\u{FFFD}"),
    ] {
        assert_eq!(row(text, &UNSHAPED), from_left, "{text}");
    }
}

#[test]
fn modes_differ_in_order_and_shape_only() {
    let text = "قال (لا) x";
    let modes = [OutputMode::Visual, OutputMode::VisualUnshaped, OutputMode::Logical];
    let rows = modes.map(|mode| row(text, &Options { mode, ..UNSHAPED }));
    assert_eq!(rows[0], "x (\u{FEFB}) \u{FEDD}\u{FE8E}\u{FED7}");
    assert_eq!(rows[1], "x (ال) لاق");
    assert_eq!(rows[2], text);
}

#[test]
fn stripped_harakat_leave_hamza_that_belongs_to_its_letter() {
    let strip = Options { harakat: Harakat::Strip, ..UNSHAPED };
    assert_eq!(row("مُحَمَّدٌ", &strip), "دمحم");
    assert_eq!(row("ا\u{654}م", &strip), "مأ");
    assert_eq!(row("\u{64E}", &strip), "");
    assert_eq!(row("e\u{302}\u{323}", &strip), "ê\u{323}");
}

#[test]
fn joining_stops_at_the_end_of_a_row() {
    let mut layout = Layout::new("بببلا", Options { width: 2, ..Options::default() });
    let rows: Vec<_> = layout.lines(0..9).map(|line| line.text().to_owned()).collect();
    assert_eq!(rows, ["\u{FE90}\u{FE91}", "\u{FEFC}\u{FE91}"]);
    assert_eq!(layout.line(1).map(|line| columns(line, 6..10)), Some(vec![(0, 1)]));
}

#[test]
fn a_title_that_is_too_wide_ends_where_it_would_go_on() {
    let title = |text, width| row(text, &Options { width, ..UNSHAPED });
    assert_eq!(title("Un titre trop long", 9), "Un titre…");
    assert_eq!(title("Un titre trop long", 10), "Un titre…");
    assert_eq!(title("قال الرئيس", 6), "…ا لاق");
    assert_eq!(title("قال A321 اليوم", 7), "…A3 لاق");
    assert_eq!(title("motif سلام", 8), "motif س…");
    assert_eq!(title("exact", 5), "exact");
    assert_eq!(title("exact   ", 5), "exact");
    assert_eq!(title("東京x", 4), "東…");
    assert_eq!(title("abc", 1), "…");
    assert_eq!(title("a", 0), "a");
    // The ellipsis shows what it hides.
    let line = lay_out_line("Un titre trop long", &Options { width: 9, ..UNSHAPED });
    assert_eq!(columns(&line, 12..14), [(8, 9)]);
    assert_eq!(line.byte_at(8), Some(8));
}

#[test]
fn a_stretch_of_text_can_be_two_on_the_screen() {
    let text = "abc אבג";
    let line = lay_out_line(text, &UNSHAPED);
    assert_eq!(columns(&line, 2..6), [(2, 4), (6, 7)]);
    assert_eq!(columns(&line, 0..text.len()), [(0, 7)]);
    assert_eq!(columns(&line, 3..3), []);
    assert_eq!((line.byte_at(4), line.byte_at(6), line.byte_at(7)), (Some(8), Some(4), None));
}

#[test]
fn removed_bytes_do_not_shift_what_follows() {
    let text = "a\x1b[1mقال\x1b[0m \u{200F}لا\u{200F}";
    let line = lay_out_line(text, &UNSHAPED);
    let shown: Vec<_> = line.cells().map(|cell| &text[cell.range]).collect();
    assert_eq!(shown, ["ا", "ل", " ", "ل", "ا", "ق", "a"]);
}

/// Pieces that the stages treat each in its own way, and any character at all.
fn texts() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "ا",
        "ل",
        "لا",
        "ب",
        "م",
        "ە",
        "َ",
        "ّ",
        "ٔ",
        "ـ",
        "א",
        "a",
        "é",
        "e\u{301}",
        "x",
        "7",
        "٣",
        " ",
        " ",
        " ",
        "\u{A0}",
        "\t",
        "\n",
        "\r\n",
        "\u{2029}",
        "\u{85}",
        "(",
        ")",
        "«",
        "»",
        ":",
        "!",
        "%",
        ".",
        "…",
        "@x ",
        "http://",
        "東",
        "🌞",
        "👍🏽",
        "🇫🇷",
        "👨\u{200D}👩",
        "❤\u{FE0F}",
        "\u{1112}\u{1161}\u{11AB}",
        "\u{1161}",
        "नि",
        "क्षि",
        "\u{3000}",
        "\u{200B}",
        "\u{200C}",
        "\u{200D}",
        "\u{200E}",
        "\u{200F}",
        "\u{61C}",
        "\u{202A}",
        "\u{202B}",
        "\u{202C}",
        "\u{202D}",
        "\u{202E}",
        "\u{2066}",
        "\u{2067}",
        "\u{2068}",
        "\u{2069}",
        "\u{AD}",
        "\u{FEFF}",
        "\u{600}",
        "\u{378}",
        "\0",
        "\x07",
        "\x1b",
        "\x1b[1m",
        "\x1b]0;t\x07",
        "\x1b]",
        "\u{9B}1m",
        "\u{9D}",
        "\u{E0041}",
    ])
    .prop_map(str::to_owned);
    let piece = prop_oneof![9 => pieces, 1 => any::<char>().prop_map(String::from)];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn options() -> impl Strategy<Value = Options> {
    use BaseDirection::{Auto, Ltr, Rtl};
    use OutputMode::{KittyWords, Logical, RunAnchored, Visual, VisualUnshaped};
    (
        1..12_usize,
        prop::sample::select(vec![Visual, VisualUnshaped, KittyWords, RunAnchored, Logical]),
        prop::sample::select(vec![Auto, Ltr, Rtl]),
        prop::sample::select(vec![Harakat::Keep, Harakat::Strip]),
    )
        .prop_map(|(width, mode, base, harakat)| Options { width, mode, base, harakat })
}

/// Whether a character is seen wherever it stands, if no sequence swallows it.
fn is_visible(c: char) -> bool {
    use Category::*;
    let category = c.general_category();
    !matches!(category, NonspacingMark | EnclosingMark | Control | Format | Surrogate)
        && !matches!(category, SpaceSeparator | LineSeparator | ParagraphSeparator)
        && !matches!(c, '\u{1F3FB}'..='\u{1F3FF}' | '\u{1160}'..='\u{11FF}' | '\u{D7B0}'..='\u{D7FF}')
        && !matches!(c, '\u{115F}' | '\u{3164}' | '\u{FFA0}' | '\u{2065}' | '\u{FFF0}'..='\u{FFF8}')
        && !matches!(c, '\u{E0000}'..='\u{E0FFF}')
}

fn assert_clean(line: &Line, options: &Options) {
    assert!(line.width() <= options.width, "{line:?}");
    let mut text = String::new();
    let mut column = 0;
    for cell in line.cells() {
        assert_eq!(cell.column, column);
        assert!(matches!(cell.width, 1 | 2), "{cell:?}");
        assert!(line.range().start <= cell.range.start && cell.range.end <= line.range().end);
        assert!(
            cell.symbol.chars().next().is_some_and(|c| is_visible(c) || " \u{3000}".contains(c))
        );
        assert!(cell.symbol.chars().skip(1).all(|c| width::class(c) == width::Class::Mark));
        assert_eq!(display_width(cell.symbol), usize::from(cell.width));
        if cell.range.is_empty() {
            let is_anchor = cell.symbol.starts_with(ANCHOR) && cell.column == 0;
            assert!(is_anchor && options.mode == OutputMode::RunAnchored, "{cell:?}");
            assert_eq!(line.byte_at(column), None);
        } else {
            // Columns and bytes lead to each other.
            assert_eq!(line.byte_at(column), Some(cell.range.start));
            let first = cell.range.start..cell.range.start + 1;
            assert_eq!(columns(line, first), [(column, column + usize::from(cell.width))]);
        }
        column += usize::from(cell.width);
        text.push_str(cell.symbol);
    }
    assert_eq!((text.as_str(), column), (line.text(), line.width()));
    assert_sent(line, options);
}

/// What is sent are the cells that are to be seen, each once, moved and mirrored at most.
fn assert_sent(line: &Line, options: &Options) {
    let cells: Vec<_> = line.cells().collect();
    let sent = line.sent();
    let places: BTreeSet<_> = sent.iter().map(|cell| cell.cell).collect();
    assert!(sent.len() == cells.len() && places.into_iter().eq(0..cells.len()), "{sent:?}");
    let mut seen: Vec<_> = cells.iter().map(|cell| cell.symbol).collect();
    let mut symbols: Vec<_> = sent.iter().map(|cell| &*cell.symbol).collect();
    match options.mode {
        OutputMode::KittyWords => {
            seen.sort_unstable();
            symbols.sort_unstable();
            assert_eq!(symbols, seen);
        }
        OutputMode::RunAnchored => {
            for cell in &sent {
                let was = cells[cell.cell].symbol;
                let (is, had) = (send::base(&cell.symbol), send::base(was));
                let mirrored = bidi::mirrored(had) == Some(is);
                assert!(is == had || mirrored || (had, is) == (' ', ANCHOR), "{was} {is}");
                assert_eq!(cell.symbol[is.len_utf8()..], was[had.len_utf8()..]);
            }
        }
        _ => assert_eq!(symbols, seen),
    }
}

proptest! {
    #[test]
    fn any_document_is_shown_once_in_rows_that_fit(text in texts(), options in options()) {
        let mut layout = Layout::new(text.as_str(), options);
        let lines: Vec<Line> = layout.lines(0..usize::MAX).cloned().collect();
        prop_assert_eq!(lines.len(), layout.line_count());
        let mut end = 0;
        let mut shown = BTreeSet::new();
        for (n, line) in lines.iter().enumerate() {
            assert_clean(line, &options);
            prop_assert_eq!(line.range().start, end);
            end = line.range().end;
            prop_assert!(line.range().is_empty() || layout.line_of(line.range().start) == n);
            for byte in line.cells().flat_map(|cell| cell.range) {
                prop_assert!(shown.insert(byte), "byte {} twice", byte);
            }
        }
        prop_assert_eq!(end, text.len());
        if !text.contains(|c: char| c == '\x1b' || ('\u{80}'..='\u{9F}').contains(&c)) {
            for (at, c) in text.char_indices().filter(|(_, c)| is_visible(*c)) {
                prop_assert!(shown.contains(&at), "{:?} at {} not shown", c, at);
            }
        }
    }

    #[test]
    fn any_title_fits_and_hides_nothing_silently(text in texts(), options in options()) {
        assert_clean(&lay_out_line(&text, &options), &options);
        // In one cell a wide character has a stand-in, which needs no ellipsis; an anchor takes a cell.
        let options = Options { width: options.width.max(3), ..options };
        let line = lay_out_line(&text, &options);
        let whole = lay_out_line(&text, &Options { width: 10_000, ..options });
        if options.mode != OutputMode::RunAnchored {
            prop_assert_eq!(whole.width() > options.width, line.width() < whole.width());
        }
        let last = |line: &Line| line.cells().map(|cell| cell.range.end).max();
        if whole.width() > options.width {
            prop_assert!(line.text().contains('…'));
            prop_assert!(last(&line) >= last(&whole));
        }
    }

    #[test]
    fn rows_of_one_paragraph_hold_what_one_row_would(text in texts(), options in options()) {
        let text = text.replace(|c: char| c.is_control() || "\u{2028}\u{2029}".contains(c), "");
        let options = Options { width: options.width.max(3), ..options };
        let mut layout = Layout::new(text.as_str(), options);
        let cells = |line: &Line| line.cells().map(|cell| cell.range).collect::<Vec<_>>();
        let rows: BTreeSet<_> = layout.lines(0..usize::MAX).flat_map(cells).map(|r| r.start).collect();
        let whole = lay_out_line(&text, &Options { width: 10_000, ..options });
        let is_visible = |cell: &Cell| !cell.symbol.trim().is_empty() && !cell.range.is_empty();
        let visible = whole.cells().filter(is_visible);
        prop_assert!(visible.map(|cell| cell.range.start).all(|start| rows.contains(&start)));
    }

    #[test]
    fn the_width_of_a_text_is_that_of_its_logical_row(text in texts()) {
        let options = Options { width: 10_000, mode: OutputMode::Logical, ..Options::default() };
        let hanging = format!("{}.", clean(&text));
        prop_assert_eq!(display_width(&hanging), lay_out_line(&hanging, &options).width());
    }

    #[test]
    fn clean_text_stays_as_it_is(text in texts()) {
        let once = clean(&text).into_owned();
        prop_assert_eq!(clean(&once), once.as_str());
        let is_unsafe = |c: char| c != '\n' && (c.is_control() || c == '\u{202E}');
        prop_assert!(!once.contains(is_unsafe));
    }

    #[test]
    fn any_editing_keeps_the_caret_in_view(
        text in texts(),
        keys in prop::collection::vec((0..12_u8, any::<char>()), 0..30),
        options in options(),
    ) {
        let mut input = Input::with_text(&text);
        for (key, c) in keys {
            match key {
                0 => input.left(),
                1 => input.right(),
                2 => input.word_left(),
                3 => input.word_right(),
                4 => input.home(),
                5 => input.end(),
                6 => input.backspace(),
                7 => input.delete(),
                8 => input.delete_word_back(),
                _ => input.insert(c),
            }
            prop_assert!(!input.text().contains(char::is_control));
            let (line, caret) = input.view(&options);
            prop_assert!(line.width() <= options.width && caret < line.width(), "{:?} {}", line, caret);
        }
    }
}
