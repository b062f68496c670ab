//! Lays any text out in any way and checks what the property tests of the text engine check.
//!
//! `cargo +nightly fuzz run text -- -max_total_time=3600 -max_len=512`
#![no_main]

use libfuzzer_sys::fuzz_target;
use nashra::text::*;

#[path = "../../src/text/properties.rs"]
mod properties;

use properties::{BASES, HARAKAT, MODES, PIECES};

fuzz_target!(|data: &[u8]| {
    let [alphabet, mode, base, harakat, width, bytes @ ..] = data else { return };
    let options = Options {
        width: usize::from(width % 40),
        mode: MODES[usize::from(*mode) % MODES.len()],
        base: BASES[usize::from(*base) % BASES.len()],
        harakat: HARAKAT[usize::from(*harakat) % HARAKAT.len()],
    };
    let text = match alphabet % 4 {
        0 => String::from_utf8_lossy(bytes).into_owned(),
        _ => bytes.chunks(4).map(piece).collect(),
    };
    properties::check_document(&text, &options);
    properties::check_title(&text, &options);
    properties::check_text(&text);
    let keys = bytes.iter().zip(text.chars()).map(|(key, c)| (*key, c));
    properties::check_editing(&text, keys.take(10), &options);
});

/// What up to four bytes stand for: a piece each or one character of the first two planes.
fn piece(bytes: &[u8]) -> String {
    match bytes {
        [224..=255, high, mid, low] => {
            let code = u32::from_be_bytes([0, *high, *mid, *low]) % 0x2_0000;
            char::from_u32(code).into_iter().collect()
        }
        _ => bytes.iter().map(|byte| PIECES[usize::from(*byte) % PIECES.len()]).collect(),
    }
}
