//! From a code the person agreed to, to an account.

use super::authenticator::Authenticator;
use super::codes::one_time_codes;
use super::driver::{Exchange, Keys, Stopped};
use super::mistake::Mistake;
use super::preview::EnrollmentPreview;
use crate::dialect::{Dialect, DialectError, Enrolled, RefusalCode};
use crate::error::Error;
use crate::model::{
    Account, AccountId, AccountState, Algorithm, ApprovalKey, DeviceKey, Enrollment, EventKind, KeyHandle, KeyPurpose,
    PublicKey, PushSync,
};
use crate::platform::{KeySpec, Prompt};
use crate::store::{Begun, Row};

impl Authenticator {
    /// Makes the device key and the account. The person has agreed to what the preview shows.
    ///
    /// Retrying with the same code or a new one, after any failure, crash or lost reply, ends with exactly one account or none.
    ///
    /// # Errors
    /// `enroll.already_enrolled`, `enroll.push_unavailable`, a refusal of the server (then nothing remains), or a failure after which
    /// [`Authenticator::resume_enrollments`] goes on.
    pub async fn enroll(&self, preview: &EnrollmentPreview) -> Result<Account, Error> {
        self.finish_earlier(&preview.enrollment).await?;
        if let Some(existing) = self.existing(&preview.enrollment, &preview.account_name)? {
            return Err(Mistake::AlreadyEnrolled(existing).into());
        }
        let dialect = self.dialect(&preview.enrollment.dialect)?;
        let is_reachable = self.platform.device.push.as_ref().is_some_and(|target| dialect.takes_push(target));
        if dialect.capabilities().push_required && !is_reachable {
            return Err(Mistake::PushUnavailable.into());
        }
        let enrollment = match self.store().begin_enrollment(&preview.enrollment)? {
            Begun::Started => preview.enrollment.clone(),
            Begun::Resumed(earlier) => self.previewed_again(*earlier, preview.enrollment.resume.clone()).await?,
            Begun::AlreadyEnrolled(id) => return Err(Mistake::AlreadyEnrolled(id).into()),
        };
        self.finish(enrollment, Person::Present).await
    }

    /// An earlier enrollment with this server may have reached it without our knowing. What became of it is found out first,
    /// since a second code must not make a second device.
    async fn finish_earlier(&self, enrollment: &Enrollment) -> Result<(), Error> {
        if enrollment.issuer.is_empty() {
            return Ok(());
        }
        let unfinished = self.store().enrollments()?.into_iter().filter_map(Row::intact);
        let is_earlier = |other: &Enrollment| other.id != enrollment.id && other.issuer_host == enrollment.issuer_host;
        for earlier in unfinished.filter(is_earlier) {
            let id = earlier.id.clone();
            if earlier.approval == ApprovalKey::Undecided {
                self.abandon(&earlier).await?;
            } else if let Err(error) = self.finish(earlier, Person::Away).await
                && self.unfinished(&id)?.is_some()
            {
                return Err(error);
            }
        }
        Ok(())
    }

    /// Goes on with enrollments that a crash or a lost reply interrupted. Returns those that are accounts now.
    ///
    /// # Errors
    /// Only when storage fails; what cannot be finished yet is tried again next time.
    pub async fn resume_enrollments(&self) -> Result<Vec<Account>, Error> {
        let mut accounts = Vec::new();
        for enrollment in self.store().enrollments()?.into_iter().filter_map(Row::intact) {
            let id = enrollment.id.clone();
            match self.finish(enrollment, Person::Away).await {
                Ok(account) => accounts.push(account),
                Err(error) => tracing::info!(account = %id, code = error.code, "enrollment is not finished yet"),
            }
        }
        Ok(accounts)
    }

    pub(super) async fn finish(&self, enrollment: Enrollment, person: Person) -> Result<Account, Error> {
        let dialect = self.dialect(&enrollment.dialect)?;
        let public = self.device_key(&enrollment, dialect).await?;
        let enrollment = self.with_approval_key_decided(enrollment, public.as_ref(), person).await?;
        let moment = self.moment_at(self.clocks.at_issuer(&enrollment.issuer, 0))?;
        let flow = dialect.enroll(&enrollment.resume, &self.platform.device, public.as_ref(), moment)?;
        let exchange = Exchange {
            issuer: &enrollment.issuer,
            clock_offset: 0,
            keys: Keys { device: Some(&enrollment.key), ..Keys::default() },
            prompt: Prompt::Silent,
            telemetry: self.telemetry(dialect),
        };
        match self.drive(exchange, flow).await {
            Ok(enrolled) => self.keep(enrollment, public, enrolled),
            Err(stopped) => {
                if is_final(&stopped) {
                    self.abandon(&enrollment).await?;
                }
                Err(stopped.into())
            }
        }
    }

