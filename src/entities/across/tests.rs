use proptest::prelude::*;

use super::*;
use crate::entities::written::proposed;
use crate::model::{Date, DocId, Label, Mention};

/// Names that are one, by two spellings of invented people and organisations.
const SAME: [(&str, &str); 36] = [
    ("جان دوبون", "Jean Dupont"),
    ("فرانسوا ليغران", "François Legrand"),
    ("ميشال رينو", "Michel Renaud"),
    ("كلير مارتان", "Claire Martin"),
    ("أوليفييه فورنييه", "Olivier Fournier"),
    ("إيمانويل غارنييه", "Emmanuel Garnier"),
    ("سيلفي دوما", "Sylvie Dumas"),
    ("نيكولا بيرجيه", "Nicolas Berger"),
    ("كريم حداد", "Karim Haddad"),
    ("محمود شعيب", "Mahmoud Chaïb"),
    ("محمود شعيب", "Mahmoud Shuaib"),
    ("خالد الخطيب", "Khaled al-Khatib"),
    ("خالد الخطيب", "Khalid Alkhateeb"),
    ("عبد الرحمن القاضي", "Abderrahmane el-Kadi"),
    ("عبدالحميد السعدي", "Abdul Hamid al-Saadi"),
    ("عبد القادر بن سالم", "Abdelkader Ben Salem"),
    ("يوسف بن علوان", "Youssef bin Alwan"),
    ("فاطمة الزهراني", "Fatima al-Zahrani"),
    ("سارة غصن", "Sara Ghosn"),
    ("جورج خوري", "Georges Khoury"),
    ("شادي غانم", "Chadi Ghanem"),
    ("ثريا العظم", "Thurayya al-Azm"),
    ("ذياب المنذري", "Dhiab al-Mundhiri"),
    ("مصطفى بوعزيزي", "Mustapha Bouazizi"),
    ("هشام التونسي", "Hichem Tounsi"),
    ("ظافر الناصر", "Zafer al-Nasser"),
    ("جون ماكدونالد", "John McDonald"),
    ("توماس ويلكنسون", "Thomas Wilkinson"),
    ("كريستوفر هاملتون", "Christopher Hamilton"),
    ("ريتشارد بيكر", "Richard Baker"),
    ("ألان سيمبسون", "Alan Simpson"),
    ("ماكس فيشر", "Max Fischer"),
    ("فيكتور أورلوف", "Victor Orlov"),
    ("بول غارسيا", "Paul Garcia"),
    ("رشيد قاسمي", "Rachid Kacemi"),
    ("وليد جمعة", "Oualid Joumaa"),
];

/// Names that are nearly the same, and are not.
const OTHERS: [(&str, &str); 22] = [
    ("جان دوبون", "Jean Dubois"),
    ("جان دوبون", "Joan Dalton"),
    ("جان دوبون", "Paul Dupont"),
    ("جون مارتن", "Jane Morton"),
    ("كريم حداد", "Karim Hamdan"),
    ("كريم حداد", "Karima Haddad"),
    ("كريم حداد", "Akram Haddad"),
    ("محمود شعيب", "Mahmoud Shaaban"),
    ("محمود شعيب", "Ahmed Shuaib"),
    ("أحمد سالم", "Hamed Selim"),
    ("سالم المري", "Salma al-Omari"),
    ("علي حسن", "Ali Hussein"),
    ("علي حسين", "Ali Hassoun"),
    ("خالد الخطيب", "Khaled al-Qutb"),
    ("ميشال رينو", "Michael Reno"),
    ("نبيل فارس", "Nabil Faris Khoury"),
    ("عبد الرحمن القاضي", "Abdelkarim el-Kadi"),
    ("جورج خوري", "Jorge Kerry"),
    ("رامي عواد", "Rami Eid"),
    ("بول غارسيا", "Paolo Grassi"),
    ("سمير جابر", "Samar Jubair"),
    ("طارق نور", "Tariq Nasr"),
];

