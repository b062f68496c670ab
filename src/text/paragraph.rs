//! The stages put together: a paragraph from its bytes to its rows.

use std::borrow::Cow;
use std::ops::Range;

use unicode_bidi::Level;

use super::clean::Cleaned;
use super::line::{Line, LineBuilder};
use super::unit::{Gap, Unit, Units};
use super::wrap::{Step, wrap};
use super::{BaseDirection, Harakat, Options, OutputMode, anchor, bidi, shape};

/// A paragraph, cleaned and cut into units: all that breaking it into rows needs.
#[derive(Debug)]
pub(super) struct Paragraph<'a> {
    options: Options,
    /// The width of a row with its anchor, in cells.
    width: usize,
    /// Where it starts in the document, in bytes.
    start: usize,
    clean: Cleaned<'a>,
    units: Units,
}

/// A paragraph's direction and the level of each unit: all that setting a row needs besides.
#[derive(Debug)]
pub(super) struct Resolved {
    rtl: bool,
    /// Empty if all units have level 0.
    levels: Vec<Level>,
    /// Characters that are not drawn but keep apart what stands on both sides of them, such as RLM:
    /// the unit before which each stands, and the lowest level of those between two units.
    hidden: Vec<(usize, Level)>,
}

impl<'a> Paragraph<'a> {
    /// Cleans and cuts a paragraph that starts at a byte of a document.
    pub(super) fn new(text: &'a str, start: usize, options: &Options) -> Self {
        Self::of(Cleaned::of(text), start, options)
    }

    /// Cuts a clean paragraph.
    pub(super) fn of(clean: Cleaned<'a>, start: usize, options: &Options) -> Self {
        let mut options = Options { width: options.width.max(1), ..*options };
        let width = options.width;
        match options.mode {
            OutputMode::KittyWords => options.harakat = Harakat::Strip,
            OutputMode::RunAnchored if width > 1 && clean.text.chars().any(anchor::is_rtl) => {
                options.width -= 1;
            }
            _ => {}
        }
        let units = Units::of(&clean.text, &options);
        Self { options, width, start, clean, units }
    }

    /// Returns the cells of a row that its text may take.
    pub(super) fn width(&self) -> usize {
        self.options.width
    }

    /// Breaks it into rows; returns the units of each.
    pub(super) fn rows(&self) -> Vec<Range<usize>> {
        let units = &self.units.list;
        let first = |byte| units.partition_point(|unit| unit.range.start < byte);
        let step =
            |unit: &Unit| Step { start: unit.range.start, width: unit.width, space: unit.space };
        let steps_from = |byte| units[first(byte)..].iter().map(step);
        let mut ends = wrap(&self.clean.text, steps_from, self.options.width);
        ends.push(usize::MAX);
        ends.windows(2).map(|row| first(row[0])..first(row[1])).collect()
    }

    /// Returns its units in logical order.
    pub(super) fn units(&self) -> &[Unit] {
        &self.units.list
    }

    /// Returns the bytes of the document that a unit shows.
    pub(super) fn source(&self, unit: &Unit) -> Range<usize> {
        let Range { start, end } = self.clean.source(unit.range.clone());
        self.start + start..self.start + end
    }

    /// Resolves direction and levels.
    pub(super) fn resolve(&mut self) -> Resolved {
        self.resolve_by(bidi::levels)
    }

    /// The same where something else than the text alone says what level each byte has.
    pub(super) fn resolve_by(&mut self, levels: fn(&str, bool) -> Vec<Level>) -> Resolved {
        let text = &*self.clean.text;
        let directional = bidi::is_directional(text);
        let rtl = match self.options.base {
            BaseDirection::Auto if !directional => false,
            base => bidi::is_rtl(text, base),
        };
        if !rtl && !directional || self.options.mode == OutputMode::Logical {
            return Resolved { rtl, levels: Vec::new(), hidden: Vec::new() };
        }
        let bytes = levels(text, rtl);
        let units = &mut self.units.list;
        let mut hidden: Vec<(usize, Level)> = Vec::new();
        for (n, at) in &self.units.hidden {
            if !text[*at..].starts_with(bidi::has_place) {
                continue;
            }
            match hidden.last_mut() {
                Some((last, level)) if last == n => *level = (*level).min(bytes[*at]),
                _ => hidden.push((*n, bytes[*at])),
            }
        }
        let levels: Vec<Level> = units.iter().map(|unit| bytes[unit.range.start]).collect();
        for (n, level) in &hidden {
            // Letters join across a mark such as RLM only if it runs as they do.
            if let Some(before) = n.checked_sub(1)
                && levels[before] != *level
                && units[before].after == Gap::Open
            {
                units[before].after = Gap::Parted;
            }
        }
        Resolved { rtl, levels, hidden }
    }

