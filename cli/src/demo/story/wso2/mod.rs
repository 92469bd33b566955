//! The story in the language of WSO2 Identity Server and Asgardeo.

mod approve;
mod chapters;
mod deny;
mod enroll;
mod forge;
mod lock;
mod lose_reply;
mod organization;
mod remove;
mod replay;
mod resend;
mod restart;
mod second_phone;
mod sign_in;
mod stage;
mod wrong_number;

pub(super) use stage::Stage;
