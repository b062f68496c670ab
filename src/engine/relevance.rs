//! How well a document answers the words of a query: Okapi BM25 (Robertson and others, 1994).

/// How soon further occurrences add little.
const SATURATION: f64 = 1.2;
/// How much a long document has to make up for its length.
const LENGTH: f64 = 0.75;
/// As many occurrences in the text as one in the title counts for.
const TITLE: usize = 3;

/// How often a document has a pattern, for its score.
pub(super) fn times(in_title: usize, in_text: usize) -> usize {
    in_title * TITLE + in_text
}

/// What one pattern of a query is worth in one corpus.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weight {
    rarity: f64,
    /// Words of a document on average, title and text.
    average: f64,
}

impl Weight {
    /// The weight of a pattern that `found` of `documents` documents have.
    pub(super) fn new(found: usize, documents: usize, average: f64) -> Self {
        let (found, documents) = (found as f64, documents as f64);
        let rarity = (1.0 + (documents - found + 0.5).max(0.0) / (found + 0.5)).ln();
        Self { rarity, average: average.max(1.0) }
    }

    /// What it adds to the score of a document of `words` words that has it so often, those times
    /// in the title [counted](times) for more.
    pub(super) fn score(&self, times: usize, words: usize) -> f64 {
        let times = times as f64;
        let length = 1.0 - LENGTH + LENGTH * words as f64 / self.average;
        self.rarity * times * (SATURATION + 1.0) / (times + SATURATION * length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_words_many_of_them_and_short_documents_score_more() {
        let common = Weight::new(90, 100, 10.0);
        let rare = Weight::new(2, 100, 10.0);
        assert!(rare.score(1, 10) > common.score(1, 10));
        assert!(rare.score(2, 10) > rare.score(1, 10));
        assert!(rare.score(1, 5) > rare.score(1, 10));
        assert!(rare.score(times(1, 0), 10) > rare.score(times(0, 2), 10));
        assert_eq!(rare.score(0, 10), 0.0);
        assert!(Weight::new(100, 100, 0.0).score(1, 1) > 0.0);
    }
}
