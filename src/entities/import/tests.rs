use proptest::prelude::*;

use super::*;

/// Takes everything; knows one entity.
#[derive(Default)]
struct Taken {
    lines: Vec<Line>,
    bad: Vec<String>,
}

impl Sink for Taken {
    fn kind_of(&self, id: &str) -> Option<Kind> {
        (id == "vladimir-putin").then_some(Kind::Person)
    }

    fn take(&mut self, line: Line) -> io::Result<()> {
        self.lines.push(line);
        Ok(())
    }

    fn bad(&mut self, line: u64, problem: BadLine) {
        self.bad.push(format!("{line}: {problem}"));
    }
}

fn import(text: &str) -> (Taken, ImportCounts, Result<ImportFormat, BadFile>) {
    let (mut taken, mut counts) = (Taken::default(), ImportCounts::default());
    let format = read(text.as_bytes(), "watch", &mut counts, &mut taken);
    (taken, counts, format)
}

fn shown(taken: &Taken) -> Vec<String> {
    let show = |l: &Line| {
        format!("{} {:?}: {} ({})", l.id, l.kind, l.names.join(", "), l.aliases.join(", "))
    };
    taken.lines.iter().map(show).collect()
}

#[test]
fn follow_the_money_gives_kinds_names_and_aliases() {
    let (taken, counts, format) = import(concat!(
        "\u{FEFF}{\"id\":\"Q1\",\"schema\":\"Person\",\"properties\":{\"name\":[\"ليلى قرطاج\",\
         \"LEILA QARTAJ\",\"Leila Qartaj\"],\"alias\":[\"Oum Ziad\",\"Leila\"],\
         \"weakAlias\":[\"Lili\"],\"country\":[\"tn\"],\"topics\":[\"role.pep\"]}}\n",
        "\n",
        "{\"id\":\"NK-7a\",\"caption\":\"x\",\"schema\":\"Organization\",\"properties\":\
         {\"name\":[\"Front du Sel\"],\"previousName\":[\"Ligue du Sel\"],\
         \"topics\":[\"crime.terror\"]}}\n",
        "{\"id\":\"v\",\"schema\":\"Vessel\",\"properties\":{\"name\":[\"Amira Star II\"]}}\n",
        "{\"id\":\"a\",\"schema\":\"Address\",\"properties\":{\"full\":[\"1, rue X\"]}}",
    ));
    assert_eq!(format.unwrap(), ImportFormat::Ftm);
    assert_eq!(
        shown(&taken),
        [
            "q1 Person: Leila Qartaj, ليلى قرطاج (Oum Ziad)",
            "nk-7a Group: Front du Sel (Ligue du Sel)",
            "v Thing: Amira Star II ()"
        ]
    );
    assert_eq!(taken.bad, [""; 0]);
    let skipped = BTreeMap::from([("Address".to_owned(), 1)]);
    let expected = ImportCounts {
        entities: 3,
        names: 6,
        refused: 1,
        weak: 1,
        skipped,
        ..ImportCounts::default()
    };
    assert_eq!(counts, expected);
}

#[test]
fn a_bad_line_is_named_and_the_others_are_read() {
    let (taken, counts, _) = import(concat!(
        "{\"id\":\"Q1\",\"schema\":\"Person\"\n",
        "{\"id\":\"Q2\",\"schema\":\"Person\",\"properties\":{\"name\":[\"Ali\",\"12\"]}}\n",
        "{\"id\":\"…\",\"schema\":\"Person\",\"properties\":{\"name\":[\"Leila Qartaj\"]}}\n",
        "{\"id\":\"Q4\",\"schema\":\"Person\",\"properties\":{\"name\":[\"Sami Sahli\"]}}\n",
    ));
    assert_eq!(shown(&taken), ["q4 Person: Sami Sahli ()"]);
    assert_eq!((taken.bad.len(), counts.bad), (3, 3));
    assert!(taken.bad[0].starts_with("1: this is no FollowTheMoney entity"));
    assert!(!taken.bad[0].contains("line 1"), "{}", taken.bad[0]);
    assert_eq!(taken.bad[1], "2: `Q2` has no name left to look for");
    assert!(taken.bad[2].starts_with("3: this has no id"));
}

