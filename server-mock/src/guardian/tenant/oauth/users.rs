//! Tokens of users: the end of every login.

use serde_json::{Value, json};

use super::apis::Audience;
use super::grants::{AccessGrant, LIFETIME, TokenRequest, Tokens};
use crate::guardian::oauth::OauthError;
use crate::guardian::tenant::{Grant, TenantMoment, TenantState, User};

/// A user who logged in at a client.
#[derive(Clone, Debug)]
pub(super) struct Session {
    pub(super) user: String,
    pub(super) client: String,
    pub(super) request: TokenRequest,
    /// Whether a second factor was used.
    pub(super) has_mfa: bool,
    /// Seconds since 1970.
    pub(super) authenticated_at: u64,
}

impl TenantState {
    /// Refuses a request whose audience users cannot have tokens for.
    pub(super) fn check_request(&self, request: &TokenRequest, moment: &TenantMoment<'_>) -> Result<(), OauthError> {
        self.user_audience(request, moment).map(|_| ())
    }

    /// Tokens of a user who logged in. An ID token needs the scope `openid`, a refresh token `offline_access`.
    pub(super) fn user_tokens(
        &mut self,
        session: Session,
        moment: &mut TenantMoment<'_>,
    ) -> Result<Tokens, OauthError> {
        let user = self.users.get(&session.user).ok_or(OauthError::WrongPassword)?.clone();
        if user.is_blocked {
            return Err(OauthError::UserBlocked);
        }
        let audience = self.user_audience(&session.request, moment)?;
        let scopes = scopes(&session.request.scopes, &audience);
        let expires_in = if audience == Audience::Mfa { MFA_LIFETIME } else { LIFETIME };
        let has = |name: &str| scopes.iter().any(|scope| scope == name);
        let id_token = has("openid").then(|| id_claims(&user, &session, &scopes, moment));
        let refresh_token = has("offline_access").then(|| self.add_refresh_token(&session, moment));
        let access = self.user_access(&session, &audience, &scopes, expires_in, moment);
        Ok(Tokens { access, id_token, refresh_token, scopes, expires_in, recovery_code: None, details: None })
    }

    fn user_access(
        &mut self,
        session: &Session,
        audience: &Audience,
        scopes: &[String],
        lifetime: u64,
        moment: &mut TenantMoment<'_>,
    ) -> AccessGrant {
        let audience = match audience {
            Audience::Api(api) => {
                return AccessGrant::Signed(json!({
                    "iss": moment.issuer(), "sub": session.user, "aud": api.identifier, "iat": moment.now,
                    "exp": moment.now + lifetime, "azp": session.client, "scope": scopes.join(" "),
                }));
            }
            Audience::Mfa => moment.mfa_audience(),
            Audience::Management | Audience::UserInfo => moment.userinfo_audience(),
        };
        let grant = Grant {
            audience,
            scopes: scopes.to_vec(),
            subject: Some(session.user.clone()),
            client: Some(session.client.clone()),
            lifetime,
            ..Grant::default()
        };
        AccessGrant::Opaque(self.issue(grant, moment))
    }

    fn user_audience(&self, request: &TokenRequest, moment: &TenantMoment<'_>) -> Result<Audience, OauthError> {
        let Some(name) = &request.audience else { return Ok(Audience::UserInfo) };
        match self.audience(name, moment) {
            None => Err(OauthError::UnknownAudience(name.clone())),
            Some(Audience::Management) => Err(OauthError::ForbiddenAudience(name.clone())),
            Some(audience) => Ok(audience),
        }
    }
}

/// What of the requested scopes a user's token has: those of OpenID and those of its audience. Without a request all
/// but `offline_access`.
fn scopes(requested: &[String], audience: &Audience) -> Vec<String> {
    let own: Vec<String> = match audience {
        Audience::Mfa => MFA_SCOPES.map(str::to_owned).to_vec(),
        Audience::Api(api) => api.scopes.clone(),
        Audience::Management | Audience::UserInfo => Vec::new(),
    };
    if requested.is_empty() {
        return OPENID_SCOPES.iter().map(|scope| (*scope).to_owned()).chain(own).collect();
    }
    let is_known =
        |scope: &&String| OPENID_SCOPES.contains(&scope.as_str()) || *scope == "offline_access" || own.contains(scope);
    requested.iter().filter(is_known).cloned().collect()
}

fn id_claims(user: &User, session: &Session, scopes: &[String], moment: &TenantMoment<'_>) -> Value {
    let mut claims = json!({
        "iss": moment.issuer(), "aud": session.client, "iat": moment.now, "exp": moment.now + ID_TOKEN_LIFETIME,
        "auth_time": session.authenticated_at,
    });
    if session.has_mfa {
        claims["amr"] = json!(["mfa"]);
    }
    for (name, value) in user_claims(user, scopes) {
        claims[name] = value;
    }
    claims
}

/// What a token with these scopes tells about the user.
pub(crate) fn user_claims(user: &User, scopes: &[String]) -> Vec<(&'static str, Value)> {
    let has = |name: &str| scopes.iter().any(|scope| scope == name);
    let mut claims = vec![("sub", json!(user.id))];
    if has("profile") {
        let nickname = user.username.as_deref().or(user.email.as_deref().and_then(|email| email.split('@').next()));
        claims.push(("name", json!(user.name)));
        claims.push(("nickname", json!(nickname.unwrap_or(&user.name))));
    }
    if let (true, Some(email)) = (has("email"), &user.email) {
        claims.push(("email", json!(email)));
        claims.push(("email_verified", json!(user.email_verified)));
    }
    claims
}

const OPENID_SCOPES: [&str; 5] = ["openid", "profile", "email", "address", "phone"];
const MFA_SCOPES: [&str; 3] = ["enroll", "read:authenticators", "remove:authenticators"];
/// Seconds that an ID token is valid.
const ID_TOKEN_LIFETIME: u64 = 36_000;
/// Seconds that a token for the MFA API is valid.
const MFA_LIFETIME: u64 = 600;
