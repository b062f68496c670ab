//! What each part of a query finds.

use super::{Engine, Sort, check, doc, filled, find, mentions, query, titles, view};
use crate::model::{Change, Decisions, DocId, Document, Label, Lang, Mention, Triage, Verdict};
use crate::query::Query;

pub(in crate::engine) fn words_are_found_in_title_and_text_as_readers_fold_them<E: Engine>(
    make: fn() -> E,
) {
    let engine = filled(
        make,
        vec![
            doc("one", "مكافحة الإرهاب في أنقرة سنة ٢٠١٥"),
            doc("two", "L’armée à Paris, en 2015"),
            doc("Élysée", "قال مُحَمَّـــد"),
        ],
    );
    check(
        &engine,
        &[
            ("الارهاب", "one"),
            ("انقره", "one"),
            ("محمد", "Élysée"),
            ("armee", "two"),
            ("ARMÉE", "two"),
            ("l'armée", "two"),
            ("2015", "one two"),
            ("elysee", "Élysée"),
            ("title:elysee", "Élysée"),
            ("title:armee", ""),
            ("arme", ""),
            ("", "one two Élysée"),
        ],
    );
}

pub(in crate::engine) fn words_can_be_exact_or_begin_only<E: Engine>(make: fn() -> E) {
    let engine = filled(
        make,
        vec![
            doc("one", "Été bombardé"),
            doc("two", "ete bombard bom"),
            doc("bombe", "l'été"),
            doc("four", "الإرهاب"),
            doc("five", "الارهابي"),
        ],
    );
    check(
        &engine,
        &[
            ("ete", "one two bombe"),
            ("=été", "one bombe"),
            ("=ETE", "two"),
            ("=l'été", "bombe"),
            ("=الإرهاب", "four"),
            ("=الارهاب", ""),
            ("bomb*", "one two bombe"),
            ("BOMBÀ*", "one two"),
            ("title:bomb*", "bombe"),
            ("title:=bomb", ""),
            ("الارها*", "four five"),
            ("\"ete bomb\"*", "one two"),
            ("bomb", ""),
        ],
    );
}

pub(in crate::engine) fn a_phrase_stands_together_in_title_or_text<E: Engine>(make: fn() -> E) {
    let engine = filled(
        make,
        vec![
            doc("one", "le front, uni et divisé"),
            doc("two", "uni le front"),
            doc("front", "uni"),
            doc("four", "le front front uni"),
            doc("five", "«الدولة الإسلامية»"),
        ],
    );
    check(
        &engine,
        &[
            ("\"front uni\"", "one four"),
            ("front-uni", "one four"),
            ("front uni", "one two front four"),
            ("\"front front\"", "four"),
            ("\"الدوله الاسلاميه\"", "five"),
            ("title:\"front uni\"", ""),
            ("=\"le front\"", "one two four"),
        ],
    );
}

pub(in crate::engine) fn a_phrase_is_found_among_very_many_documents<E: Engine>(make: fn() -> E) {
    // The words in a row, in another row, with a comma between, and not all.
    let texts = [
        "dans un port de la mer",
        "dans la mer de un port",
        "un port de la mer, dans",
        "la mer, un port",
    ];
    // Behind them one of many words that begin alike.
    let text = |n: usize| format!("{} x{}", texts[n % texts.len()], n % 100);
    let document = |n: usize| doc(&n.to_string(), &text(n));
    let documents: Vec<Document> = (0..10_000).map(document).collect();
    let every_fourth: Vec<_> = documents.iter().step_by(4).map(|document| document.id).collect();
    let engine = filled(make, documents);
    for phrase in [
        "dans-un-port-de-la-mer",
        "\"dans un port de la mer\"",
        "dans-un-port-de-la-m*",
        "dans-un-port-de-la-mer-x*",
    ] {
        assert_eq!(view(&engine, phrase).ids[..], every_fourth, "{phrase}");
    }
    assert_eq!(view(&engine, "un-port").ids.len(), 10_000);
    assert_eq!(view(&engine, "port-x*").ids.len(), 5_000);
    assert_eq!(find(&engine, "mer-de-mer"), "");
    let decisions = Decisions::default();
    let best = engine.open_view(&query("dans-un-port"), Sort::Relevance, &decisions).unwrap();
    assert_eq!(best.ids[..], every_fourth);
    for phrase in ["de-u*", "mer-de-u*", "mer-de-un*"] {
        let found = view(&engine, phrase);
        let best = engine.open_view(&query(phrase), Sort::Relevance, &decisions).unwrap();
        assert_eq!((found.ids.len(), &best.ids), (2_500, &found.ids), "{phrase}");
        assert_eq!(titles(&engine, &found).split(' ').nth(1), Some("5"), "{phrase}");
    }
}

