//! What kitty is sent.
//!
//! kitty draws each run of cells in one font, up to a blank, as one shaped text: its glyphs stand in
//! the order of the run's first script, and mirrored if that is a right-to-left one; colours stay in
//! their columns. Digits of the Arabic blocks count as letters there, and a change to bold or italic
//! ends a run (measured with kitty 0.26).

use super::send::{Font, Seen, Sent, as_is, base};

/// What a cell is to kitty's runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Ends a run: a blank, or what kitty draws by itself (boxes, blocks, Braille).
    Edge,
    /// Of a right-to-left script's block, thus in the font of that script.
    Rtl,
    /// Anything else, which may be in the same font or not.
    Other,
}

/// Sends each run of right-to-left letters in reverse, for kitty reverses it again. What touches
/// such a run gets another face, so that it is not taken for a part of it where the font has both.
pub(super) fn send<'a>(row: &[Seen<'a>]) -> Vec<Sent<'a>> {
    let mut sent = as_is(row);
    let mut start = 0;
    let runs: Vec<_> = row
        .chunk_by(|a, b| kind(a) == kind(b) && a.font == b.font)
        .map(|run| {
            let cells = start..start + run.len();
            start = cells.end;
            let turns = kind(&run[0]) == Kind::Rtl && run.iter().any(|cell| has_script(cell));
            (cells, turns)
        })
        .collect();
    for (cells, _) in runs.iter().filter(|(_, turns)| *turns) {
        for (to, from) in cells.clone().zip(cells.clone().rev()) {
            sent[to].symbol = row[from].symbol.into();
        }
    }
    let font =
        |(cells, turns): &(std::ops::Range<usize>, bool)| turns.then(|| row[cells.start].font);
    for (n, (cells, _)) in runs.iter().enumerate() {
        if kind(&row[cells.start]) == Kind::Other {
            let before = n.checked_sub(1).and_then(|n| font(&runs[n]));
            let other = another(row[cells.start].font, [before, runs.get(n + 1).and_then(font)]);
            sent[cells.clone()].iter_mut().for_each(|cell| cell.font = other);
        }
    }
    sent
}

/// Returns a face that is neither of two, as near to the wanted one as there is.
fn another(font: Font, neighbours: [Option<Font>; 2]) -> Font {
    let bold = Font { bold: !font.bold, ..font };
    let italic = Font { italic: !font.italic, ..font };
    let free = |font: &Font| !neighbours.contains(&Some(*font));
    [font, bold, italic].into_iter().find(free).unwrap_or(font)
}

fn kind(cell: &Seen) -> Kind {
    match base(cell.symbol) {
        ' ' | '\u{3000}' | '\u{2500}'..='\u{259F}' | '\u{2800}'..='\u{28FF}' => Kind::Edge,
        '\u{590}'..='\u{8FF}'
        | '\u{FB1D}'..='\u{FDFF}'
        | '\u{FE70}'..='\u{FEFE}'
        | '\u{10800}'..='\u{10FFF}'
        | '\u{1E800}'..='\u{1EFFF}' => Kind::Rtl,
        _ => Kind::Other,
    }
}

/// Whether a character of such a block tells a script (Scripts.txt): those that do not are drawn
/// from left to right where they stand alone.
fn has_script(cell: &Seen) -> bool {
    !matches!(base(cell.symbol), '،' | '؛' | '؟' | 'ـ' | '\u{FD3E}' | '\u{FD3F}'
        | '\u{1EC71}'..='\u{1ECB4}' | '\u{1ED01}'..='\u{1ED3D}')
}

#[cfg(test)]
mod tests {
    use super::super::{Line, Options, OutputMode, lay_out_line};
    use super::*;
    use proptest::prelude::*;

    fn line(text: &str) -> Line {
        lay_out_line(text, &Options { mode: OutputMode::KittyWords, ..Options::default() })
    }

    fn sent(text: &str) -> String {
        line(text).sent().iter().map(|cell| cell.symbol.to_string()).collect()
    }

