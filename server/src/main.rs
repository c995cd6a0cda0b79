//! The program `mayday`.

fn main() -> std::process::ExitCode {
    mayday::command_line::run()
}
