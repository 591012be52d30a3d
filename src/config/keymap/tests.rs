use super::*;

fn key(text: &str) -> Key {
    text.parse().unwrap()
}

fn chords(texts: &[&str]) -> Vec<Chord> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

fn patched(text: &str) -> Keymap {
    let mut keymap = Keymap::built_in();
    assert_eq!(keymap.patch("mine.toml", text), Vec::<String>::new());
    keymap
}

#[test]
fn every_default_resolves_to_its_own_action() {
    let mut keymap = Keymap::default();
    assert_eq!(keymap.merge(Patch::read(None, BUILT_IN)), []);
    for (context, action, chords) in keymap.all() {
        assert_eq!(keymap.origin(context, action), Origin::BuiltIn);
        for chord in chords {
            assert_eq!(keymap.action(context, chord), Some(action), "{chord} in {context:?}");
        }
    }
    for action in Action::ALL {
        let reachable = Context::ALL.into_iter().any(|context| keymap.key(context, action).is_some());
        assert!(reachable, "no key means {}", action.id());
    }
}

#[test]
fn keys_that_terminals_eat_are_never_bound() {
    let eaten = ["i", "m", "j", "h", "[", "s", "q", "b", "a", "o", "t", "g", "\\\\"];
    for key in eaten {
        let mut keymap = Keymap::built_in();
        let problems = keymap.patch("mine.toml", &format!("[keys]\nrun = [\"ctrl+{key}\"]\n"));
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].starts_with("mine.toml, line 2: \"run\": ctrl+"), "{problems:?}");
        assert!(problems[0].ends_with("it is never bound"), "{problems:?}");
        assert_eq!(keymap, Keymap::built_in());
        for (_, action, chords) in keymap.all() {
            let eaten = format!("ctrl+{}", key.replace("\\\\", "\\")).parse::<Key>().unwrap();
            assert!(chords.iter().all(|chord| !chord.keys().contains(&eaten)), "{eaten} is {}", action.id());
        }
    }
}

#[test]
fn ctrl_c_always_leads_out() {
    let mut keymap = Keymap::built_in();
    let problems = keymap.patch("mine.toml", "[keys]\ninterrupt = []\n[keys.profile]\nrun = [\"ctrl+c\"]\n");
    assert_eq!(
        problems,
        [
            "mine.toml, line 2: \"interrupt\": ctrl+c must stay among its keys: it always leads out",
            "mine.toml, line 4: \"run\": ctrl+c always means \"interrupt\"",
        ]
    );
    assert_eq!(keymap, Keymap::built_in());
}

#[test]
fn a_text_keeps_its_letters_and_its_editing_keys() {
    let mut keymap = Keymap::built_in();
    let text =
        "[keys.text]\nopen = [\"x\"]\nback = [\"ctrl+u\"]\n\"move.up\" = [\"left\"]\nhelp = [\"f1\"]\n";
    let problems = keymap.patch("mine.toml", text);
    assert_eq!(problems.len(), 3, "{problems:?}");
    assert_eq!(keymap.keys(Context::Text, Action::Help), chords(&["f1"]));
}

#[test]
fn chords_wait_for_their_last_key() {
    let keymap = patched("[keys]\ntop = [\"g g\", \"home\"]\nbottom = [\"g e\", \"G\"]\n");
    let typed = [key("g"), key("g")];
    assert_eq!(keymap.meaning(Context::Users, &typed[..1]), Meaning::Begins);
    assert_eq!(keymap.meaning(Context::Users, &typed), Meaning::Action(Action::Top));
    assert_eq!(keymap.meaning(Context::Users, &[key("g"), key("x")]), Meaning::Nothing);
    assert_eq!(keymap.keys(Context::Profile, Action::Top), chords(&["g g", "home"]));
    let ways = keymap.continuations(Context::Users, &typed[..1]);
    let ways: Vec<_> = ways.into_iter().map(|(rest, action)| (rest.to_string(), action)).collect();
    assert_eq!(ways, [("e".to_owned(), Action::Bottom), ("g".to_owned(), Action::Top)]);
}

