//! A browser that signs in on the pages of a WSO2 server: follows redirects by hand and fills in forms.

use std::cell::RefCell;

use countersign_server_mock::MockServer;
use url::Url;

use super::http::{Answer, Http, escape};

/// A browser at one page.
pub(crate) struct Browser {
    http: Http,
    base: String,
    /// `/t/{tenant}`, `/o/{organization}` or nothing.
    prefix: String,
    page: RefCell<String>,
    /// The last address that it was sent to.
    address: RefCell<String>,
}

impl Browser {
    /// Starts a login into `client` at the place with this prefix.
    pub(crate) async fn at(server: &MockServer, prefix: &str, client: &str) -> Self {
        let browser = Self {
            http: Http::new(),
            base: server.url().to_owned(),
            prefix: prefix.to_owned(),
            page: RefCell::default(),
            address: RefCell::default(),
        };
        browser.open(&browser.authorize(client)).await;
        browser
    }

    /// Starts a login into `client` at the root tenant.
    pub(crate) async fn new(server: &MockServer, client: &str) -> Self {
        Self::at(server, "", client).await
    }

    /// Path and query that start a login.
    pub(crate) fn authorize(&self, client: &str) -> String {
        let landing = escape(&format!("{}{}/demo/callback", self.base, self.prefix));
        let query = format!("response_type=code&client_id={client}&redirect_uri={landing}&scope=openid&state=s1");
        format!("{}/oauth2/authorize?{query}", self.prefix)
    }

    /// Opens an address of the server, and whatever it leads to.
    pub(crate) async fn open(&self, address: &str) {
        let answer = self.http.get(&self.absolute(address)).await;
        self.follow(answer).await;
    }

    /// Loads the page once more.
    pub(crate) async fn reload(&self) {
        let address = self.address.borrow().clone();
        self.open(&address).await;
    }

    /// Sends the form of the page with these fields.
    pub(crate) async fn send(&self, fields: &[(&str, &str)]) {
        let key = self.key();
        let mut all = vec![("sessionDataKey", key.as_str())];
        all.extend(fields);
        let answer = self.http.form(&format!("{}{}/commonauth", self.base, self.prefix), &all).await;
        self.follow(answer).await;
    }

    /// Presses the button that asks for `scenario`.
    pub(crate) async fn press(&self, scenario: &str) {
        self.send(&[("scenario", scenario)]).await;
    }

    /// The login's key, from the page's form or address.
    pub(crate) fn key(&self) -> String {
        let address = Url::parse(&self.absolute(&self.address.borrow())).unwrap();
        let found = address.query_pairs().find(|(name, _)| name == "sessionDataKey");
        found.map(|(_, value)| value.into_owned()).expect("a page of a login")
    }

    /// Where the browser is.
    pub(crate) fn address(&self) -> String {
        self.address.borrow().clone()
    }

    pub(crate) fn page(&self) -> String {
        self.page.borrow().clone()
    }

    /// Whether the page has the element with this test id.
    pub(crate) fn has(&self, id: &str) -> bool {
        self.page.borrow().contains(&format!("data-testid=\"{id}\""))
    }

    /// The text of the element with this test id, which has no elements inside.
    pub(crate) fn text(&self, id: &str) -> String {
        let page = self.page.borrow();
        let (_, rest) = page.split_once(&format!("data-testid=\"{id}\"")).unwrap_or_else(|| panic!("no {id}: {page}"));
        let (text, _) = rest.split_once('>').unwrap().1.split_once('<').unwrap();
        text.replace("&quot;", "\"").replace("&#x2f;", "/").replace("&#x27;", "'").replace("&amp;", "&")
    }

    /// Whether the button with this test id can be pressed.
    pub(crate) fn can_press(&self, id: &str) -> bool {
        let page = self.page.borrow();
        let (_, rest) = page.split_once(&format!("data-testid=\"{id}\"")).unwrap_or_else(|| panic!("no {id}: {page}"));
        let tag = rest.split_once('>').unwrap().0;
        !tag.contains("disabled") && !tag.contains("hidden")
    }

    /// The id of the push that the page waits for.
    pub(crate) fn push(&self) -> String {
        let page = self.page.borrow();
        let (_, rest) = page.split_once("pushAuthId=").expect("a page that waits");
        rest.split_once('"').unwrap().0.to_owned()
    }

    /// The vendor's key of the message that the page shows.
    pub(crate) fn message(&self) -> String {
        let page = self.page.borrow();
        let (_, rest) = page.split_once("data-key=\"").unwrap_or_else(|| panic!("no message: {page}"));
        rest.split_once('"').unwrap().0.to_owned()
    }

    async fn follow(&self, mut answer: Answer) {
        while answer.status == 303 {
            let next = answer.header("location").to_owned();
            *self.address.borrow_mut() = next.clone();
            if !self.absolute(&next).starts_with(&self.base) {
                return self.page.borrow_mut().clear();
            }
            answer = self.http.get(&self.absolute(&next)).await;
        }
        *self.page.borrow_mut() = answer.body;
    }

    fn absolute(&self, address: &str) -> String {
        if address.starts_with('/') { format!("{}{address}", self.base) } else { address.to_owned() }
    }
}
