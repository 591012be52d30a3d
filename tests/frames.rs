//! What the screens look like and do: keys in, frames out, compared with frames that were read and judged.
//!
//! A frame is its text and the roles of its cells, so that a change of style is seen as well; the same text in
//! ASCII; and how each theme shows each role. Together they are every state in every theme, without a file for
//! each.

#![cfg(test)]

#[path = "common/judged.rs"]
mod judged;
#[path = "common/made_up.rs"]
mod made_up;
#[path = "common/rig.rs"]
#[expect(dead_code, reason = "shared with other tests, which need other parts")]
mod rig;

use std::sync::Arc;
use std::time::Duration;

use judged::{SIZES, judge, judge_in_ascii, keep};
use lusifer::actions::Action;
use lusifer::app::arriving::ArrivingUser;
use lusifer::app::{App, JobId, Message, News, Progress, Screen, Work};
use lusifer::config::keymap::{Code, Context, Key, Keymap};
use lusifer::config::theme::colour::contrast;
use lusifer::config::theme::{Appearance, Depth, Glyphs, Role, Shelf, Theme};
use lusifer::config::ui::{Motion, UiSettings};
use lusifer::diff::Class;
use lusifer::domain::text::clean_line;
use lusifer::ui::Ui;
use ratatui::style::{Color, Style};
use rig::{Rig, hostile, rows, small};

/// (name, keys) of the states that are compared.
const STATES: [(&str, &str); 29] = [
    ("users", "j j"),
    ("users-filter", "/ s t u d space t r a i n > 4 0"),
    ("users-no-match", "/ o c c u p a t i o n : s t u d n t"),
    ("profile-empty", "j enter"),
    ("profile-diff", "j enter R h j j"),
    ("profile-first", "j enter r"),
    ("profile-items", "j enter R tab ] j j"),
    ("profile-why", "j enter R h enter j"),
    ("profile-ledger", "j enter R tab ] ] j"),
    ("profile-raw", "j enter R [ j j"),
    ("rate-pick", "j enter R 3 space space j space"),
    ("rate-results", "j enter R 3 a enter j"),
    ("metrics", "j enter R 3 a enter 4 j"),
    ("help", "j enter r ?"),
    ("help-search", "j enter r ? p r e v"),
    ("commands", "j enter R : r u n down"),
    ("messages", "j enter r b enter !"),
    ("fork", "j enter R h b"),
    ("profile-split", "j enter R v v j j j j"),
    ("profile-two-runs", "j enter R b enter R"),
    ("users-order", "j o j j"),
    ("runs", "j enter R 3 a enter 2 h h b enter R 3 a enter 1 j enter R 6"),
    ("compare", "j enter R 3 a enter 2 m h h m c j"),
    ("metrics-errors", "j enter R 3 a enter 4 tab tab tab j"),
    ("metrics-items", "j enter R 3 a enter 4 enter j"),
    ("metrics-states", "j enter R 3 a enter 4 R v v tab tab"),
    ("calls-none", "j enter R 5"),
    ("prompts", "j enter R 7"),
    ("rate-filter", "j enter R 3 / g e n r e : d r a m a space h e l d - o u t : n o"),
];

/// The states that show a whole screen: these are kept at every size in ASCII and in every theme.
const MAIN: [&str; 11] = [
    "users",
    "profile-diff",
    "profile-why",
    "profile-items",
    "rate-pick",
    "rate-results",
    "metrics",
    "runs",
    "compare",
    "prompts",
    "help",
];

fn at(size: (u16, u16), keys: &str) -> Rig {
    let mut rig = Rig::new(size);
    rig.keys(keys).wait(10);
    rig
}

#[test]
fn frames_are_as_judged() {
    for (name, keys) in STATES {
        judge(name, |size| at(size, keys));
    }
}

#[test]
fn frames_in_ascii_are_as_judged() {
    for (name, keys) in STATES {
        let sizes: &[_] = if MAIN.contains(&name) { &SIZES } else { &[(80, 24), (120, 40)] };
        judge_in_ascii(name, sizes, |size| at(size, keys));
    }
}

/// How each theme shows each role, with all colours and with fewer.
#[test]
fn themes_are_as_judged() {
    for name in Shelf::built_in() {
        let at = |depth| Theme::built_in(name).unwrap().with_depth(depth);
        let depths = [Depth::True, Depth::Indexed, Depth::Sixteen].map(at);
        let styles = depths.each_ref().map(Theme::all);
        let mut table = String::new();
        for (row, (role, _)) in styles[0].iter().enumerate() {
            let shown: Vec<_> =
                styles.iter().map(|styles| format!("{:<36}", in_words(styles[row].1))).collect();
            let line = format!("{role:<20} {}", shown.join(""));
            table.extend([line.trim_end(), "\n"]);
        }
        keep("frames/themes", name, &table);
    }
}

/// Each whole screen at each size in each theme, as a digest of its cells: one that changed shows in the frame, in
/// its roles or in the table of its theme as well.
#[test]
fn screens_in_themes_are_as_judged() {
    let themes: Vec<Theme> = Shelf::built_in().map(|name| Theme::built_in(name).unwrap()).collect();
    let names: Vec<String> = themes.iter().map(|theme| format!("{:<16}", theme.name())).collect();
    let mut table = format!("{:<22} {}\n", "", names.join(" ").trim_end());
    for (name, keys) in STATES.into_iter().filter(|(name, _)| MAIN.contains(name)) {
        for size in SIZES {
            let mut rig = Rig::new(size);
            rig.keys(keys).wait(10);
            let shown = themes.iter().map(|theme| {
                rig.ui = Ui::new(theme.clone());
                styles(&rig.buffer())
            });
            let shown: Vec<String> = shown.collect();
            let state = format!("{name} {}x{}", size.0, size.1);
            table.extend([format!("{state:<22} "), shown.join(" "), "\n".to_owned()]);
        }
    }
    keep("frames/themes", "screens", &table);
}

