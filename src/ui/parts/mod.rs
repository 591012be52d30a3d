//! Parts that several screens share: panes, columns of lines, bars, tables, header and footer.

pub mod bars;
pub mod overlays;
pub mod pen;
pub mod shell;
pub mod table;
