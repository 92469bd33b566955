//! What whole-story tests share: a phone in a folder, a server with one enrolled user, and a transport that loses things.

mod clock;
mod phone;
mod scene;
mod transport;

pub use clock::ManualClock;
pub use phone::{PhoneHome, platform};
pub use scene::{Scene, USER};
pub use transport::{Loss, LossyTransport, Recorded};
