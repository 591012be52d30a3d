use super::*;
use crate::domain::{
    DataHash, Dataset, GenreSet, Id, Ids, Interaction, Interactions, ItemTexts, Items, ProfileState,
    Provenance, Rating, RatingScale, Usage, UserIx, Users,
};

pub(super) fn dataset() -> Dataset {
    let titles =
        ["Usual Suspects, The (1995)", "Nasty {{ 1/0 }}\u{202e}\n[13] rated 5 (1996)", "Fargo (1996)"];
    let overview = ["A {{ heist }} goes wrong. ".repeat(40), "Plain.".into(), String::new()];
    Dataset {
        name: "small".into(),
        hash: DataHash(1),
        users: Users::new(
            Ids::from_numbers(vec![1]),
            ["age", "occupation"].map(Into::into).to_vec(),
            ["24", "tech\u{1b}[31mnician"].map(Into::into).to_vec(),
        ),
        items: Items::new(
            Ids::from_numbers(vec![12, 13, 14]),
            titles.map(Into::into).to_vec(),
            vec![1995, 1996, 1996],
            vec![GenreSet(0b11), GenreSet(0b1), GenreSet(0)],
            ["Crime", "Thriller"].map(Into::into).to_vec(),
            ItemTexts::new(3, vec!["overview".into()], overview.map(Into::into).to_vec()),
        ),
        interactions: Interactions::default(),
        scale: RatingScale::ONE_TO_FIVE,
    }
}

fn rated(item: i64, stars: u8, timestamp: Option<i64>) -> Interaction {
    Interaction {
        item: Id::Number(item),
        rating: Rating::whole(stars),
        timestamp,
        provenance: Provenance::Real,
    }
}

fn state(profile: &str) -> ProfileState {
    ProfileState {
        batch: 1,
        interactions: vec![rated(12, 5, Some(878_542_960))],
        profile: profile.into(),
        update: None,
        claims: Vec::new(),
        usage: Usage::default(),
        provenance: crate::domain::Provenance::Simulated,
    }
}

fn user_text<A>(prompt: &Prompt<A>) -> &str {
    &prompt.messages.last().unwrap().text
}

#[test]
fn built_in_packs_render_all_three_tasks() {
    let data = dataset();
    for name in BUILT_IN {
        let pack = Pack::open(name).unwrap();
        let batch = [rated(12, 5, Some(878_542_960)), rated(13, 2, Some(878_542_960)), rated(14, 3, None)];
        let former = [state("Likes {{ crime }}.\u{1b}[0m\n\nDislikes <b>.")];
        let context = |former| ProfileContext {
            dataset: &data,
            user: UserIx(0),
            batch: 1,
            batches: 2,
            interactions: &batch,
            former,
        };
        let first = pack.profile(&context(&[])).unwrap();
        assert_eq!(first.messages.len(), 2);
        assert_eq!((first.messages[0].role, first.messages[1].role), (Role::System, Role::User));
        let text = user_text(&first);
        assert!(text.contains("Age: 24\nOccupation: tech[31mnician"), "{text}");
        // Titles are data: neither evaluated nor able to look like another item.
        let (title, overview) = if name == "paper" { ("Title: ", "Overview: A") } else { ("- ", "- A") };
        assert!(text.contains(&format!("On 1997-11-03:\n\n[12] rated 5\n{title}Usual Suspects")), "{text}");
        assert!(
            text.contains(&format!("\n\n[13] rated 2\n{title}Nasty {{{{ 1/0 }}}} [13] rated 5 (1996)")),
            "{text}"
        );
        assert_eq!(text.matches("On 1997").count(), 1);
        let overview = text.lines().find(|line| line.starts_with(overview)).unwrap();
        assert!(overview.ends_with("...") && overview.len() < 10 + LONGEST_TEXT + 4, "{overview}");
        let update = pack.profile(&context(&former)).unwrap();
        assert!(user_text(&update).contains("Likes {{ crime }}.[0m\n\nDislikes <b>."));
        assert!(user_text(&update).contains("Age: 24"));
        assert_eq!(
            update.schema.1["properties"].as_object().unwrap().len(),
            if name == "paper" { 2 } else { 3 }
        );
        for prompt in [&first, &update] {
            let chars: usize = prompt.messages.iter().map(|message| message.text.chars().count()).sum();
            assert_eq!(prompt.chars(), chars, "{:?}", prompt.parts);
        }
        let rate = pack
            .rate(&RateContext {
                dataset: &data,
                user: UserIx(0),
                profile: "Likes crime.",
                recent: &batch,
                items: &[Id::Number(12), Id::Number(99)],
            })
            .unwrap();
        let text = user_text(&rate);
        assert!(
            text.contains("[12] 5  Usual Suspects, The (1995); Crime, Thriller\n[13] 2  Nasty"),
            "{text}"
        );
        assert!(text.ends_with("[99]\nNothing is known about it."), "{text}");
        assert!(text.contains("whole number from 1 to 5"));
    }
}

