//! Tables with aligned columns of which those that matter less give way in narrow panes.

use super::super::text;

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableColumn {
    /// Over the column.
    pub title: String,
    /// Cells.
    pub width: usize,
    /// Whether its values stand at the right, as numbers do.
    pub numeric: bool,
    /// Those with the lowest rank stay longest.
    pub rank: usize,
}

impl TableColumn {
    /// A column of words.
    pub fn words(title: impl Into<String>, width: usize, rank: usize) -> Self {
        Self::new(title, width, false, rank)
    }

    /// A column of numbers.
    pub fn numbers(title: impl Into<String>, width: usize, rank: usize) -> Self {
        Self::new(title, width, true, rank)
    }

    fn new(title: impl Into<String>, width: usize, numeric: bool, rank: usize) -> Self {
        let title = title.into();
        let width = width.max(text::width(&title));
        Self { title, width, numeric, rank }
    }

    /// A value in the column's width.
    pub fn cell(&self, value: &str) -> String {
        if self.numeric { text::right(value, self.width) } else { text::left(value, self.width) }
    }
}

/// Cells between two columns.
pub const GAP: usize = 2;

/// Indices of the columns that fit `room`, in their order; those with a higher rank are left out first.
pub fn fitting(columns: &[TableColumn], room: usize) -> Vec<usize> {
    let mut by_rank: Vec<usize> = (0..columns.len()).collect();
    by_rank.sort_by_key(|&at| columns.get(at).map(|column| column.rank));
    let mut used = 0;
    let mut kept: Vec<usize> = by_rank
        .into_iter()
        .filter(|&at| {
            let width = columns.get(at).map_or(0, |column| column.width + GAP);
            let fits = used + width <= room + GAP;
            used += if fits { width } else { 0 };
            fits
        })
        .collect();
    kept.sort_unstable();
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_important_columns_give_way() {
        let columns = [
            TableColumn::numbers("id", 5, 0),
            TableColumn::words("job", 10, 2),
            TableColumn::numbers("n", 3, 1),
        ];
        assert_eq!(fitting(&columns, 22), [0, 1, 2]);
        assert_eq!(fitting(&columns, 21), [0, 2]);
        assert_eq!(fitting(&columns, 5), [0]);
        assert_eq!(fitting(&columns, 0), [0; 0]);
        assert_eq!(columns[0].cell("12"), "   12");
        assert_eq!(columns[1].cell("technician, retired"), "technicia…");
    }
}
