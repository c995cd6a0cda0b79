//! Mail that came back: a delivery status notification (RFC 3464), read within limits. It says
//! which mail it was by the return address that each of ours has of its own.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Longest message that is read, in bytes; a server may return the whole mail with it.
pub const MESSAGE_LEN_MAX: usize = 256 * 1024;
/// Most fields of one head that are read.
const FIELDS_MAX: usize = 300;
/// Most parts that are looked at.
const PARTS_MAX: usize = 20;
/// Most return addresses that are tried.
const TAGS_MAX: usize = 20;
/// Longest line between parts, in bytes (RFC 2046).
const BOUNDARY_LEN_MAX: usize = 70;

/// What a notification says about the one mail that it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// What may be the tags of our return addresses: what stands after the plus sign.
    pub tags: Vec<String>,
    /// Whether it failed, rather than being late or relayed.
    pub failed: bool,
    /// The status code, such as `5.1.1`.
    pub status: String,
}

impl Notification {
    /// Whether nothing more is tried and the mail did not arrive.
    #[must_use]
    pub fn is_final(&self) -> bool {
        self.failed && self.status.starts_with('5')
    }

    /// Whether the address itself takes no mail: there is no such mailbox, or no such server.
    #[must_use]
    pub fn is_of_the_address(&self) -> bool {
        self.is_final() && self.status.starts_with("5.1.")
    }
}

/// The name and the value of a field.
type Field = (String, String);

/// What a message reports, if it is a report about a delivery.
#[must_use]
pub fn read(message: &[u8]) -> Option<Notification> {
    let message = message.get(..message.len().min(MESSAGE_LEN_MAX))?;
    let text = String::from_utf8_lossy(message);
    let (head, body) = head_and_body(&text);
    let kind = value(&head, "content-type")?;
    if !kind.trim().to_ascii_lowercase().starts_with("multipart/report") {
        return None;
    }
    let boundary = boundary(kind)?;
    let mut tags = addressed(&head);
    let mut status = None;
    for part in parts(body, &boundary) {
        let (head, body) = head_and_body(part);
        let kind = value(&head, "content-type").unwrap_or_default().trim().to_ascii_lowercase();
        if kind.starts_with("message/delivery-status")
            || kind.starts_with("message/global-delivery-status")
        {
            let coded = value(&head, "content-transfer-encoding").unwrap_or_default();
            status = status.or_else(|| status_of(&decoded(coded, body)));
        } else if kind.starts_with("message/rfc822") || kind.starts_with("text/rfc822-headers") {
            let (returned, _) = head_and_body(body);
            tags.extend(value(&returned, "return-path").into_iter().flat_map(tags_in));
        }
    }
    tags.truncate(TAGS_MAX);
    let (failed, status) = status?;
    Some(Notification { tags, failed, status })
}

/// What may be the tags of the addresses to which a mail came, report or not.
#[must_use]
pub fn tags_of(message: &[u8]) -> Vec<String> {
    let message = &message[..message.len().min(MESSAGE_LEN_MAX)];
    let mut tags = addressed(&head_and_body(&String::from_utf8_lossy(message)).0);
    tags.truncate(TAGS_MAX);
    tags
}

fn addressed(head: &[Field]) -> Vec<String> {
    let names = ["to", "delivered-to", "x-original-to", "envelope-to"];
    let fields = head.iter().filter(|(name, _)| names.contains(&name.as_str()));
    fields.flat_map(|(_, address)| tags_in(address)).collect()
}

/// The fields of a head, unfolded, with their names in small letters; and what stands below.
fn head_and_body(text: &str) -> (Vec<Field>, &str) {
    let mut fields: Vec<Field> = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        let line = line.trim_end_matches('\r');
        rest = after;
        if line.is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = fields.last_mut() {
                value.push_str(line);
            }
        } else if let Some((name, value)) = line.split_once(':')
            && fields.len() < FIELDS_MAX
        {
            fields.push((name.trim().to_ascii_lowercase(), value.to_owned()));
        }
    }
    (fields, rest)
}

fn value<'a>(fields: &'a [Field], name: &str) -> Option<&'a str> {
    fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// The line by which the parts of a message are told from each other.
