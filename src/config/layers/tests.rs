use super::*;

fn user(text: &str) -> Layers {
    let user = Some(File::new("config.toml", text));
    Layers::of(Sources { user, ..Sources::default() })
}

fn said(layers: &Layers) -> Vec<String> {
    layers.problems().iter().map(ToString::to_string).collect()
}

#[test]
fn nothing_said_is_the_built_in_settings() {
    let layers = Layers::of(Sources::default());
    assert_eq!(layers.config(), &Config::default());
    assert!(layers.problems().is_empty());
    assert!(layers.all().iter().all(|(_, _, origin)| *origin == Origin::BuiltIn));
    assert_eq!(layers.all().len(), built_in().len());
}

#[test]
fn each_layer_wins_over_those_below_it_and_says_so() {
    let chunk = |number: u32| format!("[rate]\nchunk = {number}\n");
    let mut sources = Sources::default();
    let expect = |sources: &Sources, chunk: usize, origin: &str| {
        let layers = Layers::of(sources.clone());
        assert_eq!(said(&layers), [""; 0]);
        assert_eq!(layers.config().rate.chunk.get(), chunk);
        assert_eq!(layers.origin("rate.chunk").to_string(), origin);
    };
    expect(&sources, 10, "built-in");
    sources.system = Some(File::new("/etc/config.toml", chunk(1)));
    expect(&sources, 1, "/etc/config.toml, line 2");
    sources.user = Some(File::new("config.toml", chunk(2)));
    expect(&sources, 2, "config.toml, line 2");
    sources.project = Some(File::new("lusifer.toml", format!("# ours\n{}", chunk(3))));
    expect(&sources, 3, "lusifer.toml, line 3");
    sources.dotenv = Some(File::new(".env", "LUSIFER_RATE__CHUNK=4\n"));
    expect(&sources, 4, ".env, line 1");
    sources.environment = vec![("LUSIFER_RATE__CHUNK".to_owned(), "5".to_owned())];
    expect(&sources, 5, "LUSIFER_RATE__CHUNK");
    let flag = Origin::Flag("--slate");
    sources.flags = vec![Given { key: "rate.chunk", value: "6".to_owned(), origin: flag }];
    expect(&sources, 6, "--slate");
}

#[test]
fn everything_wrong_is_said_at_once_and_the_rest_holds() {
    let layers = user(
        "[ui]\ntheem = \"mono\"\nascii = \"yes\"\nmotion = \"slow\"\nprose_width = 7\nmouse = true\n\
         [batches]\nsize = 0\norder = \"up\"\nseed = 3\n[colours.lab]\nurl = \"x\"\n[data.columns]\na = \"b\"\n",
    );
    let said = said(&layers);
    let expected = [
        "config.toml, line 2: ui.theem is not known; did you mean ui.theme?",
        "config.toml, line 3: ui.ascii is \"yes\", expected a boolean",
        "config.toml, line 4: ui.motion is \"slow\", expected normal or reduced",
        "config.toml, line 5: ui.prose_width is 7, expected a whole number from 40 to 200",
        "config.toml, line 8: batches.size is 0, expected a whole number from 1 to 1000000000",
        "config.toml, line 9: batches.order is \"up\", expected chronological or newest-first",
        "config.toml, line 10: batches.seed is not known; did you mean model.seed?",
        "config.toml, line 11: colours.lab is not known; \
         the sections are [ui], [data], [batches], [model], [rate], [budget], [log], [providers.NAME]",
        "config.toml, line 13: data.columns belongs in a lusifer.toml",
    ];
    assert_eq!(said, expected);
    assert!(layers.config().ui.mouse && layers.config().batches == Config::default().batches);
}

#[test]
fn a_broken_file_is_left_out_with_every_line_that_broke_it() {
    let layers = user("[ui\nmouse = true\n[batches]\nsize = = 3\n");
    assert!(layers.problems().len() >= 2, "{:?}", said(&layers));
    assert!(said(&layers)[0].starts_with("config.toml, line 1: "), "{:?}", said(&layers));
    assert_eq!(layers.config(), &Config::default());
    let wrong = Wrong { line: 2, text: "this is not UTF-8".to_owned() };
    let user = Some(File { path: "c.toml".into(), text: Err(wrong) });
    let layers = Layers::of(Sources { user, ..Sources::default() });
    assert_eq!(said(&layers), ["c.toml, line 2: this is not UTF-8"]);
}

