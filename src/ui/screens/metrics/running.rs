//! The running figure, by items rated or by profile state, with the baselines' final figures as level lines.

use super::View;
use crate::app::screens::metrics::{Curve, updates};
use crate::config::theme::Role;
use crate::ui::parts::charts::curve;
use crate::ui::parts::pen::{Column, Pen};
use crate::ui::text::wrap_plain;

pub(super) fn draw(pen: &mut Pen<'_>, column: &mut Column, view: &View<'_>) {
    match view.metrics.curve {
        Curve::Rmse | Curve::Mae => by_items(view).draw(pen, column.rest()),
        Curve::State => by_state(pen, column, view),
    }
}

fn levels(view: &View<'_>) -> Vec<(String, f64)> {
    let baselines = view.report.methods.iter().skip(1);
    let figure = |method| view.metrics.curve.of(method);
    baselines.filter_map(|method| Some((super::figures::label(&method.name), figure(method)?))).collect()
}

fn by_items(view: &View<'_>) -> curve::Curve {
    let report = view.report;
    // Of few items the middle may be an end.
    let mut ticks = vec![1, (report.n / 2).max(1), report.n];
    ticks.dedup();
    let point = |point: &crate::metrics::RunningPoint| (point.n as f64, view.metrics.curve.at(point));
    curve::Curve {
        name: "model".to_owned(),
        points: report.running.iter().map(point).collect(),
        levels: levels(view),
        ticks: ticks.into_iter().map(|n| (n as f64, n.to_string())).collect(),
    }
}

/// Whether each update helps: the same items on each state.
fn by_state(pen: &mut Pen<'_>, column: &mut Column, view: &View<'_>) {
    let updates = updates(view.subject);
    let said = match (updates.rmse.first(), updates.rmse.last()) {
        (Some((first, before)), Some((last, after))) => {
            let verdict = if after < before { "nearer than" } else { "no nearer than" };
            format!(
                "{} items on each state: B{last} is {verdict} B{first} ({before:.2} to {after:.2})",
                updates.n
            )
        }
        _ if view.subject.rated_states().len() > 1 => "no item was rated on every state".to_owned(),
        _ => "does each update help? Only one state rated items; the same items can be rated on each"
            .to_owned(),
    };
    let role = if updates.n < crate::app::screens::metrics::FEW { Role::Dim } else { Role::Text };
    let lines = wrap_plain(&said, pen.style(role), column.width());
    column.put_all(pen, lines);
    let points: Vec<(f64, f64)> = updates.rmse.iter().map(|(state, rmse)| (*state as f64, *rmse)).collect();
    let ticks = updates.rmse.iter().map(|(state, _)| (*state as f64, format!("B{state}"))).collect();
    // Baselines know nothing of states, and their figures are of other rows.
    let chart = curve::Curve { name: "model".to_owned(), points, levels: Vec::new(), ticks };
    chart.draw(pen, column.rest());
}
