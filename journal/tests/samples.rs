//! At least one sample of every kind of event, with every shape that is stored inside one.

use domain::customers::{Candidate, Contact, Evidence, Money, Profile, Reason, Site};
use domain::deliveries::{About, Address, Claim, NoticeKind};
use domain::emergencies::{Aside, Closure, Line, Marks, Reader, Speaker};
use domain::oncall::{Cadence, Override, Rotation, Schedule, TimeOfDay, Window, parse_date};
use domain::readiness::Trouble;
use domain::updates::{Estimate, Overview};
use domain::words::{
    Actor, AlertId, Channel, CustomerKey, DeliveryId, EmergencyId, IncidentId, Level, MessageId,
    NodeId, OverrideId, Owner, PageId, ParticipantId, PersonKey, Personal, Severity, Timestamp,
    UpdateId,
};
use domain::{
    Event, access, announcements, approvals, audiences, bulletins, callbacks, cards, components,
    credentials, crew, customers, deliveries, emergencies, erasures, feedback, floods, follow_ups,
    groups, incidents, maintenance, methods, monitoring, notes, oncall, organisation, paging,
    policy, proof, readiness, redactions, restrictions, sightings, status_pages, subscribers,
    templates, updates,
};

mod calls;
mod fanout;
mod follow;
mod keys;
mod lines;
mod machines;
mod people;
mod reaching;
mod rest;
mod room;
mod shown;
mod telling;
mod upkeep;
mod ways;

/// Stands in all personal words, and must stand nowhere else.
pub const CANARY: &str = "canary";

const EMERGENCY: EmergencyId = EmergencyId(0xe1);
const INCIDENT: IncidentId = IncidentId(0x11);
const PAGE: PageId = PageId(0xa1);
const DELIVERY: DeliveryId = DeliveryId(0xd1);
const CALLER: ParticipantId = ParticipantId(0xc1);
const ALERT: AlertId = AlertId(0xa1e7);
const AT: Timestamp = Timestamp(1_800_000_000_000);

macro_rules! kinds {
    ($($room:ident::$root:ident { $($variant:ident: $name:literal),* $(,)? })*) => {
        /// Every kind of event there is.
        pub const KINDS: &[&str] = &[$($(concat!(stringify!($room), ".", $name)),*),*];

        /// The kind of an event. A new kind does not compile until it stands here, and then needs
        /// a sample.
        pub fn kind(event: &Event) -> &'static str {
            match event {
                $($(Event::$root($room::Event::$variant { .. }) => {
                    concat!(stringify!($room), ".", $name)
                })*)*
            }
        }
    };
}

