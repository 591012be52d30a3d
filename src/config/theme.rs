//! How things look: styles by role, from TOML files with a palette and inheritance; never where anything is
//! drawn.

pub mod check;
pub mod colour;
mod file;
pub mod looks;
mod reduce;
mod role;
pub mod sgr;
mod shelf;
pub mod terminal;

use std::collections::BTreeMap;
use std::str::FromStr;

use ratatui::style::{Color, Modifier, Style};

pub use file::{Appearance, Problem};
pub use looks::{Asked, Change, Ground, Looks};
pub use role::{Filed, Role, Weight};
pub use shelf::{Listed, Owner, Read, Shelf, ThemeError};
pub use terminal::{Depth, Glyphs};

use file::{Entry, Paint, PaintText, Ramp, ThemeFile};
use reduce::reduce;

/// A theme with every colour resolved. What a file does not mention keeps the terminal's own colours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Theme {
    name: String,
    appearance: Appearance,
    styles: BTreeMap<Role, Style>,
    ramps: BTreeMap<Ramp, Vec<Style>>,
}

impl Theme {
    /// A built-in theme by name.
    ///
    /// # Errors
    /// [`ThemeError`] with the known names when there is no such theme.
    pub fn built_in(name: &str) -> Result<Self, ThemeError> {
        Shelf::default().open(name).map(|read| read.theme)
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Which background it is for.
    pub fn appearance(&self) -> Appearance {
        self.appearance
    }

    /// The style of a role.
    pub fn style(&self, role: Role) -> Style {
        let style = self.styles.get(&role).copied().unwrap_or_default();
        // A reversed row is one stripe, not as many colours as it has cells.
        let is_stripe = role == Role::Selection && style.add_modifier.contains(Modifier::REVERSED);
        if is_stripe && style.fg.is_none() { style.fg(Color::Reset) } else { style }
    }

    /// The style of a rating by its place on the scale: 0 = lowest, 1 = highest.
    pub fn rating(&self, share: f64) -> Style {
        self.step(Ramp::Rating, share)
    }

    /// The style of a cell of heat: 0 = nothing, 1 = as much as there is.
    pub fn heat(&self, share: f64) -> Style {
        let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
        // Whatever is more than nothing is not drawn as nothing.
        let last = self.ramp(Ramp::Heat).len().saturating_sub(1);
        let at = if share > 0.0 { ((share * last as f64).round() as usize).max(1) } else { 0 };
        self.ramp(Ramp::Heat).get(at.min(last)).copied().unwrap_or_default()
    }

    /// The style of a difference: stronger the nearer it is to -1 or 1, and that of what may be overlooked
    /// where it is next to nothing.
    pub fn difference(&self, share: f64) -> Style {
        /// Nearer to 0 nobody need look.
        const NOTHING: f64 = 0.1;
        let size = if share.is_finite() { share.abs().min(1.0) } else { 0.0 };
        if size < NOTHING {
            return self.style(Role::Dim);
        }
        self.step(if share > 0.0 { Ramp::Above } else { Ramp::Below }, (size - NOTHING) / (1.0 - NOTHING))
    }

    /// The style of a line in a chart; repeats after the last.
    pub fn series(&self, at: usize) -> Style {
        let series = self.ramp(Ramp::Series);
        series.get(at % series.len().max(1)).copied().unwrap_or_default()
    }

    /// Every role and step by the name that a theme file has for it, `[diff] insert`, with its style.
    pub fn all(&self) -> Vec<(String, Style)> {
        let roles = Role::FILED.iter();
        let mut all: Vec<_> =
            roles.map(|filed| (format!("[{}] {}", filed.table, filed.key), self.style(filed.role))).collect();
        for (ramp, name, first) in Ramp::ALL {
            let steps = self.ramp(ramp).iter().enumerate();
            all.extend(steps.map(|(at, style)| (format!("[{name}] {}", at + first), *style)));
        }
        all
    }

    /// The ratings' styles, the lowest first.
    pub fn ratings(&self) -> &[Style] {
        self.ramp(Ramp::Rating)
    }

    fn ramp(&self, ramp: Ramp) -> &[Style] {
        self.ramps.get(&ramp).map(Vec::as_slice).unwrap_or_default()
    }

    fn step(&self, ramp: Ramp, share: f64) -> Style {
        let steps = self.ramp(ramp);
        let at = (share.clamp(0.0, 1.0) * steps.len().saturating_sub(1) as f64).round() as usize;
        steps.get(at).copied().unwrap_or_default()
    }

    /// The same theme for a terminal with fewer colours. Without colour no shade is left to tell by, so what is
    /// told by its background is reversed.
    #[must_use]
    pub fn with_depth(mut self, depth: Depth) -> Self {
        if depth == Depth::True {
            return self;
        }
        // A theme that paints the background knows what stands out from it.
        let paints = self.style(Role::Text).bg.is_some();
        let few = depth == Depth::None || depth == Depth::Sixteen && !paints;
        for role in [Role::Selection, Role::Match] {
            if let Some(style) = self.styles.get_mut(&role).filter(|style| few && style.bg.is_some()) {
                *style = Style::new().add_modifier(Modifier::REVERSED);
            }
        }
        // Of few colours the terminal's own is the best one for text, unless the theme paints the background.
        let text = self.style(Role::Text);
        let own = text.fg.filter(|_| depth == Depth::Sixteen && !paints);
        for style in self.styles.values_mut().chain(self.ramps.values_mut().flatten()) {
            style.fg = style.fg.filter(|colour| Some(*colour) != own);
            style.fg = style.fg.and_then(|colour| reduce(colour, depth));
            style.bg = style.bg.and_then(|colour| reduce(colour, depth));
        }
        self
    }
}

/// Looks every colour up; what cannot be found is a problem.
fn resolve(name: &str, file: &ThemeFile, problems: &mut Vec<Problem>) -> Theme {
    let mut resolver = Resolver { palette: &file.palette, problems };
    let styles = file.styles.iter().map(|(role, entry)| (*role, resolver.style(entry))).collect();
    let ramps = file
        .ramps
        .iter()
        .map(|(ramp, entries)| (*ramp, entries.values().map(|entry| resolver.style(entry)).collect()))
        .collect();
    // Colours of the palette that nothing uses are looked up as well.
    for paint in file.palette.values() {
        resolver.colour(paint);
    }
    problems.sort();
    problems.dedup();
    let appearance = file.appearance.unwrap_or_default();
    Theme { name: name.to_owned(), appearance, styles, ramps }
}

struct Resolver<'a> {
    palette: &'a BTreeMap<String, Paint>,
    problems: &'a mut Vec<Problem>,
}

