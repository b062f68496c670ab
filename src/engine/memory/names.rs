//! Values that many documents share, numbered.

use std::collections::HashMap;
use std::sync::Arc;

use rustc_hash::FxBuildHasher;

use super::super::EngineError;

/// Each distinct value by its number, in order of appearance, and back.
#[derive(Default)]
pub(super) struct Names {
    numbers: HashMap<Arc<str>, u32, FxBuildHasher>,
    names: Vec<Arc<str>>,
}

impl Names {
    /// The number of a name, a new one if it has none yet.
    pub(super) fn number(&mut self, name: &str) -> Result<u32, EngineError> {
        if let Some(number) = self.get(name) {
            return Ok(number);
        }
        let number = number_after(self.names.len())?;
        let name: Arc<str> = name.into();
        self.names.push(name.clone());
        self.numbers.insert(name, number);
        Ok(number)
    }

    /// The number of a name that has one.
    pub(super) fn get(&self, name: &str) -> Option<u32> {
        self.numbers.get(name).copied()
    }

    /// All names by number.
    pub(super) fn all(&self) -> &[Arc<str>] {
        &self.names
    }
}

/// The number of the next thing when there are `len`. The last one is never given, so that it can
/// mean something else.
pub(super) fn number_after(len: usize) -> Result<u32, EngineError> {
    u32::try_from(len).ok().filter(|n| *n != u32::MAX).ok_or(EngineError::Full)
}
