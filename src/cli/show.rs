//! `nashra show`: one article, laid out for the terminal or as JSON.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use serde::Serialize;

use super::find::Index;
use super::load::Loaded;
use super::{Error, args, load, output};
use crate::model::{Date, DocId, Document, EntityId, Label, Lang};
use crate::text::{Layout, Options, OutputMode};

/// A document as `--json` prints it.
#[derive(Serialize)]
struct Shown<'a> {
    id: DocId,
    title: &'a str,
    lang: Lang,
    date: Option<Date>,
    source: Option<&'a str>,
    text: &'a str,
    mentions: Vec<ShownMention<'a>>,
}

/// A mention as `--json` prints it; start and end in Unicode scalar values of the text.
#[derive(Serialize)]
pub(super) struct ShownMention<'a> {
    start: usize,
    end: usize,
    text: &'a str,
    label: Label,
    entity: &'a EntityId,
}

pub(super) fn run(show: &args::Show) -> Result<ExitCode, Error> {
    let file = Path::new(&show.document);
    // A file is read by itself, unless it is to be found in a corpus.
    let alone = show.corpus.paths.is_empty() && file.exists();
    let paths = if alone { vec![PathBuf::from(file)] } else { show.corpus.paths.clone() };
    let loaded = load::load(&args::Corpus { paths, state: show.corpus.state.clone() })?;
    let Some(document) = find(&show.document, &loaded)? else { return Ok(loaded.status()) };
    let mut out = BufWriter::new(io::stdout().lock());
    if show.json {
        output::json(&mut out, &shown(&document))?;
    } else {
        lay_out(show, &document, &mut out)?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// The document of this name. Nothing else is read for a whole id.
fn find(name: &str, loaded: &Loaded) -> Result<Option<Arc<Document>>, Error> {
    if let Ok(id) = name.parse()
        && let Some(document) = loaded.engine.document(id)?
    {
        return Ok(Some(document));
    }
    let id = Index::new(loaded)?.find_one(name)?;
    Ok(loaded.engine.document(id)?)
}

fn shown(document: &Document) -> Shown<'_> {
    Shown {
        id: document.id,
        title: &document.title,
        lang: document.lang,
        date: document.date,
        source: document.source.as_deref(),
        text: &document.text,
        mentions: mentions(document),
    }
}

/// The mentions of a text, as `--json` prints them.
pub(super) fn mentions(document: &Document) -> Vec<ShownMention<'_>> {
    let text = document.text.as_str();
    // Mentions are in text order.
    let mut count = scalars(text);
    let mentions = document.mentions.iter().map(|mention| ShownMention {
        start: count(mention.range.start),
        end: count(mention.range.end),
        text: &text[mention.range.clone()],
        label: mention.label,
        entity: &mention.entity,
    });
    mentions.collect()
}

/// Counts the Unicode scalar values before a byte of a text, each time a later one, in one walk.
pub(super) fn scalars(text: &str) -> impl FnMut(usize) -> usize {
    let (mut byte, mut scalars) = (0, 0);
    move |to| {
        scalars += text[byte..to].chars().count();
        byte = to;
        scalars
    }
}

fn lay_out(show: &args::Show, document: &Document, out: &mut impl Write) -> io::Result<()> {
    let mode = show.bidi.unwrap_or_else(output::mode);
    let width = show.width.or_else(terminal_width).unwrap_or(80);
    let options = Options { width: width.into(), mode, ..Options::default() };
    let mut write = |text: &str| -> io::Result<()> {
        let mut layout = Layout::new(text, options);
        for n in 0..layout.line_count() {
            let Some(line) = layout.line(n) else { break };
            // Whoever takes text in logical order aligns it as well.
            let right = line.rtl() && mode != OutputMode::Logical;
            let indent = if right { options.width.saturating_sub(line.width()) } else { 0 };
            writeln!(out, "{:indent$}{}", "", output::row(line).trim_end())?;
        }
        Ok(())
    };
    if !document.begins_with_title() {
        write(&document.title)?;
        write("")?;
    }
    write(document.text.trim_end())
}

fn terminal_width() -> Option<u16> {
    let size = rustix::termios::tcgetwinsize(io::stdout()).ok()?;
    (size.ws_col > 0).then_some(size.ws_col)
}
