//! The story in Countersign's own protocol.

mod approve;
mod burst;
mod chapters;
mod deny;
mod enroll;
mod expire;
mod lose_push;
mod lose_reply;
mod one_time_code;
mod overhear;
mod remove;
mod replay;
mod restart;
mod stage;
mod weaken;
mod wrong_number;

pub(super) use stage::Stage;
