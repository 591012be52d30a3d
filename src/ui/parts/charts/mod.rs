//! Charts: pure functions of data and area; never what the data means.
