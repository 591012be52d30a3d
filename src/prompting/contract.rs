//! What an answer must look like: one table per task, from which the JSON Schema, the words in the prompt and the
//! example are made, and by which the answer is read; never how an answer is mended.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::domain::{Dataset, Id, Ids, RatingScale};

/// What stands under a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A text.
    Text,
    /// Claims with the ids of the items that they rest on.
    Claims,
    /// Ratings of items.
    Ratings,
}

/// A key of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// The key.
    pub key: &'static str,
    /// What stands there.
    pub form: Form,
    /// What it means, in a few words.
    pub about: &'static str,
    /// The example's text, where the form is a text.
    example: &'static str,
}

const PROFILE: Field = Field {
    key: "user_profile",
    form: Form::Text,
    about: "the whole profile",
    example: "First paragraph.\n\nSecond paragraph.",
};
const UPDATE: Field = Field {
    key: "update",
    form: Form::Text,
    about: "one or two sentences: what changed against the earlier profile, and because of what",
    example: "What changed, and why.",
};
const CLAIMS: Field = Field {
    key: "claims",
    form: Form::Claims,
    about: "every claim with the ids of the items that it rests on",
    example: "",
};
/// A list and not an object by id: the schema then is the same for every slate, so it stays in the server's prefix
/// cache (`OpenAI` puts it before the system message and compiles each new one), strict mode can require all of it, and
/// an id that comes twice can be seen.
const RATINGS: Field = Field {
    key: "ratings",
    form: Form::Ratings,
    about: "one entry per item, in the order given",
    example: "",
};

/// What an answer must look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contract {
    /// The schema's name.
    pub name: &'static str,
    /// The keys, in the order in which they are to come.
    pub fields: &'static [Field],
    /// The ratings that are possible.
    pub scale: RatingScale,
    /// Whether item ids are whole numbers; else they are texts.
    pub number_ids: bool,
}

impl Contract {
    /// The first profile.
    pub fn first(dataset: &Dataset, claims: bool) -> Self {
        let (name, fields): (_, &[Field]) =
            if claims { ("first_profile", &[PROFILE, CLAIMS]) } else { ("first_profile", &[PROFILE]) };
        Self::of(dataset, name, fields)
    }

    /// A revised profile.
    pub fn update(dataset: &Dataset, claims: bool) -> Self {
        let (name, fields): (_, &[Field]) = if claims {
            ("profile_update", &[PROFILE, UPDATE, CLAIMS])
        } else {
            ("profile_update", &[PROFILE, UPDATE])
        };
        Self::of(dataset, name, fields)
    }

    /// Ratings of a slate.
    pub fn ratings(dataset: &Dataset) -> Self {
        Self::of(dataset, "ratings", &[RATINGS])
    }

    fn of(dataset: &Dataset, name: &'static str, fields: &'static [Field]) -> Self {
        let number_ids = matches!(dataset.items.ids(), Ids::Numbers(_));
        Self { name, fields, scale: dataset.scale, number_ids }
    }

    /// The schema with its name, as strict mode wants it: every key required, no other allowed. What a key means stands
    /// in [`Self::words`] alone: said in both, it is paid for twice with every request.
    pub fn schema(&self) -> (String, Value) {
        let properties = self.fields.iter().map(|field| (field.key, self.form_schema(field)));
        (self.name.to_owned(), object(properties))
    }

    fn form_schema(&self, field: &Field) -> Value {
        let id = json!({ "type": if self.number_ids { "integer" } else { "string" } });
        match field.form {
            Form::Text => json!({ "type": "string" }),
            Form::Claims => {
                let items = json!({ "type": "array", "items": id });
                json!({ "type": "array", "items": object([("claim", json!({ "type": "string" })), ("items", items)]) })
            }
            // An enumeration, because every server's grammar knows it; bounds are not known to all.
            Form::Ratings => {
                let kind = if self.scale.half_stars { "number" } else { "integer" };
                let levels: Vec<_> = self.scale.levels().collect();
                let rating = json!({ "type": kind, "enum": levels });
                json!({ "type": "array", "items": object([("item", id), ("rating", rating)]) })
            }
        }
    }

    /// An answer as it should be.
    pub fn example(&self) -> Value {
        let id = |number: i64| if self.number_ids { json!(number) } else { json!(format!("id-{number}")) };
        let field = |field: &Field| match field.form {
            Form::Text => field.example.into(),
            Form::Claims => json!([{ "claim": "One claim.", "items": [id(901), id(902)] }]),
            Form::Ratings => {
                let (low, high) = (self.scale.min, self.scale.max);
                json!([{ "item": id(901), "rating": high }, { "item": id(902), "rating": low }])
            }
        };
        Value::Object(self.fields.iter().map(|it| (it.key.to_owned(), field(it))).collect())
    }

    /// The contract in words with the example, for the prompt.
    pub fn words(&self) -> String {
        let mut text = String::from(match self.fields.len() {
            1 => "Answer with one JSON object and nothing around it. It has exactly one key:\n",
            _ => "Answer with one JSON object and nothing around it. It has exactly these keys:\n",
        });
        for field in self.fields {
            let what = match field.form {
                Form::Text => "text".to_owned(),
                Form::Claims => "list of {\"claim\": text, \"items\": list of ids}".to_owned(),
                Form::Ratings => {
                    format!("list of {{\"item\": id, \"rating\": {}}}", scale_in_words(self.scale))
                }
            };
            // Writing to a string cannot fail.
            let _ = writeln!(text, "- \"{}\" ({what}): {}.", field.key, field.about);
        }
        let _ = write!(text, "The form, not the content: {}", self.example());
        text
    }

    /// An id as it stands in an answer.
    pub fn id(&self, id: &Id) -> Value {
        match id {
            Id::Number(number) if self.number_ids => json!(number),
            _ => json!(id.to_string()),
        }
    }
}

/// `whole number from 1 to 5`.
pub fn scale_in_words(scale: RatingScale) -> String {
    if scale.half_stars {
        format!("number from {} to {} in steps of 0.5", scale.min, scale.max)
    } else {
        format!("whole number from {} to {}", scale.min, scale.max)
    }
}

fn object<'a>(properties: impl IntoIterator<Item = (&'a str, Value)>) -> Value {
    let properties: serde_json::Map<_, _> =
        properties.into_iter().map(|(key, schema)| (key.to_owned(), schema)).collect();
    let keys: Vec<_> = properties.keys().cloned().collect();
    json!({ "type": "object", "properties": properties, "required": keys, "additionalProperties": false })
}
