//! Does one measured thing N times, so that counters of a run with more and a run with fewer tell what one costs.
//!
//! Run by `tests/lanes/bench.sh` under callgrind and strace. `prepare-approve` makes the folder in which `approve` and `call`, and their
//! counterparts in other languages (`tests/bench/calls`), work.

mod approve;
mod pending;
mod replier;

use std::path::PathBuf;
use std::pin::pin;
use std::process::ExitCode;
use std::task::{Context, Poll, Waker};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["sign", times] => approve::bare_signatures(number(times)),
        ["approve-memory", times] => at_once(approve::in_memory(number(times))),
        ["approve-sqlite", folder, times] => at_once(approve::in_sqlite(&PathBuf::from(folder), number(times))),
        ["prepare-approve", folder] => at_once(approve::prepare(&PathBuf::from(folder))),
        ["approve", folder, times] => at_once(approve::prepared(&PathBuf::from(folder), number(times))),
        ["call", folder, times] => approve::smallest_call(&PathBuf::from(folder), number(times)),
        ["prepare-pending", folder, accounts, history] => {
            pending::prepare(&PathBuf::from(folder), number(accounts), number(history));
        }
        ["pending", folder, times] => pending::list(&PathBuf::from(folder), number(times)),
        _ => return ExitCode::from(2),
    }
    ExitCode::SUCCESS
}

/// Runs a future that never has to wait: every reply is there at once.
fn at_once(future: impl Future<Output = ()>) {
    let ended = pin!(future).poll(&mut Context::from_waker(Waker::noop()));
    assert_eq!(ended, Poll::Ready(()));
}

fn number(text: &str) -> usize {
    text.parse().expect("a number")
}
