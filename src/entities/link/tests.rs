use crate::entities::Recogniser;
use crate::entities::catalogue::tests::sample;

/// What is found, as `letters=entity`.
fn found(text: &str) -> Vec<String> {
    let mentions = Recogniser::new(&sample()).mentions(text);
    mentions.iter().map(|m| format!("{}={}", &text[m.range.clone()], m.entity)).collect()
}

#[test]
fn a_surname_means_whoever_is_named_in_full() {
    assert_eq!(
        found("Jean Dupont rit. Dupont pleure."),
        ["Jean Dupont=~per-jean-dupont", "Dupont=~per-jean-dupont"]
    );
    assert_eq!(
        found("وقال أحمد المنصوري ذلك، ثم عاد المنصوري"),
        ["أحمد المنصوري=~per-احمد-المنصوري", "المنصوري=~per-احمد-المنصوري"]
    );
}

#[test]
fn of_two_with_a_surname_only_a_title_or_their_paragraph_tells() {
    let two = "Le ministre Jean Dupont et la juge Marie Dupont.";
    let last = |text: &str| found(text).pop();
    assert_eq!(last(&format!("{two} Dupont rit.")).as_deref(), Some("Dupont=~per-dupont"));
    let titled = format!("{two} Le ministre Dupont rit.");
    assert_eq!(last(&titled).as_deref(), Some("Dupont=~per-jean-dupont"));
    let paragraph = "Jean Dupont rit.\nMarie Dupont pleure, et Dupont part.";
    assert_eq!(last(paragraph).as_deref(), Some("Dupont=~per-marie-dupont"));
}

#[test]
fn a_namesake_is_somebody_else() {
    assert_eq!(found("Asma Assad"), ["Asma Assad=~per-asma-assad"]);
    assert_eq!(found("with Anatole France"), ["Anatole France=~per-anatole-france"]);
}

#[test]
fn an_acronym_means_what_stands_before_its_bracket() {
    let text = "L’École internationale (EI) ferme. L’EI rit.";
    let id = "~org-ecole-internationale";
    let expected = [format!("École internationale={id}"), format!("EI={id}"), format!("EI={id}")];
    assert_eq!(found(text), expected);
}

#[test]
fn a_given_name_alone_means_the_one_who_bears_it() {
    let text = "Il y a Blaise Perruque. « Tant que Blaise répond », dit-elle.";
    let id = "~per-blaise-perruque";
    assert_eq!(found(text), [format!("Blaise Perruque={id}"), format!("Blaise={id}")]);
    let text = "Blaise Perruque et Blaise Dupont. Blaise rit.";
    assert_eq!(found(text).len(), 2);
}

#[test]
fn a_surname_is_found_by_a_full_name_that_only_capitals_tell() {
    let text = "It went to Tesfar Gudetta, in a sprint. Gudetta never led.";
    let id = "~per-tesfar-gudetta";
    assert_eq!(found(text), [format!("Tesfar Gudetta={id}"), format!("Gudetta={id}")]);
}

#[test]
fn an_acronym_with_periods_means_what_stands_before_its_bracket() {
    let text = "Its Lumivar Rivers Association (L.R.A.) met. The L.R.A. left.";
    let id = "~org-lumivar-rivers-association";
    let expected =
        ["Lumivar Rivers Association", "L.R.A.", "L.R.A."].map(|name| format!("{name}={id}"));
    assert_eq!(found(text), expected);
}

#[test]
fn a_first_word_alone_means_the_one_who_bears_it() {
    let id = "~per-tesfar-gudetta";
    let text = "Le ministre Tesfar Gudetta rit. Hier, Tesfar partait.";
    assert_eq!(found(text), [format!("Tesfar Gudetta={id}"), format!("Tesfar={id}")]);
}

#[test]
fn the_first_of_two_surnames_may_stand_alone() {
    let id = "~per-pablo-lumivarez-rhodan";
    let text = "Le ministre Pablo Lumivarez Rhodan rit. Hier, Lumivarez partait.";
    assert_eq!(found(text), [format!("Pablo Lumivarez Rhodan={id}"), format!("Lumivarez={id}")]);
}
