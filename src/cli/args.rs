//! The arguments, as clap reads them.

mod triage;

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::model::Sort;
use crate::text::{OutputMode, UnknownOutputMode};
pub(super) use triage::{BackUp, Chosen, Combine, Decided, History, Report, Triage};

/// A terminal browser for multilingual news.
#[derive(Debug, Parser)]
#[command(
    name = "nashra",
    version,
    args_conflicts_with_subcommands = true,
    after_help = "In the browser, ? shows the keys."
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) browse: Browse,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List documents: one line, or one JSON object, each
    List(List),
    /// Show one article, laid out for the terminal or as JSON
    Show(Show),
    /// List who is named in the documents, with counts
    Entities(Entities),
    /// Write documents to a file: as data, as a table or as a report with quotes
    Export(Export),
    /// Set, clear, list, follow, undo, back up and combine decisions
    #[command(subcommand)]
    Triage(Triage),
    /// Take names from other systems: FollowTheMoney JSON lines or CSV lists of aliases
    Import(Import),
    /// Say what this terminal is and how text is sent to it, and let the person choose
    Doctor(Doctor),
    /// Print what a shell needs to complete this command line
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page, for `man -l -`
    Man {
        /// That of this command
        command: Option<String>,
    },
}

#[derive(Debug, Args)]
pub(super) struct Import {
    /// What to import; each takes the place of an earlier import of that file name
    #[arg(required_unless_present_any = ["list", "remove"])]
    pub(super) files: Vec<PathBuf>,
    /// Only say what would be imported
    #[arg(long)]
    pub(super) dry_run: bool,
    /// List the imports
    #[arg(long, conflicts_with_all = ["files", "remove", "dry_run"])]
    pub(super) list: bool,
    /// Forget the names of an import
    #[arg(long, value_name = "NAME", conflicts_with_all = ["files", "dry_run"])]
    pub(super) remove: Option<String>,
    /// One JSON object a line: import format entities known names refused weak skipped bad; of
    /// --list: import entities bytes
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Doctor {
    #[command(flatten)]
    pub(super) state: State,
    /// One JSON object, and no question to the person
    #[arg(long)]
    pub(super) json: bool,
}

/// Open the browser
#[derive(Debug, Args)]
pub(super) struct Browse {
    /// Files and directories to read, `-` for standard input; without any, the corpus opened last
    pub(super) paths: Vec<PathBuf>,
    /// Start with a filter, such as `lang:ar actor:putin`
    #[arg(short, long, value_name = "QUERY", allow_hyphen_values = true)]
    pub(super) query: Option<String>,
    /// Order of the list: date (newest first), unread, relevance, mentions, corpus, title or source
    #[arg(long, value_name = "KEY")]
    pub(super) sort: Option<Sort>,
    /// How text is sent to the terminal: auto, visual, visual-unshaped, kitty-words, run-anchored or
    /// logical; auto asks the terminal
    #[arg(long, value_name = "MODE", default_value = "auto")]
    pub(super) bidi: Bidi,
    #[command(flatten)]
    pub(super) state: State,
}

/// A mode, or none: the one that suits the terminal.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bidi(pub(super) Option<OutputMode>);

impl FromStr for Bidi {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        if name == "auto" {
            return Ok(Self(None));
        }
        let mode = name.parse().map_err(|unknown: UnknownOutputMode| format!("{unknown}, or auto"));
        mode.map(|mode| Self(Some(mode)))
    }
}

/// How many at most.
fn count(text: &str) -> Result<usize, String> {
    text.parse().map_err(|_| format!("`{text}` is no count; write a whole number, such as 20"))
}

/// Cells of a line.
fn cells(text: &str) -> Result<u16, String> {
    text.parse().ok().filter(|cells| *cells > 0).ok_or_else(|| {
        format!("`{text}` is no width; write a whole number from 1 to 65535, such as 80")
    })
}

/// Where decisions are kept.
#[derive(Debug, Clone, Args)]
pub(super) struct State {
    /// Keep decisions in this directory
    #[arg(long, value_name = "DIR", conflicts_with = "ephemeral")]
    pub(super) state_dir: Option<PathBuf>,
    /// Read no decisions and write nothing at all; in the browser, files that are new or changed are
    /// read only when asked for (R)
    #[arg(long)]
    pub(super) ephemeral: bool,
}

#[derive(Debug, Args)]
pub(super) struct Corpus {
    /// Files and directories to read, `-` for standard input; without any, the corpus opened last
    pub(super) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) state: State,
}

/// Documents, in an order.
#[derive(Debug, Args)]
pub(super) struct Viewed {
    #[command(flatten)]
    pub(super) corpus: Corpus,
    /// Only documents that match, such as `lang:ar actor:putin -drone`
    #[arg(short, long, value_name = "QUERY", default_value = "", allow_hyphen_values = true)]
    pub(super) query: String,
    /// Order: corpus (as read), date (newest first), unread, relevance, mentions, title or source
    #[arg(long, value_name = "KEY", default_value_t = Sort::Corpus)]
    pub(super) sort: Sort,
    /// At most this many documents
    #[arg(long, value_name = "N", value_parser = count, allow_negative_numbers = true)]
    pub(super) limit: Option<usize>,
}

