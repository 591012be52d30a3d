//! How things look: a palette and styles by role, from TOML files with inheritance, compiled-in ones first;
//! never where anything is drawn.

mod role;
pub mod terminal;

use std::collections::BTreeMap;
use std::str::FromStr;

use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;
use serde::de::IntoDeserializer;

pub use role::Role;
pub use terminal::{Depth, Glyphs};

/// The built-in themes: name and file.
const BUILT_IN: [(&str, &str); 3] = [
    ("lusifer-dark", include_str!("../../themes/lusifer-dark.toml")),
    ("lusifer-light", include_str!("../../themes/lusifer-light.toml")),
    ("mono", include_str!("../../themes/mono.toml")),
];

/// A theme with every colour resolved. What a file does not mention keeps the terminal's own colours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Theme {
    name: String,
    styles: BTreeMap<Role, Style>,
    ratings: Vec<Style>,
    series: Vec<Style>,
}

impl Theme {
    /// Names of the built-in themes.
    pub fn names() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(name, _)| *name)
    }

    /// A built-in theme by name.
    ///
    /// # Errors
    /// A sentence with the known names when there is no such theme.
    pub fn built_in(name: &str) -> Result<Self, String> {
        let Some((_, text)) = BUILT_IN.iter().find(|(known, _)| *known == name) else {
            let known: Vec<_> = Self::names().collect();
            return Err(format!("there is no theme \"{name}\"; known: {}", known.join(", ")));
        };
        Self::parse(name, text)
    }

    /// Reads a theme file. `inherits` names a built-in theme. `file` is for the errors.
    ///
    /// # Errors
    /// Everything that is wrong, one sentence a line: unknown keys, colours and attributes.
    pub fn parse(file: &str, text: &str) -> Result<Self, String> {
        let mut layers = vec![ThemeFile::read(file, text)?];
        while let Some(parent) = layers.last().and_then(|layer| layer.inherits.clone()) {
            let found = BUILT_IN.iter().find(|(name, _)| *name == parent);
            let (name, text) =
                found.ok_or_else(|| format!("{file}: inherits \"{parent}\", which is not built in"))?;
            if layers.len() > BUILT_IN.len() {
                return Err(format!("{file}: themes inherit each other in a circle"));
            }
            layers.push(ThemeFile::read(name, text)?);
        }
        layers.reverse();
        let mut merged = ThemeFile::default();
        for layer in layers {
            merged.take(layer);
        }
        merged.resolve(file)
    }

    /// The name in the file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The style of a role.
    pub fn style(&self, role: Role) -> Style {
        self.styles.get(&role).copied().unwrap_or_default()
    }

    /// The style of a rating by its place on the scale: 0 = lowest, 1 = highest.
    pub fn rating(&self, share: f64) -> Style {
        let last = self.ratings.len().saturating_sub(1);
        let at = (share.clamp(0.0, 1.0) * last as f64).round() as usize;
        self.ratings.get(at).copied().unwrap_or_default()
    }

    /// The style of a line in a chart; repeats after the last.
    pub fn series(&self, at: usize) -> Style {
        let count = self.series.len().max(1);
        self.series.get(at % count).copied().unwrap_or_default()
    }

    /// The same theme for a terminal with fewer colours. Without colour no shade is left to tell by, so the
    /// selected row is reversed.
    #[must_use]
    pub fn with_depth(mut self, depth: Depth) -> Self {
        if depth == Depth::True {
            return self;
        }
        let styles = self.styles.values_mut().chain(&mut self.ratings).chain(&mut self.series);
        for style in styles {
            style.fg = style.fg.and_then(|colour| reduce(colour, depth));
            style.bg = style.bg.and_then(|colour| reduce(colour, depth));
        }
        if depth != Depth::Indexed
            && let Some(selection) = self.styles.get_mut(&Role::Selection)
        {
            *selection = Style::new().add_modifier(Modifier::REVERSED);
        }
        self
    }
}

/// A theme file as it stands.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ThemeFile {
    name: String,
    #[serde(default)]
    appearance: Appearance,
    inherits: Option<String>,
    #[serde(default)]
    palette: BTreeMap<String, Paint>,
    #[serde(default)]
    style: BTreeMap<String, StyleEntry>,
    #[serde(default)]
    diff: BTreeMap<String, StyleEntry>,
    #[serde(default)]
    evidence: BTreeMap<String, StyleEntry>,
    #[serde(default)]
    rating: BTreeMap<u8, Paint>,
    #[serde(default)]
    chart: BTreeMap<String, ChartEntry>,
}

/// Which background a theme is for. Only read by people and by whoever picks a theme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Appearance {
    Dark,
    Light,
    #[default]
    Any,
}

