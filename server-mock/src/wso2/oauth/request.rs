//! Authorization requests (RFC 6749 section 4.1.1).

use url::Url;

use super::OauthRefusal;
use crate::rp::Form;
use crate::wso2::identity::{IdentityApplication, MY_ACCOUNT, Place, ProofKey};

/// What an application asks for, once it is known to be the application.
#[derive(Clone, Debug)]
pub(crate) struct AuthorizationRequest {
    pub(crate) application: IdentityApplication,
    pub(crate) redirect_uri: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) state: Option<String>,
    pub(crate) nonce: Option<String>,
    pub(crate) proof_key: Option<ProofKey>,
    /// Path and query that ask for the same once more.
    pub(crate) again: String,
}

/// Why an authorization request is refused, and who is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RequestError {
    /// The person: there is no application with this id.
    UnknownApplication,
    /// The person: it is not certain whose request this is.
    Here(&'static str),
    /// The application, at this address.
    There(String),
}

impl AuthorizationRequest {
    /// Checks a request of `application` at `place` of the server at `url`.
    pub(crate) fn read(
        form: &Form,
        application: Option<IdentityApplication>,
        place: &Place,
        url: &str,
    ) -> Result<Self, RequestError> {
        let application = application.ok_or(RequestError::UnknownApplication)?;
        let redirect_uri = form.owned("redirect_uri").ok_or(RequestError::Here("There is no redirect_uri."))?;
        let is_own = redirect_uri == landing_page(place, url)
            || application.client_id == MY_ACCOUNT && redirect_uri == account_page(place, url);
        if !is_own && !application.redirect_uris.contains(&redirect_uri) {
            return Err(RequestError::Here("The redirect_uri is not one of the application."));
        }
        let state = form.owned("state");
        let there = |refusal| RequestError::There(refused_url(&redirect_uri, state.as_deref(), refusal));
        if form.text("response_type") != Some("code") {
            return Err(there(OauthRefusal::UnsupportedResponseType));
        }
        let proof_key = match (form.text("code_challenge"), form.text("code_challenge_method")) {
            (None, None) => None,
            (None, Some(_)) => return Err(there(OauthRefusal::InvalidRequest("a method without a code_challenge"))),
            (Some(challenge), method) => Some(
                ProofKey::new(challenge, method)
                    .ok_or_else(|| there(OauthRefusal::InvalidRequest("the code_challenge cannot be used")))?,
            ),
        };
        if application.client_secret.is_none() && proof_key.is_none() {
            return Err(there(OauthRefusal::InvalidRequest("public applications need a code_challenge")));
        }
        Ok(Self {
            scopes: words(form.text("scope")),
            nonce: form.owned("nonce"),
            again: format!("{}/oauth2/authorize?{}", place.prefix(), query(form)),
            application,
            redirect_uri,
            state,
            proof_key,
        })
    }

    /// Where the application hears that nobody signed in.
    pub(crate) fn refused(&self) -> String {
        refused_url(&self.redirect_uri, self.state.as_deref(), OauthRefusal::AccessDenied)
    }

    /// Where the application gets its code.
    pub(crate) fn granted(&self, code: &str) -> String {
        with_query(&self.redirect_uri, &[("code", Some(code)), ("state", self.state.as_deref())])
    }

    /// Scheme, host and port of the application, for the rules of the pages.
    pub(crate) fn origin(&self) -> Option<String> {
        let origin = Url::parse(&self.redirect_uri).ok()?.origin();
        origin.is_tuple().then(|| origin.ascii_serialization())
    }
}

/// The page of this server that shows who signed in; every application may use it.
pub(crate) fn landing_page(place: &Place, url: &str) -> String {
    format!("{url}{}/demo/callback", place.prefix())
}

/// The page of My Account that learns who signed in.
pub(crate) fn account_page(place: &Place, url: &str) -> String {
    format!("{url}{}/myaccount/callback", place.prefix())
}

/// The request as a query, without secrets.
fn query(form: &Form) -> String {
    let fields = form.fields().filter(|(name, _)| !["client_secret", "password"].contains(name));
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// Words separated by spaces.
pub(crate) fn words(text: Option<&str>) -> Vec<String> {
    text.unwrap_or_default().split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn refused_url(redirect_uri: &str, state: Option<&str>, refusal: OauthRefusal) -> String {
    let (_, error, description) = refusal.row();
    with_query(redirect_uri, &[("error", Some(error)), ("error_description", Some(description)), ("state", state)])
}

fn with_query(redirect_uri: &str, pairs: &[(&str, Option<&str>)]) -> String {
    let Ok(mut url) = Url::parse(redirect_uri) else { return redirect_uri.to_owned() };
    for (name, value) in pairs {
        if let Some(value) = value {
            url.query_pairs_mut().append_pair(name, value);
        }
    }
    url.into()
}
