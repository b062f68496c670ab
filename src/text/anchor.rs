//! What a terminal is sent that reorders rows by itself and cannot be asked not to.
//!
//! Such a terminal takes a row for a paragraph of its own (UAX #9) whose direction is that of its
//! first strong character, knows nothing of panes, mirrors brackets, and moves styles with their
//! letters (measured with PuTTY 0.78). The row is arranged so that what it makes of it is what is to
//! be seen: from left to right, each stretch between two left-to-right letters turned around by
//! itself, and U+2800 for a blank where a letter has to stand between two things.

use unicode_bidi::{BidiClass, Level};

#[cfg(doc)]
use super::OutputMode;
use super::bidi;
use super::send::{Seen, Sent, as_is, base};

/// A blank of one cell that has the direction of a Latin letter (BRAILLE PATTERN BLANK, class L). What
/// stands on both sides of one is reordered apart; see [`OutputMode::RunAnchored`].
pub const ANCHOR: char = '\u{2800}';

/// Whether a character runs from right to left in any context: a letter, or a digit of Arabic.
pub(super) fn is_rtl(c: char) -> bool {
    matches!(bidi::class(c), BidiClass::R | BidiClass::AL | BidiClass::AN)
}

pub(super) fn send<'a>(row: &[Seen<'a>]) -> Vec<Sent<'a>> {
    let seen: Vec<char> = row.iter().map(|cell| base(cell.symbol)).collect();
    let mut sent = as_is(row);
    if !seen.iter().copied().any(is_rtl) {
        return sent;
    }
    let mut order = arrange(seen.clone());
    if !is_seen(&order, &seen) {
        // With no blank that could take either direction, words do not act on each other.
        let firm = |c: &char| if *c == ' ' { ANCHOR } else { *c };
        order = arrange(seen.iter().map(firm).collect());
    }
    for (cell, (n, c)) in sent.iter_mut().zip(order) {
        let symbol = row[n].symbol;
        let marks = symbol.strip_prefix(seen[n]).unwrap_or_default();
        let changed = || format!("{c}{marks}").into();
        let symbol = if c == seen[n] { symbol.into() } else { changed() };
        *cell = Sent { symbol, cell: n, font: row[n].font };
    }
    sent
}

/// Returns the cells of a row in the order in which they are sent, each with its character.
fn arrange(mut row: Vec<char>) -> Vec<(usize, char)> {
    let mut order = Vec::with_capacity(row.len());
    let mut start = 0;
    while start < row.len() {
        // What stands between two left-to-right letters.
        let is_ltr = |c: &char| bidi::class(*c) == BidiClass::L;
        let end = row[start..].iter().position(is_ltr).map_or(row.len(), |at| start + at);
        let first = (start..end).find(|n| is_rtl(row[*n])).unwrap_or(end);
        let last = (first..end).rfind(|n| is_rtl(row[*n])).map_or(end, |n| n + 1);
        if first < last {
            // The direction of the row is that of its first letter.
            let blank = |n: &usize| row[*n] == ' ';
            let before = (start..first).rfind(blank).filter(|_| start == 0);
            // A number has that of the last letter sent before it.
            let number = (last..end).find(|n| bidi::class(row[*n]) == BidiClass::EN);
            let after = number.and_then(|number| (last..number).find(blank));
            for n in [before, after].into_iter().flatten() {
                row[n] = ANCHOR;
            }
        }
        order.extend((start..first).map(|n| (n, row[n])));
        order.extend(turned(&row[first..last]).into_iter().map(|(n, c)| (first + n, c)));
        order.extend((last..end).map(|n| (n, row[n])));
        if end < row.len() {
            order.push((end, row[end]));
        }
        start = end + 1;
    }
    order
}

/// Returns the cells of a stretch that begins and ends with what is right-to-left, in logical order:
/// reversed, but for its numbers; brackets as the terminal is to mirror them.
fn turned(stretch: &[char]) -> Vec<(usize, char)> {
    let mirror = |c: char| bidi::mirrored(c).unwrap_or(c);
    let mut order: Vec<_> = stretch.iter().map(|c| mirror(*c)).enumerate().rev().collect();
    let levels = levels(&order);
    let mut start = 0;
    for run in levels.chunk_by(|a, b| (a.number() > 1) == (b.number() > 1)) {
        let end = start + run.len();
        if run[0].number() > 1 {
            order[start..end].reverse();
        }
        start = end;
    }
    order
}

