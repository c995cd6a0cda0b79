//! Samples of what customers were told, of what was not ready, of who was erased, and of what the
//! organisation says of itself.

use domain::organisation::Settings;
use domain::words::{Language, Translation};

use super::*;

/// All of them.
pub fn all() -> Vec<Event> {
    let mut all: Vec<Event> = of_updates().into_iter().map(Event::Updates).collect();
    all.extend(of_readiness().into_iter().map(Event::Readiness));
    all.extend(of_erasures().into_iter().map(Event::Erasures));
    all.extend(of_floods().into_iter().map(Event::Floods));
    all.extend(of_restrictions().into_iter().map(Event::Restrictions));
    all
}

fn of_readiness() -> Vec<readiness::Event> {
    use readiness::Event as E;
    let reason = || "the mail server is asleep".into();
    let troubles = [
        Trouble::NobodyOnCall { incident: INCIDENT, stage: "Widened".into() },
        Trouble::Unreachable { person: maria() },
        Trouble::MethodFailed { person: maria(), channel: "email".into(), reason: reason() },
        Trouble::NotCarriedOver { what: "Emergencies Say".into(), at: AT, reason: reason() },
    ];
    let noticed = troubles.clone().map(|trouble| E::Noticed { trouble });
    let dismissed = troubles.map(|trouble| E::Dismissed { trouble });
    noticed.into_iter().chain(dismissed).chain(of_tests()).collect()
}

fn of_tests() -> Vec<readiness::Event> {
    use readiness::{Event as E, Phone};
    let person = maria();
    let answered = Phone::ALL.map(|phone| E::TestAnswered {
        person: maria(),
        woke: if phone == Phone::Other { vec![] } else { vec!["call".into()] },
        phone,
    });
    let mut events = vec![
        E::TestPlanned { person: person.clone(), at: AT },
        E::TestDropped { person: person.clone() },
        E::TestMissed { person: person.clone() },
        E::TestBegan { person: person.clone() },
        E::TestRang { person: person.clone(), methods: vec!["call".into(), "push-1".into()] },
        E::TestUnanswered { person: person.clone() },
        E::TestsForgotten { person },
    ];
    events.extend(answered);
    events
}

fn of_erasures() -> Vec<erasures::Event> {
    let owners = [
        Owner::Participant(CALLER),
        Owner::Person(maria()),
        Owner::Contact("brightwater".into(), "ana".into()),
    ];
    let reasons = erasures::Reason::ALL.into_iter().cycle();
    let erased = |(owner, reason): (&Owner, _)| {
        let (owner, by) = (owner.clone(), Actor::Person(maria()));
        erasures::Event::Erased { owner, reason, by }
    };
    let subscriber = Owner::Subscriber(domain::words::SubscriberId(0x5b));
    let last = erased((&subscriber, erasures::Reason::Asked));
    owners.iter().cycle().zip(reasons).take(12).map(erased).chain([last]).collect()
}

