//! The browser running: a loop that hands events to the app, carries out its effects and draws,
//! and the workers that answer.

mod backend;
mod workers;

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, LazyLock};
use std::thread::JoinHandle;
use std::time::Instant;

pub use backend::Backend;
pub use workers::read_corpus;

use crate::action::Action;
use crate::app::{App, Effect, Event, Request};
use crate::config::Settings;
use crate::engine::Memory;
use crate::entities::{Catalogue, Recogniser};
use crate::keymap::Keymap;
use crate::model::{Decisions, Place};
use crate::query::Query;
use crate::store::Store;
use crate::terminal::{Input, Reply, Signal, Terminal, TerminalError};
use crate::text::Options;
use crate::ui;
use workers::{Events, Lazy, Task};

/// Makes the table of names, telling of what is wrong with it.
pub type MakeCatalogue = fn(&mut dyn FnMut(&str)) -> Catalogue;

/// What a browser is started with.
pub struct Setup {
    /// The paths to read.
    pub paths: Vec<PathBuf>,
    /// The same, absolute: what the reading place is kept under. `None` if they cannot be read again.
    pub corpus: Option<Vec<PathBuf>>,
    /// What the person has set.
    pub settings: Settings,
    /// Called on a worker, once.
    pub catalogue: MakeCatalogue,
    /// Where decisions are kept.
    pub store: Store,
    /// What has been decided already.
    pub decisions: Decisions,
    /// The query to start with.
    pub query: Query,
    /// The place to come back to.
    pub place: Place,
    /// How text is laid out for this terminal.
    pub text: Options,
    /// What was wrong before there was a screen to say it on.
    pub problems: Vec<String>,
}

/// How the browser ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// Why.
    pub leaving: Leaving,
    /// What went wrong when the screen was gone already, such as a last decision that could not be
    /// kept.
    pub unsaid: Vec<String>,
}

/// Why the browser ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaving {
    /// The person quit.
    Quit,
    /// A signal asked for it.
    Signal(Signal),
    /// The terminal is gone.
    Hangup,
}

/// Something to wake up for.
enum Message {
    Input(Input),
    Event(Event),
}

/// Runs the browser until the person leaves or the terminal is gone. When it returns, the terminal
/// is as it was, and everything decided has been kept, or the ending says what was not.
pub fn browse(setup: Setup) -> Result<Ending, TerminalError> {
    let (sender, messages) = mpsc::channel();
    let inputs = sender.clone();
    let mut terminal = Terminal::enter(move |input| match inputs.send(Message::Input(input)) {
        Ok(()) => ControlFlow::Continue(()),
        Err(_) => ControlFlow::Break(()),
    })?;
    let keymap = Keymap::new(&setup.settings);
    let place = setup.place;
    let decisions = setup.decisions.clone();
    let (mut app, effects) =
        App::new(&setup.settings, keymap.help(), setup.text, decisions, setup.query, place);
    let size = terminal.size();
    app.update(Event::Resize(size.width, size.height));
    let drawn = terminal.draw(|buffer| ui::draw(&app, &keymap, buffer));

    let events: Events = Arc::new(move |event| sender.send(Message::Event(event)).is_ok());
    let (tell, catalogue) = (Arc::clone(&events), setup.catalogue);
    let catalogue: Lazy<Arc<Catalogue>> = lazy(move || {
        Arc::new(catalogue(&mut |problem| {
            tell(Event::Problem(problem.to_owned()));
        }))
    });
    let names = Arc::clone(&catalogue);
    let recogniser = lazy(move || Recogniser::new(&names));
    let decisions = setup.decisions;
    let backend =
        lazy(move || Backend::new(Arc::new(Memory::default()), Arc::clone(&catalogue), decisions));
    let hands = Hands::new(setup.paths, setup.corpus, setup.store, recogniser, backend, events);

    let early = setup.problems.into_iter().map(|problem| Message::Event(Event::Problem(problem)));
    let mut browser = Browser { app, keymap, terminal, hands, rest: None, held: early.collect() };
    let leaving = match (drawn, browser.carry_out(effects)) {
        (Ok(()), ControlFlow::Continue(())) => browser.run(&messages),
        (Err(_), _) => Leaving::Hangup,
        (_, ControlFlow::Break(leaving)) => leaving,
    };
    browser.leave();
    let unsaid = messages.try_iter().filter_map(|message| match message {
        Message::Event(Event::Failed(error) | Event::Decided(Err(error))) => Some(error),
        _ => None,
    });
    Ok(Ending { leaving, unsaid: unsaid.collect() })
}

fn lazy<T>(make: impl FnOnce() -> T + Send + 'static) -> Lazy<T> {
    Arc::new(LazyLock::new(Box::new(make)))
}

/// The workers, as the loop reaches them.
struct Hands {
    /// For what the list and the article wait for.
    ask: Sender<Request>,
    /// For counts, which they do not wait for.
    count: Sender<Request>,
    keep: Sender<Task>,
    keeper: JoinHandle<()>,
    rescan: Sender<()>,
}

