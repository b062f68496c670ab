//! What is sent where the locale is not UTF-8: ASCII alone, so that every cell stays in its place.

use std::env;

use ratatui_core::buffer::Buffer;
use unicode_normalization::UnicodeNormalization;

/// Whether the person's locale is in UTF-8, as POSIX reads it: the first variable that is set and
/// not empty decides.
pub fn locale_is_utf8() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().filter_map(|name| env::var(name).ok());
    is_utf8(&locale.into_iter().find(|value| !value.is_empty()).unwrap_or_default())
}

fn is_utf8(locale: &str) -> bool {
    let locale = locale.to_ascii_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
}

/// Puts an ASCII sign in the place of every other symbol.
pub(super) fn in_ascii(frame: &mut Buffer) {
    for cell in frame.content.iter_mut().filter(|cell| !cell.symbol().is_ascii()) {
        let sign = cell.symbol().chars().next().map_or(' ', stand_in);
        cell.set_char(sign);
    }
}

fn stand_in(c: char) -> char {
    match c {
        '│' => '|',
        '─' | '–' | '—' | '·' => '-',
        '┌' | '┐' | '└' | '┘' | '✓' => '+',
        '✗' => 'x',
        '★' => '*',
        '¶' => 'n',
        '•' => 'o',
        '▸' => '>',
        '◂' => '<',
        '↑' => '^',
        '↓' => 'v',
        '…' => '~',
        '“' | '”' | '«' | '»' => '"',
        '‘' | '’' => '\'',
        // A Latin letter without its accent.
        c => c.nfd().next().filter(char::is_ascii).unwrap_or('?'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui_core::layout::Rect;

    #[test]
    fn a_locale_is_utf8_if_it_says_so() {
        for locale in ["C.UTF-8", "fr_FR.utf8", "UTF-8", "ar_SY.UTF-8@x"] {
            assert!(is_utf8(locale), "{locale}");
        }
        for locale in ["", "C", "POSIX", "en_US", "fr_FR.ISO-8859-1"] {
            assert!(!is_utf8(locale), "{locale}");
        }
    }

    #[test]
    fn every_cell_holds_one_ascii_sign_in_its_place() {
        let mut frame = Buffer::empty(Rect::new(0, 0, 16, 1));
        let style = ratatui_core::style::Style::new();
        frame.set_string(0, 0, "│é★ﻻ世x e\u{301}…✓✗«¶▸", style);
        in_ascii(&mut frame);
        let row: String = frame.content.iter().map(ratatui_core::buffer::Cell::symbol).collect();
        assert_eq!(row, "|e*?? x e~+x\"n> ");
    }
}