kinds! {
    erasures::Erasures { Erased: "erased" }
    approvals::Approvals {
        Held: "held", Amended: "amended", Replaced: "replaced", Approved: "approved",
        Objected: "objected", Passed: "passed", TakenBack: "taken_back",
    }
    follow_ups::FollowUps {
        Owed: "owed", Grew: "grew", Shrank: "shrank", Dropped: "dropped", Reminded: "reminded",
        Written: "written", Waived: "waived", Undelivered: "undelivered",
        SentAgain: "sent_again",
    }
    components::Components { Put: "put", Removed: "removed" }
    status_pages::StatusPages { Put: "put", Removed: "removed" }
    sightings::Sightings {
        Seen: "seen", Reported: "reported", Called: "called", Dismissed: "dismissed",
    }
    templates::Templates { Put: "put", Removed: "removed" }
    announcements::Announcements {
        Posted: "posted", Changed: "changed", Began: "began", Ended: "ended", Left: "left",
        Written: "written", Withdrawn: "withdrawn",
    }
    audiences::Audiences {
        Put: "put",
        Removed: "removed",
        LinkGiven: "link_given",
        LinkMailed: "link_mailed",
        LinkTaken: "link_taken",
        Forgotten: "forgotten",
    }
    maintenance::Maintenance {
        Planned: "planned",
        Imported: "imported",
        Changed: "changed",
        Reminded: "reminded",
        Said: "said",
        Extended: "extended",
        RoutinePut: "routine_put",
        RoutineRemoved: "routine_removed",
        Written: "written",
        Withdrawn: "withdrawn",
        Refused: "refused",
        TakenBack: "taken_back",
        RoutineTakenBack: "routine_taken_back",
        RoutineWritten: "routine_written",
        RoutineWithdrawn: "routine_withdrawn",
        Skipped: "skipped",
        Left: "left",
    }
    bulletins::Bulletins {
        Opened: "opened",
        Told: "told",
        Promised: "promised",
        Late: "late",
        Observed: "observed",
        Corrected: "corrected",
        CorrectionWritten: "correction_written",
        Imported: "imported",
        Continued: "continued",
        ReviewWritten: "review_written",
        Reviewed: "reviewed",
        ReviewWaived: "review_waived",
        AfterwardsWritten: "afterwards_written",
        ToldAfterwards: "told_afterwards",
        NeverWas: "never_was",
        WasAfterAll: "was_after_all",
        Left: "left",
    }
    subscribers::Subscribers {
        SignedUp: "signed_up",
        Added: "added",
        AskedAgain: "asked_again",
        Confirmed: "confirmed",
        Mistyped: "mistyped",
        Preferred: "preferred",
        Left: "left",
        Resumed: "resumed",
        SecretRenewed: "secret_renewed",
        Stopped: "stopped",
        Bounced: "bounced",
        Announced: "announced",
        Released: "released",
        Withheld: "withheld",
        Claimed: "claimed",
        Reported: "reported",
        Forgotten: "forgotten",
        GivenUp: "given_up",
        Narrowed: "narrowed",
    }
    redactions::Redactions { Asked: "asked", Undone: "undone", Redacted: "redacted" }
    cards::Cards {
        Put: "put", Removed: "removed", Restored: "restored", Ticked: "ticked", Sent: "sent",
        Forgotten: "forgotten",
    }
    feedback::Feedback { Given: "given" }
    organisation::Organisation { Put: "put" }
    access::Access {
        PersonPut: "person_put", PersonRemoved: "person_removed", TeamPut: "team_put",
        TeamRemoved: "team_removed", Offered: "offered", SignedIn: "signed_in",
        Seen: "seen", SignedOut: "signed_out",
        OptedOut: "opted_out", OptedIn: "opted_in",
    }
    methods::Methods {
        RulesPut: "rules_put", Coded: "coded", Missed: "missed", Verified: "verified",
        Faltered: "faltered", Arrived: "arrived", Forgotten: "forgotten",
        DeviceAdded: "device_added", DeviceRemoved: "device_removed",
        DeviceLost: "device_lost", ShowsPut: "shows_put",
    }
    credentials::Credentials {
        TokenMade: "token_made", TokenRevoked: "token_revoked", TokenUsed: "token_used",
        PasskeyAdded: "passkey_added", PasskeyRenamed: "passkey_renamed",
        PasskeyRemoved: "passkey_removed", PasskeyUsed: "passkey_used",
    }
    customers::Customers {
        Put: "put", Removed: "removed", Sought: "sought", Inherited: "inherited",
        Forgotten: "forgotten", Matched: "matched", Attached: "attached", Detached: "detached",
    }
    oncall::Oncall {
        SchedulePut: "schedule_put", ScheduleRemoved: "schedule_removed",
        OverrideAdded: "override_added", OverrideRemoved: "override_removed",
    }
    emergencies::Emergencies {
        Opened: "opened", Said: "said", Attached: "attached", Noted: "noted", Marked: "marked",
        Introduced: "introduced", Asked: "asked", Denied: "denied", Closed: "closed",
        Reopened: "reopened", SetAside: "set_aside", WentOn: "went_on",
        Overlooked: "overlooked", Archived: "archived", Invited: "invited",
        Admitted: "admitted", Named: "named", Removed: "removed", Renewed: "renewed",
        Differed: "differed",
        Endangered: "endangered", Impaired: "impaired",
    }
    groups::Groups {
        Joined: "joined", Undone: "undone", Split: "split", RuleMade: "rule_made",
        RuleEnded: "rule_ended", Admitted: "admitted", Forgotten: "forgotten",
    }
    incidents::Incidents {
        ServicePut: "service_put", ServiceRemoved: "service_removed", Opened: "opened",
        Joined: "joined", Left: "left", Raised: "raised", Led: "led",
        SeveritySet: "severity_set", PhaseSet: "phase_set", Settled: "settled",
        Revived: "revived", Archived: "archived", Restarted: "restarted", Rerouted: "rerouted",
    }
    paging::Paging {
        PolicyPut: "policy_put", PolicyRemoved: "policy_removed", Started: "started",
        Advanced: "advanced", Reached: "reached", RungOn: "rung_on", Skipped: "skipped",
        AlarmRaised: "alarm_raised", Accepted: "accepted", Shared: "shared", Declined: "declined",
        Failed: "failed", Spoken: "spoken", Lapsed: "lapsed", Reminded: "reminded",
        Resumed: "resumed", Stopped: "stopped", Forgotten: "forgotten", Joined: "joined",
        Withdrawn: "withdrawn", Rerouted: "rerouted", Snoozed: "snoozed",
        Unsnoozed: "unsnoozed",
    }
    crew::Crew {
        Asked: "asked", Rang: "rang", Expired: "expired", Unanswered: "unanswered",
        Joined: "joined", Declined: "declined", Missed: "missed", Withdrawn: "withdrawn",
        TookOver: "took_over", Left: "left", Forgotten: "forgotten",
    }
    notes::Notes {
        Written: "written", ShareOwed: "share_owed", ShareUndone: "share_undone",
        Shared: "shared", Forgotten: "forgotten",
    }
    callbacks::Callbacks {
        Asked: "asked", Changed: "changed", Cancelled: "cancelled", Warned: "warned",
        Missed: "missed", Placed: "placed", Taken: "taken", Answered: "answered",
        Parted: "parted", Ended: "ended", Texted: "texted", Closed: "closed",
        Carried: "carried", Forgotten: "forgotten",
    }
    deliveries::Deliveries {
        Owed: "owed", Claimed: "claimed", Reported: "reported", Replayed: "replayed",
        Voided: "voided", Dropped: "dropped", Forgotten: "forgotten",
    }
    updates::Updates {
        Promised: "promised", Published: "published", Warned: "warned", Missed: "missed",
        Agreed: "agreed", Carried: "carried", Excused: "excused", Corrected: "corrected",
        LineCorrected: "line_corrected", Ended: "ended", Forgotten: "forgotten",
    }
    monitoring::Monitoring {
        IntegrationPut: "integration_put", IntegrationRemoved: "integration_removed",
        Tested: "tested", Triggered: "triggered", Repeated: "repeated",
        Acknowledged: "acknowledged", Resolved: "resolved", Joined: "joined",
        Overflowed: "overflowed", Declared: "declared", Held: "held", Carried: "carried",
        Over: "over", Changed: "changed", Forgotten: "forgotten",
    }
    proof::Proof {
        Sought: "sought", Looked: "looked", Tried: "tried", Inquired: "inquired", Told: "told",
        Answered: "answered", Proven: "proven", Joined: "joined", Denied: "denied",
        Consented: "consented", Lapsed: "lapsed", Vouched: "vouched", Acted: "acted",
        GlassBroken: "glass_broken", Entered: "entered", Reviewed: "reviewed", Upgraded: "upgraded",
        Carried: "carried", Forgotten: "forgotten",
    }
    readiness::Readiness {
        Noticed: "noticed", Dismissed: "dismissed",
        TestPlanned: "test_planned", TestDropped: "test_dropped", TestMissed: "test_missed",
        TestBegan: "test_began", TestRang: "test_rang", TestAnswered: "test_answered",
        TestUnanswered: "test_unanswered", TestsForgotten: "tests_forgotten",
    }
    floods::Floods {
        Guarded: "guarded", Unguarded: "unguarded", Counted: "counted", Forgotten: "forgotten",
    }
    restrictions::Restrictions {
        Restricted: "restricted", Inherited: "inherited", LetIn: "let_in", ShutOut: "shut_out",
        Lifted: "lifted", Kept: "kept",
    }
    policy::Policy {
        Unfollowed: "unfollowed", Postponed: "postponed", Continued: "continued",
        Adopted: "adopted",
    }
}