pub(in crate::engine) fn a_phrase_may_end_with_the_first_letter_of_a_word<E: Engine>(
    make: fn() -> E,
) {
    let in_arabic = |title, text| Document { lang: Lang::AR, ..doc(title, text) };
    let text = "في وXXفرنسا";
    let range = text.find("فرنسا").unwrap()..text.len();
    let name = Mention { range, label: Label::Gpe, entity: "x".into() };
    let engine = filled(
        make,
        vec![
            doc("one", "vu d'Al-Cham"),
            doc("Al-Cham", "vu"),
            doc("three", "al — \u{0640}, Ça"),
            doc("four", "l'Ál Çà"),
            doc("al", "cham"),
            doc("six", "cham al; tal cham, all cham"),
            doc("seven", "al كتاب"),
            in_arabic("eight", "في والكتاب"),
            in_arabic("nine", "في مكتب"),
            Document { mentions: vec![name], ..in_arabic("ten", text) },
        ],
    );
    check(
        &engine,
        &[
            ("al-c*", "one Al-Cham three four"),
            ("al-ch*", "one Al-Cham"),
            ("\"d al c\"*", "one"),
            ("title:al-c*", "Al-Cham"),
            ("al-d*", ""),
            ("all-c*", "six"),
            ("l-a*", "four"),
            // A letter that folds to a space.
            ("\u{FC5E}l*", ""),
            ("al-ك*", "seven"),
            ("في-ك*", "eight"),
            ("في-و*", "eight ten"),
            ("في-ف*", "ten"),
        ],
    );
}

pub(in crate::engine) fn fields_filter<E: Engine>(make: fn() -> E) {
    let engine = filled(
        make,
        vec![
            Document {
                lang: Lang::AR,
                source: Some("RT Arabic".into()),
                mentions: mentions(&["putin", "turkey", "putin"]),
                ..doc("one", "a")
            },
            Document {
                lang: Lang::FR,
                source: Some("Lé Monde".into()),
                title_mentions: mentions(&["turkey"]),
                ..doc("two", "a")
            },
            Document { lang: Lang::UNKNOWN, ..doc("three", "a rt") },
        ],
    );
    check(
        &engine,
        &[
            ("lang:ar", "one"),
            ("lang:und", "three"),
            ("lang:de", ""),
            ("actor:putin", "one"),
            ("actor:putin+turkey", "one two"),
            ("actor:nobody", ""),
            ("source:rt", "one"),
            ("source:\"le monde\"", "two"),
            ("source:mon*", "two"),
            ("source:=Le", ""),
            ("source:=Lé", ""),
            ("source:=\"LÉ monde\"", "two"),
        ],
    );
    let unlinked = Query::parse("actor:putin").unwrap();
    let found = engine.open_view(&unlinked, Sort::Corpus, &Decisions::default()).unwrap();
    assert!(found.ids.is_empty());
}

pub(in crate::engine) fn clauses_combine<E: Engine>(make: fn() -> E) {
    let engine = filled(
        make,
        vec![
            Document { lang: Lang::AR, ..doc("one", "a b") },
            Document { lang: Lang::FR, ..doc("two", "b c") },
            Document { lang: Lang::AR, ..doc("three", "c d") },
        ],
    );
    check(
        &engine,
        &[
            ("b lang:ar", "one"),
            ("-b", "three"),
            ("c -lang:fr", "three"),
            ("a OR d", "one three"),
            ("lang:ar b OR c", "one three"),
            ("(lang:ar b) OR c", "one two three"),
            ("-(a OR lang:fr)", "three"),
            ("NOT (b c)", "one three"),
            ("-a -b -c", ""),
        ],
    );
    assert_eq!(view(&engine, "a").corpus, 3);
}

