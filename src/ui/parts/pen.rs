//! Drawing lines and panes without ever leaving the screen.

use std::hash::{DefaultHasher, Hash, Hasher};

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use ratatui::symbols::border::Set;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Clear, Padding, Widget};

use super::super::kept::Source;
use super::super::text::simple_width;
use super::super::{Cache, glyphs, layout};
use super::cells;
use crate::app::cursor;
use crate::app::pointer::{Border, Spot};
use crate::config::theme::{Glyphs, Role, Theme};

/// What everything is drawn with.
#[derive(Debug)]
pub struct Pen<'a> {
    /// The screen.
    pub buffer: &'a mut Buffer,
    /// How it looks.
    pub theme: &'a Theme,
    /// Which characters there are: asked only where ASCII needs another drawing, not just other characters.
    pub glyphs: Glyphs,
    /// What need not be worked out for every frame.
    pub cache: &'a mut Cache,
}

/// A pane's frame.
#[derive(Clone, Debug, Default)]
pub struct Pane<'a> {
    /// At the top left.
    pub title: Line<'a>,
    /// At the top right: facts, of which the last give way in a narrow pane.
    pub scope: Vec<String>,
    /// At the bottom right.
    pub foot: String,
    /// Whether it has the keys.
    pub focused: bool,
    /// How the program calls it; `None` where no other pane of the screen can have the keys.
    pub spot: Option<Spot>,
}

