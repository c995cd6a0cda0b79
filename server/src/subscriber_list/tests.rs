//! What lists are read as: those of Statuspage, those by hand, and our own.

use domain::State;
use domain::subscribers::{Command, Profile, Route, Standing, Wants};
use domain::words::{Actor, Language};

use super::written::line;
use super::*;
use crate::status::golden::story::Story;

fn profile(route: Route) -> Profile {
    let (page, language) = ("public".into(), Language::English);
    Profile { page, route, language, wants: Wants::default(), colleague: None, through: None }
}

fn list_of(state: &State, route: Route, texts: &[&str]) -> Result<List, String> {
    let shut = |address: &str| address.contains("10.0.0.1").then(|| "it leads inside".to_owned());
    let given = Given { state, profile: profile(route), shut: &shut };
    let source = |text: &&str| Source { name: String::new(), text: (*text).to_owned() };
    read(&texts.iter().map(source).collect::<Vec<_>>(), &given)
}

/// Over which way each is reached, and where.
fn found(list: &List) -> Vec<(Route, String)> {
    let all = list.parts().flatten();
    all.map(|entry| (entry.profile.route, entry.address.to_string())).collect()
}

fn components(list: &List) -> Vec<Vec<String>> {
    let all = list.parts().flatten();
    let keys = all.map(|entry| entry.profile.wants.components);
    keys.map(|keys| keys.iter().map(ToString::to_string).collect()).collect()
}

fn why(list: &List) -> Vec<(u32, &str)> {
    list.refused.iter().map(|known| (known.line, known.why.as_str())).collect()
}

fn nordpay() -> Story {
    Story::told()
}

#[test]
fn the_lists_that_statuspage_exports_are_read_as_they_are_each_with_its_own_columns() {
    let story = nordpay();
    let mail = "\u{feff}email,mode,components,created_at\r\n\
                Ines@Harbour.example,email,\"Card payments, Settlement\",2026-01-02\r\n\
                jo@b.example,email,,2026-01-02\r\n";
    let texts = "Phone Number;Phone Country;Components\n0701234567;SE;\n4155550123;US;Settlement\n";
    let hooks = "endpoint\temail\tquarantined_at\nhttps://h.example/in\tops@h.example\t\n\
                 https://dead.example/\tops@h.example\t2026-01-01\n";
    let list = list_of(&story.state, Route::Email, &[mail, texts, hooks]).expect("a list");
    assert_eq!(
        found(&list),
        [
            (Route::Email, "Ines@harbour.example".to_owned()),
            (Route::Email, "jo@b.example".to_owned()),
            (Route::Sms, "+46701234567".to_owned()),
            (Route::Sms, "+14155550123".to_owned()),
            (Route::Statuspage, "https://h.example/in".to_owned()),
        ]
    );
    assert_eq!(components(&list)[0], ["payments", "settlement"]);
    assert!(components(&list)[1].is_empty(), "everything");
    assert_eq!(why(&list), [(3, "nothing reached them where the list comes from")]);
    let signed = list_of(&story.state, Route::Webhook, &[hooks]).expect("a list");
    assert_eq!(found(&signed)[0].0, Route::Webhook, "whoever chooses the signed one gets it");
}

#[test]
fn a_list_that_was_made_to_be_imported_there_names_the_way_first() {
    let story = nordpay();
    let text = "email,a@b.example,yes\nsms,4155550123,US,no\nwebhook,https://h.example/,x@y.example\n\
                slack,C012345,\nsms,4155550123\npager,12345678\n";
    let list = list_of(&story.state, Route::Email, &[text]).expect("a list");
    let ways: Vec<Route> = found(&list).into_iter().map(|(route, _)| route).collect();
    assert_eq!(ways, [Route::Email, Route::Sms, Route::Statuspage]);
    let lines: Vec<u32> = why(&list).into_iter().map(|(line, _)| line).collect();
    assert_eq!(lines, [4, 5, 6]);
    assert!(why(&list)[0].1.contains("cannot be moved"), "{:?}", why(&list));
    assert!(why(&list)[1].1.contains("country is missing"));
}

