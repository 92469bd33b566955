//! From a scanned code, or an access token, to what the person is asked to agree to.

use super::authenticator::Authenticator;
use super::driver::{Exchange, Keys};
use super::enroll::key_handle;
use super::mistake::Mistake;
use crate::dialect::{Code, Dialect, DialectError, Offer, OfferError, Part, Preview};
use crate::error::Error;
use crate::model::{Account, AccountId, AccountState, ApprovalKey, DialectId, Enrollment, Policy, Secret, UnixTime};
use crate::platform::Prompt;
use crate::store::Row;

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
    /// Whether the issuer takes a key of its own for approvals: then the person is asked once while enrolling, if the signer makes one.
    pub approval_key: bool,
    /// When the code ends, by the server's clock, if anybody said.
    pub expires_at: Option<UnixTime>,
    /// The account on this device that was made from the same code, or that has the same issuer and name where those tell
    /// accounts apart. Enrolling is then refused.
    pub existing: Option<AccountId>,
    /// Where the code stands among several, for exports that took more than one.
    pub part: Option<Part>,
    pub(super) enrollment: Enrollment,
}

/// What an [`EnrollmentPreview`] shows, as plain data.
#[derive(Clone, PartialEq, Eq)]
pub struct PreviewFacts {
    /// Host name of the issuer.
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
    /// The account on this device that it would make a second time.
    pub existing: Option<AccountId>,
    /// Where the code stands among several.
    pub part: Option<Part>,
}

impl EnrollmentPreview {
    /// Everything there is to show, without what must stay inside.
    pub fn facts(&self) -> PreviewFacts {
        let Self {
            issuer_host,
            issuer_name,
            account_name,
            policy,
            approval_key,
            expires_at,
            existing,
            part,
            enrollment: _,
        } = self.clone();
        PreviewFacts { issuer_host, issuer_name, account_name, policy, approval_key, expires_at, existing, part }
    }
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
        Exchange { issuer, clock_offset: 0, keys: Keys::default(), prompt: Prompt::Silent, telemetry }
    }

    fn show(&self, offer: Offer, preview: Preview) -> Result<EnrollmentPreview, Error> {
        let id = AccountId::derive(&offer.dialect, &offer.issuer, &offer.ticket.0);
        let started_at = self.clocks.at_issuer(&offer.issuer, 0);
        let approval_key = self.dialect(&offer.dialect)?.capabilities().approval_key;
        let enrollment = Enrollment {
            key: key_handle(&id, 0),
            id,
            dialect: offer.dialect,
            issuer: offer.issuer,
            issuer_host: offer.issuer_host.clone(),
            algorithms: preview.algorithms,
            approval: if approval_key { ApprovalKey::Undecided } else { ApprovalKey::Without },
            resume: preview.resume,
            started_at,
            is_given_up: false,
        };
        let existing = self.existing(&enrollment, &preview.account_name)?;
        Ok(EnrollmentPreview {
            issuer_host: offer.issuer_host,
            issuer_name: preview.issuer_name,
            account_name: preview.account_name,
            policy: preview.policy,
            approval_key,
            expires_at: preview.expires_at,
            existing,
            part: offer.part,
            enrollment,
        })
    }

    /// The account that a code would make, or one that is the same by name where names tell accounts apart.
    pub(super) fn existing(&self, enrollment: &Enrollment, account_name: &str) -> Result<Option<AccountId>, Error> {
        let has_unique_names = self.dialect(&enrollment.dialect)?.capabilities().unique_names;
        let is_same = |account: &Account| {
            let is_named_alike = account.issuer == enrollment.issuer && account.account_name == account_name;
            account.id == enrollment.id || (has_unique_names && is_named_alike)
        };
        let accounts = self.store().accounts()?.into_iter().filter_map(Row::intact);
        let mut in_use = accounts.filter(|account| account.state != AccountState::RemovedOnServer);
        Ok(in_use.find(is_same).map(|account| account.id))
    }
}

fn only(mut previews: Vec<EnrollmentPreview>) -> Result<EnrollmentPreview, Error> {
    match (previews.pop(), previews.pop()) {
        (Some(preview), None) => Ok(preview),
        _ => Err(Mistake::SeveralAccounts.into()),
    }
}
