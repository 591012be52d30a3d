//! Keys and what is found by typing: chords, the help, the commands, the messages, settings of the explorer.

#![cfg(test)]

#[path = "common/made_up.rs"]
#[expect(dead_code, reason = "shared with other tests, which need other parts")]
mod made_up;
#[path = "common/rig.rs"]
#[expect(dead_code, reason = "shared with other tests, which need other parts")]
mod rig;

use std::time::Duration;

use lusifer::actions::Action;
use lusifer::app::deeds::{Content, Deed, Errand, ThemeWish};
use lusifer::app::log::Level;
use lusifer::app::overlay::Overlay;
use lusifer::app::{Message, Screen};
use lusifer::config::keymap::{Context, Keymap};
use lusifer::config::ui::{ConfirmQuit, DiffView, UiSettings};
use lusifer::ui::text::width;
use rig::{Rig, rows, small};

const CHORDS: &str =
    "[keys]\ntop = [\"g g\", \"home\"]\nbottom = [\"g e\", \"G\"]\n\"go.rate\" = [\"3\", \"g r\"]\n";

fn with_keys(size: (u16, u16), text: &str) -> Rig {
    let mut keymap = Keymap::built_in();
    assert_eq!(keymap.patch("mine.toml", text), Vec::<String>::new());
    let mut rig = Rig::cold(size, "mono", small(), keymap);
    rig.settle();
    rig
}

fn with_settings(settings: UiSettings) -> Rig {
    let mut rig = Rig::cold_with((120, 40), "mono", small(), Keymap::built_in(), settings);
    rig.settle();
    rig
}

fn last_rows(rig: &mut Rig, count: usize) -> String {
    let frame = rig.frame();
    let rows: Vec<_> = frame.lines().collect();
    rows[rows.len() - count..].join("\n")
}

#[test]
fn a_chord_waits_says_how_it_goes_on_and_acts_on_its_last_key() {
    for size in [(60, 18), (80, 24), (120, 40)] {
        let mut rig = with_keys(size, CHORDS);
        rig.keys("j j j").wait(10);
        rig.keys("g");
        let status = last_rows(&mut rig, 1);
        assert!(status.contains("g ...   e bottom   g top   r rate"), "{size:?}: {status}");
        assert!(status.trim_end().ends_with("esc drops it"), "{status}");
        // Nothing happens by itself, however long it waits.
        assert_eq!(rig.app.next_wake(), None);
        rig.wait(3600);
        assert!(last_rows(&mut rig, 1).contains("g ..."));
        assert_eq!(rig.app.screens().users.selected(), Some(3));
        rig.keys("g");
        assert_eq!(rig.app.screens().users.selected(), Some(0));
        assert!(!last_rows(&mut rig, 1).contains("g ..."));
        rig.keys("g r");
        assert_eq!(rig.app.screen(), Screen::Rate);
    }
}

#[test]
fn a_chord_that_goes_nowhere_is_dropped() {
    let mut rig = with_keys((80, 24), CHORDS);
    rig.keys("j g esc");
    assert!(rig.app.begun().is_empty());
    assert_eq!(rig.app.screen(), Screen::Users);
    assert_eq!(rig.app.screens().users.selected(), Some(1), "esc took the chord away, no more");
    rig.keys("g j");
    assert_eq!(rig.app.screens().users.selected(), Some(1), "the key that went astray does nothing");
    assert!(last_rows(&mut rig, 1).contains("\"g j\" means nothing here"), "{}", rig.frame());
    // The way out is open in the middle of a chord, too.
    rig.keys("g ctrl+c g ctrl+c");
    assert_eq!(rig.workspace.quits, 1);
    // While a text is typed, the keys of chords are letters.
    let mut rig = with_keys((80, 24), CHORDS);
    rig.keys("/").text("gg");
    assert_eq!(rig.app.screens().users.filter.input().text(), "gg");
}

