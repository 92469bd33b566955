//! An application of a Guardian tenant with one user.

use std::time::Duration;

use countersign_server_mock::{
    Builder, MfaPolicy, MockServer, Mode, Speaks, TenantApi, TenantClient, TenantSettings, TenantUser,
};
use serde_json::{Value, json};

use super::{Answer, Handset, Http, START};

pub(crate) const USER: &str = "ann@example.com";
pub(crate) const PASSWORD: &str = "correct horse";
pub(crate) const API: &str = "https://api.example.com/";
pub(crate) const MFA_OOB: &str = "http://auth0.com/oauth/grant-type/mfa-oob";
pub(crate) const MFA_OTP: &str = "http://auth0.com/oauth/grant-type/mfa-otp";
pub(crate) const MFA_RECOVERY: &str = "http://auth0.com/oauth/grant-type/mfa-recovery-code";

/// The application `demo-rp` and its tenant. Time stands still.
pub(crate) struct Rp {
    pub(crate) server: MockServer,
    http: Http,
}

impl Rp {
    pub(crate) async fn start(mode: Mode) -> Self {
        let builder: Builder = MockServer::builder().seed(6).start_time(START).dialect(Speaks::Guardian(mode));
        let server = builder.start().await.unwrap();
        server.clock().freeze();
        let user = |email: &str| TenantUser { password: Some(PASSWORD.into()), ..TenantUser::with_email(email) };
        for email in [USER, "ben@example.com"] {
            server.tenant().add_user(&user(email)).unwrap();
        }
        let public = TenantClient { client_id: "public".into(), client_secret: None, ..TenantClient::demo() };
        let other = TenantClient { client_id: "other".into(), ..TenantClient::demo() };
        server.tenant().set_client(public).unwrap();
        server.tenant().set_client(other).unwrap();
        let rp = Self { server, http: Http::new() };
        rp.configure(|settings| {
            settings.apis = vec![TenantApi { identifier: API.into(), scopes: vec!["pay".into(), "read".into()] }];
        });
        rp
    }

    pub(crate) fn configure(&self, change: impl FnOnce(&mut TenantSettings)) {
        let mut settings = self.server.tenant().settings();
        change(&mut settings);
        self.server.tenant().set_settings(settings).unwrap();
    }

    /// Lets the password alone be enough for users without a factor.
    pub(crate) fn make_mfa_optional(&self) {
        self.configure(|settings| {
            settings.policies.remove(&MfaPolicy::AllApplications);
        });
    }

    pub(crate) fn advance(&self, seconds: u64) {
        self.server.clock().advance(Duration::from_secs(seconds));
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.server.url())
    }

    /// Sends JSON with the client's credentials; a member that is `null` is left out by the server.
    pub(crate) async fn post(&self, path: &str, fields: Value) -> Answer {
        let mut body = json!({"client_id": "demo-rp", "client_secret": "demo-secret"});
        for (name, value) in fields.as_object().unwrap() {
            body[name] = value.clone();
        }
        self.http.json("POST", &self.url(path), &body).await
    }

    pub(crate) async fn token(&self, fields: Value) -> Answer {
        self.post("/oauth/token", fields).await
    }

    /// Logs the user in with a password and what `fields` add.
    pub(crate) async fn login(&self, fields: Value) -> Answer {
        let mut body = json!({
            "grant_type": "password", "username": USER, "password": PASSWORD, "scope": "openid profile email",
        });
        for (name, value) in fields.as_object().unwrap() {
            body[name] = value.clone();
        }
        self.token(body).await
    }

    /// An `mfa_token` of the user.
    pub(crate) async fn mfa_token(&self) -> String {
        let answer = self.login(json!({})).await;
        assert_eq!(answer.error(), "mfa_required", "{}", answer.body);
        answer.json()["mfa_token"].as_str().unwrap().to_owned()
    }

    /// Sends a request with a bearer token; a body of `null` is none.
    pub(crate) async fn call(&self, method: &str, path: &str, bearer: &str, body: &Value) -> Answer {
        let bearer = format!("Bearer {bearer}");
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        let text = if body.is_null() { String::new() } else { body.to_string() };
        let headers = if body.is_null() { &headers[..1] } else { &headers[..] };
        self.http.send(method, &self.url(path), headers, text).await.unwrap()
    }

    /// Enrolls a phone for the user with an invitation.
    pub(crate) async fn phone(&self, user: &str, name: &str) -> Handset {
        let invite = self.server.tenant().invite(user).unwrap();
        Handset::enroll(&self.server, name, &invite.uri).await
    }

    /// A phone of the user and a push login that waits for it: the `mfa_token` and the `oob_code`.
    pub(crate) async fn push_login(&self) -> (Handset, String, String) {
        let phone = self.phone(USER, "phone").await;
        let mfa_token = self.mfa_token().await;
        let challenge = self.post("/mfa/challenge", json!({"mfa_token": mfa_token, "challenge_type": "oob"})).await;
        assert_eq!(challenge.status, 200, "{}", challenge.body);
        let oob_code = challenge.json()["oob_code"].as_str().unwrap().to_owned();
        (phone, mfa_token, oob_code)
    }
}
