//! What a change of the world asks to be done outside of it.

use crate::gateway::PushMessage;

/// Something to do after the lock is released.
#[derive(Clone, Debug)]
pub(crate) enum Effect {
    /// Tell a device that a challenge waits.
    Hint(HintMessage),
    /// Send a push of a vendor's server.
    Push(PushMessage),
    /// Tell a relying party that its request is decided.
    Ping(PingMessage),
    /// End the hint streams of a device that may not listen any more.
    Disconnect { device: String },
}

/// A push hint for one device.
#[derive(Clone, Debug)]
pub(crate) struct HintMessage {
    pub(crate) device: String,
    pub(crate) provider: Option<String>,
    pub(crate) token: Option<String>,
    pub(crate) hint: String,
    pub(crate) challenge: String,
    /// Seconds since 1970.
    pub(crate) at: u64,
    /// When the challenge ends, seconds since 1970.
    pub(crate) expires_at: u64,
}

/// A CIBA ping callback.
#[derive(Clone, Debug)]
pub(crate) struct PingMessage {
    pub(crate) endpoint: String,
    pub(crate) token: String,
    pub(crate) request: String,
}
