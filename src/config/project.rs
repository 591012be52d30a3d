//! What only a project's `lusifer.toml` says: how its files call their columns. All else in it is a layer of
//! the settings.

use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::layers::line;

/// `[data.columns]`, as whoever knows the columns reads it; its default where there is none.
///
/// # Errors
/// What is wrong, with file and line.
pub fn columns<T: DeserializeOwned + Default>(path: &Path, text: &str) -> Result<T, String> {
    #[derive(Deserialize)]
    struct Whole<T> {
        data: Option<Data<T>>,
    }

    #[derive(Deserialize)]
    struct Data<T> {
        columns: Option<T>,
    }

    let whole: Whole<T> = toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        format!("{}, line {}: {}", path.display(), line(text.as_bytes(), start), error.message())
    })?;
    Ok(whole.data.and_then(|data| data.columns).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_project_names_its_columns_and_mistakes_have_their_line() {
        let columns = |text: &str| columns::<BTreeMap<String, String>>(Path::new("lusifer.toml"), text);
        let read = columns("[data]\npath = \"d\"\n[data.columns]\nuser = \"member\"\n[batches]\nsize = 3\n");
        assert_eq!(read.unwrap()["user"], "member");
        assert!(columns("").unwrap().is_empty());
        let wrong =
            columns("[data]\nsplit = \"u9\"\n\n[data.columns]\nuser = \"a\"\nitem = 3\n").unwrap_err();
        assert!(wrong.starts_with("lusifer.toml, line 6: invalid type: integer `3`"), "{wrong}");
    }
}
