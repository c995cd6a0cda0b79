//! How many days of an organisation's life the simulator plays in a second.

use std::process::Command;

use crate::mayday::beside;
use crate::report::{Measurement, Row};
use crate::{Outcome, figures};

/// The measurement.
pub const MEASUREMENT: Measurement = Measurement {
    name: "simulation",
    how: "the simulator plays seeds 1, 2, 3 and so on for 20 seconds on one core, faults, floods \
          and all invariants included, three times; the median of the simulated days per second \
          that it names.",
    measure,
};

const ROUNDS: usize = 3;
const SECONDS: &str = "20";
const TARGET_PER_SECOND: f64 = 10.0;

fn measure() -> Outcome<Vec<Row>> {
    let program = beside("sim")?;
    let mut speeds = Vec::new();
    for _ in 0..ROUNDS {
        let ran = Command::new(&program).args(["--seconds", SECONDS]).output();
        let ran = ran.map_err(|error| format!("sim cannot start: {error}."))?;
        let said = String::from_utf8_lossy(&ran.stdout);
        if !ran.status.success() {
            return Err(format!("the simulator found a fault:\n{said}"));
        }
        speeds.push(speed(&said).ok_or("the simulator did not say how fast it was")?);
    }
    let speed = figures::median(&speeds);
    let (figure, target) = (format!("{speed:.1} days per second"), "≥ 10 days per second and core");
    Ok(vec![Row::judged("simulated organisations", figure, target, speed >= TARGET_PER_SECOND)])
}

/// `days per second     13.7 on one core`
fn speed(said: &str) -> Option<f64> {
    let line = said.lines().find_map(|line| line.strip_prefix("days per second"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_speed_is_read_as_the_simulator_writes_it() {
        assert_eq!(speed("runs  2\ndays per second     13.7 on one core\n"), Some(13.7));
        assert_eq!(speed("seed 3 broke i01"), None);
    }
}
