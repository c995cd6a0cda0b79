//! The configuration: a TOML file, the environment over it, the command line over both.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::alarm::AlarmConfiguration;
use crate::channels::email::SmtpConfiguration;
use crate::channels::posts::PostsConfiguration;
use crate::channels::push::PushConfiguration;
use crate::channels::telephone::CarrierConfiguration;
use crate::channels::webhook::WebhookConfiguration;
use crate::drill::DrillConfiguration;
use crate::heartbeat::HeartbeatConfiguration;
use crate::objects::ObjectsConfiguration;
use crate::status::export::StatusExportConfiguration;
use crate::tls::TlsConfiguration;
use crate::watching::WatchConfiguration;

/// Longest configuration file, in bytes.
const FILE_LEN_MAX: u64 = 1024 * 1024;

/// What the operator sets.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Configuration {
    /// The address under which people reach it; needed for links that leave the machine.
    pub public_url: Option<String>,
    /// Where to listen.
    pub listen: Option<SocketAddr>,
    /// The data directory.
    pub data: Option<PathBuf>,
    /// A PostgreSQL URL, in place of SQLite.
    pub database: Option<String>,
    /// Where erasures are written down besides the data directory: beside the backups.
    pub erasure_ledger: Option<PathBuf>,
    /// Where the files of conversations are kept.
    pub objects: Option<ObjectsConfiguration>,
    /// TLS from files; without it, plain HTTP.
    pub tls: Option<TlsConfiguration>,
    /// Addresses and networks of proxies whose `X-Forwarded-For` is believed.
    #[serde(default)]
    pub trusted_proxies: Vec<String>,
    /// Who may have drills made from outside.
    #[serde(default)]
    pub drill: DrillConfiguration,
    /// Where it is told that drills go all the way.
    pub heartbeat: Option<HeartbeatConfiguration>,
    /// Other installations that are watched from here.
    #[serde(default, rename = "watch")]
    pub watches: Vec<WatchConfiguration>,
    /// Where copies of the status pages are kept.
    #[serde(default, rename = "status_export")]
    pub status_exports: Vec<StatusExportConfiguration>,
    /// The mail server.
    pub smtp: Option<SmtpConfiguration>,
    /// What sounds when an emergency reaches nobody.
    #[serde(default)]
    pub alarm: AlarmConfiguration,
    /// Telephone carriers, in the order in which they are asked.
    #[serde(default, rename = "carrier")]
    pub carriers: Vec<CarrierConfiguration>,
    /// Push messages to browsers.
    #[serde(default)]
    pub push: PushConfiguration,
    /// Posts to addresses that subscribers of status pages named.
    #[serde(default)]
    pub posts: PostsConfiguration,
    /// Programs that are told what happens.
    #[serde(default, rename = "webhook")]
    pub webhooks: Vec<WebhookConfiguration>,
}

impl Configuration {
    /// Reads the file, if one is named, and what the environment sets over it.
    ///
    /// # Errors
    /// A sentence that says what is wrong and where.
    pub fn read(file: Option<&Path>) -> Result<Self, String> {
        let mut configuration = match file {
            None => Self::default(),
            Some(file) => {
                let name = file.display();
                let size = std::fs::metadata(file).map_err(|error| format!("{name}: {error}"))?;
                if size.len() > FILE_LEN_MAX {
                    return Err(format!("{name} is larger than {FILE_LEN_MAX} bytes."));
                }
                let text =
                    std::fs::read_to_string(file).map_err(|error| format!("{name}: {error}"))?;
                Self::parse(&text).map_err(|problem| format!("{name}, {problem}"))?
            }
        };
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        if let Some(url) = variable("MAYDAY_PUBLIC_URL") {
            configuration.public_url = Some(url);
        }
        if let Some(listen) = variable("MAYDAY_LISTEN") {
            let parsed = listen.parse();
            configuration.listen =
                Some(parsed.map_err(|_| format!("MAYDAY_LISTEN={listen} is no address:port."))?);
        }
        if let Some(data) = variable("MAYDAY_DATA") {
            configuration.data = Some(data.into());
        }
        if let Some(database) = variable("MAYDAY_DATABASE") {
            configuration.database = Some(database);
        }
        Ok(configuration)
    }

    /// Only the line's number, its field and what is wrong are said: it may hold a password.
    fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let number = before.matches('\n').count();
            let line = text.lines().nth(number).unwrap_or_default();
            let field = line.split_once('=').map_or("", |(field, _)| field.trim());
            let separator = if field.is_empty() { "" } else { ", " };
            format!("line {}{separator}{field}: {}", number + 1, error.message())
        })
    }

    /// The address under which people reach it, without a slash at the end.
    ///
    /// # Errors
    /// A sentence, when it listens beyond this machine and none is set, or it is no URL.
    pub fn public_url(&self, listen: SocketAddr) -> Result<String, String> {
        let Some(url) = &self.public_url else {
            if listen.ip().is_loopback() {
                let scheme = if self.tls.is_some() { "https" } else { "http" };
                return Ok(format!("{scheme}://{listen}"));
            }
            return Err(format!(
                "It listens on {listen}, beyond this machine, so links need a name: set \
                 public_url = \"https://…\" in the configuration, or MAYDAY_PUBLIC_URL."
            ));
        };
        let url = url.trim_end_matches('/');
        let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        match host {
            Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', ' ']) => {
                Ok(url.to_owned())
            }
            _ => Err(format!("public_url = \"{url}\" must be like https://help.example.com")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configuration_of_any_text_is_read_or_named() {
        bolero::check!().for_each(|bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes);
            match Configuration::parse(&text) {
                Ok(configuration) => {
                    let _ = configuration.public_url(SocketAddr::from(([0, 0, 0, 0], 80)));
                }
                Err(problem) => assert!(problem.starts_with("line "), "{problem}"),
            }
        });
    }

    #[test]
    fn a_public_url_of_any_text_is_taken_or_named() {
        bolero::check!().with_type::<String>().for_each(|url| {
            let configuration =
                Configuration { public_url: Some(url.clone()), ..Configuration::default() };
            if let Ok(url) = configuration.public_url(SocketAddr::from(([127, 0, 0, 1], 80))) {
                assert!(url.starts_with("http") && !url.ends_with('/'), "{url}");
            }
        });
    }
}
