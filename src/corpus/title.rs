//! Finds the title of a text that comes without one.
//!
//! The first line that says something is the title if it reads like one; else the title is the
//! start of the first sentence.

use unicode_segmentation::UnicodeSegmentation;

use crate::text::one_line;

/// Longest line that is taken for a title, in grapheme clusters.
const LINE: usize = 150;
/// Where the start of a sentence is cut, in grapheme clusters.
const CUT: usize = 100;
/// What is looked at of a line, in grapheme clusters.
const SEEN: usize = 200;
/// Characters of a grapheme cluster on average at most: a tower of marks is cut.
const CLUSTER: usize = 8;
/// Shorter sentences and clauses say too little alone, in grapheme clusters.
const SAYS_LITTLE: usize = 25;

/// The title of a text; empty only if the text is blank.
pub(super) fn derive(text: &str) -> String {
    let lines = || text.split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']).map(start);
    let mut rest = lines().skip_while(|line| says_nothing(line));
    let Some(first) = rest.next() else {
        // Only links and dates: better than nothing.
        return cut(&lines().find(|line| !line.is_empty()).unwrap_or_default());
    };
    if length(&first) > LINE {
        return cut(&first);
    }
    let second = rest.next().filter(|line| !line.is_empty()).unwrap_or_default();
    let third = rest.next().unwrap_or_default();
    if is_wrapped(&first, &second, &third) {
        cut(&format!("{first} {second} {third}"))
    } else if ends_a_clause(&first) {
        cut(&first)
    } else {
        first
    }
}

/// As much of a line as matters here, on one line, without what makes it a Markdown heading.
fn start(line: &str) -> String {
    let line = line.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    let heading = line.trim_start_matches('#');
    let line = if heading.starts_with(' ') { heading } else { line };
    let end = line.char_indices().nth(SEEN * CLUSTER).map_or(line.len(), |(at, _)| at);
    one_line(&line[..end].graphemes(true).take(SEEN).collect::<String>())
}

fn length(text: &str) -> usize {
    text.graphemes(true).count()
}

/// Whether the lines are one paragraph broken at a fixed width.
fn is_wrapped(first: &str, second: &str, third: &str) -> bool {
    if second.starts_with(char::is_lowercase) {
        return true;
    }
    let lengths = [first, second, third].map(length);
    let (shortest, longest) = (lengths.iter().min(), lengths.iter().max());
    shortest.zip(longest).is_some_and(|(&s, &l)| s >= 50 && l <= LINE && l - s <= 12)
}

fn ends_a_clause(line: &str) -> bool {
    let last = line.trim_end_matches(is_closing).chars().next_back();
    last.is_some_and(|c| ".。۔,،;؛:".contains(c)) && !line.ends_with("...")
}

fn is_closing(c: char) -> bool {
    c.is_whitespace() || "\"'»”’)]›".contains(c)
}

/// Links, handles, rules and datelines.
fn says_nothing(line: &str) -> bool {
    let mut words = line.split_whitespace().filter(|word| !super::lang::is_address(word));
    !words.any(|word| word.contains(char::is_alphabetic)) || is_dateline(line)
}

/// Whether a line is a date, after one word at most, such as the place.
fn is_dateline(line: &str) -> bool {
    if !line.contains(char::is_numeric) {
        return false;
    }
    let words: Vec<String> = line
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let is_in = |list: &str, word: &str| list.split_whitespace().any(|listed| listed == word);
    let of_a_date = |word: &String| {
        word.contains(char::is_numeric) || is_in(MONTHS, word) || is_in(DATE_WORDS, word)
    };
    words.iter().any(|word| is_in(MONTHS, word)) && words.iter().skip(1).all(of_a_date)
}

const MONTHS: &str = "\
    january february march april may june july august september october november december \
    janvier février mars avril mai juin juillet août septembre octobre novembre décembre jan \
    feb apr jun jul aug sep sept oct nov dec janv févr juil déc يناير فبراير مارس أبريل ابريل \
    إبريل مايو يونيو يوليو أغسطس اغسطس سبتمبر أكتوبر اكتوبر نوفمبر ديسمبر شباط آذار نيسان أيار \
    حزيران تموز آب أيلول جانفي فيفري أفريل ماي جوان جويلية أوت كانون تشرين غشت";

