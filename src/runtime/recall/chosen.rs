//! Who writes and in which prompts, where that was chosen in the explorer and not by a setting; never a key, never an
//! address: what was named for one server is not sent to another.

use serde::{Deserialize, Serialize};

use crate::config::recall::Named;
use crate::workspace::{Choice, Settings};

/// What was chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Chosen {
    /// Who writes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    writer: Option<Writer>,
    /// A pack of prompts: a built-in name or a folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    prompts: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Writer {
    provider: String,
    model: Option<String>,
    /// Its window, where its server said so.
    window: Option<u64>,
}

impl Chosen {
    /// What differs from the settings that the explorer was started with. What flags and files say is said there.
    pub(super) fn of(in_use: &Settings, started: &Settings) -> Self {
        let who = |settings: &Settings| (settings.provider.clone(), settings.model.name.clone());
        let is_elsewhere = in_use.model.base_url.is_some() && in_use.model.base_url != in_use.model.openai_at;
        let is_chosen = who(in_use) != who(started) && !is_elsewhere && in_use.cassette.is_none();
        let (provider, model) = who(in_use);
        let prompts = in_use.model.prompts.clone().filter(|_| in_use.model.prompts != started.model.prompts);
        let window = in_use.model.window;
        Self { writer: is_chosen.then_some(Writer { provider, model, window }), prompts }
    }

    /// What has a say although so much is named, and what waits for a session in which that is not.
    pub(super) fn parted(&self, named: Named) -> (Self, Self) {
        let Self { writer, prompts } = self.clone();
        let (says, waits) = if named.writer { (None, writer) } else { (writer, None) };
        let (in_these, later) = if named.prompts { (None, prompts) } else { (prompts, None) };
        (Self { writer: says, prompts: in_these }, Self { writer: waits, prompts: later })
    }

    /// The same, and where it has nothing what the other has.
    pub(super) fn or(self, other: &Self) -> Self {
        Self {
            writer: self.writer.or_else(|| other.writer.clone()),
            prompts: self.prompts.or_else(|| other.prompts.clone()),
        }
    }

    /// Whether nothing was chosen.
    pub(super) fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// The settings as they were chosen, and what is said of it; `None` where nothing was.
    pub(super) fn onto(&self, settings: &Settings) -> Option<(Settings, String)> {
        if self.is_nothing() || settings.cassette.is_some() || settings.replay.is_some() {
            return None;
        }
        let mut settings = settings.clone();
        let mut said = Vec::new();
        if let Some(Writer { provider, model, window }) = &self.writer {
            let choice = Choice { provider: provider.clone(), model: model.clone(), window: *window };
            settings = settings.choosing(&choice);
            let model = model.as_ref().map_or_else(String::new, |model| format!(":{model}"));
            said.push(format!("{provider}{model} writes"));
        }
        if let Some(prompts) = &self.prompts {
            settings.model.prompts = Some(prompts.clone());
            said.push(format!("in the prompts {prompts}"));
        }
        Some((settings, said.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen() -> Chosen {
        let writer = Writer { provider: "lab".into(), model: Some("small".into()), window: Some(8192) };
        Chosen { writer: Some(writer), prompts: Some("/mine".into()) }
    }

    #[test]
    fn what_is_named_goes_before_and_what_was_chosen_waits() {
        let (says, waits) = chosen().parted(Named::default());
        assert_eq!((says, waits.is_nothing()), (chosen(), true));
        let named = Named { writer: true, ..Named::default() };
        let (says, waits) = chosen().parted(named);
        assert_eq!(says, Chosen { writer: None, ..chosen() });
        assert_eq!(waits, Chosen { prompts: None, ..chosen() });
        assert_eq!(says.or(&waits), chosen());
        let (says, waits) = chosen().parted(Named { prompts: true, ..named });
        assert_eq!((says.is_nothing(), waits), (true, chosen()));
    }

    #[test]
    fn it_is_a_few_words_in_the_file_and_a_file_from_before_has_none() {
        let text = serde_json::to_string(&chosen()).unwrap();
        assert_eq!(text, r#"{"writer":{"provider":"lab","model":"small","window":8192},"prompts":"/mine"}"#);
        assert_eq!(serde_json::from_str::<Chosen>(&text).unwrap(), chosen());
        assert!(serde_json::from_str::<Chosen>("{}").unwrap().is_nothing());
    }
}
