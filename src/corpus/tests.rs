//! What reading paths yields, problems included.

use std::fs;
use std::io::empty;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::*;
use crate::model::{DocId, Lang};

fn items(paths: &[PathBuf], mut stdin: &[u8]) -> Vec<Item> {
    let mut items = Vec::new();
    let flow = read(paths, &mut stdin, &mut |item| {
        items.push(item);
        ControlFlow::Continue(())
    });
    assert!(flow.is_continue());
    items
}

/// What one file of this name and content yields.
fn file(name: &str, content: impl AsRef<[u8]>) -> (Vec<Document>, Vec<Problem>) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join(name);
    fs::write(&path, content).unwrap();
    parted(items(&[path], b""))
}

fn parted(items: Vec<Item>) -> (Vec<Document>, Vec<Problem>) {
    let (mut documents, mut problems) = (Vec::new(), Vec::new());
    for item in items {
        match item {
            Item::Document(document) => documents.push(document),
            Item::Problem(problem) => problems.push(problem),
        }
    }
    (documents, problems)
}

/// The path of each item below the root and, of a problem, its reason.
fn below(root: &Path, items: Vec<Item>) -> Vec<(String, Option<Reason>)> {
    let name = |path: &Path| path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
    let pair = |item| match item {
        Item::Document(document) => (name(&document.origins[0].path), None),
        Item::Problem(problem) => (name(&problem.path), Some(problem.reason)),
    };
    items.into_iter().map(pair).collect()
}

#[test]
fn a_plain_text_is_one_document_whole_to_the_byte() {
    let text = "\r\nLe port rouvre\r\n\r\nLes dockers ont repris le travail lundi.\n";
    let (documents, problems) = file("a.txt", format!("\u{FEFF}{text}"));
    assert_eq!(problems, []);
    let [document] = &documents[..] else { panic!("{documents:?}") };
    assert_eq!(document.text, text);
    assert_eq!(document.title, "Le port rouvre");
    assert_eq!(document.id, DocId::of("Le port rouvre", text));
    assert_eq!(document.lang, Lang::FR);
    assert_eq!(document.words, 10);
    assert_eq!((document.date, document.origins[0].line), (None, None));
}

