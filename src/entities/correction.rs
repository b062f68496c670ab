//! How a correction is written into a person's `entities.toml`: beside what
//! they wrote there by hand, of which nothing is lost.

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, Value, value};

use super::forms::key;
use crate::model::{Correction, EntityId, Lang};

/// Why a correction cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs)]
pub enum EditError {
    #[error("line {line} is not TOML ({message}); mend it, then correct again")]
    Syntax { line: usize, message: String },
    #[error(
        "the entities in it are not written as [[entity]] blocks; write them so, then correct again"
    )]
    NoBlocks,
    #[error("`{field}` of `{entity}` is no list; write it in brackets, then correct again")]
    NoList { entity: EntityId, field: String },
    #[error("there is an entity `{0}` already; give the new one another id")]
    Taken(EntityId),
}

impl Correction {
    /// The text of an `entities.toml` with this correction in it. Comments, order and layout stay.
    ///
    /// # Errors
    /// A text that cannot be understood, or has the new entity already.
    pub fn edit(&self, toml: &str) -> Result<String, EditError> {
        let document: DocumentMut = toml.parse().map_err(|error: toml_edit::TomlError| {
            let start = error.span().map_or(0, |span| span.start).min(toml.len());
            let line = 1 + toml.as_bytes()[..start].iter().filter(|&&b| b == b'\n').count();
            EditError::Syntax { line, message: error.message().to_owned() }
        })?;
        let mut blocks = Blocks::of(document)?;
        match self {
            Correction::AddAlias { entity, text, lang } => {
                blocks.unlist(entity, "hide", text);
                blocks.list(entity, &names_in(*lang), text)?;
            }
            Correction::HideAlias { entity, text } => blocks.list(entity, "hide", text)?,
            Correction::HideEntity { entity } => blocks.first(entity)["hidden"] = value(true),
            Correction::Merge { from, into } => {
                // The other way round they were the same before.
                let back = |table: &Table| {
                    table.get("same_as").and_then(Item::as_str) == Some(from.as_str())
                };
                blocks.about(into).filter(|table| back(table)).for_each(|table| {
                    table.remove("same_as");
                });
                blocks.first(from)["same_as"] = value(into.as_str());
            }
            Correction::Part { entity, from } => {
                for other in from {
                    blocks.list(entity, "apart", other.as_str())?;
                }
            }
            Correction::NewEntity { id, kind, name, lang } => {
                if blocks.about(id).any(|table| table.contains_key("kind")) {
                    return Err(EditError::Taken(id.clone()));
                }
                blocks.first(id)["kind"] = value(kind.to_string());
                blocks.list(id, &names_in(*lang), name)?;
            }
        }
        Ok(blocks.0.to_string())
    }
}

fn names_in(lang: Option<Lang>) -> String {
    let lang = lang.filter(|lang| *lang != Lang::UNKNOWN);
    lang.map_or_else(|| "names".to_owned(), |lang| lang.code().to_owned())
}

/// The `[[entity]]` blocks of a document.
struct Blocks(DocumentMut);

impl Blocks {
    fn of(mut document: DocumentMut) -> Result<Self, EditError> {
        let blocks = document.entry("entity").or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
        if blocks.is_array_of_tables() { Ok(Self(document)) } else { Err(EditError::NoBlocks) }
    }

    fn tables(&mut self) -> &mut ArrayOfTables {
        let blocks = self.0["entity"].as_array_of_tables_mut();
        blocks.expect("`of` has made sure that there are blocks")
    }

    /// The blocks about an entity.
    fn about(&mut self, id: &EntityId) -> impl Iterator<Item = &mut Table> {
        let is = |table: &&mut Table| table.get("id").and_then(Item::as_str) == Some(id.as_str());
        self.tables().iter_mut().filter(is)
    }

    /// The first block about an entity; a new one at the end if there is none.
    fn first(&mut self, id: &EntityId) -> &mut Table {
        let is = |table: &Table| table.get("id").and_then(Item::as_str) == Some(id.as_str());
        let found = self.tables().iter().position(is);
        let at = found.unwrap_or_else(|| {
            // What stood at the end of the file stands before the new block now.
            let mut before = self.0.trailing().as_str().unwrap_or_default().to_owned();
            self.0.set_trailing("");
            if !before.is_empty() && !before.ends_with('\n') {
                before.push('\n');
            }
            if !before.is_empty() || !self.tables().is_empty() {
                before.push('\n');
            }
            let mut table = Table::new();
            table.decor_mut().set_prefix(before);
            table["id"] = value(id.as_str());
            self.tables().push(table);
            self.tables().len() - 1
        });
        self.tables().get_mut(at).expect("a block that was found or made is there")
    }

    /// Puts a text into a list of an entity, unless it is there.
    fn list(&mut self, id: &EntityId, field: &str, text: &str) -> Result<(), EditError> {
        let list = self.first(id).entry(field).or_insert_with(|| value(Array::new()));
        let Some(list) = list.as_array_mut() else {
            return Err(EditError::NoList { entity: id.clone(), field: field.to_owned() });
        };
        if list.iter().any(|item| item.as_str() == Some(text)) {
            return Ok(());
        }
        // A list of lines gets another line.
        let prefix = list.get(0).and_then(|first| first.decor().prefix()?.as_str());
        match prefix.and_then(|prefix| prefix.rfind('\n').map(|line| prefix[line..].to_owned())) {
            Some(prefix) => {
                let mut item = Value::from(text);
                item.decor_mut().set_prefix(prefix);
                list.push_formatted(item);
            }
            None => list.push(text),
        }
        Ok(())
    }

