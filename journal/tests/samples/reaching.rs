//! Samples of how people are reached: policies, pages, and what is owed to the world.

use domain::deliveries::{About, Address, Claim, NoticeKind, Outcome};
use domain::paging::{Lapse, Plan, Policy, Stage, Step, Target};
use domain::words::{Channel, NodeId, PageId};
use domain::{deliveries, paging};

use super::{AT, DELIVERY, EMERGENCY, INCIDENT, PAGE, maria, of_person, room, ways};

pub fn of_paging() -> Vec<paging::Event> {
    use paging::Event as E;
    let (incident, page) = (INCIDENT, PAGE);
    let steps = vec![Step {
        targets: vec![
            Target::Person(maria()),
            Target::Schedule("nights".into()),
            Target::Team("night".into()),
        ],
        delay_secs: 45,
    }];
    let definition = Policy { name: "Front door".into(), steps: steps.clone(), rounds: 3 };
    let plan = Plan { policy: Some("front-door".into()), steps, rounds: 3 };
    let mut events = vec![
        E::PolicyPut { policy: "front-door".into(), definition },
        E::PolicyRemoved { policy: "front-door".into() },
        E::Started { incident, plan },
        E::Started { incident, plan: Plan::of(None) },
        ways::reached(Vec::new(), None),
        ways::reached(ways::later(), None),
        ways::reached(Vec::new(), Some(PageId(0xa2))),
        E::RungOn { incident, page, methods: vec!["call".into(), "text".into()] },
        E::Skipped { incident, stage: Stage::Widened },
        E::AlarmRaised { incident },
        E::Shared { incident, person: maria() },
        E::Accepted { incident, person: maria(), page: Some(page), from: None },
        E::Accepted { incident, person: maria(), page: None, from: None },
        E::Declined { incident, page, away_until: AT },
        E::Failed { incident, page },
        E::Spoken { incident, silent_at: AT },
        E::Reminded { incident, person: maria() },
        E::Resumed { incident },
        E::Stopped { incident },
        E::Forgotten { incident },
    ];
    let stages = [Stage::Step { round: 1, step: 2 }, Stage::Widened, Stage::CatchAll];
    events.extend(stages.map(|stage| E::Advanced { incident, stage, next_at: AT }));
    let whys = [
        Lapse::NoFirstWord,
        Lapse::Silent,
        Lapse::PromiseMissed,
        Lapse::Overlooked,
        Lapse::AlertAgain,
    ];
    events.extend(whys.map(|why| E::Lapsed { incident, why }));
    events.extend(room::of_paging());
    events
}

pub fn of_deliveries() -> Vec<deliveries::Event> {
    use deliveries::Event as E;
    let (incident, delivery) = (INCIDENT, DELIVERY);
    let claim = Claim { node: NodeId(0x0d), fence: 2, until: AT };
    let owed = |about, channel, person| E::Owed {
        delivery,
        about,
        address: Address { channel, person, to: of_person("maria@brightwater.example") },
        expires_at: AT,
        claim,
    };
    let reported = |outcome, retry_at| E::Reported { delivery, fence: 2, outcome, retry_at };
    let reason = || "the mail server is asleep".into();
    let mut events = vec![
        owed(About::Page { incident, page: PAGE }, Channel::Screen, Some(maria())),
        owed(About::Withdrawal { incident, page: PAGE }, Channel::Email, Some(maria())),
        owed(About::Reminder { incident }, Channel::Email, Some(maria())),
        owed(About::SignIn { offer: 2 }, Channel::Email, Some(maria())),
        owed(About::Page { incident, page: PAGE }, Channel::Sms, Some(maria())),
        owed(About::Page { incident, page: PAGE }, Channel::Voice, Some(maria())),
        E::Claimed { delivery, claim },
        reported(Outcome::Sent, None),
        reported(Outcome::Delivered, None),
        reported(Outcome::Failed { permanent: true, reason: reason() }, None),
        reported(Outcome::Unknown { reason: reason() }, Some(AT)),
        reported(Outcome::Unanswered { reason: "nobody pressed a key".into() }, None),
        E::Replayed { delivery, expires_at: AT },
        E::Voided { delivery },
        E::Forgotten { delivery: DELIVERY },
        E::Dropped { incident },
    ];
    let kinds = [
        NoticeKind::Opened,
        NoticeKind::Accepted,
        NoticeKind::SetAside,
        NoticeKind::Closed,
        NoticeKind::UpdatePublished,
        NoticeKind::Reopened,
        NoticeKind::Lapsed,
        NoticeKind::Unanswered,
    ];
    let notice = |kind| About::Notice { incident, emergency: EMERGENCY, kind };
    events.extend(kinds.map(|kind| owed(notice(kind), Channel::Webhook, None)));
    events
}
