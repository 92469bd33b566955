//! Whether an account that is being enrolled gets a key that only the person can use.
//!
//! It is decided once and durably, before anything is sent: a server takes one device with or without an approval key, not first the
//! one and then the other. The person is asked once, by the key itself, when it signs that it belongs to the device; the signed proof is
//! kept, so that every later try is silent; only a code that is scanned again asks again.

use super::accounts::ManageError;
use super::authenticator::Authenticator;
use super::driver::{Exchange, Keys, Stopped};
use super::enroll::{Person, approval_key_handle, supported};
use super::mistake::Mistake;
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
                let without = Enrollment { approval: ApprovalKey::Without, ..enrollment.clone() };
                return self.decided(&enrollment, without).await;
            }
            Err(error) => return Err(error.into()),
        };
        if person == Person::Away {
            return self.wait_for_the_person(&enrollment).await;
        }
        match self.proved(&enrollment.resume, &enrollment, key, device).await {
            Ok(decided) => Ok(decided),
            Err(ManageError::During(Stopped::Signer(error))) if is_final(error) => {
                self.abandon_unchanged(&enrollment).await?;
                Err(error.into())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// An enrollment that was begun before, with what a new preview brought. Its approval key proves itself again, since a proof is for
    /// one preview; when it cannot, the earlier one can still be gone on with.
    pub(super) async fn previewed_again(&self, earlier: Enrollment, resume: DialectState) -> Result<Enrollment, Error> {
        let enrollment = Enrollment { resume, ..earlier.clone() };
        match &earlier.approval {
            ApprovalKey::Without => Ok(enrollment),
            ApprovalKey::Undecided => self.decided(&earlier, enrollment).await,
            ApprovalKey::With(key) => {
                let dialect = self.dialect(&enrollment.dialect)?;
                let Some(device) = self.device_key(&enrollment, dialect).await? else { return Ok(enrollment) };
                let proved = self.proved(&enrollment.resume, &earlier, key.clone(), &device).await;
                Ok(proved.map_err(Error::from)?)
            }
        }
    }

    /// Asks the person, and keeps the proof in what is remembered: `known` until now.
    async fn proved(
        &self,
        resume: &DialectState,
        known: &Enrollment,
        key: DeviceKey,
        device: &PublicKey,
    ) -> Result<Enrollment, ManageError> {
        let dialect = self.dialect(&known.dialect).map_err(Error::from)?;
        let flow = dialect.prove_approval_key(resume, device, &key.public).map_err(Error::from)?;
        let exchange = Exchange {
            issuer: &known.issuer,
            clock_offset: 0,
            keys: Keys { approval: Some(&key.handle), ..Keys::default() },
            prompt: Prompt::RegisterKey,
            telemetry: None,
        };
        let resume = self.drive(exchange, flow).await?;
        let proved = Enrollment { approval: ApprovalKey::With(key), resume, ..known.clone() };
        Ok(self.decided(known, proved).await?)
    }

    /// Keeps a decision, unless another call of the same enrollment was faster: then its decision counts. When the other call has made
    /// the account already, asking for the receipt of the same decision again changes nothing. When it was given up meanwhile, nothing
    /// must be sent and nothing remain.
    async fn decided(&self, known: &Enrollment, decision: Enrollment) -> Result<Enrollment, Error> {
        match self.store().replace_enrollment(known, &decision) {
            Ok(remembered) if remembered.is_given_up => {
                self.abandon(remembered).await?;
                Err(Mistake::UnknownAccount.into())
            }
            // Only another preview came between: the question is still open.
            Ok(remembered) if remembered != decision && remembered.approval == ApprovalKey::Undecided => {
                Box::pin(self.decided(&remembered, decision)).await
            }
            Ok(remembered) => Ok(remembered),
            Err(StoreError::NotFound) => match self.became(&decision.id)? {
                Some(account) if account.approval_key.as_ref() == key_of(&decision) => Ok(decision),
                Some(account) => Err(Mistake::AlreadyEnrolled(account.id).into()),
                None => {
                    self.delete_keys(&decision).await?;
                    Err(Mistake::UnknownAccount.into())
                }
            },
            Err(error) => Err(error.into()),
        }
    }

    /// Nobody is asked out of the blue. What has waited too long is forgotten.
    async fn wait_for_the_person(&self, enrollment: &Enrollment) -> Result<Enrollment, Error> {
        if self.clocks.at_issuer(&enrollment.issuer, 0).since(enrollment.started_at) >= MAX_WAIT {
            self.abandon_unchanged(enrollment).await?;
        }
        Err(SignerError::Locked.into())
    }
}

const fn key_of(enrollment: &Enrollment) -> Option<&DeviceKey> {
    match &enrollment.approval {
        ApprovalKey::With(key) => Some(key),
        ApprovalKey::Undecided | ApprovalKey::Without => None,
    }
}

/// Whether trying again later is of no use.
const fn is_final(error: SignerError) -> bool {
    match error {
        SignerError::Canceled | SignerError::Invalidated | SignerError::Unsupported => true,
        SignerError::Locked | SignerError::Failed => false,
    }
}
