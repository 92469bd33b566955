//! QR codes survive what cameras do to them, and images that are no codes end in typed errors.
#![cfg(feature = "scan")]

mod synthetic;

use countersign_core::scan::{
    Effort, LumaFrame, RenderError, ScanError, decode, qr_matrix, qr_png, qr_svg, qr_terminal,
};
use proptest::prelude::*;
use synthetic::{Canvas, Noise};

const OFFER: &str = "countersign://enroll?v=1&i=https%3A%2F%2Flogin.example.com&t=Zm9vYmFyYmF6cXV4MTIzNDU2&k=kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k&n=Example%20Bank&a=ada%40example.com";

fn read(canvas: &Canvas, effort: Effort) -> Result<String, ScanError> {
    let frame = LumaFrame::new(canvas.width, canvas.height, canvas.width, &canvas.pixels)?;
    decode(&frame, effort).map(|scanned| scanned.into_text())
}

#[test]
fn a_drawn_png_is_read_at_every_scale() {
    for text in ["1", OFFER, "Grüße aus München 銀行 👍", &"x".repeat(500)] {
        for scale in [2, 3, 5, 8] {
            let file = qr_png(text, scale).unwrap();
            let scanned =
                decode(&LumaFrame::from_png(&file).unwrap(), Effort::Image).map(|scanned| scanned.into_text());
            assert_eq!(scanned.as_deref(), Ok(text), "scale {scale}");
        }
    }
}

#[test]
fn a_drawn_svg_is_read() {
    let svg = qr_svg(OFFER).unwrap();

    let side = attribute(&svg, "width");
    let mut canvas = Canvas::new(side, side, 255);
    for rect in svg.split("d=\"").nth(1).unwrap().split('"').next().unwrap().split('M').skip(1) {
        // Every rectangle is written as `x yhWvHHxVy`.
        let numbers: Vec<u32> = rect.split([' ', 'h', 'v', 'H', 'V']).map(|number| number.parse().unwrap()).collect();
        canvas.fill(numbers[0], numbers[1], numbers[2], numbers[3], 0);
    }

    assert_eq!(read(&canvas, Effort::Image).as_deref(), Ok(OFFER));
}

fn attribute(svg: &str, name: &str) -> u32 {
    let (_, after) = svg.split_once(&format!(" {name}=\"")).expect("the attribute is there");
    after.split('"').next().and_then(|value| value.parse().ok()).expect("the attribute is a number")
}

#[test]
fn drawn_terminal_lines_are_read() {
    let lines = qr_terminal(OFFER).unwrap();

    let rows: Vec<Vec<char>> =
        lines.lines().map(|line| line.chars().filter(|c| matches!(c, ' ' | '▀' | '▄' | '█')).collect()).collect();
    let side = u32::try_from(rows[0].len()).unwrap();
    let mut canvas = Canvas::new(side * 4, (side + 1) * 4, 255);
    for (y, row) in (0..).step_by(8).zip(&rows) {
        assert_eq!(row.len(), rows[0].len());
        for (x, half_blocks) in (0..).step_by(4).zip(row) {
            if matches!(half_blocks, '▀' | '█') {
                canvas.fill(x, y, 4, 4, 0);
            }
            if matches!(half_blocks, '▄' | '█') {
                canvas.fill(x, y + 4, 4, 4, 0);
            }
        }
    }

    assert_eq!(read(&canvas, Effort::Image).as_deref(), Ok(OFFER));
}

#[test]
fn terminal_lines_set_and_reset_both_colors() {
    for line in qr_terminal("1").unwrap().lines() {
        assert!(line.starts_with("\u{1b}[38;5;16;48;5;231m") && line.ends_with("\u{1b}[0m"), "{line:?}");
    }
}

#[test]
fn a_turned_code_is_read() {
    for degrees in (0..360).step_by(15) {
        let canvas = Canvas::photo_of(OFFER, 4.3, f64::from(degrees), 480, 480);
        assert_eq!(read(&canvas, Effort::Image).as_deref(), Ok(OFFER), "{degrees} degrees");
    }
}

#[test]
fn a_blurred_noisy_code_of_low_contrast_is_read() {
    let canvas = Canvas::photo_of(OFFER, 5.0, 7.0, 640, 480).contrast(90, 160).blurred(1).noisy(&mut Noise::new(1), 12);
    assert_eq!(read(&canvas, Effort::Image).as_deref(), Ok(OFFER));
}

#[test]
fn a_code_under_a_lamp_is_read() {
    let canvas = Canvas::photo_of(OFFER, 4.0, 3.0, 480, 480).shaded(15).noisy(&mut Noise::new(2), 4);
    assert_eq!(read(&canvas, Effort::Image).as_deref(), Ok(OFFER));
}

