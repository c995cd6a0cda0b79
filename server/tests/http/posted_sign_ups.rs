//! Readers who sign up their own programs and chats, on the real program: one message with a link,
//! nothing else before the button behind it is pressed, and nothing into the house.

use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::Value;

use crate::audiences::{FOR_SOME, link_of};
use crate::fake_carrier::FakeCarrier;
use crate::fake_mail::{FakeMail, Wire};
use crate::keys::make_token;
use crate::subscribers::{PAGE, Receiver, add, link, receiver, tell};
use crate::support::{Scratch, Server, TINY, eventually};
use crate::telephone;

const TAKEN: &str = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
const GONE: &str = "HTTP/1.1 410 Gone\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
const DOWN: &str = "HTTP/1.1 500 Oh\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
const ALL: &str = r#"["webhook", "statuspage", "slack", "teams", "discord"]"#;

fn organisation(ways: &str) -> String {
    format!("{TINY}{PAGE}subscribe_by = {ways}\n{FOR_SOME}")
}

/// A server that posts into the house where `private` says so.
fn server_with(ways: &str, private: bool) -> Server {
    let scratch = Scratch::new();
    let file = scratch.file("configuration.toml", &format!("[posts]\nallow_private = {private}\n"));
    let server = Server::on(scratch, &["serve", "--config", file.to_str().expect("text")]);
    let applied = server.apply(&organisation(ways));
    assert!(applied.good, "{}{}", applied.out, applied.err);
    server
}

fn sign_up(server: &Server, form: &str, route: &str, address: &str) -> (u16, String, String) {
    let fields =
        [("by", route), ("address", address), ("zone", "UTC"), ("language", "en"), ("page", "")];
    let answer = server.post(form, &fields).send();
    (answer.status, answer.location().to_owned(), answer.text())
}

fn url((port, _): &Receiver, name: &str) -> String {
    format!("http://127.0.0.1:{port}/{name}")
}

fn posts((_, received): &Receiver) -> Vec<String> {
    received.lock().expect("a sound inbox").clone()
}

fn first(what: &str, receiver: &Receiver) -> String {
    eventually(what, || posts(receiver).into_iter().next())
}

fn body(post: &str) -> Value {
    let (_, body) = post.split_once("\r\n\r\n").expect("a body");
    serde_json::from_str(body).expect("JSON")
}

fn header(post: &str, name: &str) -> String {
    let line = post.lines().find(|line| line.to_lowercase().starts_with(name)).expect(name);
    line.split_once(": ").expect("a value").1.to_owned()
}

/// Whether a post is signed with that secret, as a receiver finds out.
fn is_signed(post: &str, secret: &str) -> bool {
    let key = BASE64.decode(secret.strip_prefix("whsec_").expect("a secret")).expect("base64");
    let (_, body) = post.split_once("\r\n\r\n").expect("a body");
    let (id, at) = (header(post, "webhook-id"), header(post, "webhook-timestamp"));
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &key);
    let tag = ring::hmac::sign(&key, format!("{id}.{at}.{body}").as_bytes());
    header(post, "webhook-signature") == format!("v1,{}", BASE64.encode(tag.as_ref()))
}

fn code_in(text: &str) -> String {
    let digits = text.chars().skip_while(|c| !c.is_ascii_digit());
    digits.take_while(char::is_ascii_digit).collect()
}

/// Presses the button behind a link: to programs it answers with the page itself.
fn confirm(server: &Server, own: &str) -> String {
    let answer = server.post(&format!("{own}/confirm"), &[]).send();
    assert!([200, 303].contains(&answer.status), "{}", answer.text());
    answer.text()
}

fn secret_on(page: &str) -> String {
    let (_, after) = page.split_once("whsec_").expect("a secret");
    format!("whsec_{}", after.split('<').next().expect("a secret"))
}

