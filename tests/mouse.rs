//! What pointing comes to: cells in, what the program then knows out.

#![cfg(test)]

#[path = "common/made_up.rs"]
#[expect(dead_code, reason = "shared with other tests, which need other parts")]
mod made_up;
#[path = "common/rig.rs"]
#[expect(dead_code, reason = "shared with other tests, which need other parts")]
mod rig;

use lusifer::app::pointer::{Border, Gesture, Pointer, Target};
use lusifer::app::screens::metrics::MetricsPane;
use lusifer::app::screens::profile::{BehindTab, ProfilePane, TextTab};
use lusifer::app::screens::rate::RatePane;
use lusifer::app::screens::runs::Scope;
use lusifer::app::{Message, Screen};
use rig::{Rig, rows};

/// One pane, and several.
const SIZES: [(u16, u16); 2] = [(80, 24), (200, 60)];

/// Does something at a cell, as the runtime does: on what is drawn there now.
fn point(rig: &mut Rig, gesture: Gesture, (column, row): (u16, u16)) {
    rig.buffer();
    let hit = rig.ui.hit(column, row);
    rig.send(Message::Pointer(Pointer { column, row, gesture }, hit));
    rig.send(Message::Pointer(Pointer { column, row, gesture: Gesture::Release }, hit));
}

fn click(rig: &mut Rig, cell: (u16, u16)) {
    point(rig, Gesture::Press, cell);
}

/// The first cell of a text in a frame, from a row on.
fn cell_of(rig: &mut Rig, text: &str, from: usize) -> (u16, u16) {
    let all = rows(&rig.buffer());
    let found = all.iter().enumerate().skip(from).find_map(|(y, row)| {
        let at = row.find(text)?;
        Some((row.get(..at)?.chars().count() as u16, y as u16))
    });
    found.unwrap_or_else(|| panic!("no {text:?} in\n{}", all.join("\n")))
}

fn click_on(rig: &mut Rig, text: &str) {
    let cell = cell_of(rig, text, 0);
    click(rig, (cell.0 + 1, cell.1));
}

/// A user with all batches written, items rated on the last.
fn rated(size: (u16, u16)) -> Rig {
    let mut rig = Rig::new(size);
    rig.keys("j enter R 3 a enter").wait(10);
    rig
}

#[test]
fn names_in_the_header_go_to_their_screens() {
    for size in SIZES {
        let mut rig = rated(size);
        for screen in Screen::ALL {
            click_on(&mut rig, screen.title());
            assert_eq!(rig.app.screen(), screen, "{size:?}");
        }
        click(&mut rig, (size.0 - 3, 0));
        assert!(rig.frame().contains("type to search"), "the key of the help at {size:?}");
        // What the help lies over cannot be pointed at.
        let users = cell_of(&mut rig, "Users", 0);
        click(&mut rig, users);
        assert_eq!(rig.app.screen(), Screen::Prompts);
        let close = cell_of(&mut rig, "close", usize::from(size.1) - 2);
        click(&mut rig, close);
        assert!(rig.app.overlay().is_none());
    }
}

#[test]
fn a_row_is_selected_and_then_opened_and_stays_under_the_pointer() {
    for size in SIZES {
        let mut rig = Rig::new(size);
        let (_, heading) = cell_of(&mut rig, "held-out", 3);
        // The last row of the list: selected by a key, it would move to the middle.
        let rows = rig.app.screens().users.shown().len().min(usize::from(size.1) - 16) as u16;
        let below = (4, heading + rows);
        let before = rig.frame();
        click(&mut rig, below);
        assert_eq!(rig.app.screens().users.selected(), Some(usize::from(rows) - 1), "{size:?}");
        assert_eq!(rig.app.screen(), Screen::Users);
        let line = |frame: &str| {
            frame.lines().nth(usize::from(below.1)).unwrap_or("")[4..]
                .chars()
                .skip(2)
                .take(30)
                .collect::<String>()
        };
        assert_eq!(line(&before), line(&rig.frame()), "the row ran away at {size:?}");
        click(&mut rig, below);
        assert_eq!(rig.app.screen(), Screen::Profile, "{size:?}");
    }
}

