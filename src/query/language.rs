//! Languages by the names that people give them.

use crate::model::Lang;
use crate::text::fold;

/// Codes with names in English, French, Arabic and the language itself, folded, without the article.
const NAMES: [(&str, &str); 26] = [
    ("ar", "arabic arabe عربي عربيه"),
    ("fr", "french francais francaise فرنسي فرنسيه"),
    ("en", "english anglais anglaise انجليزي انجليزيه انكليزي انكليزيه"),
    ("fa", "persian farsi persan persane فارسي فارسيه"),
    ("ur", "urdu ourdou اردو اورديه"),
    ("ckb", "kurdish kurde كردي كرديه كوردي sorani سوراني سورانيه"),
    ("ku", "kurmanji kurmanci كرمانجي كرمانجيه"),
    ("he", "hebrew hebreu عبري عبريه עברית"),
    ("ru", "russian russe روسي روسيه русскии"),
    ("uk", "ukrainian ukrainien اوكراني اوكرانيه украінська"),
    ("tr", "turkish turc turque تركي تركيه turkce"),
    ("es", "spanish espagnol espagnole اسباني اسبانيه espanol"),
    ("de", "german allemand allemande الماني المانيه deutsch"),
    ("it", "italian italien italienne ايطالي ايطاليه italiano"),
    ("pt", "portuguese portugais portugaise برتغالي برتغاليه portugues"),
    ("nl", "dutch neerlandais neerlandaise هولندي هولنديه nederlands"),
    ("el", "greek grec grecque يوناني يونانيه ελληνικα"),
    ("hy", "armenian armenien armenienne ارمني ارمنيه"),
    ("pl", "polish polonais polonaise بولندي بولنديه polski"),
    ("zh", "chinese chinois chinoise صيني صينيه 中文"),
    ("ja", "japanese japonais japonaise ياباني يابانيه 日本語"),
    ("ps", "pashto pachto بشتو"),
    ("so", "somali صومالي صوماليه"),
    ("sw", "swahili سواحيلي سواحيليه kiswahili"),
    ("id", "indonesian indonesien اندونيسي اندونيسيه"),
    ("und", "unknown inconnue مجهوله"),
];

/// Reads a language by its name or its code.
pub(super) fn language(name: &str) -> Result<Lang, String> {
    let folded = fold(name);
    let named = |folded: &str| {
        let found = NAMES.iter().find(|(_, names)| names.split(' ').any(|name| name == folded));
        found.map_or(folded, |(code, _)| code).parse().ok()
    };
    // With the Arabic article.
    let bare = || folded.strip_prefix("ال").and_then(named);
    named(&folded).or_else(bare).ok_or_else(|| {
        format!(
            "`{name}` is not a language; write arabic, french, english, another name, or a code \
             such as ar"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_has_a_code_and_names() {
        for (name, code) in [
            ("ar", "ar"),
            ("FR-ca", "fr"),
            ("Arabic", "ar"),
            ("عربي", "ar"),
            ("العربية", "ar"),
            ("français", "fr"),
            ("الفرنسية", "fr"),
            ("Anglais", "en"),
            ("الإنجليزية", "en"),
            ("עברית", "he"),
            ("русский", "ru"),
            ("Українська", "uk"),
            ("ألماني", "de"),
            ("الألمانية", "de"),
            ("Türkçe", "tr"),
            ("xyz", "xyz"),
        ] {
            assert_eq!(language(name).unwrap().code(), code, "{name}");
        }
        assert!(language("volapük").is_err());
    }

    #[test]
    fn every_name_is_as_it_is_looked_up_and_its_code_is_a_code() {
        for (code, names) in NAMES {
            assert_eq!(code.parse::<Lang>().unwrap().code(), code);
            for name in names.split(' ') {
                assert_eq!(fold(name), name);
                assert_eq!(language(name).unwrap().code(), code, "{name}");
            }
        }
    }
}
