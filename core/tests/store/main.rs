//! Storage: both stores against one suite, and everything that can happen to the file.

mod conformance;
mod samples;
mod vaults;
