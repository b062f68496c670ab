//! Screens of the browser on the example corpus, at the sizes where its panes change. The questions
//! of the app are answered at once, so that nothing depends on time.
#![cfg(feature = "browser")]

#[path = "screens/decisions.rs"]
mod decisions;
#[path = "screens/find.rs"]
mod find;
#[path = "screens/names.rs"]
mod names;

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use nashra::action::{Action, Pane};
use nashra::app::{App, Decision, Effect, Event, Past, Source};
use nashra::config::{Key, KeyCode, Settings};
use nashra::corpus::{self, Item};
use nashra::engine::{Engine, Memory};
use nashra::entities::{Catalogue, OwnNames, Recogniser};
use nashra::keymap::Keymap;
use nashra::model::{Decisions, Place, StepId, Way};
use nashra::query::Query;
use nashra::run::{self, Backend, CorrectError, Corrected, Corrections};
use nashra::store::Store;
use nashra::text::{Harakat, Options, OutputMode};
use nashra::ui;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Cell;
use ratatui::style::Modifier;

/// Nobody stays this long on an article here.
const LONG: Duration = Duration::from_secs(1);

/// A browser on the example corpus, without threads and without a terminal.
struct Browser {
    app: App,
    keymap: Keymap,
    backend: Backend,
    store: Store,
    corrections: Corrections,
    columns: u16,
    rows: u16,
    /// What was copied last.
    copied: Option<String>,
    /// What was opened last.
    opened: Option<Source>,
}

impl Browser {
    fn open(columns: u16, rows: u16) -> Self {
        Self::open_in(columns, rows, Options::default())
    }

    /// A browser for a terminal for which text is laid out so.
    fn open_in(columns: u16, rows: u16, text: Options) -> Self {
        let catalogue = Catalogue::builtin().unwrap();
        let recogniser = Recogniser::new(&catalogue);
        let engine = Memory::default();
        let mut documents = Vec::new();
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/corpus");
        let _ = corpus::read(&[corpus], &mut std::io::empty(), &mut |item| {
            let Item::Document(mut document) = item else { panic!("{item:?}") };
            run::label(&recogniser, &mut document);
            documents.push(document);
            ControlFlow::Continue(())
        });
        let read = documents.len();
        engine.upsert(documents).unwrap();
        let backend = Backend::new(Arc::new(engine), catalogue, Decisions::default());
        let settings = Settings::default();
        let keymap = Keymap::new(&settings);
        let (app, effects) =
            App::new(&settings, keymap.help(), text, Query::default(), Place::default());
        let store = Store::ephemeral().unwrap();
        let corrections = Corrections::new(OwnNames::none());
        let (copied, opened) = (None, None);
        let mut browser =
            Self { app, keymap, backend, store, corrections, columns, rows, copied, opened };
        browser.carry_out(effects);
        browser.event(Event::Resize(columns, rows));
        browser.event(Event::Read { documents: read, done: true });
        browser
    }

    fn event(&mut self, event: Event) {
        let effects = self.app.update(event);
        self.carry_out(effects);
    }

    /// Does what the app wants done, until it wants nothing more. A cursor rests at once.
    fn carry_out(&mut self, effects: Vec<Effect>) {
        let mut effects = VecDeque::from(effects);
        while let Some(effect) = effects.pop_front() {
            let event = match effect {
                Effect::Ask(request) => self.backend.answer(request),
                Effect::Rest(time, token) if time < LONG => Event::Rested(token),
                Effect::Decide(decision) => match self.decide(&decision) {
                    Some(event) => event,
                    None => continue,
                },
                Effect::Correct(correction) => {
                    let outcome = self.corrections.correct(correction, &self.backend.names());
                    self.corrected(outcome)
                }
                Effect::Introduce(kind, name, lang) => {
                    let names = self.backend.names();
                    let outcome = self.corrections.introduce((kind, name, lang), &names);
                    self.corrected(outcome)
                }
                Effect::Recall(before) => self.recall(before),
                Effect::Keep(keep) => run::keep_search(&mut self.store, &keep).unwrap(),
                Effect::Copy(text) => {
                    self.copied = Some(text);
                    continue;
                }
                Effect::Open(source) => {
                    self.opened = Some(source);
                    continue;
                }
                _ => continue,
            };
            effects.extend(self.app.update(event));
        }
    }

