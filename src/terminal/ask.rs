//! Asks the terminal what it is, without taking it: nothing is seen on the screen.

use std::fs::File;
use std::io::{self, Read, Write};
use std::time::Instant;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::termios::Termios;

use super::detect::Answers;
use super::environment::Environment;
use super::parser::Parser;
use super::reader::ANSWER_WAIT;
use super::{Input, sequences, tty};

/// Asks the terminal that controls the process what it is, and waits up to 3 s for its answers.
/// Silence gives none. An error means that there is no terminal.
pub fn ask(environment: &Environment) -> io::Result<Answers> {
    let device = tty::device()?;
    let mut answers = Answers::default();
    if !environment.may_ask() {
        return Ok(answers);
    }
    let raw = Raw { original: tty::set_raw(&device)?, device };
    (&raw.device).write_all(sequences::ASK.as_bytes())?;
    let deadline = Instant::now() + ANSWER_WAIT;
    let mut parser = Parser::default();
    let mut buffer = [0; 1024];
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        let mut fds = [PollFd::new(&raw.device, PollFlags::IN)];
        if left.is_zero() || !matches!(poll(&mut fds, left.try_into().ok().as_ref()), Ok(1..)) {
            return Ok(answers);
        }
        let n = (&raw.device).read(&mut buffer)?;
        let inputs = parser.feed(&buffer[..n]);
        let mut replies = inputs.into_iter().filter_map(|input| match input {
            Input::Reply(reply) => Some(reply),
            _ => None,
        });
        if n == 0 || replies.any(|reply| answers.take(reply)) {
            return Ok(answers);
        }
    }
}

/// The device in raw mode, until dropped.
struct Raw {
    device: File,
    original: Termios,
}

impl Drop for Raw {
    fn drop(&mut self) {
        let _ = tty::set(&self.device, &self.original);
    }
}
