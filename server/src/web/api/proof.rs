//! Who takes part in an emergency, what each has proved, and what is done on that.

use domain::State;
use domain::emergencies::{self, Emergency};
use domain::policy::authority::Why;
use domain::proof::{Act, Ask, Command};
use domain::words::{Actor, Channel, ContactKey, EmergencyId, Owner, ParticipantId, Personal};
use serde_json::{Value, json};

use super::super::{Problem, Site, inquiry, people};
use super::call::{Answer, Call};
use super::callers::{self, Caller};
use super::emergencies::known;
use super::schema::{Schema, choice, flag, key, list, maybe, named, number, object, text};
use super::table::Operation;

/// The operations of this part of the table.
pub fn operations() -> Vec<Operation> {
    let mut all = of_callers();
    all.extend(of_the_vendor());
    all
}

/// The shapes of this part, by name.
pub fn schemas() -> Vec<(&'static str, Schema)> {
    let participant = [
        ("participant", text()),
        ("name", maybe(text())),
        ("called", flag()),
        ("level", number(0, 3)),
        ("reads", number(0, 3)),
        ("why", choice(&["nothing", "denied", "plausible", "proven", "agreed"])),
        ("contact", maybe(key())),
        ("invited_by", maybe(text())),
        ("vouched_by", maybe(text())),
    ];
    let colleague = [("participant", text()), ("name", maybe(text())), ("you", flag())];
    vec![
        ("Participant", object(&participant, &[])),
        ("Colleague", object(&colleague, &[])),
        (
            "Proof",
            object(
                &[
                    ("level", number(0, 3)),
                    ("denied_by", list(key())),
                    ("participants", list(named("Participant"))),
                ],
                &[],
            ),
        ),
        (
            "InquirySummary",
            object(
                &[
                    ("asks", choice(&["code", "told", "consent", "glass"])),
                    ("company", text()),
                    ("what", maybe(text())),
                    ("open", flag()),
                    ("reply", maybe(text())),
                    ("url", maybe(text())),
                ],
                &[],
            ),
        ),
    ]
}

fn of_callers() -> Vec<Operation> {
    let invited = object(&[("participant", text()), ("url", text())], &[]);
    let reply = choice(&["me", "join", "not-us", "agree", "disagree"]);
    vec![
        Operation::get("/calls/{link}/participants", "listColleagues", "Who takes part.")
            .open()
            .answers(200, list(named("Colleague")))
            .by(colleagues),
        Operation::post("/calls/{link}/participants", "inviteColleague", "Brings a colleague.")
            .open()
            .takes(object(&[], &[("name", text()), ("to", text())]))
            .answers(201, invited.clone())
            .by(invite),
        Operation::delete(
            "/calls/{link}/participants/{participant}",
            "removeColleague",
            "Takes the link of somebody away whom one has brought.",
        )
        .open()
        .by(remove_colleague),
        Operation::post(
            "/calls/{link}/participants/{participant}/renewal",
            "renewColleague",
            "Gives a colleague another link; the old one opens nothing any more.",
        )
        .open()
        .answers(200, invited)
        .by(renew_colleague),
        Operation::post(
            "/calls/{link}/participants/{participant}/vouch",
            "vouchForColleague",
            "Somebody verified vouches for another.",
        )
        .open()
        .by(vouch),
        Operation::post(
            "/calls/{link}/proof",
            "seekCode",
            "Names an address by which the vendor may know the caller. The answer never tells.",
        )
        .open()
        .takes(object(&[("address", text())], &[]))
        .by(seek),
        Operation::post("/calls/{link}/code", "enterCode", "Enters the code that was sent.")
            .open()
            .takes(object(&[("code", text())], &[]))
            .by(enter_code),
        Operation::get("/inquiries/{link}", "getInquiry", "What a registered contact is asked.")
            .open()
            .answers(200, named("InquirySummary"))
            .by(show_inquiry),
        Operation::post("/inquiries/{link}/answer", "answerInquiry", "The contact answers.")
            .open()
            .takes(object(&[("reply", reply)], &[]))
            .answers(200, named("InquirySummary"))
            .by(answer_inquiry),
    ]
}