/// A document in which a name stands after some words, with known entities beside it.
fn story(lang: &str, date: &str, words: &str, name: &str, known: &[&str]) -> Document {
    let (before, after) = words.split_once('_').unwrap();
    let text = format!("{before}{name}{after}\n");
    let label = if before.ends_with("# ") { Label::Org } else { Label::Per };
    let entity = proposed(name, label);
    let range = before.len()..before.len() + name.len();
    let mut mentions = vec![Mention { range, label, entity }];
    let known = known.iter().map(|id| Mention {
        range: text.len() - 1..text.len(),
        label: Label::Per,
        entity: (*id).into(),
    });
    mentions.extend(known);
    let date: Option<Date> = date.parse().ok();
    let id = DocId::of(lang, &text);
    Document { id, lang: lang.parse().unwrap(), date, mentions, ..Document::of("", &text) }
}

fn weigh(id: &EntityId) -> u32 {
    match id.as_str() {
        "france" | "lebanon" => 1,
        "reuters" => 0,
        _ => 2,
    }
}

/// The groups of documents, each as its names as written.
fn grouped(documents: &[Document]) -> Vec<Vec<String>> {
    groups(documents, &|_, _| false).iter().map(names).collect()
}

fn names(group: &Group) -> Vec<String> {
    group.names().iter().map(|(_, name)| name.clone()).collect()
}

fn groups(documents: &[Document], apart: &dyn Fn(&EntityId, &EntityId) -> bool) -> Groups {
    let mut ids: Vec<&EntityId> = documents.iter().flat_map(Document::named).collect();
    ids.sort();
    ids.dedup();
    let pairs = pairs(ids);
    let mut evidence = Evidence::default();
    documents.iter().for_each(|document| evidence.read(document, &|_| true));
    evidence.decide(&pairs, &weigh, apart)
}

const MINISTER: [&str; 2] = ["le ministre _ parle", "الوزير _ يتكلم"];

/// Two names in documents that speak of the same people.
fn alike(arabic: &str, latin: &str) -> Vec<Document> {
    let known = ["nabih-berri", "nato", "un"];
    vec![
        story("ar", "2020-05-03", "قال _ امس", arabic, &known),
        story("fr", "2020-05-04", "selon _ hier", latin, &known),
    ]
}

#[test]
fn names_that_are_one_are_grouped() {
    let apart: Vec<_> = SAME.iter().filter(|(a, l)| grouped(&alike(a, l)) != [[*l, *a]]).collect();
    assert!(apart.is_empty(), "{apart:?}");
}

