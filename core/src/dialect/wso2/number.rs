//! The numbers to pick from. The server sends the right one; the others are made here.

/// The right number as it came and two others of the same kind, in random order.
///
/// Servers draw from 0 to 99 without leading zeros. All candidates look alike, since a different form would give the right one
/// away: padded like the right one where that has a leading zero, else without, and as long as it where it is longer than that.
pub(super) fn choices(right: &str, random: &[u8; 32]) -> Vec<String> {
    let length = u32::try_from(right.len()).unwrap_or(u32::MAX).min(8);
    let is_padded = length > 1 && right.starts_with('0');
    let (first, end) = match (length, is_padded) {
        (0..=2, _) => (0, 100),
        (_, true) => (0, 10_u64.pow(length)),
        (_, false) => (10_u64.pow(length - 1), 10_u64.pow(length)),
    };
    let mut draws = random.as_chunks::<8>().0.iter().map(|bytes| u64::from_be_bytes(*bytes));
    let mut draw = |below: u64| draws.next().unwrap_or_default() % below;

    // Different distances from the right number, around the whole range: every other number is as likely as the next.
    let range = end - first;
    let near = 1 + draw(range - 1);
    let far = 1 + draw(range - 2);
    let far = if far >= near { far + 1 } else { far };
    let start = right.parse().unwrap_or(first) - first;
    let width = if is_padded { right.len() } else { 0 };
    let mut choices: Vec<String> =
        [near, far].iter().map(|distance| format!("{:0width$}", first + (start + distance) % range)).collect();
    let place = usize::try_from(draw(3)).unwrap_or_default();
    choices.insert(place, right.to_owned());
    choices
}