fn of_the_vendor() -> Vec<Operation> {
    let names: Vec<&str> = Act::ALL.iter().map(|act| act.name()).collect();
    vec![
        Operation::get("/emergencies/{number}/proof", "getProof", "Who has proved what.")
            .answers(200, named("Proof"))
            .by(show),
        Operation::delete(
            "/emergencies/{number}/participants/{participant}",
            "removeParticipant",
            "Takes a participant's link away.",
        )
        .needs(domain::credentials::Scope::Respond)
        .by(remove),
        Operation::post(
            "/emergencies/{number}/participants/{participant}/renewal",
            "renewParticipant",
            "Gives a participant another link; the old one opens nothing any more.",
        )
        .by(renew),
        Operation::post("/emergencies/{number}/verify", "verify", "Sends a code to a contact.")
            .takes(object(
                &[("participant", text()), ("contact", key())],
                &[("over", choice(&["email", "sms"]))],
            ))
            .by(verify),
        Operation::post(
            "/emergencies/{number}/certify",
            "certify",
            "The token's person called the number on file and knows who answered.",
        )
        .takes(object(&[("participant", text()), ("contact", key())], &[]))
        .by(certify),
        Operation::post(
            "/emergencies/{number}/consent",
            "askConsent",
            "Asks a second contact to agree to what is named.",
        )
        .takes(object(&[("participant", text()), ("contact", key()), ("what", text())], &[]))
        .by(consent),
        Operation::post(
            "/emergencies/{number}/tell-contacts",
            "tellContacts",
            "Tells the contacts who asked for it that someone calls in their company's name.",
        )
        .by(tell),
        Operation::post("/emergencies/{number}/acts", "act", "Does what needs proof.")
            .takes(object(&[("act", choice(&names)), ("note", text())], &[]))
            .by(act),
        Operation::post("/emergencies/{number}/glass", "breakGlass", "Does it without the proof.")
            .takes(object(&[("act", choice(&names)), ("reason", text())], &[]))
            .by(break_glass),
        Operation::post(
            "/emergencies/{number}/upgrade",
            "upgrade",
            "Raises the service level, free of charge.",
        )
        .takes(object(&[("plan", text())], &[]))
        .by(upgrade),
        Operation::post("/breaches/{number}/review", "reviewBreach", "A lead has looked at it.")
            .needs(domain::credentials::Scope::Manage)
            .by(review),
    ]
}

/// The caller where their emergency goes on now.
fn caller(call: &Call) -> Result<Caller, Problem> {
    let Caller { participant, emergency } = callers::caller(call)?;
    let known = &call.state().emergencies;
    let own = known.counterpart(participant);
    let now = own.and_then(|own| Some(Caller { participant: own, emergency: known.lets_in(own)? }));
    Ok(now.unwrap_or(Caller { participant, emergency }))
}

fn participant(call: &Call) -> Result<ParticipantId, Problem> {
    let read = ParticipantId::parse(call.part("participant"));
    read.or_else(|| ParticipantId::parse(call.text("participant")))
        .ok_or_else(|| Problem::bad("participant", "Write the id of a participant."))
}

async fn colleagues(call: Call) -> Result<Answer, Problem> {
    let Caller { participant, emergency } = caller(&call)?;
    let known = call.state().emergencies.get(emergency).ok_or_else(Problem::unknown_link)?;
    let one = |one: &ParticipantId| {
        let name = known.name_of(*one);
        json!({ "participant": one.to_string(), "name": name, "you": *one == participant })
    };
    Answer::ok(known.participants.iter().map(one).collect())
}

async fn invite(call: Call) -> Result<Answer, Problem> {
    let Caller { participant, emergency } = caller(&call)?;
    let before: Vec<ParticipantId> = guests(call.state(), emergency).collect();
    let (name, to) = (call.text("name").to_owned(), call.text("to").to_owned());
    let invite = emergencies::Command::Invite { emergency, name, to };
    call.ask_as(Actor::Participant(participant), invite).await?;
    let state = call.fresh();
    // Asked twice under one number, it is the latest that they brought.
    let by = |one: &ParticipantId| {
        let known = state.emergencies.get(emergency);
        let guest = known.and_then(|known| known.guests.get(one));
        guest.is_some_and(|guest| guest.by == Some(participant))
    };
    let own = guests(&state, emergency).filter(|one| by(one)).collect::<Vec<_>>();
    let new = own.iter().rev().find(|one| !before.contains(one)).or(own.last());
    let new = new.copied().ok_or_else(Problem::unknown_link)?;
    Answer::created(link_of(&call, new))
}

