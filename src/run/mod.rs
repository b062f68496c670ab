//! The browser running: a loop that hands events to the app, carries out its effects and draws,
//! and the workers that answer.

mod ambiguous;
mod backend;
mod corrections;
mod editor;
mod facets;
mod follow;
mod groups;
mod index;
mod keeper;
mod latest;
mod mark;
mod names;
mod naming;
mod opener;
mod output;
mod profile;
mod tally;
mod workers;

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, LazyLock};
use std::thread;
use std::time::{Duration, Instant};

pub use backend::Backend;
pub use corrections::{CorrectError, Corrected, Corrections};
pub use follow::{Roll, follow_all, trace};
pub use groups::is_named;
pub use index::{Indexer, Step, Wish, has_index, open as open_index, rebuilt};
pub use keeper::{decide, keep_search, recall};
pub use latest::Latest;
pub use names::{InForce, Names, bring, label};
pub use output::Output;
pub use workers::read_corpus;

use crate::action::Action;
use crate::app::{App, Besides, Effect, Event, Request};
use crate::config::{Key, Settings};
use crate::engine::Memory;
use crate::entities::OwnNames;
use crate::keymap::{self, Keymap};
use crate::model::Place;
use crate::query::Query;
use crate::store::Store;
use crate::terminal::{
    self, Client, Input, Reply, Signal, Terminal, TerminalError, locale_is_utf8,
};
use crate::text::Options;
use crate::ui;
use index::Kept;
use keeper::{Keeper, Keeping, Task};
use opener::Opener;
use workers::{Events, Lazy};

/// What a browser is started with.
pub struct Setup {
    /// The paths to read.
    pub paths: Vec<PathBuf>,
    /// The same, absolute: what the reading place is kept under. `None` if they cannot be read again.
    pub corpus: Option<Vec<PathBuf>>,
    /// Where indexes are kept; `None` if none is to be kept of these paths.
    pub cache: Option<PathBuf>,
    /// What the person has set.
    pub settings: Settings,
    /// The person's own names, and where they are kept.
    pub names: OwnNames,
    /// Where decisions are kept.
    pub store: Store,
    /// Where files of the program are kept; `None` if nothing is to be written.
    pub state: Option<PathBuf>,
    /// The query to start with.
    pub query: Query,
    /// The place to come back to.
    pub place: Place,
    /// How text is sent to this terminal.
    pub output: Output,
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
    /// What tmux says of the terminal around it.
    Client(Option<Client>),
}

/// Runs the browser until the person leaves or the terminal is gone. When it returns, the terminal
/// is as it was, and everything decided has been kept, or the ending says what was not.
pub fn browse(setup: Setup) -> Result<Ending, TerminalError> {
    let (sender, messages) = mpsc::channel();
    let inputs = sender.clone();
    let output = setup.output;
    let sink = move |input| match inputs.send(Message::Input(input)) {
        Ok(()) => ControlFlow::Continue(()),
        Err(_) => ControlFlow::Break(()),
    };
    let mut terminal = Terminal::enter(output.environment(), sink)?;
    let keymap = Keymap::new(&setup.settings);
    let place = setup.place;
    let text = Options { mode: output.mode(), harakat: output.harakat(), ..Options::default() };
    let (mut app, effects) = App::new(&setup.settings, keymap.help(), text, setup.query, place);
    let size = terminal.size();
    app.update(Event::Resize(size.width, size.height));
    let drawn = terminal.draw(|buffer| ui::draw(&app, &keymap, buffer));

    let told = sender.clone();
    let events: Events = Arc::new(move |event| told.send(Message::Event(event)).is_ok());
    let (tell, own) = (Arc::clone(&events), setup.names.clone());
    let names = Arc::new(InForce::new(move || {
        let mut problems = Vec::new();
        let catalogue = own.catalogue(&mut |problem| problems.push(problem.to_owned()));
        tell(Event::Wrong(Besides::Names, problems));
        catalogue
    }));
    let stop = Arc::new(AtomicBool::new(false));
    let kept = {
        let (cache, paths, stop) = (setup.cache, setup.paths.clone(), Arc::clone(&stop));
        let (names, tell) = (Arc::clone(&names), Arc::clone(&events));
        lazy(move || match cache.map(|cache| index::open(&cache, &paths)) {
            Some(Ok((engine, dir))) => {
                Kept::Index(Box::new(Indexer::new(engine, dir, paths, names, stop)))
            }
            failed => {
                if let Some(Err(error)) = failed {
                    tell(Event::Wrong(Besides::Index, vec![error.to_string()]));
                }
                Kept::Memory(Arc::new(Memory::default()))
            }
        })
    };
    let latest = Latest::default();
    let decisions = latest.clone();
    let engine = Arc::clone(&kept);
    let backend = lazy(move || Backend::with(engine.engine(), names, decisions));
    let opener = Opener::new(setup.settings.open, Arc::clone(&events));
    let keeper = Keeper {
        store: setup.store,
        corpus: setup.corpus,
        state: setup.state,
        latest,
        corrections: Corrections::new(setup.names),
        leaving: LEAVING,
    };
    let load = workers::Load { paths: setup.paths, kept, stop };
    let hands = Hands::new(load, keeper, backend, events, opener);

    let plain = (!locale_is_utf8()).then(|| Event::Failed(NO_UTF8.to_owned()));
    let wrong = Event::Wrong(Besides::Settings, setup.problems);
    let early = [wrong].into_iter().chain(plain).map(Message::Event);
    let held = early.collect();
    let mut browser =
        Browser { app, keymap, terminal, output, sender, hands, rest: None, known: false, held };
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
    /// For choices and pages, which may take longer, and which neither waits for.
    offer: Sender<Request>,
    /// Until the first screen is complete: what the first filter needs is made then.
    unprepared: Option<Lazy<Backend>>,
    keeper: Keeping,
    rescan: Sender<()>,
    stop: Arc<AtomicBool>,
    opener: Opener,
}

