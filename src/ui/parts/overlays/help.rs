//! The help over a screen: a line to search with, then keys and what they do; no key is ever cut.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{open, search_line, sheet};
use crate::actions::Action;
use crate::app::App;
use crate::app::overlays::help::HelpRow;
use crate::app::overlays::searched::Searched;
use crate::config::keymap::{Context, Keymap};
use crate::config::theme::Role;
use crate::ui::glyphs::CUT;
use crate::ui::layout::{box_width, centred};
use crate::ui::parts::pen::{Column, Pen};
use crate::ui::parts::shell::hint;
use crate::ui::text::{left, width, wrap_plain};

/// The widest box.
const WIDEST: u16 = 96;
/// What edits a line, wherever one is typed: these are nobody's actions.
const TYPING: [(&str, &str); 4] = [
    ("ctrl+a ctrl+e", "to the beginning, to the end"),
    ("ctrl+w ctrl+u", "delete the word, all before the cursor"),
    ("ctrl+k", "delete all after the cursor"),
    ("left right", "move; letters are never commands"),
];

/// From this width on the keys of the screen and those of anywhere stand side by side.
const SIDE_BY_SIDE: u16 = 110;
/// The widest box with both.
const WIDEST_BOTH: u16 = 168;
/// Cells between them.
const BETWEEN: u16 = 3;