#[test]
fn a_list_by_hand_is_one_address_on_each_line_or_the_first_that_is_one() {
    let story = nordpay();
    let read = |route, text: &str| found(&list_of(&story.state, route, &[text]).expect("a list"));
    let mails = |text: &str| -> Vec<String> {
        read(Route::Email, text).into_iter().map(|(_, address)| address).collect()
    };
    assert_eq!(mails(" a@b.example \r\n\r\nc@d.example"), ["a@b.example", "c@d.example"]);
    assert_eq!(mails("email\na@b.example"), ["a@b.example"]);
    assert_eq!(mails("Name,Where\nInes,a@b.example\n"), ["a@b.example"]);
    assert_eq!(mails("Ines;a@b.example\nJo;c@d.example"), ["a@b.example", "c@d.example"]);
    let numbers = "0701234567,SE\n+46 70 123 45 68\n";
    assert_eq!(read(Route::Sms, numbers).len(), 2);
    let list = list_of(&story.state, Route::Email, &["a@b.example\nnobody\n"]).expect("a list");
    assert_eq!(why(&list), [(2, "this is no mail address")]);
}

#[test]
fn what_adds_nobody_is_named_by_its_line_and_nobody_is_guessed_at() {
    let story = nordpay();
    let text = "type,email,phone,country,endpoint,components,state\n\
                email,noreply@a.example,,,,,active\n\
                sms,,461234567,SE,,,\n\
                webhook,ops@a.example,,,https://10.0.0.1/x,,\n\
                email,a@a.example,,,,Nothing; Nowhere,\n\
                email,b@a.example,,,,Settlement; Nowhere,\n\
                email,c@a.example,,,,,unconfirmed\n\
                ,d@a.example,+46701234567,,,,\n\
                fax,e@a.example,,,,,\n\
                email,B@A.example,,,,,\n\
                email,info@a.example,,,,,\n\
                webhook,ops@a.example,,,,,\n";
    let list = list_of(&story.state, Route::Webhook, &[text]).expect("a list");
    let lines: Vec<u32> = why(&list).into_iter().map(|(line, _)| line).collect();
    assert_eq!(lines, [2, 3, 4, 5, 7, 8, 9, 12], "{:?}", why(&list));
    assert_eq!((list.doubles, list.shared), (1, 1));
    let unknown: Vec<_> = list.unknown.iter().map(String::as_str).collect();
    assert_eq!(unknown, ["Nothing", "Nowhere"]);
    assert_eq!(components(&list)[0], ["settlement"]);
    assert!(found(&list).iter().all(|(_, address)| !address.starts_with("ops@")));
    // Where whoever brings the list says which is meant, the other is none.
    let both = "email,phone\nd@a.example,+46701234567\n";
    let list = list_of(&story.state, Route::Sms, &[both]).expect("a list");
    assert_eq!(found(&list), [(Route::Sms, "+46701234567".to_owned())]);
    let open = list_of(&story.state, Route::Email, &["a@b.example\n\"c@d.example\n"]);
    assert_eq!(open.unwrap_err(), "The quote that opens in line 2 is never closed.");
}

#[test]
fn names_with_commas_and_names_in_any_case_are_the_components_of_the_page() {
    let story = nordpay();
    let state = &story.state;
    let names = names::Names::on(state, &"public".into(), None).expect("a page");
    let named = |cell: &str| {
        let named = names.named(cell);
        let known: Vec<String> = named.known.iter().map(ToString::to_string).collect();
        (known.join(" "), named.unknown)
    };
    assert_eq!(named("card  PAYMENTS"), ("payments".to_owned(), vec![]));
    assert_eq!(named("settlement|Authorisation"), ("authorisation settlement".to_owned(), vec![]));
    assert_eq!(named("Settlement, Mars"), ("settlement".to_owned(), vec!["Mars".to_owned()]));
    assert_eq!(named("All"), (String::new(), vec![]));
    assert!(names::Names::on(state, &"none".into(), None).is_err());
}