/// A digest of how every cell of a frame is shown.
fn styles(buffer: &ratatui::buffer::Buffer) -> String {
    let styles: String = buffer
        .content
        .iter()
        .map(|cell| format!("{}{:?}{:?}{:?};", cell.symbol(), cell.fg, cell.bg, cell.modifier))
        .collect();
    format!("{:016x}", xxhash_rust::xxh3::xxh3_64(styles.as_bytes()))
}

fn in_words(style: Style) -> String {
    let colour = |colour: Color| match colour {
        Color::Rgb(red, green, blue) => format!("#{red:02x}{green:02x}{blue:02x}"),
        other => other.to_string().to_lowercase(),
    };
    let ground = style.bg.map(|ground| format!("on {}", colour(ground)));
    let mods = (!style.add_modifier.is_empty()).then(|| format!("{:?}", style.add_modifier).to_lowercase());
    let words: Vec<_> = [style.fg.map(colour), ground, mods].into_iter().flatten().collect();
    words.join(" ")
}

/// In every theme, every state shows the same text, and nothing of it is lost in its background.
#[test]
fn every_state_can_be_read_in_every_theme() {
    let all = STATES.into_iter().flat_map(|state| SIZES.map(|size| (state, size)));
    for ((name, keys), size) in all.filter(|((name, _), size)| MAIN.contains(name) || *size == (120, 40)) {
        let mut rig = Rig::new(size);
        rig.keys(keys);
        let text = rig.frame();
        for theme in Shelf::built_in() {
            let theme = Theme::built_in(theme).unwrap();
            let border = theme.style(Role::Border).fg;
            let grounds = match theme.appearance() {
                Appearance::Light => [[0xff; 3], [0xef, 0xf1, 0xf5]],
                Appearance::Dark | Appearance::Any => [[0; 3], [0x28, 0x2c, 0x34]],
            };
            rig.ui = Ui::new(theme.clone());
            assert_eq!(rig.frame(), text, "{name} {size:?} in {}", theme.name());
            let buffer = rig.buffer();
            for cell in buffer.content.iter().filter(|cell| cell.symbol() != " " && Some(cell.fg) != border) {
                let Color::Rgb(r, g, b) = cell.fg else { continue };
                let own = if let Color::Rgb(r, g, b) = cell.bg { vec![[r, g, b]] } else { grounds.to_vec() };
                let least = own.iter().map(|ground| contrast([r, g, b], *ground)).fold(21.0, f32::min);
                assert!(least >= 3.0, "{name} in {}: {:?} at {least:.1}", theme.name(), cell);
            }
        }
    }
}

#[test]
fn the_footer_and_the_help_name_only_keys_that_do_it() {
    for (_, keys) in STATES {
        let mut rig = Rig::new((120, 40));
        rig.keys(keys);
        let (app, context) = (&rig.app, rig.app.context());
        for offer in app.offers().into_iter().filter(|offer| offer.footer) {
            for &action in offer.actions {
                let key = app.keymap().key(context, action);
                let key = key.unwrap_or_else(|| panic!("{} is offered without a key", action.id()));
                assert_eq!(app.keymap().action(context, key), Some(action));
            }
        }
    }
}

#[test]
fn rebinding_changes_the_key_the_footer_and_the_help() {
    let mut keymap = Keymap::built_in();
    assert!(keymap.patch("mine.toml", "[keys]\nrun = [\"w\"]\n\"go.rate\" = [\"9\"]\n").is_empty());
    let mut rig = Rig::cold((120, 40), "mono", small(), keymap);
    rig.settle();
    rig.keys("enter");
    let frame = rig.frame();
    assert!(frame.contains(" w write B1") && frame.contains("w  writes batch 1"), "{frame}");
    assert!(frame.contains("9 Rate"), "{frame}");
    rig.keys("r");
    assert!(rig.workspace.runs.is_empty());
    rig.keys("w");
    assert_eq!(rig.workspace.runs[0].states.len(), 1);
    rig.keys("?");
    let help = rig.frame();
    assert!(help.lines().any(|line| line.contains(" w ") && line.contains("write B2")), "{help}");
}

/// Every action does or says something somewhere, so that none is dead.
#[test]
fn every_action_can_be_reached() {
    let mut reached = std::collections::BTreeSet::new();
    for (_, keys) in STATES {
        let mut rig = Rig::new((80, 24));
        rig.keys(keys);
        reached.extend(rig.app.offers().iter().flat_map(|offer| offer.actions).copied());
        reached.extend(rig.app.help_rows().iter().flat_map(|row| row.offer.actions).copied());
    }
    let mut rig = Rig::new((80, 24));
    rig.answers = false;
    rig.keys("enter");
    let id = rig.workspace.pending[0].0;
    rig.send(Message::Job { id, news: News::Run(None) });
    rig.keys("r q");
    reached.extend(rig.app.offers().iter().flat_map(|offer| offer.actions).copied());
    // What is decided about a prompt that may not fit is reached in tests/asking.rs.
    reached.extend([Action::FitWiden, Action::FitFewer, Action::FitAnyway]);
    let missing: Vec<_> = Action::ALL.iter().filter(|action| !reached.contains(*action)).collect();
    assert!(missing.is_empty(), "offered nowhere: {missing:?}");
}

