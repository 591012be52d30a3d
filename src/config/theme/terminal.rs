//! What a terminal can show, from what a person asks for and what the environment says: pure functions of both;
//! never a look at the terminal itself.

/// How many colours a terminal can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// None: only bold, underline, reverse and the like.
    None,
    /// The 16 of ANSI.
    Sixteen,
    /// The 256 of xterm.
    Indexed,
    /// 24 bits.
    True,
}

impl Depth {
    /// 24 bits where there is colour at all: for what is not shown on this terminal.
    #[must_use]
    pub fn max_if_any(self) -> Self {
        if self == Self::None { self } else { Self::True }
    }
}

/// Which characters borders, bars and marks are drawn with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Glyphs {
    /// Box and block characters.
    #[default]
    Unicode,
    /// ASCII alone; titles and texts keep their letters.
    Ascii,
}

/// Whether colour is asked for on the command line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColourWish {
    /// Where the terminal has it.
    #[default]
    Auto,
    /// Even where output is no terminal.
    Always,
    /// Not at all.
    Never,
}

/// A variable of the environment; one that is empty counts as not set.
pub trait Environment {
    /// Its value.
    fn get(&self, name: &str) -> Option<String>;
}

impl<F: Fn(&str) -> Option<String>> Environment for F {
    fn get(&self, name: &str) -> Option<String> {
        self(name).filter(|value| !value.is_empty())
    }
}

/// How many colours to use, by `--color never`, else `NO_COLOR`, else `LUSIFER_NO_COLOR`, else `TERM=dumb`, else
/// `--color always`, else `FORCE_COLOR`, else whether output goes to a terminal.
pub fn depth(wish: ColourWish, environment: &impl Environment, is_terminal: bool) -> Depth {
    let term = environment.get("TERM").unwrap_or_default();
    let refused = wish == ColourWish::Never
        || environment.get("NO_COLOR").is_some()
        || environment.get("LUSIFER_NO_COLOR").is_some()
        || term == "dumb";
    if refused {
        return Depth::None;
    }
    let able = by_terminal(environment, &term);
    match environment.get("FORCE_COLOR").as_deref() {
        _ if wish == ColourWish::Always => able,
        Some("0" | "false") => Depth::None,
        Some("1") => Depth::Sixteen,
        Some("2") => Depth::Indexed,
        Some("3") => Depth::True,
        Some(_) => able,
        None if is_terminal => able,
        None => Depth::None,
    }
}

/// What the terminal says of itself in the environment; the 16 colours where it says nothing.
fn by_terminal(environment: &impl Environment, term: &str) -> Depth {
    /// Terminals whose names stand for 24 bits, whatever else the environment says.
    const TRUE: [&str; 8] = ["kitty", "ghostty", "alacritty", "foot", "wezterm", "contour", "rio", "direct"];
    let says = environment.get("COLORTERM").unwrap_or_default();
    if says == "truecolor" || says == "24bit" || environment.get("WT_SESSION").is_some() {
        return Depth::True;
    }
    let part = |name: &&str| term.split('-').any(|part| part == *name);
    if TRUE.iter().any(part) {
        return Depth::True;
    }
    if part(&"256color") { Depth::Indexed } else { Depth::Sixteen }
}

/// Which characters to draw with: as asked, else ASCII where the terminal or the locale has no others. A locale
/// that is not set at all says nothing; terminals have been UTF-8 for long.
pub fn glyphs(ascii: Option<bool>, environment: &impl Environment) -> Glyphs {
    let plain = ascii.unwrap_or_else(|| {
        let term = environment.get("TERM").unwrap_or_default();
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| environment.get(name));
        let utf8 = |locale: String| {
            let locale = locale.to_ascii_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        };
        matches!(term.as_str(), "linux" | "dumb") || !locale.is_none_or(utf8)
    });
    if plain { Glyphs::Ascii } else { Glyphs::Unicode }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Pairs<'a> = &'a [(&'a str, &'a str)];

    fn of(pairs: Pairs<'_>) -> impl Fn(&str) -> Option<String> + '_ {
        |name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
    }

    #[test]
    fn colour_is_decided_in_the_documented_order() {
        use ColourWish::{Always, Auto, Never};
        let truly = ("COLORTERM", "truecolor");
        let cases: &[(ColourWish, Pairs<'_>, bool, Depth)] = &[
            (Never, &[truly, ("FORCE_COLOR", "3")], true, Depth::None),
            (Always, &[truly, ("NO_COLOR", "1")], true, Depth::None),
            (Always, &[truly, ("LUSIFER_NO_COLOR", "1")], true, Depth::None),
            (Always, &[("TERM", "dumb")], true, Depth::None),
            (Always, &[truly], false, Depth::True),
            (Always, &[truly, ("FORCE_COLOR", "0")], false, Depth::True),
            (Auto, &[truly, ("NO_COLOR", "")], true, Depth::True),
            (Auto, &[truly, ("FORCE_COLOR", "1")], false, Depth::Sixteen),
            (Auto, &[truly, ("FORCE_COLOR", "yes")], false, Depth::True),
            (Auto, &[truly, ("FORCE_COLOR", "0")], true, Depth::None),
            (Auto, &[truly], false, Depth::None),
            (Auto, &[], true, Depth::Sixteen),
            (Auto, &[("TERM", "xterm-256color")], true, Depth::Indexed),
            (Auto, &[("TERM", "xterm-kitty")], true, Depth::True),
            (Auto, &[("TERM", "foot")], true, Depth::True),
            (Auto, &[("TERM", "linux")], true, Depth::Sixteen),
        ];
        for (wish, environment, terminal, expected) in cases {
            assert_eq!(depth(*wish, &of(environment), *terminal), *expected, "{wish:?} {environment:?}");
        }
    }

    #[test]
    fn ascii_is_for_terminals_and_locales_without_other_characters() {
        let cases: &[(Option<bool>, Pairs<'_>, Glyphs)] = &[
            (None, &[], Glyphs::Unicode),
            (None, &[("TERM", "linux"), ("LANG", "C.UTF-8")], Glyphs::Ascii),
            (None, &[("TERM", "dumb")], Glyphs::Ascii),
            (None, &[("LANG", "de_DE.ISO-8859-1")], Glyphs::Ascii),
            (None, &[("LANG", "en_GB.utf8")], Glyphs::Unicode),
            (None, &[("LC_ALL", "C"), ("LANG", "en_GB.UTF-8")], Glyphs::Ascii),
            (None, &[("LC_ALL", ""), ("LANG", "en_GB.UTF-8")], Glyphs::Unicode),
            (Some(false), &[("TERM", "linux")], Glyphs::Unicode),
            (Some(true), &[("LANG", "en_GB.UTF-8")], Glyphs::Ascii),
        ];
        for (wish, environment, expected) in cases {
            assert_eq!(glyphs(*wish, &of(environment)), *expected, "{wish:?} {environment:?}");
        }
    }
}