#[test]
fn no_key_of_the_help_is_cut_at_any_width() {
    let long = "[keys]\nzoom = [\"ctrl+x ctrl+y ctrl+z\", \"f12\"]\n\"page.down\" = [\"ctrl+d\", \"pagedown\", \"ctrl+f\"]\n";
    for keymap in ["", long] {
        for size in [(60, 18), (66, 20), (80, 24), (120, 40), (200, 60)] {
            let mut rig = with_keys(size, keymap);
            rig.keys("enter ?");
            let mut seen = String::new();
            for _ in 0..rig.app.help_rows().len() {
                seen += &rig.frame();
                rig.keys("down");
            }
            let context = rig.app.screen_context();
            for row in rig.app.help_rows() {
                for &action in row.offer.actions {
                    for chord in rig.app.keymap().keys(context, action) {
                        assert!(seen.contains(&chord.to_string()), "{chord} at {size:?}\n{seen}");
                    }
                }
            }
        }
    }
}

/// What runs past a column says so; while there is room in the other one, nothing does.
#[test]
fn the_help_says_that_it_goes_on() {
    for size in [(60, 18), (80, 24), (110, 32), (120, 40), (200, 60)] {
        for screen in ["", "enter R", "enter R 3", "enter R 4", "enter R m h m c", "enter R 6", "enter R 7"] {
            let mut rig = with_keys(size, "");
            rig.keys(screen).keys("?");
            let goes_on = |rig: &mut Rig| rig.frame().contains("more lines below");
            let (top, has_all) = (goes_on(&mut rig), rig.frame().contains("letters are never"));
            assert!(top != has_all, "{screen} at {size:?}\n{}", rig.frame());
            for _ in 0..rig.app.help_rows().len() {
                rig.keys("down");
            }
            let frame = rig.frame();
            assert!(frame.contains("letters are never"), "{screen} at {size:?}\n{frame}");
        }
    }
    let mut rig = with_keys((120, 40), "");
    rig.keys("enter R m h m c ?");
    let frame = rig.frame();
    // Compare has few keys: what can be done anywhere begins below them.
    let anywhere = frame.lines().find(|line| line.contains(" Anywhere ")).unwrap();
    assert!(anywhere.find("Anywhere").unwrap() < 20 && frame.contains("Anywhere, further"), "{frame}");
}

#[test]
fn the_help_is_searched_by_typing() {
    let mut rig = Rig::new((80, 24));
    rig.keys("j enter r ?");
    let before = rig.app.help_rows().len();
    rig.text("fork");
    let frame = rig.frame();
    assert!(frame.contains("> fork"), "{frame}");
    assert!(frame.contains("b ") && rig.app.help_rows().len() < before, "{frame}");
    assert!(frame.contains(&format!("{} of {before}", rig.app.help_rows().len())), "{frame}");
    // By key, by id, by why it is off.
    for (search, action) in
        [("ctrl+d", Action::PageDown), ("pane.next", Action::PaneNext), ("no other run", Action::RunsNext)]
    {
        rig.keys("ctrl+u").text(search);
        let rows = rig.app.help_rows();
        assert!(rows.iter().any(|row| row.offer.actions.contains(&action)), "{search}: {rows:?}");
    }
    rig.keys("ctrl+u").text("xyzzy");
    assert!(rig.frame().contains("nothing here is called so"), "{}", rig.frame());
    assert!(rig.app.help_rows().is_empty());
    rig.keys("?");
    assert!(rig.app.overlay().is_none());
    rig.keys("? q");
    assert!(rig.app.overlay().is_some() && rig.workspace.quits == 0, "letters are no commands there");
    rig.keys("esc");
    assert!(rig.app.overlay().is_none());
}