#[test]
fn without_colour_nothing_is_coloured_and_everything_can_be_told() {
    let without_depth = Ui::new(Theme::built_in("lusifer-dark").unwrap().with_depth(Depth::None));
    for ui in [Ui::new(Theme::built_in("mono").unwrap()), without_depth] {
        for (name, keys) in STATES {
            for size in SIZES {
                let mut rig = Rig::new(size);
                rig.ui = ui.clone();
                rig.keys(keys);
                let buffer = rig.buffer();
                let coloured =
                    buffer.content.iter().filter(|cell| (cell.fg, cell.bg) != (Color::Reset, Color::Reset));
                assert_eq!(coloured.count(), 0, "{name} at {size:?}");
            }
        }
    }
    let mut rig = Rig::with((80, 24), "mono", small());
    rig.keys("j enter R h h");
    let marked = rig.marked();
    assert!(marked.contains("{+") && marked.contains("[-") && marked.contains('▌'), "{marked}");
    assert!(rig.frame().contains('┏'), "focus shows by heavy lines");
}

#[test]
fn in_ascii_no_other_character_is_drawn() {
    for (name, keys) in STATES {
        for size in SIZES {
            let mut rig = Rig::new(size);
            rig.ui = rig.ui.clone().with_glyphs(Glyphs::Ascii);
            rig.keys(keys);
            let frame = rig.frame();
            let ours = |character: &char| !character.is_ascii() && !character.is_alphanumeric();
            assert_eq!(frame.chars().find(ours), None, "{name} at {size:?}\n{frame}");
            assert!(frame.contains("#="), "{name} at {size:?}\n{frame}");
        }
    }
}

#[test]
fn hostile_texts_never_break_a_row() {
    let mut all = STATES.to_vec();
    all.extend([
        ("all items", "j enter R 3 v v j j j"),
        ("by title", "j enter R 3 v v o"),
        ("many rated", "enter R 3 a enter G"),
        ("messages", "! j"),
    ]);
    for (name, keys) in all {
        for size in SIZES.into_iter().chain([(61, 19), (95, 31), (111, 33), (161, 49)]) {
            let mut rig = Rig::with(size, "lusifer-light", hostile());
            rig.keys(keys);
            let buffer = rig.buffer();
            let rows = rows(&buffer);
            let all: String = rows.concat();
            assert!(!all.contains('\u{1b}') && !all.contains('\u{202e}'), "{name} at {size:?}");
            // The panes' right edge stands in the last column of every row of the body.
            let edge = |y: u16| buffer[(size.0 - 1, y)].symbol().to_owned();
            let strip = if size.0 >= 110 || matches!(rig.app.screen(), Screen::Profile | Screen::Compare) {
                3
            } else {
                2
            };
            let below = if size.0 >= 110 {
                4
            } else if size.0 >= 80 {
                3
            } else {
                2
            };
            for y in strip + 1..size.1 - below {
                assert!(
                    "┃│┓┐┛┘┫┤".contains(&edge(y)),
                    "{name} at {size:?} row {y}: {:?}",
                    rows[usize::from(y)]
                );
            }
        }
    }
}

#[test]
fn a_small_terminal_says_so_and_q_still_works() {
    for size in [(59, 18), (60, 17), (10, 3), (52, 16)] {
        let mut rig = Rig::new(size);
        let said = format!("Terminal is {}x{}; lusifer needs 60x18", size.0, size.1);
        let shown: String = said.chars().take(usize::from(size.0)).collect();
        assert!(rig.frame().starts_with(shown.trim_end()), "{}", rig.frame());
        rig.keys("q");
        assert_eq!(rig.workspace.quits, 1);
    }
}

#[test]
fn resizing_back_and_forth_changes_nothing() {
    let mut rig = Rig::new((120, 40));
    rig.keys("j enter R h j").wait(10);
    let before = rig.frame();
    for size in [(60, 18), (200, 60), (10, 2), (120, 40)] {
        rig.resize(size);
        rig.frame();
    }
    assert_eq!(rig.frame(), before);
}

#[test]
fn filters_find_and_explain() {
    let mut rig = Rig::new((120, 40));
    rig.keys("/").text("occupation:studnt");
    assert!(rig.frame().contains("did you mean student?"), "{}", rig.frame());
    rig.keys("esc /").text("ocupation:student");
    assert!(rig.frame().contains("no field \"ocupation\" - did you mean occupation?"), "{}", rig.frame());
    rig.keys("esc /").text("age<20 mean>3");
    let frame = rig.frame();
    assert!(frame.contains("6 of 48"), "{frame}");
    rig.keys("enter j");
    assert_eq!(rig.app.screens().users.selected(), Some(1));
    rig.keys("esc");
    assert_eq!(rig.app.screens().users.shown().len(), 48);
}

#[test]
fn the_selected_user_stays_selected_while_filtering_and_sorting() {
    let mut rig = Rig::new((120, 40));
    rig.keys("j j j j");
    let user = rig.app.screens().users.user();
    rig.keys("o j enter /").text("1");
    rig.keys("ctrl+u");
    assert_eq!(rig.app.screens().users.user(), user);
}

/// (ids shown on top, order named).
fn top(rig: &Rig) -> Vec<u32> {
    rig.app.screens().users.shown().iter().take(3).map(|user| user.0).collect()
}

