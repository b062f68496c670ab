//! Aliases as they are looked for: folded words, the capitals they ask for, and the regular forms
//! of an Arabic alias that a table need not list.

use std::ops::RangeInclusive;

use crate::model::{Lang, Name, Role};
use crate::text::words;

/// The folded words of a text with one space between them: equal for what readers take for the same
/// name.
pub(super) fn key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for word in words(text) {
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(&word.folded);
    }
    key
}

/// How a word of a cased script is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Case {
    /// It begins with a small letter, or its script has one case only.
    Any,
    /// It begins with a capital.
    Capital,
    /// It is all capitals.
    Capitals,
}

impl Case {
    /// The case of a word of a text, from its first letter that has one. A single capital is
    /// [`Case::Capitals`].
    pub(super) fn of(word: &str) -> Self {
        let word = word.trim_start_matches(|c: char| !c.is_uppercase() && !c.is_lowercase());
        if !word.starts_with(char::is_uppercase) {
            Case::Any
        } else if word.contains(char::is_lowercase) {
            Case::Capital
        } else {
            Case::Capitals
        }
    }

    /// The case that a word of an alias asks of the word in the text: acronyms want all capitals,
    /// what has more letters one, as names do.
    pub(super) fn asked_by(word: &str) -> Self {
        match Case::of(word) {
            Case::Capitals if !ACRONYM.contains(&word.chars().count()) => Case::Capital,
            case => case,
        }
    }
}

/// Letters of an acronym.
pub(super) const ACRONYM: RangeInclusive<usize> = 2..=5;

/// The letters of an alias that is an acronym, written with or without periods (`U.S.`, `OTAN`).
pub(super) fn acronym(text: &str) -> Option<String> {
    let letters: String = text.chars().filter(|&c| c != '.').collect();
    let dots = text.len() - letters.len();
    let whole = dots == 0 || dots + 1 >= letters.chars().count();
    let capitals = letters.chars().all(char::is_uppercase);
    (whole && capitals && ACRONYM.contains(&letters.chars().count())).then_some(letters)
}

/// The keys of the regular forms of an alias, its own not among them.
pub(super) fn forms(name: &Name) -> Vec<String> {
    if name.lang != Lang::AR {
        return Vec::new();
    }
    let own = key(&name.text);
    let mut forms = match name.role {
        Role::Demonym => demonyms(&own),
        Role::Name | Role::Shared | Role::Seat => spellings(&own),
    };
    forms.retain(|form| *form != own);
    forms
}

/// A nisba in every gender, number and case, with and without the article; another demonym with
/// the article only. Where all words end as a nisba does all are inflected, else the last.
fn demonyms(key: &str) -> Vec<String> {
    const ENDINGS: [&str; 9] = ["", "ه", "ين", "ون", "ان", "تان", "تين", "ات", "ا"];
    let nisba = |word: &str| word.ends_with('ي');
    let all = key.split(' ').all(nisba);
    let endings = if nisba(key) { &ENDINGS[..] } else { &[""] };
    let (first, last) = key.rsplit_once(' ').unwrap_or(("", key));
    let mut forms = Vec::new();
    for ending in endings {
        let form = if all {
            key.split(' ').map(|word| format!("{word}{ending}")).collect::<Vec<_>>().join(" ")
        } else {
            format!("{first} {last}{ending}").trim_start().to_owned()
        };
        if !key.starts_with("ال") && *ending != "ا" {
            let between = if all { " ال" } else { " " };
            forms.push(format!("ال{}", form.replace(' ', between)));
        }
        forms.push(form);
    }
    forms
}

