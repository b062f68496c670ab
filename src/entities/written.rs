//! Names as texts write them.

use super::Catalogue;
use crate::model::Mention;
use crate::text::fold;

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
