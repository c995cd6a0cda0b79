//! Logos of status pages: drawn anew from whatever comes, and shown from our own address.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::status_pages::LOGO_LEN_MAX;

use super::sheet::digits;

/// How a logo is written down: a PNG and nothing else.
const START: &str = "data:image/png;base64,";

/// A logo from the bytes of a picture.
///
/// # Errors
/// A sentence.
pub fn drawn(bytes: &[u8]) -> Result<String, String> {
    use views::uploads::NotKept;
    // Four letters stand for three bytes.
    let len_max = (LOGO_LEN_MAX - START.len()) / 4 * 3;
    match crate::pictures::mark(bytes, len_max) {
        Ok(drawn) => Ok(format!("{START}{}", STANDARD.encode(drawn))),
        Err(NotKept::TooLarge) => Err(format!(
            "The logo has too many details: even when it is small it takes more than {len_max} \
             bytes. A drawing of few colours takes less than a photograph."
        )),
        Err(NotKept::TooManyPixels) => Err("The picture is larger than what is looked at.".into()),
        Err(_) => Err("This is no picture that is drawn here: PNG, JPEG, GIF or WebP.".into()),
    }
}

/// A logo as it was written down, drawn anew; nothing is left in it but what is seen.
///
/// # Errors
/// A sentence.
pub fn again(written: &str) -> Result<String, String> {
    let data =
        written.trim().strip_prefix("data:image/").and_then(|rest| rest.split_once(";base64,"));
    let bytes = data.and_then(|(_, data)| STANDARD.decode(data).ok());
    let bytes = bytes.ok_or_else(|| {
        "Write the logo as data:image/png;base64,… or put it on the form of the page.".to_owned()
    })?;
    drawn(&bytes)
}

/// A logo as everyone reads it.
pub(super) struct Shown {
    /// How its address ends: with a digest, so that it may be kept for ever.
    pub name: String,
    /// A drawing that holds the picture.
    pub text: String,
    /// Its size on the page, in pixels: half of its own, for fine screens.
    pub size: (u32, u32),
}

/// What is shown of a logo; nothing where there is none.
pub(super) fn shown(logo: &str) -> Option<Shown> {
    let bytes = STANDARD.decode(logo.strip_prefix(START)?).ok()?;
    // The head of a PNG: its signature, the length and name of the first piece, and its size.
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let (width, height) = (number(16)?, number(20)?);
    let text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\"><image width=\"{width}\" height=\"{height}\" \
         href=\"{logo}\"/></svg>"
    );
    let name = format!("logo-{}.svg", digits(text.as_bytes(), 8));
    Some(Shown { name, text, size: (width.div_ceil(2), height.div_ceil(2)) })
}
