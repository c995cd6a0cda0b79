//! A second telephone, rung from within a call and joined with it.

use super::{ACCOUNT, FakeCarrier, Fields, Form, Phone, Receipts, standard, xml};

/// How long the two talk, in seconds.
pub const TALK_SECS: u32 = 372;

/// What became of the other telephone.
struct Rung {
    status: &'static str,
    joined: bool,
}

impl FakeCarrier {
    /// Carries out a `<Dial>`: rings its number, lets it hear what it is to hear, joins both, and
    /// says where the call goes on.
    pub(super) fn dial(&self, parent: &str, dial: &xml::Element) -> (String, Fields) {
        assert_eq!(dial.attribute("answerOnBridge"), "true");
        assert_eq!(dial.attribute("method"), "POST");
        assert_eq!(dial.attribute("callerId"), "+46100000000");
        let number = &dial.children[0];
        assert_eq!((number.name.as_str(), dial.children.len()), ("Number", 1));
        assert_eq!(number.attribute("machineDetection"), "Enable");
        let sid = format!("CA{:032x}", 0xb000 + self.calls().len());
        let own = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let form = Form(vec![own("From", dial.attribute("callerId")), own("To", &number.text)]);
        let phone = self.book().phones.get(&number.text).copied().unwrap_or(Phone::Nobody);
        let answered = |by, keys| self.hears(parent, &sid, &form, number, by, keys);
        let ended = |status| Rung { status, joined: false };
        let rung = match phone {
            Phone::Busy => ended("busy"),
            Phone::Nobody | Phone::RingsOn => ended("no-answer"),
            Phone::Dead => ended("failed"),
            Phone::Mailbox => answered("machine_start", &[]),
            Phone::Keys(keys) => answered("human", keys),
            Phone::Late(key) => answered("human", &[key]),
        };
        self.leg_ended(&sid, &form, number, &rung);
        let mut fields = vec![
            own("DialCallSid", &sid),
            own("DialCallStatus", rung.status),
            own("DialBridged", if rung.joined { "true" } else { "false" }),
        ];
        if rung.joined {
            fields.push(own("DialCallDuration", &TALK_SECS.to_string()));
        }
        (dial.attribute("action").to_owned(), fields)
    }

    /// The other side hears its own documents; without a hang-up in them, both are joined.
    fn hears(
        &self,
        parent: &str,
        sid: &str,
        form: &Form,
        number: &xml::Element,
        by: &str,
        keys: &[&str],
    ) -> Rung {
        let mut keys = keys.iter();
        let mut next = (number.attribute("url").to_owned(), Vec::new());
        for _ in 0..super::DOCUMENTS_MAX {
            let (url, more) = next;
            let mut fields = standard(sid, form, "in-progress");
            fields.push(("ParentCallSid".to_owned(), parent.to_owned()));
            fields.push(("AnsweredBy".to_owned(), by.to_owned()));
            fields.extend(more);
            let answer = self.call_back(&url, fields);
            assert_eq!(answer.status, 200, "{url}: {}", answer.text());
            let root = xml::parse(&answer.text());
            // What is heard before the joining may not ring anybody else.
            assert!(root.children.iter().all(|verb| verb.name != "Dial"));
            let hangs_up = root.children.iter().any(|verb| verb.name == "Hangup");
            match self.follow(parent, &root, &mut keys) {
                Some(more) => next = more,
                None if hangs_up => return Rung { status: "completed", joined: false },
                None => return Rung { status: "completed", joined: true },
            }
        }
        panic!("the other side goes round in circles")
    }

    fn leg_ended(&self, sid: &str, form: &Form, number: &xml::Element, rung: &Rung) {
        let receipts = self.book().receipts.unwrap_or(Receipts::InOrder);
        let times = match receipts {
            Receipts::InOrder | Receipts::Backwards => 1,
            Receipts::Twice => 2,
            Receipts::Lost => 0,
        };
        for _ in 0..times {
            let mut fields = standard(sid, form, rung.status);
            fields.push(("CallDuration".to_owned(), (TALK_SECS + 9).to_string()));
            fields.push(("AccountSid".to_owned(), ACCOUNT.to_owned()));
            let answer = self.call_back(number.attribute("statusCallback"), fields);
            assert_eq!(answer.status, 204, "{}", answer.text());
        }
    }
}
