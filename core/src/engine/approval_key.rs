//! Whether an account that is being enrolled gets a key that only the person can use.
//!
//! It is decided once and durably, before anything is sent: a server takes one device with or without an approval key, not first the
//! one and then the other. The person is asked once, by the key itself, when it signs that it belongs to the device; the signed proof is
//! kept, so that every later try is silent.

use super::accounts::ManageError;
use super::authenticator::Authenticator;
use super::driver::{Exchange, Keys, Stopped};
use super::enroll::{Person, approval_key_handle, supported};
use crate::error::Error;
use crate::model::{ApprovalKey, DeviceKey, DialectState, Enrollment, KeyPurpose, PublicKey};
use crate::platform::{KeySpec, Prompt, SignerError};
use crate::store::StoreError;

/// For how long an enrollment waits for the person, in seconds: tickets live no longer, and nothing was sent.
const MAX_WAIT: i64 = 600;

impl Authenticator {
    /// The enrollment with its question about an approval key answered. When the person says no, nothing remains of it.
    pub(super) async fn with_approval_key_decided(
        &self,
        enrollment: Enrollment,
        device: Option<&PublicKey>,
        person: Person,
    ) -> Result<Enrollment, Error> {
        let (ApprovalKey::Undecided, Some(device)) = (&enrollment.approval, device) else { return Ok(enrollment) };
        let handle = approval_key_handle(&enrollment.id);
        let algorithms = supported(&enrollment, self.dialect(&enrollment.dialect)?);
        let spec = KeySpec { purpose: KeyPurpose::Approval, algorithms };
        let key = match self.platform.signer.generate(&handle, &spec).await {
            Ok(public) => DeviceKey { handle, public },
            Err(SignerError::Unsupported) => {
                return self.remembered(Enrollment { approval: ApprovalKey::Without, ..enrollment });
            }
            Err(error) => return Err(error.into()),
        };
        if person == Person::Away {
            return self.wait_for_the_person(&enrollment).await;
        }
        match self.proved(&enrollment, key, device).await {
            Ok(decided) => Ok(decided),
            Err(ManageError::During(Stopped::Signer(error))) if is_final(error) => {
                self.abandon(&enrollment).await?;
                Err(error.into())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// An enrollment that was begun before, with what a new preview brought. Its approval key proves itself again, since a proof is for
    /// one preview; when it cannot, the earlier one can still be gone on with.
    pub(super) async fn previewed_again(&self, earlier: Enrollment, resume: DialectState) -> Result<Enrollment, Error> {
        let approval = earlier.approval.clone();
        let enrollment = Enrollment { resume, ..earlier };
        let ApprovalKey::With(key) = approval else { return Ok(enrollment) };
        let dialect = self.dialect(&enrollment.dialect)?;
        match self.device_key(&enrollment, dialect).await? {
            Some(device) => Ok(self.proved(&enrollment, key, &device).await?),
            None => Ok(enrollment),
        }
    }

    /// Asks the person, and keeps the proof.
    async fn proved(
        &self,
        enrollment: &Enrollment,
        key: DeviceKey,
        device: &PublicKey,
    ) -> Result<Enrollment, ManageError> {
        let dialect = self.dialect(&enrollment.dialect).map_err(Error::from)?;
        let flow = dialect.prove_approval_key(&enrollment.resume, device, &key.public).map_err(Error::from)?;
        let exchange = Exchange {
            issuer: &enrollment.issuer,
            clock_offset: 0,
            keys: Keys { approval: Some(&key.handle), ..Keys::default() },
            prompt: Prompt::RegisterKey,
            telemetry: None,
        };
        let resume = self.drive(exchange, flow).await?;
        Ok(self.remembered(Enrollment { approval: ApprovalKey::With(key), resume, ..enrollment.clone() })?)
    }

    /// Another call may have finished the same enrollment meanwhile: asking for its receipt again changes nothing. When it was given up
    /// meanwhile, nothing must be sent.
    fn remembered(&self, decided: Enrollment) -> Result<Enrollment, Error> {
        match self.store().update_enrollment(&decided) {
            Err(StoreError::NotFound) => self.known_account(&decided.id).map(|_| decided),
            other => Ok(other.map(|()| decided)?),
        }
    }

    /// Nobody is asked out of the blue. What has waited too long is forgotten.
    async fn wait_for_the_person(&self, enrollment: &Enrollment) -> Result<Enrollment, Error> {
        if self.clocks.at_issuer(&enrollment.issuer, 0).since(enrollment.started_at) >= MAX_WAIT {
            self.abandon(enrollment).await?;
        }
        Err(SignerError::Locked.into())
    }
}

/// Whether trying again later is of no use.
const fn is_final(error: SignerError) -> bool {
    match error {
        SignerError::Canceled | SignerError::Invalidated | SignerError::Unsupported => true,
        SignerError::Locked | SignerError::Failed => false,
    }
}