#[test]
fn the_commands_find_do_and_explain() {
    let mut rig = Rig::new((100, 30));
    rig.keys("j enter r :");
    let frame = rig.frame();
    assert!(frame.contains("Commands") && frame.contains("letters of what to do"), "{frame}");
    // A few letters in order are enough, and the key is shown to be learnt.
    rig.text("wrtall");
    let first = rig.app.commands().remove(0);
    assert_eq!(first.action, Action::RunRest, "{:?}", rig.app.commands());
    let frame = rig.frame();
    let row = frame.lines().find(|line| line.contains("> run rest")).unwrap();
    assert!(row.trim_end_matches(['┃', ' ', '│']).ends_with(" R"), "{frame}");
    rig.keys("enter");
    assert!(rig.app.overlay().is_none());
    assert_eq!(rig.workspace.runs[0].states.len(), 4);
    // What is off says why and is not done.
    rig.keys("ctrl+p").text("run.rest");
    let frame = rig.frame();
    assert!(frame.contains("off: all 4 batches are written"), "{frame}");
    rig.keys("enter");
    assert!(rig.app.overlay().is_some());
    assert!(last_rows(&mut rig, 1).contains("run rest: all 4 batches are written"), "{}", rig.frame());
    rig.keys("esc :").text("metrics");
    rig.keys("enter");
    assert_eq!(rig.app.screen(), Screen::Metrics);
    rig.keys(":").text("xyzzy");
    assert!(rig.frame().contains("no command is called so"), "{}", rig.frame());
    rig.keys("enter");
    assert!(rig.app.overlay().is_some(), "nothing to do");
}

/// Whatever can be meant can be found, on every screen, with its own words.
#[test]
fn every_action_is_a_command() {
    for keys in ["", "j enter r", "j enter r 3", "j enter r 4"] {
        let mut rig = Rig::new((80, 24));
        rig.keys(keys).keys(":");
        let commands = rig.app.commands();
        for action in Action::ALL {
            let answers = [Action::Yes, Action::No, Action::Commands, Action::Interrupt].contains(&action)
                || [Action::FitWiden, Action::FitFewer, Action::FitAnyway].contains(&action);
            let found = commands.iter().filter(|command| command.action == action).count();
            assert_eq!(found, usize::from(!answers), "{} after {keys:?}", action.id());
            if !answers {
                rig.keys("ctrl+u").text(action.id());
                let first = rig.app.commands();
                assert_eq!(first.first().map(|first| first.action), Some(action), "{}", action.id());
            }
        }
        assert!(commands.iter().all(|command| !command.about.is_empty()));
    }
}

#[test]
fn rebinding_run_changes_the_commands_too() {
    let mut rig = with_keys((100, 30), "[keys]\nrun = [\"w\", \"ctrl+r\"]\n");
    rig.keys("enter :").text("run");
    let frame = rig.frame();
    let row = frame.lines().find(|line| line.contains("run ") && line.contains("ctrl+r"));
    assert!(row.is_some_and(|row| row.contains("w  ctrl+r")), "{frame}");
}

#[test]
fn messages_are_shown_by_how_much_they_matter() {
    let mut rig = Rig::new((80, 24));
    rig.keys("j enter r");
    rig.workspace.failure = Some("it broke".to_owned());
    rig.keys("r");
    rig.workspace.failure = None;
    rig.keys("!");
    let frame = rig.frame();
    assert!(frame.contains("it broke") && frame.contains("is written") && frame.contains(" all "), "{frame}");
    rig.keys("v v");
    let frame = rig.frame();
    assert!(frame.contains("it broke") && !frame.contains("is written"), "{frame}");
    assert!(frame.contains("errors") && frame.contains("1 of 2 messages"), "{frame}");
    rig.keys("v");
    assert!(rig.frame().contains("is written"), "{}", rig.frame());
    rig.keys("!");
    assert!(rig.app.overlay().is_none());
}

