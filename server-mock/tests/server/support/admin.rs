//! An administrator of a Guardian tenant, and the users and phones that one looks after.

use countersign_server_mock::{AccessSpec, MockServer, Mode, Speaks, Tenant, TenantUser};
use data_encoding::{BASE32_NOPAD, BASE64URL_NOPAD};
use serde_json::{Value, json};

use super::{Answer, Http, START};

pub(crate) struct Admin {
    pub(crate) server: MockServer,
    pub(crate) tenant: Tenant,
    pub(crate) http: Http,
}

/// A phone that completed its enrollment.
pub(crate) struct Enrolled {
    pub(crate) id: String,
    pub(crate) recovery_code: Option<String>,
    otp_secret: Vec<u8>,
}

impl Admin {
    /// A strict tenant with a frozen clock.
    pub(crate) async fn new() -> Self {
        let builder = MockServer::builder().seed(8).start_time(START).dialect(Speaks::Guardian(Mode::Strict));
        let server = builder.start().await.unwrap();
        server.clock().freeze();
        Self { tenant: server.tenant(), http: Http::new(), server }
    }

    pub(crate) fn user(&self, email: &str) -> String {
        self.tenant.add_user(&TenantUser::with_email(email)).unwrap().user_id
    }

    /// A management token with these scopes.
    pub(crate) fn token(&self, scopes: &[&str]) -> String {
        self.tenant.access_token(access(scopes)).unwrap()
    }

    /// Calls the Management API as `token`; `path` follows `/api/v2`.
    pub(crate) async fn call_as(&self, token: &str, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let authorization = format!("Bearer {token}");
        let mut headers = vec![("authorization", authorization.as_str())];
        if body.is_some() {
            headers.push(("content-type", "application/json"));
        }
        self.send(method, path, &headers, body.map(Value::to_string).unwrap_or_default()).await
    }

    /// Calls the Management API with a token that may do everything.
    pub(crate) async fn call(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        self.call_as(&self.token(EVERYTHING), method, path, body.as_ref()).await
    }

    pub(crate) async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: String) -> Answer {
        self.http.send(method, &format!("{}/api/v2{path}", self.server.url()), headers, body).await.unwrap()
    }

    /// A call that gives 200 or 201 with JSON.
    pub(crate) async fn ok(&self, method: &str, path: &str, body: Option<Value>) -> Value {
        let answer = self.call(method, path, body).await;
        assert!([200, 201].contains(&answer.status), "{method} {path}: {} {}", answer.status, answer.body);
        answer.json()
    }

    /// A call that gives 204.
    pub(crate) async fn done(&self, method: &str, path: &str) {
        let answer = self.call(method, path, None).await;
        assert_eq!((answer.status, answer.body.as_str()), (204, ""), "{method} {path}");
    }

    /// Presents `ticket` as the phone `identifier`.
    pub(crate) async fn present(&self, ticket: &str, identifier: &str) -> Answer {
        let url = format!("{}/appliance-mfa/api/enroll", self.server.url());
        let modulus = BASE64URL_NOPAD.encode(&[0xC3; 256]);
        let body = json!({
            "identifier": identifier, "name": format!("{identifier}'s name"),
            "push_credentials": {"service": "GCM", "token": format!("token of {identifier}")},
            "public_key": {"kty": "RSA", "use": "sig", "alg": "RS256", "n": modulus, "e": "AQAB"},
        });
        let authorization = format!("Ticket id=\"{ticket}\"");
        let headers = [("authorization", authorization.as_str()), ("content-type", "application/json")];
        self.http.send("POST", &url, &headers, body.to_string()).await.unwrap()
    }

    /// Enrolls the phone `identifier` for `user`.
    pub(crate) async fn phone(&self, user: &str, identifier: &str) -> Enrolled {
        let invite = self.tenant.invite(user).unwrap();
        let answer = self.present(&invite.enrollment_tx_id, identifier).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        let answer = answer.json();
        let secret = answer["totp"]["secret"].as_str().unwrap();
        Enrolled {
            id: answer["id"].as_str().unwrap().to_owned(),
            recovery_code: answer["recovery_code"].as_str().map(str::to_owned),
            otp_secret: BASE32_NOPAD.decode(secret.as_bytes()).unwrap(),
        }
    }

    /// Starts a login of `user` in a browser and gives its token.
    pub(crate) async fn flow(&self, user: &str) -> String {
        let token = self.tenant.request_token(user).unwrap();
        let answer = self.browser("start-flow", &token, &json!({"state_transport": "polling"})).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()["transaction_token"].as_str().unwrap().to_owned()
    }

    /// Calls the API of the vendor's browser client.
    pub(crate) async fn browser(&self, path: &str, token: &str, body: &Value) -> Answer {
        let url = format!("{}/appliance-mfa/api/{path}", self.server.url());
        let authorization = format!("Bearer {token}");
        let headers = [("authorization", authorization.as_str()), ("content-type", "application/json")];
        self.http.send("POST", &url, &headers, body.to_string()).await.unwrap()
    }
}

impl Enrolled {
    /// The one-time code of the moment at which the clock stands.
    pub(crate) fn code(&self) -> String {
        one_time_code(&self.otp_secret, START)
    }
}

/// A token for the Management API.
pub(crate) fn access(scopes: &[&str]) -> AccessSpec {
    AccessSpec {
        audience: None,
        scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        user: None,
        client: None,
        lifetime: None,
    }
}

/// RFC 6238 with SHA-1, six digits and 30 seconds.
pub(crate) fn one_time_code(secret: &[u8], time: u64) -> String {
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = ring::hmac::sign(&key, &(time / 30).to_be_bytes());
    let offset = usize::from(tag.as_ref()[19] & 0x0f);
    let bytes: [u8; 4] = tag.as_ref()[offset..offset + 4].try_into().unwrap();
    format!("{:06}", (u32::from_be_bytes(bytes) & 0x7fff_ffff) % 1_000_000)
}

/// Every scope that the Management API knows.
pub(crate) const EVERYTHING: &[&str] = &[
    "create:authentication_methods",
    "create:guardian_enrollment_tickets",
    "create:users",
    "delete:authentication_methods",
    "delete:guardian_enrollments",
    "delete:users",
    "read:authentication_methods",
    "read:guardian_enrollments",
    "read:guardian_factors",
    "read:logs",
    "read:mfa_policies",
    "read:users",
    "update:authentication_methods",
    "update:guardian_factors",
    "update:mfa_policies",
    "update:users",
];
