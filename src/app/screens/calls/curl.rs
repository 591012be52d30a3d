//! A call as a line for a shell, without its key; never sent from here.

use crate::domain::NewCall;

/// The call as a `curl` command that takes its key from the environment. Nothing in it is read by the shell but that
/// one variable.
pub fn curl(call: &NewCall) -> String {
    let exchange = &call.exchange;
    format!(
        "curl -sS {} \\\n  -H 'Content-Type: application/json' \\\n  -H \"Authorization: Bearer $OPENAI_API_KEY\" \\\n  \
         --data-raw {}\n",
        quoted(&exchange.url),
        quoted(&exchange.request)
    )
}

/// A text as one word of a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_request_reaches_the_shell() {
        assert_eq!(quoted("it's $(rm -rf) `x` \"y\""), r#"'it'\''s $(rm -rf) `x` "y"'"#);
    }
}
