//! The client of the object store against a store of the true wire format: pages of lists, cut
//! bodies, busy and silent answers, other regions, wrong clocks, wrong keys.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use bytes::Bytes;
use mayday::objects::s3::{Bucket, BucketConfiguration, Shown};
use mayday::objects::{Objects, read_all};

use crate::fake_mail::ca_file;
use crate::fake_store::{ACCESS_KEY, BUCKET, FakeStore, Mood, SECRET, Style, Wire};
use crate::support::Scratch;

/// A name like those of files.
fn name(number: u32) -> String {
    format!("{number:032x}")
}

struct Place {
    scratch: Scratch,
    store: FakeStore,
    configuration: BucketConfiguration,
}

impl Place {
    fn new() -> Self {
        Self::of(FakeStore::start())
    }

    /// One whose bucket stands in the host's name, as that of AWS does.
    fn by_host(wire: Wire) -> Self {
        let mut place = Self::of(FakeStore::with(Style::Host, wire));
        let scheme = if wire == Wire::Tls { "https" } else { "http" };
        let endpoint = format!("{scheme}://localhost:{}", place.store.port);
        (place.configuration.endpoint, place.configuration.path_style) =
            (Some(endpoint), Some(false));
        place
    }

    fn of(store: FakeStore) -> Self {
        let scratch = Scratch::new();
        let secret_file: PathBuf = scratch.file("secret", &format!("{SECRET}\n"));
        let configuration = BucketConfiguration {
            section: "[objects]",
            secret_variable: "MAYDAY_OBJECTS_SECRET",
            bucket: BUCKET.to_owned(),
            endpoint: Some(format!("http://127.0.0.1:{}", store.port)),
            prefix: Some("mayday/files".to_owned()),
            access_key: Some(ACCESS_KEY.to_owned()),
            secret_file: Some(secret_file),
            ..BucketConfiguration::default()
        };
        Self { scratch, store, configuration }
    }

    fn bucket(&self) -> Bucket {
        let _ = rustls::crypto::ring::default_provider().install_default();
        Bucket::new(&self.configuration).expect("a configuration that can work")
    }

    /// What is said when something cannot be stored.
    async fn refused(&self) -> String {
        let refused = self.bucket().put(&name(1), b"bytes".to_vec()).await;
        refused.expect_err("it is refused")
    }
}

async fn read(bucket: &Bucket, name: &str) -> Option<Vec<u8>> {
    let (len, content) = bucket.get(name).await.expect("an answer")?;
    let bytes = read_all(content).await.expect("all of it");
    assert_eq!(len, bytes.len() as u64);
    Some(bytes)
}

#[tokio::test]
async fn a_bucket_in_the_hosts_name_is_stored_in_read_listed_and_deleted_from() {
    let mut place = Place::by_host(Wire::Plain);
    place.store.lists(1);
    let bucket = place.bucket();
    for number in 1..=3 {
        bucket.put(&name(number), vec![7; number as usize]).await.expect("it is stored");
    }
    assert_eq!(read(&bucket, &name(3)).await.as_deref(), Some(&[7, 7, 7][..]));
    assert_eq!(bucket.list().await.expect("a list").len(), 3);
    bucket.remove(&name(3)).await.expect("it is deleted");
    assert_eq!(bucket.probe().await, Ok(None));
    assert_eq!(place.store.objects().len(), 2);
    place.configuration.path_style = Some(true);
    assert!(place.refused().await.contains(BUCKET), "in the path this store finds no bucket");
}

#[tokio::test]
async fn over_tls_a_store_is_believed_by_the_roots_of_ca_file_and_by_no_other() {
    let mut place = Place::by_host(Wire::Tls);
    let untrusted = place.refused().await;
    assert!(untrusted.contains("not trusted") && untrusted.contains("ca_file"), "{untrusted}");
    assert!(place.store.seen().is_empty(), "nothing was said to it");
    place.configuration.ca_file = Some(ca_file());
    let bucket = place.bucket();
    let bytes = vec![7; 200_000];
    bucket.put(&name(1), bytes.clone()).await.expect("it is stored");
    assert_eq!(read(&bucket, &name(1)).await, Some(bytes));
    // With the bucket in the path, over TLS as well.
    let mut place = Place::of(FakeStore::with(Style::Path, Wire::Tls));
    place.configuration.endpoint = Some(format!("https://localhost:{}", place.store.port));
    place.configuration.ca_file = Some(ca_file());
    assert_eq!(place.bucket().probe().await, Ok(None));
    // Its certificate is for another name than the one that it is asked by.
    place.configuration.endpoint = Some(format!("https://127.0.0.1:{}", place.store.port));
    assert!(place.refused().await.contains("not trusted"));
    for (text, said) in [("", "no certificate"), ("no PEM", "no certificate")] {
        let file = place.scratch.file("ca.pem", text);
        place.configuration.ca_file = Some(file);
        let refused = Bucket::new(&place.configuration).err().expect("it cannot work");
        assert!(refused.contains("ca_file") && refused.contains(said), "{refused}");
    }
}

