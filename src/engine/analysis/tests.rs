use proptest::prelude::*;

use super::*;
use crate::model::{Label, Lang, Mention};
use crate::query::{Mode, Pattern};

/// A document in a language; what stands between braces is a name.
pub(super) fn document(lang: Lang, marked: &str) -> Document {
    let (mut text, mut mentions) = (String::new(), vec![]);
    for part in marked.split_inclusive(['{', '}']) {
        let start = text.len();
        text.push_str(part.trim_end_matches(['{', '}']));
        if part.ends_with('}') {
            let range = start..text.len();
            mentions.push(Mention { range, label: Label::Gpe, entity: "x".into() });
        }
    }
    Document { lang, mentions, ..Document::of("", &text) }
}

fn found(query: &str, document: &Document) -> Vec<String> {
    let hits = highlights(&Query::parse(query).unwrap(), document);
    hits.text.into_iter().map(|range| document.text[range].to_owned()).collect()
}

/// Checks which words of a text each query finds.
fn check(lang: Lang, text: &str, cases: &[(&str, &str)]) {
    let document = document(lang, text);
    for (query, expected) in cases {
        assert_eq!(found(query, &document).join(" "), *expected, "{query}");
    }
}

#[test]
fn arabic_words_are_found_behind_particles_and_before_endings() {
    check(
        Lang::AR,
        "الملاحة والملاحة للملاحة بملاحة ملاح مالح",
        &[
            ("ملاحة", "الملاحة والملاحة للملاحة بملاحة ملاح"),
            ("والملاحة", "الملاحة والملاحة للملاحة بملاحة ملاح"),
        ],
    );
    check(
        Lang::AR,
        "هجوم الهجوم هجوما وبهجومها لهجومين هجمات، هاجم",
        &[("هجوم", "هجوم الهجوم هجوما وبهجومها لهجومين"), ("هجمة", "هجمات")],
    );
    check(
        Lang::AR,
        "دولة الدول دولتها دولته دولتهم دولتان؛ وقال فقالت تفاهم",
        &[("دولة", "دولة الدول دولتها دولته دولتهم دولتان"), ("قال", "وقال"), ("تفا", "")],
    );
    check(
        Lang::AR,
        "الإرهاب لإرهاب إرهابي الإرهابيين وإرهابية",
        &[
            ("إرهاب", "الإرهاب لإرهاب"),
            ("ارهابي", "إرهابي الإرهابيين وإرهابية"),
            ("الإرهابيون", "إرهابي الإرهابيين وإرهابية"),
        ],
    );
    check(
        Lang::AR,
        "وفاته ووفاتها الوفاة حياتهم بحياته حياة فات حيي",
        &[
            ("وفاة", "وفاته ووفاتها الوفاة"),
            ("حياة", "حياتهم بحياته حياة"),
            ("حياته", "حياتهم بحياته حياة"),
        ],
    );
    check(Lang::AR, "دم الدم الآن أن ان", &[("دم", "دم الدم"), ("الآن", "الآن")]);
}

#[test]
fn an_arabic_word_with_a_lam_of_its_own_is_found_behind_two() {
    check(
        Lang::AR,
        "للجنة وللجنتين اللجنة لجنة، جنة الجنة، للأزمة",
        &[
            ("لجنة", "للجنة وللجنتين اللجنة لجنة"),
            ("للجنة", "للجنة وللجنتين اللجنة لجنة جنة الجنة"),
            ("جنة", "للجنة جنة الجنة"),
            ("لجن*", "للجنة وللجنتين اللجنة لجنة"),
            ("\"لجنة\"", "لجنة"),
            ("=للجنة", "للجنة"),
            ("لازم", ""),
        ],
    );
    check(
        Lang::AR,
        "للقاء للغة ولليلة للاعبين للاجئين لاجئ",
        &[
            ("لقاء", "للقاء"),
            ("لغة", "للغة"),
            ("ليلة", "ولليلة"),
            ("لاعب", "للاعبين"),
            ("لاجئين", "للاجئين لاجئ"),
            ("للاجئين", "للاجئين لاجئ"),
        ],
    );
    check(
        Lang::AR,
        "ال{لجنة الأولمبية} ل{لجنة الأولمبية} {الأمم المتحدة}",
        &[("لجنة", "اللجنة للجنة"), ("للجنة", "اللجنة للجنة"), ("وللأمم", "الأمم")],
    );
}

