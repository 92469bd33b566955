//! From a code the person agreed to, to an account.

use super::authenticator::Authenticator;
use super::codes::one_time_codes;
use super::driver::{Exchange, Keys, Stopped};
use super::mistake::Mistake;
use super::preview::EnrollmentPreview;
use crate::dialect::{DeviceInfo, Dialect, DialectError, Enrolled, RefusalCode};
use crate::error::Error;
use crate::model::{
    Account, AccountId, AccountState, Algorithm, ApprovalKey, DeviceKey, Enrollment, EventKind, KeyHandle, KeyPurpose,
    PublicKey, PushSync, PushTarget,
};
use crate::platform::{KeySpec, Prompt};
use crate::store::{Begun, Row, StoreError};

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
        let is_reachable = self.push_target().is_some_and(|target| dialect.takes_push(&target));
        if dialect.capabilities().push_required && !is_reachable {
            return Err(Mistake::PushUnavailable.into());
        }
        let mut begun = self.store().begin_enrollment(&preview.enrollment)?;
        if let Begun::Resumed(earlier) = &begun
            && earlier.is_given_up
        {
            self.abandon(earlier.as_ref().clone()).await?;
            begun = self.store().begin_enrollment(&preview.enrollment)?;
        }
        let enrollment = match begun {
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
        let ids: Vec<AccountId> = unfinished.filter(is_earlier).map(|earlier| earlier.id).collect();
        for id in ids {
            // Another call may have gone on with it while servers were asked.
            let Some(earlier) = self.unfinished(&id)? else { continue };
            if earlier.approval == ApprovalKey::Undecided {
                self.abandon_unchanged(&earlier).await?;
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
        for id in self.store().enrollments()?.into_iter().filter_map(Row::intact).map(|enrollment| enrollment.id) {
            let Some(enrollment) = self.unfinished(&id)? else { continue };
            match self.finish(enrollment, Person::Away).await {
                Ok(account) => accounts.push(account),
                Err(error) => tracing::info!(account = %id, code = error.code, "enrollment is not finished yet"),
            }
        }
        Ok(accounts)
    }

    pub(super) async fn finish(&self, enrollment: Enrollment, person: Person) -> Result<Account, Error> {
        let dialect = self.dialect(&enrollment.dialect)?;
        if enrollment.is_given_up {
            self.abandon(enrollment).await?;
            return Err(Mistake::UnknownAccount.into());
        }
        let public = self.device_key(&enrollment, dialect).await?;
        let enrollment = self.with_approval_key_decided(enrollment, public.as_ref(), person).await?;
        let moment = self.moment_at(self.clocks.at_issuer(&enrollment.issuer, 0))?;
        let device = DeviceInfo {
            push: self.push_target().filter(|target| dialect.takes_push(target)),
            ..self.platform.device.clone()
        };
        let flow = dialect.enroll(&enrollment.resume, &device, public.as_ref(), moment)?;
        let exchange = Exchange {
            issuer: &enrollment.issuer,
            clock_offset: 0,
            keys: Keys { device: Some(&enrollment.key), ..Keys::default() },
            prompt: Prompt::Silent,
            telemetry: self.telemetry(dialect),
        };
        match self.drive(exchange, flow).await {
            Ok(enrolled) => self.keep(enrollment, public, enrolled, device.push),
            Err(stopped) => {
                if is_final(&stopped) {
                    self.abandon(enrollment).await?;
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

    /// Gives an enrollment up, however far it came. The keys of an account that it became meanwhile stay.
    pub(super) async fn abandon(&self, enrollment: Enrollment) -> Result<(), Error> {
        let mut known = enrollment;
        while let Some(changed) = self.abandon_unchanged(&known).await? {
            known = changed;
        }
        Ok(())
    }

    /// Gives an enrollment up unless it is not `known` any more, because another call went on with it: then returns what it is now.
    ///
    /// It is marked first. From then on it cannot become an account, so its keys are nobody's.
    pub(super) async fn abandon_unchanged(&self, known: &Enrollment) -> Result<Option<Enrollment>, Error> {
        let given_up = Enrollment { is_given_up: true, ..known.clone() };
        match self.store().replace_enrollment(known, &given_up) {
            Ok(remembered) if remembered != given_up => return Ok(Some(remembered)),
            Ok(_) => {}
            Err(StoreError::NotFound) if self.became(&known.id)?.is_some() => return Ok(None),
            Err(StoreError::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
        self.delete_keys(known).await?;
        self.store().abandon_enrollment(&known.id)?;
        Ok(None)
    }

    /// The account that an enrollment became, if it did.
    pub(super) fn became(&self, id: &AccountId) -> Result<Option<Account>, Error> {
        match self.store().account(id) {
            Err(StoreError::NotFound) => Ok(None),
            other => Ok(other.map(Some)?),
        }
    }

    /// Deletes both keys, whether they were ever made or not.
    pub(super) async fn delete_keys(&self, enrollment: &Enrollment) -> Result<(), Error> {
        self.platform.signer.delete(&enrollment.key).await?;
        Ok(self.platform.signer.delete(&approval_key_handle(&enrollment.id)).await?)
    }

    /// `told` is where the server was told that pushes go; it may have changed meanwhile.
    fn keep(
        &self,
        enrollment: Enrollment,
        public: Option<PublicKey>,
        enrolled: Enrolled,
        told: Option<PushTarget>,
    ) -> Result<Account, Error> {
        let dialect = self.dialect(&enrollment.dialect)?;
        let has_challenges = dialect.capabilities().challenges;
        let wanted = self.push_target().filter(|_| has_challenges);
        let acknowledged = told.filter(|target| has_challenges && dialect.takes_push(target));
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
