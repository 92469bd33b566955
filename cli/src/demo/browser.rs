//! A small browser: opens pages of the mock server over HTTP, fills in forms, follows redirects and reads what is shown.

use countersign_core::platform::{ReqwestTransport, Transport};
use countersign_core::protocol::url_rules::{LoopbackHttp, UrlRules};
use countersign_core::protocol::{HttpRequest, HttpResponse, Method};
use serde_json::Value;
use url::Url;
use url::form_urlencoded::Serializer;

use super::failure::Failure;

/// A browser window at one server.
pub(super) struct Browser {
    transport: ReqwestTransport,
    site: Url,
    path: String,
    html: String,
}

impl Browser {
    /// An empty window. `site` is the server's base URL.
    pub(super) fn new(site: &str) -> Result<Self, Failure> {
        let transport = ReqwestTransport::new(UrlRules { loopback: LoopbackHttp::Allowed })?;
        let site = Url::parse(site).map_err(|_| Failure::Page("has no usable address"))?;
        Ok(Self { transport, site, path: String::new(), html: String::new() })
    }

    /// Opens a page.
    pub(super) async fn open(&mut self, path: &str) -> Result<(), Failure> {
        let request = HttpRequest::get(self.url(path)?);
        self.show(path, request).await
    }

    /// Sends a form.
    pub(super) async fn submit(&mut self, path: &str, fields: &[(&str, &str)]) -> Result<(), Failure> {
        let body = Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = HttpRequest::post(self.url(path)?, "application/x-www-form-urlencoded", body);
        self.show(path, request).await
    }

    /// Fetches a picture.
    pub(super) async fn picture(&self, path: &str) -> Result<Vec<u8>, Failure> {
        let reply = self.transport.send(HttpRequest::get(self.url(path)?)).await?;
        if reply.status == 200 { Ok(reply.body) } else { Err(Failure::Page("has no picture")) }
    }

    /// Sends `message` to a device endpoint, as somebody does who has overheard it. Returns status and reply.
    pub(super) async fn replay(&self, path: &str, message: &str) -> Result<(u16, String), Failure> {
        let reply = self.transport.send(HttpRequest::post(self.url(path)?, "application/jose", message)).await?;
        Ok((reply.status, text(&reply)))
    }

    /// Sends what a script of the page sends: a POST with these credentials. Returns status and reply.
    pub(super) async fn call(
        &self,
        path: &str,
        authorization: &str,
        body: Option<&Value>,
    ) -> Result<(u16, Value), Failure> {
        let request = match body {
            Some(body) => HttpRequest::post(self.url(path)?, "application/json", body.to_string()),
            None => HttpRequest { method: Method::Post, ..HttpRequest::get(self.url(path)?) },
        };
        let request = request.header("authorization", authorization.to_owned()).header("user-agent", AGENT.to_owned());
        let reply = self.transport.send(request).await?;
        Ok((reply.status, serde_json::from_slice(&reply.body).unwrap_or_default()))
    }

    /// Where the window is.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// The heading of the page.
    pub(super) fn heading(&self) -> String {
        self.after("<h1>").unwrap_or_default()
    }

    /// The text of the element with this `data-testid`.
    pub(super) fn element(&self, name: &str) -> Option<String> {
        let (_, rest) = self.html.split_once(&format!("data-testid=\"{name}\""))?;
        let (_, rest) = rest.split_once('>')?;
        let (text, _) = rest.split_once('<')?;
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// Where the link with this `data-testid` leads.
    pub(super) fn link(&self, name: &str) -> Option<String> {
        self.attribute(name, "href")
    }

    /// Where the form with this `data-testid` goes.
    pub(super) fn action(&self, name: &str) -> Option<String> {
        self.attribute(name, "action")
    }

    /// What a hidden field of the page holds.
    pub(super) fn hidden(&self, name: &str) -> Option<String> {
        let (_, rest) = self.html.split_once(&format!("name=\"{name}\" value=\""))?;
        rest.split_once('"').map(|(value, _)| value.to_owned())
    }

    /// Asks for JSON, as a script of the page does.
    pub(super) async fn ask(&self, path: &str) -> Result<Value, Failure> {
        let reply = self.transport.send(HttpRequest::get(self.url(path)?)).await?;
        Ok(serde_json::from_slice(&reply.body).unwrap_or_default())
    }

    /// An attribute that an element has before its `data-testid`.
    fn attribute(&self, name: &str, attribute: &str) -> Option<String> {
        let (before, _) = self.html.split_once(&format!("data-testid=\"{name}\""))?;
        let (_, rest) = before.rsplit_once(&format!("{attribute}=\""))?;
        rest.split_once('"').map(|(value, _)| value.replace("&#x2f;", "/").replace("&amp;", "&"))
    }

    fn after(&self, tag: &str) -> Option<String> {
        let (_, rest) = self.html.split_once(tag)?;
        rest.split_once('<').map(|(text, _)| text.trim().to_owned())
    }

    async fn show(&mut self, path: &str, request: HttpRequest) -> Result<(), Failure> {
        let mut path = path.to_owned();
        let mut reply = self.transport.send(request.header("user-agent", AGENT.to_owned())).await?;
        for _ in 0..MAX_REDIRECTS {
            let Some(next) = reply.header("location").map(str::to_owned) else {
                (self.path, self.html) = (path, text(&reply));
                return Ok(());
            };
            path = next;
            reply = self.transport.send(HttpRequest::get(self.url(&path)?)).await?;
        }
        Err(Failure::Page("redirects without end"))
    }

    fn url(&self, path: &str) -> Result<Url, Failure> {
        self.site.join(path).map_err(|_| Failure::Page("has no usable address"))
    }
}

fn text(reply: &HttpResponse) -> String {
    String::from_utf8_lossy(&reply.body).into_owned()
}

const MAX_REDIRECTS: usize = 5;
/// What the phone will be told about the window.
const AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
