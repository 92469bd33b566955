//! A Web Push endpoint in this process that hands over what it is sent.

use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::jws::Key;

/// A request as it came.
pub(crate) struct Received {
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
    }
}

pub(crate) struct Endpoint {
    pub(crate) url: String,
    requests: UnboundedReceiver<Received>,
}

impl Endpoint {
    /// Replies to everything with this status line and the header lines that follow it; with an empty one never.
    pub(crate) async fn start(status: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/push", listener.local_addr().unwrap());
        let (sender, requests) = unbounded_channel();
        tokio::spawn(async move {
            let mut hanging = Vec::new();
            while let Ok((mut stream, _)) = listener.accept().await {
                let Some(received) = read(&mut stream).await else { continue };
                if sender.send(received).is_err() {
                    return;
                }
                if status.is_empty() {
                    hanging.push(stream);
                    continue;
                }
                let reply = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                let _ = stream.write_all(reply.as_bytes()).await;
            }
        });
        Self { url, requests }
    }

    /// The next request, as soon as there is one.
    pub(crate) async fn received(&mut self) -> Received {
        self.requests.recv().await.expect("the endpoint listens")
    }

    /// How many requests came that nobody has looked at.
    pub(crate) fn waiting(&self) -> usize {
        self.requests.len()
    }

    /// The `push` member of a device that is subscribed here.
    pub(crate) fn push(&self) -> Value {
        json!({"provider": "webpush", "token": subscription(&self.url).to_string()})
    }
}

/// A subscription whose private key nobody has.
pub(crate) fn subscription(endpoint: &str) -> Value {
    let jwk = Key::p256().jwk();
    let coordinate = |name: &str| BASE64URL_NOPAD.decode(jwk[name].as_str().unwrap().as_bytes()).unwrap();
    let point = [vec![4], coordinate("x"), coordinate("y")].concat();
    let keys = json!({"p256dh": BASE64URL_NOPAD.encode(&point), "auth": BASE64URL_NOPAD.encode(&[7; 16])});
    json!({"endpoint": endpoint, "keys": keys})
}

async fn read(stream: &mut TcpStream) -> Option<Received> {
    let mut bytes = Vec::new();
    loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let received =
                Received { head: String::from_utf8(bytes[..end].to_vec()).ok()?, body: bytes[end + 4..].to_vec() };
            let length: usize = received.header("content-length")?.parse().ok()?;
            if received.body.len() == length {
                return Some(received);
            }
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}