#[test]
fn an_order_is_chosen_in_a_menu_and_turned_round_by_choosing_it_again() {
    let mut rig = Rig::new((120, 40));
    rig.keys("o");
    let frame = rig.frame();
    assert!(frame.contains("> (*) id        lowest first   again: highest first"), "{frame}");
    rig.keys("enter");
    assert_eq!(top(&rig), [47, 46, 45]);
    assert!(rig.frame().contains("order: id, turned"), "{}", rig.frame());
    rig.keys("o j enter");
    let most = rig.app.screens().users.shown()[0];
    rig.keys("o enter G");
    assert_eq!(rig.app.screens().users.user(), Some(most), "turned round, the first one is the last");
    rig.keys("o esc");
    assert!(rig.app.overlay().is_none() && rig.app.screen() == Screen::Users);
}

#[test]
fn matches_can_be_walked_through_after_the_filter_is_gone() {
    let mut rig = Rig::new((120, 40));
    rig.keys("n");
    assert!(rig.frame().contains("nothing was filtered by yet"), "{}", rig.frame());
    rig.keys("/").text("occupation:writer");
    rig.keys("enter esc g n");
    assert_eq!((rig.app.screens().users.shown().len(), rig.app.screens().users.selected()), (48, Some(2)));
    rig.keys("n");
    assert_eq!(rig.app.screens().users.selected(), Some(10));
    rig.keys("N N");
    assert_eq!(rig.app.screens().users.selected(), Some(42), "before the first comes the last");
}

#[test]
fn text_being_typed_is_never_a_command() {
    let mut rig = Rig::new((80, 24));
    rig.keys("/").text("qr1?!");
    assert_eq!(rig.workspace.quits, 0);
    assert_eq!(rig.app.screens().users.filter.input().text(), "qr1?!");
    rig.send(Message::Paste("two\nlines\u{1b}[31m".to_owned()));
    assert_eq!(rig.app.screens().users.filter.input().text(), "qr1?!two lines[31m");
}

#[test]
fn what_is_off_says_why() {
    let mut rig = Rig::new((200, 60));
    rig.keys("j enter R R");
    assert!(rig.frame().contains("run rest: all 4 batches are written"), "{}", rig.frame());
    rig.keys("3 enter");
    assert!(rig.frame().contains("open: nothing is picked"), "{}", rig.frame());
    rig.keys("?");
    assert!(rig.frame().contains("(off: nothing is picked)"), "{}", rig.frame());
}

/// The newest pending work and its number.
fn pending(rig: &Rig) -> (JobId, Work) {
    rig.workspace.pending.last().cloned().unwrap()
}

#[test]
fn late_news_of_cancelled_and_replaced_jobs_are_dropped() {
    let mut rig = Rig::new((120, 40));
    rig.keys("j enter");
    rig.answers = false;
    rig.keys("r");
    let (id, work) = pending(&rig);
    assert!(matches!(work, Work::WriteNext { run: None, .. }));
    rig.keys("x");
    assert_eq!(rig.workspace.cancelled, [id]);
    let run = made_up::finished_run(&small(), 1);
    rig.send(Message::Job { id, news: News::StateWritten(Box::new(run)) });
    assert!(rig.app.study().unwrap().subject.as_ref().unwrap().run.is_none());
    // What was kept before the cancel is read again.
    assert!(matches!(pending(&rig).1, Work::OpenRun { .. }));
}

#[test]
fn work_goes_on_while_another_user_is_open() {
    let mut rig = Rig::new((120, 40));
    rig.keys("j enter");
    rig.answers = false;
    rig.keys("r");
    let (write, _) = pending(&rig);
    rig.keys("1 j enter");
    let run = made_up::finished_run(&small(), 1);
    rig.send(Message::Job { id: write, news: News::StateWritten(Box::new(run)) });
    let study = rig.app.study().unwrap();
    assert!(study.subject.as_ref().unwrap().run.is_none(), "another user's run is not this user's");
    assert_eq!(study.runs().len(), 1);
    assert!(rig.frame().contains("of user 2: batch 4 of 4 is written"), "{}", rig.frame());
}

#[test]
fn a_failure_is_shown_until_it_is_dismissed_and_kept() {
    let mut rig = Rig::new((120, 40));
    rig.keys("j enter");
    rig.workspace.failure = Some("the model said 401; set OPENAI_API_KEY".to_owned());
    rig.keys("r").wait(60);
    assert!(rig.frame().contains("writing batch 1 of 4 failed: the model said 401"), "{}", rig.frame());
    rig.keys("esc");
    assert!(!rig.frame().contains("failed"), "{}", rig.frame());
    assert_eq!(rig.app.screen(), Screen::Profile, "esc took the message away, no more");
    // Why the batch is not there stands where it would.
    assert!(rig.frame().contains("│┃ the model said 401; set OPENAI_API_KEY"), "{}", rig.frame());
    rig.keys("1");
    rig.keys("!");
    assert!(rig.frame().contains("401"));
}

#[test]
fn loading_shows_progress_and_can_be_stopped() {
    let mut rig = Rig::cold((80, 24), "lusifer-dark", small(), Keymap::built_in());
    rig.answers = false;
    let (id, work) = pending(&rig);
    assert_eq!(work, Work::Open);
    let progress =
        Progress { what: "reading u.data".to_owned(), done: 412_000, total: Some(1_000_000), unit: "rows" };
    rig.send(Message::Job { id, news: News::Progress(progress) });
    let frame = rig.frame();
    assert!(frame.contains("reading u.data  ████──────  412,000 of 1,000,000 rows   esc stops"), "{frame}");
    rig.keys("esc");
    assert_eq!(rig.workspace.cancelled, [id]);
    assert!(rig.frame().contains("r  read again"), "{}", rig.frame());
    assert!(rig.frame().contains("r read again   q quit"), "{}", rig.frame());
    rig.keys("r");
    assert_eq!(pending(&rig).1, Work::Open);
    let id = pending(&rig).0;
    let why = "u.item line 1,582: expected 24 fields, found 23";
    rig.send(Message::Job { id, news: News::Failed(why.to_owned()) });
    assert!(rig.frame().contains(why), "{}", rig.frame());
}