/// The spellings and cases of a name: عبد and its complement written as one word, أبو as أبي and
/// أبا, the plural in ـون as ـين.
fn spellings(key: &str) -> Vec<String> {
    let mut forms = vec![key.to_owned()];
    let mut add = |respell: &dyn Fn(&str) -> String| {
        let more: Vec<_> = forms.iter().map(|form| respell(form)).collect();
        forms.extend(more.into_iter().filter(|form| !form.is_empty()));
    };
    if has_word(key, "عبد") {
        add(&|form| replace_word(form, "عبد ", "عبد"));
    }
    if key.split(' ').any(|word| word.len() > "عبدال".len() && word.starts_with("عبدال"))
    {
        add(&|form| replace_word(form, "عبدال", "عبد ال"));
    }
    if has_word(key, "ابو") {
        add(&|form| replace_word(form, "ابو ", "ابي "));
        add(&|form| replace_word(form, "ابو ", "ابا "));
    }
    let plural = |word: &str| word.starts_with("ال") && word.ends_with("ون") && word.len() > 12;
    if key.split(' ').any(plural) {
        add(&|form| {
            let oblique = |word: &str| match word.strip_suffix("ون").filter(|_| plural(word)) {
                Some(stem) => format!("{stem}ين"),
                None => word.to_owned(),
            };
            form.split(' ').map(oblique).collect::<Vec<_>>().join(" ")
        });
    }
    forms.sort();
    forms.dedup();
    forms
}

/// Whether a word of the key is this one, with another after it.
fn has_word(key: &str, word: &str) -> bool {
    key.split(' ').rev().skip(1).any(|w| w == word)
}

/// The key with `from` at the beginning of any word as `to`.
fn replace_word(key: &str, from: &str, to: &str) -> String {
    format!(" {key}").replace(&format!(" {from}"), &format!(" {to}")).trim_start().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(lang: Lang, role: Role, text: &str) -> Vec<String> {
        forms(&Name { lang, text: text.to_owned(), role })
    }

    #[test]
    fn a_nisba_inflects_and_takes_the_article() {
        let forms = of(Lang::AR, Role::Demonym, "فرنسي");
        for form in ["الفرنسي", "فرنسيه", "الفرنسيين", "فرنسيتان", "فرنسيا"]
        {
            assert!(forms.contains(&form.to_owned()), "{form}");
        }
        assert!(!forms.contains(&"الفرنسيا".to_owned()));
        let forms = of(Lang::AR, Role::Demonym, "كوري جنوبي");
        assert!(forms.contains(&"الكوريه الجنوبيه".to_owned()));
        let forms = of(Lang::AR, Role::Demonym, "جنوب أفريقي");
        assert!(forms.contains(&"الجنوب افريقيه".to_owned()));
        assert_eq!(of(Lang::AR, Role::Demonym, "أكراد"), ["الاكراد"]);
    }

    #[test]
    fn arabic_names_have_their_usual_spellings() {
        let name = |text| of(Lang::AR, Role::Name, text);
        assert_eq!(name("عبد الفتاح السيسي"), ["عبدالفتاح السيسي"]);
        assert_eq!(name("عبدالله الثاني"), ["عبد الله الثاني"]);
        assert_eq!(name("أبو بكر البغدادي"), ["ابا بكر البغدادي", "ابي بكر البغدادي"]);
        assert_eq!(name("الإخوان المسلمون"), ["الاخوان المسلمين"]);
        assert_eq!(name("ماكرون"), [""; 0]);
    }

    #[test]
    fn acronyms_ask_for_capitals_and_may_have_periods() {
        assert_eq!(acronym("U.S.").as_deref(), Some("US"));
        assert_eq!(acronym("OTAN").as_deref(), Some("OTAN"));
        for other in ["UNESCO", "Otan", "X", "U.S. Army"] {
            assert_eq!(acronym(other), None, "{other}");
        }
        assert_eq!(Case::asked_by("EI"), Case::Capitals);
        assert_eq!(Case::asked_by("UNESCO"), Case::Capital);
        assert_eq!(Case::asked_by("islamique"), Case::Any);
        assert_eq!(Case::asked_by("روسيا"), Case::Any);
    }
}
