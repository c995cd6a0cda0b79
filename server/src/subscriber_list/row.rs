//! One row of a list: over which way whoever stands there is reached, and where.

use domain::subscribers::{Lane, Route, is_trap, tidy_address};
use domain::words::Country;
use domain::words::national::international;

use super::columns::{Column, Columns, unquoted};

/// Why a channel of a chat does not move with a list.
const CHAT: &str = "channels of chats cannot be moved: the address of theirs is made in the chat, \
                    so whoever looks after the channel signs it up again";

/// The way of a row, where it says so.
enum Way {
    Silent,
    Over(Route),
}

/// Over which way a row is reached, and where, in its plain form.
///
/// # Errors
/// Why nobody is reached by it, as the rest of a sentence.
pub fn read(
    cells: &[String],
    columns: Option<&Columns>,
    chosen: Route,
) -> Result<(Route, String), String> {
    let Some(columns) = columns else { return unheaded(cells, chosen) };
    let get = |column| columns.get(cells, column);
    let (mail, phone) = (get(Column::Email), get(Column::Phone));
    let (endpoint, address) = (get(Column::Endpoint), get(Column::Address));
    let country = get(Column::Country);
    let route = match way(get(Column::Route), get(Column::Mode), chosen)? {
        Way::Over(route) => route,
        // A mail address beside a program's is whom to ask about it, and never asked to be told.
        Way::Silent if !endpoint.is_empty() => posted_like(chosen),
        Way::Silent => match (mail.is_empty(), phone.is_empty()) {
            (false, true) => Route::Email,
            (true, false) => Route::Sms,
            (false, false) if matches!(chosen, Route::Email | Route::Sms) => chosen,
            (false, false) => {
                return Err("it has a mail address and a number; say which is meant in a column \
                            “type”"
                    .to_owned());
            }
            (true, true) => chosen,
        },
    };
    let own = match route.lane() {
        Lane::Mail => mail,
        Lane::Text => phone,
        Lane::Hook => endpoint,
    };
    let at = if own.is_empty() { address } else { own };
    if at.is_empty() {
        return Err(format!("nothing stands there for “{}”", route.name()));
    }
    plain(route, at, country).map(|address| (route, address))
}

/// The way that a row names.
fn way(here: &str, elsewhere: &str, chosen: Route) -> Result<Way, String> {
    if let Some(route) = Route::parse(&here.to_lowercase()) {
        return Ok(Way::Over(route));
    }
    let word = if here.is_empty() { elsewhere } else { here }.to_lowercase();
    match word.as_str() {
        "" => Ok(Way::Silent),
        "email" | "e-mail" | "mail" | "email_subscriber" => Ok(Way::Over(Route::Email)),
        "sms" | "text" | "phone" | "text message" => Ok(Way::Over(Route::Sms)),
        "webhook" | "endpoint" => Ok(Way::Over(posted_like(chosen))),
        "statuspage" => Ok(Way::Over(Route::Statuspage)),
        "slack"
        | "teams"
        | "ms teams"
        | "msteams"
        | "microsoft teams"
        | "microsoft_teams"
        | "discord"
        | "integration_partner"
        | "integration partner" => Err(CHAT.to_owned()),
        other => {
            let other: String = other.chars().take(40).collect();
            Err(format!("nobody is told over “{other}” here"))
        }
    }
}

/// What is posted to the program of a list that only says that it is one: what it had until now,
/// unless whoever brings the list in says that it reads the signed one.
fn posted_like(chosen: Route) -> Route {
    if chosen == Route::Webhook { Route::Webhook } else { Route::Statuspage }
}

/// A row of a list that names no columns: a way, an address, and what belongs to it, as Statuspage
/// has its lists to fill in; or any cells, of which the first that is an address counts.
fn unheaded(cells: &[String], chosen: Route) -> Result<(Route, String), String> {
    let cells: Vec<&str> = cells.iter().map(|cell| unquoted(cell.trim()).trim()).collect();
    let cell = |at: usize| cells.get(at).copied().unwrap_or_default();
    if cells.len() > 1
        && let Some(route) = first_word(cell(0), chosen)?
    {
        return plain(route, cell(1), cell(2)).map(|address| (route, address));
    }
    let found = cells.iter().find_map(|cell| tidy_address(chosen, cell).ok());
    if let Some(address) = found {
        return Ok((chosen, address));
    }
    let filled = || cells.iter().filter(|cell| !cell.is_empty());
    if chosen == Route::Sms {
        let is_country = |cell: &&&str| Country::parse(cell).is_some();
        let country = filled().find(is_country).copied().unwrap_or_default();
        let number = filled().find(|cell| cell.bytes().filter(u8::is_ascii_digit).count() >= 5);
        if let Some(number) = number {
            return plain(chosen, number, country).map(|address| (chosen, address));
        }
    }
    let first = filled().next().copied().unwrap_or_default();
    plain(chosen, first, "").map(|address| (chosen, address))
}

/// The way that the first cell of a row without columns names.
fn first_word(word: &str, chosen: Route) -> Result<Option<Route>, String> {
    let names = ["email", "sms", "webhook", "slack", "teams", "discord"];
    match names.contains(&word.to_lowercase().as_str()) {
        true => way("", word, chosen).map(|way| match way {
            Way::Over(route) => Some(route),
            Way::Silent => None,
        }),
        false => Ok(None),
    }
}

/// An address in its plain form.
///
/// # Errors
/// Why nothing is sent there.
fn plain(route: Route, at: &str, country: &str) -> Result<String, String> {
    match route.lane() {
        Lane::Mail => tidy_address(route, at).map_err(|_| {
            match at.rsplit_once('@').is_some_and(|(local, _)| is_trap(local.trim())) {
                true => "mail there reaches who runs the mail, and no reader".to_owned(),
                false => "this is no mail address".to_owned(),
            }
        }),
        Lane::Text => {
            let number = international(at, country).map_err(|why| why.to_string())?;
            let dear = || "such numbers cost whoever writes to them extra".to_owned();
            tidy_address(route, &number).map_err(|_| dear())
        }
        Lane::Hook => tidy_address(route, at)
            .map_err(|_| "this is no address that starts with https://".to_owned()),
    }
}
