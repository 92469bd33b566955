//! PNG files as brightness.

use std::io::Cursor;

use png::{ColorType, Decoder, DecodingError, Limits, Transformations};

use super::frame::check_size;
use super::{LumaFrame, MAX_PNG, ScanError};

pub(super) fn read(file: &[u8]) -> Result<LumaFrame<'static>, ScanError> {
    if file.len() > MAX_PNG {
        return Err(ScanError::TooLarge);
    }
    if !file.starts_with(&SIGNATURE) {
        return Err(ScanError::NotPng);
    }
    let mut decoder = Decoder::new_with_limits(Cursor::new(file), Limits { bytes: MAX_CHUNKS });
    decoder.set_transformations(Transformations::normalize_to_color8());
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let header = decoder.read_header_info().map_err(decoding_error)?;
    let (width, height) = (header.width, header.height);
    check_size(width, height)?;

    let mut reader = decoder.read_info().map_err(decoding_error)?;
    let mut bytes = vec![0; reader.output_buffer_size().ok_or(ScanError::TooLarge)?];
    let color_type = reader.next_frame(&mut bytes).map_err(decoding_error)?.color_type;
    LumaFrame::owned(width, height, luma(&bytes, color_type)?)
}

fn luma(bytes: &[u8], color_type: ColorType) -> Result<Vec<u8>, ScanError> {
    Ok(match color_type {
        ColorType::Grayscale => bytes.to_vec(),
        ColorType::GrayscaleAlpha => {
            bytes.as_chunks().0.iter().map(|[gray, alpha]| over_white(*gray, *alpha)).collect()
        }
        ColorType::Rgb => bytes.as_chunks().0.iter().map(|rgb| brightness(*rgb)).collect(),
        ColorType::Rgba => {
            bytes.as_chunks().0.iter().map(|[r, g, b, alpha]| over_white(brightness([*r, *g, *b]), *alpha)).collect()
        }
        // The transformation turned palettes into colors.
        ColorType::Indexed => return Err(ScanError::DamagedPng),
    })
}

/// ITU-R BT.601, in 1/256.
fn brightness([red, green, blue]: [u8; 3]) -> u8 {
    byte((77 * u32::from(red) + 150 * u32::from(green) + 29 * u32::from(blue)) / 256)
}

fn over_white(luma: u8, alpha: u8) -> u8 {
    let alpha = u32::from(alpha);
    byte((u32::from(luma) * alpha + 255 * (255 - alpha)) / 255)
}

fn byte(value: u32) -> u8 {
    u8::try_from(value).unwrap_or(u8::MAX)
}

fn decoding_error(error: DecodingError) -> ScanError {
    match error {
        DecodingError::LimitsExceeded => ScanError::TooLarge,
        DecodingError::IoError(_) | DecodingError::Format(_) | DecodingError::Parameter(_) => ScanError::DamagedPng,
    }
}

const SIGNATURE: [u8; 8] = [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n'];
/// What the decoder may allocate besides the pixels.
const MAX_CHUNKS: usize = 16 * 1024 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    /// A 40 × 40 image of one color.
    fn file(color_type: ColorType, depth: png::BitDepth, pixel: &[u8]) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, 40, 40);
        encoder.set_color(color_type);
        encoder.set_depth(depth);
        encoder.set_palette([255, 255, 255, 0, 0, 255].as_slice());
        let row = if pixel.len() == 1 && depth == png::BitDepth::One { vec![pixel[0]; 5] } else { pixel.repeat(40) };
        encoder.write_header().unwrap().write_image_data(&row.repeat(40)).unwrap();
        file
    }

    #[test]
    fn every_color_type_becomes_brightness_over_white() {
        use png::BitDepth::{Eight, One, Sixteen};
        use png::ColorType::{Grayscale, GrayscaleAlpha, Indexed, Rgb, Rgba};

        for (color_type, depth, pixel, luma) in [
            (Grayscale, Eight, &[100][..], 100),
            (Grayscale, One, &[0xff], 255),
            (Grayscale, Sixteen, &[100, 3], 100),
            (GrayscaleAlpha, Eight, &[0, 0], 255),
            (GrayscaleAlpha, Eight, &[0, 255], 0),
            (Rgb, Eight, &[255, 0, 0], 76),
            (Rgb, Sixteen, &[0, 9, 255, 9, 0, 9], 149),
            (Rgba, Eight, &[0, 0, 0, 51], 204),
            (Rgba, Eight, &[255, 255, 255, 255], 255),
            (Indexed, One, &[0xff], 28),
        ] {
            let frame = read(&file(color_type, depth, pixel)).unwrap();
            assert!(frame.pixels().iter().all(|byte| *byte == luma), "{color_type:?} {depth:?} {}", frame.pixels()[0]);
        }
    }
}
