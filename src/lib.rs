//! nashra (نشرة, "news bulletin"): a terminal browser for multilingual news.
//!
//! [`text`] is the text engine: it lays bidirectional text out in terminal cells and knows no
//! terminal, no file and no document. `widget` draws its rows in ratatui, behind the feature
//! `widget`. Everything else is behind the default feature `browser`, which implies it.
//! `docs/architecture.md` is the map of the house.

pub mod text;
#[cfg(feature = "widget")]
pub mod widget;

#[cfg(feature = "browser")]
pub mod action;
#[cfg(feature = "browser")]
pub mod app;
#[cfg(feature = "browser")]
pub mod cli;
#[cfg(feature = "browser")]
pub mod config;
#[cfg(feature = "browser")]
pub mod corpus;
#[cfg(feature = "browser")]
pub mod engine;
#[cfg(feature = "browser")]
pub mod entities;
#[cfg(feature = "browser")]
pub mod keymap;
#[cfg(feature = "browser")]
pub mod model;
#[cfg(feature = "browser")]
pub mod query;
#[cfg(feature = "browser")]
pub mod run;
#[cfg(feature = "browser")]
pub mod store;
#[cfg(feature = "browser")]
pub mod terminal;
#[cfg(feature = "browser")]
pub mod ui;
