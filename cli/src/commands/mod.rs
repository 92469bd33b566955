//! One file per command or pair of commands.

pub(crate) mod accounts;
pub(crate) mod answer;
pub(crate) mod code;
pub(crate) mod doctor;
pub(crate) mod enroll;
pub(crate) mod history;
mod import;
pub(crate) mod pending;
pub(crate) mod push;