pub(in crate::engine) fn a_date_is_compared_by_day<E: Engine>(make: fn() -> E) {
    let dated = |title, date: &str| Document { date: date.parse().ok(), ..doc(title, "a") };
    let engine = filled(
        make,
        vec![
            dated("one", "2015-11-16"),
            dated("two", "2015-11-17T23:30:00-05:00"),
            dated("three", "2015-12-01T00:30:00+03:00"),
            dated("four", "2016-01-01"),
            doc("five", "a"),
        ],
    );
    check(
        &engine,
        &[
            ("date:2015-11-17", "two"),
            ("date:2015-11", "one two"),
            ("date:2015", "one two three"),
            ("date:2015-11-17..", "two three four"),
            ("date:..2015-11-16", "one"),
            ("date:2015-11-17..2016-01", "two three four"),
            ("-date:2015", "four five"),
        ],
    );
}

pub(in crate::engine) fn decisions_filter_by_their_snapshot<E: Engine>(make: fn() -> E) {
    let documents = vec![doc("one", "a"), doc("two", "a"), doc("three", "b")];
    let ids: Vec<_> = documents.iter().map(|d| d.id).collect();
    let engine = filled(make, documents);
    let kept = Triage { read: true, verdict: Some(Verdict::Kept), ..Triage::default() };
    let starred = Triage { starred: true, ..Triage::default() };
    let decisions: Decisions = [(ids[0], kept), (ids[2], starred)].into_iter().collect();
    let find = |text: &str, decisions: &Decisions| {
        titles(&engine, &engine.open_view(&query(text), Sort::Corpus, decisions).unwrap())
    };
    assert_eq!(find("is:read", &decisions), "one");
    assert_eq!(find("is:unread", &decisions), "two three");
    assert_eq!(find("a is:unread", &decisions), "two");
    assert_eq!(find("is:kept OR is:starred", &decisions), "one three");
    assert_eq!(find("-is:discarded -is:kept", &decisions), "two three");
    assert_eq!(find("is:undecided", &decisions), "two three");
    let unread = engine.open_view(&query(""), Sort::Unread, &decisions).unwrap();
    assert_eq!(titles(&engine, &unread), "two three one");
    assert_eq!(find("is:unread", &Decisions::default()), "one two three");
    assert_eq!(find("is:read", &Decisions::default()), "");
}

pub(in crate::engine) fn decisions_are_told_of_a_view_and_followed_as_they_change<E: Engine>(
    make: fn() -> E,
) {
    let documents = vec![doc("one", "a"), doc("two", "a"), doc("three", "b"), doc("four", "a")];
    let ids: Vec<_> = documents.iter().map(|d| d.id).collect();
    let engine = filled(make, documents);
    let elsewhere = DocId::of("in another", "corpus");
    let view = view(&engine, "a");
    let mut decisions = Decisions::default();
    for (id, change, starred, told) in [
        (elsewhere, true, "", 0),
        (ids[0], true, "one", 1),
        (ids[2], true, "one three", 1),
        (ids[1], true, "one two three", 2),
        (ids[0], false, "two three", 1),
        (elsewhere, false, "two three", 1),
        (ids[3], true, "two three four", 2),
        (ids[0], true, "one two three four", 3),
    ] {
        decisions.apply(id, &Change::Starred(change));
        let found = engine.open_view(&query("is:starred"), Sort::Corpus, &decisions).unwrap();
        assert_eq!(titles(&engine, &found), starred);
        let counts = decisions.triages().zip(engine.decided(&view, &decisions).unwrap());
        let stars = counts.filter(|(triage, _)| triage.starred).map(|(_, documents)| documents);
        assert_eq!(stars.sum::<usize>(), told, "{starred}");
    }
}
