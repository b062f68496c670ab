//! What holds for any text, checked through the public interface alone: the property tests and the
//! fuzz target (`fuzz/`) share it. A check panics on what it finds wrong.

use unicode_bidi::{Level, ParagraphBidiInfo};
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory as Category, UnicodeGeneralCategory};

use super::{
    ANCHOR, BaseDirection, Harakat, Input, Layout, Line, Options, OutputMode, clean, display_width,
    lay_out_line, words,
};

pub(crate) const MODES: [OutputMode; 5] = [
    OutputMode::Visual,
    OutputMode::VisualUnshaped,
    OutputMode::KittyWords,
    OutputMode::RunAnchored,
    OutputMode::Logical,
];
pub(crate) const BASES: [BaseDirection; 3] =
    [BaseDirection::Auto, BaseDirection::Ltr, BaseDirection::Rtl];
pub(crate) const HARAKAT: [Harakat; 2] = [Harakat::Keep, Harakat::Strip];

/// Texts that the stages treat each in its own way.
#[rustfmt::skip]
pub(crate) const PIECES: &[&str] = &[
    // Letters of all joining types, what becomes one cell, and marks.
    "ا", "ل", "لا", "ب", "م", "ە", "ي", "ی", "ک", "گ", "ء", "آ", "ئ", "ـ", "ﻻ", "ﷺ",
    "\u{64E}", "\u{651}", "\u{653}", "\u{654}", "\u{670}", "א", "\u{5B7}", "ܐ", "ܒ", "ߊ", "𞤀",
    "a", "é", "e\u{301}", "\u{301}", "\u{323}", "\u{20DD}", "x", "ß", "ж", "ไ", "ำ", "नि", "क्षि",
    "東", "か\u{3099}", "ｶ", "\u{1112}\u{1161}\u{11AB}", "\u{1161}", "한", "ꡀ", "ᠠ", "\u{E000}",
    // Numbers, punctuation, brackets, spaces.
    "7", "٣", "۳", "-", "+", "/", ",", ".", "،", "؟", "%", "٪", "€", "$", "(", ")", "[", "]",
    "«", "»", "“", "”", "‹", ":", ";", "!", "?", "…", "—", "’", "\"", "<", "≤", "⟨", "〈", "&",
    " ", " ", " ", "\u{A0}", "\u{202F}", "\u{2007}", "\u{2003}", "\u{3000}", "\u{1680}", "\t",
    "\n", "\r", "\r\n", "\u{B}", "\u{C}", "\u{85}", "\u{2028}", "\u{2029}", "\u{1F}",
    "@x ", "http://", "a b", " : ", "« ", " »",
    // Emoji.
    "🌞", "❤", "\u{FE0F}", "\u{FE0E}", "👍🏽", "🏽", "🇫🇷", "🇫", "👨\u{200D}👩", "1\u{FE0F}\u{20E3}",
    "🏴\u{E0067}\u{E007F}",
    // What is not drawn: bidi controls, joiners, and others of every bidi class.
    "\u{200B}", "\u{200C}", "\u{200D}", "\u{200E}", "\u{200F}", "\u{61C}", "\u{202A}", "\u{202B}",
    "\u{202C}", "\u{202D}", "\u{202E}", "\u{2066}", "\u{2067}", "\u{2068}", "\u{2069}", "\u{2060}",
    "\u{AD}", "\u{FEFF}", "\u{600}", "\u{6DD}", "\u{70F}", "\u{34F}", "\u{115F}", "\u{3164}",
    "\u{FFF9}", "\u{180E}", "\u{110BD}", "\u{13430}", "\u{E0041}",
    // What is no character, and what takes a terminal over.
    "\u{378}", "\u{FFFD}", "\u{FFFF}", "\u{10FFFF}", "\0", "\u{7}", "\u{8}", "\u{7F}", "\u{1B}",
    "\u{1B}[1m", "\u{1B}]0;t\u{7}", "\u{1B}]", "\u{1B}\\", "\u{1B}P", "\u{1B}(B", "\u{9B}1m",
    "\u{9B}", "\u{9C}", "\u{9D}", "m", "1", ";",
];

