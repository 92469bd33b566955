//! The ways to look at a frame: a code that one misses, another one finds.

use super::{LumaFrame, MIN_SIDE};

/// One way to look at a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pass {
    /// As it is.
    Original,
    /// Half width and height: noise and moiré average out.
    Half,
    /// Light on dark.
    Inverted,
    /// Black is what is darker than its surroundings: uneven light.
    Thresholded,
}

impl Pass {
    /// The frame as this pass sees it; `None` when it has nothing to add.
    pub(super) fn view(self, frame: &LumaFrame<'_>) -> Option<LumaFrame<'static>> {
        let (width, height, pixels) = match self {
            Self::Original => return None,
            Self::Half => halved(frame)?,
            Self::Inverted => (frame.width(), frame.height(), frame.pixels().iter().map(|luma| !luma).collect()),
            Self::Thresholded => (frame.width(), frame.height(), thresholded(frame)),
        };
        LumaFrame::owned(width, height, pixels).ok()
    }
}

fn halved(frame: &LumaFrame<'_>) -> Option<(u32, u32, Vec<u8>)> {
    let (width, height) = (frame.width() / 2, frame.height() / 2);
    if width < MIN_SIDE || height < MIN_SIDE {
        return None;
    }
    let columns = columns(frame);
    let mut pixels = Vec::with_capacity(frame.pixels().len() / 4);
    for rows in frame.pixels().chunks_exact(2 * columns) {
        let (upper, lower) = rows.split_at(columns);
        let pairs = upper.as_chunks().0.iter().zip(lower.as_chunks().0);
        pixels.extend(pairs.map(|([a, b], [c, d])| a.midpoint(*b).midpoint(c.midpoint(*d))));
    }
    Some((width, height, pixels))
}

/// Compares every pixel with the mean of the square of `2 * RADIUS + 1` pixels around it, cut off at the borders.
///
/// Keeps one sum per column and moves it down row by row, so memory is one row and time does not depend on the radius.
fn thresholded(frame: &LumaFrame<'_>) -> Vec<u8> {
    let columns = columns(frame);
    let rows: Vec<&[u8]> = frame.pixels().chunks_exact(columns).collect();
    let mut sums = vec![0_u32; columns];
    let mut inside = 0_u32;
    for row in rows.iter().take(RADIUS) {
        add(&mut sums, row);
        inside += 1;
    }
    let mut pixels = Vec::with_capacity(frame.pixels().len());
    for (y, row) in rows.iter().enumerate() {
        if let Some(entering) = rows.get(y + RADIUS) {
            add(&mut sums, entering);
            inside += 1;
        }
        if let Some(leaving) = y.checked_sub(RADIUS + 1).and_then(|y| rows.get(y)) {
            subtract(&mut sums, leaving);
            inside -= 1;
        }
        threshold_row(row, &sums, inside, &mut pixels);
    }
    pixels
}

fn threshold_row(row: &[u8], sums: &[u32], rows_inside: u32, pixels: &mut Vec<u8>) {
    let mut sum: u32 = sums.iter().take(RADIUS).sum();
    let mut area = rows_inside * sums.iter().take(RADIUS).map(|_| 1).sum::<u32>();
    for (x, luma) in row.iter().enumerate() {
        if let Some(entering) = sums.get(x + RADIUS) {
            sum += entering;
            area += rows_inside;
        }
        if let Some(leaving) = x.checked_sub(RADIUS + 1).and_then(|x| sums.get(x)) {
            sum -= leaving;
            area -= rows_inside;
        }
        let is_black = (u32::from(*luma) + MARGIN) * area < sum;
        pixels.push(if is_black { 0 } else { 255 });
    }
}

fn add(sums: &mut [u32], row: &[u8]) {
    for (sum, luma) in sums.iter_mut().zip(row) {
        *sum += u32::from(*luma);
    }
}

fn subtract(sums: &mut [u32], row: &[u8]) {
    for (sum, luma) in sums.iter_mut().zip(row) {
        *sum -= u32::from(*luma);
    }
}

fn columns(frame: &LumaFrame<'_>) -> usize {
    usize::try_from(frame.width()).expect("checked when the frame was made")
}

/// Pixels to each side: a few modules of a code that fills a good part of the frame.
const RADIUS: usize = 24;
/// How much darker than its surroundings black must be, so that noise on paper stays white.
const MARGIN: u32 = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_threshold_is_the_mean_of_the_square_around() {
        let (width, height) = (61_usize, 83_usize);
        let pixels: Vec<u8> = (0..width * height).map(|i| u8::try_from((i * i * 31 + i * 7) % 251).unwrap()).collect();
        let frame = LumaFrame::new(61, 83, 61, &pixels).unwrap();

        let seen = Pass::Thresholded.view(&frame).unwrap();

        for y in 0..height {
            for x in 0..width {
                let square: Vec<u32> = (y.saturating_sub(RADIUS)..height.min(y + RADIUS + 1))
                    .flat_map(|y| (x.saturating_sub(RADIUS)..width.min(x + RADIUS + 1)).map(move |x| y * width + x))
                    .map(|i| u32::from(pixels[i]))
                    .collect();
                let area = u32::try_from(square.len()).unwrap();
                let is_black = (u32::from(pixels[y * width + x]) + MARGIN) * area < square.iter().sum();
                assert_eq!(seen.pixels()[y * width + x] == 0, is_black, "{x} {y}");
            }
        }
    }

    #[test]
    fn halving_leaves_odd_borders_out_and_small_frames_alone() {
        let pixels = vec![8; 81 * 83];
        let seen = Pass::Half.view(&LumaFrame::new(81, 83, 81, &pixels).unwrap()).unwrap();

        assert_eq!((seen.width(), seen.height(), seen.pixels()), (40, 41, &[8; 40 * 41][..]));
        assert!(Pass::Half.view(&LumaFrame::new(79, 83, 79, &pixels).unwrap()).is_none());
    }
}
