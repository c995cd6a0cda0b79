//! A list, read: who is added, who is here already, and which lines add nobody, and why.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::State;
use domain::subscribers::{
    Lane, Profile, Quiet, Route, SUBSCRIBERS_MAX, Standing, Through, Wants, sought,
};
use domain::words::{Condition, Language, SmolStr, StatusPageKey};
use views::subscribers::colleagues;

use super::columns::{Column, Columns, First};
use super::names::{Named, Names};
use super::table::{OpenQuote, Row as Line, Rows};
use super::{List, NAMED_LINES_MAX, ROWS_MAX, Refused, Row, UNKNOWN_MAX, row};

/// Before the at sign of addresses that several people read.
const SHARED: [&str; 12] = [
    "admin", "contact", "help", "helpdesk", "info", "it", "office", "ops", "root", "sales",
    "support", "team",
];
/// Most components whose names are kept while a list is read, over all pages and customers; beyond
/// that they are looked up anew. A list of many customers would keep all that each of them reads.
const NAMES_KEPT_MAX: usize = 100_000;
/// Longest part of a line that is shown, in characters.
const SHOWN_MAX: usize = 80;

/// One part of a list: a file, or what was pasted.
pub struct Source {
    /// What the file is called; empty where it was pasted.
    pub name: String,
    /// What stands in it.
    pub text: String,
}

/// What a list is read against.
pub struct Given<'a> {
    /// The organisation.
    pub state: &'a State,
    /// What holds where the list does not say.
    pub profile: Profile,
    /// Why nothing is posted to the address of a program or a chat, if nothing is.
    pub shut: &'a dyn Fn(&str) -> Option<String>,
}

/// Where somebody of a list is found again.
type Place = (StatusPageKey, Option<Through>, Route, SmolStr);

struct Reader<'a> {
    given: &'a Given<'a>,
    list: List,
    places: BTreeSet<Place>,
    /// The profiles, by the cells that they come from.
    profiles: HashMap<String, Result<usize, String>>,
    names: BTreeMap<(StatusPageKey, Option<Through>), Result<Names, String>>,
    /// How many components those have; what has none counts as one.
    names_kept: usize,
    /// Numbers that sent STOP.
    stopped: BTreeSet<&'a str>,
    lines: usize,
}

/// Reads a list.
///
/// # Errors
/// Why none of it is read.
pub fn read(sources: &[Source], given: &Given<'_>) -> Result<List, String> {
    let all = given.state.subscribers.all();
    let stopped = all.filter(|known| known.has_stopped()).map(|known| known.address.as_str());
    let mut reader = Reader {
        given,
        list: List::default(),
        places: BTreeSet::new(),
        profiles: HashMap::new(),
        names: BTreeMap::new(),
        names_kept: 0,
        stopped: stopped.collect(),
        lines: 0,
    };
    for source in sources {
        reader.source(source)?;
    }
    let list = reader.list;
    if given.state.subscribers.len() + list.len() > SUBSCRIBERS_MAX {
        return Err(format!("There can be at most {SUBSCRIBERS_MAX} subscribers."));
    }
    Ok(list)
}

