//! All aliases as a tree of numbered words, in three flat tables: nothing is allocated per node, so
//! that hundreds of thousands of aliases stay small.

use std::collections::HashMap;
use std::ops::Range;

use super::Catalogue;
use super::catalogue::Alias;
use super::context::Context;
use super::forms::{Case, acronym};
use super::vocabulary::{BuildMix, Vocabulary, WordId};
use crate::model::{Entity, EntityId, Kind, Label, Role};
use crate::text::words;

/// A place in the tree.
pub(super) type NodeId = u32;

/// Every alias of a catalogue.
#[derive(Debug, Default)]
pub(super) struct Dictionary {
    pub(super) vocabulary: Vocabulary,
    /// The node that a word leads to from the root, by its number; 0 is none.
    first: Vec<NodeId>,
    /// From a node and a word to the next node.
    edges: HashMap<u64, NodeId, BuildMix>,
    /// The ends of each node: `ends[starts[node]..starts[node + 1]]`.
    starts: Vec<u32>,
    ends: Vec<End>,
    pub(super) entities: Vec<Known>,
    /// By the number of a word, whether anything but people is called by it.
    things: Vec<bool>,
    /// How shared aliases are written, by node and entity, where marks tell them apart.
    marked: HashMap<(NodeId, u32), Box<str>>,
}

/// What the recogniser has to know of an entity.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) id: EntityId,
    pub(super) kind: Kind,
    /// The index of its country, its own if it is one.
    pub(super) country: Option<u32>,
}

/// An alias, or a form of one, that ends at a node.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct End {
    /// By its index in the dictionary.
    pub(super) entity: u32,
    pub(super) label: Label,
    /// An acronym in single letters: each has a period after it.
    pub(super) spelled: bool,
    /// Others bear this name too, and the article decides which of them is meant.
    pub(super) shared: bool,
    /// Asked of each word, two bits for one; of words past 32 nothing is asked.
    cases: u64,
    /// The words that are the name; the others are its context.
    name: (u8, u8),
}

impl End {
    /// The words that are the name.
    pub(super) fn name(&self) -> Range<usize> {
        usize::from(self.name.0)..usize::from(self.name.1)
    }

    /// The case asked of the word with this index.
    pub(super) fn case(&self, word: usize) -> Case {
        match if word < 32 { self.cases >> (2 * word) & 3 } else { 0 } {
            0 => Case::Any,
            1 => Case::Capital,
            _ => Case::Capitals,
        }
    }
}

fn pack(cases: impl Iterator<Item = Case>) -> u64 {
    let bits = |case| match case {
        Case::Any => 0,
        Case::Capital => 1,
        Case::Capitals => 2,
    };
    cases.take(32).enumerate().fold(0, |all, (n, case)| all | bits(case) << (2 * n))
}

/// Words of the longest alias that is looked for.
const LONGEST: usize = 64;

impl Dictionary {
    /// The dictionary of everything in the catalogue.
    pub(super) fn new(catalogue: &Catalogue) -> Self {
        let mut dictionary = Self { edges: HashMap::default(), ..Self::default() };
        let index: HashMap<&EntityId, u32> =
            catalogue.iter().zip(0..).map(|(entity, index)| (&entity.id, index)).collect();
        let known = |(entity, own): (&Entity, u32)| {
            let own = (entity.kind == Kind::Country).then_some(own);
            let country = entity.country.as_ref().and_then(|id| index.get(id).copied()).or(own);
            Known { id: entity.id.clone(), kind: entity.kind, country }
        };
        dictionary.entities = catalogue.iter().zip(0..).map(known).collect();
        let aliases = catalogue.aliases();
        let context = Context::new(&aliases);
        let mut ends: Vec<(NodeId, End)> = Vec::with_capacity(aliases.len());
        let mut nodes = 1;
        for alias in &aliases {
            dictionary.add_alias(alias, catalogue, &context, &mut nodes, &mut ends);
        }
        // Stable, so that of two at one node the later stays the later.
        ends.sort_by_key(|(node, _)| *node);
        dictionary.starts = Vec::with_capacity(nodes as usize + 1);
        for (node, end) in ends {
            let node = node as usize;
            while dictionary.starts.len() <= node {
                dictionary.starts.push(dictionary.ends.len() as u32);
            }
            let here = dictionary.starts[node] as usize;
            if let Some(same) = dictionary.ends[here..].iter().position(|other| *other == end) {
                dictionary.ends.remove(here + same);
            }
            dictionary.ends.push(end);
        }
        dictionary.starts.resize(nodes as usize + 1, dictionary.ends.len() as u32);
        dictionary.first.resize(dictionary.vocabulary.len(), 0);
        dictionary
    }