/// Returns the level of each cell sent, as the terminal resolves it behind a left-to-right letter.
fn levels(order: &[(usize, char)]) -> Vec<Level> {
    let text: String = std::iter::once('x').chain(order.iter().map(|(_, c)| *c)).collect();
    let levels = bidi::levels(&text, false);
    text.char_indices().skip(1).map(|(at, _)| levels[at]).collect()
}

/// Whether a terminal shows cells sent as a row is to be seen.
fn is_seen(order: &[(usize, char)], seen: &[char]) -> bool {
    let levels = levels(order);
    bidi::reorder(&levels).into_iter().map(|at| (order[at], levels[at])).enumerate().all(
        |(column, ((n, c), level))| {
            let shown = if level.is_rtl() { bidi::mirrored(c).unwrap_or(c) } else { c };
            n == column && (shown == seen[n] || shown == ANCHOR)
        },
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_bidi::BidiInfo;

    use super::super::{BaseDirection, Font, Layout, Line, Options, OutputMode, lay_out_line};
    use super::*;

    const ANCHORED: Options = Options {
        width: 200,
        mode: OutputMode::RunAnchored,
        base: BaseDirection::Auto,
        harakat: super::super::Harakat::Keep,
    };

    /// What a terminal that reorders rows shows of what it is sent.
    fn shown(sent: &[Sent]) -> Vec<String> {
        let bases: String = sent.iter().map(|cell| base(&cell.symbol)).collect();
        let info = BidiInfo::new(&bases, None);
        let levels: Vec<Level> = bases.char_indices().map(|(at, _)| info.levels[at]).collect();
        let order = BidiInfo::reorder_visual(&levels);
        let shown = |n: usize| {
            let symbol = &sent[n].symbol;
            let mirrored = bidi::mirrored(base(symbol)).filter(|_| levels[n].is_rtl());
            match mirrored.map_or(symbol.to_string(), String::from).as_str() {
                "\u{2800}" => " ".to_owned(),
                shown => shown.to_owned(),
            }
        };
        order.into_iter().map(shown).collect()
    }

    fn seen(line: &Line) -> Vec<String> {
        line.cells().map(|cell| cell.symbol.replace(ANCHOR, " ")).collect()
    }

    fn sent(text: &str) -> String {
        let line = lay_out_line(text, &ANCHORED);
        line.sent().iter().map(|cell| cell.symbol.replace(ANCHOR, "_")).collect()
    }

    #[test]
    fn runs_stand_in_visual_order_and_letters_in_logical_order() {
        let (qal, salam) = ("\u{FED7}\u{FE8E}\u{FEDD}", "\u{FEB3}\u{FEFC}\u{FEE1}");
        for (text, expected) in [
            ("plain (text) 12", "plain (text) 12".to_owned()),
            ("قال سلام", format!("_{qal} {salam}")),
            // The Latin word parts the row into two stretches, whose edges stand as they are seen.
            ("قال A321 سلام.", format!("_.{salam} A321 {qal}")),
            ("il dit قال", format!("il dit {qal}")),
            // Brackets within a stretch are mirrored by the terminal, those at its edge are not.
            ("قال (سلام) قال", format!("_{qal} ({salam}) {qal}")),
            ("قال (سلام)", format!("_({qal} ({salam}")),
            ("قال 50% سلام", format!("_{qal} 50% {salam}")),
            ("قال ٢٠١٥", format!("_{qal} ٢٠١٥")),
            // A number that begins the sentence is kept on the right by a blank that has a side.
            ("30 سلام", format!("_{salam}_30")),
            ("سلام 30", format!("_30 {salam}")),
        ] {
            assert_eq!(sent(text), expected, "{text}");
        }
    }

    #[test]
    fn a_row_of_text_leaves_a_cell_for_its_anchor() {
        let rows = |text: &str, width| {
            let mut layout = Layout::new(text, Options { width, ..ANCHORED });
            layout
                .lines(0..9)
                .map(|line| (line.text().replace(ANCHOR, "_"), line.width()))
                .collect::<Vec<_>>()
        };
        let one = |text: &str| (text.to_owned(), text.chars().count());
        assert_eq!(rows("אבגד אב", 5), [one("_דגבא"), one("_בא")]);
        assert_eq!(rows("abcde ab", 5), [one("abcde"), one("ab")]);
        assert_eq!(rows("ab א", 5), [one("ab א")]);
        assert_eq!(rows("אב", 1), [one("א"), one("ב")]);
        let title = lay_out_line("אבגד", &Options { width: 3, ..ANCHORED });
        assert_eq!(title.text().replace(ANCHOR, "_"), "_…א");
        assert_eq!(title.range(), 0..8);
    }

    #[test]
    fn an_anchor_shows_no_text() {
        let text = "ab\nאב";
        let mut layout = Layout::new(text, ANCHORED);
        let line = layout.line(1).unwrap();
        assert_eq!((line.byte_at(0), line.byte_at(1), line.byte_at(2)), (None, Some(5), Some(3)));
        assert!(line.columns(0..text.len()).eq(std::iter::once(1..3)));
    }

    #[test]
    fn panes_and_counts_beside_a_word_stay_where_they_are() {
        let font = Font::default();
        let row = ["_", "ב", "א", "│", "_", "ד", "ג", " ", "1", "2", "│", "_", "ה"]
            .map(|symbol| Seen { symbol: if symbol == "_" { "\u{2800}" } else { symbol }, font });
        let sent = send(&row);
        let symbols: String = sent.iter().map(|cell| &*cell.symbol).collect();
        assert_eq!(symbols.replace(ANCHOR, "_"), "_אב│_גד_12│_ה");
        // Styles go with their letters.
        let cells: Vec<_> = sent.iter().map(|cell| cell.cell).collect();
        assert_eq!(cells, [0, 2, 1, 3, 4, 6, 5, 7, 8, 9, 10, 11, 12]);
    }

    /// Words without a number that touches the right side of a letter, which cannot be kept there.
    fn words() -> impl Strategy<Value = Vec<&'static str>> {
        let letters = prop::sample::select(vec!["א", "م", "٣", "٣", "%", ",", "-", "│", "«", "🌞"]);
        let numbers = prop::sample::select(vec!["7", "7", "%", ",", ".", "-", "│", "»"]);
        let word = prop_oneof![
            4 => prop::collection::vec(letters, 1..5),
            2 => prop::collection::vec(numbers, 1..5),
            1 => Just(vec!["a"]),
        ];
        prop::collection::vec((word, prop::sample::select(vec![" ", " ", " ", "a"])), 0..8)
            .prop_map(|words| {
                let words = words.into_iter().flat_map(|(mut word, end)| {
                    word.push(end);
                    word
                });
                std::iter::once("\u{2800}").chain(words).collect()
            })
    }

    /// Sentences of any direction, with quotes, brackets, numbers and marks.
    fn sentences() -> impl Strategy<Value = String> {
        let words = vec![
            "قال",
            "الأمم",
            "مُدَّة",
            "سلام،",
            "שלום",
            "ا?",
            "نعم!",
            "(نص)",
            "«نص»",
            "[أ]",
            "(x)",
            "C++",
            "IBM",
            "l’été",
            "« oui »",
            "12",
            "50%",
            "1,250.75",
            "30/9/2015",
            "٢٠١٥",
            "٣٠٪",
            "-3",
            "+5",
            "$7",
            "€",
            "…",
            "(2015)",
            "(٣)",
            "«IBM»",
            "F-16",
            "A321",
            "و\"نعم\"",
            "–",
            "@nom",
            "#وسم",
            "🌞",
            "東京",
        ];
        let words = prop::collection::vec(prop::sample::select(words), 1..12);
        let around = prop::sample::select(vec![
            ("", ""),
            ("", "."),
            ("(", ")"),
            ("«", "»"),
            ("\u{2067}", "\u{2069}"),
        ]);
        let parts = prop::collection::vec((words, around), 1..4);
        parts.prop_map(|parts| {
            let parts = parts
                .iter()
                .map(|(words, (open, close))| format!("{open}{}{close}", words.join(" ")));
            parts.collect::<Vec<_>>().join(" ")
        })
    }

    proptest! {
        #[test]
        fn a_terminal_shows_what_is_to_be_seen(row in words()) {
            let row: Vec<_> =
                row.into_iter().map(|symbol| Seen { symbol, font: Font::default() }).collect();
            let sent = send(&row);
            let mut cells: Vec<_> = sent.iter().map(|cell| cell.cell).collect();
            cells.sort_unstable();
            prop_assert!(cells.into_iter().eq(0..row.len()));
            let seen: Vec<_> = row.iter().map(|cell| cell.symbol.replace(ANCHOR, " ")).collect();
            prop_assert_eq!(shown(&sent), seen);
        }

        #[test]
        fn a_terminal_shows_the_rows_of_visual_mode(text in sentences(), width in 12..60_usize) {
            let mut anchored = Layout::new(text.as_str(), Options { width, ..ANCHORED });
            for line in anchored.lines(0..usize::MAX) {
                let sent = line.sent();
                prop_assert_eq!(shown(&sent), seen(line));
            }
        }
    }
}