#[test]
fn users_are_listed_while_their_file_is_read() {
    let reading = |size| {
        let mut rig = Rig::cold(size, "lusifer-dark", small(), Keymap::built_in());
        rig.answers = false;
        let id = pending(&rig).0;
        let what = "412,000 ratings read".to_owned();
        let progress = Progress { what, done: 6, total: Some(24), unit: "MB" };
        rig.send(Message::Job { id, news: News::Progress(progress) });
        (rig, id)
    };
    let arriving = |from: u32, to: u32, is_scattered| {
        let users = (from..to).map(|at| ArrivingUser { number: at + 1, ratings: 20 + at, mean: 3.5 });
        News::Arriving { from: from as usize, users: users.collect(), is_scattered }
    };
    judge("users-arriving", |size| {
        let (mut rig, id) = reading(size);
        rig.send(Message::Job { id, news: arriving(0, 30, false) });
        rig.keys("j j j").send(Message::Job { id, news: arriving(29, 1204, false) });
        rig
    });
    judge("users-scattered", |size| {
        let (mut rig, id) = reading(size);
        rig.send(Message::Job { id, news: arriving(0, 0, true) });
        rig
    });
    // Who is selected stays so while others come, and when all is read.
    let (mut rig, id) = reading((80, 24));
    rig.send(Message::Job { id, news: arriving(0, 10, false) });
    rig.keys("j j j enter");
    assert!(rig.frame().contains("user 4 can be opened when all is read"), "{}", rig.frame());
    rig.send(Message::Job { id, news: arriving(9, 40, false) });
    assert_eq!(rig.app.arriving().selected(), Some(3));
    rig.answers = true;
    rig.settle();
    assert_eq!(rig.app.screens().users.user().unwrap().at(), 3);
    assert!(rig.app.arriving().users().is_empty());
    // Stopped while rows came, and begun anew: nothing is left of them.
    let (mut rig, id) = reading((80, 24));
    rig.send(Message::Job { id, news: arriving(0, 10, false) });
    rig.keys("esc r");
    rig.send(Message::Job { id, news: arriving(0, 10, false) });
    assert!(rig.app.arriving().users().is_empty() && rig.frame().contains("Opening"), "{}", rig.frame());
}

#[test]
fn with_reduced_motion_progress_is_told_in_numbers_alone() {
    let mut rig = Rig::cold((80, 24), "lusifer-dark", small(), Keymap::built_in());
    rig.answers = false;
    let settings = UiSettings { motion: Motion::Reduced, ..UiSettings::default() };
    rig.app = App::start(Arc::new(Keymap::built_in()), settings, (80, 24), &[]).0;
    let progress =
        Progress { what: "reading u.data".to_owned(), done: 412_000, total: Some(1_000_000), unit: "rows" };
    let id = pending(&rig).0;
    rig.send(Message::Job { id, news: News::Progress(progress) });
    let frame = rig.frame();
    assert!(frame.contains("reading u.data  412,000 of 1,000,000 rows   esc stops"), "{frame}");
}

#[test]
fn an_idle_program_draws_nothing_and_wakes_for_nothing() {
    let mut rig = Rig::new((80, 24));
    rig.wait(20);
    rig.app.take_redraw();
    assert_eq!(rig.app.next_wake(), None);
    rig.wait(1000);
    assert!(!rig.app.take_redraw());
    // A key without a meaning changes nothing either.
    rig.send(Message::Key(Key::plain(Code::F(9))));
    rig.resize((80, 24));
    assert!(!rig.app.take_redraw());
    rig.keys("j");
    assert!(rig.app.take_redraw() && !rig.app.take_redraw());
}

#[test]
fn infos_leave_by_themselves() {
    let mut rig = Rig::new((80, 24));
    rig.keys("j enter r");
    assert!(rig.frame().contains("batch 1 of 4 is written"));
    assert_eq!(rig.app.next_wake(), Some(rig.now + Duration::from_secs(4)));
    rig.wait(4);
    assert!(!rig.frame().contains("is written"));
    assert_eq!(rig.app.next_wake(), None);
}

#[test]
fn ctrl_c_cancels_and_a_second_one_quits() {
    let mut rig = Rig::new((80, 24));
    rig.keys("j enter");
    rig.answers = false;
    rig.keys("r");
    let (id, _) = pending(&rig);
    rig.keys("ctrl+c");
    assert_eq!((rig.workspace.cancelled.as_slice(), rig.workspace.quits), ([id].as_slice(), 0));
    rig.wait(3).keys("ctrl+c");
    assert_eq!(rig.workspace.quits, 0, "the first one no longer counts");
    rig.keys("ctrl+c");
    assert_eq!(rig.workspace.quits, 1);
    // It works while a text is typed as well.
    rig.wait(3).keys("1 / ctrl+c ctrl+c");
    assert_eq!(rig.workspace.quits, 2);
}

#[test]
fn quitting_asks_while_something_runs_and_enter_means_no() {
    let mut rig = Rig::new((80, 24));
    rig.keys("j enter");
    rig.answers = false;
    rig.keys("r q");
    assert!(rig.frame().contains("Quit while writing batch 1 of 4?"), "{}", rig.frame());
    rig.keys("enter");
    assert!(rig.app.overlay().is_none() && rig.workspace.quits == 0);
    rig.keys("q y");
    assert_eq!(rig.workspace.quits, 1);
}

