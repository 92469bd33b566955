//! The core's data as records and enums.
//!
//! Plain types of the core are re-declared in place (`uniffi::remote`); the others have a mirror with a `From` that names every member.

mod account;
mod capabilities;
mod challenge;
mod health;
mod history;
mod http;
mod id;
mod key;
mod outcome;
mod preview;

pub use account::{AccountList, AccountRecord, DamagedRecord, LostAccount, OneTimeCode};
pub use capabilities::Capabilities;
pub use challenge::{Burst, ChallengeRecord, ChallengeReport, ChallengeStatus};
pub use health::{AccountHealth, Health};
pub use history::{EventRecord, History, HistoryEntry};
pub use http::{HttpHeader, HttpRequest, HttpResponse};
pub use key::{PublicKey, SigningPrompt};
pub use outcome::{Problem, PushOutcome, Refreshed};
pub(crate) use preview::shared;
pub use preview::{Preview, PreviewDetails};
