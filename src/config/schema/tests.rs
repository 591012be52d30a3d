use super::super::{keymap, sample};
use super::*;

/// What is wrong with a value by a schema; the few words of JSON Schema that these schemas use. An unknown one
/// is a mistake of this test.
fn wrong(schema: &Value, value: &Value, root: &Value, at: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (word, says) in schema.as_object().into_iter().flatten() {
        let ok = match word.as_str() {
            // Said of the schema, or looked at below.
            "$schema"
            | "$defs"
            | "title"
            | "description"
            | "default"
            | "required"
            | "format"
            | "properties"
            | "additionalProperties" => true,
            "$ref" => {
                let path = says.as_str().unwrap().strip_prefix('#').unwrap();
                found.extend(wrong(root.pointer(path).unwrap(), value, root, at));
                true
            }
            "type" => {
                let one = std::slice::from_ref(says);
                says.as_array().map_or(one, Vec::as_slice).iter().any(|says| match says.as_str().unwrap() {
                    "null" => value.is_null(),
                    "object" => value.is_object(),
                    "array" => value.is_array(),
                    "string" => value.is_string(),
                    "boolean" => value.is_boolean(),
                    "number" => value.is_number(),
                    "integer" => value.is_i64() || value.is_u64(),
                    other => panic!("type {other}"),
                })
            }
            "enum" => says.as_array().unwrap().contains(value),
            "const" => says == value,
            "minimum" => value.as_f64().is_none_or(|number| number >= says.as_f64().unwrap()),
            "maximum" => value.as_f64().is_none_or(|number| number <= says.as_f64().unwrap()),
            "items" => {
                for (nth, item) in value.as_array().into_iter().flatten().enumerate() {
                    found.extend(wrong(says, item, root, &format!("{at}/{nth}")));
                }
                true
            }
            "anyOf" | "oneOf" => {
                says.as_array().unwrap().iter().any(|one| wrong(one, value, root, at).is_empty())
            }
            other => panic!("{other} is not known to this test"),
        };
        if !ok {
            found.push(format!("{at}: {value} is not of {word} {says}"));
        }
    }
    for (name, inside) in value.as_object().into_iter().flatten() {
        let at = format!("{at}/{name}");
        match (schema.get("properties").and_then(|all| all.get(name)), schema.get("additionalProperties")) {
            (None, Some(Value::Bool(false))) => found.push(format!("{at} is not known")),
            (Some(of), _) | (None, Some(of @ Value::Object(_))) => found.extend(wrong(of, inside, root, &at)),
            (None, _) => {}
        }
    }
    for name in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
        if value.is_object() && value.get(name.as_str().unwrap()).is_none() {
            found.push(format!("{at}: {name} is missing"));
        }
    }
    found
}

fn by(schema: &Value, text: &str) -> Vec<String> {
    let table: toml::Table = text.parse().unwrap();
    wrong(schema, &serde_json::to_value(table).unwrap(), schema, "")
}

#[test]
fn the_files_that_are_compiled_in_are_of_their_schemas() {
    assert_eq!(by(&config(), sample::SAMPLE), [""; 0]);
    assert_eq!(by(&config(), &sample::quiet()), [""; 0]);
    assert_eq!(by(&keys(), keymap::BUILT_IN), [""; 0]);
    let mut themes = 0;
    for file in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/themes")).unwrap() {
        let file = file.unwrap().path();
        assert_eq!(by(&theme(), &std::fs::read_to_string(&file).unwrap()), [""; 0], "{}", file.display());
        themes += 1;
    }
    assert!(themes > 2);
}

#[test]
fn what_is_refused_is_refused_by_the_schemas() {
    for text in [
        "[ui]\ntheem = \"x\"\n",
        "[ui]\nascii = 1\n",
        "[ui]\nmotion = \"slow\"\n",
        "[ui]\nprose_width = 7\n",
        "[batches]\nsize = 0\n",
        "[batches]\norder = \"up\"\n",
        "[colours.lab]\nurl = \"x\"\n",
        "[providers.lab]\nkind = \"openai\"\nurl = \"x\"\n",
        "[providers.lab]\nmodel = \"x\"\n",
    ] {
        assert_eq!(by(&config(), text).len(), 1, "{text}: {:?}", by(&config(), text));
    }
    for text in ["[keyz]\n", "[keys]\nruns = [\"r\"]\n", "[keys]\nrun = 3\n", "[keys.attic]\nrun = [\"r\"]\n"]
    {
        assert_eq!(by(&keys(), text).len(), 1, "{text}");
    }
    for text in
        ["name = \"x\"\n[style]\ntextt = {}\n", "name = \"x\"\n[style]\ntext = { fg = 256 }\n", "[style]\n"]
    {
        assert!(!by(&theme(), text).is_empty(), "{text}");
    }
}