#[test]
fn a_fork_shares_the_batches_before_it() {
    let mut rig = Rig::new((120, 40));
    rig.keys("j enter R h h b ctrl+u").text("calm");
    rig.keys("enter");
    let subject = rig.app.study().unwrap().subject.as_ref().unwrap();
    let run = subject.run.as_ref().unwrap();
    assert_eq!((run.name.as_str(), run.states.len(), subject.written()), ("calm", 1, 1));
    assert_eq!(run.fork.unwrap().from_batch, 2);
    rig.keys("r");
    assert_eq!(rig.app.study().unwrap().subject.as_ref().unwrap().written(), 2);
    assert!(rig.frame().contains("forked from r1 at B2"), "{}", rig.frame());
}

fn open_run(rig: &Rig) -> (i64, usize) {
    let run = rig.app.study().unwrap().subject.as_ref().unwrap().run.as_ref().unwrap();
    (run.id.0, run.states.len())
}

#[test]
fn runs_of_a_user_are_turned_over_with_the_batch_in_sight() {
    let mut rig = Rig::new((120, 40));
    rig.keys("j enter R <");
    assert!(rig.frame().contains("this user has no other run"), "{}", rig.frame());
    rig.keys("b enter R h");
    assert_eq!(open_run(&rig), (2, 4));
    assert!(rig.frame().contains("</> run 2 of 2"), "{}", rig.frame());
    rig.keys(">");
    assert_eq!(open_run(&rig), (1, 4), "after the last run comes the first");
    let subject = rig.app.study().unwrap().subject.as_ref().unwrap();
    assert_eq!(rig.app.screens().profile.batch(subject), Some(3), "runs are compared batch by batch");
    // Figures of each run are its own.
    rig.keys("3 a enter 4");
    assert!(rig.frame().contains("r1 main"), "{}", rig.frame());
    rig.keys("<");
    assert!(rig.frame().contains("r2 main-b4"), "{}", rig.frame());
    assert!(rig.frame().contains("No rated held-out items yet."), "{}", rig.frame());
    rig.keys(">");
    assert!(rig.frame().contains("RMSE"), "{}", rig.frame());
}

#[test]
fn a_run_that_was_left_is_written_on_but_does_not_come_back() {
    let mut rig = Rig::new((120, 40));
    rig.keys("j enter R b enter");
    rig.answers = false;
    rig.keys("r");
    let (write, _) = pending(&rig);
    rig.keys("<");
    let (turn, work) = pending(&rig);
    assert!(matches!(work, Work::OpenRunById { .. }), "{work:?}");
    let first = rig.workspace.runs[0].clone();
    rig.send(Message::Job { id: turn, news: News::Run(Some(Box::new(first.clone()))) });
    assert_eq!(open_run(&rig), (1, 4));
    let mut second = rig.workspace.runs[1].clone();
    second.states = first.states;
    rig.send(Message::Job { id: write, news: News::StateWritten(Box::new(second)) });
    assert_eq!(open_run(&rig), (1, 4), "the run that is looked at stays");
    assert!(rig.frame().contains("r2: batch 4 of 4 is written"), "{}", rig.frame());
}

#[test]
fn a_cancelled_batch_leaves_the_run_that_is_open() {
    let mut rig = Rig::new((120, 40));
    rig.keys("j enter r b enter <");
    assert_eq!(open_run(&rig), (1, 1));
    rig.answers = false;
    rig.keys("r x");
    let run = lusifer::domain::RunId(1);
    assert_eq!(pending(&rig).1, Work::OpenRunById { run }, "not the newest run, which is the fork");
}

#[test]
fn a_finished_batch_is_written_again_in_a_fork_with_another_seed() {
    let mut rig = Rig::new((120, 40));
    rig.keys("j enter R h r");
    let frame = rig.frame();
    assert!(frame.contains("Fork r1 \"main\" from B3, seed 8") && frame.contains("main-b3"), "{frame}");
    rig.keys("enter");
    let run = rig.workspace.runs[1].clone();
    assert_eq!((run.states.len(), run.spec.seed, run.name.as_str()), (2, 8, "main-b3"));
    // Another fork of the same run gets another seed, and a name of its own.
    rig.keys("< l h h r");
    assert!(rig.frame().contains("seed 9"), "{}", rig.frame());
    rig.keys("esc b");
    assert!(rig.frame().contains("main-b"), "{}", rig.frame());
}

#[test]
fn details_fold_and_unfold() {
    let mut rig = Rig::new((200, 60));
    rig.keys("j enter R v d");
    let marked = rig.marked();
    assert!(marked.contains("inline   sentences"), "{marked}");
    assert!(!marked.contains("{+"), "no word is marked: {marked}");
    rig.keys("d");
    assert!(rig.frame().contains("no marks"), "{}", rig.frame());
    // A rewritten sentence shows one row of what it was until it is unfolded.
    let mut run = made_up::finished_run(&small(), 1);
    let was =
        "They are lukewarm about broad comedy, slapstick and parody, and of the farces set in grand hotels.";
    let is = "They are lukewarm about broad comedy, unlike musicals, westerns and of the war films of old.";
    run.states[2].profile = was.to_owned();
    run.states[3].profile = is.to_owned();
    let mut rig = Rig::new((80, 24));
    rig.workspace.runs.push(run);
    rig.keys("j enter v");
    let diff = rig.app.study().unwrap().subject.as_ref().unwrap().diff(4).unwrap();
    assert_eq!(diff.count(Class::Rewritten), 1, "{diff:?}");
    assert!(!rig.frame().contains("grand hotels"), "{}", rig.frame());
    rig.keys("space");
    assert!(rig.frame().contains("grand hotels"), "{}", rig.frame());
    rig.keys("space");
    assert!(!rig.frame().contains("grand hotels"), "{}", rig.frame());
}

