//! What a person takes by hand from an answer that the program did not take: the texts of its first JSON object, or
//! all of it; never whether that is good.

use super::draft::Draft;
use crate::domain::text::clean;

/// What is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByHand {
    /// The profile, safe to show.
    pub profile: String,
    /// What changed, where the answer says so.
    pub update: Option<String>,
    /// Whether both come from a JSON object; else the profile is all of the text.
    pub is_object: bool,
}

/// What a person would take of an answer, whole or not; `None` where there is nothing.
pub fn by_hand(answer: &str) -> Option<ByHand> {
    let texts = Draft::of(answer).into_texts();
    let under =
        |wanted: fn(&str) -> bool| texts.iter().find(|(key, _)| wanted(key)).map(|(_, text)| safe(text));
    let update = under(|key| key == "update").filter(|text| !text.is_empty());
    let named = under(|key| key == "user_profile").or_else(|| under(|key| key.contains("profile")));
    let longest = || {
        let others = texts.iter().filter(|(key, _)| key != "update").map(|(_, text)| safe(text));
        others.max_by_key(String::len)
    };
    if let Some(profile) = named.or_else(longest).filter(|text| !text.is_empty()) {
        return Some(ByHand { profile, update, is_object: true });
    }
    let lines: Vec<&str> = answer.lines().filter(|line| !line.trim_start().starts_with("```")).collect();
    let profile = safe(&lines.join("\n"));
    (!profile.is_empty()).then_some(ByHand { profile, update: None, is_object: false })
}

fn safe(text: &str) -> String {
    clean(text).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_gives_its_texts_and_anything_else_itself() {
        let taken =
            |answer: &str| by_hand(answer).map(|taken| (taken.profile, taken.update, taken.is_object));
        let object =
            |profile: &str, update: Option<&str>| Some((profile.to_owned(), update.map(str::to_owned), true));
        // Words after the object, a line feed in a text, an end that never came, a wrong key.
        for (answer, wanted) in [
            (
                "{\"user_profile\": \"One.\\n\\nTwo.\", \"update\": \"More.\"}\nI hope this helps!",
                object("One.\n\nTwo.", Some("More.")),
            ),
            (
                "```json\n{\"update\": \"More.\", \"user_profile\": \"One\ntwo.\"}\n```",
                object("One\ntwo.", Some("More.")),
            ),
            ("{\"user_profile\": \" One and t", object("One and t", None)),
            ("{\"n\": 1, \"profile_text\": \"One.\"}", object("One.", None)),
            (
                "{\"user_profile\": \"\", \"text\": \"One.\"}",
                object("", None)
                    .map(|_| ("{\"user_profile\": \"\", \"text\": \"One.\"}".to_owned(), None, false)),
            ),
            ("{\"user_profile\": \"a\\u001b[31mb\u{202e}\"}", object("a[31mb", None)),
        ] {
            assert_eq!(taken(answer), wanted, "{answer}");
        }
        assert_eq!(
            taken("```\nThis person\u{7} is kind.\n```"),
            Some(("This person is kind.".to_owned(), None, false))
        );
        assert_eq!(taken(" \n\u{1b}"), None);
    }
}
