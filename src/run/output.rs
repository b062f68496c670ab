//! How text is sent to this terminal: what the person said, or else what the terminal's answers and
//! earlier ones make of it.

use crate::terminal::{Answers, Chosen, Client, Environment, Known, KnownError, Reply, choose};
use crate::text::{Harakat, OutputMode};

/// How text is sent, as it changes while the terminal answers.
#[derive(Debug)]
pub struct Output {
    environment: Environment,
    /// What the person asked for, on the command line or with a key.
    mode: Option<OutputMode>,
    harakat: Option<Harakat>,
    known: Known,
    /// The last answers, those of an earlier time at first.
    answers: Answers,
    /// The answers to the batch of questions that is under way.
    coming: Answers,
    chosen: Chosen,
}

impl Output {
    /// What there is to say before the terminal has answered: what it answered the last time.
    pub fn new(
        environment: Environment,
        known: Known,
        mode: Option<OutputMode>,
        harakat: Option<Harakat>,
    ) -> Self {
        let answers = known.answers(&environment);
        let chosen = choose(&environment, &answers);
        Self { environment, mode, harakat, known, answers, coming: Answers::default(), chosen }
    }

    /// The environment of the terminal.
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// What is known from earlier times.
    pub fn known(&self) -> &Known {
        &self.known
    }

    /// What the terminal was taken for.
    pub fn chosen(&self) -> &Chosen {
        &self.chosen
    }

    /// The order and shape of cells.
    pub fn mode(&self) -> OutputMode {
        self.mode.or_else(|| self.known.mode(&self.chosen)).unwrap_or(self.chosen.mode)
    }

    /// Whether marks are drawn.
    pub fn harakat(&self) -> Harakat {
        self.harakat.unwrap_or(self.chosen.harakat)
    }

    /// Keeps what the person chose for this terminal; `None` forgets it.
    pub fn choose(&mut self, mode: Option<OutputMode>) -> Result<(), KnownError> {
        self.known.choose(&self.chosen, mode)
    }

    /// Keeps to what the person wants now, whatever the terminal answers.
    pub(super) fn fix(&mut self, mode: OutputMode) {
        self.mode = Some(mode);
    }

    /// Takes an answer; true once all answers to one batch of questions are there.
    pub(super) fn take(&mut self, reply: Reply) -> bool {
        let complete = self.coming.take(reply);
        if complete {
            // Until tmux says otherwise, the same terminal is around it.
            let client = self.answers.client.take();
            self.answers = Answers { client, ..std::mem::take(&mut self.coming) };
            self.chosen = choose(&self.environment, &self.answers);
        }
        complete
    }

    /// Takes what tmux says of the terminal around it; true if that is another than before.
    pub(super) fn take_client(&mut self, client: Option<Client>) -> bool {
        let moved = client != self.answers.client;
        self.answers.client = client;
        self.chosen = choose(&self.environment, &self.answers);
        moved
    }

    /// Keeps the answers for the next time.
    pub(super) fn keep(&mut self) -> Result<(), KnownError> {
        self.known.answered(&self.environment, &self.answers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(mode: Option<OutputMode>) -> Output {
        let environment = Environment::new(|name| (name == "TERM").then(|| "xterm".to_owned()));
        Output::new(environment, Known::default(), mode, None)
    }

    fn answer(output: &mut Output, version: &str) {
        assert!(!output.take(Reply::Version(version.to_owned())));
        assert!(output.take(Reply::DeviceAttributes(vec![62])));
    }

    #[test]
    fn all_answers_together_change_the_mode_and_the_next_time_begins_with_it() {
        let mut kitty = output(None);
        assert_eq!(kitty.mode(), OutputMode::Visual);
        answer(&mut kitty, "kitty(0.26.5)");
        assert_eq!((kitty.mode(), kitty.harakat()), (OutputMode::KittyWords, Harakat::Strip));
        kitty.keep().unwrap();
        let next = Output::new(kitty.environment, kitty.known, None, None);
        assert_eq!(next.mode(), OutputMode::KittyWords);
    }

    #[test]
    fn what_the_person_chose_for_a_terminal_counts_more_than_its_answers() {
        let mut kitty = output(None);
        answer(&mut kitty, "kitty(0.26.5)");
        kitty.choose(Some(OutputMode::Visual)).unwrap();
        assert_eq!(kitty.mode(), OutputMode::Visual);
        // Another terminal takes its place.
        answer(&mut kitty, "foot(1.13)");
        answer(&mut kitty, "kitty(0.27)");
        assert_eq!(kitty.mode(), OutputMode::KittyWords);
    }

    #[test]
    fn the_terminal_around_tmux_stays_until_tmux_names_another() {
        let mut tmux = output(None);
        let client = |version: &str| Client { version: version.to_owned(), ..Client::default() };
        answer(&mut tmux, "tmux 3.3a");
        assert!(tmux.take_client(Some(client("kitty(0.26.5)"))));
        assert_eq!(tmux.mode(), OutputMode::KittyWords);
        answer(&mut tmux, "tmux 3.3a");
        assert_eq!(tmux.mode(), OutputMode::KittyWords);
        assert!(!tmux.take_client(Some(client("kitty(0.26.5)"))));
        assert!(tmux.take_client(Some(client("XTerm(379)"))));
        assert_eq!(tmux.mode(), OutputMode::Visual);
    }

    #[test]
    fn what_the_person_wants_now_counts_most() {
        let mut fixed = output(Some(OutputMode::Logical));
        answer(&mut fixed, "kitty(0.26.5)");
        assert_eq!(fixed.mode(), OutputMode::Logical);
        fixed.fix(OutputMode::VisualUnshaped);
        assert_eq!(fixed.mode(), OutputMode::VisualUnshaped);
    }
}
