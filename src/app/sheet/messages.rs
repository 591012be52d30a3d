//! Messages: those that are shown, the newest first.

use super::{Sheet, Value};
use crate::app::App;
use crate::app::overlays::messages::MessageSheet;

pub(super) fn list(app: &App, messages: MessageSheet) -> Sheet {
    let shown = app.messages();
    let row = |entry: &&crate::app::log::Entry| {
        vec![
            Value::figure(Some(entry.at.as_secs_f64()), 0),
            Value::text(entry.level.word()),
            Value::text(&entry.text),
        ]
    };
    Sheet {
        name: "messages".to_owned(),
        title: "Messages".to_owned(),
        notes: vec![format!("Shown: {}. Seconds are since the start.", messages.words())],
        columns: vec!["seconds", "level", "message"],
        rows: shown.iter().map(row).collect(),
        selected: messages.cursor.of(shown.len()),
        ..Sheet::default()
    }
}
