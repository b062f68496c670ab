//! What a hundred thousand imported entities cost: time and memory to read them in, to be ready to
//! find them in texts, and to be asked for one.

use std::fs;
use std::time::Duration;

use allocation_counter::measure;
use nashra::entities::{Catalogue, OwnNames, Recogniser};
use nashra::model::{Correction, EntityId};
use rustix::time::{ClockId, clock_gettime};

const ENTITIES: usize = 100_000;

const SYLLABLES: [(&str, &str); 24] = [
    ("ba", "با"),
    ("ri", "ري"),
    ("mou", "مو"),
    ("sal", "سل"),
    ("da", "دا"),
    ("ko", "كو"),
    ("li", "لي"),
    ("nar", "نر"),
    ("fa", "فا"),
    ("ti", "تي"),
    ("zou", "زو"),
    ("gha", "غا"),
    ("kha", "خا"),
    ("mi", "مي"),
    ("ro", "رو"),
    ("shan", "شن"),
    ("yas", "يس"),
    ("bo", "بو"),
    ("ha", "ها"),
    ("wi", "وي"),
    ("qu", "قو"),
    ("jad", "جد"),
    ("san", "سن"),
    ("lo", "لو"),
];

fn main() {
    let dir = std::env::temp_dir().join(format!("nashra-imports-{}", std::process::id()));
    fs::create_dir_all(&dir).expect("the directory for temporary files can be written");
    let dump = dir.join("dump.json");
    fs::write(&dump, entities()).expect("the directory for temporary files can be written");
    let own = OwnNames::new(&dir);

    println!("{:40} {:>8} {:>8} {:>8}", "", "ms", "MB kept", "MB most");
    let builtin = step("the built-in table", || Catalogue::builtin().expect("it can be read"));
    step("its recogniser", || Recogniser::new(&builtin));
    let imported = step("import", || own.import(&dump, false, &mut |_, _| {}));
    let counts = imported.expect("the dump is well-formed").counts;
    let correction = Correction::HideEntity { entity: EntityId::from("vladimir-putin") };
    step("correct", || own.correct(&correction)).expect("there is room for it");
    let catalogue = step("all tables", || own.catalogue(&mut |problem| println!("{problem}")));
    step("their recogniser", || Recogniser::new(&catalogue));
    step("find an alias, first time", || catalogue.find("mourisal"));
    step("find an alias", || catalogue.find("macron"));
    step("find the beginning of a word", || catalogue.find("mouris"));
    println!("{} entities with {} names were imported", counts.entities, counts.names);
    fs::remove_dir_all(&dir).expect("what was written can be removed");
}

fn step<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let mut result = None;
    // Processor time, which other work on the machine does not lengthen.
    let now = || Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).unwrap_or_default();
    let start = now();
    let memory = measure(|| result = Some(work()));
    let ms = (now() - start).as_secs_f64() * 1000.0;
    let mb = |bytes: i64| bytes as f64 / 1e6;
    let (kept, most) = (mb(memory.bytes_current), mb(memory.bytes_max as i64));
    println!("{what:40} {ms:8.1} {kept:8.1} {most:8.1}");
    result.expect("the work is done")
}

/// A dump of people with made-up names: two in Latin letters, an Arabic one, an alias.
fn entities() -> String {
    let mut random = 1_u64;
    let mut dump = String::new();
    for n in 0..ENTITIES {
        let mut word = || {
            let mut syllables = (String::new(), String::new());
            for _ in 0..3 {
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let (latin, arabic) = SYLLABLES[(random >> 33) as usize % SYLLABLES.len()];
                syllables.0.push_str(latin);
                syllables.1.push_str(arabic);
            }
            let capital = syllables.0[..1].to_uppercase();
            (format!("{capital}{}", &syllables.0[1..]), syllables.1)
        };
        let ((given, arabic), (middle, _), (surname, family)) = (word(), word(), word());
        dump.push_str(&format!(
            "{{\"id\":\"NK-{n}\",\"schema\":\"Person\",\"properties\":{{\
             \"name\":[\"{given} {surname}\",\"{arabic} {family}\"],\
             \"alias\":[\"{given} {middle} {surname}\",\"Abou {middle}\"],\
             \"country\":[\"xx\"],\"topics\":[\"role.pep\"]}}}}\n"
        ));
    }
    dump
}
