//! Joins a data set, a store and the simulators that the settings allow; never a terminal, never arguments.
