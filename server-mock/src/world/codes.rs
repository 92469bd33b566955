//! One-time codes (RFC 6238) as a fallback for a login whose phone cannot be reached.

use ring::hmac;

use super::WorldError;
use super::model::OtpSecret;
use super::outcome::ChallengeState;
use super::state::State;

impl State {
    /// Takes a code instead of an answer; the challenge is withdrawn when the code is right. A wrong code is a failure
    /// of the account.
    pub(super) fn accept_code(&mut self, login: &str, code: &str, now: u64) -> Result<bool, WorldError> {
        let record = self.logins.get(login).ok_or(WorldError::NotFound)?;
        let user = record.user.clone();
        if self.is_locked(&user) {
            return Err(WorldError::Locked);
        }
        if record.challenge_state(now) != ChallengeState::Pending {
            return Err(WorldError::NotFound);
        }
        let otp = self.user_mut(&user).and_then(|user| user.otp.as_mut());
        if !otp.is_some_and(|otp| otp.accepts(code, now)) {
            self.count_failure(&user, now);
            return Ok(false);
        }
        self.clear_failures(&user);
        if let Some(record) = self.logins.get_mut(login) {
            record.canceled = true;
            record.code_accepted_at = Some(now);
        }
        self.ping_about(login);
        Ok(true)
    }
}

impl OtpSecret {
    pub(crate) fn new(secret: Vec<u8>) -> Self {
        Self { secret, last_step: 0 }
    }

    /// Accepts the code of this time step or a neighboring one, each step once.
    pub(crate) fn accepts(&mut self, code: &str, now: u64) -> bool {
        let step = now / PERIOD;
        let accepted = [step, step.saturating_sub(1), step + 1]
            .into_iter()
            .find(|step| *step > self.last_step && hotp(&self.secret, *step) == code);
        match accepted {
            Some(step) => {
                self.last_step = step;
                true
            }
            None => false,
        }
    }
}

/// A six-digit HOTP value (RFC 4226) with SHA-1.
fn hotp(secret: &[u8], counter: u64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &counter.to_be_bytes());
    let tag = tag.as_ref();
    let offset = usize::from(tag[tag.len() - 1] & 0x0f);
    let binary = u32::from_be_bytes([tag[offset] & 0x7f, tag[offset + 1], tag[offset + 2], tag[offset + 3]]);
    format!("{:06}", binary % 1_000_000)
}

const PERIOD: u64 = 30;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_rfc_4226_appendix_d() {
        let codes: Vec<String> = (0..10).map(|counter| hotp(b"12345678901234567890", counter)).collect();

        let expected =
            ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"];
        assert_eq!(codes, expected);
    }

    #[test]
    fn a_step_is_accepted_once_and_only_near_its_time() {
        let mut otp = OtpSecret { secret: b"12345678901234567890".to_vec(), last_step: 0 };

        assert!(!otp.accepts("287082", 90));
        assert!(otp.accepts("287082", 59));
        assert!(!otp.accepts("287082", 59));
    }
}