/// Lays a document out and checks that its rows fit, show it once and know what they show.
pub(crate) fn check_document(text: &str, options: &Options) {
    let mut layout = Layout::new(text, *options);
    let lines: Vec<Line> = layout.lines(0..usize::MAX).cloned().collect();
    assert_eq!(lines.len(), layout.line_count());
    let mut shown = vec![false; text.len()];
    let (mut end, mut paragraph) = (0, 0..0);
    for (n, line) in lines.iter().enumerate() {
        // Rows and paragraphs follow each other without a gap.
        assert_eq!(line.range().start, end);
        end = line.range().end;
        if n == paragraph.end {
            paragraph = layout.paragraph(n).expect("the rows of its paragraph");
            assert_eq!(paragraph.start, n);
            check_order(text, &lines[paragraph.clone()], options);
        }
        assert_eq!(layout.paragraph(n).as_ref(), Some(&paragraph));
        for byte in line.range() {
            assert_eq!(layout.line_of(byte), n, "byte {byte}");
        }
        check_row(line, text, options);
        for byte in line.cells().flat_map(|cell| cell.range) {
            assert!(!std::mem::replace(&mut shown[byte], true), "byte {byte} is shown twice");
        }
    }
    assert_eq!((end, layout.paragraph(lines.len())), (text.len(), None));
    if !has_sequences(text) {
        for (at, c) in text.char_indices().filter(|(_, c)| is_visible(*c)) {
            assert!(shown[at], "{c:?} at {at} is not shown");
        }
    }
    // A row is the same whichever was asked for first, and by bytes as by number.
    let mut by_bytes = Layout::new(text, *options);
    for line in lines.iter().rev() {
        assert!(line.range().rev().all(|byte| by_bytes.line_at(byte) == line), "{line:?}");
    }
    assert_eq!(Some(by_bytes.line_at(usize::MAX)), lines.last());
    let last = lines.len() - 1;
    assert_eq!(Layout::new(text, *options).line(last), lines.last());
    assert_eq!(Layout::new(text, *options).line(last / 2), lines.get(last / 2));
}

/// Checks a row: what it prints, and that columns and bytes lead to each other.
fn check_row(line: &Line, text: &str, options: &Options) {
    assert!(line.width() <= options.width.max(1), "{line:?}");
    let mut column = 0;
    let mut printed = String::new();
    for cell in line.cells() {
        assert_eq!(cell.column, column);
        if cell.range.is_empty() {
            let is_anchor = cell.symbol.starts_with(ANCHOR) && column == 0 && cell.width == 1;
            assert!(is_anchor && options.mode == OutputMode::RunAnchored, "{cell:?}");
            assert_eq!(line.byte_at(0), None);
            printed.push(ANCHOR);
            column = 1;
            continue;
        }
        assert!(matches!(cell.width, 1 | 2), "{cell:?}");
        assert!(line.range().start <= cell.range.start && cell.range.end <= line.range().end);
        let mut symbol = cell.symbol.chars();
        let base = symbol.next().expect("a character");
        assert!(is_visible(base) || is_skin_tone(base) || " \u{3000}".contains(base), "{cell:?}");
        assert!(symbol.all(is_mark), "{cell:?}");
        assert_eq!(display_width(cell.symbol), usize::from(cell.width), "{cell:?}");
        assert!(is_shown_by(&text[cell.range.clone()], base, options), "{cell:?}");
        let columns = column..column + usize::from(cell.width);
        assert!(columns.clone().all(|at| line.byte_at(at) == Some(cell.range.start)));
        assert_eq!(line.columns(cell.range.clone()).collect::<Vec<_>>(), [columns]);
        column += usize::from(cell.width);
        printed.push_str(cell.symbol);
    }
    assert_eq!((printed.as_str(), column), (line.text(), line.width()));
    assert_eq!(line.byte_at(column), None);
    let mut all = line.columns(0..text.len());
    let first = usize::from(line.cells().next().is_some_and(|cell| cell.range.is_empty()));
    assert_eq!((all.next(), all.next()), ((column > first).then_some(first..column), None));
    assert_eq!(clean(&printed), printed);
    check_sent(line, options);
}

