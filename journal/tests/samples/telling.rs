//! Samples of what everyone is told: components, status pages, bulletins and public updates.

use domain::words::{
    Affected, BulletinId, Condition, Estimate, Language, MaintenanceId, NoticeId, Overview, Phase,
    Public, Review, ReviewTranslation, Route, StatusLinkId, Timestamp, Translation, UpdateId,
};
use domain::{
    Event, announcements, audiences, bulletins, components, deliveries, sightings, status_pages,
    templates, updates,
};

use super::{AT, INCIDENT, maria};

const BULLETIN: BulletinId = BulletinId(0xb1);
pub(super) const UPDATE: UpdateId = UpdateId(0x0d);

/// All of them.
pub fn all() -> Vec<Event> {
    let mut all: Vec<Event> = of_components().into_iter().map(Event::Components).collect();
    all.extend(of_status_pages().into_iter().map(Event::StatusPages));
    all.extend(of_sightings().into_iter().map(Event::Sightings));
    all.extend(of_bulletins().into_iter().map(Event::Bulletins));
    all.extend(of_templates().into_iter().map(Event::Templates));
    all.extend(of_audiences().into_iter().map(Event::Audiences));
    all.extend(of_announcements().into_iter().map(Event::Announcements));
    all.extend(super::upkeep::all().into_iter().map(Event::Maintenance));
    all.push(Event::Deliveries(word_of_maintenance()));
    all.push(Event::Deliveries(mail_with_a_link()));
    all.push(Event::Deliveries(mail_to_a_reader()));
    all.push(Event::Updates(public_update()));
    all
}

fn of_components() -> Vec<components::Event> {
    use components::{Component, Event as E};
    let component = || "authorisation".into();
    let plain = Component { name: "Card payments".into(), ..Component::default() };
    let full = Component {
        name: "Authorisation".into(),
        about: "Asks the bank.".into(),
        parent: Some("payments".into()),
        service: Some("terminals".into()),
        order: 2,
        only_if_affected: true,
        hides_history: false,
        audiences: Vec::new(),
        counted_from: None,
        translations: Vec::new(),
    };
    let translations = vec![Translation {
        language: Language::German,
        title: "Kartenzahlung".into(),
        known: "Fragt die Bank.".into(),
        ..Translation::default()
    }];
    let spoken = Component { translations, hides_history: true, ..full.clone() };
    let audiences = vec!["clinics".into()];
    let kept = Component { audiences, counted_from: Some(AT), ..plain.clone() };
    vec![
        E::Put { component: component(), profile: kept },
        E::Put { component: component(), profile: plain },
        E::Put { component: component(), profile: full },
        E::Put { component: component(), profile: spoken },
        E::Removed { component: component() },
    ]
}

fn of_sightings() -> Vec<sightings::Event> {
    use sightings::Event as E;
    let component = || "authorisation".into();
    let reported =
        |failing| E::Reported { component: component(), source: "probe-7".into(), failing };
    let seen = |customer: Option<&str>| E::Seen {
        component: component(),
        customer: customer.map(Into::into),
    };
    let called = E::Called { service: "terminals".into(), since: Timestamp::from_secs(1_000) };
    let said = sightings::Dismissal {
        components: vec![component()],
        from: Timestamp::from_secs(1_000),
        until: Timestamp::from_secs(1_600),
        reason: "A probe was moved.".into(),
    };
    let dismissed = E::Dismissed { said, by: maria() };
    vec![seen(None), reported(true), reported(false), seen(Some("brightwater")), called, dismissed]
}

