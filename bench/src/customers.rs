//! A directory of invented customers that sound like companies, the same ones in every run.

use domain::customers::{Contact, Profile, Site};
use domain::words::{CustomerKey, Owner, Personal, SmolStr};

const FIRST: [&str; 24] = [
    "Bright", "North", "Silver", "Green", "Stone", "Oak", "Lake", "Fair", "Iron", "Amber", "Cedar",
    "Clear", "East", "Falcon", "Golden", "Harbour", "Juniper", "Kestrel", "Linden", "Maple", "Red",
    "Summit", "Willow", "Vista",
];
const SECOND: [&str; 20] = [
    "water", "field", "brook", "wood", "ford", "ridge", "gate", "mill", "haven", "stead", "bank",
    "bridge", "crest", "dale", "grove", "point", "side", "view", "well", "yard",
];
const TRADE: [&str; 24] = [
    "Clinics",
    "Dental Care",
    "Pharmacy",
    "Logistics",
    "Freight",
    "Bakery",
    "Laboratories",
    "Hospital",
    "Hotels",
    "Markets",
    "Optics",
    "Payments",
    "Radiology",
    "Transit",
    "Veterinary",
    "Energy",
    "Foods",
    "Grocers",
    "Instruments",
    "Couriers",
    "Cinema",
    "Marine",
    "Parking",
    "Diagnostics",
];
const PLACE: [&str; 20] = [
    "Elm Street",
    "Quay Road",
    "Hillside",
    "Mill Lane",
    "Station",
    "Old Town",
    "Riverside",
    "Park",
    "Airport",
    "Market Square",
    "North Gate",
    "South Gate",
    "High Street",
    "Cathedral",
    "Docks",
    "University",
    "Central",
    "West End",
    "Garden",
    "Bridge",
];
const FORM: [&str; 6] = ["Ltd", "GmbH", "Inc.", "AB", "A/S", "LLC"];

/// The customer of a number: its key and what the vendor knows of it.
pub fn customer(number: usize) -> (CustomerKey, Profile) {
    let place = PLACE[number / 11_520 % PLACE.len()];
    let (name, form) = (spoken(number), FORM[number % FORM.len()]);
    let key = CustomerKey::from(format!("customer-{number:06}").as_str());
    let of = || Owner::Contact(key.clone(), "desk".into());
    let phone = format!("+44 20 {:04} {:04}", number / 10_000, number % 10_000);
    let contact = Contact {
        key: "desk".into(),
        name: Personal::new(of(), "Service desk"),
        email: Some(Personal::new(of(), &format!("desk@c{number}.example"))),
        phone: Some(Personal::new(of(), &phone)),
        told: false,
    };
    let site = |place: &str| Site {
        key: "main".into(),
        name: SmolStr::new(place),
        zone: None,
        component: None,
    };
    let profile = Profile {
        name: SmolStr::new(format!("{name} {form}")),
        domains: vec![SmolStr::new(format!("c{number}.example"))],
        contacts: vec![contact],
        sites: vec![site(place)],
        ..Profile::default()
    };
    (key, profile)
}

/// The customer's name as its own people say it: every number has its own.
pub fn spoken(number: usize) -> String {
    let first = FIRST[number % FIRST.len()];
    let second = SECOND[number / FIRST.len() % SECOND.len()];
    let trade = TRADE[number / (FIRST.len() * SECOND.len()) % TRADE.len()];
    let place = PLACE[number / 11_520 % PLACE.len()];
    format!("{first}{second} {trade} {place}")
}

/// The same name, said in a hurry: two letters have changed places.
pub fn misspelt(number: usize) -> String {
    let mut letters: Vec<char> = spoken(number).chars().collect();
    let at = 2 + number % 4;
    letters.swap(at, at + 1);
    letters.into_iter().collect()
}
