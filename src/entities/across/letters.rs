//! Whether an Arabic and a Latin word may be one name, letter by letter.
//!
//! Consonants have to agree. Vowels need not be written in Arabic; where one is and the Latin word
//! has none or another one, that counts a little against the two.

/// What a letter that has no counterpart costs, in tenths of a consonant.
const CONSONANT: u32 = 10;
/// A vowel that only one of them has, where both would write it.
const VOWEL: u32 = 6;
/// A long vowel that the Latin word does not have.
const LONG: u32 = 4;
/// A counterpart that is not the usual one.
const UNUSUAL: u32 = 2;
/// A Latin letter that is seldom heard.
const SILENT: u32 = 1;

/// How far an Arabic word, folded, and a Latin one, folded and without doubled consonants, are from
/// one another, in tenths of a consonant; `None` if some consonant has no counterpart.
pub(super) fn distance(arabic: &str, latin: &str) -> Option<u32> {
    let arabic: Vec<char> = arabic.chars().collect();
    let word = Word { arabic: &arabic, latin };
    let width = latin.len() + 1;
    let mut costs = vec![u32::MAX; (arabic.len() + 1) * width];
    costs[0] = 0;
    for i in 0..=arabic.len() {
        for j in 0..width {
            let cost = costs[i * width + j];
            if cost >= CONSONANT {
                continue;
            }
            word.steps(i, j, &mut |letters, bytes, more| {
                let to = &mut costs[(i + letters) * width + j + bytes];
                *to = (*to).min(cost + more);
            });
        }
    }
    costs.last().copied().filter(|cost| *cost < CONSONANT)
}

struct Word<'w> {
    arabic: &'w [char],
    latin: &'w str,
}

impl Word<'_> {
    /// The ways to go on from a place in both words: Arabic letters and Latin bytes taken, and what
    /// that costs.
    fn steps(&self, i: usize, j: usize, step: &mut dyn FnMut(usize, usize, u32)) {
        let rest = &self.latin[j..];
        if let Some(&letter) = self.arabic.get(i) {
            let last = i + 1 == self.arabic.len();
            for spelling in usual(letter) {
                if rest.starts_with(spelling) {
                    step(1, spelling.len(), soft(letter, spelling, rest));
                }
            }
            for spelling in unusual(letter, i == 0, last) {
                if rest.starts_with(spelling) {
                    step(1, spelling.len(), UNUSUAL);
                }
            }
            step(1, 0, self.unwritten(letter, i));
            let pair = self.arabic.get(i + 1).map_or(&[][..], |next| both(letter, *next));
            for spelling in pair.iter().filter(|spelling| rest.starts_with(**spelling)) {
                step(2, spelling.len(), 0);
            }
        }
        if let Some(letter) = rest.chars().next() {
            step(0, letter.len_utf8(), self.unheard(letter, j));
        }
    }

    /// What it costs that the Latin word has nothing for an Arabic letter.
    fn unwritten(&self, letter: char, i: usize) -> u32 {
        let next = self.arabic.get(i + 1);
        match letter {
            'ع' | 'ء' => 0,
            'ا' if i == 0 && matches!(next, Some('و' | 'ي')) => 0,
            'ه' if next.is_none() => 0,
            'ا' if i == 0 => VOWEL,
            'ا' | 'و' | 'ي' => LONG,
            _ => CONSONANT,
        }
    }

    /// What it costs that the Arabic word has nothing for a Latin letter.
    fn unheard(&self, letter: char, j: usize) -> u32 {
        let rest = &self.latin[j + letter.len_utf8()..];
        let before = self.latin[..j].chars().next_back();
        match letter {
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' if j == 0 => LONG,
            'a' | 'i' | 'o' | 'u' | 'y' if rest.is_empty() => VOWEL,
            // A short one in French: Joumaa.
            'o' if rest.starts_with('u') => UNUSUAL,
            'u' if before == Some('o') => 0,
            // Oualid, for Walid.
            'a' if self.latin[..j].ends_with("ou") => 0,
            'a' if rest.starts_with('e') => VOWEL,
            'a' | 'i' | 'o' | 'u' | 'e' if before.is_some_and(is_vowel) => VOWEL,
            'e' | 'a' | 'i' | 'o' | 'u' => 0,
            'h' | 'y' if j > 0 => SILENT,
            'w' if j > 0 => UNUSUAL,
            // Renaud, Dumas, Legrix; Olivier.
            't' | 'd' | 's' | 'x' | 'z' | 'p' if j > 1 && rest.chars().all(is_silent) => SILENT,
            'r' if rest.is_empty() && before == Some('e') => SILENT,
            'l' if before == Some('u') && rest.starts_with('t') => UNUSUAL,
            _ => CONSONANT,
        }
    }
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u')
}

