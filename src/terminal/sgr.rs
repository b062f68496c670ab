//! Colours and attributes as SGR sequences (ECMA-48, 8.3.117).

use ratatui_core::buffer::Cell;
use ratatui_core::style::{Color, Modifier};

use super::sequences::PLAIN;

/// How a cell looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Look {
    pub(super) fg: Color,
    pub(super) bg: Color,
    pub(super) modifier: Modifier,
}

/// Attribute, code that turns it on, code that turns it off (for all that share it).
const ATTRIBUTES: [(Modifier, &str, &str); 9] = [
    (Modifier::BOLD, "1", "22"),
    (Modifier::DIM, "2", "22"),
    (Modifier::ITALIC, "3", "23"),
    (Modifier::UNDERLINED, "4", "24"),
    (Modifier::SLOW_BLINK, "5", "25"),
    (Modifier::RAPID_BLINK, "6", "25"),
    (Modifier::REVERSED, "7", "27"),
    (Modifier::HIDDEN, "8", "28"),
    (Modifier::CROSSED_OUT, "9", "29"),
];

/// Attributes that show on a blank cell.
const SHOWN_ON_BLANK: Modifier =
    Modifier::UNDERLINED.union(Modifier::REVERSED).union(Modifier::CROSSED_OUT);

impl Look {
    /// The look of a cell, without its colours where there shall be none.
    pub(super) fn of(cell: &Cell, color: bool) -> Self {
        let (fg, bg) = if color { (cell.fg, cell.bg) } else { (Color::Reset, Color::Reset) };
        Self { fg, bg, modifier: cell.modifier }
    }

    /// What of the look can be seen on a blank cell.
    pub(super) fn on_blank(self) -> Self {
        if self.modifier.intersects(SHOWN_ON_BLANK) {
            self
        } else {
            Self { bg: self.bg, ..Self::default() }
        }
    }

    /// The shortest sequence that turns this look into another; empty if they are the same.
    pub(super) fn change_to(self, to: Self) -> String {
        if self == to {
            return String::new();
        }
        if to == Self::default() {
            return PLAIN.to_owned();
        }
        let change = self.codes_to(to);
        let anew = Self::default().codes_to(to);
        // From nothing: a leading `0;`.
        if anew.len() + 2 < change.len() {
            format!("\x1b[0;{anew}m")
        } else {
            format!("\x1b[{change}m")
        }
    }

    fn codes_to(self, to: Self) -> String {
        let mut codes = Vec::new();
        let mut kept = self.modifier;
        for (attribute, _, off) in ATTRIBUTES {
            if self.modifier.contains(attribute) && !to.modifier.contains(attribute) {
                for (other, _, shared) in ATTRIBUTES {
                    if shared == off {
                        kept.remove(other);
                    }
                }
                if !codes.iter().any(|code| code == off) {
                    codes.push(off.to_owned());
                }
            }
        }
        for (attribute, on, _) in ATTRIBUTES {
            if to.modifier.contains(attribute) && !kept.contains(attribute) {
                codes.push(on.to_owned());
            }
        }
        if self.fg != to.fg {
            codes.push(color(to.fg, 30));
        }
        if self.bg != to.bg {
            codes.push(color(to.bg, 40));
        }
        codes.join(";")
    }
}

/// The code of a colour; `base` is 30 for the text and 40 for the ground.
fn color(color: Color, base: u8) -> String {
    let distance = match color {
        Color::Rgb(r, g, b) => return format!("{};2;{r};{g};{b}", base + 8),
        Color::Indexed(n) => return format!("{};5;{n}", base + 8),
        Color::Reset => 9,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 60,
        Color::LightRed => 61,
        Color::LightGreen => 62,
        Color::LightYellow => 63,
        Color::LightBlue => 64,
        Color::LightMagenta => 65,
        Color::LightCyan => 66,
        Color::White => 67,
    };
    (base + distance).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN_LOOK: Look =
        Look { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

    #[test]
    fn only_what_changes_is_sent() {
        let red = Look { fg: Color::Red, ..PLAIN_LOOK };
        let bold_red = Look { modifier: Modifier::BOLD, ..red };
        assert_eq!(PLAIN_LOOK.change_to(bold_red), "\x1b[1;31m");
        assert_eq!(bold_red.change_to(red), "\x1b[22m");
        assert_eq!(bold_red.change_to(bold_red), "");
        assert_eq!(bold_red.change_to(PLAIN_LOOK), "\x1b[m");
    }

    #[test]
    fn an_attribute_that_is_turned_off_with_another_is_turned_on_again() {
        let both = Look { modifier: Modifier::BOLD | Modifier::DIM, ..PLAIN_LOOK };
        let dim = Look { modifier: Modifier::DIM, ..PLAIN_LOOK };
        assert_eq!(both.change_to(Look { fg: Color::Red, ..dim }), "\x1b[0;2;31m");
        assert_eq!(both.change_to(dim), "\x1b[0;2m");
    }

    #[test]
    fn starting_anew_is_chosen_where_it_is_shorter() {
        let from = Look { fg: Color::Red, bg: Color::Blue, modifier: Modifier::ITALIC };
        let to = Look { modifier: Modifier::BOLD, ..PLAIN_LOOK };
        assert_eq!(from.change_to(to), "\x1b[0;1m");
    }
}