    fn corrected(&self, outcome: Result<Corrected, CorrectError>) -> Event {
        match outcome {
            Ok(corrected) => run::bring(&corrected, self.corrections.own(), &self.backend),
            Err(error) => Event::Failed(error.to_string()),
        }
    }

    fn decide(&mut self, decision: &Decision) -> Option<Event> {
        let turn = match decision {
            Decision::Undo => self.corrections.turn(Way::Undone),
            Decision::Redo => self.corrections.turn(Way::Redone),
            _ => None,
        };
        if let Some(outcome) = turn {
            return Some(self.corrected(outcome));
        }
        let way = match decision {
            Decision::Undo => Way::Undone,
            Decision::Redo => Way::Redone,
            Decision::Change(..) => Way::Done,
            Decision::Seen(_) => return None,
        };
        Some(match run::decide(&mut self.store, decision).unwrap() {
            Some(decided) => {
                self.corrections.decided(way);
                self.backend.decided(&decided.documents);
                let title = self.backend.title(decided.documents[0].0);
                Event::Decided(Ok((decided, title)))
            }
            None => Event::Unchanged(way),
        })
    }

    /// The history, as if all of it had been made at one time.
    fn recall(&self, before: Option<StepId>) -> Event {
        let Event::Recalled { before, steps } = run::recall(&self.store, before, &self.backend)
        else {
            panic!("the store answers otherwise")
        };
        let at = |past| Past { when: "2015-11-17 09:12".into(), ..past };
        Event::Recalled { before, steps: steps.map(|steps| steps.into_iter().map(at).collect()) }
    }

    /// Presses keys, by their names.
    fn press(&mut self, keys: &str) {
        for key in keys.split(' ') {
            let key: Key = key.parse().unwrap();
            if self.app.takes_keys() {
                self.event(Event::Key(key));
            } else {
                let action = self.keymap.action(key, self.app.focus());
                self.event(Event::Act(action.unwrap_or_else(|| panic!("{key} does nothing"))));
            }
        }
    }

    fn type_text(&mut self, text: &str) {
        for c in text.chars() {
            self.event(Event::Key(Key::char(c)));
        }
        self.event(Event::Key(Key::plain(KeyCode::Enter)));
    }

    fn screen(&self) -> Terminal<TestBackend> {
        let mut terminal = Terminal::new(TestBackend::new(self.columns, self.rows)).unwrap();
        terminal
            .draw(|frame| {
                if let Some(position) = ui::draw(&self.app, &self.keymap, frame.buffer_mut()) {
                    frame.set_cursor_position(position);
                }
            })
            .unwrap();
        terminal
    }

    /// What is drawn in reverse in the article, below its heading: a row of cells after the other.
    fn marked(&self) -> Vec<Vec<String>> {
        let screen = self.screen();
        let buffer = screen.backend().buffer();
        let pane = self.app.panes().article.unwrap();
        let row = |y| {
            let cells = (pane.left()..pane.right()).map(|x| &buffer[(x, y)]);
            let marked = cells.filter(|cell| cell.modifier.contains(Modifier::REVERSED));
            marked.map(|cell| cell.symbol().to_owned()).collect()
        };
        (pane.top() + 1..pane.bottom()).map(row).collect()
    }

    fn text(&self) -> String {
        self.screen().backend().to_string()
    }

    fn found(&self) -> usize {
        self.app.list().len()
    }
}

#[test]
fn three_panes_with_an_arabic_article() {
    let mut browser = Browser::open(120, 40);
    browser.press("L");
    browser.type_text("ar");
    browser.press("enter m m");
    insta::assert_snapshot!(browser.screen().backend());
}

#[test]
fn two_panes_with_a_french_article() {
    let mut browser = Browser::open(80, 24);
    browser.press("L");
    browser.type_text("fr");
    browser.press("j j");
    insta::assert_snapshot!(browser.screen().backend());
}

#[test]
fn one_pane_at_a_time() {
    let mut browser = Browser::open(40, 12);
    insta::assert_snapshot!("one_pane_list", browser.screen().backend());
    browser.press("enter");
    insta::assert_snapshot!("one_pane_article", browser.screen().backend());
    browser.press("tab");
    insta::assert_snapshot!("one_pane_names", browser.screen().backend());
}

#[test]
fn the_help_shows_every_action() {
    let mut browser = Browser::open(120, 80);
    browser.press("?");
    let screen = browser.text();
    for spec in nashra::action::ACTIONS {
        assert!(screen.contains(spec.help), "{}", spec.help);
    }
}

