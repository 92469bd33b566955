//! The numbers to pick from. The server sends the right one; the others are made here.

/// How many wrong numbers stand beside the right one.
const DECOYS: usize = 2;

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

    let mut taken = vec![right.parse().unwrap_or(first)];
    let mut choices = Vec::with_capacity(DECOYS + 1);
    for left in (1..=DECOYS).rev() {
        taken.sort_unstable();
        let free = end - first - u64::try_from(DECOYS + 1 - left).unwrap_or_default();
        // Counts past what is taken, so that every free number is as likely as any other.
        let decoy =
            taken.iter().fold(first + draw(free), |number, taken| if *taken <= number { number + 1 } else { number });
        taken.push(decoy);
        let width = if is_padded { right.len() } else { 0 };
        choices.push(format!("{decoy:0width$}"));
    }
    let place = usize::try_from(draw(u64::try_from(DECOYS + 1).unwrap_or(1))).unwrap_or_default();
    choices.insert(place.min(DECOYS), right.to_owned());
    choices
}