impl Resolver<'_> {
    fn style(&mut self, entry: &Entry) -> Style {
        let fg = entry.fg.as_ref().and_then(|paint| self.colour(paint));
        let bg = entry.bg.as_ref().and_then(|paint| self.colour(paint));
        Style { fg, bg, ..Style::default() }.add_modifier(entry.mods)
    }

    /// The colour; `None` for the one that text has anyway, and where there is no such colour.
    fn colour(&mut self, paint: &Paint) -> Option<Color> {
        let palette = self.palette;
        let mut paint = paint;
        // A longer way than there are names goes round in a circle.
        for _ in 0..=palette.len() {
            match &paint.text {
                PaintText::Number(number) => return Some(Color::Indexed(*number)),
                PaintText::Name(name) if name == "default" => return None,
                PaintText::Name(name) => match palette.get(name) {
                    Some(inner) => paint = inner,
                    None => return self.terminal_colour(name, paint),
                },
            }
        }
        self.wrong(paint, "the palette's names point at each other in a circle".to_owned());
        None
    }

    fn terminal_colour(&mut self, name: &str, paint: &Paint) -> Option<Color> {
        let colour = Color::from_str(name).ok().filter(|colour| *colour != Color::Reset);
        if colour.is_none() {
            let known = self.palette.keys().map(String::as_str).chain(ANSI_NAMES);
            let near = file::near(name, known).map_or_else(
                || "write a name of the palette, #rrggbb, 0 to 255, an ANSI name or default".to_owned(),
                |near| format!("did you mean {near}?"),
            );
            self.wrong(paint, format!("\"{name}\" is not a colour; {near}"));
        }
        colour
    }

    fn wrong(&mut self, paint: &Paint, what: String) {
        self.problems.push(Problem { spot: paint.spot.clone(), what });
    }
}

/// The terminal's own colours.
const ANSI_NAMES: [&str; 18] = [
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "gray",
    "bright-black",
    "bright-red",
    "bright-green",
    "bright-yellow",
    "bright-blue",
    "bright-magenta",
    "bright-cyan",
    "white",
    "default",
    "dark-gray",
];

#[cfg(test)]
mod tests;