#[test]
fn a_key_that_begins_a_chord_means_nothing_alone() {
    let mut keymap = Keymap::built_in();
    let problems = keymap.patch("mine.toml", "[keys]\nrun = [\"g r\"]\n");
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].contains("\"g r\" of \"run\" and \"g\" of \"top\" begin alike"), "{problems:?}");
    assert_eq!(keymap, Keymap::built_in());
    // A screen's own chord is stronger than the key of everywhere; the key is then no longer offered.
    let keymap = patched("[keys.profile]\nrun = [\"g r\"]\n");
    assert_eq!(keymap.keys(Context::Profile, Action::Run), chords(&["g r"]));
    assert_eq!(keymap.keys(Context::Profile, Action::Top), chords(&["home"]));
    assert_eq!(keymap.keys(Context::Users, Action::Top), chords(&["g", "home"]));
    // A screen's own key hides the chords of everywhere that begin with it.
    let keymap = patched("[keys]\ntop = [\"g g\"]\n[keys.profile]\nrun = [\"g\"]\n");
    assert_eq!(keymap.keys(Context::Profile, Action::Top), []);
}

#[test]
fn who_bound_what_is_known() {
    let keymap = patched("[keys]\n\nrun = [\"w\"]\n[keys.rate]\n\"run.rest\" = [\"W\"]\n");
    let line = |line| Origin::File { path: "mine.toml".into(), line };
    assert_eq!(keymap.origin(Context::Profile, Action::Run), line(3));
    assert_eq!(keymap.origin(Context::Rate, Action::RunRest), line(5));
    assert_eq!(keymap.origin(Context::Profile, Action::RunRest), Origin::BuiltIn);
}

#[test]
fn a_patch_replaces_unbinds_and_shadows() {
    let mut keymap = Keymap::built_in();
    let text = "[keys]\nrun = [\"ctrl+r\"]\nzoom = []\n[keys.profile]\nfork = [\"F\"]\n";
    assert_eq!(keymap.patch("mine.toml", text), Vec::<String>::new());
    assert_eq!(keymap.action(Context::Profile, key("ctrl+r")), Some(Action::Run));
    assert_eq!(keymap.action(Context::Profile, key("r")), None);
    assert_eq!(keymap.key(Context::Users, Action::Zoom), None);
    assert_eq!(keymap.keys(Context::Profile, Action::Fork), chords(&["F"]));
    assert_eq!(keymap.action(Context::Profile, key("b")), None);
    assert_eq!(keymap.keys(Context::Users, Action::Fork), chords(&["b"]));
}

#[test]
fn conflicts_name_both_actions_and_keep_the_defaults() {
    let mut keymap = Keymap::built_in();
    let problems = keymap.patch("mine.toml", "[keys]\nrun = [\"j\"]\n");
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].starts_with("mine.toml, line 2: "), "{problems:?}");
    assert!(problems[0].contains("\"run\"") && problems[0].contains("\"move.down\""), "{problems:?}");
    assert_eq!(keymap, Keymap::built_in());
    // Two newcomers on one key: one of them gives way, nothing is lost.
    let problems = keymap.patch("mine.toml", "[keys]\nrun = [\"w\"]\nfork = [\"w\"]\n");
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(keymap.key(Context::Profile, Action::Run).is_some());
    assert!(keymap.key(Context::Profile, Action::Fork).is_some());
}

#[test]
fn everything_wrong_is_reported_at_once() {
    let mut keymap = Keymap::built_in();
    let text =
        "[keyz]\nrun = [\"r\"]\n[keys]\nruns = [\"r\"]\nhelp = 3\nopen = [\"hyper+x\"]\n[keys.attic]\n";
    let problems = keymap.patch("mine.toml", text);
    assert_eq!(problems.len(), 5, "{problems:#?}");
    assert!(problems.iter().any(|problem| problem.contains("did you mean \"run\"?")), "{problems:#?}");
    assert_eq!(Keymap::built_in().patch("mine.toml", "[keys\n").len(), 1);
}