#[test]
fn arabic_words_that_only_look_like_others_are_not_found() {
    for (query, text) in [
        ("زار", "وزارة الوزارة وزارته"),
        ("زير", "وزير ووزير"),
        ("جنة", "لجنة ولجنة"),
        ("كرة", "فكرة"),
        ("أمل", "كامل كاملة"),
        ("لبن", "لبنان"),
        ("بنان", "لبنان"),
        ("عدو", "عدوان"),
        ("روسي", "روسيا"),
        ("فرنسا", "فرنسوا فرنسي"),
        ("طول", "بطولة"),
        ("رقة", "فرقة"),
        ("عيد", "بعيد"),
        ("فرن", "فرنسا وفرنسا {فرنسا}"),
        ("رنسا", "فرنسا"),
        ("لبنان", "بنان"),
    ] {
        assert!(found(query, &document(Lang::AR, text)).is_empty(), "{query}: {text}");
    }
}

#[test]
fn names_are_found_without_what_is_written_onto_them_and_never_stemmed() {
    let names = "و{فرنسا} ل{فرنسا} {فرنسا} وفرنسا ب{الكرملين} لل{أمم المتحدة} ول{ليبيا} {مسلمون}";
    check(
        Lang::AR,
        names,
        &[
            ("فرنسا", "وفرنسا لفرنسا فرنسا وفرنسا"),
            ("وفرنسا", "وفرنسا لفرنسا فرنسا وفرنسا"),
            ("كرملين", "بالكرملين"),
            ("والكرملين", "بالكرملين"),
            ("ليبيا", "ولليبيا"),
            ("متحدة", "المتحدة"),
            ("مسلمون", "مسلمون"),
            ("مسلم", ""),
            ("فرنس*", "وفرنسا لفرنسا فرنسا وفرنسا"),
            ("\"فرنسا\"", "فرنسا"),
        ],
    );
    check(
        Lang::AR,
        "ل{لأمم المتحدة}",
        &[("أمم", "للأمم"), ("الأمم", "للأمم"), ("الأمم-المتحدة", "للأمم المتحدة")],
    );
    check(
        Lang::FR,
        "{Poutines} Poutines {Nations unies}",
        &[("poutine", "Poutines"), ("nation", "")],
    );
    let mut document = document(Lang::FR, "{Syries} et autres Syries");
    document.mentions[0].label = Label::Norp;
    assert_eq!(found("syrie", &document), ["Syries", "Syries"]);
}