impl Reader<'_> {
    fn source(&mut self, source: &Source) -> Result<(), String> {
        let mut columns: Option<Columns> = None;
        let mut first = true;
        for line in Rows::of(&source.text) {
            let line = line.map_err(|OpenQuote(line)| {
                let file = named(&source.name);
                format!("The quote that opens in line {line}{file} is never closed.")
            })?;
            if line.cells.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            if std::mem::take(&mut first) {
                match Columns::of(&line.cells) {
                    First::Head(known) => {
                        columns = Some(known);
                        continue;
                    }
                    First::Unknown => continue,
                    First::Row => {}
                }
            }
            self.lines += 1;
            if self.lines > ROWS_MAX {
                return Err(format!("A list has at most {ROWS_MAX} lines. Give it in parts."));
            }
            if let Err(why) = self.line(&line, columns.as_ref()) {
                self.refuse(&source.name, &line, why);
            }
        }
        Ok(())
    }

    fn line(&mut self, line: &Line, columns: Option<&Columns>) -> Result<(), String> {
        if line.cut {
            return Err("it has too many columns".to_owned());
        }
        if let Some(columns) = columns {
            standing(&line.cells, columns)?;
        }
        let (route, address) = row::read(&line.cells, columns, self.given.profile.route)?;
        if route.lane() == Lane::Hook
            && let Some(why) = (self.given.shut)(&address)
        {
            return Err(why);
        }
        if route == Route::Sms && self.stopped.contains(address.as_str()) {
            return Err("this number sent STOP; START takes it back".to_owned());
        }
        let at = self.profile(&line.cells, columns)?;
        let profile = &self.list.profiles[at];
        let (page, through) = (profile.page.clone(), profile.through.clone());
        let state = self.given.state;
        let known = state.subscribers.at_through(&page, through.as_ref(), route, &address);
        let waits = known.map(|known| matches!(known.standing, Standing::Unconfirmed { .. }));
        if !self.places.insert((page, through, route, sought(&address))) {
            self.list.doubles += 1;
            return Ok(());
        }
        match waits {
            Some(false) => {
                self.list.known += 1;
                return Ok(());
            }
            Some(true) => self.list.confirms += 1,
            None => {
                *self.list.ways.entry(route).or_default() += 1;
                let local = address.split('@').next().unwrap_or_default().to_lowercase();
                let shared = route == Route::Email && SHARED.contains(&local.as_str());
                self.list.shared += usize::from(shared);
            }
        }
        self.list.rows.push(Row { route, address: address.into(), profile: at });
        Ok(())
    }

    /// The profile that the cells of a row choose, beside its way.
    fn profile(&mut self, cells: &[String], columns: Option<&Columns>) -> Result<usize, String> {
        const CHOOSING: [Column; 12] = [
            Column::Page,
            Column::Customer,
            Column::Colleague,
            Column::Language,
            Column::Components,
            Column::Services,
            Column::Sites,
            Column::AtLeast,
            Column::Daily,
            Column::QuietFrom,
            Column::QuietUntil,
            Column::Zone,
        ];
        let chosen = CHOOSING.map(|column| columns.map_or("", |known| known.get(cells, column)));
        let key = chosen.join("\u{1f}");
        if let Some(known) = self.profiles.get(&key) {
            return known.clone();
        }
        let made = self.chosen(&chosen);
        let made = made.map(|profile| {
            self.list.profiles.push(profile);
            self.list.profiles.len() - 1
        });
        self.profiles.insert(key, made.clone());
        made
    }

    fn chosen(&mut self, cells: &[&str; 12]) -> Result<Profile, String> {
        let [page, customer, colleague, language, components, rest @ ..] = *cells;
        let [services, sites, at_least, daily, from, until, zone] = rest;
        let given = &self.given.profile;
        let keys = |cell: &str| -> Vec<String> {
            let all = cell.split([';', ',', '|']).map(|key| key.trim().to_owned());
            all.filter(|key| !key.is_empty()).collect()
        };
        let mut profile = given.clone();
        if let Some(language) = Language::of_tag(language) {
            profile.language = language;
        }
        if !colleague.is_empty() {
            let least = colleagues::severity(colleague);
            let least = least.ok_or("nobody is told of incidents that severe")?;
            let route = profile.route;
            let wants = std::mem::take(&mut profile.wants);
            profile = Profile::colleague(least, route, profile.language, wants);
        } else if given.colleague.is_none() {
            if !page.is_empty() {
                profile.page = page.into();
            }
            if !customer.is_empty() {
                profile.through = Some(Through::Customer { customer: customer.into(), link: None });
            }
        }
        let wants = &mut profile.wants;
        if !services.is_empty() {
            wants.services = keys(services).iter().map(|key| key.as_str().into()).collect();
        }
        if !sites.is_empty() {
            wants.sites = keys(sites).iter().map(|key| key.as_str().into()).collect();
        }
        times(wants, [at_least, daily, from, until, zone])?;
        if profile.colleague.is_none() {
            let place = (profile.page.clone(), profile.through.clone());
            let named = self.named_at(place, components)?;
            self.wanted(&mut profile.wants, named)?;
        }
        let tidied = std::mem::take(&mut profile.wants).tidied(crate::zones());
        profile.wants = tidied.map_err(|refusal| refusal.to_string())?;
        Ok(profile)
    }

    /// What a cell names, as those know it who read a page so.
    fn named_at(
        &mut self,
        place: (StatusPageKey, Option<Through>),
        cell: &str,
    ) -> Result<Named, String> {
        if let Some(known) = self.names.get(&place) {
            return known.as_ref().map(|names| names.named(cell)).map_err(Clone::clone);
        }
        let names = Names::on(self.given.state, &place.0, place.1.as_ref());
        let named = names.as_ref().map(|names| names.named(cell)).map_err(Clone::clone);
        let count = names.as_ref().map_or(1, |names| names.count().max(1));
        if self.names_kept + count > NAMES_KEPT_MAX {
            self.names.clear();
            self.names_kept = 0;
        }
        self.names_kept += count;
        self.names.insert(place, names);
        named
    }

    /// Takes in what a row names of components. Whoever named only what is not here would be told
    /// of everything, and never asked for that.
    fn wanted(&mut self, wants: &mut Wants, named: Named) -> Result<(), String> {
        let none = named.known.is_empty() && !named.unknown.is_empty();
        let why = || {
            let first: Vec<&str> = named.unknown.iter().map(String::as_str).take(3).collect();
            format!("none of its components is on the page: {}", first.join("; "))
        };
        let refused = none.then(why);
        for name in &named.unknown {
            if self.list.unknown.len() < UNKNOWN_MAX {
                self.list.unknown.insert(name.clone());
            }
        }
        if !named.known.is_empty() {
            wants.components = named.known.into_iter().collect();
        }
        refused.map_or(Ok(()), Err)
    }

    fn refuse(&mut self, source: &str, line: &Line, why: String) {
        self.list.refused_count += 1;
        if self.list.refused.len() < NAMED_LINES_MAX {
            let filled = line.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
            let what: String = filled.collect::<Vec<_>>().join(", ");
            let what = domain::words::tidy_line(&what).chars().take(SHOWN_MAX).collect();
            let source = source.to_owned();
            self.list.refused.push(Refused { source, line: line.line, what, why });
        }
    }
}

