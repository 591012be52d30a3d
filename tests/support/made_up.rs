//! Small made-up data sets.
