//! Who else answers: a pasted list becomes people, and each gets a link to sign in.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use domain::access::{self, Person, Role};
use domain::words::{Channel, KEY_LEN_MAX, Owner, PersonKey, Personal, SmolStr, tidy_line};
use domain::{Command, State as Organisation};
use views::wizard::{Invitation, Sight, Step};

use super::{Reached, Read, put, reached, shown, turned_away, with_methods};
use crate::web::forms::Fields;
use crate::web::signed_in::SignedIn;
use crate::web::{Site, see_other};

/// Most people that one list brings.
const LIST_MAX: usize = 100;
/// Longest part of a key that is taken from a name.
const NAME_KEY_LEN_MAX: usize = 24;

/// `GET /console/setup/people`
pub(super) async fn show(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    let open = invitations(&site);
    shown(&site, &who, None, |context, sight| views::wizard::people(context, sight, &open))
}

/// The links that still work, newest last.
fn invitations(site: &Site) -> Vec<Invitation> {
    let published = site.line.published();
    let now = published.now();
    // Whoever asked for a link themselves gets it by mail; only invitations live for days.
    let lasting = |until| until > now + access::OFFER_LASTS;
    let offers = published.state.access.offers.iter();
    let open = offers.filter(|(_, offer)| lasting(offer.until)).filter_map(|(number, offer)| {
        let url = format!("{}/signin/{}", site.public_url, site.key.sign_in(*number));
        Some(Invitation { person: offer.person.clone()?, url, until: offer.until })
    });
    open.collect()
}

/// `POST /console/setup/people`: adds and invites everyone on the list.
pub(super) async fn add(State(site): State<Arc<Site>>, who: SignedIn, fields: Fields) -> Response {
    let state = site.line.published().state;
    let read = list(&fields, &state);
    let open = invitations(&site);
    let page = |context: &views::Context<'_>, sight: &Sight<'_>| {
        views::wizard::people(context, sight, &open)
    };
    let answer = put(&site, &who, &fields, Step::People, read, page).await;
    let saved = answer.status() == axum::http::StatusCode::SEE_OTHER;
    // Back to the list, where the links to hand over stand.
    if saved { see_other(&Step::People.path()) } else { answer }
}

/// `POST /console/setup/people/invite`: another link for somebody who is there already.
pub(super) async fn invite(
    State(site): State<Arc<Site>>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    if let Some(response) = turned_away(&site, &who) {
        return response;
    }
    let person = PersonKey::from(tidy_line(fields.get("person")).as_str());
    who.does(&site, access::Command::Invite { person }, &Step::People.path()).await
}

/// One line of the list.
#[derive(Debug, PartialEq, Eq)]
struct Entry {
    name: String,
    email: String,
    number: String,
}

/// A name and what else can be told apart in it: an address has an @, a number begins with + or a
/// digit. Commas, semicolons, tabs and angle brackets part them, as mail programs and
/// spreadsheets write them.
fn entry(line: &str) -> Entry {
    let mut entry = Entry { name: String::new(), email: String::new(), number: String::new() };
    for part in line.split([',', ';', '\t', '<', '>']) {
        let part = tidy_line(part.trim().trim_matches('"'));
        let is_number = part.starts_with(|c: char| c == '+' || c == '(' || c.is_ascii_digit());
        match () {
            () if part.is_empty() => {}
            () if part.contains('@') && entry.email.is_empty() => entry.email = part,
            () if is_number && entry.number.is_empty() => entry.number = part,
            () if entry.name.is_empty() => entry.name = part,
            () => {
                entry.name.push(' ');
                entry.name.push_str(&part);
            }
        }
    }
    if entry.name.is_empty() {
        // An address alone names its owner well enough for the start.
        let local = entry.email.split('@').next().unwrap_or_default();
        entry.name = local.replace(['.', '_', '-'], " ");
    }
    entry
}

fn role(name: &str) -> Role {
    match name {
        "observer" => Role::Observer,
        "lead" => Role::Lead,
        "manager" => Role::Manager,
        _ => Role::Responder,
    }
}

