//! The story of a login, chapter by chapter: what should happen, and what happens when somebody cheats or something gets lost.
//!
//! Every chapter is told while it happens and checks what it tells, on both sides. One file per chapter.

mod approve;
mod burst;
mod deny;
mod enroll;
mod expire;
mod lose_push;
mod lose_reply;
mod one_time_code;
mod overhear;
mod plot;
mod remove;
mod replay;
mod restart;
mod stage;
mod weaken;
mod wrong_number;

pub(super) use plot::{Ending, Step, tell};
