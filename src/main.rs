//! The command `nashra`.

use std::process::ExitCode;

fn main() -> ExitCode {
    nashra::cli::run()
}
