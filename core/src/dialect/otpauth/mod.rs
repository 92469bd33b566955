//! One-time codes of any issuer: `otpauth` codes, and the exports of other apps.
//!
//! There is no server to talk to. Everything an account needs is in the code, so nothing here ever sends or signs.

mod offer;

use offer::Data;

use super::record::load;
use super::{
    Capabilities, Code, DeviceInfo, Dialect, DialectError, Enrolled, Incoming, Manage, Managed, Moment, Offer,
    OfferError, Preview, Pushed, Reported, Wanted,
};
use crate::model::{
    Account, Challenge, ChallengeId, Decision, DialectId, DialectState, JournalEntry, NumberPolicy, Policy, PublicKey,
    Requirement, ServerId,
};
use crate::protocol::url_rules::UrlRules;
use crate::protocol::{Flow, HttpRequest};

/// The dialect of accounts that are nothing but one-time codes.
#[derive(Debug, Clone, Copy)]
pub struct OtpAuth;

/// Nothing is ever to be approved, so nothing is promised.
const POLICY: Policy = Policy { number: NumberPolicy::None, user_verification: Requirement::Optional };

impl Dialect for OtpAuth {
    fn id(&self) -> DialectId {
        "otpauth".parse().expect("a constant id")
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            number_styles: &[],
            algorithms: &[],
            polling: false,
            outcome: false,
            unique_names: false,
            challenges: false,
            push_update: false,
            push_required: false,
            access_tokens: false,
            device_name: false,
            deny_reasons: false,
            approval_key: false,
            key_rotation: false,
            lockout: false,
        }
    }

    fn recognize(&self, code: &Code<'_>, _: UrlRules) -> Option<Result<Vec<Offer>, OfferError>> {
        offer::recognize(code.text)
    }

    fn preview(&self, offer: &Offer, _: UrlRules) -> Result<Flow<Preview>, DialectError> {
        let data: Data = load(&offer.state)?;
        Ok(Flow::Done(Preview {
            issuer_name: data.issuer_name.clone(),
            account_name: data.account_name.clone(),
            policy: POLICY,
            algorithms: Vec::new(),
            expires_at: None,
            resume: offer.state.clone(),
        }))
    }

    fn enroll(
        &self,
        resume: &DialectState,
        _: &DeviceInfo,
        _: Option<&PublicKey>,
        moment: Moment,
    ) -> Result<Flow<Enrolled>, DialectError> {
        let data: Data = load(resume)?;
        Ok(Flow::Done(Enrolled {
            issuer: String::new(),
            otp: Some(data.secret()),
            issuer_name: data.issuer_name.clone(),
            account_name: data.account_name.clone(),
            policy: POLICY,
            state: DialectState(Vec::new()),
            enrolled_at: moment.now,
        }))
    }

    fn parse_push(&self, _: &[u8]) -> Option<Result<Pushed, DialectError>> {
        None
    }

    fn is_addressed(&self, _: &Account, _: &ServerId) -> bool {
        false
    }

    fn hint_stream(&self, _: &Account, _: Moment) -> Option<Result<Flow<HttpRequest>, DialectError>> {
        None
    }

    fn pending(&self, _: &Account, _: Wanted, _: Moment) -> Result<Flow<Vec<Incoming>>, DialectError> {
        Ok(Flow::Done(Vec::new()))
    }

    fn answer(
        &self,
        _: &Account,
        _: &Challenge,
        _: &Decision,
        _: u64,
        _: Moment,
    ) -> Result<Flow<Vec<u8>>, DialectError> {
        Err(DialectError::Unsupported)
    }

    fn deliver(&self, _: &Account, _: &JournalEntry, _: Moment) -> Result<Flow<Reported>, DialectError> {
        Err(DialectError::Unsupported)
    }

    fn outcome(
        &self,
        _: &Account,
        _: &ChallengeId,
        _: Option<&JournalEntry>,
        _: Moment,
    ) -> Result<Flow<Reported>, DialectError> {
        Err(DialectError::Unsupported)
    }

    fn manage(&self, _: &Account, change: &Manage, _: u64, _: Moment) -> Result<Flow<Managed>, DialectError> {
        match change {
            // Nobody else knows of this device.
            Manage::Unenroll => Ok(Flow::Done(Managed::Done)),
            Manage::Push(_) | Manage::Name(_) | Manage::Rotate { .. } | Manage::Report { .. } => {
                Err(DialectError::Unsupported)
            }
        }
    }
}
