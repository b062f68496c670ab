//! The languages known by name.

use crate::model::Lang;

/// ISO 639-1 code, or 639-3 where there is none; and what else a source may call the language:
/// codes of ISO 639-2 and 639-3, English name, own name.
const NAMES: &[(&str, &[&str])] = &[
    ("ar", &["ara", "arb", "arabic", "العربية", "عربي"]),
    ("bg", &["bul", "bulgarian"]),
    ("bn", &["ben", "bengali"]),
    ("ca", &["cat", "catalan", "català"]),
    ("ckb", &["sorani"]),
    ("cs", &["ces", "cze", "czech"]),
    ("da", &["dan", "danish"]),
    ("de", &["deu", "ger", "german", "deutsch"]),
    ("el", &["ell", "gre", "greek"]),
    ("en", &["eng", "english"]),
    ("es", &["spa", "spanish", "español"]),
    ("fa", &["fas", "per", "pes", "persian", "farsi", "فارسی"]),
    ("fi", &["fin", "finnish"]),
    ("fr", &["fra", "fre", "french", "français", "francais"]),
    ("he", &["heb", "hebrew", "iw"]),
    ("hi", &["hin", "hindi"]),
    ("hu", &["hun", "hungarian"]),
    ("id", &["ind", "indonesian"]),
    ("it", &["ita", "italian", "italiano"]),
    ("ja", &["jpn", "japanese"]),
    ("ko", &["kor", "korean"]),
    ("ku", &["kur", "kurdish"]),
    ("nl", &["nld", "dut", "dutch", "nederlands"]),
    ("no", &["nor", "nob", "norwegian"]),
    ("pl", &["pol", "polish"]),
    ("pt", &["por", "portuguese", "português"]),
    ("ro", &["ron", "rum", "romanian"]),
    ("ru", &["rus", "russian", "русский"]),
    ("sr", &["srp", "serbian"]),
    ("sv", &["swe", "swedish"]),
    ("tr", &["tur", "turkish", "türkçe"]),
    ("uk", &["ukr", "ukrainian"]),
    ("ur", &["urd", "urdu"]),
    ("vi", &["vie", "vietnamese"]),
    ("zh", &["zho", "chi", "cmn", "chinese", "中文"]),
];

/// The language of a code, with or without a region, or of a name.
pub(super) fn parse(name: &str) -> Option<Lang> {
    let name = name.trim().to_lowercase();
    let code = name.split(['-', '_']).next().unwrap_or_default();
    known(code).or_else(|| code.parse().ok())
}

/// The language of a code or name of the table.
pub(super) fn known(name: &str) -> Option<Lang> {
    let (code, _) = NAMES.iter().find(|(code, others)| *code == name || others.contains(&name))?;
    code.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_names_become_the_shortest_code() {
        for (name, code) in [
            ("fr-FR", "fr"),
            ("fre", "fr"),
            ("French", "fr"),
            (" Français ", "fr"),
            ("ARA", "ar"),
            ("العربية", "ar"),
            ("zh_Hant_TW", "zh"),
            ("ckb", "ckb"),
            ("mt", "mt"),
        ] {
            assert_eq!(parse(name).map(|lang| lang.to_string()).as_deref(), Some(code), "{name}");
        }
        assert_eq!(parse("gibberish"), None);
        assert_eq!(parse(""), None);
    }

    #[test]
    fn every_code_of_the_table_is_one_and_stands_once() {
        let mut all: Vec<&str> = Vec::new();
        for (code, others) in NAMES {
            assert_eq!(known(code).map(|lang| lang.to_string()).as_deref(), Some(*code));
            all.push(code);
            all.extend(*others);
        }
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
