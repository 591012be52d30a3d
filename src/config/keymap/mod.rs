//! Which key means which action where: compiled-in defaults (`keys.toml`), patched by a person's file, with
//! every conflict named; never what an action does.

mod chord;
mod key;
mod patch;
mod policy;

use std::collections::BTreeMap;

use super::layers::Origin;
use crate::actions::Action;
pub use chord::Chord;
pub use key::{Code, Key, Mods};
use patch::Patch;

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
    /// `[keys.calls]`.
    Calls,
    /// `[keys.runs]`.
    Runs,
    /// `[keys.prompts]`.
    Prompts,
    /// `[keys.comparison]`: not `compare`, which is an action.
    Compare,
    /// While a text is typed; does not fall back to [`Self::Anywhere`].
    Text,
    /// While a question waits for yes or no; does not fall back to [`Self::Anywhere`].
    Question,
}

impl Context {
    /// All places, the general one first.
    pub const ALL: [Self; 11] = [
        Self::Anywhere,
        Self::Users,
        Self::Profile,
        Self::Rate,
        Self::Metrics,
        Self::Calls,
        Self::Runs,
        Self::Prompts,
        Self::Compare,
        Self::Text,
        Self::Question,
    ];

    /// The name in `keys.toml`; empty for [`Self::Anywhere`].
    pub const fn word(self) -> &'static str {
        match self {
            Self::Anywhere => "",
            Self::Users => "users",
            Self::Profile => "profile",
            Self::Rate => "rate",
            Self::Metrics => "metrics",
            Self::Calls => "calls",
            Self::Runs => "runs",
            Self::Prompts => "prompts",
            Self::Compare => "comparison",
            Self::Text => "text",
            Self::Question => "question",
        }
    }

    const fn falls_back(self) -> bool {
        !matches!(self, Self::Anywhere | Self::Text | Self::Question)
    }
}

/// The compiled-in keys as they are written.
pub const BUILT_IN: &str = include_str!("../keys.toml");

/// What an action is bound to in a place, and by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Binding {
    chords: Vec<Chord>,
    origin: Origin,
}

type Bindings = BTreeMap<(Context, Action), Binding>;

/// What keys that were pressed mean so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// This.
    Action(Action),
    /// Something, once more keys follow.
    Begins,
    /// Nothing.
    Nothing,
}

/// The effective table of keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keymap {
    bindings: Bindings,
    lookup: BTreeMap<(Context, Chord), Action>,
}

impl Keymap {
    /// The compiled-in keys.
    pub fn built_in() -> Self {
        let mut keymap = Self::default();
        let problems = keymap.merge(Patch::read(None, BUILT_IN));
        debug_assert!(problems.is_empty(), "the compiled-in keys: {problems:?}");
        keymap
    }

    /// Merges a file of keys over these and returns everything that is wrong with it, a sentence each. What
    /// is right is taken; where a new key collides with another action in the same place, both actions are
    /// named and the action keeps the keys that it had.
    pub fn patch(&mut self, file: &str, text: &str) -> Vec<String> {
        let problems = self.merge(Patch::read(Some(file), text));
        problems.into_iter().map(|(line, text)| format!("{file}, line {line}: {text}")).collect()
    }

    fn merge(&mut self, patch: Patch<'_>) -> Vec<(usize, String)> {
        let Patch { wanted, mut problems, .. } = patch;
        let before = self.bindings.clone();
        for (place, binding) in &wanted {
            self.bindings.insert(*place, binding.clone());
        }
        problems.extend(self.settle(&wanted, &before));
        problems.sort();
        problems
    }

    /// Rebuilds the look-up; on a collision the newcomer goes back to what it had.
    fn settle(&mut self, wanted: &Bindings, before: &Bindings) -> Vec<(usize, String)> {
        let mut problems = Vec::new();
        let mut restored = Vec::new();
        // Each round restores at least one newcomer, so this ends.
        while let Some(Collision { place, chord, other, their }) = self.collision(wanted, &restored) {
            let (context, action) = place;
            let here = if context == Context::Anywhere { "everywhere" } else { context.word() };
            let (ours, theirs) = (action.id(), other.id());
            let text = if chord == their {
                format!("\"{chord}\" is bound to \"{ours}\" and to \"{theirs}\" ({here})")
            } else {
                format!(
                    "\"{chord}\" of \"{ours}\" and \"{their}\" of \"{theirs}\" begin alike, so that one could \
                     not be pressed ({here})"
                )
            };
            let line = match wanted.get(&place).map(|binding| &binding.origin) {
                Some(Origin::File { line, .. }) => *line,
                _ => 0,
            };
            problems.push((line, format!("{text}; \"{ours}\" keeps its keys")));
            match before.get(&place) {
                Some(binding) => drop(self.bindings.insert(place, binding.clone())),
                None => drop(self.bindings.remove(&place)),
            }
            restored.push(place);
        }
        self.lookup = self
            .bindings
            .iter()
            .flat_map(|((context, action), binding)| {
                binding.chords.iter().map(|chord| ((*context, chord.clone()), *action))
            })
            .collect();
        problems
    }