/// The samples, room by room.
pub fn samples() -> Vec<Event> {
    let mut samples = Vec::new();
    samples.extend(rest::of_organisation().map(Event::Organisation));
    samples.extend(keys::of_access().into_iter().map(Event::Access));
    samples.extend(keys::of_credentials().into_iter().map(Event::Credentials));
    samples.extend(ways::of_methods().into_iter().map(Event::Methods));
    samples.extend(of_customers().into_iter().map(Event::Customers));
    samples.extend(of_oncall().into_iter().map(Event::Oncall));
    samples.extend(of_emergencies().into_iter().map(Event::Emergencies));
    samples.extend(people::of_people().into_iter().map(Event::Emergencies));
    samples.extend(people::of_letters().into_iter().map(Event::Deliveries));
    samples.extend(people::of_proof().into_iter().map(Event::Proof));
    samples.extend(calls::of_callbacks().into_iter().map(Event::Callbacks));
    samples.extend(calls::of_emergencies().into_iter().map(Event::Emergencies));
    samples.extend(calls::of_letters().into_iter().map(Event::Deliveries));
    samples.extend(of_groups().into_iter().map(Event::Groups));
    samples.extend(of_incidents().into_iter().map(Event::Incidents));
    samples.extend(reaching::of_paging().into_iter().map(Event::Paging));
    samples.extend(reaching::of_deliveries().into_iter().map(Event::Deliveries));
    samples.extend(machines::of_monitoring().into_iter().map(Event::Monitoring));
    samples.extend(room::of_crew().into_iter().map(Event::Crew));
    samples.extend(room::of_notes().into_iter().map(Event::Notes));
    samples.extend(shown::all());
    samples.extend(follow::all());
    samples.extend(telling::all());
    samples.extend(fanout::all());
    samples.extend(rest::all());
    let unfollowed = policy::Event::Unfollowed {
        command: "Paging".into(),
        refusal: "Nobody is being paged about that.".into(),
    };
    samples.push(Event::Policy(unfollowed));
    samples.extend(postponed());
    samples.push(Event::Policy(policy::Event::Continued));
    samples.push(Event::Policy(policy::Event::Adopted { revision: domain::Revision(2) }));
    samples
}