fn guests(state: &State, emergency: EmergencyId) -> impl Iterator<Item = ParticipantId> + '_ {
    state
        .emergencies
        .get(emergency)
        .into_iter()
        .flat_map(|known| known.participants.iter().copied())
}

async fn remove_colleague(call: Call) -> Result<Answer, Problem> {
    let (own, participant) = (caller(&call)?, participant(&call)?);
    let command = emergencies::Command::Remove { emergency: own.emergency, participant };
    call.ask_as(Actor::Participant(own.participant), command).await?;
    Answer::done()
}

async fn renew_colleague(call: Call) -> Result<Answer, Problem> {
    let (own, participant) = (caller(&call)?, participant(&call)?);
    let command = emergencies::Command::Renew { emergency: own.emergency, participant };
    call.ask_as(Actor::Participant(own.participant), command).await?;
    Answer::ok(link_of(&call, participant))
}

/// The link that somebody has now.
fn link_of(call: &Call, participant: ParticipantId) -> Value {
    let url = call.site.render(|context| context.conversation(participant));
    let url = format!("{}{url}", call.site.public_url);
    json!({ "participant": participant.to_string(), "url": url })
}

async fn vouch(call: Call) -> Result<Answer, Problem> {
    let (own, participant) = (caller(&call)?, participant(&call)?);
    let (emergency, by) = (own.emergency, own.participant);
    call.ask_as(Actor::Participant(by), Command::Vouch { emergency, by, participant }).await?;
    Answer::done()
}

async fn seek(call: Call) -> Result<Answer, Problem> {
    let Caller { participant, emergency } = caller(&call)?;
    let address = call.text("address").to_owned();
    let seek = Command::Seek { emergency, participant, address };
    call.ask_as(Actor::Participant(participant), seek).await?;
    Answer::done()
}

async fn enter_code(call: Call) -> Result<Answer, Problem> {
    let Caller { participant, emergency } = caller(&call)?;
    let matched = people::matched(&call.site, (emergency, participant), call.text("code"));
    let enter = Command::Try { emergency, participant, matched };
    call.ask_as(Actor::Participant(participant), enter).await?;
    match matched {
        Some(_) => Answer::done(),
        None => Err(Problem::bad("code", people::WRONG_CODE)),
    }
}

async fn show_inquiry(call: Call) -> Result<Answer, Problem> {
    summary(&call.site, call.part("link"))
}

async fn answer_inquiry(call: Call) -> Result<Answer, Problem> {
    let inquiry = inquiry::opened(&call.site, call.part("link"))?;
    let reply = inquiry::named(call.text("reply")).ok_or_else(|| Problem::unknown("answer"))?;
    call.ask_as(Actor::Inquiry(inquiry), Command::Answer { inquiry, reply }).await?;
    summary(&call.site, call.part("link"))
}

fn summary(site: &Site, link: &str) -> Result<Answer, Problem> {
    let inquiry = inquiry::opened(site, link)?;
    let found = site.render(|context| {
        let known = context.state.proof.inquiry(inquiry)?;
        let (asks, what) = match &known.ask {
            Ask::Code { .. } => ("code", None),
            Ask::Told => ("told", None),
            Ask::Consent { what, .. } => ("consent", Some(what.as_str().to_owned())),
            Ask::Glass { act } => ("glass", Some(act.name().to_owned())),
        };
        let company = context.state.customers.profile(&known.customer);
        let url = known
            .joined
            .map(|joined| format!("{}{}", context.public_url, context.conversation(joined)));
        Some(json!({
            "asks": asks, "company": company.map_or("", |known| known.name.as_str()),
            "what": what, "open": known.is_open(context.now), "url": url,
            "reply": known.reply.map(|(reply, _)| super::shapes::name_of(&reply)),
        }))
    });
    Answer::ok(found.ok_or_else(Problem::unknown_link)?)
}

async fn show(call: Call) -> Result<Answer, Problem> {
    let known = known(&call)?;
    let state = call.state();
    let case = state.proof.case(known.id);
    let denied = case.into_iter().flat_map(|case| &case.denials);
    let denied: Vec<&str> = denied.map(|denial| denial.contact.as_str()).collect();
    let all = known.participants.iter().map(|one| shape(state, known, *one));
    Answer::ok(json!({
        "level": state.conversation_level(known.id).number(), "denied_by": denied,
        "participants": all.collect::<Vec<Value>>(),
    }))
}