#[test]
fn every_way_is_posted_one_link_and_told_nothing_before_the_button_is_pressed() {
    let server = server_with(ALL, true);
    let maria = server.sign_in("maria");
    let form = server.get("/status/subscribe").send().text();
    assert!(form.contains("In a channel of a chat instead"), "{form}");
    let chat = server.get("/status/subscribe?by=slack").send().text();
    assert!(chat.contains("Microsoft Teams") && chat.contains("For a program instead"), "{chat}");
    let ways = ["webhook", "statuspage", "slack", "teams", "discord"];
    let receivers = ways.map(|way| (way, receiver(Some(TAKEN))));
    for (way, receiver) in &receivers {
        let (status, location, text) =
            sign_up(&server, "/status/subscribe", way, &url(receiver, way));
        assert_eq!(status, 303, "{way}: {text}");
        let sent = server.get(&location).send().text();
        let said = if ["webhook", "statuspage"].contains(way) { "program got" } else { "channel" };
        assert!(sent.contains(said), "{way}: {sent}");
        // Whoever asks again at once is answered alike, and nothing more is posted.
        let again = sign_up(&server, "/status/subscribe", way, &url(receiver, way));
        assert_eq!((again.0, again.1), (303, location), "{way}");
    }
    server.call_for_help("Dark");
    tell(&server, &maria, "investigating", "cards");
    let mut owns = Vec::new();
    for (way, receiver) in &receivers {
        let post = first(way, receiver);
        let said = body(&post);
        let own = link(&post);
        if ["webhook", "statuspage"].contains(way) {
            assert_eq!(said["type"], "status.confirm", "{post}");
            assert!(said["timestamp"].as_str().is_some_and(|at| at.ends_with('Z')), "{post}");
            let confirm = said["data"]["confirm"].as_str().expect("a link");
            assert!(confirm.ends_with(&own), "{post}");
            let keys: Vec<&String> = said.as_object().expect("an object").keys().collect();
            assert_eq!(keys, ["data", "timestamp", "type"], "{post}");
        } else {
            assert!(post.contains("Please confirm: word of Tiny"), "{post}");
        }
        let page = server.get(&own).send().text();
        assert!(page.contains("Shall we write to you here?"), "{page}");
        // Opening it changed nothing, and it does not show where to post into the channel.
        assert!(
            !page.contains(&format!("/{way}<")) && page.contains("http://127.0.0.1:"),
            "{page}"
        );
        assert_eq!(posts(receiver).len(), 1, "{way}: one message and nothing else");
        confirm(&server, &own);
        owns.push(own);
    }
    tell(&server, &maria, "identified", "cards");
    for (way, receiver) in &receivers {
        let told = &eventually(way, || posts(receiver).get(1).cloned());
        match *way {
            "webhook" => assert_eq!(body(told)["type"], "status.told", "{told}"),
            "statuspage" => assert!(body(told)["meta"]["unsubscribe"].is_string(), "{told}"),
            _ => {
                assert!(told.contains("/s/") && told.contains("Cards fail"), "{told}");
            }
        }
    }
    // The end of it, behind the same link.
    for own in &owns {
        assert_eq!(server.post(&format!("{own}/leave"), &[]).send().status, 200);
    }
    tell(&server, &maria, "monitoring", "cards");
    let list = server.get("/console/subscribers").cookie(&maria).send().text();
    assert!(!list.contains("127.0.0.1"), "{list}");
}