#[test]
fn dropped_and_added_sentences_share_rows_side_by_side() {
    let mut rig = Rig::new((200, 60));
    rig.keys("j enter R v v");
    let frame = rig.frame();
    let shared = |row: &str| row.split(" │").any(|left| left.contains("- ")) && row.contains("│ + ");
    assert!(frame.lines().any(shared), "{frame}");
}

#[test]
fn long_messages_can_be_read_in_full() {
    let why = "the model said 401 because the key is not known there; set OPENAI_API_KEY to one that is, \
               or choose another provider with --provider and try again";
    for size in [(60, 18), (80, 24)] {
        let mut rig = Rig::new(size);
        rig.keys("j enter");
        rig.workspace.failure = Some(why.to_owned());
        rig.keys("r !");
        let frame = rig.frame();
        let words: String =
            frame.lines().map(|line| line.trim_matches(['┃', ' '])).collect::<Vec<_>>().join(" ");
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains(why), "{frame}");
        // What is asked in a prompt is not covered by a message.
        assert!(rig.frame().lines().last().unwrap().contains(if size.0 == 60 {
            "esc close"
        } else {
            "failed"
        }));
    }
}

#[test]
fn held_out_ratings_stay_hidden_until_rated_or_asked_for() {
    let mut rig = Rig::new((120, 40));
    rig.keys("j enter R 3");
    let truth = |frame: &str| frame.lines().filter(|line| line.contains("[ ]") && line.contains('?')).count();
    assert_eq!(truth(&rig.frame()), 19);
    rig.keys("space space enter tab");
    assert_eq!(truth(&rig.frame()), 17, "{}", rig.frame());
    rig.keys("H");
    assert_eq!(truth(&rig.frame()), 0);
}

#[test]
fn items_go_in_slates_and_what_is_missing_can_be_asked_again() {
    let mut rig = Rig::new((120, 40));
    rig.keys("j enter R 3 a enter");
    assert_eq!(rig.workspace.slates.len(), 2);
    let subject = rig.app.study().unwrap().subject.as_ref().unwrap();
    assert_eq!((subject.answers().len(), subject.unanswered().count()), (19, 4));
    assert_eq!(subject.report.as_ref().unwrap().n, 15);
    rig.keys("R");
    let subject = rig.app.study().unwrap().subject.as_ref().unwrap();
    assert_eq!((subject.answers().len(), subject.unanswered().count()), (19, 0));
    assert_eq!(rig.app.screens().rate.results(subject).len(), 4, "the last send alone");
}

#[test]
fn errors_lead_to_items_and_items_to_their_reasons() {
    let mut rig = Rig::new((120, 40));
    rig.keys("j enter R 3 a enter 4 tab tab tab enter");
    let frame = rig.frame();
    assert!(frame.contains("by size of error"), "{frame}");
    rig.keys("3");
    assert_eq!(rig.app.screen(), Screen::Rate);
    assert!(rig.frame().contains("by the simulator"), "{}", rig.frame());
    // The same way back: to the items, to the groups.
    rig.keys("4");
    assert!(rig.frame().contains("by size of error"), "{}", rig.frame());
    rig.keys("esc");
    assert!(!rig.frame().contains("by size of error"), "{}", rig.frame());
    rig.keys("v");
    assert!(rig.frame().contains("by decade"), "{}", rig.frame());
    rig.keys("o j j enter");
    assert!(rig.frame().contains("order: n"), "{}", rig.frame());
    // From the confusion to what is in its largest cell.
    rig.keys("shift+tab shift+tab enter");
    assert!(rig.frame().contains("truth ") && rig.frame().contains(", said "), "{}", rig.frame());
}

#[test]
fn rating_on_every_state_shows_whether_updates_help_and_leaves_what_the_run_is_worth() {
    let mut rig = Rig::new((120, 40));
    rig.keys("j enter R 3 a enter 4");
    let worth = |rig: &Rig| {
        let subject = rig.app.study().unwrap().subject.as_ref().unwrap();
        subject.answers_on(None).iter().map(|answer| answer.rating()).collect::<Vec<_>>()
    };
    let before = worth(&rig);
    rig.keys("R");
    assert_eq!(worth(&rig), before, "the latest state counts, whenever others were asked");
    let subject = rig.app.study().unwrap().subject.as_ref().unwrap();
    assert_eq!(subject.rated_states(), [1, 2, 3, 4]);
    assert_eq!(subject.scope(), Some(4));
    rig.keys("v v");
    let frame = rig.frame();
    assert!(frame.contains("[B4]") && frame.contains("items on each state: B4 is"), "{frame}");
    rig.keys("h h");
    assert!(rig.frame().contains("[B2]"), "{}", rig.frame());
    rig.keys("l l l");
    assert!(rig.frame().contains("[latest of each]"), "{}", rig.frame());
    rig.keys("R");
    let frame = rig.frame();
    assert!(frame.contains("run rest: every state rated them") || frame.contains("rating"), "{frame}");
}

#[test]
fn an_earlier_state_can_be_acted_on() {
    let mut rig = Rig::new((120, 40));
    rig.keys("j enter R 3 h h");
    assert!(rig.frame().contains("as the profile after B2 of 4"), "{}", rig.frame());
    rig.keys("space enter");
    assert_eq!(rig.workspace.slates[0].state, 2);
    rig.keys("tab l l l");
    assert!(rig.frame().contains("as the profile after B4 of 4"), "{}", rig.frame());
}