#[tokio::test]
async fn what_is_stored_is_read_listed_page_by_page_and_deleted() {
    let place = Place::new();
    let bucket = place.bucket();
    place.store.lists(2);
    place.store.holds("mayday/files/readme.txt", b"somebody else's");
    place.store.holds("other/thing", b"somebody else's");
    for number in 1..=5 {
        bucket.put(&name(number), vec![7; number as usize]).await.expect("it is stored");
    }
    assert_eq!(read(&bucket, &name(3)).await.as_deref(), Some(&[7, 7, 7][..]));
    assert_eq!(read(&bucket, &name(9)).await, None);
    let listed = bucket.list().await.expect("a list");
    let found: Vec<_> = listed.iter().map(|object| (object.name.clone(), object.len)).collect();
    let expected: Vec<_> = (1..=5).map(|number| (name(number), u64::from(number))).collect();
    assert_eq!(found, expected, "ours, and nothing of anybody else's");
    for _ in 0..2 {
        bucket.remove(&name(3)).await.expect("twice is once");
    }
    assert_eq!(read(&bucket, &name(3)).await, None);
    assert_eq!(place.store.objects().len(), 6);
    for hostile in ["../x", "a//b", "", "a b", "..", "ä"] {
        assert!(bucket.put(hostile, Vec::new()).await.is_err(), "{hostile}");
    }
    // Pages for the public are put with what browsers are to make of them.
    let shown = Shown { content_type: "text/html", cache_control: Some("max-age=30") };
    let page = Bytes::from_static(b"<p>All is well");
    bucket.put_shown("status/index.html", page, &shown).await.expect("it is stored");
    let kept = &place.store.objects()["mayday/files/status/index.html"];
    assert_eq!(kept.bytes, b"<p>All is well");
    assert_eq!((&*kept.content_type, &*kept.cache_control), ("text/html", "max-age=30"));
}

#[tokio::test]
async fn a_busy_store_is_asked_again_and_one_that_breaks_off_goes_on_where_it_stopped() {
    let place = Place::new();
    let bucket = place.bucket();
    let bytes: Vec<u8> = (0..300_000_u32).map(|n| (n % 251) as u8).collect();
    place.store.is(Mood::Stumbles(2));
    bucket.put(&name(1), bytes.clone()).await.expect("it is stored at last");
    assert_eq!(place.store.seen().len(), 3);
    place.store.is(Mood::Cuts(3));
    assert_eq!(read(&bucket, &name(1)).await, Some(bytes.clone()));
    assert_eq!(place.store.seen().len(), 4);
    // One that breaks off each time is given up.
    place.store.is(Mood::Cuts(100));
    let (_, content) = bucket.get(&name(1)).await.expect("an answer").expect("it is there");
    assert!(read_all(content).await.is_err());
    // One that refuses is not asked twice.
    place.store.seen();
    place.store.is(Mood::Refuses(403, "AccessDenied"));
    let sentence = bucket.put(&name(2), bytes).await.expect_err("it is refused");
    assert!(sentence.contains("does not let the access key AKIDOFTESTS put"), "{sentence}");
    assert_eq!(place.store.seen().len(), 1);
}

