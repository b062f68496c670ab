//! Reads a table of names, `[[entity]]` blocks in TOML, and says exactly what is wrong with one.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error as ValueError;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::forms::key;
use crate::model::{Kind, Lang, Name, Role};
use crate::text::words;

/// What an entity can be, for messages.
pub(super) const KINDS: &str = "person, country, group, organisation, party, company, media, city, \
                                province, region, place, facility, event or thing";

/// Why a table of names cannot be used, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}:{line}: {problem}", path.display())]
pub struct TableError {
    /// The table.
    pub path: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub problem: Problem,
}

/// What can be wrong in a table of names.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs)]
pub enum Problem {
    #[error("this is not TOML ({0}); mend it here")]
    Syntax(String),
    #[error("`{0}` does not belong here; a table of names holds [[entity]] blocks only")]
    NoBlock(String),
    #[error("`{field}` has to be {expected}")]
    Shape { field: String, expected: &'static str },
    #[error(
        "`{0}` is no field of an entity; write id, kind, country, shared.LANG, demonyms.LANG, \
         seats.LANG, hide, hidden, same_as, apart, or names: in any language under names, in one under its code, such as \
         ar, fr, en"
    )]
    Field(String),
    #[error("this entity has no id; add one, such as id = \"vladimir-putin\"")]
    NoId,
    #[error("`{0}` cannot be an id; write lower-case letters, digits and single hyphens")]
    Id(String),
    #[error("`{0}` is not a kind; write {kinds}", kinds = KINDS)]
    Kind(String),
    #[error("`{0}` is a new entity and needs a kind; add one, such as kind = \"person\"")]
    NoKind(String),
    #[error("`{0}` is a new entity and needs a name; add one, such as en = [\"…\"]")]
    NoName(String),
    #[error("the name `{0}` has no letter or digit to look for; take it out")]
    Empty(String),
    #[error("there is no entity `{0}` to be the country; correct its id, or leave country out")]
    Country(String),
    #[error(
        "there is no entity `{0}`; correct its id, or give it a kind and a name to make it one"
    )]
    Unknown(String),
    #[error("there is no entity `{0}` to be the same as; correct its id, or leave same_as out")]
    SameAs(String),
    #[error("`{0}` is the same as this one already; leave same_as out here")]
    Circle(String),
    #[error(
        "{lines} lines from here on are not as an import writes them ({error}); import the file again"
    )]
    Import { error: String, lines: usize },
}

/// One `[[entity]]` of a table: a new entity, or more about a known one.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// Where it begins.
    pub(super) line: usize,
    pub(super) id: String,
    pub(super) kind: Option<Kind>,
    pub(super) country: Option<String>,
    /// Names, then what else names it; in the order of the table within one language.
    pub(super) names: Vec<Name>,
    /// Aliases that are not to name it.
    pub(super) hide: Vec<String>,
    /// Whether nothing is to name it.
    pub(super) hidden: bool,
    /// Proposed names that are not those of this one.
    pub(super) apart: Vec<String>,
    /// Whom it is the same as.
    pub(super) same_as: Option<String>,
}

type Fault = (usize, Problem);

/// Reads a table. A block with a fault is left out, and the fault named; of what is not TOML
/// nothing is read.
pub(super) fn parse(toml: &str, path: &Path) -> (Vec<Block>, Vec<TableError>) {
    let (mut blocks, mut errors) = (Vec::new(), Vec::new());
    let mut fail = |line, problem| errors.push(TableError { path: path.to_owned(), line, problem });
    let line = |offset: usize| 1 + toml[..offset].matches('\n').count();
    let table = match DeTable::parse(toml) {
        Ok(table) => table,
        Err(error) => {
            let offset = error.span().map_or(0, |span| floor(toml, span.start));
            fail(line(offset), Problem::Syntax(error.message().to_owned()));
            return (blocks, errors);
        }
    };
    // Lines are counted on from block to block, so that a large table is read once.
    let (mut offset, mut lines) = (0, 1);
    for (name, value) in table.get_ref() {
        let list = (name.get_ref() == "entity").then(|| value.get_ref().as_array()).flatten();
        let Some(list) = list else {
            fail(line(name.span().start), Problem::NoBlock(name.get_ref().to_string()));
            continue;
        };
        for item in list.iter() {
            let at = item.span().start;
            lines += toml[offset..at].matches('\n').count();
            offset = at;
            let table = item.get_ref().as_table();
            let read = table.ok_or_else(|| (at, Problem::NoBlock("entity".to_owned())));
            match read.and_then(|table| block(table, at, lines)) {
                Ok(block) => blocks.push(block),
                Err((at, problem)) => fail(line(at), problem),
            }
        }
    }
    (blocks, errors)
}