#[test]
fn what_goes_out_comes_in_again_and_the_second_time_adds_nobody() {
    let mut story = nordpay();
    let text = "route,address,components,language,at_least,daily,quiet_from,quiet_until,zone\n\
                email,+odd@a.example,settlement,de,major,7,22,6,Europe/Lisbon\n\
                sms,'+46701234567,,,,,,,\n\
                slack,https://hooks.slack.com/services/x?=1,,,,,,,\n";
    let list = list_of(&story.state, Route::Email, &[text]).expect("a list");
    assert_eq!((list.len(), list.refused_count), (3, 0), "{:?}", why(&list));
    for entries in list.parts() {
        let add = Command::Add { entries, consent: "moved".into() };
        story.tell(Actor::Person("cleo".into()), add);
    }
    let all = || story.state.subscribers.all();
    let file = all().fold(written::HEAD.to_owned(), |text, known| text + &line(known));
    assert!(file.contains("\"'+odd@a.example\"") && file.contains("\"'+46701234567\""), "{file}");
    let again = list_of(&story.state, Route::Email, &[&file]).expect("a list");
    assert_eq!((again.len(), again.known), (0, all().count()), "{:?}", why(&again));
    // On another installation with the same page.
    let fresh = nordpay();
    let fresh_list = list_of(&fresh.state, Route::Email, &[&file]).expect("a list");
    let moved: Vec<_> = fresh_list.parts().flatten().collect();
    let here: Vec<_> = all().filter(|known| moved.len() == 3 && known.consent.is_some()).collect();
    for entry in &moved {
        let same = here.iter().any(|known| {
            known.profile == entry.profile && known.address.as_str() == &*entry.address
        });
        assert!(same, "{entry:?}");
    }
}

#[test]
fn whoever_sent_stop_or_waits_or_is_there_is_not_added_anew() {
    let mut story = nordpay();
    let sign_up = |address: &str, route| {
        Command::SignUp(domain::subscribers::Entry {
            profile: profile(route),
            address: address.into(),
        })
    };
    story.tell(Actor::Stranger, sign_up("waits@a.example", Route::Email));
    story.tell(Actor::Stranger, sign_up("+46701234567", Route::Sms));
    story.tell(Actor::System, Command::Stop { number: "+46701234567".into() });
    let stopped = story.state.subscribers.all().filter(|known| known.standing == Standing::Stopped);
    assert_eq!(stopped.count(), 1);
    let text = "type,address\nemail,waits@a.example\nsms,+46701234567\nemail,new@a.example\n";
    let list = list_of(&story.state, Route::Email, &[text]).expect("a list");
    assert_eq!((list.confirms, list.len()), (1, 2));
    assert_eq!(why(&list), [(3, "this number sent STOP; START takes it back")]);
}

#[test]
fn a_list_of_any_text_is_read_within_its_bounds() {
    let story = nordpay();
    bolero::check!().with_type::<(String, u8, Vec<(u8, String)>)>().for_each(
        |(text, head, cells)| {
            const HEADS: [&str; 4] = ["", "type,address,country\n", written::HEAD, "email;phone\n"];
            let head = HEADS[usize::from(*head) % HEADS.len()];
            let cells = cells.iter().map(|(what, text)| match what % 5 {
                0 => written::quoted(text),
                1 => ",".to_owned(),
                2 => "\n".to_owned(),
                3 => "email,a@b.example,".to_owned(),
                _ => text.clone(),
            });
            let made = format!("{head}{}", cells.collect::<String>());
            for text in [text.as_str(), &made] {
                for route in Route::ALL {
                    let Ok(list) = list_of(&story.state, route, &[text]) else { continue };
                    let lines = text.lines().count() + text.matches('\r').count() + 1;
                    assert!(list.len() + list.refused_count + list.doubles <= lines);
                    let entries = list.parts().flatten();
                    for entry in entries {
                        let tidy = domain::subscribers::tidy_address;
                        let kept = tidy(entry.profile.route, &entry.address);
                        assert_eq!(kept.as_deref(), Ok(&*entry.address));
                    }
                }
            }
        },
    );
}

#[test]
fn a_list_has_an_end_and_so_has_what_is_said_of_it() {
    let story = nordpay();
    let many: String = (0..=ROWS_MAX).map(|number| format!("{number}@a.example\n")).collect();
    let error = list_of(&story.state, Route::Email, &[&many]).unwrap_err();
    assert!(error.contains("100000 lines"), "{error}");
    let bad = "nobody\n".repeat(NAMED_LINES_MAX + 7);
    let list = list_of(&story.state, Route::Email, &[&bad]).expect("a list");
    assert_eq!((list.refused.len(), list.refused_count), (NAMED_LINES_MAX, NAMED_LINES_MAX + 7));
}
