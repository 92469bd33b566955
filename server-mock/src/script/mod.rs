//! Scripts that administrators write, in an engine of their own for every run.
//!
//! A script gets no file, network, clock or randomness but what its environment passes in, and is bounded in work, memory
//! and stack. Only text crosses the edge: nothing of the engine is kept after a run, and nothing of the server is in it.

pub(crate) mod adaptive;
mod error;
mod exception;
mod limits;
mod meter;
mod places;
mod rejections;
mod run;
mod sandbox;
mod source;
#[cfg(test)]
mod tests;

pub(crate) use error::ScriptError;
pub(crate) use limits::{Limits, Surroundings};
pub(crate) use run::run;
pub(crate) use sandbox::{Evaluated, Sandbox};
pub(crate) use source::{Fragment, Source, SourceId};