#[test]
fn a_row_above_the_selected_one_is_reached_too() {
    for size in SIZES {
        let mut rig = Rig::new(size);
        rig.keys("G");
        let (_, heading) = cell_of(&mut rig, "held-out", 3);
        let last = rig.app.screens().users.selected().unwrap();
        let (_, here) = cell_of(&mut rig, "> ", usize::from(heading) + 1);
        click(&mut rig, (6, here - 3));
        assert_eq!(rig.app.screens().users.selected(), Some(last - 3), "{size:?}");
    }
}

#[test]
fn inner_tabs_are_chosen() {
    let mut rig = rated((80, 24));
    rig.keys("2");
    let focus = |rig: &Rig| rig.app.screens().profile.focus;
    click_on(&mut rig, " Items ");
    assert!(focus(&rig).is_on(BehindTab::Items));
    click_on(&mut rig, " Raw ");
    assert_eq!((focus(&rig).pane, focus(&rig).text), (ProfilePane::Text, TextTab::Raw));
    click_on(&mut rig, " Why ");
    assert!(focus(&rig).is_on(BehindTab::Why));
    click_on(&mut rig, " Diff ");
    assert_eq!((focus(&rig).pane, focus(&rig).text), (ProfilePane::Text, TextTab::Diff));
    // Where there are two panes with tabs, those of the other one.
    let mut rig = rated((120, 40));
    rig.keys("2");
    click_on(&mut rig, " Ledger ");
    assert!(focus(&rig).is_on(BehindTab::Ledger));
    click_on(&mut rig, " Text ");
    assert_eq!((focus(&rig).pane, focus(&rig).text), (ProfilePane::Text, TextTab::Text));
    for size in SIZES {
        let mut rig = rated(size);
        rig.keys("6");
        for (name, scope) in
            [(" trash ", Scope::Trash), (" this user ", Scope::User), (" all ", Scope::Store)]
        {
            click_on(&mut rig, name);
            assert_eq!(rig.app.screens().runs.scope, scope, "{name} {size:?}");
        }
    }
    let mut rig = rated((80, 24));
    click_on(&mut rig, " Pick ");
    assert_eq!(rig.app.screens().rate.focus, RatePane::Pick);
    rig.keys("4");
    click_on(&mut rig, " Errors ");
    assert_eq!(rig.app.screens().metrics.focus, MetricsPane::Groups);
}

#[test]
fn a_click_gives_a_pane_the_keys_and_opens_nothing() {
    let mut rig = rated((200, 60));
    rig.keys("2");
    for (name, pane) in
        [("Batches", ProfilePane::Batches), ("─ Ledger", ProfilePane::Behind), ("Diff", ProfilePane::Text)]
    {
        click_on(&mut rig, name);
        assert_eq!(rig.app.screens().profile.focus.pane, pane, "{name}");
    }
    rig.keys("4");
    for name in ["Confusion", "Errors", "Running"] {
        click_on(&mut rig, name);
        assert_eq!(rig.app.screens().metrics.focus.title(), name);
    }
    rig.keys("3 tab").wait(10);
    assert_eq!(rig.app.screens().rate.focus, RatePane::Pick);
    click_on(&mut rig, "Results");
    assert_eq!((rig.app.screen(), rig.app.screens().rate.focus), (Screen::Rate, RatePane::Results));
}

#[test]
fn batches_are_turned_to_in_the_strip() {
    for size in SIZES {
        let mut rig = rated(size);
        rig.keys("2");
        for batch in [1, 3, 2] {
            let cell = cell_of(&mut rig, &format!("B{batch} "), 2);
            click(&mut rig, cell);
            let subject = rig.app.study().and_then(|study| study.subject.as_ref()).unwrap();
            assert_eq!(rig.app.screens().profile.batch(subject), Some(batch), "{size:?}");
        }
    }
}

/// Picking is taken back by another click; what costs something is asked for by its name.
#[test]
fn pointing_at_the_selected_item_picks_it_and_sends_nothing() {
    for size in SIZES {
        let mut rig = Rig::new(size);
        rig.keys("j enter R 3").wait(10);
        let (x, y) = cell_of(&mut rig, "[ ]", 3);
        click(&mut rig, (x, y + 2));
        assert!(rig.app.screens().rate.picked().is_empty());
        click(&mut rig, (x, y + 2));
        assert_eq!(rig.app.screens().rate.picked().len(), 1, "{size:?}");
        assert_eq!(rig.app.screens().rate.focus, RatePane::Pick);
        click_on(&mut rig, "enter");
        assert_eq!(rig.app.screens().rate.focus, RatePane::Results, "the footer sends at {size:?}");
    }
}

