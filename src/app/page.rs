//! A text to read in a box over the panes: the help, the problems.

use crate::action::Action;
use crate::text::{Layout, Line, Options};

/// Rows and columns of the screen that the box leaves to its frame.
const FRAME: (usize, usize) = (2, 4);

/// A text to read.
#[derive(Debug, Clone)]
pub struct Page {
    title: &'static str,
    text: String,
    options: Options,
    lines: Vec<Line>,
    top: usize,
    height: usize,
}

impl Page {
    /// Lays a text out for a screen as wide as `options` says.
    pub fn new(title: &'static str, text: &str, options: Options) -> Self {
        let lines = lay_out(text, options);
        Self { title, text: text.to_owned(), options, lines, top: 0, height: 1 }
    }

    /// What the text is.
    pub fn title(&self) -> &'static str {
        self.title
    }

    /// All its lines.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The lines on the screen.
    pub fn screen(&self) -> &[Line] {
        &self.lines[self.top..(self.top + self.height).min(self.lines.len())]
    }

    /// Whether there are lines below the screen.
    pub fn goes_on(&self) -> bool {
        self.top + self.height < self.lines.len()
    }

    /// Tells how the text is laid out now, and how many rows the screen has.
    pub fn resize(&mut self, options: Options, rows: u16) {
        if options != self.options {
            self.options = options;
            self.lines = lay_out(&self.text, options);
        }
        self.height = usize::from(rows).saturating_sub(FRAME.0).max(1);
        self.go(self.top);
    }

    /// Moves through the text; false if the action is not for that.
    pub fn turn(&mut self, action: Action) -> bool {
        let half = (self.height / 2).max(1);
        match action {
            Action::Down => self.go(self.top + 1),
            Action::Up => self.go(self.top.saturating_sub(1)),
            Action::HalfPageDown => self.go(self.top + half),
            Action::HalfPageUp => self.go(self.top.saturating_sub(half)),
            Action::PageDown => self.go(self.top + self.height),
            Action::PageUp => self.go(self.top.saturating_sub(self.height)),
            Action::Top => self.go(0),
            Action::Bottom => self.go(usize::MAX),
            _ => return false,
        }
        true
    }

    fn go(&mut self, top: usize) {
        self.top = top.min(self.lines.len().saturating_sub(self.height));
    }
}

fn lay_out(text: &str, options: Options) -> Vec<Line> {
    let width = options.width.saturating_sub(FRAME.1).max(1);
    let mut layout = Layout::new(text, Options { width, ..options });
    layout.lines(0..usize::MAX).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_turned_to_its_end_and_back_without_a_detour() {
        let text: String = (0..30).map(|n| format!("ligne {n}\n")).collect();
        let mut page = Page::new("Titre", &text, Options::default());
        page.resize(Options::default(), 12);
        let first = |page: &Page| page.screen()[0].text().to_owned();
        for _ in 0..9 {
            assert!(page.turn(Action::PageDown));
        }
        assert_eq!((first(&page).as_str(), page.screen().len()), ("ligne 20", 10));
        page.turn(Action::Up);
        assert_eq!(first(&page), "ligne 19");
        page.turn(Action::Bottom);
        page.resize(Options::default(), 40);
        assert_eq!(page.screen().len(), 30);
        assert!(!page.turn(Action::Help));
    }

    #[test]
    fn long_lines_are_wrapped_not_cut() {
        let options = Options { width: 24, ..Options::default() };
        let page = Page::new("Titre", "/un/chemin/assez/long.txt: permission denied", options);
        let all: String = page.lines().iter().map(Line::text).collect();
        assert!(page.lines().len() > 1 && all.ends_with("denied"), "{all}");
    }
}
