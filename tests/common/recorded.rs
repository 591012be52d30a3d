//! The recorded profiles that `../shared` has, for tests of what is found in them.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// The strings of a Python dict's repr, in the order of its keys.
fn python_dict(text: &str) -> BTreeMap<String, String> {
    let mut strings = Vec::new();
    let mut rest = text.chars();
    while let Some(quote) = rest.find(|&c| c == '\'' || c == '"') {
        let mut value = String::new();
        while let Some(c) = rest.next().filter(|&c| c != quote) {
            let escaped = if c == '\\' { rest.next() } else { None };
            let mut code = |digits: usize| {
                let hex: String = rest.by_ref().take(digits).collect();
                char::from_u32(u32::from_str_radix(&hex, 16).unwrap()).unwrap()
            };
            value.push(match escaped {
                None => c,
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some('x') => code(2),
                Some('u') => code(4),
                Some('U') => code(8),
                Some(other) => other,
            });
        }
        strings.push(value);
    }
    strings.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect()
}

/// The profile states of every recorded user that has one, first state first; `None` without `../shared`.
pub(crate) fn recorded() -> Option<Vec<(String, Vec<String>)>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/data/recorded-100k/users_with_summary_df.csv");
    if !path.exists() {
        println!("skipped: ../shared is not here");
        return None;
    }
    let mut reader = csv::Reader::from_path(path).unwrap();
    let headers = reader.headers().unwrap().clone();
    let column = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let (user, states) = (column("user_id"), column("intermediate_user_profiles"));
    let records = reader.records().map(Result::unwrap);
    let users = records.map(|record| {
        (record[user].to_owned(), python_dict(&record[states]).into_values().collect::<Vec<_>>())
    });
    Some(users.filter(|(_, states)| !states.is_empty()).collect())
}
