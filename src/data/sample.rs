//! The data set that is compiled into the program; never one on disk.

use super::files::Embedded;

/// The files of the bundled sample, in ML-100K's own format, by name.
pub(super) fn files() -> &'static [Embedded] {
    static FILES: [Embedded; 7] = [
        ("u.data", include_bytes!("../../sample-data/u.data")),
        ("u.item", include_bytes!("../../sample-data/u.item")),
        ("u.user", include_bytes!("../../sample-data/u.user")),
        ("u.genre", include_bytes!("../../sample-data/u.genre")),
        ("u1.base", include_bytes!("../../sample-data/u1.base")),
        ("u1.test", include_bytes!("../../sample-data/u1.test")),
        ("item-texts.csv", include_bytes!("../../sample-data/item-texts.csv")),
    ];
    &FILES
}