    /// The first two bindings of one place that cannot both be.
    fn collision(&self, wanted: &Bindings, restored: &[(Context, Action)]) -> Option<Collision> {
        let all: Vec<_> = self
            .all()
            .flat_map(|(place, action, chords)| chords.iter().map(move |chord| (place, action, chord)))
            .collect();
        for (at, &(place, action, chord)) in all.iter().enumerate() {
            for &(_, other, their) in all.iter().take(at).filter(|(of, ..)| *of == place) {
                let clash = chord == their || chord.goes_on(their.keys()) || their.goes_on(chord.keys());
                if !clash || (action == other && chord == their) {
                    continue;
                }
                let blamed = [(action, chord, other, their), (other, their, action, chord)];
                let blamed = blamed.into_iter().find(|(newcomer, ..)| {
                    wanted.contains_key(&(place, *newcomer)) && !restored.contains(&(place, *newcomer))
                });
                if let Some((newcomer, chord, other, their)) = blamed {
                    let (chord, their) = (chord.clone(), their.clone());
                    return Some(Collision { place: (place, newcomer), chord, other, their });
                }
            }
        }
        None
    }

    /// What keys mean in a place, pressed one after the other.
    pub fn meaning(&self, context: Context, typed: &[Key]) -> Meaning {
        let here = self.meaning_in(context, typed, |_| true);
        if here != Meaning::Nothing || !context.falls_back() {
            return here;
        }
        // An action with keys of its own here has only those.
        self.meaning_in(Context::Anywhere, typed, |action| !self.bindings.contains_key(&(context, action)))
    }

    fn meaning_in(&self, place: Context, typed: &[Key], holds: impl Fn(Action) -> bool) -> Meaning {
        match self.beginning_with(place, typed).find(|(_, action)| holds(*action)) {
            Some((chord, action)) if chord.keys() == typed => Meaning::Action(action),
            Some(_) => Meaning::Begins,
            None => Meaning::Nothing,
        }
    }

    /// The bindings of a place that begin with these keys, the one that is no longer first.
    fn beginning_with(&self, place: Context, typed: &[Key]) -> impl Iterator<Item = (&Chord, Action)> {
        let from = typed.first().map(|&key| (place, Chord::from(key)));
        let rest = from.into_iter().flat_map(|from| self.lookup.range(from..));
        rest.take_while(move |((of, _), _)| *of == place)
            .filter(|((_, chord), _)| chord.keys().starts_with(typed))
            .map(|((_, chord), action)| (chord, *action))
    }

    /// How keys that began something can go on in a place: what is left to press, and what it means then.
    pub fn continuations(&self, context: Context, typed: &[Key]) -> Vec<(Chord, Action)> {
        let places = [Some(context), context.falls_back().then_some(Context::Anywhere)];
        let mut all = Vec::new();
        for (chord, action) in places.into_iter().flatten().flat_map(|of| self.beginning_with(of, typed)) {
            if let Some(rest) = chord.rest(typed).filter(|_| self.reaches(context, chord, action)) {
                all.push((rest, action));
            }
        }
        all
    }

    /// Whether pressing a chord in a place means an action, and nothing else before it is complete.
    fn reaches(&self, context: Context, chord: &Chord, action: Action) -> bool {
        let keys = chord.keys();
        let begins =
            |end: usize| keys.get(..end).is_some_and(|typed| self.meaning(context, typed) == Meaning::Begins);
        (1..keys.len()).all(begins) && self.meaning(context, keys) == Meaning::Action(action)
    }

    /// What a key, or keys one after the other, mean in a place.
    pub fn action(&self, context: Context, keys: impl AsRef<[Key]>) -> Option<Action> {
        match self.meaning(context, keys.as_ref()) {
            Meaning::Action(action) => Some(action),
            Meaning::Begins | Meaning::Nothing => None,
        }
    }

    /// The keys that mean an action in a place, the preferred one first.
    pub fn keys(&self, context: Context, action: Action) -> Vec<Chord> {
        self.reaching(context, action).cloned().collect()
    }

    fn reaching(&self, context: Context, action: Action) -> impl Iterator<Item = &Chord> {
        let chords = self.binding(context, action).into_iter().flat_map(|binding| &binding.chords);
        chords.filter(move |chord| self.reaches(context, chord, action))
    }

    /// A list for a place replaces the general one.
    fn binding(&self, context: Context, action: Action) -> Option<&Binding> {
        let anywhere = || self.bindings.get(&(Context::Anywhere, action)).filter(|_| context.falls_back());
        self.bindings.get(&(context, action)).or_else(anywhere)
    }

    /// The preferred key of an action in a place.
    pub fn key(&self, context: Context, action: Action) -> Option<Chord> {
        self.reaching(context, action).next().cloned()
    }

    /// Who bound an action in a place.
    pub fn origin(&self, context: Context, action: Action) -> Origin {
        self.binding(context, action).map_or(Origin::BuiltIn, |binding| binding.origin.clone())
    }

    /// Every binding: place, action, keys; sorted.
    pub fn all(&self) -> impl Iterator<Item = (Context, Action, &[Chord])> {
        self.bindings
            .iter()
            .map(|((context, action), binding)| (*context, *action, binding.chords.as_slice()))
    }
}

/// Two bindings of one place that cannot both be.
struct Collision {
    /// The newcomer, which gives way.
    place: (Context, Action),
    /// Its keys.
    chord: Chord,
    /// The other action.
    other: Action,
    /// The keys of that.
    their: Chord,
}

#[cfg(test)]
mod tests;
