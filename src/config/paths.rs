//! Where configuration, data, state and cache live on this machine. Nothing is created here.

use std::path::{Path, PathBuf, absolute};

use directories::ProjectDirs;
use serde::Serialize;

/// The folders of the program. Each may not exist yet: whoever writes first makes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Paths {
    /// `config.toml`, `keys.toml`, `themes/`.
    pub config: PathBuf,
    /// `lusifer.db`: runs, states, ratings.
    pub data: PathBuf,
    /// The log and the last session.
    pub state: PathBuf,
    /// Parsed data sets; may be deleted at any time.
    pub cache: PathBuf,
}

/// Folders chosen by flag or environment; `None` = the platform's.
#[derive(Clone, Debug, Default)]
pub struct PathOverrides {
    /// `LUSIFER_CONFIG_DIR`.
    pub config: Option<PathBuf>,
    /// `--data-dir`, `LUSIFER_DATA_DIR`.
    pub data: Option<PathBuf>,
    /// `LUSIFER_STATE_DIR`.
    pub state: Option<PathBuf>,
    /// `LUSIFER_CACHE_DIR`.
    pub cache: Option<PathBuf>,
}

impl Paths {
    /// The platform's folders under the overrides: XDG on Linux; on macOS the matching `XDG_*` variable if it
    /// is set, then `~/.config/lusifer` if it is there, else `~/Library/Application Support`; `%APPDATA%` on
    /// Windows. Without a home folder everything lies in `.lusifer` of the working directory.
    pub fn find(overrides: PathOverrides, variable: &dyn Fn(&str) -> Option<PathBuf>) -> Self {
        let platform = ProjectDirs::from("", "", "lusifer");
        let fallback = || PathBuf::from(".lusifer");
        // An XDG variable that is not absolute is to be ignored, says its specification.
        let xdg =
            |name| variable(name).filter(|path| path.is_absolute()).map(|folder| folder.join("lusifer"));
        let of = |chosen: Option<PathBuf>, xdg_name, native: fn(&ProjectDirs) -> PathBuf| {
            chosen
                .or_else(|| xdg(xdg_name))
                .or_else(|| platform.as_ref().map(native))
                .unwrap_or_else(fallback)
        };
        let config = of(overrides.config, "XDG_CONFIG_HOME", |dirs| {
            let dotted = dirs.config_dir().ancestors().nth(3).map(|home| home.join(".config/lusifer"));
            match dotted {
                Some(dotted) if cfg!(target_os = "macos") && dotted.is_dir() => dotted,
                _ => dirs.config_dir().to_path_buf(),
            }
        });
        Self {
            config,
            data: of(overrides.data, "XDG_DATA_HOME", |dirs| dirs.data_local_dir().to_path_buf()),
            state: of(overrides.state, "XDG_STATE_HOME", |dirs| {
                dirs.state_dir().unwrap_or_else(|| dirs.data_local_dir()).to_path_buf()
            }),
            cache: of(overrides.cache, "XDG_CACHE_HOME", |dirs| dirs.cache_dir().to_path_buf()),
        }
    }

    /// The store.
    pub fn store(&self) -> PathBuf {
        self.data.join("lusifer.db")
    }

    /// The log.
    pub fn log(&self) -> PathBuf {
        self.state.join("lusifer.log")
    }

    /// Where the explorer was left.
    pub fn session(&self) -> PathBuf {
        self.state.join("session.json")
    }

    /// Where prompts go that somebody makes: with a project's settings beside them, else with a person's.
    pub fn prompts(&self) -> PathBuf {
        if Self::project().exists() {
            return absolute("prompts").unwrap_or_else(|_| PathBuf::from("prompts"));
        }
        self.config.join("prompts")
    }

    /// The project's own settings: `lusifer.toml` in the working directory, never above it.
    pub fn project() -> &'static Path {
        Path::new("lusifer.toml")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overrides_win_over_xdg_and_relative_xdg_is_ignored() {
        let overrides = PathOverrides { data: Some("/chosen".into()), ..PathOverrides::default() };
        let variable = |name: &str| match name {
            "XDG_CACHE_HOME" | "XDG_DATA_HOME" => Some(PathBuf::from("/xdg")),
            "XDG_STATE_HOME" => Some(PathBuf::from("relative")),
            _ => None,
        };
        let paths = Paths::find(overrides, &variable);
        assert_eq!(paths.store(), Path::new("/chosen/lusifer.db"));
        assert_eq!(paths.cache, Path::new("/xdg/lusifer"));
        assert!(!paths.state.starts_with("relative"), "{}", paths.state.display());
    }
}
