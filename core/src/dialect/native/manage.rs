//! Managing the device: docs/protocol.md section 7.

use super::state::AccountData;
use super::wire::{
    Push, REPORT, ROTATE, ROTATE_KEY, ReportClaims, RotateClaims, RotateKeyClaims, RotateReply, UNENROLL, UPDATE,
    UnenrollClaims, UpdateClaims,
};
use super::{proof, reply};
use crate::dialect::record::{body, device_key};
use crate::dialect::{DialectError, Manage, Managed, Moment, RefusalCode, ReportKind};
use crate::model::{Account, PublicKey, UnixTime};
use crate::protocol::jose::{SigningInput, jwk_to_json, thumbprint};
use crate::protocol::{Flow, HttpResponse, Signatory};

pub(super) fn manage(
    account: &Account,
    change: &Manage,
    counter: u64,
    moment: Moment,
) -> Result<Flow<Managed>, DialectError> {
    let message = Message { account, counter, now: moment.now };
    match change {
        Manage::Push(target) => {
            let push = target.as_ref().map(|target| Push { provider: &target.provider, token: &target.token });
            message.update(Some(push), None)
        }
        Manage::Name(name) => message.update(None, Some(name)),
        Manage::Rotate { next } => message.rotate(next),
        Manage::Unenroll => message.unenroll(),
        Manage::Report { kind, challenge } => {
            let kind = match kind {
                ReportKind::Suspicious => "suspicious",
                ReportKind::Lockout => "lockout",
            };
            let Message { counter: ctr, now: iat, .. } = message;
            let claims = ReportClaims { aud: &account.issuer, ctr, iat, kind, cid: challenge.as_ref() };
            proof::post(account, &["report"], REPORT, &claims, |response, _| done(response))
        }
    }
}

/// What every change has in common.
struct Message<'a> {
    account: &'a Account,
    counter: u64,
    now: UnixTime,
}

impl Message<'_> {
    fn update(&self, push: Option<Option<Push<'_>>>, name: Option<&str>) -> Result<Flow<Managed>, DialectError> {
        let claims = UpdateClaims { aud: &self.account.issuer, ctr: self.counter, iat: self.now, push, name };
        proof::post(self.account, &["update"], UPDATE, &claims, |response, _| done(response))
    }

    /// The new key signs that it belongs to this device, then the old key signs for the new one.
    fn rotate(&self, next: &PublicKey) -> Result<Flow<Managed>, DialectError> {
        let device = AccountData::load(self.account)?.device;
        let old = thumbprint(device_key(self.account)?);
        let proof_claims = RotateKeyClaims { aud: &self.account.issuer, kid: &device, old: &old };
        let proof_input = SigningInput::with_jwk(next, ROTATE_KEY, &proof_claims);
        let (account, next, counter, now) = (self.account.clone(), next.clone(), self.counter, self.now);
        Ok(Flow::sign_by(Signatory::NextDevice, proof_input.bytes(), move |signature, _| {
            let proof = proof_input.compact(&signature);
            let jwk = jwk_to_json(&next);
            let claims = RotateClaims { aud: &account.issuer, ctr: counter, iat: now, jwk, proof: &proof };
            let expected = thumbprint(&next);
            proof::post(&account, &["rotate"], ROTATE, &claims, move |response, _| {
                let reply: RotateReply = body(&reply::successful(response)?.body)?;
                if reply.thumbprint != expected {
                    return Err(DialectError::Unacceptable("thumbprint"));
                }
                Ok(Flow::Done(Managed::Done))
            })
        }))
    }

    fn unenroll(&self) -> Result<Flow<Managed>, DialectError> {
        let claims = UnenrollClaims { aud: &self.account.issuer, ctr: self.counter, iat: self.now };
        proof::post(self.account, &["unenroll"], UNENROLL, &claims, |response, _| done(response))
    }
}

fn done(response: HttpResponse) -> Result<Flow<Managed>, DialectError> {
    match reply::successful(response) {
        Ok(_) => Ok(Flow::Done(Managed::Done)),
        Err(DialectError::Refused(refusal)) if refusal.code == RefusalCode::DeviceUnknown => {
            Ok(Flow::Done(Managed::DeviceGone))
        }
        Err(error) => Err(error),
    }
}
