//! Processes that are killed, and processes that compete.

mod points;
mod two_taps;
