//! From a scanned code to an account.

use super::authenticator::Authenticator;
use super::driver::{Exchange, Stopped};
use super::mistake::Mistake;
use crate::dialect::{DialectError, Enrolled, Offer, Preview, RefusalCode};
use crate::error::Error;
use crate::model::{
    Account, AccountId, AccountState, Algorithm, Enrollment, EventKind, KeyHandle, Policy, PublicKey, PushSync,
    UnixTime,
};
use crate::platform::{KeySpec, Prompt};
use crate::store::{Begun, Row};

/// Who asks to be enrolled, verified. Show it; nothing has been made yet.
#[derive(Clone, PartialEq, Eq)]
pub struct EnrollmentPreview {
    /// Host name of the issuer, in full, punycode where it could deceive.
    pub issuer_host: String,
    /// Issuer name, as the issuer signed it.
    pub issuer_name: String,
    /// Account name, as the issuer signed it.
    pub account_name: String,
    /// The weakest challenge the issuer promises to send.
    pub policy: Policy,
    /// When the code ends, by the server's clock.
    pub expires_at: UnixTime,
    /// The account on this device that has the same issuer and name. Enrolling is then refused.
    pub existing: Option<AccountId>,
    enrollment: Enrollment,
    issuer: String,
}

impl std::fmt::Debug for EnrollmentPreview {
    /// Without names: they are personal.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EnrollmentPreview")
            .field("issuer_host", &self.issuer_host)
            .field("policy", &self.policy)
            .field("expires_at", &self.expires_at)
            .field("existing", &self.existing)
            .finish_non_exhaustive()
    }
}

impl Authenticator {
    /// Reads a scanned or pasted code and asks its issuer who it is for. Makes nothing, here or there.
    ///
    /// # Errors
    /// When the code is unusable, the issuer cannot be reached, or it is not the issuer the code names.
    pub async fn preview(&self, code: &str) -> Result<EnrollmentPreview, Error> {
        let offer = self.dialects.recognize(code, self.platform.rules)?;
        let id = AccountId::derive(&offer.dialect, &offer.issuer, &offer.ticket.0);
        let flow = self.dialect(&offer.dialect)?.preview(&offer, self.platform.rules)?;
        let exchange = Exchange { issuer: &offer.issuer, clock_offset: 0, keys: &[], prompt: Prompt::Silent };
        let preview = self.drive(exchange, flow).await?;
        self.show(offer, id, preview)
    }

    fn show(&self, offer: Offer, id: AccountId, preview: Preview) -> Result<EnrollmentPreview, Error> {
        let existing = self.existing(&offer.issuer, &preview.account_name)?;
        let started_at = self.clocks.at_issuer(&offer.issuer, 0);
        let enrollment = Enrollment {
            key: key_handle(&id, 0),
            id,
            dialect: offer.dialect,
            issuer_host: offer.issuer_host.clone(),
            algorithms: preview.algorithms,
            resume: preview.resume,
            started_at,
        };
        Ok(EnrollmentPreview {
            issuer_host: offer.issuer_host,
            issuer_name: preview.issuer_name,
            account_name: preview.account_name,
            policy: preview.policy,
            expires_at: preview.expires_at,
            existing,
            enrollment,
            issuer: offer.issuer,
        })
    }

    fn existing(&self, issuer: &str, account_name: &str) -> Result<Option<AccountId>, Error> {
        let accounts = self.store().accounts()?.into_iter().filter_map(Row::intact);
        let mut in_use = accounts.filter(|account| account.state != AccountState::RemovedOnServer);
        let existing = in_use.find(|account| account.issuer == issuer && account.account_name == account_name);
        Ok(existing.map(|account| account.id))
    }

