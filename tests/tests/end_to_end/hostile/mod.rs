//! Messages that an attacker would send.

mod challenges;
mod enrollment;
mod guardian;
mod replies;
mod wso2;
