//! What a person says about names.

use std::fmt;

use super::{EntityId, Kind, Lang, isolate};

/// Something that a person corrects.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Correction {
    /// This text names the entity too. Whoever else has the alias loses it to this one.
    AddAlias {
        /// Whom it names.
        entity: EntityId,
        /// The alias as written.
        text: String,
        /// The language it belongs to; any if `None`.
        lang: Option<Lang>,
    },
    /// This text does not name the entity.
    HideAlias {
        /// Whom it does not name.
        entity: EntityId,
        /// The alias, in any spelling that folds to it; one of a table stands for its forms.
        text: String,
    },
    /// Nothing is to name the entity.
    HideEntity {
        /// Who is not wanted; it may be one that was only proposed.
        entity: EntityId,
    },
    /// Both are the same. (Of one that was only proposed the name is added as an alias instead.)
    Merge {
        /// The entity that goes, of a table or an import.
        from: EntityId,
        /// The entity that has the names of both.
        into: EntityId,
    },
    /// Names that were proposed, and taken for those of one, are not.
    Part {
        /// One that was only proposed.
        entity: EntityId,
        /// Whom it is not the same as. Empty for all whose names were taken to be its own too.
        from: Vec<EntityId>,
    },
    /// There is an entity with this name.
    NewEntity {
        /// Its id, which nobody has yet: `Catalogue::free_id` makes one.
        id: EntityId,
        /// What it is.
        kind: Kind,
        /// What it is called.
        name: String,
        /// The language the name belongs to; any if `None`.
        lang: Option<Lang>,
    },
}

impl Correction {
    /// What it says, in words; `name` tells what an entity is called.
    pub fn sentence(&self, name: &dyn Fn(&EntityId) -> String) -> String {
        match self {
            Correction::AddAlias { entity, text, .. } => {
                format!("“{}” names {}", isolate(text), isolate(&name(entity)))
            }
            Correction::HideAlias { entity, text } => {
                format!("“{}” does not name {}", isolate(text), isolate(&name(entity)))
            }
            Correction::HideEntity { entity } => format!("{} is hidden", isolate(&name(entity))),
            Correction::Merge { from, into } => {
                format!("{} is the same as {}", isolate(&name(from)), isolate(&name(into)))
            }
            Correction::Part { entity, from } => {
                let others: Vec<String> = from.iter().map(|id| isolate(&name(id))).collect();
                format!("{} is not {}", isolate(&name(entity)), others.join(" nor "))
            }
            Correction::NewEntity { kind, name, .. } => {
                format!("“{}” is a new {kind}", isolate(name))
            }
        }
    }
}

impl fmt::Display for Correction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence(&|id| id.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_correction_is_said_by_names() {
        let merge = Correction::Merge { from: "q7".into(), into: "jordan".into() };
        let said = merge.sentence(&|id| id.as_str().to_uppercase());
        assert_eq!(said.replace(['\u{2068}', '\u{2069}'], ""), "Q7 is the same as JORDAN");
        let (id, name) = (EntityId::from("x"), "أبو ملح".to_owned());
        let new = Correction::NewEntity { id, kind: Kind::Group, name, lang: Some(Lang::AR) };
        assert_eq!(new.to_string(), "“\u{2068}أبو ملح\u{2069}” is a new group");
    }
}