/// A colour: a name of the palette, `#rrggbb`, an ANSI name, `default`, or a number of the 256.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Paint {
    Number(u8),
    Name(String),
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct StyleEntry {
    fg: Option<Paint>,
    bg: Option<Paint>,
    #[serde(default)]
    mods: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum ChartEntry {
    Series(Vec<Paint>),
    Style(StyleEntry),
}

impl ThemeFile {
    fn read(file: &str, text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| format!("{file}: {}", error.to_string().trim_end()))
    }

    /// The other one's entries over these.
    fn take(&mut self, other: Self) {
        self.name = other.name;
        self.appearance = other.appearance;
        self.palette.extend(other.palette);
        self.style.extend(other.style);
        self.diff.extend(other.diff);
        self.evidence.extend(other.evidence);
        self.rating.extend(other.rating);
        self.chart.extend(other.chart);
    }

    fn resolve(self, file: &str) -> Result<Theme, String> {
        let mut problems = Vec::new();
        let mut theme = Theme { name: self.name.clone(), ..Theme::default() };
        let mut filed: Vec<(&str, &str, &StyleEntry)> = Vec::new();
        for (table, entries) in [("style", &self.style), ("diff", &self.diff), ("evidence", &self.evidence)] {
            filed.extend(entries.iter().map(|(key, entry)| (table, key.as_str(), entry)));
        }
        for (key, entry) in &self.chart {
            match entry {
                ChartEntry::Style(entry) => filed.push(("chart", key, entry)),
                ChartEntry::Series(paints) if key == "series" => {
                    theme.series = paints.iter().map(|paint| self.ink(paint, &mut problems)).collect();
                }
                ChartEntry::Series(_) => problems.push(format!("[chart] {key} is not a list of colours")),
            }
        }
        for (table, key, entry) in filed {
            match Role::FILED.iter().find(|(_, in_table, named)| *in_table == table && *named == key) {
                Some((role, ..)) => {
                    let style = self.style(entry, &mut problems);
                    theme.styles.insert(*role, style);
                }
                None => problems.push(format!("[{table}] {key} is not known")),
            }
        }
        theme.ratings = self.rating.values().map(|paint| self.ink(paint, &mut problems)).collect();
        if problems.is_empty() {
            return Ok(theme);
        }
        Err(problems.iter().map(|problem| format!("{file}: {problem}")).collect::<Vec<_>>().join("\n"))
    }

    fn ink(&self, paint: &Paint, problems: &mut Vec<String>) -> Style {
        Style { fg: self.colour(paint, problems), ..Style::default() }
    }

    fn style(&self, entry: &StyleEntry, problems: &mut Vec<String>) -> Style {
        let mut style = Style {
            fg: entry.fg.as_ref().and_then(|paint| self.colour(paint, problems)),
            bg: entry.bg.as_ref().and_then(|paint| self.colour(paint, problems)),
            ..Style::default()
        };
        for name in &entry.mods {
            match modifier(name) {
                Some(modifier) => style = style.add_modifier(modifier),
                None => problems.push(format!(
                    "\"{name}\" is not an attribute; known: bold, dim, italic, underlined, reversed, crossed_out"
                )),
            }
        }
        style
    }

    fn colour(&self, paint: &Paint, problems: &mut Vec<String>) -> Option<Color> {
        let mut paint = paint;
        for _ in 0..=self.palette.len() {
            match paint {
                Paint::Number(number) => return Some(Color::Indexed(*number)),
                Paint::Name(name) if name == "default" => return None,
                Paint::Name(name) => {
                    let Some(inner) = self.palette.get(name) else { return ansi(name, problems) };
                    paint = inner;
                }
            }
        }
        problems.push("the palette's names point at each other in a circle".to_owned());
        None
    }
}

fn ansi(name: &str, problems: &mut Vec<String>) -> Option<Color> {
    let colour = Color::from_str(name).ok();
    if colour.is_none() {
        problems.push(format!(
            "\"{name}\" is not a colour; write a palette name, #rrggbb, 0 to 255, an ANSI name or default"
        ));
    }
    colour
}

