//! Decodes bytes whose encoding nobody states.
//!
//! A byte order mark decides; then valid UTF-8; then the shape of UTF-16; then mostly valid UTF-8;
//! then Arabic in windows-1256 or ISO-8859-6, if decoding yields words made as Arabic words are;
//! then Western letters in windows-1252, if all high bytes are such; and else what `chardetng` says.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_8859_6, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1256};

pub(super) struct Decoded<'a> {
    /// Everything but a byte order mark, line ends as they were.
    pub(super) text: Cow<'a, str>,
    /// Number of places where U+FFFD stands for what could not be decoded.
    pub(super) replaced: usize,
}

/// The text that the bytes hold, `None` if they hold none.
pub(super) fn decode(bytes: &[u8]) -> Option<Decoded<'_>> {
    let (encoding, bytes) = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => (encoding, &bytes[mark..]),
        None if is_binary(bytes) => (wide(bytes)?, bytes),
        None => match str::from_utf8(bytes) {
            Ok(text) => return Some(Decoded { text: Cow::Borrowed(text), replaced: 0 }),
            Err(_) => (narrow(bytes), bytes),
        },
    };
    let (text, faulty) = encoding.decode_without_bom_handling(bytes);
    let replaced = if faulty { text.matches(REPLACEMENT).count() } else { 0 };
    let length = text.chars().count();
    // What no encoding fits is full of control characters: one byte of nine, were they random.
    let controls = text.chars().filter(|&c| is_odd_control(c)).count();
    (replaced * 5 <= length && controls * 20 <= length).then_some(Decoded { text, replaced })
}

/// Whether the bytes are UTF-16.
pub(super) fn is_wide(bytes: &[u8]) -> bool {
    match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding != UTF_8,
        None => is_binary(bytes) && wide(bytes).is_some(),
    }
}

const REPLACEMENT: char = char::REPLACEMENT_CHARACTER;

/// Control characters that texts don't have; ESC is left to whoever cleans the text.
fn is_odd_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\t'..='\r' | '\u{1B}' | '\u{85}')
}

fn is_binary(bytes: &[u8]) -> bool {
    // The odd controls of ASCII: every text is looked at.
    let odd = |byte: &&u8| matches!(**byte, 0..=8 | 14..=26 | 28..=31 | 127);
    // Most texts have none, which is quickly told of all bytes together.
    if !bytes.iter().fold(false, |any, byte| any | odd(&byte)) {
        return false;
    }
    let controls = bytes.iter().filter(odd).count();
    let nuls = bytes.iter().filter(|&&byte| byte == 0).count();
    // A damaged text may have a NUL; what is no text has many, or other controls beside it.
    nuls * 1000 > bytes.len() || nuls > 0 && controls > nuls || controls * 10 > bytes.len() * 3
}

/// The byte order in which nearly all units are of scripts written with letters.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096)];
    let fits = |unit: fn([u8; 2]) -> u16| {
        let units = sample.as_chunks().0.iter().map(|&pair| unit(pair));
        let (mut letters, mut others) = (0, 0);
        for c in char::decode_utf16(units).map(|c| c.unwrap_or('\0')) {
            match c {
                ' ' | '\t' | '\n' | '\r' => letters += 1,
                '\u{FB50}'..='\u{FEFC}' => letters += 1,
                '!'..='\u{7FF}' if c.is_alphanumeric() => letters += 1,
                '!'..='~' | '\u{A0}'..='\u{7FF}' | '\u{200B}'..='\u{206F}' | '€' => {}
                _ => others += 1,
            }
        }
        let length = sample.len() / 2;
        letters * 2 > length && others * 20 <= length
    };
    if fits(u16::from_le_bytes) {
        Some(UTF_16LE)
    } else {
        fits(u16::from_be_bytes).then_some(UTF_16BE)
    }
}

