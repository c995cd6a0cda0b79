//! Samples of who takes part, what they proved, and what is sent to the customer's side.

use domain::proof::{Act, Ask, How, Reply};
use domain::words::{InquiryId, Level};

use super::*;

const COLLEAGUE: ParticipantId = ParticipantId(0xc2);
const INQUIRY: InquiryId = InquiryId(0x19);

fn of_colleague(words: &str) -> Personal {
    Personal::new(Owner::Participant(COLLEAGUE), &format!("{words} {CANARY}"))
}

pub fn of_people() -> Vec<emergencies::Event> {
    use emergencies::Event as E;
    let (emergency, participant) = (EMERGENCY, COLLEAGUE);
    let invited =
        |name, to, channel| E::Invited { emergency, participant, by: CALLER, name, to, channel };
    let mut events = vec![
        invited(None, None, None),
        invited(Some(of_colleague("Rui")), Some(of_colleague("rui@x.test")), Some(Channel::Email)),
        E::Admitted { emergency, participant, name: Some(of_contact("Ana")), of: None, by: None },
        E::Admitted { emergency, participant, name: None, of: Some(CALLER), by: Some(CALLER) },
        E::Named { emergency, participant, name: of_colleague("Rui Costa") },
        E::Renewed { emergency, participant, generation: 1 },
        E::Removed { emergency, participant },
        E::Opened {
            emergency,
            participant: CALLER,
            number: 8,
            who: None,
            reach: None,
            door: None,
            follows: Some(EmergencyId(0xe0)),
            of: Some(ParticipantId(0xc0)),
            language: None,
        },
    ];
    let said = |level| E::Said {
        emergency,
        message: MessageId(0x52),
        number: 2,
        from: Speaker::Person(maria()),
        words: of_person("Your key is under the mat."),
        level,
    };
    events.extend([Level::Plausible, Level::Verified, Level::Dual].map(said));
    let lines = [
        Line::Invited { participant },
        Line::TakesPart { participant },
        Line::Removed { participant },
        Line::Upgraded { plan: "Mission critical".into(), by: maria() },
    ];
    events.extend(lines.map(|line| E::Noted { emergency, number: 3, line }));
    events
}

pub fn of_letters() -> Vec<deliveries::Event> {
    let (incident, emergency) = (INCIDENT, EMERGENCY);
    let owed = |about, channel, to| deliveries::Event::Owed {
        delivery: DELIVERY,
        about,
        address: Address { channel, person: None, to },
        expires_at: AT,
        claim: Claim { node: NodeId(0x0d), fence: 1, until: AT },
    };
    let invitation = About::Invitation { incident, emergency, participant: COLLEAGUE };
    let inquiry = About::Inquiry { incident, emergency, inquiry: INQUIRY };
    vec![
        owed(invitation, Channel::Email, of_colleague("rui@x.test")),
        owed(inquiry, Channel::Sms, of_contact("+351912345678")),
    ]
}

pub fn of_proof() -> Vec<proof::Event> {
    use proof::Event as E;
    let (emergency, participant, inquiry) = (EMERGENCY, COLLEAGUE, INQUIRY);
    let inquired = |ask, over, by| E::Inquired {
        inquiry,
        emergency,
        customer: customer(),
        contact: "ana".into(),
        ask,
        over,
        by,
    };
    let proven = |how| E::Proven {
        emergency,
        participant,
        customer: customer(),
        contact: "ana".into(),
        how,
    };
    let what = || of_person("Reset the access of the night cashier.");
    let mut events = vec![
        E::Sought {
            emergency,
            participant,
            address: of_colleague("ana@harbour.example"),
            not_before: AT,
        },
        E::Looked { emergency, participant },
        E::Tried { emergency, participant },
        inquired(Ask::Code { participant }, Some(Channel::Sms), Some(maria())),
        inquired(Ask::Told, None, None),
        inquired(Ask::Consent { participant, what: what() }, None, Some(maria())),
        E::Told { emergency, customer: customer() },
        proven(How::Code),
        proven(How::Link),
        proven(How::CallBack { by: maria() }),
        proven(How::Joined),
        E::Joined { inquiry, emergency, participant, customer: customer(), contact: "ana".into() },
        E::Denied { emergency, customer: customer(), contact: "ana".into() },
        E::Consented {
            emergency,
            participant,
            customer: customer(),
            contact: "ben".into(),
            what: what(),
            until: AT,
        },
        E::Lapsed { emergency, participant },
        E::Vouched { emergency, by: CALLER, participant },
        E::Reviewed { breach: 4, by: maria() },
        E::Upgraded {
            emergency,
            plan: "Mission critical".into(),
            by: maria(),
            level: Level::Plausible,
        },
        E::Carried {
            from: EmergencyId(0xe0),
            to: emergency,
            pairs: vec![(ParticipantId(0xc0), CALLER)],
        },
        E::Forgotten { emergency },
    ];
    let replies = [Reply::ItIsMe, Reply::Join, Reply::NotUs, Reply::Agree, Reply::Disagree];
    events.extend(replies.map(|reply| E::Answered { inquiry, emergency, reply }));
    for act in Act::ALL {
        let (note, by, level) = (what(), maria(), act.needs());
        events.push(E::Acted { emergency, act, note, by, level });
        let (reason, by, level) = (what(), maria(), Level::Stranger);
        events.push(E::GlassBroken { breach: 4, emergency, act, reason, by, level });
        events.push(inquired(Ask::Glass { act }, None, Some(maria())));
    }
    let (incident, reason, by) = (super::INCIDENT, what(), maria());
    events.push(E::Entered { breach: 5, incident, reason, by });
    events
}
