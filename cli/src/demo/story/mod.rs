//! The story of a login, chapter by chapter: what should happen, and what happens when somebody cheats or something gets lost.
//!
//! Every chapter is told while it happens and checks what it tells, on both sides. One folder per language that server and
//! phone can speak, one file per chapter.

mod chapter;
mod guardian;
mod native;
mod plot;
mod room;
mod wso2;

pub(super) use plot::{Ending, steps, tell};
