use super::*;
use crate::domain::{Rating, RatingScale};
use crate::prompting::tests::dataset;

fn with(file: &str, text: impl Fn(&str) -> String) -> Vec<String> {
    found(file, text, &dataset(), None)
}

fn found(file: &str, text: impl Fn(&str) -> String, data: &Dataset, window: Option<u64>) -> Vec<String> {
    let mut source = Source::built_in("paper").unwrap();
    let at = source.files.iter().position(|it| it.name == file).unwrap();
    source.files[at].text = text(&source.files[at].text);
    lint(&source, data, window)
        .into_iter()
        .map(|it| {
            let name = it.file.rsplit('/').next().unwrap_or_default().to_owned();
            format!("{} {name}:{}:{} {}", it.severity.word(), it.line, it.column, it.what)
        })
        .collect()
}

#[test]
fn built_in_packs_are_clean_on_every_kind_of_data() {
    let mut other = dataset();
    other.scale = RatingScale { min: Rating::from_halves(1), max: Rating::whole(10), half_stars: true };
    other.users = crate::domain::Users::default();
    for name in crate::prompting::BUILT_IN {
        for data in [&dataset(), &other] {
            assert_eq!(lint(&Source::built_in(name).unwrap(), data, Some(32_000)), []);
        }
    }
}

#[test]
fn each_rule_finds_what_it_is_for() {
    let add = |line: &'static str| move |text: &str| format!("{text}{line}\n");
    let instead = |from: &'static str, to: &'static str| move |text: &str| text.replace(from, to);
    let cases: Vec<(Vec<String>, &str)> = vec![
        (
            with("rate.md", add("{{ profil }}")),
            "error rate.md:29:4 there is no variable profil; did you mean profile?",
        ),
        (with("rate.md", add("{% if %}")), "error rate.md:29:7"),
        (with("rate.md", instead("{{ contract }}", "")), "error rate.md:0:0 lacks {{ contract }}"),
        (with("profile_update.md", instead("{{ profile }}", "")), "lacks {{ profile }}"),
        (
            with("profile_update.md", instead("{{ user_info }}", "")),
            "note profile_update.md:0:0 does not use user_info",
        ),
        (
            with("rate.md", instead("thing = ", "thingy = ")),
            "warning rate.md:0:0 the head documents thingy, which is no variable",
        ),
        (
            with("rate.md", instead("[variables]", "[variables]\ncount = \"x\"")),
            "the head documents count, which is not used",
        ),
        (with("rate.md", add("{{ count }}")), "note rate.md:29:4 count is used but not documented"),
        (
            with("rate.md", |text| {
                text.replace("{{ recent }}", "").replace("The profile:", "{{ items }}\n{{ recent }}")
            }),
            "recent comes after items",
        ),
        (
            with("rate.md", add("Like {\"ratings\": [{\"item\": 1 \"rating\": 4}]}")),
            "error rate.md:29:30 the example is no JSON: expected `,` or `}`",
        ),
        (
            with("rate.md", add("Like {\"ratings\": [{\"item\": 1, \"rating\": 6}]}")),
            "error rate.md:29:6 the example would be refused: no rating of the scale: 1 = 6",
        ),
        (
            with("profile_update.md", add("Like {\"user_profile\": \"x\"}")),
            "the example would be refused: the key update is missing",
        ),
        (
            with("profile_first.md", add("Like {\"user_profile\": \"x\", \"update\": \"y\"}")),
            "the example is not what is asked for: left out what was not asked for: update",
        ),
        (
            with("profile_update.md", add("There are no other keys than \"user_profile\".")),
            "allows no key but user_profile; the answer must also have update",
        ),
        (
            with("profile_first.md", add("Put it under the key `profile`.")),
            "speaks of the key profile; the answer is checked for user_profile",
        ),
        (with("profile_first.md", add("Answer in plain text.")), "asks for plain text"),
        (with("profile_first.md", add("Do not use JSON.")), "forbids JSON"),
        (with("rate.md", add("Explain every rating.")), "asks to explain; only ratings are read"),
        (
            with("rate.md", add("A rating is from 1 to 10.")),
            "speaks of ratings from 1 to 10; in the data a rating is a whole number from 1 to 5",
        ),
        (with("rate.md", add("Rate on a scale of 0.5-5.")), "speaks of ratings from 0.5 to 5"),
        (
            with("profile_first.md", instead("Two paragraphs", "Three paragraphs")),
            "asks for 3 paragraphs; the head says 2",
        ),
        (with("profile_first.md", add("Name the titles that matter.")), "asks to name titles and forbids it"),
        (
            with("profile_first.md", |text| {
                text.replace("Name no title and no rating.", "Name titles.")
                    .replace("forbid = [\"titles\", \"ratings\"]", "")
            }),
            "asks to name titles; paper/profile_update.md forbids it",
        ),
        (
            with("profile_first.md", instead("forbid = [\"titles\", \"ratings\"]", "")),
            "nobody looks whether they are named",
        ),
        (
            with("profile_first.md", instead("Name no title and no rating.", "")),
            "the head forbids titles, but the text does not say so",
        ),
        (with("profile_first.md", instead("forbid =", "claims = true\nforbid =")), "does not ask for claims"),
        (with("profile_first.md", add("Give the ids for each claim.")), "they would be left out"),
        (
            with("profile_first.md", add("Consider the directors and actors, too.")),
            "speaks of directors, which nothing shown to the model says",
        ),
        (with("profile_first.md", add("Consider the directors and actors, too.")), "speaks of actors"),
        (with("system.md", instead("about =", "abot =")), "error system.md:2:1 unknown field"),
        (found("rate.md", ToOwned::to_owned, &dataset(), Some(1_200)), "the model's window is 1,200"),
    ];
    for (found, expected) in cases {
        assert!(found.iter().any(|it| it.contains(expected)), "{expected}\n{found:#?}");
    }
}

#[test]
fn what_is_meant_otherwise_is_left_alone() {
    let add = |line: &'static str| move |text: &str| format!("{text}{line}\n");
    for silent in [
        "Do not think of directors.",
        "Genres and the overview count.",
        "Write 1 to 5 words per rating.",
        "Say {{ things }} {\"a\".",
    ] {
        let found = with("system.md", add(silent));
        let found: Vec<_> = found.iter().filter(|it| it.contains("system")).collect();
        assert!(found.is_empty(), "{silent} {found:?}");
    }
}
