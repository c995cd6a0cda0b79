//! Samples of those who asked to be told, and of the words on their way to them.

use std::collections::BTreeSet;

use domain::maintenance::{Said, Stage};
use domain::subscribers::{
    About, Again, Announcement, Audience, Claim, Class, Event as E, Failure, GivenLink, Gone,
    Inside, Kind, Lane, Profile, Quiet, Rests, Route, Slow, Stands, Through, Turn, Turned, Version,
    Wants, What, Work,
};
use domain::words::{
    Affected, AnnouncementId, Condition, Expected, Language, NodeId, Owner, Personal, Phase,
    Severity, StatusLinkId, SubscriberId, Timestamp, TopicId,
};
use domain::{Event, deliveries, subscribers};

use super::{AT, CANARY, DELIVERY, INCIDENT, Overview, maria};

const SUBSCRIBER: SubscriberId = SubscriberId(0x5b);

fn words(text: &str) -> Personal {
    Personal::new(Owner::Subscriber(SUBSCRIBER), &format!("{text} {CANARY}"))
}

fn wants() -> Wants {
    Wants {
        components: vec!["terminals".into()],
        services: vec!["payments".into()],
        sites: Vec::new(),
        at_least: Condition::Partial,
        daily: Some(8),
        quiet: Some(Quiet { from: 22, until: 7 }),
        zone: "Europe/Lisbon".into(),
    }
}

fn profile(route: Route, wants: Wants) -> Profile {
    let language = Language::Portuguese;
    Profile { page: "public".into(), route, language, wants, colleague: None, through: None }
}

pub fn all() -> Vec<Event> {
    let mut all: Vec<subscribers::Event> = of_people();
    all.extend(of_words());
    let about = deliveries::About::Subscription { subscriber: SUBSCRIBER };
    let channel = domain::words::Channel::Email;
    let address = deliveries::Address { channel, person: None, to: words("ines@harbour.example") };
    let claim = deliveries::Claim { node: NodeId(1), fence: 1, until: AT };
    let owed =
        deliveries::Event::Owed { delivery: DELIVERY, about, address, expires_at: AT, claim };
    all.into_iter().map(Event::Subscribers).chain([Event::Deliveries(owed)]).collect()
}

fn bounced(broadcast: u32, pauses: bool, ours: bool) -> E {
    let reason = "it came back".into();
    E::Bounced { subscriber: SUBSCRIBER, broadcast, reason, pauses, ours }
}

fn of_people() -> Vec<subscribers::Event> {
    let subscriber = SUBSCRIBER;
    let mut events = vec![E::SignedUp {
        subscriber,
        number: 1,
        profile: profile(Route::Email, wants()),
        address: words("ines@harbour.example"),
        until: AT,
    }];
    events.extend(Route::ALL.into_iter().map(|route| E::Added {
        subscriber,
        number: 2,
        profile: profile(route, Wants::default()),
        address: words("https://chat.example/hook"),
        consent: words("contract of May"),
        by: Some(maria()),
    }));
    let colleague =
        Profile::colleague(Severity::High, Route::Email, Language::English, Wants::default());
    events.push(E::Added {
        subscriber,
        number: 3,
        profile: colleague,
        address: words("sales@vendor.example"),
        consent: words("the sales desk"),
        by: Some(maria()),
    });
    let came = GivenLink { id: StatusLinkId(0x51), generation: 2 };
    let customer = "brightwater".into();
    let at_sites = Wants { sites: vec!["elm".into()], ..Wants::default() };
    let throughs = [
        Through::Customer { customer, link: Some(came) },
        Through::Customer { customer: "harbour".into(), link: None },
        Through::Audience { audience: "clinics".into(), link: came },
        Through::Mail { domain: "hospital.example".into() },
    ];
    events.extend(throughs.map(|through| E::SignedUp {
        subscriber,
        number: 4,
        profile: Profile { through: Some(through), ..profile(Route::Email, at_sites.clone()) },
        address: words("ines@harbour.example"),
        until: AT,
    }));
    let language = Language::French;
    events.extend([
        E::AskedAgain { subscriber },
        E::Confirmed { subscriber },
        E::Mistyped { subscriber },
        E::Preferred { subscriber, language, wants: wants(), colleague: None },
        E::Preferred { subscriber, language, wants: wants(), colleague: Some(Severity::High) },
        E::Resumed { subscriber },
        E::SecretRenewed { subscriber },
        E::Stopped { subscriber },
        bounced(1, true, false),
        bounced(2, false, false),
        bounced(3, false, true),
    ]);
    let hows = [Gone::Asked, Gone::Removed, Gone::Unconfirmed, Gone::Shut];
    events.extend(hows.map(|how| E::Left { subscriber, how }));
    events
}

