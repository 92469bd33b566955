//! What engine and dialects say to each other.

use crate::model::{
    Algorithm, Challenge, DialectId, DialectState, Policy, PublicKey, PushTarget, Recorded, Secret, ServerId, UnixTime,
};

use super::ChallengeError;

/// What a flow may not find out by itself: the time, by the server's clock, and fresh randomness.
#[derive(Clone, Copy)]
pub struct Moment {
    /// Now.
    pub now: UnixTime,
    /// 32 random bytes, used by this flow only.
    pub random: [u8; 32],
}

/// What a person gave to be enrolled.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Code<'a> {
    /// The scanned or pasted text. Not printed by `Debug`: it holds a secret.
    pub text: &'a str,
    /// The server the app or the person named. It serves texts that name none, and wins over the one a text names, so that an
    /// app built for one server cannot be sent to another; dialects whose codes pin their issuer ignore it.
    pub server: Option<&'a str>,
}

impl std::fmt::Debug for Code<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Code").field("server", &self.server).finish_non_exhaustive()
    }
}

/// A recognized enrollment code. Nothing has been asked or promised yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The dialect that recognized it.
    pub dialect: DialectId,
    /// Issuer base URL; empty for an account that never talks to a server.
    pub issuer: String,
    /// Host name of the issuer as it must be shown: in full, punycode where it could deceive.
    pub issuer_host: String,
    /// The single-use ticket, from which the account's id on this phone is derived. Not printed by `Debug`.
    pub ticket: Ticket,
    /// Everything the dialect read.
    pub state: DialectState,
    /// Where the code stands among several, for exports that took more than one.
    pub part: Option<Part>,
}

/// One of several codes that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Part {
    /// The number of this code, from 1.
    pub number: u32,
    /// How many codes there are, at least 1.
    pub of: u32,
}

/// A single-use enrollment ticket.
#[derive(Clone, PartialEq, Eq)]
pub struct Ticket(pub String);

impl std::fmt::Debug for Ticket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ticket(redacted)")
    }
}

/// What is known of an offer. Shown to the person before anything is made.
#[derive(Clone, PartialEq, Eq)]
pub struct Preview {
    /// Issuer name.
    pub issuer_name: String,
    /// Account name.
    pub account_name: String,
    /// The policy that the account will have.
    pub policy: Policy,
    /// Key algorithms the server takes, most wanted first; empty when the account needs no key.
    pub algorithms: Vec<Algorithm>,
    /// When the offer ends, by the server's clock, if anybody said.
    pub expires_at: Option<UnixTime>,
    /// What [`Dialect::enroll`](super::Dialect::enroll) needs.
    pub resume: DialectState,
}

impl std::fmt::Debug for Preview {
    /// Without names: they are personal.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut preview = f.debug_struct("Preview");
        preview.field("policy", &self.policy).field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

/// What this phone tells a server about itself.
#[derive(Clone, PartialEq, Eq)]
pub struct DeviceInfo {
    /// Name for the person's device list, at most 64 characters.
    pub name: String,
    /// `android`, `ios`, `linux`...
    pub platform: String,
    /// Name and version of the app, at most 64 characters.
    pub app: String,
    /// Where pushes go, if anywhere, until the app says otherwise.
    pub push: Option<PushTarget>,
    /// What servers that collect statistics are told about the app; `None`, the default choice, tells them nothing.
    pub telemetry: Option<Telemetry>,
}

/// What an app that chose to be counted says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telemetry {
    /// Name of the app.
    pub app_name: String,
    /// Version of the app.
    pub app_version: String,
}

impl std::fmt::Debug for DeviceInfo {
    /// Without the name: people call phones by their own name.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut device = f.debug_struct("DeviceInfo");
        device.field("platform", &self.platform).field("app", &self.app).finish_non_exhaustive()
    }
}

