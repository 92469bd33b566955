//! From pixels to text.

use std::collections::HashSet;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rxing::common::HybridBinarizer;
use rxing::qrcode::cpp_port::QrReader;
use rxing::{BarcodeFormat, BinaryBitmap, DecodeHints, Luma8Source, Reader};

use super::passes::Pass;
use super::{LumaFrame, MAX_TEXT, ScanError};

/// How hard to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// A frame of a camera, with its running number: the frame as it is and, when that finds nothing, the one other look
    /// whose turn it is. A code missed in one frame is found in one of the next.
    Frame(u32),
    /// A single image: every look there is.
    Image,
}

impl Effort {
    fn passes(self) -> &'static [Pass] {
        match self {
            Self::Image => &[Pass::Original, Pass::Thresholded, Pass::Half, Pass::Inverted],
            Self::Frame(number) => match number % 3 {
                0 => &[Pass::Original, Pass::Half],
                1 => &[Pass::Original, Pass::Inverted],
                _ => &[Pass::Original, Pass::Thresholded],
            },
        }
    }
}

/// What a QR code says. `Debug` shows only its length: offers hold tickets.
#[derive(Clone, PartialEq, Eq)]
pub struct Scanned {
    text: String,
}

impl Scanned {
    /// The text, at most [`MAX_TEXT`] bytes.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text itself.
    pub fn into_text(self) -> String {
        self.text
    }
}

impl fmt::Debug for Scanned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scanned({} bytes)", self.text.len())
    }
}

/// Reads the QR code in `frame`. Where there are several, the first one found.
///
/// # Errors
/// `NothingFound`, `TextTooLong`, `DecoderFailed`.
pub fn decode(frame: &LumaFrame<'_>, effort: Effort) -> Result<Scanned, ScanError> {
    let mut missed = ScanError::NothingFound;
    for pass in effort.passes() {
        let found = match pass {
            Pass::Original => read(frame),
            Pass::Half | Pass::Inverted | Pass::Thresholded => match pass.view(frame) {
                Some(view) => read(&view),
                None => Err(ScanError::NothingFound),
            },
        };
        match found {
            Ok(text) if text.len() > MAX_TEXT => return Err(ScanError::TextTooLong),
            Ok(text) => return Ok(Scanned { text }),
            Err(ScanError::NothingFound) => {}
            Err(failure) => missed = failure,
        }
    }
    Err(missed)
}

/// Reads the QR code in a frame of a camera. `None` when it shows none that can be read: try the next frame.
///
/// # Errors
/// `TextTooLong`.
pub fn decode_frame(frame: &LumaFrame<'_>, number: u32) -> Result<Option<Scanned>, ScanError> {
    match decode(frame, Effort::Frame(number)) {
        Ok(scanned) => Ok(Some(scanned)),
        Err(ScanError::NothingFound | ScanError::DecoderFailed) => Ok(None),
        Err(error) => Err(error),
    }
}

fn read(frame: &LumaFrame<'_>) -> Result<String, ScanError> {
    let hints =
        DecodeHints { PossibleFormats: Some(HashSet::from([BarcodeFormat::QR_CODE])), ..DecodeHints::default() };
    // The decoder has assertions that a crafted image might reach.
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let source = Luma8Source::new_with_slice(frame.pixels(), frame.width(), frame.height())?;
        let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
        QrReader.decode_with_hints(&mut bitmap, &hints)
    }));
    match outcome {
        Ok(Ok(result)) => Ok(result.getText().to_owned()),
        Ok(Err(_)) => Err(ScanError::NothingFound),
        Err(_) => Err(ScanError::DecoderFailed),
    }
}