impl Hands {
    fn new(
        paths: Vec<PathBuf>,
        corpus: Option<Vec<PathBuf>>,
        store: Store,
        recogniser: Lazy<Recogniser>,
        backend: Lazy<Backend>,
        events: Events,
    ) -> Self {
        let ask = workers::answer(Arc::clone(&backend), Arc::clone(&events));
        let count = workers::answer(Arc::clone(&backend), Arc::clone(&events));
        let (keep, keeper) =
            workers::keep(store, corpus, Arc::clone(&backend), Arc::clone(&events));
        let rescan = workers::load(paths, recogniser, backend, events);
        Self { ask, count, keep, keeper, rescan }
    }
}

struct Browser {
    app: App,
    keymap: Keymap,
    terminal: Terminal,
    hands: Hands,
    /// When the list's cursor will have rested, and the token of that rest.
    rest: Option<(Instant, u64)>,
    /// What came in while the app waits, in order: keys typed ahead are about what is to come.
    held: VecDeque<Message>,
}

/// Messages taken before a frame is drawn, so that a busy worker cannot keep the screen still.
const BATCH: usize = 1000;

impl Browser {
    fn run(&mut self, messages: &Receiver<Message>) -> Leaving {
        loop {
            let catching_up = self.terminal.waits_until().filter(|_| self.terminal.behind());
            let first = match self.rest.map(|(at, _)| at).into_iter().chain(catching_up).min() {
                None => messages.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(at) => messages.recv_timeout(at.saturating_duration_since(Instant::now())),
            };
            let first = match first {
                Ok(message) => Some(message),
                Err(RecvTimeoutError::Timeout) => {
                    let rest = self.rest.take_if(|(at, _)| *at <= Instant::now());
                    rest.map(|(_, token)| Message::Event(Event::Rested(token)))
                }
                Err(RecvTimeoutError::Disconnected) => return Leaving::Hangup,
            };
            // One frame for everything that has come in by now.
            let mut news = false;
            for message in first.into_iter().chain(messages.try_iter().take(BATCH)) {
                if let Message::Input(Input::Reply(Reply::Ready)) = message {
                    self.terminal.ready();
                    continue;
                }
                news = true;
                if let ControlFlow::Break(leaving) = self.take(message) {
                    return leaving;
                }
                while let Some(message) = self.held.pop_front_if(|_| !self.app.waits()) {
                    if let ControlFlow::Break(leaving) = self.take(message) {
                        return leaving;
                    }
                }
            }
            if news || self.terminal.behind() {
                let (app, keymap) = (&self.app, &self.keymap);
                self.terminal.first(ui::first(app));
                if self.terminal.draw(|buffer| ui::draw(app, keymap, buffer)).is_err() {
                    return Leaving::Hangup;
                }
            }
        }
    }

    fn take(&mut self, message: Message) -> ControlFlow<Leaving> {
        if self.app.waits() && self.can_wait(&message) {
            self.held.push_back(message);
            return ControlFlow::Continue(());
        }
        let event = match message {
            Message::Event(event) => event,
            Message::Input(Input::Key(key)) if self.app.takes_keys() => Event::Key(key),
            Message::Input(Input::Key(key)) => match self.keymap.action(key, self.app.focus()) {
                Some(action) => Event::Act(action),
                None => return ControlFlow::Continue(()),
            },
            Message::Input(Input::Paste(text)) => Event::Paste(text),
            Message::Input(Input::Resize) => {
                let size = self.terminal.size();
                Event::Resize(size.width, size.height)
            }
            Message::Input(Input::Hangup) => return ControlFlow::Break(Leaving::Hangup),
            Message::Input(Input::Signal(signal)) => {
                return ControlFlow::Break(Leaving::Signal(signal));
            }
            Message::Input(Input::Reply(_)) => return ControlFlow::Continue(()),
        };
        let effects = self.app.update(event);
        self.carry_out(effects)
    }

    /// Whether a message is held back while the app waits: all that the person types, but for the
    /// way out.
    fn can_wait(&self, message: &Message) -> bool {
        match message {
            Message::Input(Input::Key(key)) => {
                self.keymap.action(*key, self.app.focus()) != Some(Action::Quit)
                    || key.typed().is_some()
            }
            Message::Input(Input::Paste(_)) => true,
            _ => false,
        }
    }

    fn carry_out(&mut self, effects: Vec<Effect>) -> ControlFlow<Leaving> {
        for effect in effects {
            // A worker that is gone has panicked, and the panic's hook ends the program.
            match effect {
                Effect::Ask(request @ (Request::Count { .. } | Request::Choices { .. })) => {
                    let _ = self.hands.count.send(request);
                }
                Effect::Ask(request) => {
                    let _ = self.hands.ask.send(request);
                }
                Effect::Decide(decision) => {
                    let _ = self.hands.keep.send(Task::Decide(decision));
                }
                Effect::Remember(place) => {
                    let _ = self.hands.keep.send(Task::Remember(place));
                }
                Effect::Rescan => {
                    let _ = self.hands.rescan.send(());
                }
                Effect::Rest(time, token) => self.rest = Some((Instant::now() + time, token)),
                Effect::Redraw => self.terminal.redraw(),
                Effect::Quit => return ControlFlow::Break(Leaving::Quit),
            }
        }
        ControlFlow::Continue(())
    }

    /// Keeps the place and everything decided, and gives the terminal back.
    fn leave(mut self) {
        let _ = self.hands.keep.send(Task::Remember(self.app.place()));
        drop(self.hands.keep);
        // The person is back in the shell while the disk is still at work.
        self.terminal.restore();
        let _ = self.hands.keeper.join();
    }
}