#[test]
fn a_directory_is_walked_in_byte_order_and_the_hidden_is_left_out() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path();
    for name in ["b.txt", "B.txt", "a/z.md", "é", ".hidden", ".git/c.txt", "a/.d.txt"] {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "Un texte").unwrap();
    }
    let found = below(root, items(&[root.to_owned()], b""));
    assert_eq!(found, ["B.txt", "a/z.md", "b.txt", "é"].map(|name| (name.to_owned(), None)));
    let hidden = root.join(".git");
    assert_eq!(items(&[hidden], b"").len(), 1, "a hidden directory is read if it is named");
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_opens() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path();
    fs::write(root.join("empty.txt"), "").unwrap();
    fs::write(root.join("blank.txt"), "\u{FEFF} \n\n").unwrap();
    fs::write(root.join("blanks.txt"), " ".repeat(1 << 17)).unwrap();
    fs::write(root.join("image.txt"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").unwrap();
    fs::write(root.join("lines.jsonl"), "{\"text\": \"Un\"}\n{\"text\": \n{\"text\": \"Trois\"}\n")
        .unwrap();
    fs::write(root.join("z.txt"), "Le dernier").unwrap();
    let paths = [root.join("missing.txt"), root.to_owned()];
    let found = below(root, items(&paths, b""));
    let broken = "EOF while parsing a value, column 8".to_owned();
    let expected = [
        ("missing.txt", Some(Reason::NotFound)),
        ("blank.txt", Some(Reason::Empty)),
        ("blanks.txt", Some(Reason::Empty)),
        ("empty.txt", Some(Reason::Empty)),
        ("image.txt", Some(Reason::NotText)),
        ("lines.jsonl", None),
        ("lines.jsonl", Some(Reason::BadJson(broken))),
        ("lines.jsonl", None),
        ("z.txt", None),
    ];
    assert_eq!(found, expected.map(|(name, reason)| (name.to_owned(), reason)));
}

#[test]
fn what_a_problem_quotes_is_short() {
    let long = "ن".repeat(100_000);
    let line = format!("{{\"text\":\"Un texte\",\"lang\":\"{long}\",\"date\":[\"{long}\"]}}");
    let (documents, problems) = file("a.jsonl", line);
    assert_eq!((documents.len(), problems.len()), (1, 2));
    assert!(problems.iter().all(|problem| problem.reason.to_string().len() < 500));
}

#[cfg(unix)]
#[test]
fn links_are_followed_and_loops_are_safe() {
    use std::os::unix::fs::symlink;
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path();
    fs::create_dir(root.join("in")).unwrap();
    fs::write(root.join("in/a.txt"), "Un texte").unwrap();
    symlink(root, root.join("in/loop")).unwrap();
    symlink(root.join("gone"), root.join("in/stale")).unwrap();
    symlink(root.join("in/a.txt"), root.join("link")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(root.join("socket")).unwrap();
    let found = below(root, items(&[root.to_owned()], b""));
    let expected = [
        ("in/a.txt", None),
        ("in/loop", Some(Reason::Loop)),
        ("in/stale", Some(Reason::NotFound)),
        ("link", None),
        ("socket", Some(Reason::NotAFile)),
    ];
    assert_eq!(found, expected.map(|(name, reason)| (name.to_owned(), reason)));
}

#[cfg(unix)]
#[test]
fn links_to_what_the_root_is_in_are_not_followed() {
    use std::os::unix::fs::symlink;
    let directory = tempfile::tempdir().unwrap();
    let outside = directory.path().join("outside");
    let inside = outside.join("middle/inside");
    fs::create_dir_all(&inside).unwrap();
    fs::create_dir(outside.join("aside")).unwrap();
    fs::write(outside.join("a.txt"), "Dehors").unwrap();
    fs::write(outside.join("aside/b.txt"), "À côté").unwrap();
    fs::write(inside.join("c.txt"), "Dedans").unwrap();
    symlink("../..", inside.join("up")).unwrap();
    symlink("..", outside.join("aside/up")).unwrap();
    symlink("../../aside", inside.join("aside")).unwrap();
    // Neither does it matter that the root itself is named by a link.
    symlink(&inside, directory.path().join("root")).unwrap();
    for root in [inside, directory.path().join("root")] {
        let found = below(&root, items(std::slice::from_ref(&root), b""));
        let expected = [
            ("aside/b.txt", None),
            ("aside/up", Some(Reason::Loop)),
            ("c.txt", None),
            ("up", Some(Reason::Loop)),
        ];
        assert_eq!(found, expected.map(|(name, reason)| (name.to_owned(), reason)));
    }
}

#[cfg(unix)]
#[test]
fn what_this_user_may_not_read_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path();
    fs::create_dir(root.join("closed")).unwrap();
    fs::write(root.join("file"), "Un texte").unwrap();
    let forbid = |name: &str, mode| {
        fs::set_permissions(root.join(name), fs::Permissions::from_mode(mode)).unwrap();
    };
    forbid("closed", 0o000);
    forbid("file", 0o000);
    if fs::read_dir(root.join("closed")).is_ok() {
        eprintln!("skipped: this user may read everything");
        return;
    }
    let found = below(root, items(&[root.to_owned()], b""));
    forbid("closed", 0o700);
    let expected = ["closed", "file"].map(|name| (name.to_owned(), Some(Reason::PermissionDenied)));
    assert_eq!(found, expected);
}

#[test]
fn a_text_with_a_stray_nul_is_kept_and_the_nul_named() {
    let text = format!("Le port rouvre\0\n{}", "Les dockers ont repris le travail. ".repeat(40));
    let (documents, problems) = file("a.txt", &text);
    assert_eq!(documents[0].text, text);
    let [problem] = &problems[..] else { panic!("{problems:?}") };
    assert_eq!((problem.line, &problem.reason), (None, &Reason::Nul(1)));
    let (documents, problems) = file("a.txt", &text[..100]);
    assert_eq!((documents.len(), &problems[0].reason), (0, &Reason::NotText));
}

#[test]
fn every_field_of_a_line_is_read() {
    let line = r#"{"id": 7, "title": " Le  port\nrouvre ", "text": "Texte.\n", "date": "2015-11-17", "lang": "French", "source": "Le Quai", "url": "https://example.org/7", "other": []}"#;
    let (documents, problems) = file("a.jsonl", format!("\n{line}\n"));
    assert_eq!(problems, []);
    let [document] = &documents[..] else { panic!("{documents:?}") };
    assert_eq!(document.title, "Le port rouvre");
    assert_eq!(document.text, "Texte.\n");
    assert_eq!(document.lang, Lang::FR);
    assert_eq!(document.date.unwrap().to_string(), "2015-11-17");
    assert_eq!(document.source.as_deref(), Some("Le Quai"));
    let origin = &document.origins[0];
    assert_eq!((origin.line, origin.own_id.as_deref()), (Some(2), Some("7")));
    assert_eq!(origin.url.as_deref(), Some("https://example.org/7"));
}

#[test]
fn any_part_of_the_fields_will_do() {
    let (documents, problems) = file(
        "a.ndjson",
        "{\"title\": null, \"text\": \"Le port rouvre\\nTexte.\", \"date\": \"\", \"source\": null}\n\
         {\"title\": \"Seul le titre est là\", \"id\": \"x\"}\n\
         {\"headline\": \"Le marché\", \"content\": \"Du texte pour les lecteurs\", \"text\": null}\n",
    );
    assert_eq!(problems, []);
    let found: Vec<_> = documents.iter().map(|d| (d.title.as_str(), d.text.as_str())).collect();
    assert_eq!(
        found,
        [
            ("Le port rouvre", "Le port rouvre\nTexte."),
            ("Seul le titre est là", ""),
            ("Le marché", "Du texte pour les lecteurs"),
        ]
    );
    assert!(documents.iter().all(|d| d.lang == Lang::FR && d.date.is_none()));
    assert_eq!((documents[0].source.clone(), documents[1].words), (None, 0));
}

#[test]
fn a_line_in_the_wrong_shape_is_left_out_and_a_field_in_it_alone_if_it_can_be() {
    let (documents, problems) = file(
        "a.jsonl",
        "[1]\n\
         {\"lang\": \"fr\"}\n\
         {\"title\": \"Titre\", \"text\": 5}\n\
         {\"text\": \"Un\", \"date\": \"hier\", \"lang\": \"klingon\"}\n\
         {\"text\": \"Deux\", \"date\": 5, \"url\": {}, \"id\": []}\n\
         {\"text\": \"Trois\", \"title\": \"\"}",
    );
    let texts: Vec<_> = documents.iter().map(|d| d.text.as_str()).collect();
    assert_eq!(texts, ["Un", "Deux", "Trois"]);
    assert!(documents.iter().all(|d| d.date.is_none()));
    let date = |text: &str| Reason::BadDate(text.parse::<crate::model::Date>().unwrap_err());
    let expected = [
        (1, Reason::NotObject),
        (2, Reason::NoText),
        (3, Reason::NotString("text")),
        (4, Reason::BadLang("klingon".to_owned())),
        (4, date("hier")),
        (5, date("5")),
        (5, Reason::NotString("id")),
        (5, Reason::NotString("url")),
    ];
    let found: Vec<_> = problems.into_iter().map(|p| (p.line.unwrap(), p.reason)).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_json_file_may_hold_lines_one_object_or_an_array() {
    for (content, expected) in [
        ("{\"text\": \"Un\"}\n{\"text\": \"Deux\"}\n", vec![1, 2]),
        ("{\n  \"text\": \"Un\"\n}\n", vec![1]),
        ("[\n  {\n    \"text\": \"Un\"\n  },\n  {\"text\": \"Deux\"}\n]\n", vec![2, 5]),
        ("[{\"text\": \"[Un], {deux}\"},{\"text\": \"Deux\"}]", vec![1, 1]),
    ] {
        let (documents, problems) = file("a.json", content);
        assert_eq!(problems, [], "{content}");
        let lines: Vec<_> = documents.iter().filter_map(|d| d.origins[0].line).collect();
        assert_eq!(lines, expected, "{content}");
    }
    let (documents, problems) = file("a.json", "[{\"text\": \"Un\"},\n{\"text\": \n oups}]");
    assert_eq!((documents.len(), problems[0].line), (1, Some(3)));
    assert_eq!(file("a.json", "[]").1[0].reason, Reason::Empty);
}

#[test]
fn halves_of_surrogate_pairs_are_replaced_and_the_document_kept() {
    let lines = r#"{"text": "a\ud83d b\uDE00\ud83d\ude00\uD83D\ud83d\ude00 c"}
{"text": "\\ud83d \\\ud83d\n"}
{"text": "\ud83d\ude00 \\ud83d"}
{"text": "\ud83d" oups}
{"text": "\ud83d"#;
    let texts = ["a\u{FFFD} b\u{FFFD}😀\u{FFFD}😀 c", "\\ud83d \\\u{FFFD}\n", "😀 \\ud83d"];
    for name in ["a.jsonl", "a"] {
        let (documents, problems) = file(name, lines);
        assert_eq!(documents.iter().map(|d| &d.text).collect::<Vec<_>>(), texts);
        let [first, second, third, fourth] = &problems[..] else { panic!("{problems:?}") };
        assert_eq!((first.line, &first.reason), (Some(1), &Reason::LoneSurrogates(3)));
        assert_eq!((second.line, &second.reason), (Some(2), &Reason::LoneSurrogates(1)));
        for (broken, line) in [(third, 4), (fourth, 5)] {
            assert_eq!(broken.line, Some(line));
            assert!(matches!(broken.reason, Reason::BadJson(_)), "{broken}");
        }
    }
}

#[test]
fn halves_of_surrogate_pairs_do_not_end_a_file_of_values() {
    let content = r#"[
        {"text": "Un"},
        {"text": "Deux \udc00"},
        {"text": "Trois \ud83d\ude00 \ud83d"}
    ]"#;
    let (documents, problems) = file("a.json", content);
    let found: Vec<_> =
        documents.iter().map(|d| (d.text.as_str(), d.origins[0].line.unwrap())).collect();
    assert_eq!(found, [("Un", 2), ("Deux \u{FFFD}", 3), ("Trois 😀 \u{FFFD}", 4)]);
    let [problem] = &problems[..] else { panic!("{problems:?}") };
    assert_eq!((problem.line, &problem.reason), (None, &Reason::LoneSurrogates(2)));
    let (documents, problems) = file("a.json", "[{\"text\": \"\\udc00\"},\n{\"text\": oups}]");
    let reasons: Vec<_> = problems.iter().map(|p| (p.line, &p.reason)).collect();
    assert_eq!((documents.len(), reasons[0]), (1, (None, &Reason::LoneSurrogates(1))));
    assert_eq!(reasons[1].0, Some(2));
}

#[test]
fn content_decides_where_the_name_does_not() {
    let line = "{\"text\": \"Un texte\"}";
    let text = |name, content: &str| file(name, content).0[0].text.clone();
    assert_eq!(text("a.log", line), "Un texte");
    assert_eq!(text("a.txt", line), line);
    assert_eq!(text("a", "{brace}"), "{brace}");
    let stdin = |content: &str| items(&["-".into()], content.as_bytes());
    let (documents, _) = parted(stdin(&format!("\n{line}\n{line}\n")));
    assert_eq!(documents.len(), 2);
    assert_eq!(documents[1].origins[0].to_string(), "-:3");
    let (documents, _) = parted(stdin("Un texte\n{}\n"));
    assert_eq!(documents[0].text, "Un texte\n{}\n");
    assert_eq!(documents[0].origins[0].to_string(), "-");
    assert_eq!(
        parted(stdin("")).1[0].to_string(),
        "-: empty; write something into it, or remove it"
    );
}

#[test]
fn lines_are_decoded_whatever_their_encoding() {
    let content = "{\"title\": \"زلزال في المدينة القديمة\", \"source\": \"Métro\"}\n{\"text\": \"عاد العمال إلى عملهم\"}\n";
    let wide: Vec<u8> = content.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let narrow = encoding_rs::WINDOWS_1256.encode(content).0;
    for bytes in [content.as_bytes(), &wide, &narrow] {
        let (documents, problems) = file("a.jsonl", bytes);
        assert_eq!(problems, []);
        assert_eq!(documents[0].title, "زلزال في المدينة القديمة");
        assert_eq!(documents[0].source.as_deref(), Some("Métro"));
        assert_eq!(documents[1].text, "عاد العمال إلى عملهم");
    }
    let mut faulty = content.as_bytes().to_vec();
    faulty.insert(content.find("زال").unwrap(), 0xFF);
    faulty.extend(b"{\"text\": \"a\0b\"}\n{\"text\": \"Fin\"}\n");
    let (documents, problems) = file("a.jsonl", faulty);
    assert_eq!(documents.len(), 3);
    let found: Vec<_> = problems.into_iter().map(|p| (p.line, p.reason)).collect();
    assert_eq!(found, [(Some(1), Reason::Replaced(1)), (Some(3), Reason::NotText)]);
}

#[test]
fn a_line_that_is_too_long_is_named_and_passed_over() {
    let content = format!("{{\"text\": \"{}\"}}\n{{\"text\": \"Un\"}}\n", "a".repeat(100));
    let mut found = Vec::new();
    let mut sink = |item| {
        found.push(item);
        ControlFlow::Continue(())
    };
    let mut output = Output { path: Path::new("a.jsonl"), sink: &mut sink };
    let mut position = Position::default();
    assert!(json::lines(&mut content.as_bytes(), 40, &mut position, &mut output).is_continue());
    assert_eq!((position.next(), position.tail()), (3, None));
    let (documents, problems) = parted(found);
    assert_eq!((documents.len(), documents[0].origins[0].line), (1, Some(2)));
    assert_eq!((problems[0].line, &problems[0].reason), (Some(1), &Reason::TooLong));
}

#[test]
fn the_sink_can_break_off() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.jsonl");
    fs::write(&path, "{\"text\": \"Un\"}\n".repeat(5)).unwrap();
    let mut count = 0;
    let flow = read(&[path.clone(), path], &mut empty(), &mut |_| {
        count += 1;
        if count == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!((flow, count), (ControlFlow::Break(()), 3));
}

#[test]
fn a_problem_says_where_what_and_what_to_do() {
    let (_, problems) = file("a.jsonl", "{}\n");
    let text = problems[0].to_string();
    assert!(
        text.ends_with("a.jsonl:1: neither `title` nor `text` in the object; give it one of them"),
        "{text}"
    );
}
