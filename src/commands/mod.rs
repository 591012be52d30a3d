//! The headless commands; never a second copy of what the workspace does.