#[test]
fn a_list_may_have_an_alias_a_row_or_several_in_a_field() {
    let list = "id,kind,name,alias\n\
                1,person,Leila Qartaj,ليلى قرطاج\n\
                2,Company,\"Sel, Mer & Cie\",SMC|Sel et Mer; SMC\n\
                1,,,Oum Ziad\n\
                vladimir-putin,,,VVP\n";
    let (taken, counts, format) = import(list);
    assert_eq!(format.unwrap(), ImportFormat::Csv);
    assert_eq!(taken.bad, [""; 0]);
    let expected = [
        "watch-1 Person: Leila Qartaj (ليلى قرطاج, Oum Ziad)",
        "watch-2 Company: Sel, Mer & Cie (SMC, Sel et Mer)",
        "vladimir-putin Person:  (VVP)",
    ];
    assert_eq!(shown(&taken), expected);
    assert_eq!((counts.entities, counts.names), (3, 7));
    // As a French spreadsheet writes it.
    let semicolons = "ID;Kind;Name;Alias\r\n7;party;Parti du Sel;حزب الملح|PDS\r\n";
    assert_eq!(shown(&import(semicolons).0), ["watch-7 Party: Parti du Sel (PDS, حزب الملح)"]);
}

#[test]
fn without_ids_a_name_is_the_id() {
    let (taken, ..) =
        import("name\tkind\taliases\nحزب الملح\tparty\tParti du Sel\nحزب الملح\t\tPDS\n");
    assert_eq!(shown(&taken), ["watch-حزب-الملح Party: حزب الملح (Parti du Sel, PDS)"]);
}

#[test]
fn a_bad_row_is_named_by_its_line() {
    let list = "id,kind,name\n1,persn,Leila Qartaj\n2,,Sami Sahli\n,,\n3,person,\n\
                4,person,\"Adel\nJebali\"\n5,person,X\n";
    let (taken, counts, _) = import(list);
    assert_eq!(shown(&taken), ["watch-4 Person: Adel Jebali ()"]);
    let lines: Vec<_> = taken.bad.iter().map(|bad| bad.split(':').next().unwrap()).collect();
    assert_eq!((lines.join(" "), counts.bad), ("2 3 4 5 8".to_owned(), 5), "{:?}", taken.bad);
    let latin = b"name,kind\nL\xE9a Sahli,person\n";
    let (mut taken, mut counts) = (Taken::default(), ImportCounts::default());
    assert!(matches!(read(&latin[..], "", &mut counts, &mut taken), Err(BadFile::Empty)));
    assert!(taken.bad[0].starts_with("2: this is not UTF-8"), "{:?}", taken.bad);
}

#[test]
fn a_file_that_is_neither_is_refused() {
    assert!(matches!(import("").2, Err(BadFile::Empty)));
    assert!(matches!(import(" [{\"id\":1}]").2, Err(BadFile::JsonList)));
    assert!(matches!(import("Dear reader,\nhello").2, Err(BadFile::Header(_))));
    let message = import(&"قال ".repeat(2000)).2.unwrap_err().to_string();
    assert!(message.ends_with('…') && message.chars().count() < 200, "{message}");
    assert!(matches!(import("name,kind\n").2, Err(BadFile::Empty)));
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_named(
        start in prop::sample::select(vec!["", "{", "{\"id\":\"a\",", "name,kind\n", "name;alias\n\""]),
        bytes in prop::collection::vec(any::<u8>(), 0..200)
    ) {
        let (mut taken, mut counts) = (Taken::default(), ImportCounts::default());
        let file = [start.as_bytes(), &bytes].concat();
        let _ = read(&file[..], "x", &mut counts, &mut taken);
        prop_assert_eq!((counts.entities, counts.bad), (taken.lines.len(), taken.bad.len()));
    }
}