/// An event within an event keeps its personal words beside it as well.
fn postponed() -> [Event; 2] {
    let reached = ways::reached(Vec::new(), None);
    let (who, reach) = (Some(of_caller("Ana")), None);
    let introduced = emergencies::Event::Introduced { emergency: EMERGENCY, who, reach };
    [Event::Paging(reached), Event::Emergencies(introduced)]
        .map(|event| Event::Policy(policy::Event::Postponed { depth: 2, event: Box::new(event) }))
}

fn maria() -> PersonKey {
    "maria".into()
}

fn review() -> domain::words::Review {
    domain::words::Review {
        happened: "Cards failed for an hour.".into(),
        cause: "A link was cut.".into(),
        change: "A second link.".into(),
        translations: Vec::new(),
    }
}

fn customer() -> CustomerKey {
    "harbour-clinic".into()
}

fn of_person(words: &str) -> Personal {
    Personal::new(Owner::Person(maria()), &format!("{words} {CANARY}"))
}

fn of_caller(words: &str) -> Personal {
    Personal::new(Owner::Participant(CALLER), &format!("{words} {CANARY} \"quoted\" \u{1f6a8}\n"))
}

fn of_contact(words: &str) -> Personal {
    let owner = Owner::Contact(customer(), "ana".into());
    Personal::new(owner, &format!("{words} {CANARY}"))
}