#[test]
fn a_title_that_begins_the_text_has_the_names_of_the_text() {
    let title = |title: &str, text| {
        let document = Document { title: title.into(), ..document(Lang::AR, text) };
        title_tokens(&document).flat_map(|token| token.form.terms()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(title("وفرنسا", "\n و{فرنسا} هنا"), "=وفرنسا @فرنسا");
    assert_eq!(title("وفرنسا", "هنا"), "=وفرنسا aفرنس");
}

#[test]
fn french_words_are_found_in_any_number_and_gender() {
    let groups = [
        "armée armées ARMEE",
        "élu élue élus élues",
        "uni unie unis unies",
        "cru crus",
        "crue crues",
        "public publique publics publiques",
        "grec grecque grecs grecques",
        "clic clics",
        "clique cliques",
        "journal journaux",
        "bureau bureaux",
        "travail travaux",
        "feu feux",
        "national nationale nationaux nationales",
        "français française françaises",
        "syrien syrienne syriens",
        "offensif offensive offensives",
        "dangereux dangereuse",
        "premier première premières",
        "bombardé bombardée bombardés bombardées",
        "directeur directeurs directrice",
        "nouveau nouveaux nouvelle nouvelles",
        "crise crises",
        "arme armes",
        "mois",
        "moi",
        "mai",
        "mais",
        "frais",
        "pays",
        "Paris",
        "pari",
    ];
    one_another_only(Lang::FR, &groups, &["Paris"]);
    check(
        Lang::FR,
        "l’armée d'une armée, lʼarmée : aujourd’hui qu’il",
        &[
            ("armees", "armée armée armée"),
            ("l'armée", "armée armée armée"),
            ("d’armées", "armée armée armée"),
            ("\"l'armée\"", "l’armée lʼarmée"),
            ("aujourd'hui", "aujourd’hui"),
            ("qu'il", "il"),
        ],
    );
}

#[test]
fn english_words_are_found_in_any_number_and_tense() {
    let groups = [
        "bomb bombs bombing bombings bombed",
        "use uses used using",
        "age ages aged aging",
        "us",
        "die dies died dying",
        "tie ties tied tying",
        "deny denies denied denying",
        "did",
        "dyed",
        "shed",
        "ring rings ringed",
        "attack attacks attacked attacking",
        "force forces forced forcing",
        "plan plans planned planning",
        "plane planes",
        "strike strikes striking",
        "make makes making",
        "city cities",
        "accuse accused accuses",
        "kill killed kills killing",
        "control controlled controls",
        "limit limited limits",
        "create created creating",
        "agree agreed agreeing",
        "open opened opening",
        "visit visited",
        "process processes processed",
        "launch launches launched",
        "woman women",
        "settle settled",
        "bring bringing",
        "change changed changing",
        "news",
        "new",
        "king",
        "united",
        "unit units",
        "this",
        "crisis crises",
        "tax taxes taxed",
        "virus viruses",
        "gas gases",
    ];
    one_another_only(Lang::EN, &groups, &[]);
    check(Lang::EN, "Putin's plan, the Russians'", &[("putin", "Putin"), ("Putin’s", "Putin")]);
}

/// Checks that words find those of their own group and no others; `apart` do not count.
fn one_another_only(lang: Lang, groups: &[&str], apart: &[&str]) {
    let all = groups.join(" ");
    for group in groups {
        for word in group.split(' ').filter(|word| !apart.contains(word)) {
            let expected: Vec<_> = group.split(' ').collect();
            let mut found = found(word, &document(lang, &all.replace(' ', " | ")));
            found.retain(|word| !apart.contains(&word.as_str()));
            assert_eq!(found, expected, "{word}");
        }
    }
}

#[test]
fn words_of_other_languages_are_folded() {
    let lang = |code: &str| code.parse().unwrap();
    check(
        lang("fa"),
        "می‌خواهد كتاب ایرانی",
        &[("میخواهد", "می‌خواهد"), ("کتاب", "كتاب"), ("ايراني", "ایرانی"), ("ایران", "")],
    );
    check(
        lang("ur"),
        "پاکستان ہے بھارت",
        &[("پاكستان", "پاکستان"), ("هے", "ہے"), ("بهارت", "بھارت")],
    );
    check(lang("ckb"), "کوردستان ئەمە", &[("كوردستان", "کوردستان"), ("ئهمه", "ئەمە")]);
    check(
        lang("he"),
        "שָׁלוֹם צה״ל בירושלים",
        &[("שלום", "שָׁלוֹם"), ("צה\"ל", "צה״ל"), ("ירושלים", "")],
    );
    check(lang("ru"), "Ёлки в Москве", &[("елки", "Ёлки"), ("МОСКВЕ", "Москве"), ("москва", "")]);
    check(Lang::UNKNOWN, "armées الملاحة", &[("armée", ""), ("ملاحة", ""), ("armees", "armées")]);
}

#[test]
fn words_in_quotes_are_folded_and_equals_is_exact() {
    check(
        Lang::FR,
        "Les Armées syriennes, l'armée syrienne",
        &[
            ("\"armees syriennes\"", "Armées syriennes"),
            ("«armee syrienne»", "armée syrienne"),
            ("armée-syrienne", "Armées syriennes armée syrienne"),
            ("=armées", "Armées"),
            ("=armees", ""),
            ("armé*", "Armées armée"),
        ],
    );
}

#[test]
fn the_examples_of_the_documentation_hold() {
    let text = include_str!("../../../docs/queries.md");
    let (mut lang, mut rows) = (Lang::UNKNOWN, 0);
    for row in text.lines().skip_while(|line| !line.contains("asked for")).skip(2) {
        let cells: Vec<_> = row.split('|').map(str::trim).collect();
        let [_, language, asked, finds, not, _] = cells[..] else { break };
        lang = match language {
            "Arabic" => Lang::AR,
            "French" => Lang::FR,
            "English" => Lang::EN,
            _ => lang,
        };
        rows += 1;
        let asked = asked.trim_matches('`');
        let examples = |cell: &'static str| cell.split([',', '،']).filter(|word| !word.is_empty());
        for word in examples(finds) {
            assert!(!found(asked, &document(lang, word)).is_empty(), "{asked} {word}");
        }
        for word in examples(not) {
            assert!(found(asked, &document(lang, word)).is_empty(), "{asked} {word}");
        }
    }
    assert!(rows > 9);
}

#[test]
fn the_exact_form_ignores_case_and_composition_only() {
    use token::exact_form;
    assert_eq!(exact_form("E\u{301}LYSE\u{301}E"), "élysée");
    assert_ne!(exact_form("Elysee"), exact_form("Élysée"));
    assert_ne!(exact_form("الإرهاب"), exact_form("الارهاب"));
    check(Lang::FR, "été ete Été e\u{301}te\u{301}", &[("=ÉTÉ", "été Été e\u{301}te\u{301}")]);
}

#[test]
fn a_phrase_is_one_highlight_and_overlaps_merge() {
    let hit = |query: &str, text| found(query, &document(Lang::UNKNOWN, text));
    assert_eq!(hit("\"front uni\"", "front, uni. front des uni"), ["front, uni"]);
    assert_eq!(hit("\"a b\" OR \"b c\" OR b", "a b c b"), ["a b c", "b"]);
    assert_eq!(hit("\"a a\"", "a a a"), ["a a a"]);
    assert_eq!(hit("محمد", "قال مُحَمَّـــد إنّ"), ["مُحَمَّـــد"]);
}

#[test]
fn the_words_of_a_title_are_highlighted_where_it_stands() {
    let hits = |query: &str, document: &Document| {
        let hits = highlights(&Query::parse(query).unwrap(), document);
        format!("{:?} {:?}", hits.title, hits.text)
    };
    let apart = Document { lang: Lang::FR, ..Document::of("L’Armée ici", "Rien : armée.") };
    assert_eq!(hits("title:armees", &apart), "[4..10] []");
    assert_eq!(hits("armees", &apart), "[4..10] [7..13]");
    let inside =
        Document { lang: Lang::FR, ..Document::of("L’Armée…", "\n L’Armée ici, armée") };
    assert_eq!(hits("title:armees", &inside), "[4..10] [6..12]");
    assert_eq!(hits("armees -title:x", &inside), "[4..10] [6..12, 18..24]");
}

#[test]
fn only_what_is_searched_in_the_text_is_highlighted() {
    let document = document(Lang::UNKNOWN, "a b c d e fr");
    assert_eq!(found("a -b title:c lang:fr NOT (d OR -e)", &document), ["a", "e"]);
    assert!(found("", &document).is_empty());
}

/// Words of many kinds, and pieces of them.
fn word() -> impl Strategy<Value = String> {
    let arabic = "(و|ف|ب|ل|ك)?(ال|لل)?[بتجدرسعقكلمنهوي]{1,5}(ها|ان|ات|ون|ين|ة|ي|ا|ته|تها)?";
    let latin = "[a-zéèêçœÉ]{1,7}(s|x|es|ed|ing|ings|aux|ies|ée|ées|euse|ive)?";
    prop_oneof![arabic, latin, "[a-zéİΣς\u{0300}-\u{0308}ء-يً-ٕ٠-٩]{1,6}", "\\PC{1,4}"]
}

/// A document of one word in some language, which may be a name, or have one in it.
fn document_of_a_word() -> impl Strategy<Value = Document> {
    (word(), lang(), 0..3usize).prop_map(|(word, lang, name)| document_of(&word, lang, name))
}

fn document_of(word: &str, lang: Lang, name: usize) -> Document {
    let at = word.char_indices().map(|(at, _)| at).nth(2).unwrap_or(0);
    let marked = match name {
        0 => word.to_owned(),
        1 => format!("{{{word}}}"),
        _ => format!("{}{{{}}}", &word[..at], &word[at..]),
    };
    document(lang, &marked)
}

fn lang() -> impl Strategy<Value = Lang> {
    prop::sample::select(vec![Lang::AR, Lang::FR, Lang::EN, Lang::UNKNOWN])
}

fn mode() -> impl Strategy<Value = Mode> {
    prop::sample::select(vec![Mode::Exact, Mode::Folded, Mode::Stemmed, Mode::Prefix])
}

/// What a word asks for.
fn matcher(word: &str, mode: Mode) -> Option<Matcher> {
    matchers(&Pattern { text: word.to_owned(), mode }).pop()
}

/// A word as it is asked for, and a document of one that may well be found by it.
fn related() -> impl Strategy<Value = (String, Document)> {
    let arabic = ("(و|ف|ب|ل|ك)?(ال|لل)?", "[بترسعكلمنهوي]{2,4}", "(ها|ان|ات|ون|ين|ة|ي|ا|ته|تها)?");
    let latin = "(s|x|e|es|ed|ing|y|ies|ied|al|aux|teur|trice|ee|ees|eus|euse|if|ive|ives)?";
    let irregular = "(men|man|women|woman|children|child|crises|crisis|nouvelles|nouveau|belle|\
        beau|beaux|travaux|travail|cieux|ciel|aieux|aieul|baux|bail|vitraux|vitrail)";
    let arabic = (arabic.0, arabic.0, arabic.1, arabic.2, arabic.2)
        .prop_map(|(a, b, stem, c, d)| (format!("{a}{stem}{c}"), format!("{b}{stem}{d}")));
    let latin = ("[aeébcdnlrtÉ]{1,6}", latin, latin)
        .prop_map(|(stem, a, b)| (format!("{stem}{a}"), format!("{stem}{b}")));
    let pair =
        prop_oneof![4 => arabic, 4 => latin, 1 => (irregular, irregular), 1 => (word(), word())];
    (pair, lang(), 0..3usize)
        .prop_map(|((asked, written), lang, name)| (asked, document_of(&written, lang, name)))
}

proptest! {
    #[test]
    fn the_exact_form_is_normalised(word in "[a-zéİΣς\u{0300}-\u{0308}ء-يً-ٕ٠-٩]{0,6}") {
        use token::exact_form;
        use unicode_normalization::UnicodeNormalization;
        let form = exact_form(&word);
        prop_assert_eq!(&form, &form.nfc().collect::<String>());
        prop_assert_eq!(&form, &exact_form(&word.nfd().collect::<String>()));
        for token in text_tokens(&document(Lang::AR, &word)) {
            prop_assert_eq!(&token.form.terms()[0], &format!("={}", exact_form(&word[token.range])));
        }
    }

    #[test]
    fn a_word_has_its_terms_and_its_key_says_them(
        (asked, document) in (word(), document_of_a_word()),
        mode in mode(),
    ) {
        let wanted = matcher(&asked, mode);
        for Token { form, .. } in text_tokens(&document) {
            let terms = form.terms();
            for term in &terms {
                prop_assert!(form.has(term, false), "{}", term);
                let prefix: String = term.chars().take(2).collect();
                prop_assert!(form.has(&prefix, true), "{}", term);
            }
            let mut key = String::new();
            form.write_key(&mut key);
            let of_key = Form::of_key(&key);
            prop_assert_eq!(of_key.terms(), terms.clone());
            let Some(wanted) = &wanted else { continue };
            let meets = |wanted: &String, term: &String| match mode {
                Mode::Prefix => term.starts_with(wanted),
                _ => term == wanted,
            };
            let meets = wanted.terms.iter().any(|w| terms.iter().any(|term| meets(w, term)));
            prop_assert_eq!(wanted.accepts(&of_key), meets);
        }
    }

    #[test]
    fn every_word_that_is_asked_for_has_its_key_in_one_stretch(
        (asked, document) in related(),
        mode in mode(),
    ) {
        let Some(wanted) = matcher(&asked, mode) else { return Ok(()) };
        for Token { form, .. } in text_tokens(&document) {
            let mut key = String::new();
            form.write_key(&mut key);
            let stretches = wanted.stretches();
            let number = stretches.iter().filter(|stretch| stretch.has(key.as_bytes())).count();
            prop_assert!(number < 2, "{:?}", stretches);
            let meets = |name: &str, of: &str| match wanted.prefix {
                true => of.starts_with(name),
                false => of == name,
            };
            let apart = form.apart().any(|of| wanted.names().any(|name| meets(name, &of)));
            prop_assert!(!wanted.accepts(&form) || number == 1 || apart, "{:?}", stretches);
        }
    }

    #[test]
    fn what_a_prefix_finds_begins_so((asked, document) in related(), letters in 1..6usize) {
        let asked: String = asked.chars().take(letters).collect();
        let Some(wanted) = matcher(&asked, Mode::Prefix) else { return Ok(()) };
        for Token { form, .. } in text_tokens(&document) {
            let begins = form.beginnings().iter().any(|form| form.starts_with(&wanted.terms[0][1..]));
            prop_assert_eq!(begins, wanted.accepts(&form));
        }
    }

    #[test]
    fn a_key_in_ascii_is_that_of_the_form((_, document) in related()) {
        for (_, spelling) in text_spellings(&document) {
            let (mut ascii, mut key) = (String::new(), String::new());
            if spelling.write_ascii_key(&mut ascii) {
                let form = spelling.form().unwrap();
                form.write_key(&mut key);
                prop_assert_eq!(&ascii, &key);
                prop_assert_eq!(form.beginnings(), [folded_in(&key)]);
            }
        }
    }

    #[test]
    fn a_stem_is_never_empty_and_two_letters_stay(word in word()) {
        let folded = crate::text::fold(&word);
        let least = folded.chars().count().min(2);
        for stemmer in stem::Stemmer::ALL {
            let asked = stemmer.of_query(&folded, &word);
            let found = stemmer.of_document(&folded, &word);
            prop_assert!(found.iter().all(|s| s.chars().count() >= least));
            prop_assert!(asked.iter().all(|s| found.contains(s)));
        }
    }

    #[test]
    fn exact_words_are_among_the_folded_and_those_among_the_stemmed(
        asked in word(),
        written in word(),
        lang in prop::sample::select(vec![Lang::AR, Lang::FR, Lang::EN, Lang::UNKNOWN]),
        name in any::<bool>(),
        same in 0..3,
    ) {
        let written = match same {
            0 => written,
            1 => asked.to_uppercase(),
            _ => crate::text::fold(&asked),
        };
        let marked = if name { format!("{{{written}}}") } else { written.clone() };
        let document = document(lang, &marked);
        let accepted = |mode| {
            let pattern = Pattern { text: asked.clone(), mode };
            let [matcher] = &matchers(&pattern)[..] else { return None };
            let mut tokens = text_tokens(&document);
            let (Some(token), None) = (tokens.next(), tokens.next()) else { return None };
            Some(matcher.accepts(&token.form))
        };
        let modes = [Mode::Exact, Mode::Folded, Mode::Stemmed].map(accepted);
        prop_assert!(modes.is_sorted(), "{:?}", modes);
        prop_assert!(accepted(Mode::Folded) <= accepted(Mode::Prefix));
        if let Some(folded) = accepted(Mode::Folded) {
            let folds = |text: &str| crate::text::words(text).next().map(|word| word.folded);
            prop_assert_eq!(folded, folds(&asked) == folds(&written));
        }
    }
}