#[tokio::test]
async fn a_store_that_hangs_up_is_given_up_soon_and_left_alone_for_a_moment() {
    let place = Place::new();
    let bucket = place.bucket();
    place.store.is(Mood::HangsUp);
    let asked = Instant::now();
    let sentence = bucket.put(&name(1), b"bytes".to_vec()).await.expect_err("nothing is stored");
    assert!(sentence.contains(&format!("127.0.0.1:{} broke off", place.store.port)), "{sentence}");
    assert!(asked.elapsed() < Duration::from_secs(3), "{:?}", asked.elapsed());
    place.store.seen();
    let again = bucket.put(&name(1), b"bytes".to_vec()).await.expect_err("nothing is stored");
    assert_eq!((again, place.store.seen().len()), (sentence, 0), "whoever sends six waits once");
    // Another bucket's client knows nothing of that; one that is slow is waited for.
    place.store.is(Mood::Slow(Duration::from_secs(2)));
    place.bucket().put(&name(1), b"bytes".to_vec()).await.expect("it is stored");
    // Nobody listens there at all.
    let mut nobody = place.configuration.clone();
    nobody.endpoint = Some(format!("http://127.0.0.1:{}", crate::support::free_port()));
    let nobody = Bucket::new(&nobody).expect("a configuration that can work");
    let sentence = nobody.list().await.expect_err("nobody answers");
    assert!(sentence.contains("cannot be reached"), "{sentence}");
}

#[tokio::test]
async fn the_region_that_the_store_names_is_followed_and_no_redirect_is() {
    for moved in [301, 307, 400] {
        let place = Place::new();
        place.store.is_in("eu-north-1", moved);
        let bucket = place.bucket();
        bucket.put(&name(1), b"bytes".to_vec()).await.expect("it follows");
        assert_eq!(place.store.seen().len(), 2, "{moved}");
        assert_eq!(read(&bucket, &name(1)).await.as_deref(), Some(&b"bytes"[..]));
        assert_eq!(place.store.seen().len(), 1, "from then on it goes there at once");
    }
    let place = Place::new();
    place.store.is(Mood::Refuses(301, "PermanentRedirect"));
    assert!(place.refused().await.contains("Mend region and endpoint"), "without a hint");
}

#[tokio::test]
async fn a_clock_that_is_wrong_is_made_up_for() {
    for ahead in [-7200, 7200] {
        let place = Place::new();
        place.store.is_ahead(ahead);
        let bucket = place.bucket();
        bucket.put(&name(1), b"bytes".to_vec()).await.expect("it signs by the store's clock");
        assert_eq!(place.store.seen().len(), 2);
        assert_eq!(read(&bucket, &name(1)).await.as_deref(), Some(&b"bytes"[..]));
        assert_eq!(place.store.seen().len(), 1);
    }
    let place = Place::new();
    place.store.is(Mood::Refuses(403, "RequestTimeTooSkewed"));
    assert!(place.refused().await.contains("Set this machine's clock"));
}

#[tokio::test]
async fn what_is_wrong_is_said_with_what_to_do() {
    let place = Place::new();
    let told = |change: fn(&mut BucketConfiguration)| {
        let mut configuration = place.configuration.clone();
        change(&mut configuration);
        async move {
            let bucket = Bucket::new(&configuration).expect("a configuration that can work");
            bucket.probe().await.expect_err("it does not work")
        }
    };
    let sentence = told(|own| own.access_key = Some("AKIDOLD".to_owned())).await;
    assert!(
        sentence.contains("does not know the access key AKIDOLD. Set access_key"),
        "{sentence}"
    );
    let sentence = told(|own| own.bucket = "nowhere".to_owned()).await;
    assert!(sentence.contains("There is no bucket nowhere at 127.0.0.1"), "{sentence}");
    let wrong = place.scratch.file("wrong", "not-the-secret");
    let mut configuration = place.configuration.clone();
    configuration.secret_file = Some(wrong.clone());
    let bucket = Bucket::new(&configuration).expect("a configuration that can work");
    let sentence = bucket.probe().await.expect_err("it does not work");
    assert!(sentence.contains("Put the right one into MAYDAY_OBJECTS_SECRET"), "{sentence}");
    assert!(!sentence.contains("not-the-secret"));
    // The file is read anew: no restart is needed.
    std::fs::write(wrong, SECRET).expect("a scratch file");
    assert_eq!(bucket.probe().await, Ok(None));
    assert!(place.store.objects().is_empty(), "the probe is gone");
    place.store.keeps_versions();
    let note = bucket.probe().await.expect("it works").expect("something to know");
    assert!(note.contains("keeps old versions"), "{note}");
}

#[tokio::test]
async fn a_body_that_is_no_list_is_an_error_and_nothing_else() {
    let place = Place::new();
    place.store.lists(0);
    place.store.holds("mayday/files/0", b"0");
    let sentence = place.bucket().list().await.expect_err("a list whose next page has no name");
    assert!(sentence.contains("cannot be read"), "{sentence}");
}