impl Hands {
    fn new(
        load: workers::Load,
        keeper: Keeper,
        backend: Lazy<Backend>,
        events: Events,
        opener: Opener,
    ) -> Self {
        let ask = workers::answer(Arc::clone(&backend), Arc::clone(&events));
        let count = workers::answer(Arc::clone(&backend), Arc::clone(&events));
        let offer = workers::answer(Arc::clone(&backend), Arc::clone(&events));
        let unprepared = Some(Arc::clone(&backend));
        let keeper = keeper::keep(keeper, Arc::clone(&backend), Arc::clone(&events));
        let stop = Arc::clone(&load.stop);
        let rescan = workers::load(load, backend, events, keeper.tasks().clone());
        Self { ask, count, offer, unprepared, keeper, rescan, stop, opener }
    }
}

struct Browser {
    app: App,
    keymap: Keymap,
    terminal: Terminal,
    output: Output,
    /// Into the channel of the loop.
    sender: Sender<Message>,
    hands: Hands,
    /// When the list's cursor will have rested, and the token of that rest.
    rest: Option<(Instant, u64)>,
    /// Whether it is known what was decided before: keys that turn it around wait for that.
    known: bool,
    /// What came in while the app waits, in order: keys typed ahead are about what is to come.
    held: VecDeque<Message>,
}

/// How long another program may hold a person who wants to leave.
const LEAVING: Duration = Duration::from_secs(5);

/// By then what was chosen is on the screen, for which every processor was needed.
const SHOWN: Duration = Duration::from_millis(200);

