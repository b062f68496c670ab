//! Which terminal this is, from its answers and the environment, and how text is sent to it.
//!
//! Pure: answers and environment come in, a [`Chosen`] goes out. [`TERMINALS`] is the policy.

use serde::{Deserialize, Serialize};

use super::Reply;
use super::client::Client;
use super::environment::Environment;
use super::sequences::{self, Multiplexer};
use crate::text::{Harakat, OutputMode};

/// What a terminal has answered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Answers {
    /// XTVERSION: its name and version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// DA2: its kind, its version, and a third number.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub secondary: Vec<u32>,
    /// DECRPM for BDSM: whether it reorders text itself; see [`Reply::BidiMode`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bidi: Option<u8>,
    /// DECRPM for the private mode 2026: whether an update can be shown as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub synchronized: Option<u8>,
    /// OSC 11: the red, green and blue of the ground, 16 bits each.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub background: Option<[u16; 3]>,
    /// kitty's keyboard protocol: the flags in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keyboard: Option<u8>,
    /// DA1: what it can do. Empty if it has not answered at all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub primary: Vec<u32>,
    /// What tmux says of the terminal around it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<Client>,
}

impl Answers {
    /// Takes one answer; true if it was the last one to one batch of questions.
    pub fn take(&mut self, reply: Reply) -> bool {
        match reply {
            Reply::Version(version) => self.version = Some(version),
            Reply::Secondary(numbers) => self.secondary = numbers,
            Reply::BidiMode(state) => self.bidi = Some(state),
            Reply::Synchronized(state) => self.synchronized = Some(state),
            Reply::Background(color) => self.background = Some(color),
            Reply::Keyboard(flags) => self.keyboard = Some(flags),
            Reply::DeviceAttributes(numbers) => {
                self.primary = numbers;
                return true;
            }
            Reply::Ready => {}
        }
        false
    }

    /// Whether mode 8 is known, so that reordering can be turned off.
    fn knows_bidi(&self) -> bool {
        matches!(self.bidi, Some(1..=4))
    }
}

/// How text is sent to a terminal, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// What the terminal is called.
    pub name: String,
    /// The same for all terminals of this kind and version: what a person's choice is kept under.
    pub fingerprint: String,
    /// The order and shape of cells.
    pub mode: OutputMode,
    /// Whether it can draw Arabic marks.
    pub harakat: Harakat,
    /// Whether it is a multiplexer, around which there may be another terminal at any time.
    pub multiplexed: bool,
    /// What turns its own reordering off, beside `CSI 8 l`, which every terminal is sent.
    pub start: String,
    /// What turns it on again.
    pub end: String,
    /// Why: a sentence or two.
    pub why: String,
}

