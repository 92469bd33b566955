//! One person at one issuer, as this phone knows it.

use serde::{Deserialize, Serialize};

use super::{AccountId, Algorithm, DeviceKey, DialectId, KeyHandle, Policy, PublicKey, UnixTime};

/// An enrolled account. `Debug` shows no names: they are personal.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id on this phone.
    pub id: AccountId,
    /// The language its server speaks.
    pub dialect: DialectId,
    /// Issuer base URL, as enrolled. Nothing but this and what the dialect derives from it is ever contacted for this account.
    pub issuer: String,
    /// Issuer name, as the server signed it.
    pub issuer_name: String,
    /// Account name at the issuer.
    pub account_name: String,
    /// What the person calls it; `None` until renamed.
    pub label: Option<String>,
    /// The device key; `None` for an account that only makes one-time codes.
    pub key: Option<DeviceKey>,
    /// The key that approves, which only the person can use; `None` where the device key does.
    pub approval_key: Option<DeviceKey>,
    /// The new device key of a rotation that the server has not confirmed.
    pub next_key: Option<DeviceKey>,
    /// The weakest challenge the issuer may send.
    pub policy: Policy,
    /// Whether it has one-time codes, and what makes them change.
    pub one_time_codes: OneTimeCodes,
    /// What the dialect remembers: ids, endpoints, the issuer's key. Opaque to everyone else.
    pub dialect_state: DialectState,
    /// Whether it can be used.
    pub state: AccountState,
    /// The highest message counter ever given out. Without a device key there are no messages: then it counts the one-time
    /// codes that were passed over.
    pub counter: u64,
    /// Server time minus this phone's time, in seconds, when last heard.
    pub clock_offset: i64,
    /// Push registration.
    pub push: PushSync,
    /// When it was enrolled, by the server's clock.
    pub enrolled_at: UnixTime,
}

impl Account {
    /// The host name of the issuer: what the person must see in full.
    pub fn issuer_host(&self) -> String {
        url::Url::parse(&self.issuer).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
    }

    /// The public half of the device key, if the account has one.
    pub fn public_key(&self) -> Option<&PublicKey> {
        self.key.as_ref().map(|key| &key.public)
    }
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account")
            .field("id", &self.id)
            .field("dialect", &self.dialect)
            .field("issuer_host", &self.issuer_host())
            .field("state", &self.state)
            .field("policy", &self.policy)
            .field("counter", &self.counter)
            .field("clock_offset", &self.clock_offset)
            .finish_non_exhaustive()
    }
}

/// What a dialect remembers of an account: JSON that only the dialect reads.
#[derive(Clone, PartialEq, Eq)]
pub struct DialectState(pub Vec<u8>);

impl std::fmt::Debug for DialectState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DialectState({} bytes)", self.0.len())
    }
}

/// Whether an account has one-time codes, and what makes them change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OneTimeCodes {
    /// It has none.
    None,
    /// Each ends by itself after a while.
    Time,
    /// Each stays until the person asks for the next.
    Counter,
}

/// Whether an account can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountState {
    /// In use.
    Active,
    /// The person removed it; the server has not confirmed yet.
    Removing,
    /// The server no longer knows this device. History stays; enroll again to use it.
    RemovedOnServer,
    /// The server refuses this device until an administrator helps.
    Suspended,
}

/// A push provider's address of this phone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushTarget {
    /// `fcm`, `apns`, `webpush`...
    pub provider: String,
    /// The provider's token, at most 4,096 characters. Not printed by `Debug`.
    pub token: String,
}

impl std::fmt::Debug for PushTarget {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PushTarget").field("provider", &self.provider).finish_non_exhaustive()
    }
}

/// What the server was told about pushes, and what it should be told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushSync {
    /// What the app wants; `None` for a phone that only polls.
    pub wanted: Option<PushTarget>,
    /// What the server has confirmed.
    pub acknowledged: Option<PushTarget>,
}

impl PushSync {
    /// Whether the server still has to be told.
    pub fn is_stale(&self) -> bool {
        self.wanted != self.acknowledged
    }
}

/// A change of one account, applied whole or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountChange {
    /// What the person calls it.
    Label(Option<String>),
    /// Whether it can be used.
    State(AccountState),
    /// Server time minus phone time, in seconds.
    ClockOffset(i64),
    /// Push registration.
    Push(PushSync),
    /// A rotation begins (`Some`) or is given up (`None`).
    NextKey(Option<DeviceKey>),
    /// The server confirmed the rotation: the next key becomes the key.
    PromoteNextKey,
}

/// Whether an account that is being enrolled has an approval key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApprovalKey {
    /// Not known yet: the signer has not said, or the person has not agreed. Until then nothing is sent.
    Undecided,
    /// It has none, whatever the signer says later: the server may know the account by now.
    Without,
    /// This one. What the dialect needs to go on holds its proof, so that the person is asked once.
    With(DeviceKey),
}

/// An enrollment that began and has no receipt yet. Enough to ask for the receipt again after a crash.
#[derive(Clone, PartialEq, Eq)]
pub struct Enrollment {
    /// The id the account will have.
    pub id: AccountId,
    /// The language its server speaks.
    pub dialect: DialectId,
    /// Issuer base URL, by which its clock is known.
    pub issuer: String,
    /// Host name of the issuer, to show.
    pub issuer_host: String,
    /// Where the device key is, or will be.
    pub key: KeyHandle,
    /// Key algorithms the server takes, most wanted first; empty when the account needs no key.
    pub algorithms: Vec<Algorithm>,
    /// Whether there is an approval key.
    pub approval: ApprovalKey,
    /// What the dialect needs to go on: holds the ticket, therefore sealed and never printed.
    pub resume: DialectState,
    /// When the person confirmed.
    pub started_at: UnixTime,
    /// Its keys are being deleted, and it never becomes an account.
    pub is_given_up: bool,
}

impl std::fmt::Debug for Enrollment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Enrollment")
            .field("id", &self.id)
            .field("issuer_host", &self.issuer_host)
            .finish_non_exhaustive()
    }
}
