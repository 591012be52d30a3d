//! The one place where a client for the network is made; never what is sent with it.

use std::path::Path;

use reqwest::{Certificate, Client, ClientBuilder, Url};

use super::settings::{ProviderSettings, SettingsError, is_loopback};

/// A client for a provider: the system's certificates (or, where it has none, those of Mozilla, compiled in) and the
/// provider's own; proxies of the environment, but not for this machine; no redirect is followed unasked.
///
/// # Errors
/// [`SettingsError`].
pub(super) fn make(settings: &ProviderSettings, address: &Url) -> Result<Client, SettingsError> {
    // reqwest is built without a provider of cryptography: without this it panics at the first https address.
    // An error says that there is one already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let own = settings.ca_file.as_deref().map(certificates).transpose()?.unwrap_or_default();
    // What is wrong with it may quote it, and it may hold a password.
    let proxy = settings.proxy.as_deref().map(reqwest::Proxy::all).transpose();
    let proxy = proxy.map_err(|_| SettingsError::Proxy(format!("see the settings of {}", settings.name)))?;
    let base = || {
        let builder = Client::builder()
            .user_agent(concat!("lusifer/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(settings.timeouts.connect)
            // A redirect is looked at before anything is sent anywhere else: wire.rs.
            .redirect(reqwest::redirect::Policy::none())
            // reqwest would send some requests again unasked; what goes out is counted.
            .retry(reqwest::retry::never())
            .tcp_nodelay(true);
        match &proxy {
            Some(proxy) => builder.proxy(proxy.clone()),
            None if is_loopback(address.host_str().unwrap_or_default()) => builder.no_proxy(),
            None => builder,
        }
    };
    let merged = |builder: ClientBuilder| builder.tls_certs_merge(own.iter().cloned()).build();
    merged(base()).or_else(|first| {
        let bundled: Vec<Certificate> = webpki_root_certs::TLS_SERVER_ROOT_CERTS
            .iter()
            .filter_map(|der| Certificate::from_der(der).ok())
            .chain(own.iter().cloned())
            .collect();
        let second = base().tls_certs_only(bundled).build();
        second.map_err(|_| SettingsError::Client(super::failure::chain(&first)))
    })
}

fn certificates(path: &Path) -> Result<Vec<Certificate>, SettingsError> {
    let wrong = |why: String| SettingsError::Certificates { file: path.display().to_string(), why };
    let bytes = std::fs::read(path).map_err(|error| wrong(error.to_string()))?;
    let found = Certificate::from_pem_bundle(&bytes).map_err(|error| wrong(super::failure::chain(&error)))?;
    if found.is_empty() {
        return Err(wrong("there is no PEM certificate in it".to_owned()));
    }
    Ok(found)
}
