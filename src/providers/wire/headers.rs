//! A response's headers, as they may be kept and shown; never what they mean.

use reqwest::header::HeaderMap;

use crate::providers::failure::plain;

/// Headers as they are kept. Cookies, keys and whose account it is are left out.
pub(super) fn without_secrets(headers: &HeaderMap) -> Vec<(String, String)> {
    let secret = |name: &str| {
        name.contains("cookie")
            || name.contains("authoriz")
            || name.contains("secret")
            || name.ends_with("-key")
            || matches!(name, "openai-organization" | "openai-project")
    };
    headers
        .iter()
        .filter(|(name, value)| !value.is_sensitive() && !secret(name.as_str()))
        .map(|(name, value)| (name.to_string(), plain(&String::from_utf8_lossy(value.as_bytes()), 1000)))
        .collect()
}
