//! Two panes of text side by side, each paragraph in its own direction.
//!
//! `cargo run --example widget [FILE] [MODE]` shows a file, or a text of its own, laid out for an
//! output mode (`visual`; `kitty-words` in kitty, `run-anchored` in PuTTY). `tab` changes panes, `j`
//! and `k` or the arrows scroll, `b` goes to the next output mode, `q` quits.

use std::error::Error;
use std::io::{self, Write};
use std::{env, fs};

use nashra::text::{Layout, Options, OutputMode, clean, lay_out_line};
use nashra::widget::{BidiLine, BidiText, BidiTextState, Highlight, send};
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{self, Event, KeyCode, KeyEventKind};
use ratatui::layout::{Constraint, Layout as Split, Rect};
use ratatui::style::Style;
use ratatui::widgets::{StatefulWidget, Widget};

const TEXT: &str = "\
منارة الميناء تعود إلى العمل

أعلنت بلدية صيدا أن منارة الميناء (بُنيت عام 1890) ستضيء من جديد يوم 12/5/2024، بعد ترميم كلّف \
250,000 دولار. وقال المهندس: «غيّرنا 40% من الحجارة، أما المصباح فهو من طراز Fresnel». هل يراها \
البحّارة من ٣٠ كيلومترا؟ نعم!

Le phare du port se rallume

La municipalité de Saïda l’annonce : le phare (منارة en arabe) brillera dès le 12 mai. « Nous avons \
remplacé 40 % des pierres », dit l’ingénieure ; le reste est d’origine.

The lighthouse is lit again

The town of Sidon (صيدا) has spent $250,000 on its lighthouse of 1890. The lamp, of the Fresnel \
kind, is seen from 30 km.

המגדלור יאיר שוב בלילה, וגם (מעט) ביום.
";

/// What is highlighted: the lighthouse.
const WORDS: [&str; 4] = ["منارة", "phare", "lighthouse", "המגדלור"];

const MODES: [OutputMode; 5] = [
    OutputMode::Visual,
    OutputMode::VisualUnshaped,
    OutputMode::KittyWords,
    OutputMode::RunAnchored,
    OutputMode::Logical,
];

struct Viewer {
    panes: [BidiTextState; 2],
    /// The pane that scrolls.
    focus: usize,
    options: Options,
    highlights: Vec<Highlight>,
}

impl Viewer {
    fn new(text: &str, mode: OutputMode) -> Self {
        let options = Options { mode, ..Options::default() };
        let mut highlights = Vec::new();
        for word in WORDS {
            let found = text.match_indices(word);
            highlights
                .extend(found.map(|(at, _)| (at..at + word.len(), Style::new().bold().yellow())));
        }
        let pane = || BidiTextState::new(Layout::new(text, options));
        Self { panes: [pane(), pane()], focus: 0, options, highlights }
    }

    fn draw(&mut self, frame: &mut Frame) {
        let columns = [Constraint::Fill(2), Constraint::Length(1), Constraint::Fill(1)];
        let [left, border, right] = frame.area().layout(&Split::horizontal(columns));
        let buffer = frame.buffer_mut();
        for y in border.top()..border.bottom() {
            buffer[(border.x, y)].set_symbol("│");
        }
        for (n, area) in [left, right].into_iter().enumerate() {
            self.draw_pane(n, area, buffer);
        }
        // Last of all: what stands in a row beside a word matters to some terminals.
        send(buffer, self.options.mode, None);
    }

    fn draw_pane(&mut self, n: usize, area: Rect, buffer: &mut Buffer) {
        let [heading, body] =
            area.layout(&Split::vertical([Constraint::Length(1), Constraint::Fill(1)]));
        let pane = &mut self.panes[n];
        let text = pane.layout().text().trim_start();
        let title = text.lines().next().unwrap_or_default();
        let title = format!("{} · {title}", self.options.mode);
        let line = lay_out_line(&title, &Options { width: heading.width.into(), ..self.options });
        let style = if n == self.focus { Style::new().reversed() } else { Style::new().dim() };
        BidiLine::new(&line).style(style).render(heading, buffer);
        BidiText::new().highlights(&self.highlights).render(body, buffer, pane);
    }

    /// Takes a key; false if it quits.
    fn key(&mut self, key: KeyCode) -> bool {
        match key {
            KeyCode::Char('q') => return false,
            KeyCode::Tab => self.focus = 1 - self.focus,
            KeyCode::Char('j') | KeyCode::Down => self.panes[self.focus].scroll(1),
            KeyCode::Char('k') | KeyCode::Up => self.panes[self.focus].scroll(-1),
            KeyCode::Char('b') => {
                let next =
                    MODES.iter().position(|mode| *mode == self.options.mode).unwrap_or(0) + 1;
                self.options.mode = MODES[next % MODES.len()];
                for pane in &mut self.panes {
                    pane.set_options(self.options);
                }
            }
            _ => {}
        }
        true
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (file, mode) = (arguments.next(), arguments.next());
    let mode = mode.as_deref().unwrap_or("visual").parse()?;
    let text = match &file {
        Some(file) => fs::read_to_string(file).map_err(|e| format!("{}: {e}", clean(file)))?,
        None => TEXT.to_owned(),
    };
    // Terminals of the VTE family reorder rows unless they are asked not to (ECMA-48, BDSM), which
    // they heed where the row is cleared next.
    let reorders = env::var_os("VTE_VERSION").is_some();
    let ask = |sequence: &str| match reorders {
        true => write!(io::stdout(), "{sequence}").and_then(|()| io::stdout().flush()),
        false => Ok(()),
    };
    ask("\x1b[8l")?;
    let mut viewer = Viewer::new(&text, mode);
    let ended = ratatui::run(|terminal| -> io::Result<()> {
        loop {
            terminal.draw(|frame| viewer.draw(frame))?;
            if let Event::Key(key) = event::read()?
                && key.kind == KeyEventKind::Press
                && !viewer.key(key.code)
            {
                return Ok(());
            }
        }
    });
    ask("\x1b[8h")?;
    Ok(ended?)
}
