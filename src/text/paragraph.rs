//! The stages put together: a paragraph from its bytes to its rows.

use std::ops::Range;

use unicode_bidi::Level;

use super::clean::Cleaned;
use super::line::{Line, LineBuilder};
use super::unit::{Gap, Unit, Units};
use super::{BaseDirection, Harakat, Options, OutputMode, anchor, bidi, shape, wrap};

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
    /// Bidi controls that are not drawn but keep apart what stands on both sides of them: the unit
    /// before which each stands, and the lowest level of those between two units.
    controls: Vec<(usize, Level)>,
}

impl<'a> Paragraph<'a> {
    /// Cleans and cuts a paragraph that starts at a byte of a document.
    pub(super) fn new(text: &'a str, start: usize, options: &Options) -> Self {
        let clean = Cleaned::of(text);
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
        wrap::wrap(&self.clean.text, &self.units.list, self.options.width)
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
        let text = &*self.clean.text;
        let directional = bidi::is_directional(text);
        let rtl = match self.options.base {
            BaseDirection::Auto if !directional => false,
            base => bidi::is_rtl(text, base),
        };
        if !rtl && !directional || self.options.mode == OutputMode::Logical {
            return Resolved { rtl, levels: Vec::new(), controls: Vec::new() };
        }
        let bytes = bidi::levels(text, rtl);
        let units = &mut self.units.list;
        let mut controls: Vec<(usize, Level)> = Vec::new();
        for (at, _) in text.char_indices().filter(|(_, c)| bidi::is_kept_control(*c)) {
            let n = units.partition_point(|unit| unit.range.start < at);
            match controls.last_mut() {
                Some((last, level)) if *last == n => *level = (*level).min(bytes[at]),
                _ => controls.push((n, bytes[at])),
            }
        }
        let levels: Vec<Level> = units.iter().map(|unit| bytes[unit.range.start]).collect();
        for (n, level) in &controls {
            // Letters join across a mark such as RLM only if it runs as they do.
            if let Some(before) = n.checked_sub(1)
                && levels[before] != *level
                && units[before].after == Gap::Open
            {
                units[before].after = Gap::Parted;
            }
        }
        Resolved { rtl, levels, controls }
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
            resolved.controls.retain(|(n, _)| *n <= at);
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
        let levels = &resolved.levels[row.clone()];
        let shaped = match self.options.mode {
            mode if mode.is_shaped() => shape::shape(units, levels),
            _ => units.iter().map(|unit| unit.base).collect(),
        };
        for n in order(levels, &resolved.controls, row) {
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
fn order(levels: &[Level], controls: &[(usize, Level)], row: Range<usize>) -> Vec<usize> {
    let before = controls.partition_point(|(n, _)| *n <= row.start);
    let controls = &controls[before..];
    let controls = &controls[..controls.partition_point(|(n, _)| *n < row.end)];
    if controls.is_empty() {
        return bidi::reorder(levels);
    }
    let mut places: Vec<(Level, Option<usize>)> = Vec::with_capacity(levels.len() + controls.len());
    let mut start = 0;
    let units = |from: usize, to: usize| (from..to).map(|n| (levels[n], Some(n)));
    for (n, level) in controls {
        let end = n - row.start;
        places.extend(units(start, end));
        places.push((*level, None));
        start = end;
    }
    places.extend(units(start, levels.len()));
    let levels: Vec<Level> = places.iter().map(|(level, _)| *level).collect();
    bidi::reorder(&levels).into_iter().filter_map(|n| places[n].1).collect()
}
