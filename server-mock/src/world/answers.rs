//! Answers: the first one decides, once and for all (section 5).

use serde_json::Value;

use super::counters::Verified;
use super::model::Decision;
use super::outcome::ChallengeState;
use super::refusal::{Refusal, Reply};
use super::state::{Moment, State};
use crate::jose::{Kind, sha256};
use crate::json::{Malformed, Members};

impl State {
    pub(super) fn answer(&mut self, text: &str, moment: &mut Moment<'_>) -> Reply {
        self.receive(Kind::Answer, text, moment, |state, request, moment| state.decide(request, moment.now))
    }

    /// Every answer that was ever recorded for a challenge.
    pub(super) fn accepted_answers(&self, challenge: &str) -> Vec<String> {
        let login = self.challenges.get(challenge).and_then(|id| self.logins.get(id));
        login.and_then(|login| login.decision.as_ref()).map(|decision| decision.message.clone()).into_iter().collect()
    }

    fn decide(&mut self, request: &Verified<'_>, now: u64) -> Result<Value, Refusal> {
        let answer = Answer::read(&request.claims)?;
        let login = self.challenge_of(&request.device, &answer.challenge)?;
        let shown = login.messages.get(&request.device.id).map(|message| sha256(message.as_bytes()));
        if shown.as_ref() != Some(&answer.shown) {
            return Err(Refusal::ChallengeMismatch);
        }
        match login.challenge_state(now) {
            ChallengeState::Pending => {}
            ChallengeState::Approved | ChallengeState::Denied | ChallengeState::WrongNumber => {
                return Err(Refusal::AlreadyAnswered(login.outcome(now)));
            }
            ChallengeState::Expired => return Err(Refusal::Expired(login.outcome(now))),
            ChallengeState::Canceled => return Err(Refusal::Canceled(login.outcome(now))),
        }
        let state = match &answer.choice {
            Choice::Deny { .. } => ChallengeState::Denied,
            Choice::Approve { .. } if self.is_locked(&login.user) => return Err(Refusal::AccountLocked),
            Choice::Approve { .. }
                if answer.verification == "none"
                    && (login.requires_verification || request.device.approval.is_some()) =>
            {
                return Err(Refusal::VerificationRequired);
            }
            Choice::Approve { number } if number.is_some() != login.number.is_some() => {
                return Err(Refusal::InvalidRequest);
            }
            Choice::Approve { number } if *number == login.number => ChallengeState::Approved,
            Choice::Approve { .. } => ChallengeState::WrongNumber,
        };
        let id = login.id.clone();
        self.record(&id, state, &answer, request, now)
    }

    fn record(
        &mut self,
        login: &str,
        state: ChallengeState,
        answer: &Answer,
        request: &Verified<'_>,
        now: u64,
    ) -> Result<Value, Refusal> {
        let is_suspicious = matches!(answer.choice, Choice::Deny { is_suspicious: true });
        let record = self.logins.get_mut(login).ok_or(Refusal::NotFound)?;
        record.decision = Some(Decision {
            state,
            is_suspicious,
            device: request.device.id.clone(),
            verification: answer.verification.clone(),
            message: request.text.to_owned(),
            digest: request.digest.clone(),
            at: now,
        });
        let outcome = record.outcome(now).json();
        let user = record.user.clone();
        match state {
            ChallengeState::Approved => self.clear_failures(&user),
            ChallengeState::WrongNumber => self.count_failure(&user, now),
            ChallengeState::Denied if is_suspicious => self.pause(&user, now),
            ChallengeState::Denied | ChallengeState::Pending | ChallengeState::Expired | ChallengeState::Canceled => {}
        }
        self.ping_about(login);
        Ok(outcome)
    }

    fn pause(&mut self, user: &str, now: u64) {
        let pause = self.settings.suspicious_pause;
        if pause > 0
            && let Some(user) = self.user_mut(user)
        {
            user.paused_until = now + pause;
        }
    }
}

struct Answer {
    challenge: String,
    shown: String,
    choice: Choice,
    verification: String,
}

enum Choice {
    Approve { number: Option<String> },
    Deny { is_suspicious: bool },
}

impl Answer {
    fn read(claims: &Members) -> Result<Self, Malformed> {
        let given = |name: &str| claims.is_given(name).then(|| claims.text(name)).transpose();
        let (number, reason) = (given("num")?, given("rsn")?);
        let choice = match (claims.text("dec")?, number, reason) {
            ("approve", number, None) if number.is_none_or(is_number) => {
                Choice::Approve { number: number.map(str::to_owned) }
            }
            ("deny", None, None | Some("mistake")) => Choice::Deny { is_suspicious: false },
            ("deny", None, Some("suspicious")) => Choice::Deny { is_suspicious: true },
            _ => return Err(Malformed),
        };
        let verification = claims.text("uv")?;
        if !["none", "device", "biometric"].contains(&verification) {
            return Err(Malformed);
        }
        Ok(Self {
            challenge: claims.id("cid")?.to_owned(),
            shown: claims.text("ch")?.to_owned(),
            choice,
            verification: verification.to_owned(),
        })
    }
}

fn is_number(text: &str) -> bool {
    (1..=8).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(extra: Value) -> Result<Answer, Malformed> {
        let mut claims = json!({"cid": "c", "ch": "h", "uv": "none"});
        for (name, value) in extra.as_object().unwrap() {
            claims[name] = value.clone();
        }
        Answer::read(&Members(claims.as_object().unwrap().clone()))
    }

    #[test]
    fn decision_is_mandatory_and_number_belongs_to_approve_only() {
        assert!(read(json!({"dec": "approve", "num": "123456"})).is_ok());
        assert!(read(json!({"dec": "deny", "rsn": "suspicious"})).is_ok());
        assert!(read(json!({"dec": "deny", "num": null, "rsn": null})).is_ok());

        for bad in [
            json!({}),
            json!({"dec": "Approve"}),
            json!({"dec": true}),
            json!({"dec": "approve", "num": 123456}),
            json!({"dec": "approve", "num": ""}),
            json!({"dec": "approve", "num": "123456789"}),
            json!({"dec": "approve", "num": "12a"}),
            json!({"dec": "approve", "rsn": "mistake"}),
            json!({"dec": "deny", "num": "123456"}),
            json!({"dec": "deny", "rsn": "bored"}),
            json!({"dec": "deny", "uv": "face"}),
        ] {
            assert!(read(bad.clone()).is_err(), "{bad}");
        }
    }
}
