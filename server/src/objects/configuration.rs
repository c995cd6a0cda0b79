//! The section `[objects]` of the configuration.

use std::path::PathBuf;

use serde::Deserialize;

use super::s3::BucketConfiguration;

/// The variable of the environment that holds the secret of the access key.
const SECRET_VARIABLE: &str = "MAYDAY_OBJECTS_SECRET";
/// The one that holds the access key, in place of the file.
const ACCESS_KEY_VARIABLE: &str = "MAYDAY_OBJECTS_ACCESS_KEY";

/// Where files are kept.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectsConfiguration {
    /// A directory in place of `objects` in the data directory. With several nodes it must be one
    /// that all of them share.
    pub directory: Option<PathBuf>,
    /// Most bytes of all files together.
    pub max_bytes: Option<u64>,
    /// A bucket of an S3-compatible store, in place of a directory.
    pub bucket: Option<String>,
    /// Where that store is; that of AWS when it is left out.
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
    #[serde(default)]
    pub allow_http: bool,
    /// A PEM file of further roots to trust.
    pub ca_file: Option<PathBuf>,
}

impl ObjectsConfiguration {
    /// The bucket that it asks for, if it does.
    ///
    /// # Errors
    /// A sentence, when it asks for a directory too, or says where a bucket is and not which.
    pub(super) fn bucket(&self) -> Result<Option<BucketConfiguration>, String> {
        let Some(bucket) = self.bucket.clone() else {
            let meant = [&self.endpoint, &self.region, &self.prefix, &self.access_key];
            return match meant.iter().any(|field| field.is_some()) || self.path_style.is_some() {
                true => Err("[objects]: bucket is missing.".to_owned()),
                false => Ok(None),
            };
        };
        if self.directory.is_some() {
            return Err("[objects]: files lie in a directory or in a bucket, not in both.".into());
        }
        let variable = std::env::var(ACCESS_KEY_VARIABLE).ok().filter(|key| !key.is_empty());
        Ok(Some(BucketConfiguration {
            section: "[objects]",
            secret_variable: SECRET_VARIABLE,
            bucket,
            endpoint: self.endpoint.clone(),
            region: self.region.clone(),
            path_style: self.path_style,
            prefix: self.prefix.clone(),
            access_key: variable.or_else(|| self.access_key.clone()),
            secret_file: self.secret_file.clone(),
            allow_http: self.allow_http,
            ca_file: self.ca_file.clone(),
        }))
    }
}
