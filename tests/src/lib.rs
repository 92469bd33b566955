//! What whole-story tests share: a phone in a folder, a server with one enrolled user, and a transport that loses things.

mod clock;
mod phone;
pub mod issuer;
pub mod jws;
mod lab;
pub mod leaks;
mod scene;
pub mod sources;
mod transport;

pub use clock::ManualClock;
pub use lab::{Dump, Lab, SeededEntropy};
pub use phone::{PhoneHome, platform};
pub use scene::{Scene, USER};
pub use transport::{Loss, LossyTransport, Recorded};