fn of_customers() -> Vec<customers::Event> {
    use customers::Event as E;
    let site = |key: &str, name: &str, zone: Option<&str>| Site {
        key: key.into(),
        name: name.into(),
        zone: zone.map(Into::into),
        component: None,
    };
    let served = Site { component: Some("payments".into()), ..site("north", "North", None) };
    let served = Profile { name: "Harbour".into(), sites: vec![served], ..Profile::default() };
    let profile = Profile {
        name: "Harbour Clinic".into(),
        access_names: vec!["Harbour".into()],
        former_names: vec!["Port Infirmary".into()],
        domains: vec!["harbour.example".into()],
        contacts: vec![Contact {
            key: "ana".into(),
            name: of_contact("Ana"),
            email: Some(of_contact("ana@harbour.example")),
            phone: None,
            told: true,
        }],
        sites: vec![site("north", "North", Some("Europe/Lisbon")), site("south", "South", None)],
        plan: "gold".into(),
        downtime_rate: Some(Money { minor_per_hour: 120_000, currency: "EUR".into() }),
    };
    let evidence = Evidence { who: of_caller("Ana"), reach: of_caller("+351") };
    let reasons = vec![
        Reason::ExactName,
        Reason::AccessName,
        Reason::FormerName,
        Reason::SiteName,
        Reason::SimilarName { permille: 912 },
        Reason::SimilarSite { permille: 871 },
        Reason::Acronym,
        Reason::NameWithin,
        Reason::PhoneOnFile,
        Reason::EmailOnFile,
        Reason::EmailDomain,
        Reason::LiveAlert,
        Reason::OtherNumber,
        Reason::OtherLegalForm,
    ];
    let candidate =
        Candidate { customer: customer(), rank_permille: 990, gate_permille: 950, reasons };
    let by_maria = Actor::Person(maria());
    vec![
        E::Put { customer: customer(), profile: Box::new(profile) },
        E::Put { customer: customer(), profile: Box::default() },
        E::Put { customer: customer(), profile: Box::new(served) },
        E::Removed { customer: customer() },
        E::Sought { emergency: EMERGENCY, evidence, not_before: AT },
        E::Inherited { emergency: EMERGENCY, from: EmergencyId(0xe0) },
        E::Forgotten { emergency: EMERGENCY },
        E::Matched {
            emergency: EMERGENCY,
            candidates: vec![candidate],
            attached: Some(customer()),
        },
        E::Matched { emergency: EMERGENCY, candidates: Vec::new(), attached: None },
        E::Attached { emergency: EMERGENCY, customer: customer(), by: by_maria },
        E::Attached { emergency: EMERGENCY, customer: customer(), by: Actor::System },
        E::Detached { emergency: EMERGENCY, customer: customer(), by: Actor::Operator },
    ]
}

fn of_oncall() -> Vec<oncall::Event> {
    use oncall::Event as E;
    let rotation = |key: &str, cadence: &str, windows: &[&str]| Rotation {
        key: key.into(),
        people: vec![maria(), "jonas".into()],
        cadence: Cadence::parse(cadence, 2).expect("a cadence"),
        hand_off: TimeOfDay::parse("09:30").expect("a time"),
        start: parse_date("2026-01-05").expect("a day"),
        windows: windows.iter().map(|text| Window::parse(text).expect("a window")).collect(),
    };
    let schedule = Schedule {
        name: "Nights".into(),
        zone: "Europe/Lisbon".into(),
        rotations: vec![
            rotation("days", "daily", &[]),
            rotation("weeks", "weekly", &["mon-fri 09:00-17:00", "sat,sun 00:00-24:00"]),
            rotation("months", "monthly", &["fri 22:00-06:00"]),
        ],
    };
    let entry = |replaces, by| Override {
        id: OverrideId(0x01),
        from: AT,
        until: Timestamp(AT.0 + 1),
        person: maria(),
        replaces,
        by,
    };
    let added = |entry| E::OverrideAdded { schedule: "nights".into(), entry };
    vec![
        E::SchedulePut { key: "nights".into(), schedule },
        E::ScheduleRemoved { key: "nights".into() },
        added(entry(None, Actor::Operator)),
        added(entry(Some("jonas".into()), Actor::Person(maria()))),
        E::OverrideRemoved { schedule: "nights".into(), id: OverrideId(0x01) },
    ]
}

