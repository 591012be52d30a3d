//! Every size from nothing upwards, every screen and overlay, and random keys: nothing panics, and every row
//! is exactly as wide as the screen.

#![cfg(test)]

#[path = "common/made_up.rs"]
#[expect(dead_code, reason = "shared with other tests, which need other parts")]
mod made_up;
#[path = "common/nasty.rs"]
mod nasty;
#[path = "common/rig.rs"]
#[expect(dead_code, reason = "shared with other tests, which need other parts")]
mod rig;

use lusifer::app::Message;
use lusifer::app::log::Level;
use lusifer::app::overlay::Overlay;
use lusifer::app::pointer::{Gesture, Pointer};
use lusifer::domain::text::is_hostile;
use lusifer::domain::{Run, RunId};
use lusifer::ui::text::width;
use made_up::Numbers;
use rig::{Rig, hostile, rows, small};

/// Sizes at which a layout changes, and their neighbours.
const WIDTHS: [u16; 16] = [0, 1, 2, 3, 5, 20, 59, 60, 61, 79, 80, 109, 110, 111, 159, 160];
const HEIGHTS: [u16; 16] = [0, 1, 2, 3, 4, 9, 17, 18, 19, 23, 24, 31, 32, 33, 47, 48];

const STATES: [&str; 39] = [
    "",
    "/ z z z",
    "/ s t u",
    "j enter",
    "j enter R h",
    "j enter R h v",
    "j enter R h v v",
    "j enter R h v v v =",
    "j enter R ] j",
    "j enter R tab",
    "j enter R shift+tab",
    "j enter R z",
    "j enter R b",
    "j enter R 3 a",
    "j enter R 3 a enter",
    "j enter R 3 a enter 4",
    "j enter R 3 space enter 4 tab tab z",
    "j enter R !",
    "o j",
    "j enter R 3 a enter j j",
    "j enter R 3 a enter 4 R v v",
    "j enter R 3 a enter 4 tab tab tab enter j",
    "j enter R 3 a enter 4 tab tab tab v o",
    "j enter R 3 v v h h",
    "j enter R :",
    "j enter R : f o r down",
    "6",
    "j enter R 3 a enter 2 h h b enter R 6 l",
    "j enter R 3 a enter 2 h h b enter R 6 k D y l l",
    "j enter R 3 a enter 2 h h b enter R 3 a enter 6 m k m c",
    "j enter R 3 a enter 2 h h b enter R 3 a enter 6 m k m c tab",
    "j enter R 3 a enter 2 h h b enter R 3 a enter 6 m k m c tab tab z",
    "j enter R 5 k k",
    "j enter R 5 k k d tab ]",
    "j enter R 5 k k tab ] ] z j",
    "j enter R 5 f tab tab j space / x",
    "7",
    "j enter R 7 j j tab ] j",
    "j enter R 7 j j tab z",
];

#[test]
fn small_screens_of_every_size() {
    let mut users = Rig::with((0, 0), "mono", hostile());
    let mut profile = Rig::with((0, 0), "mono", hostile());
    profile.keys("j enter R h");
    for rig in [&mut users, &mut profile] {
        for width in 0..=130 {
            for height in 0..=45 {
                // All sizes around the smallest that is drawn in; every third one beyond.
                let near = width <= 66 && height <= 22;
                if near || (width % 3 == 0 && height % 3 == 0) {
                    rig.resize((width, height));
                    rows(&rig.buffer());
                }
            }
        }
    }
}

/// Users of whom next to nothing is known: hardly a genre can be judged.
#[test]
fn users_with_few_ratings() {
    for per_user in 1..6 {
        let size = made_up::Size { users: 4, items: 140, per_user };
        let mut rig = Rig::with((120, 40), "mono", made_up::opened(size, false));
        for keys in ["", "j", "enter", "R", "3 a enter", "4"] {
            rig.keys(keys);
            for size in [(60, 18), (80, 24), (120, 40), (200, 60)] {
                rig.resize(size);
                rows(&rig.buffer());
            }
        }
    }
}

