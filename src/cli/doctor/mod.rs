//! `nashra doctor`: what this terminal is, how text is sent to it and why; and the calibration card,
//! by which the person has the last word.

mod card;

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use serde::Serialize;

use super::output::{self, complain};
use super::{Error, args, load};
use crate::run::Output;
use crate::terminal::{Answers, Environment, Known, ask, client};
use crate::text::{Harakat, clean};

const FONTS: &str = "Letters that are joined but leave gaps are from a proportional font: let the \
                     terminal use a monospaced one that has Arabic, such as DejaVu Sans Mono or \
                     Kawkab Mono. Empty boxes are letters that no font has: install one of these.";

/// What `--json` prints.
#[derive(Serialize)]
struct Report<'a> {
    /// Whether there is a terminal to ask.
    terminal: bool,
    environment: BTreeMap<&'a str, &'a str>,
    asked: &'a [&'a str],
    answers: &'a Answers,
    name: &'a str,
    fingerprint: &'a str,
    mode: String,
    /// Whether the person chose the mode for this terminal.
    chosen_by_person: bool,
    harakat: &'a str,
    why: &'a str,
    fonts: &'a str,
    kept_in: Option<&'a Path>,
}

/// The questions, as people know them.
const ASKED: &[&str] =
    &["XTVERSION", "DA2", "DECRQM 8", "DECRQM ?2026", "kitty's keyboard", "OSC 11", "DA1"];

pub(super) fn run(doctor: &args::Doctor) -> Result<ExitCode, Error> {
    let environment = Environment::of_process();
    let mut answers = ask(&environment).ok();
    if let Some(answers) = &mut answers {
        answers.client = client(&environment);
    }
    let (mut known, error) = Known::load(load::state_dir(&doctor.state).as_deref());
    error.iter().for_each(|error| complain(&error.to_string()));
    if let Some(answers) = answers.as_ref().filter(|answers| **answers != Answers::default())
        && let Err(error) = known.answered(&environment, answers)
    {
        complain(&error.to_string());
    }
    let (settings, mistakes) = load::settings();
    mistakes.iter().for_each(|mistake| complain(&mistake.to_string()));
    let mut output = Output::new(environment, known, None, settings.harakat);
    let keeps = output.known().path().is_some();
    let watched = io::stdin().is_terminal() && io::stdout().is_terminal();
    if answers.is_some() && watched && keeps && !doctor.json {
        card::show(&mut output)?;
    }
    let mut out = io::stdout().lock();
    let none = Answers::default();
    let report = report(&output, answers.is_some(), answers.as_ref().unwrap_or(&none));
    if doctor.json {
        output::json(&mut out, &report)?
    } else {
        print(&mut out, &report)?
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn report<'a>(output: &'a Output, terminal: bool, answers: &'a Answers) -> Report<'a> {
    let chosen = output.chosen();
    Report {
        terminal,
        environment: output.environment().variables().collect(),
        asked: if terminal { ASKED } else { &[] },
        answers,
        name: &chosen.name,
        fingerprint: &chosen.fingerprint,
        mode: output.mode().to_string(),
        chosen_by_person: output.known().mode(chosen).is_some(),
        harakat: match output.harakat() {
            Harakat::Keep => "keep",
            Harakat::Strip => "strip",
        },
        why: &chosen.why,
        fonts: FONTS,
        kept_in: output.known().path(),
    }
}

fn print(out: &mut impl Write, report: &Report<'_>) -> io::Result<()> {
    let set: Vec<_> =
        report.environment.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let by = if report.chosen_by_person { "as you chose" } else { "for this terminal" };
    let harakat = if report.harakat == "keep" { "drawn" } else { "left out" };
    let mut lines =
        vec![("Environment", if set.is_empty() { "nothing".to_owned() } else { set.join(" ") })];
    if report.terminal {
        lines.push(("Asked", report.asked.join(", ")));
        lines.extend(answered(report.answers).into_iter().map(|answer| ("Answered", answer)));
    } else {
        lines.push(("Asked", "nothing: there is no terminal".to_owned()));
    }
    lines.push(("Terminal", report.name.to_owned()));
    lines.push(("Why", report.why.to_owned()));
    lines.push(("Text", format!("{}, {by}; marks (harakat) are {harakat}", report.mode)));
    lines.push(("Fonts", report.fonts.to_owned()));
    if let Some(path) = report.kept_in {
        lines.push(("Kept in", path.display().to_string()));
    }
    for (name, value) in lines {
        writeln!(out, "{name:<12} {}", clean(&value))?;
    }
    Ok(())
}

fn answered(answers: &Answers) -> Vec<String> {
    let numbers = |numbers: &[u32]| {
        (!numbers.is_empty())
            .then(|| numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(";"))
    };
    let bidi = answers.bidi.map(|state| match state {
        0 => "0, not known",
        1 => "1, it reorders text",
        2 => "2, it could reorder text and does not",
        3 => "3, it always reorders text",
        _ => "4, it never reorders text",
    });
    let all = [
        ("XTVERSION", answers.version.clone()),
        ("DA2", numbers(&answers.secondary)),
        ("DECRQM 8", bidi.map(str::to_owned)),
        (
            "DECRQM ?2026",
            answers.synchronized.map(|state| match state {
                0 | 4 => format!("{state}, updates are shown piece by piece"),
                _ => format!("{state}, updates can be shown as a whole"),
            }),
        ),
        ("OSC 11", answers.background.map(|[r, g, b]| format!("rgb:{r:04x}/{g:04x}/{b:04x}"))),
        ("kitty's keyboard", answers.keyboard.map(|_| "keys are told apart".to_owned())),
        ("DA1", numbers(&answers.primary)),
        ("tmux's client", answers.client.as_ref().map(|c| format!("{} {}", c.term, c.version))),
    ];
    let all: Vec<_> =
        all.into_iter().filter_map(|(name, value)| Some(format!("{name}: {}", value?))).collect();
    if all.is_empty() { vec!["nothing within three seconds".to_owned()] } else { all }
}
