//! Which theme is shown: as asked for, else by the terminal's background; and what becomes of it when the
//! background is known or its file was changed. Never how the terminal is asked or a file is watched.

use std::path::PathBuf;

use super::Theme;
use super::colour::{Rgb, contrast};
use super::file::Appearance;
use super::role::Role;
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
    /// While another theme is tried: what is gone back to.
    before: Option<(String, Read)>,
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
        let mut looks = Self {
            shelf,
            asked,
            depth,
            glyphs,
            ground,
            name: String::new(),
            read: Read::default(),
            before: None,
        };
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

    /// Whether anybody wants to know the terminal's background: it chooses the theme, or tells that the one that
    /// was chosen is meant for another.
    pub fn wants_ground(&self) -> bool {
        self.depth > Depth::Sixteen
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
        let (shown, tried) = (self.read.theme.clone(), self.name.clone());
        let is_trying = self.before.take().is_some();
        self.settle()?;
        if is_trying {
            self.try_on(&tried)?;
        }
        Ok(self.changed_from(&shown))
    }

    /// Shows another theme for a while.
    ///
    /// # Errors
    /// It cannot be used; what is shown stays.
    pub fn try_on(&mut self, theme: &str) -> Result<Change, ThemeError> {
        let name = self.stands_for(theme).to_owned();
        let read = self.shelf.open(&name)?;
        let read = Read { theme: read.theme.with_depth(self.depth), ..read };
        let shown = (std::mem::replace(&mut self.name, name), std::mem::replace(&mut self.read, read));
        let change = self.changed_from(&shown.1.theme);
        self.before.get_or_insert(shown);
        Ok(change)
    }

    /// Goes back to what was shown before another theme was tried. A file that was changed meanwhile is read
    /// again, if it can be.
    pub fn take_off(&mut self) -> Change {
        let Some((name, read)) = self.before.take() else { return Change::None };
        let shown = std::mem::replace(&mut self.read, read).theme;
        self.name = name;
        let _ = self.reload();
        self.changed_from(&shown)
    }

    /// Keeps to another theme from now on.
    ///
    /// # Errors
    /// It cannot be used; what was shown before any was tried is shown.
    pub fn wear(&mut self, theme: &str) -> Result<Change, ThemeError> {
        let shown = self.read.theme.clone();
        if let Err(wrong) = self.try_on(theme) {
            self.take_off();
            return Err(wrong);
        }
        self.before = None;
        theme.clone_into(&mut self.asked.theme);
        Ok(self.changed_from(&shown))
    }

    /// Every name that can be asked for, with a word about it.
    pub fn names(&self) -> Vec<(String, String)> {
        let auto = (AUTO.to_owned(), "the terminal's background chooses".to_owned());
        let listed = self.shelf.list().into_iter();
        std::iter::once(auto)
            .chain(listed.map(|listed| (listed.name, listed.owner.word().to_owned())))
            .collect()
    }

    /// What a person should know of the theme on this terminal: no background is painted that a theme does not
    /// ask for, so one for the other kind of background is hard to read.
    pub fn complaint(&self) -> Option<String> {
        let theme = &self.read.theme;
        if self.depth == Depth::None && self.asked.theme != AUTO {
            return Some(format!("no colour is written here, so that every theme looks like {MONO}"));
        }
        if theme.style(Role::Text).bg.is_some() || self.depth <= Depth::Sixteen {
            return None;
        }
        let (kind, is, instead) = match (theme.appearance(), self.ground?) {
            (Appearance::Light, Ground::Dark) => ("light", "dark", &self.asked.dark),
            (Appearance::Dark, Ground::Light) => ("dark", "light", &self.asked.light),
            _ => return None,
        };
        let name = theme.name();
        Some(format!(
            "{name} is for {kind} backgrounds, this one is {is}: text is hard to read; {instead} is for it"
        ))
    }

    fn changed_from(&self, shown: &Theme) -> Change {
        if self.read.theme == *shown { Change::None } else { Change::New }
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
        self.stands_for(&self.asked.theme)
    }

    /// What a name comes to on this terminal.
    fn stands_for<'a>(&'a self, theme: &'a str) -> &'a str {
        match self.ground {
            _ if self.depth == Depth::None => MONO,
            _ if theme != AUTO => theme,
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
    fn a_theme_is_tried_gone_back_from_and_kept() {
        let of = |theme, depth| Looks::new(Shelf::default(), asked(theme), depth, Glyphs::Unicode, None).0;
        let mut looks = of("cvd-dark", Depth::True);
        assert_eq!(looks.try_on("mono"), Ok(Change::New));
        assert_eq!(looks.try_on("lusifer-light"), Ok(Change::New));
        assert!(looks.try_on("nought").is_err());
        assert_eq!(looks.theme().name(), "lusifer-light", "what was tried last stays");
        assert_eq!((looks.take_off(), looks.theme().name()), (Change::New, "cvd-dark"));
        assert_eq!(looks.take_off(), Change::None);
        assert_eq!(looks.try_on("mono"), Ok(Change::New));
        assert_eq!(looks.wear("mono"), Ok(Change::None));
        assert_eq!((looks.take_off(), looks.theme().name()), (Change::None, "mono"));
        // What is tried stays in front while the terminal answers, and what is gone back to follows the answer.
        let mut looks = of("auto", Depth::True);
        assert_eq!(looks.try_on("mono"), Ok(Change::New));
        assert_eq!(looks.on(Ground::Dark), Ok(Change::None));
        assert_eq!((looks.take_off(), looks.theme().name()), (Change::New, "lusifer-dark"));
        assert_eq!(looks.names()[0].0, "auto");
    }

    #[test]
    fn a_theme_for_the_other_background_is_complained_of_unless_it_paints_its_own() {
        let complaint = |theme, depth, ground| {
            Looks::new(Shelf::default(), asked(theme), depth, Glyphs::Unicode, ground).0.complaint()
        };
        let (dark, light) = (Some(Ground::Dark), Some(Ground::Light));
        let said = complaint("lusifer-light", Depth::True, dark).unwrap();
        assert!(said.contains("for light backgrounds, this one is dark") && said.contains("lusifer-dark is"));
        assert!(complaint("cvd-dark", Depth::Indexed, light).unwrap().contains("cvd-light is for it"));
        assert!(complaint("cvd-dark", Depth::None, light).unwrap().contains("looks like mono"));
        for (theme, ground) in
            [("lusifer-light", light), ("high-contrast", light), ("mono", light), ("ansi", dark)]
        {
            assert_eq!(complaint(theme, Depth::True, ground), None, "{theme}");
        }
        assert_eq!(complaint("lusifer-light", Depth::True, None), None);
        assert_eq!(complaint("auto", Depth::None, dark), None);
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
