//! Frames that were read and judged, and are kept: as text with the roles of its cells, and in ASCII.

use insta::Settings;
use lusifer::ui::Ui;

use super::rig::Rig;

#[path = "looks.rs"]
mod looks;

/// The sizes at which frames are kept: one pane, two, and more beside each other.
pub(crate) const SIZES: [(u16, u16); 4] = [(60, 18), (80, 24), (120, 40), (200, 60)];

/// Something to be read is as it was judged; it is kept in a folder beside the tests.
pub(crate) fn keep(folder: &str, name: &str, what: &str) {
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path(format!("../{folder}"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, what));
}

/// A state of the screen, made at every size, is as it was judged.
pub(crate) fn judge(name: &str, state: impl Fn((u16, u16)) -> Rig) {
    let probe = looks::Probe::new();
    for size in SIZES {
        let mut rig = state(size);
        let text = rig.frame();
        rig.ui = Ui::new(probe.theme.clone());
        let frame = format!("{text}\nroles: {}", probe.digest(&rig.buffer()));
        keep("frames", &format!("{name}-{}x{}", size.0, size.1), &frame);
    }
}

/// The same in ASCII, at some sizes, in one file.
pub(crate) fn judge_in_ascii(name: &str, sizes: &[(u16, u16)], state: impl Fn((u16, u16)) -> Rig) {
    let mut frames = String::new();
    for &size in sizes {
        let mut rig = state(size);
        frames.extend([format!("{}x{}\n", size.0, size.1), rig.ascii(), "\n".to_owned()]);
    }
    keep("frames/ascii", name, &frames);
}
