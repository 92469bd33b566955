//! Approve or deny, and what became of it.

use serde::{Deserialize, Serialize};

use super::{ChallengeId, NumberChallenge, UnixTime};

/// What the person decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It is me.
    Approve {
        /// The number typed or picked, where the challenge asks for one.
        number: Option<Number>,
        /// How the person was verified for this decision.
        verification: UserVerification,
    },
    /// It is not me. Never needs a number.
    Deny {
        /// Why, if the person said.
        reason: Option<DenyReason>,
    },
}

impl Decision {
    /// Approve or deny, without the rest.
    pub const fn verdict(&self) -> Verdict {
        match self {
            Self::Approve { .. } => Verdict::Approve,
            Self::Deny { .. } => Verdict::Deny,
        }
    }
}

/// Approve or deny.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is me.
    Approve,
    /// It is not me.
    Deny,
}

/// Why a login was denied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DenyReason {
    /// Started by mistake.
    Mistake,
    /// Somebody else is trying to get in.
    Suspicious,
    /// The number picked was not the one on the login page. Never a person's choice: an approval with such a number becomes
    /// this deny where the phone can tell.
    WrongNumber,
}

/// How the person was verified while deciding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserVerification {
    /// Not at all.
    None,
    /// By the device's screen lock.
    Device,
    /// By fingerprint or face.
    Biometric,
}

/// A typed or picked number: 1 to 8 digits, sent exactly as entered. Not printed by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Number(String);

/// Why a number cannot be an answer to a challenge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum NumberError {
    /// The challenge asks for a number and none was given.
    #[error("the challenge asks for the number that the login page shows")]
    Missing,
    /// Something other than ASCII digits.
    #[error("the number has other characters than digits")]
    NotDigits,
    /// Wrong length.
    #[error("the number must have {digits} digits")]
    Length {
        /// How many digits the challenge asks for.
        digits: u8,
    },
    /// Not one of the offered numbers.
    #[error("the number is not one of those offered")]
    NotOffered,
    /// The challenge asks for no number.
    #[error("the challenge asks for no number")]
    Unexpected,
}

impl Number {
    /// Reads what the person typed; spaces and dashes between digits are dropped.
    ///
    /// # Errors
    /// `NotDigits` when anything else, nothing, or more than 8 digits remain.
    pub fn parse(text: &str) -> Result<Self, NumberError> {
        let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '\u{a0}')).collect();
        let is_number = (1..=8).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        if is_number { Ok(Self(digits)) } else { Err(NumberError::NotDigits) }
    }

    /// The digits.
    pub fn digits(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Number(redacted)")
    }
}

impl NumberChallenge {
    /// Checks that `number` has the form this challenge asks for. Whether it is the right one, only the server knows.
    ///
    /// # Errors
    /// What is wrong with the form.
    pub fn check(&self, number: Option<&Number>) -> Result<(), NumberError> {
        match (self, number) {
            (Self::None, None) => Ok(()),
            (Self::None, Some(_)) => Err(NumberError::Unexpected),
            (Self::Enter { .. } | Self::Select { .. }, None) => Err(NumberError::Missing),
            (Self::Enter { digits }, Some(number)) if number.digits().len() == usize::from(*digits) => Ok(()),
            (Self::Enter { digits }, Some(_)) => Err(NumberError::Length { digits: *digits }),
            (Self::Select { choices }, Some(number)) if choices.iter().any(|choice| choice == number.digits()) => {
                Ok(())
            }
            (Self::Select { .. }, Some(_)) => Err(NumberError::NotOffered),
        }
    }
}

/// What a server recorded for a challenge. Final.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recorded {
    /// The login went through.
    Approved,
    /// The login was refused.
    Denied,
    /// A wrong number: the login was refused and counts as a failed attempt.
    WrongNumber,
    /// Nobody answered in time.
    Expired,
    /// The login was withdrawn.
    Canceled,
    /// The login is over, and the server does not say how: it ran out, was withdrawn, or was answered, perhaps by an answer of
    /// this device whose reply was lost.
    Undisclosed,
}

