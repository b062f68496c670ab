//! The calibration card: one phrase in every output mode. Who reads Arabic sees at once which line
//! is right, where no answer of the terminal tells.

use std::ops::ControlFlow;
use std::sync::mpsc;

use ratatui_core::buffer::Buffer;
use ratatui_core::layout::Position;
use ratatui_core::style::{Modifier, Style};

use super::super::Error;
use crate::config::{Key, KeyCode};
use crate::run::Output;
use crate::terminal::{Input, Terminal, install_panic_hook};
use crate::text::{Options, OutputMode, lay_out_line};

/// Arabic words, a lam-alef, brackets around Latin letters, quotes, a percentage, a year.
const PHRASE: &str = "قالت الوكالة (AFP) إن «السلام» أقرب بنسبة 50% في 2015";

const BOLD: Style = Style::new().add_modifier(Modifier::BOLD);
/// The column in which the phrase stands.
const COLUMN: u16 = 20;

/// What a key on the card means.
#[derive(Debug, PartialEq, Eq)]
enum Answer {
    /// This line reads right.
    Mode(OutputMode),
    /// What suits the terminal, whatever was chosen before.
    Auto,
    Leave,
}

/// Shows the card until the person has chosen or left; the choice is kept for this terminal.
pub(super) fn show(output: &mut Output) -> Result<(), Error> {
    install_panic_hook();
    let (sender, inputs) = mpsc::channel();
    let mut terminal =
        Terminal::enter(output.environment(), move |input| match sender.send(input) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        })?;
    terminal.adapt(output.chosen(), true)?;
    let answer = loop {
        terminal.draw(|buffer| {
            draw(output, buffer);
            None::<Position>
        })?;
        match inputs.recv() {
            Ok(Input::Key(key)) => {
                if let Some(answer) = answer(key) {
                    break answer;
                }
            }
            Ok(Input::Hangup | Input::Signal(_)) | Err(_) => break Answer::Leave,
            Ok(_) => {}
        }
    };
    drop(terminal);
    let kept = match answer {
        Answer::Mode(mode) => output.choose(Some(mode)),
        Answer::Auto => output.choose(None),
        Answer::Leave => Ok(()),
    };
    kept.map_err(|error| Error::Failed(error.to_string()))
}

fn answer(key: Key) -> Option<Answer> {
    let number = |c: char| match c {
        '٠'..='٩' => Some(u32::from(c) - u32::from('٠')),
        c => c.to_digit(10),
    };
    match key.code {
        KeyCode::Esc | KeyCode::Char('q') => Some(Answer::Leave),
        KeyCode::Char('c') if key.ctrl => Some(Answer::Leave),
        KeyCode::Char(c) => match number(c)? as usize {
            0 => Some(Answer::Auto),
            n => Some(Answer::Mode(OutputMode::all().nth(n - 1)?)),
        },
        _ => None,
    }
}

fn draw(output: &Output, buffer: &mut Buffer) {
    let width = buffer.area.width;
    let mut say = |y: u16, words: &str, style: Style| {
        if y < buffer.area.height {
            buffer.set_stringn(1, y, words, usize::from(width.saturating_sub(1)), style);
        }
    };
    say(0, "Which line reads right?", BOLD);
    say(
        1,
        "Its words run from right to left, its letters joined; (AFP) and one word in quotes",
        Style::new(),
    );
    say(2, "that face it; 50% and 2015 are numbers, the year at the left end.", Style::new());
    for (n, mode) in OutputMode::all().enumerate() {
        let style = if mode == output.mode() { BOLD } else { Style::new() };
        say(4 + 2 * n as u16, &format!("{} {mode}", n + 1), style);
    }
    let after = 5 + 2 * OutputMode::all().count() as u16;
    say(after, &format!("{}: {} is in use.", output.chosen().name, output.mode()), Style::new());
    say(
        after + 1,
        "The number of the line keeps it, 0 leaves the choice to nashra, q changes nothing.",
        Style::new(),
    );
    for (n, mode) in OutputMode::all().enumerate() {
        phrase(
            buffer,
            4 + 2 * n as u16,
            Options { mode, harakat: output.harakat(), ..Options::default() },
        );
    }
}

/// Draws the phrase as it is sent in a mode; the row has Latin letters before it.
fn phrase(buffer: &mut Buffer, y: u16, options: Options) {
    let width = usize::from(buffer.area.width.saturating_sub(COLUMN));
    let line = lay_out_line(PHRASE, &Options { width, ..options });
    for (x, sent) in (COLUMN..).zip(line.sent()) {
        if let Some(cell) = buffer.cell_mut((x, y)) {
            cell.set_symbol(&sent.symbol);
            cell.set_style(if sent.font.bold { BOLD } else { Style::new() });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminal::{Environment, Known};
    use ratatui_core::layout::Rect;

    #[test]
    fn a_number_in_either_digits_is_a_mode() {
        let key = |c| answer(Key::char(c));
        assert_eq!(key('1'), Some(Answer::Mode(OutputMode::Visual)));
        assert_eq!(key('٣'), Some(Answer::Mode(OutputMode::KittyWords)));
        assert_eq!((key('0'), key('q')), (Some(Answer::Auto), Some(Answer::Leave)));
        assert_eq!((key('9'), key('x')), (None, None));
        assert_eq!(answer(Key::ctrl('c')), Some(Answer::Leave));
    }

    #[test]
    fn every_line_of_the_card_is_sent_in_its_own_mode() {
        let output = Output::new(Environment::default(), Known::default(), None, None);
        for (columns, rows) in [(80, 24), (20, 5), (1, 1)] {
            let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
            draw(&output, &mut buffer);
            if columns < 80 {
                continue;
            }
            let row = |y: u16| (COLUMN..80).map(|x| buffer[(x, y)].symbol()).collect::<String>();
            let rows: std::collections::BTreeSet<_> = (0..5).map(|n| row(4 + 2 * n)).collect();
            assert_eq!(rows.len(), 5, "{rows:?}");
            assert_eq!(row(12).trim_end(), PHRASE);
        }
    }
}
