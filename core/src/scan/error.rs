//! What can go wrong with pixels.

/// Why there is no text. Carries nothing of the image or the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum ScanError {
    /// No QR code that can be read. Try the next frame.
    #[error("there is no readable QR code in the image")]
    NothingFound,
    /// The code holds more than [`MAX_TEXT`](super::MAX_TEXT) bytes of text.
    #[error("the QR code holds too much text")]
    TextTooLong,
    /// A side is shorter than [`MIN_SIDE`](super::MIN_SIDE).
    #[error("the image is too small")]
    TooSmall,
    /// More than [`MAX_PIXELS`](super::MAX_PIXELS) pixels, or a file of more than [`MAX_PNG`](super::MAX_PNG) bytes.
    #[error("the image is too large")]
    TooLarge,
    /// Width, height, stride and number of bytes do not fit together.
    #[error("the image has another size than stated")]
    SizeMismatch,
    /// The file is not a PNG image.
    #[error("the file is not a PNG image")]
    NotPng,
    /// The file is a PNG image, but damaged or cut short.
    #[error("the PNG image is damaged")]
    DamagedPng,
    /// The decoder failed on this image. Try the next frame.
    #[error("the decoder failed on the image")]
    DecoderFailed,
}

/// Why a text cannot be drawn as a QR code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum RenderError {
    /// More than fits: 2,331 bytes, more for digits and capitals.
    #[error("the text is too long for a QR code")]
    TooLong,
    /// A module must be 1 to 32 pixels wide.
    #[error("a module cannot be {scale} pixels wide")]
    Scale {
        /// As asked for.
        scale: u32,
    },
}
