//! The sign-in pages of the server in a browser window.

use serde_json::Value;

use crate::demo::browser::Browser;
use crate::demo::failure::Failure;
use crate::demo::identity_server::TENANT;

/// One window, and the sign-in it shows.
pub(in crate::demo::story) struct SignIn {
    browser: Browser,
}

impl SignIn {
    /// A window at the server.
    pub(super) fn new(site: &str) -> Result<Self, Failure> {
        Ok(Self { browser: Browser::new(site)? })
    }

    /// Opens the application of a tenant or organization, by its path, and starts a sign-in there.
    pub(super) async fn open(&mut self, place: &str) -> Result<(), Failure> {
        self.browser.open(&format!("{place}/")).await?;
        let link = self.browser.link("go-login").ok_or(Failure::Page("has no link that signs in"))?;
        self.browser.open(&link).await
    }

    /// Types a name.
    pub(super) async fn identify(&mut self, name: &str) -> Result<(), Failure> {
        self.submit("login-form", &[("username", name)]).await
    }

    /// Types a password, with the name where the page asks for both.
    pub(super) async fn password(&mut self, name: &str, password: &str) -> Result<(), Failure> {
        match self.browser.action("password-form") {
            Some(_) => self.submit("password-form", &[("password", password)]).await,
            None => self.submit("login-form", &[("username", name), ("password", password)]).await,
        }
    }

    /// Agrees to register a phone.
    pub(super) async fn agree(&mut self) -> Result<(), Failure> {
        self.submit("consent-form", &[("scenario", "INIT_PUSH_ENROLL")]).await
    }

    /// The picture of the code that a phone scans.
    pub(super) async fn code(&self) -> Result<Vec<u8>, Failure> {
        let picture = self.browser.link("png").ok_or(Failure::Page("has no code"))?;
        self.browser.picture(&picture).await
    }

    /// Says that the phone has scanned the code.
    pub(super) async fn scanned(&mut self) -> Result<(), Failure> {
        self.submit("enroll-form", &[("scenario", "PUSH_DEVICE_ENROLLMENT")]).await
    }

    /// Has the phone asked again.
    pub(super) async fn resend(&mut self) -> Result<(), Failure> {
        self.submit("wait-form", &[("scenario", "RESEND_PUSH_NOTIFICATION")]).await
    }

    /// Whether a phone has answered, as the script of the page asks.
    pub(super) async fn status(&self, push: &str) -> Result<String, Failure> {
        let reply = self.browser.ask(&format!("/t/{TENANT}/push-auth/check-status?pushAuthId={push}")).await?;
        Ok(text(&reply, "status"))
    }

    /// Goes on, as the script of the page does when a phone has answered.
    pub(super) async fn proceed(&mut self) -> Result<(), Failure> {
        self.submit("wait-form", &[("scenario", "PROCEED_PUSH_AUTHENTICATION")]).await
    }

    /// Sends an answer to the server, as somebody does who has overheard it. Returns status and code of the refusal.
    pub(super) async fn send_answer(&self, answer: &Value) -> Result<(u16, String), Failure> {
        let path = format!("/t/{TENANT}/push-auth/authenticate");
        let (status, reply) = self.browser.call(&path, "", Some(answer)).await?;
        Ok((status, text(&reply, "code")))
    }

    /// The number on the page.
    pub(super) fn number(&self) -> Option<String> {
        self.browser.element("number")
    }

    /// The heading of the page.
    pub(super) fn heading(&self) -> String {
        self.browser.heading()
    }

    /// What the page says below its heading.
    pub(super) fn text(&self) -> String {
        self.browser.element("text").unwrap_or_default()
    }

    async fn submit(&mut self, form: &str, fields: &[(&str, &str)]) -> Result<(), Failure> {
        let action = self.browser.action(form).ok_or(Failure::Page("lacks the form that the story fills in"))?;
        let key = self.browser.hidden("sessionDataKey").ok_or(Failure::Page("lacks the key of the sign-in"))?;
        let fields: Vec<_> = [("sessionDataKey", key.as_str())].into_iter().chain(fields.iter().copied()).collect();
        self.browser.submit(&action, &fields).await
    }
}

fn text(reply: &Value, name: &str) -> String {
    reply[name].as_str().unwrap_or_default().to_owned()
}
