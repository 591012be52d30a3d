//! JSON Schemas of the configuration files, for editors that complete and check them; never the reading itself.

use serde_json::{Map, Value, json};

use super::keymap::Context;
use super::providers::ProviderTable;
use super::settings::Config;
use super::theme::Role;
use crate::actions::Action;

/// Which version of JSON Schema these are.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// Of `config.toml`.
pub fn config() -> Value {
    let mut schema = schemars::schema_for!(Config).to_value();
    let mut provider = schemars::schema_for!(ProviderTable).to_value();
    // One document has one place for what it refers to.
    if let Some(Value::Object(defs)) = provider.as_object_mut().and_then(|table| table.remove("$defs"))
        && let Some(all) = schema["$defs"].as_object_mut()
    {
        all.extend(defs);
    }
    schema["properties"]["providers"] = json!({
        "type": "object",
        "description": "Servers of language models by name, for --provider NAME.",
        "additionalProperties": provider
    });
    schema
}

/// Of `keys.toml`: every place and every action by name.
pub fn keys() -> Value {
    let actions: Map<String, Value> = Action::ALL
        .into_iter()
        .map(|action| {
            let about = action.about();
            (action.id().to_owned(), json!({ "$ref": "#/$defs/keys", "description": about }))
        })
        .collect();
    let mut everywhere = actions.clone();
    for place in Context::ALL.into_iter().filter(|place| *place != Context::Anywhere) {
        let about = format!("Keys of the place \"{}\" alone.", place.word());
        everywhere.insert(
            place.word().to_owned(),
            json!({ "type": "object", "description": about, "properties": actions, "additionalProperties": false }),
        );
    }
    json!({
        "$schema": DIALECT,
        "title": "Keys of lusifer",
        "description": "Merged over the built-in keys: a list replaces the keys of an action, an empty list unbinds it.",
        "type": "object",
        "properties": {
            "keys": { "type": "object", "properties": everywhere, "additionalProperties": false }
        },
        "additionalProperties": false,
        "$defs": {
            "keys": {
                "anyOf": [
                    { "type": "string" },
                    { "type": "array", "items": { "type": "string" } }
                ]
            }
        }
    })
}

/// Of a theme: every role by the table and key that name it.
pub fn theme() -> Value {
    let mut tables: Map<String, Value> = Map::new();
    for filed in Role::FILED {
        let table = tables
            .entry(filed.table)
            .or_insert_with(|| json!({ "type": "object", "properties": {}, "additionalProperties": false }));
        table["properties"][filed.key] = json!({ "$ref": "#/$defs/style", "description": filed.about });
    }
    for list in ["series", "above", "below"] {
        tables["chart"]["properties"][list] =
            json!({ "type": "array", "items": { "$ref": "#/$defs/paint" } });
    }
    for (table, first, last) in [("rating", 1, 5), ("heat", 0, 4)] {
        let steps: Map<String, Value> =
            (first..=last).map(|step| (step.to_string(), json!({ "$ref": "#/$defs/paint" }))).collect();
        tables.insert(
            table.to_owned(),
            json!({ "type": "object", "properties": steps, "additionalProperties": false }),
        );
    }
    let mut properties = json!({
        "name": { "type": "string" },
        "appearance": { "enum": ["dark", "light", "any"], "description": "Which background it is for." },
        "inherits": { "type": "string", "description": "The theme whose entries hold where this one has none." },
        "palette": {
            "type": "object",
            "description": "Names for colours.",
            "additionalProperties": { "$ref": "#/$defs/colour" }
        }
    });
    if let Some(properties) = properties.as_object_mut() {
        properties.extend(tables);
    }
    json!({
        "$schema": DIALECT,
        "title": "A theme of lusifer",
        "type": "object",
        "properties": properties,
        "required": ["name"],
        "additionalProperties": false,
        "$defs": {
            "colour": {
                "description": "A name of the palette, #rrggbb, an ANSI name, default, or a number of the 256.",
                "anyOf": [
                    { "type": "string" },
                    { "type": "integer", "minimum": 0, "maximum": 255 }
                ]
            },
            "style": {
                "type": "object",
                "properties": {
                    "fg": { "$ref": "#/$defs/colour" },
                    "bg": { "$ref": "#/$defs/colour" },
                    "mods": { "type": "array", "items": { "type": "string" } }
                },
                "additionalProperties": false
            },
            "paint": { "anyOf": [{ "$ref": "#/$defs/colour" }, { "$ref": "#/$defs/style" }] }
        }
    })
}

#[cfg(test)]
mod tests;
