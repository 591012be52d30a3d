//! Themes are read, inherit, complain and can be read by people.

use super::*;

fn read(text: &str) -> Result<Theme, ThemeError> {
    Shelf::default().open_text("x", text)
}

fn wrong(text: &str) -> Vec<String> {
    read(text).unwrap_err().sentences()
}

#[test]
fn built_in_themes_style_every_role_and_step() {
    for name in Shelf::built_in() {
        let theme = Theme::built_in(name).unwrap();
        assert_eq!(theme.name(), name);
        for filed in Role::FILED {
            assert!(theme.styles.contains_key(&filed.role), "{name}: [{}] {}", filed.table, filed.key);
        }
        let steps = [Ramp::Rating, Ramp::Heat, Ramp::Series, Ramp::Above, Ramp::Below]
            .map(|ramp| theme.ramp(ramp).len());
        assert_eq!(steps[..2], [5, 5], "{name}");
        assert!(steps[2] >= 4 && steps[3] >= 2 && steps[3] == steps[4], "{name}: {steps:?}");
    }
    assert!(Theme::built_in("neon").unwrap_err().to_string().contains("lusifer-light"));
}

#[test]
fn built_in_themes_can_be_read_by_everybody() {
    let mut wrong = Vec::new();
    for name in Shelf::built_in() {
        for depth in [Depth::True, Depth::Indexed] {
            let theme = Theme::built_in(name).unwrap().with_depth(depth);
            wrong.extend(check::check(&theme).iter().map(|finding| format!("{name} {depth:?} {finding}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_theme_that_cannot_be_read_is_found() {
    let text = "appearance = \"light\"\n[style]\ntext = \"#444444\"\ndim = \"#aaaaaa\"\nborder = \"#eeeeee\"\n\
                mark = \"#999999\"\nselection = { bg = \"#666666\" }\n[diff]\ninsert = \"#c83c3c\"\n\
                delete = \"#787d32\"\n[rating]\n1 = \"#003060\"\n2 = \"#003263\"\n";
    let found: Vec<String> = check::check(&read(text).unwrap()).iter().map(ToString::to_string).collect();
    let all = found.join("\n");
    for part in [
        "[style] dim: #aaaaaa on #eff1f5 has a contrast of 2.",
        "[style] mark: #999999 on #eff1f5 has a contrast of 2.5, needs 3",
        "[style] text: #444444 on #666666 (the selected row)",
        "[diff] insert: has the same attributes as delete",
        "[diff] insert: #c83c3c and #787d32 (delete) are only",
        "under deuteranopia",
        "[rating] 1: #003060 and #003263 (2)",
    ] {
        assert!(all.contains(part), "{part}\n{all}");
    }
    assert!(!all.contains("border"), "{all}");
}

#[test]
fn only_high_contrast_paints_the_screen() {
    for name in Shelf::built_in() {
        let theme = Theme::built_in(name).unwrap();
        for (role, style) in &theme.styles {
            let may = name == "high-contrast" || matches!(role, Role::Selection | Role::Match);
            assert!(style.bg.is_none() || may, "{name}: {role:?} paints a background");
        }
    }
}

#[test]
fn mono_and_depth_none_hold_no_colour() {
    let mut themes = vec![Theme::built_in("mono").unwrap()];
    themes.extend(Shelf::built_in().map(|name| Theme::built_in(name).unwrap().with_depth(Depth::None)));
    for theme in themes {
        let styles = theme.styles.values().chain(theme.ramps.values().flatten());
        assert!(styles.clone().all(|style| style.fg.is_none() && style.bg.is_none()), "{}", theme.name());
        assert!(theme.style(Role::Selection).add_modifier.contains(Modifier::REVERSED), "{}", theme.name());
        let (insert, delete) = (theme.style(Role::Insert), theme.style(Role::Delete));
        assert_ne!(insert.add_modifier, delete.add_modifier, "{}", theme.name());
    }
}

#[test]
fn ansi_holds_the_terminals_own_colours_only() {
    let theme = Theme::built_in("ansi").unwrap();
    for style in theme.styles.values().chain(theme.ramps.values().flatten()) {
        assert!(!matches!(style.fg, Some(Color::Rgb(..) | Color::Indexed(_))) && style.bg.is_none());
    }
}

#[test]
fn children_override_the_palette_styles_and_steps_of_their_parents() {
    let child = "inherits = \"lusifer-dark\"\n[palette]\naccent = \"#010203\"\n[rating]\n3 = 200\n\
                 [chart]\nseries = [\"red\"]\n[diff]\ninsert = \"accent\"\n";
    let (dark, child) = (Theme::built_in("lusifer-dark").unwrap(), read(child).unwrap());
    assert_eq!(child.style(Role::Title).fg, Some(Color::Rgb(1, 2, 3)));
    assert_eq!(child.style(Role::Title).add_modifier, dark.style(Role::Title).add_modifier);
    assert_eq!(child.style(Role::Insert), Style::new().fg(Color::Rgb(1, 2, 3)));
    assert_eq!(child.ratings()[2].fg, Some(Color::Indexed(200)));
    assert_eq!(child.ratings()[3], dark.ratings()[3]);
    assert_eq!(
        (child.series(0), child.series(7)),
        (Style::new().fg(Color::Red), Style::new().fg(Color::Red))
    );
    assert_eq!((child.name(), child.appearance()), ("x", Appearance::Dark));
}

#[test]
fn everything_that_is_wrong_is_said_with_its_line_and_the_nearest_word() {
    let text = "name = \"x\"\napearance = \"dark\"\n[palette]\na = \"b\"\nb = \"a\"\nrose = \"#zzz\"\n[style]\n\
                textt = { fg = \"red\" }\ndim = { fg = \"rsoe\", mods = [\"bald\"], bq = 1 }\ntitle = { fg = \"a\" }\n\
                mark = 300\n[diff]\nseries = [\"red\"]\n[rating]\n6 = \"red\"\n[chart]\nseries = []\n[colours]\n";
    let wrong = wrong(text);
    let expected = [
        "x.toml, line 2: \"apearance\" is not known here; did you mean appearance?",
        "x.toml, line 4: the palette's names point at each other in a circle",
        "x.toml, line 6: \"#zzz\" is not a colour; write a name of the palette",
        "x.toml, line 8: [style] textt is not known; did you mean text?",
        "x.toml, line 9: \"bald\" is not an attribute; did you mean bold?",
        "x.toml, line 9: \"rsoe\" is not a colour; did you mean rose?",
        "x.toml, line 9: dim: \"bq\" is not known; did you mean",
        "x.toml, line 11: mark: a colour is a name, \"#rrggbb\" or a number from 0 to 255",
        "x.toml, line 13: [diff] series is not known; known: insert, delete",
        "x.toml, line 15: [rating] 6 is not known; write 1 to 5",
        "x.toml, line 17: series must be a list of colours",
        "x.toml, line 18: \"colours\" is not known here",
    ];
    for part in expected {
        assert!(wrong.iter().any(|wrong| wrong.starts_with(part)), "{part}\n{}", wrong.join("\n"));
    }
}

#[test]
fn broken_toml_says_every_place() {
    let wrong = wrong("[style]\ntext = \ndim = {\n[diff\n");
    assert!(wrong.len() >= 2 && wrong[0].starts_with("x.toml, line 2: "), "{}", wrong.join("\n"));
}

#[test]
fn circles_and_unknown_parents_are_errors() {
    let home = tempfile::tempdir().unwrap();
    let themes = home.path().join("themes");
    std::fs::create_dir(&themes).unwrap();
    let write = |name: &str, text: &str| std::fs::write(themes.join(name), text).unwrap();
    write("a.toml", "inherits = \"b\"\n");
    write("b.toml", "\ninherits = \"a\"\n");
    write("c.toml", "inherits = \"lusifer-drak\"\n");
    write("mono.toml", "inherits = \"mono\"\n[style]\ndim = { mods = [\"italic\"] }\n");
    let shelf = Shelf::new(home.path(), None);
    let circle = shelf.open("a").unwrap_err().to_string();
    assert!(circle.contains("b.toml, line 2: themes inherit each other in a circle: a > b > a"), "{circle}");
    let parent = shelf.open("c").unwrap_err().to_string();
    assert!(
        parent.contains("c.toml, line 1: inherits \"lusifer-drak\", but there is no such theme"),
        "{parent}"
    );
    // What hides a theme may inherit the one that it hides.
    let mono = shelf.open("mono").unwrap();
    assert_eq!(mono.theme.style(Role::Dim).add_modifier, Modifier::ITALIC);
    assert_eq!(mono.theme.style(Role::Strong).add_modifier, Modifier::BOLD);
    assert_eq!(mono.files, [themes.join("mono.toml")]);
    let listed = shelf.list();
    let owners =
        |name: &str| listed.iter().filter(|listed| listed.name == name).map(|listed| listed.owner).collect();
    let (mono, a): (Vec<_>, Vec<_>) = (owners("mono"), owners("a"));
    assert_eq!((mono, a), (vec![Owner::Person], vec![Owner::Person]));
    assert!(shelf.open("../themes/a").unwrap_err().to_string().starts_with("there is no theme"));
}

#[test]
fn differences_grow_stronger_and_nothing_is_quiet() {
    let theme = Theme::built_in("lusifer-dark").unwrap();
    let dim = theme.style(Role::Dim);
    assert_eq!([0.0, 0.02, -0.05, f64::NAN].map(|share| theme.difference(share)), [dim; 4]);
    assert_ne!(theme.difference(0.3), theme.difference(1.0));
    assert_ne!(theme.difference(1.0), theme.difference(-1.0));
    assert_eq!(theme.heat(0.0), theme.ramp(Ramp::Heat)[0]);
    assert_eq!(theme.heat(0.01), theme.ramp(Ramp::Heat)[1]);
    assert_eq!(theme.heat(7.0), theme.ramp(Ramp::Heat)[4]);
}