#[test]
fn names_that_are_nearly_the_same_stay_apart() {
    let wrong: Vec<_> = OTHERS.iter().filter(|(a, l)| !grouped(&alike(a, l)).is_empty()).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn all_of_them_together_are_told_from_one_another() {
    let known: Vec<String> = (0..SAME.len()).map(|n| format!("known-{n}")).collect();
    let documents: Vec<Document> = SAME
        .iter()
        .enumerate()
        .flat_map(|(n, (arabic, latin))| {
            let known = [&*known[n], "un", "nato"];
            let lang = if latin.contains('ï') || latin.contains("el-") { "fr" } else { "en" };
            [
                story("ar", "2020-05-03", "قال _ امس", arabic, &known),
                story(lang, "2020-05-04", "with _ today", latin, &known),
            ]
        })
        .collect();
    let groups = groups(&documents, &|_, _| false);
    for (arabic, latin) in SAME {
        let id = proposed(latin, Label::Per);
        let of = groups.of(&id).map(names).unwrap_or_default();
        // Some spellings are those of two of them in one language: nothing tells which.
        let several = SAME.iter().filter(|(a, _)| *a == arabic).count() > 1;
        assert!(of.contains(&arabic.to_owned()) || several, "{latin}: {of:?}");
    }
    let wrong = |group: &&Group| {
        let names = names(group);
        let (latin, arabic) = names.split_at(names.len() - 1);
        latin.iter().any(|latin| !SAME.contains(&(arabic[0].as_str(), latin.as_str())))
    };
    assert_eq!(groups.iter().filter(wrong).count(), 0);
}

#[test]
fn letters_alone_never_link() {
    let (arabic, latin) = ("كريم حداد", "Karim Haddad");
    let tell = |a: [&str; 2], b: [&str; 2], known: [&[&str]; 2]| {
        let documents =
            [story("ar", a[0], a[1], arabic, known[0]), story("fr", b[0], b[1], latin, known[1])];
        !grouped(&documents).is_empty()
    };
    let (day, next, year) = ("2020-05-03", "2020-05-09", "2021-05-03");
    let [fr, ar] = MINISTER;
    let (said, selon) = ("قال _ امس", "selon _ hier");
    let both: &[&str] = &["nabih-berri", "un"];
    for (a, b, known, linked, why) in [
        ([day, said], [next, selon], [both, both], true, "two people beside both"),
        ([day, said], [next, selon], [both, &["nabih-berri", "un", "nato"]], true, "and others"),
        ([day, said], [year, selon], [both, both], false, "a year apart"),
        ([day, said], [next, selon], [both, &["nato", "fifa"]], false, "other people"),
        ([day, said], [next, selon], [&["un"], &["un"]], false, "one only"),
        ([day, said], [next, selon], [&["un", "lebanon"], &["un", "lebanon"]], true, "and a place"),
        (
            [day, said],
            [next, selon],
            [&["france", "lebanon"], &["lebanon", "france"]],
            false,
            "places",
        ),
        ([day, said], [next, selon], [&["un", "reuters"], &["un", "reuters"]], false, "the agency"),
        ([day, ar], [next, fr], [&["lebanon"], &["lebanon"]], true, "the same role, a place"),
        ([day, ar], [next, fr], [&[], &[]], false, "only the same role"),
        ([day, ar], [next, "le footballeur _ joue"], [both, both], false, "other roles"),
        (["", said], ["", selon], [both, both], true, "no dates, two people"),
        (["", said], ["", selon], [&["un", "lebanon"], &["un", "lebanon"]], false, "no dates"),
    ] {
        assert_eq!(tell(a, b, known), linked, "{why}");
    }
}

#[test]
fn a_name_in_brackets_behind_the_other_is_enough() {
    let mut document = story("ar", "", "قال _ (Karim Hadad) امس", "كريم حداد", &[]);
    let start = document.text.find("Karim").unwrap();
    let (label, entity) = (Label::Per, proposed("Karim Hadad", Label::Per));
    let range = start..start + "Karim Hadad".len();
    document.mentions.push(Mention { range, label, entity });
    assert_eq!(grouped(&[document.clone()]), [["Karim Hadad", "كريم حداد"]]);
    document.text = document.text.replace(['(', ')'], "،");
    document.mentions[1].range = start..start;
    assert!(grouped(&[document]).is_empty());
}

#[test]
fn several_names_that_agree_at_once_speak_for_one_another() {
    let add = |document: &mut Document, name: &str| {
        document.text.push_str(", ");
        let start = document.text.len();
        document.text.push_str(name);
        let (range, label) = (start..document.text.len(), Label::Per);
        document.mentions.push(Mention { range, label, entity: proposed(name, label) });
    };
    let mut documents = [
        story("ar", "", "قال _ امس", "كريم حداد", &[]),
        story("fr", "", "selon _ hier", "Karim Haddad", &[]),
    ];
    for (n, (arabic, latin)) in
        [("جان دوبون", "Jean Dupont"), ("محمود شعيب", "Mahmoud Chaïb")].into_iter().enumerate()
    {
        assert!(grouped(&documents).is_empty(), "{n}");
        add(&mut documents[0], arabic);
        add(&mut documents[1], latin);
    }
    assert_eq!(grouped(&documents).len(), 3);
    documents[1].date = "2020-05-04".parse().ok();
    documents[0].date = "2021-05-04".parse().ok();
    assert!(grouped(&documents).is_empty(), "a year apart");
}

#[test]
fn where_two_may_be_meant_none_is() {
    let known = ["nabih-berri", "un"];
    let mut documents = alike("كريم حداد", "Karim Haddad");
    documents.push(story("fr", "2020-05-05", "avec _ ici", "Kareem Hadad", &known));
    assert!(grouped(&documents).is_empty(), "two Latin names in one language");
    documents.pop();
    documents.push(story("ar", "2020-05-05", "مع _ هنا", "كريم حدّاد عون", &known));
    documents.push(story("ar", "2020-05-05", "مع _ هنا", "كرم حداد", &known));
    assert!(grouped(&documents).len() < 2);
    let mut documents = alike("كريم حداد", "Karim Haddad");
    documents.push(story("en", "2020-05-05", "with _ here", "Kareem Hadad", &known));
    assert_eq!(grouped(&documents), [["Kareem Hadad", "Karim Haddad", "كريم حداد"]]);
    let both = documents[1].text.clone() + &documents[2].text;
    let second = documents[2].mentions[0].clone();
    let at = documents[1].text.len();
    documents[1].text = both;
    documents[1]
        .mentions
        .insert(1, Mention { range: second.range.start + at..second.range.end + at, ..second });
    assert!(grouped(&documents).is_empty(), "two names in one document are two people");
}

#[test]
fn a_person_is_not_known_by_one_word_and_an_organisation_by_what_it_is() {
    for (arabic, latin) in [("حداد", "Haddad"), ("أبو مازن", "Abu Mazen"), ("لي لو", "Lee Lou")]
    {
        assert!(grouped(&alike(arabic, latin)).is_empty(), "{latin}");
    }
    let org = |arabic: &str, latin: &str| {
        let mut documents = alike(arabic, latin);
        for document in &mut documents {
            let mention = &mut document.mentions[0];
            mention.label = Label::Org;
            mention.entity = proposed(&document.text[mention.range.clone()], Label::Org);
        }
        grouped(&documents).len() == 1
    };
    assert!(org("شركة زندولي", "société Zandouli") && org("شركة زندولي", "Zanduli Company"));
    assert!(org("جمعية برمانا", "Broummana Association"));
    assert!(!org("شركة زندولي", "Parti Zandouli") && !org("زندولي", "Zanduli"));
    assert!(!org("شركة الكهرباء", "Société d’électricité"));
}

#[test]
fn what_a_person_keeps_apart_stays_so() {
    let documents = alike("كريم حداد", "Karim Haddad");
    let groups = groups(&documents, &|arabic, latin| {
        arabic.as_str().contains("كريم") && latin.as_str().contains("karim")
    });
    assert_eq!(groups.iter().count(), 0);
}

#[test]
fn what_is_grouped_already_is_grouped_again() {
    let mut documents = alike("كريم حداد", "Karim Haddad");
    let before = groups(&documents, &|_, _| false);
    assert_eq!(Groups::from_text(&before.to_text()), before);
    let ids: Vec<EntityId> = documents.iter().map(|d| d.mentions[0].entity.clone()).collect();
    assert_eq!(before.whom(&ids[0]), &ids[1]);
    assert_eq!(before.differing(&Groups::default()), [ids[0].clone()]);
    documents[0].mentions[0].entity = ids[1].clone();
    let pairs = pairs(&ids);
    let mut evidence = Evidence::default();
    documents.iter().for_each(|document| evidence.read(document, &|_| true));
    assert_eq!(evidence.decide(&pairs, &weigh, &|_, _| false), before);
}

proptest! {
    #[test]
    fn no_name_is_in_two_groups_and_the_order_does_not_matter(
        chosen in proptest::collection::vec((0..SAME.len(), 0..OTHERS.len(), 0..4usize), 1..12),
    ) {
        let people = ["a", "b", "c", "d", "e"];
        let mut documents: Vec<Document> = chosen
            .iter()
            .flat_map(|&(same, other, n)| {
                let known = [people[n], people[n + 1]];
                let (arabic, latin) = (SAME[same].0, OTHERS[other].1);
                [
                    story("ar", "2020-05-03", "قال _ امس", arabic, &known),
                    story("fr", "2020-05-04", "selon _ hier", SAME[same].1, &known),
                    story("en", "2020-05-04", "with _ today", latin, &known),
                ]
            })
            .collect();
        let there = groups(&documents, &|_, _| false);
        documents.reverse();
        prop_assert_eq!(&groups(&documents, &|_, _| false), &there);
        let mut names: Vec<&EntityId> =
            there.iter().flat_map(|group| group.names()).map(|(id, _)| id).collect();
        let all = names.len();
        names.sort();
        names.dedup();
        prop_assert_eq!(names.len(), all);
        for group in there.iter() {
            prop_assert!(group.id().as_str().is_ascii() && group.names().len() > 1);
        }
    }

    #[test]
    fn any_letters_can_be_compared(arabic in "[ا-ي]{0,9}", latin in "[a-z]{0,12}") {
        let _ = letters::distance(&arabic, &latin);
        prop_assert!(!letters::keys(&latin).is_empty());
    }
}
