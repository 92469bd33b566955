//! Countersign for other languages.
//!
//! Mirrors the core's data and calls, and lets an app bring its own HTTP, keys, key vault and log. The only crate that knows UniFFI.
//! The rule not to break: conversion only. What decides something belongs into the core, what is pleasant in one language into that
//! language's wrapper. Every mirror is written so that a member or variant added to the core does not compile here.
//!
//! Secrets stay inside: no private key, no state of a dialect and no token comes out. Panics are caught before they cross.

mod authenticator;
mod cancel;
mod data;
mod fault;
mod foreign;
mod guard;
mod logging;
mod open;
mod picture;
mod watch;

pub use authenticator::Authenticator;
pub use cancel::Cancellation;
pub use data::{
    AccountHealth, AccountList, AccountRecord, Burst, Capabilities, ChallengeRecord, ChallengeReport, ChallengeStatus,
    DamagedRecord, EventRecord, Health, History, HistoryEntry, HttpHeader, HttpRequest, HttpResponse, LostAccount,
    OneTimeCode, Preview, PreviewDetails, Problem, PublicKey, PushOutcome, Refreshed, SigningPrompt,
};
pub use fault::{Advice, DecisionState, Fault, FaultFacts};
pub use foreign::{
    KeyVault, LogFailure, LogLevel, LogRecord, LogSink, Signer, SignerFailure, Transport, TransportFailure,
    VaultFailure,
};
pub use logging::set_log_sink;
pub use open::{DesktopVault, Settings};
pub use picture::{CameraFrame, find_code, read_code};
pub use watch::{Turn, Watch};

uniffi::setup_scaffolding!();