fn is_silent(letter: char) -> bool {
    matches!(letter, 't' | 'd' | 's' | 'x' | 'z' | 'p')
}

/// Latin c and g before e, i and y are other letters than elsewhere.
fn soft(letter: char, spelling: &str, rest: &str) -> u32 {
    let soft = rest[spelling.len()..].starts_with(['e', 'i', 'y']);
    match (letter, spelling) {
        ('س' | 'ص', "c") if !soft => SILENT,
        ('ك' | 'ق', "c") | ('ك' | 'ق' | 'غ', "g") if soft => UNUSUAL,
        _ => 0,
    }
}

/// How an Arabic letter is usually written in Latin letters.
fn usual(letter: char) -> &'static [&'static str] {
    match letter {
        'ا' => &["a"],
        'ب' => &["b", "p"],
        'پ' => &["p"],
        'ت' | 'ط' => &["t", "th"],
        'ث' => &["th", "t", "s"],
        'ج' => &["j", "g", "dj", "dg"],
        'چ' => &["ch", "tch", "g"],
        'ح' | 'ه' => &["h"],
        'خ' => &["kh", "ch"],
        'د' => &["d"],
        'ذ' | 'ظ' => &["dh", "z", "d", "th"],
        'ض' => &["d", "dh", "z"],
        'ر' => &["r"],
        'ز' => &["z", "s"],
        'س' => &["s", "c"],
        'ص' => &["s", "c"],
        'ش' => &["sh", "ch", "sch"],
        'ع' => &["a", "e", "i", "o", "u", "ou"],
        'غ' => &["gh", "g"],
        'گ' => &["g"],
        'ف' => &["f", "v", "ph"],
        'ڤ' => &["v"],
        'ق' => &["q", "k", "g", "c", "ck", "qu"],
        'ك' => &["k", "c", "q", "g", "ck", "qu", "ch"],
        'ل' => &["l"],
        'م' => &["m"],
        'ن' => &["n", "gn"],
        'و' => &["o", "u", "ou", "w", "au", "eau", "eu", "aw", "ow", "oo"],
        'ي' => &["i", "y", "ei", "ie", "ey", "ai", "ay"],
        _ => &[],
    }
}

/// How it is written now and then.
fn unusual(letter: char, first: bool, last: bool) -> &'static [&'static str] {
    match letter {
        'ا' if first => &["e", "i", "o", "u", "y"],
        'ا' => &["e"],
        'ه' if last => &["a", "e", "ah", "eh", "at", "et"],
        'ي' if last => &["a", "ah"],
        'ي' => &["e", "j", "il", "a"],
        'و' => &["v"],
        'ب' => &["v"],
        'ف' => &["w"],
        'خ' => &["h", "j"],
        'ج' => &["z", "y"],
        'ش' => &["s"],
        'س' => &["z"],
        'غ' => &["r", "gu"],
        'ق' => &["gh"],
        'ت' => &["d"],
        'د' => &["t"],
        _ => &[],
    }
}