/// Whether a row is of somebody who is told nothing where the list comes from.
fn standing(cells: &[String], columns: &Columns) -> Result<(), String> {
    let says = |column| {
        let cell = columns.get(cells, column).to_lowercase();
        !["", "0", "no", "false", "null", "none"].contains(&cell.as_str())
    };
    let word = columns.get(cells, Column::Standing).to_lowercase();
    let failing = ["paused", "quarantined", "bounced"].contains(&word.as_str());
    if says(Column::Left) || ["stopped", "unsubscribed", "deleted"].contains(&word.as_str()) {
        return Err("they asked to be told no more".to_owned());
    }
    if ["unconfirmed", "pending", "invited"].contains(&word.as_str()) {
        return Err("they never confirmed".to_owned());
    }
    if failing || says(Column::Failing) {
        return Err("nothing reached them where the list comes from".to_owned());
    }
    if says(Column::ByLink) {
        let why = "they read by a link or their mail domain, and sign up beside the page itself";
        return Err(why.to_owned());
    }
    Ok(())
}

/// How bad it must be, and when: what a cell does not say stays as it is given.
fn times(wants: &mut Wants, cells: [&str; 5]) -> Result<(), String> {
    let [at_least, daily, from, until, zone] = cells;
    let hour = |cell: &str| match cell {
        "" => Ok(None),
        cell => cell.parse::<u8>().map(Some).map_err(|_| format!("“{cell}” is no full hour")),
    };
    match at_least.to_lowercase().as_str() {
        "" => {}
        word => {
            let all =
                [Condition::Operational, Condition::Degraded, Condition::Partial, Condition::Major];
            let found = all.into_iter().find(|one| super::written::grave(*one) == word);
            wants.at_least = found.ok_or_else(|| format!("nothing gets as bad as “{word}”"))?;
        }
    }
    wants.daily = hour(daily)?.or(wants.daily);
    if let (Some(from), Some(until)) = (hour(from)?, hour(until)?) {
        wants.quiet = Some(Quiet { from, until });
    }
    if !zone.is_empty() {
        wants.zone = zone.into();
    }
    Ok(())
}

/// A file by its name, as a sentence goes on.
fn named(source: &str) -> String {
    if source.is_empty() { String::new() } else { format!(" of {source}") }
}
