//! Arithmetic on samples: medians, percentiles, and figures that people can read.

use std::time::Duration;

/// The value below which `permille` of the samples lie, by the nearest rank.
pub fn permille(samples: &[Duration], permille: usize) -> Duration {
    let mut sorted = samples.to_vec();
    sorted.sort_unstable();
    let rank = (sorted.len() * permille).div_ceil(1_000).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default()
}

/// The largest sample.
pub fn max(samples: &[Duration]) -> Duration {
    samples.iter().max().copied().unwrap_or_default()
}

/// The middle one of some rates.
pub fn median(rates: &[f64]) -> f64 {
    let mut sorted = rates.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

/// "p50 1.8 ms, p99 4.2 ms, max 7.9 ms"
pub fn spread(samples: &[Duration]) -> String {
    let (p50, p99) = (permille(samples, 500), permille(samples, 990));
    format!("p50 {}, p99 {}, max {}", time(p50), time(p99), time(max(samples)))
}

/// "0.82 ms", "41 µs", "3.1 s"
pub fn time(span: Duration) -> String {
    let micros = span.as_secs_f64() * 1e6;
    match micros {
        ..100.0 => format!("{micros:.1} µs"),
        100.0..10_000.0 => format!("{:.2} ms", micros / 1e3),
        10_000.0..1_000_000.0 => format!("{:.0} ms", micros / 1e3),
        _ => format!("{:.2} s", micros / 1e6),
    }
}

/// "412,300 per second"
pub fn rate(per_second: f64) -> String {
    format!("{} per second", count(per_second.round() as u64))
}

/// "412,300"
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// "38.2 MB", of a size in kibibytes as the kernel gives it.
pub fn megabytes(kib: u64) -> String {
    format!("{:.1} MB", kib as f64 * 1_024.0 / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_samples_and_never_between_them() {
        let samples: Vec<Duration> = (1..=200).map(Duration::from_millis).collect();
        assert_eq!(permille(&samples, 500), Duration::from_millis(100));
        assert_eq!(permille(&samples, 990), Duration::from_millis(198));
        assert_eq!(permille(&samples[..1], 990), Duration::from_millis(1));
        assert_eq!(permille(&[], 990), Duration::ZERO);
    }

    #[test]
    fn figures_are_short() {
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(count(999), "999");
        assert_eq!(time(Duration::from_micros(1_820)), "1.82 ms");
        assert_eq!(time(Duration::from_micros(41)), "41.0 µs");
    }
}