/// Rows with the row of the list that each belongs to.
type Rows = Vec<(Option<usize>, Line<'static>)>;

pub(super) fn draw(pen: &mut Pen<'_>, body: Rect, app: &App, help: &Searched) {
    let rows = app.help_rows();
    let searches = !help.input.text().trim().is_empty();
    let both = body.width >= SIDE_BY_SIDE;
    let outer = if both { WIDEST_BOTH } else { WIDEST };
    let inner = box_width(body, outer).saturating_sub(4);
    let room = usize::from(if both { (inner - BETWEEN) / 2 } else { inner });
    let all = if searches { app.all_help_rows() } else { rows.clone() };
    let selected = help.cursor.of(rows.len()).unwrap_or(0);
    // The box stays where it is while rows come and go, and so do its columns.
    let keys = key_width(app, &all, room);
    let sheet_of = |rows: &[HelpRow], selected: Option<usize>, typing: bool| {
        let is_in = |column: usize| move |row: &&(usize, HelpRow)| !both || row.1.is_here == (column == 0);
        let rows: Vec<(usize, HelpRow)> = rows.iter().cloned().enumerate().collect();
        let columns = if both { 2 } else { 1 };
        let columns = (0..columns).map(|column| {
            let rows: Vec<&(usize, HelpRow)> = rows.iter().filter(is_in(column)).collect();
            lines(pen, app, &rows, keys, room, selected)
        });
        let mut columns: Vec<Rows> = columns.collect();
        // What edits a line is the same everywhere: it stands where there is most room.
        if let Some(shortest) = columns.iter_mut().min_by_key(|column| column.len()).filter(|_| typing) {
            while_typing(pen, shortest, keys, room);
        }
        columns
    };
    let mut shown = sheet_of(&rows, Some(selected), !searches);
    // Frame, search line and a gap stand above and below.
    let height = usize::from(body.height.saturating_sub(4));
    if shown.iter().any(|column| column.len() > height) && !searches {
        shown = flowing(pen, sheet_of(&rows, Some(selected), false), keys, room, height);
    }
    let longest = |columns: &[Rows]| columns.iter().map(Vec::len).max().unwrap_or(0);
    let most = if searches { longest(&sheet_of(&all, None, true)) } else { longest(&shown) };
    let none = if rows.is_empty() { "nothing here is called so" } else { "none of these" };
    for column in shown.iter_mut().filter(|column| column.is_empty()) {
        column.push((None, Line::from(pen.span(Role::Dim, none))));
    }
    let closes = hint(app.keymap(), app.screen_context(), &[Action::Help]);
    let back = hint(app.keymap(), app.context(), &[Action::Back]);
    let closes: Vec<String> = closes.into_iter().chain(back).collect();
    let mut foot = format!("{} closes", closes.join(" or "));
    if searches {
        foot = format!("{} of {}   {foot}", rows.len(), all.len());
    }
    let area = centred(body, outer, most as u16 + 4);
    let inner = open(pen, area, "Keys", foot);
    let mut column = Column::new(inner);
    let line = search_line(pen, &help.input, "type to search the keys", column.width());
    column.put(pen, line);
    column.gap();
    let mut place = column.rest();
    for rows in shown {
        let here = Rect { width: (room as u16).min(place.width), ..place };
        let below = sheet(pen, here, rows, selected);
        more(pen, here, below);
        let taken = (room as u16 + BETWEEN).min(place.width);
        place = Rect { x: place.x + taken, width: place.width - taken, ..place };
    }
}

/// Two columns of which one runs past the box: what does not fit beside the other stands under it.
fn flowing(pen: &Pen<'_>, columns: Vec<Rows>, keys: usize, room: usize, height: usize) -> Vec<Rows> {
    let count = columns.len();
    let mut all = Rows::new();
    for column in columns {
        if !all.is_empty() && !column.is_empty() {
            all.push((None, Line::default()));
        }
        all.extend(column);
    }
    while_typing(pen, &mut all, keys, room);
    if count < 2 {
        return vec![all];
    }
    let mut at = height.min(all.len());
    // Neither a row nor a heading from its first row is parted.
    let is_parted = |at: usize| match (all.get(at - 1), all.get(at)) {
        (Some((before, _)), Some((after, _))) => before.is_some() && before == after,
        _ => false,
    };
    while at > 0 && (is_parted(at) || all.get(at - 1).is_some_and(|(row, _)| row.is_none())) {
        at -= 1;
    }
    let mut rest = all.split_off(at);
    if rest.first().is_some_and(|(row, _)| row.is_some()) {
        // Under the heading that the rows before it stand under.
        let heading = all.iter().rev().find(|(row, line)| row.is_none() && line.width() > 0);
        let heading = heading.map_or_else(String::new, |(_, line)| line.to_string());
        rest.insert(0, (None, Line::from(pen.span(Role::Strong, format!("{}, further", heading.trim())))));
    } else if rest.first().is_some_and(|(_, line)| line.spans.is_empty()) {
        rest.remove(0);
    }
    vec![all, rest]
}

/// Says in the last row of a column that it goes on below.
fn more(pen: &mut Pen<'_>, area: Rect, below: usize) {
    if below > 0 && area.height > 0 {
        let last = Rect { y: area.bottom() - 1, height: 1, ..area };
        pen.cover(last);
        let line = Line::from(pen.span(Role::Dim, format!("  {CUT} {} more lines below", below + 1)));
        pen.line(last, &line);
    }
}

/// Cells for keys: enough for the longest that belong together, and for most rows to need one line.
fn key_width(app: &App, rows: &[HelpRow], room: usize) -> usize {
    let quarter = (room / 4).max(12);
    let groups: Vec<_> =
        rows.iter().map(|row| groups(app.keymap(), app.screen_context(), row.offer.actions)).collect();
    let whole = groups.iter().map(|groups| width(&groups.join("  "))).max().unwrap_or(0);
    let longest = groups.iter().flatten().map(|group| width(group)).max().unwrap_or(0);
    whole.min(quarter).max(longest).min(room * 2 / 3)
}

fn lines(
    pen: &Pen<'_>,
    app: &App,
    rows: &[&(usize, HelpRow)],
    keys: usize,
    room: usize,
    selected: Option<usize>,
) -> Rows {
    let context = app.screen_context();
    let mut lines = Rows::new();
    let mut before: Option<bool> = None;
    for &&(at, ref row) in rows {
        if before != Some(row.is_here) {
            heading(pen, &mut lines, if row.is_here { app.screen().title() } else { "Anywhere" });
            before = Some(row.is_here);
        }
        let about = match &row.offer.off {
            None => row.offer.explained().into_owned(),
            Some(off) => format!("{} (off: {off})", row.offer.explained()),
        };
        let role = if row.offer.off.is_some() { Role::Dim } else { Role::Text };
        let keyed = packed(&groups(app.keymap(), context, row.offer.actions), keys);
        for (nth, text) in pair(pen, role, &keyed, &about, keys, room).into_iter().enumerate() {
            let mark = if nth == 0 && Some(at) == selected { "> " } else { "  " };
            let mut spans = vec![pen.span(Role::Mark, mark)];
            spans.extend(text);
            lines.push((Some(at), Line::from(spans)));
        }
    }
    lines
}

fn heading(pen: &Pen<'_>, lines: &mut Rows, name: &'static str) {
    if !lines.is_empty() {
        lines.push((None, Line::default()));
    }
    lines.push((None, Line::from(pen.span(Role::Strong, name))));
}

fn while_typing(pen: &Pen<'_>, lines: &mut Rows, keys: usize, room: usize) {
    heading(pen, lines, "While typing");
    for (key, about) in TYPING {
        let keyed = packed(&[key.to_owned()], keys);
        for text in pair(pen, Role::Text, &keyed, about, keys, room) {
            let mut spans = vec![Span::raw("  ")];
            spans.extend(text);
            lines.push((None, Line::from(spans)));
        }
    }
}

/// Keys and words side by side, as many lines as the longer of both needs.
fn pair(
    pen: &Pen<'_>,
    role: Role,
    keyed: &[String],
    about: &str,
    keys: usize,
    room: usize,
) -> Vec<Vec<Span<'static>>> {
    // Mark, keys and a gap stand before the words.
    let words = wrap_plain(about, pen.style(role), room.saturating_sub(keys + 5).max(8));
    (0..words.len().max(keyed.len()))
        .map(|at| {
            let key = keyed.get(at).map_or("", String::as_str);
            let mut spans = vec![pen.span(Role::KeyHint, left(key, keys)), Span::raw("   ")];
            spans.extend(words.get(at).into_iter().flat_map(|line| line.spans.iter().cloned()));
            spans
        })
        .collect()
}

