//! Files and folders that only their owner may use.

use std::fs::{DirBuilder, OpenOptions};
use std::io;
use std::path::Path;

/// Makes the folder in which `file` is going to be, for its owner only, unless it exists.
pub(crate) fn create_folder_of(file: &Path) -> io::Result<()> {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() && !folder.exists() => {
            folder_builder().recursive(true).create(folder)
        }
        Some(_) | None => Ok(()),
    }
}

/// Options that make a new file for its owner only and refuse to open an existing one.
pub(crate) fn new_file() -> OpenOptions {
    let mut options = file_options();
    options.write(true).create_new(true);
    options
}

#[cfg(unix)]
fn file_options() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = OpenOptions::new();
    options.mode(0o600);
    options
}

#[cfg(unix)]
fn folder_builder() -> DirBuilder {
    use std::os::unix::fs::DirBuilderExt;
    let mut builder = DirBuilder::new();
    builder.mode(0o700);
    builder
}

/// Elsewhere the user's own folders are private already.
#[cfg(not(unix))]
fn file_options() -> OpenOptions {
    OpenOptions::new()
}

#[cfg(not(unix))]
fn folder_builder() -> DirBuilder {
    DirBuilder::new()
}
