//! Pushes for a virtual phone: a mock server delivers here what a push provider would deliver to a real one.

use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use countersign_core::model::PushTarget;
use countersign_core::platform::{Entropy, SystemEntropy};
use countersign_core::protocol::HttpRequest;
use url::Url;

/// What servers send to phones of most makers; the gateway plays its part.
const PROVIDER: &str = "fcm";

/// A push gateway and this phone's address at it.
pub(crate) struct Gateway {
    url: Url,
    token: String,
}

impl Gateway {
    /// The gateway at `url`. The address of the phone in `home` is made once and kept there.
    ///
    /// # Errors
    /// When the address cannot be read or written.
    pub(crate) fn open(url: &Url, home: &Path) -> std::io::Result<Self> {
        Ok(Self { url: url.clone(), token: token(home)? })
    }

    /// Where pushes for this phone go.
    pub(crate) fn target(&self) -> PushTarget {
        PushTarget { provider: PROVIDER.to_owned(), token: self.token.clone() }
    }

    /// The request that opens the stream of pushes.
    pub(crate) fn stream(&self) -> HttpRequest {
        stream(&self.url, &self.target())
    }
}

/// The request that opens the stream of pushes for `target` at the gateway `url`.
pub(crate) fn stream(url: &Url, target: &PushTarget) -> HttpRequest {
    let mut url = url.clone();
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(["gateway", &target.provider, &target.token]);
    }
    HttpRequest::get(url)
}

fn token(home: &Path) -> std::io::Result<String> {
    let path = home.join("push-token");
    match std::fs::read_to_string(&path) {
        Ok(token) if !token.trim().is_empty() => return Ok(token.trim().to_owned()),
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let mut random = [0; 16];
    SystemEntropy.fill(&mut random).map_err(std::io::Error::other)?;
    let token: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    std::fs::create_dir_all(home)?;
    let mut file = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&path)?;
    file.write_all(token.as_bytes())?;
    Ok(token)
}
