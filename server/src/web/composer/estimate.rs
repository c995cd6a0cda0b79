//! How long it may take, as a person types it: "30", "90 min", "1h30". What cannot be read is asked
//! about beside its field, and nothing is made up.

use domain::State;
use domain::updates::Estimate;
use domain::words::{IncidentId, Timestamp};
use views::room::update::{KEPT, NO_ESTIMATE};

use super::Wrong;
use crate::web::forms::Fields;

/// Why minutes cannot be read.
const UNREAD: &str = "Write whole minutes, such as 30, or a time like 1h30.";
/// What is asked where a time is named and how sure it is is not.
const HOW_LIKELY: &str = "How many of ten like it end in that time? Choose from 1 to 10.";
/// What is asked where half of an estimate stands there.
const HOW_LONG: &str = "In how many minutes at most? Without an estimate, leave all of it empty.";

/// What stands in the fields; nothing, where no time stands at its end.
///
/// # Errors
/// The field that cannot be read, and why.
pub(in crate::web) fn typed(fields: &Fields) -> Result<Option<Estimate>, Wrong> {
    let Some(high) = fields.given("high_mins") else { return Ok(None) };
    let high_mins = minutes(high).ok_or(("high_mins", UNREAD))?;
    let low_mins = match fields.given("low_mins") {
        Some(low) => minutes(low).ok_or(("low_mins", UNREAD))?,
        None => 0,
    };
    let likely = fields.given("likely").and_then(|likely| likely.trim().parse::<u8>().ok());
    let likely = likely.filter(|likely| (1..=10).contains(likely));
    let likely_of_ten = likely.ok_or(("likely", HOW_LIKELY))?;
    let depends_on = fields.get("depends_on").into();
    Ok(Some(Estimate { low_mins, high_mins, likely_of_ten, depends_on }))
}

/// The estimate of an update. One that stood in the form and was left as it is is kept to the
/// minute, however long the form was open.
pub(super) fn of_update(
    (state, now): (&State, Timestamp),
    incident: IncidentId,
    fields: &Fields,
) -> Result<Option<Estimate>, Wrong> {
    if fields.has(NO_ESTIMATE) {
        return Ok(None);
    }
    let half = ["low_mins", "depends_on"].iter().any(|field| fields.given(field).is_some());
    let Some(typed) = typed(fields)? else {
        return if half { Err(("high_mins", HOW_LONG)) } else { Ok(None) };
    };
    let stood = views::room::update::kept(&typed);
    match state.last_estimate(incident).filter(|_| fields.get(KEPT) == stood) {
        // It may have passed while the form was open.
        Some((at, last)) => Ok(last.left(now.since(at)).map(|left| Estimate {
            low_mins: left.low_mins,
            high_mins: left.high_mins,
            ..typed
        })),
        None => Ok(Some(typed)),
    }
}

/// Minutes as they are typed, with or without hours before them.
pub(super) fn minutes(text: &str) -> Option<u32> {
    let text = text.trim().to_lowercase();
    let Some((hours, beyond)) = text.split_once('h') else { return of_minutes(&text) };
    let bare = ["ours", "our", "rs", "r"].iter().find_map(|end| beyond.strip_prefix(end));
    let beyond = match bare.unwrap_or(beyond).trim() {
        "" => 0,
        rest => of_minutes(rest).filter(|minutes| *minutes < 60)?,
    };
    whole(hours)?.checked_mul(60)?.checked_add(beyond)
}

fn of_minutes(text: &str) -> Option<u32> {
    let units = ["minutes", "minute", "mins", "min", "m"];
    let bare = units.iter().find_map(|unit| text.strip_suffix(unit));
    whole(bare.unwrap_or(text))
}

fn whole(text: &str) -> Option<u32> {
    let text = text.trim();
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_read_as_people_write_them_and_nothing_is_guessed() {
        for (text, expected) in [
            ("30", Some(30)),
            (" 90 min ", Some(90)),
            ("90m", Some(90)),
            ("1h", Some(60)),
            ("1 h 30", Some(90)),
            ("1h30", Some(90)),
            ("2 hours", Some(120)),
            ("1 Hour 5 minutes", Some(65)),
            ("0", Some(0)),
            ("", None),
            ("h", None),
            ("soon", None),
            ("1 30", None),
            ("1h75", None),
            ("-5", None),
            ("+5", None),
            ("1.5h", None),
            ("99999999999", None),
            ("99999999h", None),
        ] {
            assert_eq!(minutes(text), expected, "{text:?}");
        }
    }

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Fields::of(pairs.collect())
    }

    fn refused(pairs: &[(&str, &str)]) -> &'static str {
        let at = (&State::default(), Timestamp(0));
        of_update(at, IncidentId(1), &fields(pairs)).expect_err("it is asked about").0
    }

    #[test]
    fn half_an_estimate_is_asked_about_and_no_likelihood_is_made_up() {
        assert_eq!(refused(&[("high_mins", "an hour")]), "high_mins");
        assert_eq!(refused(&[("low_mins", "soon"), ("high_mins", "1h")]), "low_mins");
        assert_eq!(refused(&[("high_mins", "1h"), ("likely", "")]), "likely");
        assert_eq!(refused(&[("high_mins", "1h"), ("likely", "11")]), "likely");
        assert_eq!(refused(&[("low_mins", "10")]), "high_mins");
        assert_eq!(refused(&[("depends_on", "the spare part")]), "high_mins");
        let at = (&State::default(), Timestamp(0));
        let whole = [("low_mins", "30 min"), ("high_mins", "1h"), ("likely", "6")];
        let read = of_update(at, IncidentId(1), &fields(&whole)).expect("it is read");
        let depends_on = "".into();
        let expected = Estimate { low_mins: 30, high_mins: 60, likely_of_ten: 6, depends_on };
        assert_eq!(read, Some(expected));
        let none = [("low_mins", "30"), ("high_mins", "60"), ("no_estimate", "1")];
        assert_eq!(of_update(at, IncidentId(1), &fields(&none)), Ok(None));
    }
}