#[test]
fn the_help_says_that_it_goes_on_until_its_end_is_seen_and_how_it_is_left() {
    let mut browser = Browser::open(80, 24);
    browser.press("?");
    assert!(browser.text().contains("space goes on · esc closes"), "{}", browser.text());
    browser.press("G");
    let text = browser.text();
    assert!(text.contains("esc closes") && !text.contains("goes on"), "{text}");
    browser.press("esc");
    assert!(!browser.text().contains("esc closes"));
}

#[test]
fn a_picker_finds_an_actor_by_any_name() {
    let mut counts = Vec::new();
    for name in ["putin", "Poutine", "بوتين"] {
        let mut browser = Browser::open(120, 40);
        browser.press("a");
        browser.type_text(name);
        assert_eq!(browser.app.query().source(), "actor:vladimir-putin", "{name}");
        counts.push(browser.found());
    }
    assert!(counts[0] > 0 && counts.iter().all(|count| *count == counts[0]), "{counts:?}");
}

#[test]
fn filters_add_up_and_esc_takes_them_back_one_by_one() {
    let mut browser = Browser::open(120, 40);
    let all = browser.found();
    browser.press("L");
    browser.type_text("arabic");
    let arabic = browser.found();
    browser.press("a");
    browser.type_text("russia");
    let both = browser.found();
    assert!(0 < both && both < arabic && arabic < all, "{both} {arabic} {all}");
    let screen = browser.text();
    assert!(
        screen.contains(&format!("{both} of {all}")) && screen.contains("lang:ar actor:russia")
    );
    browser.press("esc");
    assert_eq!(browser.found(), arabic);
    browser.press("esc");
    assert_eq!(browser.found(), all);
}

#[test]
fn excluding_and_asking_for_a_name_part_the_documents_between_them() {
    let mut browser = Browser::open(120, 40);
    let all = browser.found();
    browser.press("tab tab enter");
    let with = browser.found();
    browser.press("esc tab tab x");
    assert!(browser.app.query().source().starts_with("-actor:"));
    assert_eq!((browser.found() + with, browser.app.focus()), (all, Pane::List));
}

#[test]
fn a_query_that_cannot_be_answered_stays_in_the_prompt_with_the_reason() {
    let mut browser = Browser::open(120, 40);
    let all = browser.found();
    browser.press("/");
    browser.type_text("lang:araab");
    assert!(browser.text().contains("`araab` is not a language"));
    browser.press("ctrl-u");
    browser.type_text("actor:nobody-at-all");
    assert!(browser.text().contains("no one is known as `nobody-at-all`"));
    assert!(browser.text().contains("/actor:nobody-at-all"));
    assert_eq!((browser.found(), browser.app.query().source()), (all, ""));
}

#[test]
fn hits_of_a_query_are_reached_one_after_another() {
    let mut browser = Browser::open(120, 40);
    browser.press("/");
    browser.type_text("الأمم");
    assert!(browser.found() > 0);
    let reader = browser.app.reader().unwrap();
    let text = &reader.article().document.text;
    let hits: Vec<&str> = reader.hits().text.iter().map(|hit| &text[hit.clone()]).collect();
    assert!(
        hits.iter().all(|hit| nashra::text::fold(hit) == nashra::text::fold("الأمم")),
        "{hits:?}"
    );
    browser.press("n");
    assert_eq!(browser.app.focus(), Pane::Article);
}

#[test]
fn the_hits_of_a_title_that_stands_apart_are_marked_in_it() {
    let mut browser = Browser::open(120, 40);
    browser.press("/");
    browser.type_text("title:seisme");
    assert_eq!(browser.found(), 1);
    let pane = browser.app.panes().article.unwrap();
    let screen = browser.screen();
    let buffer = screen.backend().buffer();
    let cells = (pane.top()..pane.bottom())
        .flat_map(|y| (pane.left()..pane.right()).map(move |x| &buffer[(x, y)]));
    let marked: Vec<_> = cells.filter(|cell| cell.bg == ratatui::style::Color::Yellow).collect();
    assert_eq!(marked.iter().map(|cell| cell.symbol()).collect::<String>(), "Séisme");
    // Bold black is grey in many terminals.
    assert!(!marked.iter().any(|cell| cell.modifier.contains(ratatui::style::Modifier::BOLD)));
}

