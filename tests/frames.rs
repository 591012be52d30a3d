//! What the screens look like: keys in, frames out, compared with frames that were read and judged.

#![cfg(test)]

#[path = "common/made_up.rs"]
#[expect(dead_code, reason = "shared with other tests, which need other parts")]
mod made_up;
#[path = "common/rig.rs"]
#[expect(dead_code, reason = "shared with other tests, which need other parts")]
mod rig;

use rig::Rig;

const SIZES: [(u16, u16); 4] = [(60, 18), (80, 24), (120, 40), (200, 60)];

#[test]
fn show() {
    for size in SIZES {
        let mut rig = Rig::new(size);
        rig.keys("j enter 3");
        println!("{}", rig.frame());
        rig.keys("2 R 3 space space j j space");
        println!("{}", rig.frame());
        rig.keys("a enter j");
        println!("{}", rig.frame());
        rig.keys("4");
        println!("{}", rig.frame());
        rig.keys("?");
        println!("{}", rig.frame());
    }
}
