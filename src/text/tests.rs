//! Whole rows, hand-checked, and properties that hold for any text.

use std::collections::BTreeSet;

use proptest::prelude::*;

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
        // So is all else that is not drawn: a Hangul filler is a letter of the left-to-right kind.
        ("x y z א\u{3164}ב", "x y z אב"),
        ("٣\u{202B}\u{5B7}\u{202C}٤", "٤٣\u{5B7}"),
        ("x y z א\u{CBF}ב", "x y z א\u{CBF}ב"),
        ("ab \u{202B}c ד e\u{202C} f", "ab e ד c f"),
        ("لغة C++\u{200E} هنا", "انه C++ ةغل"),
        ("\u{202E}abc\u{202C}", "abc"),
        // What has no base gets one.
        ("\u{64E}ب", "ب\u{25CC}\u{64E}"),
        ("a \u{301}b", "a \u{25CC}\u{301}b"),
        ("a\u{A0}\u{301}b", "a\u{25CC}\u{301}b"),
        ("x א\u{1161}ב", "x א\u{25CC}\u{1161}ב"),
        ("\u{64E}\u{115F}\u{1161}", "\u{25CC}\u{64E}\u{25CC}\u{1161}"),
        ("\u{11A8}\u{115F}\u{1161}", "\u{25CC}\u{11A8}\u{25CC}\u{1161}"),
        ("\u{1112}\u{1161}\u{11AB} \u{1112}\u{11AB}", "한 ᄒ\u{25CC}\u{11AB}"),
        ("a\tb\nc\r\nd\u{A0}e", "a b c d e"),
        // A tab parts columns, each of which runs by itself; spaces at an end run as the row does.
        ("v w x y z אב\tגד", "v w x y z בא דג"),
        ("ابت\tA\t12", "12 A تبا"),
        ("x y z \u{202B}אב\u{2007}\u{202C}", "x y z בא "),
        ("🇫🇷 👍🏽 👨\u{200D}👧 ❤\u{FE0F}", "FR 👍 👨👧 ❤"),
        ("☝🏽 한🏽", "☝ 한🏽"),
        ("أب한🏽٣", "٣🏽한بأ"),
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
fn white_space_that_does_not_hang_ends_a_row_as_the_paragraph_runs() {
    let options = Options { width: 3, base: BaseDirection::Ltr, ..UNSHAPED };
    let mut layout = Layout::new("אב\u{2007} גד", options);
    let rows: Vec<_> = layout.lines(0..9).map(|line| line.text().to_owned()).collect();
    assert_eq!(rows, ["בא ", "דג"]);
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

/// Blocks from which a character of some script is drawn, and any character at all.
const BLOCKS: [(u32, u32); 24] = [
    (0x20, 0x7E),
    (0xA0, 0x24F),
    (0x300, 0x36F),
    (0x370, 0x52F),
    (0x590, 0x5FF),
    (0x600, 0x6FF),
    (0x700, 0x7FF),
    (0x800, 0x8FF),
    (0x900, 0xDFF),
    (0xE00, 0xFFF),
    (0x1000, 0x11FF),
    (0x1200, 0x1CFF),
    (0x1D00, 0x1FFF),
    (0x2000, 0x206F),
    (0x2070, 0x2BFF),
    (0x2E00, 0x4DFF),
    (0xA000, 0xABFF),
    (0xAC00, 0xD7FF),
    (0xF900, 0xFFFF),
    (0x10000, 0x10FFF),
    (0x11000, 0x16FFF),
    (0x1B000, 0x1EFFF),
    (0x1F000, 0x1FBFF),
    (0x0, 0x10FFFF),
];

fn texts() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(properties::PIECES).prop_map(str::to_owned);
    let of_block = |(first, last)| (first..=last).prop_filter_map("a surrogate", char::from_u32);
    let any = prop::sample::select(&BLOCKS[..]).prop_flat_map(of_block).prop_map(String::from);
    let piece = prop_oneof![4 => pieces, 1 => any];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn options() -> impl Strategy<Value = Options> {
    (
        1..16_usize,
        prop::sample::select(&properties::MODES[..]),
        prop::sample::select(&properties::BASES[..]),
        prop::sample::select(&properties::HARAKAT[..]),
    )
        .prop_map(|(width, mode, base, harakat)| Options { width, mode, base, harakat })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn any_document_is_shown_once_in_rows_that_fit(text in texts(), options in options()) {
        properties::check_document(&text, &options);
    }

    #[test]
    fn any_title_fits_and_hides_nothing_silently(text in texts(), options in options()) {
        properties::check_title(&text, &options);
    }

    #[test]
    fn any_text_is_cleaned_and_parted_into_words(text in texts()) {
        properties::check_text(&text);
    }

    #[test]
    fn any_editing_keeps_the_caret_in_view(
        text in texts(),
        keys in prop::collection::vec((0..12_u8, any::<char>()), 0..30),
        options in options(),
    ) {
        properties::check_editing(&text, keys.into_iter(), &options);
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
}
