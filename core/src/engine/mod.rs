//! The authenticator: enroll, receive, decide, manage.
//!
//! Drives dialect flows through the platform traits and keeps the decision journal. No wire formats here.
//!
//! Every method may be canceled at any await and called from several processes at once: what must not be lost is stored
//! before anything is sent, and what was sent is looked up before it is sent again.

mod accounts;
mod approval_key;
mod authenticator;
mod clocks;
mod codes;
mod decide;
mod diagnostics;
mod doctor;
mod driver;
mod enroll;
mod failures;
mod inbox;
mod journal;
mod mistake;
#[cfg(all(feature = "reqwest", feature = "keyring"))]
mod open;
mod preview;
mod push;
mod rotate;
mod watch;
mod web_push;

pub use accounts::Removal;
pub use authenticator::{Authenticator, Platform};
pub use decide::Approval;
pub use diagnostics::MAX_DIAGNOSTICS;
pub use doctor::{AccountHealth, Health};
pub use inbox::{Burst, Problem, PushOutcome, Refreshed};
pub use mistake::Mistake;
#[cfg(all(feature = "reqwest", feature = "keyring"))]
pub use open::{Desktop, Vault};
pub use preview::{EnrollmentPreview, PreviewFacts};
pub use watch::{Turn, Watch};