impl Pen<'_> {
    /// The widest line of prose, in cells.
    pub fn prose(&self) -> usize {
        self.cache.prose.unwrap_or(super::super::text::PROSE)
    }

    /// The style of a role.
    pub fn style(&self, role: Role) -> Style {
        self.theme.style(role)
    }

    /// A text in the style of a role.
    pub fn span<'s>(&self, role: Role, text: impl Into<std::borrow::Cow<'s, str>>) -> Span<'s> {
        Span::styled(text, self.style(role))
    }

    /// Draws a part of the frame, which has no pane in it and on which nothing else is drawn. `from` is all that it
    /// is made from but the theme: where the last frame had it here, made from the same, it stays.
    pub fn part(&mut self, area: Rect, from: impl Hash, draw: impl FnOnce(&mut Self)) {
        let mut digest = DefaultHasher::new();
        from.hash(&mut digest);
        let (area, from) = (area.intersection(self.buffer.area), Source::Digest(digest.finish()));
        if !self.is_there(area, &from) {
            let before = self.cache.hits.count();
            draw(self);
            let places = self.cache.hits.since(before).to_vec();
            self.cache.kept.put(area, from, places);
        }
    }

    /// Draws a row of a list or of a text, on which nothing else is drawn: a part.
    pub fn row(&mut self, area: Rect, line: impl Into<Line<'static>>, is_selected: bool) {
        let area = area.intersection(self.buffer.area);
        let from = Source::Row(line.into(), is_selected);
        if area.is_empty() || self.is_there(area, &from) {
            return;
        }
        if let Source::Row(line, _) = &from {
            self.line(area, line);
        }
        if is_selected {
            self.paint(area, self.style(Role::Selection));
        }
        self.cache.kept.put(area, from, Vec::new());
    }

    /// Whether a part is there. Where it is not, its area is empty.
    fn is_there(&mut self, area: Rect, from: &Source) -> bool {
        let places = self.cache.kept.meet(area, from, self.buffer);
        if let Some(places) = places {
            self.cache.hits.again(places);
        }
        places.is_some()
    }

    /// Draws a line in the first row of an area, cut at its end; nothing where there is no room.
    pub fn line(&mut self, area: Rect, line: &Line<'_>) {
        let mut left = area.intersection(self.buffer.area);
        if left.height == 0 {
            return;
        }
        for span in &line.spans {
            let style = line.style.patch(span.style);
            let used = if style.add_modifier.contains(Modifier::UNDERLINED) {
                self.underlined(left, &span.content, style)
            } else {
                self.text(left, &span.content, style)
            };
            left = Rect { x: left.x + used, width: left.width - used, ..left };
        }
    }

    /// Draws a text that is underlined: its words, not the room that keeps them apart from others.
    fn underlined(&mut self, area: Rect, text: &str, style: Style) -> u16 {
        let plain = style.remove_modifier(Modifier::UNDERLINED);
        let words = text.trim_matches(' ');
        let before = text.len() - text.trim_start_matches(' ').len();
        let after = text.len() - before - words.len();
        let mut used = 0;
        for (part, style) in [
            (text.get(..before).unwrap_or_default(), plain),
            (words, style),
            (text.get(text.len() - after..).unwrap_or_default(), plain),
        ] {
            used += self.text(Rect { x: area.x + used, width: area.width - used, ..area }, part, style);
        }
        used
    }

    /// Draws a text in the first row of an area inside the screen, cut at its end, and says how many cells it took.
    fn text(&mut self, area: Rect, text: &str, style: Style) -> u16 {
        let room = usize::from(area.width);
        if room == 0 {
            return 0;
        }
        self.cache.kept.vacate(Rect { height: 1, ..area }, self.buffer);
        let Some(width) = simple_width(text) else {
            return self.buffer.set_stringn(area.x, area.y, text, room, style).0 - area.x;
        };
        // Nobody need look for characters that belong together, nor make them anew.
        let start = self.buffer.index_of(area.x, area.y);
        let used = width.min(room);
        let cells = self.buffer.content.get_mut(start..start + used).unwrap_or_default();
        for (cell, character) in cells.iter_mut().zip(text.chars()) {
            // Much of a table is room between its columns, where there is nothing to write.
            if character == ' ' && cell.symbol() == " " {
                cell.set_style(style);
            } else {
                cells::draw(cell, cells::with(character), style);
            }
        }
        used as u16
    }

    /// Draws a line at the right end of the first row of an area.
    pub fn line_right(&mut self, area: Rect, line: &Line<'_>) {
        let width = (line_width(line) as u16).min(area.width);
        self.line(Rect { x: area.right() - width, width, ..area }, line);
    }

    /// Styles a whole row, over what is drawn there.
    pub fn paint(&mut self, area: Rect, style: Style) {
        let area = area.intersection(self.buffer.area);
        if area.is_empty() || style == Style::default() {
            return;
        }
        self.cache.kept.vacate(area, self.buffer);
        for y in area.top()..area.bottom() {
            let start = self.buffer.index_of(area.x, y);
            let row = self.buffer.content.get_mut(start..start + usize::from(area.width));
            for cell in row.unwrap_or_default() {
                cell.set_style(style);
            }
        }
    }

    /// Draws a pane's frame and gives the room inside it.
    pub fn pane(&mut self, area: Rect, pane: &Pane<'_>) -> Rect {
        let area = area.intersection(self.buffer.area);
        let (role, kind) = if pane.focused {
            (Role::BorderFocus, BorderType::Thick)
        } else {
            (Role::Border, BorderType::Plain)
        };
        let border = self.style(role);
        let dash = if pane.focused { glyphs::RULE_FOCUS } else { glyphs::RULE };
        // What stands on the border must not look like it.
        let text = self.style(Role::Text);
        let bare = Style { fg: text.fg.or(Some(Color::Reset)), ..text }.remove_modifier(Modifier::all());
        let quiet = bare.patch(self.style(Role::Dim));
        let ended = |text: &str| {
            Line::from(vec![Span::styled(format!(" {text} "), quiet), Span::styled(dash, border)])
        };
        let room = usize::from(area.width).saturating_sub(line_width(&pane.title) + 10);
        let scope = facts_that_fit(&pane.scope, room);
        // Two cells of the frame and the space before the title.
        let title_ends = line_width(&pane.title) as u16 + 3;
        self.cache.hits.pane(area, pane.spot, title_ends);
        self.sides(area, &kind.to_border_set(), border);
        let inside = |y| Rect { x: area.x + 1, y, width: area.width.saturating_sub(2), height: 1 };
        let (top, bottom) = (inside(area.top()), inside(area.bottom().saturating_sub(1)));
        if !pane.foot.is_empty() && area.width > 24 {
            self.line_right(bottom, &ended(&pane.foot));
        }
        if !scope.is_empty() {
            self.line_right(top, &ended(&scope));
        }
        if !pane.title.spans.is_empty() {
            let mut title = vec![Span::styled(dash, border), Span::raw(" ")];
            title.extend(pane.title.spans.iter().cloned().map(|span| {
                let style = bare.patch(span.style);
                span.style(style)
            }));
            title.push(Span::raw(" "));
            self.line(top, &Line::from(title));
        }
        Block::bordered().padding(Padding::horizontal(1)).inner(area)
    }

    /// The four sides of a frame. The library's block also goes through all the cells inside, and asks of each cell
    /// of a side how it meets what is there.
    fn sides(&mut self, area: Rect, set: &Set<'_>, style: Style) {
        if area.is_empty() {
            return;
        }
        // The corners belong to the rows, which say something and seldom stay.
        for (x, side) in [(area.left(), set.vertical_left), (area.right() - 1, set.vertical_right)] {
            let column = Rect { x, y: area.y + 1, width: 1, height: area.height.saturating_sub(2) };
            self.part(column, (side, style), |pen| pen.fill(column, side, style));
        }
        for (y, left, dash, right) in [
            (area.bottom() - 1, set.bottom_left, set.horizontal_bottom, set.bottom_right),
            (area.top(), set.top_left, set.horizontal_top, set.top_right),
        ] {
            let row = Rect { y, height: 1, ..area };
            self.fill(row, dash, style);
            self.fill(Rect { x: row.right() - 1, width: 1, ..row }, right, style);
            self.fill(Rect { width: 1, ..row }, left, style);
        }
    }

    /// Draws a character that takes one cell in all cells of an area inside the screen.
    fn fill(&mut self, area: Rect, character: &str, style: Style) {
        self.cache.kept.vacate(area, self.buffer);
        let drawn = character.chars().next().map_or(Cell::EMPTY, cells::with);
        for y in area.top()..area.bottom() {
            let start = self.buffer.index_of(area.x, y);
            let row = self.buffer.content.get_mut(start..start + usize::from(area.width));
            for cell in row.unwrap_or_default() {
                cells::draw(cell, drawn.clone(), style);
            }
        }
    }

    /// The columns of panes of an area, whose borders can be drawn by the mouse; what is missing is empty.
    pub fn columns<const N: usize>(&mut self, area: Rect, widths: &[u16]) -> [Rect; N] {
        let columns = layout::columns(area, widths);
        for (at, column) in columns.iter().enumerate().skip(1) {
            let border = Rect { x: column.x.saturating_sub(1), width: 2, ..area }.intersection(area);
            self.cache.hits.border(border, Border::Beside(at - 1));
        }
        let empty = Rect { x: area.right(), width: 0, ..area };
        std::array::from_fn(|at| columns.get(at).copied().unwrap_or(empty))
    }

    /// Two panes above each other, whose border can be drawn by the mouse: the stack with this number of those of the
    /// screen; the lower one is empty where there is no such stack.
    pub fn stack(&mut self, area: Rect, uppers: &[u16], at: usize) -> [Rect; 2] {
        let upper = uppers.get(at).map_or(area.height, |upper| (*upper).min(area.height));
        let above = Rect { height: upper, ..area };
        let below = Rect { y: area.y + upper, height: area.height - upper, ..area };
        if below.height > 0 {
            let border = Rect { y: below.y.saturating_sub(1), height: 2, ..area }.intersection(area);
            self.cache.hits.border(border, Border::Above(at));
        }
        [above, below]
    }

    /// The first row to show of a list, so that the selected one is in sight.
    pub fn first_shown(&self, selected: usize, len: usize, height: usize) -> usize {
        let usual = cursor::first_shown(selected, len, height);
        self.cache.hits.first(usual, len, height, &(selected..selected + 1))
    }

    /// Empties an area, to draw over what is there.
    pub fn cover(&mut self, area: Rect) {
        let area = area.intersection(self.buffer.area);
        self.cache.kept.cover(area);
        self.cache.kept.vacate(area, self.buffer);
        Clear.render(area, self.buffer);
        // A theme may paint the background.
        self.paint(area, self.style(Role::Text));
    }
}

