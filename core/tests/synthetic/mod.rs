//! Pictures of QR codes as cameras take them, made the same on every run.

use countersign_core::scan::{Matrix, qr_matrix};
use qrcode::bits::Bits;
use qrcode::{Color, EcLevel, QrCode, Version};

/// Brightness, row by row.
pub(crate) struct Canvas {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) pixels: Vec<u8>,
}

impl Canvas {
    pub(crate) fn new(width: u32, height: u32, luma: u8) -> Self {
        Self { width, height, pixels: vec![luma; index(width) * index(height)] }
    }

    /// A code as drawn, with its quiet zone.
    pub(crate) fn of(matrix: &Matrix, scale: u32) -> Self {
        let side = (u32::try_from(matrix.width).expect("small enough") + 8) * scale;
        let mut canvas = Self::new(side, side, 255);
        canvas.draw(|x, y| module(matrix, i64::from(x / scale) - 4, i64::from(y / scale) - 4));
        canvas
    }

    /// A code on white paper, seen turned around the middle of the picture: four samples per pixel.
    pub(crate) fn photo_of(text: &str, pixels_per_module: f64, degrees: f64, width: u32, height: u32) -> Self {
        let matrix = qr_matrix(text).expect("the text fits");
        let middle = i64::try_from(matrix.width).expect("small enough") * ONE / 2;
        let (sin, cos) = degrees.to_radians().sin_cos();
        let [sin, cos] = [sin, cos].map(|part| fixed(part / pixels_per_module));
        let mut canvas = Self::new(width, height, 255);
        canvas.draw(|x, y| {
            let samples = [(1, 1), (3, 1), (1, 3), (3, 3)].map(|(dx, dy)| {
                // In quarters of a pixel, from the middle of the picture.
                let x = 4 * i64::from(x) + dx - 2 * i64::from(width);
                let y = 4 * i64::from(y) + dy - 2 * i64::from(height);
                let (column, row) = ((x * cos - y * sin) / 4 + middle, (x * sin + y * cos) / 4 + middle);
                u32::from(module(&matrix, column.div_euclid(ONE), row.div_euclid(ONE)))
            });
            u8::try_from(samples.iter().sum::<u32>() / 4).expect("small enough")
        });
        canvas
    }

    pub(crate) fn fill(&mut self, left: u32, top: u32, width: u32, height: u32, luma: u8) {
        for y in top..top + height {
            let start = index(y) * index(self.width) + index(left);
            self.pixels[start..start + index(width)].fill(luma);
        }
    }

    pub(crate) fn inverted(self) -> Self {
        self.map(|_, _, luma| 255 - luma)
    }

    /// Maps black to `black` and white to `white`.
    pub(crate) fn contrast(self, black: u8, white: u8) -> Self {
        let range = i32::from(white) - i32::from(black);
        self.map(|_, _, luma| i32::from(black) + luma * range / 255)
    }

    /// Light that falls off from the left to `least` percent of itself at the right.
    pub(crate) fn shaded(self, least: i32) -> Self {
        let width = i32::try_from(self.width).expect("small enough");
        self.map(|x, _, luma| {
            let x = i32::try_from(x).expect("small enough");
            luma * (100 * width - (100 - least) * x) / (100 * width)
        })
    }

    /// The mean of the square of `2 * radius + 1` pixels around each.
    pub(crate) fn blurred(self, radius: u32) -> Self {
        let (width, height) = (self.width, self.height);
        let mut blurred = Self::new(width, height, 0);
        blurred.draw(|x, y| {
            let around: Vec<u32> = (y.saturating_sub(radius)..height.min(y + radius + 1))
                .flat_map(|y| (x.saturating_sub(radius)..width.min(x + radius + 1)).map(move |x| (x, y)))
                .map(|(x, y)| u32::from(self.pixels[index(y) * index(width) + index(x)]))
                .collect();
            u8::try_from(around.iter().sum::<u32>() / u32::try_from(around.len()).expect("small enough"))
                .expect("small enough")
        });
        blurred
    }

    /// Adds up to `most` to or from each pixel.
    pub(crate) fn noisy(self, noise: &mut Noise, most: u32) -> Self {
        self.map(|_, _, luma| {
            luma + i32::try_from(noise.below(2 * most + 1)).expect("small enough")
                - i32::try_from(most).expect("small enough")
        })
    }

    /// Squares of 8 pixels in random places and shades.
    pub(crate) fn with_holes(mut self, noise: &mut Noise, holes: usize) -> Self {
        for _ in 0..holes {
            let (left, top) = (noise.below(self.width - 8), noise.below(self.height - 8));
            self.fill(left, top, 8, 8, u8::try_from(noise.below(256)).expect("small enough"));
        }
        self
    }

    fn map(mut self, mut luma: impl FnMut(u32, u32, i32) -> i32) -> Self {
        let width = index(self.width);
        for (y, row) in (0..).zip(self.pixels.chunks_mut(width)) {
            for (x, pixel) in (0..).zip(row) {
                *pixel = u8::try_from(luma(x, y, i32::from(*pixel)).clamp(0, 255)).expect("small enough");
            }
        }
        self
    }

    fn draw(&mut self, mut luma: impl FnMut(u32, u32) -> u8) {
        let width = index(self.width);
        for (y, row) in (0..).zip(self.pixels.chunks_mut(width)) {
            for (x, pixel) in (0..).zip(row) {
                *pixel = luma(x, y);
            }
        }
    }
}

/// xorshift64*: the same numbers on every machine.
pub(crate) struct Noise(u64);

impl Noise {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    pub(crate) fn below(&mut self, end: u32) -> u32 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        u32::try_from(high % u64::from(end)).expect("small enough")
    }
}

/// Signature and IHDR of an 8-bit grayscale image, and nothing after it.
pub(crate) fn png_header(width: u32, height: u32) -> Vec<u8> {
    let mut chunk = b"IHDR".to_vec();
    chunk.extend(width.to_be_bytes());
    chunk.extend(height.to_be_bytes());
    chunk.extend([8, 0, 0, 0, 0]);
    let mut file = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
    file.extend(&chunk);
    file.extend(crc32(&chunk).to_be_bytes());
    file
}

/// A code in Kanji mode: two bytes of Shift JIS in 13 bits.
pub(crate) fn kanji_matrix(characters: usize) -> Matrix {
    let mut bits = Bits::new(Version::Normal(40));
    bits.push_kanji_data(&[0x93, 0x5f].repeat(characters)).expect("small enough");
    bits.push_terminator(EcLevel::L).expect("small enough");
    let code = QrCode::with_bits(bits, EcLevel::L).expect("small enough");
    Matrix { width: code.width(), modules: code.to_colors().into_iter().map(|color| color == Color::Dark).collect() }
}

fn module(matrix: &Matrix, column: i64, row: i64) -> u8 {
    match (usize::try_from(column), usize::try_from(row)) {
        (Ok(column), Ok(row)) if matrix.is_dark(column, row) => 0,
        (Ok(_) | Err(_), _) => 255,
    }
}

/// A fixed-point number: there is no conversion from float to integer but a cast, or text.
fn fixed(value: f64) -> i64 {
    format!("{:.0}", value * 65_536.0).parse().expect("an integer")
}

const ONE: i64 = 65_536;

fn index(value: u32) -> usize {
    usize::try_from(value).expect("small enough")
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
    })
}
