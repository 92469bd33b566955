//! Who asks to be enrolled.

use std::sync::Arc;

use countersign_core::dialect::Part;
use countersign_core::engine::{EnrollmentPreview, PreviewFacts};
use countersign_core::model::{AccountId, Policy, UnixTime};

/// A verified enrollment code. Nothing has been made yet; it stays inside, because it holds the ticket.
#[derive(uniffi::Object)]
pub struct Preview(pub(crate) EnrollmentPreview);

/// Who asks. Show it before enrolling.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct PreviewDetails {
    /// Host name of the issuer, in full, punycode where it could deceive; empty when no server is ever asked.
    pub issuer_host: String,
    /// Issuer name.
    pub issuer_name: String,
    /// Account name.
    pub account_name: String,
    /// The weakest challenge the issuer promises to send.
    pub policy: Policy,
    /// Whether the issuer takes a key of its own for approvals: then the person is asked once while enrolling, if the signer makes one.
    pub approval_key: bool,
    /// When the code ends, by the server's clock, if anybody said.
    pub expires_at: Option<UnixTime>,
    /// The account on this device that it would make a second time. Enrolling is then refused.
    pub existing: Option<AccountId>,
    /// Where the code stands among several, for exports that took more than one.
    pub part: Option<Part>,
}

/// One of several codes that belong together.
#[uniffi::remote(Record)]
pub struct Part {
    /// The number of this code, from 1.
    pub number: u32,
    /// How many codes there are, at least 1.
    pub of: u32,
}

#[uniffi::export]
impl Preview {
    /// What to show.
    pub fn details(&self) -> PreviewDetails {
        self.0.facts().into()
    }
}

impl From<PreviewFacts> for PreviewDetails {
    fn from(facts: PreviewFacts) -> Self {
        let PreviewFacts { issuer_host, issuer_name, account_name, policy, approval_key, expires_at, existing, part } =
            facts;
        Self { issuer_host, issuer_name, account_name, policy, approval_key, expires_at, existing, part }
    }
}

impl From<EnrollmentPreview> for Preview {
    fn from(preview: EnrollmentPreview) -> Self {
        Self(preview)
    }
}

/// Previews as objects of the other side.
pub(crate) fn shared(previews: Vec<EnrollmentPreview>) -> Vec<Arc<Preview>> {
    previews.into_iter().map(|preview| Arc::new(preview.into())).collect()
}
