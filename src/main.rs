//! Arguments to settings, settings to a screen or a command; nothing else belongs here.

fn main() {}
