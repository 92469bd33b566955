//! Answers of devices: signed, and for one question only.

use serde_json::Value;

use super::state::{TenantMoment, TenantState};
use super::transactions::Decision;
use crate::guardian::GuardianError;
use crate::guardian::jws::Jws;
use crate::json::is_display;
use crate::speaks::Mode;

impl TenantState {
    /// Records the answer `response` to the question that `bearer` stands for. The first answer stands.
    pub(crate) fn resolve(
        &mut self,
        bearer: &str,
        response: &str,
        moment: &TenantMoment<'_>,
    ) -> Result<(), GuardianError> {
        let push = self.pushes.get(bearer).ok_or(GuardianError::InvalidToken("invalid token"))?.clone();
        if push.is_outdated {
            return Err(GuardianError::LoginTransactionNotFound);
        }
        self.waiting(&push.transaction, moment.now)?;
        let device = self.enrollments.get(&push.enrollment).ok_or(GuardianError::DeviceAccountNotFound)?;
        let answer = Jws::parse(response, "JWT", &["alg", "typ"], moment.mode)?;
        answer.verify(device.key.as_ref().ok_or(GuardianError::DeviceAccountNotFound)?)?;
        answer.only(&CLAIMS)?;
        moment.expect_audience(&answer, "/api/resolve-transaction")?;
        answer.expect("sub", &[&push.challenge], "the token answers another challenge")?;
        answer.expect("auth0_guardian_method", &["push"], "unknown method")?;
        check_issuer(&answer, device.identifier.as_deref(), moment.mode)?;
        answer.check_times(ANSWER_LIFETIME, moment.now)?;
        let is_accepted = accepted(&answer)?;
        let reason = reason(&answer, is_accepted, moment.mode)?;
        let decision =
            Decision { is_accepted, method: "push", enrollment: Some(push.enrollment.clone()), reason, at: moment.now };
        self.decide(&push.transaction, decision, moment.now)?;
        if let Some(device) = self.enrollments.get_mut(&push.enrollment).filter(|_| is_accepted) {
            device.last_auth = Some(moment.now);
        }
        Ok(())
    }
}

/// The device names itself as it did when it enrolled; one of the vendor's systems gives another name to a reinstalled app.
fn check_issuer(answer: &Jws<'_>, identifier: Option<&str>, mode: Mode) -> Result<(), GuardianError> {
    match mode {
        Mode::Strict => answer.expect("iss", &[identifier.unwrap_or_default()], "the token is of another device"),
        Mode::AsIs => answer.text("iss").map(|_| ()),
    }
}

fn accepted(answer: &Jws<'_>) -> Result<bool, GuardianError> {
    let decision = answer.claims().value("auth0_guardian_accepted").and_then(Value::as_bool);
    decision.ok_or(GuardianError::InvalidToken("auth0_guardian_accepted must be true or false"))
}

/// The reason of a rejection; an approval has none.
fn reason(answer: &Jws<'_>, is_accepted: bool, mode: Mode) -> Result<Option<String>, GuardianError> {
    let wrong = GuardianError::InvalidToken("unexpected auth0_guardian_reason");
    let Some(value) = answer.claims().value("auth0_guardian_reason") else { return Ok(None) };
    match (mode, value.as_str()) {
        (Mode::Strict, Some(reason)) if !is_accepted && is_display(reason, MAX_REASON) => Ok(Some(reason.to_owned())),
        (Mode::Strict, _) => Err(wrong),
        (Mode::AsIs, reason) => Ok(reason.filter(|_| !is_accepted).map(str::to_owned)),
    }
}

const CLAIMS: [&str; 8] =
    ["iss", "aud", "sub", "iat", "exp", "auth0_guardian_method", "auth0_guardian_accepted", "auth0_guardian_reason"];
/// Seconds that an answer may live.
const ANSWER_LIFETIME: u64 = 30;
/// Characters of a reason.
const MAX_REASON: usize = 256;