#[test]
fn items_are_found_by_genre_year_and_whether_they_are_held_out() {
    let mut rig = Rig::new((120, 40));
    rig.keys("j enter 3 v v /").text("genre:drama year>1970 rated>15 held-out:no");
    let study = rig.app.study().unwrap();
    let (items, subject) = (&study.data.dataset.items, study.subject.as_ref().unwrap());
    let shown = rig.app.screens().rate.shown();
    assert!(!shown.is_empty());
    for item in shown {
        assert!(items.genre_list(*item).any(|genre| genre == "Drama") && items.year(*item) > Some(1970));
        assert!(study.data.totals.rated_by(*item) > 15 && !subject.held_out.contains_key(item));
    }
    rig.keys("ctrl+u").text("held-out:yes");
    assert_eq!(rig.app.screens().rate.shown().len(), 19);
    // Enter keeps the filter, although there is nothing to send.
    rig.keys("enter j");
    assert_eq!(rig.app.screens().rate.filter.input().text(), "held-out:yes");
    assert_eq!(rig.app.screens().rate.selected(), Some(1));
    rig.keys("/ ctrl+u").text("genre:dramma");
    rig.resize((200, 60));
    assert!(rig.frame().contains("did you mean Drama?"), "{}", rig.frame());
}

#[test]
fn users_with_too_few_ratings_are_marked_and_say_so() {
    let size = made_up::Size { users: 4, items: 140, per_user: 6 };
    let mut rig = Rig::with((200, 60), "mono", made_up::opened(size, false));
    let frame = rig.frame();
    assert!(frame.contains("too few (") && frame.contains("of the 10 ratings of a batch"), "{frame}");
    rig.keys("enter");
    assert!(rig.frame().contains("training ratings, fewer than a batch of 10"), "{}", rig.frame());
}

#[test]
fn few_ratings_are_not_read_much_into() {
    let mut rig = Rig::new((120, 40));
    rig.keys("j enter R 3 space space enter 4");
    assert!(rig.frame().contains("n 2: too few to read anything into"), "{}", rig.frame());
    rig.keys("3 tab 1 j enter 4");
    assert!(rig.frame().contains("No rated held-out items yet. 3 picks and rates."), "{}", rig.frame());
}

#[test]
fn contexts_without_a_fallback_stay_small() {
    let keymap = Keymap::built_in();
    for context in [Context::Text, Context::Question] {
        assert_eq!(keymap.action(context, Key::from('1')), None);
    }
}

/// A title that a row cuts ends in `…`, and is said in full where its row is selected.
#[test]
fn titles_that_rows_cut_are_said_in_full_below() {
    let rated = "j enter R 3 a enter";
    let lists = [
        ("j enter R 3".to_owned(), 40),
        (rated.to_owned(), 30),
        ("j enter R tab ]".to_owned(), 10),
        ("j enter R h tab ]".to_owned(), 10),
        ("j enter R h h tab ]".to_owned(), 10),
        (format!("{rated} 4 tab tab tab enter"), 10),
        (format!("{rated} 2 b enter R 3 a enter 6 g m j m c tab v v"), 30),
    ];
    let mut all = 0;
    for size in [(60, 18), (80, 24)] {
        for (keys, rows) in &lists {
            let mut rig = Rig::with(size, "lusifer-dark", hostile());
            rig.keys(keys).wait(10);
            let titles = titles(&rig);
            let mut met = 0;
            for _ in 0..*rows {
                let frame = rig.frame();
                let row = frame.lines().find(|line| line.contains("┃ > ")).unwrap_or_default();
                if let Some(title) = titles.iter().find(|title| is_cut_in(title, row)) {
                    met += 1;
                    assert!(bare(&frame).contains(&bare(title)), "{title} after {keys}\n{frame}");
                }
                rig.keys("j");
            }
            all += met;
        }
    }
    assert!(all > 12, "hardly a title was cut: {all}");
}

/// All titles, also without their years, which have columns of their own in some lists.
fn titles(rig: &Rig) -> Vec<String> {
    let items = &rig.app.study().unwrap().data.dataset.items;
    let whole = items.all().map(|item| clean_line(items.title(item))).filter(|title| title.len() > 12);
    whole.flat_map(|title| [title.split(" (").next().unwrap_or_default().to_owned(), title]).collect()
}

fn is_cut_in(title: &str, row: &str) -> bool {
    title.char_indices().skip(6).any(|(end, _)| row.contains(&format!("{}…", title[..end].trim_end())))
}

/// A text without what stands between its words, so that it is found wherever it was wrapped.
fn bare(text: &str) -> String {
    text.chars().filter(|character| !character.is_whitespace() && !"┃│".contains(*character)).collect()
}

#[test]
fn a_key_leaves_most_of_a_frame_as_it_was() {
    // Users with one user's figures, Profile, items to rate, runs: so many of a hundred cells at least.
    for (keys, least) in [("j", 50), ("j enter R h", 15), ("j enter R 3", 30), ("j enter R b enter R 6", 25)]
    {
        let mut rig = Rig::with((120, 40), "lusifer-dark", small());
        rig.keys(keys);
        rig.buffer();
        rig.keys("j");
        let same: usize = rig.ui.frame(&rig.app).same.iter().map(std::iter::ExactSizeIterator::len).sum();
        assert!(same * 100 >= least * 120 * 40, "{keys}: {same}");
    }
}