#[test]
fn every_state_at_every_edge() {
    for (at, keys) in STATES.iter().enumerate() {
        let data = if at % 2 == 0 { hostile() } else { small() };
        let mut rig = Rig::with((100, 30), "lusifer-dark", data);
        rig.workspace.talks = true;
        rig.keys(keys);
        let mut help = Rig::with((100, 30), "lusifer-dark", hostile());
        help.keys(keys).keys("?");
        for width in WIDTHS {
            for height in HEIGHTS {
                for rig in [&mut rig, &mut help] {
                    rig.resize((width, height));
                    rows(&rig.buffer());
                }
            }
        }
        rig.resize((300, 100));
        rows(&rig.buffer());
    }
}

#[test]
fn random_keys_at_random_sizes() {
    const KEYS: [&str; 64] = [
        "1",
        "2",
        "3",
        "4",
        "?",
        "!",
        ":",
        "ctrl+p",
        "/",
        "j",
        "k",
        "ctrl+d",
        "ctrl+u",
        "g",
        "G",
        "h",
        "l",
        "tab",
        "shift+tab",
        "]",
        "[",
        "enter",
        "esc",
        "z",
        "v",
        "o",
        "space",
        "a",
        "r",
        "R",
        "x",
        "b",
        "=",
        "H",
        "y",
        "n",
        "s",
        "t",
        "backspace",
        "left",
        "pagedown",
        "end",
        "5",
        "漢",
        "N",
        "<",
        ">",
        "d",
        "m",
        "c",
        "6",
        "down",
        "f5",
        "delete",
        "6",
        "m",
        "c",
        "u",
        "U",
        "D",
        "e",
        "f",
        "7",
        "7",
    ];
    for seed in 0..30 {
        let mut numbers = Numbers(seed);
        let mut rig = Rig::with((80, 24), "lusifer-dark", hostile());
        rig.workspace.talks = true;
        for step in 0..200 {
            rig.answers = numbers.below(4) > 0;
            let key = KEYS[numbers.below(KEYS.len() as u64) as usize];
            rig.keys(key);
            if step % 10 == 0 {
                // Mostly sizes at which much is drawn, now and then any size at all.
                let (width, height) = if numbers.below(4) > 0 { (170, 60) } else { (301, 101) };
                rig.resize((numbers.below(width) as u16, numbers.below(height) as u16));
                rig.wait(numbers.below(5));
                rig.workspace.failure = (numbers.below(6) == 0).then(|| "it broke".to_owned());
            }
            if step % 3 == 0 {
                rows(&rig.buffer());
            }
        }
    }
}

/// Whole deeds, so that random steps come to places that single keys seldom reach.
const DEEDS: [&str; 33] = [
    "1 j enter R",
    "1 j enter r",
    "3 a enter",
    "3 space j space enter",
    "2 h h b enter R",
    "2 b enter",
    "6 m k m c",
    "6 c tab tab z",
    "6 j D y",
    "6 l l l enter",
    "6 e x enter",
    "u u",
    "U U",
    "2 ] j enter j enter",
    "2 tab ] ] j enter",
    "2 v v d = space",
    "4 tab tab tab j enter",
    "4 R",
    "1 space j space R",
    "o j j enter",
    "/ a enter n n N",
    "/ g e n r e : x esc",
    ": f o r k enter",
    "? j j s e a r c h",
    "! v j",
    "s enter",
    "y Y",
    "P P x",
    "> < M",
    "esc esc esc q n",
    "5 k k tab j ] j",
    "5 G k f d enter",
    "5 tab ] j j j space Y esc",
];

/// A frame whose cells hold nothing that a terminal would act on, and no mark without a letter under it: it would
/// move onto the cell before.
fn sound(rig: &mut Rig) {
    let buffer = rig.buffer();
    rows(&buffer);
    for (at, cell) in buffer.content.iter().enumerate() {
        let symbol = cell.symbol();
        assert!(!symbol.chars().any(is_hostile), "hostile in cell {at}: {symbol:?}");
        assert!(symbol.is_empty() || width(symbol) > 0, "nothing to see in cell {at}: {symbol:?}");
    }
}

