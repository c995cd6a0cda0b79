//! Forms: what browsers post, read without ever failing on what it contains.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use domain::words::{Language, Translation};
use futures_util::StreamExt;

use super::{FORM_LEN_MAX, Problem};

/// Most fields of a form; one with more is refused whole. An update has five for each language and
/// two for each of the 500 components that it may name at most.
pub(super) const FIELDS_MAX: usize = 2_500;
/// Most bytes that are read and thrown away, so that a browser which is still sending gets to
/// read its answer: hanging up on it would show an error page in place of the answer.
const DISCARDED_LEN_MAX: usize = 64 * 1024 * 1024;
/// Longest that a body may take to arrive, and longest that its rest is thrown away. On a bad
/// network a cry for help of some hundred bytes is there much sooner.
const BODY_WITHIN: Duration = Duration::from_secs(20);

/// The start of a body, up to a limit, and whether that is all of it.
pub struct Taken {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Whether nothing is missing: it was within the limit and arrived whole, in time.
    pub whole: bool,
}

/// Reads a body up to `len_max` bytes and throws away what comes after.
pub async fn take(body: Body, len_max: usize) -> Taken {
    let (bytes, end) = read_up_to(body, len_max, BODY_WITHIN).await;
    Taken { bytes, whole: end == End::Whole }
}

/// Reads a whole body of at most `len_max` bytes.
///
/// # Errors
/// The [`Problem`] with one that is longer, or does not arrive in time.
pub async fn read(body: Body, len_max: usize) -> Result<Vec<u8>, Problem> {
    match read_up_to(body, len_max, BODY_WITHIN).await {
        (bytes, End::Whole) => Ok(bytes),
        (_, End::Cut) => Err(Problem::too_large(len_max)),
        (_, End::Late) => Err(Problem::new(
            StatusCode::REQUEST_TIMEOUT,
            "too-slow",
            "It did not arrive",
            "What was sent did not arrive in time, and nothing was changed. Send it again.",
        )
        .said_as("problem-too-slow")),
    }
}

/// How a body ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Whole,
    Cut,
    Late,
}

async fn read_up_to(body: Body, len_max: usize, within: Duration) -> (Vec<u8>, End) {
    let mut bytes = Vec::new();
    let mut parts = body.into_data_stream();
    let until = tokio::time::Instant::now() + within;
    loop {
        let part = match tokio::time::timeout_at(until, parts.next()).await {
            Err(_) => return (bytes, End::Late),
            Ok(None) => return (bytes, End::Whole),
            Ok(Some(Err(_))) => return (bytes, End::Cut),
            Ok(Some(Ok(part))) => part,
        };
        let room = len_max - bytes.len();
        bytes.extend_from_slice(&part[..part.len().min(room)]);
        if part.len() > room {
            break;
        }
    }
    discard(parts, until).await;
    (bytes, End::Cut)
}

/// Reads what is still on its way and throws it away, so that whoever sends gets to read the
/// answer.
pub async fn discard(mut parts: BodyDataStream, until: tokio::time::Instant) {
    let rest = async {
        let mut discarded = 0;
        while let Some(Ok(part)) = parts.next().await {
            discarded += part.len();
            if discarded > DISCARDED_LEN_MAX {
                return;
            }
        }
    };
    let _ = tokio::time::timeout_at(until, rest).await;
}

/// What was typed in further languages. Each part of a translation stands in the field of that name
/// with the language's code behind it.
#[must_use]
pub fn translations(fields: &Fields, parts: &[(&str, &str)]) -> Vec<Translation> {
    let one = |language: Language| {
        let text = |part: &str| {
            let named = parts.iter().find(|(known, _)| *known == part);
            named.map_or("", |(_, field)| fields.get(&views::languages::field(field, language)))
        };
        Translation {
            language,
            title: text("title").into(),
            known: text("known").into(),
            impact: text("impact").into(),
            workaround: text("workaround").into(),
            next: text("next").into(),
        }
    };
    Language::ALL.map(one).to_vec()
}