/// Where a decision stands. Part of every result and error of answering.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DecisionState {
    /// The server has nothing from us: answering again is safe.
    NotSent,
    /// Sent, or perhaps sent, without a reply that can be trusted. The engine asks the server before sending the same
    /// answer again; a different answer is refused.
    Unknown,
    /// The server recorded our answer.
    RecordedByUs(Recorded),
    /// The server recorded something that did not come from this decision: another device answered, or time ran out. With
    /// [`Recorded::Undisclosed`] it may have come from it all the same.
    RecordedElsewhere(Recorded),
}

/// The end of a challenge: what was recorded, and whether by us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Settlement {
    /// What the server recorded.
    pub recorded: Recorded,
    /// Whether it was the answer in our journal.
    pub by_us: bool,
    /// When this phone learned of it.
    pub at: UnixTime,
}

impl Settlement {
    /// The same, as callers see it.
    pub const fn state(&self) -> DecisionState {
        if self.by_us {
            DecisionState::RecordedByUs(self.recorded)
        } else {
            DecisionState::RecordedElsewhere(self.recorded)
        }
    }
}

/// Where a challenge stands on this phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChallengeStatus {
    /// Waiting for the person.
    Pending,
    /// The person denied, but the key could not sign yet. Nothing can turn this into an approve.
    Latched {
        /// The reason the person gave.
        reason: Option<DenyReason>,
    },
    /// The answer is in the journal; the server has not confirmed it.
    Decided {
        /// Approve or deny.
        verdict: Verdict,
    },
    /// Over.
    Settled {
        /// What this phone had decided, if anything.
        verdict: Option<Verdict>,
        /// What the server recorded.
        settlement: Settlement,
    },
}

/// An answer, durable before it is sent.
#[derive(Clone, PartialEq, Eq)]
pub struct JournalEntry {
    /// The challenge it answers.
    pub challenge: ChallengeId,
    /// Approve or deny.
    pub verdict: Verdict,
    /// Why, on deny.
    pub reason: Option<DenyReason>,
    /// The account's message counter inside the answer.
    pub counter: u64,
    /// The exact bytes to send, and to send again.
    pub answer: Vec<u8>,
    /// When the person decided, by the server's clock.
    pub decided_at: UnixTime,
}

impl std::fmt::Debug for JournalEntry {
    /// Without the answer: it holds the number.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("JournalEntry")
            .field("challenge", &self.challenge)
            .field("verdict", &self.verdict)
            .field("reason", &self.reason)
            .field("counter", &self.counter)
            .field("decided_at", &self.decided_at)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).expect("a number")
    }

    #[test]
    fn numbers_are_read_as_people_type_them() {
        assert_eq!(number("482 913").digits(), "482913");
        assert_eq!(number("48-29-13").digits(), "482913");
        assert_eq!(number("007").digits(), "007");
        for text in ["", " ", "12a", "123456789", "١٢", "+12", "1.2"] {
            assert_eq!(Number::parse(text), Err(NumberError::NotDigits), "{text:?}");
        }
    }

    #[test]
    fn a_number_must_fit_its_challenge() {
        let enter = NumberChallenge::Enter { digits: 6 };
        let select = NumberChallenge::Select { choices: vec!["17".into(), "62".into()] };

        assert_eq!(enter.check(Some(&number("123456"))), Ok(()));
        assert_eq!(enter.check(Some(&number("12345"))), Err(NumberError::Length { digits: 6 }));
        assert_eq!(enter.check(None), Err(NumberError::Missing));
        assert_eq!(select.check(Some(&number("62"))), Ok(()));
        assert_eq!(select.check(Some(&number("63"))), Err(NumberError::NotOffered));
        assert_eq!(NumberChallenge::None.check(Some(&number("1"))), Err(NumberError::Unexpected));
        assert_eq!(NumberChallenge::None.check(None), Ok(()));
    }

    #[test]
    fn a_number_is_not_printed() {
        assert!(!format!("{:?}", number("482913")).contains("482913"));
    }
}
