//! Keys of aliases, and whose they are: one text, so that a hundred thousand entities cost little.

/// Keys in order, each between line feeds.
#[derive(Debug)]
pub(super) struct Index {
    text: String,
    /// Where each key begins, and whose it is.
    keys: Vec<(usize, usize)>,
}

impl Index {
    pub(super) fn new(aliases: impl Iterator<Item = (String, usize)>) -> Self {
        let mut aliases: Vec<_> = aliases.collect();
        aliases.sort_unstable();
        aliases.dedup();
        let mut index = Self { text: "\n".to_owned(), keys: Vec::with_capacity(aliases.len()) };
        index.text.reserve_exact(aliases.iter().map(|(key, _)| key.len() + 1).sum());
        for (key, whose) in aliases {
            index.keys.push((index.text.len(), whose));
            index.text.push_str(&key);
            index.text.push('\n');
        }
        index
    }

    fn key(&self, at: usize) -> &str {
        let rest = &self.text[at..];
        rest.split('\n').next().unwrap_or(rest)
    }

    /// Whose this key is, in order.
    pub(super) fn exact(&self, key: &str) -> Vec<usize> {
        let first = self.keys.partition_point(|&(at, _)| self.key(at) < key);
        let same = self.keys[first..].iter().take_while(|&&(at, _)| self.key(at) == key);
        same.map(|&(_, whose)| whose).collect()
    }

    /// Whose the keys are that have these words in them, the last maybe unfinished; in order.
    pub(super) fn containing(&self, words: &str) -> Vec<usize> {
        let begins = |at: &usize| matches!(self.text.as_bytes()[at - 1], b'\n' | b' ');
        let hits = self.text.match_indices(words).map(|(at, _)| at).filter(begins);
        let mut whose: Vec<usize> = hits
            .filter_map(|hit| {
                let after = self.keys.partition_point(|&(at, _)| at <= hit);
                self.keys.get(after.checked_sub(1)?).map(|&(_, whose)| whose)
            })
            .collect();
        whose.sort_unstable();
        whose.dedup();
        whose
    }

    #[cfg(test)]
    pub(super) fn shared(&self) -> Vec<(&str, Vec<usize>)> {
        let chunks = self.keys.chunk_by(|a, b| self.key(a.0) == self.key(b.0));
        let shared = chunks.filter(|chunk| chunk.len() > 1);
        shared.map(|c| (self.key(c[0].0), c.iter().map(|&(_, whose)| whose).collect())).collect()
    }
}