fn of_words() -> Vec<subscribers::Event> {
    let word = |kind, phase| Announcement {
        topic: TopicId(7),
        number: Some(3),
        kind,
        heading: "Cards fail".into(),
        phase,
        affected: vec![Affected { component: "terminals".into(), condition: Condition::Major }],
        overview: Overview { known: "A link is cut.".into(), ..Overview::default() },
        next_by: Some(AT),
        expected: None,
        since: AT,
        audience: Audience {
            pages: vec!["public".into()],
            components: vec!["terminals".into()],
            services: vec!["payments".into()],
            worst: Condition::Major,
            only: if kind == Kind::Mistaken { vec![(1, 40), (43, 43)] } else { Vec::new() },
        },
        versions: Vec::new(),
        about: match kind {
            Kind::Review => About::Review(super::review()),
            _ => About::Fault,
        },
    };
    let counts = vec![(Lane::Mail, 20_000), (Lane::Text, 60), (Lane::Hook, 3)];
    let announced = |kind, phase| E::Announced {
        broadcast: 1,
        id: AnnouncementId(0xa2),
        word: word(kind, phase),
        counts: counts.clone(),
        held: true,
    };
    let work = |said, before, stage| {
        let about = About::Work(Work { said, before, stage, from: AT, until: AT });
        E::Announced {
            broadcast: 2,
            id: AnnouncementId(0xa3),
            word: Announcement { about, ..word(Kind::Updated, Phase::Identified) },
            counts: counts.clone(),
            held: false,
        }
    };
    let inside = |line: Option<&str>| E::Announced {
        broadcast: 2,
        id: AnnouncementId(0xa3),
        word: Announcement {
            audience: Audience { services: vec!["payments".into()], ..Audience::default() },
            about: About::Inside(Inside {
                incident: INCIDENT,
                severity: Severity::Critical,
                line: line.map(Into::into),
            }),
            ..word(Kind::Updated, Phase::Identified)
        },
        counts: vec![(Lane::Mail, 4)],
        held: false,
    };
    let notice = E::Announced {
        broadcast: 3,
        id: AnnouncementId(0xa4),
        word: Announcement {
            about: About::Notice(Stands { from: AT, until: AT }),
            ..word(Kind::Opened, Phase::Identified)
        },
        counts: vec![(Lane::Mail, 4)],
        held: false,
    };
    let version = || Version {
        classes: vec![
            Class { audiences: BTreeSet::from(["clinics".into()]), only: None },
            Class { audiences: BTreeSet::new(), only: Some("inside".into()) },
        ],
        kind: Kind::Opened,
        affected: vec![Affected { component: "scanner".into(), condition: Condition::Partial }],
        audience: Audience {
            pages: vec!["inside".into()],
            components: vec!["scanner".into()],
            services: Vec::new(),
            worst: Condition::Partial,
            only: Vec::new(),
        },
    };
    let apart = E::Announced {
        broadcast: 4,
        id: AnnouncementId(0xa5),
        word: Announcement { versions: vec![version()], ..word(Kind::Updated, Phase::Identified) },
        counts: vec![(Lane::Mail, 4)],
        held: false,
    };
    let expected = Expected {
        from: AT,
        until: Timestamp(AT.0 + 1_800_000),
        likely_of_ten: 7,
        depends_on: "on the spare part".into(),
    };
    let likely = E::Announced {
        broadcast: 5,
        id: AnnouncementId(0xa6),
        word: Announcement { expected: Some(expected), ..word(Kind::Updated, Phase::Identified) },
        counts: vec![(Lane::Mail, 4)],
        held: false,
    };
    let claim = Claim { node: NodeId(1), until: AT };
    let failure = |pauses, ours| Failure { number: 1, reason: "it is full".into(), pauses, ours };
    let next = What::Next {
        broadcast: 1,
        through: 50,
        to: vec![1, 2, 50],
        later: vec![(3, AT)],
        replaces: vec![2],
        turned: Vec::new(),
    };
    let waits = |to, later| What::Waited { to, later, rests: Vec::new(), turned: Vec::new() };
    let waited = waits(vec![(3, vec![1, 2])], Vec::new());
    let waits_on = waits(Vec::new(), vec![(3, AT)]);
    let turned = || {
        let (before, after) = (Condition::Operational, Condition::Major);
        let turn = Turn { component: "terminals".into(), before, after, at: AT };
        vec![Turned { number: 3, turns: vec![turn] }]
    };
    let posted = What::Next {
        broadcast: 1,
        through: 50,
        to: vec![3],
        later: Vec::new(),
        replaces: Vec::new(),
        turned: turned(),
    };
    let rests = What::Waited {
        to: vec![(3, vec![1])],
        later: Vec::new(),
        rests: vec![Rests { number: 3, until: AT, words: vec![2] }],
        turned: turned(),
    };
    vec![
        announced(Kind::Opened, Phase::Investigating),
        announced(Kind::Updated, Phase::Identified),
        announced(Kind::Corrected, Phase::Monitoring),
        announced(Kind::Resolved, Phase::Resolved),
        announced(Kind::Review, Phase::Resolved),
        announced(Kind::Mistaken, Phase::Resolved),
        work(Said::Planned, Stage::Scheduled, Stage::Scheduled),
        work(Said::Changed, Stage::Scheduled, Stage::Scheduled),
        work(Said::Reminder(60), Stage::Scheduled, Stage::InProgress),
        work(Said::Extended(AT), Stage::InProgress, Stage::Overrun),
        work(Said::Stage, Stage::Verifying, Stage::Completed),
        work(Said::Stage, Stage::Scheduled, Stage::Cancelled),
        inside(None),
        inside(Some("Tell callers that we know.")),
        notice,
        apart,
        likely,
        E::Released { broadcast: 1 },
        E::Withheld { broadcast: 1 },
        E::Claimed { slice: 1, lane: Lane::Mail, what: next, claim },
        E::Claimed { slice: 2, lane: Lane::Hook, what: waited, claim },
        E::Claimed { slice: 3, lane: Lane::Mail, what: waits_on, claim },
        E::Claimed { slice: 4, lane: Lane::Hook, what: posted, claim },
        E::Claimed { slice: 5, lane: Lane::Hook, what: rests, claim },
        E::Reported {
            slice: 1,
            failed: vec![failure(true, false)],
            again: vec![Again { number: 2, at: AT, reason: "not now".into() }],
            not_theirs: Vec::new(),
            left_out: Vec::new(),
            slow: Vec::new(),
        },
        E::Reported {
            slice: 2,
            failed: Vec::new(),
            again: Vec::new(),
            not_theirs: Vec::new(),
            left_out: Vec::new(),
            slow: Vec::new(),
        },
        E::Reported {
            slice: 3,
            failed: Vec::new(),
            again: Vec::new(),
            not_theirs: vec![4],
            left_out: Vec::new(),
            slow: Vec::new(),
        },
        E::Reported {
            slice: 3,
            failed: Vec::new(),
            again: vec![Again { number: 2, at: AT, reason: "later".into() }],
            not_theirs: Vec::new(),
            left_out: Vec::new(),
            slow: vec![Slow { number: 2, until: AT }],
        },
        E::Reported {
            slice: 4,
            failed: vec![failure(false, true)],
            again: Vec::new(),
            not_theirs: Vec::new(),
            left_out: vec![(3, 2)],
            slow: Vec::new(),
        },
        E::Forgotten { broadcast: 1 },
        E::GivenUp { broadcast: 2, apart: Vec::new(), concerned: None },
        E::GivenUp { broadcast: 2, apart: vec![4], concerned: None },
        E::GivenUp { broadcast: 2, apart: Vec::new(), concerned: Some(vec![(1, 3), (7, 7)]) },
        E::Narrowed {
            broadcast: 3,
            audience: Audience { pages: vec!["public".into()], ..Audience::default() },
            versions: Vec::new(),
            counts: vec![(Lane::Mail, 2)],
        },
        E::Narrowed {
            broadcast: 4,
            audience: Audience::default(),
            versions: vec![version()],
            counts: vec![(Lane::Mail, 1)],
        },
    ]
}
