//! Which theme is shown: as asked for, else by the terminal's background; and what becomes of it when the
//! background is known or its file was changed. Never how the terminal is asked or a file is watched.

use std::path::PathBuf;

use super::Theme;
use super::colour::{Rgb, contrast};
use super::shelf::{Read, Shelf, ThemeError};
use super::terminal::{Depth, Environment, Glyphs};

/// For terminals that say nothing, and for those with 16 colours.
const SAFE: &str = "ansi";
/// Without colour.
const MONO: &str = "mono";
/// The theme's name that means the terminal's background decides.
pub const AUTO: &str = "auto";

/// What the background is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// Dark.
    Dark,
    /// Light.
    Light,
}

impl Ground {
    /// Of a colour: light where black is the easier to read on it.
    pub fn of(colour: Rgb) -> Self {
        if contrast(colour, [0; 3]) > contrast(colour, [0xff; 3]) { Self::Light } else { Self::Dark }
    }

    /// As `COLORFGBG` says it: "15;0" is white on black.
    pub fn of_environment(environment: &impl Environment) -> Option<Self> {
        let said = environment.get("COLORFGBG")?;
        match said.rsplit(';').next()?.parse::<u8>().ok()? {
            7 | 15 => Some(Self::Light),
            0..=15 => Some(Self::Dark),
            _ => None,
        }
    }
}

/// Which theme is asked for: a name, or [`AUTO`] with one for each background.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// A name or [`AUTO`].
    pub theme: String,
    /// For dark backgrounds.
    pub dark: String,
    /// For light ones.
    pub light: String,
}

/// How the program looks.
#[derive(Clone, Debug)]
pub struct Looks {
    shelf: Shelf,
    asked: Asked,
    depth: Depth,
    glyphs: Glyphs,
    ground: Option<Ground>,
    /// The name that stands for what is asked, and what it was read as, as it is shown.
    name: String,
    read: Read,
}

/// Whether another reading changed anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The theme is another one now.
    New,
    /// It is as it was.
    None,
}

impl Looks {
    /// What is asked for, on a terminal of that depth, over a background that is guessed or not known. A theme
    /// that cannot be used is replaced by the one for its background, and why is told.
    pub fn new(
        shelf: Shelf,
        asked: Asked,
        depth: Depth,
        glyphs: Glyphs,
        ground: Option<Ground>,
    ) -> (Self, Option<ThemeError>) {
        let mut looks =
            Self { shelf, asked, depth, glyphs, ground, name: String::new(), read: Read::default() };
        let wrong = looks.settle().err();
        (looks, wrong)
    }

    /// The theme as it is shown.
    pub fn theme(&self) -> &Theme {
        &self.read.theme
    }

    /// The characters that are drawn with.
    pub fn glyphs(&self) -> Glyphs {
        self.glyphs
    }

    /// Whether any colour may be written.
    pub fn has_colour(&self) -> bool {
        self.depth != Depth::None
    }

    /// Whether the terminal's background decides.
    pub fn depends_on_ground(&self) -> bool {
        self.asked.theme == AUTO && self.depth > Depth::Sixteen
    }

    /// The files whose change may change the theme: none where it is built in.
    pub fn files(&self) -> &[PathBuf] {
        &self.read.files
    }

    /// The terminal has this background.
    ///
    /// # Errors
    /// The theme for it cannot be used; another one is shown.
    pub fn on(&mut self, ground: Ground) -> Result<Change, ThemeError> {
        self.ground = Some(ground);
        if !self.depends_on_ground() {
            return Ok(Change::None);
        }
        let before = self.read.theme.clone();
        self.settle()?;
        Ok(if self.read.theme == before { Change::None } else { Change::New })
    }

