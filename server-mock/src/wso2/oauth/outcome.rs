//! The end of a login: a code for the application.

use crate::journey::{FactorKind, Screen};
use crate::wso2::identity::{AuthorizationCode, IdentityMoment, IdentityState, LoginSession};

/// Issues the code of a login that has just succeeded; `None` while it has not.
pub(super) fn code_for(
    login: &LoginSession,
    screen: &Screen,
    state: &mut IdentityState,
    moment: &mut IdentityMoment<'_>,
) -> Option<String> {
    let Screen::Done { user, factors } = screen else { return None };
    let request = &login.request;
    let code = AuthorizationCode {
        client: request.application.client_id.clone(),
        redirect_uri: request.redirect_uri.clone(),
        organization: login.organization.clone(),
        user: user.clone(),
        scopes: request.scopes.clone(),
        nonce: request.nonce.clone(),
        proof_key: request.proof_key.clone(),
        factors: without_repetitions(factors),
        signed_in_at: moment.now,
    };
    Some(state.issue_code(code, moment))
}

/// Every factor once, where it came first.
fn without_repetitions(factors: &[FactorKind]) -> Vec<FactorKind> {
    let mut kept = Vec::new();
    for factor in factors {
        if !kept.contains(factor) {
            kept.push(*factor);
        }
    }
    kept
}