/// The encoding of bytes that are not valid UTF-8.
fn narrow(bytes: &[u8]) -> &'static Encoding {
    if is_mostly_utf8(bytes) {
        return UTF_8;
    }
    let arabic = [WINDOWS_1256, ISO_8859_6]
        .map(|encoding| (arabic_score(&encoding.decode_without_bom_handling(bytes).0), encoding));
    match arabic {
        [(Some(windows), _), (iso, _)] if Some(windows) >= iso => WINDOWS_1256,
        [_, (Some(_), _)] => ISO_8859_6,
        _ if is_western(&WINDOWS_1252.decode_without_bom_handling(bytes).0) => WINDOWS_1252,
        _ => {
            let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
            detector.feed(bytes, true);
            detector.guess(None, Utf8Detection::Deny)
        }
    }
}

/// Other encodings hardly ever look like UTF-8, so its sequences outweigh a few bad bytes.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (good, bad) = bytes.utf8_chunks().fold((0, 0), |(good, bad), chunk| {
        let sequences = chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        (good + sequences, bad + chunk.invalid().len())
    });
    good > bad
}

/// How many of the letters are those most frequent in Arabic; `None` if the words are no Arabic
/// words: if too few letters are frequent ones, or too many signs stand where none can.
fn arabic_score(text: &str) -> Option<usize> {
    let is_arabic = |c: char| matches!(c, '\u{621}'..='\u{64A}');
    let is_haraka = |c: char| matches!(c, '\u{64B}'..='\u{652}');
    let (mut letters, mut frequent, mut misplaced) = (0, 0, 0);
    let mut before = ' ';
    for c in text.chars() {
        letters += usize::from(is_arabic(c));
        frequent += usize::from("البينموتر".contains(c));
        // No word mixes Latin and Arabic letters, and a haraka stands on a letter.
        let joined = if is_arabic(before) || is_haraka(before) {
            c.is_alphabetic() && !is_arabic(c) && !is_haraka(c)
        } else {
            is_haraka(c) || is_arabic(c) && before.is_alphabetic()
        };
        let stacked = is_haraka(before) && is_haraka(c) && before != '\u{651}' && c != '\u{651}';
        misplaced += usize::from(joined || stacked || c == REPLACEMENT);
        before = c;
    }
    (letters > 2 && misplaced * 10 <= letters && frequent * 2 > letters).then_some(frequent)
}

