//! How a list is ordered: by one of the things it knows, in that thing's own direction or turned round, and the
//! menu in which both are chosen; never what the rows are.

use super::cursor::Cursor;
use crate::actions::Action;

/// What a list can be ordered by.
pub trait OrderBy: Copy + PartialEq + Default + 'static {
    /// Everything that it can be ordered by, as the menu lists it.
    const ALL: &'static [Self];

    /// The word on screen.
    fn word(self) -> &'static str;

    /// What stands first, and what does when the order is turned round: `most first`, `fewest first`.
    fn directions(self) -> [&'static str; 2];
}

/// The order of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ordering<T> {
    /// By what.
    pub by: T,
    /// Whether it is turned round.
    pub is_reversed: bool,
}

impl<T: OrderBy> Ordering<T> {
    /// The order as a list shows it: the word, and an arrow where it is turned round.
    pub fn words(self) -> String {
        format!("{}{}", self.by.word(), if self.is_reversed { ", turned" } else { "" })
    }

    /// Takes what was chosen in the menu; the present order is turned round by choosing it again.
    pub fn choose(&mut self, at: usize) {
        let Some(&by) = T::ALL.get(at) else { return };
        *self = Self { by, is_reversed: by == self.by && !self.is_reversed };
    }

    /// The menu of a list in this order.
    pub fn menu(self) -> OrderMenu {
        let row = |by: &T| {
            let is_current = *by == self.by;
            let [plain, turned] = by.directions();
            let (now, then) = if self.is_reversed { (turned, plain) } else { (plain, turned) };
            let (how, then) = if is_current { (now, Some(then)) } else { (plain, None) };
            OrderRow { word: by.word(), how, then }
        };
        let current = T::ALL.iter().position(|by| *by == self.by).unwrap_or(0);
        let mut cursor = Cursor::default();
        cursor.set(current);
        OrderMenu { rows: T::ALL.iter().map(row).collect(), current, cursor }
    }
}

/// A menu of the orders of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderMenu {
    /// The orders.
    pub rows: Vec<OrderRow>,
    /// The one that the list is in.
    pub current: usize,
    cursor: Cursor,
}

/// A row of the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderRow {
    /// By what.
    pub word: &'static str,
    /// What stands first.
    pub how: &'static str,
    /// What would stand first if this one, which the list is in, were chosen again.
    pub then: Option<&'static str>,
}

impl OrderMenu {
    /// The selected row.
    pub fn selected(&self) -> usize {
        self.cursor.of(self.rows.len()).unwrap_or(0)
    }

    /// Answers an action: what was chosen, whether the menu stays.
    pub fn act(&mut self, action: Action) -> Chosen {
        match action {
            Action::Open | Action::Toggle => Chosen::Order(self.selected()),
            Action::Back | Action::Close => Chosen::Nothing,
            Action::Order => {
                self.cursor.set((self.selected() + 1) % self.rows.len().max(1));
                Chosen::NotYet
            }
            _ => {
                self.cursor.travel(action, self.rows.len(), self.rows.len());
                Chosen::NotYet
            }
        }
    }
}

/// What came of an action in the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// The menu stays.
    NotYet,
    /// It was left.
    Nothing,
    /// This order.
    Order(usize),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Copy, Debug, Default, PartialEq)]
    enum By {
        #[default]
        Id,
        Size,
    }

    impl OrderBy for By {
        const ALL: &'static [Self] = &[Self::Id, Self::Size];

        fn word(self) -> &'static str {
            if self == Self::Id { "id" } else { "size" }
        }

        fn directions(self) -> [&'static str; 2] {
            if self == Self::Id {
                ["lowest first", "highest first"]
            } else {
                ["largest first", "smallest first"]
            }
        }
    }

    #[test]
    fn choosing_the_present_order_again_turns_it_round() {
        let mut order = Ordering::<By>::default();
        let mut menu = order.menu();
        assert_eq!(
            (menu.selected(), menu.rows[0].how, menu.rows[0].then),
            (0, "lowest first", Some("highest first"))
        );
        assert_eq!(menu.act(Action::Open), Chosen::Order(0));
        order.choose(0);
        assert_eq!(order, Ordering { by: By::Id, is_reversed: true });
        assert_eq!((order.menu().rows[0].how, order.menu().rows[1].how), ("highest first", "largest first"));
        order.choose(1);
        assert_eq!(order, Ordering { by: By::Size, is_reversed: false });
        order.choose(7);
        assert_eq!(order.by, By::Size);
    }

    #[test]
    fn the_menu_goes_round_with_its_own_key() {
        let mut menu = Ordering::<By>::default().menu();
        for at in [1, 0, 1] {
            assert_eq!(menu.act(Action::Order), Chosen::NotYet);
            assert_eq!(menu.selected(), at);
        }
        menu.act(Action::MoveUp);
        assert_eq!((menu.act(Action::Open), menu.act(Action::Back)), (Chosen::Order(0), Chosen::Nothing));
    }
}
