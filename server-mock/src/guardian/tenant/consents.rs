//! Rich consents: what a login asks the person to agree to.

use serde_json::{Value, json};

use super::ConsentSpec;
use super::state::{TenantMoment, TenantState};
use crate::guardian::GuardianError;
use crate::guardian::jws::Jws;
use crate::jose::{RsaKey, sha256};

/// A consent record; the push names it, the device fetches it.
#[derive(Clone, Debug)]
pub(crate) struct Consent {
    /// `cns_` and random characters.
    pub(crate) id: String,
    pub(crate) transaction: String,
    pub(crate) spec: ConsentSpec,
    /// Seconds since 1970.
    pub(crate) created_at: u64,
    pub(crate) expires_at: u64,
}

impl Consent {
    /// What the device gets. Times are strings of digits, which all clients read, or numbers, as documented.
    pub(crate) fn json(&self, has_numeric_times: bool) -> Value {
        let time = |time: u64| if has_numeric_times { json!(time) } else { json!(time.to_string()) };
        let mut details = json!({"audience": self.spec.audience, "scope": self.spec.scope});
        if let Some(message) = &self.spec.binding_message {
            details["binding_message"] = json!(message);
        }
        if !self.spec.authorization_details.is_empty() {
            details["authorization_details"] = json!(self.spec.authorization_details);
        }
        json!({
            "id": self.id, "created_at": time(self.created_at), "expires_at": time(self.expires_at),
            "requested_details": details,
        })
    }
}

impl TenantState {
    /// The consent `id` for the device that proves to hold the key behind the transaction token.
    pub(crate) fn consent_for(
        &mut self,
        id: &str,
        token: &str,
        proof: &str,
        moment: &TenantMoment<'_>,
    ) -> Result<Consent, GuardianError> {
        let push = self.pushes.get(token).ok_or(GuardianError::InvalidToken("invalid token"))?.clone();
        let device = self.enrollments.get(&push.enrollment).ok_or(GuardianError::DeviceAccountNotFound)?;
        let key = device.key.as_ref().ok_or(GuardianError::DeviceAccountNotFound)?;
        let proof = Jws::parse(proof, "dpop+jwt", &["alg", "typ", "jwk"], moment.mode)?;
        let jwk = proof.header().value("jwk").and_then(|jwk| RsaKey::from_jwk(jwk, moment.mode).ok());
        if jwk.as_ref() != Some(key) || proof.header().text("typ") != Ok("dpop+jwt") {
            return Err(GuardianError::InvalidToken("the proof is of another key"));
        }
        proof.verify(key)?;
        proof.only(&["htu", "htm", "ath", "jti", "iat"])?;
        proof.expect("htu", &[&format!("{}/rich-consents/{id}", moment.url)], "the proof is for another address")?;
        proof.expect("htm", &["GET"], "the proof is for another method")?;
        proof.expect("ath", &[&sha256(token.as_bytes())], "the proof is for another token")?;
        proof.check_issued(moment.now)?;
        self.use_proof(&push.enrollment, proof.text("jti")?, moment.now)?;
        let consent = self.consents.get(id).filter(|consent| consent.transaction == push.transaction);
        consent.filter(|consent| consent.expires_at > moment.now).cloned().ok_or(GuardianError::ConsentNotFound)
    }

    /// Refuses a proof that came before.
    fn use_proof(&mut self, enrollment: &str, id: &str, now: u64) -> Result<(), GuardianError> {
        self.proofs.retain(|_, until| *until >= now);
        if id.is_empty() || id.len() > MAX_ID {
            return Err(GuardianError::InvalidToken("jti is empty or too long"));
        }
        let former = self.proofs.insert((enrollment.to_owned(), id.to_owned()), now + PROOF_MEMORY);
        if former.is_none() { Ok(()) } else { Err(GuardianError::InvalidToken("the proof was used before")) }
    }

    pub(super) fn add_consent(
        &mut self,
        transaction: &str,
        spec: ConsentSpec,
        expires_at: u64,
        moment: &mut TenantMoment<'_>,
    ) -> String {
        let id = moment.id("cns_");
        let transaction = transaction.to_owned();
        let consent = Consent { id: id.clone(), transaction, spec, created_at: moment.now, expires_at };
        self.consents.insert(id.clone(), consent);
        id
    }
}

/// Seconds after which a proof is refused for its age: both tolerances of its time.
const PROOF_MEMORY: u64 = 60;
/// Bytes of a `jti`.
const MAX_ID: usize = 128;
