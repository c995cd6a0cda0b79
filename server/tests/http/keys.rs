//! Keys: sessions and API tokens are listed to their owner, and can be taken away.

use crate::support::page::between;
use crate::support::{Server, form_value};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// Makes a token in the console; its secret.
pub fn make_token(server: &Server, cookie: &str, scopes: &[&str]) -> String {
    let mut fields = vec![("name", "Deploys"), ("days", "30")];
    fields.extend(scopes.iter().map(|scope| ("scope", *scope)));
    let answer = server.post("/console/tokens", &fields).cookie(cookie).send();
    assert_eq!(answer.status, 200, "{}", answer.text());
    let page = answer.text();
    between(&page, "<code id=\"secret\">", "<").expect("the secret").to_owned()
}

#[test]
fn a_session_is_listed_with_its_device_and_ended_alone_or_with_all_others() {
    let server = Server::start();
    let link = server.sign_in_link("tom");
    let here = server.post(&link, &[]).header("User-Agent", FIREFOX).send().cookie();
    let (there, elsewhere) = (server.sign_in("tom"), server.sign_in("tom"));
    let page = server.get("/console/me").cookie(&here).send().text();
    assert!(page.contains("Firefox on Linux") && page.contains(", this one"), "{page}");
    assert!(page.contains("an unknown browser"), "{page}");

    // The newest stands first, and is not this one.
    let newest = form_value(&page, "session");
    let answer = server.post("/console/sessions/end", &[("session", &newest)]).cookie(&here).send();
    assert_eq!((answer.status, answer.location()), (303, "/console/me"));
    let lasts = |cookie: &str| server.get("/console").cookie(cookie).send().status == 200;
    assert!(lasts(&here) && lasts(&there) && !lasts(&elsewhere));

    let answer = server.post("/console/sessions/end-others", &[]).cookie(&here).send();
    assert_eq!(answer.status, 303);
    assert!(lasts(&here) && !lasts(&there));
}

#[test]
fn a_manager_ends_the_sessions_of_others_and_nobody_else_does() {
    let server = Server::start();
    let (maria, tom, wei) = (server.sign_in("maria"), server.sign_in("tom"), server.sign_in("wei"));
    let page = server.get("/console/people/tom/keys").cookie(&maria).send();
    assert_eq!(page.status, 200);
    let session = form_value(&page.text(), "session");
    for (cookie, path) in [(&wei, "/console/people/tom/keys"), (&maria, "/console/people/no/keys")]
    {
        assert_eq!(server.get(path).cookie(cookie).send().status, 404);
    }
    let end = |cookie: &str| {
        server.post("/console/sessions/end", &[("session", &session)]).cookie(cookie).send()
    };
    assert_eq!(end(&wei).status, 403);
    assert_eq!(server.get("/console").cookie(&tom).send().status, 200);
    let answer = end(&maria);
    assert_eq!((answer.status, answer.location()), (303, "/console/people/tom/keys"));
    assert_eq!(server.get("/console").cookie(&tom).send().status, 303);
    assert_eq!(end(&maria).status, 303, "ending it twice is fine");
}

#[test]
fn a_token_is_shown_once_and_kept_as_a_digest_only() {
    let server = Server::start();
    let maria = server.sign_in("maria");
    let secret = make_token(&server, &maria, &["read", "respond"]);
    assert!(secret.starts_with("mayday_") && secret.len() >= 7 + 32, "{secret}");
    let page = server.get("/console/tokens").cookie(&maria).send().text();
    assert!(page.contains("Deploys") && page.contains("read, respond") && !page.contains(&secret));
    let kept = std::fs::read_dir(server.data()).expect("the data").flatten();
    for file in kept.filter(|file| file.path().is_file()) {
        let bytes = std::fs::read(file.path()).expect("a file");
        let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!found, "{}", file.path().display());
    }
    assert!(!server.log().contains(&secret));
}

#[test]
fn what_is_wrong_with_a_token_is_said_beside_what_was_typed() {
    let server = Server::start();
    let maria = server.sign_in("maria");
    for (fields, said) in [
        (&[("name", ""), ("scope", "read"), ("days", "30")][..], "Give it a name"),
        (&[("name", "Deploys"), ("days", "30")], "at least one thing"),
        (&[("name", "Deploys"), ("scope", "everything"), ("days", "30")], "at least one thing"),
        (&[("name", "Deploys"), ("scope", "read"), ("days", "0")], "one day to one year"),
        (&[("name", "Deploys"), ("scope", "read"), ("days", "9999")], "one day to one year"),
    ] {
        let answer = server.post("/console/tokens", fields).cookie(&maria).send();
        assert_eq!(answer.status, 422, "{fields:?}");
        assert!(answer.text().contains(said), "{fields:?}: {}", answer.text());
    }
}

#[test]
fn a_token_is_revoked_by_its_owner_and_by_managers() {
    let server = Server::start();
    let (maria, tom) = (server.sign_in("maria"), server.sign_in("tom"));
    make_token(&server, &maria, &["read"]);
    make_token(&server, &tom, &["read"]);
    let revoke = |number: u32, cookie: &str| {
        server.post(&format!("/console/tokens/{number}/revocation"), &[]).cookie(cookie).send()
    };
    assert_eq!(revoke(1, &tom).status, 403);
    assert_eq!(revoke(2, &maria).location(), "/console/people/tom/keys");
    assert_eq!(revoke(1, &maria).location(), "/console/tokens");
    let page = server.get("/console/tokens").cookie(&maria).send().text();
    assert!(!page.contains("Deploys"), "{page}");
}