#[test]
fn texts_become_what_the_setting_wants() {
    for (key, text, value) in [
        ("ui.ascii", "true", Value::Boolean(true)),
        ("ui.theme", "true", Value::String("true".to_owned())),
        ("data.path", "7", Value::String("7".to_owned())),
        ("model.seed", "7", Value::Integer(7)),
    ] {
        assert_eq!(from_text(key, text), Ok(value), "{key}");
    }
    assert!(from_text("model.seed", "x").unwrap_err().contains("is \"x\", expected a whole number from 0"));
    assert!(from_text("rate.chunk", "0").is_err() && from_text("ui.motion", "slow").is_err());
}

#[test]
fn a_project_settles_what_is_shared_and_nothing_personal() {
    let text = "[ui]\ntheme = \"mono\"\n[data]\npath = \"d\"\n[data.columns]\nuser = \"member\"\n";
    let project = Some(File::new("lusifer.toml", text));
    let layers = Layers::of(Sources { project, ..Sources::default() });
    assert_eq!(said(&layers), ["lusifer.toml, line 2: ui.theme is personal: it belongs in your config.toml"]);
    assert_eq!(layers.config().data.path, "d");
    assert_eq!(layers.config().ui.theme, "auto");
    assert_eq!(layers.project(), Some((Path::new("lusifer.toml"), text)));
}

#[test]
fn paths_start_at_the_file_that_names_them() {
    let user = Some(File::new("/home/me/.config/lusifer/config.toml", "[data]\npath = \"ml\"\n"));
    let sources = Sources { user, ..Sources::default() };
    assert_eq!(Layers::of(sources).config().data.path, "/home/me/.config/lusifer/ml");
    let dotenv = Some(File::new(".env", "LUSIFER_DATA=ml\n"));
    assert_eq!(Layers::of(Sources { dotenv, ..Sources::default() }).config().data.path, "ml");
}

#[test]
fn dotenv_is_read_for_our_names_alone() {
    let text = "OPENAI_API_KEY=sk-1\nPATH=/x\nLUSIFER_DATA_DIR=/d\nLUSIFER_VOLUME=3\nLUSIFER_UI__ASCI=1\n";
    let dotenv = File::new(".env", text);
    assert_eq!(dotenv_folder(&dotenv, "LUSIFER_DATA_DIR"), Some("/d".into()));
    assert_eq!(dotenv_folder(&dotenv, "PATH"), None);
    let layers = Layers::of(Sources { dotenv: Some(dotenv), ..Sources::default() });
    assert_eq!(
        said(&layers),
        [
            ".env, line 4: LUSIFER_VOLUME is not read from here; set it in the environment",
            ".env, line 5: ui.asci is not known; did you mean ui.ascii?",
        ]
    );
}

#[test]
fn servers_of_models_are_personal_and_named() {
    let user = "[providers.lab]\nkind = \"openai\"\nbase_url = \"http://lab:8000/v1\"\nmodel = \"m\"\n\n\
                [providers.lab.price]\ninput = 1.5\noutput = 2\ndate = \"2026-11-22\"\n";
    let layers = Layers::of(Sources { user: Some(File::new("config.toml", user)), ..Sources::default() });
    assert_eq!(layers.problems(), []);
    let lab = &layers.providers()["lab"];
    assert_eq!((lab.model.as_deref(), lab.price.as_ref().unwrap().output), (Some("m"), 2.0));

    let wrong =
        "[providers.lab]\nkind = \"openai\"\nkey = \"sk-secret\"\n[providers.sim]\nkind = \"ollama\"\n";
    let layers = Layers::of(Sources { user: Some(File::new("config.toml", wrong)), ..Sources::default() });
    let said = said(&layers);
    assert!(said[0].contains("line 1") && said[0].contains("unknown field key"), "{said:?}");
    assert!(!said[0].contains("sk-secret") && said[1].contains("providers.sim"), "{said:?}");
    assert!(layers.providers().is_empty());

    // Else a folder that somebody works in could name the server that a key is sent to.
    let project = Some(File::new("lusifer.toml", "[providers.lab]\nkind = \"openai\"\n"));
    let layers = Layers::of(Sources { project, ..Sources::default() });
    assert!(layers.providers().is_empty());
    assert!(layers.problems()[0].to_string().contains("personal"), "{:?}", layers.problems());
}