#[test]
fn a_program_proves_who_posted_by_a_secret_that_its_owner_makes_anew() {
    let server = server_with(r#"["webhook"]"#, true);
    let maria = server.sign_in("maria");
    let program = receiver(Some(TAKEN));
    assert_eq!(sign_up(&server, "/status/subscribe", "webhook", &url(&program, "in")).0, 303);
    let confirm = first("the link", &program);
    let own = link(&confirm);
    let page = server.get(&own).send().text();
    let secret = secret_on(&page);
    assert!(is_signed(&confirm, &secret), "{confirm}");
    let confirmed = server.post(&format!("{own}/confirm"), &[]).send();
    assert_eq!((confirmed.status, secret_on(&confirmed.text())), (200, secret.clone()));
    // Whoever finds the link later cannot write in our name.
    let hidden = |answer: String| {
        assert!(!answer.contains("whsec_"), "{answer}");
        answer
    };
    assert!(hidden(server.get(&own).send().text()).contains("Make a new secret"));
    let again = server.post(&format!("{own}/confirm"), &[]).send();
    assert_eq!(again.status, 303, "what was confirmed before shows nothing");
    let odd = server.post(&own, &[("zone", "Mars/Olympus")]).send();
    assert_eq!(odd.status, 422);
    hidden(odd.text());
    let made = server.post(&format!("{own}/secret"), &[]).send();
    assert_eq!(made.status, 200, "{}", made.text());
    let renewed = secret_on(&made.text());
    assert_ne!(secret, renewed);
    hidden(server.get(&own).send().text());
    server.call_for_help("Dark");
    tell(&server, &maria, "investigating", "cards");
    eventually("the word", || (posts(&program).len() == 2).then_some(()));
    let told = &posts(&program)[1];
    assert!(is_signed(told, &renewed) && !is_signed(told, &secret), "{told}");
    // Whoever asks again is posted the way to what they chose, ten minutes later at the soonest.
    assert_eq!(sign_up(&server, "/status/subscribe", "webhook", &url(&program, "in")).0, 303);
    // A forged link makes nothing anew.
    let forged = server.post(&format!("/s/{}/secret", "A".repeat(43)), &[]).send();
    assert_eq!(forged.status, 404);
    hidden(server.get(&own).send().text());
    // What is posted to readers' own addresses stands in no list of the vendor's webhooks.
    let log = server.get("/console/webhooks").cookie(&maria).send().text();
    assert!(!log.contains("127.0.0.1"), "{log}");
    let audit = server.get("/console/audit").cookie(&maria).send().text();
    assert!(audit.contains("made the secret of a subscriber’s webhook anew"), "{audit}");
}

#[test]
fn nothing_inside_foreign_or_odd_is_stored_and_what_was_typed_comes_back() {
    let server = server_with(ALL, false);
    let maria = server.sign_in("maria");
    let refused = |route: &str, address: &str, said: &str| {
        let (status, _, text) = sign_up(&server, "/status/subscribe", route, address);
        assert_eq!(status, 422, "{route} {address}: {text}");
        assert!(text.contains(said), "{route} {address}: {text}");
        assert!(text.contains("aria-invalid=\"true\""), "{text}");
    };
    let inside = "leads into a private network";
    for address in [
        "https://127.0.0.1/x",
        "https://10.0.0.1/",
        "https://[::1]/",
        "https://169.254.169.254/latest/meta-data",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://localhost/",
        "https://localhost.:8443/",
        "https://printer.local/",
        "https://intranet/",
        "http://127.0.0.1/x",
    ] {
        refused("webhook", address, inside);
        refused("slack", address, inside);
    }
    let bad = "no address that we can post to";
    for address in [
        "http://hooks.example.com/",
        "ftp://hooks.example.com/",
        "javascript:alert(1)",
        "hooks.example.com",
        "https://user:secret@hooks.example.com/",
        "https://hooks.slack.com@evil.example/services/x",
        "https://a b.example/",
        "\"><script>alert(1)</script>",
        &format!("https://a.example/{}", "x".repeat(2_000)),
    ] {
        refused("webhook", address, bad);
    }
    for (route, address) in [
        ("slack", "https://evil.example/services/T0/B0/x"),
        ("slack", "https://hooks.slack.com.evil.example/services/x"),
        ("teams", "https://webhook.office.com.evil.example/x"),
        ("discord", "https://discord.com/channels/1"),
    ] {
        refused(route, address, "is no incoming webhook of");
    }
    let (_, _, text) = sign_up(&server, "/status/subscribe", "webhook", "\"><script>x</script>");
    assert!(!text.contains("<script>x") && text.contains("&lt;script&gt;x"), "{text}");
    let list = server.get("/console/subscribers").cookie(&maria).send().text();
    assert!(!list.contains("evil.example") && !list.contains("127.0.0.1"), "{list}");
}

#[test]
fn nobody_has_us_post_to_ourselves() {
    // What leads into the house may be posted to here, and this installation still is not.
    let server = server_with(r#"["webhook"]"#, true);
    for path in ["", "/hooks/mail/bounces", "/help"] {
        let own = format!("http://127.0.0.1:{}{path}", server.port);
        let (status, _, text) = sign_up(&server, "/status/subscribe", "webhook", &own);
        assert_eq!(status, 422, "{own}: {text}");
        assert!(text.contains("leads into a private network"), "{own}: {text}");
    }
    let program = receiver(Some(TAKEN));
    let elsewhere = url(&program, "in");
    assert_eq!(sign_up(&server, "/status/subscribe", "webhook", &elsewhere).0, 303);
    // Another address on the same host that differs in the size of a letter only is another.
    let other = url(&program, "IN");
    first("the link", &program);
    assert_eq!(sign_up(&server, "/status/subscribe", "webhook", &other).0, 303);
    eventually("a link of its own", || (posts(&program).len() == 2).then_some(()));
    let posts = posts(&program);
    assert_ne!(link(&posts[0]), link(&posts[1]));
}

#[test]
fn nobody_signs_up_over_a_way_that_the_page_does_not_offer() {
    let server = server_with(r#"["slack"]"#, true);
    let maria = server.sign_in("maria");
    let form = server.get("/status/subscribe?by=webhook").send().text();
    assert!(form.contains("value=\"slack\"") && !form.contains("For a program"), "{form}");
    let program = receiver(Some(TAKEN));
    // The way that is not offered is read as the first that is: an address of a chat.
    let (status, ..) = sign_up(&server, "/status/subscribe", "webhook", &url(&program, "in"));
    assert_eq!(status, 303);
    let post = first("the message", &program);
    assert!(body(&post)["text"].is_string() && !post.contains("webhook-signature"), "{post}");
    // Off again: the page says that it sends nothing.
    let fields = [("name", "Tiny"), ("zone", "Europe/Lisbon"), ("readers", "everyone")];
    let kept = server.post("/console/status/pages/public", &fields).cookie(&maria).send();
    assert_eq!(kept.status, 303, "{}", kept.text());
    assert!(server.get("/status/subscribe").send().text().contains("sends no messages"));
    // On again, in the console.
    let fields = [
        ("name", "Tiny"),
        ("zone", "Europe/Lisbon"),
        ("readers", "everyone"),
        ("subscribe_by", "webhook"),
        ("subscribe_by", "nonsense"),
    ];
    let kept = server.post("/console/status/pages/public", &fields).cookie(&maria).send();
    assert_eq!(kept.status, 303, "{}", kept.text());
    let page = server.get("/console/status/pages/public").cookie(&maria).send().text();
    let ticked = "name=\"subscribe_by\" value=\"webhook\" checked";
    assert!(
        page.contains(ticked) && page.matches("value=\"slack\" checked").count() == 0,
        "{page}"
    );
    assert!(server.get("/status/subscribe").send().text().contains("Address that we post to"));
    let bad = server.apply(&organisation(r#"["email"]"#));
    let said = format!("{}{}", bad.out, bad.err);
    assert!(!bad.good && said.contains("cannot subscribe by"), "{said}");
}

#[test]
fn slow_dead_redirecting_and_gone_receivers_hold_up_nobody_and_lead_nowhere() {
    let server = server_with(r#"["webhook"]"#, true);
    let maria = server.sign_in("maria");
    let inside = receiver(Some(TAKEN));
    let elsewhere: &'static str = Box::leak(
        format!(
            "HTTP/1.1 307 Elsewhere\r\nlocation: {}\r\ncontent-length: 0\r\n\
             connection: close\r\n\r\n",
            url(&inside, "secret")
        )
        .into_boxed_str(),
    );
    let (slow, away, gone) = (receiver(None), receiver(Some(elsewhere)), receiver(Some(GONE)));
    let (down, good) = (receiver(Some(DOWN)), receiver(Some(TAKEN)));
    let begun = Instant::now();
    for (name, one) in [("slow", &slow), ("away", &away), ("gone", &gone), ("down", &down)] {
        // One network signs up four addresses at one host.
        let host = if name == "gone" { "localhost" } else { "127.0.0.1" };
        let address = url(one, name).replace("127.0.0.1", host);
        let (status, location, _) = sign_up(&server, "/status/subscribe", "webhook", &address);
        assert_eq!(
            (status, location.as_str()),
            (303, "/status/subscribe/sent?page=public&by=webhook")
        );
    }
    let dead = format!("http://127.0.0.9:{}/x", crate::support::free_port());
    assert_eq!(sign_up(&server, "/status/subscribe", "webhook", &dead).0, 303);
    assert_eq!(sign_up(&server, "/status/subscribe", "webhook", &url(&good, "in")).0, 303);
    let confirm = first("the good one", &good);
    assert!(begun.elapsed() < Duration::from_secs(20), "nobody waits for those who are slow");
    let own = link(&confirm);
    assert_eq!(server.post(&format!("{own}/confirm"), &[]).send().status, 200);
    eventually("the one that is down is tried three times", || {
        (posts(&down).len() == 3).then_some(())
    });
    let ids: Vec<String> = posts(&down).iter().map(|post| header(post, "webhook-id")).collect();
    assert!(ids.iter().all(|id| *id == ids[0]), "under the same number: {ids:?}");
    // A word to those who confirmed does not wait for a stranger's slow address.
    server.call_for_help("Dark");
    tell(&server, &maria, "investigating", "cards");
    eventually("the word", || (posts(&good).len() == 2).then_some(()));
    std::thread::sleep(Duration::from_secs(6));
    assert_eq!(posts(&slow).len(), 1, "what may have arrived is not repeated");
    assert_eq!((posts(&away).len(), posts(&gone).len()), (1, 1), "what is refused is not repeated");
    assert_eq!(posts(&down).len(), 3);
    assert!(posts(&inside).is_empty(), "no redirect is followed");
}

#[test]
fn one_network_signs_up_only_so_many_and_known_and_unknown_are_answered_alike() {
    let server = server_with(r#"["webhook"]"#, true);
    let maria = server.sign_in("maria");
    let known = receiver(Some(TAKEN));
    assert_eq!(add(&server, &maria, "webhook", &url(&known, "known")), 303);
    let answers: Vec<_> = (0..20)
        .map(|number| match number % 5 {
            0 => sign_up(&server, "/status/subscribe", "webhook", &url(&known, "known")),
            _ => {
                let unknown = format!("http://10.255.255.{number}:9/unknown");
                sign_up(&server, "/status/subscribe", "webhook", &unknown)
            }
        })
        .collect();
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(answers[0].0, 303);
    // Whoever was added long ago, and asks for it, is posted the way to what they chose; who was
    // added just now is not.
    let more = sign_up(&server, "/status/subscribe", "webhook", "http://10.255.254.1:9/unknown");
    assert_eq!(more.0, 429, "{}", more.2);
    assert!(more.2.contains("Too many sign up just now"), "{}", more.2);
}

#[test]
fn a_reader_by_a_customers_link_is_told_in_a_channel_and_no_name_of_theirs_stands_behind_it() {
    let server = server_with(r#"["slack"]"#, true);
    let maria = server.sign_in("maria");
    let page = link_of(&server, &maria, "willow");
    let form = format!("{page}subscribe");
    eventually("the form", || (server.get(&form).send().status == 200).then_some(()));
    let channel = receiver(Some(TAKEN));
    let address = url(&channel, "channel");
    let fields = [
        ("by", "slack"),
        ("address", address.as_str()),
        ("zone", "UTC"),
        ("language", "en"),
        ("component", "isotope-lens"),
        ("component", "isotope-scanner"),
        ("component", "cards"),
    ];
    let answer = server.post(&form, &fields).send();
    assert_eq!(answer.status, 303, "{}", answer.text());
    let post = first("the message", &channel);
    assert!(!post.contains("/status/for/"), "{post}");
    let own = link(&post);
    assert_eq!(server.post(&format!("{own}/confirm"), &[]).send().status, 303);
    let chosen = server.get(&own).send().text();
    assert!(!chosen.to_lowercase().contains("isotope"), "{chosen}");
    assert!(chosen.contains("2 more things are chosen that only you may read"), "{chosen}");
    assert!(chosen.contains("value=\"cards\" checked"), "{chosen}");
    // Saving loses nothing of what could not be seen.
    let saved = server.post(&own, &[("zone", "UTC"), ("language", "en"), ("component", "portal")]);
    assert_eq!(saved.send().status, 303);
    let token = make_token(&server, &maria, &["read", "manage"]);
    let asked = |path: &str| -> Value {
        let ask = server.get(path).header("authorization", &format!("Bearer {token}"));
        serde_json::from_str(&ask.send().text()).expect("JSON")
    };
    let kept = asked("/api/v1/subscribers");
    let chosen = &kept["items"][0]["components"];
    assert_eq!(*chosen, serde_json::json!(["isotope-lens", "isotope-scanner", "portal"]));
    // The API says with the link how many came by it.
    let link = asked("/api/v1/customers/willow/status-link");
    assert_eq!(link["subscribers"], 1, "{link}");
}

#[test]
fn what_is_not_on_the_page_any_more_stays_chosen() {
    let server = server_with(r#"["webhook"]"#, true);
    let maria = server.sign_in("maria");
    let program = receiver(Some(TAKEN));
    let address = url(&program, "in");
    let fields = [
        ("by", "webhook"),
        ("address", address.as_str()),
        ("zone", "UTC"),
        ("component", "cards"),
        ("component", "portal"),
    ];
    assert_eq!(server.post("/status/subscribe", &fields).send().status, 303);
    let own = link(&first("the link", &program));
    confirm(&server, &own);
    let only = [
        ("name", "Tiny"),
        ("zone", "Europe/Lisbon"),
        ("readers", "everyone"),
        ("component", "cards"),
    ];
    let kept = server.post("/console/status/pages/public", &only).cookie(&maria).send();
    assert_eq!(kept.status, 303, "{}", kept.text());
    let seen = server.get(&own).send().text();
    assert!(seen.contains("One more thing is chosen that does not stand here now"), "{seen}");
    assert!(!seen.contains("Portal"), "{seen}");
    let saved = server.post(&own, &[("zone", "UTC"), ("language", "en")]).send();
    assert_eq!(saved.status, 303, "{}", saved.text());
    let all = [("name", "Tiny"), ("zone", "Europe/Lisbon"), ("readers", "everyone")];
    assert_eq!(server.post("/console/status/pages/public", &all).cookie(&maria).send().status, 303);
    let seen = server.get(&own).send().text();
    assert!(seen.contains("value=\"portal\" checked"), "{seen}");
    assert!(seen.contains("value=\"cards\">"), "{seen}");
}

#[test]
fn a_reader_by_a_customers_link_confirms_a_telephone_by_its_code_and_wrong_ones_tell_nothing() {
    const NUMBER: &str = "+46701230077";
    let carrier = FakeCarrier::start();
    let mail = FakeMail::start(Wire::Plain, None);
    let scratch = Scratch::new();
    let carriers = telephone::configuration(&scratch, &[&carrier]);
    let text = format!("{}\n{carriers}", crate::mail::configuration(&mail));
    let file = scratch.file("configuration.toml", &text);
    let server = Server::on(scratch, &["serve", "--config", file.to_str().expect("text")]);
    assert!(server.apply(&organisation("[]")).good);
    let maria = server.sign_in("maria");
    let page = link_of(&server, &maria, "willow");
    let form = format!("{page}subscribe");
    let seen = eventually("the form", || {
        let seen = server.get(&format!("{form}?by=sms")).send();
        (seen.status == 200).then(|| seen.text())
    });
    assert!(seen.contains("Your mobile number"), "{seen}");
    let (status, _, text) = sign_up(&server, &form, "sms", "+46 70 123 00 77");
    assert!(status == 200 && text.contains("Which code did you get?"), "{text}");
    let sent = eventually("the code", || {
        let texts = carrier.texts_to(NUMBER);
        texts.first().map(|text| text.form.get("Body").to_owned())
    });
    let code = code_in(&sent);
    assert_eq!(code.len(), 6, "{sent}");
    let wrong = if code == "000000" { "111111" } else { "000000" };
    let typed = |path: &str, number: &str, code: &str| {
        let fields = [("page", "public"), ("address", number), ("code", code)];
        let answer = server.post(&format!("{path}/code"), &fields).send();
        (answer.status, answer.location().to_owned(), answer.text().replace(number, "NUMBER"))
    };
    // At everyone's page nobody has that number: who one is by a link says nothing there.
    let elsewhere = typed("/status/subscribe", NUMBER, &code);
    assert_eq!(elsewhere.0, 422);
    let unknown: Vec<_> = (0..6).map(|_| typed(&form, "+46701230078", wrong)).collect();
    let known: Vec<_> = (0..3).map(|_| typed(&form, NUMBER, wrong)).collect();
    for answer in unknown.iter().chain(&known) {
        assert_eq!(answer, &unknown[0], "known and unknown, in bounds and beyond, read the same");
        assert_eq!(answer.0, 422);
    }
    let right = typed(&form, NUMBER, &code);
    assert_eq!(right.0, 303, "{}", right.2);
    let own = right.1;
    let chosen = server.get(&own).send().text();
    assert!(chosen.contains("We write to you") && !chosen.contains("/status/for/"), "{chosen}");
    // Told of what is for the customer, by text, and of nothing once the link is renewed.
    server.call_for_help("Dark");
    tell(&server, &maria, "investigating", "isotope-lens");
    eventually("the word", || {
        let texts = carrier.texts_to(NUMBER);
        texts.iter().any(|text| text.form.get("Body").contains("Cards fail")).then_some(())
    });
    let texts = carrier.texts_to(NUMBER);
    assert!(!texts.iter().any(|text| text.form.get("Body").contains("/status/for/")));
    link_of(&server, &maria, "willow");
    assert!(server.get(&own).send().text().contains("You are told nothing any more"));
}

#[test]
fn five_wrong_codes_are_all_that_is_tried_however_fast() {
    const NUMBER: &str = "+46701230079";
    let carrier = FakeCarrier::start();
    let scratch = Scratch::new();
    let carriers = telephone::configuration(&scratch, &[&carrier]);
    let file = scratch.file("configuration.toml", &carriers);
    let server = Server::on(scratch, &["serve", "--config", file.to_str().expect("text")]);
    assert!(server.apply(&organisation("[]")).good);
    assert_eq!(sign_up(&server, "/status/subscribe", "sms", NUMBER).0, 200);
    let sent = eventually("the code", || {
        let texts = carrier.texts_to(NUMBER);
        texts.first().map(|text| text.form.get("Body").to_owned())
    });
    let code = code_in(&sent);
    let typed = |code: &str| {
        let fields = [("page", "public"), ("address", NUMBER), ("code", code)];
        server.post("/status/subscribe/code", &fields).send().status
    };
    std::thread::scope(|scope| {
        let tries: Vec<_> = (0..12_u32)
            .map(|number| {
                let wrong = format!(
                    "{:06}",
                    (code.parse::<u32>().expect("digits") + 1 + number) % 1_000_000
                );
                scope.spawn(move || typed(&wrong))
            })
            .collect();
        for tried in tries {
            assert_eq!(tried.join().expect("an answer"), 422);
        }
    });
    assert_eq!(typed(&code), 422, "the right one comes too late");
}
