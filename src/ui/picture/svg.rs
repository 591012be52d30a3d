//! A frame as SVG: real text in a monospaced font, lines and blocks as shapes, a background; nothing from
//! outside and nothing that runs.

use std::fmt::Write;

use ratatui::buffer::Buffer;
use ratatui::style::Modifier;

use super::shapes::{CELL, Shape, shape};
use super::{Look, Own, cells, look, own, rgb};
use crate::config::theme::Theme;
use crate::ui::text::width;

/// Room around the cells.
const MARGIN: f32 = 12.0;
/// From the top of a cell to the line that letters stand on.
const BASELINE: f32 = 13.5;

/// The frame as a picture.
pub(super) fn picture(buffer: &Buffer, theme: &Theme) -> String {
    let own = own(theme);
    let area = buffer.area;
    let mut styles = Styles::default();
    let mut drawn = String::new();
    for y in area.top()..area.bottom() {
        let top = MARGIN + f32::from(y - area.top()) * CELL.1;
        for run in runs(buffer, y) {
            run.draw(&mut drawn, &mut styles, &own, MARGIN + f32::from(run.x - area.left()) * CELL.0, top);
        }
    }
    let (wide, high) =
        (f32::from(area.width) * CELL.0 + 2.0 * MARGIN, f32::from(area.height) * CELL.1 + 2.0 * MARGIN);
    let (wide, high) = (figure(wide), figure(high));
    let mut picture = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xml:space=\"preserve\" width=\"{wide}\" height=\"{high}\" \
         viewBox=\"0 0 {wide} {high}\">\n<title>lusifer</title>\n<style>\ntext{{font-family:\
         ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,'Liberation Mono',monospace;font-size:14px;\
         white-space:pre}}\n"
    );
    for (number, (_, rules)) in styles.0.iter().enumerate() {
        let _ = writeln!(picture, ".s{number}{{{rules}}}");
    }
    let paper = hex(own.paper);
    let _ =
        writeln!(picture, "</style>\n<rect width=\"{wide}\" height=\"{high}\" rx=\"8\" fill=\"{paper}\"/>");
    picture + &drawn + "</svg>\n"
}

/// The looks that occur, each once, in the order in which they are met.
#[derive(Default)]
struct Styles(Vec<(Look, String)>);

impl Styles {
    fn number(&mut self, of: Look, own: &Own) -> usize {
        if let Some(known) = self.0.iter().position(|(look, _)| *look == of) {
            return known;
        }
        let (ink, _) = colours(of, own);
        let mut rules = format!("fill:{}", hex(ink));
        let (_, _, attributes) = of;
        if attributes.contains(Modifier::BOLD) {
            rules += ";font-weight:bold";
        }
        if attributes.contains(Modifier::ITALIC) {
            rules += ";font-style:italic";
        }
        match (attributes.contains(Modifier::UNDERLINED), attributes.contains(Modifier::CROSSED_OUT)) {
            (true, true) => rules += ";text-decoration:underline line-through",
            (true, false) => rules += ";text-decoration:underline",
            (false, true) => rules += ";text-decoration:line-through",
            (false, false) => {}
        }
        self.0.push((of, rules));
        self.0.len() - 1
    }
}

/// Ink, and paper where it is not that of the whole.
fn colours((fg, bg, attributes): Look, own: &Own) -> ([u8; 3], Option<[u8; 3]>) {
    let (mut ink, mut paper) = (rgb(fg).unwrap_or(own.ink), rgb(bg));
    if attributes.contains(Modifier::REVERSED) {
        (ink, paper) = (paper.unwrap_or(own.paper), Some(ink));
    }
    if attributes.contains(Modifier::DIM) {
        let under = paper.unwrap_or(own.paper);
        for (part, under) in ink.iter_mut().zip(under) {
            *part = ((u16::from(*part) * 2 + u16::from(under)) / 3) as u8;
        }
    }
    (ink, paper)
}

/// Cells beside each other that look alike and are drawn alike.
struct Run {
    x: u16,
    /// In cells.
    width: usize,
    look: Look,
    text: String,
    shapes: Vec<Shape>,
}

