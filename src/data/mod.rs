//! Files to domain: ratings, items, users, texts, splits, the data doctor; never models or metrics.
