//! What the columns of a list are called, by whoever wrote it.

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The way, by its name here.
    Route,
    /// The way, as others call it.
    Mode,
    /// A mail address; beside a program's address it is whom to ask about that.
    Email,
    Phone,
    Country,
    /// The address of a program.
    Endpoint,
    /// An address over whichever way.
    Address,
    Components,
    Services,
    Sites,
    AtLeast,
    Daily,
    QuietFrom,
    QuietUntil,
    Zone,
    Language,
    Page,
    Customer,
    Colleague,
    /// Whether they came by a link, or by their mail domain.
    ByLink,
    /// Where they stand, in a word.
    Standing,
    /// Since when nothing reaches them.
    Failing,
    /// Since when they want nothing any more.
    Left,
}

/// What columns are called: here, by Statuspage, and by whoever makes such a list by hand.
const NAMES: &[(Column, &[&str])] = &[
    (Column::Route, &["route"]),
    (Column::Mode, &["mode", "type", "way", "channel", "method", "kind", "subscriber_type"]),
    (
        Column::Email,
        &["email", "e_mail", "mail", "email_address", "mail_address", "e_mail_address"],
    ),
    (
        Column::Phone,
        &["phone", "phone_number", "number", "sms", "mobile", "telephone", "telephone_number"],
    ),
    (Column::Country, &["country", "phone_country", "country_code", "phone_country_code"]),
    (Column::Endpoint, &["endpoint", "endpoint_url", "webhook", "webhook_url", "url"]),
    (Column::Address, &["address", "addresses", "recipient", "target", "contact"]),
    (
        Column::Components,
        &["components", "component", "component_ids", "component_names", "subscribed_components"],
    ),
    (Column::Services, &["services"]),
    (Column::Sites, &["sites"]),
    (Column::AtLeast, &["at_least"]),
    (Column::Daily, &["daily"]),
    (Column::QuietFrom, &["quiet_from"]),
    (Column::QuietUntil, &["quiet_until"]),
    (Column::Zone, &["zone", "time_zone", "timezone"]),
    (Column::Language, &["language", "locale"]),
    (Column::Page, &["page"]),
    (Column::Customer, &["customer"]),
    (Column::Colleague, &["colleague"]),
    (Column::ByLink, &["by_link"]),
    (Column::Standing, &["standing", "state", "status"]),
    (Column::Failing, &["quarantined", "quarantined_at", "bounced_at"]),
    (Column::Left, &["unsubscribed", "unsubscribed_at", "deleted_at"]),
];

/// Which column is which.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns(Vec<(Column, usize)>);

/// What the first row of a list is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum First {
    /// It names the columns.
    Head(Columns),
    /// It names columns of which nobody knows any.
    Unknown,
    /// It names somebody already.
    Row,
}

impl Columns {
    /// What the first row is: a head has names and no address.
    pub fn of(cells: &[String]) -> First {
        if cells.iter().any(|cell| is_somewhere(unquoted(cell))) {
            return First::Row;
        }
        let known = cells.iter().enumerate().filter_map(|(at, cell)| Some((named(cell)?, at)));
        let known: Vec<_> = known.collect();
        match known.is_empty() {
            false => First::Head(Self(known)),
            true if cells.len() > 1 => First::Unknown,
            true => First::Row,
        }
    }

    /// What stands in that column, if anything does.
    pub fn get<'a>(&self, cells: &'a [String], column: Column) -> &'a str {
        let mut all = self.0.iter().filter(|(known, _)| *known == column);
        let cell = |at: usize| cells.get(at).map(|cell| unquoted(cell.trim()).trim());
        all.find_map(|(_, at)| cell(*at).filter(|cell| !cell.is_empty())).unwrap_or_default()
    }
}

fn named(cell: &str) -> Option<Column> {
    let plain = |c: char| if matches!(c, ' ' | '-' | '.' | '/') { '_' } else { c };
    let name: String = unquoted(cell.trim()).trim().to_lowercase().chars().map(plain).collect();
    NAMES.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(column, _)| *column)
}

/// Whether a cell may be where somebody is reached: a head has none such.
fn is_somewhere(cell: &str) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    cell.contains('@') || cell.contains("://") || digits >= 5
}

/// What a spreadsheet would take for the beginning of a formula.
pub fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A cell without the mark that keeps spreadsheets from reading a formula.
pub fn unquoted(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(rest) => rest,
        _ => cell,
    }
}