fn runs(buffer: &Buffer, y: u16) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (x, cell) in cells(buffer, y) {
        let (look, shape, wide) = (look(cell), shape(cell.symbol()), width(cell.symbol()).max(1));
        let fits = |run: &&mut Run| run.look == look && run.shapes.is_empty() == shape.is_none();
        match runs.last_mut().filter(fits) {
            // A wide character begins a run of its own: fonts do not agree on its width.
            Some(run) if wide == 1 && run.width == run.text.chars().count().max(run.shapes.len()) => {
                run.width += 1;
                run.text += cell.symbol();
                run.shapes.extend(shape);
            }
            _ => runs.push(Run {
                x,
                width: wide,
                look,
                text: cell.symbol().to_owned(),
                shapes: shape.into_iter().collect(),
            }),
        }
    }
    runs
}

impl Run {
    fn draw(&self, into: &mut String, styles: &mut Styles, own: &Own, left: f32, top: f32) {
        let wide = self.width as f32 * CELL.0;
        let (_, paper) = colours(self.look, own);
        if let Some(paper) = paper {
            let (x, y, w, h, fill) = (figure(left), figure(top), figure(wide), figure(CELL.1), hex(paper));
            let _ =
                writeln!(into, "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" fill=\"{fill}\"/>");
        }
        if !self.shapes.is_empty() {
            let style = styles.number(self.look, own);
            let mut path = String::new();
            // A line across many cells is one piece.
            let mut at = 0;
            while let Some(shape) = self.shapes.get(at) {
                let same = self.shapes.iter().skip(at).take_while(|other| *other == shape).count();
                let many = if spans_the_cell(*shape) { same } else { 1 };
                outline(&mut path, *shape, left + at as f32 * CELL.0, top, many as f32 * CELL.0);
                at += many;
            }
            let _ = writeln!(into, "<path class=\"s{style}\" d=\"{path}\"/>");
            return;
        }
        // Spaces are seen only where something runs through or under them.
        let decorated = self.look.2.intersects(Modifier::UNDERLINED | Modifier::CROSSED_OUT);
        let (before, text) = if decorated {
            (0, self.text.as_str())
        } else {
            let text = self.text.trim_start_matches(' ');
            (self.text.len() - text.len(), text.trim_end_matches(' '))
        };
        if text.is_empty() {
            return;
        }
        let style = styles.number(self.look, own);
        let (x, y) = (figure(left + before as f32 * CELL.0), figure(top + BASELINE));
        let length = figure(width(text) as f32 * CELL.0);
        let text = escaped(text);
        let _ = writeln!(
            into,
            "<text class=\"s{style}\" x=\"{x}\" y=\"{y}\" textLength=\"{length}\">{text}</text>"
        );
    }
}

fn spans_the_cell(shape: Shape) -> bool {
    match shape {
        Shape::Arms([right, _, left, _]) => right > 0 && right == left,
        Shape::Part(_, _, share, _) => share >= 1.0,
    }
}

/// Adds rectangles to a path: a cell that begins at `left`, `top`, stretched to `wide`.
fn outline(path: &mut String, shape: Shape, left: f32, top: f32, wide: f32) {
    let mut piece = |x: f32, y: f32, w: f32, h: f32| {
        let (x, y, w, h, back) = (figure(x), figure(y), figure(w), figure(h), figure(-w));
        let _ = write!(path, "M{x} {y}h{w}v{h}h{back}z");
    };
    match shape {
        Shape::Part(x, y, w, h) => piece(left + x * CELL.0, top + y * CELL.1, w * wide, h * CELL.1),
        Shape::Arms([right, down, to_left, up]) => {
            let thick = |arm: u8| f32::from(arm) * 1.2;
            let (middle_x, middle_y) = (left + CELL.0 / 2.0, top + CELL.1 / 2.0);
            let most = thick(right.max(down).max(to_left).max(up)) / 2.0;
            if right > 0 && right == to_left {
                piece(left, middle_y - thick(right) / 2.0, wide, thick(right));
            } else if right > 0 {
                piece(middle_x - most, middle_y - thick(right) / 2.0, CELL.0 / 2.0 + most, thick(right));
            } else if to_left > 0 {
                piece(left, middle_y - thick(to_left) / 2.0, CELL.0 / 2.0 + most, thick(to_left));
            }
            if down > 0 && down == up {
                piece(middle_x - thick(down) / 2.0, top, thick(down), CELL.1);
            } else if down > 0 {
                piece(middle_x - thick(down) / 2.0, middle_y - most, thick(down), CELL.1 / 2.0 + most);
            } else if up > 0 {
                piece(middle_x - thick(up) / 2.0, top, thick(up), CELL.1 / 2.0 + most);
            }
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn hex([red, green, blue]: [u8; 3]) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// A number without more places than a picture shows.
fn figure(number: f32) -> String {
    let text = format!("{number:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}
