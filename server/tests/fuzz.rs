//! Every parser of outside input meets any input: it reads it or says what is wrong, and never
//! breaks. Parsers that are private are fuzzed beside their code.

use domain::State;
use domain::customers::{Context, Index};
use domain::oncall::{Cadence, TimeOfDay, Window, parse_date};
use domain::words::dialling::{barred, countries_of, masked};
use domain::words::{
    CommandId, Country, LINE_LEN_MAX, MessageId, NUMBER_DIGITS_MAX, Overview, Timestamp,
    WORDS_LEN_MAX, e164, is_key, tidy_line, tidy_words,
};
use mayday::channels::email::{Email, SmtpConfiguration};
use mayday::channels::webhook::WebhookConfiguration;
use mayday::organisation_file::{self, File, Ground};

/// The tables of an organisation file, so that a random choice of them often parses.
const PIECES: [&str; 14] = [
    "[organisation]\nname = \"Tiny\"\nzone = \"Europe/Lisbon\"\nfront_door = \"door\"\n",
    "[[person]]\nkey = \"ana\"\nname = \"Ana\"\nrole = \"manager\"\nzone = \"Europe/Lisbon\"\n",
    "[[person.method]]\nkey = \"screen\"\nchannel = \"screen\"\n",
    "[[person.method]]\nkey = \"mail\"\nchannel = \"email\"\naddress = \"a@b.test\"\n",
    "[[team]]\nkey = \"all\"\nname = \"All\"\nmembers = [\"ana\", \"ana\"]\n",
    "[[schedule]]\nkey = \"days\"\nname = \"Days\"\nzone = \"America/Sao_Paulo\"\n",
    "[[schedule.rotation]]\nkey = \"weeks\"\npeople = [\"ana\"]\ncadence = \"weekly\"\n\
     hand_off = \"09:00\"\nstart = 2026-01-05\nwindows = [\"mon-sun 00:00-08:00\"]\n",
    "[[policy]]\nkey = \"door\"\nname = \"Door\"\nrounds = 0\n",
    "[[policy.step]]\ntargets = [\"schedule:days\", \"team:all\", \"person:ana\"]\n",
    "[[policy.step]]\ntargets = [\"policy:door\"]\ndelay_secs = 18446744073709551615\n",
    "[[service]]\nkey = \"till\"\nname = \"Tills\"\nteam = \"all\"\npolicy = \"door\"\n\
     depends_on = [\"till\"]\n",
    "[[customer]]\nkey = \"c\"\nname = \"\u{202e}\"\naccess_names = [\"\", \"c\"]\n",
    "[[customer.contact]]\nkey = \"x\"\nname = \"X\"\nemail = \"@\"\nphone = \"+\"\n",
    "[[customer.site]]\nkey = \"s\"\nname = \"S\"\nzone = \"UTC\"\n",
];

/// Reads it as an organisation file, and goes the whole way with what could be read.
fn apply_on_paper(text: &str) {
    let Ok(file) = organisation_file::parse(text) else { return };
    let mut state = State::default();
    state.policy.adopted = domain::revision::LATEST;
    for prune in [false, true] {
        let now = Timestamp::from_secs(1_790_000_000);
        let ground = Ground { state: &state, prune, now, zones: mayday::zones() };
        for problem in organisation_file::check(&file, &ground) {
            assert!(!problem.to_string().is_empty());
        }
        let _ = organisation_file::plan(&file, &ground).to_string();
    }
    let _: &File = &file;
}

#[test]
fn a_template_of_any_text_is_filled_in_or_refused_and_names_no_place_that_is_not_there() {
    use domain::templates::{Place, Places, Template, Text, fill, tidy};
    // What is filled in is never read again: it may hold braces, and names of places.
    let filled = "{service}";
    let places: Places = Place::ALL.iter().map(|place| (*place, filled.to_owned())).collect();
    bolero::check!().with_type::<(String, Vec<u8>)>().for_each(|(text, choice)| {
        let pieces = choice.iter().map(|byte| match byte % 4 {
            0 => "{".to_owned(),
            1 => "}".to_owned(),
            2 => format!("{{ {} }}", Place::ALL[usize::from(*byte) % Place::ALL.len()].name()),
            _ => text.clone(),
        });
        let words: String = pieces.collect();
        let overview = Overview { known: words.as_str().into(), ..Overview::default() };
        let one = Text { language: Default::default(), title: "T".into(), overview };
        let template = Template { name: "T".into(), texts: vec![one], ..Template::default() };
        match tidy(&template) {
            Ok(kept) => {
                let known = &kept.texts[0].overview.known;
                assert_eq!(tidy(&kept).as_ref(), Ok(&kept), "what is kept stays");
                let braces = |text: &str| text.matches('{').count();
                assert_eq!(braces(&fill(known, &places)), braces(known), "{known:?}");
                assert!(!fill(known, &Places::new()).contains('{'), "{known:?}");
            }
            Err(refusal) => assert!(!refusal.to_string().is_empty()),
        }
    });
}

#[test]
fn an_organisation_file_of_any_bytes_is_read_or_named() {
    bolero::check!().for_each(|bytes: &[u8]| {
        let _ = organisation_file::parse_bytes(bytes);
        apply_on_paper(&String::from_utf8_lossy(bytes));
    });
}

#[test]
fn an_organisation_file_of_any_tables_is_checked_and_planned() {
    bolero::check!().with_type::<(Vec<u8>, u16, String)>().for_each(|(order, at, more)| {
        let pieces = order.iter().take(40).map(|piece| PIECES[usize::from(*piece) % PIECES.len()]);
        let mut text: String = pieces.collect();
        apply_on_paper(&text);
        // The same with something else somewhere in it.
        let mut at = usize::from(*at).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        text.insert_str(at, more);
        apply_on_paper(&text);
    });
}