/// As many of the facts, from the first one on, as fit.
fn facts_that_fit(facts: &[String], room: usize) -> String {
    let mut fitting = String::new();
    for fact in facts {
        let gap = if fitting.is_empty() { "" } else { "   " };
        if super::super::text::width(&fitting) + gap.len() + super::super::text::width(fact) > room {
            break;
        }
        fitting.push_str(gap);
        fitting.push_str(fact);
    }
    fitting
}

/// Width of a line in cells.
pub fn line_width(line: &Line<'_>) -> usize {
    line.spans.iter().map(|span| super::super::text::width(&span.content)).sum()
}

/// An area that is filled with lines from the top.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    area: Rect,
}

impl Column {
    /// Fills an area.
    pub fn new(area: Rect) -> Self {
        Self { area }
    }

    /// The rows that are left.
    pub fn left(&self) -> u16 {
        self.area.height
    }

    /// The room that is left.
    pub fn rest(&self) -> Rect {
        self.area
    }

    /// Cells in a row.
    pub fn width(&self) -> usize {
        usize::from(self.area.width)
    }

    /// Takes rows off the top.
    pub fn take(&mut self, rows: u16) -> Rect {
        let rows = rows.min(self.area.height);
        let taken = Rect { height: rows, ..self.area };
        self.area = Rect { y: self.area.y + rows, height: self.area.height - rows, ..self.area };
        taken
    }

    /// Takes rows off the bottom.
    pub fn take_bottom(&mut self, rows: u16) -> Rect {
        let rows = rows.min(self.area.height);
        self.area.height -= rows;
        Rect { y: self.area.bottom(), height: rows, ..self.area }
    }

    /// Draws the next line; nothing where there is no row left.
    pub fn put(&mut self, pen: &mut Pen<'_>, line: impl Into<Line<'static>>) {
        let row = self.take(1);
        pen.line(row, &line.into());
    }

    /// Draws lines as long as there are rows.
    pub fn put_all(&mut self, pen: &mut Pen<'_>, lines: impl IntoIterator<Item = Line<'static>>) {
        for line in lines {
            if self.area.height == 0 {
                return;
            }
            let row = self.take(1);
            pen.row(row, line, false);
        }
    }

    /// An empty row.
    pub fn gap(&mut self) {
        self.take(1);
    }

    /// A rule across with a title: `user 5 ─────`.
    pub fn rule(&mut self, pen: &mut Pen<'_>, title: &str) {
        let room = self.width().saturating_sub(super::super::text::width(title) + 1);
        let title = pen.span(Role::Strong, title.to_owned());
        let rule = pen.span(Role::Border, format!(" {}", glyphs::RULE.repeat(room)));
        self.put(pen, vec![title, rule]);
    }
}
