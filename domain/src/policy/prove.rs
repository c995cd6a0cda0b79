//! What follows when a method is to be proved, and when one fails: codes go out, owners are told.

use super::reach::owe;
use crate::access::Method;
use crate::deliveries::{About, CAME_BACK, Outcome};
use crate::methods::{self, CODE_LASTS, Event, FAILING_AFTER, GONE};
use crate::words::{Channel, DeliveryId, PersonKey, Timestamp};
use crate::{Command, Moment, State};

/// How long it is worth telling somebody that one of their methods fails.
const TOLD_WITHIN: std::time::Duration = std::time::Duration::from_secs(24 * 3_600);

pub(super) fn reactions(now: &State, event: &Event, moment: &Moment<'_>) -> Vec<Command> {
    match event {
        Event::Coded { person, method, number, .. } => {
            let known = now.methods_of(person).into_iter().find(|known| known.key == *method);
            let about = About::Code { number: *number };
            let sent = known.map(|known| owe(&about, person, &known, moment, CODE_LASTS));
            sent.into_iter().collect()
        }
        // A device that is added is asked at once whether messages arrive there.
        Event::DeviceAdded { person, method, address, .. } => {
            let (person, method, address) = (person.clone(), method.clone(), address.clone());
            vec![methods::Command::SendCode { person, method, address }.into()]
        }
        Event::Faltered { person, method, address, .. }
        | Event::DeviceLost { person, method, address } => {
            let known = now.methods.failing(person, method, address);
            if known.is_none_or(|known| known.count != FAILING_AFTER) {
                return Vec::new();
            }
            let about = About::Failing { person: person.clone(), method: method.clone() };
            let others = now.methods_of(person).into_iter().filter(|other| {
                matches!(other.channel, Channel::Email | Channel::Push)
                    && other.key != *method
                    && now.methods.failing(person, &other.key, &other.address).is_none()
            });
            others.map(|other| owe(&about, person, &other, moment, TOLD_WITHIN)).collect()
        }
        Event::RulesPut { .. }
        | Event::Missed { .. }
        | Event::Verified { .. }
        | Event::Arrived { .. }
        | Event::DeviceRemoved { .. }
        | Event::ShowsPut { .. }
        | Event::Forgotten { .. } => Vec::new(),
    }
}

/// What became of a delivery says something of the method that it went over.
pub(super) fn noted(
    now: &State,
    delivery: DeliveryId,
    outcome: &Outcome,
    retry_at: Option<Timestamp>,
) -> Option<Command> {
    let known = now.deliveries.get(delivery)?;
    let person = known.address.person.as_ref()?;
    let method = method_of(now, person, known.address.channel, &known.address.to)?;
    let (person, method, address) = (person.clone(), method.key, method.address);
    match outcome {
        Outcome::Failed { permanent: true, reason } if reason == GONE => {
            Some(methods::Command::LoseDevice { person, method }.into())
        }
        Outcome::Failed { permanent: true, reason } if retry_at.is_none() => {
            let reason = reason.clone();
            Some(methods::Command::NoteFailure { person, method, address, reason }.into())
        }
        // A mail server says no more than that it took it; a carrier tells of the arrival.
        Outcome::Delivered => Some(methods::Command::NoteArrival { person, method }.into()),
        // Where mail came back, that a server took the next one says nothing.
        Outcome::Sent if known.address.channel == Channel::Email => {
            let last = now.methods.last_failure(&person, &method, &address);
            let came_back = last.is_some_and(|failing| failing.reason.starts_with(CAME_BACK));
            (!came_back).then(|| methods::Command::NoteArrival { person, method }.into())
        }
        Outcome::Sent
        | Outcome::Failed { .. }
        | Outcome::Unknown { .. }
        | Outcome::Unanswered { .. } => None,
    }
}

fn method_of(
    now: &State,
    person: &PersonKey,
    channel: Channel,
    to: &crate::words::Personal,
) -> Option<Method> {
    // A screen that is not looked at is no broken method.
    let mut methods = now.methods_of(person).into_iter();
    methods.find(|known| {
        known.channel == channel && channel != Channel::Screen && known.address == *to
    })
}
