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
fn what_somebody_is_of_is_an_organisation_and_a_prefix_tells_a_ship() {
    assert_eq!(
        found("said analyst Odile Trévarec of Tolworth Nadif today"),
        ["Odile Trévarec=PER", "Tolworth Nadif=ORG"]
    );
    assert_eq!(found("an analyst at Tolworth Nadif today"), ["Tolworth Nadif=ORG"]);
    assert_eq!(found("there the INS Tolworth lay"), ["INS Tolworth=MISC"]);
    assert_eq!(found("along the Tolworth river today"), ["Tolworth=LOC"]);
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
    assert_eq!(found("وصلت كتيبة تابعة للبحرية"), none());
}

#[test]
fn a_name_found_once_is_found_wherever_it_is() {
    let text = "La ville de Plouvern dort. Plouvern rêve.";
    assert_eq!(found(text), ["Plouvern=GPE", "Plouvern=GPE"]);
    let text = "Brindle College closed. Then Brindle opened.";
    assert_eq!(found(text), ["Brindle College=ORG", "Brindle=ORG"]);
}

#[test]
fn a_dateline_names_a_place_that_is_one_wherever_it_is() {
    let text = "PLOUVERN, Ruritanie — Il pleut.\nHier, Plouvern dort.";
    assert_eq!(found(text), ["PLOUVERN=GPE", "Plouvern=GPE"]);
    let text = "RIVIÈRE-AUX-CERFS – La salle. Hier, Rivière-aux-Cerfs dort.";
    assert_eq!(found(text), ["RIVIÈRE-AUX-CERFS=GPE", "Rivière-aux-Cerfs=GPE"]);
    assert_eq!(found("دروانة (خاص) — وصل الوفد"), ["دروانة=GPE"]);
    assert_eq!(found("PRICES — they rise"), none());
    assert_eq!(found("PRICES RISE. They rise — again"), none());
}

#[test]
fn names_go_on_in_small_letters_in_french() {
    assert_eq!(found("chez l’Alliance riveraine hier"), ["Alliance riveraine=ORG"]);
    assert_eq!(
        found("au Collectif des riverains de la Boire"),
        ["Collectif des riverains de la Boire=ORG"]
    );
    assert_eq!(found("l’association Les Amis du large"), ["Les Amis du large=ORG"]);
    assert_eq!(found("Le Parti riverain dort"), ["Parti riverain=ORG"]);
    assert_eq!(found("au pied du glacier de Tsanver hier"), ["glacier de Tsanver=LOC"]);
    assert_eq!(found("Centre de gravité, disent-ils"), none());
}

#[test]
fn what_stands_beside_a_name_says_what_it_is() {
    assert_eq!(found("le groupe danois Lumivar dort"), ["Lumivar=ORG"]);
    assert_eq!(found("from Lumivar, a maker of glass"), ["Lumivar=ORG"]);
    assert_eq!(found("it told the Plover Clarion so"), ["Plover Clarion=ORG"]);
    assert_eq!(found("le cargo Lumivar a coulé"), ["Lumivar=MISC"]);
    assert_eq!(found("le satellite Lumivar-2 dort"), ["Lumivar-2=MISC"]);
    assert_eq!(found("in Presidio County, where"), ["Presidio County=GPE"]);
    assert_eq!(found("les usines de Condé-la-Rivière hier"), ["Condé-la-Rivière=GPE"]);
    assert_eq!(found("la patronne de Nadif Lumivar rit"), ["Nadif Lumivar=ORG"]);
    assert_eq!(found("a flight of F-16 jets"), ["F-16=MISC"]);
    assert_eq!(found("in Warehouse 12 they"), none());
    assert_eq!(found("dans le quartier Lumivar"), ["Lumivar=LOC"]);
    assert_eq!(found("في حي لازوار أمس"), ["لازوار=LOC"]);
}

#[test]
fn an_owner_is_no_part_of_what_is_owned() {
    assert_eq!(found("at Plover’s St. Emma Hospital"), ["St. Emma Hospital=FAC"]);
    assert_eq!(found("of the River People’s Front"), ["River People’s Front=ORG"]);
    assert_eq!(found("up Tanner’s Lane"), ["Tanner’s Lane=FAC"]);
    assert_eq!(found("at St. Oswin’s Primary School"), ["St. Oswin’s Primary School=ORG"]);
}

#[test]
fn words_joined_by_a_hyphen_and_common_nouns_are_no_person() {
    assert_eq!(found("with Lumivar-Rhodan today"), none());
    assert_eq!(found("with Lumivar Rhodan today"), ["Lumivar Rhodan=PER"]);
    assert_eq!(found("with Lumivar Weather today"), none());
    assert_eq!(found("it rained in June"), none());
}

#[test]
fn an_arabic_surname_is_told_by_who_speaks() {
    let text = "وشكا رزدان شنيدل من الماء. وأوضح شنيدل أن";
    assert_eq!(found(text), ["رزدان شنيدل=PER", "شنيدل=PER"]);
    assert_eq!(found("وقال رزدان شنيدل، الباحث في"), ["رزدان شنيدل=PER"]);
    assert_eq!(found("وصل رزدان شنيدل"), none());
    assert_eq!(found("وصل رزدان هيلتون"), ["رزدان هيلتون=PER"]);
}