/// Two Arabic letters for one sound of other languages.
fn both(first: char, second: char) -> &'static [&'static str] {
    match (first, second) {
        ('ت', 'ش') => &["ch", "tch", "c", "cz"],
        ('ك', 'س') => &["x"],
        ('د', 'ج') => &["j", "g"],
        ('ت', 'ز') | ('ت', 'س') => &["z", "tz", "ts", "c"],
        ('ن', 'ي') => &["gn"],
        ('ا', 'ن') => &["in", "ain", "ein"],
        ('ي', 'ه') => &["er", "et", "ez"],
        ('و', 'ا') => &["oi", "oua"],
        _ => &[],
    }
}

/// A key that words have in common if they may be one: their consonants, alike ones taken as the
/// same. Some words have several, because a letter may be heard or not.
pub(super) fn keys(word: &str) -> Vec<String> {
    let article = word.strip_prefix("al").or_else(|| word.strip_prefix("el"));
    let mut keys = sounds(word);
    keys.extend(article.into_iter().flat_map(sounds));
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn sounds(word: &str) -> Vec<String> {
    let mut keys = vec![String::new()];
    let mut rest = word;
    while let Some(letter) = rest.chars().next() {
        let (len, heard) = heard(word, rest, letter);
        // More than so many are those of no name.
        if keys.len() <= 16 {
            let longer = heard.iter().flat_map(|sound| {
                keys.iter().map(move |key| match key.ends_with(*sound) {
                    true => key.clone(),
                    false => format!("{key}{sound}"),
                })
            });
            keys = longer.collect();
        }
        rest = &rest[len..];
    }
    keys
}

/// The length of what comes next in a word, and what it may sound like.
fn heard(word: &str, rest: &str, letter: char) -> (usize, &'static [&'static str]) {
    const UNITS: [(&str, &[&str]); 16] = [
        ("sch", &["x"]),
        ("tch", &["x"]),
        ("sh", &["x"]),
        ("ch", &["x", "k"]),
        ("kh", &["k"]),
        ("gh", &["k"]),
        ("ph", &["f"]),
        ("th", &["t"]),
        ("dh", &["d"]),
        ("dj", &["k"]),
        ("dg", &["k"]),
        ("gn", &["n", "kn"]),
        ("ck", &["k"]),
        ("qu", &["k"]),
        ("tz", &["s"]),
        ("تش", &["x", "tx"]),
    ];
    if let Some((unit, sounds)) = UNITS.iter().find(|(unit, _)| rest.starts_with(unit)) {
        return (unit.len(), sounds);
    }
    let after = &rest[letter.len_utf8()..];
    let silent = word.len() - rest.len() > 1 && after.chars().all(is_silent);
    let sounds: &[&str] = match letter {
        'p' if silent => &["b", ""],
        'b' | 'p' | 'ب' | 'پ' => &["b"],
        'f' | 'v' | 'ف' | 'ڤ' => &["f"],
        't' if silent => &["t", ""],
        'd' if silent => &["d", ""],
        's' | 'z' if silent => &["s", ""],
        'x' if silent => &["ks", ""],
        'r' if after.is_empty() && word.ends_with("er") => &["r", ""],
        'l' if after.starts_with('t') && word[..word.len() - rest.len()].ends_with('u') => {
            &["l", ""]
        }
        't' | 'ت' | 'ط' => &["t"],
        'd' | 'د' => &["d"],
        'ث' => &["t", "s"],
        'ذ' | 'ظ' | 'ض' => &["d", "s"],
        's' | 'z' | 'س' | 'ص' | 'ز' => &["s"],
        'c' if after.starts_with(['e', 'i', 'y']) => &["s"],
        'c' if after.starts_with(['a', 'o', 'u']) => &["k", "s"],
        'ش' => &["x"],
        'j' => &["k", ""],
        'k' | 'q' | 'c' | 'g' | 'ك' | 'ق' | 'ج' | 'غ' | 'خ' | 'گ' => &["k"],
        'چ' => &["x"],
        'x' => &["ks"],
        'w' => &["", "f"],
        'l' | 'ل' => &["l"],
        'm' | 'م' => &["m"],
        'n' | 'ن' => &["n"],
        'r' | 'ر' => &["r"],
        _ => &[""],
    };
    (letter.len_utf8(), sounds)
}
