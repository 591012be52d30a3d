//! A batch that was asked for and not written: why, what can be done, the tries, and the text that one of them left.

use ratatui::layout::Rect;
use ratatui::text::Line;

use super::View;
use crate::actions::Action;
use crate::app::accepting::{candidate, left_over};
use crate::app::screens::profile::{ProfilePane, TextTab};
use crate::config::theme::Role;
use crate::domain::numbers::{plural, thousands};
use crate::domain::text::clean_line;
use crate::domain::{Call, NewCall, Outcome};
use crate::simulation::Draft;
use crate::ui::parts::live::{draft, kept_row};
use crate::ui::parts::pen::{Column, Pane, Pen};
use crate::ui::text::{width, wrap_plain};

/// Bytes of a text that are looked at: more than a profile has.
const LOOKED_AT: usize = 32 << 10;

/// Whether there is something of the next batch.
pub(super) fn is_there(view: View<'_>) -> bool {
    view.subject.trouble.is_some() || !left_over(view.subject).is_empty()
}

pub(super) fn draw(pen: &mut Pen<'_>, area: Rect, view: View<'_>, batch: usize) {
    let calls = left_over(view.subject);
    let pane = Pane {
        title: view.text_title(pen),
        scope: vec![format!("B{batch} not written")],
        focused: view.focused(ProfilePane::Text),
        spot: Some(view.spot(ProfilePane::Text)),
        ..Pane::default()
    };
    let mut column = Column::new(pen.pane(area, &pane));
    let room = column.width().min(pen.prose());
    let last = calls.last().map(|call| &call.made);
    let (role, said) = match last.map(|last| &last.outcome) {
        _ if view.subject.trouble.is_some() && !ended_in_answers(last.map(|last| &last.outcome)) => {
            (Role::Error, view.subject.trouble.clone().unwrap_or_default())
        }
        Some(Outcome::Cancelled) => {
            let characters = last.map_or(0, |last| last.text.chars().count());
            (Role::Warn, format!("cancelled after {} characters", thousands(characters as u64)))
        }
        Some(Outcome::Rejected { .. }) => {
            (Role::Warn, format!("{}, none valid. {}", plural(calls.len(), "attempt"), current(view)))
        }
        Some(Outcome::Failed { words, .. }) => (Role::Error, clean_line(words)),
        _ => (Role::Dim, format!("Batch {batch} is not written. {}", current(view))),
    };
    column.put_all(pen, wrap_plain(&said, pen.style(role), room));
    if let Some(help) = last.and_then(help) {
        let lines = wrap_plain(&help, pen.style(Role::Text), room);
        column.put_all(pen, lines);
    }
    if calls.is_empty() {
        // Nothing was sent: what keeps this batch keeps the others.
        let batches = view.subject.batches();
        let left = batches.saturating_sub(view.subject.written());
        let said = format!("{left} of {batches} batches left. {}", current(view));
        let lines = wrap_plain(&said, pen.style(Role::Text), room);
        column.put_all(pen, lines);
    }
    keys(pen, &mut column, view, last);
    column.gap();
    let height = usize::from(column.left());
    let skipped = calls.len().saturating_sub((height / 3).max(1));
    let rows: Vec<_> =
        calls.iter().skip(skipped).map(|call| kept_row(pen, &call.made, column.width())).collect();
    column.put_all(pen, rows);
    let Some(kept) = candidate(view.subject) else { return };
    column.gap();
    text(pen, &mut column, view, kept);
}

/// Whether what there is to say is about answers, not about what kept them from coming.
fn ended_in_answers(outcome: Option<&Outcome>) -> bool {
    matches!(outcome, Some(Outcome::Rejected { .. } | Outcome::Cancelled))
}

fn has_failed(call: &NewCall) -> bool {
    matches!(call.outcome, Outcome::Failed { .. })
}

fn current(view: View<'_>) -> String {
    match view.subject.written() {
        0 => "There is no profile yet.".to_owned(),
        written => format!("B{written} stays current."),
    }
}

/// What would help against a failure, where that is known.
fn help(call: &NewCall) -> Option<String> {
    let Outcome::Failed { cause, .. } = &call.outcome else { return None };
    let is_ollama = call.exchange.url.ends_with("/api/chat");
    let model = clean_line(&call.model);
    match cause.as_str() {
        "unreachable" if is_ollama => Some("Start it with: ollama serve".to_owned()),
        "unreachable" => Some("Start the server, or name another one with --base-url.".to_owned()),
        "no-such-model" if is_ollama => {
            Some(format!("Pull it with: ollama pull {model}, or pick another one."))
        }
        "no-such-model" => Some("Pick one of those that there are.".to_owned()),
        "unauthorized" | "forbidden" => {
            let provider = clean_line(&call.provider);
            Some(format!(
                "lusifer key test {provider} says where the key comes from and whether it is taken."
            ))
        }
        _ => None,
    }
}

/// The keys that lead on, as many on a row as fit.
fn keys(pen: &mut Pen<'_>, column: &mut Column, view: View<'_>, last: Option<&NewCall>) {
    let offers = view.app.screen_offers();
    let wanted = [
        (Action::Run, "again"),
        (Action::Accept, ""),
        (Action::Models, "another model"),
        (Action::GoCalls, "see them"),
        (Action::Fork, "fork"),
    ];
    let mut line = Vec::new();
    let mut used = 0;
    for (action, label) in wanted {
        let offer = offers.iter().find(|offer| offer.actions == [action]);
        let is_pointless = match action {
            Action::GoCalls => last.is_none(),
            Action::Models => view.app.is_replay() || !last.is_some_and(has_failed),
            _ => false,
        };
        if is_pointless || offer.is_some_and(|offer| offer.off.is_some()) {
            continue;
        }
        let label = match offer {
            Some(offer) if label.is_empty() => format!("{} (marked edited)", offer.label),
            _ => label.to_owned(),
        };
        let key = view.key(action);
        let wide = width(&key) + width(&label) + 4;
        if used + wide > column.width() {
            column.put(pen, std::mem::take(&mut line));
            used = 0;
        }
        used += wide;
        line.push(pen.span(Role::KeyHint, key));
        line.push(pen.span(Role::Text, format!(" {label}   ")));
    }
    column.put(pen, line);
}

/// The text of a call, weaker than one that counts.
fn text(pen: &mut Pen<'_>, column: &mut Column, view: View<'_>, call: &Call) {
    let whole = &call.made.text;
    let mut read = Draft::default();
    read.push(&whole[..whole.floor_char_boundary(LOOKED_AT)]);
    let count = thousands(whole.chars().count() as u64);
    let what = match &call.made.outcome {
        Outcome::Cancelled => format!("what had arrived, {count} characters"),
        _ => format!("attempt {}, {count} characters", call.made.attempt),
    };
    let rule: Line<'static> = Line::from(pen.span(Role::Dim, what));
    column.put(pen, rule);
    let is_raw = view.app.screens().profile.focus.text == TextTab::Raw;
    draft(pen, column, &read, is_raw, Role::Dim);
}
