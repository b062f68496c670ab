//! What roles and organisations are called in several languages, from `data/entities/across.txt`.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::text::words;

const FILE: &str = include_str!("../../../data/entities/across.txt");

/// Words by what they tell in whatever language.
pub(super) struct Words {
    roles: HashMap<String, u32>,
    heads: HashMap<String, u32>,
}

impl Words {
    /// The words of the file.
    pub(super) fn get() -> &'static Self {
        static WORDS: LazyLock<Words> = LazyLock::new(|| Words::read(FILE));
        &WORDS
    }

    fn read(file: &str) -> Self {
        let (mut roles, mut heads) = (HashMap::new(), HashMap::new());
        let mut are_roles = true;
        for (line, n) in file.lines().zip(0..) {
            let line = line.split('#').next().unwrap_or(line);
            match line.trim() {
                "[role]" => are_roles = true,
                "[head]" => are_roles = false,
                line => {
                    let told = if are_roles { &mut roles } else { &mut heads };
                    told.extend(words(line).map(|word| (word.folded, n)));
                }
            }
        }
        Self { roles, heads }
    }

    /// The role that a folded word tells, be it with the article and particles.
    pub(super) fn role(&self, word: &str) -> Option<u32> {
        find(&self.roles, word)
    }

    /// The sort of organisation that a folded word tells.
    pub(super) fn head(&self, word: &str) -> Option<u32> {
        find(&self.heads, word)
    }
}

fn find(told: &HashMap<String, u32>, word: &str) -> Option<u32> {
    let bare = ["ال", "وال", "بال", "لل", "و"].iter().filter_map(|front| word.strip_prefix(front));
    std::iter::once(word).chain(bare).find_map(|word| told.get(word).copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_and_a_sort_of_organisation_are_the_same_in_every_language() {
        let words = Words::get();
        for same in [["وزير", "ministre", "minister"], ["المتحدثه", "porteparole", "spokeswoman"]]
        {
            assert!(same.iter().all(|word| words.role(word) == words.role(same[0])), "{same:?}");
        }
        for same in [["شركه", "societe", "company"], ["وحزب", "parti", "party"]] {
            assert!(same.iter().all(|word| words.head(word) == words.head(same[1])), "{same:?}");
        }
        assert!(words.role("ministre").is_some() && words.role("ministre") != words.role("coach"));
        assert_eq!((words.role("zanduli"), words.head("ministre")), (None, None));
    }

    #[test]
    fn no_word_tells_two_things() {
        let mut seen = HashMap::new();
        let lines = FILE.lines().filter(|line| !line.starts_with('['));
        for (line, n) in lines.zip(0..) {
            for word in words(line.split('#').next().unwrap()) {
                let before = seen.insert(word.folded.clone(), n);
                assert!(before.is_none_or(|before| before == n), "{}", word.folded);
            }
        }
    }
}
