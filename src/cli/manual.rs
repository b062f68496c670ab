//! `nashra completions` and `nashra man`, made from the arguments.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::CommandFactory;
use clap_complete::Shell;

use super::Error;
use super::args::Arguments;

pub(super) fn completions(shell: Shell) -> Result<ExitCode, Error> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "nashra", &mut script);
    print(&script)
}

/// The page of the program, or of one of its commands.
pub(super) fn page(command: Option<&str>) -> Result<ExitCode, Error> {
    let mut program = Arguments::command();
    program.build();
    let described = match command {
        None => Some(&program),
        Some(name) => program.find_subcommand(name),
    };
    let Some(described) = described else {
        let name = command.unwrap_or_default();
        let message =
            format!("there is no command `{name}`; `nashra --help` shows those there are");
        return Err(Error::Usage(message));
    };
    let name = command.map_or_else(|| "nashra".to_owned(), |name| format!("nashra-{name}"));
    let mut page = Vec::new();
    clap_mangen::Man::new(described.clone()).title(name).render(&mut page)?;
    print(&page)
}

/// Made whole before, because a closed pipe is no reason to panic.
fn print(bytes: &[u8]) -> Result<ExitCode, Error> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
