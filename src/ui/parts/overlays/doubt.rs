//! What is to be decided before money or a prompt is lost, over a screen.

use ratatui::layout::Rect;

use super::open;
use crate::app::App;
use crate::app::message::Doubt;
use crate::app::overlay::InDoubt;
use crate::config::theme::Role;
use crate::domain::numbers::{money, thousands};
use crate::domain::text::clean_line;
use crate::ui::layout::centred;
use crate::ui::parts::pen::{Column, Pen};
use crate::ui::parts::shell::hint;
use crate::ui::text::{cut, left, width, wrap_plain};

pub(super) fn draw(pen: &mut Pen<'_>, body: Rect, app: &App, in_doubt: &InDoubt) {
    let (title, rows) = match &in_doubt.doubt {
        Doubt::Cost { .. } => ("Cost", 11),
        Doubt::Fit(_) => ("Warning", 16),
    };
    let area = centred(body, 80, rows);
    let inner = open(pen, area, title, String::new());
    let mut column = Column::new(inner);
    let room = column.width();
    let say = |pen: &mut Pen<'_>, column: &mut Column, role: Role, text: &str| {
        let lines = wrap_plain(text, pen.style(role), room);
        column.put_all(pen, lines);
    };
    match &in_doubt.doubt {
        Doubt::Cost { forecast, above } => {
            say(
                pen,
                &mut column,
                Role::Strong,
                &format!("{} may cost {}", in_doubt.title, price(forecast.price)),
            );
            column.gap();
            let calls = format!(
                "{forecast}: {} in and {} out. More where an answer has to be asked for again.",
                thousands(forecast.tokens_in()),
                thousands(forecast.tokens_out)
            );
            say(pen, &mut column, Role::Text, &calls);
            let asked = format!(
                "Tokens are {}. It is asked above {} (budget.confirm_above).",
                forecast.counted.words(),
                money(*above)
            );
            say(pen, &mut column, Role::Dim, &asked);
        }
        Doubt::Fit(misfit) => {
            say(pen, &mut column, Role::Strong, "This prompt may not fit the model");
            if inner.height > 13 {
                column.gap();
            }
            let figures = [
                ("estimate", misfit.prompt, format!("and {} for the answer", thousands(misfit.answer))),
                ("window", misfit.window.tokens, format!("({})", misfit.window.from)),
            ];
            for (name, tokens, more) in figures {
                // Not wrapped: the numbers stand below each other.
                let line = format!("{name:<9}{:>9} tokens {}", thousands(tokens), clean_line(&more));
                let line = pen.span(Role::Text, cut(&line, room).into_owned());
                column.put(pen, line);
            }
            let who = format!("{}; tokens are {}", misfit.who, misfit.counted.words());
            say(pen, &mut column, Role::Dim, &clean_line(&who));
            say(pen, &mut column, Role::Text, misfit.consequence());
        }
    }
    column.gap();
    let offers = app.offers();
    let keys: Vec<(String, String)> = offers
        .into_iter()
        .filter_map(|offer| {
            Some((hint(app.keymap(), app.context(), offer.actions)?, offer.label.into_owned()))
        })
        .collect();
    let wide = keys.iter().map(|(key, _)| width(key)).max().unwrap_or(0);
    for (key, label) in keys {
        let line = vec![
            pen.span(Role::KeyHint, format!("  {}", left(&key, wide))),
            pen.span(Role::Text, format!("   {label}")),
        ];
        column.put(pen, line);
    }
}

fn price(price: crate::simulation::Price) -> String {
    price.dollars().map_or_else(|| price.to_string(), money)
}
