//! The sign-in page of the server in a browser window.

use serde_json::Value;

use crate::demo::browser::Browser;
use crate::demo::failure::Failure;

/// One window, and the sign-in it shows.
pub(in crate::demo::story) struct SignIn {
    browser: Browser,
    /// What tells this sign-in from others.
    key: String,
}

impl SignIn {
    /// A window at the server.
    pub(super) fn new(site: &str) -> Result<Self, Failure> {
        Ok(Self { browser: Browser::new(site)?, key: String::new() })
    }

    pub(super) async fn open(&mut self, _place: &str) -> Result<(), Failure> {
        Ok(())
    }
    pub(super) async fn identify(&mut self, _name: &str) -> Result<(), Failure> {
        Ok(())
    }
    pub(super) async fn password(&mut self, _password: &str) -> Result<(), Failure> {
        Ok(())
    }
    pub(super) async fn agree(&mut self) -> Result<(), Failure> {
        Ok(())
    }
    pub(super) async fn scanned(&mut self) -> Result<(), Failure> {
        Ok(())
    }
    pub(super) async fn resend(&mut self) -> Result<(), Failure> {
        Ok(())
    }
    pub(super) async fn proceed(&mut self) -> Result<(), Failure> {
        Ok(())
    }
    pub(super) async fn code(&self) -> Result<Vec<u8>, Failure> {
        self.browser.picture(&self.key).await
    }
    pub(super) async fn status(&self, _push: &str) -> Result<String, Failure> {
        Ok(String::new())
    }
    pub(super) async fn send_answer(&self, _answer: &Value) -> Result<(u16, String), Failure> {
        Ok((0, String::new()))
    }
    pub(super) fn number(&self) -> Option<String> {
        self.browser.element("number")
    }
    pub(super) fn heading(&self) -> String {
        self.browser.heading()
    }
    pub(super) fn text(&self) -> String {
        self.browser.element("text").unwrap_or_default()
    }
}