    /// What kitty shows of what it is sent. `whole` is whether its font has every character.
    fn shown(sent: &[Sent], whole: bool) -> Vec<String> {
        let cells: Vec<_> =
            sent.iter().map(|cell| Seen { symbol: &cell.symbol, font: cell.font }).collect();
        let is_edge = |cell: &Seen| kind(cell) == Kind::Edge;
        let joins = |a: &Seen, b: &Seen| {
            let edge = is_edge(a) || is_edge(b);
            !edge && a.font == b.font && (whole || kind(a) == kind(b))
        };
        let mut shown = Vec::new();
        for run in cells.chunk_by(joins) {
            let script = run.iter().find(|cell| match kind(cell) {
                Kind::Rtl => has_script(cell),
                _ => base(cell.symbol).is_alphabetic(),
            });
            let symbols = run.iter().map(|cell| cell.symbol.to_owned());
            if script.is_some_and(|cell| kind(cell) == Kind::Rtl) {
                assert!(run.iter().all(|cell| kind(cell) == Kind::Rtl), "mirrored: {run:?}");
                shown.extend(symbols.rev());
            } else {
                shown.extend(symbols);
            }
        }
        shown
    }

    #[test]
    fn words_go_out_in_logical_order_and_the_rest_in_visual_order() {
        // سلام in presentation forms: seen, lam-alef, meem.
        let salam = "\u{FEB3}\u{FEFC}\u{FEE1}";
        let qal = "\u{FED7}\u{FE8E}\u{FEDD}";
        for (text, expected) in [
            ("سلام", salam.to_owned()),
            // Words stand in visual order, each in its own.
            ("قال سلام", format!("{salam} {qal}")),
            ("قال «سلام» x", format!("x «{salam}» {qal}")),
            ("قال: A321 (سلام)", format!("({salam}) A321 :{qal}")),
            // Digits of Arabic blocks are turned, European ones are not.
            ("قال ٢٠١٥", format!("٥١٠٢ {qal}")),
            ("قال 2015", format!("2015 {qal}")),
            // So is punctuation that touches a word, but not by itself.
            ("سلام؟", format!("{salam}؟")),
            ("x ؟، x", "x ؟، x".to_owned()),
            ("سَلَامٌ", salam.to_owned()),
            ("שלום", "שלום".to_owned()),
            ("plain (text) 12", "plain (text) 12".to_owned()),
        ] {
            assert_eq!(sent(text), expected, "{text}");
        }
    }

    #[test]
    fn cells_are_what_is_seen() {
        let visual = lay_out_line("قال «سلام» 50%", &Options::default());
        let kitty = line("قال «سلام» 50%");
        assert!(visual.cells().eq(kitty.cells()));
    }

    #[test]
    fn what_touches_a_word_is_set_in_another_face() {
        let line = line("قال «نعم» 50%سلام x");
        let row = line.sent();
        let bold: String =
            row.iter().filter(|cell| cell.font.bold).map(|cell| &*cell.symbol).collect();
        assert_eq!(bold, "%50«»");
    }

    #[test]
    fn a_run_is_parted_where_its_face_changes() {
        let strong = Font { bold: true, italic: false };
        let row = [("\u{FEE1}", strong), ("\u{FEFC}", strong), ("\u{FEB3}", Font::default())]
            .map(|(symbol, font)| Seen { symbol, font });
        let sent = send(&row);
        let symbols: Vec<_> = sent.iter().map(|cell| &*cell.symbol).collect();
        assert_eq!(symbols, ["\u{FEFC}", "\u{FEE1}", "\u{FEB3}"]);
        assert!(
            sent.iter().enumerate().all(|(n, cell)| cell.cell == n && cell.font == row[n].font)
        );
    }

    fn symbols() -> impl Strategy<Value = String> {
        prop_oneof![
            4 => prop::sample::select(vec!["\u{FEB3}", "\u{FEFC}", "\u{FEE1}", "م", "ە", "א", "٣", "۷"]),
            2 => prop::sample::select(vec!["؟", "،", "ـ"]),
            2 => Just(" "),
            2 => prop::sample::select(vec!["a", "7", "%", "(", "»", "│", "\u{2800}", "東"]),
        ]
        .prop_map(str::to_owned)
    }

    proptest! {
        #[test]
        fn kitty_shows_what_is_to_be_seen(
            row in prop::collection::vec((symbols(), any::<bool>(), any::<bool>()), 0..30),
        ) {
            let row: Vec<_> = row
                .iter()
                .map(|(symbol, bold, italic)| {
                    Seen { symbol, font: Font { bold: *bold, italic: *italic } }
                })
                .collect();
            let sent = send(&row);
            let seen: Vec<_> = row.iter().map(|cell| cell.symbol).collect();
            prop_assert_eq!(shown(&sent, true), seen.clone());
            prop_assert_eq!(shown(&sent, false), seen);
            // Letters keep the face that they are to have.
            let kept = |(n, cell): (usize, &Sent)| {
                kind(&row[n]) == Kind::Other || cell.font == row[n].font
            };
            prop_assert!(sent.iter().enumerate().all(kept));
        }
    }
}
