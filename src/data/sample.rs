//! The data set that is compiled into the program; never one on disk.

use super::files::Embedded;

/// The files of the bundled sample, in ML-100K's own format, by name.
pub(super) const fn files() -> &'static [Embedded] {
    &[]
}
