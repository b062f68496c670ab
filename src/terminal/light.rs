//! Colours on a light background: there the bright ones of the sixteen are hard to read.

use ratatui_core::buffer::Buffer;
use ratatui_core::style::Color;

/// The text's colours in darker shades, of the 256 that every terminal has that tells the colour of
/// its ground. Text on a ground of its own stays as it is.
pub(super) fn for_light(frame: &mut Buffer) {
    for cell in frame.content.iter_mut().filter(|cell| cell.bg == Color::Reset) {
        cell.fg = match cell.fg {
            Color::LightBlue => Color::Indexed(25),
            Color::Cyan => Color::Indexed(30),
            Color::Green => Color::Indexed(28),
            Color::Yellow => Color::Indexed(94),
            Color::Magenta => Color::Indexed(90),
            color => color,
        };
    }
}

/// Whether a ground of this colour is light, by its luma (ITU-R BT.601); 16 bits for each of red,
/// green and blue.
pub(super) fn is_light([red, green, blue]: [u16; 3]) -> bool {
    let luma = 299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue);
    luma / 1000 > u32::from(u16::MAX) / 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui_core::layout::Rect;
    use ratatui_core::style::Style;

    #[test]
    fn white_and_paper_are_light_and_black_and_navy_are_not() {
        assert!(is_light([0xffff; 3]) && is_light([0xfdfd, 0xf6f6, 0xe3e3]));
        assert!(!is_light([0; 3]) && !is_light([0, 0, 0x8080]));
    }

    #[test]
    fn text_gets_darker_and_a_hit_keeps_its_own_ground() {
        let mut frame = Buffer::empty(Rect::new(0, 0, 3, 1));
        frame.set_string(0, 0, "a", Style::new().fg(Color::Cyan));
        frame.set_string(1, 0, "b", Style::new().fg(Color::Yellow).bg(Color::Black));
        frame.set_string(2, 0, "c", Style::new().fg(Color::LightBlue));
        for_light(&mut frame);
        let colors: Vec<_> = frame.content.iter().map(|cell| cell.fg).collect();
        assert_eq!(colors, [Color::Indexed(30), Color::Yellow, Color::Indexed(25)]);
    }
}
