use crate::entities::Recogniser;
use crate::entities::catalogue::tests::sample;

/// What is proposed, as `letters=label`.
fn found(text: &str) -> Vec<String> {
    let mentions = Recogniser::new(&sample()).mentions(text);
    let proposed = mentions.iter().filter(|m| m.entity.is_proposed());
    proposed.map(|m| format!("{}={}", &text[m.range.clone()], m.label)).collect()
}

fn none() -> Vec<String> {
    Vec::new()
}

#[test]
fn a_title_or_a_given_name_leads_to_a_person() {
    assert_eq!(found("selon la ministre Odile Trévarec, hier"), ["Odile Trévarec=PER"]);
    assert_eq!(found("It was Mr. Tolworth who left"), ["Tolworth=PER"]);
    assert_eq!(found("le porte-parole du gouvernement Brume Vasseur"), ["Brume Vasseur=PER"]);
    assert_eq!(found("وقال أحمد المنصوري إنه"), ["أحمد المنصوري=PER"]);
    assert_eq!(found("قال الوزير عبد الرحمن الودغيري اليوم"), ["عبد الرحمن الودغيري=PER"]);
    assert_eq!(found("لخالد بن سعيد الهاجري"), ["خالد بن سعيد الهاجري=PER"]);
}

#[test]
fn a_verb_of_saying_or_an_age_tells_a_person() {
    assert_eq!(found("hier Tolworth a déclaré que non"), ["Tolworth=PER"]);
    assert_eq!(found("there Tolworth, 45, fell"), ["Tolworth=PER"]);
    assert_eq!(found("there is Tolworth"), none());
}

#[test]
fn a_noun_of_kind_is_a_part_of_the_name_or_stands_before_it() {
    assert_eq!(found("at Brindle College today"), ["Brindle College=ORG"]);
    assert_eq!(found("par la société Nadif hier"), ["Nadif=ORG"]);
    assert_eq!(found("près du palais Coburg hier"), ["palais Coburg=FAC"]);
    assert_eq!(found("صحيفة «صدى الجبل» أمس"), ["صدى الجبل=ORG"]);
    assert_eq!(found("أعلنت حركة الفجر الجديد"), ["حركة الفجر الجديد=ORG"]);
    assert_eq!(found("في ساحة الشهداء"), ["ساحة الشهداء=FAC"]);
    assert_eq!(found("the Tolworth Prize"), ["Tolworth Prize=MISC"]);
}

#[test]
fn a_place_follows_its_preposition() {
    assert_eq!(found("une rue à Plouvern hier"), ["Plouvern=GPE"]);
    assert_eq!(found("في بلدة دروانة أمس"), ["دروانة=GPE"]);
}

#[test]
fn what_begins_a_sentence_or_is_shouted_is_no_name() {
    assert_eq!(found("Yesterday was fine. Nothing happened."), none());
    assert_eq!(found("PRICES RISE AGAIN, FARMERS SAY"), none());
    assert_eq!(found("On Monday in March the GDP fell"), none());
}

#[test]
fn common_arabic_words_are_no_names() {
    assert_eq!(found("على الحدود مع البلاد"), none());
    assert_eq!(found("الرئيس يجتمع اليوم"), none());
    assert_eq!(found("جماعة مسلحة هاجمت القرية"), none());
}

#[test]
fn a_name_found_once_is_found_wherever_it_is() {
    let text = "La ville de Plouvern dort. Plouvern rêve.";
    assert_eq!(found(text), ["Plouvern=GPE", "Plouvern=GPE"]);
    let text = "Brindle College closed. Then Brindle opened.";
    assert_eq!(found(text), ["Brindle College=ORG", "Brindle=ORG"]);
}