    fn add_alias(
        &mut self,
        alias: &Alias<'_>,
        catalogue: &Catalogue,
        context: &Context<'_>,
        nodes: &mut NodeId,
        ends: &mut Vec<(NodeId, End)>,
    ) {
        let kind = catalogue.entity(alias).kind;
        let label = match alias.name.role {
            Role::Name | Role::Shared => kind.label(),
            Role::Demonym => Label::Norp,
            Role::Seat => Label::Org,
        };
        let text = &alias.name.text;
        let mut add = |key: &str, cases, name: Range<usize>, spelled| {
            if name.end <= LONGEST {
                let name = (name.start as u8, name.end as u8);
                let shared = alias.name.role == Role::Shared;
                let entity = alias.entity as u32;
                let end = End { entity, label, spelled, shared, cases, name };
                let node = self.node(key, matches!(label, Label::Per | Label::Org), nodes);
                if shared {
                    self.marked.insert((node, entity), text.as_str().into());
                }
                ends.push((node, end));
            }
        };
        if let Some(letters) = acronym(text) {
            let letters = letters.to_lowercase();
            add(&letters, pack([Case::Capitals].into_iter()), 0..1, false);
            let len = letters.chars().count();
            let spelled: String = letters.chars().flat_map(|c| [' ', c]).skip(1).collect();
            add(&spelled, pack([Case::Capitals].into_iter().cycle().take(len)), 0..len, true);
        } else {
            let cases = words(text).map(|word| Case::asked_by(&text[word.range]));
            add(&alias.key, pack(cases), context.name_in(alias, kind), false);
        }
    }

    /// The node that a key leads to, a new one if need be.
    fn node(&mut self, key: &str, person: bool, nodes: &mut NodeId) -> NodeId {
        let mut node = 0;
        for word in key.split(' ') {
            let word = self.vocabulary.intern(word);
            let len = self.things.len().max(word as usize + 1);
            self.things.resize(len, false);
            self.things[word as usize] |= !person;
            let next = if node == 0 {
                let len = self.first.len().max(word as usize + 1);
                self.first.resize(len, 0);
                &mut self.first[word as usize]
            } else {
                self.edges.entry(edge(node, word)).or_default()
            };
            if *next == 0 {
                *next = *nodes;
                *nodes += 1;
            }
            node = *next;
        }
        node
    }

    /// The node that a first word leads to.
    pub(super) fn begin(&self, word: WordId) -> Option<NodeId> {
        self.first.get(word as usize).copied().filter(|node| *node > 0)
    }

    /// Whether nobody but people is called by a word, so that it tells nothing of others who are.
    pub(super) fn only_people(&self, word: WordId) -> bool {
        self.things.get(word as usize) == Some(&false)
    }

    /// The node that the next word leads to.
    pub(super) fn go_on(&self, node: NodeId, word: WordId) -> Option<NodeId> {
        self.edges.get(&edge(node, word)).copied()
    }

    /// Whether the marks on a word as written leave it the shared alias of this entity: «عُمان» is
    /// not «عَمّان».
    pub(super) fn marks_allow(&self, node: NodeId, entity: u32, written: &str) -> bool {
        let is_mark = |c: &char| matches!(c, '\u{064B}'..='\u{0652}');
        let Some(alias) = self.marked.get(&(node, entity)) else { return true };
        let letters = |text: &str| {
            let mut letters: Vec<(char, Vec<char>)> = Vec::new();
            for c in text.chars() {
                match letters.last_mut() {
                    Some((_, marks)) if is_mark(&c) => marks.push(c),
                    _ => letters.push((c, Vec::new())),
                }
            }
            letters
        };
        let (written, alias) = (letters(written), letters(alias));
        // From the end, because particles may stand in front.
        written.iter().rev().zip(alias.iter().rev()).all(|((_, written), (_, alias))| {
            alias.is_empty() || written.iter().all(|mark| alias.contains(mark))
        })
    }

    /// What ends at a node; of several the last is meant first.
    pub(super) fn ends(&self, node: NodeId) -> &[End] {
        let node = node as usize;
        &self.ends[self.starts[node] as usize..self.starts[node + 1] as usize]
    }
}

fn edge(node: NodeId, word: WordId) -> u64 {
    u64::from(node) << 32 | u64::from(word)
}
