//! Styles by meaning, in the sixteen colours that every terminal has and every person has set.
//! Whatever a colour says, an attribute or a sign says too.

use ratatui_core::style::{Color, Modifier, Style};

use crate::model::{Kind, Label};

pub(super) const PLAIN: Style = Style::new();
pub(super) const BORDER: Style = Style::new().add_modifier(Modifier::DIM);
pub(super) const DIM: Style = Style::new().add_modifier(Modifier::DIM);
pub(super) const STRONG: Style = Style::new().add_modifier(Modifier::BOLD);
pub(super) const HEADING: Style = Style::new().add_modifier(Modifier::UNDERLINED);
pub(super) const FOCUSED: Style = Style::new().add_modifier(Modifier::REVERSED);
/// The line under a cursor that has the keys, and under one that has not.
pub(super) const CURSOR: Style = Style::new().add_modifier(Modifier::REVERSED);
pub(super) const CURSOR_AWAY: Style = Style::new().add_modifier(Modifier::UNDERLINED);
/// In a title too: many terminals show bold black as grey.
pub(super) const HIT: Style = Style::new()
    .fg(Color::Black)
    .bg(Color::Yellow)
    .remove_modifier(Modifier::DIM.union(Modifier::BOLD));
/// The mention under the cursor.
pub(super) const HERE: Style = Style::new().add_modifier(Modifier::REVERSED);
pub(super) const SELECTED: Style = Style::new().add_modifier(Modifier::REVERSED);
pub(super) const FAILURE: Style = Style::new().fg(Color::Red).add_modifier(Modifier::BOLD);
pub(super) const KEY: Style = Style::new().add_modifier(Modifier::BOLD);
pub(super) const STARRED: Style = Style::new().fg(Color::Yellow);
pub(super) const KEPT: Style = Style::new().fg(Color::Green);
pub(super) const NOTE: Style = Style::new().fg(Color::Yellow);
pub(super) const TAG: Style = Style::new().fg(Color::Cyan);
/// What the next decision is about.
pub(super) const CHOSEN: Style = Style::new().add_modifier(Modifier::BOLD);
pub(super) const DISCARDED: Style = Style::new().fg(Color::Red);

/// How the names of a kind look, in the sidebar and in the text.
pub(super) fn kind(kind: Kind) -> Style {
    label(kind.label())
}

/// How a mention looks.
pub(super) fn label(label: Label) -> Style {
    let color = match label {
        Label::Per => Color::Magenta,
        Label::Gpe | Label::Norp => Color::Cyan,
        Label::Org => Color::Green,
        // Blue itself is hard to read on black in many palettes.
        Label::Loc | Label::Fac | Label::Event | Label::Misc => Color::LightBlue,
    };
    PLAIN.fg(color)
}
