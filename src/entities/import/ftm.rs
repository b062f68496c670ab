//! FollowTheMoney: one JSON object a line, as OpenSanctions and OpenAleph write it.

use std::io::BufRead;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{BadFile, BadLine, ImportCounts, Line, Names, Sink};
use crate::entities::table::slug;
use crate::model::Kind;

#[derive(Deserialize)]
struct Entity {
    id: String,
    schema: String,
    #[serde(default)]
    properties: Properties,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Properties {
    name: Vec<String>,
    alias: Vec<String>,
    previous_name: Vec<String>,
    weak_alias: Vec<IgnoredAny>,
    topics: Vec<String>,
}

pub(super) fn read(
    mut source: impl BufRead,
    counts: &mut ImportCounts,
    sink: &mut impl Sink,
) -> Result<(), BadFile> {
    let (mut line, mut number) = (Vec::new(), 0);
    while {
        line.clear();
        source.read_until(b'\n', &mut line).map_err(BadFile::Read)? > 0
    } {
        number += 1;
        if line.trim_ascii().is_empty() {
            continue;
        }
        match serde_json::from_slice(&line).map_err(BadLine::Ftm) {
            Ok(entity) => match convert(entity, counts) {
                Ok(Some(line)) => {
                    counts.entities += 1;
                    counts.names += line.names.len() + line.aliases.len();
                    sink.take(line)?;
                }
                Ok(None) => {}
                Err(problem) => {
                    counts.bad += 1;
                    sink.bad(number, problem);
                }
            },
            Err(problem) => {
                counts.bad += 1;
                sink.bad(number, problem);
            }
        }
    }
    Ok(())
}

fn convert(entity: Entity, counts: &mut ImportCounts) -> Result<Option<Line>, BadLine> {
    let Entity { id: given, schema, properties } = entity;
    let Some(kind) = kind(&schema, &properties.topics) else {
        *counts.skipped.entry(schema).or_default() += 1;
        return Ok(None);
    };
    let id = slug(&given);
    if id.is_empty() {
        return Err(BadLine::NoId);
    }
    counts.weak += properties.weak_alias.len();
    let mut names = Names::default();
    let mut kept = |texts: &[String]| {
        texts.iter().for_each(|text| names.add(text, counts));
        names.take()
    };
    let mut line =
        Line { id, kind, names: kept(&properties.name), aliases: kept(&properties.alias) };
    line.aliases.extend(kept(&properties.previous_name));
    if line.names.is_empty() && line.aliases.is_empty() {
        return Err(BadLine::NoName(given));
    }
    Ok(Some(line))
}

/// What we call an entity of a schema; `None` for what is nothing to look for in news.
pub(super) fn kind(schema: &str, topics: &[String]) -> Option<Kind> {
    let about = |prefix: &str| topics.iter().any(|topic| topic.starts_with(prefix));
    Some(match schema {
        "Person" => Kind::Person,
        "Company" => Kind::Company,
        "Organization" | "LegalEntity" if about("pol.party") => Kind::Party,
        "Organization" | "LegalEntity" if about("crime.terror") => Kind::Group,
        "Organization" | "PublicBody" | "LegalEntity" => Kind::Organisation,
        "Vessel" => Kind::Thing,
        "Event" => Kind::Event,
        _ => return None,
    })
}
