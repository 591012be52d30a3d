//! Everything that lasts, in one SQLite file; never drawing, never HTTP.
