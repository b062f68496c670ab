//! Languages by the names that people and sources give them.

use super::Lang;

/// Code (ISO 639-1, or 639-3 where there is none), and other names in lower case and without
/// accents: codes of ISO 639-2 and 639-3, names in English, French, Arabic (without the article) and
/// the language itself.
const NAMES: [(&str, &str); 39] = [
    ("ar", "ara arb arabic arabe عربي عربيه"),
    ("bg", "bul bulgarian bulgare بلغاري بلغاريه"),
    ("bn", "ben bengali بنغالي بنغاليه"),
    ("ca", "cat catalan catala كتالوني كتالونيه"),
    ("ckb", "kurdish kurde كردي كرديه كوردي sorani سوراني سورانيه"),
    ("cs", "ces cze czech tcheque تشيكي تشيكيه"),
    ("da", "dan danish danois danoise دنماركي دنماركيه"),
    ("de", "deu ger german allemand allemande deutsch الماني المانيه"),
    ("el", "ell gre greek grec grecque يوناني يونانيه ελληνικα"),
    ("en", "eng english anglais anglaise انجليزي انجليزيه انكليزي انكليزيه"),
    ("es", "spa spanish espagnol espagnole espanol اسباني اسبانيه"),
    ("fa", "fas per pes persian farsi persan persane فارسي فارسيه"),
    ("fi", "fin finnish finnois finnoise فنلندي فنلنديه"),
    ("fr", "fra fre french francais francaise فرنسي فرنسيه"),
    ("he", "heb iw hebrew hebreu عبري عبريه עברית"),
    ("hi", "hin hindi هندي هنديه"),
    ("hu", "hun hungarian hongrois hongroise مجري مجريه"),
    ("hy", "hye arm armenian armenien armenienne ارمني ارمنيه"),
    ("id", "ind indonesian indonesien indonesienne اندونيسي اندونيسيه"),
    ("it", "ita italian italien italienne italiano ايطالي ايطاليه"),
    ("ja", "jpn japanese japonais japonaise ياباني يابانيه 日本語"),
    ("ko", "kor korean coreen coreenne كوري كوريه"),
    ("ku", "kur kmr kurmanji kurmanci كرمانجي كرمانجيه"),
    ("nl", "nld dut dutch neerlandais neerlandaise nederlands هولندي هولنديه"),
    ("no", "nor nob norwegian norvegien norvegienne نرويجي نرويجيه"),
    ("pl", "pol polish polonais polonaise polski بولندي بولنديه"),
    ("ps", "pus pashto pachto باشتو بشتو"),
    ("pt", "por portuguese portugais portugaise portugues برتغالي برتغاليه"),
    ("ro", "ron rum romanian roumain roumaine روماني رومانيه"),
    ("ru", "rus russian russe روسي روسيه русскии"),
    ("so", "som somali صومالي صوماليه"),
    ("sr", "srp serbian serbe صربي صربيه"),
    ("sv", "swe swedish suedois suedoise سويدي سويديه"),
    ("tr", "tur turkish turc turque turkce تركي تركيه"),
    ("uk", "ukr ukrainian ukrainien ukrainienne اوكراني اوكرانيه украінська"),
    ("und", "unknown inconnue مجهوله"),
    ("ur", "urd urdu ourdou اردو اورديه"),
    ("vi", "vie vietnamese vietnamien vietnamienne فيتنامي فيتناميه"),
    ("zh", "zho chi cmn chinese chinois chinoise صيني صينيه 中文"),
];

impl Lang {
    /// The names of the language of a code, folded; the Arabic ones with the article too.
    pub fn names(code: &str) -> impl Iterator<Item = String> {
        let known = NAMES.iter().find(|(known, _)| *known == code);
        let names = known.into_iter().flat_map(|(_, names)| names.split(' '));
        names.flat_map(|name| {
            let arabic = name.starts_with(|c| matches!(c, 'ء'..='ي'));
            [Some(name.to_owned()), arabic.then(|| format!("ال{name}"))].into_iter().flatten()
        })
    }

    /// The language of a code or name of those known here, folded; with or
    /// without a region (`fr-ca`) and the Arabic article.
    pub fn named(folded: &str) -> Option<Lang> {
        let known = |name: &str| {
            let known = |(code, names): &&(&str, &str)| {
                *code == name || names.split(' ').any(|other| other == name)
            };
            NAMES.iter().find(known).and_then(|(code, _)| code.parse().ok())
        };
        let name = folded.trim().split(['-', '_']).next()?;
        known(name).or_else(|| name.strip_prefix("ال").and_then(known))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_has_a_code_and_names() {
        for (name, code) in [
            ("ar", "ar"),
            ("fr-ca", "fr"),
            ("fre", "fr"),
            (" francais ", "fr"),
            ("ara", "ar"),
            ("zh_hant_tw", "zh"),
            ("عربي", "ar"),
            ("العربيه", "ar"),
            ("الانجليزيه", "en"),
            ("עברית", "he"),
            ("русскии", "ru"),
            ("украінська", "uk"),
            ("الماني", "de"),
            ("الالمانيه", "de"),
            ("turkce", "tr"),
        ] {
            assert_eq!(Lang::named(name).unwrap().code(), code, "{name}");
        }
        assert_eq!(Lang::named("gibberish"), None);
        assert_eq!(Lang::named(""), None);
    }

    #[test]
    fn every_name_of_a_language_is_a_name_for_it() {
        let names: Vec<String> = Lang::names("fr").collect();
        for name in ["fra", "francais", "فرنسي", "الفرنسيه"] {
            assert!(names.iter().any(|known| known == name), "{name}");
        }
        assert!(names.iter().all(|name| Lang::named(name) == Some(Lang::FR)));
        assert_eq!(Lang::names("gibberish").count(), 0);
    }

    #[test]
    fn every_name_is_folded_and_stands_once() {
        let mut all: Vec<&str> = Vec::new();
        for (code, names) in NAMES {
            assert_eq!(Lang::named(code).unwrap().code(), code);
            all.push(code);
            all.extend(names.split(' '));
        }
        let unfolded = |c: char| c.is_uppercase() || "çéèêëöüñãأإآؤئةىйїё".contains(c);
        assert!(!all.iter().any(|name| name.contains(unfolded)));
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
