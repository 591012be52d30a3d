//! Which key means which action where: compiled-in defaults (`keys.toml`), patched by a person's file, with
//! every conflict named; never what an action does.

mod key;

use std::collections::BTreeMap;

use toml::{Table, Value};

use crate::actions::Action;
pub use key::{Code, Key, Mods};

/// Where a key is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Context {
    /// On every screen: `[keys]`.
    Anywhere,
    /// `[keys.users]`.
    Users,
    /// `[keys.profile]`.
    Profile,
    /// `[keys.rate]`.
    Rate,
    /// `[keys.metrics]`.
    Metrics,
    /// While a text is typed; does not fall back to [`Self::Anywhere`].
    Text,
    /// While a question waits for yes or no; does not fall back to [`Self::Anywhere`].
    Question,
}

impl Context {
    /// All places, the general one first.
    pub const ALL: [Self; 7] =
        [Self::Anywhere, Self::Users, Self::Profile, Self::Rate, Self::Metrics, Self::Text, Self::Question];

    /// The name in `keys.toml`; empty for [`Self::Anywhere`].
    pub const fn word(self) -> &'static str {
        match self {
            Self::Anywhere => "",
            Self::Users => "users",
            Self::Profile => "profile",
            Self::Rate => "rate",
            Self::Metrics => "metrics",
            Self::Text => "text",
            Self::Question => "question",
        }
    }

    const fn falls_back(self) -> bool {
        !matches!(self, Self::Anywhere | Self::Text | Self::Question)
    }
}

const BUILT_IN: &str = include_str!("../keys.toml");

type Bindings = BTreeMap<(Context, Action), Vec<Key>>;

/// The effective table of keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keymap {
    bindings: Bindings,
    lookup: BTreeMap<(Context, Key), Action>,
}

impl Keymap {
    /// The compiled-in keys.
    pub fn built_in() -> Self {
        let mut keymap = Self::default();
        let problems = keymap.patch("keys.toml", BUILT_IN);
        debug_assert!(problems.is_empty(), "the compiled-in keys: {problems:?}");
        keymap
    }

    /// Merges a file of keys over these and returns everything that is wrong with it, a sentence each. What
    /// is right is taken; where a new key collides with another action in the same place, both actions are
    /// named and the action keeps the keys that it had.
    pub fn patch(&mut self, file: &str, text: &str) -> Vec<String> {
        let table = match text.parse::<Table>() {
            Ok(table) => table,
            Err(error) => return vec![format!("{file}: {}", error.to_string().trim_end())],
        };
        let mut problems = Vec::new();
        let mut wanted = Bindings::new();
        for (name, value) in &table {
            match value {
                Value::Table(keys) if name == "keys" => read_keys(file, keys, &mut wanted, &mut problems),
                _ => problems.push(format!("{file}: \"{name}\" is not known here; expected [keys]")),
            }
        }
        let before = self.bindings.clone();
        for (place, keys) in &wanted {
            self.bindings.insert(*place, keys.clone());
        }
        problems.extend(self.settle(file, &wanted, &before));
        problems
    }

    /// Rebuilds the look-up; on a collision the newcomer goes back to what it had.
    fn settle(&mut self, file: &str, wanted: &Bindings, before: &Bindings) -> Vec<String> {
        let mut problems = Vec::new();
        let mut restored = Vec::new();
        // Each round restores at least one newcomer, so this ends.
        while let Some((key, place, other)) = self.collision(wanted, &restored) {
            let (context, action) = place;
            let here = if context == Context::Anywhere { "everywhere" } else { context.word() };
            problems.push(format!(
                "{file}: \"{key}\" is bound to \"{}\" and to \"{}\" ({here}); \"{}\" keeps its keys",
                action.id(),
                other.id(),
                action.id()
            ));
            match before.get(&place) {
                Some(keys) => self.bindings.insert(place, keys.clone()),
                None => self.bindings.remove(&place),
            };
            restored.push(place);
        }
        self.lookup = self
            .bindings
            .iter()
            .flat_map(|((context, action), keys)| keys.iter().map(|key| ((*context, *key), *action)))
            .collect();
        problems
    }

