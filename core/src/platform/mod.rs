//! The world behind traits: HTTP, keys, the key vault, time, randomness.
//!
//! Phones bring their own implementations; the ones here serve desktops, CI and the terminal. One job per file.

mod clock;
#[cfg(feature = "rsa")]
mod computation;
mod entropy;
#[cfg(feature = "reqwest")]
mod hint_stream;
#[cfg(feature = "keyring")]
mod keyring_vault;
pub(crate) mod private_files;
mod private_key;
#[cfg(feature = "reqwest")]
mod reqwest_transport;
#[cfg(feature = "rsa")]
mod rsa_key;
mod signer;
mod software_signer;
mod transport;
mod vault;
mod vault_file;

pub use clock::{Clock, Instant, SystemClock};
pub use entropy::{Entropy, EntropyError, SystemEntropy};
#[cfg(feature = "reqwest")]
pub use hint_stream::HintStream;
#[cfg(feature = "keyring")]
pub use keyring_vault::KeyringVault;
#[cfg(feature = "reqwest")]
pub use reqwest_transport::ReqwestTransport;
pub use signer::{KeySpec, Prompt, Signer, SignerError};
pub use software_signer::SoftwareSigner;
pub use transport::{Transport, TransportError};
pub use vault::{KeyVault, VaultError, WrappingKey};
pub use vault_file::FileVault;
