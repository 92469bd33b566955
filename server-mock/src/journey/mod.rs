//! Logins with several steps, whatever language the server speaks: who signs in, with what, and what happens when it
//! does not work.
//!
//! A [`Journey`] is a plain state machine. It is told what a person did ([`Input`]) and says what to show ([`Screen`])
//! or what a script has to decide ([`ScriptCall`]). Users, devices, pushes, settings and time are behind [`Ground`];
//! nothing here reads a clock, draws a random number or runs a script.

mod attempt;
mod factor;
mod failure;
mod ground;
mod input;
mod passage;
mod plan;
mod prompt;
mod screen;
mod script;

#[cfg(test)]
mod fake;
#[cfg(test)]
mod tests;

pub use factor::FactorKind;

pub(crate) use attempt::{Channel, SentPush, User};
pub(crate) use failure::Failure;
pub(crate) use ground::{Conclusion, Ground, JourneySettings, Lock, PushTrouble};
pub(crate) use input::{Input, Params};
pub(crate) use passage::{Journey, Turn};
pub(crate) use plan::{Itinerary, Step};
pub(crate) use screen::{PushWait, Screen};
pub(crate) use script::{Decision, ScriptCall, ScriptEvent, StepFact};