    /// The first key with two meanings in one place: the key, the newcomer to blame, the other action.
    fn collision(
        &self,
        wanted: &Bindings,
        restored: &[(Context, Action)],
    ) -> Option<(Key, (Context, Action), Action)> {
        let mut seen: BTreeMap<(Context, Key), Action> = BTreeMap::new();
        for (&(context, action), keys) in &self.bindings {
            for &key in keys {
                let Some(other) = seen.insert((context, key), action).filter(|other| *other != action) else {
                    continue;
                };
                let blamed = [(action, other), (other, action)].into_iter().find(|(newcomer, _)| {
                    wanted.contains_key(&(context, *newcomer)) && !restored.contains(&(context, *newcomer))
                });
                if let Some((newcomer, other)) = blamed {
                    return Some((key, (context, newcomer), other));
                }
            }
        }
        None
    }

    /// What a key means in a place.
    pub fn action(&self, context: Context, key: Key) -> Option<Action> {
        let here = self.lookup.get(&(context, key));
        // An action with keys of its own here has only those.
        let general = || {
            let action = self.lookup.get(&(Context::Anywhere, key)).filter(|_| context.falls_back());
            action.filter(|action| !self.bindings.contains_key(&(context, **action)))
        };
        here.or_else(general).copied()
    }

    /// The keys that mean an action in a place, the preferred one first.
    pub fn keys(&self, context: Context, action: Action) -> Vec<Key> {
        let here = self.bindings.get(&(context, action));
        let anywhere = self.bindings.get(&(Context::Anywhere, action)).filter(|_| context.falls_back());
        // A list for this place replaces the general one.
        here.or(anywhere)
            .into_iter()
            .flatten()
            .copied()
            .filter(|&key| self.action(context, key) == Some(action))
            .collect()
    }

    /// The preferred key of an action in a place.
    pub fn key(&self, context: Context, action: Action) -> Option<Key> {
        self.keys(context, action).first().copied()
    }

    /// Every binding: place, action, keys; sorted.
    pub fn all(&self) -> impl Iterator<Item = (Context, Action, &[Key])> {
        self.bindings.iter().map(|((context, action), keys)| (*context, *action, keys.as_slice()))
    }
}

fn read_keys(file: &str, keys: &Table, wanted: &mut Bindings, problems: &mut Vec<String>) {
    for (name, value) in keys {
        let place =
            Context::ALL.into_iter().find(|place| *place != Context::Anywhere && place.word() == name);
        match (value, place) {
            (Value::Table(keys), Some(place)) => read_place(file, place, keys, wanted, problems),
            (Value::Table(_), None) => {
                let known: Vec<_> = Context::ALL.iter().skip(1).map(|place| place.word()).collect();
                problems.push(format!(
                    "{file}: [keys.{name}]: there is no such place; known: {}",
                    known.join(", ")
                ));
            }
            (value, _) => read_binding(file, Context::Anywhere, name, value, wanted, problems),
        }
    }
}

fn read_place(file: &str, place: Context, keys: &Table, wanted: &mut Bindings, problems: &mut Vec<String>) {
    for (name, value) in keys {
        read_binding(file, place, name, value, wanted, problems);
    }
}

fn read_binding(
    file: &str,
    place: Context,
    name: &str,
    value: &Value,
    wanted: &mut Bindings,
    problems: &mut Vec<String>,
) {
    let Some(action) = Action::from_id(name) else {
        problems.push(format!("{file}: \"{name}\" is not an action; did you mean \"{}\"?", nearest_id(name)));
        return;
    };
    let texts: Option<Vec<&str>> = match value {
        Value::String(text) => Some(vec![text]),
        Value::Array(texts) => texts.iter().map(Value::as_str).collect(),
        _ => None,
    };
    let Some(texts) = texts else {
        problems
            .push(format!("{file}: \"{name}\": expected a list of keys, for example [\"r\", \"ctrl+r\"]"));
        return;
    };
    let unbinds = texts.is_empty();
    let mut keys = Vec::new();
    for text in texts {
        match text.parse::<Key>() {
            Ok(key) if !keys.contains(&key) => keys.push(key),
            Ok(_) => {}
            Err(wrong) => problems.push(format!("{file}: \"{name}\": {wrong}")),
        }
    }
    // A list of nothing but mistakes is no wish to unbind.
    if !keys.is_empty() || unbinds {
        wanted.insert((place, action), keys);
    }
}

