//! From a scanned code to an account.

use super::authenticator::Authenticator;
use super::codes::one_time_codes;
use super::driver::{Exchange, Stopped};
use super::mistake::Mistake;
use crate::dialect::{Code, Dialect, DialectError, Enrolled, Offer, OfferError, Part, Preview, RefusalCode};
use crate::error::Error;
use crate::model::{
    Account, AccountId, AccountState, Algorithm, DeviceKey, DialectId, Enrollment, EventKind, KeyHandle, Policy,
    PublicKey, PushSync, Secret, UnixTime,
};
use crate::platform::{KeySpec, Prompt};
use crate::store::{Begun, Row};

/// Who asks to be enrolled, verified. Show it; nothing has been made yet.
#[derive(Clone, PartialEq, Eq)]
pub struct EnrollmentPreview {
    /// Host name of the issuer, in full, punycode where it could deceive; empty when no server is ever asked.
    pub issuer_host: String,
    /// Issuer name, as the issuer signed it or, where issuers sign nothing, as the code says.
    pub issuer_name: String,
    /// Account name, likewise.
    pub account_name: String,
    /// The weakest challenge the issuer promises to send.
    pub policy: Policy,
    /// When the code ends, by the server's clock, if anybody said.
    pub expires_at: Option<UnixTime>,
    /// The account on this device that was made from the same code, or that has the same issuer and name where those tell
    /// accounts apart. Enrolling is then refused.
    pub existing: Option<AccountId>,
    /// Where the code stands among several, for exports that took more than one.
    pub part: Option<Part>,
    enrollment: Enrollment,
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
        self.preview_only(&Code { text: code, server: None }).await
    }

    /// The same for an app, or a person, that says which server it means: a domain or a URL. Codes that name no server need it.
    ///
    /// # Errors
    /// See [`Authenticator::preview`].
    pub async fn preview_at(&self, code: &str, server: &str) -> Result<EnrollmentPreview, Error> {
        self.preview_only(&Code { text: code, server: Some(server) }).await
    }

    async fn preview_only(&self, code: &Code<'_>) -> Result<EnrollmentPreview, Error> {
        only(self.preview_all(code).await?)
    }

    /// Reads a code that may carry several accounts, as exports of one-time-code apps do. In the order of the code.
    ///
    /// # Errors
    /// See [`Authenticator::preview`].
    pub async fn preview_all(&self, code: &Code<'_>) -> Result<Vec<EnrollmentPreview>, Error> {
        self.preview_offers(self.dialects.recognize(code, self.platform.rules)?).await
    }

    async fn preview_offers(&self, offers: Vec<Offer>) -> Result<Vec<EnrollmentPreview>, Error> {
        let mut previews = Vec::new();
        for offer in offers {
            let dialect = self.dialect(&offer.dialect)?;
            let flow = dialect.preview(&offer, self.platform.rules)?;
            let preview = self.drive(self.without_key(&offer.issuer, dialect), flow).await?;
            previews.push(self.show(offer, preview)?);
        }
        Ok(previews)
    }

    /// The dialects whose servers enroll a person who is signed in without a code: see [`Authenticator::preview_with_token`].
    pub fn token_dialects(&self) -> Vec<DialectId> {
        self.dialects.ids(|capabilities| capabilities.access_tokens)
    }

    /// Fetches a code from `server`, a domain or a URL, for the person to whom `access_token` belongs, and previews it: an app in
    /// which somebody is signed in needs no camera. The token is used once and never kept.
    ///
    /// # Errors
    /// `enroll.token_invalid` when the server does not take the token, `core.feature_disabled` for a dialect without this, else
    /// see [`Authenticator::preview`].
    pub async fn preview_with_token(
        &self,
        dialect: &DialectId,
        server: &str,
        access_token: &Secret,
    ) -> Result<EnrollmentPreview, Error> {
        let dialect = self.dialect(dialect)?;
        let flow = dialect.invitation(server, access_token, self.platform.rules).ok_or(DialectError::Unsupported)??;
        let text = self.drive(self.without_key(server, dialect), flow).await?;
        let code = Code { text: &text, server: Some(server) };
        let offers = dialect.recognize(&code, self.platform.rules).unwrap_or(Err(OfferError::NotRecognized))?;
        only(self.preview_offers(offers).await?)
    }

    fn without_key<'a>(&self, issuer: &'a str, dialect: &dyn Dialect) -> Exchange<'a> {
        let telemetry = self.telemetry(dialect);
        Exchange { issuer, clock_offset: 0, keys: &[], prompt: Prompt::Silent, telemetry }
    }

    fn show(&self, offer: Offer, preview: Preview) -> Result<EnrollmentPreview, Error> {
        let id = AccountId::derive(&offer.dialect, &offer.issuer, &offer.ticket.0);
        let started_at = self.clocks.at_issuer(&offer.issuer, 0);
        let enrollment = Enrollment {
            key: key_handle(&id, 0),
            id,
            dialect: offer.dialect,
            issuer: offer.issuer,
            issuer_host: offer.issuer_host.clone(),
            algorithms: preview.algorithms,
            resume: preview.resume,
            started_at,
        };
        let existing = self.existing(&enrollment, &preview.account_name)?;
        Ok(EnrollmentPreview {
            issuer_host: offer.issuer_host,
            issuer_name: preview.issuer_name,
            account_name: preview.account_name,
            policy: preview.policy,
            expires_at: preview.expires_at,
            existing,
            part: offer.part,
            enrollment,
        })
    }

    fn existing(&self, enrollment: &Enrollment, account_name: &str) -> Result<Option<AccountId>, Error> {
        let has_unique_names = self.dialect(&enrollment.dialect)?.capabilities().unique_names;
        let is_same = |account: &Account| {
            let is_named_alike = account.issuer == enrollment.issuer && account.account_name == account_name;
            account.id == enrollment.id || (has_unique_names && is_named_alike)
        };
        let accounts = self.store().accounts()?.into_iter().filter_map(Row::intact);
        let mut in_use = accounts.filter(|account| account.state != AccountState::RemovedOnServer);
        Ok(in_use.find(is_same).map(|account| account.id))
    }

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
        let is_push_required = self.dialect(&preview.enrollment.dialect)?.capabilities().push_required;
        if is_push_required && self.platform.device.push.is_none() {
            return Err(Mistake::PushUnavailable.into());
        }
        let enrollment = match self.store().begin_enrollment(&preview.enrollment)? {
            Begun::Started => preview.enrollment.clone(),
            Begun::Resumed(earlier) => Enrollment { resume: preview.enrollment.resume.clone(), ..earlier },
            Begun::AlreadyEnrolled(id) => return Err(Mistake::AlreadyEnrolled(id).into()),
        };
        self.finish(enrollment).await
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
            if let Err(error) = self.finish(earlier).await
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
            match self.finish(enrollment).await {
                Ok(account) => accounts.push(account),
                Err(error) => tracing::info!(account = %id, code = error.code, "enrollment is not finished yet"),
            }
        }
        Ok(accounts)
    }

    pub(super) async fn finish(&self, enrollment: Enrollment) -> Result<Account, Error> {
        let dialect = self.dialect(&enrollment.dialect)?;
        let public = self.device_key(&enrollment, dialect).await?;
        let moment = self.moment_at(self.clocks.at_issuer(&enrollment.issuer, 0))?;
        let flow = dialect.enroll(&enrollment.resume, &self.platform.device, public.as_ref(), moment)?;
        let exchange = Exchange {
            issuer: &enrollment.issuer,
            clock_offset: 0,
            keys: &[&enrollment.key],
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

    async fn device_key(&self, enrollment: &Enrollment, dialect: &dyn Dialect) -> Result<Option<PublicKey>, Error> {
        if enrollment.algorithms.is_empty() {
            return Ok(None);
        }
        let spec = KeySpec { algorithms: supported(&enrollment.algorithms, dialect.capabilities().algorithms) };
        Ok(Some(self.platform.signer.generate(&enrollment.key, &spec).await?))
    }

    pub(super) async fn abandon(&self, enrollment: &Enrollment) -> Result<(), Error> {
        self.platform.signer.delete(&enrollment.key).await?;
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

fn only(mut previews: Vec<EnrollmentPreview>) -> Result<EnrollmentPreview, Error> {
    match (previews.pop(), previews.pop()) {
        (Some(preview), None) => Ok(preview),
        _ => Err(Mistake::SeveralAccounts.into()),
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
            | RefusalCode::IssuerUnknown
            | RefusalCode::FeatureDisabled
            | RefusalCode::PushTargetRefused
            | RefusalCode::Malformed
    )
}
