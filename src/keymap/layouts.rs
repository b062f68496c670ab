//! The letters that keyboards of other scripts type on the keys of Latin letters, so that nobody
//! has to switch the layout to press `j`. Facts of the usual PC layouts: Arabic (101), Persian,
//! Hebrew, Russian, Greek; the Latin side is the US keyboard.

/// Letters of a layout, each under the Latin letter of its key.
struct Layout {
    latin: &'static str,
    letters: &'static str,
}

/// In order of precedence: Persian differs from Arabic on a few keys and comes after it.
const LAYOUTS: &[Layout] = &[
    // Lam-alef, on `b`, arrives as lam and then alef, which are `g` and `h`: no key for it.
    Layout { latin: "qwertyuiopasdfghjkl", letters: "ضصثقفغعهخحشسيبلاتنم" },
    Layout { latin: "zxcvnm/", letters: "ئءؤرىةظ" },
    Layout { latin: "QWERASX", letters: "\u{64E}\u{64B}\u{64F}\u{64C}\u{650}\u{64D}\u{652}" },
    Layout { latin: "YUIOPHJKN", letters: "إ‘÷×؛أـ،آ" },
    Layout { latin: "?", letters: "؟" },
    // Persian, where Arabic has no such letter.
    Layout { latin: "dmCKL", letters: "یپژ»«" },
    Layout {
        latin: "ertyuiopasdfghjklzxcvbnm", letters: "קראטוןםפשדגכעיחלךזסבהנמצ"
    },
    Layout { latin: "qwertyuiopasdfghjkl", letters: "йцукенгшщзфывапролд" },
    Layout { latin: "zxcvbnm", letters: "ячсмить" },
    Layout { latin: "QWERTYUIOPASDFGHJKL", letters: "ЙЦУКЕНГШЩЗФЫВАПРОЛД" },
    Layout { latin: "ZXCVBNM", letters: "ЯЧСМИТЬ" },
    Layout {
        latin: "wertyuiopasdfghjklzxcvbnm", letters: "ςερτυθιοπασδφγηξκλζχψωβνμ"
    },
    Layout {
        latin: "ERTYUIOPADFGHJKLZXCVBNM", letters: "ΕΡΤΥΘΙΟΠΑΔΦΓΗΞΚΛΖΧΨΩΒΝΜ"
    },
    Layout { latin: "S", letters: "Σ" },
];

/// The Latin character on the key that types this one.
pub(super) fn latin(c: char) -> Option<char> {
    LAYOUTS.iter().find_map(|layout| {
        let at = layout.letters.chars().position(|letter| letter == c)?;
        layout.latin.chars().nth(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_rows_are_as_long_as_their_letters() {
        for layout in LAYOUTS {
            assert_eq!(layout.latin.chars().count(), layout.letters.chars().count());
        }
    }

    #[test]
    fn a_letter_stands_for_one_key() {
        let mut seen = HashSet::new();
        for c in LAYOUTS.iter().flat_map(|layout| layout.letters.chars()) {
            assert!(seen.insert(c), "{c}");
        }
    }

    #[test]
    fn the_home_row_of_an_arabic_keyboard_moves() {
        let typed: String = "تنما؟قس".chars().filter_map(latin).collect();
        assert_eq!(typed, "jklh?rs");
    }
}
