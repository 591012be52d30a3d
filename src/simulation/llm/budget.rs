//! The cap on what a study may cost: reserved before a request is sent, settled when its price is known; never a
//! price itself.

use std::sync::{Mutex, PoisonError};

/// US dollars that may be spent, shared by all requests of a study.
#[derive(Debug)]
pub struct Budget {
    cap: Option<f64>,
    account: Mutex<Account>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Account {
    spent: f64,
    reserved: f64,
}

/// What may be spent on a request that is under way. Dropped without being settled, all of it counts as spent: the
/// server may have worked.
#[derive(Debug)]
pub struct Reservation<'a> {
    budget: &'a Budget,
    dollars: f64,
    is_open: bool,
}

impl Budget {
    /// At most `cap` dollars, of which `spent` are gone; `None` = as much as it takes.
    pub fn new(cap: Option<f64>, spent: f64) -> Self {
        Self { cap, account: Mutex::new(Account { spent, reserved: 0.0 }) }
    }

    /// Sets the most that a request can cost aside, so that requests under way at once cannot together spend more
    /// than the cap.
    ///
    /// # Errors
    /// A sentence that says what is left and what it would take.
    pub fn reserve(&self, dollars: f64) -> Result<Reservation<'_>, String> {
        let mut account = self.account();
        if let Some(cap) = self.cap
            && account.spent + account.reserved + dollars > cap
        {
            let left = (cap - account.spent - account.reserved).max(0.0);
            return Err(format!(
                "the budget of ${cap:.4} has ${left:.4} left, and this request may cost ${dollars:.4}; raise \
                 --max-cost to go on"
            ));
        }
        account.reserved += dollars;
        Ok(Reservation { budget: self, dollars, is_open: true })
    }

    /// Dollars spent so far, requests under way aside.
    pub fn spent(&self) -> f64 {
        self.account().spent
    }

    /// Dollars that may be spent; `None` = as much as it takes.
    pub fn cap(&self) -> Option<f64> {
        self.cap
    }

    /// Whether there is a cap at all.
    pub fn is_capped(&self) -> bool {
        self.cap.is_some()
    }

    fn account(&self) -> std::sync::MutexGuard<'_, Account> {
        // Sums cannot be left half done.
        self.account.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reservation<'_> {
    /// What the request really cost.
    pub fn settle(mut self, dollars: f64) {
        self.close(dollars);
    }

    fn close(&mut self, dollars: f64) {
        if std::mem::take(&mut self.is_open) {
            let mut account = self.budget.account();
            account.reserved -= self.dollars;
            account.spent += dollars;
        }
    }
}

impl Drop for Reservation<'_> {
    fn drop(&mut self) {
        self.close(self.dollars);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_under_way_together_never_reach_beyond_the_cap() {
        let budget = Budget::new(Some(1.0), 0.25);
        let under_way: Vec<_> = (0..16).map_while(|_| budget.reserve(0.25).ok()).collect();
        assert_eq!(under_way.len(), 3);
        for reservation in under_way {
            reservation.settle(0.125);
        }
        assert!((budget.spent() - 0.625).abs() < 1e-12);
        let refused = budget.reserve(0.5).unwrap_err();
        assert!(refused.contains("$0.3750 left"), "{refused}");
    }

    #[test]
    fn what_was_not_settled_counts_in_full() {
        let budget = Budget::new(Some(1.0), 0.0);
        drop(budget.reserve(0.75).unwrap());
        assert!(budget.reserve(0.5).is_err());
        assert!(Budget::new(None, 0.0).reserve(1e9).is_ok());
    }
}
