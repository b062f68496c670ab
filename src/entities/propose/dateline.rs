//! Datelines: the place that an agency's article begins with, «PLOUVERN, France —».

use std::ops::Range;

use super::super::article::Article;
use super::super::forms::Case;
use super::super::lexicon::Cues;
use super::super::tokens::Gap;

/// Bytes within which the dash of a dateline stands behind its place.
const NEAR: usize = 48;

/// The unknown places of the article's datelines.
pub(super) fn datelines(article: &Article<'_>, known: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let tokens = article.tokens;
    let mut found = Vec::new();
    for at in 0..tokens.len() {
        let line = at == 0 || tokens[at].gap == Gap::Sentence && article.between(at).contains('\n');
        if !line || known(at) {
            continue;
        }
        let capitals = tokens[at].case == Case::Capitals && tokens[at].end - tokens[at].start > 2;
        let begins = capitals || tokens[at].case == Case::Capital || tokens[at].arabic;
        if !begins || article.cues(at).any(Cues::Common) {
            continue;
        }
        let goes_on = |n: usize| {
            n < tokens.len()
                && article.joined(n)
                && !known(n)
                && article.between(n) != " - "
                && (tokens[n].case == tokens[at].case
                    || article.between(n) == "-" && article.cues(n).any(Cues::Particle)
                    || article.between(n - 1) == "-" && article.between(n) == "-")
        };
        let end = (at + 1..).find(|&n| !goes_on(n)).unwrap_or(at + 1);
        if end - at > 4 {
            continue;
        }
        let rest = &article.text[tokens[end - 1].end..];
        let rest = &rest[..rest.floor_char_boundary(NEAR)];
        let line = rest.split('\n').next().unwrap_or(rest);
        let Some(dash) = line.find(['—', '–']).or_else(|| line.find(" - ")) else { continue };
        let before = line[..dash].trim();
        let told = before.starts_with('(') || before.starts_with(", ") && !tokens[at].arabic;
        // «PRICES — they rise» is none.
        let begins = |c: char| c.is_uppercase() || matches!(c, '«' | '“' | '"');
        let sentence = line[dash..].trim_start_matches([' ', '-', '—', '–']).starts_with(begins);
        if told && before.len() > 2 || before.is_empty() && capitals && sentence {
            found.push(at..end);
        }
    }
    found
}
