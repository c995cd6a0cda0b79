//! Where a bucket is and who asks for it, checked without asking anybody.

use std::net::IpAddr;
use std::path::PathBuf;

use reqwest::Url;

use super::answer::is_region;
use super::sign::encoded;
use crate::channels::Secret;

/// The region that a store is taken to be in until it says otherwise.
const REGION_DEFAULT: &str = "us-east-1";
/// Longest name of an object, prefix included; stores allow 1024 bytes.
const NAME_LEN_MAX: usize = 512;

/// What the configuration says of a bucket.
#[derive(Clone, Debug, Default)]
pub struct BucketConfiguration {
    /// The section of the configuration that says it, for sentences.
    pub section: &'static str,
    /// The variable of the environment that holds the secret.
    pub secret_variable: &'static str,
    /// The bucket's name.
    pub bucket: String,
    /// Where the store is; that of AWS when it is left out.
    pub endpoint: Option<String>,
    /// In which region the bucket is.
    pub region: Option<String>,
    /// Whether the bucket's name stands in the path rather than in the host's name.
    pub path_style: Option<bool>,
    /// What stands before the name of every object.
    pub prefix: Option<String>,
    /// The public part of the key.
    pub access_key: Option<String>,
    /// A file with its secret part.
    pub secret_file: Option<PathBuf>,
    /// Whether the store may be reached without TLS over a network.
    pub allow_http: bool,
    /// A PEM file of further roots to trust.
    pub ca_file: Option<PathBuf>,
}

impl BucketConfiguration {
    /// What stands before the name of every object, with its slash.
    #[must_use]
    pub fn prefix(&self) -> String {
        match self.prefix.as_deref().unwrap_or_default() {
            "" => String::new(),
            prefix if prefix.ends_with('/') => prefix.to_owned(),
            prefix => format!("{prefix}/"),
        }
    }
}

/// The same, checked.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub section: &'static str,
    pub secret_variable: &'static str,
    pub bucket: String,
    pub access_key: String,
    pub prefix: String,
    pub region: String,
    secret_file: Option<PathBuf>,
    endpoint: Option<Url>,
    path_style: bool,
}

impl Place {
    /// # Errors
    /// A sentence that says what is wrong and what to do.
    pub fn of(configuration: &BucketConfiguration) -> Result<Self, String> {
        let own = configuration;
        let wrong = |text: &str| format!("{}: {text}", own.section);
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
        let bucket = own.bucket.as_str();
        if !(3..=63).contains(&bucket.len())
            || !bucket.bytes().all(plain)
            || bucket.starts_with('.')
        {
            return Err(wrong("bucket must be 3 to 63 letters, digits, '-', '.' and '_'."));
        }
        let endpoint = own.endpoint.as_deref().map(|text| endpoint(text, own.allow_http));
        let endpoint = endpoint.transpose().map_err(|text| wrong(&text))?;
        let region = own.region.as_deref().unwrap_or(REGION_DEFAULT);
        if !is_region(region) {
            return Err(wrong("region must be like eu-central-1."));
        }
        let prefix = own.prefix();
        if !prefix.is_empty() && !is_name(prefix.trim_end_matches('/')) {
            return Err(wrong("prefix must be like mayday or mayday/files."));
        }
        let access_key = own.access_key.clone().filter(|key| !key.is_empty());
        let access_key = access_key.ok_or_else(|| wrong("access_key is missing."))?;
        if !access_key.bytes().all(|byte| byte.is_ascii_graphic() && !b"/,=".contains(&byte)) {
            return Err(wrong("access_key has letters that no access key has."));
        }
        // A certificate for *.example.com is none for a.b.example.com, and a host's name has small
        // letters only.
        let host_like = bucket
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        let path_style = own.path_style.unwrap_or(endpoint.is_some() || !host_like);
        if !path_style && !host_like {
            return Err(wrong("path_style = false needs a bucket of a-z, 0-9 and '-' only."));
        }
        Ok(Self {
            section: own.section,
            secret_variable: own.secret_variable,
            bucket: bucket.to_owned(),
            access_key,
            prefix,
            region: region.to_owned(),
            secret_file: own.secret_file.clone(),
            endpoint,
            path_style,
        })
    }

    /// The secret part of the key: from the environment, or else from its file, which is read each
    /// time, so that it can be changed at any time.
    ///
    /// # Errors
    /// A sentence that says where it is looked for.
    pub fn secret(&self) -> Result<Secret, String> {
        let variable = self.secret_variable;
        if let Some(secret) = std::env::var(variable).ok().filter(|secret| !secret.is_empty()) {
            return Ok(Secret(secret));
        }
        let Some(file) = &self.secret_file else {
            return Err(format!(
                "{}: the secret of the access key is missing. Put it into the environment as \
                 {variable}, or into a file and name that with secret_file.",
                self.section
            ));
        };
        let name = format!("{}: secret_file {}", self.section, file.display());
        let text = std::fs::read_to_string(file).map_err(|error| format!("{name}: {error}."))?;
        match text.trim() {
            "" => Err(format!("{name} is empty.")),
            secret => Ok(Secret(secret.to_owned())),
        }
    }

    /// The store's address for people.
    pub fn host(&self) -> String {
        match &self.endpoint {
            Some(endpoint) => authority(endpoint),
            None => format!("s3.{}.amazonaws.com", self.region),
        }
    }

    /// The host that is asked, when it stands under `localhost`: such a name is this machine (RFC
    /// 6761), which not every resolver knows.
    pub fn host_here(&self) -> Option<String> {
        let (host, _) = self.address(&self.region, None);
        let name = host.rsplit_once(':').map_or(host.as_str(), |(name, _)| name);
        name.ends_with(".localhost").then(|| name.to_owned())
    }

