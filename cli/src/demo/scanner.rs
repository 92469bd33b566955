//! What a camera does: from the pixels of a picture to the text of its code.

use countersign_core::scan::{Effort, LumaFrame, decode};

use super::failure::Failure;

/// A code that was read from pixels.
pub(super) struct Reading {
    /// What the code says. It holds a ticket.
    pub(super) text: String,
    /// Pixels per row.
    pub(super) width: u32,
    /// Rows.
    pub(super) height: u32,
}

/// Reads the QR code in a PNG picture.
pub(super) fn read(png: &[u8]) -> Result<Reading, Failure> {
    let frame = LumaFrame::from_png(png)?;
    let text = decode(&frame, Effort::Image)?.into_text();
    Ok(Reading { text, width: frame.width(), height: frame.height() })
}
