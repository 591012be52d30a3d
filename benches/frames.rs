//! How long a frame and a key press take: every screen at 200x60 cells with 62,000 items and 20,000 users.
//! A frame has 2 ms, a keystroke in a filter 16 ms before anybody notices.
//!
//! `cargo bench --bench frames`; everything is made up, nothing is read. The real program is compared with another
//! one in turn, on a terminal that notes when the first byte of a text arrives: `lusifer --data ml-100k` has its
//! first frame after 4.5 ms and its users after 19 ms, `tig` on 5,000 commits its list after 9 to 13 ms.
//!
//! Measured on two cores, medians: a whole frame of any screen 0.09 to 0.34 ms, of texts of 12,000 words 0.75 to
//! 1.00 ms; a key that moves in a list with its frame 0.08 to 0.19 ms; two keystrokes in a filter over 62,000 items
//! 0.27 to 0.79 ms, over 20,000 users 0.15 to 1.06 ms; a row down 0.01 ms.

#![expect(clippy::unwrap_used, reason = "a bench stops at the first thing that is wrong")]

#[path = "../tests/common/made_up.rs"]
#[expect(dead_code, reason = "shared with tests, which need other parts")]
mod made_up;
#[path = "../tests/common/rig.rs"]
#[expect(dead_code, reason = "shared with tests, which need other parts")]
mod rig;

use std::sync::OnceLock;

use lusifer::app::Opened;
use lusifer::config::theme::Glyphs;
use made_up::Size;
use rig::Rig;

fn main() {
    divan::main();
}

const LARGE: Size = Size { users: 20_000, items: 62_000, per_user: 100 };

fn large() -> Opened {
    static LARGE_DATA: OnceLock<Opened> = OnceLock::new();
    LARGE_DATA.get_or_init(|| made_up::opened(LARGE, false)).clone()
}

/// A screen with something on it.
fn rig(keys: &str) -> Rig {
    let mut rig = Rig::with((200, 60), "lusifer-dark", large());
    rig.keys("j enter R 3 a enter");
    rig.keys(keys);
    rig
}

/// Whole frames, of which nothing is left from the one before; texts are known.
fn draw(bencher: divan::Bencher<'_, '_>, keys: &str) {
    draw_of(bencher, &mut rig(keys));
}

fn draw_of(bencher: divan::Bencher<'_, '_>, rig: &mut Rig) {
    rig.ui.frame(&rig.app);
    let (ui, app) = (&rig.ui, &rig.app);
    let empty = || {
        let mut ui = ui.clone().with_glyphs(Glyphs::default());
        ui.get_ready();
        ui
    };
    bencher.with_inputs(empty).bench_local_refs(|ui| ui.frame(app).same.len());
}

/// A fork with ratings of its own.
const FORK: &str = "2 h h b enter R 3 a enter";

#[divan::bench(args = ["1", "2", "2 ]", "3 tab v v", "4", "1 ?"])]
fn frame(bencher: divan::Bencher<'_, '_>, keys: &str) {
    draw(bencher, keys);
}

/// A key that moves in a list, and its frame.
#[divan::bench(args = ["1", "2", "3 tab v v", "6"])]
fn key_and_frame(bencher: divan::Bencher<'_, '_>, keys: &str) {
    let mut rig = rig(keys);
    let mut keys = ["j", "k"].into_iter().cycle();
    bencher.bench_local(|| {
        rig.keys(keys.next().unwrap_or_default());
        let same = rig.ui.frame(&rig.app).same.len();
        rig.ui.get_ready();
        same
    });
}

/// The list of runs with a tree of forks, and a fork beside the run that it left: texts, ratings, figures.
#[divan::bench(args = ["6", "2 c", "2 c tab", "2 c tab tab"])]
fn frame_of_two_runs(bencher: divan::Bencher<'_, '_>, keys: &str) {
    draw(bencher, &format!("{FORK} {keys}"));
}

/// Profiles of 12,000 words each, far beyond what a model is allowed to write.
#[divan::bench(args = ["2", "2 v", "2 ]"])]
fn frame_of_a_long_profile(bencher: divan::Bencher<'_, '_>, keys: &str) {
    use lusifer::app::{Message, News, Work};
    let mut rig = Rig::with((200, 60), "lusifer-dark", large());
    rig.keys("j enter R");
    rig.answers = false;
    // What the next read of the run brings is a run with very long texts.
    let mut run = rig.workspace.runs[0].clone();
    for (at, state) in run.states.iter_mut().enumerate() {
        state.profile = (0..800)
            .map(|n| {
                made_up::PROFILES[(n * (at + 3)) % 4].split(". ").nth(n % 3).unwrap_or("x").to_owned() + ". "
            })
            .collect();
    }
    run.id = lusifer::domain::RunId(9);
    rig.keys("b enter");
    let (id, work) = rig.workspace.pending.pop().unwrap();
    assert!(matches!(work, Work::Fork { .. }));
    rig.send(Message::Job { id, news: News::Run(Some(Box::new(run))) });
    rig.keys(keys);
    draw_of(bencher, &mut rig);
}

#[divan::bench(args = ["b o o", "4 2", "H i d d e n space K"])]
fn filter_62_000_items(bencher: divan::Bencher<'_, '_>, typed: &str) {
    let mut rig = rig("tab v v /");
    rig.keys(typed);
    bencher.bench_local(|| {
        rig.keys("x");
        rig.keys("backspace");
    });
}

#[divan::bench(args = ["s t u d", "a g e < 2", "m e a n > 3"])]
fn filter_20_000_users(bencher: divan::Bencher<'_, '_>, typed: &str) {
    let mut rig = rig("1 /");
    rig.keys(typed);
    bencher.bench_local(|| {
        rig.keys("5");
        rig.keys("backspace");
    });
}

#[divan::bench]
fn move_down_users(bencher: divan::Bencher<'_, '_>) {
    let mut rig = rig("1");
    bencher.bench_local(|| rig.keys("j").now);
}

#[divan::bench]
fn open_counts_everything(bencher: divan::Bencher<'_, '_>) {
    let data = large();
    bencher.bench_local(|| lusifer::app::totals::Totals::of(&data.dataset, &data.split));
}