#[test]
fn words_of_any_kind_are_tidied_once_and_for_all() {
    bolero::check!().with_type::<(String, u16)>().for_each(|(text, len_max)| {
        let len_max = usize::from(*len_max).min(WORDS_LEN_MAX);
        let words = tidy_words(text, len_max);
        assert!(words.len() <= len_max);
        assert_eq!(tidy_words(&words, len_max), words);
        assert!(!words.contains(|c: char| c.is_control() && c != '\n' && c != '\t'));
        assert!(!words.contains(['\u{202e}', '\u{2066}', '\u{200f}', '\u{feff}']));
        let line = tidy_line(text);
        assert!(line.len() <= LINE_LEN_MAX && !line.contains(['\n', '\r', '\t']));
        let _ = is_key(text);
    });
}

#[test]
fn telephone_numbers_of_any_text_are_plain_or_refused_and_no_dear_one_is_called() {
    let allowed = ["SE", "US"].map(|code| Country::parse(code).expect("a country"));
    let check = |text: &str| {
        let _ = (masked(text), barred(text, &[]), countries_of(text).count());
        let Ok(number) = e164(text) else { return };
        assert_eq!(e164(&number).as_deref(), Ok(number.as_str()));
        assert!(number.len() <= 1 + NUMBER_DIGITS_MAX && number.starts_with('+'));
        assert!(masked(&number).len() < number.len() + 4 && masked(&number) != number);
        // Whoever is called somewhere belongs to some country, and to one that is allowed.
        if barred(&number, &[]).is_none() {
            assert!(countries_of(&number).next().is_some(), "{number}");
        }
        if barred(&number, &allowed).is_none() {
            assert!(number.starts_with("+46") || number.starts_with("+1"), "{number}");
            assert!(!number.starts_with("+46900") && !number.starts_with("+1900"), "{number}");
        }
    };
    bolero::check!().with_type::<(String, u64, u8)>().for_each(|(text, digits, at)| {
        check(text);
        check(&format!("+{text}"));
        let number = format!("+{digits}");
        check(&number);
        // The same with something else somewhere in it.
        let at = usize::from(*at) % (number.len() + 1);
        check(&format!("{}{text}{}", &number[..at], &number[at..]));
    });
}

#[test]
fn ids_of_any_text_are_read_or_refused() {
    bolero::check!().with_type::<String>().for_each(|text| {
        if let Some(id) = MessageId::parse(text) {
            assert_eq!(MessageId::parse(&id.to_string()), Some(id));
        }
        let _ = CommandId::parse(text);
    });
}

#[test]
fn times_and_dates_of_any_text_are_read_or_refused() {
    bolero::check!().with_type::<(String, u64)>().for_each(|(text, every)| {
        let _ = (parse_date(text), Cadence::parse(text, *every));
        for name in ["daily", "weekly", "monthly"] {
            let _ = Cadence::parse(name, *every);
        }
        if let Ok(time) = TimeOfDay::parse(text) {
            assert_eq!(TimeOfDay::parse(&time.to_string()), Ok(time));
        }
        if let Ok(window) = Window::parse(text) {
            assert_eq!(Window::parse(&window.to_string()), Ok(window));
        }
    });
}

#[test]
fn windows_that_are_nearly_right_are_read_or_refused() {
    let days = ["mon", "sun", "sat-mon", "fri-fri", "xyz", ""];
    bolero::check!().with_type::<(u8, i16, i16, i16, i16)>().for_each(|(day, a, b, c, d)| {
        let day = days[usize::from(*day) % days.len()];
        let text = format!("{day} {a:02}:{b:02}-{c:02}:{d:02}");
        if let Ok(window) = Window::parse(&text) {
            assert_eq!(Window::parse(&window.to_string()), Ok(window), "{text}");
        }
    });
}

#[test]
fn what_callers_say_of_themselves_is_searched_whatever_it_is() {
    let vendor = include_str!("../../examples/nordpay.toml");
    let file = organisation_file::parse(vendor).expect("the demo's organisation");
    let index = Index::build(file.customers.iter());
    assert!(!file.customers.is_empty());
    bolero::check!().with_type::<(String, String)>().for_each(|(who, reach)| {
        let _ = index.identify(who, reach, &Context::default());
        let _ = index.identify(&format!("Brightwater {who}"), reach, &Context::default());
    });
}

#[test]
fn a_mail_server_of_any_description_is_configured_or_refused() {
    bolero::check!().with_type::<(String, String, u16, u64)>().for_each(
        |(host, from, port, timeout_secs)| {
            let mut table = toml::Table::new();
            table.insert("host".into(), host.clone().into());
            table.insert("from".into(), from.clone().into());
            table.insert("port".into(), i64::from(*port).into());
            table.insert("tls".into(), "implicit".into());
            let secs = i64::try_from(*timeout_secs).unwrap_or(i64::MAX);
            table.insert("timeout_secs".into(), secs.into());
            if let Ok(configuration) = table.try_into::<SmtpConfiguration>() {
                let _ = Email::new(&configuration);
            }
        },
    );
}

#[test]
fn a_webhook_of_any_description_is_configured_or_refused() {
    bolero::check!().with_type::<(String, String, String)>().for_each(|(key, url, secret)| {
        let mut table = toml::Table::new();
        table.insert("key".into(), key.clone().into());
        table.insert("url".into(), url.clone().into());
        table.insert("secret".into(), secret.clone().into());
        let configuration: WebhookConfiguration =
            table.try_into().expect("texts are what it wants");
        let _ = mayday::channels::webhook::Webhooks::new(&[configuration]);
    });
}