fn of_status_pages() -> Vec<status_pages::Event> {
    use status_pages::{Event as E, Readers, StatusPage};
    let page = || "public".into();
    let plain = StatusPage {
        name: "NordPay".into(),
        zone: "Europe/Copenhagen".into(),
        ..StatusPage::default()
    };
    let full = StatusPage {
        name: "NordPay".into(),
        about: "Card payments in the north.".into(),
        zone: "Europe/Copenhagen".into(),
        language: Language::German,
        components: vec!["authorisation".into()],
        accent: "#1257c4".into(),
        shows_promises: true,
        shows_suspicions: false,
        readers: Readers::Everyone,
        hosts: Vec::new(),
        languages: Vec::new(),
        subscribe_by: Vec::new(),
        logo: "".into(),
        logo_dark: "".into(),
        translations: Vec::new(),
        links: Vec::new(),
    };
    let translations = vec![Translation {
        language: Language::French,
        title: "NordPay en français".into(),
        known: "Les paiements par carte dans le nord.".into(),
        ..Translation::default()
    }];
    let named = StatusPage { translations, ..plain.clone() };
    let mark = |letter: &str| format!("data:image/png;base64,{letter}").into();
    let marked = StatusPage { logo: mark("AA=="), logo_dark: mark("BB=="), ..plain.clone() };
    let languages = vec![Language::German, Language::Portuguese];
    let spoken = StatusPage { languages, ..plain.clone() };
    let audiences = vec!["clinics".into()];
    let by_link = Readers::ByLink { audiences: audiences.clone(), domains: Vec::new() };
    let private = StatusPage { readers: by_link, ..plain.clone() };
    let by_mail = Readers::ByLink { audiences, domains: vec!["hospital.example".into()] };
    let by_mail = StatusPage { readers: by_mail, ..plain.clone() };
    let hosts = vec!["status.nordpay.example".into(), "xn--hrhause-nxa.example".into()];
    let own = StatusPage { hosts, ..plain.clone() };
    let subscribe_by = Route::ALL.into_iter().filter(|way| way.is_chosen()).collect();
    let posted = StatusPage { subscribe_by, ..plain.clone() };
    let links = ["Legal notice https://nordpay.example/legal", "Contact mailto:a@nordpay.example"];
    let links = links.map(status_pages::OwnLink::parse).to_vec();
    let linked = StatusPage { links, ..plain.clone() };
    let open = StatusPage { shows_suspicions: true, ..plain.clone() };
    vec![
        E::Put { page: page(), profile: Box::new(plain) },
        E::Put { page: page(), profile: Box::new(full) },
        E::Put { page: page(), profile: Box::new(open) },
        E::Put { page: page(), profile: Box::new(private) },
        E::Put { page: page(), profile: Box::new(own) },
        E::Put { page: page(), profile: Box::new(spoken) },
        E::Put { page: page(), profile: Box::new(marked) },
        E::Put { page: page(), profile: Box::new(by_mail) },
        E::Put { page: page(), profile: Box::new(posted) },
        E::Put { page: page(), profile: Box::new(named) },
        E::Put { page: page(), profile: Box::new(linked) },
        E::Removed { page: page() },
    ]
}

fn of_templates() -> Vec<templates::Event> {
    use templates::{Begins, Event as E, Template, Text};
    let template = || "looking".into();
    let text = |language, title: &str| Text { language, title: title.into(), overview: overview() };
    let full = Template {
        name: "We look".into(),
        begins: Begins::Update,
        service: Some("terminals".into()),
        phase: Some(Phase::Investigating),
        texts: vec![text(Language::English, "{service} fails"), text(Language::German, "")],
    };
    let plain = Template { service: None, phase: None, ..full.clone() };
    let work = Template { begins: Begins::Work, ..plain.clone() };
    vec![
        E::Put { template: template(), profile: full },
        E::Put { template: template(), profile: plain },
        E::Put { template: template(), profile: work },
        E::Removed { template: template() },
    ]
}

fn of_audiences() -> Vec<audiences::Event> {
    use audiences::{Audience, Event as E, Holder};
    let audience = || "clinics".into();
    let empty = Audience { name: "Clinics".into(), customers: Vec::new() };
    let profile = Audience { customers: vec!["brightwater".into()], ..empty.clone() };
    let link = StatusLinkId(0x51);
    let customer = || Holder::Customer("brightwater".into());
    vec![
        E::Put { audience: audience(), profile: empty },
        E::Put { audience: audience(), profile },
        E::LinkGiven { whose: customer(), link, generation: 0 },
        E::LinkGiven { whose: Holder::Audience(audience()), link, generation: 3 },
        E::LinkMailed { customer: "brightwater".into(), contact: "helen".into() },
        E::LinkTaken { whose: customer() },
        E::Forgotten { customer: "brightwater".into() },
        E::Removed { audience: audience() },
    ]
}

fn of_announcements() -> Vec<announcements::Event> {
    use announcements::{Event as E, Notice};
    use domain::words::Showing;
    let announcement = NoticeId(0xa0);
    let plain = Notice {
        title: "New hours".into(),
        text: "From Monday we answer from six.".into(),
        translations: Vec::new(),
        pages: Vec::new(),
        audiences: Vec::new(),
        from: AT,
        until: Timestamp(AT.0 + 86_400_000),
        zone: "Europe/Copenhagen".into(),
    };
    let full = Notice { pages: vec!["public".into()], ..plain.clone() };
    let in_german = super::rest::in_german().into_iter().map(Translation::of_a_notice).collect();
    let translated = Notice { translations: in_german, ..plain.clone() };
    let kept = Notice { audiences: vec!["clinics".into()], ..plain.clone() };
    let changed = |notice, tells, before| {
        let by = maria();
        E::Changed { announcement, notice, tells, by, before }
    };
    let written = |notice, tells| {
        let (entry, by) = (UPDATE, maria());
        E::Written { announcement, number: 3, entry, notice, tells, by }
    };
    vec![
        E::Posted { announcement, number: 1, notice: plain.clone(), tells: false, by: maria() },
        E::Posted { announcement, number: 1, notice: plain, tells: true, by: maria() },
        changed(full.clone(), false, Showing::Nothing),
        changed(kept, false, Showing::Nothing),
        changed(full.clone(), true, Showing::Nothing),
        E::Began { announcement },
        E::Ended { announcement, by: None },
        E::Ended { announcement, by: Some(maria()) },
        E::Left { announcement },
        E::Posted { announcement, number: 2, notice: translated, tells: true, by: maria() },
        changed(full.clone(), false, Showing::Former),
        changed(full.clone(), false, Showing::TakenBack),
        written(full.clone(), false),
        written(full, true),
        E::Withdrawn { announcement },
    ]
}