fn floor(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|&n| text.is_char_boundary(n)).unwrap_or(0)
}

fn block(table: &DeTable<'_>, at: usize, line: usize) -> Result<Block, Fault> {
    let mut block = Block { line, ..Block::default() };
    for (field, value) in table {
        match field.get_ref().as_ref() {
            "id" => {
                let id = string("id", value)?;
                if !is_slug(id) {
                    return Err((value.span().start, Problem::Id(id.to_owned())));
                }
                block.id = id.to_owned();
            }
            "kind" => {
                let word = string("kind", value)?;
                let kind = Kind::deserialize(word.into_deserializer());
                let kind = kind.map_err(|_: ValueError| {
                    (value.span().start, Problem::Kind(word.to_owned()))
                })?;
                block.kind = Some(kind);
            }
            "country" => block.country = Some(string("country", value)?.to_owned()),
            "shared" => by_language(value, "shared", Role::Shared, &mut block.names)?,
            "same_as" => block.same_as = Some(string("same_as", value)?.to_owned()),
            "hidden" => {
                let hidden = value.get_ref().as_bool();
                block.hidden = hidden.ok_or_else(|| shape("hidden", value, "true or false"))?;
            }
            "apart" => texts("apart", value, |id| block.apart.push(id.to_owned()))?,
            "hide" => texts("hide", value, |text| block.hide.push(text.to_owned()))?,
            "names" => texts("names", value, |text| {
                let (lang, text) = (lang_of(text), text.to_owned());
                block.names.push(Name { lang, text, role: Role::Name });
            })?,
            "demonyms" => by_language(value, "demonyms", Role::Demonym, &mut block.names)?,
            "seats" => by_language(value, "seats", Role::Seat, &mut block.names)?,
            _ => names(field, value, Role::Name, &mut block.names)?,
        }
    }
    if block.id.is_empty() {
        return Err((at, Problem::NoId));
    }
    block.names.sort_by_key(|name| name.role != Role::Name);
    Ok(block)
}

/// The words of a text as an id: `حزب الله` is `حزب-الله`. Empty where there is none.
pub(super) fn slug(text: &str) -> String {
    key(text).replace(' ', "-")
}

/// Whether an id is a slug, with a `~` before it where no table has the entity.
fn is_slug(id: &str) -> bool {
    let id = id.strip_prefix('~').unwrap_or(id);
    !id.is_empty() && slug(id) == id
}

/// The language that tells how a name of unknown language is inflected: Arabic by its script, else
/// none.
pub(super) fn lang_of(name: &str) -> Lang {
    let arabic = |c: char| matches!(c, '\u{0620}'..='\u{064A}' | '\u{FB50}'..='\u{FEFC}');
    if name.contains(arabic) { Lang::AR } else { Lang::UNKNOWN }
}

fn shape(field: &str, value: &Spanned<DeValue<'_>>, expected: &'static str) -> Fault {
    (value.span().start, Problem::Shape { field: field.to_owned(), expected })
}

fn string<'v>(field: &str, value: &'v Spanned<DeValue<'_>>) -> Result<&'v str, Fault> {
    value.get_ref().as_str().ok_or_else(|| shape(field, value, "one string in quotes"))
}

fn by_language(
    value: &Spanned<DeValue<'_>>,
    field: &str,
    role: Role,
    into: &mut Vec<Name>,
) -> Result<(), Fault> {
    let table = value.get_ref().as_table();
    let table = table
        .ok_or_else(|| shape(field, value, "given by language, such as demonyms.fr = [\"…\"]"))?;
    table.iter().try_for_each(|(lang, value)| names(lang, value, role, into))
}

fn names(
    lang: &Spanned<toml::de::DeString<'_>>,
    value: &Spanned<DeValue<'_>>,
    role: Role,
    into: &mut Vec<Name>,
) -> Result<(), Fault> {
    let field = lang.get_ref();
    let lang: Lang =
        field.parse().map_err(|_| (lang.span().start, Problem::Field(field.to_string())))?;
    texts(field, value, |text| into.push(Name { lang, text: text.to_owned(), role }))
}

