//! Faults on purpose: what goes wrong, where, and how often.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::guardian;
use crate::sync::lock;
use crate::wso2;

/// Something that goes wrong at an operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// One of [`OPERATIONS`](Self::OPERATIONS), such as `answer`; `*` is every request outside the control API, `hints`
    /// the stream on which hints arrive, `gateway` that of a virtual phone, `hint` a single push, `ping` a CIBA callback.
    pub operation: String,
    /// Matching requests that pass unharmed first.
    #[serde(default)]
    pub skip: u32,
    /// How often it happens; without end when unset.
    #[serde(default)]
    pub times: Option<u32>,
    /// What happens.
    pub action: FaultAction,
}

impl Fault {
    /// A fault that happens at the next matching request only.
    #[must_use]
    pub fn once(operation: impl Into<String>, action: FaultAction) -> Self {
        Self { operation: operation.into(), skip: 0, times: Some(1), action }
    }

    /// A fault that happens at every matching request.
    #[must_use]
    pub fn always(operation: impl Into<String>, action: FaultAction) -> Self {
        Self { operation: operation.into(), skip: 0, times: None, action }
    }

    /// The names that `operation` may have on a server that speaks the Countersign protocol. A Guardian tenant's begin
    /// with `guardian_`, those of a WSO2 server with `wso2_`; they are listed in the guide of the server; `*`, `gateway` and `hint` hold there too. A fault with another
    /// name never happens.
    pub const OPERATIONS: [&str; 23] = [
        "*",
        "preview",
        "enroll",
        "challenges",
        "challenge",
        "answer",
        "outcome",
        "update",
        "rotate",
        "unenroll",
        "report",
        "hints",
        "hint",
        "bc_authorize",
        "token",
        "ping",
        "jwks",
        "discovery",
        "login_start",
        "login_status",
        "login_cancel",
        "page",
        "gateway",
    ];

    /// Whether `operation` is one of a server's, whichever protocol it speaks.
    pub(crate) fn has_known_operation(&self) -> bool {
        let operation = self.operation.as_str();
        Self::OPERATIONS.contains(&operation)
            || guardian::OPERATIONS.contains(&operation)
            || wso2::OPERATIONS.contains(&operation)
    }

    /// The same fault after `count` requests that pass.
    #[must_use]
    pub fn skip(self, count: u32) -> Self {
        Self { skip: count, ..self }
    }

    /// The same fault `count` times.
    #[must_use]
    pub fn times(self, count: u32) -> Self {
        Self { times: Some(count), ..self }
    }
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum FaultAction {
    /// Wait before processing, or before a hint or ping is sent.
    Delay {
        /// Milliseconds.
        ms: u64,
    },
    /// Close the connection without processing.
    DropRequest,
    /// Process, then close the connection without a reply.
    DropReply,
    /// Process the request twice and give the second reply; send a ping twice.
    Duplicate,
    /// Reply with a status instead of processing.
    Status {
        /// HTTP status, 200 to 599.
        code: u16,
        /// `Retry-After` in seconds.
        #[serde(default)]
        retry_after: Option<u64>,
    },
    /// Process, then break the JSON of the reply.
    MalformedBody,
    /// Process, then close the connection in the middle of the reply.
    TruncatedBody,
    /// Process, then pad the reply to more than a device accepts.
    OversizedBody,
    /// Process, then send the reply in small chunks.
    SlowBody {
        /// Milliseconds before each chunk.
        ms: u64,
    },
    /// Redirect instead of processing.
    Redirect {
        /// The `Location`.
        url: String,
    },
    /// Process, then reply with another `Date` than the clock's.
    DateSkew {
        /// Seconds to add, negative for the past.
        seconds: i64,
    },
    /// Process, then sign every message in the reply with another key.
    WrongSignature,
    /// Lose a push hint.
    LoseHint,
    /// Send a push hint twice.
    DuplicateHint,
}

impl FaultAction {
    /// Name as in JSON.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Delay { .. } => "delay",
            Self::DropRequest => "drop_request",
            Self::DropReply => "drop_reply",
            Self::Duplicate => "duplicate",
            Self::Status { .. } => "status",
            Self::MalformedBody => "malformed_body",
            Self::TruncatedBody => "truncated_body",
            Self::OversizedBody => "oversized_body",
            Self::SlowBody { .. } => "slow_body",
            Self::Redirect { .. } => "redirect",
            Self::DateSkew { .. } => "date_skew",
            Self::WrongSignature => "wrong_signature",
            Self::LoseHint => "lose_hint",
            Self::DuplicateHint => "duplicate_hint",
        }
    }

    /// How long a `Delay` waits.
    pub(crate) fn delay(&self) -> Option<Duration> {
        if let Self::Delay { ms } = self { Some(Duration::from_millis(*ms)) } else { None }
    }

    fn applies_to(&self, operation: &str) -> bool {
        match operation {
            "hint" => matches!(self, Self::Delay { .. } | Self::LoseHint | Self::DuplicateHint),
            "ping" => matches!(self, Self::Delay { .. } | Self::DropRequest | Self::Duplicate),
            _ => !matches!(self, Self::LoseHint | Self::DuplicateHint),
        }
    }
}

/// The faults that are set. Clones are the same list.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    list: Arc<Mutex<Vec<Fault>>>,
}

impl Faults {
    /// Adds a fault. Several at one request happen in the order in which they were added.
    pub fn add(&self, fault: Fault) {
        lock(&self.list).push(fault);
    }

    /// Removes all faults.
    pub fn clear(&self) {
        lock(&self.list).clear();
    }

    /// The faults that still may happen, with what is left of `skip` and `times`.
    #[must_use]
    pub fn list(&self) -> Vec<Fault> {
        lock(&self.list).clone()
    }

    pub(crate) fn replace(&self, faults: Vec<Fault>) {
        *lock(&self.list) = faults;
    }

    /// What happens at this request of `operation`; counts it.
    pub(crate) fn take(&self, operation: &str) -> Vec<FaultAction> {
        let mut list = lock(&self.list);
        let mut actions = Vec::new();
        for fault in list.iter_mut() {
            let is_match = fault.operation == operation || fault.operation == "*";
            if !is_match || !fault.action.applies_to(operation) {
                continue;
            }
            if fault.skip > 0 {
                fault.skip -= 1;
                continue;
            }
            if let Some(times) = &mut fault.times {
                if *times == 0 {
                    continue;
                }
                *times -= 1;
            }
            actions.push(fault.action.clone());
        }
        list.retain(|fault| fault.times != Some(0));
        actions
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fault_waits_for_its_turn_and_ends_after_its_times() {
        let faults = Faults::default();
        faults.add(Fault::always("answer", FaultAction::DropReply).skip(1).times(2));

        let happened: Vec<usize> = (0..4).map(|_| faults.take("answer").len()).collect();

        assert_eq!(happened, [0, 1, 1, 0]);
        assert!(faults.list().is_empty());
    }

    #[test]
    fn star_matches_requests_but_hint_faults_only_hints() {
        let faults = Faults::default();
        faults.add(Fault::always("*", FaultAction::DropReply));
        faults.add(Fault::always("*", FaultAction::LoseHint));

        assert_eq!(faults.take("answer"), [FaultAction::DropReply]);
        assert_eq!(faults.take("hint"), [FaultAction::LoseHint]);
        assert!(faults.take("ping").is_empty());
    }
}
