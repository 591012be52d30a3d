//! Whether a theme can be read: contrast against the background, and what must be told apart under simulated
//! colour blindness and without any colour. Colours that are the terminal's own cannot be checked here.

use std::fmt;

use ratatui::style::{Color, Style};

use super::Theme;
use super::colour::{Rgb, Sight, contrast};
use super::file::{Appearance, Ramp};
use super::reduce::indexed;
use super::role::{Role, Weight};

/// Words need this contrast (WCAG 2.1, 1.4.3).
const READ: f32 = 4.5;
/// Lines, bars and signs need this contrast (WCAG 2.1, 1.4.11); so do words on the selected row, which is bold
/// and marked besides.
const SEEN: f32 = 3.0;
/// What means the opposite must be this far apart; 2 can just be seen.
const OPPOSITE: f32 = 12.0;
/// Steps of a scale must be this far apart.
const STEP: f32 = 4.0;

/// Plain backgrounds of dark terminals, and of light ones: the extremes of what is common.
const DARK: [Rgb; 2] = [[0x00, 0x00, 0x00], [0x28, 0x2c, 0x34]];
const LIGHT: [Rgb; 2] = [[0xff, 0xff, 0xff], [0xef, 0xf1, 0xf5]];

/// Something that can hardly be read or told apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Table and key of the theme file: `[diff] insert`.
    pub key: String,
    /// What is wrong with it.
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.key, self.what)
    }
}

/// Everything that is hard to read or to tell apart.
pub fn check(theme: &Theme) -> Vec<Finding> {
    let mut checking = Checking { theme, grounds: grounds(theme), findings: Vec::new() };
    checking.contrasts();
    checking.on_the_selection();
    checking.opposites();
    checking.steps();
    checking.findings
}

/// The backgrounds that a theme stands on.
fn grounds(theme: &Theme) -> Vec<Rgb> {
    match (known(theme.style(Role::Text).bg), theme.appearance()) {
        (Some(own), _) => vec![own],
        (None, Appearance::Dark) => DARK.to_vec(),
        (None, Appearance::Light) => LIGHT.to_vec(),
        (None, Appearance::Any) => [DARK, LIGHT].concat(),
    }
}

/// A colour whose red, green and blue do not depend on the terminal.
fn known(colour: Option<Color>) -> Option<Rgb> {
    match colour? {
        Color::Rgb(red, green, blue) => Some([red, green, blue]),
        Color::Indexed(number) => indexed(number),
        _ => None,
    }
}

fn hex([red, green, blue]: Rgb) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

struct Checking<'t> {
    theme: &'t Theme,
    grounds: Vec<Rgb>,
    findings: Vec<Finding>,
}

impl Checking<'_> {
    fn find(&mut self, key: impl Into<String>, what: String) {
        self.findings.push(Finding { key: key.into(), what });
    }

    /// Every named style, with how much contrast it needs.
    fn styles(&self) -> Vec<(String, Style, Weight)> {
        let roles = Role::FILED.iter().filter(|filed| filed.role != Role::Selection);
        let mut all: Vec<_> = roles
            .map(|filed| {
                (format!("[{}] {}", filed.table, filed.key), self.theme.style(filed.role), filed.weight)
            })
            .collect();
        for (ramp, name, first) in Ramp::ALL {
            let weight = match ramp {
                Ramp::Heat | Ramp::Series => Weight::Seen,
                Ramp::Rating | Ramp::Above | Ramp::Below => Weight::Read,
            };
            for (at, style) in self.theme.ramp(ramp).iter().enumerate() {
                // The cell of nothing is empty.
                let weight = if ramp == Ramp::Heat && at == 0 { Weight::Ornament } else { weight };
                all.push((format!("[{name}] {}", at + first), *style, weight));
            }
        }
        all
    }

    fn foreground(&self, style: Style) -> Option<Rgb> {
        known(style.fg.or(self.theme.style(Role::Text).fg))
    }

    fn contrasts(&mut self) {
        for (key, style, weight) in self.styles() {
            let wanted = match weight {
                Weight::Read => READ,
                Weight::Seen => SEEN,
                Weight::Ornament => continue,
            };
            let grounds = known(style.bg).map_or_else(|| self.grounds.clone(), |own| vec![own]);
            self.against(&key, style, &grounds, wanted, "");
        }
    }

    fn against(&mut self, key: &str, style: Style, grounds: &[Rgb], wanted: f32, where_: &str) {
        let Some(ink) = self.foreground(style) else { return };
        let worst = grounds.iter().map(|ground| (contrast(ink, *ground), *ground));
        let Some((least, ground)) = worst.min_by(|(a, _), (b, _)| a.total_cmp(b)) else { return };
        if least < wanted {
            let (ink, ground) = (hex(ink), hex(ground));
            self.find(key, format!("{ink} on {ground}{where_} has a contrast of {least:.1}, needs {wanted}"));
        }
    }

    fn on_the_selection(&mut self) {
        let selection = self.theme.style(Role::Selection);
        let Some(ground) = known(selection.bg) else { return };
        for (key, style, weight) in self.styles() {
            if weight != Weight::Read || style.bg.is_some() {
                continue;
            }
            let wanted = if key == "[style] text" || key == "[style] strong" { READ } else { SEEN };
            // The selection's own colour goes over all others.
            let style = Style { fg: selection.fg.or(style.fg), ..style };
            self.against(&key, style, &[ground], wanted, " (the selected row)");
        }
    }

    /// What means the opposite: told apart by attributes where there is no colour, and by colour for everybody.
    fn opposites(&mut self) {
        let of = |role: Role| self.theme.style(role);
        let last = |ramp: Ramp| self.theme.ramp(ramp).last().copied().unwrap_or_default();
        let (insert, delete) = (of(Role::Insert), of(Role::Delete));
        let pairs = [
            ("[diff] insert", "delete", insert, delete),
            ("[evidence] supports", "against", of(Role::Supports), of(Role::Against)),
            ("[style] mark_a", "mark_b", of(Role::MarkA), of(Role::MarkB)),
            ("[chart] above", "below", last(Ramp::Above), last(Ramp::Below)),
        ];
        if insert.add_modifier == delete.add_modifier {
            let what = "has the same attributes as delete; without colour they cannot be told apart";
            self.find("[diff] insert", what.to_owned());
        }
        for (key, other, a, b) in pairs {
            self.apart(key, other, a, b, OPPOSITE);
        }
    }

    fn steps(&mut self) {
        let ratings = self.theme.ratings();
        let pairs: Vec<_> = ratings.iter().zip(ratings.iter().skip(1)).map(|(a, b)| (*a, *b)).collect();
        for (at, (a, b)) in pairs.into_iter().enumerate() {
            self.apart(&format!("[rating] {}", at + 1), &(at + 2).to_string(), a, b, STEP);
        }
    }

    fn apart(&mut self, key: &str, other: &str, a: Style, b: Style, wanted: f32) {
        let Some((a, b)) = known(a.fg).zip(known(b.fg)) else { return };
        for sight in Sight::ALL {
            let apart = sight.difference(a, b);
            if apart < wanted {
                let (a, b, sight) = (hex(a), hex(b), sight.word());
                let what =
                    format!("{a} and {b} ({other}) are only {apart:.1} apart under {sight}, need {wanted}");
                self.find(key, what);
            }
        }
    }
}
