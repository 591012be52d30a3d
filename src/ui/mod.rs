//! State to cells; never decides.
