//! The only room with a clock, a terminal and tasks; never chooses colours or meaning.
