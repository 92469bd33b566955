//! What every stage has: somebody who tells, a folder, and an eye on what is found.

use std::cell::Cell;
use std::fmt::Debug;
use std::path::PathBuf;

use countersign_core::error::Error;
use tempfile::TempDir;

use crate::demo::failure::Failure;
use crate::demo::teller::Teller;

/// The part that all stages share.
pub(super) struct Room {
    /// Who tells.
    pub(super) teller: Teller,
    folder: TempDir,
    is_next_broken: Cell<bool>,
}

impl Room {
    /// An empty room.
    pub(super) fn open(teller: &Teller) -> Result<Self, Failure> {
        let folder = tempfile::tempdir().map_err(Failure::system("there is no place for temporary files"))?;
        Ok(Self { teller: *teller, folder, is_next_broken: Cell::new(false) })
    }

    /// Removes what was stored.
    pub(super) fn clear(self) {
        // Temporary files that cannot be removed are the operating system's to clean up.
        let _ = self.folder.close();
    }

    /// A folder that lasts as long as the story.
    pub(super) fn home(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Makes the next expectation fail, or takes that back.
    pub(super) fn break_next(&self, is_broken: bool) {
        self.is_next_broken.set(is_broken);
    }

    /// Goes on only when what was found is what the story tells.
    pub(super) fn expect<T: PartialEq + Debug>(
        &self,
        what: &'static str,
        found: &T,
        expected: &T,
    ) -> Result<(), Failure> {
        if self.is_next_broken.take() {
            let expected = format!("anything but {expected:?} (--break)");
            return Err(Failure::Differs { what, expected, found: format!("{found:?}") });
        }
        if found == expected {
            return Ok(());
        }
        Err(Failure::Differs { what, expected: format!("{expected:?}"), found: format!("{found:?}") })
    }
}

/// The code of an error that had to come; `none` when there was no error.
pub(super) fn code_of<T>(result: &Result<T, Error>) -> &'static str {
    match result {
        Ok(_) => "none",
        Err(error) => error.code,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_expected_goes_on_and_a_broken_expectation_never() {
        let room = Room::open(&Teller::new(true)).expect("a room");

        assert!(room.expect("it", &1, &1).is_ok());
        assert!(room.expect("it", &1, &2).is_err());
        room.break_next(true);
        assert!(room.expect("it", &1, &1).is_err());
        assert!(room.expect("it", &1, &1).is_ok(), "only the next one is broken");
        room.break_next(true);
        room.break_next(false);
        assert!(room.expect("it", &1, &1).is_ok());
    }
}