#[test]
fn the_mention_under_the_cursor_is_marked_on_its_own_letters() {
    for language in ["ar", "fr"] {
        let mut browser = Browser::open(120, 40);
        browser.press("L");
        browser.type_text(language);
        browser.press("enter");
        for _ in 0..12 {
            browser.press("m");
            let reader = browser.app.reader().unwrap();
            let document = &reader.article().document;
            let mention = &document.mentions[reader.mention().unwrap()];
            let letters = |text: &str| {
                nashra::text::fold(text).chars().filter(|c| c.is_alphanumeric()).collect::<String>()
            };
            // Presentation forms fold to their letters; what stands from right to left is read so.
            let read = |row: Vec<String>| {
                let cells = row.iter().map(|cell| letters(cell));
                if row.iter().any(|cell| letters(cell).chars().any(is_arabic)) {
                    cells.rev().collect::<String>()
                } else {
                    cells.collect()
                }
            };
            let expected = letters(&document.text[mention.range.clone()]);
            let marked: String = browser.marked().into_iter().map(read).collect();
            assert_eq!(marked, expected);
        }
    }
}

fn is_arabic(c: char) -> bool {
    ('\u{0620}'..='\u{064A}').contains(&c)
}

/// Names half bold, titles and words half covered by a popup included.
#[test]
fn kitty_shows_what_other_terminals_show() {
    let options = Options { harakat: Harakat::Strip, ..Options::default() };
    let [visual, kitty] = [OutputMode::Visual, OutputMode::KittyWords].map(|mode| {
        let mut browser = Browser::open_in(120, 40, Options { mode, ..options });
        browser.press("L");
        browser.type_text("ar");
        browser.press("enter m m tab a");
        browser.screen().backend().buffer().clone()
    });
    let is_turned = |cell: &Cell| {
        matches!(
            cell.symbol().chars().next(),
            Some('\u{60C}'..='\u{6FF}' | '\u{FB50}'..='\u{FEFC}')
        )
    };
    let font = |cell: &Cell| cell.modifier & (Modifier::BOLD | Modifier::ITALIC);
    for (seen, sent) in visual.content.chunks(120).zip(kitty.content.chunks(120)) {
        let mut shown = Vec::new();
        for run in sent.chunk_by(|a, b| is_turned(a) && is_turned(b) && font(a) == font(b)) {
            let symbols = run.iter().map(Cell::symbol);
            let has_letter = run.iter().any(|cell| !"؟،؛".contains(cell.symbol()));
            shown.extend(if has_letter {
                symbols.rev().collect::<Vec<_>>()
            } else {
                symbols.collect()
            });
        }
        let seen: Vec<_> = seen.iter().map(Cell::symbol).collect();
        assert_eq!(shown.concat(), seen.concat());
    }
}

#[test]
fn decisions_are_drawn_and_undone() {
    let mut browser = Browser::open(120, 40);
    let first = browser.app.list().selected().unwrap();
    browser.press("K");
    assert!(browser.text().contains('✓'));
    assert_ne!(browser.app.list().selected(), Some(first), "what is kept is done with");
    browser.press("s D");
    assert!(browser.text().contains('★') && browser.text().contains('✗'));
    browser.press("z z z");
    let screen = browser.text();
    assert!(!screen.contains(['✓', '★', '✗']), "{screen}");
    browser.press("z");
    assert!(browser.text().contains("Nothing to undo"));
    browser.press("Z");
    assert!(browser.text().contains('✓'));
}

#[test]
fn the_next_unread_skips_what_has_been_read_and_says_when_all_is() {
    let mut browser = Browser::open(120, 40);
    let all = browser.found();
    for read in 1..=all {
        browser.press("r u");
        assert_eq!(browser.app.unread(), all - read);
    }
    assert!(browser.text().contains("Everything in this view is read"));
    browser.press("/");
    browser.type_text("is:unread");
    assert_eq!(browser.found(), 0);
    assert!(browser.text().contains("No document matches"));
}

#[test]
fn no_size_breaks_the_screen() {
    let mut browser = Browser::open(120, 40);
    for keys in [
        "",
        "?",
        "esc a",
        "esc / x",
        "esc / i s : tab",
        "esc t x",
        "esc V D",
        "n v c a enter",
        "H",
        "esc T",
        "esc tab m",
        "tab",
        "f j",
        "f p / a",
        "enter + x",
        "enter @",
    ] {
        if !keys.is_empty() {
            browser.press(keys);
        }
        for (columns, rows) in [(1, 1), (2, 3), (20, 5), (59, 7), (60, 9), (99, 24), (300, 100)] {
            (browser.columns, browser.rows) = (columns, rows);
            browser.event(Event::Resize(columns, rows));
            browser.screen();
        }
    }
}

