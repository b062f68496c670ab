//! Things with a name, and the places of a text that name them.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};

use super::Lang;

/// The stable id of an entity, a readable slug: `france`, `vladimir-putin`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityId(Arc<str>);

impl EntityId {
    /// The slug.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id of somebody or something that no table has: `~per-jean-dupont`. The key is the same
    /// for the same name in every document.
    pub fn proposed(label: Label, key: &str) -> Self {
        Self(format!("~{}-{key}", label.to_string().to_lowercase()).into())
    }

    /// Whether no table has it: a name was found, and its context tells what it is.
    pub fn is_proposed(&self) -> bool {
        self.0.starts_with('~')
    }

    /// What the name of a proposed entity is, and the name as far as its key tells it.
    pub fn as_proposed(&self) -> Option<(Label, String)> {
        let (label, key) = self.0.strip_prefix('~')?.split_once('-')?;
        let label = Label::ALL.into_iter().find(|l| l.to_string().eq_ignore_ascii_case(label))?;
        let capital = |word: &str| {
            let mut letters = word.chars();
            letters.next().map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
        };
        Some((label, key.split('-').map(capital).collect::<Vec<_>>().join(" ")))
    }
}

impl From<&str> for EntityId {
    fn from(slug: &str) -> Self {
        Self(slug.into())
    }
}

impl From<Arc<str>> for EntityId {
    fn from(slug: Arc<str>) -> Self {
        Self(slug)
    }
}

impl fmt::Display for EntityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Serialize for EntityId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// A thing with a name, known under many aliases in several languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// What it is known by everywhere.
    pub id: EntityId,
    /// What sort of thing it is.
    pub kind: Kind,
    /// The country it belongs to, where one is clear.
    pub country: Option<EntityId>,
    /// All its names; the first of each language is the one to display.
    pub names: Vec<Name>,
}

impl Entity {
    /// The name to display to a reader of `lang`, else the English one, else any.
    pub fn name(&self, lang: Lang) -> &str {
        let of = |lang| self.names.iter().find(|n| n.lang == lang && n.role == Role::Name);
        let name = of(lang).or_else(|| of(Lang::EN)).or_else(|| self.names.first());
        name.map_or(self.id.as_str(), |name| &name.text)
    }
}

/// One alias of an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The language it belongs to.
    pub lang: Lang,
    /// The alias as written.
    pub text: String,
    /// How it names the entity.
    pub role: Role,
}

/// How an alias names its entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// By a name.
    Name,
    /// By a name that others bear too; the rest of the article decides whom it means.
    Shared,
    /// By a nationality word: `russe` for Russia.
    Demonym,
    /// By the seat of its government: `Kremlin` for Russia.
    Seat,
}

/// What sort of thing an entity is. The order is the order of the sidebar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Kind {
    Person,
    Country,
    Group,
    Organisation,
    Party,
    Company,
    Media,
    City,
    Province,
    Region,
    Place,
    Facility,
    Event,
    Thing,
}

impl fmt::Display for Kind {
    /// As tables write it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

impl Kind {
    /// Every kind, in the order of the sidebar.
    pub const ALL: [Kind; 14] = [
        Kind::Person,
        Kind::Country,
        Kind::Group,
        Kind::Organisation,
        Kind::Party,
        Kind::Company,
        Kind::Media,
        Kind::City,
        Kind::Province,
        Kind::Region,
        Kind::Place,
        Kind::Facility,
        Kind::Event,
        Kind::Thing,
    ];

    /// The kind of what is proposed under a label, as far as that tells it.
    pub fn of(label: Label) -> Self {
        match label {
            Label::Per => Kind::Person,
            Label::Org => Kind::Organisation,
            Label::Gpe => Kind::City,
            Label::Loc => Kind::Place,
            Label::Norp => Kind::Group,
            Label::Fac => Kind::Facility,
            Label::Event => Kind::Event,
            Label::Misc => Kind::Thing,
        }
    }

    /// The label of a mention by name.
    pub fn label(self) -> Label {
        match self {
            Kind::Person => Label::Per,
            Kind::Country | Kind::City | Kind::Province => Label::Gpe,
            Kind::Group | Kind::Organisation | Kind::Party | Kind::Company | Kind::Media => {
                Label::Org
            }
            Kind::Region | Kind::Place => Label::Loc,
            Kind::Facility => Label::Fac,
            Kind::Event => Label::Event,
            Kind::Thing => Label::Misc,
        }
    }
}

/// What a mention is, by the label types of the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Label {
    /// A person.
    Per,
    /// An organisation, company, party, medium or armed group; a seat of government as its metonym.
    Org,
    /// A country, city, state or province.
    Gpe,
    /// A region, sea, river, mountain.
    Loc,
    /// A nationality word; its entity is the country.
    Norp,
    /// A building or other facility.
    Fac,
    /// An event.
    Event,
    /// Anything else with a name: a ship, a treaty, a prize.
    Misc,
}

impl Label {
    /// Every label.
    pub const ALL: [Label; 8] = [
        Label::Per,
        Label::Org,
        Label::Gpe,
        Label::Loc,
        Label::Norp,
        Label::Fac,
        Label::Event,
        Label::Misc,
    ];
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Label::Per => "PER",
            Label::Org => "ORG",
            Label::Gpe => "GPE",
            Label::Loc => "LOC",
            Label::Norp => "NORP",
            Label::Fac => "FAC",
            Label::Event => "EVENT",
            Label::Misc => "MISC",
        })
    }
}

/// A span of a document's text that names an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Bytes of the document's text: exactly the letters of the name, attached particles left out.
    pub range: Range<usize>,
    /// What the name is here.
    pub label: Label,
    /// Whom it names.
    pub entity: EntityId,
}
