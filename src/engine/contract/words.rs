//! How the words of a query meet those of a document: a sample of what the tests of
//! [`crate::engine::analysis`] say in full, so that an engine's terms are known to be looked up.

use super::{Engine, check, doc, filled};
use crate::model::{Document, Label, Lang, Mention};

pub(in crate::engine) fn words_are_found_by_their_stems<E: Engine>(make: fn() -> E) {
    let document = |title, lang, text| Document { lang, ..doc(title, text) };
    let engine = filled(
        make,
        vec![
            document("one", Lang::FR, "l’armée et ses journaux"),
            document("two", Lang::FR, "Les Armées du journal"),
            document("three", Lang::EN, "journaux, bombings; plans"),
            document("four", Lang::AR, "الملاحة والملاحة"),
            document("five", Lang::AR, "لملاحة الإرهابيين"),
            document("six", Lang::UNKNOWN, "journaux bombings الملاحة"),
            document("seven", Lang::AR, "وللجنة الدولية"),
        ],
    );
    check(
        &engine,
        &[
            ("armee", "one two"),
            ("l'armées", "one two"),
            ("\"armees\"", "two"),
            ("\"les armees\"", "two"),
            ("armée-du-journaux", "two"),
            ("=armées", "two"),
            ("journal", "one two"),
            ("journaux", "one two three six"),
            ("bombing", "three"),
            ("bombings", "three six"),
            ("plane", ""),
            ("ملاحة", "four five"),
            ("\"ملاحة\"", ""),
            ("ملاح*", "four five"),
            ("إرهابي", "five"),
            ("إرهاب", ""),
            ("لجنة", "seven"),
            ("لجنة-دولية", "seven"),
            ("ل*", "five seven"),
            ("لجن*", "seven"),
            ("جنة", "seven"),
        ],
    );
}

pub(in crate::engine) fn names_are_never_stemmed<E: Engine>(make: fn() -> E) {
    let named = |title, lang, text: &str, name: &str| {
        let start = text.find(name).unwrap();
        let range = start..start + name.len();
        let mention = Mention { range, label: Label::Gpe, entity: "x".into() };
        Document { lang, mentions: vec![mention], ..doc(title, text) }
    };
    let engine = filled(
        make,
        vec![
            named("one", Lang::AR, "قال وفرنسا تقول", "فرنسا"),
            named("two", Lang::AR, "قالت لفرنسا", "فرنسا"),
            named("three", Lang::AR, "فرنسا", "فرنسا"),
            Document { lang: Lang::AR, ..doc("four", "في فرن الخبز") },
            named("five", Lang::AR, "في بالكرملين", "الكرملين"),
            named("six", Lang::FR, "les Nations unies", "Nations unies"),
        ],
    );
    check(
        &engine,
        &[
            ("فرنسا", "one two three"),
            ("فرن", "four"),
            ("فرنس*", "one two three"),
            ("\"فرنسا\"", "three"),
            ("=فرنسا", "three"),
            ("فرنسا-تقول", "one"),
            ("كرملين", "five"),
            ("nation", ""),
            ("nations", "six"),
            ("les-nations", "six"),
        ],
    );
}

pub(in crate::engine) fn a_language_that_comes_late_stems<E: Engine>(make: fn() -> E) {
    let first = Document { lang: Lang::UNKNOWN, ..doc("one", "les armées") };
    let again = Document { lang: Lang::FR, ..first.clone() };
    let engine =
        filled(make, vec![first, Document { lang: Lang::UNKNOWN, ..doc("two", "armées") }]);
    check(&engine, &[("armee", ""), ("armees", "one two")]);
    assert_eq!(engine.upsert(vec![again]).unwrap(), 0);
    check(&engine, &[("armee", "one"), ("armees", "one two"), ("les-armee", "one")]);
}
