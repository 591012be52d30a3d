//! Who writes, over a screen: the providers with what is known of them, or one of them with its models.

use ratatui::layout::Rect;
use ratatui::text::Span;

use super::{open, search_line};
use crate::actions::Action;
use crate::app::App;
use crate::app::overlays::picker::{Answered, LookedAt, Picker};
use crate::config::theme::Role;
use crate::domain::numbers::thousands;
use crate::domain::text::clean_line;
use crate::simulation::{Found, Offered};
use crate::ui::layout::centred;
use crate::ui::parts::pen::{Column, Pen};
use crate::ui::parts::shell::hint;
use crate::ui::text::{cut, left, width, wrap_plain};

pub(super) fn draw(pen: &mut Pen<'_>, body: Rect, app: &App, picker: &Picker) {
    let foot: Vec<String> = app
        .offers()
        .iter()
        .filter(|offer| offer.actions.first() != Some(&Action::MoveDown))
        .filter_map(|offer| {
            let key = hint(app.keymap(), app.context(), offer.actions)?;
            Some(format!("{key} {}", offer.label))
        })
        .collect();
    let area = centred(body, 96, body.height.saturating_sub(2).min(24));
    match &picker.looked_at {
        None => {
            let inner = open(pen, area, "Who writes", foot.join("   "));
            providers(pen, inner, picker);
        }
        Some(looked_at) => {
            let title = format!("Models of {}", clean_line(&looked_at.provider));
            let inner = open(pen, area, &title, foot.join("   "));
            let offered = picker.offered.iter().find(|one| one.name == looked_at.provider);
            models(pen, inner, looked_at, offered);
        }
    }
}

fn providers(pen: &mut Pen<'_>, inner: Rect, picker: &Picker) {
    let mut column = Column::new(inner);
    column.gap();
    let below = column.take_bottom(4);
    let names = picker.offered.iter().map(|one| width(&clean_line(&one.name))).max().unwrap_or(0).min(20);
    let addresses = picker.offered.iter().filter_map(|one| one.address.as_deref());
    let wide = addresses.map(|address| width(&clean_line(address))).max().unwrap_or(0).min(40);
    let selected = picker.cursor.of(picker.offered.len()).unwrap_or(0);
    let first = pen.first_shown(selected, picker.offered.len(), usize::from(column.left()));
    for (at, one) in picker.offered.iter().enumerate().skip(first) {
        if column.left() == 0 {
            break;
        }
        let row = column.take(1);
        pen.cache.hits.row(row, at, selected, first);
        let mark = if one.is_current { "(*) " } else { "( ) " };
        let role = if one.is_current { Role::Mark } else { Role::Dim };
        let room = usize::from(row.width).saturating_sub(names + 8);
        let what = what(one, wide);
        let spans = vec![
            pen.span(Role::Mark, if at == selected { "> " } else { "  " }),
            pen.span(role, mark),
            pen.span(Role::Strong, left(&clean_line(&one.name), names)),
            pen.span(Role::Text, format!("  {}", cut(&what, room))),
        ];
        pen.row(row, spans, at == selected);
    }
    let text = match picker.selected() {
        None => "Looking which providers there are ...".to_owned(),
        Some(one) if one.address.is_none() => {
            "The built-in offline simulator: no network, no key, no cost.".to_owned()
        }
        Some(one) => {
            let key = one.key.as_ref().map_or_else(
                || "no key is sent".to_owned(),
                |key| format!("its key is from {key} and goes to its own host alone"),
            );
            clean_line(&format!(
                "Nothing is asked before it is opened; {key}. More of them: [providers.NAME] in config.toml"
            ))
        }
    };
    let lines = wrap_plain(&text, pen.style(Role::Dim), usize::from(below.width));
    let mut below = Column::new(below);
    below.gap();
    below.put_all(pen, lines);
}