fn of_updates() -> Vec<updates::Event> {
    use updates::Event as E;
    let incident = INCIDENT;
    let overview = Overview {
        known: "The pumps lost their clock.".into(),
        impact: "No water on floors 3 and 4.".into(),
        workaround: "Use the hand valve.".into(),
        next: "We are restarting them one by one.".into(),
        ..Overview::default()
    };
    let estimate =
        Estimate { low_mins: 20, high_mins: 60, likely_of_ten: 8, ..Estimate::default() };
    let longer = Estimate { low_mins: 40, high_mins: 90, likely_of_ten: 6, ..Estimate::default() };
    let depends_on = "whether the spare pump starts".into();
    let depending = Estimate { depends_on, ..estimate.clone() };
    let published = |overview, estimate| E::Published {
        incident,
        update: UpdateId(0x0b),
        author: maria(),
        overview,
        next_by: AT,
        estimate,
        public: None,
        for_colleagues: None,
        kept: true,
    };
    let own = Some(EMERGENCY);
    vec![
        E::Promised { incident, by: AT },
        published(overview.clone(), Some(estimate)),
        published(Overview { known: "Still looking.".into(), ..Overview::default() }, None),
        published(overview.clone(), Some(depending)),
        E::Published {
            incident,
            update: UpdateId(0x0c),
            author: maria(),
            overview: overview.clone(),
            next_by: AT,
            estimate: None,
            public: None,
            for_colleagues: Some("Tell callers that we know.".into()),
            kept: true,
        },
        E::Agreed { incident, by: AT, author: maria(), emergency: None },
        E::Agreed { incident, by: AT, author: maria(), emergency: own },
        E::Carried { incident, emergency: None, by: AT },
        E::Carried { incident, emergency: own, by: AT },
        E::Excused { incident, emergency: EMERGENCY },
        E::Corrected {
            incident,
            update: UpdateId(0x0b),
            author: maria(),
            overview: overview.clone(),
            takes_back: true,
            aside: None,
        },
        E::Warned { incident, by: AT, emergency: None },
        E::Warned { incident, by: AT, emergency: own },
        E::Missed { incident, by: AT, next_by: AT, emergency: None },
        E::Missed { incident, by: AT, next_by: AT, emergency: own },
        E::Ended { incident },
        E::Forgotten { incident },
        published(Overview { translations: in_german(), ..overview.clone() }, None),
        E::Corrected {
            incident,
            update: UpdateId(0x0b),
            author: maria(),
            overview: Overview { translations: in_german(), ..overview.clone() },
            takes_back: false,
            aside: None,
        },
        E::Corrected {
            incident,
            update: UpdateId(0x0b),
            author: maria(),
            overview,
            takes_back: false,
            aside: Some(updates::Aside {
                estimate: Some(longer),
                for_colleagues: Some("Tell callers that it takes longer.".into()),
            }),
        },
        E::LineCorrected {
            incident,
            update: UpdateId(0x0c),
            author: maria(),
            for_colleagues: Some("Tell callers that we know, and when.".into()),
        },
        E::LineCorrected {
            incident,
            update: UpdateId(0x0c),
            author: maria(),
            for_colleagues: None,
        },
    ]
}

/// An update in one more language, of which one part is left as it was written first.
pub(super) fn in_german() -> Vec<Translation> {
    vec![Translation {
        language: Language::German,
        title: "Kein Wasser im Haus".into(),
        known: "Die Pumpen haben ihre Uhr verloren.".into(),
        impact: "Kein Wasser im 3. und 4. Stock.".into(),
        workaround: "".into(),
        next: "Wir starten sie eine nach der anderen neu.".into(),
    }]
}

fn of_floods() -> Vec<floods::Event> {
    use floods::Event as E;
    vec![
        E::Guarded { until: AT, by: maria() },
        E::Unguarded { by: Some(maria()) },
        E::Unguarded { by: None },
        E::Counted { emergency: EMERGENCY, count: 4_480 },
        E::Forgotten { emergency: EMERGENCY },
    ]
}

fn of_restrictions() -> Vec<restrictions::Event> {
    use restrictions::Event as E;
    let (incident, by, person) = (INCIDENT, maria, || "jonas".into());
    let kept = |emergency| E::Kept { incident, emergency, people: vec![by()] };
    vec![
        E::Restricted {
            incident,
            by: by(),
            reason: of_person("A data breach"),
            people: vec![person()],
        },
        E::Inherited { incident: IncidentId(0x1d), from: incident, people: vec![by()] },
        E::LetIn { incident, person: person(), by: by() },
        E::ShutOut { incident, person: person(), by: by() },
        kept(Some(EMERGENCY)),
        kept(None),
        E::Lifted { incident, by: by() },
    ]
}

pub fn of_organisation() -> [organisation::Event; 6] {
    let settings = Settings {
        name: "Brightwater".into(),
        zone: "Europe/Lisbon".into(),
        front_door: Some("front-door".into()),
        phone: "+351 21 000 0000".into(),
        danger_number: "112".into(),
        first_aid: "Close the valve.\nStep back.".into(),
        webhooks: vec!["chat".into()],
        ..Settings::default()
    };
    let abroad = Settings { call_countries: calls::countries(), ..settings.clone() };
    let spoken = Settings {
        language: Some(domain::words::Language::German),
        serves: calls::countries(),
        ..settings.clone()
    };
    let prompt = domain::words::Cadence { critical_secs: 600, high_secs: 1_200, low_secs: 7_200 };
    let prompt = Settings { cadence: Some(prompt), ..settings.clone() };
    let approvers = vec![
        organisation::Approver::Person("maria".into()),
        organisation::Approver::Team("press".into()),
    ];
    let approved = Settings { approvers, ..settings.clone() };
    [
        organisation::Event::Put { settings },
        organisation::Event::Put { settings: prompt },
        organisation::Event::Put { settings: Settings::default() },
        organisation::Event::Put { settings: abroad },
        organisation::Event::Put { settings: spoken },
        organisation::Event::Put { settings: approved },
    ]
}
