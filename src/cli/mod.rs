//! The command line: what was asked for, and the answer on standard output. Messages go to standard
//! error; the exit status is 0 for done, 1 for failed, 2 for a command that makes no sense.

mod args;
mod browse;
mod doctor;
mod entities;
mod export;
mod file;
mod find;
mod import;
mod list;
mod load;
mod manual;
mod output;
mod show;
mod triage;

use std::io;
use std::process::ExitCode;

use clap::Parser;

use crate::query::ParseError;
use crate::store::StoreError;
use crate::terminal::TerminalError;
use args::{Arguments, Command};

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error("{0:#}")]
    Query(ParseError),
    #[error("{0}")]
    Usage(String),
    #[error("{0}")]
    Failed(String),
    #[error(transparent)]
    Terminal(#[from] TerminalError),
    #[error(transparent)]
    Own(#[from] crate::entities::OwnError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Engine(#[from] crate::engine::EngineError),
    #[error("cannot write the output: {0}")]
    Output(#[from] io::Error),
}

impl Error {
    fn status(&self) -> u8 {
        match self {
            Error::Query(_) | Error::Usage(_) => 2,
            _ => 1,
        }
    }
}

/// Runs the command that the process was started with.
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(asked) if !asked.use_stderr() => {
            // Help or version, to standard output; closed or not, that was all.
            let _ = asked.print();
            return ExitCode::SUCCESS;
        }
        // It quotes the arguments, which may be names of files.
        Err(error) => {
            output::complain(error.render().to_string().trim_end());
            return ExitCode::from(2);
        }
    };
    let outcome = match arguments.command {
        Some(Command::List(list)) => list::run(&list),
        Some(Command::Show(show)) => show::run(&show),
        Some(Command::Entities(entities)) => entities::run(&entities),
        Some(Command::Export(export)) => export::run(&export),
        Some(Command::Triage(triage)) => triage::run(&triage),
        Some(Command::Import(import)) => import::run(&import),
        Some(Command::Doctor(doctor)) => doctor::run(&doctor),
        Some(Command::Completions { shell }) => manual::completions(shell),
        Some(Command::Man { command }) => manual::page(command.as_deref()),
        None => browse::run(arguments.browse),
    };
    match outcome {
        Ok(status) => status,
        // Whoever read the output has seen enough.
        Err(Error::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            output::complain(&error.to_string());
            ExitCode::from(error.status())
        }
    }
}
