//! Sentences of the languages that are written from right to left, as a reader sees them.

use super::*;

/// Sentences, and their letters as they stand from left to right (as FriBidi orders them too).
const SENTENCES: [(&str, &str); 9] = [
    // Numbers with their percent sign stand beside the maqaf that joins them to their prefix.
    (
        "ב־12 במאי נפתח בנמל מוזיאון (קטן), ו־40% מהמבקרים באו מחו\"ל: \"נחזור!\"",
        "\"!רוזחנ\" :ל\"וחמ ואב םירקבמהמ 40%־ו ,(ןטק) ןואיזומ למנב חתפנ יאמב 12־ב",
    ),
    (
        "המדריך אמר: האתר www.namal.example נבנה ב־3 ימים.",
        ".םימי 3־ב הנבנ www.namal.example רתאה :רמא ךירדמה",
    ),
    // The no-break of می‌خواهیم takes no cell; the percent sign of an Arabic number follows it.
    (
        "بهای نفت ۲٫۵٪ بالا رفت و به ۸۴ دلار رسید؛ وزیر گفت: «می\u{200C}خواهیم بماند».",
        ".«دنامب میهاوخیم» :تفگ ریزو ؛دیسر رالد ۸۴ هب و تفر الاب ٪۲٫۵ تفن یاهب",
    ),
    (
        "شرکت IBM در سال ۱۴۰۳ (برابر با 2024) ۱۲۰۰ نفر را به کار گرفت.",
        ".تفرگ راک هب ار رفن ۱۲۰۰ (2024 اب ربارب) ۱۴۰۳ لاس رد IBM تکرش",
    ),
    (
        "وزیر نے کہا: ”بجٹ ۳۰ جون کو آئے گا“، یعنی ۵ فیصد کم ہے۔",
        "۔ےہ مک دصیف ۵ ینعی ،“اگ ےئآ وک نوج ۳۰ ٹجب” :اہک ےن ریزو",
    ),
    // A score is read from right to left, as numbers parted by a hyphen are.
    (
        "کیا ٹیم نے 3-1 سے میچ جیتا؟ جی ہاں (لاہور میں)!",
        "!(ںیم روہال) ںاہ یج ؟اتیج چیم ےس 1-3 ےن میٹ ایک",
    ),
    (
        "سەرۆک گوتی: ٢٠ قوتابخانە لە هەولێر دەکرێنەوە (ساڵی 2025)، و ٣٠٪ی کارەکە ماوە.",
        ".ەوام ەکەراک ی٪٣٠ و ،(2025 یڵاس) ەوەنێرکەد رێلوەه ەل ەناخباتوق ٢٠ :یتوگ کۆرەس",
    ),
    // Letters without presentation forms stand unjoined, in the right order.
    ("ܫܠܡܐ ܠܟܘܢ (ܒܡܕܝܢܬܐ)، 2015!", "!2015 ،(ܐܬܢܝܕܡܒ) ܢܘܟܠ ܐܡܠܫ"),
    // The digits of N'Ko run from right to left.
    ("ߒߞߏ ߞߊ߲ (ߛߓߍ) ߁߂ 2015", "2015 ߂߁ (ߍߓߛ) ߊ߲ߞ ߏߞߒ"),
];

#[test]
fn sentences_stand_in_the_order_in_which_they_are_read() {
    for (text, from_left) in SENTENCES {
        let options = Options { mode: OutputMode::VisualUnshaped, ..Options::default() };
        let line = lay_out_line(text, &options);
        assert_eq!(line.text(), from_left);
        assert!(line.rtl());
        let shaped = lay_out_line(text, &Options::default());
        let ranges = |line: &Line| line.cells().map(|cell| cell.range).collect::<Vec<_>>();
        // Shaped they stand the same, but for lam-alef, which takes one cell.
        if !text.contains("لا") {
            assert_eq!(ranges(&shaped), ranges(&line));
        }
    }
}

#[test]
fn words_of_each_language_take_their_forms() {
    for (text, forms) in [
        // Persian: gaf, peh, tcheh, keheh and Farsi yeh have forms of their own.
        ("گفت", "\u{FB94}\u{FED4}\u{FE96}"),
        ("چپ", "\u{FB7C}\u{FB57}"),
        ("کژی", "\u{FB90}\u{FB8B}\u{FBFC}"),
        ("می\u{200C}رود", "\u{FEE3}\u{FBFD}\u{FEAD}\u{FEED}\u{FEA9}"),
        // Urdu: tteh, rreh, heh goal, yeh barree, noon ghunna and heh doachashmee.
        ("ٹیم", "\u{FB68}\u{FBFF}\u{FEE2}"),
        ("بڑے", "\u{FE91}\u{FB8D}\u{FBAE}"),
        ("ہاں", "\u{FBA8}\u{FE8E}\u{FB9E}"),
        ("بھی", "\u{FE91}\u{FBAD}\u{FBFD}"),
        // Kurdish: oe has forms; ae, ll and e with a small v have none, and their neighbours join.
        ("رۆژ", "\u{FEAD}\u{FBD9}\u{FB8A}"),
        ("هەولێر", "\u{FEEB}\u{6D5}\u{FEED}\u{FEDF}\u{6CE}\u{FEAE}"),
        ("ساڵ", "\u{FEB3}\u{FE8E}\u{6B5}"),
        // Uyghur and Sindhi.
        ("ئۇيغۇر", "\u{FE8B}\u{FBD8}\u{FEF3}\u{FED0}\u{FBD8}\u{FEAD}"),
        ("ٻار", "\u{FB54}\u{FE8E}\u{FEAD}"),
        // Syriac and N'Ko have no presentation forms, Hebrew joins nothing.
        ("ܫܠܡܐ", "ܫܠܡܐ"),
        ("ߒߞߏ", "ߒߞߏ"),
        ("שלום", "שלום"),
    ] {
        let line = lay_out_line(text, &Options::default());
        let shaped: String = line.text().chars().rev().collect();
        assert_eq!(shaped, forms, "{text}: {}", shaped.escape_unicode());
    }
}
