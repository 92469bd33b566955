//! The languages that servers speak.
//!
//! A dialect turns what the person wants into [flows](crate::protocol::Flow) and turns replies into the model. It keeps no
//! state: what it must remember of an account travels in the account's [`DialectState`]. Pure, and the only layer that knows
//! wire formats. Adding one means a folder here, a line in [`Registry::standard`], vectors, and a router in server-mock.

mod error;
pub mod guardian;
mod link;
pub mod native;
pub mod otpauth;
mod record;
mod registry;
mod types;
pub mod wso2;

pub use error::{ChallengeError, DialectError, OfferError, Refusal, RefusalCode};
pub use registry::Registry;
pub use types::{
    Attribution, Capabilities, Code, DeviceInfo, Enrolled, Hint, Incoming, Manage, Managed, Moment, Notice, NoticeKind,
    NumberStyle, Offer, Part, Preview, Pushed, ReportKind, Reported, Telemetry, Wanted,
};

use crate::model::{
    Account, Challenge, ChallengeId, Decision, DialectId, DialectState, JournalEntry, PublicKey, PushTarget, Secret,
    ServerId,
};
use crate::protocol::url_rules::UrlRules;
use crate::protocol::{Flow, HttpRequest};

/// One server language.
pub trait Dialect: Send + Sync {
    /// Its id, stored with every account.
    fn id(&self) -> DialectId;

    /// What its servers can do.
    fn capabilities(&self) -> Capabilities;

    /// Reads a scanned or pasted text. `None` when it is not this dialect's; an error when it is, but unusable. Several offers
    /// where one code carries several accounts.
    fn recognize(&self, code: &Code<'_>, rules: UrlRules) -> Option<Result<Vec<Offer>, OfferError>>;

    /// Finds out who the server is and what the account will be. Changes nothing there.
    fn preview(&self, offer: &Offer, rules: UrlRules) -> Result<Flow<Preview>, DialectError>;

    /// Fetches an enrollment code from `server`, a domain or a URL, for a person who is signed in there: `access_token` says so.
    /// The code is then recognized with the same `server`. `None` where servers have no such thing.
    fn invitation(
        &self,
        _server: &str,
        _access_token: &Secret,
        _rules: UrlRules,
    ) -> Option<Result<Flow<String>, DialectError>> {
        None
    }

    /// Has the approval key sign that it belongs to a device with the key `device`; brings what [`Dialect::enroll`] needs then. Where
    /// [`Capabilities::approval_key`] says so.
    fn prove_approval_key(
        &self,
        _resume: &DialectState,
        _device: &PublicKey,
        _approval: &PublicKey,
    ) -> Result<Flow<DialectState>, DialectError> {
        Err(DialectError::Unsupported)
    }

    /// Enrolls `key`, which is there unless the preview asked for none. `resume` is the preview's, so the same call serves the
    /// first try and every retry.
    fn enroll(
        &self,
        resume: &DialectState,
        device: &DeviceInfo,
        key: Option<&PublicKey>,
        moment: Moment,
    ) -> Result<Flow<Enrolled>, DialectError>;

    /// Reads a push payload. `None` when it is not this dialect's; an error when it is, but malformed.
    fn parse_push(&self, payload: &[u8]) -> Option<Result<Pushed, DialectError>>;

    /// Whether a push with this address is meant for this account.
    fn is_addressed(&self, account: &Account, address: &ServerId) -> bool;

    /// The request that opens a stream of hints (server-sent events), for devices without a push provider. `None` where
    /// servers have no such thing.
    fn hint_stream(&self, account: &Account, moment: Moment) -> Option<Result<Flow<HttpRequest>, DialectError>>;

    /// Fetches waiting challenges. Each is verified on its own: one bad message does not hide the others.
    fn pending(&self, account: &Account, wanted: Wanted, moment: Moment) -> Result<Flow<Vec<Incoming>>, DialectError>;

    /// What `decision` comes to for a server whose challenges tell the phone the right number: an approval with another of the
    /// numbers offered becomes a deny. Elsewhere the server judges.
    fn judge(&self, _challenge: &Challenge, decision: Decision) -> Decision {
        decision
    }

    /// Makes the answer message, to be journaled before it is sent.
    fn answer(
        &self,
        account: &Account,
        challenge: &Challenge,
        decision: &Decision,
        counter: u64,
        moment: Moment,
    ) -> Result<Flow<Vec<u8>>, DialectError>;

    /// Sends a journaled answer, byte for byte; where the server dates answers, the same decision dated anew once its date no
    /// longer counts.
    fn deliver(&self, account: &Account, entry: &JournalEntry, moment: Moment) -> Result<Flow<Reported>, DialectError>;

    /// Asks what the server recorded, and whether it was `entry`.
    fn outcome(
        &self,
        account: &Account,
        challenge: &ChallengeId,
        entry: Option<&JournalEntry>,
        moment: Moment,
    ) -> Result<Flow<Reported>, DialectError>;

    /// Changes the device's registration.
    fn manage(
        &self,
        account: &Account,
        change: &Manage,
        counter: u64,
        moment: Moment,
    ) -> Result<Flow<Managed>, DialectError>;

    /// Whether its servers send pushes to targets of this kind.
    fn takes_push(&self, _target: &PushTarget) -> bool {
        true
    }

    /// The header, in lower case, by which its servers count apps. Sent only by apps that chose to be counted.
    fn telemetry(&self, _about: &Telemetry) -> Option<(&'static str, String)> {
        None
    }
}
