//! Images: PNG files and bare camera frames. Whatever they hold ends in a text or a typed error.
#![no_main]

use countersign_core::scan::{Effort, LumaFrame, MAX_TEXT, ScanError, decode};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((kind, rest)) = data.split_first() else { return };
    if kind % 2 == 0 {
        if let Ok(frame) = LumaFrame::from_png(rest) {
            look(&frame, Effort::Image);
        }
        return;
    }
    let Some(([width, height, slack], pixels)) = rest.split_first_chunk() else { return };
    let (width, height) = (u32::from(*width), u32::from(*height));
    if let Ok(frame) = LumaFrame::new(width, height, width + u32::from(slack % 4), pixels) {
        look(&frame, Effort::Frame(u32::from(*kind)));
    }
});

fn look(frame: &LumaFrame<'_>, effort: Effort) {
    match decode(frame, effort) {
        Ok(found) => assert!(found.text().len() <= MAX_TEXT),
        Err(error) => assert_ne!(error, ScanError::DecoderFailed, "the decoder panicked"),
    }
}