/// `ollama  http://127.0.0.1:11434  gemma3:12b`
fn what(one: &Offered, wide: usize) -> String {
    let Some(address) = &one.address else { return "the offline simulator".to_owned() };
    let model = one.model.as_deref().unwrap_or("no model chosen");
    format!("{}  {:<6}  {}", left(&clean_line(address), wide), one.speaks, clean_line(model))
}

fn models(pen: &mut Pen<'_>, inner: Rect, looked_at: &LookedAt, offered: Option<&Offered>) {
    let mut column = Column::new(inner);
    let room = column.width();
    let line = search_line(pen, &looked_at.search.input, "letters of a model, or its whole name", room);
    column.put(pen, line);
    let address = offered.and_then(|one| one.address.as_deref()).unwrap_or_default();
    match &looked_at.answer {
        Answered::NotYet => {
            column.gap();
            let text = clean_line(&format!("Asking {address} ... nothing is spent by that."));
            let lines = wrap_plain(&text, pen.style(Role::Text), room);
            column.put_all(pen, lines);
        }
        Answered::Failed(why) => {
            column.gap();
            let lines = wrap_plain(why, pen.style(Role::Error), room);
            column.put_all(pen, lines);
            column.gap();
            let text = "A name that is typed is taken all the same: some servers have no list.";
            let lines = wrap_plain(text, pen.style(Role::Dim), room);
            column.put_all(pen, lines);
        }
        Answered::Found(found) => {
            let lines = wrap_plain(&known(found), pen.style(Role::Dim), room);
            column.put_all(pen, lines);
            column.gap();
            list(pen, &mut column, looked_at);
        }
    }
}

/// `answers in 12 ms, 3 models, key …x4Q2 from OPENAI_API_KEY; num_ctx is not set ...`
fn known(found: &Found) -> String {
    let models = crate::domain::numbers::plural(found.models.len(), "model");
    let key = found.key.as_ref().map_or_else(|| "no key is sent".to_owned(), |key| format!("key {key}"));
    let form = found.form.unwrap_or("not tried yet");
    let form = format!(", form of answers: {form}");
    let notes: String = found.notes.iter().map(|note| format!("; {note}")).collect();
    clean_line(&format!("answers in {} ms, {models}, {key}{form}{notes}", found.took.as_millis()))
}

fn list(pen: &mut Pen<'_>, column: &mut Column, looked_at: &LookedAt) {
    let models = looked_at.models();
    if models.is_empty() {
        let text = match looked_at.chosen() {
            Some((name, _)) => {
                format!("No model of the list is called so; \"{name}\" is asked for as it is typed.")
            }
            None => "It has no list of models; type the name of one.".to_owned(),
        };
        let lines = wrap_plain(&clean_line(&text), pen.style(Role::Text), column.width());
        return column.put_all(pen, lines);
    }
    let selected = looked_at.search.cursor.of(models.len()).unwrap_or(0);
    let first = pen.first_shown(selected, models.len(), usize::from(column.left()));
    let has_windows = models.iter().any(|model| model.window.is_some());
    let names = models.iter().map(|model| width(&model.name)).max().unwrap_or(0).min(40);
    for (at, model) in models.into_iter().enumerate().skip(first) {
        if column.left() == 0 {
            break;
        }
        let row = column.take(1);
        pen.cache.hits.row(row, at, selected, first);
        let window = model
            .window
            .map_or_else(|| "window not known".to_owned(), |n| format!("{} tokens", thousands(n)));
        let room = usize::from(row.width).saturating_sub(names + 24);
        let spans = vec![
            pen.span(Role::Mark, if at == selected { "> " } else { "  " }),
            pen.span(Role::Text, left(&cut(&clean_line(&model.name), names), names)),
            Span::raw("  "),
            pen.span(Role::Dim, if has_windows { left(&window, 18) } else { String::new() }),
            pen.span(Role::Dim, cut(&clean_line(&model.about), room).into_owned()),
        ];
        pen.row(row, spans, at == selected);
    }
}
