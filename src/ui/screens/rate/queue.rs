//! What would be sent, in which order, and as whom.

use super::View;
use crate::actions::Action;
use crate::app::screens::rate::SLATE;
use crate::config::theme::Role;
use crate::domain::numbers::{plural, thousands};
use crate::simulation::Forecast;
use crate::ui::parts::pen::{Column, Pen};
use crate::ui::parts::place::sentence;
use crate::ui::parts::rated;
use crate::ui::text::{cut, width, wrap_plain};

/// What there is to say in two or three rows.
pub(super) fn summary(pen: &mut Pen<'_>, column: &mut Column, view: View<'_>) {
    let picked = view.app.screens().rate.picked().len();
    if picked == 0 {
        let shown = thousands(view.app.screens().rate.shown().len() as u64);
        let (toggle, all) = (view.key(Action::Toggle), view.key(Action::MarkAll));
        let line =
            sentence(pen, &["", &toggle, " picks an item, ", &all, &format!(" picks all {shown} shown")]);
        column.put(pen, line);
    } else {
        let slates = plural(picked.div_ceil(SLATE), "slate");
        let queue = format!("Queue {picked}");
        let cost = cost(view);
        // What it takes matters more than in how many requests.
        let room = column.width().saturating_sub(width(&queue) + 3);
        let both = format!("in {slates}, {cost}");
        let said = if width(&both) <= room { both } else { cost };
        let line = vec![pen.span(Role::Strong, queue), pen.span(Role::Text, format!("   {said}"))];
        column.put(pen, line);
    }
    as_whom(pen, column, view);
}

/// What it takes, before it is sent.
fn cost(view: View<'_>) -> String {
    if !view.study.data.asks_a_model {
        return "offline: no tokens, no cost".to_owned();
    }
    let work = view.app.screens().rate.work(view.study);
    let forecast = work.and_then(|work| view.app.costs().of(&work));
    forecast.map_or_else(|| "a request each".to_owned(), Forecast::words)
}

fn as_whom(pen: &mut Pen<'_>, column: &mut Column, view: View<'_>) {
    let (state, written) = (view.app.screens().rate.state(view.subject), view.subject.written());
    if written == 0 {
        let (profile, rest) = (view.key(Action::GoProfile), view.key(Action::RunRest));
        let line = sentence(pen, &["no profile to act on yet: ", &profile, ", then ", &rest, " writes one"]);
        return column.put(pen, line);
    }
    let mut spans = vec![
        pen.span(Role::Dim, "as the profile after "),
        pen.span(if state < written { Role::Warn } else { Role::Strong }, format!("B{state}")),
    ];
    if written > 1 {
        let keys = format!("{}/{}", view.key(Action::Prev), view.key(Action::Next));
        spans.push(pen.span(Role::Dim, format!(" of {written}   ")));
        spans.push(pen.span(Role::KeyHint, keys));
        spans.push(pen.span(Role::Dim, " another"));
    }
    column.put(pen, spans);
}

/// The picked items in the order in which they are sent, as many as fit.
pub(super) fn list(pen: &mut Pen<'_>, column: &mut Column, view: View<'_>) {
    summary(pen, column, view);
    column.gap();
    let picked = view.app.screens().rate.picked();
    let room = usize::from(column.left());
    for (at, &item) in picked.iter().enumerate().take(room) {
        if at + 1 == room && picked.len() > room {
            let more = pen.span(Role::Dim, format!("... {} more", picked.len() - at));
            return column.put(pen, more);
        }
        let title = rated::title(&view.study.data, item);
        let text = cut(&format!("{:>3}  {title}", at + 1), column.width()).into_owned();
        let line = pen.span(Role::Text, text);
        column.put(pen, line);
    }
    if picked.is_empty() {
        let text = "held-out ratings stay hidden until an item is rated, so that nobody picks by the answers";
        let lines = wrap_plain(text, pen.style(Role::Dim), column.width());
        column.put_all(pen, lines);
    }
}