    /// Reads the theme's files again. One that cannot be used now is not taken: the last good one stays.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn reload(&mut self) -> Result<Change, ThemeError> {
        let read = self.shelf.open(&self.name)?;
        let theme = read.theme.with_depth(self.depth);
        self.read.files = read.files;
        if theme == self.read.theme {
            return Ok(Change::None);
        }
        self.read.theme = theme;
        Ok(Change::New)
    }

    /// What is asked for by the background that is known.
    fn wanted(&self) -> &str {
        match self.ground {
            _ if self.depth == Depth::None => MONO,
            _ if self.asked.theme != AUTO => &self.asked.theme,
            _ if self.depth == Depth::Sixteen => SAFE,
            Some(Ground::Dark) => &self.asked.dark,
            Some(Ground::Light) => &self.asked.light,
            None => SAFE,
        }
    }

    fn settle(&mut self) -> Result<(), ThemeError> {
        self.name = self.wanted().to_owned();
        match self.shelf.open(&self.name) {
            Ok(read) => {
                self.read = Read { theme: read.theme.with_depth(self.depth), files: read.files };
                Ok(())
            }
            Err(wrong) => {
                let instead = match self.ground {
                    Some(Ground::Dark) if self.depth > Depth::Sixteen => "lusifer-dark",
                    Some(Ground::Light) if self.depth > Depth::Sixteen => "lusifer-light",
                    _ => SAFE,
                };
                let theme = Theme::built_in(instead).unwrap_or_default().with_depth(self.depth);
                // Once it is mended, it is wanted.
                self.read = Read { theme, files: self.shelf.files_of(&self.name) };
                Err(wrong)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::config::theme::Role;

    fn asked(theme: &str) -> Asked {
        Asked { theme: theme.to_owned(), dark: "lusifer-dark".to_owned(), light: "cvd-light".to_owned() }
    }

    fn name(theme: &str, depth: Depth, ground: Option<Ground>) -> String {
        let (looks, wrong) = Looks::new(Shelf::default(), asked(theme), depth, Glyphs::Unicode, ground);
        assert_eq!(wrong, None);
        looks.theme().name().to_owned()
    }

    #[test]
    fn a_name_wins_over_the_background_and_the_safe_theme_is_for_what_is_not_known() {
        let (dark, light) = (Some(Ground::Dark), Some(Ground::Light));
        assert_eq!(name("high-contrast", Depth::True, light), "high-contrast");
        assert_eq!(name("auto", Depth::True, dark), "lusifer-dark");
        assert_eq!(name("auto", Depth::Indexed, light), "cvd-light");
        assert_eq!(name("auto", Depth::True, None), "ansi");
        assert_eq!(name("auto", Depth::Sixteen, light), "ansi");
        assert_eq!(name("cvd-dark", Depth::None, dark), "mono");
    }

    #[test]
    fn an_answer_of_the_terminal_changes_only_what_depends_on_it() {
        let of = |theme| Looks::new(Shelf::default(), asked(theme), Depth::True, Glyphs::Unicode, None).0;
        let mut auto = of("auto");
        assert!(auto.depends_on_ground());
        assert_eq!(auto.on(Ground::Light), Ok(Change::New));
        assert_eq!(auto.theme().name(), "cvd-light");
        assert_eq!(auto.on(Ground::Light), Ok(Change::None));
        let mut named = of("mono");
        assert!(!named.depends_on_ground());
        assert_eq!(named.on(Ground::Light), Ok(Change::None));
    }

    #[test]
    fn grounds_are_told_by_colour_and_by_environment() {
        assert_eq!([[0x28, 0x2c, 0x34], [0xfd, 0xf6, 0xe3]].map(Ground::of), [Ground::Dark, Ground::Light]);
        for (said, expected) in [
            ("15;0", Some(Ground::Dark)),
            ("0;default;15", Some(Ground::Light)),
            ("0;7", Some(Ground::Light)),
            ("15;8", Some(Ground::Dark)),
            ("default;default", None),
            ("", None),
            ("1;99", None),
        ] {
            let environment = |name: &str| (name == "COLORFGBG").then(|| said.to_owned());
            assert_eq!(Ground::of_environment(&environment), expected, "{said}");
        }
    }

    #[test]
    fn a_changed_file_is_taken_and_a_broken_one_keeps_the_last_good_theme() {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join("themes")).unwrap();
        let file = home.path().join("themes/mine.toml");
        let write = |text: &str| fs::write(&file, text).unwrap();
        write("[style]\ntitle = \"re\"\n");
        let shelf = Shelf::new(home.path(), None);
        let (mut looks, wrong) =
            Looks::new(shelf, asked("mine"), Depth::True, Glyphs::Unicode, Some(Ground::Light));
        assert!(wrong.unwrap().to_string().contains("line 2: \"re\" is not a colour; did you mean red?"));
        assert_eq!((looks.theme().name(), looks.files()), ("lusifer-light", [file.clone()].as_slice()));
        write("[style]\ntitle = \"red\"\n");
        assert_eq!(looks.reload(), Ok(Change::New));
        let red = looks.theme().style(Role::Title);
        assert_eq!(looks.reload(), Ok(Change::None));
        write("[style]\ntitle = \"blue\"\ntext = \"nought\"\n");
        assert!(looks.reload().is_err());
        assert_eq!(looks.theme().style(Role::Title), red);
        fs::remove_file(&file).unwrap();
        assert!(looks.reload().is_err());
        assert_eq!(looks.theme().style(Role::Title), red);
    }
}
