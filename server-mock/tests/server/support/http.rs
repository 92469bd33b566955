//! HTTP for tests: no redirects, no retries, a new connection per request.

use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName};
use reqwest::{Client, ClientBuilder, Method};
use serde_json::Value;

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    pub(crate) fn error(&self) -> String {
        self.json()["error"].as_str().unwrap_or_default().to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }
}

/// A client for plain HTTP. Built together with other crates, reqwest may come with TLS that needs a provider.
pub(crate) fn builder() -> ClientBuilder {
    let _ = tokio_rustls::rustls::crypto::ring::default_provider().install_default();
    Client::builder()
}

#[derive(Clone)]
pub(crate) struct Http {
    client: Client,
}

impl Http {
    pub(crate) fn new() -> Self {
        let client = builder()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .pool_max_idle_per_host(0)
            .timeout(Duration::from_secs(20))
            .build()
            .unwrap();
        Self { client }
    }

    pub(crate) async fn send(
        &self,
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
        body: impl Into<reqwest::Body>,
    ) -> Result<Answer, reqwest::Error> {
        let mut request = self.client.request(Method::from_bytes(method.as_bytes()).unwrap(), url).body(body);
        for (name, value) in headers {
            request = request.header(HeaderName::from_bytes(name.as_bytes()).unwrap(), *value);
        }
        let response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(Answer { status, headers, body: response.text().await? })
    }

    pub(crate) async fn get(&self, url: &str) -> Answer {
        self.send("GET", url, &[], "").await.unwrap()
    }

    pub(crate) async fn json(&self, method: &str, url: &str, body: &Value) -> Answer {
        self.send(method, url, &[("content-type", "application/json")], body.to_string()).await.unwrap()
    }

    pub(crate) async fn form(&self, url: &str, fields: &[(&str, &str)]) -> Answer {
        let body = fields.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value)));
        let body = body.collect::<Vec<_>>().join("&");
        self.send("POST", url, &[("content-type", "application/x-www-form-urlencoded")], body).await.unwrap()
    }
}

pub(crate) fn escape(text: &str) -> String {
    let keep = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
    text.bytes().map(|byte| if keep(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