/// The fields of a posted form.
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// What was typed into a field; empty when it is missing.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// Everything that was chosen under a name, such as the ticks of several boxes.
    #[must_use]
    pub fn all(&self, name: &str) -> Vec<&str> {
        let chosen = self.0.iter().filter(|(known, _)| known == name);
        chosen.map(|(_, value)| value.as_str()).collect()
    }

    /// Everything that was typed, as one text: what tells a form from another one.
    #[must_use]
    pub fn whole(&self) -> String {
        format!("{:?}", self.0)
    }

    /// The same, or `None` when nothing was typed.
    #[must_use]
    pub fn given(&self, name: &str) -> Option<&str> {
        Some(self.get(name)).filter(|value| !value.trim().is_empty())
    }

    /// All fields, as they were sent.
    #[must_use]
    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    /// A whole number.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<u32> {
        self.get(name).trim().parse().ok()
    }

    /// The form with what is wrong with it, for the one who typed it.
    #[must_use]
    pub fn returned(&self, field: Option<&str>, problem: &str) -> views::Returned {
        views::Returned {
            typed: self.0.clone(),
            field: field.map(ToOwned::to_owned),
            problem: Some(problem.to_owned()),
        }
    }

    /// The form as it was typed, for a look at what would come of it.
    #[must_use]
    pub fn preview(&self) -> views::Returned {
        views::Returned { typed: self.0.clone(), field: None, problem: None }
    }

    /// What stands in an address behind the question mark, as if it had been posted.
    #[must_use]
    pub fn of(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// Whether the form has such a field at all, empty or not.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    /// The first fields of a form, as many as it may have, and whether these are all of them.
    fn parse(bytes: &[u8]) -> (Self, bool) {
        // Bytes that are no text become the mark for such, so that nobody is turned away.
        let mut sent = form_urlencoded::parse(bytes);
        let first = sent.by_ref().take(FIELDS_MAX);
        let first = first.map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
        (Self(first), sent.next().is_none())
    }

    /// The fields of a form that may not have more of them than it may.
    ///
    /// # Errors
    /// The [`Problem`] with one that has: a form of which the end is missing says something else.
    fn whole_of(bytes: &[u8]) -> Result<Self, Problem> {
        match Self::parse(bytes) {
            (fields, true) => Ok(fields),
            (_, false) => Err(Problem::too_many_fields(FIELDS_MAX)),
        }
    }

    /// The fields of a cry for help, as far as they go, and never a "no".
    #[must_use]
    pub fn of_cry(bytes: &[u8]) -> Self {
        Self::parse(bytes).0
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Problem;

    async fn from_request(request: Request, _site: &S) -> Result<Self, Problem> {
        let bytes = read(request.into_body(), FORM_LEN_MAX).await?;
        Self::whole_of(&bytes)
    }
}

/// Whether a script asks, which wants JSON rather than a page.
#[must_use]
pub fn wants_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("application/json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_of_any_bytes_can_be_read() {
        bolero::check!().for_each(|bytes: &[u8]| {
            let (fields, whole) = Fields::parse(bytes);
            assert!(fields.0.len() <= FIELDS_MAX);
            assert_eq!(Fields::whole_of(bytes).is_ok(), whole);
            let typed: usize = fields.0.iter().map(|(name, value)| name.len() + value.len()).sum();
            // A byte that is no text becomes the mark for such, which takes three.
            assert!(typed <= 3 * bytes.len());
            let _ = (fields.get("words"), fields.given("who"), fields.number("minutes"));
        });
    }

    #[test]
    fn a_form_is_read_whole_or_refused_and_a_cry_for_help_is_read_as_far_as_it_goes() {
        let typed = |count: usize| {
            let first = "words=Smoke".to_owned();
            (1..count).fold(first, |form, number| format!("{form}&part=c{number}"))
        };
        let fields = Fields::whole_of(typed(FIELDS_MAX).as_bytes()).expect("a whole form");
        assert_eq!(fields.pairs().len(), FIELDS_MAX);
        // What holds no field counts for none.
        assert!(Fields::whole_of(format!("{}&&", typed(FIELDS_MAX)).as_bytes()).is_ok());
        assert!(Fields::whole_of(typed(FIELDS_MAX + 1).as_bytes()).is_err());
        let cry = Fields::of_cry(typed(FIELDS_MAX + 1).as_bytes());
        assert_eq!((cry.get("words"), cry.pairs().len()), ("Smoke", FIELDS_MAX));
    }

    #[tokio::test]
    async fn a_body_at_the_limit_is_whole_and_one_byte_more_is_cut() {
        let at_the_limit = take(Body::from(vec![b'a'; 10]), 10).await;
        assert!(at_the_limit.whole && at_the_limit.bytes.len() == 10);
        let beyond = take(Body::from(vec![b'a'; 11]), 10).await;
        assert!(!beyond.whole && beyond.bytes.len() == 10);
    }

    /// A body whose first bytes come and whose rest never does.
    fn stalled(start: &'static str) -> Body {
        use futures_util::stream;
        let first = stream::iter([Ok::<_, std::io::Error>(bytes::Bytes::from(start))]);
        Body::from_stream(first.chain(stream::pending()))
    }

    #[tokio::test]
    async fn a_body_that_stalls_is_given_up_on_and_what_came_of_it_is_kept() {
        let within = Duration::from_millis(50);
        let taken = tokio::time::timeout(
            Duration::from_secs(5),
            read_up_to(stalled("words=Smo"), 100, within),
        );
        let (bytes, end) = taken.await.expect("it is given up on");
        assert_eq!((bytes.as_slice(), end), (b"words=Smo".as_slice(), End::Late));
        // Too long and too slow is too long.
        let long = read_up_to(stalled("words=Smoke"), 5, within).await;
        assert_eq!(long.1, End::Cut);
    }
}