#[test]
fn the_wheel_moves_the_pane_under_the_pointer() {
    let mut rig = rated((200, 60));
    rig.keys("2");
    let cell = cell_of(&mut rig, "Items", 2);
    let subject = |rig: &Rig| {
        let subject = rig.app.study().and_then(|study| study.subject.as_ref()).unwrap();
        rig.app.screens().profile.item(subject)
    };
    assert_eq!(subject(&rig), Some(0));
    point(&mut rig, Gesture::WheelDown, (cell.0, cell.1 + 5));
    assert_eq!((subject(&rig), rig.app.screens().profile.focus.behind), (Some(3), BehindTab::Items));
    point(&mut rig, Gesture::WheelUp, (cell.0, cell.1 + 5));
    assert_eq!(subject(&rig), Some(0));
}

#[test]
fn orders_and_commands_are_chosen_by_two_clicks() {
    for size in SIZES {
        let mut rig = Rig::new(size);
        rig.keys("o");
        let (x, y) = cell_of(&mut rig, "( )", 2);
        click(&mut rig, (x, y + 1));
        click(&mut rig, (x, y + 1));
        assert!(rig.app.overlay().is_none(), "{size:?}");
        assert_ne!(rig.app.screens().users.order.words(), Rig::new(size).app.screens().users.order.words());
        rig.keys(": r u n s");
        let cell = cell_of(&mut rig, "the runs that are kept", 2);
        click(&mut rig, cell);
        if rig.app.overlay().is_some() {
            click(&mut rig, cell);
        }
        assert_eq!(rig.app.screen(), Screen::Runs, "{size:?}");
    }
}

/// Nowhere does a click break anything, whatever is drawn there.
#[test]
fn every_cell_can_be_pointed_at() {
    for size in SIZES {
        for keys in ["", "2", "2 [", "2 tab", "3", "4", "6", "4 tab tab tab", "?", ":", "o", "!", "6 r", "q"]
        {
            let mut rig = rated(size);
            rig.keys(keys);
            // Every row where there are few, every fifth where there are many.
            for row in (0..size.1).step_by(usize::from(size.1) / 12 - 1) {
                rig.buffer();
                let column = (row * 7) % size.0;
                for gesture in [Gesture::Press, Gesture::WheelDown] {
                    point(&mut rig, gesture, (column, row));
                }
            }
            rig.frame();
        }
    }
}

/// Presses at a cell and draws to another, as a terminal tells it.
fn drag(rig: &mut Rig, (from, row): (u16, u16), to: u16) {
    rig.buffer();
    let hit = rig.ui.hit(from, row);
    rig.send(Message::Pointer(Pointer { column: from, row, gesture: Gesture::Press }, hit));
    for column in [u16::midpoint(from, to), to] {
        rig.buffer();
        let hit = rig.ui.hit(column, row);
        rig.send(Message::Pointer(Pointer { column, row, gesture: Gesture::Drag }, hit));
    }
    let hit = rig.ui.hit(to, row);
    rig.send(Message::Pointer(Pointer { column: to, row, gesture: Gesture::Release }, hit));
}

/// Where the borders of the screen in front stand.
fn borders(rig: &Rig) -> Vec<u16> {
    let columns = rig.app.columns();
    let ends = columns.iter().scan(0, |x, width| {
        *x += width;
        Some(*x)
    });
    ends.take(columns.len() - 1).collect()
}

/// Screens with panes side by side: their keys, the size, how many borders.
const BESIDE: [(&str, (u16, u16), usize); 10] = [
    ("1", (120, 40), 1),
    ("1", (200, 60), 2),
    ("2", (120, 40), 1),
    ("2", (200, 60), 2),
    ("3", (120, 40), 1),
    ("3", (200, 60), 2),
    ("4", (120, 40), 1),
    ("4", (200, 60), 2),
    ("6", (200, 60), 1),
    ("2 h m h m c", (120, 40), 1),
];