#[test]
fn arabic_organisations_are_told_by_what_they_are_for() {
    assert_eq!(found("في النقابة الحرة لعمال النقل أمس"), ["النقابة الحرة لعمال النقل=ORG"]);
    assert_eq!(found("في المجلس الأعلى أمس"), none());
    assert_eq!(found("من حزب البناء والتقدم أمس"), ["حزب البناء والتقدم=ORG"]);
    assert_eq!(found("في جامعة أحمد الأول أمس"), ["جامعة أحمد الأول=ORG"]);
    assert_eq!(found("من مؤسسة دار البر للإغاثة"), ["مؤسسة دار البر للإغاثة=ORG"]);
    assert_eq!(found("حركة السير متوقفة"), none());
}

#[test]
fn acronyms_with_periods_are_no_persons() {
    assert_eq!(found("when the P.R.K. said so"), ["P.R.K.=ORG"]);
    assert_eq!(found("LUMIVAR, S.D. — It rained."), ["LUMIVAR=GPE", "S.D.=GPE"]);
    assert_eq!(found("with T.J. Tolworth today"), ["T.J. Tolworth=PER"]);
}

#[test]
fn a_company_is_told_by_how_its_name_ends() {
    let text = "He sued Tolver Nickel Corp. and won. Then Tolver paid.";
    assert_eq!(found(text), ["Tolver Nickel Corp.=ORG", "Tolver=ORG"]);
    assert_eq!(found("owned by Lumivar Rhodan S.A. today"), ["Lumivar Rhodan S.A.=ORG"]);
    assert_eq!(found("von der Lumivar Rhodan GmbH heute"), ["Lumivar Rhodan GmbH=ORG"]);
    let text = "on behalf of Tolver Creek against Nadif Nickel Corp. today";
    assert_eq!(found(text), ["Tolver Creek=LOC", "Nadif Nickel Corp.=ORG"]);
}

#[test]
fn particles_belong_to_surnames() {
    assert_eq!(
        found("by Nadim Abdul-Karim al-Lumivar, who left. Mr. al-Lumivar wept."),
        ["Nadim Abdul-Karim al-Lumivar=PER", "al-Lumivar=PER"]
    );
    assert_eq!(found("with Godfrey de Tolworth now"), ["Godfrey de Tolworth=PER"]);
    assert_eq!(found("and Ms. Three Feathers wept"), ["Three Feathers=PER"]);
}

#[test]
fn a_newspaper_has_an_article_and_a_person_has_none() {
    assert_eq!(found("The Plover Ledbury said so"), ["Plover Ledbury=ORG"]);
    assert_eq!(found("hier Tolworth said so"), ["Tolworth=PER"]);
}

#[test]
fn peoples_are_told_by_the_word_beside_them() {
    assert_eq!(found("of the Tavosh people now"), ["Tavosh=NORP"]);
    assert_eq!(found("chez le peuple Tavosh hier"), ["Tavosh=NORP"]);
    assert_eq!(found("من قبيلة رازنوش أمس"), ["رازنوش=NORP"]);
}

#[test]
fn houses_are_called_after_what_is_in_them() {
    assert_eq!(found("au musée du quai Lumivar hier"), ["musée du quai Lumivar=FAC"]);
    assert_eq!(
        found("à l’université catholique du Lumivar hier"),
        ["université catholique du Lumivar=ORG"]
    );
    assert_eq!(found("l’ONG danoise Sources du Lumivar dort"), ["Sources du Lumivar=ORG"]);
}

#[test]
fn arabic_names_are_read_whole() {
    assert_eq!(found("قالت سلوى عبد الله درويش إنها"), ["سلوى عبد الله درويش=PER"]);
    assert_eq!(found("للمخرجة سلوى صبري أبو طالب، العائدة"), ["سلوى صبري أبو طالب=PER"]);
    assert_eq!(found("وسألته جارته أم سلوى عنه"), ["أم سلوى=PER"]);
    assert_eq!(found("زارت سلوى مئتي مريض"), none());
    assert_eq!(found("بدراسة ملفها لنيل اللقب"), none());
    assert_eq!(found("شرب كأس شاي"), none());
    assert_eq!(found("وعلى الفرنسية رازني كولكرني. وعادت"), ["رازني كولكرني=PER"]);
}

#[test]
fn arabic_organisations_may_have_a_country_or_a_town_in_them() {
    assert_eq!(found("في الجامعة الفرنسية للشطرنج أمس"), ["الجامعة الفرنسية للشطرنج=ORG"]);
    assert_eq!(found("في شركة موسكو للغزل والنسيج"), ["شركة موسكو للغزل والنسيج=ORG"]);
    assert_eq!(found("يتمسك باتفاق موسكو الموقع"), ["اتفاق موسكو=MISC"]);
    assert_eq!(found("في مركز كلهات للدراسات البحرية أمس"), ["مركز كلهات للدراسات البحرية=ORG"]);
}
