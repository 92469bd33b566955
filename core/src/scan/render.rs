//! From text to pixels. Error correction M, with the quiet zone of four modules that the standard asks for.

use qrcode::bits::Bits;
use qrcode::render::svg;
use qrcode::types::QrResult;
use qrcode::{Color, EcLevel, QrCode, Version};

use super::RenderError;

/// The modules of a QR code, without quiet zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// Modules per side, 21 to 177.
    pub width: usize,
    /// Row by row; `true` is dark.
    pub modules: Vec<bool>,
}

impl Matrix {
    /// Whether the module at `column`, `row` is dark; light outside the code.
    pub fn is_dark(&self, column: usize, row: usize) -> bool {
        let inside = column < self.width && row < self.width;
        inside && self.modules.get(row * self.width + column).copied().unwrap_or(false)
    }

    /// The same, counted from the corner of the quiet zone.
    fn is_dark_with_quiet_zone(&self, column: usize, row: usize) -> bool {
        match (column.checked_sub(QUIET_ZONE), row.checked_sub(QUIET_ZONE)) {
            (Some(column), Some(row)) => self.is_dark(column, row),
            (None, _) | (_, None) => false,
        }
    }
}

/// The modules of a code that says `text`.
///
/// # Errors
/// `TooLong`.
pub fn qr_matrix(text: &str) -> Result<Matrix, RenderError> {
    let code = code(text)?;
    let modules = code.to_colors().into_iter().map(|color| color == Color::Dark).collect();
    Ok(Matrix { width: code.width(), modules })
}

/// An SVG document, black on white.
///
/// # Errors
/// `TooLong`.
pub fn qr_svg(text: &str) -> Result<String, RenderError> {
    Ok(code(text)?.render::<svg::Color<'_>>().quiet_zone(true).module_dimensions(8, 8).build())
}

/// Lines for a terminal, two rows of modules per line. Black and white are set explicitly, so it reads the same on dark
/// and light terminals.
///
/// # Errors
/// `TooLong`.
pub fn qr_terminal(text: &str) -> Result<String, RenderError> {
    let matrix = qr_matrix(text)?;
    let side = matrix.width + 2 * QUIET_ZONE;
    let mut lines = String::new();
    for row in (0..side).step_by(2) {
        lines.push_str(BLACK_ON_WHITE);
        lines.extend((0..side).map(|column| {
            match (matrix.is_dark_with_quiet_zone(column, row), matrix.is_dark_with_quiet_zone(column, row + 1)) {
                (false, false) => ' ',
                (true, false) => '▀',
                (false, true) => '▄',
                (true, true) => '█',
            }
        }));
        lines.push_str(RESET);
        lines.push('\n');
    }
    Ok(lines)
}

/// A grayscale PNG file with modules of `scale` × `scale` pixels.
///
/// # Errors
/// `TooLong`; `Scale` outside 1 to 32.
pub fn qr_png(text: &str, scale: u32) -> Result<Vec<u8>, RenderError> {
    let per_module = match usize::try_from(scale) {
        Ok(pixels @ 1..=32) => pixels,
        Ok(_) | Err(_) => return Err(RenderError::Scale { scale }),
    };
    let matrix = qr_matrix(text)?;
    let side = (matrix.width + 2 * QUIET_ZONE) * per_module;
    let luma = |x: usize, y: usize| match matrix.is_dark_with_quiet_zone(x / per_module, y / per_module) {
        true => 0,
        false => 255,
    };
    let pixels: Vec<u8> = (0..side).flat_map(|y| (0..side).map(move |x| luma(x, y))).collect();
    Ok(encode(side, &pixels))
}

fn encode(side: usize, pixels: &[u8]) -> Vec<u8> {
    let side = u32::try_from(side).expect("at most 185 modules of 32 pixels");
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    encoder
        .write_header()
        .and_then(|mut writer| writer.write_image_data(pixels))
        .expect("writing to memory with the size just stated cannot fail");
    file
}

fn code(text: &str) -> Result<QrCode, RenderError> {
    if text.is_ascii() {
        return QrCode::with_error_correction_level(text, LEVEL).map_err(|_| RenderError::TooLong);
    }
    // The library takes byte pairs of UTF-8 for Kanji where it can. So: one segment of bytes that says it is UTF-8.
    (1..=40)
        .find_map(|version| utf8_bits(text, Version::Normal(version)).ok())
        .and_then(|bits| QrCode::with_bits(bits, LEVEL).ok())
        .ok_or(RenderError::TooLong)
}

fn utf8_bits(text: &str, version: Version) -> QrResult<Bits> {
    let mut bits = Bits::new(version);
    bits.push_eci_designator(ECI_UTF_8)?;
    bits.push_byte_data(text.as_bytes())?;
    bits.push_terminator(LEVEL)?;
    Ok(bits)
}

/// Recovers from 15 % damage.
const LEVEL: EcLevel = EcLevel::M;
/// Extended channel interpretation 26 (ISO/IEC 18004 section 7.4.2).
const ECI_UTF_8: u32 = 26;
/// Modules around a code (ISO/IEC 18004 section 9.1).
const QUIET_ZONE: usize = 4;
/// Colors 16 and 231 of the 256: unlike the first 16, no theme changes them.
const BLACK_ON_WHITE: &str = "\u{1b}[38;5;16;48;5;231m";
const RESET: &str = "\u{1b}[0m";