/// What is kept is never lost nor changed: states of runs only grow.
fn keeps(before: &[Run], after: &[Run]) {
    for run in before {
        let now = after.iter().find(|now| now.id == run.id).expect("a run is gone");
        assert_eq!(now.states.get(..run.states.len()), Some(run.states.as_slice()), "{}", run.id);
    }
}

/// Texts that try everything, wherever texts of others are shown; keys, deeds, clicks, wheels, pastes, failures and
/// sizes in any order.
#[test]
fn nasty_texts_and_every_kind_of_event() {
    for seed in 0..8 {
        let mut numbers = Numbers(1_000 + seed);
        let mut rig = Rig::with((100, 30), "lusifer-dark", nasty::opened());
        rig.workspace.texts = nasty::profiles();
        rig.workspace.talks = true;
        rig.keys("alt+m");
        for step in 0..150 {
            rig.answers = numbers.below(5) > 0;
            let before = rig.workspace.runs.clone();
            match numbers.below(10) {
                0..=3 => {
                    rig.keys(DEEDS[numbers.below(DEEDS.len() as u64) as usize]);
                }
                4..=6 => {
                    let (width, height) = rig.size;
                    let cell = (numbers.below(width.into()) as u16, numbers.below(height.into()) as u16);
                    let gestures = [
                        Gesture::Press,
                        Gesture::Press,
                        Gesture::WheelDown,
                        Gesture::WheelUp,
                        Gesture::Drag,
                        Gesture::Release,
                    ];
                    for _ in 0..=numbers.below(3) {
                        let gesture = gestures[numbers.below(6) as usize];
                        rig.buffer();
                        let hit = rig.ui.hit(cell.0, cell.1);
                        rig.send(Message::Pointer(Pointer { column: cell.0, row: cell.1, gesture }, hit));
                    }
                }
                7 => {
                    let pieces = 1 + numbers.below(40);
                    rig.send(Message::Paste(nasty::text(&mut numbers, pieces)));
                }
                8 => {
                    let (width, height) = if numbers.below(4) > 0 { (200, 60) } else { (301, 101) };
                    rig.resize((numbers.below(width) as u16, numbers.below(height) as u16));
                }
                _ => {
                    rig.wait(numbers.below(5));
                    rig.workspace.failure = (numbers.below(4) == 0).then(|| nasty::text(&mut numbers, 3));
                    rig.workspace.unlucky = vec![nasty::user_id(&nasty::opened(), 3)];
                    let said = nasty::text(&mut numbers, 2);
                    rig.send(Message::Said(vec![(Level::Warn, said)]));
                }
            }
            keeps(&before, &rig.workspace.runs);
            if step % 2 == 0 {
                sound(&mut rig);
            }
        }
    }
}

/// Whatever is done to runs in whatever order, undoing all of it gives back names and runs, and states never change.
#[test]
fn undoing_everything_gives_back_every_run() {
    for seed in 0..20 {
        let mut numbers = Numbers(77 + seed);
        let mut rig = Rig::new((120, 40));
        rig.keys("j enter R 3 a enter 2 h b enter R 6");
        rig.wait(10);
        for _ in 0..60 {
            let deeds = [
                "j D y",
                "k e x enter",
                "m",
                "m j m c",
                "l",
                "h",
                "u",
                "U",
                "l l enter",
                "M",
                "j",
                "c R",
                "6",
            ];
            let before = rig.workspace.runs.clone();
            rig.keys(deeds[numbers.below(deeds.len() as u64) as usize]);
            if matches!(rig.app.overlay(), Some(Overlay::Spread(_))) {
                rig.keys("esc");
            }
            keeps(&before, &rig.workspace.runs);
            rig.wait(numbers.below(10));
        }
        for _ in 0..120 {
            rig.keys("u");
        }
        assert_eq!(rig.workspace.trash, Vec::<RunId>::new(), "seed {seed}");
        let names: Vec<_> = rig.workspace.runs.iter().map(|run| run.name.as_str()).collect();
        assert_eq!(names, ["main", "main-b3"], "seed {seed}");
    }
}