/// What stands around a date.
const DATE_WORDS: &str = "\
    monday tuesday wednesday thursday friday saturday sunday lundi mardi mercredi jeudi \
    vendredi samedi dimanche الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد الأول \
    الثاني le à at the on am pm h gmt utc publié published updated في م يوم الساعة نشر";

/// The first sentence, or its start: up to a comma if one comes late enough, else a word.
fn cut(paragraph: &str) -> String {
    let sentence = &paragraph[..sentence_end(paragraph)];
    let Some((limit, _)) = sentence.grapheme_indices(true).nth(CUT) else {
        // A quotation that goes on after its first sentence has not come to its end.
        let open = sentence.matches(['«', '“']).count() > sentence.matches(['»', '”']).count();
        return match sentence.strip_suffix('.') {
            Some(start) if open && sentence.len() < paragraph.len() => format!("{start}…"),
            _ => sentence.to_owned(),
        };
    };
    let fit = &sentence[..limit];
    let comma =
        fit.rfind([',', '،', ';', '؛', '—', '–']).filter(|&at| length(&fit[..at]) >= CUT * 3 / 5);
    // The cut may just happen to fall on a space.
    let space = || sentence[limit..].starts_with(' ').then_some(limit).or_else(|| fit.rfind(' '));
    let end = comma.or_else(space).filter(|&at| length(&fit[..at]) >= SAYS_LITTLE).unwrap_or(limit);
    let kept =
        fit[..end].trim_end_matches(|c: char| c.is_whitespace() || ",،;؛:—–-(«“".contains(c));
    format!("{kept}…")
}

/// Where the first sentence ends: after `.`, `!`, `?` and what closes with them, if white space and
/// no small letter follow, and the word before is no initial or abbreviation (`M.`, `Gen.`, `U.S.`).
fn sentence_end(text: &str) -> usize {
    let mut word = 0;
    for (at, c) in text.char_indices() {
        if c.is_whitespace() {
            word = at + c.len_utf8();
        }
        if !".!?؟۔。…".contains(c) {
            continue;
        }
        let rest = &text[at + c.len_utf8()..];
        let after = rest.trim_start_matches(is_closing);
        let end = text.len() - after.len();
        let parted =
            after.len() < rest.len() && text[..end].ends_with(' ') || after.is_empty() || c == '。';
        let goes_on = after.starts_with(char::is_lowercase);
        let short = c == '.' && is_abbreviation(&text[word..at]);
        if parted && !goes_on && !short && text[..at].graphemes(true).nth(SAYS_LITTLE).is_some() {
            return text[..end].trim_end().len();
        }
    }
    text.len()
}