    /// Takes a text, in any spelling, out of the lists of an entity with this name.
    fn unlist(&mut self, id: &EntityId, field: &str, text: &str) {
        for table in self.about(id) {
            let Some(list) = table.get_mut(field).and_then(Item::as_array_mut) else { continue };
            list.retain(|item| item.as_str().is_none_or(|item| key(item) != key(text)));
            if list.is_empty() {
                table.remove(field);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::Kind;

    fn add(entity: &str, text: &str, lang: Option<Lang>) -> Correction {
        Correction::AddAlias { entity: entity.into(), text: text.to_owned(), lang }
    }

    fn hide(entity: &str, text: &str) -> Correction {
        Correction::HideAlias { entity: entity.into(), text: text.to_owned() }
    }

    const OWN: &str = "\
# Mine.

# The Russian one.
[[entity]]
id = \"vladimir-putin\"   # a slug
en = [
    \"VVP\", # as at home
    \"Vova\",
]

[[entity]]
id = 'sel'
kind = 'party'
fr = ['Parti du Sel']
# To do: the others.
";

    #[test]
    fn corrections_join_what_is_written_by_hand() {
        let toml = add("vladimir-putin", "Piter", Some(Lang::EN)).edit(OWN).unwrap();
        let toml = add("vladimir-putin", "بوتن", None).edit(&toml).unwrap();
        let toml = hide("jordan", "Jordan").edit(&toml).unwrap();
        let id = "q7".into();
        let toml = Correction::Merge { from: id, into: "sel".into() }.edit(&toml).unwrap();
        let toml = Correction::HideEntity { entity: "moscow".into() }.edit(&toml).unwrap();
        let expected = OWN.replace("    \"Vova\",\n", "    \"Vova\",\n    \"Piter\",\n").replace(
            "]\n\n[[entity]]\nid = 'sel'",
            "]\nnames = [\"بوتن\"]\n\n[[entity]]\nid = 'sel'",
        );
        let new = "\n[[entity]]\nid = \"jordan\"\nhide = [\"Jordan\"]\n\n\
                   [[entity]]\nid = \"q7\"\nsame_as = \"sel\"\n\n\
                   [[entity]]\nid = \"moscow\"\nhidden = true\n";
        assert_eq!(toml, expected + new);
    }

    #[test]
    fn the_first_correction_makes_a_file() {
        let (id, kind, name) =
            (EntityId::from("sami-sahli"), Kind::Person, "Sami Sahli".to_owned());
        let new = Correction::NewEntity { id: id.clone(), kind, name, lang: Some(Lang::FR) };
        let toml = new.edit("").unwrap();
        let expected =
            "[[entity]]\nid = \"sami-sahli\"\nkind = \"person\"\nfr = [\"Sami Sahli\"]\n";
        assert_eq!(toml, expected);
        assert_eq!(new.edit(&toml), Err(EditError::Taken(id)));
        let toml = new.edit("# Only a remark").unwrap();
        assert_eq!(toml, format!("# Only a remark\n\n{expected}"));
    }

    #[test]
    fn saying_something_twice_changes_nothing_and_the_opposite_takes_it_back() {
        let once = hide("jordan", "Jordan").edit("").unwrap();
        assert_eq!(hide("jordan", "Jordan").edit(&once).unwrap(), once);
        let again = add("jordan", "JORDAN", Some(Lang::EN)).edit(&once).unwrap();
        assert_eq!(again, "[[entity]]\nid = \"jordan\"\nen = [\"JORDAN\"]\n");
        let merge =
            |from: &str, into: &str| Correction::Merge { from: from.into(), into: into.into() };
        let there = merge("a", "b").edit("").unwrap();
        let back = merge("b", "a").edit(&there).unwrap();
        assert_eq!(back, "[[entity]]\nid = \"a\"\n\n[[entity]]\nid = \"b\"\nsame_as = \"a\"\n");
    }

    #[test]
    fn names_that_are_parted_are_listed_under_one_of_them() {
        let part = |from: &[&str]| {
            let from = from.iter().map(|id| EntityId::from(*id)).collect();
            Correction::Part { entity: "~per-x-y".into(), from }
        };
        let toml = part(&["~per-a-b"]).edit("").unwrap();
        let toml = part(&["~per-a-b", "~per-c-d"]).edit(&toml).unwrap();
        let ids = "[\"~per-a-b\", \"~per-c-d\"]";
        assert_eq!(toml, format!("[[entity]]\nid = \"~per-x-y\"\napart = {ids}\n"));
    }

    #[test]
    fn what_cannot_be_understood_is_left_alone() {
        let edit = |toml: &str| add("a", "Aix", Some(Lang::FR)).edit(toml).unwrap_err();
        assert!(matches!(edit("\n[[entity]\n"), EditError::Syntax { line: 2, .. }));
        assert_eq!(edit("entity = [{ id = \"a\" }]"), EditError::NoBlocks);
        let (entity, field) = ("a".into(), "fr".to_owned());
        assert_eq!(edit("[[entity]]\nid = \"a\"\nfr = \"A\""), EditError::NoList { entity, field });
    }

    proptest! {
        #[test]
        fn whatever_text_is_corrected_can_be_read_again(
            texts in proptest::collection::vec("\\PC{0,12}[a-zب]", 1..6)
        ) {
            let mut toml = OWN.to_owned();
            for (n, text) in texts.iter().enumerate() {
                let correction = if n % 2 == 0 { add("sel", text, None) } else { hide("x", text) };
                toml = correction.edit(&toml).unwrap();
            }
            let (blocks, errors) = super::super::table::parse(&toml, std::path::Path::new(""));
            prop_assert_eq!(errors, []);
            let sel = blocks.iter().find(|block| block.id == "sel").unwrap();
            for text in texts.iter().step_by(2) {
                prop_assert!(sel.names.iter().any(|name| name.text == text.trim()), "{}", toml);
            }
        }
    }
}