    /// How it is reached: `https`, or `http`.
    pub fn scheme(&self) -> &str {
        self.endpoint.as_ref().map_or("https", Url::scheme)
    }

    /// The host, with its port where it is an odd one, and the encoded path of an object, or of the
    /// bucket itself.
    pub fn address(&self, region: &str, name: Option<&str>) -> (String, String) {
        let (host, base) = match &self.endpoint {
            Some(endpoint) => (authority(endpoint), endpoint.path().trim_end_matches('/')),
            // The one part of the world in which the names of hosts end in another way.
            None if region.starts_with("cn-") => (format!("s3.{region}.amazonaws.com.cn"), ""),
            None => (format!("s3.{region}.amazonaws.com"), ""),
        };
        let name = encoded(name.unwrap_or_default(), true);
        match self.path_style {
            true if name.is_empty() => (host, format!("{base}/{}", self.bucket)),
            true => (host, format!("{base}/{}/{name}", self.bucket)),
            false => (format!("{}.{host}", self.bucket), format!("{base}/{name}")),
        }
    }

    /// One for tests.
    #[cfg(test)]
    pub fn of_tests() -> Self {
        let configuration = BucketConfiguration {
            section: "[objects]",
            secret_variable: "MAYDAY_OBJECTS_SECRET",
            bucket: "bucket".to_owned(),
            access_key: Some("AKIA".to_owned()),
            ..BucketConfiguration::default()
        };
        Self::of(&configuration).expect("a good configuration")
    }
}

fn endpoint(text: &str, allow_http: bool) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|_| "endpoint must be like https://s3.example.com.")?;
    let plain = url.username().is_empty() && url.password().is_none();
    if !plain || url.query().is_some() || url.fragment().is_some() || url.host_str().is_none() {
        return Err("endpoint must be an address alone, like https://s3.example.com.".to_owned());
    }
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let address: Option<IpAddr> = host.parse().ok();
    let here = host == "localhost" || address.is_some_and(|address| address.is_loopback());
    match url.scheme() {
        "https" => Ok(url),
        "http" if here || allow_http => Ok(url),
        "http" => Err("endpoint must start with https://: without it, everyone on the way reads \
                       the files. For a store in a network of your own, set allow_http = true."
            .to_owned()),
        _ => Err("endpoint must start with https://.".to_owned()),
    }
}

fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Whether an object may have this name: parts of plain letters, none of which leads elsewhere.
pub(super) fn is_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    let part = |part: &str| {
        !part.is_empty() && !part.bytes().all(|byte| byte == b'.') && part.bytes().all(plain)
    };
    name.len() <= NAME_LEN_MAX && name.split('/').all(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(change: impl FnOnce(&mut BucketConfiguration)) -> Result<Place, String> {
        let mut configuration = BucketConfiguration {
            section: "[objects]",
            secret_variable: "MAYDAY_OBJECTS_SECRET",
            bucket: "nord-files".to_owned(),
            access_key: Some("AKIA".to_owned()),
            ..BucketConfiguration::default()
        };
        change(&mut configuration);
        Place::of(&configuration)
    }

    #[test]
    fn the_bucket_stands_in_the_hosts_name_or_in_the_path() {
        let aws = place(|own| own.region = Some("eu-north-1".to_owned())).expect("good");
        let at = |place: &Place, name| place.address(&place.region, name);
        let (host, path) = at(&aws, Some("mayday/0a$1"));
        assert_eq!(host, "nord-files.s3.eu-north-1.amazonaws.com");
        assert_eq!(path, "/mayday/0a%241");
        assert_eq!(at(&aws, None).1, "/");
        assert_eq!(aws.address("cn-north-1", None).0, "nord-files.s3.cn-north-1.amazonaws.com.cn");
        let own = place(|own| own.endpoint = Some("https://store.example:9000/s3/".to_owned()));
        let own = own.expect("good");
        let expected = |path: &str| ("store.example:9000".to_owned(), path.to_owned());
        assert_eq!(at(&own, Some("a")), expected("/s3/nord-files/a"));
        assert_eq!(at(&own, None), expected("/s3/nord-files"));
        let dotted = place(|own| own.bucket = "nord.files".to_owned()).expect("good");
        assert_eq!(at(&dotted, None).0, "s3.us-east-1.amazonaws.com", "no certificate fits");
    }

    #[test]
    fn what_cannot_work_is_named() {
        let endpoint = |text: &str, allow_http| {
            place(|own| {
                own.endpoint = Some(text.to_owned());
                own.allow_http = allow_http;
            })
        };
        for good in
            ["https://a.example", "http://127.0.0.1:9000", "http://[::1]:1", "http://localhost"]
        {
            assert!(endpoint(good, false).is_ok(), "{good}");
        }
        assert!(
            endpoint("http://10.0.0.7:9000", false).is_err_and(|text| text.contains("allow_http"))
        );
        assert!(endpoint("http://10.0.0.7:9000", true).is_ok());
        for bad in ["", "a.example", "ftp://a.example", "https://a:b@c.example", "https://a/?b"] {
            assert!(endpoint(bad, true).is_err(), "{bad}");
        }
        for bad in ["", "..", "ab", "a/b", "a b"] {
            assert!(place(|own| own.bucket = bad.to_owned()).is_err(), "{bad}");
        }
        for bad in ["/", "../up", "a//b", "a b"] {
            assert!(place(|own| own.prefix = Some(bad.to_owned())).is_err(), "{bad}");
        }
        assert!(place(|own| own.region = Some("EU (Stockholm)".to_owned())).is_err());
        assert!(place(|own| own.access_key = None).is_err());
        assert!(place(|_| ()).expect("good").secret().is_err_and(|text| text.contains("SECRET")));
    }
}
