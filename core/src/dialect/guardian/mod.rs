//! Auth0 Guardian: the device API that Auth0 tenants serve to phones. docs/dialects.md says what is supported.
//!
//! Wire facts follow Auth0's public device SDKs and documentation. Reading is lenient where those differ from each other,
//! writing is strict: integer dates, minimal key numbers, `aud` exactly as requested.

mod answer;
mod authorization;
mod base_url;
mod bearer;
mod challenge;
mod consent;
mod enroll;
mod manage;
mod offer;
mod push;
mod reply;
mod state;
mod telemetry;
mod wire;

use super::{
    Capabilities, Code, DeviceInfo, Dialect, DialectError, Enrolled, Incoming, Manage, Managed, Moment, NumberStyle,
    Offer, OfferError, Preview, Pushed, Reported, Telemetry, Wanted,
};
use crate::model::{
    Account, Algorithm, Challenge, ChallengeId, Decision, DialectId, DialectState, JournalEntry, PublicKey, PushTarget,
    ServerId,
};
use crate::protocol::url_rules::UrlRules;
use crate::protocol::{Flow, HttpRequest};

/// The dialect of Auth0 Guardian.
#[derive(Debug, Clone, Copy)]
pub struct Guardian;

impl Dialect for Guardian {
    fn id(&self) -> DialectId {
        ID.parse().expect("a constant id")
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            number_styles: &[NumberStyle::None],
            algorithms: &[Algorithm::Rs256],
            // A push that is lost is a login that is lost: servers have no list of what waits.
            polling: false,
            outcome: false,
            unique_names: true,
            challenges: true,
            push_update: true,
            push_required: false,
            access_tokens: false,
            device_name: true,
            deny_reasons: true,
            approval_key: false,
            key_rotation: false,
            lockout: false,
        }
    }

    fn recognize(&self, code: &Code<'_>, rules: UrlRules) -> Option<Result<Vec<Offer>, OfferError>> {
        Some(offer::recognize(code, rules)?.map(|offer| vec![offer]))
    }

    fn preview(&self, offer: &Offer, _rules: UrlRules) -> Result<Flow<Preview>, DialectError> {
        enroll::preview(offer)
    }

    fn enroll(
        &self,
        resume: &DialectState,
        device: &DeviceInfo,
        key: Option<&PublicKey>,
        _moment: Moment,
    ) -> Result<Flow<Enrolled>, DialectError> {
        enroll::enroll(resume, device, key.ok_or(DialectError::Unsupported)?)
    }

    fn parse_push(&self, payload: &[u8]) -> Option<Result<Pushed, DialectError>> {
        Some(push::parse(payload)?.map(Pushed::Challenge))
    }

    fn is_addressed(&self, account: &Account, address: &ServerId) -> bool {
        state::AccountData::load(account).is_ok_and(|data| data.enrollment == *address)
    }

    fn hint_stream(&self, _account: &Account, _moment: Moment) -> Option<Result<Flow<HttpRequest>, DialectError>> {
        None
    }

    fn pending(&self, account: &Account, wanted: Wanted, moment: Moment) -> Result<Flow<Vec<Incoming>>, DialectError> {
        match wanted {
            Wanted::All => Ok(Flow::Done(Vec::new())),
            Wanted::One(hint) => challenge::read(account, &hint, moment),
        }
    }

    fn answer(
        &self,
        account: &Account,
        challenge: &Challenge,
        decision: &Decision,
        _counter: u64,
        moment: Moment,
    ) -> Result<Flow<Vec<u8>>, DialectError> {
        answer::answer(account, challenge, decision, moment)
    }

    fn deliver(&self, account: &Account, entry: &JournalEntry, moment: Moment) -> Result<Flow<Reported>, DialectError> {
        answer::deliver(account, entry, moment)
    }

    fn outcome(
        &self,
        _account: &Account,
        _challenge: &ChallengeId,
        _entry: Option<&JournalEntry>,
        _moment: Moment,
    ) -> Result<Flow<Reported>, DialectError> {
        Err(DialectError::Unsupported)
    }

    fn manage(
        &self,
        account: &Account,
        change: &Manage,
        _counter: u64,
        moment: Moment,
    ) -> Result<Flow<Managed>, DialectError> {
        manage::manage(account, change, moment)
    }

    fn takes_push(&self, target: &PushTarget) -> bool {
        enroll::push_credentials(target).is_some()
    }

    fn telemetry(&self, about: &Telemetry) -> Option<(&'static str, String)> {
        Some(telemetry::header(about))
    }
}

const ID: &str = "guardian";
