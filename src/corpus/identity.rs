//! By what a document is found again once its text has changed.

use std::path::Path;

use crate::model::{Document, Sketch, Trace};
use crate::text::fold;

/// The places where a document is known. A file that holds several documents is the place of none.
pub fn traces(document: &Document) -> impl Iterator<Item = Trace> {
    document.origins.iter().flat_map(|origin| {
        let path = (origin.line.is_none() && origin.path != Path::new("-"))
            .then(|| std::path::absolute(&origin.path).ok())
            .flatten()
            .map(|path| trace(b"path", path.as_os_str().as_encoded_bytes()));
        let own_id = origin.own_id.as_ref().map(|id| trace(b"id", id.as_bytes()));
        let url = origin.url.as_ref().map(|url| trace(b"url", url.as_bytes()));
        [path, own_id, url].into_iter().flatten()
    })
}

fn trace(kind: &[u8], value: &[u8]) -> Trace {
    let mut hasher = blake3::Hasher::new();
    hasher.update(kind).update(b"\0").update(value);
    let mut first = [0; 8];
    first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    Trace(i64::from_le_bytes(first))
}

/// How much of a text is sketched, in bytes: the beginning of a long one will do.
const SKETCHED: usize = 64 * 1024;

/// A sketch of what a document says, in pairs of folded words: a changed word changes two pairs.
pub fn sketch(document: &Document) -> Sketch {
    let text = &document.text[..document.text.floor_char_boundary(SKETCHED)];
    let mut folded = String::new();
    if !document.begins_with_title() {
        folded = fold(&document.title) + "\n";
    }
    folded += &fold(text);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let hashes: Vec<u64> = words.map(hash).collect();
    Sketch::of(match hashes.as_slice() {
        [only] => vec![mixed(*only)],
        many => many.windows(2).map(|pair| mixed(pair[0].rotate_left(1) ^ pair[1])).collect(),
    })
}

/// FNV-1a. It is kept, so it stays as it is.
fn hash(word: &str) -> u64 {
    let step = |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    word.bytes().fold(0xcbf2_9ce4_8422_2325, step)
}

/// Spreads a hash over 32 bits, as the end of MurmurHash3 does.
fn mixed(mut hash: u64) -> u32 {
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    (hash >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::draft::Draft;
    use crate::model::Origin;

    fn document(text: &str, origin: Origin) -> Document {
        Draft { text: text.to_owned(), ..Draft::default() }.finish(origin)
    }

    fn alike(a: &str, b: &str) -> bool {
        let sketch = |text| sketch(&document(text, Origin::default()));
        sketch(a).likeness(&sketch(b)).is_some()
    }

    const ARABIC: &str = "أعلن المتحدث باسم الوزارة اليوم أن القافلة وصلت إلى المدينة بعد رحلة \
        استمرت ثلاثة أيام، وأضاف أن توزيع المساعدات على العائلات سيبدأ صباح الغد في الأحياء الشرقية.";
    const OTHER: &str = "أعلن المتحدث باسم البلدية اليوم أن الجسر القديم سيغلق أمام حركة السير طوال \
        الأسبوع المقبل بسبب أعمال الصيانة، وأضاف أن السائقين مدعوون إلى سلوك الطريق الساحلي.";
    const FRENCH: &str = "Le convoi est arrivé mardi dans la ville après trois jours de route, a \
        déclaré le porte-parole du ministère. La distribution de l'aide aux familles commencera \
        demain matin dans les quartiers de l'est.";

    #[test]
    fn a_text_of_which_a_few_words_changed_or_that_grew_is_a_version_and_another_is_not() {
        assert!(alike(ARABIC, &ARABIC.replace("ثلاثة", "أربعة").replace("الغد", "السبت")));
        assert!(alike(ARABIC, &ARABIC.replace("أعلن", "اعلن")), "folded");
        assert!(alike(FRENCH, &format!("Mise à jour. {FRENCH}\n\n{}", FRENCH.to_uppercase())));
        let more = "Selon les organisations présentes sur place, plus de mille personnes attendent \
            encore des médicaments et de l'eau potable.";
        assert!(alike(FRENCH, &format!("{FRENCH}\n\n{more}\n")));
        assert!(alike(FRENCH, &FRENCH[..FRENCH.find(" La").unwrap()]));
        assert!(!alike(ARABIC, OTHER));
        assert!(!alike(ARABIC, FRENCH));
        assert!(!alike(FRENCH, more));
    }

    #[test]
    fn a_short_text_is_its_own_version_only_if_nearly_all_of_it_is_there() {
        assert!(alike("عاجل: انقطاع الكهرباء عن العاصمة", "عاجل: انقطاع الكهرباء عن العاصمة."));
        assert!(!alike("Breaking: power cut", "Breaking: bridge closed"));
        assert!(alike("one", "One!"));
        assert!(!alike("", ""));
    }

    #[test]
    fn a_file_of_several_documents_is_the_place_of_none() {
        let origin = |line| Origin { path: "/news/a".into(), line, ..Origin::default() };
        let of = |origin| traces(&document("x", origin)).count();
        assert_eq!((of(origin(None)), of(origin(Some(1)))), (1, 0));
        let full = Origin { own_id: Some("7".into()), url: Some("7".into()), ..origin(Some(2)) };
        assert_eq!(of(full), 2, "an id is no address");
        assert_eq!(of(Origin { path: "-".into(), ..Origin::default() }), 0);
    }

    #[test]
    fn a_path_is_the_same_from_wherever_it_is_given() {
        let here = std::env::current_dir().unwrap().join("a");
        let of = |path| traces(&document("x", Origin { path, ..Origin::default() })).next();
        assert_eq!(of("a".into()), of(here));
    }
}