/// The keys of actions that read as one, those that belong together joined: `j/k`, `down/up`; a dash where
/// there is none.
fn groups(keymap: &Keymap, context: Context, actions: &[Action]) -> Vec<String> {
    let keys: Vec<Vec<String>> = actions
        .iter()
        .map(|&action| keymap.keys(context, action).iter().map(ToString::to_string).collect())
        .collect();
    let most = keys.iter().map(Vec::len).max().unwrap_or(0);
    let nth = |at: usize| keys.iter().filter_map(|keys| keys.get(at)).cloned().collect::<Vec<_>>().join("/");
    let groups: Vec<String> = (0..most).map(nth).collect();
    if groups.is_empty() { vec!["-".to_owned()] } else { groups }
}

/// Groups of keys in lines of at most `room` cells. What does not fit goes on the next line; a group that is
/// wider than a line is parted between its keys.
fn packed(groups: &[String], room: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for group in groups {
        let parts: Vec<String> = if width(group) <= room {
            vec![group.clone()]
        } else {
            group.split_inclusive(['/', ' ']).map(|part| part.trim_end().to_owned()).collect()
        };
        for part in parts {
            match lines.last_mut() {
                Some(line) if width(line) + 2 + width(&part) <= room => {
                    line.push_str("  ");
                    line.push_str(&part);
                }
                _ => lines.push(part),
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_is_cut() {
        let groups = ["ctrl+d/ctrl+u".to_owned(), "pagedown/pageup".to_owned()];
        assert_eq!(packed(&groups, 40), ["ctrl+d/ctrl+u  pagedown/pageup"]);
        assert_eq!(packed(&groups, 20), ["ctrl+d/ctrl+u", "pagedown/pageup"]);
        assert_eq!(packed(&groups, 10), ["ctrl+d/", "ctrl+u", "pagedown/", "pageup"]);
    }
}
