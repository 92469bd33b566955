//! Codes in pictures.

use crate::Fault;

/// A frame of a camera: one byte of brightness per pixel, as the Y plane of a YUV image has it.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct CameraFrame {
    /// Pixels per row, at least 40.
    pub width: u32,
    /// Rows, at least 40; at most 16 million pixels together.
    pub height: u32,
    /// From the start of one row to the start of the next, in bytes; at least the width.
    pub row_stride: u32,
    /// Brightness, row by row; 0 is black. The padding of the last row may be missing.
    pub luma: Vec<u8>,
    /// The frame's running number: each looks at the picture in another way, so that a code missed in one is found in one of the next.
    pub number: u32,
}

/// Reads the QR code in a PNG file of at most 8 MiB and 16 million pixels. The text goes to `preview`: it may hold a secret.
///
/// Computes for up to a second for the largest images: not for the thread that draws.
#[uniffi::export]
pub fn read_code(png: Vec<u8>) -> Result<String, Fault> {
    reader::image(&png)
}

/// Reads the QR code that a camera sees; nothing when there is none in this frame.
///
/// Takes some milliseconds per million pixels. Skip frames that come while one is being read.
#[uniffi::export]
pub fn find_code(frame: CameraFrame) -> Result<Option<String>, Fault> {
    reader::frame(&frame)
}

#[cfg(feature = "scan")]
mod reader {
    use countersign_core::scan::{Effort, LumaFrame, Scanned, decode, decode_frame};

    use super::CameraFrame;
    use crate::Fault;
    use crate::guard::guarded_now;

    pub(super) fn image(png: &[u8]) -> Result<String, Fault> {
        guarded_now(|| Ok(decode(&LumaFrame::from_png(png)?, Effort::Image)?.into_text()))
    }

    pub(super) fn frame(frame: &CameraFrame) -> Result<Option<String>, Fault> {
        let CameraFrame { width, height, row_stride, luma, number } = frame;
        guarded_now(|| {
            let frame = LumaFrame::new(*width, *height, *row_stride, luma)?;
            Ok(decode_frame(&frame, *number)?.map(Scanned::into_text))
        })
    }
}

#[cfg(not(feature = "scan"))]
mod reader {
    use super::CameraFrame;
    use crate::Fault;

    pub(super) fn image(_: &[u8]) -> Result<String, Fault> {
        Err(Fault::not_built_in())
    }

    pub(super) fn frame(_: &CameraFrame) -> Result<Option<String>, Fault> {
        Err(Fault::not_built_in())
    }
}
