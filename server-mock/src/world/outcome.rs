//! What was recorded for a challenge (section 6).

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The state of a challenge as devices see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ChallengeState {
    Pending,
    Approved,
    Denied,
    WrongNumber,
    Expired,
    Canceled,
}

/// A challenge's id and state, and the hash of the answer that decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) challenge: String,
    pub(crate) state: ChallengeState,
    pub(crate) answer: Option<String>,
}

impl Outcome {
    pub(crate) fn json(&self) -> Value {
        let mut body = json!({"cid": self.challenge, "state": self.state});
        if let Some(answer) = &self.answer {
            body["ans"] = json!(answer);
        }
        body
    }
}
