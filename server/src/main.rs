//! The program `mayday`.

/// Folding a log and answering the door are small allocations, made on one thread and given back
/// on another; the system's allocator takes a lock for those.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    mayday::command_line::run()
}
