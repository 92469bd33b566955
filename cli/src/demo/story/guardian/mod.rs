//! The story in the language of Auth0 Guardian.

mod approve;
mod chapters;
mod consent;
mod deny;
mod enroll;
mod expire;
mod lose_reply;
mod one_time_code;
mod overload;
mod remove;
mod replay;
mod restart;
mod second_tenant;
mod stage;

pub(super) use stage::Stage;