    /// Makes the device key and the account. The person has agreed to what the preview shows.
    ///
    /// Retrying with the same code or a new one, after any failure, crash or lost reply, ends with exactly one account or none.
    ///
    /// # Errors
    /// `enroll.already_enrolled`, a refusal of the server (then nothing remains), or a failure after which
    /// [`Authenticator::resume_enrollments`] goes on.
    pub async fn enroll(&self, preview: &EnrollmentPreview) -> Result<Account, Error> {
        self.finish_earlier(&preview.enrollment).await?;
        if let Some(existing) = self.existing(&preview.issuer, &preview.account_name)? {
            return Err(Mistake::AlreadyEnrolled(existing).into());
        }
        let enrollment = match self.store().begin_enrollment(&preview.enrollment)? {
            Begun::Started => preview.enrollment.clone(),
            Begun::Resumed(earlier) => Enrollment { resume: preview.enrollment.resume.clone(), ..earlier },
            Begun::AlreadyEnrolled(id) => return Err(Mistake::AlreadyEnrolled(id).into()),
        };
        self.finish(enrollment, &preview.issuer).await
    }

    /// An earlier enrollment with this server may have reached it without our knowing. What became of it is found out first,
    /// since a second code must not make a second device.
    async fn finish_earlier(&self, enrollment: &Enrollment) -> Result<(), Error> {
        let unfinished = self.store().enrollments()?.into_iter().filter_map(Row::intact);
        let is_earlier = |other: &Enrollment| other.id != enrollment.id && other.issuer_host == enrollment.issuer_host;
        for earlier in unfinished.filter(is_earlier) {
            let id = earlier.id.clone();
            if let Err(error) = self.finish(earlier, "").await
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
            match self.finish(enrollment, "").await {
                Ok(account) => accounts.push(account),
                Err(error) => tracing::info!(account = %id, code = error.code, "enrollment is not finished yet"),
            }
        }
        Ok(accounts)
    }

    /// `issuer` is where server time is kept; empty when only the dialect knows it.
    pub(super) async fn finish(&self, enrollment: Enrollment, issuer: &str) -> Result<Account, Error> {
        let dialect = self.dialect(&enrollment.dialect)?;
        let spec = KeySpec { algorithms: supported(&enrollment.algorithms, dialect.capabilities().algorithms) };
        let public_key = self.platform.signer.generate(&enrollment.key, &spec).await?;
        let moment = self.moment_at(self.clocks.at_issuer(issuer, 0))?;
        let flow = dialect.enroll(&enrollment.resume, &self.platform.device, &public_key, moment)?;
        let exchange = Exchange { issuer, clock_offset: 0, keys: &[&enrollment.key], prompt: Prompt::Silent };
        match self.drive(exchange, flow).await {
            Ok(enrolled) => self.keep(enrollment, public_key, enrolled),
            Err(stopped) => {
                if is_final(&stopped) {
                    self.abandon(&enrollment).await?;
                }
                Err(stopped.into())
            }
        }
    }

    pub(super) async fn abandon(&self, enrollment: &Enrollment) -> Result<(), Error> {
        self.platform.signer.delete(&enrollment.key).await?;
        Ok(self.store().abandon_enrollment(&enrollment.id)?)
    }

    fn keep(&self, enrollment: Enrollment, public_key: PublicKey, enrolled: Enrolled) -> Result<Account, Error> {
        let push = self.platform.device.push.clone();
        let account = Account {
            id: enrollment.id,
            dialect: enrollment.dialect,
            clock_offset: self.clocks.offset(&enrolled.issuer).unwrap_or(0),
            issuer: enrolled.issuer,
            issuer_name: enrolled.issuer_name,
            account_name: enrolled.account_name,
            label: None,
            key: enrollment.key,
            public_key,
            next_key: None,
            policy: enrolled.policy,
            has_otp: enrolled.otp.is_some(),
            dialect_state: enrolled.state,
            state: AccountState::Active,
            counter: 0,
            push: PushSync { wanted: push.clone(), acknowledged: push },
            enrolled_at: enrolled.enrolled_at,
        };
        self.store().finish_enrollment(&account, enrolled.otp.as_ref())?;
        self.note(&account, EventKind::Enrolled);
        Ok(account)
    }
}

/// The name of an account's key; each rotation has the next `generation`.
pub(super) fn key_handle(id: &AccountId, generation: u64) -> KeyHandle {
    format!("key-{id}-{generation}").parse().expect("an account id is short and of the id alphabet")
}

fn supported(wanted: &[Algorithm], known: &[Algorithm]) -> Vec<Algorithm> {
    wanted.iter().copied().filter(|algorithm| known.contains(algorithm)).collect()
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
            | RefusalCode::Malformed
    )
}
