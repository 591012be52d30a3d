//! What the terminal interface knows and decides; never awaits, reads a clock, touches a file or draws.