/// A finished enrollment.
pub struct Enrolled {
    /// Issuer base URL.
    pub issuer: String,
    /// Issuer name.
    pub issuer_name: String,
    /// Account name.
    pub account_name: String,
    /// The signed policy.
    pub policy: Policy,
    /// One-time-code secret and parameters, as [`crate::otp`] stores them.
    pub otp: Option<Secret>,
    /// What the dialect must remember.
    pub state: DialectState,
    /// When the server enrolled the device.
    pub enrolled_at: UnixTime,
}

impl std::fmt::Debug for Enrolled {
    /// Without names: they are personal.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut enrolled = f.debug_struct("Enrolled");
        enrolled.field("issuer", &self.issuer).field("policy", &self.policy).finish_non_exhaustive()
    }
}

/// What a push says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pushed {
    /// Something waits.
    Challenge(Hint),
    /// Something happened; nothing is to be answered.
    Notice(Notice),
}

/// News of a server, which it does not prove.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Opaque address of an account.
    pub address: ServerId,
    /// What happened.
    pub kind: NoticeKind,
}

/// Kinds of news.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoticeKind {
    /// Another device was registered for the account.
    DeviceAdded,
}

/// Something waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// Opaque address of an account.
    pub address: ServerId,
    /// The challenge that waits.
    pub challenge: ServerId,
    /// What else the push brought, for the dialect that read it: empty where a challenge is fetched.
    pub content: DialectState,
}

/// Which waiting challenges to fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// All.
    All,
    /// The one a push named.
    One(Hint),
}

/// A fetched challenge, or why it was refused.
pub type Incoming = Result<Challenge, ChallengeError>;

/// What a server says about a challenge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reported {
    /// Nothing is recorded yet.
    Pending,
    /// Something is recorded, for good.
    Recorded(Recorded, Attribution),
}

/// Whose answer was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attribution {
    /// The answer in our journal.
    ThisAnswer,
    /// Another answer, or none.
    Another,
}

/// A change of the device's registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Manage {
    /// Where pushes go from now on; `None` stops them.
    Push(Option<PushTarget>),
    /// Name in the person's device list, at most 64 characters.
    Name(String),
    /// A new device key, for which the new and the old one sign.
    Rotate {
        /// The new public key.
        next: PublicKey,
    },
    /// The device leaves the account.
    Unenroll,
    /// Tell the issuer about an attack.
    Report {
        /// How urgent it is.
        kind: ReportKind,
        /// The challenge that raised suspicion.
        challenge: Option<ServerId>,
    },
}

/// What a report asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReportKind {
    /// Take note.
    Suspicious,
    /// Let nobody in until an administrator has looked.
    Lockout,
}

/// A change took effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Managed {
    /// As asked.
    Done,
    /// The server does not know this device (any more).
    DeviceGone,
}

/// How numbers can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NumberStyle {
    /// Typed.
    Enter,
    /// Picked.
    Select,
    /// Not at all.
    None,
}

/// What a dialect's servers can do, so that nobody has to ask which dialect it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capabilities {
    /// Number styles that may occur.
    pub number_styles: &'static [NumberStyle],
    /// Key algorithms that may be accepted.
    pub algorithms: &'static [Algorithm],
    /// Waiting challenges can be fetched without a push.
    pub polling: bool,
    /// What was recorded can be asked. Where not, an answer without a trustworthy reply is simply sent again.
    pub outcome: bool,
    /// Issuer and account name tell accounts apart, so the same pair is never enrolled twice.
    pub unique_names: bool,
    /// Challenges arrive by push or polling; false for accounts that only make one-time codes.
    pub challenges: bool,
    /// The push address can be changed later.
    pub push_update: bool,
    /// A device without a push address cannot be enrolled.
    pub push_required: bool,
    /// Somebody who is signed in can be enrolled without a code, by an access token.
    pub access_tokens: bool,
    /// The device's name in the person's device list can be changed later.
    pub device_name: bool,
    /// A deny can say why.
    pub deny_reasons: bool,
    /// Approvals can have a key of their own, which only the person can use.
    pub approval_key: bool,
    /// The device key can be replaced.
    pub key_rotation: bool,
    /// An account can be locked from the phone.
    pub lockout: bool,
}