#[test]
fn a_border_follows_the_mouse_within_bounds_and_goes_back_by_a_double_click() {
    for (keys, size, count) in BESIDE {
        let mut rig = rated(size);
        rig.keys(keys).wait(10);
        let usual = borders(&rig);
        let before = rig.frame();
        assert_eq!(usual.len(), count, "{keys} {size:?}");
        for (at, &x) in usual.iter().enumerate() {
            let row = size.1 - 8;
            // Either of the two cells of the border can be taken.
            for grip in [x - 1, x] {
                drag(&mut rig, (grip, row), grip - 3);
                assert_eq!(borders(&rig)[at], x - 3, "{keys} {size:?} border {at}");
                drag(&mut rig, (grip - 3, row), grip);
                assert_eq!(borders(&rig), usual, "{keys} {size:?} border {at}");
            }
            for to in [0, size.0 - 1] {
                let here = borders(&rig)[at];
                drag(&mut rig, (here, row), to);
                assert!(rig.app.columns().iter().all(|width| *width >= 24), "{:?}", rig.app.columns());
                rig.frame();
            }
            let here = borders(&rig)[at];
            rig.wait(10);
            click(&mut rig, (here, row));
            click(&mut rig, (here, row));
        }
        assert_eq!(borders(&rig), usual, "{keys} {size:?}");
        assert_eq!(rig.frame(), before, "{keys} {size:?}");
    }
}

#[test]
fn borders_move_by_keys_are_bounded_and_go_back() {
    for (keys, size, count) in BESIDE {
        let mut rig = rated(size);
        rig.keys(keys).wait(10);
        let usual = borders(&rig);
        for at in 0..count {
            rig.keys("{ { }");
            assert_eq!(borders(&rig)[at], usual[at] - 2, "{keys} {size:?} border {at}");
            rig.keys(&"} ".repeat(100));
            assert!(rig.frame().contains("needs what it has") || rig.app.log().shown().is_some());
            let most = borders(&rig)[at];
            rig.keys("{").wait(10);
            assert!(borders(&rig)[at] < most, "a step back is a step back");
            rig.keys("0");
            assert_eq!(borders(&rig), usual);
            rig.keys("|").wait(10);
        }
    }
    let mut rig = rated((80, 24));
    rig.keys("2 }");
    assert!(rig.frame().contains("there is no border between panes here"), "{}", rig.frame());
}

/// Screens with panes above each other: their keys, the size, how many borders.
const ABOVE: [(&str, (u16, u16), usize); 9] = [
    ("2", (120, 40), 1),
    ("2", (200, 60), 2),
    ("3", (120, 40), 1),
    ("3", (200, 60), 1),
    ("4", (120, 40), 2),
    ("4", (200, 60), 1),
    ("6", (120, 40), 1),
    ("6", (200, 60), 2),
    ("2 h m h m c", (120, 40), 1),
];

/// A cell of the border below an upper pane.
fn cell_of_border(rig: &mut Rig, at: usize) -> (u16, u16) {
    rig.buffer();
    let target = Target::Border(Border::Above(at));
    let (columns, rows) = rig.size;
    let mut cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row)));
    cells.find(|&(column, row)| rig.ui.hit(column, row).is_some_and(|hit| hit.target == target)).unwrap()
}

/// Takes what is at a cell, draws it to a row and lets go.
fn drag_to_row(rig: &mut Rig, (column, row): (u16, u16), to: u16) {
    rig.buffer();
    let hit = rig.ui.hit(column, row);
    for (row, gesture) in [(row, Gesture::Press), (to, Gesture::Drag), (to, Gesture::Release)] {
        rig.send(Message::Pointer(Pointer { column, row, gesture }, hit));
    }
}

#[test]
fn a_border_between_stacked_panes_follows_the_mouse_and_goes_back_by_a_double_click() {
    for (keys, size, count) in ABOVE {
        let mut rig = rated(size);
        rig.keys(keys).wait(10);
        let usual = rig.app.stacks();
        let before = rig.frame();
        assert_eq!(usual.len(), count, "{keys} {size:?}");
        for at in 0..count {
            let (column, row) = cell_of_border(&mut rig, at);
            drag_to_row(&mut rig, (column, row), row - 2);
            assert_eq!(rig.app.stacks()[at], usual[at] - 2, "{keys} {size:?} border {at}");
            assert_eq!(cell_of_border(&mut rig, at), (column, row - 2), "{keys} {size:?} border {at}");
            drag_to_row(&mut rig, (column, row - 2), row);
            assert_eq!(rig.app.stacks(), usual, "{keys} {size:?} border {at}");
            for to in [0, size.1 - 1] {
                let here = cell_of_border(&mut rig, at);
                drag_to_row(&mut rig, here, to);
                let (upper, rows) = (rig.app.stacks()[at], rig.app.body_rows());
                assert!(upper >= 5 && rows - upper >= 5, "{upper} of {rows} at {keys} {size:?}");
                rig.frame();
            }
            rig.wait(10);
            let here = cell_of_border(&mut rig, at);
            click(&mut rig, here);
            click(&mut rig, here);
        }
        assert_eq!(rig.frame(), before, "{keys} {size:?}");
    }
}

