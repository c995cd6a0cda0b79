//! The organisation file: what is read, what is refused in which words, and what a plan does.

mod chance;
mod damage;
mod ground;
mod plans;
mod refusals;