fn shape(state: &State, known: &Emergency, one: ParticipantId) -> Value {
    let standing = state.standing(known.id, one);
    let (why, contact) = match &standing.why {
        Why::Nothing => ("nothing", None),
        Why::Denied => ("denied", None),
        Why::Plausible(_) => ("plausible", None),
        Why::Proven(proof) => ("proven", Some(proof.contact.as_str())),
        Why::Agreed(proof, _) => ("agreed", Some(proof.contact.as_str())),
    };
    let by = known.guests.get(&one).and_then(|guest| guest.by);
    json!({
        "participant": one.to_string(), "name": known.name_of(one), "called": one == known.opener,
        "level": standing.level.number(), "reads": standing.reads().number(), "why": why,
        "contact": contact, "invited_by": by.map(|by| by.to_string()),
        "vouched_by": standing.vouched_by.map(|by| by.to_string()),
    })
}

async fn remove(call: Call) -> Result<Answer, Problem> {
    let (emergency, participant) = (known(&call)?.id, participant(&call)?);
    call.ask(emergencies::Command::Remove { emergency, participant }).await?;
    Answer::done()
}

async fn renew(call: Call) -> Result<Answer, Problem> {
    let (emergency, participant) = (known(&call)?.id, participant(&call)?);
    call.ask(emergencies::Command::Renew { emergency, participant }).await?;
    // The link is the participant's: whoever works with them learns no more than that it changed.
    Answer::done()
}

async fn verify(call: Call) -> Result<Answer, Problem> {
    let over = match call.text("over") {
        "email" => Some(Channel::Email),
        "sms" => Some(Channel::Sms),
        _ => None,
    };
    let ask = Ask::Code { participant: participant(&call)? };
    inquire(&call, ask, over).await
}

async fn consent(call: Call) -> Result<Answer, Problem> {
    let owner = call.actor.person().cloned().ok_or_else(|| Problem::unknown("person"))?;
    let what = Personal::new(Owner::Person(owner), call.text("what"));
    let ask = Ask::Consent { participant: participant(&call)?, what };
    inquire(&call, ask, None).await
}

async fn inquire(call: &Call, ask: Ask, over: Option<Channel>) -> Result<Answer, Problem> {
    let (emergency, customer) = (known(call)?.id, None);
    let contact = ContactKey::from(call.text("contact"));
    call.ask(Command::Inquire { emergency, customer, contact, ask, over }).await?;
    Answer::done()
}

async fn certify(call: Call) -> Result<Answer, Problem> {
    let (emergency, participant) = (known(&call)?.id, participant(&call)?);
    let (customer, contact) = (None, ContactKey::from(call.text("contact")));
    call.ask(Command::Certify { emergency, participant, customer, contact }).await?;
    Answer::done()
}

async fn tell(call: Call) -> Result<Answer, Problem> {
    let emergency = known(&call)?.id;
    call.ask(Command::Tell { emergency, customer: None, contacts: Vec::new() }).await?;
    Answer::done()
}

fn named_act(call: &Call) -> Result<Act, Problem> {
    Act::named(call.text("act")).ok_or_else(|| Problem::unknown("act"))
}

async fn act(call: Call) -> Result<Answer, Problem> {
    let (emergency, act) = (known(&call)?.id, named_act(&call)?);
    let note = call.text("note").to_owned();
    call.ask(Command::Act { emergency, act, note, level: None }).await?;
    Answer::done()
}

async fn break_glass(call: Call) -> Result<Answer, Problem> {
    let (emergency, act) = (known(&call)?.id, named_act(&call)?);
    let (reason, level) = (call.text("reason").to_owned(), None);
    let (customer, contacts) = (None, Vec::new());
    call.ask(Command::BreakGlass { emergency, act, reason, level, customer, contacts }).await?;
    Answer::done()
}

async fn upgrade(call: Call) -> Result<Answer, Problem> {
    let emergency = known(&call)?.id;
    call.ask(Command::Upgrade { emergency, plan: call.text("plan").to_owned(), level: None })
        .await?;
    Answer::done()
}

async fn review(call: Call) -> Result<Answer, Problem> {
    let breach = call.number().ok_or_else(|| Problem::unknown("breach"))?;
    call.tell(Command::Review { breach }).await?;
    Answer::done()
}