fn modifier(name: &str) -> Option<Modifier> {
    let name = name.replace('-', "_");
    let known: Result<ModifierName, serde::de::value::Error> =
        ModifierName::deserialize(name.as_str().into_deserializer());
    Some(match known.ok()? {
        ModifierName::Bold => Modifier::BOLD,
        ModifierName::Dim => Modifier::DIM,
        ModifierName::Italic => Modifier::ITALIC,
        ModifierName::Underlined => Modifier::UNDERLINED,
        ModifierName::Reversed => Modifier::REVERSED,
        ModifierName::CrossedOut => Modifier::CROSSED_OUT,
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum ModifierName {
    Bold,
    Dim,
    Italic,
    #[serde(alias = "underline")]
    Underlined,
    #[serde(alias = "reverse")]
    Reversed,
    CrossedOut,
}

/// The nearest colour that a terminal of that depth has; `None` = its own.
fn reduce(colour: Color, depth: Depth) -> Option<Color> {
    match (depth, colour) {
        (Depth::None, _) => None,
        (Depth::Indexed, Color::Rgb(red, green, blue)) => {
            Some(Color::Indexed(nearest_indexed([red, green, blue])))
        }
        (Depth::Sixteen, Color::Rgb(red, green, blue)) => Some(nearest_ansi([red, green, blue])),
        // Which of the 16 comes closest to a number of the 256 depends on the terminal; its own colour does not.
        (Depth::Sixteen, Color::Indexed(number)) if number > 15 => None,
        (_, colour) => Some(colour),
    }
}

/// The steps of xterm's 6x6x6 cube.
const CUBE: [u8; 6] = [0, 95, 135, 175, 215, 255];

fn distance(a: [u8; 3], b: [u8; 3]) -> u32 {
    a.into_iter().zip(b).map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
}

fn nearest_indexed(rgb: [u8; 3]) -> u8 {
    let cube = (0..216_u8).map(|at| {
        let step = |part: u8| CUBE.get(usize::from(part)).copied().unwrap_or_default();
        (16 + at, [step(at / 36), step(at / 6 % 6), step(at % 6)])
    });
    let greys = (0..24_u8).map(|at| (232 + at, [8 + 10 * at; 3]));
    cube.chain(greys).min_by_key(|(_, other)| distance(rgb, *other)).map_or(7, |(number, _)| number)
}

fn nearest_ansi(rgb: [u8; 3]) -> Color {
    const ANSI: [(Color, [u8; 3]); 16] = [
        (Color::Black, [0, 0, 0]),
        (Color::Red, [205, 49, 49]),
        (Color::Green, [13, 188, 121]),
        (Color::Yellow, [205, 170, 50]),
        (Color::Blue, [36, 114, 200]),
        (Color::Magenta, [188, 63, 188]),
        (Color::Cyan, [17, 168, 205]),
        (Color::Gray, [190, 190, 190]),
        (Color::DarkGray, [102, 102, 102]),
        (Color::LightRed, [241, 76, 76]),
        (Color::LightGreen, [35, 209, 139]),
        (Color::LightYellow, [245, 245, 67]),
        (Color::LightBlue, [59, 142, 234]),
        (Color::LightMagenta, [214, 112, 214]),
        (Color::LightCyan, [41, 184, 219]),
        (Color::White, [255, 255, 255]),
    ];
    ANSI.into_iter().min_by_key(|(_, other)| distance(rgb, *other)).map_or(Color::Reset, |(colour, _)| colour)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_themes_style_every_role() {
        for name in Theme::names() {
            let theme = Theme::built_in(name).unwrap();
            assert_eq!(theme.name(), name);
            for (role, table, key) in Role::FILED {
                assert!(theme.styles.contains_key(&role), "{name}: [{table}] {key} is missing");
            }
        }
        assert!(Theme::built_in("neon").unwrap_err().contains("lusifer-light"));
    }

    #[test]
    fn only_the_selection_has_a_background() {
        for name in Theme::names() {
            let theme = Theme::built_in(name).unwrap();
            for (role, style) in &theme.styles {
                assert!(
                    style.bg.is_none() || *role == Role::Selection,
                    "{name}: {role:?} paints a background"
                );
            }
        }
    }

    #[test]
    fn mono_and_depth_none_hold_no_colour() {
        let themes = [
            Theme::built_in("mono").unwrap(),
            Theme::built_in("lusifer-dark").unwrap().with_depth(Depth::None),
        ];
        for theme in themes {
            let styles = theme.styles.values().chain(&theme.ratings).chain(&theme.series);
            assert!(styles.clone().all(|style| style.fg.is_none() && style.bg.is_none()));
            assert!(theme.style(Role::Selection).add_modifier.contains(Modifier::REVERSED));
        }
    }

    #[test]
    fn light_inherits_the_dark_styles_and_overrides_their_palette() {
        let dark = Theme::built_in("lusifer-dark").unwrap();
        let light = Theme::built_in("lusifer-light").unwrap();
        let (a, b) = (dark.style(Role::Insert), light.style(Role::Insert));
        assert_eq!(a.add_modifier, b.add_modifier);
        assert_ne!(a.fg, b.fg);
    }

    #[test]
    fn wrong_files_say_everything_that_is_wrong() {
        let text = "name = \"x\"\n[palette]\na = \"b\"\nb = \"a\"\n[style]\ntextt = { fg = \"red\" }\n\
                    dim = { fg = \"reddish\", mods = [\"loud\"] }\ntitle = { fg = \"a\" }\n";
        let wrong = Theme::parse("x.toml", text).unwrap_err();
        for part in ["textt", "reddish", "loud", "circle"] {
            assert!(wrong.contains(part), "{wrong}");
        }
        assert!(Theme::parse("x.toml", "name = \"x\"\ncolour = 3\n").unwrap_err().contains("colour"));
        assert!(
            Theme::parse("x.toml", "name = \"x\"\ninherits = \"y\"\n").unwrap_err().contains("not built in")
        );
    }

    #[test]
    fn colours_are_reduced_to_the_nearest() {
        assert_eq!(nearest_indexed([255, 0, 0]), 196);
        assert_eq!(nearest_indexed([8, 8, 8]), 232);
        assert_eq!(nearest_ansi([200, 40, 40]), Color::Red);
        assert_eq!(reduce(Color::Rgb(1, 2, 3), Depth::True), Some(Color::Rgb(1, 2, 3)));
        assert_eq!(reduce(Color::Indexed(200), Depth::Sixteen), None);
    }
}
