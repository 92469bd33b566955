//! What ID tokens say.

use serde_json::{Value, json};

use crate::journey::FactorKind;
use crate::wso2::identity::{AuthorizationCode, IdentityState, Place};

/// The vendor's name of an authenticator.
pub(crate) fn authenticator_name(factor: FactorKind) -> &'static str {
    match factor {
        FactorKind::Identifier => "IdentifierExecutor",
        FactorKind::Password => "BasicAuthenticator",
        FactorKind::Push => "push-notification-authenticator",
    }
}

/// Who signs tokens at `place` of the server at `url`.
pub(super) fn issuer(place: &Place, url: &str) -> String {
    format!("{url}{}/oauth2/token", place.prefix())
}

/// Claims of the ID token for a code that was redeemed.
pub(super) fn id_token_claims(
    code: &AuthorizationCode,
    state: &IdentityState,
    place: &Place,
    url: &str,
    now: u64,
) -> Value {
    let names: Vec<&str> = code.factors.iter().map(|factor| authenticator_name(*factor)).collect();
    let mut claims = json!({
        "iss": issuer(place, url),
        "sub": code.user,
        "aud": code.client,
        "azp": code.client,
        "iat": now,
        "exp": now + super::token::LIFETIME,
        "auth_time": code.signed_in_at,
        "amr": names,
    });
    let mut add = |name: &str, value: &str| claims[name] = json!(value);
    if let Some(nonce) = &code.nonce {
        add("nonce", nonce);
    }
    if let Ok(organization) = state.organization_keyed(&code.organization)
        && organization.is_sub_organization()
    {
        add("org_id", &organization.key);
        add("org_name", &organization.name);
    }
    if code.scopes.iter().any(|scope| scope == "profile")
        && let Ok(user) = state.user(&code.user)
    {
        add("username", &user.qualified_name());
    }
    claims
}