#[test]
fn the_way_out_is_offered_exactly_as_long_as_it_is_open() {
    let mut rig = Rig::new((80, 24));
    rig.keys("ctrl+c");
    assert!(last_rows(&mut rig, 1).contains("press ctrl+c again to quit"), "{}", rig.frame());
    assert_eq!(rig.app.next_wake(), Some(rig.now + Duration::from_secs(2)));
    rig.now += Duration::from_millis(1_999);
    rig.keys("f9");
    assert!(last_rows(&mut rig, 1).contains("again to quit"));
    rig.wait(1);
    assert!(!last_rows(&mut rig, 1).contains("again to quit"));
    assert_eq!(rig.app.next_wake(), None);
    rig.keys("ctrl+c");
    assert_eq!(rig.workspace.quits, 0, "that was a first one again");
}

#[test]
fn lines_are_edited_with_the_keys_of_readline() {
    let mut rig = Rig::new((80, 24));
    rig.keys("/").text("one two three");
    let line = |rig: &Rig| rig.app.screens().users.filter.input().text().to_owned();
    rig.keys("ctrl+w");
    assert_eq!(line(&rig), "one two ");
    rig.keys("ctrl+a x ctrl+e y home z");
    assert_eq!(line(&rig), "zxone two y");
    rig.keys("ctrl+k");
    assert_eq!(line(&rig), "z");
    rig.keys("end left left delete");
    assert_eq!(line(&rig), "");
    rig.text("again").keys("ctrl+u");
    assert_eq!(line(&rig), "");
    assert_eq!(rig.workspace.quits, 0);
}

#[test]
fn settings_reach_the_screens() {
    let mut rig = with_settings(UiSettings { diff: DiffView::After, ..UiSettings::default() });
    rig.keys("j enter R");
    assert!(rig.frame().contains("after only"), "{}", rig.frame());

    let mut rig = with_settings(UiSettings { hide_truth: false, ..UiSettings::default() });
    rig.keys("j enter R 3");
    assert!(rig.app.screens().rate.truth && rig.frame().contains("hide truth"), "{}", rig.frame());

    let mut rig = with_settings(UiSettings { confirm_quit: ConfirmQuit::Always, ..UiSettings::default() });
    rig.keys("q");
    assert!(rig.frame().contains("Quit?") && rig.workspace.quits == 0, "{}", rig.frame());
    rig.keys("enter q y");
    assert_eq!(rig.workspace.quits, 1);

    let mut rig = with_settings(UiSettings { confirm_quit: ConfirmQuit::Never, ..UiSettings::default() });
    rig.keys("j enter");
    rig.answers = false;
    rig.keys("r q");
    assert_eq!(rig.workspace.quits, 1);
}

#[test]
fn the_overlays_stand_at_every_size() {
    for keys in ["?", ":", "!", "? z z z", ": g o"] {
        for size in [(60, 18), (61, 19), (80, 24), (120, 40), (200, 60)] {
            let mut rig = Rig::with(size, "lusifer-light", rig::hostile());
            rig.keys("j enter R").keys(keys);
            for row in rows(&rig.buffer()) {
                assert_eq!(width(&row), usize::from(size.0));
            }
            rig.keys("G end down down pagedown");
            rows(&rig.buffer());
        }
    }
    assert_eq!(Context::Text.word(), "text");
}

#[test]
fn prose_is_as_wide_as_it_is_wanted() {
    for prose_width in [40, 60, 88] {
        let mut rig = with_settings(UiSettings { prose_width, ..UiSettings::default() });
        rig.keys("j enter R ] z");
        let frame = rig.frame();
        let widest = frame
            .lines()
            .filter(|line| line.starts_with('┃') && !line.contains('─'))
            .map(|line| width(line.trim_matches(['┃', ' ', '│', '▌'])))
            .max();
        let (least, most) = (usize::from(prose_width) * 3 / 4, usize::from(prose_width));
        assert!(widest.is_some_and(|widest| (least..=most).contains(&widest)), "{widest:?}\n{frame}");
    }
}