#[test]
fn keys_go_on_from_the_borders_beside_panes_to_those_above_them() {
    for (keys, size, _) in ABOVE {
        let mut rig = rated(size);
        rig.keys(keys).wait(10);
        let all = |rig: &Rig| [borders(rig), rig.app.stacks()].concat();
        let usual = all(&rig);
        for at in 0..usual.len() {
            rig.keys("{").wait(10);
            let mut moved = usual.clone();
            moved[at] -= 2;
            assert_eq!(all(&rig), moved, "{keys} {size:?} border {at}");
            rig.keys("0").wait(10);
            assert_eq!(all(&rig), usual, "{keys} {size:?} border {at}");
            rig.keys("|").wait(10);
        }
    }
    // It is remembered by a name of its own.
    let mut rig = rated((120, 40));
    rig.keys("2 | { {");
    let kept = rig.app.moved_borders();
    assert_eq!(kept.keys().collect::<Vec<_>>(), ["profile/2/above0"]);
    let mut other = rated((120, 40));
    other.app = other.app.clone().with_borders(&kept);
    other.keys("2");
    assert_eq!(other.app.stacks(), rig.app.stacks());
    let strange = ["profile/2/above", "profile/2/abovex", "profile/2/above-1"];
    let strange = strange.map(|name| (name.to_owned(), 5000)).into();
    other.app = other.app.clone().with_borders(&strange);
    assert!(other.app.moved_borders().is_empty());
}

#[test]
fn a_moved_border_keeps_its_share_of_another_size_and_is_remembered_by_name() {
    let mut rig = rated((120, 40));
    rig.keys("2 } } } }");
    assert_eq!(borders(&rig), [44]);
    rig.resize((150, 40));
    assert_eq!(borders(&rig), [55]);
    rig.resize((120, 40));
    assert_eq!(borders(&rig), [44]);
    // With three columns it is another border, which stands where it always does.
    rig.resize((200, 60));
    assert_eq!(borders(&rig), [36, 136]);
    let kept = rig.app.moved_borders();
    assert_eq!(kept.keys().collect::<Vec<_>>(), ["profile/2/0"]);
    let mut other = rated((120, 40));
    other.app = other.app.clone().with_borders(&kept);
    other.keys("2");
    assert_eq!(borders(&other), [44]);
    // Names of no border, and shares of more than all, mean nothing.
    let strange = [("calls/2/0", 5000), ("profile/2", 5000), ("profile/2/0", 60_000), ("", 1)];
    let strange = strange.map(|(name, share)| (name.to_owned(), share)).into();
    other.app = other.app.clone().with_borders(&strange);
    assert_eq!(borders(&other), [36]);
}

#[test]
fn a_click_selects_a_sentence_of_the_text() {
    for size in SIZES {
        let mut rig = rated(size);
        rig.keys("2");
        click_on(&mut rig, " Text ");
        let subject = |rig: &Rig| rig.app.study().and_then(|study| study.subject.clone()).unwrap();
        let one = subject(&rig);
        let sentences = rig.app.screens().profile.sentences(&one);
        let last = sentences.last().and_then(|pair| pair.after.as_ref()).unwrap().text.clone();
        let all = sentences.len();
        // Its end, wherever it was wrapped.
        let end = last.split_whitespace().last().unwrap();
        let cell = cell_of(&mut rig, end, 4);
        click(&mut rig, cell);
        let profile = &rig.app.screens().profile;
        assert_eq!(profile.sentence(all), Some(all - 1), "{size:?}");
        assert_eq!(profile.focus.pane, ProfilePane::Text);
    }
}
