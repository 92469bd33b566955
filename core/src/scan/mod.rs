//! QR codes: from pixels to text, and from text to pixels.
//!
//! Whatever a camera or a file holds, [`decode`] ends in a text of at most [`MAX_TEXT`] bytes or a typed error: sizes are
//! checked before anything is allocated for them, and a panic of the decoder stops at this border.

mod decode;
mod error;
mod frame;
mod passes;
mod png_image;
mod render;

pub use decode::{Effort, Scanned, decode, decode_frame};
pub use error::{RenderError, ScanError};
pub use frame::LumaFrame;
pub use render::{Matrix, qr_matrix, qr_png, qr_svg, qr_terminal};

/// The most bytes of text a QR code may carry: the capacity of version 40-L.
pub const MAX_TEXT: usize = 2_953;
/// The most pixels a frame or image may have.
pub const MAX_PIXELS: usize = 16_000_000;
/// The fewest pixels along either side; what is smaller holds no code that can be told from noise.
pub const MIN_SIDE: u32 = 40;
/// The most bytes a PNG file may have.
pub const MAX_PNG: usize = 8 * 1024 * 1024;
