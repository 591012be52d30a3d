//! `lusifer prompts`: listed, checked, shown, compared, written to be edited.

use std::fs;

use crate::home::{Home, stderr};

#[test]
fn packs_are_listed_with_the_one_in_force_first() {
    let home = Home::new();
    let packs = home.json(&["prompts", "list", "--prompts", "evidence"]);
    let names: Vec<_> = packs.iter().map(|pack| pack["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["evidence", "paper"]);
    assert_eq!(packs[0]["in_force"], true);
    assert_eq!(packs[0]["hash"].as_str().unwrap().len(), 16);
    assert_eq!(packs[0]["files"].as_array().unwrap().len(), 6);
    assert!(home.ok(&["prompts", "list"]).starts_with("paper"));
}

#[test]
fn the_built_in_packs_have_nothing_to_complain_of() {
    let home = Home::new();
    for pack in ["paper", "evidence"] {
        let line = home.json(&["prompts", "lint", pack, "--window", "16000"]).remove(0);
        assert_eq!((&line["ok"], line["findings"].as_array().unwrap().len()), (&true.into(), 0));
    }
    let out = home.run(&["prompts", "lint", "--window", "1500"]);
    assert_eq!(out.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&out.stdout).contains("the model's window is 1,500"));
}

#[test]
fn a_step_is_shown_to_the_letter() {
    let home = Home::new();
    home.ok(&["run", "--user", "1"]);
    let first = home.json(&["prompts", "render", "--user", "1"]).remove(0);
    assert_eq!((&first["batch"], &first["messages"][0]["role"]), (&1.into(), &"system".into()));
    let run = home.json(&["runs", "show", "r1"]).remove(0);
    let profile = run["states"][1]["profile"].as_str().unwrap();
    let update = home.json(&["prompts", "render", "--run", "r1", "--batch", "3"]).remove(0);
    let text = update["messages"][1]["content"].as_str().unwrap();
    assert!(text.contains(profile), "{text}");
    for interaction in run["states"][2]["interactions"].as_array().unwrap() {
        assert!(
            text.contains(&format!("[{}] rated {}", interaction["item"], interaction["rating"])),
            "{text}"
        );
    }
    assert_eq!(update["schema"]["additionalProperties"], false);
    let parts: u64 =
        update["parts"].as_array().unwrap().iter().map(|part| part["chars"].as_u64().unwrap()).sum();
    assert_eq!(parts, update["chars"].as_u64().unwrap());
    let rate = home.json(&["prompts", "render", "--run", "r1", "--held-out"]).remove(0);
    assert_eq!(rate["schema"]["required"][0], "ratings");
    assert!(
        rate["messages"][1]["content"]
            .as_str()
            .unwrap()
            .contains(run["states"][3]["profile"].as_str().unwrap())
    );
    let out = home.run(&["prompts", "render", "--user", "1", "--batch", "2"]);
    assert!(stderr(&out).contains("placeholder") && stderr(&out).contains("tokens"), "{}", stderr(&out));
    assert!(home.fails(4, &["prompts", "render", "--user", "99999"]).contains("99999"));
    home.fails(2, &["prompts", "render"]);
}

#[test]
fn a_pack_is_written_edited_checked_and_compared_and_never_overwritten() {
    let home = Home::new();
    let folder = home.path().join("mine");
    let mine = folder.to_str().unwrap();
    let said = home.ok(&["prompts", "init", mine, "--dry-run"]);
    assert!(said.contains("would write paper") && !folder.exists(), "{said}");
    home.ok(&["prompts", "init", mine]);
    let packs = home.json(&["prompts", "list", "--prompts", mine]);
    let hash = |at: usize| packs[at]["hash"].as_str().unwrap().to_owned();
    assert_eq!((packs.len(), hash(0)), (3, hash(1)));
    assert!(home.ok(&["prompts", "diff", "paper", mine]).contains("nothing differs"));
    let rate = folder.join("rate.md");
    let text = fs::read_to_string(&rate).unwrap();
    fs::write(&rate, format!("{text}Explain yourself.\n{{{{ profil }}}}\n")).unwrap();
    let said = home.ok(&["prompts", "init", mine, "--from", "evidence"]);
    assert!(said.contains("left alone"), "{said}");
    assert!(fs::read_to_string(&rate).unwrap().contains("Explain yourself"));
    let out = home.run(&["prompts", "lint", mine]);
    assert_eq!(out.status.code(), Some(3));
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(said.contains("there is no variable profil; did you mean profile?"), "{said}");
    assert!(said.contains("only ratings are read"), "{said}");
    assert!(home.ok(&["prompts", "diff", "paper", mine]).contains("+ Explain yourself."));
    assert!(
        home.fails(3, &["prompts", "render", "--user", "1", "--held-out", "--prompts", mine])
            .contains("rate.md, line")
    );
    assert!(home.fails(3, &["prompts", "lint", "no-such-pack"]).contains("built in are: paper, evidence"));
}
