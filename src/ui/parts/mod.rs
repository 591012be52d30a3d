//! Parts that several screens share: panes, columns of lines, bars, charts, tables, header and footer.

pub mod arriving;
pub mod bars;
mod cells;
pub mod charts;
pub mod context;
pub mod live;
pub mod note;
pub mod orders;
pub mod overlays;
pub mod pen;
pub mod place;
pub mod rated;
pub mod shell;
pub mod table;