fn list(fields: &Fields, state: &Organisation) -> Read {
    let lines: Vec<&str> =
        fields.get("list").lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() {
        return Err(("list", "Please write at least one name.".to_owned()));
    }
    if lines.len() > LIST_MAX {
        return Err(("list", format!("At most {LIST_MAX} lines at once. Send the rest after.")));
    }
    let mut taken: BTreeSet<String> = state.access.people.keys().map(ToString::to_string).collect();
    let (mut people, mut invitations) = (Vec::new(), Vec::new());
    for (at, line) in lines.iter().enumerate() {
        let entry = entry(line);
        let wrong = |why: &str| ("list", format!("Line {}, “{line}”: {why}", at + 1));
        if entry.name.is_empty() {
            return Err(wrong("there is no name in it."));
        }
        let ways = reached(&entry.email, &entry.number).map_err(|(_, why)| wrong(&why))?;
        if let Some(known) = who_has(state, &entry.email) {
            return Err(wrong(&format!("{known} has this address already.")));
        }
        let key = free_key(&entry.name, &taken);
        taken.insert(key.clone());
        let person = PersonKey::from(key.as_str());
        people.push(put_person(&person, &entry.name, role(fields.get("role")), &ways, state));
        invitations.push(access::Command::Invite { person }.into());
    }
    people.extend(invitations);
    Ok(people)
}

fn put_person(
    person: &PersonKey,
    name: &str,
    role: Role,
    ways: &Reached,
    state: &Organisation,
) -> Command {
    let owner = Owner::Person(person.clone());
    let zone: SmolStr = state.organisation.settings.zone.clone();
    let mut profile =
        Person { name: Personal::new(owner.clone(), name), role, zone, methods: Vec::new() };
    with_methods(&mut profile, &owner, ways);
    access::Command::PutPerson { person: person.clone(), profile }.into()
}

/// Whose mail address that is already.
fn who_has<'a>(state: &'a Organisation, email: &str) -> Option<&'a str> {
    let has = |person: &Person| {
        let mut methods = person.methods.iter();
        methods.any(|known| known.channel == Channel::Email && known.address.as_str() == email)
    };
    let mut people = state.access.people.iter();
    let known = people.find(|(_, person)| !email.is_empty() && has(person));
    known.map(|(key, _)| state.access.name(key))
}

/// A short word for somebody that nobody has: the first name, then with the last, then a number.
fn free_key(name: &str, taken: &BTreeSet<String>) -> String {
    let plain = deunicode::deunicode(name).to_lowercase();
    let words: Vec<String> = plain
        .split(|c: char| c.is_whitespace() || c == '-')
        .map(|word| word.chars().filter(char::is_ascii_alphanumeric).collect::<String>())
        .filter(|word| !word.is_empty())
        .map(|word| word.chars().take(NAME_KEY_LEN_MAX).collect())
        .collect();
    let first = words.first().cloned().unwrap_or_else(|| "person".to_owned());
    let whole: String = [first.as_str(), words.last().map_or("", String::as_str)].join(".");
    let whole = whole.trim_end_matches('.').to_owned();
    let numbered = (2..).map(|number| format!("{first}{number}"));
    let mut wanted = [first.clone(), whole].into_iter().chain(numbered);
    let free = wanted.find(|key| !taken.contains(key) && key.len() <= KEY_LEN_MAX);
    free.unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_however_it_was_copied() {
        let whole = Entry {
            name: "Tom Okafor".into(),
            email: "tom@example.com".into(),
            number: "+47 400 00 000".into(),
        };
        for line in [
            "Tom Okafor, tom@example.com, +47 400 00 000",
            "Tom Okafor <tom@example.com>; +47 400 00 000",
            "\"Tom Okafor\"\ttom@example.com\t+47 400 00 000",
            "+47 400 00 000, tom@example.com, Tom Okafor",
        ] {
            assert_eq!(entry(line), whole, "{line}");
        }
        assert_eq!(entry("ana.duarte@example.com").name, "ana duarte");
        assert_eq!(entry("Okafor, Tom").name, "Okafor Tom");
        assert_eq!(entry(" , ;").name, "");
    }

    #[test]
    fn a_line_of_any_bytes_can_be_read_and_makes_a_key() {
        bolero::check!().for_each(|bytes: &[u8]| {
            let line = String::from_utf8_lossy(bytes);
            let entry = entry(&line);
            let key = free_key(&entry.name, &BTreeSet::new());
            assert!(domain::words::is_key(&key), "{key:?} of {line:?}");
        });
    }

    #[test]
    fn two_of_one_name_have_two_keys() {
        let mut taken = BTreeSet::new();
        for wanted in ["asa", "asa.oberg", "asa2", "asa3"] {
            let key = free_key("Åsa Öberg", &taken);
            assert_eq!(key, wanted);
            taken.insert(key);
        }
    }
}
