//! Countersign's own protocol, version 1: docs/protocol.md.

mod answer;
mod challenge;
mod enroll;
mod manage;
mod offer;
mod proof;
mod push;
mod reply;
mod state;
mod wire;

use super::{
    Capabilities, Code, DeviceInfo, Dialect, DialectError, Enrolled, Incoming, Manage, Managed, Moment, NumberStyle,
    Offer, OfferError, Preview, Pushed, Reported, Wanted,
};
use crate::model::{
    Account, Algorithm, Challenge, ChallengeId, Decision, DialectId, DialectState, JournalEntry, PublicKey, ServerId,
};
use crate::protocol::url_rules::UrlRules;
use crate::protocol::{Flow, HttpRequest};

/// The native dialect.
#[derive(Debug, Clone, Copy)]
pub struct Native;

/// Keys that devices may have: docs/protocol.md section 1.
const ALGORITHMS: &[Algorithm] = &[Algorithm::Ed25519, Algorithm::Es256];

impl Dialect for Native {
    fn id(&self) -> DialectId {
        "native".parse().expect("a constant id")
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            number_styles: &[NumberStyle::Enter, NumberStyle::Select, NumberStyle::None],
            algorithms: ALGORITHMS,
            polling: true,
            outcome: true,
            unique_names: true,
            challenges: true,
            push_update: true,
            push_required: false,
            access_tokens: false,
            device_name: true,
            deny_reasons: true,
            approval_key: true,
            key_rotation: true,
            lockout: true,
        }
    }

    fn recognize(&self, code: &Code<'_>, rules: UrlRules) -> Option<Result<Vec<Offer>, OfferError>> {
        Some(offer::recognize(code.text, rules)?.map(|offer| vec![offer]))
    }

    fn preview(&self, offer: &Offer, rules: UrlRules) -> Result<Flow<Preview>, DialectError> {
        enroll::preview(offer, rules)
    }

    fn prove_approval_key(
        &self,
        resume: &DialectState,
        device: &PublicKey,
        approval: &PublicKey,
    ) -> Result<Flow<DialectState>, DialectError> {
        enroll::prove_approval_key(resume, device, approval)
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
        Some(push::parse(payload)?.map(Pushed::Challenge))
    }

    fn is_addressed(&self, account: &Account, address: &ServerId) -> bool {
        state::AccountData::load(account).is_ok_and(|data| data.hint == *address)
    }

    fn hint_stream(&self, account: &Account, moment: Moment) -> Option<Result<Flow<HttpRequest>, DialectError>> {
        Some(proof::hint_stream(account, moment))
    }

    fn pending(&self, account: &Account, wanted: Wanted, moment: Moment) -> Result<Flow<Vec<Incoming>>, DialectError> {
        challenge::pending(account, wanted, moment)
    }

    fn answer(
        &self,
        account: &Account,
        challenge: &Challenge,
        decision: &Decision,
        counter: u64,
        moment: Moment,
    ) -> Result<Flow<Vec<u8>>, DialectError> {
        answer::answer(account, challenge, decision, counter, moment)
    }

    fn deliver(
        &self,
        account: &Account,
        entry: &JournalEntry,
        _moment: Moment,
    ) -> Result<Flow<Reported>, DialectError> {
        answer::deliver(account, entry)
    }

    fn outcome(
        &self,
        account: &Account,
        challenge: &ChallengeId,
        entry: Option<&JournalEntry>,
        moment: Moment,
    ) -> Result<Flow<Reported>, DialectError> {
        answer::outcome(account, challenge, entry, moment)
    }

    fn manage(
        &self,
        account: &Account,
        change: &Manage,
        counter: u64,
        moment: Moment,
    ) -> Result<Flow<Managed>, DialectError> {
        manage::manage(account, change, counter, moment)
    }
}
