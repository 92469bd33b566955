//! Logins and enrollments in a browser, by the vendor's browser client.

use serde_json::{Value, json};

use super::enrollments::{Enrollment, Factor};
use super::jwt;
use super::state::{TenantMoment, TenantState};
use super::transactions::{Decision, Transaction, TransactionState};
use super::{FactorName, LoginContext};
use crate::guardian::GuardianError;
use crate::speaks::Mode;

/// Who starts a flow.
#[derive(Clone, Debug)]
pub(crate) enum FlowStart {
    /// A user in the middle of a login; the token says who.
    Login { token: String },
    /// Whoever has an enrollment ticket.
    Ticket { id: String },
}

impl TenantState {
    /// A token with which a browser starts the second factor of a user's login.
    pub(crate) fn request_token(&mut self, user: &str, moment: &mut TenantMoment<'_>) -> Result<String, GuardianError> {
        self.user(user)?;
        let key = self.signing_key(moment);
        let claims = json!({
            "iss": moment.url, "aud": START, "sub": user, "iat": moment.now, "exp": moment.now + REQUEST_LIFETIME,
        });
        Ok(jwt::sign(&claims, &key))
    }

    /// Starts a login, or an enrollment when the user has none or the ticket allows another.
    pub(crate) fn start_flow(
        &mut self,
        start: &FlowStart,
        context: LoginContext,
        moment: &mut TenantMoment<'_>,
    ) -> Result<Value, GuardianError> {
        let (user, ticket) = match start {
            FlowStart::Login { token } => (self.open(token, START, moment.now)?.text("sub")?.to_owned(), None),
            FlowStart::Ticket { id } => {
                let ticket = self.open_ticket(id, moment.now)?;
                (ticket.user.clone(), Some((id.as_str(), ticket.allows_multiple)))
            }
        };
        let is_enrolled = self.is_enrolled(&user);
        let transaction = self.start_transaction(&user, context, moment)?;
        let methods = self.methods();
        let mut reply = json!({
            "transaction_token": self.transaction_token(&transaction, moment),
            "available_enrollment_methods": methods,
            "available_authentication_methods": methods,
        });
        if is_enrolled && !ticket.is_some_and(|(_, allows_multiple)| allows_multiple) {
            reply["device_account"] = self.shown(&transaction, moment.mode);
            return Ok(reply);
        }
        let pending = self.begin_enrollment(&user, Factor::Push, moment)?;
        let invitation = self.invite(&pending.id, ticket.map(|(id, _)| id), moment);
        if let Some(transaction) = self.transactions.get_mut(&transaction.id) {
            transaction.enrollment = Some(pending.id.clone());
        }
        reply["enrollment_tx_id"] = json!(invitation.value);
        reply["device_account"] = json!({"id": pending.id, "otp_secret": pending.otp_secret()});
        if let Some(code) = &pending.recovery_code {
            reply["device_account"]["recovery_code"] = json!(code);
        }
        Ok(reply)
    }

    /// The transaction behind a transaction token.
    pub(crate) fn flow(&self, token: &str, now: u64) -> Result<&Transaction, GuardianError> {
        let claims = self.open(token, FLOW, now)?;
        let transaction = claims.text("txid").ok().and_then(|id| self.transactions.get(id));
        transaction.ok_or(GuardianError::LoginTransactionNotFound)
    }

    /// How a flow stands.
    pub(crate) fn flow_state(&self, token: &str, now: u64, mode: Mode) -> Result<Value, GuardianError> {
        let transaction = self.flow(token, now)?;
        let state = transaction.state(now);
        let mut reply =
            json!({"id": transaction.id, "state": state.name(), "enrollment": self.shown(transaction, mode)});
        if let (TransactionState::Accepted, Some(decision), Some(key)) =
            (state, &transaction.decision, &self.signing_key)
        {
            let claims = json!({
                "txid": transaction.id, "sub": transaction.user, "method": decision.method, "iat": decision.at,
                "exp": decision.at + SIGNATURE_LIFETIME,
            });
            reply["token"] = json!(jwt::sign(&claims, key));
        }
        Ok(reply)
    }

    /// Asks the user's phones; after a rejection this asks again, and only the new question can be answered.
    pub(crate) fn ask_again(&mut self, token: &str, moment: &mut TenantMoment<'_>) -> Result<(), GuardianError> {
        let transaction = self.unaccepted(token, moment.now)?;
        self.reopen(&transaction.id);
        let sent = self.send_push(&transaction.id, moment);
        if sent.is_err()
            && let Some(former) = self.transactions.get_mut(&transaction.id)
        {
            former.decision = transaction.decision;
        }
        sent
    }

    /// Takes a one-time code, which completes a pending enrollment too.
    pub(crate) fn verify_otp(&mut self, token: &str, code: &str, now: u64) -> Result<(), GuardianError> {
        let transaction = self.unaccepted(token, now)?;
        let pending = transaction.enrollment.clone().filter(|id| self.pending(id).is_ok());
        let enrollment = match pending {
            Some(pending) => self.verify_first(&pending, code, now)?,
            None => self.accept_otp(&transaction.user, code, now)?,
        };
        self.reopen(&transaction.id);
        let decision =
            Decision { is_accepted: true, method: "otp", enrollment: Some(enrollment), reason: None, at: now };
        self.decide(&transaction.id, decision, now)
    }

