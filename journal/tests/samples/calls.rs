//! Samples of call-backs: what is promised, the calls that are made, and what is sent for them.

use domain::callbacks::{self, Heard};
use domain::words::{CallEnd, CallId, CallNews, CallbackId, Country, OnFile};

use super::*;

const CALLBACK: CallbackId = CallbackId(0xcb);
const CALL: CallId = CallId(0xca);

pub fn countries() -> Vec<Country> {
    ["SE", "GB"].into_iter().filter_map(Country::parse).collect()
}

fn number() -> Personal {
    Personal::new(Owner::Participant(CALLER), &format!("+46701234567 {CANARY}"))
}

fn on_file() -> Option<OnFile> {
    Some(OnFile { customer: customer(), contact: "ana".into() })
}

fn ends() -> Vec<CallEnd> {
    vec![
        CallEnd::Talked { secs: None },
        CallEnd::Talked { secs: Some(372) },
        CallEnd::Busy,
        CallEnd::NoAnswer,
        CallEnd::Mailbox,
        CallEnd::Unreachable,
        CallEnd::NotThem,
        CallEnd::NotPressed,
        CallEnd::HungUp,
        CallEnd::NotPlaced,
        CallEnd::Unknown,
    ]
}

pub fn of_callbacks() -> Vec<callbacks::Event> {
    use callbacks::Event as E;
    let (emergency, callback, call, person) = (EMERGENCY, CALLBACK, CALL, maria());
    let asked = |not_before| E::Asked {
        emergency,
        callback,
        participant: CALLER,
        number: number(),
        not_before,
        by: AT,
    };
    let placed = |theirs, on_file| E::Placed {
        emergency,
        callback,
        call,
        person: maria(),
        ours: of_person("+46709876543"),
        theirs,
        on_file,
    };
    let mut events = vec![
        asked(None),
        asked(Some(AT)),
        E::Changed { emergency, callback, number: number(), not_before: None, by: AT },
        E::Changed { emergency, callback, number: number(), not_before: Some(AT), by: AT },
        E::Cancelled { emergency, callback },
        E::Warned { emergency, callback, by: AT },
        E::Missed { emergency, callback, by: AT, next_by: AT },
        placed(number(), None),
        placed(of_contact("+351912345678"), on_file()),
        E::Taken { emergency, callback, call },
        E::Parted { emergency, callback, call },
        E::Texted { emergency, callback, person: person.clone() },
        E::Closed { emergency, callback },
        E::Carried {
            from: EMERGENCY,
            to: EmergencyId(0xe2),
            pairs: vec![(CALLER, ParticipantId(0xc3))],
        },
        E::Forgotten { emergency },
    ];
    for heard in [Heard::Machine, Heard::Somebody, Heard::Contact] {
        events.push(E::Answered { emergency, callback, call, heard });
    }
    for end in ends() {
        let (person, next_by) = (person.clone(), None);
        let (by_hand, on_file) = (false, None);
        events.push(E::Ended { emergency, callback, call, person, end, next_by, by_hand, on_file });
    }
    let (end, next_by) = (CallEnd::NoAnswer, Some(AT));
    let (by_hand, on_file) = (true, on_file());
    events.push(E::Ended { emergency, callback, call, person, end, next_by, by_hand, on_file });
    events
}

pub fn of_emergencies() -> Vec<emergencies::Event> {
    let mut all = vec![
        CallNews::Asked { by: AT },
        CallNews::Changed { by: AT },
        CallNews::Cancelled,
        CallNews::Rings { person: maria() },
        CallNews::Texted { person: maria() },
        CallNews::Missed { next_by: AT },
        CallNews::Dropped,
    ];
    let ended = |next_by| move |end| CallNews::Ended { person: maria(), end, next_by };
    all.extend(ends().into_iter().map(ended(None)));
    all.extend(ends().into_iter().map(ended(Some(AT))));
    let noted = |news| emergencies::Event::Noted {
        emergency: EMERGENCY,
        number: 4,
        line: Line::Call { news },
    };
    all.into_iter().map(noted).collect()
}

pub fn of_letters() -> Vec<deliveries::Event> {
    let (incident, emergency) = (INCIDENT, EMERGENCY);
    let owed = |about, channel, person, to| deliveries::Event::Owed {
        delivery: DELIVERY,
        about,
        address: Address { channel, person, to },
        expires_at: AT,
        claim: Claim { node: NodeId(0x0d), fence: 1, until: AT },
    };
    let notice = |kind| {
        owed(About::Notice { incident, emergency, kind }, Channel::Webhook, None, of_person("chat"))
    };
    let ring = About::Call { incident, emergency, call: CALL };
    let text = About::CallText { incident, emergency, callback: CALLBACK };
    vec![
        owed(ring, Channel::Voice, Some(maria()), of_person("+46709876543")),
        owed(text, Channel::Sms, None, number()),
        notice(NoticeKind::CallAsked),
        notice(NoticeKind::CallTalked),
        notice(NoticeKind::CallMissed),
    ]
}
