//! From the table of a customer to its profile.

use domain::customers::{Contact, Money, Profile, Site};
use domain::words::{CustomerKey, Owner};

use super::entries::{NAME_WANTED, parts, personal};
use super::read::{Fields, Reader};

/// Reads one customer with its contacts and sites.
pub(super) fn customer(key: &str, fields: &mut Fields<'_>, reader: &mut Reader) -> Profile {
    Profile {
        name: fields.needed("name", NAME_WANTED, reader),
        access_names: fields.list("access_names", reader),
        former_names: fields.list("former_names", reader),
        domains: fields.list("domains", reader),
        plan: fields.line("plan", reader).unwrap_or_default(),
        downtime_rate: fields.table("downtime_rate", reader).map(|mut fields| {
            let rate = Money {
                minor_per_hour: fields
                    .number("per_hour_minor", reader)
                    .map_or(0, |amount| i64::try_from(amount).unwrap_or(i64::MAX)),
                currency: fields.needed("currency", "three letters, like \"EUR\"", reader),
            };
            fields.finish(reader);
            rate
        }),
        contacts: {
            let customer = CustomerKey::from(key);
            parts(fields, "contact", reader, |key, fields, reader| {
                Some(contact(&customer, key, fields, reader))
            })
        },
        sites: parts(fields, "site", reader, |key, fields, reader| {
            let name = fields.needed("name", "what people call it", reader);
            let zone = fields.line("zone", reader);
            let component = fields.key("component", reader).map(|key| key.as_str().into());
            Some(Site { key: key.into(), name, zone, component })
        }),
    }
}

fn contact(
    customer: &CustomerKey,
    key: &str,
    fields: &mut Fields<'_>,
    reader: &mut Reader,
) -> Contact {
    let of = Owner::Contact(customer.clone(), key.into());
    let name = fields.needed("name", NAME_WANTED, reader);
    let mut reach = |name| fields.line(name, reader).filter(|text| !text.is_empty());
    let (email, phone) = (reach("email"), reach("phone"));
    Contact {
        key: key.into(),
        name: personal(&of, &name),
        email: email.map(|text| personal(&of, &text)),
        phone: phone.map(|text| personal(&of, &text)),
        told: fields.flag("told", reader),
    }
}
