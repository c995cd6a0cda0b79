//! What follows when somebody tests with their phone on silent: everything rings that would ring
//! them for a critical emergency.

use std::time::Duration;

use super::reach::owe;
use crate::access::Method;
use crate::deliveries::About;
use crate::readiness::{self, Event};
use crate::words::{Channel, PersonKey, Severity};
use crate::{Command, Moment, State};

/// A test that comes later than this is no test of waking up.
const TEST_LASTS: Duration = Duration::from_secs(180);

pub(super) fn reactions(now: &State, event: &Event, moment: &Moment<'_>) -> Vec<Command> {
    match event {
        Event::TestBegan { person } => {
            let methods = of_a_test(now, person).into_iter().map(|method| method.key).collect();
            vec![readiness::Command::RingTest { person: person.clone(), methods }.into()]
        }
        Event::TestRang { person, methods } => {
            let about = About::Test { person: person.clone() };
            let rung = of_a_test(now, person).into_iter();
            let rung = rung.filter(|method| methods.contains(&method.key));
            rung.map(|method| owe(&about, person, &method, moment, TEST_LASTS)).collect()
        }
        Event::Noticed { .. }
        | Event::Dismissed { .. }
        | Event::TestPlanned { .. }
        | Event::TestDropped { .. }
        | Event::TestMissed { .. }
        | Event::TestAnswered { .. }
        | Event::TestUnanswered { .. }
        | Event::TestsForgotten { .. } => Vec::new(),
    }
}

/// What their rules ring for something critical, all at once, but for what rings no telephone.
fn of_a_test(now: &State, person: &PersonKey) -> Vec<Method> {
    let rules = now.methods.rules(person).map(|rules| &rules.rules);
    let critical = rules.into_iter().flatten().filter(|rule| rule.urgency == Severity::Critical);
    let critical: Vec<_> = critical.map(|rule| &rule.method).collect();
    let mut methods = now.methods_of(person);
    methods.retain(|method| {
        !matches!(method.channel, Channel::Screen | Channel::Webhook)
            && now.takes(person, &method.key)
            && (critical.is_empty() || critical.contains(&&method.key))
    });
    methods
}