fn is_abbreviation(word: &str) -> bool {
    let word = word.trim_start_matches(['«', '“', '"', '(']);
    word.starts_with(char::is_uppercase) && (word.chars().count() <= 3 || word.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LONG: &str = "Le conseil municipal a voté mardi soir, après six heures de débats parfois \
        houleux et trois suspensions de séance demandées par l’opposition, le budget de la ville.";

    #[test]
    fn a_tower_of_marks_makes_no_endless_title() {
        let tower = format!("Le port r{}ouvre", "\u{301}".repeat(100_000));
        assert!(derive(&tower).starts_with("Le port r\u{301}") && derive(&tower).len() < 10_000);
    }

    #[test]
    fn a_first_line_that_reads_like_a_title_is_the_title() {
        for (text, title) in [
            (
                "\n\n  Le port   rouvre\tses quais \r\nLes dockers ont repris.",
                "Le port rouvre ses quais",
            ),
            ("# Le port rouvre\n\nTexte.", "Le port rouvre"),
            ("#Tunis sous la pluie\nTexte.", "#Tunis sous la pluie"),
            ("Grève : jusqu’à quand ?\nTexte.", "Grève : jusqu’à quand ?"),
            ("هدوء حذر في الميناء\nعاد العمال إلى عملهم.", "هدوء حذر في الميناء"),
            ("Une ligne", "Une ligne"),
            ("Attentats du 13 novembre 2015\nTexte.", "Attentats du 13 novembre 2015"),
            ("Mars 2020 atterrit\nTexte.", "Mars 2020 atterrit"),
        ] {
            assert_eq!(derive(text), title);
        }
    }

    #[test]
    fn links_rules_and_datelines_are_passed_over() {
        for line in [
            "https://example.org/a",
            "@journal",
            "-----",
            "17/11/2015",
            "Paris, le 17 novembre 2015",
            "الأربعاء 17 نوفمبر 2015",
            "Tuesday, November 17, 2015 at 09:30 GMT",
        ] {
            assert_eq!(derive(&format!("{line}\n\nLe port rouvre\nTexte.")), "Le port rouvre");
            assert_eq!(derive(line), line);
        }
    }

    #[test]
    fn a_first_sentence_stands_in_for_a_title() {
        for (text, title) in [
            (
                "Le port de la ville a rouvert. Les quais sont pleins.",
                "Le port de la ville a rouvert.",
            ),
            (
                "M. Ben Salah et J. F. Duval sont arrivés. Ils repartent.",
                "M. Ben Salah et J. F. Duval sont arrivés.",
            ),
            (
                "« Où allons-nous donc ce soir ? » a-t-il dit. Rien.",
                "« Où allons-nous donc ce soir ? » a-t-il dit.",
            ),
            (
                "« Nous allons bien rire ce soir. Demain surtout », dit-il.",
                "« Nous allons bien rire ce soir…",
            ),
            ("فتح الميناء أبوابه صباح اليوم. وعاد العمال.", "فتح الميناء أبوابه صباح اليوم."),
        ] {
            assert_eq!(derive(text), title);
        }
    }

    #[test]
    fn a_long_sentence_is_cut_at_a_comma_or_a_word() {
        let title = "Le conseil municipal a voté mardi soir, après six heures de débats parfois houleux et trois…";
        assert_eq!(derive(LONG), title);
        let late = LONG.replace("houleux", "houleux,");
        assert!(derive(&late).ends_with("parfois houleux…"), "{}", derive(&late));
    }

    #[test]
    fn lines_broken_at_a_width_are_one_paragraph() {
        let wrapped = "Le maire de la commune a ouvert hier le nouveau marché couvert\n\
            devant une foule nombreuse. Les étals ont été pris d’assaut.";
        let title = "Le maire de la commune a ouvert hier le nouveau marché couvert devant une foule nombreuse.";
        assert_eq!(derive(wrapped), title);
        let arabic = "افتتح رئيس البلدية أمس السوق الجديدة بحضور عدد كبير من سكان\n\
            المدينة والقرى المجاورة الذين جاؤوا منذ الصباح الباكر لشراء\n\
            حاجاتهم من الخضر والفواكه قبل أن ترتفع الأسعار في الأسبوع.";
        assert!(
            derive(arabic)
                .starts_with("افتتح رئيس البلدية أمس السوق الجديدة بحضور عدد كبير من سكان المدينة")
        );
    }

    proptest! {
        #[test]
        fn a_title_is_one_short_line_of_whole_clusters(text in "(\\PC|[ \n.،«»]|e\u{301}|👩‍👩‍👧){0,300}") {
            let title = derive(&text);
            prop_assert_eq!(title.is_empty(), text.trim().is_empty());
            prop_assert!(!title.contains('\n'));
            prop_assert!(length(&title) <= LINE);
            let shown = title.strip_suffix('…').unwrap_or(&title);
            let flat = one_line(&text);
            let end = flat.find(shown).map(|at| at + shown.len());
            let whole = end.is_none_or(|end| {
                // A line may end in what would join with a letter, and joins with the space here.
                flat.len() == end
                    || flat[end..].starts_with(' ')
                    || flat.grapheme_indices(true).any(|(at, _)| at == end)
            });
            prop_assert!(whole, "{title} cuts a cluster");
        }
    }
}