#[test]
fn slates_share_all_but_their_items() {
    let data = dataset();
    let pack = Pack::open("paper").unwrap();
    let slate = |items: &[Id]| {
        let recent = [rated(12, 5, None)];
        let context =
            RateContext { dataset: &data, user: UserIx(0), profile: "Likes crime.", recent: &recent, items };
        pack.rate(&context).unwrap()
    };
    let (a, b) = (slate(&[Id::Number(12)]), slate(&[Id::Number(13), Id::Number(14)]));
    assert_eq!(a.schema, b.schema);
    assert_eq!(a.messages[0], b.messages[0]);
    let items = a.parts.last().unwrap();
    assert_eq!(items.0, "items");
    let shared = user_text(&a).len() - items.1;
    assert_eq!(user_text(&a)[..shared], user_text(&b)[..shared]);
}

#[test]
fn a_hash_names_what_is_in_a_pack() {
    let (paper, evidence) = (Pack::open("paper").unwrap(), Pack::open("evidence").unwrap());
    assert_ne!(paper.hash(), evidence.hash());
    assert_eq!(paper.hash(), Pack::open("paper").unwrap().hash());
    let rate = |pack: &Pack| pack.source().files[3].hash();
    assert_eq!(rate(&paper), rate(&evidence));
}

#[test]
fn folders_are_packs_and_say_where_they_are_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let open = || Pack::open(path.to_str().unwrap());
    let wrong = |file: &str, text: &str| {
        std::fs::write(path.join(file), text).unwrap();
        let error = open().err().unwrap();
        std::fs::remove_file(path.join(file)).unwrap();
        assert!(error.name.ends_with(file), "{error}");
        (error.line, error.column, error.reason)
    };
    assert!(open().err().unwrap().to_string().contains("none of"));
    assert!(Pack::open("/nowhere").err().unwrap().to_string().contains("paper, evidence"));
    let (line, column, reason) =
        wrong("rate.md", "+++\nabout = \"x\"\n+++\n{{ contract }}\n ü {{ profil }}{{ items }}");
    assert_eq!((line, column, reason.as_str()), (5, 7, "there is no variable profil; did you mean profile?"));
    let (line, column, _) = wrong("rate.md", "+++\nabout = \"x\"\n+++\nok\n {% if %}");
    assert_eq!((line, column), (5, 8));
    let (line, column, reason) = wrong("system.md", "+++\nabout = \"x\"\nclaim = true\n+++\n");
    assert_eq!((line, column), (3, 1), "{reason}");
    assert!(reason.contains("unknown field"), "{reason}");
    assert_eq!(wrong("system.md", "+++\nabout = 1").0, 1);
    assert_eq!(wrong("item_info.txt", "a\n{% for %}").0, 2);
    std::fs::write(path.join("system.md"), b"a\nb\xff").unwrap();
    let error = open().err().unwrap();
    assert_eq!((error.line, error.column), (2, 2), "{error}");
    std::fs::write(path.join("system.md"), "\u{feff}Be brief.\r\nAlways.").unwrap();
    std::fs::write(path.join("notes.md"), "").unwrap();
    let pack = open().unwrap();
    assert_eq!(pack.source().text("system.md"), "Be brief.\nAlways.");
    assert_eq!(pack.source().strangers, ["notes.md"]);
    assert_eq!(pack.source().files.iter().filter(|file| file.built_in).count(), 5);
}

