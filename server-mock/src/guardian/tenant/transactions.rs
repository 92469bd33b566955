//! Logins that wait for a second factor.

use serde_json::json;

use super::state::{TenantMoment, TenantState};
use super::{LoginContext, TransactionView};
use crate::guardian::GuardianError;

/// A login transaction. The first decision stands.
#[derive(Clone, Debug)]
pub(crate) struct Transaction {
    /// `tx_` and random characters.
    pub(crate) id: String,
    pub(crate) user: String,
    pub(crate) context: LoginContext,
    /// Id of the rich consent.
    pub(crate) consent: Option<String>,
    /// The pending enrollment that this transaction was started for.
    pub(crate) enrollment: Option<String>,
    pub(crate) decision: Option<Decision>,
    /// Seconds since 1970.
    pub(crate) created_at: u64,
    pub(crate) expires_at: u64,
}

/// How a login was decided.
#[derive(Clone, Debug)]
pub(crate) struct Decision {
    pub(crate) is_accepted: bool,
    /// `push`, `otp` or `recovery-code`.
    pub(crate) method: &'static str,
    /// Enrollment that answered.
    pub(crate) enrollment: Option<String>,
    pub(crate) reason: Option<String>,
    pub(crate) at: u64,
}

/// The state of a login as clients see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TransactionState {
    Pending,
    Accepted,
    Rejected,
    Expired,
}

impl TransactionState {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Expired => "expired",
        }
    }
}

impl Transaction {
    pub(crate) fn state(&self, now: u64) -> TransactionState {
        match &self.decision {
            Some(decision) if decision.is_accepted => TransactionState::Accepted,
            Some(_) => TransactionState::Rejected,
            None if self.expires_at <= now => TransactionState::Expired,
            None => TransactionState::Pending,
        }
    }

    pub(crate) fn view(&self, now: u64) -> TransactionView {
        let decision = self.decision.as_ref();
        TransactionView {
            id: self.id.clone(),
            user_id: self.user.clone(),
            state: self.state(now).name().to_owned(),
            reason: decision.and_then(|decision| decision.reason.clone()),
            enrollment_id: decision.and_then(|decision| decision.enrollment.clone()),
            consent_id: self.consent.clone(),
            expires_at: self.expires_at,
        }
    }
}

impl TenantState {
    /// Starts a login without asking any phone yet.
    pub(crate) fn start_transaction(
        &mut self,
        user: &str,
        context: LoginContext,
        moment: &mut TenantMoment<'_>,
    ) -> Result<Transaction, GuardianError> {
        self.user(user)?;
        let id = moment.id("tx_");
        let expires_at = moment.now + context.lifetime.unwrap_or(self.settings.transaction_lifetime);
        let consent = context.consent.clone().map(|spec| self.add_consent(&id, spec, expires_at, moment));
        let transaction = Transaction {
            id: id.clone(),
            user: user.to_owned(),
            context,
            consent,
            enrollment: None,
            decision: None,
            created_at: moment.now,
            expires_at,
        };
        self.note("gd_start_auth", user, json!({"transaction": id}), moment.now);
        self.transactions.insert(id, transaction.clone());
        Ok(transaction)
    }

    /// Starts a login and asks the user's phones.
    pub(crate) fn start_push(
        &mut self,
        user: &str,
        context: LoginContext,
        moment: &mut TenantMoment<'_>,
    ) -> Result<Transaction, GuardianError> {
        let transaction = self.start_transaction(user, context, moment)?;
        if let Err(error) = self.send_push(&transaction.id, moment) {
            // Nobody was asked, so that nobody can answer.
            self.transactions.remove(&transaction.id);
            self.consents.retain(|_, consent| consent.transaction != transaction.id);
            return Err(error);
        }
        Ok(transaction)
    }

    /// A login that still waits for its decision.
    pub(crate) fn waiting(&self, id: &str, now: u64) -> Result<&Transaction, GuardianError> {
        let transaction = self.transactions.get(id).ok_or(GuardianError::LoginTransactionNotFound)?;
        match transaction.state(now) {
            TransactionState::Pending => Ok(transaction),
            TransactionState::Accepted | TransactionState::Rejected | TransactionState::Expired => {
                Err(GuardianError::LoginTransactionNotFound)
            }
        }
    }

    /// Records the first decision of a waiting login.
    pub(crate) fn decide(&mut self, id: &str, decision: Decision, now: u64) -> Result<(), GuardianError> {
        let user = self.waiting(id, now)?.user.clone();
        let code = if decision.is_accepted { "gd_auth_succeed" } else { "gd_auth_rejected" };
        let details = json!({"transaction": id, "method": decision.method, "reason": decision.reason});
        if let Some(transaction) = self.transactions.get_mut(id) {
            transaction.decision = Some(decision);
        }
        self.note(code, &user, details, now);
        Ok(())
    }
}
