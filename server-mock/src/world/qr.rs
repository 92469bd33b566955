//! Offers drawn as QR codes.

use std::fmt;

use qrcode::{Color, EcLevel, QrCode, render::svg};

/// An enrollment offer. The link holds a ticket that enrolls whoever uses it first.
#[derive(Clone)]
pub struct Offer {
    /// Offer id: the enrollment page is at `/enroll/{id}`.
    pub id: String,
    /// The link, also what the QR code says.
    pub uri: String,
    /// The QR code as a PNG.
    pub png: Vec<u8>,
    /// The QR code as an SVG element.
    pub svg: String,
    /// When the ticket ends, seconds since 1970.
    pub expires_at: u64,
}

impl Offer {
    pub(super) fn draw(link: super::enrollment::OfferLink) -> Self {
        let code = QrCode::with_error_correction_level(link.uri.as_bytes(), EcLevel::M)
            .expect("issuer URLs and names are limited, so that an offer fits a QR code");
        Self { id: link.id, uri: link.uri, png: png(&code), svg: svg(&code), expires_at: link.expires_at }
    }
}

impl fmt::Debug for Offer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Offer")
            .field("id", &self.id)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// A link drawn as an SVG element; `None` when it is too long for a QR code.
pub(crate) fn qr_svg(link: &str) -> Option<String> {
    QrCode::with_error_correction_level(link.as_bytes(), EcLevel::M).ok().map(|code| svg(&code))
}

/// A link drawn as a PNG; `None` when it is too long for a QR code.
pub(crate) fn qr_png(link: &str) -> Option<Vec<u8>> {
    QrCode::with_error_correction_level(link.as_bytes(), EcLevel::M).ok().map(|code| png(&code))
}

fn svg(code: &QrCode) -> String {
    let svg = code.render::<svg::Color<'_>>().min_dimensions(240, 240).build();
    // The XML declaration must not appear inside an HTML page.
    svg.split_once("?>").map_or(svg.as_str(), |(_, element)| element).to_owned()
}

fn png(code: &QrCode) -> Vec<u8> {
    let colors = code.to_colors();
    let width = code.width();
    let side = (width + 2 * QUIET_ZONE) * SCALE;
    let mut pixels = vec![0xff; side * side];
    for (index, pixel) in pixels.iter_mut().enumerate() {
        let module = |position: usize| (position / SCALE).checked_sub(QUIET_ZONE).filter(|module| *module < width);
        if let (Some(x), Some(y)) = (module(index % side), module(index / side))
            && colors[y * width + x] == Color::Dark
        {
            *pixel = 0;
        }
    }
    let mut bytes = Vec::new();
    let side = u32::try_from(side).expect("a QR code has at most 177 modules");
    let mut encoder = png::Encoder::new(&mut bytes, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&pixels));
    written.expect("writing to memory does not fail");
    bytes
}

/// Light modules around the code, as ISO/IEC 18004 asks.
const QUIET_ZONE: usize = 4;
/// Pixels per module.
const SCALE: usize = 6;