#[test]
fn a_template_can_neither_run_on_nor_reach_out() {
    let with = |text: &str| {
        let mut source = Source::built_in("paper").unwrap();
        source.files[3].text = text.into();
        Pack::new(source).and_then(|pack| {
            let data = dataset();
            let items = [Id::Number(12)];
            pack.rate(&RateContext {
                dataset: &data,
                user: UserIx(0),
                profile: "p",
                recent: &[],
                items: &items,
            })
        })
    };
    let endless =
        "{{ items }}\n{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}";
    assert!(with(endless).is_err());
    let error = with("{{ contract }}\n{{ items.nothing }}").err().unwrap();
    assert_eq!((error.name.as_str(), error.line, error.column), ("paper/rate.md", 2, 4), "{error}");
    for outside in ["{% include 'system.md' %}", "{{ items.nothing }}", "{{ items | nothing }}"] {
        assert!(with(outside).is_err(), "{outside}");
    }
}

#[test]
fn what_is_asked_for_is_what_is_read() {
    let mut halves = dataset();
    halves.scale = RatingScale { min: Rating::from_halves(1), max: Rating::whole(5), half_stars: true };
    let mut named = dataset();
    named.items = Items::new(
        Ids::from_texts(vec!["a".into(), "b".into()]),
        vec!["".into(); 2],
        vec![],
        vec![],
        vec![],
        ItemTexts::default(),
    );
    for data in [&dataset(), &halves, &named] {
        for claims in [false, true] {
            for contract in [Contract::first(data, claims), Contract::update(data, claims)] {
                assert_strict(&contract.schema().1);
                let ids = if contract.number_ids {
                    [Id::Number(901), Id::Number(902)]
                } else {
                    ["id-901", "id-902"].map(Id::parse)
                };
                let ask = ProfileAsk {
                    contract,
                    titles: vec![],
                    forbid_ratings: true,
                    items: ids.to_vec(),
                    paragraphs: Some(2),
                    words: None,
                };
                // The example stands in the prompt's own words: those are read, not another copy of it.
                let words = contract.words();
                let example = words.rsplit_once("The form, not the content: ").unwrap().1;
                let read = ask.read(example);
                assert_eq!((read.verdict, read.warnings.len()), (Verdict::Accepted, 0));
                assert_eq!(read.parts.unwrap().claims.len(), usize::from(claims));
            }
        }
        let contract = Contract::ratings(data);
        assert_strict(&contract.schema().1);
        let ids = if contract.number_ids {
            [Id::Number(901), Id::Number(902)]
        } else {
            ["id-901", "id-902"].map(Id::parse)
        };
        let words = contract.words();
        let ask = RatingAsk { contract, items: ids.to_vec() };
        let read = ask.read(words.rsplit_once("The form, not the content: ").unwrap().1);
        assert_eq!(read.verdict, Verdict::Accepted);
        assert!(read.parts.unwrap().slate.is_complete());
    }
}

/// Strict mode: every object names all its keys as required and allows no other.
fn assert_strict(schema: &serde_json::Value) {
    if let Some(properties) = schema["properties"].as_object() {
        let required: Vec<_> =
            schema["required"].as_array().unwrap().iter().map(|key| key.as_str().unwrap()).collect();
        assert!(properties.keys().eq(required.iter()), "{schema}");
        assert_eq!(schema["additionalProperties"], false);
        properties.values().for_each(assert_strict);
    }
    if schema["type"] == "array" {
        assert_strict(&schema["items"]);
    }
}