/// Checks that what is sent are the cells that are to be seen, each once, moved and mirrored at most.
fn check_sent(line: &Line, options: &Options) {
    let cells: Vec<_> = line.cells().collect();
    let sent = line.sent();
    let mut places: Vec<usize> = sent.iter().map(|cell| cell.cell).collect();
    places.sort_unstable();
    assert!(places.into_iter().eq(0..cells.len()), "{sent:?}");
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
                let parts = |symbol: &str| {
                    let base = symbol.chars().next().expect("a character");
                    (base, symbol[base.len_utf8()..].to_owned())
                };
                let ((had, marks), (is, same)) =
                    (parts(cells[cell.cell].symbol), parts(&cell.symbol));
                let stands_in = is_bracket(had) && is_bracket(is) || (had, is) == (' ', ANCHOR);
                assert!((is == had || stands_in) && marks == same, "{had} {is}");
            }
        }
        _ => assert_eq!(symbols, seen),
    }
}

/// Checks that the rows of a paragraph stand in the order of UAX #9, which the crate underneath
/// finds from characters rather than cells.
fn check_order(text: &str, lines: &[Line], options: &Options) {
    if options.mode == OutputMode::Logical {
        let in_order = |line: &Line| line.cells().is_sorted_by_key(|cell| cell.range.start);
        assert!(lines.iter().all(in_order), "{lines:?}");
        return;
    }
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return };
    let start = first.range().start;
    let text = text[start..last.range().end].trim_end_matches(is_separator);
    // Overrides and the separators among the controls are not honoured.
    if has_sequences(text)
        || text.contains(['\u{202D}', '\u{202E}', '\u{1C}', '\u{1D}', '\u{1E}', '\u{1F}'])
    {
        return;
    }
    let level = if first.rtl() { Level::rtl() } else { Level::ltr() };
    let info = ParagraphBidiInfo::new(text, Some(level));
    for line in lines.iter().filter(|line| line.width() > 0) {
        assert_eq!(line.rtl(), first.rtl());
        let row = line.range().start - start..(line.range().end - start).min(text.len());
        let levels = info.reordered_levels(row.clone());
        let bytes: Vec<usize> = row.clone().filter(|at| text.is_char_boundary(*at)).collect();
        let levels: Vec<Level> = bytes.iter().map(|at| levels[*at]).collect();
        let order = ParagraphBidiInfo::reorder_visual(&levels).into_iter();
        let cells = line.cells().filter(|cell| !cell.range.is_empty());
        let cells: Vec<usize> = cells.map(|cell| cell.range.start - start).collect();
        let order: Vec<usize> = order.map(|n| bytes[n]).filter(|at| cells.contains(at)).collect();
        assert_eq!(cells, order, "{:?}", &text[row]);
    }
}

/// Lays a title out and checks that it fits and that its ellipsis says that it goes on.
pub(crate) fn check_title(text: &str, options: &Options) {
    let wide = |width| lay_out_line(text, &Options { width, ..*options });
    let whole = wide(usize::MAX);
    check_row(&whole, text, &Options { width: usize::MAX, ..*options });
    if !text.contains(is_separator) {
        check_order(text, std::slice::from_ref(&whole), options);
    }
    // In one cell a wide character has a stand-in, which needs no ellipsis; an anchor takes a cell.
    let width = options.width.max(3);
    let anchor = usize::from(options.mode == OutputMode::RunAnchored);
    for (line, width) in [(wide(width), width), (wide(1), 1)] {
        assert!(line.width() <= width, "{line:?}");
        assert_eq!((line.range(), line.rtl()), (whole.range(), whole.rtl()));
        if whole.width() + anchor <= width {
            assert_eq!(line, whole);
        } else if whole.width() > width && width > 1 {
            let last = |line: &Line| line.cells().map(|cell| cell.range.end).max();
            assert!(last(&line) >= last(&whole), "{line:?}");
            let last = line.cells().max_by_key(|cell| cell.range.start).expect("an ellipsis");
            assert_eq!(last.symbol, "…");
            let is_left = line.rtl() && options.mode != OutputMode::Logical;
            let first = line.cells().position(|cell| !cell.range.is_empty());
            let column = if is_left { first } else { Some(line.width() - 1) };
            assert_eq!(Some(last.column), column);
        }
    }
}