fn texts(
    field: &str,
    value: &Spanned<DeValue<'_>>,
    mut take: impl FnMut(&str),
) -> Result<(), Fault> {
    let list = value.get_ref().as_array();
    let list = list.ok_or_else(|| shape(field, value, "a list, such as [\"Moscou\"]"))?;
    list.iter().try_for_each(|item| {
        let text = string(field, item)?.trim();
        if words(text).next().is_none() {
            return Err((item.span().start, Problem::Empty(text.to_owned())));
        }
        take(text);
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(toml: &str) -> (usize, Problem) {
        let (_, mut errors) = parse(toml, Path::new("own.toml"));
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert!(errors[0].to_string().starts_with("own.toml:"));
        let error = errors.remove(0);
        (error.line, error.problem)
    }

    #[test]
    fn a_block_holds_names_by_language_and_role() {
        let toml = "[[entity]]\nid = \"france\"\nkind = \"country\"\nfr = [\"France\"]\nfa = [\"فرانسه\"]\ndemonyms.fr = [\"français\"]\n\n[[entity]]\nid = \"x\"\nseats.fr = [\"l’Élysée\"]\n";
        let (blocks, errors) = parse(toml, Path::new(""));
        assert_eq!(errors, []);
        assert_eq!((blocks[0].line, blocks[1].line), (1, 8));
        assert_eq!((blocks[0].id.as_str(), blocks[0].kind), ("france", Some(Kind::Country)));
        let role = |text: &str| {
            blocks.iter().flat_map(|b| &b.names).find(|n| n.text == text).unwrap().role
        };
        assert_eq!(role("فرانسه"), Role::Name);
        assert_eq!(role("français"), Role::Demonym);
        assert_eq!(role("l’Élysée"), Role::Seat);
    }

    #[test]
    fn a_fault_is_named_with_its_line() {
        assert!(matches!(fault("[[entity]]\nid = \"é"), (2, Problem::Syntax(_))));
        assert_eq!(fault("\n[entity]\nid = \"a\""), (2, Problem::NoBlock("entity".into())));
        assert_eq!(fault("[[actor]]\nid = \"a\""), (1, Problem::NoBlock("actor".into())));
        assert_eq!(fault("\n[[entity]]\nkind = \"person\""), (2, Problem::NoId));
        let entity = |field: &str| fault(&format!("[[entity]]\nid = \"a\"\n{field}"));
        assert_eq!(entity("kind = \"persn\""), (3, Problem::Kind("persn".into())));
        assert_eq!(entity("french = [\"Moi\"]"), (3, Problem::Field("french".into())));
        assert_eq!(entity("fr = [\n  \"Moi\",\n  \"…\"]"), (5, Problem::Empty("…".into())));
        assert!(matches!(entity("fr = \"Moi\""), (3, Problem::Shape { .. })));
        assert!(matches!(entity("demonyms = [\"russe\"]"), (3, Problem::Shape { .. })));
        for id in ["", "François", "a b", "-a", "a--b", "é"] {
            assert_eq!(fault(&format!("[[entity]]\nid = \"{id}\"")).1, Problem::Id(id.into()));
        }
    }

    #[test]
    fn messages_name_kinds_that_there_are() {
        for word in KINDS.split([',', ' ']).filter(|word| !matches!(*word, "" | "or")) {
            let kind: Result<Kind, ValueError> = Kind::deserialize(word.into_deserializer());
            assert!(kind.is_ok(), "{word}");
        }
    }

    #[test]
    fn a_block_holds_corrections() {
        let toml = "[[entity]]\nid = \"a\"\nhide = [\"Jordan\"]\nnames = [\"VVP\", \"بوتين\"]\n\
                    [[entity]]\nid = \"b\"\nhidden = true\n\
                    [[entity]]\nid = \"بشار-الاسد\"\nsame_as = \"a\"\n";
        let (blocks, errors) = parse(toml, Path::new(""));
        assert_eq!(errors, []);
        assert_eq!((&*blocks[0].hide, blocks[1].hidden), (&["Jordan".to_owned()][..], true));
        assert_eq!(blocks[2].same_as.as_deref(), Some("a"));
        let langs: Vec<_> = blocks[0].names.iter().map(|name| name.lang).collect();
        assert_eq!(langs, [Lang::UNKNOWN, Lang::AR]);
    }

    #[test]
    fn a_faulty_block_leaves_the_others() {
        let toml = "[[entity]]\nid = \"a\"\n[[entity]]\nid = 7\n[[entity]]\nid = \"c\"\n";
        let (blocks, errors) = parse(toml, Path::new("own.toml"));
        assert_eq!(
            blocks.iter().map(|b| (b.line, &*b.id)).collect::<Vec<_>>(),
            [(1, "a"), (5, "c")]
        );
        assert_eq!(errors.iter().map(|e| e.line).collect::<Vec<_>>(), [4]);
    }
}