#[test]
fn several_mistakes_are_counted_and_kept() {
    let keymap = std::sync::Arc::new(Keymap::built_in());
    let wrong = ["config.toml, line 2: a".to_owned(), "keys.toml, line 3: b".to_owned()];
    let (app, _) = lusifer::app::App::start(keymap, UiSettings::default(), (80, 24), &wrong);
    let said: Vec<_> = app.log().entries().map(|entry| entry.text.as_str()).collect();
    assert_eq!(said, ["2 problems in settings and keys; ! shows them", &*wrong[1], &*wrong[0]]);
}

/// With some messages, the newest of them longer than the smallest terminal can show.
fn with_messages(size: (u16, u16)) -> (Rig, String) {
    let mut rig = Rig::new(size);
    let words: Vec<String> = (1..=160).map(|at| format!("word{at}")).collect();
    let long = words.join(" ");
    for (level, text) in [(Level::Info, "first"), (Level::Warn, "second"), (Level::Error, long.as_str())] {
        rig.send(Message::Said(vec![(level, text.to_owned())]));
    }
    (rig, long)
}

fn copied(rig: &Rig) -> Vec<String> {
    let all = rig.workspace.errands.iter();
    let copies = all.filter_map(|errand| match errand {
        Errand::Copy(clip) => Some(clip.text.clone()),
        _ => None,
    });
    copies.collect()
}

#[test]
fn messages_are_copied_and_exported_like_other_views() {
    for size in [(60, 18), (80, 24), (120, 40)] {
        let (mut rig, long) = with_messages(size);
        rig.keys("! y");
        assert_eq!(copied(&rig), [long.as_str()]);
        rig.keys("j y");
        assert_eq!(copied(&rig)[1], "second", "{size:?}");
        // The one that is looked at stays the one, whatever is said meanwhile.
        rig.send(Message::Said(vec![(Level::Info, "a fourth".to_owned())]));
        rig.keys("y");
        assert_eq!(copied(&rig)[2], "second");
        rig.keys("Y");
        let all = &copied(&rig)[3];
        assert!(all.contains("first") && all.contains(&long) && all.contains("warn"), "{all}");
        rig.keys("s");
        assert!(rig.frame().contains("messages.csv"), "{}", rig.frame());
        rig.keys("esc");
        assert!(matches!(rig.app.overlay(), Some(Overlay::Messages(_))), "back to the messages");
        rig.keys("s enter");
        let saved = rig.workspace.errands.iter().rev().find_map(|errand| match errand {
            Errand::Save(save) => Some(save.clone()),
            _ => None,
        });
        let Content::Text(text) = saved.unwrap().content else { panic!("a table") };
        assert!(text.starts_with("seconds,level,message") && text.contains("warn,second"), "{text}");
        assert!(matches!(rig.app.overlay(), Some(Overlay::Messages(_))));
    }
}

#[test]
fn a_long_message_is_read_to_its_end() {
    for size in [(60, 18), (80, 24), (120, 40)] {
        let (mut rig, _) = with_messages(size);
        rig.keys("!");
        let list = rig.frame();
        rig.keys("enter");
        assert!(rig.frame().contains("word1 word2"), "{}", rig.frame());
        assert!(!rig.frame().contains("second"), "it alone\n{}", rig.frame());
        rig.keys("G");
        assert!(rig.frame().contains("word160"), "{size:?}\n{}", rig.frame());
        let end = rig.frame();
        // A step back shows at once, but for the few rows that the bound is too large by.
        rig.keys("k k k k k");
        assert!(size.1 > 18 || rig.frame() != end, "{end}");
        rig.keys("esc");
        assert_eq!(rig.frame(), list, "back in the list");
        rig.keys("enter enter esc");
        assert!(rig.app.overlay().is_none());
    }
}

