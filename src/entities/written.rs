//! Names as texts write them.

use super::Catalogue;
use crate::model::{EntityId, Label, Mention};
use crate::text::{fold, words};

/// The name as a mention writes it. After the particle ل the article ال loses its alef, and gets it
/// back where the name is known with it: للأمم المتحدة names الأمم المتحدة.
pub fn written(text: &str, mention: &Mention, catalogue: &Catalogue) -> String {
    let written = &text[mention.range.clone()];
    if text[..mention.range.start].ends_with('ل') && written.starts_with('ل') {
        let whole = format!("ا{written}");
        let keys = catalogue.keys(&mention.entity);
        if keys.contains(&fold(&whole)) && !keys.contains(&fold(written)) {
            return whole;
        }
    }
    written.to_owned()
}

/// What is proposed for a name as it is written: the same wherever the name is.
pub fn proposed(name: &str, label: Label) -> EntityId {
    let words =
        words(name).map(|word| word.folded.chars().filter(|c| c.is_alphanumeric()).collect());
    EntityId::proposed(label, &words.collect::<Vec<String>>().join("-"))
}
