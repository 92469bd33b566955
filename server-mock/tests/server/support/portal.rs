//! A browser on My Account or the Console: one cookie, and forms with the token of their page.

use countersign_server_mock::{IdentityUser, MockServer, Mode};

use super::http::{Answer, Http, escape};
use super::wso2::{ANN, BOB, server};

pub(crate) struct Portal {
    http: Http,
    base: String,
    cookie: String,
}

impl Portal {
    /// A browser at `root`, such as `/myaccount`, where nobody is signed in.
    pub(crate) fn at(server: &MockServer, root: &str) -> Self {
        Self { http: Http::new(), base: format!("{}{root}", server.url()), cookie: String::new() }
    }

    /// A browser in which `user` is signed in.
    pub(crate) async fn signed_in(server: &MockServer, root: &str, user: &str) -> Self {
        let mut portal = Self::at(server, root);
        let answer = portal.sign_in(user, PASSWORD).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        portal
    }

    pub(crate) async fn sign_in(&mut self, user: &str, password: &str) -> Answer {
        let answer = self.post("/sign-in", &[("username", user), ("password", password)]).await;
        if let Some((cookie, _)) = answer.header("set-cookie").split_once(';') {
            self.cookie = cookie.to_owned();
        }
        answer
    }

    /// Goes to another place with the same cookie.
    pub(crate) fn move_to(&mut self, server: &MockServer, root: &str) {
        self.base = format!("{}{root}", server.url());
    }

    pub(crate) async fn get(&self, page: &str) -> Answer {
        self.http.send("GET", &format!("{}{page}", self.base), &[("cookie", &self.cookie)], "").await.unwrap()
    }

    /// Sends a form as it is.
    pub(crate) async fn post(&self, page: &str, fields: &[(&str, &str)]) -> Answer {
        let body = fields.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value)));
        let body = body.collect::<Vec<_>>().join("&");
        self.send(page, "application/x-www-form-urlencoded", &[], body).await
    }

    /// Sends a form as a page of this session would.
    pub(crate) async fn submit(&self, page: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.token().await;
        self.post(page, &[&[("form_token", token.as_str())], fields].concat()).await
    }

    /// Sends a form with one file as a page of this session would.
    pub(crate) async fn upload(&self, page: &str, name: &str, content: &str) -> Answer {
        let token = self.token().await;
        let part = |name: &str, more: &str, value: &str| {
            format!("--limit\r\ncontent-disposition: form-data; name=\"{name}\"{more}\r\n\r\n{value}\r\n")
        };
        let file = part(name, "; filename=\"a.json\"\r\ncontent-type: application/json", content);
        let body = format!("{}{file}--limit--\r\n", part("form_token", "", &token));
        self.send(page, "multipart/form-data; boundary=limit", &[], body).await
    }

    pub(crate) async fn send(&self, page: &str, media: &str, more: &[(&str, &str)], body: String) -> Answer {
        let headers = [&[("cookie", self.cookie.as_str()), ("content-type", media)], more].concat();
        self.http.send("POST", &format!("{}{page}", self.base), &headers, body).await.unwrap()
    }

    /// The token that forms of this session carry.
    pub(crate) async fn token(&self) -> String {
        let mut page = self.get("").await;
        if page.status == 303 {
            page = self.get("/push").await;
        }
        field(&page.body, "name=\"form_token\" value=\"")
    }
}

/// A server where ann and bob have passwords, and admin is an administrator.
pub(crate) async fn staffed() -> MockServer {
    let server = server(Mode::Strict).await;
    let identity = server.identity_server();
    for name in [ANN, BOB] {
        identity.remove_user(name).unwrap();
        identity.add_user(&person(name)).unwrap();
    }
    identity.add_user(&IdentityUser { administrator: true, ..person(ADMIN) }).unwrap();
    server
}

/// A user with the password of everybody.
pub(crate) fn person(name: &str) -> IdentityUser {
    IdentityUser { password: Some(PASSWORD.to_owned()), ..IdentityUser::named(name) }
}

/// What stands between `before` and the next quotation mark or tag.
pub(crate) fn field(body: &str, before: &str) -> String {
    let (_, rest) = body.split_once(before).unwrap_or_else(|| panic!("no {before} in {body}"));
    rest.split(['"', '<']).next().unwrap_or_default().to_owned()
}

/// The password of everybody in these tests.
pub(crate) const PASSWORD: &str = "correct horse";
pub(crate) const ADMIN: &str = "admin";