#[test]
fn commands_take_a_name_of_a_user_a_run_or_a_state() {
    let mut rig = Rig::new((80, 24));
    rig.keys("j enter R").wait(10);
    // A user, from whichever screen.
    rig.keys("6 :").text("user 3");
    assert!(rig.frame().contains("user 3"), "{}", rig.frame());
    rig.keys("enter");
    let open = |rig: &Rig| rig.app.study().unwrap().subject.as_ref().map(|subject| subject.id.to_string());
    assert_eq!((rig.app.screen(), open(&rig).as_deref()), (Screen::Profile, Some("3")));
    // A run opens its user.
    rig.keys(":").text("run 1");
    rig.keys("enter").wait(10);
    assert_eq!(open(&rig).as_deref(), Some("2"), "{}", rig.frame());
    rig.keys(":").text("state 2");
    rig.keys("enter");
    let subject = rig.app.study().unwrap().subject.as_ref().unwrap();
    assert_eq!(rig.app.screens().profile.batch(subject), Some(2));
    // Letters of a name in their order are enough.
    rig.keys(":").text("run mn");
    assert!(rig.app.commands()[0].about.starts_with("run r1 main"), "{:?}", rig.app.commands()[0]);
    rig.keys("esc");
    for (typed, expected) in [
        ("user zzz", "the id of a user is expected"),
        ("state 99", "a number is expected, 1 to 4"),
        ("run zzz", "the number or the name of a run is expected, as r3"),
    ] {
        rig.keys(":").text(typed);
        assert!(rig.frame().contains(expected), "{typed}\n{}", rig.frame());
        rig.keys("enter");
        assert!(matches!(rig.app.overlay(), Some(Overlay::Commands(_))), "nothing is done");
        rig.keys("esc").wait(10);
    }
    // What reads like a command without a name still is one.
    rig.keys(":").text("run rest");
    assert_eq!(rig.app.commands()[0].action, Action::RunRest, "{:?}", rig.app.commands()[0]);
}

#[test]
fn a_theme_is_shown_while_it_is_selected_kept_by_enter_and_left_by_esc() {
    let mut rig = Rig::new((80, 24));
    let asked = |rig: &mut Rig| {
        let wishes = std::mem::take(&mut rig.workspace.errands).into_iter().map(|errand| match errand {
            Errand::Theme(ThemeWish::Try(name)) => format!("try {name}"),
            Errand::Theme(ThemeWish::Keep(name)) => format!("keep {name}"),
            Errand::Theme(ThemeWish::Back) => "back".to_owned(),
            other => panic!("{other:?}"),
        });
        wishes.collect::<Vec<_>>().join(", ")
    };
    rig.keys("enter :").text("theme");
    assert_eq!(asked(&mut rig), "");
    rig.text(" ");
    assert_eq!(asked(&mut rig), "try auto");
    rig.keys("down down");
    assert_eq!(asked(&mut rig), "try lusifer-dark, try high-contrast");
    assert!(rig.frame().contains("theme high-contrast: built-in"), "{}", rig.frame());
    rig.keys("esc");
    assert_eq!(asked(&mut rig), "back");
    rig.keys(":").text("theme hi");
    assert_eq!(asked(&mut rig), "try auto, try high-contrast");
    // A name that is none goes back, too.
    rig.text("x");
    assert_eq!(asked(&mut rig), "back");
    assert!(rig.frame().contains("a theme is expected: auto, lusifer-dark"), "{}", rig.frame());
    rig.keys("backspace enter");
    assert_eq!(asked(&mut rig), "try high-contrast, keep high-contrast");
    assert!(rig.app.overlay().is_none() && rig.app.screen() == Screen::Profile);
    rig.send(Message::Did(Deed::Themed("high-contrast".to_owned())));
    let said = last_rows(&mut rig, 1);
    assert!(said.contains("to keep it: lusifer config set ui.theme high-contrast"), "{said}");
    rig.keys(": esc");
    assert_eq!(asked(&mut rig), "", "nothing is tried, nothing is gone back from");
}
