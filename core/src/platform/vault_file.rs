//! The wrapping key in a file, for machines without a key store.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use base64ct::{Base64UrlUnpadded, Encoding};
use zeroize::Zeroizing;

use super::{KeyVault, VaultError, WrappingKey, private_files};

/// Keeps the key in a file that only its owner may read: 43 characters of base64url and a line feed.
///
/// Whoever can read the file can read the database, so this protects backups of the database, not the device. Use it
/// only where the person asked for it.
#[derive(Debug, Clone)]
pub struct FileVault {
    path: PathBuf,
}

impl FileVault {
    /// The key in the file at `path`, which need not exist yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }
}

impl KeyVault for FileVault {
    fn load(&self) -> Result<Option<WrappingKey>, VaultError> {
        let mut file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(from_io(&error)),
        };
        check_private(&file)?;
        let mut text = Zeroizing::new(Vec::with_capacity(MAX_LENGTH));
        // One byte more than any key file has, so that a longer one is seen as longer.
        let limit = u64::try_from(MAX_LENGTH).unwrap_or(u64::MAX);
        Read::by_ref(&mut file).take(limit).read_to_end(&mut text).map_err(|error| from_io(&error))?;
        parse(&text).map(Some)
    }

    /// Stores the key unless there is one: the first key stays, so load again to learn which one counts.
    fn save(&self, key: &WrappingKey) -> Result<(), VaultError> {
        private_files::create_folder_of(&self.path).map_err(|error| from_io(&error))?;
        let new = self.unfinished()?;
        let result = write_new(&new, key).and_then(|()| {
            // A link is made with the whole content or not at all, and never replaces a file.
            match fs::hard_link(&new, &self.path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
                result => result,
            }
        });
        // What is left behind is removed by nobody else.
        let removed = fs::remove_file(&new);
        result.and(removed).and_then(|()| sync_folder_of(&self.path)).map_err(|error| from_io(&error))
    }
}

impl FileVault {
    /// A name next to the key file that nobody else uses.
    fn unfinished(&self) -> Result<PathBuf, VaultError> {
        let mut random = [0; 8];
        getrandom::fill(&mut random).map_err(|_| VaultError::Failed)?;
        let mut name = self.path.as_os_str().to_owned();
        name.push(format!(".{}", Base64UrlUnpadded::encode_string(&random)));
        Ok(PathBuf::from(name))
    }
}

fn parse(text: &[u8]) -> Result<WrappingKey, VaultError> {
    let mut key = Zeroizing::new([0; 32]);
    let digits = text.strip_suffix(b"\n").unwrap_or(text);
    let digits = digits.strip_suffix(b"\r").unwrap_or(digits);
    let read = Base64UrlUnpadded::decode(digits, key.as_mut_slice()).map_err(|_| VaultError::Malformed)?.len();
    if read == key.len() { Ok(WrappingKey::new(key)) } else { Err(VaultError::Malformed) }
}

fn write_new(path: &Path, key: &WrappingKey) -> io::Result<()> {
    let mut text = Zeroizing::new(vec![b'\n'; DIGITS + 1]);
    let (digits, _) = text.split_at_mut(DIGITS);
    Base64UrlUnpadded::encode(key.expose(), digits).expect("this many digits are 32 bytes");
    let mut file = private_files::new_file().open(path)?;
    file.write_all(&text)?;
    file.sync_all()
}

fn from_io(error: &io::Error) -> VaultError {
    let is_forbidden = matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem);
    if is_forbidden { VaultError::Permission } else { VaultError::Failed }
}

#[cfg(unix)]
fn check_private(file: &File) -> Result<(), VaultError> {
    use std::os::unix::fs::MetadataExt;
    let mode = file.metadata().map_err(|error| from_io(&error))?.mode();
    if mode & 0o077 == 0 { Ok(()) } else { Err(VaultError::Permission) }
}

/// Folders are private to their user where there are no modes.
#[cfg(not(unix))]
fn check_private(_file: &File) -> Result<(), VaultError> {
    Ok(())
}

/// Makes the name of a new file as durable as its content.
#[cfg(unix)]
fn sync_folder_of(file: &Path) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder_of(_file: &Path) -> io::Result<()> {
    Ok(())
}

/// Of 32 bytes in base64url.
const DIGITS: usize = 43;
const MAX_LENGTH: usize = DIGITS + 3;

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> WrappingKey {
        WrappingKey::new(Zeroizing::new([byte; 32]))
    }

    fn loaded(vault: &FileVault) -> Result<Option<[u8; 32]>, VaultError> {
        vault.load().map(|key| key.map(|key| *key.expose()))
    }

    #[test]
    fn the_first_key_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let vault = FileVault::new(folder.path().join("new").join("key"));

        assert_eq!(loaded(&vault), Ok(None));
        assert_eq!(vault.save(&key(1)), Ok(()));
        assert_eq!(vault.save(&key(2)), Ok(()));
        assert_eq!(loaded(&vault), Ok(Some([1; 32])));
        let files = fs::read_dir(folder.path().join("new")).expect("a folder").count();
        assert_eq!(files, 1, "nothing else is left in the folder");
    }

    #[test]
    fn vaults_that_save_together_agree() {
        let folder = tempfile::tempdir().expect("a folder");
        let vault = FileVault::new(folder.path().join("key"));

        let found: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (1..=8)
                .map(|byte| {
                    let vault = &vault;
                    scope.spawn(move || vault.save(&key(byte)).and_then(|()| loaded(vault)))
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
        });

        assert!(matches!(found[0], Ok(Some(_))), "{found:?}");
        assert!(found.iter().all(|other| *other == found[0]), "{found:?}");
    }

    #[test]
    fn what_is_no_key_is_not_taken_for_one() {
        let (short, digits) = ("A".repeat(42), "A".repeat(43));
        let texts = ["", "\n", "AAAA", &short, &format!("{digits}A"), &format!("{digits}\n\n\n"), &"!".repeat(43)];
        for text in texts {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join("key");
            let mut file = private_files::new_file().open(&path).expect("a file");
            file.write_all(text.as_bytes()).expect("a file");

            assert_eq!(loaded(&FileVault::new(path)), Err(VaultError::Malformed), "{text:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_others_may_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("new").join("key");
        let vault = FileVault::new(&path);
        vault.save(&key(1)).expect("a file");
        let mode = |path: &Path| fs::metadata(path).expect("a file").permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(&folder.path().join("new"))), (0o600, 0o700));

        for forbidden in [0o640, 0o604, 0o620, 0o601] {
            fs::set_permissions(&path, fs::Permissions::from_mode(forbidden)).expect("a file");
            assert_eq!(loaded(&vault), Err(VaultError::Permission), "{forbidden:o}");
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).expect("a file");
        assert_eq!(loaded(&vault), Ok(Some([1; 32])));
    }

    #[test]
    fn a_folder_in_place_of_the_file_is_a_failure() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(loaded(&FileVault::new(folder.path())).is_err());
    }
}
