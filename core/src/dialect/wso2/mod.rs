//! WSO2 Identity Server and Asgardeo: the push API that they serve to phones. docs/dialects.md says what is supported.
//!
//! Wire facts follow the vendor's published sources and documentation. Reading is lenient where those differ from each other,
//! writing is strict: dates in whole seconds, the number exactly as it came, hosts from the stored account only.

mod answer;
mod challenge;
mod enroll;
mod invitation;
mod manage;
mod number;
mod offer;
mod place;
mod push;
mod reply;
mod state;
mod token;
mod wire;

use super::{
    Capabilities, Code, DeviceInfo, Dialect, DialectError, Enrolled, Incoming, Manage, Managed, Moment, NumberStyle,
    Offer, OfferError, Preview, Pushed, Reported, Wanted,
};
use crate::model::{
    Account, Algorithm, Challenge, ChallengeId, Decision, DialectId, DialectState, JournalEntry, PublicKey, PushTarget,
    Secret, ServerId,
};
use crate::protocol::url_rules::UrlRules;
use crate::protocol::{Flow, HttpRequest};

/// The dialect of WSO2 Identity Server and Asgardeo.
#[derive(Debug, Clone, Copy)]
pub struct Wso2;

impl Dialect for Wso2 {
    fn id(&self) -> DialectId {
        ID.parse().expect("a constant id")
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            number_styles: &[NumberStyle::Select, NumberStyle::None],
            algorithms: &[Algorithm::Rs256],
            // A push that is lost has to be sent anew from the login page.
            polling: false,
            outcome: false,
            unique_names: false,
            challenges: true,
            push_update: true,
            push_required: true,
            access_tokens: true,
            device_name: true,
            deny_reasons: false,
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

    fn invitation(
        &self,
        server: &str,
        access_token: &Secret,
        rules: UrlRules,
    ) -> Option<Result<Flow<String>, DialectError>> {
        Some(invitation::fetch(server, access_token, rules))
    }

    fn enroll(
        &self,
        resume: &DialectState,
        device: &DeviceInfo,
        key: Option<&PublicKey>,
        moment: Moment,
    ) -> Result<Flow<Enrolled>, DialectError> {
        enroll::enroll(resume, device, key.ok_or(DialectError::Unsupported)?, moment)
    }

    fn parse_push(&self, payload: &[u8]) -> Option<Result<Pushed, DialectError>> {
        push::parse(payload)
    }

    fn is_addressed(&self, account: &Account, address: &ServerId) -> bool {
        state::AccountData::load(account).is_ok_and(|data| data.device == *address)
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

    fn judge(&self, challenge: &Challenge, decision: Decision) -> Decision {
        challenge::judge(challenge, decision)
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
        enroll::takes_push(target)
    }
}

const ID: &str = "wso2";