    pub(super) async fn device_key(
        &self,
        enrollment: &Enrollment,
        dialect: &dyn Dialect,
    ) -> Result<Option<PublicKey>, Error> {
        if enrollment.algorithms.is_empty() {
            return Ok(None);
        }
        let spec = KeySpec { purpose: KeyPurpose::Device, algorithms: supported(enrollment, dialect) };
        Ok(Some(self.platform.signer.generate(&enrollment.key, &spec).await?))
    }

    pub(super) async fn abandon(&self, enrollment: &Enrollment) -> Result<(), Error> {
        self.platform.signer.delete(&enrollment.key).await?;
        if enrollment.approval != ApprovalKey::Without {
            self.platform.signer.delete(&approval_key_handle(&enrollment.id)).await?;
        }
        Ok(self.store().abandon_enrollment(&enrollment.id)?)
    }

    fn keep(&self, enrollment: Enrollment, public: Option<PublicKey>, enrolled: Enrolled) -> Result<Account, Error> {
        let dialect = self.dialect(&enrollment.dialect)?;
        let wanted = self.platform.device.push.clone().filter(|_| dialect.capabilities().challenges);
        let acknowledged = wanted.clone().filter(|target| dialect.takes_push(target));
        let account = Account {
            id: enrollment.id,
            dialect: enrollment.dialect,
            clock_offset: self.clocks.offset(&enrolled.issuer).unwrap_or(0),
            issuer: enrolled.issuer,
            issuer_name: enrolled.issuer_name,
            account_name: enrolled.account_name,
            label: None,
            key: public.map(|public| DeviceKey { handle: enrollment.key, public }),
            approval_key: match enrollment.approval {
                ApprovalKey::With(key) => Some(key),
                ApprovalKey::Undecided | ApprovalKey::Without => None,
            },
            next_key: None,
            policy: enrolled.policy,
            one_time_codes: one_time_codes(enrolled.otp.as_ref())?,
            dialect_state: enrolled.state,
            state: AccountState::Active,
            counter: 0,
            push: PushSync { wanted, acknowledged },
            enrolled_at: enrolled.enrolled_at,
        };
        self.store().finish_enrollment(&account, enrolled.otp.as_ref())?;
        self.note(&account, EventKind::Enrolled);
        Ok(account)
    }
}

/// Whether there is somebody to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Person {
    /// The person has just said that they want this.
    Present,
    /// Something is gone on with that was wanted earlier.
    Away,
}

/// The name of an account's device key; each rotation has the next `generation`.
pub(super) fn key_handle(id: &AccountId, generation: u64) -> KeyHandle {
    format!("key-{id}-{generation}").parse().expect("an account id is short and of the id alphabet")
}

/// The name of an account's approval key.
pub(super) fn approval_key_handle(id: &AccountId) -> KeyHandle {
    format!("approval-{id}").parse().expect("an account id is short and of the id alphabet")
}

/// What both sides can do, most wanted first.
pub(super) fn supported(enrollment: &Enrollment, dialect: &dyn Dialect) -> Vec<Algorithm> {
    let known = dialect.capabilities().algorithms;
    enrollment.algorithms.iter().copied().filter(|algorithm| known.contains(algorithm)).collect()
}

/// Whether the server said no for good, so that nothing must remain here.
fn is_final(stopped: &Stopped) -> bool {
    let Stopped::Dialect(DialectError::Refused(refusal)) = stopped else { return false };
    matches!(
        refusal.code,
        RefusalCode::TicketInvalid
            | RefusalCode::TicketUsed
            | RefusalCode::AlgorithmRefused
            | RefusalCode::DeviceLimit
            | RefusalCode::SignatureRefused
            | RefusalCode::AccountLocked
            | RefusalCode::IssuerUnknown
            | RefusalCode::FeatureDisabled
            | RefusalCode::PushTargetRefused
            | RefusalCode::Malformed
    )
}
