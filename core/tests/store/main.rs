//! Storage: both stores against one suite, and everything that can happen to the file.

mod atomicity;
mod canary;
mod conformance;
mod damage;
mod file;
mod fixture;
mod full;
mod operations;
mod power_loss;
mod processes;
mod samples;
mod snapshot;
mod vault;
mod vaults;