#[test]
fn an_action_of_the_palette_runs_by_its_name() {
    let mut browser = Browser::open(80, 24);
    browser.press(":");
    browser.type_text("problems");
    assert!(browser.text().contains("Everything could be read."));
    browser.event(Event::Act(Action::Back));
    assert!(!browser.text().contains("Everything could be read."));
}

#[test]
fn a_selection_is_marked_on_its_own_letters_in_mixed_rows_and_copied_as_stored() {
    for language in ["ar", "fr"] {
        let mut browser = Browser::open(120, 40);
        browser.press("L");
        browser.type_text(language);
        browser.press("enter m v m m");
        let reader = browser.app.reader().unwrap();
        let text = &reader.article().document.text;
        let selected = text[reader.selection().unwrap()].to_owned();
        let letters = |text: &str| -> Vec<char> {
            let mut letters: Vec<char> =
                nashra::text::fold(text).chars().filter(|c| c.is_alphanumeric()).collect();
            letters.sort_unstable();
            letters
        };
        // As sets of letters: a mixed row has no one direction to read it in.
        let marked: String = browser.marked().concat().concat();
        assert_eq!(letters(&marked), letters(&selected));
        assert!(letters(&selected).len() > 10);

        browser.press("y");
        assert_eq!(browser.copied.as_deref(), Some(selected.trim()));
        assert!(browser.marked().concat().len() < 30, "what was copied is no longer selected");
    }
}

#[test]
fn esc_drops_the_selection_before_it_leaves_the_article() {
    let mut browser = Browser::open(120, 40);
    browser.press("enter v j esc");
    let selection = browser.app.reader().unwrap().selection();
    assert_eq!((selection, browser.app.focus()), (None, Pane::Article));
    browser.press("esc");
    assert_eq!(browser.app.focus(), Pane::List);
}

#[test]
fn without_a_selection_the_article_is_copied_with_its_title_and_origin() {
    let mut browser = Browser::open(120, 40);
    browser.press("j y");
    let document = &browser.app.reader().unwrap().article().document;
    let copied = browser.copied.as_deref().unwrap();
    assert!(copied.starts_with(&document.title), "{copied}");
    assert!(copied.contains(&document.origins[0].to_string()), "{copied}");
    assert!(copied.ends_with(document.text.trim().rsplit('\n').next().unwrap()), "{copied}");
}

#[test]
fn the_origin_is_shown_whole_and_opened() {
    let mut browser = Browser::open(60, 20);
    browser.press("o");
    let shown = browser.text();
    let origin = browser.app.reader().unwrap().article().document.origins[0].clone();
    assert_eq!(browser.opened, origin.url.clone().map(Source::Url));
    assert!(shown.contains(&origin.url.unwrap()), "{shown}");
}

#[test]
fn what_is_said_names_the_keys_that_the_person_has_given() {
    let mut browser = Browser::open(100, 20);
    let (settings, wrong) =
        Settings::parse("[keys]\nquit = \"f9\"\nback = \"f2\"", Path::new("config.toml"));
    assert!(wrong.is_empty(), "{wrong:?}");
    browser.keymap = Keymap::new(&settings);
    browser.press("f2");
    assert!(browser.text().contains("Nothing is filtered; f9 quits."), "{}", browser.text());
    browser.press("!");
    assert!(browser.text().contains("f2 closes"), "{}", browser.text());
    browser.press("f2 /");
    browser.type_text("zzzz");
    assert!(browser.text().contains("f2 takes the last filter back"), "{}", browser.text());
}

#[test]
fn on_a_narrow_screen_messages_and_mistakes_are_wrapped_not_cut() {
    let mut browser = Browser::open(20, 8);
    let words = |text: &str| text.replace(['"', '\n'], " ").split_whitespace().collect::<String>();
    browser.press("esc");
    let screen = words(&browser.text());
    assert!(screen.contains(&words("Nothing is filtered; q quits.")), "{screen}");
    browser.press("/");
    browser.type_text("lang:xyzzy");
    let screen = words(&browser.text());
    assert!(screen.contains(&words("or a code such as ar, fr, en")), "{screen}");
}
