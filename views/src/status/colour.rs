//! The accent of a page: as the vendor chose it, or as near to it as everyone can see.

/// The least contrast of a line with what it stands on (WCAG 2.2, 1.4.11).
const CONTRAST_MIN: f64 = 3.0;
/// What the line stands on: a page in the light, and in the dark.
const PAPERS: [[u8; 3]; 2] = [[0xf6, 0xf3, 0xec], [0x0e, 0x16, 0x20]];
/// In so many steps a colour is moved towards black or white.
const STEPS: u32 = 64;

/// How an accent is drawn on light and on dark; `None` where it is no colour.
#[must_use]
pub fn accents(accent: &str) -> Option<[String; 2]> {
    let colour = parsed(accent)?;
    // On light paper a colour becomes visible by growing darker, on dark by growing lighter.
    let drawn = [(PAPERS[0], 0), (PAPERS[1], 255)].map(|(paper, towards)| {
        let steps = (0..=STEPS).map(|step| mixed(colour, towards, step));
        let seen = |colour: &[u8; 3]| contrast(*colour, paper) >= CONTRAST_MIN;
        let [red, green, blue] = steps.into_iter().find(seen).unwrap_or([towards; 3]);
        format!("#{red:02x}{green:02x}{blue:02x}")
    });
    Some(drawn)
}

fn parsed(accent: &str) -> Option<[u8; 3]> {
    let digits =
        accent.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}

fn mixed(colour: [u8; 3], towards: u8, step: u32) -> [u8; 3] {
    colour.map(|part| {
        let sum = u32::from(part) * (STEPS - step) + u32::from(towards) * step;
        u8::try_from(sum / STEPS).unwrap_or(towards)
    })
}

fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Relative luminance (WCAG 2.2).
fn luminance(colour: [u8; 3]) -> f64 {
    let [red, green, blue] = colour.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_that_is_seen_stays_and_a_faint_one_is_moved_as_little_as_needed() {
        assert_eq!(accents("#0a655d").expect("a colour")[0], "#0a655d");
        assert_eq!(accents("#97c5ef").expect("a colour")[1], "#97c5ef");
        let [light, dark] = accents("#ffcc00").expect("a colour");
        assert!(light != "#ffcc00" && light != "#000000", "{light}");
        assert_eq!(dark, "#ffcc00");
        assert_eq!(accents("red"), None);
        assert_eq!(accents("#12345é"), None);
    }

    #[test]
    fn every_colour_is_seen_on_light_and_on_dark() {
        let parts = || (0..=255_u8).step_by(15);
        for (red, green, blue) in
            parts().flat_map(|r| parts().flat_map(move |g| parts().map(move |b| (r, g, b))))
        {
            let drawn = accents(&format!("#{red:02x}{green:02x}{blue:02x}")).expect("a colour");
            for (drawn, paper) in drawn.iter().zip(PAPERS) {
                let drawn = parsed(drawn).expect("a colour");
                assert!(contrast(drawn, paper) >= CONTRAST_MIN, "{drawn:?} on {paper:?}");
            }
        }
    }
}