#[derive(Debug, Args)]
pub(super) struct List {
    #[command(flatten)]
    pub(super) view: Viewed,
    /// One JSON object a line: id path title lang date source words entities triage
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Show {
    /// The document: its id or the beginning of it, as `list` prints it, the id its source gives
    /// it, or its path
    pub(super) document: String,
    #[command(flatten)]
    pub(super) corpus: Corpus,
    /// Cells of a line; the width of the terminal, or 80, by default
    #[arg(long, value_name = "N", value_parser = cells, allow_negative_numbers = true)]
    pub(super) width: Option<u16>,
    /// How text is laid out: visual, visual-unshaped, kitty-words (for kitty), run-anchored (for
    /// PuTTY) or logical; visual in a terminal, else logical
    #[arg(long, value_name = "MODE")]
    pub(super) bidi: Option<OutputMode>,
    /// One JSON object: id title lang date source text mentions
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Entities {
    #[command(flatten)]
    pub(super) corpus: Corpus,
    /// Only documents that match
    #[arg(short, long, value_name = "QUERY", default_value = "", allow_hyphen_values = true)]
    pub(super) query: String,
    /// At most this many entities
    #[arg(long, value_name = "N", value_parser = count, allow_negative_numbers = true)]
    pub(super) top: Option<usize>,
    /// One JSON object a line: entity name label documents mentions names
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Export {
    #[command(flatten)]
    pub(super) view: Viewed,
    /// Quote the sentences that mention this actor, under any name; may be given several times. The
    /// actors of the query, if none is given
    #[arg(long = "actor", value_name = "NAME")]
    pub(super) actors: Vec<String>,
    /// jsonl: everything; csv: a table; md: a report to read
    #[arg(long, value_name = "FORMAT", default_value = "jsonl")]
    pub(super) format: Format,
    /// Write to this file, which is replaced only once all is written; else to standard output
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Format {
    Jsonl,
    Csv,
    Md,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_make_sense() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn paths_open_the_browser_and_a_first_word_may_be_a_command() {
        let browse = Arguments::parse_from(["nashra", "a", "b", "-q", "x"]);
        assert_eq!((browse.command.is_none(), browse.browse.paths.len()), (true, 2));
        let list = Arguments::parse_from(["nashra", "list", "a", "-q", "-lang:ar", "--json"]);
        assert!(matches!(list.command, Some(Command::List(list)) if list.json));
    }

    #[test]
    fn a_number_that_is_none_is_refused_in_a_sentence_that_says_what_to_write() {
        for (line, said) in [
            ("list --limit x", "`x` is no count; write a whole number, such as 20"),
            ("list --limit -1", "`-1` is no count; write a whole number"),
            ("entities --top 1.5", "`1.5` is no count"),
            ("triage history --limit 99999999999999999999", "is no count"),
            ("show a --width x", "`x` is no width; write a whole number from 1 to 65535"),
            ("show a --width 0", "`0` is no width"),
        ] {
            let line = format!("nashra {line}");
            let refused = Arguments::try_parse_from(line.split(' ')).unwrap_err().to_string();
            assert!(refused.contains(said), "{refused}");
        }
        let list = Arguments::parse_from(["nashra", "list", "--limit", "3"]);
        assert!(matches!(list.command, Some(Command::List(list)) if list.view.limit == Some(3)));
    }

    #[test]
    fn an_import_has_files_or_lists_or_removes() {
        let fits = |line: &str| Arguments::try_parse_from(line.split(' ')).is_ok();
        assert!(fits("nashra import a.csv b.json --dry-run --json"));
        assert!(fits("nashra import --list --json") && fits("nashra import --remove a.csv"));
        assert!(!fits("nashra import") && !fits("nashra import --list a.csv"));
        assert!(!fits("nashra import --remove a.csv b.csv"));
    }

    #[test]
    fn the_usage_of_decisions_names_what_is_decided_before_the_documents() {
        for command in ["set", "clear"] {
            let parsed = Arguments::try_parse_from(["nashra", "triage", command, "--help"]);
            let help = parsed.unwrap_err().to_string();
            assert!(
                help.contains(&format!("triage {command} [OPTIONS] <CHANGE> <DOC>...")),
                "{help}"
            );
            let parsed = ["nashra", "triage", command, "read", "3f2a"];
            assert!(Arguments::try_parse_from(parsed).is_ok());
        }
    }

    #[test]
    fn a_mode_is_one_of_those_known_or_left_to_the_terminal() {
        let mode = |mode| Arguments::try_parse_from(["nashra", "--bidi", mode]);
        assert_eq!(mode("auto").unwrap().browse.bidi.0, None);
        assert_eq!(mode("logical").unwrap().browse.bidi.0, Some(OutputMode::Logical));
        let refused = mode("backwards").unwrap_err().to_string();
        assert!(refused.contains("run-anchored or logical, or auto"), "{refused}");
    }
}
