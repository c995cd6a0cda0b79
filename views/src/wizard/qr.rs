//! An address as a QR code, drawn as one path, so that it is sharp on any paper.

use maud::{Markup, html};
use qrcode::{Color, EcLevel, QrCode};

/// White around it, in modules; readers need four.
const MARGIN: usize = 4;

/// The code; an address too long for one is only written out.
pub(super) fn svg(text: &str) -> Markup {
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::M) else { return html! {} };
    let width = code.width();
    let mut path = String::new();
    for (at, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let (x, y) = (at % width + MARGIN, at / width + MARGIN);
            path.push_str(&format!("M{x} {y}h1v1h-1z"));
        }
    }
    let side = width + 2 * MARGIN;
    html! {
        svg viewBox={ "0 0 " (side) " " (side) } role="img" aria-label={ "QR code of " (text) }
            shape-rendering="crispEdges" {
            rect.light width=(side) height=(side) {}
            path.dark d=(path) {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::svg;

    #[test]
    fn an_address_becomes_a_code_and_a_monster_becomes_nothing() {
        let drawn = svg("https://help.example.com/help").0;
        assert!(drawn.contains("<path") && drawn.matches('M').count() > 200, "{drawn}");
        assert_eq!(svg(&"x".repeat(5_000)).0, "");
    }

    #[test]
    fn the_three_corners_that_readers_look_for_are_there() {
        let drawn = svg("https://help.example.com/help").0;
        let side: usize = drawn
            .split("viewBox=\"0 0 ")
            .nth(1)
            .and_then(|rest| rest.split(' ').next())
            .and_then(|side| side.parse().ok())
            .expect("a side");
        let last = side - super::MARGIN - 7;
        for (x, y) in [(4, 4), (last, 4), (4, last)] {
            for along in 0..7 {
                assert!(drawn.contains(&format!("M{} {y}h1", x + along)), "{x} {y} {along}");
            }
            assert!(!drawn.contains(&format!("M{} {}h1", x + 1, y + 1)), "the white ring");
        }
    }
}