/// Whether windows-1252 makes all high bytes Western letters and punctuation, and not a run of
/// them, as from another alphabet.
fn is_western(text: &str) -> bool {
    const LETTERS: &str = "àâäáãæçèéêëìíîïñòóôöõœùúûüÿßªº";
    const OTHERS: &str = "«»‹›“”„‘’–—…•·€£§°©®™¿¡\u{A0}\u{AD}";
    let is_high = |c: char| c.to_lowercase().all(|c| LETTERS.contains(c));
    let (mut letters, mut high) = (0, 0);
    for c in text.chars() {
        if !c.is_ascii() && !is_high(c) && !OTHERS.contains(c) {
            return false;
        }
        letters += usize::from(c.is_alphabetic());
        high += usize::from(is_high(c));
    }
    high * 5 <= letters * 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FRENCH: &str = "« L’été sera chaud », a promis à l’Élysée le général Kœnig, déçu.";
    const ARABIC: &str = "وصل الوزير François Lefèvre إلى بيروت، وقال: «سنعود غداً».";

    fn text(bytes: &[u8]) -> Option<String> {
        decode(bytes).map(|decoded| decoded.text.into_owned())
    }

    fn wide_bytes(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn utf8_is_kept_to_the_byte_but_for_its_mark() {
        assert_eq!(text("\u{FEFF}a\r\nb\r".as_bytes()).as_deref(), Some("a\r\nb\r"));
        assert_eq!(text(ARABIC.as_bytes()).as_deref(), Some(ARABIC));
        assert_eq!(text(b"\x1b[31mrouge\x1b[0m\x07").as_deref(), Some("\x1b[31mrouge\x1b[0m\x07"));
    }

    #[test]
    fn utf16_is_read_in_both_orders_with_and_without_a_mark() {
        for expected in [FRENCH, ARABIC, "The end.", "عاجل: اجتماع طارئ"] {
            for unit in [u16::to_le_bytes, u16::to_be_bytes] {
                let bytes = wide_bytes(expected, unit);
                assert_eq!(text(&bytes).as_deref(), Some(expected));
                assert!(is_wide(&bytes));
                let marked = wide_bytes(&format!("\u{FEFF}{expected}"), unit);
                assert_eq!(text(&marked).as_deref(), Some(expected));
            }
        }
    }

    #[test]
    fn arabic_and_western_code_pages_are_told_apart() {
        let french = [
            FRENCH,
            "Le président a démissionné à Évian",
            "ÉTATS-UNIS : À LA UNE CE SOIR, LE DÉBAT",
            "Où est passé l’œuf de Noël ? Là-bas, près de la forêt d’à côté.",
            "Une réponse – brève – du ministre… coûta 3 € à l’État",
            "Die Königin grüßt die Bürger",
        ];
        for expected in french {
            let bytes = WINDOWS_1252.encode(expected).0;
            assert_eq!(text(&bytes).as_deref(), Some(expected));
        }
        let arabic = [
            ARABIC,
            "عاجل: زلزال يضرب المدينة القديمة",
            "قالت الوزيرة إنّ المدارس ستُفتح يوم الأحد",
            "تغريدة من @reporter: انقطاع الكهرباء في الحي https://example.org/a",
            "ضبط خمسة مهربين قرب الحدود",
        ];
        for expected in arabic {
            let bytes = WINDOWS_1256.encode(expected).0;
            assert_eq!(text(&bytes).as_deref(), Some(expected));
        }
        let expected = "عاجل: زلزال يضرب المدينة القديمة، وقال الوزير إن المدارس مغلقة";
        assert_eq!(text(&ISO_8859_6.encode(expected).0).as_deref(), Some(expected));
    }

    #[test]
    fn other_code_pages_are_left_to_the_detector() {
        let russian = "Президент встретился с министром в среду вечером";
        assert_eq!(text(&encoding_rs::WINDOWS_1251.encode(russian).0).as_deref(), Some(russian));
        let polish = "Właśnie ogłoszono, że są nowe żądania górników";
        assert_eq!(text(&encoding_rs::WINDOWS_1250.encode(polish).0).as_deref(), Some(polish));
    }

    #[test]
    fn a_few_bad_bytes_are_replaced_and_counted() {
        let mut bytes = ARABIC.as_bytes().to_vec();
        bytes.splice(4..4, *b"\xFF");
        bytes.push(0xC3);
        let decoded = decode(&bytes).unwrap();
        assert_eq!(decoded.replaced, 2);
        assert!(decoded.text.starts_with("وص\u{FFFD}ل") && decoded.text.ends_with('\u{FFFD}'));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let noise: Vec<u8> =
            (0u32..400).map(|n| (n.wrapping_mul(2_654_435_761) >> 23) as u8).collect();
        let noise_without_nul: Vec<u8> = noise.iter().copied().filter(|&b| b != 0).collect();
        for bytes in [
            &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0\x01\0"[..],
            b"\x1f\x8b\x08\0\0\0\0\0\0\x03abc",
            b"text with a \0 in it",
            b"\xFF\xFE\x00\xD8\x00\xD8\x00\xD8",
            &noise,
            &noise_without_nul,
        ] {
            assert_eq!(text(bytes), None, "{bytes:?}");
        }
    }

    #[test]
    fn a_rare_nul_is_kept_in_clean_text_and_in_nothing_else() {
        let clean = FRENCH.repeat(100);
        let damaged = format!("{clean}\0{clean}");
        assert_eq!(text(damaged.as_bytes()).as_deref(), Some(damaged.as_str()));
        let narrow = WINDOWS_1252.encode(&damaged).0;
        assert_eq!(text(&narrow).as_deref(), Some(damaged.as_str()));
        assert!(!is_wide(damaged.as_bytes()));
        for other in ["\0".repeat(40), "\x01\0".to_owned(), "\x7FELF\x02\x01\x01\0".to_owned()] {
            assert_eq!(text(format!("{other}{clean}").as_bytes()), None, "{other:?}");
        }
    }

    proptest! {
        #[test]
        fn random_bytes_with_nuls_are_refused(
            head in prop::sample::select(vec![
                &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..],
                b"\x7FELF\x02\x01\x01\0",
                b"\x1f\x8b\x08\0\0\0\0\0",
                b"\0",
            ]),
            body in prop::collection::vec(any::<u8>(), 100..3000),
        ) {
            prop_assert_eq!(text(&[head, &body].concat()), None);
        }
    }
}
