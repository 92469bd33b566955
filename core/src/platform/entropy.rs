//! Randomness.

/// The operating system gave no randomness. Nothing can be done safely without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the operating system gave no randomness")]
pub struct EntropyError;

/// A cryptographic random source.
pub trait Entropy: Send + Sync {
    /// Fills all of `buffer`.
    ///
    /// # Errors
    /// When the source has nothing to give; `buffer` is then not to be used.
    fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError>;
}

/// The operating system's random source.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        getrandom::fill(buffer).map_err(|_| EntropyError)
    }
}
