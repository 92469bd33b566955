//! What whole-story tests share: a phone in a folder, a server with one enrolled user, ways to lose, repeat and cut off
//! what they say to each other, and a check of what must be true afterwards.

mod attempt;
mod clock;
mod cut;
mod identity;
pub mod issuer;
pub mod jws;
mod lab;
pub mod leaks;
mod person;
mod phone;
mod scene;
pub mod sources;
mod steps;
mod tenant;
mod terminal;
pub mod tour;
pub mod traffic;
mod transport;
mod web_push;
mod witness;

pub use attempt::{Attempt, Choice, challenge_id, other_than, state_of};
pub use clock::ManualClock;
pub use cut::{Cut, Side};
pub use identity::{IdentityScene, wrong_number};
pub use lab::{Dump, Lab, SeededEntropy};
pub use person::{Person, Reaction};
pub use phone::{PhoneHome, platform};
pub use scene::{Scene, USER};
pub use steps::every_step;
pub use tenant::{TenantScene, reachable};
pub use terminal::{Ended, KillPoint, Terminal, say};
pub use transport::{Loss, LossyTransport, Recorded};
pub use web_push::encrypt;
pub use witness::Witness;
