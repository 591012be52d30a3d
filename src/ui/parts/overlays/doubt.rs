//! What is to be decided before money or a prompt is lost, over a screen.

use ratatui::layout::Rect;
use ratatui::text::Line;

use super::open;
use crate::app::App;
use crate::app::message::Doubt;
use crate::app::offers::Offer;
use crate::app::overlay::InDoubt;
use crate::config::theme::Role;
use crate::domain::numbers::{money, thousands};
use crate::domain::text::clean_line;
use crate::simulation::{Forecast, Misfit, Price};
use crate::ui::layout::{box_width, centred};
use crate::ui::parts::pen::{Column, Pen};
use crate::ui::parts::shell::hint;
use crate::ui::text::{cut, left, width, wrap_plain};

/// Cells of the box, and those of its frame.
const WIDTH: u16 = 80;
const FRAME: u16 = 4;

pub(super) fn draw(pen: &mut Pen<'_>, body: Rect, app: &App, in_doubt: &InDoubt) {
    let room = usize::from(box_width(body, WIDTH).saturating_sub(FRAME));
    let (title, mut lines) = match &in_doubt.doubt {
        Doubt::Cost { forecast, above } => ("Cost", cost(pen, &in_doubt.title, (forecast, *above), room)),
        Doubt::Fit(misfit) => ("Warning", fit(pen, misfit, room)),
    };
    let keys = keys(pen, app);
    // What can be done is never pushed out by what it is about.
    let rows = usize::from(body.height.saturating_sub(2));
    if lines.len() + keys.len() >= rows {
        lines.retain(|line| !line.spans.is_empty());
    }
    lines.truncate(rows.saturating_sub(keys.len() + 1));
    lines.push(Line::default());
    lines.extend(keys);
    let area = centred(body, WIDTH, lines.len() as u16 + 2);
    let inner = open(pen, area, title, String::new());
    Column::new(inner).put_all(pen, lines);
}

fn cost(pen: &Pen<'_>, title: &str, (forecast, above): (&Forecast, f64), room: usize) -> Vec<Line<'static>> {
    let head = format!("{title} may cost {}", price(forecast.price));
    let calls = format!(
        "{forecast}: {} in and {} out. More where an answer has to be asked for again.",
        thousands(forecast.tokens_in()),
        thousands(forecast.tokens_out)
    );
    let asked = format!(
        "Tokens are {}. It is asked above {} (budget.confirm_above).",
        forecast.counted.words(),
        money(above)
    );
    let mut lines = wrap_plain(&head, pen.style(Role::Strong), room);
    lines.push(Line::default());
    lines.extend(wrap_plain(&calls, pen.style(Role::Text), room));
    lines.extend(wrap_plain(&asked, pen.style(Role::Dim), room));
    lines
}

fn fit(pen: &Pen<'_>, misfit: &Misfit, room: usize) -> Vec<Line<'static>> {
    let mut lines = wrap_plain("This prompt may not fit the model", pen.style(Role::Strong), room);
    lines.push(Line::default());
    let figures = [
        ("estimate", misfit.prompt, format!("and {} for the answer", thousands(misfit.answer))),
        ("window", misfit.window.tokens, format!("({})", misfit.window.from)),
    ];
    for (name, tokens, more) in figures {
        // Not wrapped: the numbers stand below each other.
        let line = format!("{name:<9}{:>9} tokens {}", thousands(tokens), clean_line(&more));
        lines.push(Line::from(pen.span(Role::Text, cut(&line, room).into_owned())));
    }
    let who = clean_line(&format!("{}; tokens are {}", misfit.who, misfit.counted.words()));
    lines.extend(wrap_plain(&who, pen.style(Role::Dim), room));
    lines.extend(wrap_plain(misfit.consequence(), pen.style(Role::Text), room));
    lines
}

/// What can be decided, a key a line.
fn keys(pen: &Pen<'_>, app: &App) -> Vec<Line<'static>> {
    let key =
        |offer: Offer| Some((hint(app.keymap(), app.context(), offer.actions)?, offer.label.into_owned()));
    let keys: Vec<(String, String)> = app.offers().into_iter().filter_map(key).collect();
    let wide = keys.iter().map(|(key, _)| width(key)).max().unwrap_or(0);
    let line = |(key, label): (String, String)| {
        Line::from(vec![
            pen.span(Role::KeyHint, format!("  {}", left(&key, wide))),
            pen.span(Role::Text, format!("   {label}")),
        ])
    };
    keys.into_iter().map(line).collect()
}

fn price(price: Price) -> String {
    price.dollars().map_or_else(|| price.to_string(), money)
}
