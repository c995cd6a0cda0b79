//! The door for rehearsals: marked on every page, apart from the real one, and never in its way.

use crate::support::{Server, eventually};

const MARK: &str = "Rehearsal: rings nobody.";

#[test]
fn the_real_door_never_has_the_mark_and_the_other_always_does() {
    let server = Server::start();
    for path in ["/", "/help", "/help/Brightwater", "/help?service=till"] {
        let page = server.get(path).send();
        assert_eq!(page.status, 200, "{path}");
        assert!(!page.text().contains(MARK), "{path}");
        assert!(!page.text().contains("data-rehearsal"), "{path}");
        assert!(page.text().contains("action=\"/help\""), "{path}");
    }
    for path in ["/try", "/try/", "/try/help", "/try/help/Brightwater"] {
        let page = server.get(path).send();
        assert_eq!(page.status, 200, "{path}");
        assert!(page.text().contains(MARK), "{path}");
        assert!(page.text().contains("action=\"/try/help\""), "{path}");
        assert!(page.text().contains("formaction=\"/help\""), "{path}");
    }
    for (path, to) in [("/help?try", "/try"), ("/help/Elm%20St?try", "/try/help/Elm%20St")] {
        let page = server.get(path).send();
        assert_eq!((page.status, page.location()), (303, to), "{path}");
    }
}

#[test]
fn nothing_of_a_rehearsal_reaches_anybody_or_the_log() {
    let server = Server::start();
    let answer = server.post("/try/help", &[("words", "only trying")]).send();
    assert_eq!(answer.status, 303);
    let to = answer.location().to_owned();
    assert!(to.starts_with("/try/e/"), "{to}");
    let page = eventually("the acted engineer accepts", || {
        let page = server.get(&to).send().text();
        page.contains("data-state=\"accepted\"").then_some(page)
    });
    assert!(page.contains(MARK));
    // Its link opens nothing at the real door, and the vendor's people see nothing of it.
    let link = to.strip_prefix("/try").expect("its base");
    assert_eq!(server.get(link).send().status, 404);
    let maria = server.sign_in("maria");
    for path in ["/console", "/pager/maria", "/console/audit?all=1"] {
        let page = server.get(path).cookie(&maria).send().text();
        assert!(!page.contains("only trying") && !page.contains("emergencies.opened"), "{path}");
    }
    assert!(server.get("/console/rehearsals").cookie(&maria).send().text().contains("only trying"));
}

#[test]
fn what_is_real_rings_once_however_often_it_is_pressed() {
    let server = Server::start();
    let answer = server.post("/try/help", &[("words", "it burns"), ("who", "Elm Street")]).send();
    let to = answer.location().to_owned();
    let real: Vec<String> = (0..2)
        .map(|_| {
            let answer = server.post(&format!("{to}/real"), &[]).send();
            assert_eq!(answer.status, 303);
            answer.location().to_owned()
        })
        .collect();
    assert_eq!(real[0], real[1]);
    let page = server.get(&real[0]).send().text();
    assert!(page.contains("it burns") && !page.contains(MARK), "{page}");
    // Whatever is pressed that is known no more leads to the real door, at once.
    let answer = server.post("/try/e/nothing/real", &[]).send();
    assert_eq!((answer.status, answer.location()), (303, "/help"));
    let gone = server.get("/try/e/nothing").send();
    assert!(gone.text().contains("Get a person now"), "{}", gone.text());
}
