//! Reading what stands at an address that somebody named, behind the same guard as posts.

use reqwest::StatusCode;

use super::Posts;
use crate::guard::PrivateAddress;

impl Posts {
    /// Reads what stands at an address, up to so many bytes of it, in bounded time.
    pub(crate) async fn fetch(
        &self,
        address: &str,
        len_max: usize,
    ) -> Result<(StatusCode, Vec<u8>), Unfetched> {
        let url = self.checked(address).map_err(|_| Unfetched::Private)?;
        let fetched = async {
            let mut response = self.client.get(url).send().await?;
            let mut body = Vec::new();
            while let Some(part) = response.chunk().await? {
                body.extend_from_slice(&part);
                if body.len() > len_max {
                    break;
                }
            }
            Ok((response.status(), body))
        };
        match tokio::time::timeout(self.time, fetched).await {
            Ok(fetched) => fetched.map_err(|error: reqwest::Error| Unfetched::of(&error)),
            Err(_) => Err(Unfetched::Unanswered),
        }
    }
}

/// Why an address could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unfetched {
    /// It leads into a private network, or goes without TLS.
    Private,
    /// Whoever answers has no certificate that is good for the name.
    Distrusted,
    /// Nobody answers.
    Unanswered,
}

impl Unfetched {
    fn of(error: &reqwest::Error) -> Self {
        let first = std::error::Error::source(error);
        let causes = std::iter::successors(first, |cause| cause.source());
        for cause in causes {
            if cause.is::<PrivateAddress>() {
                return Self::Private;
            }
            // The layer between wraps it in an error of the transport.
            let inner = cause.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
            let tls = inner.and_then(|inner| inner.downcast_ref::<rustls::Error>());
            if matches!(tls, Some(rustls::Error::InvalidCertificate(_))) {
                return Self::Distrusted;
            }
        }
        Self::Unanswered
    }
}

#[cfg(test)]
mod tests {
    use super::super::PostsConfiguration;
    use super::*;
    use crate::links::InstallationKey;

    fn posts(allow_private: bool) -> Posts {
        let configuration = PostsConfiguration { allow_private, ..Default::default() };
        Posts::new(&configuration, InstallationKey::new([7; 32])).expect("posts")
    }

    /// Answers each request with these bytes.
    async fn answering(answer: &'static str) -> String {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/", listener.local_addr().expect("an address"));
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let _ = stream.read(&mut [0; 1024]).await;
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        url
    }

    #[tokio::test]
    async fn what_stands_there_is_read_and_no_redirect_is_followed() {
        let ok = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\ntoken";
        let read = posts(true).fetch(&answering(ok).await, 256).await;
        assert_eq!(read, Ok((StatusCode::OK, b"token".to_vec())));
        let away = "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\
                    Content-Length: 0\r\n\r\n";
        let read = posts(true).fetch(&answering(away).await, 256).await;
        assert_eq!(read, Ok((StatusCode::FOUND, Vec::new())));
    }

    #[tokio::test]
    async fn nothing_private_is_looked_at_unless_it_is_allowed() {
        let there = answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
        assert_eq!(posts(false).fetch(&there, 256).await, Err(Unfetched::Private));
        let secure = there.replace("http:", "https:");
        assert_eq!(posts(false).fetch(&secure, 256).await, Err(Unfetched::Private));
        let dead = posts(true).fetch("http://127.0.0.1:1/", 256).await;
        assert_eq!(dead, Err(Unfetched::Unanswered));
    }
}