fn of_emergencies() -> Vec<emergencies::Event> {
    use emergencies::Event as E;
    let emergency = EMERGENCY;
    let opened = |who, reach, door, follows, language| E::Opened {
        emergency,
        participant: CALLER,
        number: 7,
        who,
        reach,
        door,
        follows,
        language,
        of: None,
    };
    let said = |from, words| E::Said {
        emergency,
        message: MessageId(0x51),
        number: 1,
        from,
        words,
        level: Level::Stranger,
    };
    let marked = |reader| E::Marked { emergency, reader, marks: Marks { delivered: 4, seen: 3 } };
    let mut events = vec![
        opened(None, None, None, None, None),
        opened(
            Some(of_caller("Ana")),
            Some(of_caller("+351")),
            Some("pumps".into()),
            Some(EmergencyId(0xe0)),
            None,
        ),
        opened(None, None, None, None, Some(domain::words::Language::German)),
        said(Speaker::Participant(CALLER), of_caller("The pumps have stopped.")),
        said(Speaker::Person(maria()), of_person("I am reading what you wrote.")),
        marked(Reader::Participant(CALLER)),
        marked(Reader::Person(maria())),
        E::Introduced { emergency, who: Some(of_caller("Ana")), reach: None },
        E::Introduced { emergency, who: None, reach: Some(of_caller("+351")) },
        E::Asked { emergency, by: maria() },
        E::Denied { emergency },
        E::Closed { emergency, how: Closure::Works },
        E::Closed { emergency, how: Closure::Mistake },
        E::WentOn { emergency, to: EmergencyId(0xe1), participant: ParticipantId(0xc1) },
        E::Reopened { emergency, broken: true },
        E::Overlooked { emergency, number: 3 },
        E::Differed { emergency },
        E::Endangered { emergency },
        E::Impaired { emergency, number: 3 },
        E::Archived { emergency },
    ];
    let asides = [Aside::BelievedFixed, Aside::Unreachable, Aside::Mistake, Aside::Abuse];
    events.extend(asides.map(|reason| E::SetAside { emergency, reason, by: maria() }));
    events.extend(lines::all().into_iter().map(|line| E::Noted { emergency, number: 2, line }));
    events
}

fn of_groups() -> Vec<groups::Event> {
    use groups::{Event as E, Pattern, Why};
    let (incident, other, emergency) = (INCIDENT, IncidentId(0x12), EMERGENCY);
    let joined = |held| E::Joined { incident, into: other, by: maria(), held };
    let undone = |held| E::Undone { incident, from: other, held, by: maria() };
    let split = |why| E::Split { emergency, from: other, why };
    let made = |pattern| E::RuleMade { rule: 1, incident, pattern, until: AT, by: maria() };
    let ended = |by| E::RuleEnded { rule: 1, incident, by };
    let admitted = |told| E::Admitted { rule: 1, emergency, into: incident, by: maria(), told };
    vec![
        joined(None),
        joined(Some("jonas".into())),
        undone(None),
        undone(Some("jonas".into())),
        split(Why::Asked { by: maria() }),
        split(Why::Different),
        split(Why::Danger),
        made(Pattern { service: Some("pumps".into()), words: "still".into() }),
        made(Pattern { service: None, words: "still".into() }),
        made(Pattern { service: Some("pumps".into()), words: "".into() }),
        ended(None),
        ended(Some(maria())),
        admitted(true),
        admitted(false),
        E::Forgotten { incident },
    ]
}

fn of_incidents() -> Vec<incidents::Event> {
    use incidents::{Event as E, Phase, Service};
    let incident = INCIDENT;
    let service = |team, policy| E::ServicePut {
        service: "pumps".into(),
        profile: Service { name: "Pump control".into(), team, policy },
    };
    let opened = |service, severity| E::Opened {
        incident,
        number: 3,
        emergency: EMERGENCY,
        service,
        severity,
    };
    let severity = |severity| E::SeveritySet { incident, severity, from: None, by: None };
    let phase = |phase| E::PhaseSet { incident, phase, by: None };
    vec![
        service(Some("night".into()), Some("front-door".into())),
        service(None, None),
        E::ServiceRemoved { service: "pumps".into() },
        opened(None, Severity::Critical),
        opened(Some("pumps".into()), Severity::Critical),
        E::Joined { incident, emergency: EmergencyId(0xe1) },
        E::Left { incident, emergency: EmergencyId(0xe1) },
        E::Raised {
            incident,
            number: 4,
            alert: ALERT,
            service: Some("pumps".into()),
            severity: Severity::High,
        },
        E::Raised { incident, number: 5, alert: ALERT, service: None, severity: Severity::Low },
        E::Led { incident, person: maria() },
        severity(Severity::Critical),
        severity(Severity::High),
        severity(Severity::Low),
        phase(Phase::Investigating),
        phase(Phase::Identified),
        phase(Phase::Monitoring),
        phase(Phase::Resolved),
        E::Settled { incident },
        E::Revived { incident },
        E::Archived { incident },
    ]
    .into_iter()
    .chain(room::of_incidents())
    .collect()
}
