//! Brightness of pixels.

use std::borrow::Cow;
use std::fmt;

use super::{MAX_PIXELS, MIN_SIDE, ScanError, png_image};

/// One byte of brightness (0 is black) per pixel, row by row: the Y plane of a camera frame, or an image.
#[derive(Clone, PartialEq, Eq)]
pub struct LumaFrame<'a> {
    width: u32,
    height: u32,
    pixels: Cow<'a, [u8]>,
}

impl<'a> LumaFrame<'a> {
    /// A frame of `width` × `height` pixels whose rows begin every `stride` bytes. Copies only where `stride` is larger
    /// than `width`; bytes after the last row are ignored.
    ///
    /// # Errors
    /// `TooSmall`, `TooLarge`; `SizeMismatch` when `stride` is below `width` or `pixels` has too few bytes.
    pub fn new(width: u32, height: u32, stride: u32, pixels: &'a [u8]) -> Result<Self, ScanError> {
        let (columns, rows) = check_size(width, height)?;
        let stride = usize::try_from(stride).map_err(|_| ScanError::TooLarge)?;
        // Cameras leave the padding of the last row out.
        let needed = stride.checked_mul(rows - 1).and_then(|bytes| bytes.checked_add(columns));
        if stride < columns || needed.is_none_or(|needed| pixels.len() < needed) {
            return Err(ScanError::SizeMismatch);
        }
        let pixels = if stride == columns {
            Cow::Borrowed(pixels.get(..columns * rows).ok_or(ScanError::SizeMismatch)?)
        } else {
            Cow::Owned(pixels.chunks(stride).take(rows).flat_map(|row| row.iter().take(columns)).copied().collect())
        };
        Ok(Self { width, height, pixels })
    }

    /// Reads a PNG file of any color type. What is transparent counts as white.
    ///
    /// # Errors
    /// `NotPng`, `DamagedPng`, `TooSmall`; `TooLarge` before anything of that size is allocated.
    pub fn from_png(file: &[u8]) -> Result<LumaFrame<'static>, ScanError> {
        png_image::read(file)
    }

    /// Pixels per row.
    pub const fn width(&self) -> u32 {
        self.width
    }

    /// Rows.
    pub const fn height(&self) -> u32 {
        self.height
    }

    /// Brightness, row by row without padding.
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }
}

impl LumaFrame<'static> {
    /// A frame of its own pixels, one per `width` × `height`.
    pub(super) fn owned(width: u32, height: u32, pixels: Vec<u8>) -> Result<Self, ScanError> {
        let (columns, rows) = check_size(width, height)?;
        if pixels.len() != columns * rows {
            return Err(ScanError::SizeMismatch);
        }
        Ok(Self { width, height, pixels: Cow::Owned(pixels) })
    }
}

impl fmt::Debug for LumaFrame<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LumaFrame({} x {})", self.width, self.height)
    }
}

/// Columns and rows, when there are neither too few nor too many of them.
pub(super) fn check_size(width: u32, height: u32) -> Result<(usize, usize), ScanError> {
    if width < MIN_SIDE || height < MIN_SIDE {
        return Err(ScanError::TooSmall);
    }
    let columns = usize::try_from(width).map_err(|_| ScanError::TooLarge)?;
    let rows = usize::try_from(height).map_err(|_| ScanError::TooLarge)?;
    match columns.checked_mul(rows) {
        Some(pixels) if pixels <= MAX_PIXELS => Ok((columns, rows)),
        Some(_) | None => Err(ScanError::TooLarge),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn row_padding_is_left_out() {
        let mut padded = vec![9; 64 * 50];
        for row in padded.chunks_mut(64) {
            row[..40].fill(1);
        }
        padded.truncate(64 * 49 + 40);

        let frame = LumaFrame::new(40, 50, 64, &padded).unwrap();

        assert_eq!(frame.pixels(), [1; 40 * 50]);
    }

    #[test]
    fn sizes_that_do_not_fit_are_refused() {
        let bytes = [0; 40 * 40];
        let frame = |width, height, stride| LumaFrame::new(width, height, stride, &bytes).map(|_| ());

        assert_eq!(frame(40, 40, 40), Ok(()));
        assert_eq!(frame(40, 41, 40), Err(ScanError::SizeMismatch));
        assert_eq!(frame(40, 40, 39), Err(ScanError::SizeMismatch));
        assert_eq!(frame(40, 40, u32::MAX), Err(ScanError::SizeMismatch));
        assert_eq!(frame(39, 40, 40), Err(ScanError::TooSmall));
        assert_eq!(frame(0, 0, 0), Err(ScanError::TooSmall));
        assert_eq!(frame(4000, 4001, 4000), Err(ScanError::TooLarge));
        assert_eq!(frame(u32::MAX, u32::MAX, u32::MAX), Err(ScanError::TooLarge));
    }
}