fn overview() -> Overview {
    Overview {
        known: "A link is cut.".into(),
        impact: "Cards fail.".into(),
        workaround: "Take cash.".into(),
        next: "Traffic moves.".into(),
        ..Overview::default()
    }
}

fn translated() -> Overview {
    Overview { translations: super::rest::in_german(), ..overview() }
}

fn public() -> Public {
    let affected = |component: &str, condition| Affected { component: component.into(), condition };
    Public {
        title: "Cards fail in the north".into(),
        phase: Phase::Identified,
        affected: vec![
            affected("authorisation", Condition::Major),
            affected("portal", Condition::Degraded),
            affected("reports", Condition::Partial),
        ],
        audiences: Vec::new(),
        ..Public::default()
    }
}

fn of_bulletins() -> Vec<bulletins::Event> {
    use bulletins::Event as E;
    let (bulletin, incident, entry) = (BULLETIN, INCIDENT, UPDATE);
    let next_by = Timestamp(AT.0 + 900_000);
    let over = Public { phase: Phase::Resolved, affected: Vec::new(), ..public() };
    vec![
        E::Opened { bulletin, number: 1, incident },
        E::Told {
            bulletin,
            incident,
            entry,
            author: Some(maria()),
            overview: overview(),
            next_by: Some(next_by),
            estimate: Some(Estimate {
                low_mins: 25,
                high_mins: 70,
                likely_of_ten: 7,
                ..Estimate::default()
            }),
            public: public(),
        },
        E::Told {
            bulletin,
            incident,
            entry: UpdateId(0x0e),
            author: None,
            overview: Overview::default(),
            next_by: None,
            estimate: None,
            public: over,
        },
        E::Promised { bulletin, incident, next_by },
        E::Late { bulletin, incident, next_by },
        E::Observed {
            bulletin,
            incident,
            component: "authorisation".into(),
            since: Timestamp(AT.0 - 420_000),
        },
        corrected(overview(), None),
        E::Imported { number: 2, told: foreign() },
        E::Continued { number: 4, incident, told: ongoing(), next_by },
        E::Imported {
            number: 3,
            told: bulletins::Foreign { review: Some(foreign_review()), ..foreign() },
        },
        E::ReviewWritten {
            bulletin,
            incident,
            entry,
            review: super::review(),
            tells: true,
            by: maria(),
        },
        E::Reviewed {
            bulletin,
            incident,
            entry,
            review: super::review(),
            tells: true,
            by: maria(),
        },
        E::ReviewWaived { bulletin, incident, by: maria() },
        E::NeverWas { bulletin, incident, reason: "It was a test.".into(), by: maria() },
        E::WasAfterAll { bulletin, incident, by: maria() },
        E::Told {
            bulletin,
            incident,
            entry,
            author: Some(maria()),
            overview: overview(),
            next_by: Some(next_by),
            estimate: None,
            public: Public { since: Some(Timestamp(AT.0 - 420_000)), quiet: true, ..public() },
        },
        E::AfterwardsWritten { bulletin, entry, said: afterwards(true), by: maria() },
        E::ToldAfterwards { bulletin, number: 5, entry, said: afterwards(false), by: maria() },
        E::Left { bulletin },
        E::Told {
            bulletin,
            incident,
            entry,
            author: Some(maria()),
            overview: translated(),
            next_by: Some(next_by),
            estimate: None,
            public: public(),
        },
        corrected(translated(), None),
        corrected(overview(), Some(Box::new(frame()))),
        corrected(overview(), Some(Box::new(ended()))),
        E::CorrectionWritten {
            bulletin,
            incident,
            entry,
            revised: Box::new(bulletins::Revised {
                overview: overview(),
                frame: Some(frame()),
                reason: "It was the other line.".into(),
                takes_back: true,
            }),
            by: maria(),
        },
        E::Reviewed {
            bulletin,
            incident,
            entry,
            review: Review { translations: vec![in_hindsight()], ..super::review() },
            tells: false,
            by: maria(),
        },
    ]
}