fn nearest_id(name: &str) -> &'static str {
    let nearest = Action::ALL.into_iter().min_by_key(|action| strsim::levenshtein(action.id(), name));
    nearest.map_or("help", Action::id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Key {
        text.parse().unwrap()
    }

    #[test]
    fn every_default_resolves_to_its_own_action() {
        let keymap = Keymap::built_in();
        for (context, action, keys) in keymap.all() {
            for &key in keys {
                assert_eq!(keymap.action(context, key), Some(action), "{key} in {context:?}");
            }
        }
        for action in Action::ALL {
            let reachable = Context::ALL.into_iter().any(|context| keymap.key(context, action).is_some());
            assert!(reachable, "no key means {}", action.id());
        }
    }

    #[test]
    fn keys_that_terminals_eat_are_not_bound() {
        let keymap = Keymap::built_in();
        let eaten =
            ["ctrl+i", "ctrl+m", "ctrl+j", "ctrl+h", "ctrl+[", "ctrl+s", "ctrl+q", "ctrl+b", "ctrl+a"];
        for (_, action, keys) in keymap.all() {
            for text in eaten {
                assert!(!keys.contains(&key(text)), "{text} is bound to {}", action.id());
            }
        }
    }

    #[test]
    fn a_patch_replaces_unbinds_and_shadows() {
        let mut keymap = Keymap::built_in();
        let text = "[keys]\nrun = [\"ctrl+r\"]\nzoom = []\n[keys.profile]\nfork = [\"F\"]\n";
        assert_eq!(keymap.patch("mine.toml", text), Vec::<String>::new());
        assert_eq!(keymap.action(Context::Profile, key("ctrl+r")), Some(Action::Run));
        assert_eq!(keymap.action(Context::Profile, key("r")), None);
        assert_eq!(keymap.key(Context::Users, Action::Zoom), None);
        assert_eq!(keymap.keys(Context::Profile, Action::Fork), [key("F")]);
        assert_eq!(keymap.action(Context::Profile, key("b")), None);
        assert_eq!(keymap.keys(Context::Users, Action::Fork), [key("b")]);
    }

    #[test]
    fn conflicts_name_both_actions_and_keep_the_defaults() {
        let mut keymap = Keymap::built_in();
        let problems = keymap.patch("mine.toml", "[keys]\nrun = [\"j\"]\n");
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].contains("\"run\"") && problems[0].contains("\"move.down\""), "{problems:?}");
        assert_eq!(keymap, Keymap::built_in());
        // Two newcomers on one key: one of them gives way, nothing is lost.
        let problems = keymap.patch("mine.toml", "[keys]\nrun = [\"w\"]\nfork = [\"w\"]\n");
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(keymap.key(Context::Profile, Action::Run).is_some());
        assert!(keymap.key(Context::Profile, Action::Fork).is_some());
    }

    #[test]
    fn everything_wrong_is_reported_at_once() {
        let mut keymap = Keymap::built_in();
        let text =
            "[keyz]\nrun = [\"r\"]\n[keys]\nruns = [\"r\"]\nhelp = 3\nopen = [\"hyper+x\"]\n[keys.attic]\n";
        let problems = keymap.patch("mine.toml", text);
        assert_eq!(problems.len(), 5, "{problems:#?}");
        assert!(problems.iter().any(|problem| problem.contains("did you mean \"run\"?")), "{problems:#?}");
        assert_eq!(Keymap::built_in().patch("mine.toml", "[keys\n").len(), 1);
    }
}
