//! `demo`: a mock server and a phone tell the story of a login, then something waits to be played with: a page with both, or
//! the server alone.
//!
//! Nothing is acted: the phone is the real core with a real store, the server is the real mock server, and between them there
//! is only HTTP on this machine.

mod args;
mod browser;
mod failure;
mod identity_server;
mod interrupt;
mod page;
mod phone;
mod run;
mod scanner;
mod story;
mod teller;
mod tenant;

pub(crate) use args::Demo;
pub(crate) use run::run;