    /// Takes the recovery code instead of a second factor and returns the next one.
    pub(crate) fn recover_account(
        &mut self,
        token: &str,
        code: &str,
        moment: &mut TenantMoment<'_>,
    ) -> Result<String, GuardianError> {
        let transaction = self.unaccepted(token, moment.now)?;
        let next = self.recover(&transaction.user, code, moment)?;
        self.reopen(&transaction.id);
        let now = moment.now;
        let decision = Decision { is_accepted: true, method: "recovery-code", enrollment: None, reason: None, at: now };
        self.decide(&transaction.id, decision, now)?;
        Ok(next)
    }

    /// Confirms a pending enrollment that will answer with codes; whatever invited a phone to it is used up.
    fn verify_first(&mut self, pending: &str, code: &str, now: u64) -> Result<String, GuardianError> {
        if !self.settings.is_enabled(FactorName::Otp) {
            return Err(GuardianError::FeatureDisabledByAdmin);
        }
        self.confirm_otp(pending, code, now)?;
        if let Some(enrollment) = self.enrollments.get_mut(pending) {
            enrollment.factor = Factor::Otp;
        }
        let invitation = self.invitations.values().find(|invitation| invitation.enrollment == pending).cloned();
        if let Some(invitation) = invitation {
            self.use_up(&invitation);
        }
        Ok(pending.to_owned())
    }

    /// A flow that is not over: a rejection ends a question, not the flow.
    fn unaccepted(&self, token: &str, now: u64) -> Result<Transaction, GuardianError> {
        let transaction = self.flow(token, now)?;
        match transaction.state(now) {
            TransactionState::Pending | TransactionState::Rejected => Ok(transaction.clone()),
            TransactionState::Accepted | TransactionState::Expired => Err(GuardianError::LoginTransactionNotFound),
        }
    }

    /// Takes a rejection back; the questions that were rejected stay closed.
    fn reopen(&mut self, id: &str) {
        let Some(transaction) = self.transactions.get_mut(id) else { return };
        if transaction.decision.take().is_some() {
            let closed = self.pushes.values_mut().filter(|push| push.transaction == id);
            closed.for_each(|push| push.is_outdated = true);
        }
    }

    fn transaction_token(&mut self, transaction: &Transaction, moment: &mut TenantMoment<'_>) -> String {
        let key = self.signing_key(moment);
        let claims = json!({
            "txid": transaction.id, "aud": FLOW, "sub": transaction.user, "iat": moment.now,
            "exp": transaction.expires_at,
        });
        jwt::sign(&claims, &key)
    }

    /// The methods that an administrator left on.
    fn methods(&self) -> Vec<&'static str> {
        let all = [
            ("push", self.settings.is_enabled(FactorName::PushNotification)),
            ("otp", self.settings.is_enabled(FactorName::Otp)),
        ];
        all.into_iter().filter(|(_, is_enabled)| *is_enabled).map(|(name, _)| name).collect()
    }

    /// What a browser is told about the enrollment that a flow is about; `null` as long as there is none.
    fn shown(&self, transaction: &Transaction, mode: Mode) -> Value {
        let enrollment = match &transaction.enrollment {
            Some(id) => self.enrollments.get(id).filter(|enrollment| enrollment.is_confirmed),
            None => self.confirmed(&transaction.user).max_by_key(|enrollment| enrollment.factor == Factor::Push),
        };
        let Some(enrollment) = enrollment else { return Value::Null };
        let enabled = self.methods();
        let methods = methods_of(enrollment);
        let available: Vec<&str> = methods.iter().copied().filter(|method| enabled.contains(method)).collect();
        // The vendor calls one-time codes by another name here, which its own client does not know as a method.
        let otp = if mode == Mode::AsIs { "totp" } else { "otp" };
        let mut types: Vec<&str> =
            available.iter().map(|method| if *method == "otp" { otp } else { *method }).collect();
        if self.users.get(&transaction.user).is_some_and(|user| user.recovery_code.is_some()) {
            types.push("recovery-code");
        }
        let mut shown = json!({
            "id": enrollment.id, "methods": methods, "available_methods": available,
            "available_authenticator_types": types,
        });
        if let Some(name) = &enrollment.name {
            shown["name"] = json!(name);
        }
        shown
    }
}

fn methods_of(enrollment: &Enrollment) -> &'static [&'static str] {
    match enrollment.factor {
        Factor::Push => &["push", "otp"],
        Factor::Otp => &["otp"],
    }
}

/// Audience of the tokens that start a flow.
const START: &str = "guardian:start";
/// Audience of the tokens that belong to a flow.
const FLOW: &str = "guardian:flow";
/// Seconds within which a flow must be started.
const REQUEST_LIFETIME: u64 = 300;
/// Seconds within which a browser takes the result to the tenant.
const SIGNATURE_LIFETIME: u64 = 60;
