//! How a status page looks and sounds: its languages, each at an address of its own, its colour and
//! its logo.

use crate::files::{BOUNDARY, form, png};
use crate::status::PAGE;
use crate::support::{Answer, Ask, Scratch, Server, TINY, attribute, eventually};

fn server(more: &str) -> Server {
    let server = Server::start();
    let applied = server.apply(&format!("{TINY}{PAGE}{more}"));
    assert!(applied.good, "{}{}", applied.out, applied.err);
    server
}

fn read(server: &Server, path: &str, awaited: &str) -> String {
    eventually(awaited, || {
        let answer = server.get(path).send();
        (answer.status == 200 && answer.text().contains(awaited)).then(|| answer.text())
    })
}

#[test]
fn a_page_stands_in_each_language_at_an_address_of_its_own() {
    let server = server(
        "about = \"How our tills fare.\"\nlanguages = [\"pt\", \"de\", \"en\"]\n\
         hosts = [\"status.tiny.example\"]\n",
    );
    let german = read(&server, "/status/de", "Alles funktioniert.");
    assert!(german.contains("<html lang=\"de\""), "{german}");
    assert!(german.contains("lang=\"en\">How our tills fare."), "what was written is marked");
    assert!(german.contains("lang=\"en\">Card payments"), "{german}");
    let plain = server.get("/status").header("Accept-Language", "de").send();
    assert!(plain.text().contains("Everything works."), "one address holds one language");
    assert!(!plain.header("vary").contains("language"));
    assert!(!plain.text().contains("lang=\"en\">How"), "nothing is marked in its own language");
    for page in [plain.text(), german] {
        for (code, link) in [("en", "/status"), ("de", "/status/de"), ("pt", "/status/pt")] {
            let said = format!("rel=\"alternate\" hreflang=\"{code}\" href=\"{link}\"");
            assert!(page.contains(&said), "{said}: {page}");
        }
        assert!(page.contains("Deutsch") && page.contains("Português"), "{page}");
    }
    let history = read(&server, "/status/de/history", "<html lang=\"de\"");
    for link in attribute(&history, "href") {
        if link.starts_with("/status/") {
            assert_eq!(server.get(link).send().status, 200, "{link}");
        }
    }
    let own = server.get("/de").header("Host", "status.tiny.example").send().text();
    assert!(own.contains("Alles funktioniert.") && own.contains("href=\"/pt\""), "{own}");
    assert!(own.contains("data-live=\"/de/stream\""), "{own}");
    assert_eq!(server.get("/status/fr").send().status, 404);
    let exported = server.run(&["export"]).out;
    assert!(exported.contains("languages = [\"de\", \"pt\"]"), "{exported}");
    let away = Scratch::new();
    let directory = away.0.join("copy");
    let written = server.run(&["export-status", directory.to_str().expect("text")]);
    assert!(written.good, "{}{}", written.out, written.err);
    let copy = std::fs::read_to_string(directory.join("index.pt.html")).expect("a copy");
    assert!(copy.contains("renova-a à mão") && !copy.contains("15 minutos"), "{copy}");
    for link in attribute(&copy, "href") {
        let local = !link.contains(':') && !link.starts_with('#');
        assert!(!local || directory.join(link).exists(), "{link}");
    }
    let wrong = server.apply(
        "[[status_page]]\nkey = \"x\"\nname = \"X\"\nzone = \"UTC\"\n\
                              languages = [\"tlh\"]\n",
    );
    assert!(!wrong.good && (wrong.out + &wrong.err).contains("no language \"tlh\""));
}

#[test]
fn a_colour_that_would_be_too_faint_is_drawn_as_one_that_is_seen() {
    let server = server("accent = \"#ffcc00\"\n");
    let page = read(&server, "/status", "--accent:#");
    assert!(!page.contains(":root{--accent:#ffcc00}@media"), "too faint on light");
    assert!(page.contains("(prefers-color-scheme:dark){:root{--accent:#ffcc00}}"), "{page}");
    let maria = server.sign_in("maria");
    let form = server.get("/console/status/pages/public").cookie(&maria).send().text();
    assert!(form.contains("and as #ffcc00 on dark"), "{form}");
}

fn put(server: &Server, cookie: &str, of: &str, files: &[(&str, &[u8])]) -> Answer {
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    Ask::new(server.port, "POST", "/console/status/pages/public/logo")
        .header("Content-Type", &kind)
        .cookie(cookie)
        .body(form(&[("of", of)], files))
        .send()
}

#[test]
fn a_logo_stands_in_place_of_the_name_and_lies_in_copies() {
    let server = server("");
    let maria = server.sign_in("maria");
    for wrong in [&b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..], b"\x89PNG\r\n\x1a\nbroken"] {
        let answer = put(&server, &maria, "light", &[("logo.png", wrong)]);
        assert_eq!(answer.status, 422);
        assert!(answer.text().contains("This is no picture"), "{}", answer.text());
    }
    assert_eq!(put(&server, &maria, "light", &[("logo.png", &png())]).status, 303);
    let page = read(&server, "/status", "<picture>");
    assert!(page.contains("alt=\"Tiny &amp; Sons\" width=\"20\" height=\"15\""), "{page}");
    let link = attribute(&page, "src").into_iter().find(|link| link.contains("logo-"));
    let logo = server.get(link.expect("a logo")).send();
    assert_eq!((logo.status, logo.header("content-type")), (200, "image/svg+xml"));
    assert!(logo.header("cache-control").contains("immutable"));
    assert!(logo.text().contains("href=\"data:image/png;base64,"), "{}", logo.text());
    let packed = server.get("/status").header("Accept-Encoding", "gzip").send();
    assert!(packed.body.len() < 14 * 1024, "{} bytes", packed.body.len());
    // The form of the page leaves it where it is.
    let fields = [("name", "Tiny & Sons"), ("zone", "UTC"), ("language", "en")];
    let saved = server.post("/console/status/pages/public", &fields).cookie(&maria).send();
    assert_eq!(saved.status, 303);
    assert_eq!(put(&server, &maria, "dark", &[("dark.png", &png())]).status, 303);
    let page = read(&server, "/status", "media=\"(prefers-color-scheme: dark)\"");
    let dark = attribute(&page, "srcset")[0].to_owned();
    assert_eq!(server.get(&dark).send().status, 200);
    let exported = server.run(&["export"]).out;
    assert!(exported.contains("logo_dark = \"data:image/png;base64,"));
    let again = server.apply(&exported);
    assert!(
        again.good && again.out.contains("0 to add, 0 to change"),
        "{}{}",
        again.out,
        again.err
    );
    let away = Scratch::new();
    let directory = away.0.join("copy");
    assert!(server.run(&["export-status", directory.to_str().expect("text")]).good);
    let copy = std::fs::read_to_string(directory.join("index.html")).expect("a copy");
    let link = attribute(&copy, "src").into_iter().find(|link| link.contains("logo-"));
    assert!(directory.join(link.expect("a logo")).exists());
    assert_eq!(put(&server, &maria, "light", &[]).status, 303);
    let bare = eventually("the name stands there again", || {
        let page = server.get("/status").send().text();
        (!page.contains("<picture>")).then_some(page)
    });
    assert!(bare.contains("<h1>Tiny &amp; Sons</h1>"), "{bare}");
    let exported = server.run(&["export"]).out;
    assert!(!exported.contains("logo"), "without the one for light there is none for dark");
}