/// Checks what needs no layout: cleaning and words.
pub(crate) fn check_text(text: &str) {
    let once = clean(text);
    assert_eq!(clean(&once), once);
    assert!(!once.contains(|c: char| c != '\n' && (c.is_control() || is_bidi_control(c))));
    let options = Options { width: usize::MAX, mode: OutputMode::Logical, ..Options::default() };
    let hanging = format!("{once}.");
    assert_eq!(display_width(&hanging), lay_out_line(&hanging, &options).width());
    let mut end = 0;
    for word in words(text) {
        assert!(end <= word.range.start && !text[word.range.clone()].is_empty());
        assert!(!word.folded.is_empty());
        end = word.range.end;
    }
}

/// Edits a line, key by key, and checks that the caret is in view and on a character.
pub(crate) fn check_editing(
    text: &str,
    keys: impl Iterator<Item = (u8, char)> + Clone,
    options: &Options,
) {
    for input in [Input::with_text(text), Input::with_clauses(text)] {
        check_input(input, keys.clone(), options);
    }
}

fn check_input(mut input: Input, keys: impl Iterator<Item = (u8, char)>, options: &Options) {
    for (key, c) in keys {
        match key % 12 {
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
        assert!(!input.text().contains(char::is_control));
        let (line, caret) = input.view(options);
        assert!(line.width() <= options.width.max(1) && caret < line.width(), "{line:?} {caret}");
    }
}

/// Whether a character is seen wherever it stands, if no sequence swallows it.
fn is_visible(c: char) -> bool {
    use Category::*;
    let category = c.general_category();
    !matches!(category, NonspacingMark | EnclosingMark | Control | Format | Surrogate)
        && !matches!(category, SpaceSeparator | LineSeparator | ParagraphSeparator)
        && !is_jamo(c)
        && !is_skin_tone(c)
        && !matches!(c, '\u{115F}' | '\u{3164}' | '\u{FFA0}')
        && !matches!(c, '\u{2065}' | '\u{FFF0}'..='\u{FFF8}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Whether a character is drawn on the one before it.
fn is_mark(c: char) -> bool {
    matches!(c.general_category(), Category::NonspacingMark | Category::EnclosingMark) || is_jamo(c)
}

/// Medial vowels and finals of decomposed Hangul syllables.
fn is_jamo(c: char) -> bool {
    matches!(c, '\u{1160}'..='\u{11FF}' | '\u{D7B0}'..='\u{D7FF}')
}

/// Whether a character is drawn only where no emoji stands before it.
fn is_skin_tone(c: char) -> bool {
    matches!(c, '\u{1F3FB}'..='\u{1F3FF}')
}

/// Whether a character ends a paragraph.
fn is_separator(c: char) -> bool {
    matches!(c, '\n'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether a text may hold escape sequences, which are not drawn.
fn has_sequences(text: &str) -> bool {
    text.contains(|c| c == '\u{1B}' || ('\u{80}'..='\u{9F}').contains(&c))
}

/// Whether a base may stand for some bytes of the text: it is their first character, one of its
/// forms or compositions, its mirror image or a stand-in.
fn is_shown_by(source: &str, base: char, options: &Options) -> bool {
    let decomposed: String = base.to_string().nfkd().collect();
    source.chars().any(|c| match base {
        ' ' => !is_visible(c),
        '\u{25CC}' => c == base || is_mark(c) || c == '\u{A0}',
        '\u{FFFD}' => c == base || c.general_category() == Category::Unassigned,
        '□' => {
            c == base || options.width < 2 + usize::from(options.mode == OutputMode::RunAnchored)
        }
        _ if c == base => true,
        _ if matches!(c, '\u{1F1E6}'..='\u{1F1FF}') => {
            decomposed.as_bytes()[0].is_ascii_uppercase()
        }
        _ if decomposed.starts_with(c.to_string().nfkd().next().unwrap_or(c)) => true,
        _ => is_bracket(base) && options.mode != OutputMode::Logical && is_visible(c),
    })
}

/// Whether a character may have a mirror image.
fn is_bracket(c: char) -> bool {
    matches!(
        c.general_category(),
        Category::OpenPunctuation
            | Category::ClosePunctuation
            | Category::InitialPunctuation
            | Category::FinalPunctuation
            | Category::MathSymbol
    ) || c == '\u{2BFE}'
}