/// A review in one more language, of which one part is left as it was written first.
fn in_hindsight() -> ReviewTranslation {
    ReviewTranslation {
        language: Language::German,
        happened: "Karten gingen eine Stunde lang nicht.".into(),
        cause: "Eine Leitung wurde gekappt.".into(),
        change: "".into(),
    }
}

fn corrected(overview: Overview, frame: Option<Box<bulletins::Frame>>) -> bulletins::Event {
    bulletins::Event::Corrected {
        bulletin: BULLETIN,
        incident: INCIDENT,
        entry: UPDATE,
        overview,
        by: maria(),
        reason: if frame.is_some() { "It was the other line.".into() } else { "".into() },
        takes_back: frame.is_some(),
        titled: frame
            .as_ref()
            .filter(|known| known.until.is_some())
            .map(|known| known.title.clone()),
        frame,
    }
}

fn frame() -> bulletins::Frame {
    let component = "authorisation".into();
    bulletins::Frame {
        title: "Cards fail in the south".into(),
        affected: vec![Affected { component, condition: Condition::Partial }],
        estimate: Some(Estimate {
            low_mins: 10,
            high_mins: 40,
            likely_of_ten: 7,
            depends_on: "".into(),
        }),
        since: None,
        until: None,
    }
}

/// The same of what was written afterwards.
fn ended() -> bulletins::Frame {
    bulletins::Frame { until: Some(AT), ..frame() }
}

/// What everyone is told of a matter that was over.
fn afterwards(tells: bool) -> Box<bulletins::Afterwards> {
    let since = Some(Timestamp(AT.0 - 7_200_000));
    let (overview, public) = (overview(), Public { since, ..public() });
    Box::new(bulletins::Afterwards { overview, public, until: AT, tells })
}

fn mail_to_a_reader() -> deliveries::Event {
    let deliveries::Event::Owed { delivery, address, expires_at, claim, .. } =
        word_of_maintenance()
    else {
        unreachable!("it is owed");
    };
    let about = deliveries::About::PageLink { page: "public".into() };
    let address = deliveries::Address { person: None, ..address };
    deliveries::Event::Owed { delivery, about, address, expires_at, claim }
}

fn mail_with_a_link() -> deliveries::Event {
    let deliveries::Event::Owed { delivery, address, expires_at, claim, .. } =
        word_of_maintenance()
    else {
        unreachable!("it is owed");
    };
    let about = deliveries::About::StatusLink { customer: "brightwater".into() };
    deliveries::Event::Owed { delivery, about, address, expires_at, claim }
}

fn word_of_maintenance() -> deliveries::Event {
    use deliveries::{About, Address, Claim};
    deliveries::Event::Owed {
        delivery: super::DELIVERY,
        about: About::Maintenance { maintenance: MaintenanceId(0x3a) },
        address: Address {
            channel: domain::words::Channel::Email,
            person: Some(maria()),
            to: super::of_person("maria@brightwater.example"),
        },
        expires_at: AT,
        claim: Claim { node: domain::words::NodeId(0x0d), fence: 1, until: AT },
    }
}

fn foreign_review() -> bulletins::ForeignReview {
    let at = Timestamp(AT.0 + 7_200_000);
    bulletins::ForeignReview { entry: UpdateId(0x1f), at, text: "A fuse blew.".into() }
}

fn ongoing() -> bulletins::Ongoing {
    let bulletins::Foreign { bulletin, title, opened_at, mut words, .. } = foreign();
    words.pop();
    bulletins::Ongoing { bulletin, title, opened_at, words, audiences: Vec::new() }
}

fn foreign() -> bulletins::Foreign {
    bulletins::Foreign {
        bulletin: BulletinId(0xb2),
        title: "Cards failed in spring".into(),
        opened_at: AT,
        resolved_at: Timestamp(AT.0 + 3_600_000),
        review: None,
        words: vec![
            bulletins::ForeignWord {
                entry: UpdateId(0x1d),
                at: AT,
                phase: Phase::Identified,
                overview: overview(),
                affected: public().affected,
            },
            bulletins::ForeignWord {
                entry: UpdateId(0x1e),
                at: Timestamp(AT.0 + 3_600_000),
                phase: Phase::Resolved,
                overview: overview(),
                affected: Vec::new(),
            },
        ],
    }
}

fn public_update() -> updates::Event {
    updates::Event::Published {
        incident: INCIDENT,
        update: UPDATE,
        author: maria(),
        overview: overview(),
        next_by: Timestamp(AT.0 + 900_000),
        estimate: None,
        public: Some(public()),
        for_colleagues: None,
        kept: true,
    }
}
