//! The arguments of `nashra triage`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Triage {
    /// Decide about documents: nashra triage set kept,tag:raqqa ID…
    #[command(
        override_usage = "nashra triage set [OPTIONS] <CHANGE> <DOC>...\n       nashra triage set [OPTIONS] <CHANGE> --query <QUERY>"
    )]
    Set {
        /// What to decide, with commas between: read, unread, starred, unstarred, kept, discarded,
        /// undecided, tag:NAME; and, at the end, note:TEXT, which may hold commas
        #[arg(value_name = "CHANGE")]
        changes: String,
        #[command(flatten)]
        chosen: Chosen,
    },
    /// Take decisions away: nashra triage clear starred,tag:raqqa ID…
    #[command(
        override_usage = "nashra triage clear [OPTIONS] <CHANGE> <DOC>...\n       nashra triage clear [OPTIONS] <CHANGE> --query <QUERY>"
    )]
    Clear {
        /// What to take away, with commas between: read, starred, kept, discarded, tag:NAME, tag
        /// (all tags), note
        #[arg(value_name = "CHANGE")]
        changes: String,
        #[command(flatten)]
        chosen: Chosen,
    },
    /// List the documents that something was decided about
    List(Decided),
    /// Print decisions as they are made, by any process, until interrupted
    Follow(Report),
    /// List what was done, the newest first
    History(History),
    /// Undo what was done last, in the browser or by a command
    Undo(Report),
    /// Do again what was undone last
    Redo(Report),
    /// Write all decisions and saved searches as JSON Lines, to be kept or given to others
    Export(BackUp),
    /// Bring in what was exported: of two decisions the later one holds, notes are joined
    Import(Combine),
}

/// About which documents something is decided.
#[derive(Debug, Args)]
pub(in crate::cli) struct Chosen {
    #[command(flatten)]
    pub(in crate::cli) which: Which,
    /// Where the documents are; else where the named files are, or in the corpus opened last. Whole
    /// ids need not be looked for, and are not unless this is given
    #[arg(long = "in", value_name = "PATH", num_args = 1..)]
    pub(in crate::cli) paths: Vec<PathBuf>,
    /// Commit and print each document by itself, as its id is read, instead of all as one step to
    /// undo
    #[arg(long)]
    pub(in crate::cli) each: bool,
    #[command(flatten)]
    pub(in crate::cli) report: Report,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(in crate::cli) struct Which {
    /// Documents by id or its beginning, as `list` prints it, by the id that the source gives, or by
    /// path; `-` reads them from standard input, one a line, also as `list` or `list --json` prints
    #[arg(value_name = "DOC")]
    pub(in crate::cli) documents: Vec<String>,
    /// All documents that match
    #[arg(short, long, value_name = "QUERY", allow_hyphen_values = true)]
    pub(in crate::cli) query: Option<String>,
}

/// Where decisions are kept, and how documents are printed.
#[derive(Debug, Args)]
pub(in crate::cli) struct Report {
    /// Keep decisions in this directory
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) state_dir: Option<PathBuf>,
    /// One JSON object a line: id title triage
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Decided {
    /// Only documents of these files and directories, with their titles; `-` for standard input
    pub(in crate::cli) paths: Vec<PathBuf>,
    /// Only documents that match, here or in the corpus opened last
    #[arg(short, long, value_name = "QUERY", allow_hyphen_values = true)]
    pub(in crate::cli) query: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) report: Report,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct History {
    /// At most this many steps
    #[arg(long, value_name = "N", value_parser = super::count, allow_negative_numbers = true)]
    pub(in crate::cli) limit: Option<usize>,
    /// Keep decisions in this directory
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) state_dir: Option<PathBuf>,
    /// One JSON object a line: step at words cause way changes documents count undone
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct BackUp {
    /// Files and directories whose documents get their title and path beside their id, for people
    pub(in crate::cli) paths: Vec<PathBuf>,
    /// Write to this file, which is replaced only once all is written; else to standard output
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Keep decisions in this directory
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) state_dir: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Combine {
    /// Files that `nashra triage export` wrote; `-` for standard input
    #[arg(required = true, value_name = "FILE")]
    pub(in crate::cli) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) report: Report,
}
