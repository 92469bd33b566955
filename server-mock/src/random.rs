//! Randomness for ids, keys and numbers: from the operating system, or reproducible from a seed.

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use ring::rand::{SecureRandom, SystemRandom};

/// A source of random values.
#[derive(Clone)]
pub(crate) struct Random {
    source: Source,
}

impl Random {
    /// The operating system's generator.
    pub(crate) fn system() -> Self {
        Self { source: Source::System(SystemRandom::new()) }
    }

    /// Stream `stream` of the generator that belongs to `seed`: the same values in every run.
    pub(crate) fn seeded(seed: u64, stream: u64) -> Self {
        let mut generator = ChaCha20Rng::seed_from_u64(seed);
        generator.set_stream(stream);
        Self { source: Source::Seeded(Box::new(generator)) }
    }

    /// `N` random bytes.
    pub(crate) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        match &mut self.source {
            Source::Seeded(generator) => generator.fill_bytes(&mut bytes),
            Source::System(system) => system.fill(&mut bytes).expect("the operating system provides randomness"),
        }
        bytes
    }

    /// An id of 22 characters with 128 random bits.
    pub(crate) fn id(&mut self) -> String {
        BASE64URL_NOPAD.encode(&self.bytes::<16>())
    }

    /// A number below `bound`, every value equally likely.
    pub(crate) fn below(&mut self, bound: u32) -> u32 {
        let bound = bound.max(1);
        let limit = u32::MAX - u32::MAX % bound;
        loop {
            let value = u32::from_le_bytes(self.bytes());
            if value < limit {
                return value % bound;
            }
        }
    }

    /// A string of `count` random decimal digits.
    pub(crate) fn digits(&mut self, count: u8) -> String {
        (0..count).map(|_| char::from_digit(self.below(10), 10).expect("a value below ten is a digit")).collect()
    }
}

impl fmt::Debug for Random {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Random").finish_non_exhaustive()
    }
}

#[derive(Clone)]
enum Source {
    Seeded(Box<ChaCha20Rng>),
    System(SystemRandom),
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn same_seed_and_stream_repeat_and_others_differ() {
        let draw = |seed, stream| Random::seeded(seed, stream).id();

        assert_eq!(draw(7, 0), draw(7, 0));
        assert_ne!(draw(7, 0), draw(7, 1));
        assert_ne!(draw(7, 0), draw(8, 0));
    }

    #[test]
    fn ids_have_22_characters_of_the_id_alphabet() {
        let id = Random::system().id();

        assert_eq!(id.len(), 22);
        assert!(id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'));
    }

    #[test]
    fn every_value_below_the_bound_occurs_and_none_above() {
        let mut random = Random::seeded(1, 0);

        let seen: BTreeSet<u32> = (0..200).map(|_| random.below(5)).collect();

        assert_eq!(seen, BTreeSet::from([0, 1, 2, 3, 4]));
    }
}