/// Said where signs beyond ASCII cannot be sent. Short enough for 80 columns.
const NO_UTF8: &str = "No UTF-8 locale, so no Arabic: set LC_ALL=C.UTF-8";

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
                while let Some(message) =
                    self.held.pop_front_if(|_| self.known && !self.app.waits())
                {
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
        self.known |= matches!(message, Message::Event(Event::Known(_)));
        if (self.app.waits() || !self.known) && self.can_wait(&message) {
            self.held.push_back(message);
            return ControlFlow::Continue(());
        }
        let event = match message {
            Message::Event(event) => {
                if matches!(event, Event::Counted { .. })
                    && let Some(backend) = self.hands.unprepared.take()
                {
                    thread::spawn(move || backend.prepare());
                }
                event
            }
            Message::Input(Input::Key(key)) if self.app.takes_keys() && !self.suspends(key) => {
                Event::Key(if self.app.takes_answer() { keymap::latin(key) } else { key })
            }
            Message::Input(Input::Key(key)) => match self.keymap.action(key, self.app.focus()) {
                Some(action) => Event::Act(action),
                None => return ControlFlow::Continue(()),
            },
            Message::Input(Input::Paste(text)) => Event::Paste(text),
            Message::Input(Input::Resize) => {
                // In a multiplexer it may be another terminal's size.
                if self.terminal.ask().is_err() {
                    return ControlFlow::Break(Leaving::Hangup);
                }
                self.resized()
            }
            Message::Input(Input::Suspend) => Event::Act(Action::Suspend),
            Message::Input(Input::Resume) => match self.terminal.resume() {
                Ok(()) => self.resized(),
                Err(_) => return ControlFlow::Break(Leaving::Hangup),
            },
            Message::Input(Input::Hangup) => return ControlFlow::Break(Leaving::Hangup),
            Message::Input(Input::Signal(signal)) => {
                return ControlFlow::Break(Leaving::Signal(signal));
            }
            Message::Client(client) => {
                let moved = self.output.take_client(client);
                return self.adapt(moved);
            }
            Message::Input(Input::Focus) => {
                return match self.terminal.ask() {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(_) => ControlFlow::Break(Leaving::Hangup),
                };
            }
            Message::Input(Input::Reply(reply)) => return self.answered(reply),
        };
        let effects = self.app.update(event);
        self.carry_out(effects)
    }

    /// Takes an answer of the terminal; when all are there, text is sent as it needs it.
    fn answered(&mut self, reply: Reply) -> ControlFlow<Leaving> {
        if !self.output.take(reply) {
            return ControlFlow::Continue(());
        }
        if self.output.chosen().multiplexed && self.output.environment().in_tmux() {
            // Asking takes a process. The answer comes as a message.
            let (sender, environment) = (self.sender.clone(), self.output.environment().clone());
            thread::spawn(move || {
                drop(sender.send(Message::Client(terminal::client(&environment))));
            });
            return ControlFlow::Continue(());
        }
        self.adapt(self.output.chosen().multiplexed)
    }

    /// Sends text as the terminal needs it from now on; one that has `moved` is another window.
    fn adapt(&mut self, moved: bool) -> ControlFlow<Leaving> {
        if let Err(error) = self.output.keep() {
            let effects = self.app.update(Event::Wrong(Besides::Terminal, vec![error.to_string()]));
            self.carry_out(effects)?;
        }
        if self.terminal.adapt(self.output.chosen(), moved).is_err() {
            return ControlFlow::Break(Leaving::Hangup);
        }
        let (mode, harakat) = (self.output.mode(), self.output.harakat());
        let effects = self.app.update(Event::Output { mode, harakat });
        self.carry_out(effects)
    }

    fn resized(&self) -> Event {
        let size = self.terminal.size();
        Event::Resize(size.width, size.height)
    }

    /// Whether a key stops the program, also where keys are typed into a prompt.
    fn suspends(&self, key: Key) -> bool {
        key.typed().is_none() && self.keymap.action(key, self.app.focus()) == Some(Action::Suspend)
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
                Effect::Ask(request @ (Request::Count { .. } | Request::Facets { .. })) => {
                    let _ = self.hands.count.send(request);
                }
                Effect::Ask(
                    request @ (Request::Choices { .. }
                    | Request::Saved { .. }
                    | Request::Passages { .. }
                    | Request::Profile { .. }),
                ) => {
                    let _ = self.hands.offer.send(request);
                }
                Effect::Ask(request) => {
                    let _ = self.hands.ask.send(request);
                }
                Effect::Discard(choices) => {
                    thread::spawn(move || {
                        thread::sleep(SHOWN);
                        drop(choices);
                    });
                }
                Effect::Decide(decision) => {
                    let _ = self.hands.keeper.tasks().send(Task::Decide(decision));
                }
                Effect::Recall(before) => {
                    let _ = self.hands.keeper.tasks().send(Task::Recall(before));
                }
                Effect::Keep(keep) => {
                    let _ = self.hands.keeper.tasks().send(Task::Keep(keep));
                }
                Effect::Correct(correction) => {
                    let _ = self.hands.keeper.tasks().send(Task::Correct(correction));
                }
                Effect::Introduce(kind, name, lang) => {
                    let _ = self.hands.keeper.tasks().send(Task::Introduce(kind, name, lang));
                }
                Effect::Remember(place) => {
                    let _ = self.hands.keeper.tasks().send(Task::Remember(place));
                }
                Effect::Copy(text) => {
                    let Ok(sent) = self.terminal.copy(&text) else {
                        return ControlFlow::Break(Leaving::Hangup);
                    };
                    let _ = self.hands.keeper.tasks().send(Task::Copy { text, sent });
                }
                Effect::Edit(text) => {
                    let edited = editor::edit(&mut self.terminal, &text);
                    // Kept first, whatever has become of the terminal.
                    let effects = self.app.update(Event::Edited(edited.text));
                    self.carry_out(effects)?;
                    if let Some(signal) = edited.signal {
                        return ControlFlow::Break(Leaving::Signal(signal));
                    }
                    if self.terminal.take_back().is_err() {
                        return ControlFlow::Break(Leaving::Hangup);
                    }
                    let event = self.resized();
                    let effects = self.app.update(event);
                    self.carry_out(effects)?;
                }
                Effect::Open(source) => self.hands.opener.open(source),
                Effect::Rescan => {
                    let _ = self.hands.rescan.send(());
                }
                Effect::StopReading => self.hands.stop.store(true, Ordering::Relaxed),
                Effect::Rest(time, token) => {
                    // The person may have set a time that never comes.
                    self.rest = Instant::now().checked_add(time).map(|at| (at, token));
                }
                Effect::Redraw => self.terminal.redraw(),
                Effect::Output(mode) => self.output.fix(mode),
                Effect::Suspend => {
                    let event = match self.terminal.suspend() {
                        Ok(true) => self.resized(),
                        Ok(false) => {
                            let quit = Action::Quit.key();
                            Event::Failed(format!("There is no shell to return to; {quit} quits."))
                        }
                        Err(_) => return ControlFlow::Break(Leaving::Hangup),
                    };
                    let effects = self.app.update(event);
                    self.carry_out(effects)?;
                }
                Effect::Quit => return ControlFlow::Break(Leaving::Quit),
            }
        }
        ControlFlow::Continue(())
    }

    /// Keeps the place and everything decided, and gives the terminal back.
    fn leave(mut self) {
        let _ = self.hands.keeper.tasks().send(Task::Remember(self.app.place()));
        // The person is back in the shell while the disk is still at work.
        self.terminal.restore();
        self.hands.keeper.end(|| eprintln!("nashra: still keeping what you decided…"));
    }
}
