//! Core against server-mock, in one program: a test program per file would be linked forty times.

mod approval_key;
mod canary;
mod clock_server_time;
mod cost;
mod crash;
mod cross_library;
mod damaged_record;
mod diagnostics;
mod enroll_once;
mod exactly_once;
mod hostile;
mod number_secrecy;
mod one_time_codes;
mod policy_downgrade;
mod protocol_examples;
mod story;
mod terminal;
mod untrusted_tls;
mod watch;
mod web_push;
mod wycheproof;
