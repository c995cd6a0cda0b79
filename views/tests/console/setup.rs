//! The setup says what is missing and what that means, for the installation as it is.

use domain::access;
use domain::words::{Language, PersonKey};
use views::wizard::{self, Sight, Step, Ways};

use super::world::{World, checked, says, says_not, viewer};

const REAL: Ways<'static> =
    Ways { mails: true, texts: true, calls: true, public_url: "https://help.example.com" };
const BARE: Ways<'static> =
    Ways { mails: false, texts: false, calls: false, public_url: "http://127.0.0.1:7878" };

fn sight<'a>(viewer: &'a views::Viewer, ways: Ways<'a>) -> Sight<'a> {
    Sight { viewer, ways, returned: None }
}

#[test]
fn an_installation_without_carriers_is_told_so_with_the_lines_to_add() {
    let world = World::nordpay();
    let maria = viewer("maria");
    let html = checked(&wizard::ready(&world.context(), &sight(&maria, BARE)));
    says(&html, "Nothing but an open tab of this console reaches you.");
    says(&html, "No telephone carrier is configured.");
    says(&html, "No mail server is configured.");
    says(&html, "Its address leads only to this machine.");
    for line in ["[[carrier]]", "[smtp]", "public_url = "] {
        assert!(html.contains(line), "{line}");
    }
    says_not(&html, "Your line is ready.");
    let html = checked(&wizard::ready(&world.context(), &sight(&maria, REAL)));
    says_not(&html, "No telephone carrier");
    says_not(&html, "leads only to this machine");
}

#[test]
fn the_night_is_told_to_the_second_and_by_name() {
    let world = World::nordpay();
    let maria = viewer("maria");
    let html = checked(&wizard::front_door(&world.context(), &sight(&maria, REAL)));
    says(&html, "What happens at 03:00 if nobody answers");
    says(&html, "03:00:00 Rings Maria Lindqvist (screen).");
    says(&html, "03:00:45 Rings Tom Okafor (screen).");
    says(&html, "03:01:30 The same in turn, 2 more times.");
    says(&html, "03:04:30 All of them at once: Maria Lindqvist and Tom Okafor.");
    says(&html, "03:05:30 Everyone who can respond: Ana Duarte, Maria Lindqvist and Tom Okafor");
    says(&html, "The last-resort alarm sounds");
}

#[test]
fn what_is_typed_is_drawn_and_not_kept() {
    let world = World::nordpay();
    let maria = viewer("maria");
    let context = world.context();
    let known = context.state.oncall.schedules().next().map(|(_, known)| known.clone());
    let html = wizard::schedule(&context, &sight(&maria, REAL), known.as_ref(), "2026-03-03", None);
    let html = checked(&html);
    assert!(html.contains("name=\"turn-maria\"") && html.contains("id=\"turn-tom\""));
    says(&html, "The next 14 days");
}

#[test]
fn addresses_of_this_machine_are_known_for_what_they_are() {
    let local = |url| Ways { public_url: url, ..REAL }.is_local();
    for url in ["http://localhost:7878", "http://127.0.0.1", "http://127.9.9.9/", "http://[::1]:1"]
    {
        assert!(local(url), "{url}");
    }
    for url in ["https://help.example.com", "https://localhost.example.com", "http://10.0.0.1"] {
        assert!(!local(url), "{url}");
    }
}

#[test]
fn every_step_says_what_is_the_case_on_an_empty_organisation() {
    let world = World::empty();
    let nobody = viewer("nobody");
    for step in Step::ALL {
        let standing = wizard::standing(&world.context(), &sight(&nobody, BARE), step);
        assert!(!standing.done && !standing.says.is_empty(), "{step:?}");
    }
}

#[test]
fn the_sheet_has_the_address_the_code_and_the_words() {
    let mut world = World::nordpay();
    let mut settings = world.state.organisation.settings.as_ref().clone();
    settings.phone = "+45 70 00 00 00".into();
    settings.first_aid = "Take cards offline\nPress F, then 4.".into();
    world.operate(domain::organisation::Command::Put { settings });
    let maria = viewer("maria");
    let sheet = |language| wizard::sheet(&world.context(), &sight(&maria, REAL), "/help", language);
    let german = checked(&sheet(Language::German));
    says(&german, "Notfall-Leitung von NordPay");
    says(&german, "Drücken Sie");
    says(&german, "Press F, then 4.");
    let html = checked(&sheet(Language::English));
    says(&html, "NordPay emergency line");
    says(&html, "help.example.com/o/nordpay/help");
    says(&html, "+45 70 00 00 00");
    says(&html, "Press F, then 4.");
    assert!(html.contains("aria-label=\"QR code of https://help.example.com/o/nordpay/help\""));
}

#[test]
fn an_invitation_stands_beside_whom_it_is_for() {
    let mut world = World::nordpay();
    world.operate(access::Command::Invite { person: PersonKey::from("tom") });
    let until = world.state.access.offers.values().next().map(|offer| offer.until);
    let open = [wizard::Invitation {
        person: "tom".into(),
        url: "https://help.example.com/signin/abc".into(),
        until: until.expect("it is open"),
    }];
    let maria = viewer("maria");
    let html = checked(&wizard::people(&world.context(), &sight(&maria, REAL), &open));
    assert!(
        html.contains("id=\"link-tom\" readonly value=\"https://help.example.com/signin/abc\"")
    );
    assert!(until.is_some_and(|until| until > world.now + access::OFFER_LASTS));
}
