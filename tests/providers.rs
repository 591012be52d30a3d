//! What the providers make of whatever a server does: a table of faults, and what a user reads of each.

#![cfg(test)]

#[path = "providers/framing.rs"]
mod framing;
#[path = "providers/keys.rs"]
mod keys;
#[path = "providers/manners.rs"]
mod manners;
#[path = "common/model_server.rs"]
#[expect(dead_code, reason = "shared with other tests, which need other parts")]
mod model_server;
#[path = "providers/offers.rs"]
mod offers;
#[path = "providers/rig.rs"]
mod rig;
#[path = "providers/table.rs"]
mod table;