    /// Replaces the units from `at` on by one that shows a character and stands for the clean bytes
    /// from its start on; it has the level of the paragraph.
    pub(super) fn end_with(&mut self, resolved: &mut Resolved, at: usize, base: char) {
        let end = self.clean.text.len();
        let start = self.units.list.get(at).map_or(end, |unit| unit.range.start);
        self.units.list.truncate(at);
        let (before, after) = (Gap::Parted, Gap::Parted);
        self.units.list.push(Unit {
            range: start..end,
            base,
            marks: (0, 0),
            width: 1,
            space: false,
            lam: false,
            before,
            after,
        });
        if !resolved.levels.is_empty() {
            resolved.levels.truncate(at);
            resolved.hidden.retain(|(n, _)| *n <= at);
            resolved.levels.push(bidi::base_level(resolved.rtl));
        }
    }

    /// Sets a row: its units without those spaces that hang. `source` are the bytes of the document
    /// that the row covers.
    pub(super) fn line(
        &self,
        resolved: &Resolved,
        row: Range<usize>,
        source: Range<usize>,
    ) -> Line {
        let at = |n: usize| self.units.list.get(n).map_or(self.clean.text.len(), |u| u.range.start);
        let (start, end) = (at(row.start), at(row.end));
        let spaces =
            self.units.list[row.clone()].iter().rev().take_while(|unit| unit.space).count();
        let row = row.start..row.end - spaces;
        let units = &self.units.list[row.clone()];
        // Presentation forms take three bytes, the letters they stand for two.
        let grown = if resolved.levels.is_empty() { 0 } else { units.len() };
        let bytes = source.len().min(4 * units.len()) + grown;
        let mut line =
            LineBuilder::new(source, resolved.rtl, self.options.mode, units.len(), bytes);
        let mut put = |unit: &Unit, base: char| {
            line.push(base, self.units.marks(unit), unit.width, self.source(unit));
        };
        if resolved.levels.is_empty() {
            for unit in units {
                put(unit, unit.base);
            }
            return line.finish();
        }
        // White space that does not hang (U+2007) is on the level of the paragraph too (UAX #9, L1).
        let kept = start + self.clean.text[start..end].trim_end_matches(bidi::is_reset).len();
        let blanks = units.iter().rev().take_while(|unit| unit.range.start >= kept).count();
        let mut levels = Cow::from(&resolved.levels[row.clone()]);
        if blanks > 0 {
            levels.to_mut()[units.len() - blanks..].fill(bidi::base_level(resolved.rtl));
        }
        let shaped = match self.options.mode {
            mode if mode.is_shaped() => shape::shape(units, &levels),
            _ => units.iter().map(|unit| unit.base).collect(),
        };
        for n in order(&levels, &resolved.hidden, row) {
            let mirrored = levels[n].is_rtl().then(|| bidi::mirrored(units[n].base)).flatten();
            put(&units[n], mirrored.unwrap_or(shaped[n]));
        }
        line.finish()
    }

    /// Sets its rows. `end` is where the next paragraph starts.
    pub(super) fn lines(&mut self, rows: &[Range<usize>], end: usize) -> Vec<Line> {
        let resolved = self.resolve();
        let mut start = self.start;
        let mut lines = Vec::with_capacity(rows.len());
        for (n, row) in rows.iter().enumerate() {
            let next = match rows.get(n + 1) {
                Some(next) => self.source(&self.units.list[next.start]).start,
                None => end,
            };
            lines.push(self.line(&resolved, row.clone(), start..next).anchored(self.width));
            start = next;
        }
        lines
    }
}

/// Returns the units of a row in visual order, counted from the first of them.
fn order(levels: &[Level], hidden: &[(usize, Level)], row: Range<usize>) -> Vec<usize> {
    let before = hidden.partition_point(|(n, _)| *n <= row.start);
    let hidden = &hidden[before..];
    let hidden = &hidden[..hidden.partition_point(|(n, _)| *n < row.end)];
    if hidden.is_empty() {
        return bidi::reorder(levels);
    }
    let mut places: Vec<(Level, Option<usize>)> = Vec::with_capacity(levels.len() + hidden.len());
    let mut start = 0;
    let units = |from: usize, to: usize| (from..to).map(|n| (levels[n], Some(n)));
    for (n, level) in hidden {
        let end = n - row.start;
        places.extend(units(start, end));
        places.push((*level, None));
        start = end;
    }
    places.extend(units(start, levels.len()));
    let levels: Vec<Level> = places.iter().map(|(level, _)| *level).collect();
    bidi::reorder(&levels).into_iter().filter_map(|n| places[n].1).collect()
}
