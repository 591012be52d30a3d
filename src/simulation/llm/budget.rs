//! The cap on what a study may cost: reserved before a request is sent, settled when its price is known; never a
//! price itself.

use std::sync::{Mutex, PoisonError};

/// US dollars that may be spent, shared by all requests of a session, whoever is asked.
#[derive(Debug)]
pub struct Budget {
    account: Mutex<Account>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Account {
    cap: Option<f64>,
    spent: f64,
    reserved: f64,
    calls: u64,
    unknown: u64,
}

/// What a session has come to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Meter {
    /// Requests that are over.
    pub calls: u64,
    /// Dollars, as far as they are known.
    pub spent: f64,
    /// Requests whose price is not known.
    pub unknown: u64,
    /// The most that may be spent.
    pub cap: Option<f64>,
}

/// What may be spent on a request that is under way. Dropped without being settled, all of it counts as spent: the
/// server may have worked.
#[derive(Debug)]
pub struct Reservation<'a> {
    budget: &'a Budget,
    /// What it may cost at most; `None` = it has no known price.
    most: Option<f64>,
    is_open: bool,
}

impl Budget {
    /// At most `cap` dollars, of which `spent` are gone; `None` = as much as it takes.
    pub fn new(cap: Option<f64>, spent: f64) -> Self {
        Self { account: Mutex::new(Account { cap, spent, ..Account::default() }) }
    }

    /// Sets the most that a request can cost aside, so that requests under way at once cannot together spend more
    /// than the cap; `None` = it has no known price, and nothing is set aside.
    ///
    /// # Errors
    /// A sentence that says what is left and what it would take.
    pub fn reserve(&self, most: Option<f64>) -> Result<Reservation<'_>, String> {
        let dollars = most.unwrap_or(0.0);
        let mut account = self.account();
        if let Some(cap) = account.cap
            && account.spent + account.reserved + dollars > cap
        {
            let left = (cap - account.spent - account.reserved).max(0.0);
            return Err(format!(
                "the budget of ${cap:.4} has ${left:.4} left, and this request may cost ${dollars:.4}; raise \
                 --max-cost, or :budget in the explorer, to go on"
            ));
        }
        account.reserved += dollars;
        Ok(Reservation { budget: self, most, is_open: true })
    }

    /// Dollars spent so far, requests under way aside.
    pub fn spent(&self) -> f64 {
        self.account().spent
    }

    /// Dollars that may be spent; `None` = as much as it takes.
    pub fn cap(&self) -> Option<f64> {
        self.account().cap
    }

    /// Whether there is a cap at all.
    pub fn is_capped(&self) -> bool {
        self.account().cap.is_some()
    }

    /// From now on at most so many dollars in all, those that are spent included; `None` = as much as it takes.
    /// Requests under way are not stopped.
    pub fn set_cap(&self, cap: Option<f64>) {
        self.account().cap = cap;
    }

    /// What it has come to.
    pub fn meter(&self) -> Meter {
        let Account { cap, spent, calls, unknown, .. } = *self.account();
        Meter { calls, spent, unknown, cap }
    }

    fn account(&self) -> std::sync::MutexGuard<'_, Account> {
        // Sums cannot be left half done.
        self.account.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reservation<'_> {
    /// What the request really cost.
    pub fn settle(mut self, dollars: f64) {
        self.close(dollars, true);
    }

    /// Nobody knows what it cost: what was set aside counts. What is free cost nothing, whatever it was.
    pub fn settle_unknown(mut self) {
        self.close(self.most.unwrap_or(0.0), self.most == Some(0.0));
    }

    fn close(&mut self, dollars: f64, is_known: bool) {
        if std::mem::take(&mut self.is_open) {
            let mut account = self.budget.account();
            account.reserved -= self.most.unwrap_or(0.0);
            account.spent += dollars;
            account.calls += 1;
            account.unknown += u64::from(!is_known);
        }
    }
}

impl Drop for Reservation<'_> {
    fn drop(&mut self) {
        self.close(self.most.unwrap_or(0.0), self.most.is_some());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_under_way_together_never_reach_beyond_the_cap() {
        let budget = Budget::new(Some(1.0), 0.25);
        let under_way: Vec<_> = (0..16).map_while(|_| budget.reserve(Some(0.25)).ok()).collect();
        assert_eq!(under_way.len(), 3);
        for reservation in under_way {
            reservation.settle(0.125);
        }
        assert!((budget.spent() - 0.625).abs() < 1e-12);
        let refused = budget.reserve(Some(0.5)).unwrap_err();
        assert!(refused.contains("$0.3750 left"), "{refused}");
    }

    #[test]
    fn what_was_not_settled_counts_in_full() {
        let budget = Budget::new(Some(1.0), 0.0);
        drop(budget.reserve(Some(0.75)).unwrap());
        assert!(budget.reserve(Some(0.5)).is_err());
        assert!(Budget::new(None, 0.0).reserve(Some(1e9)).is_ok());
    }

    #[test]
    fn a_raised_cap_lets_it_go_on_and_the_meter_tells_what_it_came_to() {
        let budget = Budget::new(Some(0.5), 0.0);
        budget.reserve(Some(0.5)).unwrap().settle(0.4);
        assert!(budget.reserve(Some(0.2)).is_err());
        budget.set_cap(Some(1.0));
        budget.reserve(Some(0.2)).unwrap().settle(0.1);
        budget.reserve(None).unwrap().settle_unknown();
        budget.reserve(Some(0.0)).unwrap().settle_unknown();
        drop(budget.reserve(Some(0.0)).unwrap());
        let meter = budget.meter();
        assert!((meter.spent - 0.5).abs() < 1e-12);
        assert_eq!((meter.calls, meter.unknown, meter.cap), (5, 1, Some(1.0)), "what is free is known to be");
        budget.set_cap(Some(0.1));
        assert!(budget.reserve(Some(0.0001)).is_err(), "a cap below what is spent stops everything");
    }
}
