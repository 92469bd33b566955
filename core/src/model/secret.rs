//! Bytes that must not be seen.

use std::fmt;

use zeroize::{Zeroize, Zeroizing};

/// Secret bytes: wiped when dropped, never printed, never cloned.
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// Takes over `bytes`; the caller keeps no copy.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Copies `bytes` and wipes the original.
    pub fn take(bytes: &mut [u8]) -> Self {
        let secret = Self::new(bytes.to_vec());
        bytes.zeroize();
        secret
    }

    /// The bytes themselves. Do not copy them anywhere that outlives the call.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing_of_the_bytes() {
        assert_eq!(format!("{:?}", Secret::new(b"canary".to_vec())), "Secret(redacted)");
    }

    #[test]
    fn taking_wipes_the_original() {
        let mut bytes = *b"canary";
        let secret = Secret::take(&mut bytes);
        assert_eq!(secret.expose(), b"canary");
        assert_eq!(bytes, [0; 6]);
    }
}
