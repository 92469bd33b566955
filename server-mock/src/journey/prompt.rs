//! What the present step waits for.

use std::collections::BTreeSet;

/// A question that only the factor that asked it understands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Prompt {
    /// Who is it?
    Identifier,
    /// The password.
    Password { is_wrong: bool },
    /// The phone's answer to the push of the attempt.
    PushWait,
    /// Whether to register a phone.
    EnrollConsent,
    /// A phone that scans the code.
    EnrollQr {
        /// Text of the code.
        data: String,
        /// The devices before the code was shown.
        before: BTreeSet<String>,
        /// The person said that a phone has scanned the code, but none came.
        is_missing: bool,
    },
}
