//! What a carrier is told to do with a call or a message: documents in TwiML.

use std::fmt::Write as _;

/// How long a call waits for a key after it has spoken, in seconds.
const KEY_WITHIN_SECS: u32 = 5;

/// How long the other number rings, in seconds: mailboxes take over after 25 to 30.
const JOIN_RINGS_SECS: u32 = 30;
/// How long both may talk, in seconds.
const JOIN_LASTS_SECS: u32 = 3_600;

/// Another number to ring, and what is posted about it.
pub struct Join<'a> {
    /// The number.
    pub to: &'a str,
    /// Which number it sees.
    pub from: &'a str,
    /// What it hears before both are joined.
    pub heard: &'a str,
    /// Where its end is told.
    pub ended: &'a str,
    /// Where the document goes on when it is over.
    pub then: &'a str,
}

/// A document in the making; everything that is put in is escaped.
#[derive(Default)]
pub struct Document(String);

impl Document {
    /// Says something.
    #[must_use]
    pub fn say(mut self, text: &str) -> Self {
        let _ = write!(self.0, "<Say>{}</Say>", escaped(text));
        self
    }

    /// Says something in a language.
    #[must_use]
    pub fn say_in(mut self, language: &str, text: &str) -> Self {
        let language = escaped(language);
        let _ = write!(self.0, "<Say language=\"{language}\">{}</Say>", escaped(text));
        self
    }

    /// Says something in a language and waits for one key, as [`Self::ask`] does.
    #[must_use]
    pub fn ask_in(mut self, language: &str, action: &str, text: &str) -> Self {
        let _ = write!(
            self.0,
            "<Gather input=\"dtmf\" numDigits=\"1\" timeout=\"{KEY_WITHIN_SECS}\" \
             method=\"POST\" action=\"{}\"><Say language=\"{}\">{}</Say></Gather>",
            escaped(action),
            escaped(language),
            escaped(text)
        );
        self
    }

    /// Rings another number and joins both, once that one was answered and has heard who calls.
    #[must_use]
    pub fn join(mut self, join: &Join<'_>) -> Self {
        let _ = write!(
            self.0,
            "<Dial answerOnBridge=\"true\" timeout=\"{JOIN_RINGS_SECS}\" \
             timeLimit=\"{JOIN_LASTS_SECS}\" callerId=\"{}\" method=\"POST\" action=\"{}\">\
             <Number url=\"{}\" method=\"POST\" machineDetection=\"Enable\" \
             statusCallbackEvent=\"completed\" statusCallback=\"{}\" \
             statusCallbackMethod=\"POST\">{}</Number></Dial>",
            escaped(join.from),
            escaped(join.then),
            escaped(join.heard),
            escaped(join.ended),
            escaped(join.to)
        );
        self
    }

    /// Says something and waits for one key, which is posted to `action`; without a key the
    /// document goes on. A key counts from the first word on.
    #[must_use]
    pub fn ask(mut self, action: &str, text: &str) -> Self {
        let _ = write!(
            self.0,
            "<Gather input=\"dtmf\" numDigits=\"1\" timeout=\"{KEY_WITHIN_SECS}\" \
             method=\"POST\" action=\"{}\"><Say>{}</Say></Gather>",
            escaped(action),
            escaped(text)
        );
        self
    }

    /// Goes on with another document.
    #[must_use]
    pub fn go_on(mut self, url: &str) -> Self {
        let _ = write!(self.0, "<Redirect method=\"POST\">{}</Redirect>", escaped(url));
        self
    }

    /// Ends the call.
    #[must_use]
    pub fn hang_up(mut self) -> Self {
        self.0.push_str("<Hangup/>");
        self
    }

    /// Answers a text message with another.
    #[must_use]
    pub fn message(mut self, text: &str) -> Self {
        let _ = write!(self.0, "<Message>{}</Message>", escaped(text));
        self
    }

    /// The document as it goes over the wire.
    #[must_use]
    pub fn into_string(self) -> String {
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response>{}</Response>", self.0)
    }
}

/// Text for XML; what XML cannot hold, and what could deceive a reader, is left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\n' | '\t' => out.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_said_becomes_an_order() {
        let document = Document::default()
            .say("</Say><Dial>+1</Dial>&\u{0}\u{b}")
            .ask("https://a.test/k?x=1&y=\"2\"", "Press 1 <now>")
            .go_on("https://a.test/again?a=1&b=2")
            .hang_up()
            .into_string();
        assert_eq!(
            document,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response>\
             <Say>&lt;/Say&gt;&lt;Dial&gt;+1&lt;/Dial&gt;&amp;</Say>\
             <Gather input=\"dtmf\" numDigits=\"1\" timeout=\"5\" method=\"POST\" \
             action=\"https://a.test/k?x=1&amp;y=&quot;2&quot;\"><Say>Press 1 &lt;now&gt;</Say>\
             </Gather><Redirect method=\"POST\">https://a.test/again?a=1&amp;b=2</Redirect>\
             <Hangup/></Response>"
        );
    }

    #[test]
    fn any_text_stays_text() {
        bolero::check!().with_type::<String>().for_each(|text| {
            let document = Document::default().message(text).into_string();
            let inside = document.split("<Message>").nth(1).expect("a message");
            assert_eq!(inside.matches('<').count(), 2, "{document}");
        });
    }
}
