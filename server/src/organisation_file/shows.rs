//! What messages show, of everybody and of a customer: read and written.

use std::collections::BTreeMap;

use domain::customers::Profile;
use domain::methods::{ByChannel, Shown, Shows};
use domain::words::CustomerKey;

use super::entries::choice;
use super::read::{Fields, Reader};
use super::sections::{Section, Value, Writer, Written};

const SHOWN: [(&str, Shown); 3] =
    [("nothing", Shown::Nothing), ("summary", Shown::Summary), ("words", Shown::Words)];

/// Reads the table `shows`; none where there is none.
pub(super) fn read(fields: &mut Fields<'_>, reader: &mut Reader) -> Option<ByChannel> {
    let mut fields = fields.table("shows", reader)?;
    let mut channels = ByChannel::new();
    for channel in Shows::CHANNELS {
        // A channel that is left out is shown as what stands above this table says.
        if fields.is_asked(channel.name()) {
            let shown = choice(&mut fields, channel.name(), &SHOWN, reader);
            channels.extend(shown.map(|shown| (channel, shown)));
        }
    }
    fields.finish(reader);
    Some(channels)
}

impl Written for ByChannel {
    fn sections(&self) -> Vec<Section> {
        let each = self.iter().map(|(channel, shown)| (channel.name(), shown.name()));
        vec![Writer::own().value("shows", Value::Pairs(each.collect())).0]
    }
}

/// A customer and what messages show of it, as one table of the file.
#[derive(Clone)]
pub(super) struct Showing {
    profile: Profile,
    shows: Option<ByChannel>,
}

impl Written for Showing {
    fn sections(&self) -> Vec<Section> {
        let mut sections = self.profile.sections();
        let shows = self.shows.iter().flat_map(ByChannel::sections);
        if let Some(own) = sections.first_mut() {
            own.fields.extend(shows.flat_map(|section| section.fields));
        }
        sections
    }
}

impl super::File {
    /// The customers, each with what messages show of it.
    pub(super) fn shown(&self) -> BTreeMap<CustomerKey, Showing> {
        let showing = |(key, profile): (&CustomerKey, &Profile)| {
            let shows = self.customer_shows.get(key).cloned();
            (key.clone(), Showing { profile: profile.clone(), shows })
        };
        self.customers.iter().map(showing).collect()
    }
}
