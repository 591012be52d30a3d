//! Where a server sends a request on to, and whether that is still the same server; never whether to go there.

use reqwest::Url;
use reqwest::header::{HeaderMap, LOCATION};

/// Where the server sends a request on to.
pub(super) fn target(from: &Url, headers: &HeaderMap) -> Option<Url> {
    from.join(headers.get(LOCATION)?.to_str().ok()?).ok()
}

/// The same host, scheme and port; or the same host, now with TLS.
pub(super) fn same_server(from: &Url, to: &Url) -> bool {
    let host = from.host_str() == to.host_str();
    let as_before =
        from.scheme() == to.scheme() && from.port_or_known_default() == to.port_or_known_default();
    let now_secure =
        from.scheme() == "http" && to.scheme() == "https" && from.port().is_none() && to.port().is_none();
    host && (as_before || now_secure)
}