/// By what a terminal is known.
#[derive(Debug, Clone, Copy)]
enum Sign {
    /// XTVERSION begins so.
    Version(&'static str),
    /// DA2 begins with these numbers.
    Secondary(&'static [u32]),
    /// DA2 is `0;N;1` with a version of alacritty's library: 1700 for 0.17.0.
    Alacritty,
    /// DECRQM 8 is answered with a state.
    Bidi,
    /// TERM begins so.
    Term(&'static str),
    /// The variable is set.
    Set(&'static str),
    /// The variable has this value.
    Is(&'static str, &'static str),
}

/// A kind of terminal and the policy for it.
#[derive(Debug)]
struct Kind {
    name: &'static str,
    signs: &'static [Sign],
    mode: OutputMode,
    harakat: Harakat,
    /// What turns its reordering off and on, where `CSI 8 l` does not.
    switch: (&'static str, &'static str),
    why: &'static str,
}

use Harakat::{Keep, Strip};
use OutputMode::{KittyWords, RunAnchored, Visual};
use Sign::{Alacritty, Bidi, Is, Secondary, Set, Term, Version};

const NONE: (&str, &str) = ("", "");
const AS_SENT: &str = "It puts cells where they are sent.";
const SHIFTS: &str = "It puts cells where they are sent, but breaks Arabic letters with marks.";
const OBEYS: &str = "It reorders text itself, and stops when asked to (CSI 8 l).";
const SWITCHED: &str = "It reorders text itself, and stops when asked to in its own way (an OSC).";
const STUBBORN: &str = "It reorders whole rows itself and cannot be asked not to.";
const REVERSES: &str = "It draws each run of Arabic letters from right to left.";

/// The policy. What comes first counts; answers are looked at before the environment, which may
/// be another terminal's.
#[rustfmt::skip]
const TERMINALS: &[Kind] = &[
    row("kitty",            &[Version("kitty("), Term("xterm-kitty"), Set("KITTY_WINDOW_ID")],            KittyWords,  Strip, NONE, REVERSES),
    row("Konsole",          &[Version("Konsole"), Set("KONSOLE_VERSION")],                                Visual,      Keep,  sequences::KONSOLE, SWITCHED),
    row("mlterm",           &[Version("mlterm"), Secondary(&[24, 279]), Term("mlterm")],                  Visual,      Keep,  sequences::MLTERM, SWITCHED),
    row("foot",             &[Version("foot("), Term("foot")],                                            Visual,      Strip, NONE, SHIFTS),
    row("Ghostty",          &[Version("ghostty"), Is("TERM_PROGRAM", "ghostty"), Term("xterm-ghostty")],  Visual,      Keep,  NONE, AS_SENT),
    row("WezTerm",          &[Version("WezTerm"), Is("TERM_PROGRAM", "WezTerm")],                         Visual,      Keep,  NONE, OBEYS),
    row("mintty",           &[Version("mintty"), Secondary(&[77]), Is("TERM_PROGRAM", "mintty")],         Visual,      Keep,  NONE, OBEYS),
    row("iTerm2",           &[Version("iTerm2"), Secondary(&[0, 95, 0]), Is("TERM_PROGRAM", "iTerm.app"),
                              Is("LC_TERMINAL", "iTerm2")],                                               RunAnchored, Keep,  NONE, STUBBORN),
    row("Terminal.app",     &[Secondary(&[1, 95, 0]), Is("TERM_PROGRAM", "Apple_Terminal")],              RunAnchored, Keep,  NONE, STUBBORN),
    row("PuTTY",            &[Secondary(&[0, 136, 0]), Term("putty")],                                    RunAnchored, Keep,  NONE, STUBBORN),
    row("xterm",            &[Version("XTerm("), Secondary(&[41]), Set("XTERM_VERSION")],                 Visual,      Keep,  NONE, AS_SENT),
    row("urxvt",            &[Secondary(&[85]), Term("rxvt")],                                            Visual,      Keep,  NONE, AS_SENT),
    row("xterm.js",         &[Version("xterm.js("), Secondary(&[0, 276, 0]), Is("TERM_PROGRAM", "vscode")], Visual,    Keep,  NONE, AS_SENT),
    row("Windows Terminal", &[Secondary(&[0, 10, 1]), Set("WT_SESSION")],                                 Visual,      Keep,  NONE, AS_SENT),
    row("alacritty",        &[Alacritty, Term("alacritty")],                                              Visual,      Strip, NONE, SHIFTS),
    row("VTE",              &[Version("VTE("), Secondary(&[65]), Secondary(&[61]), Set("VTE_VERSION")],   Visual,      Keep,  NONE, OBEYS),
    row("st",               &[Term("st-")],                                                               Visual,      Keep,  NONE, AS_SENT),
    row("a terminal that reorders", &[Bidi],                                                              Visual,      Keep,  NONE, OBEYS),
];

const fn row(
    name: &'static str,
    signs: &'static [Sign],
    mode: OutputMode,
    harakat: Harakat,
    switch: (&'static str, &'static str),
    why: &'static str,
) -> Kind {
    Kind { name, signs, mode, harakat, switch, why }
}

/// A terminal that is none of these.
const UNKNOWN: Kind =
    row("an unknown terminal", &[], Visual, Keep, NONE, "Most put cells where they are sent.");

/// How much a sign counts. TERM is set by every terminal anew, and travels over SSH.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trust {
    Answer,
    Term,
    Variable,
}

impl Sign {
    /// What was found, if it was.
    fn seen(self, environment: &Environment, answers: &Answers) -> Option<String> {
        let version = || answers.version.as_deref();
        let numbers = || numbers(&answers.secondary);
        let variable = |name| environment.get(name).map(|value| (name, value));
        let said = |(name, value)| format!("{name} is {value}");
        match self {
            Version(start) => {
                version().filter(|v| v.starts_with(start)).map(|v| format!("XTVERSION says {v}"))
            }
            Secondary(start) => {
                answers.secondary.starts_with(start).then(|| format!("DA2 says {}", numbers()))
            }
            Alacritty => match answers.secondary[..] {
                [0, 1000..=9999, 1] => Some(format!("DA2 says {}", numbers())),
                _ => None,
            },
            Bidi => answers.knows_bidi().then(|| "DECRQM says that mode 8 is known".to_owned()),
            Term(start) => variable("TERM").filter(|(_, v)| v.starts_with(start)).map(said),
            Set(name) => variable(name).map(|(name, _)| format!("{name} is set")),
            Is(name, wanted) => variable(name).filter(|(_, v)| *v == wanted).map(said),
        }
    }

    fn trust(self) -> Trust {
        match self {
            Version(_) | Secondary(_) | Alacritty | Bidi => Trust::Answer,
            Term(_) => Trust::Term,
            Set(_) | Is(..) => Trust::Variable,
        }
    }
}

/// The terminal that is known by an answer, or else by the environment; and by what.
fn recognise(environment: &Environment, answers: &Answers) -> (&'static Kind, Option<String>) {
    let by = |trust| {
        TERMINALS.iter().find_map(|kind| {
            let mut signs = kind.signs.iter().filter(|sign| sign.trust() == trust);
            signs.find_map(|sign| sign.seen(environment, answers)).map(|seen| (kind, Some(seen)))
        })
    };
    [Trust::Answer, Trust::Term, Trust::Variable]
        .into_iter()
        .find_map(by)
        .unwrap_or((&UNKNOWN, None))
}

/// The multiplexer that draws what we send. Only one that has not answered at all is taken from the
/// environment: a terminal that was started inside has its variables too.
fn multiplexer(environment: &Environment, answers: &Answers) -> Option<Multiplexer> {
    let version = answers.version.as_deref().unwrap_or_default();
    match answers.secondary.first() {
        _ if version.starts_with("tmux ") => Some(Multiplexer::Tmux),
        Some(84) => Some(Multiplexer::Tmux),
        Some(83) => Some(Multiplexer::Screen),
        _ if !answers.primary.is_empty() => None,
        _ if environment.get("TMUX").is_some() => Some(Multiplexer::Tmux),
        _ if environment.get("STY").is_some() => Some(Multiplexer::Screen),
        _ => None,
    }
}

/// Chooses how text is sent to a terminal that has answered so, or not at all (yet).
pub fn choose(environment: &Environment, answers: &Answers) -> Chosen {
    if let Some(multiplexer) = multiplexer(environment, answers) {
        return behind(multiplexer, answers);
    }
    let (terminal, seen) = recognise(environment, answers);
    // A terminal that is known by its answers has the same name wherever it is started.
    let fingerprint = match (&answers.version, &answers.secondary[..]) {
        (Some(version), _) => version.clone(),
        (None, []) => environment.fingerprint(),
        (None, secondary) => format!("{} {}", terminal.name, numbers(secondary)),
    };
    let seen = match (seen, answers.primary.is_empty()) {
        (Some(seen), _) => seen,
        (None, true) => {
            "It has not answered, and the environment names none that is known here".to_owned()
        }
        (None, false) => {
            "Neither its answers nor the environment name one that is known here".to_owned()
        }
    };
    Chosen {
        name: terminal.name.to_owned(),
        fingerprint,
        mode: terminal.mode,
        harakat: terminal.harakat,
        multiplexed: false,
        start: terminal.switch.0.to_owned(),
        end: terminal.switch.1.to_owned(),
        why: format!("{seen}. {}", terminal.why),
    }
}

/// Inside a multiplexer, which answers in place of the terminal around it.
fn behind(multiplexer: Multiplexer, answers: &Answers) -> Chosen {
    let version = answers.version.as_deref();
    let name = match multiplexer {
        Multiplexer::Tmux => version.unwrap_or("tmux").to_owned(),
        Multiplexer::Screen => "GNU screen".to_owned(),
    };
    let mut fingerprint = match answers.secondary[..] {
        [] => name.clone(),
        ref secondary => format!("{name} {}", numbers(secondary)),
    };
    let (mut kind, mut around) = (&UNKNOWN, String::new());
    if let Some(client) = &answers.client {
        let said = if client.version.is_empty() { &client.term } else { &client.version };
        fingerprint = format!("{fingerprint} in {said}");
        let environment = Environment::new(|name| (name == "TERM").then(|| client.term.clone()));
        let version = Some(client.version.clone());
        kind = recognise(&environment, &Answers { version, ..Answers::default() }).0;
        around = format!("The terminal around it is {said}. {} ", kind.why);
    }
    let wrap = |sequence: &str| match sequence {
        "" => String::new(),
        sequence => multiplexer.wrap(sequence),
    };
    // In WezTerm mode 8 is reset unless somebody has set it.
    let bidi_on = if kind.name == "WezTerm" { "" } else { sequences::BIDI_ON };
    Chosen {
        name: if kind.signs.is_empty() { name } else { format!("{name} in {}", kind.name) },
        fingerprint,
        mode: kind.mode,
        harakat: kind.harakat,
        multiplexed: true,
        start: wrap(sequences::BIDI_OFF) + &wrap(kind.switch.0),
        end: wrap(kind.switch.1) + &wrap(bidi_on),
        why: format!(
            "It answers in place of the terminal around it, which is asked through it not to reorder \
             text (tmux passes that on with `set -g allow-passthrough on`). {around}"
        )
        .trim_end()
        .to_owned(),
    }
}

fn numbers(numbers: &[u32]) -> String {
    numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(";")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &[(&str, &str)]) -> Environment {
        Environment::new(|wanted| {
            let found = variables.iter().find(|(name, _)| *name == wanted);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    /// The answers of a terminal, as bytes.
    fn answers(bytes: &str) -> Answers {
        let mut answers = Answers::default();
        for input in super::super::Parser::default().feed(bytes.as_bytes()) {
            match input {
                super::super::Input::Reply(reply) => answers.take(reply),
                other => panic!("{other:?}"),
            };
        }
        answers
    }

    #[test]
    #[rustfmt::skip]
    fn every_terminal_is_known_by_its_answers() {
        let xterm = [("TERM", "xterm-256color")];
        for (bytes, name, mode, harakat) in [
            ("\x1bP>|XTerm(379)\x1b\\\x1b[>41;379;0c\x1b[8;0$y\x1b[?64;1;2c", "xterm", Visual, Keep),
            ("\x1b[>41;330;0c\x1b[?64;1;2c",                                  "xterm", Visual, Keep),
            ("\x1b[>85;95;0c\x1b[?1;2c",                                      "urxvt", Visual, Keep),
            ("\x1b[>0;1700;1c\x1b[?6c",                                       "alacritty", Visual, Strip),
            ("\x1b[>0;2600;1c\x1b[?6c",                                       "alacritty", Visual, Strip),
            ("\x1bP>|foot(1.13.1)\x1b\\\x1b[>1;011301;0c\x1b[?62;4;22c",      "foot", Visual, Strip),
            ("\x1b[>65;7003;1c\x1b[8;1$y\x1b[?65;1;9c",                       "VTE", Visual, Keep),
            ("\x1bP>|VTE(7600)\x1b\\\x1b[>61;7600;1c\x1b[8;2$y\x1b[?61;1c",   "VTE", Visual, Keep),
            ("\x1bP>|Konsole 22.12.3\x1b\\\x1b[>1;221203;0c\x1b[?62;1c",      "Konsole", Visual, Keep),
            ("\x1b[>24;279;0c\x1b[8;0$y\x1b[?63;1c",                          "mlterm", Visual, Keep),
            ("\x1b[>0;136;0c\x1b[?6c",                                        "PuTTY", RunAnchored, Keep),
            ("\x1bP>|kitty(0.26.5)\x1b\\\x1b[>1;4000;26c\x1b[8;0$y\x1b[?62;c", "kitty", KittyWords, Strip),
            ("\x1b[>0;276;0c\x1b[?1;2c",                                      "xterm.js", Visual, Keep),
            ("\x1bP>|WezTerm 20240203\x1b\\\x1b[>1;277;0c\x1b[8;2$y\x1b[?65c", "WezTerm", Visual, Keep),
            ("\x1b[>77;30600;0c\x1b[8;1$y\x1b[?64c",                          "mintty", Visual, Keep),
            ("\x1bP>|iTerm2 3.6.1\x1b\\\x1b[>64;2500;0c\x1b[?64c",            "iTerm2", RunAnchored, Keep),
            ("\x1b[>0;10;1c\x1b[?61c",                                        "Windows Terminal", Visual, Keep),
            ("\x1bP>|ghostty 1.1.0\x1b\\\x1b[>1;10;0c\x1b[?62c",              "Ghostty", Visual, Keep),
            ("\x1b[>1;95;0c\x1b[?1;2c",                                       "Terminal.app", RunAnchored, Keep),
            ("\x1b[8;1$y\x1b[?64c",                                           "a terminal that reorders", Visual, Keep),
            ("\x1b[8;0$y\x1b[?64c",                                           "an unknown terminal", Visual, Keep),
        ] {
            let chosen = choose(&environment(&xterm), &answers(bytes));
            assert_eq!((chosen.name.as_str(), chosen.mode, chosen.harakat), (name, mode, harakat), "{bytes:?}");
            let switched = matches!(name, "Konsole" | "mlterm");
            assert_eq!((chosen.start.is_empty(), chosen.end.is_empty()), (!switched, !switched), "{name}");
        }
    }

    #[test]
    fn the_environment_names_a_terminal_that_has_not_answered() {
        for (variables, name) in [
            // st, started from kitty.
            (&[("TERM", "st-256color"), ("KITTY_WINDOW_ID", "1")][..], "st"),
            (&[("TERM", "xterm-256color"), ("VTE_VERSION", "7003")], "VTE"),
            (&[("TERM", "xterm-kitty"), ("KITTY_WINDOW_ID", "1")], "kitty"),
            (&[("TERM", "xterm-256color"), ("TERM_PROGRAM", "Apple_Terminal")], "Terminal.app"),
            (&[("TERM", "xterm-256color"), ("LC_TERMINAL", "iTerm2")], "iTerm2"),
            (&[("TERM", "xterm-256color"), ("WT_SESSION", "x")], "Windows Terminal"),
            (&[("TERM", "rxvt-unicode-256color")], "urxvt"),
            (&[("TERM", "xterm-256color")], "an unknown terminal"),
            (&[], "an unknown terminal"),
        ] {
            let chosen = choose(&environment(variables), &Answers::default());
            assert_eq!(chosen.name, name, "{variables:?}");
            assert_eq!(chosen.fingerprint, environment(variables).fingerprint());
        }
    }

    #[test]
    fn answers_count_more_than_an_environment_that_was_handed_on() {
        // xterm, started from a shell in tmux in kitty.
        let environment =
            environment(&[("TERM", "xterm"), ("KITTY_WINDOW_ID", "1"), ("TMUX", "x")]);
        let chosen = choose(&environment, &answers("\x1bP>|XTerm(379)\x1b\\\x1b[?64c"));
        assert_eq!((chosen.name.as_str(), chosen.fingerprint.as_str()), ("xterm", "XTerm(379)"));
    }

    #[test]
    fn a_multiplexer_passes_on_what_the_terminal_around_it_has_to_know() {
        let tmux = "\x1bPtmux;\x1b\x1b[8l\x1b\\";
        let screen = "\x1bP\x1b[8l\x1b\\";
        for (variables, bytes, name, start) in [
            // Over SSH from inside tmux, only its answers tell.
            (&[][..], "\x1bP>|tmux 3.3a\x1b\\\x1b[>84;0;0c\x1b[?1;2c", "tmux 3.3a", tmux),
            (&[("TMUX", "/tmp/x,1,0"), ("VTE_VERSION", "7003")], "", "tmux", tmux),
            (&[("TERM", "screen")], "\x1b[>83;40900;0c\x1b[?1;2c", "GNU screen", screen),
            (&[("STY", "1.pts")], "", "GNU screen", screen),
        ] {
            let chosen = choose(&environment(variables), &answers(bytes));
            assert_eq!((chosen.name.as_str(), chosen.mode), (name, Visual));
            assert_eq!(chosen.start, start);
            assert_eq!(chosen.end, start.replace("8l", "8h"));
        }
    }

    #[test]
    fn the_terminal_around_tmux_is_sent_text_as_it_needs_it() {
        for (term, version, name, mode, start) in [
            ("xterm-kitty", "kitty(0.26.5)", "kitty", KittyWords, ""),
            ("xterm-256color", "Konsole 22.12", "Konsole", Visual, "BidiRenderingEnabled=false"),
            ("foot", "", "foot", Visual, ""),
            ("xterm", "", "", Visual, ""),
        ] {
            let client = Client { term: term.into(), version: version.into(), process: "1".into() };
            let mut answers = answers("\x1bP>|tmux 3.3a\x1b\\\x1b[>84;0;0c\x1b[?1;2c");
            answers.client = Some(client);
            let chosen = choose(&environment(&[("TMUX", "x")]), &answers);
            let all = ["tmux 3.3a", name].map(str::to_owned);
            let name = if name.is_empty() { all[0].clone() } else { all.join(" in ") };
            assert_eq!((chosen.name, chosen.mode), (name, mode));
            assert!(chosen.start.starts_with("\x1bPtmux;\x1b\x1b[8l\x1b\\"), "{:?}", chosen.start);
            assert!(chosen.start.contains(start), "{:?}", chosen.start);
            assert!(chosen.fingerprint.ends_with(if version.is_empty() { term } else { version }));
        }
    }

    #[test]
    fn a_fingerprint_is_one_for_all_windows_and_another_for_another_version() {
        let kitty = |window| environment(&[("TERM", "xterm-kitty"), ("KITTY_WINDOW_ID", window)]);
        assert_eq!(kitty("1").fingerprint(), "TERM=xterm-kitty KITTY_WINDOW_ID");
        assert_eq!(kitty("1").fingerprint(), kitty("2").fingerprint());
        let urxvt = |bytes| choose(&kitty("1"), &answers(bytes)).fingerprint;
        assert_ne!(urxvt("\x1b[>85;95;0c\x1b[?1c"), urxvt("\x1b[>85;96;0c\x1b[?1c"));
    }
}