fn boundary(kind: &str) -> Option<String> {
    let at = kind.to_ascii_lowercase().find("boundary=")?;
    let after = kind.get(at + "boundary=".len()..)?.trim_start();
    let found = match after.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => after.split([';', ' ', '\t']).next()?,
    };
    let fits = !found.is_empty() && found.len() <= BOUNDARY_LEN_MAX;
    fits.then(|| format!("--{found}"))
}

/// The parts between those lines.
fn parts<'a>(body: &'a str, boundary: &str) -> Vec<&'a str> {
    let mut starts: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    for line in body.split_inclusive('\n') {
        let end = at + line.len();
        if line.trim_end().strip_suffix("--").unwrap_or(line.trim_end()) == boundary {
            starts.push((at, end));
        }
        at = end;
    }
    let ends = starts.iter().skip(1).map(|(at, _)| *at).chain([body.len()]);
    let all = starts.iter().zip(ends).map(|((_, from), until)| &body[*from..until]);
    all.take(PARTS_MAX).collect()
}

fn decoded(coding: &str, body: &str) -> String {
    if !coding.trim().eq_ignore_ascii_case("base64") {
        return body.to_owned();
    }
    let packed: String = body.chars().filter(|c| !c.is_whitespace()).collect();
    let bytes = STANDARD.decode(packed).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The status code that another server gave in words of its own: `smtp; 550 5.1.1 no such user`.
fn said_there(diagnostic: &str) -> Option<String> {
    let (kind, said) = diagnostic.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("smtp") {
        return None;
    }
    let mut words = said.split([' ', '-', '\t', '\n']).filter(|word| !word.is_empty());
    words.next().filter(|word| word.len() == 3 && word.bytes().all(|b| b.is_ascii_digit()))?;
    code(words.next()?)
}

/// What is said about the first recipient. Each of our mails has one.
fn status_of(body: &str) -> Option<(bool, String)> {
    let mut rest = body.trim_start();
    // The first group is about the message, each further one about a recipient.
    while !rest.is_empty() {
        let (group, after) = head_and_body(rest);
        if let (Some(action), Some(status)) = (value(&group, "action"), value(&group, "status")) {
            let failed = action.trim().eq_ignore_ascii_case("failed");
            let status = code(status)?;
            // Exim says no more than 5.0.0 itself: what the server said that refused it tells more.
            let said = value(&group, "diagnostic-code").and_then(said_there);
            let vague = status.ends_with(".0.0");
            let said = said.filter(|said| vague && said.starts_with(&status[..1]));
            return Some((failed, said.unwrap_or(status)));
        }
        rest = after.trim_start();
    }
    None
}

/// The three numbers of a status code, without what is said about it.
fn code(status: &str) -> Option<String> {
    let code = status.split_whitespace().next()?;
    super::is_detail(code).then(|| code.to_owned())
}

/// What stands between a plus sign and the at sign of an address.
fn tags_in(value: &str) -> Vec<String> {
    let addresses = value.split([',', ';', '<', '>', ' ', '\t', '"']).filter(|a| a.contains('@'));
    let tagged = addresses.filter_map(|address| {
        let (local, _) = address.rsplit_once('@')?;
        let (_, tag) = local.rsplit_once('+')?;
        let good = !tag.is_empty() && tag.bytes().all(|byte| byte.is_ascii_alphanumeric());
        good.then(|| tag.to_ascii_lowercase())
    });
    tagged.take(TAGS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const POSTFIX: &str = "From: MAILER-DAEMON@mail.example\r\n\
        To: bounces+abc234@mayday.example\r\n\
        Content-Type: multipart/report; report-type=delivery-status;\r\n\
        \tboundary=\"9B095B5ADSN=_01\"\r\n\
        \r\n\
        This is a report.\r\n\
        --9B095B5ADSN=_01\r\n\
        Content-Type: text/plain\r\n\
        \r\n\
        I'm sorry to have to inform you: Status: 2.0.0\r\n\
        --9B095B5ADSN=_01\r\n\
        Content-Type: message/delivery-status\r\n\
        \r\n\
        Reporting-MTA: dns; mail.example\r\n\
        \r\n\
        Final-Recipient: rfc822; ines@harbour.example\r\n\
        Action: failed\r\n\
        Status: 5.1.1 (no such user)\r\n\
        \r\n\
        --9B095B5ADSN=_01\r\n\
        Content-Type: message/rfc822\r\n\
        \r\n\
        Return-Path: <bounces+def567@mayday.example>\r\n\
        Subject: Cards fail\r\n\
        --9B095B5ADSN=_01--\r\n";

    #[test]
    fn a_report_of_a_mail_server_says_which_mail_and_why() {
        let read = read(POSTFIX.as_bytes()).expect("a report");
        assert_eq!(read.tags, ["abc234", "def567"]);
        assert!(read.is_final() && read.is_of_the_address());
        assert_eq!(read.status, "5.1.1");
    }

    #[test]
    fn a_vague_report_is_read_by_what_the_other_server_said() {
        let with = |status: &str, said: &str| {
            let fields = format!("Status: {status}\r\nDiagnostic-Code: {said}\r\n");
            let text = POSTFIX.replace("Status: 5.1.1 (no such user)\r\n", &fields);
            read(text.as_bytes()).expect("a report").status
        };
        for (said, wanted) in [
            ("smtp; 550 5.1.1 <ines@harbour.example>: who is that", "5.1.1"),
            ("smtp; 550-5.1.10 gone\r\n 550 5.1.10 for good", "5.1.10"),
            ("smtp; 550 5.7.1 spam, see 5.1.1", "5.7.1"),
            ("smtp; 550 no such user", "5.0.0"),
            ("smtp; 451 4.3.0 later", "5.0.0"),
            ("smtp; 550", "5.0.0"),
            ("smtp;", "5.0.0"),
            ("x-unix; 550 5.1.1", "5.0.0"),
            ("550 5.1.1", "5.0.0"),
        ] {
            assert_eq!(with("5.0.0", said), wanted, "{said}");
        }
        assert_eq!(with("5.2.2", "smtp; 550 5.1.1 gone"), "5.2.2", "what is told stands");
    }

    #[test]
    fn what_is_only_late_or_no_report_ends_nothing() {
        let late = POSTFIX.replace("Action: failed", "Action: delayed").replace("5.1.1", "4.4.1");
        assert!(!read(late.as_bytes()).expect("a report").is_final());
        let full = POSTFIX.replace("5.1.1", "5.2.2");
        let full = read(full.as_bytes()).expect("a report");
        assert!(full.is_final() && !full.is_of_the_address());
        for other in [
            "",
            "Subject: I am on holiday\r\n\r\nStatus: 5.1.1\r\nAction: failed\r\n",
            &POSTFIX.replace("multipart/report", "multipart/mixed"),
            &POSTFIX.replace("Status: 5.1.1", "Status: fine"),
        ] {
            assert_eq!(read(other.as_bytes()), None, "{other}");
        }
    }

    #[test]
    fn a_packed_report_is_read_as_well() {
        let status = "Reporting-MTA: dns; a\r\n\r\nAction: failed\r\nStatus: 5.4.4\r\n";
        let message = format!(
            "To: <b+q2@x.example>\nContent-Type: multipart/report; boundary=x\n\n--x\n\
             Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n\
             {}\n--x--\n",
            STANDARD.encode(status)
        );
        let read = read(message.as_bytes()).expect("a report");
        assert_eq!((read.tags.as_slice(), read.status.as_str()), (&["q2".to_owned()][..], "5.4.4"));
    }

    #[test]
    fn any_bytes_are_read_or_given_back() {
        bolero::check!().with_type::<Vec<u8>>().for_each(|bytes| {
            let _ = read(bytes);
            // Bytes that begin like a report reach the parts as well.
            let mut report = b"Content-Type: multipart/report; boundary=x\n\n--x\n\
                Content-Type: message/delivery-status\n\n"
                .to_vec();
            report.extend(bytes);
            if let Some(read) = read(&report) {
                assert!(read.tags.len() <= TAGS_MAX && read.status.len() <= 11);
            }
        });
    }
}
