//! The row below the names of the screens: what the screen in front is about.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::pen::Pen;
use crate::app::study::{Study, Subject};
use crate::app::{App, Screen};
use crate::config::theme::Role;
use crate::domain::edited_in_words;
use crate::domain::text::clean_line;
use crate::ui::glyphs;
use crate::ui::text::{cut, plural, width};

/// Draws the row: facts at the left, as many as fit, and one at the right.
pub fn draw(pen: &mut Pen<'_>, area: Rect, app: &App, study: &Study) {
    let data = &study.data;
    match study.subject.as_ref().filter(|_| app.screen() != Screen::Users) {
        None => {
            let (set, runs) = (&data.dataset, study.runs().len());
            let counts = [set.users.len(), set.items.len(), set.interactions.len(), runs];
            let of = (&data.source, data.split.name(), &data.provider, counts);
            pen.part(area, of, |pen| put(pen, area, &about_data(study)));
        }
        Some(subject) => {
            let facts = about_user(study, subject);
            pen.part(area, &facts, |pen| put(pen, area, &facts));
        }
    }
}

/// Facts, the one that matters most first, and the one at the right.
type Facts = (Vec<String>, String);

fn about_data(study: &Study) -> Facts {
    let data = &study.data;
    let users = plural(data.dataset.users.len(), "user");
    let items = plural(data.dataset.items.len(), "item");
    let ratings = plural(data.dataset.interactions.len(), "rating");
    let runs = plural(study.runs().len(), "run");
    (vec![name(study), format!("{users}  {items}  {ratings}"), data.provider.clone()], runs)
}

fn about_user(study: &Study, subject: &Subject) -> Facts {
    let data = &study.data;
    let known: Vec<_> = data.dataset.users.known(subject.user).map(|(_, value)| value).collect();
    let known = clean_line(&known.join(" "));
    let user = format!("user {}", clean_line(&subject.id.to_string()));
    let run = match &subject.run {
        Some(run) => {
            let edited = edited_in_words(&run.edited());
            let edited = edited.map_or_else(String::new, |edited| format!(" ({edited})"));
            format!("{} {}{edited}", run.id, clean_line(&run.name))
        }
        None => "no run".to_owned(),
    };
    let right = format!("B{}/{}", subject.written(), subject.batches());
    let order = data.history.order.word().to_owned();
    (vec![user, run, known, data.provider.clone(), name(study), order], right)
}

/// `ml-100k u1`: the last part of the path, or the whole of what is none, and the split.
fn name(study: &Study) -> String {
    let source = study.data.source.as_str();
    let folder = source.split(['/', '\\']).rev().find(|part| !part.is_empty()).unwrap_or(source);
    format!("{} {}", clean_line(folder), study.data.split.name())
}

fn put(pen: &mut Pen<'_>, area: Rect, (facts, right): &Facts) {
    let right_room = if right.is_empty() { 0 } else { width(right) + 2 };
    let room = usize::from(area.width).saturating_sub(right_room + 1);
    let mut spans = vec![Span::raw(" ")];
    let mut used = 0;
    for (at, fact) in facts.iter().filter(|fact| !fact.is_empty()).enumerate() {
        let bar = if at == 0 { String::new() } else { format!(" {} ", glyphs::BAR) };
        let free = room.saturating_sub(used + width(&bar));
        // The first fact is cut rather than left out.
        if at > 0 && width(fact) > free {
            break;
        }
        let fact = cut(fact, free);
        used += width(&bar) + width(&fact);
        spans.push(pen.span(Role::Border, bar));
        let role = if at == 0 { Role::Text } else { Role::Dim };
        spans.push(pen.span(role, fact));
    }
    pen.line(area, &Line::from(spans));
    let right = pen.span(Role::Strong, format!("{right} "));
    pen.line_right(area, &Line::from(right));
}