#[test]
fn a_light_code_on_dark_ground_is_read_in_an_image_and_in_the_frame_whose_turn_it_is() {
    let canvas = Canvas::photo_of(OFFER, 4.0, 0.0, 480, 480).inverted();

    assert_eq!(read(&canvas, Effort::Image).as_deref(), Ok(OFFER));
    let frames: Vec<bool> = (0..6).map(|number| read(&canvas, Effort::Frame(number)).is_ok()).collect();
    assert_eq!(frames, [false, true, false, false, true, false]);
}

#[test]
fn what_holds_no_code_says_so() {
    let mut noise = Noise::new(3);
    for canvas in [Canvas::new(320, 240, 0), Canvas::new(320, 240, 255), Canvas::new(40, 40, 128)] {
        assert_eq!(read(&canvas, Effort::Image), Err(ScanError::NothingFound));
        let noisy = canvas.noisy(&mut noise, 128);
        assert_eq!(read(&noisy, Effort::Image), Err(ScanError::NothingFound));
    }
}

#[test]
fn what_is_no_png_says_so() {
    for file in [&b""[..], b"\x89PNG", b"GIF89a", b"<svg/>", b"\xff\xd8\xff\xe0", &[0; 1000]] {
        assert_eq!(LumaFrame::from_png(file), Err(ScanError::NotPng));
    }
}

#[test]
fn a_png_cut_short_anywhere_is_damaged() {
    let file = qr_png("1", 2).unwrap();

    for length in 8..file.len() - 12 {
        assert_eq!(LumaFrame::from_png(&file[..length]), Err(ScanError::DamagedPng), "{length} of {}", file.len());
    }
}

#[test]
fn a_png_that_claims_a_huge_size_is_refused_by_its_header() {
    for (width, height) in [(60_000, 60_000), (0x7fff_ffff, 0x7fff_ffff), (16_000_000, 1_000), (1, 0x7fff_ffff)] {
        let outcome = LumaFrame::from_png(&synthetic::png_header(width, height));
        let expected = if width == 1 { ScanError::TooSmall } else { ScanError::TooLarge };
        assert_eq!(outcome, Err(expected), "{width} x {height}");
    }
    let mut endless = qr_png("1", 2).unwrap();
    endless.resize(8 * 1024 * 1024 + 1, 0);
    assert_eq!(LumaFrame::from_png(&endless), Err(ScanError::TooLarge));
}

#[test]
fn texts_that_do_not_fit_are_not_drawn() {
    assert!(qr_matrix(&"x".repeat(2_331)).is_ok());
    assert_eq!(qr_matrix(&"x".repeat(2_332)), Err(RenderError::TooLong));
    assert_eq!(qr_png("1", 0), Err(RenderError::Scale { scale: 0 }));
    assert_eq!(qr_png("1", 33), Err(RenderError::Scale { scale: 33 }));
}

#[test]
fn a_code_with_more_text_than_a_code_can_mean_is_refused() {
    // 1,200 Kanji take 13 bits each in the code and 3 bytes each in UTF-8.
    let matrix = synthetic::kanji_matrix(1_200);

    assert_eq!(read(&Canvas::of(&matrix, 4), Effort::Image), Err(ScanError::TextTooLong));
}

#[test]
fn debug_shows_nothing_of_the_text() {
    let frame = LumaFrame::from_png(&qr_png("canary", 4).unwrap()).unwrap();
    let scanned = decode(&frame, Effort::Image).unwrap();

    assert_eq!(format!("{scanned:?} {frame:?}"), "Scanned(6 bytes) LumaFrame(116 x 116)");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_comes_back(text in "\\PC{1,300}") {
        let matrix = qr_matrix(&text).unwrap();
        prop_assert_eq!(read(&Canvas::of(&matrix, 3), Effort::Image), Ok(text));
    }

    #[test]
    fn any_pixels_end_in_a_text_or_a_typed_error(
        pixels in prop::collection::vec(any::<u8>(), 4_800), width in 40_u32..120, number: u32
    ) {
        let frame = LumaFrame::new(width, 40, width, &pixels).unwrap();
        let _ = decode(&frame, Effort::Frame(number));
        prop_assert_ne!(decode(&frame, Effort::Image), Err(ScanError::DecoderFailed));
    }

    #[test]
    fn a_code_with_holes_ends_in_its_text_or_a_typed_error(seed: u64, holes in 1_usize..40) {
        let canvas = Canvas::photo_of(OFFER, 3.0, 0.0, 320, 320).with_holes(&mut Noise::new(seed), holes);
        match read(&canvas, Effort::Image) {
            Ok(text) => prop_assert_eq!(text, OFFER),
            Err(error) => prop_assert_eq!(error, ScanError::NothingFound),
        }
    }

    #[test]
    fn any_damage_of_a_png_ends_in_pixels_or_a_typed_error(at in 8_usize..400, byte: u8) {
        let mut file = qr_png("1", 2).unwrap();
        let at = at % file.len();
        file[at] ^= byte;
        let _ = LumaFrame::from_png(&file);
    }
}
