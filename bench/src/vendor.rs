//! A vendor as an organisation file: people who are rung by webhooks, and who is rung first.

use std::fmt::Write as _;

/// NordPay, whose front door leads to the policy of that name.
pub fn nordpay() -> String {
    "[organisation]\nname = \"NordPay\"\nslug = \"nordpay\"\nzone = \"Europe/Copenhagen\"\n\
     front_door = \"front-door\"\n"
        .to_owned()
}

/// Somebody who is rung by the webhook of that name.
pub fn person(key: &str, role: &str, hook: &str) -> String {
    format!(
        "[[person]]\nkey = \"{key}\"\nname = \"The {key} engineer\"\nrole = \"{role}\"\n\
         zone = \"Europe/Copenhagen\"\n[[person.method]]\nkey = \"hook\"\n\
         channel = \"webhook\"\naddress = \"{hook}\"\n"
    )
}

/// A policy that rings each of these for so many seconds before the next.
pub fn policy(key: &str, steps: &[(&str, u32)]) -> String {
    let mut text = format!("[[policy]]\nkey = \"{key}\"\nname = \"The {key}\"\nrounds = 3\n");
    for (target, delay_secs) in steps {
        let _ =
            write!(text, "[[policy.step]]\ntargets = [\"{target}\"]\ndelay_secs = {delay_secs}\n");
    }
    text
}

/// One engineer, who is rung by the webhook `sink` for so many seconds.
pub fn of_one(delay_secs: u32) -> String {
    let rung = policy("front-door", &[("person:duty", delay_secs)]);
    [nordpay(), person("duty", "manager", "sink"), rung].concat()
}
