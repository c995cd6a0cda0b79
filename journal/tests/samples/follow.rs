//! Samples of what customers are told the day after, and of public text that waits.

use domain::approvals::{Event as Text, LookBack, PutRight, Subject, Words};
use domain::follow_ups::{Copy, Event as E, Party, Story};
use domain::words::{
    Affected, ApprovalId, BulletinId, Condition, Estimate, FollowUpId, Language, MaintenanceId,
    NodeId, NoticeId, Phase, Public, UpdateId,
};
use domain::{Event, deliveries, follow_ups};

use super::{AT, DELIVERY, EMERGENCY, INCIDENT, Overview, customer, maria, of_caller, of_contact};

const FOLLOW_UP: FollowUpId = FollowUpId(0xf0);
const APPROVAL: ApprovalId = ApprovalId(0xa9);

fn story() -> Story {
    Story {
        unheard: false,
        number: 4,
        called_at: AT,
        had_at: Some(AT),
        by: Some(maria()),
        over_at: AT,
        language: Language::French,
        said: Some(Overview { known: "The bank's link failed.".into(), ..Overview::default() }),
        kept: 2,
        missed: 1,
        mails: vec![of_caller("ines@harbour.example")],
    }
}

pub fn all() -> Vec<Event> {
    let follow_up = FOLLOW_UP;
    let owed = |party, story| E::Owed {
        follow_up,
        number: 1,
        incident: INCIDENT,
        party,
        emergency: EMERGENCY,
        story,
        due: AT,
    };
    let bare = Story { number: 4, called_at: AT, over_at: AT, ..Story::default() };
    let copies =
        vec![Copy { to: of_contact("ana@harbour.example"), text: of_contact("It works again.") }];
    let events: Vec<follow_ups::Event> = vec![
        owed(Party::Customer(customer()), story()),
        owed(Party::Callers(EMERGENCY), bare),
        E::Grew { follow_up, emergency: EMERGENCY, story: story() },
        E::Grew { follow_up, emergency: EMERGENCY, story: Story { unheard: true, ..story() } },
        E::Shrank { follow_up, emergency: EMERGENCY },
        E::Dropped { follow_up },
        E::Reminded { follow_up },
        E::Written { follow_up, by: maria(), subject: "What happened".into(), copies },
        E::Waived { follow_up, by: maria(), reason: "We spoke with them.".into() },
        E::Undelivered { follow_up, place: 0, reason: "no such mailbox".into() },
        E::SentAgain { follow_up, place: 0, by: maria() },
    ];
    let letters = [
        deliveries::About::FollowUp { follow_up },
        deliveries::About::FollowedUp { follow_up, place: 0 },
        deliveries::About::Approval { approval: APPROVAL },
        deliveries::About::Objection { approval: APPROVAL },
    ];
    let letters = letters.map(|about| {
        let channel = domain::words::Channel::Email;
        let to = of_contact("ana@harbour.example");
        let address = deliveries::Address { channel, person: None, to };
        let claim = deliveries::Claim { node: NodeId(1), fence: 1, until: AT };
        deliveries::Event::Owed { delivery: DELIVERY, about, address, expires_at: AT, claim }
    });
    let events = events.into_iter().map(Event::FollowUps);
    let texts = texts().into_iter().map(Event::Approvals);
    events.chain(texts).chain(letters.map(Event::Deliveries)).collect()
}

fn texts() -> Vec<Text> {
    let approval = APPROVAL;
    let overview = || Overview { known: "Cards fail.".into(), ..Overview::default() };
    let affected =
        vec![Affected { component: "authorisation".into(), condition: Condition::Major }];
    let words = |affected, estimate| Words {
        overview: overview(),
        next_by: AT,
        estimate,
        public: Public {
            title: "Cards fail".into(),
            phase: Phase::Investigating,
            affected,
            audiences: Vec::new(),
            ..Public::default()
        },
        review: None,
        correction: None,
        subject: None,
    };
    let look_back = || {
        let bulletin = BulletinId(0xb1);
        let review = Some(LookBack { bulletin, said: super::review(), tells: true });
        Words { review, overview: Overview::default(), ..words(Vec::new(), None) }
    };
    let put_right = |until| {
        let (bulletin, reason) = (BulletinId(0xb1), "It was the other line.".into());
        let correction = Some(PutRight { bulletin, framed: true, reason, until });
        Words { correction, ..words(Vec::new(), None) }
    };
    let held = |words: Words| Text::Held {
        approval,
        number: 1,
        incident: INCIDENT,
        update: UpdateId(0x0d),
        author: maria(),
        words: Box::new(words),
        until: AT,
    };
    let maintenance = MaintenanceId(0x3a);
    let about = |subject| Words { subject: Some(subject), ..words(Vec::new(), None) };
    let gone = |of, titled| Text::TakenBack {
        approval,
        number: 2,
        incident: INCIDENT,
        update: UpdateId(0x0d),
        by: maria(),
        left: Box::new(words(Vec::new(), None)),
        of,
        titled,
    };
    let estimate = Estimate { low_mins: 5, high_mins: 20, likely_of_ten: 8, ..Default::default() };
    vec![
        held(words(affected, Some(estimate))),
        held(words(Vec::new(), None)),
        held(look_back()),
        held(put_right(None)),
        held(put_right(Some(AT))),
        Text::Amended { approval, overview: overview() },
        Text::Replaced { approval },
        Text::Approved { approval, by: maria() },
        Text::Objected { approval, by: maria(), reason: "Say which cards.".into() },
        Text::Passed { approval },
        held(about(Subject::Notice { announcement: NoticeId(0xa0), from: AT })),
        held(about(Subject::Work { maintenance })),
        held(about(Subject::WorkWord { maintenance })),
        held(about(Subject::Routine { routine: "patches".into() })),
        gone(Vec::new(), Vec::new()),
        gone(vec![approval], vec![ApprovalId(0xaa)]),
    ]
}
