//! What the figures were measured on, in words that fit any reader: no names of hosts, no paths.

use std::fs;

/// The processor, the cores, the memory and the kernel.
pub fn describe() -> Vec<String> {
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let processor = field("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown".to_owned());
    let memory = field("/proc/meminfo", "MemTotal")
        .and_then(|text| text.trim_end_matches(" kB").trim().parse::<u64>().ok())
        .unwrap_or(0);
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    // What stands behind the number is often the name of whoever built it.
    let kernel = kernel.split(['-', '+']).next().unwrap_or_default().trim().to_owned();
    vec![
        format!("processor: {processor}, {cores} cores"),
        format!("memory: {:.0} GB", memory as f64 * 1_024.0 / 1e9),
        format!("kernel: {} {kernel}", std::env::consts::OS),
    ]
}

fn field(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// The date, in UTC.
pub fn today() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%d").to_string()
}

/// A figure of a process in kibibytes, such as its resident set (`VmRSS`).
pub fn memory_kib(process: u32, figure: &str) -> u64 {
    field(&format!("/proc/{process}/status"), figure)
        .and_then(|text| text.trim_end_matches(" kB").trim().parse().ok())
        .unwrap_or(0)
}

/// The processor time that a process and its children have used, in seconds.
pub fn processor_seconds(process: u32) -> f64 {
    /// Linux counts in hundredths for whoever asks, whatever it does inside.
    const TICKS_PER_SECOND: f64 = 100.0;
    let ticks_of = |process: u32| -> Option<u64> {
        let text = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        // The name stands in parentheses and may hold anything; what is counted comes after it.
        let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
        Some(fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?)
    };
    let children = fs::read_to_string(format!("/proc/{process}/task/{process}/children"));
    let children = children.unwrap_or_default();
    let children = children.split_whitespace().filter_map(|child| child.parse().ok());
    let ticks: u64 = std::iter::once(process).chain(children).filter_map(ticks_of).sum();
    ticks as f64 / TICKS_PER_SECOND
}

/// How many files this process may have open at a time.
pub fn open_files_max() -> usize {
    let limits = fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(1_024)
}
